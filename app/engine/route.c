/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The way along the streets: the course of one route, how long it takes from many starts, and where one is on the way. The
 * search itself is road-search.c. See roads.h.
 */
#include "engine/roads-private.h"

#include <math.h>

#define KMH 0.2777777777777778 /* metres a second */
#define STRAIGHT_SPEED_MPS (40 * KMH)
#define STRAIGHT_DETOUR 1.3
#define OFF_ROAD_SPEED_MPS (15 * KMH)
#define OFF_ROAD_IGNORED_M 0.5 /* less than this from the road is on it */

/* Both on one edge: there is no shorter way than along it. */
static gboolean
same_edge (const LampRoads *roads, LampRoadSpot from, LampRoadSpot to, double *cost_s)
{
  if (from.edge != to.edge)
    return FALSE;
  *cost_s = fabs (from.along - to.along) * roads->edges[from.edge].duration_s;
  return TRUE;
}

static void
straight_line (LampWorld from, LampWorld to, double *duration_s, double *length_m)
{
  *length_m = lamp_world_distance_m (from, to) * STRAIGHT_DETOUR;
  *duration_s = *length_m / STRAIGHT_SPEED_MPS;
}

static double
off_road_s (LampRoadSpot spot)
{
  return spot.off_m > OFF_ROAD_IGNORED_M ? spot.off_m / OFF_ROAD_SPEED_MPS : 0.0;
}

static double
off_road_m (LampRoadSpot spot)
{
  return spot.off_m > OFF_ROAD_IGNORED_M ? spot.off_m : 0.0;
}

typedef struct
{
  GArray *vertices;
  GArray *arrival_s;
  double  length_m, elapsed_s;
} Course;

static void
course_add (Course *course, LampWorld at, double duration_s)
{
  if (course->vertices->len > 0)
    course->length_m += lamp_world_distance_m (g_array_index (course->vertices, LampWorld, course->vertices->len - 1), at);
  course->elapsed_s += duration_s;
  g_array_append_val (course->vertices, at);
  g_array_append_val (course->arrival_s, course->elapsed_s);
}

static void
course_finish (Course *course, LampRoute *route)
{
  route->n_vertices = course->vertices->len;
  route->duration_s = course->elapsed_s;
  route->length_m = course->length_m;
  route->vertices = (LampWorld *)g_array_free (course->vertices, FALSE);
  route->arrival_s = (double *)g_array_free (course->arrival_s, FALSE);
}

static double
arc_duration_s (const LampRoads *roads, guint32 from, guint32 to)
{
  double best_s = INFINITY;

  for (guint32 i = roads->arc_start[from]; i < roads->arc_start[from + 1]; i++)
    if (roads->arcs[i].to == to)
      best_s = MIN (best_s, (double)roads->arcs[i].duration_s);
  return best_s;
}

/* Seconds from a spot to one end of its edge. */
static double
spot_to_end_s (const LampRoads *roads, LampRoadSpot spot, guint32 end)
{
  LampRoadEdge edge = roads->edges[spot.edge];

  return (end == edge.a ? spot.along : 1.0 - spot.along) * edge.duration_s;
}

/* The nodes from the start's end of its edge to `last`, with the time each takes. */
static void
course_add_nodes (Course *course, const LampRoadSearch *search, LampRoadSpot from, guint32 last)
{
  const LampRoads *roads = search->roads;
  g_autoptr (GArray) nodes = g_array_new (FALSE, FALSE, sizeof (guint32));
  guint32 before = LAMP_NONE;

  for (guint32 node = last; node != LAMP_NONE; node = search->previous[node])
    g_array_append_val (nodes, node);
  for (guint i = nodes->len; i-- > 0;)
    {
      guint32 node = g_array_index (nodes, guint32, i);

      course_add (course, roads->at[node], before == LAMP_NONE ? spot_to_end_s (roads, from, node) : arc_duration_s (roads, before, node));
      before = node;
    }
}

/* From start to end, both on roads. FALSE: no road joins them. */
static gboolean
course_add_way (Course *course, const LampRoads *roads, LampRoadSpot start, LampRoadSpot end)
{
  g_auto (LampRoadSearch) search = { 0 };
  double  direct_s = 0.0;
  guint32 last;

  if (same_edge (roads, start, end, &direct_s))
    {
      course_add (course, end.at, direct_s);
      return TRUE;
    }
  lamp_road_search_init (&search, roads);
  last = lamp_road_search_find_way (&search, start, end);
  if (last == LAMP_NONE)
    return FALSE;
  course_add_nodes (course, &search, start, last);
  course_add (course, end.at, spot_to_end_s (roads, end, last));
  return TRUE;
}

static gboolean
route_by_road (const LampRoads *roads, LampWorld from, LampWorld to, LampRoute *route)
{
  LampRoadSpot start = lamp_roads_find_spot (roads, from), end = lamp_roads_find_spot (roads, to);
  Course       course = { 0 };

  if (start.edge == LAMP_NONE || end.edge == LAMP_NONE)
    return FALSE;
  course.vertices = g_array_new (FALSE, FALSE, sizeof (LampWorld));
  course.arrival_s = g_array_new (FALSE, FALSE, sizeof (double));
  if (off_road_m (start) > 0.0)
    course_add (&course, from, 0.0);
  course_add (&course, start.at, off_road_s (start));
  if (!course_add_way (&course, roads, start, end))
    {
      g_array_unref (course.vertices);
      g_array_unref (course.arrival_s);
      return FALSE;
    }
  if (off_road_m (end) > 0.0)
    course_add (&course, to, off_road_s (end));
  course_finish (&course, route);
  route->by_road = TRUE;
  return TRUE;
}

