/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The search over the road graph: A* for one way, Dijkstra from one spot to many. What a step costs is here alone, in one
 * piece: a search takes hundreds of thousands of them.
 */
#include "engine/roads-private.h"

#include <math.h>

/* A binary heap of nodes by key; a node may stand in it more than once, the cheapest comes first. */
typedef struct
{
  double  key;
  guint32 node;
} HeapItem;

void
lamp_road_search_init (LampRoadSearch *search, const LampRoads *roads)
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

void
lamp_road_search_clear (LampRoadSearch *search)
{
  g_free (search->cost_s);
  g_free (search->previous);
  g_free (search->settled);
  g_clear_pointer (&search->heap, g_array_unref);
}

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
reach_node (LampRoadSearch *search, guint32 node, double cost_s, guint32 previous, const LampWorld *goal)
{
  if (cost_s >= search->cost_s[node])
    return;
  search->cost_s[node] = cost_s;
  search->previous[node] = previous;
  heap_push (search->heap, (HeapItem){ cost_s + promise_s (search->roads, node, goal), node });
}

/* Starts at both ends of the edge the spot lies on. */
static void
start_at (LampRoadSearch *search, LampRoadSpot spot, const LampWorld *goal)
{
  LampRoadEdge edge = search->roads->edges[spot.edge];

  reach_node (search, edge.a, spot.along * edge.duration_s, LAMP_NONE, goal);
  reach_node (search, edge.b, (1.0 - spot.along) * edge.duration_s, LAMP_NONE, goal);
}

/* Settles the next node and returns it; LAMP_NONE when all that can be reached is settled. */
static guint32
settle_next (LampRoadSearch *search, const LampWorld *goal)
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

guint32
lamp_road_search_cheaper_end (const LampRoadSearch *search, LampRoadSpot spot, double *cost_s)
{
  LampRoadEdge edge = search->roads->edges[spot.edge];
  double       over_a_s = search->cost_s[edge.a] + spot.along * edge.duration_s;
  double       over_b_s = search->cost_s[edge.b] + (1.0 - spot.along) * edge.duration_s;

  *cost_s = MIN (over_a_s, over_b_s);
  if (isinf (*cost_s))
    return LAMP_NONE;
  return over_a_s <= over_b_s ? edge.a : edge.b;
}

/* A* until nothing unsettled could still be better than the end's edge allows. */
guint32
lamp_road_search_find_way (LampRoadSearch *search, LampRoadSpot from, LampRoadSpot to)
{
  LampRoadEdge edge = search->roads->edges[to.edge];
  double       best_s = INFINITY;
  guint32      node;

  start_at (search, from, &to.at);
  while ((node = settle_next (search, &to.at)) != LAMP_NONE)
    {
      if (node == edge.a || node == edge.b)
        lamp_road_search_cheaper_end (search, to, &best_s);
      if (search->cost_s[node] + promise_s (search->roads, node, &to.at) > best_s)
        break;
    }
  return lamp_road_search_cheaper_end (search, to, &best_s);
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

/* Settles until every node in `wanted` (marks, n_wanted of them set) is. */
static void
settle_wanted (LampRoadSearch *search, guint8 *wanted, guint n_wanted)
{
  guint32 node;

  while (n_wanted > 0 && (node = settle_next (search, NULL)) != LAMP_NONE)
    if (wanted[node])
      n_wanted--;
}

void
lamp_road_search_find_all (LampRoadSearch *search, LampRoadSpot from, const LampRoadSpot *to, guint n)
{
  g_autofree guint8 *wanted = g_new0 (guint8, search->roads->n_nodes);
  guint              n_wanted = mark_wanted (search->roads, to, n, wanted);

  start_at (search, from, NULL);
  settle_wanted (search, wanted, n_wanted);
}
