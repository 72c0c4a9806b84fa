/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Supply and traces: the toy grid by hand; random grids against an oracle that knows nothing of trees, ranges
 * or changes: it spreads supply over all elements again and again until nothing moves.
 */
#include "grid/energisation.h"
#include "grid/fixture.h"

#include <string.h>

#define N_RANDOM_GRIDS 150
#define N_STEPS 60

typedef struct
{
  guint8 *nodes, *elements; /* LampSupply */
} Oracle;

static gboolean
is_live (const Oracle *oracle, guint32 node)
{
  return node != LAMP_NONE && oracle->nodes[node] == LAMP_SUPPLY_ENERGISED;
}

static void
spread (const LampNetwork *network, const gboolean *open, Oracle *oracle)
{
  gboolean moved = TRUE;

  memset (oracle->nodes, LAMP_SUPPLY_UNKNOWN, network->n_nodes);
  for (guint i = 0; i < network->n_sources; i++)
    if (network->sources[i].node != LAMP_NONE)
      oracle->nodes[network->sources[i].node] = LAMP_SUPPLY_ENERGISED;

  while (moved)
    {
      moved = FALSE;
      for (guint32 i = 0; i < network->n_elements; i++)
        {
          guint32 from = network->element_from[i];
          guint32 to = network->element_to[i];

          if (open[i] || from == LAMP_NONE || to == LAMP_NONE || is_live (oracle, from) == is_live (oracle, to))
            continue;
          oracle->nodes[from] = oracle->nodes[to] = LAMP_SUPPLY_ENERGISED;
          moved = TRUE;
        }
    }
}

static gboolean *
normal_positions (const LampNetwork *network)
{
  gboolean *open = g_new0 (gboolean, network->n_elements);

  for (guint32 i = 0; i < network->n_elements; i++)
    open[i] = (network->element_flags[i] & LAMP_ELEMENT_NORMALLY_OPEN) != 0;
  return open;
}

/* The words of energisation.h, from scratch. */
static Oracle
ask_oracle (const LampNetwork *network, const gboolean *open)
{
  g_autofree gboolean *normally = normal_positions (network);
  Oracle               normal = { g_new (guint8, network->n_nodes), NULL };
  Oracle               oracle = { g_new (guint8, network->n_nodes), g_new (guint8, network->n_elements) };

  spread (network, normally, &normal);
  spread (network, open, &oracle);
  for (guint32 i = 0; i < network->n_elements; i++)
    {
      guint32  from = network->element_from[i];
      guint32  to = network->element_to[i];
      gboolean known = is_live (&normal, from) || is_live (&normal, to);

      oracle.elements[i] = known ? LAMP_SUPPLY_OUT : LAMP_SUPPLY_UNKNOWN;
      if ((is_live (&oracle, from) || is_live (&oracle, to)) && (!open[i] || normally[i]))
        oracle.elements[i] = LAMP_SUPPLY_ENERGISED;
    }
  for (guint32 i = 0; i < network->n_nodes; i++)
    if (!is_live (&oracle, i) && is_live (&normal, i))
      oracle.nodes[i] = LAMP_SUPPLY_OUT;

  g_free (normal.nodes);
  return oracle;
}

static void
oracle_clear (Oracle *oracle)
{
  g_clear_pointer (&oracle->nodes, g_free);
  g_clear_pointer (&oracle->elements, g_free);
}

/* From every live element the way up is closed, live and ends at a source. */
static void
check_ways_up (const LampNetwork *network, const LampEnergisation *energisation)
{
  const guint8 *elements = lamp_energisation_get_elements (energisation);

  for (guint32 i = 0; i < network->n_elements; i++)
    {
      guint32  at = i;
      guint32  head = i;
      guint    n = 0;
      gboolean at_source = FALSE;

      while ((at = lamp_energisation_get_upstream (energisation, at)) != LAMP_NONE)
        {
          g_assert_cmpuint (elements[at], ==, LAMP_SUPPLY_ENERGISED);
          g_assert_false (lamp_energisation_is_open (energisation, at));
          g_assert_cmpuint (n++, <, network->n_elements);
          head = at;
        }
      for (guint j = 0; j < network->n_sources; j++)
        at_source |= network->sources[j].node == network->element_from[head] || network->sources[j].node == network->element_to[head];
      if (elements[i] == LAMP_SUPPLY_ENERGISED)
        g_assert_true (at_source);
      else
        g_assert_cmpuint (head, ==, i);
    }
}

static void
check (const LampNetwork *network, const LampEnergisation *energisation, const gboolean *open)
{
  Oracle oracle = ask_oracle (network, open);

  g_assert_cmpmem (lamp_energisation_get_nodes (energisation), network->n_nodes, oracle.nodes, network->n_nodes);
  g_assert_cmpmem (lamp_energisation_get_elements (energisation), network->n_elements, oracle.elements, network->n_elements);
  for (guint32 i = 0; i < network->n_elements; i++)
    g_assert_cmpint (lamp_energisation_is_open (energisation, i), ==, open[i]);
  check_ways_up (network, energisation);
  oracle_clear (&oracle);
}

