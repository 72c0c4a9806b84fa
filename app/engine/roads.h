/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Driving along the streets of the region's own road layer: how long a crew needs, and which way it goes.
 * The graph joins road vertices that coincide; speeds come from the road's rank (motorway 80, main 50, street 35,
 * lane 20 km/h, times 0.8 for junctions). Immutable, any thread.
 *
 * Cost: O(road vertices) to make; a route is one A* search.
 */
#pragma once

#include "grid/network.h"

G_BEGIN_DECLS

typedef struct _LampRoads LampRoads;

typedef struct
{
  double     duration_s;
  double     length_m;
  gboolean   by_road;   /* FALSE: no road joins the two, straight line × 1.3 at 40 km/h */
  LampWorld *vertices;  /* owned; the course from start to end */
  double    *arrival_s; /* owned; seconds from the start at each vertex */
  guint      n_vertices;
} LampRoute;

/* NULL never: a region without roads gives a graph that answers with straight lines. */
LampRoads *lamp_roads_new (LampNetwork *network) G_GNUC_WARN_UNUSED_RESULT;
LampRoads *lamp_roads_ref (LampRoads *roads);
void       lamp_roads_unref (LampRoads *roads);

/* What a crew makes on a road of this rank, junctions included, metres a second. */
double lamp_road_speed_mps (guint rank);
/* The nearest place on a road; FALSE, and `at` itself, when there is none within 2 km. Out parameters may be NULL. */
gboolean lamp_roads_snap (LampRoads *roads, LampWorld at, LampWorld *on_road, double *distance_m);

/* From and to a road it goes straight, at 15 km/h. */
void lamp_roads_route (LampRoads *roads, LampWorld from, LampWorld to, LampRoute *route);
/* Duration and length only, from many starts to one end in one search; arrays of n, by_road may be NULL. */
void lamp_roads_durations (LampRoads       *roads,
                           const LampWorld *from,
                           guint            n,
                           LampWorld        to,
                           double          *duration_s,
                           double          *length_m,
                           gboolean        *by_road);
void lamp_route_clear (LampRoute *route);
/* Where one is after `elapsed_s`; heading in degrees clockwise from north. */
LampWorld lamp_route_at (const LampRoute *route, double elapsed_s, double *heading_deg);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (LampRoads, lamp_roads_unref)
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (LampRoute, lamp_route_clear)

G_END_DECLS
