/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The toy grid from file to arrays: every accessor, placement, voltage, feeders; and what random grids must
 * keep whatever they hold.
 */
#include "grid/fixture.h"

#include <string.h>

#define N_RANDOM_GRIDS 40

static void
assert_at (LampWorld at, double east, double north)
{
  LampWorld expected = lamp_world_from_point ((LampPoint){ -30.0 + east * 0.001, 45.0 + north * 0.001 });

  g_assert_cmpfloat (lamp_world_distance_m (at, expected), <, 0.1);
}

static LampVoltageClass
voltage (const LampNetwork *network, const char *id)
{
  return (LampVoltageClass)network->element_voltage[lamp_fixture_element (network, id)];
}

static const char *
feeder (const LampNetwork *network, const char *id)
{
  return lamp_network_element_feeder_name (network, lamp_fixture_element (network, id));
}

static guint8
flags (const LampNetwork *network, const char *id)
{
  return network->element_flags[lamp_fixture_element (network, id)];
}

static void
test_names (void)
{
  g_autoptr (LampNetwork) network = lamp_fixture_network ();

  g_assert_cmpstr (network->name, ==, "Toytown");
  g_assert_cmpuint (network->n_elements, ==, 20);
  g_assert_cmpuint (network->n_customers, ==, 13);
  g_assert_cmpstr (lamp_network_element_name (network, lamp_fixture_element (network, "TIE")), ==, "Tie Market–Harbour");
  g_assert_cmpstr (lamp_network_element_name (network, lamp_fixture_element (network, "L1")), ==, "L1");
  g_assert_cmpuint (lamp_network_find_element (network, "no such"), ==, LAMP_NONE);
  g_assert_cmpuint (lamp_network_find_element (network, ""), ==, LAMP_NONE);
  g_assert_cmpuint (lamp_network_find_element (network, "n1"), ==, LAMP_NONE); /* in the pool, but a node */
  g_assert_cmpuint (lamp_network_find_site (network, NULL), ==, LAMP_NONE);
  g_assert_cmpuint (lamp_network_find_feeder (network, "F2"), ==, 1);
  g_assert_cmpuint (lamp_network_find_source (network, "S2"), ==, 1);
  g_assert_cmpuint (lamp_network_find_depot (network, "P2"), ==, 1);
  g_assert_cmpuint (lamp_network_find_depot (network, ""), ==, LAMP_NONE);
  g_assert_cmpstr (network->feeders[0].name, ==, "Market");
  g_assert_cmpuint (network->feeders[1].source, ==, 1);
  g_assert_cmpstr (network->sources[0].name, ==, "West");
  g_assert_cmpfloat (network->sources[0].kv, ==, 10.0);
  g_assert_cmpuint (network->sources[0].node, ==, lamp_fixture_node (network, "n0"));
  g_assert_cmpstr (network->depots[1].name, ==, "South yard");
  assert_at (network->depots[1].at, 3, 1);
}

static void
test_elements (void)
{
  g_autoptr (LampNetwork) network = lamp_fixture_network ();
  guint32 l3 = lamp_fixture_element (network, "L3");

  g_assert_cmpint (voltage (network, "B1"), ==, LAMP_VOLTAGE_FEEDER);
  g_assert_cmpint (voltage (network, "L3"), ==, LAMP_VOLTAGE_FEEDER);
  g_assert_cmpint (voltage (network, "TIE"), ==, LAMP_VOLTAGE_FEEDER);
  g_assert_cmpint (voltage (network, "L4"), ==, LAMP_VOLTAGE_LATERAL);
  g_assert_cmpint (voltage (network, "T1"), ==, LAMP_VOLTAGE_LATERAL);
  g_assert_cmpint (voltage (network, "D2"), ==, LAMP_VOLTAGE_LOW);
  g_assert_cmpstr (feeder (network, "D2"), ==, "Market"); /* not said in the file */
  g_assert_cmpstr (feeder (network, "T4"), ==, "Harbour");
  g_assert_cmpstr (feeder (network, "L9"), ==, "");

  g_assert_cmpuint (flags (network, "TIE"), ==, LAMP_ELEMENT_NORMALLY_OPEN);
  g_assert_cmpuint (flags (network, "L5"), ==, LAMP_ELEMENT_UNDERGROUND);
  g_assert_cmpuint (flags (network, "B2"), ==, LAMP_ELEMENT_TELEMETERED);
  g_assert_cmpuint (flags (network, "D1"), ==, LAMP_ELEMENT_SERVICE_DROP);
  g_assert_cmpuint (flags (network, "L9"), ==, 0);
  g_assert_cmpuint (network->element_phases[lamp_fixture_element (network, "FU1")], ==, LAMP_PHASE_A);
  g_assert_cmpfloat (network->element_rating[lamp_fixture_element (network, "T3")], ==, 630.0f);
  g_assert_cmpfloat_with_epsilon (network->element_length_m[l3], 78.6f, 0.1f);

  g_assert_cmpuint (network->element_from[l3], ==, lamp_fixture_node (network, "n6"));
  g_assert_cmpuint (lamp_network_other_end (network, l3, network->element_from[l3]), ==, lamp_fixture_node (network, "n5"));
  assert_at (lamp_network_element_at (network, l3), 5.5, 5);
  assert_at (network->node_at[lamp_fixture_node (network, "n6")], 6, 5); /* the line was drawn towards the source */
  assert_at (network->node_at[lamp_fixture_node (network, "n0")], 0.5, 5);
  assert_at (network->node_at[lamp_fixture_node (network, "n14")], 6, 4);
  g_assert_false (lamp_world_is_known (lamp_network_element_at (network, lamp_fixture_element (network, "L9"))));
  g_assert_true (lamp_world_box_is_empty (lamp_network_element_box (network, lamp_fixture_element (network, "L9"))));
}

