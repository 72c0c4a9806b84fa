/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * One layer of the source as its group of the profile sees it: opened under its filter, read to its end. See import-private.h.
 */
#include "config.h"

#define GETTEXT_PACKAGE LAMP_GETTEXT_PACKAGE

#include "grid/import-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define MAX_NAMED 12 /* of fields, layers and values in one sentence */

void
lamp_import_append_name (GString *names, const char *name, int i)
{
  if (i < MAX_NAMED)
    g_string_append_printf (names, "%s“%s”", i > 0 ? ", " : "", name);
  else if (i == MAX_NAMED)
    g_string_append (names, ", …");
}

static char *
dup_layer_names (const LampImport *import)
{
  GString *names = g_string_new (NULL);
  int      n = 0;

  for (guint k = 0; k < import->datasets->len; k++)
    for (int i = 0; i < GDALDatasetGetLayerCount (import->datasets->pdata[k]); i++)
      lamp_import_append_name (names, OGR_L_GetName (GDALDatasetGetLayer (import->datasets->pdata[k], i)), n++);
  return g_string_free (names, FALSE);
}

/* Some drivers look at a filter only when they read, so one feature is. */
static gboolean
filter_works (OGRLayerH layer, const char *where)
{
  CPLErrorReset ();
  if (OGR_L_SetAttributeFilter (layer, where) != OGRERR_NONE)
    return FALSE;
  if (where != NULL)
    OGR_F_Destroy (OGR_L_GetNextFeature (layer));
  return !lamp_gdal_failed ();
}

static gboolean
filter (LampImportLayer *layer, GError **error)
{
  g_autofree char *complaint = NULL;
  gboolean         works = filter_works (layer->layer, layer->what->where);

  if (!works)
    complaint = lamp_gdal_dup_complaint ();
  OGR_L_ResetReading (layer->layer);
  if (works)
    return TRUE;

  g_set_error (error,
               LAMP_GRID_ERROR,
               LAMP_GRID_ERROR_PROFILE,
               _ ("The import profile's “where = %s” in [%s] is no filter for layer “%s” (%s): correct it, or leave it out."),
               layer->what->where,
               layer->what->group,
               layer->name,
               complaint != NULL ? complaint : _ ("no reason given"));
  return FALSE;
}

static gboolean
no_layer (LampImportLayer *layer, GError **error)
{
  const LampProfileLayer *what = layer->what;
  g_autofree char        *names = dup_layer_names (layer->import);

  if (what->optional)
    {
      lamp_import_note_absent (layer->import, g_strdup (what->layer));
      return TRUE;
    }
  g_set_error (error,
               LAMP_GRID_ERROR,
               LAMP_GRID_ERROR_NOT_FOUND,
               _ ("“%s” has no layer “%s”, which [%s] of the import profile names: correct the profile; the layers there are %s."),
               layer->import->source,
               what->layer,
               what->group,
               *names != '\0' ? names : _ ("none"));
  return FALSE;
}

gboolean
lamp_import_layer_open (LampImportLayer *layer, LampImport *import, const LampProfileLayer *what, GError **error)
{
  *layer = (LampImportLayer){ .import = import, .what = what, .name = what->layer };
  layer->points = g_array_new (FALSE, FALSE, sizeof (LampPoint));
  layer->strange = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  layer->text = g_string_chunk_new (512);
  for (char **name = what->layers; *name != NULL && layer->layer == NULL; name++)
    {
      layer->layer = lamp_import_find_layer (import, *name);
      layer->name = *name;
    }
  if (layer->layer == NULL)
    {
      layer->name = what->layer;
      return no_layer (layer, error);
    }

  layer->used = g_new0 (guint8, (gsize)OGR_FD_GetFieldCount (OGR_L_GetLayerDefn (layer->layer)) + 1);
  return lamp_import_layer_check_type (layer, error) && lamp_import_layer_find_fields (layer, error) && filter (layer, error);
}

