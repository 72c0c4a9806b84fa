/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * See write-layer.h.
 */
#include "config.h"

#include "grid/write-layer.h"

/* Any fixed time would do; the GeoPackage needs one. */
#define PINNED_TIME "2000-01-01T00:00:00.000Z"
/* Four times what SQLite takes by itself: who reads a region reads all of it, and asks the kernel for each page. */
#define PAGE_PRAGMA "page_size=16384"

/* Pinned settings hold for this thread only, so other work of the process keeps its own. */
void
lamp_write_settings_begin (void)
{
  lamp_gdal_quiet_begin ();
  CPLSetThreadLocalConfigOption ("OGR_CURRENT_DATE", PINNED_TIME);
  CPLSetThreadLocalConfigOption ("OGR_SQLITE_PRAGMA", PAGE_PRAGMA);
  CPLSetThreadLocalConfigOption ("OGR_SQLITE_SYNCHRONOUS", "OFF"); /* synced once, when it is whole */
}

void
lamp_write_settings_end (void)
{
  CPLSetThreadLocalConfigOption ("OGR_SQLITE_SYNCHRONOUS", NULL);
  CPLSetThreadLocalConfigOption ("OGR_SQLITE_PRAGMA", NULL);
  CPLSetThreadLocalConfigOption ("OGR_CURRENT_DATE", NULL);
  lamp_gdal_quiet_end ();
}

static OGRwkbGeometryType
geometry_type (const LampRegionLayer *layout)
{
  switch (layout->shape)
    {
    case LAMP_SHAPE_POINT:
      return wkbPoint;
    case LAMP_SHAPE_LINE:
      return layout->multi ? wkbMultiLineString : wkbLineString;
    case LAMP_SHAPE_AREA:
      return wkbMultiPolygon;
    case LAMP_SHAPE_NONE:
    default:
      return wkbNone;
    }
}

static OGRFieldType
field_type (LampFieldType type)
{
  switch (type)
    {
    case LAMP_FIELD_TEXT:
      return OFTString;
    case LAMP_FIELD_REAL:
      return OFTReal;
    case LAMP_FIELD_INTEGER:
    case LAMP_FIELD_FLAG:
    default:
      return OFTInteger;
    }
}

OGRLayerH
lamp_write_layer_create (GDALDatasetH dataset, LampLayerId id, OGRSpatialReferenceH wgs84)
{
  const LampRegionLayer *layout = lamp_region_layer (id);
  gboolean               placed = layout->shape != LAMP_SHAPE_NONE;
  char                   no_index[] = "SPATIAL_INDEX=NO";
  char                  *options[] = { no_index, NULL };
  OGRLayerH              layer = GDALDatasetCreateLayer (dataset, layout->name, placed ? wgs84 : NULL, geometry_type (layout), placed ? options : NULL);

  for (guint i = 0; layer != NULL && i < layout->n_fields; i++)
    {
      OGRFieldDefnH field = NULL;

      if (layout->fields[i].name == NULL)
        continue;
      field = OGR_Fld_Create (layout->fields[i].name, field_type (layout->fields[i].type));
      if (OGR_L_CreateField (layer, field, FALSE) != OGRERR_NONE)
        layer = NULL;
      OGR_Fld_Destroy (field);
    }
  return layer;
}

gboolean
lamp_write_base_feature (OGRLayerH layer, const char *name, guint8 rank, OGRGeometryH geometry)
{
  OGRFeatureH feature = OGR_F_Create (OGR_L_GetLayerDefn (layer));
  OGRErr      status = OGRERR_NONE;

  if (name != NULL && *name != '\0')
    OGR_F_SetFieldString (feature, BASE_NAME, name);
  OGR_F_SetFieldInteger (feature, BASE_RANK, rank);
  if (geometry != NULL)
    OGR_F_SetGeometryDirectly (feature, geometry);
  status = OGR_L_CreateFeature (layer, feature);
  OGR_F_Destroy (feature);
  return status == OGRERR_NONE;
}
