/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Where a feature is, in WGS 84: by its geometry, which must be of the kind its role has, else through other layers. See
 * import-private.h.
 */
#include "config.h"

#define GETTEXT_PACKAGE LAMP_GETTEXT_PACKAGE

#include "grid/import-course.h"
#include "grid/import-private.h"

#include <glib/gi18n-lib.h>
#include <inttypes.h>
#include <math.h>

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

gboolean
lamp_import_layer_check_type (LampImportLayer *layer, GError **error)
{
  OGRwkbGeometryType type = OGR_L_GetGeomType (layer->layer);

  return is_right_type (layer->what->role, type) || wrong_type (layer, type, _ ("it"), error);
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
