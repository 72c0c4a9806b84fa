/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Supply: the toy grid by hand; random grids and random changes against oracle.h, phase by phase; and whatever way a
 * state was come to, it is the same.
 */
#include "grid/energisation-private.h"
#include "grid/fixture.h"
#include "grid/network-private.h"
#include "grid/oracle.h"

#include <string.h>

#define N_RANDOM_GRIDS 150
#define N_STEPS 60

static void
check (const LampNetwork *network, const LampEnergisation *energisation, const guint8 *open)
{
  g_auto (Oracle) oracle = oracle_ask (network, open);

  g_assert_cmpmem (lamp_energisation_get_node_phases (energisation), network->n_nodes, oracle.phases, network->n_nodes);
  g_assert_cmpmem (lamp_energisation_get_nodes (energisation), network->n_nodes, oracle.nodes, network->n_nodes);
  g_assert_cmpmem (lamp_energisation_get_elements (energisation), network->n_elements, oracle.elements, network->n_elements);
  for (guint32 i = 0; i < network->n_elements; i++)
    {
      g_assert_cmphex (lamp_energisation_get_element_phases (energisation, i), ==, oracle.element_phases[i]);
      g_assert_cmphex (lamp_energisation_get_open_phases (energisation, i), ==, open[i]);
      g_assert_cmpint (lamp_energisation_is_open (energisation, i), ==, open[i] == LAMP_PHASE_ABC);
    }
}

