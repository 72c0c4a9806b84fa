/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The parents in the present switching state; see tree.h.
 *
 * A breadth-first search from all sources gives a spanning tree of elements. Every closed element it does not use closes a
 * loop (or joins two sources): the tree's elements between its two ends, up to where they meet, are no single way any
 * more and are passed over when parents are named. That leaves exactly the bridges of the graph, so the parent is the
 * lowest element that feeds all ends. Each element is passed over once (skip[] jumps), so the cost is near linear.
 */
#include "engine/tree-private.h"
#include "grid/trace.h"

typedef struct
{
  const LampNetwork      *network;
  const LampEnergisation *switching;
  guint32                *node_parent; /* of each node: the element that reached it, LAMP_NONE at sources */
  guint32                *node_depth;  /* G_MAXUINT32: not reached */
  guint32                *from;        /* of each element of the spanning tree: the node it was reached from */
  guint32                *skip;        /* of each element of it: itself, or where to go on upwards when it is on a loop; LAMP_NONE: at a source */
  guint8                 *taken;       /* of each element: part of the spanning tree */
  GArray                 *queue;       /* guint32 nodes */
} Search;

static void
reach (Search *search, guint32 node, guint32 by, guint32 depth)
{
  search->node_parent[node] = by;
  search->node_depth[node] = depth;
  g_array_append_val (search->queue, node);
}

static void
walk (Search *search)
{
  for (guint32 i = 0; i < search->network->n_sources; i++)
    {
      guint32 node = search->network->sources[i].node;

      if (node != LAMP_NONE && search->node_depth[node] == G_MAXUINT32)
        reach (search, node, LAMP_NONE, 0);
    }
  for (guint i = 0; i < search->queue->len; i++)
    {
      guint32        node = g_array_index (search->queue, guint32, i);
      guint32        n;
      const guint32 *elements = lamp_network_node_elements (search->network, node, &n);

      for (guint32 k = 0; k < n; k++)
        {
          guint32 other = lamp_network_other_end (search->network, elements[k], node);

          if (lamp_energisation_is_open (search->switching, elements[k]) || search->taken[elements[k]])
            continue;
          if (other != LAMP_NONE && search->node_depth[other] != G_MAXUINT32)
            continue;
          search->taken[elements[k]] = TRUE;
          search->from[elements[k]] = node;
          if (other != LAMP_NONE)
            reach (search, other, elements[k], search->node_depth[node] + 1);
        }
    }
}

/* The lowest element at or above this one that is the only way to what is behind it. */
static guint32
find_bridge (Search *search, guint32 element)
{
  guint32 top = element, next;

  while (top != LAMP_NONE && search->skip[top] != top)
    top = search->skip[top];
  for (; element != top; element = next)
    {
      next = search->skip[element];
      search->skip[element] = top;
    }
  return top;
}

/* How many elements lie between it and its source; a source itself is above all. */
static guint32
depth_of (const Search *search, guint32 element)
{
  return element == LAMP_NONE ? 0 : search->node_depth[search->from[element]] + 1;
}

static void
close_loop (Search *search, guint32 one, guint32 other)
{
  guint32 a = find_bridge (search, search->node_parent[one]);
  guint32 b = find_bridge (search, search->node_parent[other]);

  while (a != b)
    {
      guint32 *lower = depth_of (search, a) >= depth_of (search, b) ? &a : &b;

      search->skip[*lower] = search->node_parent[search->from[*lower]];
      *lower = find_bridge (search, *lower);
    }
}

static void
close_loops (Search *search)
{
  const LampNetwork *network = search->network;

  for (guint32 i = 0; i < network->n_elements; i++)
    {
      guint32 from = network->element_from[i], to = network->element_to[i];

      if (!search->taken[i] && !lamp_energisation_is_open (search->switching, i) && from != LAMP_NONE && to != LAMP_NONE &&
          from != to && search->node_depth[from] != G_MAXUINT32 && search->node_depth[to] != G_MAXUINT32)
        close_loop (search, from, to);
    }
}

/* Of a closed element that no tree needs, or of one that is open at a live end: what feeds all its live ends. */
static guint32
find_parent_of_rest (Search *search, guint32 element)
{
  guint32 ends[2] = { search->network->element_from[element], search->network->element_to[element] };
  guint32 a, b;

  if (ends[0] == LAMP_NONE || ends[1] == LAMP_NONE || ends[0] == ends[1])
    return find_bridge (search, search->node_parent[ends[ends[0] == LAMP_NONE]]);
  a = find_bridge (search, search->node_parent[ends[0]]);
  b = find_bridge (search, search->node_parent[ends[1]]);
  while (a != b)
    {
      guint32 *lower = depth_of (search, a) >= depth_of (search, b) ? &a : &b;

      *lower = find_bridge (search, search->node_parent[search->from[*lower]]);
    }
  return a;
}

static gboolean
is_reached (const Search *search, guint32 node)
{
  return node == LAMP_NONE || search->node_depth[node] != G_MAXUINT32;
}

static void
name_parents (Search *search, guint32 *parent)
{
  for (guint32 i = 0; i < search->network->n_elements; i++)
    {
      guint32 from = search->network->element_from[i], to = search->network->element_to[i];

      if (search->taken[i])
        parent[i] = find_bridge (search, search->node_parent[search->from[i]]);
      else if ((from != LAMP_NONE || to != LAMP_NONE) && is_reached (search, from) && is_reached (search, to))
        parent[i] = find_parent_of_rest (search, i);
      else
        parent[i] = lamp_energisation_get_normal_upstream (search->switching, i);
    }
}

static guint32
find_feeding (Search *search, guint32 node)
{
  if (node == LAMP_NONE)
    return LAMP_NONE;
  if (!is_reached (search, node))
    return lamp_trace_feeding (search->switching, node);
  return find_bridge (search, search->node_parent[node]);
}

void
lamp_tree_search_present (LampTree *tree, const LampEnergisation *switching)
{
  const LampNetwork  *network = tree->network;
  g_autofree guint32 *node_parent = g_new (guint32, network->n_nodes);
  g_autofree guint32 *node_depth = g_new (guint32, network->n_nodes);
  g_autofree guint32 *from = g_new (guint32, network->n_elements);
  g_autofree guint32 *skip = g_new (guint32, network->n_elements);
  g_autofree guint8  *taken = g_new0 (guint8, network->n_elements + 1);
  g_autoptr (GArray) queue = g_array_new (FALSE, FALSE, sizeof (guint32));
  Search search = { network, switching, node_parent, node_depth, from, skip, taken, queue };

  for (guint32 i = 0; i < network->n_nodes; i++)
    {
      node_parent[i] = LAMP_NONE;
      node_depth[i] = G_MAXUINT32;
    }
  for (guint32 i = 0; i < network->n_elements; i++)
    skip[i] = i;
  walk (&search);
  close_loops (&search);
  name_parents (&search, tree->parent);
  for (guint32 i = 0; i < network->n_customers; i++)
    {
      guint32 node = network->customer_node[i];

      tree->feeding[i] = find_feeding (&search, node);
      tree->nearest[i] = tree->feeding[i] == LAMP_NONE && node != LAMP_NONE ? node_parent[node] : tree->feeding[i];
    }
  for (guint32 site = 0; site < network->n_sites; site++)
    for (guint32 k = 0; k < network->sites[site].n_supply_points; k++)
      tree->point_feeding[tree->point_start[site] + k] = find_feeding (&search, network->sites[site].supply_points[k].node);
}