void
lamp_roads_route (LampRoads *roads, LampWorld from, LampWorld to, LampRoute *route)
{
  g_return_if_fail (roads != NULL);
  g_return_if_fail (route != NULL);

  *route = (LampRoute){ 0 };
  if (route_by_road (roads, from, to, route))
    return;
  straight_line (from, to, &route->duration_s, &route->length_m);
  route->n_vertices = 2;
  route->vertices = g_new (LampWorld, 2);
  route->vertices[0] = from;
  route->vertices[1] = to;
  route->arrival_s = g_new (double, 2);
  route->arrival_s[0] = 0.0;
  route->arrival_s[1] = route->duration_s;
}

/* Metres back along the tree of the search to its start. */
static double
measure_way (const LampRoadSearch *search, LampRoadSpot start, guint32 node)
{
  const LampRoads *roads = search->roads;
  double           length_m = 0.0;

  for (; search->previous[node] != LAMP_NONE; node = search->previous[node])
    length_m += lamp_world_distance_m (roads->at[node], roads->at[search->previous[node]]);
  return length_m + lamp_world_distance_m (roads->at[node], start.at);
}

static gboolean
duration_by_road (const LampRoadSearch *search, LampRoadSpot from, LampRoadSpot end, double *duration_s, double *length_m)
{
  double  cost_s = 0.0;
  guint32 last;

  if (from.edge == LAMP_NONE)
    return FALSE;
  if (same_edge (search->roads, from, end, &cost_s))
    *length_m = lamp_world_distance_m (from.at, end.at);
  else
    {
      last = lamp_road_search_cheaper_end (search, from, &cost_s);
      if (last == LAMP_NONE)
        return FALSE;
      *length_m = measure_way (search, end, last) + lamp_world_distance_m (search->roads->at[last], from.at);
    }
  *duration_s = cost_s + off_road_s (from) + off_road_s (end);
  *length_m += off_road_m (from) + off_road_m (end);
  return TRUE;
}

void
lamp_roads_durations (LampRoads       *roads,
                      const LampWorld *from,
                      guint            n,
                      LampWorld        to,
                      double          *duration_s,
                      double          *length_m,
                      gboolean        *by_road)
{
  g_autofree LampRoadSpot *spots = NULL;
  g_auto (LampRoadSearch) search = { 0 };
  LampRoadSpot end;

  g_return_if_fail (roads != NULL);

  end = lamp_roads_find_spot (roads, to);
  spots = g_new (LampRoadSpot, n);
  for (guint i = 0; i < n; i++)
    spots[i] = lamp_roads_find_spot (roads, from[i]);
  lamp_road_search_init (&search, roads);
  if (end.edge != LAMP_NONE)
    lamp_road_search_find_all (&search, end, spots, n);
  for (guint i = 0; i < n; i++)
    {
      gboolean found = end.edge != LAMP_NONE && duration_by_road (&search, spots[i], end, &duration_s[i], &length_m[i]);

      if (!found)
        straight_line (from[i], to, &duration_s[i], &length_m[i]);
      if (by_road != NULL)
        by_road[i] = found;
    }
}

void
lamp_route_clear (LampRoute *route)
{
  g_clear_pointer (&route->vertices, g_free);
  g_clear_pointer (&route->arrival_s, g_free);
  *route = (LampRoute){ 0 };
}

/* The first vertex that is reached after `elapsed_s`, at least 1. */
static guint
next_vertex (const LampRoute *route, double elapsed_s)
{
  guint low = 1, high = route->n_vertices - 1;

  while (low < high)
    {
      guint middle = (low + high) / 2;

      if (route->arrival_s[middle] > elapsed_s)
        high = middle;
      else
        low = middle + 1;
    }
  return low;
}

/* The way one looks at the leg that ends at vertex `to`; a leg of no length is passed over. */
static double
heading_at (const LampRoute *route, guint to)
{
  guint leg = to;

  while (leg > 1 && route->vertices[leg].x == route->vertices[leg - 1].x && route->vertices[leg].y == route->vertices[leg - 1].y)
    leg--;
  return lamp_point_bearing_deg (lamp_point_from_world (route->vertices[leg - 1]), lamp_point_from_world (route->vertices[leg]));
}

LampWorld
lamp_route_at (const LampRoute *route, double elapsed_s, double *heading_deg)
{
  LampWorld a, b;
  double    leg_s, share;
  guint     to;

  g_return_val_if_fail (route->n_vertices > 0, LAMP_WORLD_NONE);

  if (heading_deg != NULL)
    *heading_deg = 0.0;
  if (route->n_vertices == 1)
    return route->vertices[0];

  to = next_vertex (route, elapsed_s);
  a = route->vertices[to - 1];
  b = route->vertices[to];
  if (heading_deg != NULL)
    *heading_deg = heading_at (route, to);
  leg_s = route->arrival_s[to] - route->arrival_s[to - 1];
  share = leg_s > 0.0 ? CLAMP ((elapsed_s - route->arrival_s[to - 1]) / leg_s, 0.0, 1.0) : 1.0;
  return (LampWorld){
    (guint32)floor (a.x + share * ((double)b.x - a.x) + 0.5),
    (guint32)floor (a.y + share * ((double)b.y - a.y) + 0.5),
  };
}