typedef struct
{
  LampElementKind kind;
  const char     *from, *to;
  double          rating, kv;
  LampPhases      phases;
} Link;

static LampNetwork *
network_of_links (const Link *links, guint n)
{
  LampDraft *draft = lamp_draft_new ("links");

  lamp_draft_add_source (draft, "s", NULL, links[0].from, NULL, 0.0);
  for (guint i = 0; i < n; i++)
    {
      g_autofree char *id = g_strdup_printf ("%s-%s", links[i].from, links[i].to);
      LampDraftElement element = {
        .kind = links[i].kind,
        .id = id,
        .from_node = links[i].from,
        .to_node = links[i].to,
        .rating = links[i].rating,
        .kv = links[i].kv,
        .phases = links[i].phases,
      };

      lamp_draft_add_element (draft, &element);
    }
  return lamp_fixture_load (draft);
}

/* Nothing but what hangs where: a substation, an in-line regulator called a transformer, a fused branch. */
static void
test_voltage_worked_out (void)
{
  static const Link links[] = {
    { LAMP_ELEMENT_LINE, "a", "b", 0, 0, LAMP_PHASE_ABC },
    { LAMP_ELEMENT_TRANSFORMER, "b", "c", 20000, 0, LAMP_PHASE_ABC },
    { LAMP_ELEMENT_LINE, "c", "d", 0, 0, LAMP_PHASE_ABC },
    { LAMP_ELEMENT_TRANSFORMER, "d", "e", 10000, 0, LAMP_PHASE_ABC },
    { LAMP_ELEMENT_LINE, "e", "f", 0, 0, LAMP_PHASE_ABC },
    { LAMP_ELEMENT_FUSE, "f", "g", 0, 0, LAMP_PHASE_ABC },
    { LAMP_ELEMENT_LINE, "g", "h", 0, 0, LAMP_PHASE_ABC },
    { LAMP_ELEMENT_TRANSFORMER, "h", "i", 0, 0, LAMP_PHASE_A },
    { LAMP_ELEMENT_LINE, "i", "j", 0, 0, LAMP_PHASE_A },
    { LAMP_ELEMENT_TRANSFORMER, "d", "k", 100, 0, LAMP_PHASE_A },
    { LAMP_ELEMENT_LINE, "a", "l", 0, 0.4, 0 },
    { LAMP_ELEMENT_LINE, "a", "m", 0, 110, 0 },
    { LAMP_ELEMENT_LINE, "a", "n", 0, 10, 0 },
  };
  g_autoptr (LampNetwork) network = network_of_links (links, G_N_ELEMENTS (links));

  g_assert_cmpint (voltage (network, "a-b"), ==, LAMP_VOLTAGE_TRANSMISSION);
  g_assert_cmpint (voltage (network, "c-d"), ==, LAMP_VOLTAGE_FEEDER);
  g_assert_cmpint (voltage (network, "e-f"), ==, LAMP_VOLTAGE_FEEDER);
  g_assert_cmpint (voltage (network, "g-h"), ==, LAMP_VOLTAGE_LATERAL);
  g_assert_cmpint (voltage (network, "h-i"), ==, LAMP_VOLTAGE_LATERAL);
  g_assert_cmpint (voltage (network, "i-j"), ==, LAMP_VOLTAGE_LOW);
  g_assert_cmpint (voltage (network, "a-l"), ==, LAMP_VOLTAGE_LOW);
  g_assert_cmpint (voltage (network, "a-m"), ==, LAMP_VOLTAGE_TRANSMISSION);
  g_assert_cmpint (voltage (network, "a-n"), ==, LAMP_VOLTAGE_FEEDER);
}

