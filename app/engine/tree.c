/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The normal state as ranges; see tree.h.
 */
#include "engine/tree.h"
#include "grid/trace.h"

static void
build_ranges (LampTree *tree, const LampEnergisation *normal)
{
  guint32 n = tree->network->n_elements;

  tree->parent = g_new (guint32, n);
  tree->end = g_new (guint32, n);
  tree->protective = g_new (guint32, n);
  for (guint32 i = 0; i < n; i++)
    {
      guint32 parent = lamp_energisation_get_normal_upstream (normal, i);

      g_assert (parent == LAMP_NONE || parent < i); /* the preorder of network.h */
      tree->parent[i] = parent;
      tree->end[i] = i + 1;
      if (parent == LAMP_NONE)
        tree->protective[i] = LAMP_NONE;
      else
        tree->protective[i] = lamp_element_kind_is_protective (tree->network->element_kind[parent]) ? parent : tree->protective[parent];
    }
  for (guint32 i = n; i-- > 0;)
    if (tree->parent[i] != LAMP_NONE)
      tree->end[tree->parent[i]] = MAX (tree->end[tree->parent[i]], tree->end[i]);
}

static void
build_customers (LampTree *tree, const LampEnergisation *normal)
{
  const LampNetwork  *network = tree->network;
  g_autofree guint32 *fill = NULL;

  tree->feeding = g_new (guint32, network->n_customers);
  tree->first = g_new0 (guint32, network->n_elements + 1);
  for (guint32 i = 0; i < network->n_customers; i++)
    {
      guint32 node = network->customer_node[i];

      tree->feeding[i] = node == LAMP_NONE ? LAMP_NONE : lamp_trace_feeding (normal, node);
      if (tree->feeding[i] != LAMP_NONE)
        tree->first[tree->feeding[i] + 1]++;
    }
  for (guint32 i = 0; i < network->n_elements; i++)
    tree->first[i + 1] += tree->first[i];
  tree->n_fed = tree->first[network->n_elements];
  tree->customers = g_new (guint32, tree->n_fed);
  fill = g_memdup2 (tree->first, sizeof (guint32) * (network->n_elements + 1));
  for (guint32 i = 0; i < network->n_customers; i++)
    if (tree->feeding[i] != LAMP_NONE)
      tree->customers[fill[tree->feeding[i]]++] = i;
}

/* Low voltage belongs to the transformer above it; anything else that feeds customers is a unit of its own. */
static void
build_units (LampTree *tree)
{
  const LampNetwork  *network = tree->network;
  g_autofree guint32 *transformer = g_new (guint32, network->n_elements);

  for (guint32 i = 0; i < network->n_elements; i++)
    {
      if (network->element_kind[i] == LAMP_ELEMENT_TRANSFORMER)
        transformer[i] = i;
      else if (network->element_voltage[i] == LAMP_VOLTAGE_LOW && tree->parent[i] != LAMP_NONE)
        transformer[i] = transformer[tree->parent[i]];
      else
        transformer[i] = LAMP_NONE;
    }

  tree->unit = g_new (guint32, network->n_customers);
  tree->units = g_new0 (guint32, network->n_elements + 1);
  for (guint32 i = 0; i < network->n_customers; i++)
    {
      guint32 feeding = tree->feeding[i];

      tree->unit[i] = feeding != LAMP_NONE && transformer[feeding] != LAMP_NONE ? transformer[feeding] : feeding;
      if (tree->unit[i] != LAMP_NONE)
        tree->units[tree->unit[i] + 1] = 1;
    }
  for (guint32 i = 0; i < network->n_elements; i++)
    tree->units[i + 1] += tree->units[i];
}

LampTree *
lamp_tree_new (const LampEnergisation *normal)
{
  LampTree *tree;

  g_return_val_if_fail (normal != NULL, NULL);

  tree = g_new0 (LampTree, 1);
  tree->network = lamp_network_ref (lamp_energisation_get_network (normal));
  build_ranges (tree, normal);
  build_customers (tree, normal);
  build_units (tree);
  return tree;
}

void
lamp_tree_free (LampTree *tree)
{
  if (tree == NULL)
    return;
  lamp_network_unref (tree->network);
  g_free (tree->parent);
  g_free (tree->end);
  g_free (tree->protective);
  g_free (tree->units);
  g_free (tree->first);
  g_free (tree->customers);
  g_free (tree->feeding);
  g_free (tree->unit);
  g_free (tree);
}
