/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The way along the streets: A* for one route, Dijkstra from the end for many starts, and where one is on the way.
 * See roads.h.
 */
#include "engine/roads-private.h"

#include <math.h>

#define KMH 0.2777777777777778 /* metres a second */
#define STRAIGHT_SPEED_MPS (40 * KMH)
#define STRAIGHT_DETOUR 1.3
#define OFF_ROAD_SPEED_MPS (15 * KMH)
#define OFF_ROAD_IGNORED_M 0.5 /* less than this from the road is on it */

/* A binary heap of nodes by key; a node may stand in it more than once, the cheapest comes first. */
typedef struct
{
  double  key;
  guint32 node;
} HeapItem;

typedef struct
{
  const LampRoads *roads;
  double          *cost_s; /* of each node; INFINITY when not reached */
  guint32         *previous;
  guint8          *settled;
  GArray          *heap;
} Search;

static void
search_init (Search *search, const LampRoads *roads)
{
  search->roads = roads;
  search->cost_s = g_new (double, roads->n_nodes);
  search->previous = g_new (guint32, roads->n_nodes);
  search->settled = g_new0 (guint8, roads->n_nodes);
  search->heap = g_array_sized_new (FALSE, FALSE, sizeof (HeapItem), 1024);
  for (guint32 i = 0; i < roads->n_nodes; i++)
    {
      search->cost_s[i] = INFINITY;
      search->previous[i] = LAMP_NONE;
    }
}

static void
search_clear (Search *search)
{
  g_free (search->cost_s);
  g_free (search->previous);
  g_free (search->settled);
  g_array_unref (search->heap);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Search, search_clear)

static void
heap_push (GArray *heap, HeapItem item)
{
  HeapItem *items;
  guint     i = heap->len;

  g_array_append_val (heap, item);
  items = (HeapItem *)heap->data;
  while (i > 0 && items[(i - 1) / 2].key > item.key)
    {
      items[i] = items[(i - 1) / 2];
      i = (i - 1) / 2;
    }
  items[i] = item;
}

static HeapItem
heap_pop (GArray *heap)
{
  HeapItem *items = (HeapItem *)heap->data;
  HeapItem  top = items[0], last = items[heap->len - 1];
  guint     n = heap->len - 1, i = 0;

  g_array_set_size (heap, n);
  while (2 * i + 1 < n)
    {
      guint child = 2 * i + 1;

      if (child + 1 < n && items[child + 1].key < items[child].key)
        child++;
      if (items[child].key >= last.key)
        break;
      items[i] = items[child];
      i = child;
    }
  if (n > 0)
    items[i] = last;
  return top;
}

/* Never more than the drive really takes. */
static double
promise_s (const LampRoads *roads, guint32 node, const LampWorld *goal)
{
  double dx, dy;

  if (goal == NULL)
    return 0.0;
  dx = (double)goal->x - roads->at[node].x;
  dy = (double)goal->y - roads->at[node].y;
  return sqrt (dx * dx + dy * dy) * roads->shortest_unit_m / roads->fastest_mps;
}

static void
reach_node (Search *search, guint32 node, double cost_s, guint32 previous, const LampWorld *goal)
{
  if (cost_s >= search->cost_s[node])
    return;
  search->cost_s[node] = cost_s;
  search->previous[node] = previous;
  heap_push (search->heap, (HeapItem){ cost_s + promise_s (search->roads, node, goal), node });
}

/* Starts at both ends of the edge the spot lies on. */
static void
start_at (Search *search, LampRoadSpot spot, const LampWorld *goal)
{
  LampRoadEdge edge = search->roads->edges[spot.edge];

  reach_node (search, edge.a, spot.along * edge.duration_s, LAMP_NONE, goal);
  reach_node (search, edge.b, (1.0 - spot.along) * edge.duration_s, LAMP_NONE, goal);
}

/* Settles the next node and returns it; LAMP_NONE when all that can be reached is settled. */
static guint32
settle_next (Search *search, const LampWorld *goal)
{
  const LampRoads *roads = search->roads;

  while (search->heap->len > 0)
    {
      guint32 node = heap_pop (search->heap).node;

      if (search->settled[node])
        continue;
      search->settled[node] = TRUE;
      for (guint32 i = roads->arc_start[node]; i < roads->arc_start[node + 1]; i++)
        if (!search->settled[roads->arcs[i].to])
          reach_node (search, roads->arcs[i].to, search->cost_s[node] + roads->arcs[i].duration_s, node, goal);
      return node;
    }
  return LAMP_NONE;
}

/* From the spot, whose edge's ends may be settled or not, back over the cheaper end; LAMP_NONE when neither is reached. */
static guint32
cheaper_end (const Search *search, LampRoadSpot spot, double *cost_s)
{
  LampRoadEdge edge = search->roads->edges[spot.edge];
  double       over_a_s = search->cost_s[edge.a] + spot.along * edge.duration_s;
  double       over_b_s = search->cost_s[edge.b] + (1.0 - spot.along) * edge.duration_s;

  *cost_s = MIN (over_a_s, over_b_s);
  if (isinf (*cost_s))
    return LAMP_NONE;
  return over_a_s <= over_b_s ? edge.a : edge.b;
}

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
course_add_nodes (Course *course, const Search *search, LampRoadSpot from, guint32 last)
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

