/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Drives against an independent Dijkstra that knows nothing but the road layer, without grid or heap.
 */
#include "engine/roads.h"
#include "engine/town.h"
#include "grid/fixture.h"

#include <math.h>

#define OFF_ROAD_MPS (15.0 / 3.6)

typedef struct
{
  GArray *at;    /* LampWorld */
  GArray *edges; /* Edge */
} Oracle;

typedef struct
{
  guint  a, b;
  double duration_s;
} Edge;

static guint
node_at (Oracle *oracle, LampWorld at)
{
  for (guint i = 0; i < oracle->at->len; i++)
    {
      LampWorld other = g_array_index (oracle->at, LampWorld, i);

      if (other.x == at.x && other.y == at.y)
        return i;
    }
  g_array_append_val (oracle->at, at);
  return oracle->at->len - 1;
}

static Oracle
oracle_new (const LampNetwork *network)
{
  const LampBaseLayer *layer = &network->base[LAMP_BASE_ROAD];
  Oracle               oracle = { g_array_new (FALSE, FALSE, sizeof (LampWorld)), g_array_new (FALSE, FALSE, sizeof (Edge)) };

  for (guint32 feature = 0; feature < layer->n_features; feature++)
    for (guint32 part = layer->part_start[feature]; part < layer->part_start[feature + 1]; part++)
      for (guint32 i = layer->vertex_start[part]; i + 1 < layer->vertex_start[part + 1]; i++)
        {
          Edge edge = { node_at (&oracle, layer->vertices[i]), node_at (&oracle, layer->vertices[i + 1]), 0.0 };

          edge.duration_s = lamp_world_distance_m (layer->vertices[i], layer->vertices[i + 1]) / lamp_road_speed_mps (layer->rank[feature]);
          g_array_append_val (oracle.edges, edge);
        }
  return oracle;
}

static void
oracle_clear (Oracle *oracle)
{
  g_array_unref (oracle->at);
  g_array_unref (oracle->edges);
}

/* The road at this place: two edges from a new node to the ends of the nearest one, and the way off the road. */
static guint
join (Oracle *oracle, LampWorld at, guint n_edges, guint *edge_on, double *along_on, double *off_s)
{
  double best2 = INFINITY;
  guint  node = oracle->at->len;
  Edge   on;

  for (guint i = 0; i < n_edges; i++)
    {
      Edge   edge = g_array_index (oracle->edges, Edge, i);
      double along, distance2 = lamp_world_segment_distance2 (at, g_array_index (oracle->at, LampWorld, edge.a), g_array_index (oracle->at, LampWorld, edge.b), &along);

      if (distance2 < best2)
        {
          best2 = distance2;
          *edge_on = i;
          *along_on = along;
        }
    }
  on = g_array_index (oracle->edges, Edge, *edge_on);
  g_array_append_val (oracle->at, at);
  g_array_append_vals (oracle->edges, &(Edge){ node, on.a, on.duration_s * *along_on }, 1);
  g_array_append_vals (oracle->edges, &(Edge){ node, on.b, on.duration_s * (1.0 - *along_on) }, 1);
  *off_s = sqrt (best2) * lamp_world_unit_m (at.y) / OFF_ROAD_MPS;
  return node;
}

/* Bellman–Ford's loop until nothing moves: slow, short, and another algorithm. */
static double
oracle_duration (Oracle *oracle, LampWorld from, LampWorld to)
{
  guint              n_nodes = oracle->at->len, n_edges = oracle->edges->len, start, end, from_edge = 0, to_edge = 0;
  double             from_along = 0.0, to_along = 0.0, from_off_s, to_off_s, result;
  g_autofree double *best_s = NULL;
  gboolean           moved = TRUE;

  start = join (oracle, from, n_edges, &from_edge, &from_along, &from_off_s);
  end = join (oracle, to, n_edges, &to_edge, &to_along, &to_off_s);
  if (from_edge == to_edge)
    g_array_append_vals (oracle->edges, &(Edge){ start, end, g_array_index (oracle->edges, Edge, from_edge).duration_s * fabs (from_along - to_along) }, 1);
  best_s = g_new (double, oracle->at->len);
  for (guint i = 0; i < oracle->at->len; i++)
    best_s[i] = i == start ? 0.0 : INFINITY;
  while (moved)
    {
      moved = FALSE;
      for (guint i = 0; i < oracle->edges->len; i++)
        {
          Edge edge = g_array_index (oracle->edges, Edge, i);

          for (guint j = 0; j < 2; j++)
            {
              guint a = j ? edge.b : edge.a, b = j ? edge.a : edge.b;

              if (best_s[a] + edge.duration_s < best_s[b])
                {
                  best_s[b] = best_s[a] + edge.duration_s;
                  moved = TRUE;
                }
            }
        }
    }
  result = best_s[end] + from_off_s + to_off_s;
  g_array_set_size (oracle->at, n_nodes);
  g_array_set_size (oracle->edges, n_edges);
  return result;
}

static LampWorld
random_place (GRand *rand, const LampNetwork *network)
{
  LampWorldBox box = network->extent;

  return (LampWorld){ box.x0 + (guint32)(g_rand_double (rand) * (box.x1 - box.x0)), box.y0 + (guint32)(g_rand_double (rand) * (box.y1 - box.y0)) };
}

/* Half a metre off the road is on it. */
static void
assert_near (double a, double b)
{
  g_assert_cmpfloat (fabs (a - b), <=, 0.3 + 0.002 * MAX (a, b));
}