static void
check_dirty (const LampNetwork *network, const guint8 *before, const guint8 *after, guint32 moved, LampWorldBox dirty)
{
  for (guint32 i = 0; i < network->n_elements; i++)
    {
      LampWorldBox box = lamp_network_element_box (network, i);

      if ((before[i] == after[i] && i != moved) || lamp_world_box_is_empty (box))
        continue;
      g_assert_cmpuint (dirty.x0, <=, box.x0);
      g_assert_cmpuint (dirty.y0, <=, box.y0);
      g_assert_cmpuint (dirty.x1, >=, box.x1);
      g_assert_cmpuint (dirty.y1, >=, box.y1);
    }
}

static void
switch_at_random (LampNetwork *network, GRand *rand)
{
  g_autoptr (LampEnergisation) energisation = lamp_energisation_new (network);
  g_autofree gboolean *open = normal_positions (network);

  check (network, energisation, open);
  for (guint i = 0; i < N_STEPS; i++)
    {
      guint32            element = (guint32)g_rand_int_range (rand, 0, (gint32)network->n_elements);
      g_autofree guint8 *elements = g_memdup2 (lamp_energisation_get_elements (energisation), network->n_elements);
      g_autofree guint8 *nodes = g_memdup2 (lamp_energisation_get_nodes (energisation), network->n_nodes);
      LampWorldBox       dirty = LAMP_WORLD_BOX_EMPTY;
      gboolean           changed = FALSE;
      gboolean           said = FALSE;

      open[element] = g_rand_boolean (rand);
      said = lamp_energisation_set_open (energisation, element, open[element], &dirty);
      check (network, energisation, open);
      changed = memcmp (elements, lamp_energisation_get_elements (energisation), network->n_elements) != 0 ||
                memcmp (nodes, lamp_energisation_get_nodes (energisation), network->n_nodes) != 0;
      g_assert_cmpint (said, ==, changed);
      check_dirty (network, elements, lamp_energisation_get_elements (energisation), changed ? element : LAMP_NONE, dirty);
      if (!changed && !lamp_world_box_is_empty (dirty))
        g_assert_false (lamp_world_box_is_empty (lamp_network_element_box (network, element)));
    }
}

static void
set_all_at_random (LampNetwork *network, GRand *rand)
{
  g_autoptr (LampEnergisation) energisation = lamp_energisation_new (network);

  for (guint i = 0; i < N_STEPS / 4; i++)
    {
      g_autoptr (LampEnergisation) copy = NULL;
      g_autofree gboolean *open = normal_positions (network);
      guint32              elements[12];
      gboolean             positions[12];
      guint                n = (guint)g_rand_int_range (rand, 0, G_N_ELEMENTS (elements) + 1);

      for (guint j = 0; j < n; j++)
        {
          elements[j] = (guint32)g_rand_int_range (rand, 0, (gint32)network->n_elements);
          positions[j] = g_rand_boolean (rand);
          open[elements[j]] = positions[j]; /* named twice: the last word counts */
        }
      copy = lamp_energisation_copy (energisation);
      lamp_energisation_set_all (copy, elements, positions, n, NULL);
      check (network, copy, open);
      lamp_energisation_set_all (energisation, elements, positions, n, NULL);
      check (network, energisation, open);
    }
}

/* What goes out when one element opens in the normal state, by the oracle, is what the trace says. */
static void
check_trace (LampNetwork *network, const LampEnergisation *energisation, guint32 element)
{
  g_auto (LampTrace) trace = { .elements = NULL };
  g_autofree gboolean *open = normal_positions (network);
  g_autofree guint8   *found = g_new0 (guint8, network->n_elements);
  Oracle               before = ask_oracle (network, open);
  Oracle               after = { NULL, NULL };
  guint32              n_customers = 0;
  guint                n_sites = 0;
  double               load_kw = 0.0;

  open[element] = TRUE;
  after = ask_oracle (network, open);
  lamp_trace_behind (energisation, element, &trace);
  for (guint i = 0; i < trace.n_elements; i++)
    found[trace.elements[i]]++;
  g_assert_cmpuint (trace.elements[0], ==, element);
  for (guint32 i = 0; i < network->n_elements; i++)
    g_assert_cmpuint (found[i], ==, i == element || before.elements[i] != after.elements[i]);

  for (guint32 i = 0; i < network->n_customers; i++)
    if (network->customer_node[i] != LAMP_NONE && before.nodes[network->customer_node[i]] != after.nodes[network->customer_node[i]])
      {
        n_customers++;
        load_kw += (double)network->customer_kw[i];
      }
  g_assert_cmpuint (trace.n_customers, ==, n_customers);
  g_assert_cmpuint (lamp_trace_count_customers (energisation, element), ==, n_customers);
  g_assert_cmpfloat_with_epsilon (trace.load_kw, load_kw, 1e-6);

  for (guint32 i = 0; i < network->n_sites; i++)
    {
      gboolean hit = FALSE;

      for (guint j = 0; j < network->sites[i].n_supply_points; j++)
        {
          guint32 node = network->sites[i].supply_points[j].node;

          hit |= node != LAMP_NONE && before.nodes[node] != after.nodes[node];
        }
      if (hit)
        g_assert_cmpuint (trace.sites[n_sites++], ==, i);
    }
  g_assert_cmpuint (trace.n_sites, ==, n_sites);
  oracle_clear (&before);
  oracle_clear (&after);
}

