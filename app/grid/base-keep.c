/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * See base-keep.h.
 */
#include "config.h"

#define GETTEXT_PACKAGE LAMP_GETTEXT_PACKAGE

#include "grid/base-keep.h"

#include "grid/write-layer.h"

#include <glib/gi18n-lib.h>

#define CANCEL_EVERY 4096

static gboolean
fail (const char *path, GError **error)
{
  g_autofree char *complaint = lamp_gdal_dup_complaint ();

  g_set_error (error,
               LAMP_GRID_ERROR,
               LAMP_GRID_ERROR_UNREADABLE,
               _ ("The base map of the old region “%s” could not be taken over (%s): name another file for the new region, and put a base map into it with “lamplighterd grid base”."),
               path,
               complaint != NULL ? complaint : _ ("no reason given"));
  return FALSE;
}

static OGRGeometryH
dup_shape (OGRFeatureH feature, LampShapeKind shape, OGRCoordinateTransformationH transform)
{
  OGRGeometryH geometry = OGR_F_GetGeometryRef (feature);

  if (geometry == NULL)
    return NULL;
  geometry = OGR_G_Clone (geometry);
  OGR_G_FlattenTo2D (geometry);
  if (transform != NULL && OGR_G_Transform (geometry, transform) != OGRERR_NONE)
    {
      OGR_G_DestroyGeometry (geometry);
      return NULL;
    }
  if (shape == LAMP_SHAPE_POINT)
    return geometry;
  return shape == LAMP_SHAPE_AREA ? OGR_G_ForceToMultiPolygon (geometry) : OGR_G_ForceToMultiLineString (geometry);
}

static gboolean
keep_layer (OGRLayerH from, OGRLayerH to, LampShapeKind shape, OGRCoordinateTransformationH transform, GCancellable *cancellable, GError **error)
{
  int         name = OGR_FD_GetFieldIndex (OGR_L_GetLayerDefn (from), "name"), rank = OGR_FD_GetFieldIndex (OGR_L_GetLayerDefn (from), "rank");
  OGRFeatureH feature = NULL;
  guint64     n = 0;
  gboolean    good = TRUE;

  OGR_L_ResetReading (from);
  while (good && (feature = OGR_L_GetNextFeature (from)) != NULL)
    {
      const char *text = name >= 0 && OGR_F_IsFieldSetAndNotNull (feature, name) ? OGR_F_GetFieldAsString (feature, name) : NULL;
      int         value = rank >= 0 ? OGR_F_GetFieldAsInteger (feature, rank) : 0;

      good = lamp_write_base_feature (to, text, (guint8)CLAMP (value, 0, 255), dup_shape (feature, shape, transform));
      OGR_F_Destroy (feature);
      if (good && ++n % CANCEL_EVERY == 0 && g_cancellable_set_error_if_cancelled (cancellable, error))
        return FALSE;
    }
  return good && !lamp_gdal_failed ();
}

static char *
dup_attribution (GDALDatasetH dataset)
{
  OGRLayerH   metadata = GDALDatasetGetLayerByName (dataset, lamp_region_layer (LAMP_LAYER_METADATA)->name);
  int         key = metadata == NULL ? -1 : OGR_FD_GetFieldIndex (OGR_L_GetLayerDefn (metadata), "key");
  int         value = metadata == NULL ? -1 : OGR_FD_GetFieldIndex (OGR_L_GetLayerDefn (metadata), "value");
  char       *attribution = NULL;
  OGRFeatureH feature = NULL;

  while (key >= 0 && value >= 0 && attribution == NULL && (feature = OGR_L_GetNextFeature (metadata)) != NULL)
    {
      if (g_str_equal (OGR_F_GetFieldAsString (feature, key), LAMP_REGION_ATTRIBUTION))
        attribution = g_strdup (OGR_F_GetFieldAsString (feature, value));
      OGR_F_Destroy (feature);
    }
  return attribution;
}

static gboolean
keep_kind (GDALDatasetH dataset, LampBaseKind kind, OGRLayerH to, GCancellable *cancellable, GError **error)
{
  const LampRegionLayer       *layout = lamp_region_layer ((LampLayerId)(LAMP_LAYER_BASE + kind));
  OGRLayerH                    from = GDALDatasetGetLayerByName (dataset, layout->name);
  OGRCoordinateTransformationH transform = NULL;
  gboolean                     good = FALSE;

  CPLErrorReset (); /* that a layer is not there is no complaint */
  if (from == NULL || OGR_L_GetFeatureCount (from, TRUE) == 0)
    return TRUE;
  good = lamp_gdal_way_to_wgs84 (OGR_L_GetSpatialRef (from), &transform) && keep_layer (from, to, layout->shape, transform, cancellable, error);
  if (transform != NULL)
    OCTDestroyCoordinateTransformation (transform);
  return good;
}

gboolean
lamp_base_keep (const char *path, OGRLayerH *layers, char **attribution, GCancellable *cancellable, GError **error)
{
  const char *const drivers[] = { "GPKG", NULL };
  GError           *local_error = NULL;
  GDALDatasetH      dataset = NULL;
  gboolean          good = TRUE;

  *attribution = NULL;
  if (!g_file_test (path, G_FILE_TEST_EXISTS))
    return TRUE;
  CPLErrorReset ();
  dataset = GDALOpenEx (path, GDAL_OF_VECTOR | GDAL_OF_READONLY, drivers, NULL, NULL);
  if (dataset == NULL)
    return fail (path, error);
  for (guint kind = 0; good && kind < LAMP_BASE_N_LAYERS; kind++)
    good = keep_kind (dataset, (LampBaseKind)kind, layers[kind], cancellable, &local_error);
  if (good)
    *attribution = dup_attribution (dataset);
  else if (local_error != NULL)
    g_propagate_error (error, local_error);
  else
    fail (path, error);
  GDALClose (dataset);
  return good;
}
