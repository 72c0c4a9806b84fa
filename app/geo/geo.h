/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Where things are. Three frames, never mixed:
 *  - LampPoint: degrees WGS 84, longitude first in the struct as on the wire.
 *  - LampWorld: web mercator (EPSG:3857 extent) as unsigned 32-bit integers, 2^32 across the world,
 *    origin in the north-west corner, y grows south; one unit is 1 cm at the equator. Arrays of the
 *    grid hold these: 8 bytes a vertex, exact sums, no projection while drawing.
 *  - metres on the ground, on the sphere of mean radius LAMP_EARTH_RADIUS_M.
 *
 * All functions are pure and may be called from any thread.
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define LAMP_EARTH_RADIUS_M 6371008.8    /* mean radius R1 of the IUGG */
#define LAMP_MERCATOR_MAX_LAT 85.0511287 /* where web mercator ends, degrees */
#define LAMP_WORLD_SIZE 4294967296.0     /* units across the world, 2^32 */

typedef struct
{
  double lon_deg, lat_deg;
} LampPoint;

typedef struct
{
  double west_deg, south_deg, east_deg, north_deg;
} LampBox;

typedef struct
{
  guint32 x, y;
} LampWorld;

/* Half-open in neither axis: all four edges belong to it. Empty when x0 > x1. */
typedef struct
{
  guint32 x0, y0, x1, y1;
} LampWorldBox;

/* "No place known". The corner itself lies in the Arctic, where no grid element can be. */
#define LAMP_WORLD_NONE ((LampWorld){ 0, 0 })
#define LAMP_WORLD_BOX_EMPTY ((LampWorldBox){ G_MAXUINT32, G_MAXUINT32, 0, 0 })

static inline gboolean
lamp_world_is_known (LampWorld at)
{
  return at.x != 0 || at.y != 0;
}

static inline gboolean
lamp_world_box_is_empty (LampWorldBox box)
{
  return box.x0 > box.x1 || box.y0 > box.y1;
}

static inline gboolean
lamp_world_box_intersects (LampWorldBox a, LampWorldBox b)
{
  return a.x0 <= b.x1 && b.x0 <= a.x1 && a.y0 <= b.y1 && b.y0 <= a.y1;
}

/* Of an empty one nothing is added. */
static inline void
lamp_world_box_join (LampWorldBox *box, LampWorldBox other)
{
  box->x0 = MIN (box->x0, other.x0);
  box->y0 = MIN (box->y0, other.y0);
  box->x1 = MAX (box->x1, other.x1);
  box->y1 = MAX (box->y1, other.y1);
}

static inline void
lamp_world_box_add (LampWorldBox *box, LampWorld at)
{
  lamp_world_box_join (box, (LampWorldBox){ at.x, at.y, at.x, at.y });
}

/* TRUE for a finite longitude within ±180 and latitude within ±90 degrees. */
gboolean lamp_point_is_valid (LampPoint point);

/* Projects; latitudes beyond the end of web mercator are clamped to it. */
LampWorld lamp_world_from_point (LampPoint point);
/* The same for many at once; how many were done before one that is not on earth. */
guint     lamp_world_from_points (const LampPoint *points, guint n, LampWorld *worlds);
LampPoint lamp_point_from_world (LampWorld at);

/* From EPSG:3857 metres, as base map files have them. */
LampWorld lamp_world_from_mercator (double x_m, double y_m);

/* Length on the ground of one world unit at this y, metres; the same in x and y, as mercator is conformal. */
double lamp_world_unit_m (guint32 y);

/* Great-circle distance (haversine), metres. */
double lamp_point_distance_m (LampPoint from, LampPoint to);

/* Ground distance of near places by the local scale, metres; within 0.1 % of the great circle up to 50 km. */
double lamp_world_distance_m (LampWorld from, LampWorld to);

/* Initial bearing, degrees clockwise from north, [0, 360). */
double lamp_point_bearing_deg (LampPoint from, LampPoint to);

/* The squared distance in world units from `at` to the segment a–b, and where on it (0 = a, 1 = b). */
double lamp_world_segment_distance2 (LampWorld at, LampWorld a, LampWorld b, double *along);

G_END_DECLS
