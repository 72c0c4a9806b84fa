/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A switching state as ranges; see tree.h.
 */
#include "engine/tree-private.h"
#include "grid/trace.h"

/* Parents before children, and behind each element one run of positions. Parents may have any index. */
static void
build_positions (LampTree *tree)
{
  guint32             n = tree->network->n_elements, next = 0;
  g_autofree guint32 *child_start = g_new0 (guint32, n + 2);
  g_autofree guint32 *children = g_new (guint32, n);
  g_autofree guint32 *stack = g_new (guint32, n + 1);

  for (guint32 i = 0; i < n; i++)
    if (tree->parent[i] != LAMP_NONE)
      child_start[tree->parent[i] + 2]++;
  for (guint32 i = 2; i < n + 2; i++)
    child_start[i] += child_start[i - 1];
  for (guint32 i = 0; i < n; i++)
    if (tree->parent[i] != LAMP_NONE)
      children[child_start[tree->parent[i] + 1]++] = i;
  for (guint32 root = 0; root < n; root++)
    {
      guint32 n_stack = 0;

      if (tree->parent[root] == LAMP_NONE)
        stack[n_stack++] = root;
      while (n_stack > 0)
        {
          guint32 element = stack[--n_stack];

          tree->position[element] = next;
          tree->element[next++] = element;
          for (guint32 k = child_start[element + 1]; k-- > child_start[element];)
            stack[n_stack++] = children[k];
        }
    }
  g_assert (next == n); /* no cycles */
}

static void
build_ranges (LampTree *tree)
{
  guint32 n = tree->network->n_elements;

  for (guint32 at = 0; at < n; at++)
    {
      guint32 element = tree->element[at], parent = tree->parent[element];

      tree->end[element] = at + 1;
      if (parent == LAMP_NONE)
        tree->protective[element] = LAMP_NONE;
      else
        tree->protective[element] = lamp_element_kind_is_protective (tree->network->element_kind[parent]) ? parent : tree->protective[parent];
    }
  for (guint32 at = n; at-- > 0;)
    {
      guint32 element = tree->element[at], parent = tree->parent[element];

      if (parent != LAMP_NONE)
        tree->end[parent] = MAX (tree->end[parent], tree->end[element]);
    }
}

static void
build_customers (LampTree *tree)
{
  const LampNetwork  *network = tree->network;
  g_autofree guint32 *fill = NULL;

  tree->first = g_new0 (guint32, network->n_elements + 1);
  for (guint32 i = 0; i < network->n_customers; i++)
    if (tree->feeding[i] != LAMP_NONE)
      tree->first[tree->position[tree->feeding[i]] + 1]++;
  for (guint32 i = 0; i < network->n_elements; i++)
    tree->first[i + 1] += tree->first[i];
  tree->n_fed = tree->first[network->n_elements];
  tree->customers = g_new (guint32, tree->n_fed);
  fill = g_memdup2 (tree->first, sizeof (guint32) * (network->n_elements + 1));
  for (guint32 i = 0; i < network->n_customers; i++)
    if (tree->feeding[i] != LAMP_NONE)
      tree->customers[fill[tree->position[tree->feeding[i]]]++] = i;
}

/* Low voltage belongs to the transformer above it; anything else that feeds customers is a unit of its own. */
static void
build_units (LampTree *tree)
{
  const LampNetwork  *network = tree->network;
  g_autofree guint32 *transformer = g_new (guint32, network->n_elements);

  for (guint32 at = 0; at < network->n_elements; at++)
    {
      guint32 i = tree->element[at];

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
        tree->units[tree->position[tree->unit[i]] + 1] = 1;
    }
  for (guint32 i = 0; i < network->n_elements; i++)
    tree->units[i + 1] += tree->units[i];
}

/* A transformer between two medium voltages, or at the head of a substation. */
static gboolean
feeds_units (const LampTree *tree, guint32 element)
{
  guint32 own = tree->units[tree->position[element] + 1] - tree->units[tree->position[element]];

  return tree->network->element_kind[element] == LAMP_ELEMENT_TRANSFORMER && lamp_tree_count_units (tree, element) > own;
}

static gboolean
is_deciding (const LampTree *tree, guint32 element)
{
  return lamp_element_kind_is_protective ((LampElementKind)tree->network->element_kind[element]) || feeds_units (tree, element);
}