/* Of a network: every reached node has a phase, though letters contradict each other all over. */
static void
check_normal (const LampNetwork *network)
{
  for (guint32 i = 0; i < network->n_nodes; i++)
    g_assert_cmpint (network->priv->node_phases[i] != 0, ==, network->priv->node_reached[i]);
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

/* What the header says of phases a device does not have. */
static guint8
positions_of (const LampNetwork *network, guint32 element, guint8 phases)
{
  guint8 own = network->element_phases[element] == 0 ? LAMP_PHASE_ABC : network->element_phases[element];

  return (phases & own) == own ? LAMP_PHASE_ABC : phases & own;
}

/* However it was come to, worked out from the sources again it is the same, and nothing is said to have changed. */
static void
check_anew (const LampEnergisation *energisation)
{
  g_autoptr (LampEnergisation) anew = lamp_energisation_copy (energisation);
  LampWorldBox dirty = LAMP_WORLD_BOX_EMPTY;

  lamp_energisation_anew (anew);
  g_assert_cmpuint (anew->touched.n, ==, 0);
  g_assert_false (lamp_energisation_settle_all (anew, &dirty));
  g_assert_true (lamp_world_box_is_empty (dirty));
}

/* Is what is behind these more than a share of the whole, as counted one by one. */
static void
check_large (LampNetwork *network, GRand *rand)
{
  g_autoptr (LampEnergisation) energisation = lamp_energisation_new (network);
  g_autofree gboolean *behind = g_new0 (gboolean, network->n_elements);
  guint32              n_behind = 0;

  for (guint i = 0; i < 4; i++)
    {
      guint32 element = (guint32)g_rand_int_range (rand, 0, (gint32)network->n_elements);

      lamp_node_list_add (&energisation->moved, element, 0);
      for (guint32 at = element; at < network->priv->tree_end[element]; at++)
        behind[at] = TRUE;
    }
  for (guint32 i = 0; i < network->n_elements; i++)
    n_behind += behind[i];
  g_assert_cmpint (lamp_energisation_is_large (energisation), ==, n_behind > network->n_elements / 4);
  energisation->moved.n = 0;
}

static void
switch_at_random (LampNetwork *network, GRand *rand)
{
  g_autoptr (LampEnergisation) energisation = lamp_energisation_new (network);
  g_autofree guint8 *open = oracle_normal_positions (network);

  check (network, energisation, open);
  for (guint i = 0; i < N_STEPS; i++)
    {
      guint32            element = (guint32)g_rand_int_range (rand, 0, (gint32)network->n_elements);
      guint8             position = g_rand_boolean (rand) ? (g_rand_boolean (rand) ? LAMP_PHASE_ABC : 0) : (guint8)g_rand_int_range (rand, 0, 8);
      g_autofree guint8 *elements = g_memdup2 (lamp_energisation_get_elements (energisation), network->n_elements);
      g_autofree guint8 *phases = g_memdup2 (lamp_energisation_get_node_phases (energisation), network->n_nodes);
      LampWorldBox       dirty = LAMP_WORLD_BOX_EMPTY;
      gboolean           changed = FALSE;
      gboolean           said = FALSE;

      open[element] = positions_of (network, element, position);
      said = lamp_energisation_set_open_phases (energisation, element, position, &dirty);
      check (network, energisation, open);
      check_anew (energisation);
      changed = memcmp (elements, lamp_energisation_get_elements (energisation), network->n_elements) != 0 ||
                memcmp (phases, lamp_energisation_get_node_phases (energisation), network->n_nodes) != 0;
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
      g_autofree guint8 *open = oracle_normal_positions (network);
      guint32            elements[12];
      gboolean           positions[12];
      guint              n = (guint)g_rand_int_range (rand, 0, G_N_ELEMENTS (elements) + 1);

      for (guint j = 0; j < n; j++)
        {
          elements[j] = (guint32)g_rand_int_range (rand, 0, (gint32)network->n_elements);
          positions[j] = g_rand_boolean (rand);
          open[elements[j]] = positions[j] ? LAMP_PHASE_ABC : 0; /* named twice: the last word counts */
        }
      copy = lamp_energisation_copy (energisation);
      lamp_energisation_set_all (copy, elements, positions, n, NULL);
      check (network, copy, open);
      lamp_energisation_set_all (energisation, elements, positions, n, NULL);
      check (network, energisation, open);
    }
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
test_random (void)
{
  for (guint32 seed = 1; seed <= N_RANDOM_GRIDS; seed++)
    {
      g_autoptr (LampNetwork) network = lamp_fixture_load (lamp_fixture_random_draft (seed));
      g_autoptr (LampEnergisation) normal = lamp_energisation_new (network);
      g_autoptr (GRand) rand = g_rand_new_with_seed (seed);

      check_normal (network);
      check_large (network, rand);
      switch_at_random (network, rand);
      set_all_at_random (network, rand);
      check_preorder (network, normal);
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
  g_assert_cmpuint (lamp_energisation_get_normal_upstream (energisation, lamp_fixture_element (network, "T3")), ==,
                    lamp_fixture_element (network, "L3"));

  set_open (energisation, "SW1", TRUE);
  set_open (energisation, "TIE", FALSE);
  g_assert_cmpint (supply (energisation, "T3"), ==, LAMP_SUPPLY_ENERGISED);
  g_assert_cmpint (supply (energisation, "D1"), ==, LAMP_SUPPLY_OUT);
  g_assert_cmpint (lamp_energisation_get_nodes (energisation)[lamp_fixture_node (network, "n14")], ==, LAMP_SUPPLY_ENERGISED);
  g_assert_cmpint (lamp_energisation_get_nodes (energisation)[lamp_fixture_node (network, "n13")], ==, LAMP_SUPPLY_OUT);

  lamp_energisation_set_all (energisation, NULL, NULL, 0, NULL);
  g_assert_cmpmem (lamp_energisation_get_elements (energisation), network->n_elements,
                   lamp_energisation_get_elements (normal), network->n_elements);
}

/* One pole of three on the trunk: laterals on other phases do not notice, three-phase customers do in part. */
static void
test_one_phase (void)
{
  g_autoptr (LampNetwork) network = lamp_fixture_network ();
  g_autoptr (LampEnergisation) energisation = lamp_energisation_new (network);
  guint32 r1 = lamp_fixture_element (network, "R1");

  g_assert_true (lamp_energisation_set_open_phases (energisation, r1, LAMP_PHASE_B, NULL));
  g_assert_false (lamp_energisation_is_open (energisation, r1));
  g_assert_cmpint (supply (energisation, "R1"), ==, LAMP_SUPPLY_PARTLY);
  g_assert_cmpint (supply (energisation, "T2"), ==, LAMP_SUPPLY_PARTLY);
  g_assert_cmpint (supply (energisation, "D1"), ==, LAMP_SUPPLY_ENERGISED);
  g_assert_cmphex (lamp_energisation_get_node_phases (energisation)[lamp_fixture_node (network, "n13")], ==, LAMP_PHASE_A | LAMP_PHASE_C);

  /* T1 hangs on A: whatever its secondary is called, it lives and dies with A. */
  lamp_energisation_set_open_phases (energisation, lamp_fixture_element (network, "B1"), LAMP_PHASE_B | LAMP_PHASE_C, NULL);
  g_assert_cmpint (supply (energisation, "D1"), ==, LAMP_SUPPLY_ENERGISED);
  g_assert_cmphex (lamp_energisation_get_node_phases (energisation)[lamp_fixture_node (network, "n9")], ==, LAMP_PHASE_ABC);
  lamp_energisation_set_open_phases (energisation, lamp_fixture_element (network, "B1"), LAMP_PHASE_A, NULL);
  g_assert_cmpint (supply (energisation, "D1"), ==, LAMP_SUPPLY_OUT);
  g_assert_cmpint (supply (energisation, "T2"), ==, LAMP_SUPPLY_PARTLY);
}

static LampWay
way (const LampEnergisation *energisation, const char *id)
{
  return lamp_energisation_get_way (energisation, lamp_fixture_element (lamp_energisation_get_network (energisation), id));
}

/* Away from what feeds it at present, which is not always what feeds it normally. */
static void
test_way (void)
{
  g_autoptr (LampNetwork) network = lamp_fixture_network ();
  g_autoptr (LampEnergisation) energisation = lamp_energisation_new (network);

  g_assert_cmpint (way (energisation, "L1"), ==, LAMP_WAY_FORWARD);
  g_assert_cmpint (way (energisation, "L3"), ==, LAMP_WAY_BACKWARD); /* from n6 to n5 */
  g_assert_cmpint (way (energisation, "TIE"), ==, LAMP_WAY_NONE);
  g_assert_cmpint (way (energisation, "L9"), ==, LAMP_WAY_NONE); /* an island */
  set_open (energisation, "SW1", TRUE);
  g_assert_cmpint (way (energisation, "L3"), ==, LAMP_WAY_NONE);
  set_open (energisation, "TIE", FALSE);
  g_assert_cmpint (way (energisation, "L3"), ==, LAMP_WAY_FORWARD);
  g_assert_cmpint (way (energisation, "TIE"), ==, LAMP_WAY_BACKWARD);

  /* A and C from one side, B from the other. */
  lamp_energisation_set_open_phases (energisation, lamp_fixture_element (network, "B1"), LAMP_PHASE_B, NULL);
  set_open (energisation, "SW1", FALSE);
  g_assert_cmpint (way (energisation, "L2"), ==, LAMP_WAY_BOTH);
}

/* Who carries something has it from a live end, and gives it to one. */
static void
test_way_random (void)
{
  for (guint32 seed = 1; seed <= N_RANDOM_GRIDS / 8; seed++)
    {
      g_autoptr (LampNetwork) network = lamp_fixture_load (lamp_fixture_random_draft (seed));
      g_autoptr (LampEnergisation) energisation = lamp_energisation_new (network);
      const guint8 *phases = lamp_energisation_get_node_phases (energisation);
      g_autoptr (GRand) rand = g_rand_new_with_seed (seed);

      for (guint i = 0; i < 8 && network->n_elements > 0; i++)
        lamp_energisation_set_open (energisation, (guint32)g_rand_int_range (rand, 0, (gint32)network->n_elements), i % 3 != 0, NULL);
      for (guint32 e = 0; e < network->n_elements; e++)
        {
          if (lamp_energisation_get_way (energisation, e) == LAMP_WAY_NONE)
            continue;
          g_assert_false (lamp_energisation_is_open (energisation, e));
          g_assert_cmpint (phases[network->element_from[e]], !=, 0);
          g_assert_cmpint (phases[network->element_to[e]], !=, 0);
        }
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/energisation/back-feed", test_back_feed);
  g_test_add_func ("/energisation/one-phase", test_one_phase);
  g_test_add_func ("/energisation/way", test_way);
  g_test_add_func ("/energisation/way-random", test_way_random);
  g_test_add_func ("/energisation/random", test_random);
  return g_test_run ();
}