static void
test_customers (void)
{
  g_autoptr (LampNetwork) network = lamp_fixture_network ();
  guint32 n = 0;
  guint32 first = lamp_network_node_customers (network, lamp_fixture_node (network, "n13"), &n);
  guint32 c8 = lamp_network_find_customer (network, "C8");
  guint32 c13 = lamp_network_find_customer (network, "C13");

  g_assert_cmpuint (n, ==, 3);
  g_assert_cmpstr (lamp_network_customer_id (network, first), ==, "C5");
  g_assert_cmpstr (lamp_network_customer_id (network, first + 2), ==, "C7");
  g_assert_cmpuint (c8, !=, LAMP_NONE);
  g_assert_cmpfloat (network->customer_kw[c8], ==, 8.0f);
  assert_at (network->customer_at[c8], 6, 4); /* where its node is */
  assert_at (network->customer_at[lamp_network_find_customer (network, "C2")], 1.1, 3);
  g_assert_cmpuint (network->customer_node[c13], ==, LAMP_NONE);
  g_assert_false (lamp_world_is_known (network->customer_at[c13]));
  lamp_network_node_customers (network, lamp_fixture_node (network, "n5"), &n);
  g_assert_cmpuint (n, ==, 0);
}

static void
test_sites (void)
{
  g_autoptr (LampNetwork) network = lamp_fixture_network ();
  const LampSiteInfo *hospital = &network->sites[lamp_fixture_site (network, "H1")];
  const LampSiteInfo *mill = &network->sites[lamp_fixture_site (network, "M1")];

  g_assert_cmpuint (network->n_sites, ==, 2);
  g_assert_cmpstr (hospital->account, ==, "7001");
  g_assert_cmpstr (hospital->kind, ==, "hospital");
  g_assert_cmpint (hospital->site_class, ==, LAMP_SITE_FIRST);
  g_assert_cmpuint (hospital->n_supply_points, ==, 2);
  g_assert_cmpuint (hospital->supply_points[0].node, ==, lamp_fixture_node (network, "n14"));
  g_assert_true (hospital->supply_points[0].main);
  g_assert_cmpuint (hospital->supply_points[1].feeder, ==, 1);
  g_assert_false (hospital->supply_points[1].main);
  g_assert_cmpfloat (hospital->backup_autonomy_min, ==, 480.0);
  g_assert_cmpfloat (hospital->critical_kw, ==, 400.0);
  g_assert_cmpuint (hospital->n_contacts, ==, 2);
  g_assert_cmpstr (hospital->contacts[0].phone, ==, "555-0101");
  g_assert_cmpstr (hospital->verified_at, ==, "2026-03-01");
  assert_at (hospital->at, 6, 3.5);
  g_assert_cmpint (mill->site_class, ==, LAMP_SITE_ORDINARY);
  g_assert_cmpuint (mill->n_supply_points, ==, 1);
  g_assert_cmpuint (mill->supply_points[0].node, ==, lamp_fixture_node (network, "n13"));
  g_assert_cmpuint (mill->n_contacts, ==, 0);
  g_assert_cmpstr (mill->verified_at, ==, "");
}

static void
test_base_map (void)
{
  g_autoptr (LampNetwork) network = lamp_fixture_network ();
  const LampBaseLayer *water = &network->base[LAMP_BASE_WATER];
  const LampBaseLayer *roads = &network->base[LAMP_BASE_ROAD];
  const LampBaseLayer *places = &network->base[LAMP_BASE_PLACE];

  g_assert_true (water->area);
  g_assert_cmpuint (water->n_features, ==, 1);
  g_assert_cmpuint (water->n_parts, ==, 2);
  g_assert_cmpuint (water->n_vertices, ==, 10); /* rings are closed */
  g_assert_cmpstr (lamp_network_string (network, water->name[0]), ==, "Lake");
  assert_at (water->vertices[water->vertex_start[1]], 1, 0.5);

  g_assert_false (roads->area);
  g_assert_cmpuint (roads->n_features, ==, 2);
  g_assert_cmpuint (roads->part_start[2], ==, 2);
  g_assert_cmpuint (roads->vertex_start[2] - roads->vertex_start[1], ==, 3);
  g_assert_cmpuint (roads->rank[0], ==, 1);
  g_assert_cmpuint (roads->rank[1], ==, 3);
  g_assert_cmpuint (network->base[LAMP_BASE_BUILT].n_features, ==, 0);
  g_assert_cmpuint (places->n_vertices, ==, 1);
  g_assert_cmpstr (lamp_network_string (network, places->name[0]), ==, "Old town");
}

