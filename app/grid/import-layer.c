/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * One layer of the source as its group of the profile sees it. See import-private.h.
 */
#include "config.h"

#define GETTEXT_PACKAGE LAMP_GETTEXT_PACKAGE

#include "grid/import-private.h"

#include <glib/gi18n-lib.h>
#include <inttypes.h>
#include <math.h>
#include <string.h>

#define MAX_NAMED 12 /* of fields, layers and values in one sentence */

static void
name_one (GString *names, const char *name, int i)
{
  if (i < MAX_NAMED)
    g_string_append_printf (names, "%s“%s”", i > 0 ? ", " : "", name);
  else if (i == MAX_NAMED)
    g_string_append (names, ", …");
}

static char *
dup_layer_names (GDALDatasetH dataset)
{
  GString *names = g_string_new (NULL);

  for (int i = 0; i < GDALDatasetGetLayerCount (dataset); i++)
    name_one (names, OGR_L_GetName (GDALDatasetGetLayer (dataset, i)), i);
  return g_string_free (names, FALSE);
}

static char *
dup_field_names (OGRLayerH layer)
{
  OGRFeatureDefnH fields = OGR_L_GetLayerDefn (layer);
  GString        *names = g_string_new (NULL);

  for (int i = 0; i < OGR_FD_GetFieldCount (fields); i++)
    name_one (names, OGR_Fld_GetNameRef (OGR_FD_GetFieldDefn (fields, i)), i);
  return g_string_free (names, FALSE);
}

static gboolean
find_fields (LampImportLayer *layer, GError **error)
{
  const LampProfileLayer *what = layer->what;

  for (guint i = 0; i < LAMP_COLUMN_N; i++)
    {
      const char      *field = what->columns[i].field;
      g_autofree char *names = NULL;

      layer->fields[i] = field == NULL ? LAMP_FIELD_NONE : OGR_FD_GetFieldIndex (OGR_L_GetLayerDefn (layer->layer), field);
      if (field == NULL || layer->fields[i] >= 0)
        continue;
      layer->fields[i] = LAMP_FIELD_FID;
      if (i == LAMP_COLUMN_ID && g_str_equal (field, "FID"))
        continue;

      names = dup_field_names (layer->layer);
      g_set_error (error,
                   LAMP_GRID_ERROR,
                   LAMP_GRID_ERROR_NOT_FOUND,
                   _ ("Layer “%s” of “%s” has no field “%s”, which the import profile names for “%s” in [%s]: correct the profile; the layer's fields are %s."),
                   what->layer,
                   layer->import->source,
                   field,
                   lamp_profile_column_to_string ((LampProfileColumnId)i),
                   what->group,
                   *names != '\0' ? names : _ ("none"));
      return FALSE;
    }
  return TRUE;
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
               layer->what->layer,
               complaint != NULL ? complaint : _ ("no reason given"));
  return FALSE;
}

static gboolean
is_right_type (LampProfileRole role, OGRwkbGeometryType type)
{
  OGRwkbGeometryType flat = OGR_GT_Flatten (type);

  if (flat == wkbUnknown || flat == wkbNone || flat == wkbGeometryCollection)
    return TRUE; /* each feature is asked */
  if (role == LAMP_ROLE_FEEDERS)
    return TRUE; /* its geometry is not looked at */
  if (role == LAMP_ROLE_LINES)
    return flat == wkbLineString || flat == wkbMultiLineString || OGR_GT_IsCurve (flat) || flat == wkbMultiCurve;
  return flat == wkbPoint || flat == wkbMultiPoint;
}

static gboolean
wrong_type (LampImportLayer *layer, OGRwkbGeometryType type, const char *where, GError **error)
{
  g_set_error (error,
               LAMP_GRID_ERROR,
               LAMP_GRID_ERROR_WRONG_TYPE,
               layer->what->role == LAMP_ROLE_LINES
                   ? _ ("Layer “%s” of “%s” should hold lines, as [%s] of the import profile takes it for “%s”, but %s holds “%s”: name the right layer in the profile.")
                   : _ ("Layer “%s” of “%s” should hold points, as [%s] of the import profile takes it for “%s”, but %s holds “%s”: name the right layer in the profile."),
               layer->what->layer,
               layer->import->source,
               layer->what->group,
               lamp_profile_role_to_string (layer->what->role),
               where,
               OGRGeometryTypeToName (OGR_GT_Flatten (type)));
  return FALSE;
}

