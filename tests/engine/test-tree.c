/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Ranges against climbing, and against the traces of the grid where they mean the same.
 */
#include "engine/town.h"
#include "engine/tree.h"
#include "grid/fixture.h"
#include "grid/trace.h"

#include <string.h>

static gboolean
climbs_to (const LampTree *tree, guint32 element, guint32 of)
{
  while (element != LAMP_NONE && element != of)
    element = tree->parent[element];
  return element == of;
}

static guint32
climb_to_protective (const LampTree *tree, guint32 element)
{
  do
    element = tree->parent[element];
  while (element != LAMP_NONE && !lamp_element_kind_is_protective ((LampElementKind)tree->network->element_kind[element]));
  return element;
}

/* O(elements² + elements × customers), and obvious. */
static void
assert_by_climbing (const LampTree *tree)
{
  const LampNetwork *network = tree->network;

  for (guint32 of = 0; of < network->n_elements; of++)
    {
      g_autoptr (GHashTable) units = g_hash_table_new (NULL, NULL);
      guint32 n = 0;

      g_assert_cmpuint (tree->protective[of], ==, climb_to_protective (tree, of));
      for (guint32 i = 0; i < network->n_elements; i++)
        g_assert_true (lamp_tree_is_behind (tree, i, of) == climbs_to (tree, i, of));
      for (guint32 i = 0; i < network->n_customers; i++)
        if (tree->feeding[i] != LAMP_NONE && climbs_to (tree, tree->feeding[i], of))
          {
            n++;
            if (climbs_to (tree, tree->unit[i], of))
              g_hash_table_add (units, GUINT_TO_POINTER (tree->unit[i]));
          }
      g_assert_cmpuint (lamp_tree_count_customers (tree, of), ==, n);
      g_assert_cmpuint (lamp_tree_count_units (tree, of), ==, g_hash_table_size (units));
    }
}

static void
assert_customers (const LampTree *tree)
{
  for (guint32 of = 0; of < tree->network->n_elements; of++)
    {
      guint32        n;
      const guint32 *customers = lamp_tree_customers (tree, of, &n);

      for (guint32 i = 0; i < n; i++)
        g_assert_true (climbs_to (tree, tree->feeding[customers[i]], of));
    }
  for (guint32 i = 0; i < tree->network->n_customers; i++)
    if (tree->feeding[i] != LAMP_NONE)
      g_assert_true (climbs_to (tree, tree->feeding[i], tree->unit[i]));
}

static void
test_random (void)
{
  for (guint32 seed = 1; seed <= 40; seed++)
    {
      g_autoptr (LampNetwork) network = lamp_fixture_load (lamp_fixture_random_draft (seed));
      g_autoptr (LampEnergisation) normal = lamp_energisation_new (network);
      g_autoptr (LampTree) tree = lamp_tree_new (normal);

      assert_by_climbing (tree);
      assert_customers (tree);
    }
}

static void
test_against_trace (void)
{
  g_autoptr (LampNetwork) network = lamp_town_network (6, 3);
  g_autoptr (LampEnergisation) normal = lamp_energisation_new (network);
  g_autoptr (LampTree) tree = lamp_tree_new (normal);

  g_assert_cmpuint (tree->n_fed, ==, network->n_customers);
  for (guint32 i = 0; i < network->n_elements; i++)
    {
      g_auto (LampTrace) trace = { 0 };

      lamp_trace_down (normal, i, LAMP_TRACE_NORMAL, &trace);
      g_assert_cmpuint (trace.n_elements, ==, tree->end[i] - tree->position[i]);
      g_assert_cmpuint (trace.n_customers, ==, lamp_tree_count_customers (tree, i));
      g_assert_cmpuint (tree->protective[i], ==, lamp_trace_protective (normal, i, LAMP_TRACE_NORMAL, NULL));
    }
  assert_by_climbing (tree);
}

/* Service drops belong to their transformer. */
static void
test_units (void)
{
  g_autoptr (LampNetwork) network = lamp_town_network (6, 3);
  g_autoptr (LampEnergisation) normal = lamp_energisation_new (network);
  g_autoptr (LampTree) tree = lamp_tree_new (normal);

  g_assert_cmpuint (tree->units[network->n_elements], ==, 6 * 3 * 3);
  for (guint32 i = 0; i < network->n_customers; i++)
    g_assert_cmpint (network->element_kind[tree->unit[i]], ==, LAMP_ELEMENT_TRANSFORMER);
}