/* Names both ways, every index in its bounds, every touch told from both sides. */
static void
check_whole (const LampNetwork *network)
{
  g_autofree guint8 *touched = g_new0 (guint8, network->n_elements);

  for (guint32 i = 0; i < network->n_elements; i++)
    {
      g_assert_cmpuint (lamp_network_find_element (network, lamp_network_element_id (network, i)), ==, i);
      g_assert_true (network->element_from[i] < network->n_nodes || network->element_from[i] == LAMP_NONE);
      g_assert_true (network->element_to[i] < network->n_nodes || network->element_to[i] == LAMP_NONE);
      g_assert_cmpuint (network->element_vertex_start[i], <=, network->element_vertex_start[i + 1]);
    }
  g_assert_cmpuint (network->element_vertex_start[network->n_elements], ==, network->n_vertices);

  for (guint32 i = 0; i < network->n_nodes; i++)
    {
      guint32        n = 0;
      const guint32 *elements = lamp_network_node_elements (network, i, &n);

      g_assert_cmpuint (lamp_network_find_node (network, lamp_network_node_id (network, i)), ==, i);
      for (guint32 j = 0; j < n; j++)
        {
          g_assert_true (network->element_from[elements[j]] == i || network->element_to[elements[j]] == i);
          touched[elements[j]]++;
        }
      for (guint32 j = network->node_customer_start[i]; j < network->node_customer_start[i + 1]; j++)
        g_assert_cmpuint (network->customer_node[j], ==, i);
    }
  for (guint32 i = 0; i < network->n_customers; i++)
    g_assert_cmpuint (lamp_network_find_customer (network, lamp_network_customer_id (network, i)), ==, i);
  for (guint32 i = network->node_customer_start[network->n_nodes]; i < network->n_customers; i++)
    g_assert_cmpuint (network->customer_node[i], ==, LAMP_NONE);

  for (guint32 i = 0; i < network->n_elements; i++)
    {
      guint32 ends = (network->element_from[i] != LAMP_NONE) + (network->element_to[i] != LAMP_NONE);

      g_assert_cmpuint (touched[i], ==, ends == 2 && network->element_from[i] == network->element_to[i] ? 1 : ends);
    }
}

static void
test_random (void)
{
  for (guint32 seed = 1000; seed < 1000 + N_RANDOM_GRIDS; seed++)
    {
      g_autoptr (LampNetwork) network = lamp_fixture_load (lamp_fixture_random_draft (seed));

      check_whole (network);
    }
}

static gpointer
read_in_thread (gpointer data)
{
  g_autoptr (LampNetwork) network = data;

  check_whole (network);
  return NULL;
}

static void
test_threads (void)
{
  g_autoptr (LampNetwork) network = lamp_fixture_network ();
  GThread *threads[4];

  for (guint i = 0; i < G_N_ELEMENTS (threads); i++)
    threads[i] = g_thread_new ("reader", read_in_thread, lamp_network_ref (network));
  for (guint i = 0; i < G_N_ELEMENTS (threads); i++)
    g_thread_join (threads[i]);
  check_whole (network);
}

static void
test_words (void)
{
  LampSiteClass site_class = LAMP_SITE_SPECIAL;

  for (guint i = 0; i < LAMP_ELEMENT_N_KINDS; i++)
    g_assert_cmpint (lamp_element_kind_from_string (lamp_element_kind_to_string ((LampElementKind)i)), ==, i);
  g_assert_cmpint (lamp_element_kind_from_string ("balloon"), ==, LAMP_ELEMENT_N_KINDS);
  g_assert_true (lamp_site_class_from_string ("temporary", &site_class));
  g_assert_cmpint (site_class, ==, LAMP_SITE_TEMPORARY);
  g_assert_false (lamp_site_class_from_string ("third", &site_class));
  g_assert_true (lamp_element_kind_is_switch (LAMP_ELEMENT_FUSE));
  g_assert_false (lamp_element_kind_is_switch (LAMP_ELEMENT_REGULATOR));
  g_assert_true (lamp_element_kind_is_protective (LAMP_ELEMENT_RECLOSER));
  g_assert_false (lamp_element_kind_is_protective (LAMP_ELEMENT_DISCONNECTOR));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/network/names", test_names);
  g_test_add_func ("/network/elements", test_elements);
  g_test_add_func ("/network/voltage-worked-out", test_voltage_worked_out);
  g_test_add_func ("/network/customers", test_customers);
  g_test_add_func ("/network/sites", test_sites);
  g_test_add_func ("/network/base-map", test_base_map);
  g_test_add_func ("/network/random", test_random);
  g_test_add_func ("/network/threads", test_threads);
  g_test_add_func ("/network/words", test_words);
  return g_test_run ();
}
