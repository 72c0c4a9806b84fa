/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Ranges against climbing, and against the traces of the grid where they mean the same.
 */
#include "engine/town.h"
#include "engine/tree.h"
#include "grid/fixture.h"
#include "grid/trace.h"

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
      g_assert_cmpuint (trace.n_elements, ==, tree->end[i] - i);
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

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/engine/tree/random", test_random);
  g_test_add_func ("/engine/tree/against-trace", test_against_trace);
  g_test_add_func ("/engine/tree/units", test_units);
  return g_test_run ();
}
