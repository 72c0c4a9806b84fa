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
unit_from_fraction (double fraction)
{
  double units = floor (fraction * LAMP_WORLD_SIZE + 0.5);

  return (guint32)CLAMP (units, 0.0, LAMP_WORLD_SIZE - 1.0);
}

gboolean
lamp_point_is_valid (LampPoint point)
{
  return isfinite (point.lon_deg) && isfinite (point.lat_deg) &&
         fabs (point.lon_deg) <= 180.0 && fabs (point.lat_deg) <= 90.0;
}

LampWorld
lamp_world_from_point (LampPoint point)
{
  double lat_deg = CLAMP (point.lat_deg, -LAMP_MERCATOR_MAX_LAT, LAMP_MERCATOR_MAX_LAT);
  double sin_lat = sin (lat_deg * DEG_TO_RAD);
  double y = 0.5 - log ((1.0 + sin_lat) / (1.0 - sin_lat)) / (4.0 * G_PI);

  return (LampWorld){ unit_from_fraction (point.lon_deg / 360.0 + 0.5), unit_from_fraction (y) };
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