gboolean
lamp_import_layer_open (LampImportLayer *layer, LampImport *import, const LampProfileLayer *what, GError **error)
{
  g_autofree char *names = NULL;

  *layer = (LampImportLayer){ .import = import, .what = what };
  layer->points = g_array_new (FALSE, FALSE, sizeof (LampPoint));
  layer->strange = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  layer->text = g_string_chunk_new (512);
  layer->layer = GDALDatasetGetLayerByName (import->dataset, what->layer);
  if (layer->layer == NULL)
    {
      names = dup_layer_names (import->dataset);
      g_set_error (error,
                   LAMP_GRID_ERROR,
                   LAMP_GRID_ERROR_NOT_FOUND,
                   _ ("“%s” has no layer “%s”, which [%s] of the import profile names: correct the profile; the layers there are %s."),
                   import->source,
                   what->layer,
                   what->group,
                   *names != '\0' ? names : _ ("none"));
      return FALSE;
    }

  if (!is_right_type (what->role, OGR_L_GetGeomType (layer->layer)))
    return wrong_type (layer, OGR_L_GetGeomType (layer->layer), _ ("it"), error);
  return find_fields (layer, error) && filter (layer, error);
}

void
lamp_import_layer_clear (LampImportLayer *layer)
{
  g_clear_pointer (&layer->transform, OCTDestroyCoordinateTransformation);
  g_clear_pointer (&layer->points, g_array_unref);
  g_clear_pointer (&layer->strange, g_hash_table_unref);
  g_clear_pointer (&layer->text, g_string_chunk_free);
  g_clear_error (&layer->error);
  if (layer->layer != NULL)
    OGR_L_SetAttributeFilter (layer->layer, NULL);
}

guint64
lamp_import_layer_count (LampImportLayer *layer)
{
  GIntBig n = OGR_L_GetFeatureCount (layer->layer, TRUE);

  return n > 0 ? (guint64)n : 0;
}

OGRFeatureH
lamp_import_layer_next (LampImportLayer *layer, GError **error)
{
  OGRFeatureH feature = NULL;

  if (g_cancellable_set_error_if_cancelled (layer->import->cancellable, error))
    return NULL;

  g_string_chunk_clear (layer->text);
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
                   layer->what->layer,
                   layer->import->source,
                   complaint != NULL ? complaint : _ ("no reason given"));
      OGR_F_Destroy (feature);
      return NULL;
    }
  return feature;
}

/* Column and value, a line each. */
static void
note_strange (LampImportLayer *layer, LampProfileColumnId column, const char *value)
{
  g_hash_table_add (layer->strange, g_strdup_printf ("%02u\n%s", (guint)column, value));
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
    name_one (values, strchr (at->data, '\n') + 1, n++);
  g_set_error (error,
               LAMP_GRID_ERROR,
               LAMP_GRID_ERROR_PROFILE,
               layer->what->columns[column].words != NULL
                   ? _ ("Layer “%s”, field “%s” holds values the import profile has no word for: %s; add them in [%s] to the keys “%s.…”.")
                   : _ ("Layer “%s”, field “%s” holds values that have no meaning there: %s; in [%s] of the import profile say what they mean with keys “%s.…”, or name another field."),
               layer->what->layer,
               layer->what->columns[column].field != NULL ? layer->what->columns[column].field : "",
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
               layer->what->layer,
               layer->import->source);
  return FALSE;
}

static gboolean
find_way (LampImportLayer *layer, GError **error)
{
  const char *crs = layer->import->profile->crs;
  g_auto (OGRSpatialReferenceH) named = NULL;

  if (layer->way_known || lamp_gdal_way_to_wgs84 (OGR_L_GetSpatialRef (layer->layer), &layer->transform))
    return layer->way_known = TRUE;

  if (crs != NULL)
    {
      named = OSRNewSpatialReference (NULL);
      layer->way_known = OSRSetFromUserInput (named, crs) == OGRERR_NONE && lamp_gdal_way_to_wgs84 (named, &layer->transform);
      CPLErrorReset ();
    }
  if (!layer->way_known)
    g_set_error (error,
                 LAMP_GRID_ERROR,
                 LAMP_GRID_ERROR_PROJECTION,
                 crs != NULL ? _ ("Layer “%s” of “%s” does not say its reference system, and “crs = %s” in [profile] of the import profile is none GDAL knows: write it as “EPSG:” and its number.")
                             : _ ("Layer “%s” of “%s” does not say its reference system: put “crs = EPSG:…” with its number into [profile] of the import profile."),
                 layer->what->layer,
                 layer->import->source,
                 crs);
  return layer->way_known;
}

