/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * An extract of OpenStreetMap as GDAL opens it: its driver is told by a configuration of ours, not the user's, which tags we ask
 * for and which closed ways are areas. See osm-private.h.
 */
#include "config.h"

#define GETTEXT_PACKAGE LAMP_GETTEXT_PACKAGE

#include "grid/osm-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

static const char *const layer_names[LAMP_OSM_N_LAYERS] = { "points", "lines", "multipolygons" };

/* What is asked of each layer; what it lacks is not looked at. */
static const LampTag asked[LAMP_OSM_N_LAYERS][LAMP_TAG_N + 1] = {
  { LAMP_TAG_NAME, LAMP_TAG_PLACE, LAMP_TAG_N },
  { LAMP_TAG_NAME, LAMP_TAG_REF, LAMP_TAG_HIGHWAY, LAMP_TAG_SERVICE, LAMP_TAG_FOOTWAY, LAMP_TAG_RAILWAY, LAMP_TAG_WATERWAY, LAMP_TAG_TUNNEL, LAMP_TAG_NATURAL, LAMP_TAG_N },
  { LAMP_TAG_NAME, LAMP_TAG_NATURAL, LAMP_TAG_WATERWAY, LAMP_TAG_LANDUSE, LAMP_TAG_LEISURE, LAMP_TAG_AMENITY, LAMP_TAG_BUILDING, LAMP_TAG_LOCATION, LAMP_TAG_N },
};

static char *
dup_configuration (void)
{
  g_autofree char *areas = lamp_tags_dup_areas ();
  GString         *text = g_string_new (NULL);

  g_string_append_printf (text, "closed_ways_are_polygons=%s\nattribute_name_laundering=no\n", areas);
  for (guint from = 0; from < LAMP_OSM_N_LAYERS; from++)
    {
      g_string_append_printf (text, "[%s]\nosm_id=no\nother_tags=no\nattributes=", layer_names[from]);
      for (guint i = 0; asked[from][i] != LAMP_TAG_N; i++)
        g_string_append_printf (text, "%s%s", i > 0 ? "," : "", lamp_tag_key (asked[from][i]));
      g_string_append_c (text, '\n');
    }
  return g_string_free (text, FALSE);
}

static GDALDatasetH
open_with (const char *path, const char *configuration)
{
  const char *const drivers[] = { "OSM", NULL };
  g_autofree char  *file = g_strdup_printf ("CONFIG_FILE=%s", configuration);
  const char *const options[] = { file, "INTERLEAVED_READING=YES", NULL };

  return GDALOpenEx (path, GDAL_OF_VECTOR | GDAL_OF_READONLY, drivers, options, NULL);
}

gboolean
lamp_osm_fail (const LampOsmReader *reader, GError **error)
{
  g_autofree char *complaint = lamp_gdal_dup_complaint ();

  g_set_error (error,
               LAMP_GRID_ERROR,
               LAMP_GRID_ERROR_UNREADABLE,
               _ ("“%s” cannot be read as an extract of OpenStreetMap (%s): take a fresh copy of it, sorted by kind and id as download.geofabrik.de has them."),
               reader->what->path,
               complaint != NULL ? complaint : _ ("no reason given"));
  return FALSE;
}

gboolean
lamp_osm_open (LampOsmReader *reader, GError **error)
{
  g_autofree char *configuration = dup_configuration ();
  g_autofree char *file = g_strdup_printf ("/vsimem/lamp-osm-%p.ini", (void *)reader);
  GDALDatasetH     dataset;

  CPLErrorReset ();
  VSIFCloseL (VSIFileFromMemBuffer (file, (GByte *)configuration, strlen (configuration), FALSE));
  dataset = reader->dataset = open_with (reader->what->path, file);
  VSIUnlink (file);
  if (dataset == NULL)
    return lamp_osm_fail (reader, error);
  GDALDatasetReleaseResultSet (dataset, GDALDatasetExecuteSQL (dataset, "SET interest_layers = points,lines,multipolygons", NULL, NULL));
  for (guint from = 0; from < LAMP_OSM_N_LAYERS; from++)
    {
      OGRLayerH layer = reader->layers[from] = GDALDatasetGetLayerByName (dataset, layer_names[from]);

      for (guint tag = 0; tag < LAMP_TAG_N; tag++)
        reader->fields[from][tag] = -1;
      for (guint i = 0; layer != NULL && asked[from][i] != LAMP_TAG_N; i++)
        reader->fields[from][asked[from][i]] = OGR_FD_GetFieldIndex (OGR_L_GetLayerDefn (layer), lamp_tag_key (asked[from][i]));
    }
  return TRUE;
}

void
lamp_osm_read_extent (LampOsmReader *reader)
{
  OGREnvelope envelope;

  reader->knows_extent = reader->layers[LAMP_OSM_POINTS] != NULL && OGR_L_GetExtent (reader->layers[LAMP_OSM_POINTS], &envelope, FALSE) == OGRERR_NONE && envelope.MinX < envelope.MaxX && envelope.MinY < envelope.MaxY;
  if (reader->knows_extent)
    reader->what->report->extract = lamp_osm_box_of (&envelope);
  CPLErrorReset ();
}

LampTags
lamp_osm_tags_of (const LampOsmReader *reader, LampOsmLayer from, OGRFeatureH feature)
{
  LampTags tags = { { NULL } };

  for (guint i = 0; asked[from][i] != LAMP_TAG_N; i++)
    {
      int field = reader->fields[from][asked[from][i]];

      if (field >= 0 && OGR_F_IsFieldSetAndNotNull (feature, field))
        tags.tags[asked[from][i]] = OGR_F_GetFieldAsString (feature, field);
    }
  return tags;
}
