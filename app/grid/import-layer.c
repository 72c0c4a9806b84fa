/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * One layer of the source as its group of the profile sees it. See import-private.h.
 */
#include "config.h"

#define GETTEXT_PACKAGE LAMP_GETTEXT_PACKAGE

#include "grid/import-course.h"
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
dup_layer_names (const LampImport *import)
{
  GString *names = g_string_new (NULL);
  int      n = 0;

  for (guint k = 0; k < import->datasets->len; k++)
    for (int i = 0; i < GDALDatasetGetLayerCount (import->datasets->pdata[k]); i++)
      name_one (names, OGR_L_GetName (GDALDatasetGetLayer (import->datasets->pdata[k], i)), n++);
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

OGRLayerH
lamp_import_find_layer (const LampImport *import, const char *name)
{
  OGRLayerH layer = NULL;

  for (guint i = 0; i < import->datasets->len && layer == NULL; i++)
    layer = GDALDatasetGetLayerByName (import->datasets->pdata[i], name);
  CPLErrorReset (); /* a server complains of a name it does not have */
  return layer;
}

static void
way_clear (gpointer data)
{
  g_array_unref (((LampWay *)data)->steps);
}

/* FALSE with what is not there. */
static gboolean
find_way (LampImportLayer *layer, LampProfileColumnId column, const LampProfilePath *path, char **missing)
{
  LampWay way = { OGR_FD_GetFieldIndex (OGR_L_GetLayerDefn (layer->layer), path->field), NULL };

  if (way.field < 0)
    way.field = LAMP_FIELD_FID;
  if (way.field == LAMP_FIELD_FID && !(column == LAMP_COLUMN_ID && g_str_equal (path->field, "FID")))
    {
      *missing = g_strdup_printf ("%s.%s", layer->name, path->field);
      return FALSE;
    }
  way.steps = g_array_new (FALSE, FALSE, sizeof (LampJoinStep));
  if (!lamp_joins_resolve (layer->import, path, layer->what->group, way.steps, missing))
    {
      way_clear (&way);
      return FALSE;
    }
  g_array_append_val (layer->ways[column], way);
  lamp_import_layer_use (layer, way.field);
  return TRUE;
}

static void
note_absent (LampImport *import, char *what)
{
  if (g_ptr_array_find_with_equal_func (import->report->absent, what, g_str_equal, NULL))
    g_free (what);
  else
    g_ptr_array_add (import->report->absent, what);
}

static gboolean
no_field (LampImportLayer *layer, LampProfileColumnId column, const char *missing, GError **error)
{
  g_autofree char *names = dup_field_names (layer->layer);

  g_set_error (error,
               LAMP_GRID_ERROR,
               LAMP_GRID_ERROR_NOT_FOUND,
               _ ("Layer “%s” of “%s” has no field “%s”, which the import profile names for “%s” in [%s] (not there: %s): correct the profile; the layer's fields are %s."),
               layer->name,
               layer->import->source,
               layer->what->columns[column].text,
               lamp_profile_column_to_string (column),
               layer->what->group,
               missing,
               *names != '\0' ? names : _ ("none"));
  return FALSE;
}

/* One way of several that can be gone is enough; of an optional group's columns that may be empty, none. */
static gboolean
find_ways (LampImportLayer *layer, LampProfileColumnId column, GError **error)
{
  const LampProfileLayer *what = layer->what;
  const GPtrArray        *paths = what->columns[column].paths;
  g_autoptr (GPtrArray) missing = g_ptr_array_new_with_free_func (g_free);
  gboolean needed = !what->optional || lamp_profile_column_is_needed (column, what->role) ||
                    column == LAMP_COLUMN_FROM || column == LAMP_COLUMN_TO || column == LAMP_COLUMN_NODE;

  layer->ways[column] = g_array_new (FALSE, FALSE, sizeof (LampWay));
  g_array_set_clear_func (layer->ways[column], way_clear);
  for (guint i = 0; i < paths->len; i++)
    {
      char *absent = NULL;

      if (!find_way (layer, column, paths->pdata[i], &absent))
        g_ptr_array_add (missing, absent);
    }
  if (layer->ways[column]->len == 0 && needed)
    return no_field (layer, column, missing->pdata[0], error);
  for (guint i = 0; i < missing->len; i++)
    note_absent (layer->import, g_strdup (missing->pdata[i]));
  return TRUE;
}

static gboolean
find_fields (LampImportLayer *layer, GError **error)
{
  for (guint i = 0; i < LAMP_COLUMN_N; i++)
    if (layer->what->columns[i].paths != NULL && !find_ways (layer, (LampProfileColumnId)i, error))
      return FALSE;
  return TRUE;
}

void
lamp_import_layer_use (LampImportLayer *layer, int field)
{
  if (field >= 0)
    layer->used[field] = TRUE;
}

/* Drivers do not always keep what the filter asks for, so fields it might name are read. */
void
lamp_import_layer_narrow (LampImportLayer *layer)
{
  OGRFeatureDefnH  fields = OGR_L_GetLayerDefn (layer->layer);
  g_autofree char *where = layer->what->where != NULL ? g_ascii_strdown (layer->what->where, -1) : NULL;
  g_autoptr (GPtrArray) ignored = g_ptr_array_new ();
  g_autoptr (GPtrArray) names = g_ptr_array_new_with_free_func (g_free);

  if (!OGR_L_TestCapability (layer->layer, OLCIgnoreFields))
    return;
  for (int i = 0; i < OGR_FD_GetFieldCount (fields); i++)
    {
      const char      *name = OGR_Fld_GetNameRef (OGR_FD_GetFieldDefn (fields, i));
      g_autofree char *lower = g_ascii_strdown (name, -1);

      if (layer->used[i] || (where != NULL && strstr (where, lower) != NULL))
        continue;
      g_ptr_array_add (names, g_strdup (name));
      g_ptr_array_add (ignored, names->pdata[names->len - 1]);
    }
  g_ptr_array_add (ignored, NULL);
  (void)OGR_L_SetIgnoredFields (layer->layer, (const char **)ignored->pdata);
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
is_right_type (LampProfileRole role, OGRwkbGeometryType type)
{
  OGRwkbGeometryType flat = OGR_GT_Flatten (type);

  if (flat == wkbUnknown || flat == wkbNone || flat == wkbGeometryCollection)
    return TRUE; /* each feature is asked */
  if (role == LAMP_ROLE_FEEDERS || role == LAMP_ROLE_N)
    return TRUE; /* its geometry is not looked at; it only gives places to others */
  if (role == LAMP_ROLE_LINES)
    return flat == wkbLineString || flat == wkbMultiLineString || OGR_GT_IsCurve (flat) || flat == wkbMultiCurve;
  if (!lamp_profile_role_is_element (role) && (OGR_GT_IsSurface (flat) || flat == wkbMultiPolygon || flat == wkbMultiSurface))
    return TRUE; /* a substation's or a large customer's grounds */
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
               layer->name,
               layer->import->source,
               layer->what->group,
               lamp_profile_role_to_string (layer->what->role),
               where,
               OGRGeometryTypeToName (OGR_GT_Flatten (type)));
  return FALSE;
}

static gboolean
no_layer (LampImportLayer *layer, GError **error)
{
  const LampProfileLayer *what = layer->what;
  g_autofree char        *names = dup_layer_names (layer->import);

  if (what->optional)
    {
      note_absent (layer->import, g_strdup (what->layer));
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
    name_one (values, strchr (at->data, '\n') + 1, n++);
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

static gboolean
find_crs (LampImportLayer *layer, GError **error)
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
                 layer->name,
                 layer->import->source,
                 crs);
  return layer->way_known;
}

static gboolean
all_on_earth (const GArray *points)
{
  for (guint i = 0; i < points->len; i++)
    if (!lamp_point_is_valid (g_array_index (points, LampPoint, i)))
      return FALSE;
  return points->len > 0;
}

/* A point within an area stands for it. */
static OGRGeometryH
to_points (OGRGeometryH geometry)
{
  OGRGeometryH point = NULL;

  geometry = OGR_G_ForceTo (geometry, OGR_GT_GetLinear (OGR_G_GetGeometryType (geometry)), NULL);
  if (OGR_G_GetDimension (geometry) < 2)
    return geometry;
  point = OGR_G_PointOnSurface (geometry);
  if (point == NULL)
    {
      point = OGR_G_CreateGeometry (wkbPoint);
      (void)OGR_G_Centroid (geometry, point);
    }
  CPLErrorReset ();
  OGR_G_DestroyGeometry (geometry);
  return point;
}

static void
take_points (LampImportLayer *layer, OGRFeatureH feature, OGRGeometryH geometry)
{
  gboolean whole = layer->transform == NULL || OGR_G_Transform (geometry, layer->transform) == OGRERR_NONE;

  CPLErrorReset ();
  if (whole)
    lamp_course_collect (geometry, layer->points);
  if (whole && all_on_earth (layer->points))
    layer->n_placed++;
  else
    {
      layer->n_astray++;
      g_array_set_size (layer->points, 0);
      if (layer->what->role != LAMP_ROLE_N)
        lamp_import_note (layer, LAMP_FINDING_ASTRAY, LAMP_COLUMN_PLACE, lamp_import_id (layer, feature), "");
    }
}

static gboolean
is_right_feature (LampProfileRole role, OGRGeometryH geometry)
{
  OGRwkbGeometryType flat = OGR_GT_Flatten (OGR_G_GetGeometryType (geometry));

  return role == LAMP_ROLE_N || (flat != wkbGeometryCollection && is_right_type (role, flat));
}

/* The place at the end of the first way that has one. */
static gboolean
joined_place (LampImportLayer *layer, OGRFeatureH feature, LampProfileColumnId column, LampPoint *at)
{
  const GArray *ways = layer->ways[column];
  const char   *missed = NULL;

  for (guint i = 0; ways != NULL && i < ways->len; i++)
    {
      const LampWay *way = &g_array_index (ways, LampWay, i);

      *at = (LampPoint){ NAN, NAN };
      lamp_joins_walk (layer, way, lamp_import_field_text (layer, feature, way->field), &missed, at);
      if (lamp_point_is_valid (*at))
        return TRUE;
    }
  if (missed != NULL)
    lamp_import_note (layer, LAMP_FINDING_UNJOINED, column, lamp_import_id (layer, feature), missed);
  return FALSE;
}

/* A line needs two places that are not the same; where its nodes are is a better guess than half of it. */
static void
place_by_others (LampImportLayer *layer, OGRFeatureH feature)
{
  LampPoint ends[2];
  guint     n = layer->what->role == LAMP_ROLE_LINES ? 2 : 1;

  if (!joined_place (layer, feature, LAMP_COLUMN_PLACE, &ends[0]) ||
      (n == 2 && (!joined_place (layer, feature, LAMP_COLUMN_PLACE_TO, &ends[1]) ||
                  (ends[0].lon_deg == ends[1].lon_deg && ends[0].lat_deg == ends[1].lat_deg))))
    return;
  g_array_append_vals (layer->points, ends, n);
}

gboolean
lamp_import_layer_place (LampImportLayer *layer, OGRFeatureH feature, GError **error)
{
  LampProfileRole  role = layer->what->role;
  OGRGeometryH     geometry = role == LAMP_ROLE_FEEDERS ? NULL : OGR_F_StealGeometry (feature);
  g_autofree char *which = NULL;
  gboolean         good = TRUE;

  g_array_set_size (layer->points, 0);
  if (geometry != NULL && !OGR_G_IsEmpty (geometry) && !is_right_feature (role, geometry))
    {
      which = g_strdup_printf (_ ("feature %" PRId64), (gint64)OGR_F_GetFID (feature));
      good = wrong_type (layer, OGR_G_GetGeometryType (geometry), which, error);
    }
  else if (geometry != NULL && !OGR_G_IsEmpty (geometry))
    {
      geometry = to_points (geometry);
      good = find_crs (layer, error);
      if (good)
        take_points (layer, feature, geometry);
    }
  else if (role != LAMP_ROLE_FEEDERS)
    {
      place_by_others (layer, feature);
      layer->n_unplaced += layer->points->len == 0;
    }
  OGR_G_DestroyGeometry (geometry);
  return good;
}
