/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Coordinates of a CIM model to degrees WGS 84. See cim-private.h.
 *
 * A location names a coordinate system. One that names an EPSG code is a place on earth; x is then the longitude or easting
 * and y the latitude or northing, also where EPSG's own order of axes is the other one: so CGMES prescribes it for
 * urn:ogc:def:crs:EPSG::4326, and so every file seen does. Anything else is a drawing, and lies where the user says.
 */
#include "config.h"

#define GETTEXT_PACKAGE LAMP_GETTEXT_PACKAGE

#include "grid/cim-private.h"
#include "grid/gdal-use.h"

#include <glib/gi18n-lib.h>
#include <inttypes.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#define MOST 0.5 /* share of the points: when more are nowhere on earth, the reference system is wrong */

/* How the coordinates of one coordinate system come to WGS 84. */
typedef struct
{
  const char                  *name;
  gboolean                     drawing;
  OGRCoordinateTransformationH transform; /* NULL: they are there */
  guint64                      n, n_astray;
} Way;

typedef struct
{
  CimModel            *model;
  const LampCimSource *source;
  GHashTable          *ways;                     /* name of a coordinate system in the pool, 0 for none → Way */
  double               west, south, east, north; /* of the drawing, its units */
} Placing;

static void
way_free (gpointer data)
{
  Way *way = data;

  g_clear_pointer (&way->transform, OCTDestroyCoordinateTransformation);
  g_free (way);
}

/* "urn:ogc:def:crs:EPSG::4326", "EPSG:4326", also with a version between; 0 when it names none. */
static int
epsg_code (const char *name)
{
  const char *at = NULL;
  int         code = 0;

  if (name == NULL)
    return 0;
  if (strstr (name, "CRS84") != NULL)
    return 4326;
  for (at = name; *at != '\0' && g_ascii_strncasecmp (at, "EPSG:", 5) != 0; at++)
    ;
  at = *at != '\0' ? strrchr (at, ':') + 1 : at;
  for (; g_ascii_isdigit (*at) && code < 1000000; at++)
    code = 10 * code + (*at - '0');
  return *at == '\0' ? code : 0;
}

static gboolean
find_transform (Way *way, int code, GError **error)
{
  g_auto (OGRSpatialReferenceH) system = OSRNewSpatialReference (NULL);

  if (OSRImportFromEPSG (system, code) == OGRERR_NONE && lamp_gdal_way_to_wgs84 (system, &way->transform))
    return TRUE;
  g_set_error (error,
               LAMP_GRID_ERROR,
               LAMP_GRID_ERROR_PROJECTION,
               _ ("The coordinates are in “%s”, from which there is no known way to WGS 84: check the coordinate system in the model."),
               way->name);
  return FALSE;
}

static Way *
find_way (Placing *placing, guint32 location, GError **error)
{
  CimModel *model = placing->model;
  guint32   system = cim_ref (model, location, CIM_REF_MORE);
  guint32   urn = GPOINTER_TO_UINT (g_hash_table_lookup (model->crs_urns, GUINT_TO_POINTER (system)));
  Way      *way = g_hash_table_lookup (placing->ways, GUINT_TO_POINTER (urn));
  int       code = 0;

  if (way != NULL)
    return way;
  way = g_new0 (Way, 1);
  way->name = urn != 0 ? lamp_text_set_get (&model->pool, urn) : NULL;
  code = epsg_code (way->name);
  /* What the user says is for what does not say it itself. */
  if (code == 0 && placing->source->crs != NULL)
    {
      way->name = placing->source->crs;
      code = epsg_code (way->name);
      if (code == 0)
        g_set_error (error, LAMP_GRID_ERROR, LAMP_GRID_ERROR_PROJECTION, _ ("“%s” is no reference system: give one as EPSG:25832."), way->name);
    }
  way->drawing = code == 0;
  g_hash_table_insert (placing->ways, GUINT_TO_POINTER (urn), way);
  return (*error != NULL || (code != 0 && !find_transform (way, code, error))) ? NULL : way;
}

/* Around its middle, turned counter-clockwise; over a grid's few kilometres the sphere is flat enough. */
static void
put_drawing (const Placing *placing, LampPoint *at)
{
  const LampCimSource *source = placing->source;
  const double         angle = source->place_rotate_deg * G_PI / 180;
  const double         x = (at->lon_deg - (placing->west + placing->east) / 2) * source->place_scale_m;
  const double         y = (at->lat_deg - (placing->south + placing->north) / 2) * source->place_scale_m;
  const double         degree_m = LAMP_EARTH_RADIUS_M * G_PI / 180;

  at->lat_deg = source->place_at.lat_deg + (x * sin (angle) + y * cos (angle)) / degree_m;
  at->lon_deg = source->place_at.lon_deg + (x * cos (angle) - y * sin (angle)) / (degree_m * cos (source->place_at.lat_deg * G_PI / 180));
}