void
lamp_import_layer_clear (LampImportLayer *layer)
{
  g_clear_pointer (&layer->transform, OCTDestroyCoordinateTransformation);
  g_clear_pointer (&layer->points, g_array_unref);
  g_clear_pointer (&layer->strange, g_hash_table_unref);
  g_clear_pointer (&layer->text, g_string_chunk_free);
  g_clear_pointer (&layer->used, g_free);
  for (guint i = 0; i < LAMP_COLUMN_N; i++)
    g_clear_pointer (&layer->ways[i], g_array_unref);
  g_clear_error (&layer->error);
  if (layer->layer == NULL)
    return;
  OGR_L_SetAttributeFilter (layer->layer, NULL);
  if (OGR_L_TestCapability (layer->layer, OLCIgnoreFields))
    OGR_L_SetIgnoredFields (layer->layer, NULL);
}

guint64
lamp_import_layer_count (LampImportLayer *layer)
{
  GIntBig n = OGR_L_SetAttributeFilter (layer->layer, NULL) == OGRERR_NONE ? OGR_L_GetFeatureCount (layer->layer, TRUE) : 0;

  return n > 0 ? (guint64)n : 0;
}

OGRFeatureH
lamp_import_layer_next (LampImportLayer *layer, GError **error)
{
  OGRFeatureH feature = NULL;

  if (g_cancellable_set_error_if_cancelled (layer->import->cancellable, error))
    return NULL;

  g_string_chunk_clear (layer->text);
  layer->id = NULL;
  CPLErrorReset ();
  feature = OGR_L_GetNextFeature (layer->layer);
  /* Also with a feature: a shapefile that is cut off goes on with features that have lost their geometry. */
  if (lamp_gdal_failed ())
    {
      g_autofree char *complaint = lamp_gdal_dup_complaint ();

      g_set_error (error,
                   LAMP_GRID_ERROR,
                   LAMP_GRID_ERROR_UNREADABLE,
                   _ ("Layer “%s” of “%s” cannot be read to its end (%s): the file is damaged or cut off, take a fresh copy."),
                   layer->name,
                   layer->import->source,
                   complaint != NULL ? complaint : _ ("no reason given"));
      OGR_F_Destroy (feature);
      return NULL;
    }
  return feature;
}

static gboolean
finish_strange (LampImportLayer *layer, GError **error)
{
  g_autoptr (GList) keys = g_list_sort (g_hash_table_get_keys (layer->strange), (GCompareFunc)strcmp);
  g_autoptr (GString) values = g_string_new (NULL);
  guint column = 0;
  int   n = 0;

  if (keys == NULL)
    return TRUE;

  column = (guint)g_ascii_strtoull (keys->data, NULL, 10);
  for (GList *at = keys; at != NULL && (guint)g_ascii_strtoull (at->data, NULL, 10) == column; at = at->next)
    lamp_import_append_name (values, strchr (at->data, '\n') + 1, n++);
  g_set_error (error,
               LAMP_GRID_ERROR,
               LAMP_GRID_ERROR_PROFILE,
               layer->what->columns[column].words != NULL
                   ? _ ("Layer “%s”, field “%s” holds values the import profile has no word for: %s; add them in [%s] to the keys “%s.…”.")
                   : _ ("Layer “%s”, field “%s” holds values that have no meaning there: %s; in [%s] of the import profile say what they mean with keys “%s.…”, or name another field."),
               layer->name,
               layer->what->columns[column].text != NULL ? layer->what->columns[column].text : "",
               values->str,
               layer->what->group,
               lamp_profile_column_to_string ((LampProfileColumnId)column));
  return FALSE;
}

gboolean
lamp_import_layer_finish (LampImportLayer *layer, GError **error)
{
  if (!finish_strange (layer, error))
    return FALSE;
  /* One wild place is dirt in the data; mostly wild places are a wrong reference system. */
  if (layer->n_astray <= layer->n_placed)
    return TRUE;

  g_set_error (error,
               LAMP_GRID_ERROR,
               LAMP_GRID_ERROR_PROJECTION,
               _ ("The coordinates in layer “%s” of “%s” are nowhere on earth in the reference system it has: give the source the one it was made in (ogr2ogr -a_srs EPSG:…), or correct “crs” in [profile]."),
               layer->name,
               layer->import->source);
  return FALSE;
}