/* What engine/tree.h builds on: the way up goes to smaller numbers, and what is below is a range. */
static void
check_preorder (const LampNetwork *network, const LampEnergisation *energisation)
{
  g_autofree guint32 *end = g_new (guint32, network->n_elements);

  for (guint32 i = network->n_elements; i-- > 0;)
    end[i] = i + 1;
  for (guint32 i = network->n_elements; i-- > 0;)
    {
      guint32 parent = lamp_energisation_get_normal_upstream (energisation, i);

      if (parent == LAMP_NONE)
        continue;
      g_assert_cmpuint (parent, <, i);
      end[parent] = MAX (end[parent], end[i]);
    }
  for (guint32 i = 0; i < network->n_elements; i++)
    for (guint32 j = i + 1; j < end[i]; j++)
      {
        guint32 up = j;

        while (up != LAMP_NONE && up > i)
          up = lamp_energisation_get_normal_upstream (energisation, up);
        g_assert_cmpuint (up, ==, i);
      }
}

static void
check_climbs (const LampNetwork *network, const LampEnergisation *energisation)
{
  for (guint32 i = 0; i < network->n_elements; i++)
    {
      g_auto (LampTrace) trace = { .elements = NULL };
      guint32 protective = LAMP_NONE;

      lamp_trace_upstream (energisation, i, &trace);
      g_assert_cmpuint (trace.elements[0], ==, i);
      for (guint j = trace.n_elements; j-- > 1;)
        {
          g_assert_cmpuint (lamp_energisation_get_normal_upstream (energisation, trace.elements[j - 1]), ==, trace.elements[j]);
          if (lamp_element_kind_is_protective ((LampElementKind)network->element_kind[trace.elements[j]]))
            protective = trace.elements[j];
        }
      g_assert_cmpuint (lamp_energisation_get_normal_upstream (energisation, trace.elements[trace.n_elements - 1]), ==, LAMP_NONE);
      g_assert_cmpuint (lamp_trace_protective (energisation, i), ==, protective);
    }
}

static void
test_random (void)
{
  for (guint32 seed = 1; seed <= N_RANDOM_GRIDS; seed++)
    {
      g_autoptr (LampNetwork) network = lamp_fixture_load (lamp_fixture_random_draft (seed));
      g_autoptr (LampEnergisation) normal = lamp_energisation_new (network);
      g_autoptr (GRand) rand = g_rand_new_with_seed (seed);

      switch_at_random (network, rand);
      set_all_at_random (network, rand);
      for (guint32 i = 0; i < network->n_elements; i++)
        check_trace (network, normal, i);
      check_preorder (network, normal);
      check_climbs (network, normal);
    }
}

static LampSupply
supply (const LampEnergisation *energisation, const char *id)
{
  LampNetwork *network = lamp_energisation_get_network (energisation);

  return (LampSupply)lamp_energisation_get_elements (energisation)[lamp_fixture_element (network, id)];
}

static void
set_open (LampEnergisation *energisation, const char *id, gboolean open)
{
  guint32 element = lamp_fixture_element (lamp_energisation_get_network (energisation), id);

  lamp_energisation_set_open (energisation, element, open, NULL);
  g_assert_cmpint (lamp_energisation_is_open (energisation, element), ==, open);
}