/* Parts in a row are one course; a point where two of them meet is there once. */
static void
collect_points (OGRGeometryH geometry, GArray *points)
{
  for (int i = 0; i < OGR_G_GetPointCount (geometry); i++)
    {
      LampPoint at = { OGR_G_GetX (geometry, i), OGR_G_GetY (geometry, i) };

      if (i == 0 && points->len > 0)
        {
          LampPoint last = g_array_index (points, LampPoint, points->len - 1);

          if (last.lon_deg == at.lon_deg && last.lat_deg == at.lat_deg)
            continue;
        }
      g_array_append_val (points, at);
    }
  for (int i = 0; i < OGR_G_GetGeometryCount (geometry); i++)
    collect_points (OGR_G_GetGeometryRef (geometry, i), points);
}

static gboolean
all_on_earth (const GArray *points)
{
  for (guint i = 0; i < points->len; i++)
    if (!lamp_point_is_valid (g_array_index (points, LampPoint, i)))
      return FALSE;
  return points->len > 0;
}

static void
take_points (LampImportLayer *layer, OGRGeometryH geometry)
{
  gboolean whole = layer->transform == NULL || OGR_G_Transform (geometry, layer->transform) == OGRERR_NONE;

  CPLErrorReset ();
  if (whole)
    collect_points (geometry, layer->points);
  if (whole && all_on_earth (layer->points))
    layer->n_placed++;
  else
    {
      layer->n_astray++;
      g_array_set_size (layer->points, 0);
    }
}

static gboolean
is_right_feature (LampProfileRole role, OGRGeometryH geometry)
{
  OGRwkbGeometryType flat = OGR_GT_Flatten (OGR_G_GetGeometryType (geometry));

  return flat != wkbGeometryCollection && is_right_type (role, flat);
}

gboolean
lamp_import_layer_place (LampImportLayer *layer, OGRFeatureH feature, GError **error)
{
  OGRGeometryH     geometry = layer->what->role == LAMP_ROLE_FEEDERS ? NULL : OGR_F_StealGeometry (feature);
  g_autofree char *which = NULL;
  gboolean         good = TRUE;

  g_array_set_size (layer->points, 0);
  if (geometry == NULL || OGR_G_IsEmpty (geometry))
    layer->n_unplaced += layer->what->role == LAMP_ROLE_FEEDERS ? 0 : 1;
  else if (!is_right_feature (layer->what->role, geometry))
    {
      which = g_strdup_printf (_ ("feature %" PRId64), (gint64)OGR_F_GetFID (feature));
      good = wrong_type (layer, OGR_G_GetGeometryType (geometry), which, error);
    }
  else
    {
      geometry = OGR_G_ForceTo (geometry, OGR_GT_GetLinear (OGR_G_GetGeometryType (geometry)), NULL);
      good = find_way (layer, error);
      if (good)
        take_points (layer, geometry);
    }
  OGR_G_DestroyGeometry (geometry);
  return good;
}

static const char *
field_text (LampImportLayer *layer, OGRFeatureH feature, LampProfileColumnId column)
{
  int              field = layer->fields[column];
  const char      *text = NULL;
  g_autofree char *valid = NULL;
  g_autofree char *fid = NULL;

  if (field == LAMP_FIELD_FID)
    {
      fid = g_strdup_printf ("%" G_GINT64_FORMAT, (gint64)OGR_F_GetFID (feature));
      return g_string_chunk_insert (layer->text, fid);
    }
  if (field < 0 || !OGR_F_IsFieldSetAndNotNull (feature, field))
    return "";

  text = OGR_F_GetFieldAsString (feature, field);
  valid = g_utf8_make_valid (text, -1);
  return g_string_chunk_insert (layer->text, g_strstrip (valid));
}