/* A* until nothing unsettled could still be better than the end's edge allows. */
static guint32
find_way (Search *search, LampRoadSpot from, LampRoadSpot to)
{
  LampRoadEdge edge = search->roads->edges[to.edge];
  double       best_s = INFINITY;
  guint32      node;

  start_at (search, from, &to.at);
  while ((node = settle_next (search, &to.at)) != LAMP_NONE)
    {
      if (node == edge.a || node == edge.b)
        cheaper_end (search, to, &best_s);
      if (search->cost_s[node] + promise_s (search->roads, node, &to.at) > best_s)
        break;
    }
  return cheaper_end (search, to, &best_s);
}

static gboolean
route_by_road (const LampRoads *roads, LampWorld from, LampWorld to, LampRoute *route)
{
  LampRoadSpot start = lamp_roads_find_spot (roads, from), end = lamp_roads_find_spot (roads, to);
  Course       course = { 0 };
  double       direct_s = 0.0;
  gboolean     direct;

  if (start.edge == LAMP_NONE || end.edge == LAMP_NONE)
    return FALSE;
  direct = same_edge (roads, start, end, &direct_s);
  course.vertices = g_array_new (FALSE, FALSE, sizeof (LampWorld));
  course.arrival_s = g_array_new (FALSE, FALSE, sizeof (double));
  if (start.off_m > OFF_ROAD_IGNORED_M)
    course_add (&course, from, 0.0);
  course_add (&course, start.at, start.off_m > OFF_ROAD_IGNORED_M ? start.off_m / OFF_ROAD_SPEED_MPS : 0.0);
  if (direct)
    course_add (&course, end.at, direct_s);
  else
    {
      g_auto (Search) search = { 0 };
      guint32 last;

      search_init (&search, roads);
      last = find_way (&search, start, end);
      if (last == LAMP_NONE)
        {
          g_array_unref (course.vertices);
          g_array_unref (course.arrival_s);
          return FALSE;
        }
      course_add_nodes (&course, &search, start, last);
      course_add (&course, end.at, spot_to_end_s (roads, end, last));
    }
  if (end.off_m > OFF_ROAD_IGNORED_M)
    course_add (&course, to, end.off_m / OFF_ROAD_SPEED_MPS);
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

/* Metres back along the tree of the search to its start. */
static double
measure_way (const Search *search, LampRoadSpot start, guint32 node)
{
  const LampRoads *roads = search->roads;
  double           length_m = 0.0;

  for (; search->previous[node] != LAMP_NONE; node = search->previous[node])
    length_m += lamp_world_distance_m (roads->at[node], roads->at[search->previous[node]]);
  return length_m + lamp_world_distance_m (roads->at[node], start.at);
}

/* Settles until every node in `wanted` (marks, n_wanted of them set) is. */
static void
settle_wanted (Search *search, guint8 *wanted, guint n_wanted)
{
  guint32 node;

  while (n_wanted > 0 && (node = settle_next (search, NULL)) != LAMP_NONE)
    if (wanted[node])
      n_wanted--;
}

static guint
mark_wanted (const LampRoads *roads, const LampRoadSpot *spots, guint n, guint8 *wanted)
{
  guint n_wanted = 0;

  for (guint i = 0; i < n; i++)
    {
      LampRoadEdge edge;

      if (spots[i].edge == LAMP_NONE)
        continue;
      edge = roads->edges[spots[i].edge];
      n_wanted += !wanted[edge.a];
      wanted[edge.a] = TRUE;
      n_wanted += !wanted[edge.b];
      wanted[edge.b] = TRUE;
    }
  return n_wanted;
}

static gboolean
duration_by_road (const Search *search, LampRoadSpot from, LampRoadSpot end, double *duration_s, double *length_m)
{
  double  cost_s = 0.0;
  guint32 last;

  if (from.edge == LAMP_NONE)
    return FALSE;
  if (same_edge (search->roads, from, end, &cost_s))
    *length_m = lamp_world_distance_m (from.at, end.at);
  else
    {
      last = cheaper_end (search, from, &cost_s);
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
  g_autofree guint8       *wanted = NULL;
  g_auto (Search) search = { 0 };
  LampRoadSpot end;

  g_return_if_fail (roads != NULL);

  end = lamp_roads_find_spot (roads, to);
  spots = g_new (LampRoadSpot, n);
  for (guint i = 0; i < n; i++)
    spots[i] = lamp_roads_find_spot (roads, from[i]);
  search_init (&search, roads);
  wanted = g_new0 (guint8, roads->n_nodes);
  if (end.edge != LAMP_NONE)
    {
      guint n_wanted = mark_wanted (roads, spots, n, wanted);

      start_at (&search, end, NULL);
      settle_wanted (&search, wanted, n_wanted);
    }
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