static void
build_deciding (LampTree *tree)
{
  for (guint32 at = 0; at < tree->network->n_elements; at++)
    {
      guint32 element = tree->element[at], parent = tree->parent[element];

      tree->deciding[element] = parent == LAMP_NONE ? LAMP_NONE : is_deciding (tree, parent) ? parent
                                                                                             : tree->deciding[parent];
    }
}

static LampTree *
tree_new (const LampEnergisation *energisation)
{
  LampTree *tree = g_new0 (LampTree, 1);
  guint32   n;

  tree->network = lamp_network_ref (lamp_energisation_get_network (energisation));
  n = tree->network->n_elements;
  tree->parent = g_new (guint32, n);
  tree->position = g_new (guint32, n);
  tree->element = g_new (guint32, n);
  tree->end = g_new (guint32, n);
  tree->protective = g_new (guint32, n);
  tree->deciding = g_new (guint32, n);
  tree->feeding = g_new (guint32, tree->network->n_customers);
  tree->nearest = g_new (guint32, tree->network->n_customers);
  tree->point_start = g_new0 (guint32, tree->network->n_sites + 1);
  for (guint32 i = 0; i < tree->network->n_sites; i++)
    tree->point_start[i + 1] = tree->point_start[i] + tree->network->sites[i].n_supply_points;
  tree->point_feeding = g_new (guint32, tree->point_start[tree->network->n_sites]);
  return tree;
}

static void
finish (LampTree *tree)
{
  build_ranges (tree);
  build_customers (tree);
  build_units (tree);
  build_deciding (tree);
}

static guint32
find_feeding (const LampEnergisation *energisation, guint32 node)
{
  return node == LAMP_NONE ? LAMP_NONE : lamp_trace_feeding (energisation, node);
}

LampTree *
lamp_tree_new (const LampEnergisation *energisation)
{
  LampTree *tree;

  g_return_val_if_fail (energisation != NULL, NULL);

  tree = tree_new (energisation);
  for (guint32 i = 0; i < tree->network->n_elements; i++)
    {
      tree->parent[i] = lamp_energisation_get_normal_upstream (energisation, i);
      g_assert (tree->parent[i] == LAMP_NONE || tree->parent[i] < i); /* the preorder of network.h */
      tree->position[i] = tree->element[i] = i;
    }
  for (guint32 i = 0; i < tree->network->n_customers; i++)
    tree->feeding[i] = tree->nearest[i] = find_feeding (energisation, tree->network->customer_node[i]);
  for (guint32 i = 0; i < tree->network->n_sites; i++)
    for (guint32 k = 0; k < tree->network->sites[i].n_supply_points; k++)
      tree->point_feeding[tree->point_start[i] + k] = find_feeding (energisation, tree->network->sites[i].supply_points[k].node);
  finish (tree);
  return tree;
}

LampTree *
lamp_tree_new_present (const LampEnergisation *switching)
{
  LampTree *tree;

  g_return_val_if_fail (switching != NULL, NULL);

  tree = tree_new (switching);
  lamp_tree_search_present (tree, switching);
  build_positions (tree);
  finish (tree);
  return tree;
}

guint32
lamp_tree_clearing (const LampTree *tree, guint32 element)
{
  while (element != LAMP_NONE)
    {
      LampElementKind kind = (LampElementKind)tree->network->element_kind[element];

      if (lamp_element_kind_is_protective (kind) || kind == LAMP_ELEMENT_TRANSFORMER ||
          ((tree->network->element_flags[element] & LAMP_ELEMENT_SERVICE_DROP) && lamp_tree_count_customers (tree, element) == 1))
        break;
      element = tree->parent[element];
    }
  return element;
}

guint32
lamp_tree_common (const LampTree *tree, guint32 one, guint32 other)
{
  if (!is_deciding (tree, one))
    one = tree->deciding[one];
  while (one != LAMP_NONE && !lamp_tree_is_behind (tree, other, one))
    one = tree->deciding[one];
  return one;
}

void
lamp_tree_free (LampTree *tree)
{
  if (tree == NULL)
    return;
  lamp_network_unref (tree->network);
  g_free (tree->parent);
  g_free (tree->position);
  g_free (tree->element);
  g_free (tree->end);
  g_free (tree->protective);
  g_free (tree->deciding);
  g_free (tree->units);
  g_free (tree->first);
  g_free (tree->customers);
  g_free (tree->feeding);
  g_free (tree->nearest);
  g_free (tree->unit);
  g_free (tree->point_feeding);
  g_free (tree->point_start);
  g_free (tree);
}