static void
put_point (const Placing *placing, Way *way, CimPoint *point)
{
  way->n++;
  if (way->drawing)
    put_drawing (placing, &point->at);
  else if (way->transform != NULL && !OCTTransform (way->transform, 1, &point->at.lon_deg, &point->at.lat_deg, NULL))
    point->at = (LampPoint){ NAN, NAN };
  if (lamp_point_is_valid (point->at))
    return;
  way->n_astray++;
  point->at = (LampPoint){ NAN, NAN };
}

static gboolean
is_given (const CimPoint *point)
{
  return isfinite (point->at.lon_deg) && isfinite (point->at.lat_deg);
}

static void
take_no_places (CimModel *model)
{
  for (guint i = 0; i < model->points->len; i++)
    g_array_index (model->points, CimPoint, i).at = (LampPoint){ NAN, NAN };
}

/* The drawing's extent, and whether there is a drawing that nobody placed. */
static gboolean
look_at_all (Placing *placing, GError **error)
{
  CimModel *model = placing->model;
  GError   *local_error = NULL;

  for (guint i = 0; i < model->points->len; i++)
    {
      CimPoint *point = &g_array_index (model->points, CimPoint, i);
      Way      *way = is_given (point) ? find_way (placing, point->location, &local_error) : NULL;

      if (local_error != NULL)
        {
          g_propagate_error (error, local_error);
          return FALSE;
        }
      if (way == NULL || !way->drawing)
        continue;
      if (placing->source->place_scale_m <= 0)
        {
          if (way->name != NULL)
            g_set_error (error, LAMP_GRID_ERROR, LAMP_GRID_ERROR_PROJECTION, _ ("The coordinates are those of a drawing (“%s”), not places on earth: say where it belongs with --place-at LON,LAT and --place-scale METRES of a unit, or leave them out with --no-places."), way->name);
          else
            g_set_error (error, LAMP_GRID_ERROR, LAMP_GRID_ERROR_PROJECTION, _ ("The coordinates do not say their reference system: name it with --crs EPSG:NNNN; if they are a drawing, say where it belongs with --place-at LON,LAT and --place-scale METRES of a unit; or leave them out with --no-places."));
          return FALSE;
        }
      placing->west = MIN (placing->west, point->at.lon_deg);
      placing->east = MAX (placing->east, point->at.lon_deg);
      placing->south = MIN (placing->south, point->at.lat_deg);
      placing->north = MAX (placing->north, point->at.lat_deg);
    }
  return TRUE;
}

static gboolean
tell_ways (const Placing *placing, GPtrArray *notes, GError **error)
{
  const LampCimSource *source = placing->source;
  GHashTableIter       iter;
  gpointer             value = NULL;

  g_hash_table_iter_init (&iter, placing->ways);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    {
      const Way  *way = value;
      const char *name = way->name != NULL ? way->name : _ ("without a name");

      if ((double)way->n_astray > (double)way->n * MOST)
        {
          g_set_error (error, LAMP_GRID_ERROR, LAMP_GRID_ERROR_PROJECTION, _ ("%" PRIu64 " of %" PRIu64 " coordinates are nowhere on earth if they are in “%s”: check the reference system, or the scale of the drawing."), way->n_astray, way->n, name);
          return FALSE;
        }
      if (way->n_astray > 0)
        g_ptr_array_add (notes, g_strdup_printf (_ ("Coordinates nowhere on earth, taken as not given: %" PRIu64), way->n_astray));
      if (way->drawing)
        g_ptr_array_add (notes, g_strdup_printf (_ ("The drawing “%s” is placed with its middle at %.6f, %.6f"), name, source->place_at.lon_deg, source->place_at.lat_deg));
    }
  return TRUE;
}

static gboolean
put_all (Placing *placing, GPtrArray *notes, GError **error)
{
  CimModel *model = placing->model;
  GError   *none = NULL; /* every way was found before */

  for (guint i = 0; i < model->points->len; i++)
    {
      CimPoint *point = &g_array_index (model->points, CimPoint, i);

      if (is_given (point))
        put_point (placing, find_way (placing, point->location, &none), point);
    }
  return tell_ways (placing, notes, error);
}

gboolean
cim_place (CimModel *model, const LampCimSource *source, GPtrArray *notes, GError **error)
{
  Placing  placing = { .model = model, .source = source, .west = INFINITY, .south = INFINITY, .east = -INFINITY, .north = -INFINITY };
  gboolean good = TRUE;

  if (source->without_places)
    {
      take_no_places (model);
      return TRUE;
    }
  placing.ways = g_hash_table_new_full (NULL, NULL, NULL, way_free);
  lamp_gdal_quiet_begin ();
  good = look_at_all (&placing, error) && put_all (&placing, notes, error);
  g_hash_table_unref (placing.ways);
  lamp_gdal_quiet_end ();
  return good;
}