/* The course starts and ends where it was asked, takes as long as it says, and nowhere goes faster than a main road. */
static void
assert_course (const LampRoute *route, LampWorld from, LampWorld to)
{
  double length_m = 0.0;

  g_assert_cmpuint (route->n_vertices, >=, 1);
  g_assert_cmpfloat (lamp_world_distance_m (route->vertices[0], from), <=, 0.51);
  g_assert_cmpfloat (lamp_world_distance_m (route->vertices[route->n_vertices - 1], to), <=, 0.51);
  assert_near (route->arrival_s[route->n_vertices - 1], route->duration_s);
  for (guint i = 1; i < route->n_vertices; i++)
    {
      double leg_m = lamp_world_distance_m (route->vertices[i - 1], route->vertices[i]);
      double leg_s = route->arrival_s[i] - route->arrival_s[i - 1];

      g_assert_cmpfloat (leg_s, >=, 0.0);
      g_assert_cmpfloat (leg_m, <=, leg_s * lamp_road_speed_mps (1) * 1.01 + 0.05);
      length_m += leg_m;
    }
  assert_near (length_m, route->length_m);
}

static void
test_against_oracle (void)
{
  g_autoptr (LampNetwork) network = lamp_town_network (9, 7);
  g_autoptr (LampRoads) roads = lamp_roads_new (network);
  g_autoptr (GRand) rand = g_rand_new_with_seed (7);
  Oracle oracle = oracle_new (network);

  for (guint i = 0; i < 300; i++)
    {
      g_auto (LampRoute) route = { 0 };
      LampWorld from = random_place (rand, network), to = random_place (rand, network);
      double    wanted_s, duration_s, length_m;
      gboolean  by_road;

      if (i % 3 == 0) /* exactly at crossings */
        from = g_array_index (oracle.at, LampWorld, (guint)g_rand_int_range (rand, 0, (gint32)oracle.at->len));
      wanted_s = oracle_duration (&oracle, from, to);
      lamp_roads_route (roads, from, to, &route);
      lamp_roads_durations (roads, &from, 1, to, &duration_s, &length_m, &by_road);
      g_assert_true (route.by_road);
      g_assert_true (by_road);
      assert_near (route.duration_s, wanted_s);
      assert_near (duration_s, wanted_s);
      assert_course (&route, from, to);
    }
  oracle_clear (&oracle);
}

static void
test_many_starts (void)
{
  g_autoptr (LampNetwork) network = lamp_town_network (9, 7);
  g_autoptr (LampRoads) roads = lamp_roads_new (network);
  g_autoptr (GRand) rand = g_rand_new_with_seed (8);
  LampWorld from[40], to = random_place (rand, network);
  double    duration_s[40], length_m[40];

  for (guint i = 0; i < 40; i++)
    from[i] = i == 17 ? to : random_place (rand, network);
  lamp_roads_durations (roads, from, 40, to, duration_s, length_m, NULL);
  for (guint i = 0; i < 40; i++)
    {
      g_auto (LampRoute) route = { 0 };

      lamp_roads_route (roads, from[i], to, &route);
      assert_near (route.duration_s, duration_s[i]);
    }
  g_assert_cmpfloat (length_m[17], <=, 1000.0); /* to the road and back at most */
}

/* Toytown's two streets do not meet everywhere; a region may have none at all. */
static void
test_without_roads (void)
{
  g_autoptr (LampNetwork) network = lamp_fixture_load (lamp_fixture_large_draft (200));
  g_autoptr (LampRoads) roads = lamp_roads_new (network);
  g_auto (LampRoute) route = { 0 };
  LampWorld from = lamp_world_from_point ((LampPoint){ 10.0, 50.0 }), to = lamp_world_from_point ((LampPoint){ 10.01, 50.0 }), on_road;
  double    straight_m = lamp_world_distance_m (from, to), heading_deg;

  g_assert_false (lamp_roads_snap (roads, from, &on_road, NULL));
  g_assert_cmpuint (on_road.x, ==, from.x);
  lamp_roads_route (roads, from, to, &route);
  g_assert_false (route.by_road);
  assert_near (route.duration_s, straight_m * 1.3 / (40.0 / 3.6));
  g_assert_cmpuint (lamp_route_at (&route, route.duration_s + 5.0, &heading_deg).x, ==, to.x);
  g_assert_cmpfloat_with_epsilon (heading_deg, 90.0, 0.1);
}

static void
test_position (void)
{
  g_autoptr (LampNetwork) network = lamp_town_network (9, 7);
  g_autoptr (LampRoads) roads = lamp_roads_new (network);
  g_autoptr (GRand) rand = g_rand_new_with_seed (9);

  for (guint i = 0; i < 20; i++)
    {
      g_auto (LampRoute) route = { 0 };
      LampWorld last, to = random_place (rand, network);

      last = random_place (rand, network);
      lamp_roads_route (roads, last, to, &route);
      for (double elapsed_s = 0.0; elapsed_s < route.duration_s + 3.0; elapsed_s += 1.0)
        {
          LampWorld at = lamp_route_at (&route, elapsed_s, NULL);

          g_assert_cmpfloat (lamp_world_distance_m (last, at), <=, lamp_road_speed_mps (1) * 1.01 + 0.05);
          last = at;
        }
      g_assert_cmpfloat (lamp_world_distance_m (last, to), <=, 0.51);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/engine/roads/against-oracle", test_against_oracle);
  g_test_add_func ("/engine/roads/many-starts", test_many_starts);
  g_test_add_func ("/engine/roads/without-roads", test_without_roads);
  g_test_add_func ("/engine/roads/position", test_position);
  return g_test_run ();
}
