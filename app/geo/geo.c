/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Projection and distances; see geo.h for the frames.
 */
#include "geo/geo.h"

#include <math.h>

#define DEG_TO_RAD (G_PI / 180.0)
#define MERCATOR_RADIUS_M 6378137.0 /* the sphere of EPSG:3857 */
#define MERCATOR_HALF_M (G_PI * MERCATOR_RADIUS_M)

/* Rounds to the grid and keeps the last unit inside: longitude 180 is the east edge, not the west one. */
static guint32
unit_from_units (double units)
{
  /* Cut off, which is rounded down, as below 0 nothing is. */
  return (guint32)CLAMP (units + 0.5, 0.0, LAMP_WORLD_SIZE - 1.0);
}

static guint32
unit_from_fraction (double fraction)
{
  return unit_from_units (fraction * LAMP_WORLD_SIZE);
}

/* What is not a number is not within anything. */
gboolean
lamp_point_is_valid (LampPoint point)
{
  return fabs (point.lon_deg) <= 180.0 && fabs (point.lat_deg) <= 90.0;
}

/* The mercator of a latitude (Snyder, Map Projections: A Working Manual, 7-2) by its Taylor series around the
 * middle of one of N_STRIPS strips: a grid has millions of vertices, and a sine and a logarithm each cost more than
 * all else about reading them. The next term is below 1e-14 radians, a hundred-thousandth of a world unit. The
 * terms are such that heights of strips go in and world units from the north edge come out. */
#define N_STRIPS 8192
#define N_TERMS 5
#define STRIP_DEG (2.0 * LAMP_MERCATOR_MAX_LAT / N_STRIPS)

static void
make_strip (guint strip, double *terms)
{
  double h = STRIP_DEG * DEG_TO_RAD;
  double lat = (strip + 0.5 - N_STRIPS / 2) * h;
  double t = tan (lat);
  double s = 1.0 / cos (lat);
  double units = -LAMP_WORLD_SIZE * 0.5 / G_PI;

  /* The derivatives of asinh (tan (lat)), over their factorials. */
  terms[0] = LAMP_WORLD_SIZE * 0.5 + units * asinh (t);
  terms[1] = units * h * s;
  terms[2] = units * h * h * s * t / 2.0;
  terms[3] = units * h * h * h * s * (s * s + t * t) / 6.0;
  terms[4] = units * h * h * h * h * s * t * (6.0 * s * s - 1.0) / 24.0;
}

static const double (*strips (void))[N_TERMS]
{
  static double terms[N_STRIPS][N_TERMS];
  static gsize  made = 0;

  if (g_once_init_enter (&made))
    {
      for (guint i = 0; i < N_STRIPS; i++)
        make_strip (i, terms[i]);
      g_once_init_leave (&made, 1);
    }

  return (const double (*)[N_TERMS])terms;
}

static inline LampWorld
project (const double (*terms)[N_TERMS], LampPoint point)
{
  double        lat = CLAMP (point.lat_deg, -LAMP_MERCATOR_MAX_LAT, LAMP_MERCATOR_MAX_LAT);
  double        height = lat * (1.0 / STRIP_DEG) + N_STRIPS / 2;
  guint         strip = MIN ((guint)height, N_STRIPS - 1);
  double        d = height - strip - 0.5;
  const double *term = terms[strip];
  double        south = term[0] + d * (term[1] + d * (term[2] + d * (term[3] + d * term[4])));

  return (LampWorld){ unit_from_units (point.lon_deg * (LAMP_WORLD_SIZE / 360.0) + LAMP_WORLD_SIZE * 0.5), unit_from_units (south) };
}

LampWorld
lamp_world_from_point (LampPoint point)
{
  return project (strips (), point);
}

guint
lamp_world_from_points (const LampPoint *points, guint n, LampWorld *worlds)
{
  const double (*terms)[N_TERMS] = strips ();

  for (guint i = 0; i < n; i++)
    {
      if (!lamp_point_is_valid (points[i]))
        return i;
      worlds[i] = project (terms, points[i]);
    }

  return n;
}

LampPoint
lamp_point_from_world (LampWorld at)
{
  double x = at.x / LAMP_WORLD_SIZE - 0.5;
  double y = 0.5 - at.y / LAMP_WORLD_SIZE;

  return (LampPoint){ x * 360.0, atan (sinh (2.0 * G_PI * y)) / DEG_TO_RAD };
}

LampWorld
lamp_world_from_mercator (double x_m, double y_m)
{
  return (LampWorld){
    unit_from_fraction (x_m / (2.0 * MERCATOR_HALF_M) + 0.5),
    unit_from_fraction (0.5 - y_m / (2.0 * MERCATOR_HALF_M)),
  };
}

double
lamp_world_unit_m (guint32 y)
{
  double north = (0.5 - y / LAMP_WORLD_SIZE) * 2.0 * G_PI;

  return 2.0 * G_PI * LAMP_EARTH_RADIUS_M / LAMP_WORLD_SIZE / cosh (north);
}

double
lamp_point_distance_m (LampPoint from, LampPoint to)
{
  double half_lat = sin ((to.lat_deg - from.lat_deg) * DEG_TO_RAD / 2.0);
  double half_lon = sin ((to.lon_deg - from.lon_deg) * DEG_TO_RAD / 2.0);
  double h = half_lat * half_lat +
             cos (from.lat_deg * DEG_TO_RAD) * cos (to.lat_deg * DEG_TO_RAD) * half_lon * half_lon;

  return 2.0 * LAMP_EARTH_RADIUS_M * asin (sqrt (CLAMP (h, 0.0, 1.0)));
}

double
lamp_world_distance_m (LampWorld from, LampWorld to)
{
  double  dx = (double)to.x - (double)from.x;
  double  dy = (double)to.y - (double)from.y;
  guint32 middle = (guint32)(((guint64)from.y + to.y) / 2);

  return sqrt (dx * dx + dy * dy) * lamp_world_unit_m (middle);
}

double
lamp_point_bearing_deg (LampPoint from, LampPoint to)
{
  double d_lon = (to.lon_deg - from.lon_deg) * DEG_TO_RAD;
  double lat1 = from.lat_deg * DEG_TO_RAD;
  double lat2 = to.lat_deg * DEG_TO_RAD;
  double east = sin (d_lon) * cos (lat2);
  double north = cos (lat1) * sin (lat2) - sin (lat1) * cos (lat2) * cos (d_lon);
  double bearing = atan2 (east, north) / DEG_TO_RAD;

  return bearing < 0.0 ? bearing + 360.0 : bearing;
}

double
lamp_world_segment_distance2 (LampWorld at, LampWorld a, LampWorld b, double *along)
{
  double bx = (double)b.x - (double)a.x, by = (double)b.y - (double)a.y;
  double px = (double)at.x - (double)a.x, py = (double)at.y - (double)a.y;
  double length2 = bx * bx + by * by;
  double t = length2 > 0.0 ? CLAMP ((px * bx + py * by) / length2, 0.0, 1.0) : 0.0;
  double dx = px - t * bx, dy = py - t * by;

  if (along != NULL)
    *along = t;
  return dx * dx + dy * dy;
}