const char *
lamp_import_word (LampImportLayer *layer, OGRFeatureH feature, LampProfileColumnId column, gboolean needed)
{
  const LampProfileColumn *from = &layer->what->columns[column];
  const char              *value = field_text (layer, feature, column);
  const char              *word = from->words != NULL ? lamp_profile_column_word (from, value) : NULL;

  if (word == NULL && (needed || *value != '\0'))
    note_strange (layer, column, value);
  return word;
}

const char *
lamp_import_text (LampImportLayer *layer, OGRFeatureH feature, LampProfileColumnId column)
{
  const LampProfileColumn *from = &layer->what->columns[column];
  const char              *value = field_text (layer, feature, column);
  const char              *word = from->words != NULL ? lamp_profile_column_word (from, value) : NULL;

  return word != NULL ? word : value;
}

double
lamp_import_number (LampImportLayer *layer, OGRFeatureH feature, LampProfileColumnId column)
{
  const char *text = lamp_import_text (layer, feature, column);
  char       *end = NULL;
  double      value = g_ascii_strtod (text, &end);

  if (*end != '\0')
    note_strange (layer, column, text);
  return *end == '\0' && isfinite (value) ? value * layer->what->columns[column].unit : 0.0;
}

static int
plain_flag (const char *value)
{
  static const char *const yes[] = { "1", "yes", "y", "true", "t", "on", NULL };
  static const char *const no[] = { "", "0", "no", "n", "false", "f", "off", NULL };
  g_autofree char         *lower = g_ascii_strdown (value, -1);

  return g_strv_contains (yes, lower) ? 1 : g_strv_contains (no, lower) ? 0
                                                                        : -1;
}

/* With words for one of the two, everything else is the other. */
gboolean
lamp_import_flag (LampImportLayer *layer, OGRFeatureH feature, LampProfileColumnId column)
{
  const LampProfileColumn *from = &layer->what->columns[column];
  const char              *value = field_text (layer, feature, column);
  const char              *word = NULL;
  gboolean                 has_yes = FALSE, has_no = FALSE;
  int                      plain = 0;

  if (from->words == NULL)
    {
      plain = plain_flag (value);
      if (plain < 0)
        note_strange (layer, column, value);
      return plain == 1;
    }

  word = lamp_profile_column_word (from, value);
  if (word != NULL)
    return g_str_equal (word, "yes");
  for (guint i = 0; i < from->words->len; i++)
    if (g_str_equal (g_array_index (from->words, LampProfileWord, i).word, "yes"))
      has_yes = TRUE;
    else
      has_no = TRUE;
  if (has_yes && has_no && *value != '\0')
    note_strange (layer, column, value);
  return has_no && !has_yes && *value != '\0';
}

const char *
lamp_import_id (LampImportLayer *layer, OGRFeatureH feature)
{
  const char      *id = lamp_import_text (layer, feature, LAMP_COLUMN_ID);
  const char      *prefix = layer->what->id_prefix;
  g_autofree char *made = NULL;

  if (*id == '\0')
    {
      layer->n_unnamed++;
      made = g_strdup_printf ("%s#%" G_GINT64_FORMAT, layer->what->layer, (gint64)OGR_F_GetFID (feature));
    }
  else if (prefix != NULL)
    made = g_strconcat (prefix, id, NULL);
  return made != NULL ? g_string_chunk_insert (layer->text, made) : id;
}

const char *
lamp_import_node (LampImportLayer *layer, OGRFeatureH feature, LampProfileColumnId column)
{
  const LampProfile *profile = layer->import->profile;
  char               buffer[64];
  g_autofree char   *made = NULL;
  char              *cut = NULL;

  if (layer->import->snap != NULL)
    return g_string_chunk_insert (layer->text, lamp_snap_node (layer->import->snap, layer->import->snap_item, column == LAMP_COLUMN_TO, buffer, sizeof buffer));

  made = profile->node_fold ? g_utf8_casefold (lamp_import_text (layer, feature, column), -1) : g_strdup (lamp_import_text (layer, feature, column));
  cut = profile->node_cut != NULL ? strstr (made, profile->node_cut) : NULL;
  if (cut != NULL)
    *cut = '\0';
  return g_string_chunk_insert (layer->text, made);
}