/* The nodes joined with a source through what is closed, without one element. The tree is of ways, not of phases. */
static void
join (const LampEnergisation *switching, guint32 without, guint8 *joined)
{
  const LampNetwork *network = lamp_energisation_get_network (switching);
  gboolean           more = TRUE;

  memset (joined, FALSE, network->n_nodes);
  for (guint32 i = 0; i < network->n_sources; i++)
    if (network->sources[i].node != LAMP_NONE)
      joined[network->sources[i].node] = TRUE;
  while (more)
    {
      more = FALSE;
      for (guint32 i = 0; i < network->n_elements; i++)
        {
          guint32 from = network->element_from[i], to = network->element_to[i];

          if (i == without || from == LAMP_NONE || to == LAMP_NONE || joined[from] == joined[to] || lamp_energisation_is_open (switching, i))
            continue;
          joined[from] = joined[to] = more = TRUE;
        }
    }
}

static gboolean
is_source (const LampNetwork *network, guint32 node)
{
  for (guint32 i = 0; i < network->n_sources; i++)
    if (network->sources[i].node == node)
      return TRUE;
  return FALSE;
}

static void
assert_feeding (const LampTree *tree, guint32 feeding, guint32 node, guint32 of, const guint8 *before, const guint8 *after)
{
  if (node != LAMP_NONE && before[node])
    g_assert_true (!after[node] == (feeding != LAMP_NONE && lamp_tree_is_behind (tree, feeding, of)));
}

/* Who loses every way to a source when one element opens, by leaving it out: customers, and supply points of key sites. */
static void
assert_by_opening (const LampEnergisation *switching, const LampTree *tree)
{
  const LampNetwork *network = tree->network;
  g_autofree guint8 *before = g_malloc (network->n_nodes), *after = g_malloc (network->n_nodes);

  join (switching, LAMP_NONE, before);
  for (guint32 of = 0; of < network->n_elements; of++)
    {
      if (lamp_energisation_is_open (switching, of))
        continue;
      join (switching, of, after);
      for (guint32 i = 0; i < network->n_customers; i++)
        assert_feeding (tree, tree->feeding[i], network->customer_node[i], of, before, after);
      for (guint32 i = 0; i < network->n_sites; i++)
        for (guint32 k = 0; k < network->sites[i].n_supply_points; k++)
          assert_feeding (tree, tree->point_feeding[tree->point_start[i] + k], network->sites[i].supply_points[k].node, of, before, after);
    }
  for (guint32 i = 0; i < network->n_customers; i++)
    {
      guint32 node = network->customer_node[i], nearest = tree->nearest[i];

      if (tree->feeding[i] != LAMP_NONE)
        g_assert_cmpuint (nearest, ==, tree->feeding[i]);
      else if (node == LAMP_NONE || !before[node])
        g_assert_cmpuint (nearest, ==, LAMP_NONE);
      else if (nearest != LAMP_NONE)
        g_assert_true (!lamp_energisation_is_open (switching, nearest) && (network->element_from[nearest] == node || network->element_to[nearest] == node));
      else
        g_assert_true (is_source (network, node));
    }
}

static void
test_present (void)
{
  for (guint32 seed = 1; seed <= 25; seed++)
    {
      g_autoptr (GRand) rand = g_rand_new_with_seed (seed);
      g_autoptr (LampNetwork) network = lamp_fixture_load (lamp_fixture_random_draft (seed));
      g_autoptr (LampEnergisation) switching = lamp_energisation_new (network);

      for (guint change = 0; change < 4; change++)
        {
          g_autoptr (LampTree) tree = lamp_tree_new_present (switching);

          assert_by_climbing (tree);
          assert_customers (tree);
          assert_by_opening (switching, tree);
          for (guint k = 0; k < 3; k++)
            {
              guint32 element = (guint32)g_rand_int_range (rand, 0, (gint32)network->n_elements);

              lamp_energisation_set_open (switching, element, !lamp_energisation_is_open (switching, element), NULL);
            }
        }
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/engine/tree/random", test_random);
  g_test_add_func ("/engine/tree/against-trace", test_against_trace);
  g_test_add_func ("/engine/tree/units", test_units);
  g_test_add_func ("/engine/tree/present", test_present);
  return g_test_run ();
}