/* A breaker trips, the tie takes over what lies behind the switch, and everything goes back. */
static void
test_back_feed (void)
{
  g_autoptr (LampNetwork) network = lamp_fixture_network ();
  g_autoptr (LampEnergisation) energisation = lamp_energisation_new (network);
  g_autoptr (LampEnergisation) normal = lamp_energisation_copy (energisation);

  g_assert_cmpint (supply (energisation, "L9"), ==, LAMP_SUPPLY_UNKNOWN);
  g_assert_cmpint (supply (energisation, "TIE"), ==, LAMP_SUPPLY_ENERGISED);
  g_assert_true (lamp_energisation_is_normally_open (energisation, lamp_fixture_element (network, "TIE")));

  set_open (energisation, "B1", TRUE);
  g_assert_cmpint (supply (energisation, "B1"), ==, LAMP_SUPPLY_OUT);
  g_assert_cmpint (supply (energisation, "D1"), ==, LAMP_SUPPLY_OUT);
  g_assert_cmpint (supply (energisation, "T3"), ==, LAMP_SUPPLY_OUT);
  g_assert_cmpint (supply (energisation, "TIE"), ==, LAMP_SUPPLY_ENERGISED);
  g_assert_cmpint (supply (energisation, "T4"), ==, LAMP_SUPPLY_ENERGISED);
  g_assert_cmpuint (lamp_energisation_get_upstream (energisation, lamp_fixture_element (network, "T3")), ==, LAMP_NONE);
  g_assert_cmpuint (lamp_energisation_get_normal_upstream (energisation, lamp_fixture_element (network, "T3")), ==,
                    lamp_fixture_element (network, "L3"));

  set_open (energisation, "SW1", TRUE);
  set_open (energisation, "TIE", FALSE);
  g_assert_cmpint (supply (energisation, "T3"), ==, LAMP_SUPPLY_ENERGISED);
  g_assert_cmpint (supply (energisation, "D1"), ==, LAMP_SUPPLY_OUT);
  g_assert_cmpuint (lamp_energisation_get_upstream (energisation, lamp_fixture_element (network, "L3")), ==,
                    lamp_fixture_element (network, "TIE"));
  g_assert_cmpint (lamp_energisation_get_nodes (energisation)[lamp_fixture_node (network, "n14")], ==, LAMP_SUPPLY_ENERGISED);
  g_assert_cmpint (lamp_energisation_get_nodes (energisation)[lamp_fixture_node (network, "n13")], ==, LAMP_SUPPLY_OUT);

  lamp_energisation_set_all (energisation, NULL, NULL, 0, NULL);
  g_assert_cmpmem (lamp_energisation_get_elements (energisation), network->n_elements,
                   lamp_energisation_get_elements (normal), network->n_elements);
}

static void
test_traces (void)
{
  g_autoptr (LampNetwork) network = lamp_fixture_network ();
  g_autoptr (LampEnergisation) energisation = lamp_energisation_new (network);
  g_auto (LampTrace) market = { .elements = NULL };
  g_auto (LampTrace) up = { .elements = NULL };
  static const char *const way[] = { "D1", "T1", "L4", "FU1", "L1", "B1" };

  lamp_trace_behind (energisation, lamp_fixture_element (network, "B1"), &market);
  g_assert_cmpuint (market.n_elements, ==, 14);
  g_assert_cmpuint (market.n_customers, ==, 8);
  g_assert_cmpuint (market.n_transformers, ==, 3);
  g_assert_cmpuint (market.n_sites, ==, 2);
  g_assert_cmpfloat_with_epsilon (market.load_kw, 36.0, 1e-9);

  lamp_trace_upstream (energisation, lamp_fixture_element (network, "D1"), &up);
  g_assert_cmpuint (up.n_elements, ==, G_N_ELEMENTS (way));
  for (guint i = 0; i < up.n_elements; i++)
    g_assert_cmpstr (lamp_network_element_id (network, up.elements[i]), ==, way[i]);

  g_assert_cmpuint (lamp_trace_protective (energisation, lamp_fixture_element (network, "D1")), ==, lamp_fixture_element (network, "FU1"));
  g_assert_cmpuint (lamp_trace_protective (energisation, lamp_fixture_element (network, "FU1")), ==, lamp_fixture_element (network, "B1"));
  g_assert_cmpuint (lamp_trace_protective (energisation, lamp_fixture_element (network, "B1")), ==, LAMP_NONE);
  g_assert_cmpuint (lamp_trace_protective (energisation, lamp_fixture_element (network, "L9")), ==, LAMP_NONE);
  g_assert_cmpuint (lamp_trace_feeding (energisation, lamp_fixture_node (network, "n14")), ==, lamp_fixture_element (network, "T3"));
  g_assert_cmpuint (lamp_trace_feeding (energisation, lamp_fixture_node (network, "n0")), ==, LAMP_NONE);
  g_assert_cmpuint (lamp_trace_feeding (energisation, lamp_fixture_node (network, "x2")), ==, LAMP_NONE);
  g_assert_cmpuint (lamp_trace_count_customers (energisation, lamp_fixture_element (network, "T1")), ==, 4);
  g_assert_cmpuint (lamp_trace_count_customers (energisation, lamp_fixture_element (network, "TIE")), ==, 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/energisation/back-feed", test_back_feed);
  g_test_add_func ("/energisation/traces", test_traces);
  g_test_add_func ("/energisation/random", test_random);
  return g_test_run ();
}
