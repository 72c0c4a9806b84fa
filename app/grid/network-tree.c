/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Step 2 of loading: the normal tree and the numbers that follow from it. See builder.h for the steps and
 * network-private.h for what the numbers promise. O(elements · log depth): the logarithm only for elements
 * that are not in the tree.
 */
#include "config.h"

#include "grid/builder.h"
#include "grid/large.h"

#define LOOK_AHEAD 8 /* nodes: enough for memory to answer */

void
lamp_network_link (guint32        n_nodes,
                   guint32        n_elements,
                   const guint32 *from,
                   const guint32 *to,
                   guint32      **start,
                   guint32      **edges)
{
  guint32 *first = lamp_large_new0_exact (guint32, (gsize)n_nodes + 2);
  guint32 *list = NULL;

  /* Counted two places up, so that filling leaves every start where it belongs. */
  for (guint32 i = 0; i < n_elements; i++)
    {
      if (from[i] != LAMP_NONE)
        first[from[i] + 2]++;
      if (to[i] != LAMP_NONE && to[i] != from[i])
        first[to[i] + 2]++;
    }
  for (guint32 i = 2; i < n_nodes + 2; i++)
    first[i] += first[i - 1];

  list = lamp_large_new_exact (guint32, first[n_nodes + 1]);
  for (guint32 i = 0; i < n_elements; i++)
    {
      if (from[i] != LAMP_NONE)
        list[first[from[i] + 1]++] = i;
      if (to[i] != LAMP_NONE && to[i] != from[i])
        list[first[to[i] + 1]++] = i;
    }

  *start = first;
  *edges = list;
}

guint32
lamp_network_nearest_feed (const LampNetwork *network, guint32 element)
{
  const struct _LampNetworkPrivate *priv = network->priv;
  guint32                           from = network->element_from[element];
  guint32                           to = network->element_to[element];

  if (lamp_network_is_tree (network, element))
    return priv->tree_parent[element];
  if (from != LAMP_NONE && priv->node_reached[from])
    return priv->node_feed[from];
  return to != LAMP_NONE ? priv->node_feed[to] : LAMP_NONE;
}

/* All by the file's numbers. A node's `up` is the node that feeds it, `feed` the element between. */
typedef struct
{
  LampBuilder *builder;
  guint32     *start, *edges;
  guint32     *queue; /* reached nodes, nearest to a source first */
  guint32      n_queue;
  guint32     *up, *feed, *jump, *depth;
  guint8      *reached;
  guint8      *in_tree; /* one an element */
  guint32     *anchor;  /* one an element not in the tree: the node it stands at */
  gint32      *cover;   /* loops that close over a node's feed */
  guint32     *size;    /* elements in the range of a node */
  guint32     *n_locals;
} Tree;

static guint32
other_end (const LampBuilder *builder, guint32 element, guint32 node)
{
  return builder->from[element] == node ? builder->to[element] : builder->from[element];
}

static void
reach (Tree *tree, guint32 node, guint32 up, guint32 feed)
{
  tree->reached[node] = TRUE;
  tree->up[node] = up;
  tree->feed[node] = feed;
  tree->queue[tree->n_queue++] = node;
  if (up == LAMP_NONE)
    {
      tree->jump[node] = node;
      return;
    }

  /* A second pointer that skips ahead as in a skew-binary list: any ancestor in O(log depth). */
  tree->depth[node] = tree->depth[up] + 1;
  tree->jump[node] = up;
  if (tree->depth[up] - tree->depth[tree->jump[up]] ==
      tree->depth[tree->jump[up]] - tree->depth[tree->jump[tree->jump[up]]])
    tree->jump[node] = tree->jump[tree->jump[up]];
}

/* What costs is waiting for memory: what the nodes further down the queue will ask for is fetched meanwhile, one step after the other. */
static void
look_ahead (const Tree *tree, guint32 i)
{
  if (i + 3 * LOOK_AHEAD < tree->n_queue)
    __builtin_prefetch (&tree->start[tree->queue[i + 3 * LOOK_AHEAD]]);
  if (i + 2 * LOOK_AHEAD < tree->n_queue)
    __builtin_prefetch (tree->edges + tree->start[tree->queue[i + 2 * LOOK_AHEAD]]);
  if (i + LOOK_AHEAD < tree->n_queue && tree->start[tree->queue[i + LOOK_AHEAD]] < tree->start[tree->queue[i + LOOK_AHEAD] + 1])
    {
      guint32 element = tree->edges[tree->start[tree->queue[i + LOOK_AHEAD]]];

      __builtin_prefetch (&tree->builder->from[element]);
      __builtin_prefetch (&tree->builder->to[element]);
      __builtin_prefetch (&tree->builder->flags[element]);
    }
}

static void
walk (Tree *tree)
{
  const LampBuilder *builder = tree->builder;

  for (guint i = 0; i < builder->sources->len; i++)
    {
      guint32 node = g_array_index (builder->sources, LampNamedRow, i).node;

      if (node != LAMP_NONE && !tree->reached[node])
        reach (tree, node, LAMP_NONE, LAMP_NONE);
    }

  for (guint32 i = 0; i < tree->n_queue; i++)
    {
      guint32 node = tree->queue[i];

      look_ahead (tree, i);
      for (guint32 j = tree->start[node]; j < tree->start[node + 1]; j++)
        {
          guint32 element = tree->edges[j];
          guint32 next = other_end (builder, element, node);

          if (next == LAMP_NONE || tree->reached[next] || (builder->flags[element] & LAMP_ELEMENT_NORMALLY_OPEN) != 0)
            continue;
          tree->in_tree[element] = TRUE;
          reach (tree, next, node, element);
        }
    }
}

/* The lowest node above both (or one of them); LAMP_NONE when they hang on different sources. */
static guint32
common_ancestor (const Tree *tree, guint32 a, guint32 b)
{
  if (tree->depth[a] < tree->depth[b])
    {
      guint32 swap = a;

      a = b;
      b = swap;
    }

  while (tree->depth[a] > tree->depth[b])
    a = tree->depth[tree->jump[a]] >= tree->depth[b] ? tree->jump[a] : tree->up[a];

  while (a != b)
    {
      if (tree->up[a] == LAMP_NONE)
        return LAMP_NONE;
      if (tree->jump[a] != tree->jump[b])
        {
          a = tree->jump[a];
          b = tree->jump[b];
        }
      else
        {
          a = tree->up[a];
          b = tree->up[b];
        }
    }

  return a;
}

static gboolean
is_reached (const Tree *tree, guint32 node)
{
  return node != LAMP_NONE && tree->reached[node];
}

/* Where the elements outside the tree stand, and which feeds they make redundant. */
static void
anchor_rest (Tree *tree)
{
  const LampBuilder *builder = tree->builder;

  for (guint32 i = 0; i < builder->n_elements; i++)
    {
      guint32 from = builder->from[i];
      guint32 to = builder->to[i];

      tree->anchor[i] = LAMP_NONE;
      if (tree->in_tree[i])
        continue;
      if (is_reached (tree, from) && is_reached (tree, to))
        {
          tree->anchor[i] = common_ancestor (tree, from, to);
          if ((builder->flags[i] & LAMP_ELEMENT_NORMALLY_OPEN) == 0 && from != to)
            {
              tree->cover[from]++;
              tree->cover[to]++;
              if (tree->anchor[i] != LAMP_NONE)
                tree->cover[tree->anchor[i]] -= 2;
            }
        }
      else if (is_reached (tree, from))
        tree->anchor[i] = from;
      else if (is_reached (tree, to))
        tree->anchor[i] = to;
      if (tree->anchor[i] != LAMP_NONE)
        tree->n_locals[tree->anchor[i]]++;
    }
}

static void
sum_up (Tree *tree)
{
  for (guint32 i = tree->n_queue; i-- > 0;)
    {
      guint32 node = tree->queue[i];

      tree->size[node] += tree->n_locals[node] + (tree->up[node] != LAMP_NONE);
      if (tree->up[node] != LAMP_NONE)
        {
          tree->size[tree->up[node]] += tree->size[node];
          tree->cover[tree->up[node]] += tree->cover[node];
        }
    }
}

/* Final numbers. `next` of a node is the first number not yet given in its range. */
static void
number (Tree *tree)
{
  LampBuilder                *builder = tree->builder;
  struct _LampNetworkPrivate *priv = builder->network->priv;
  g_autofree guint32         *next = lamp_large_new (guint32, builder->n_nodes);
  g_autofree guint32         *local = lamp_large_new (guint32, builder->n_nodes);
  guint32                     given = 0;

  for (guint32 i = 0; i < tree->n_queue; i++)
    {
      guint32 node = tree->queue[i];
      guint32 up = tree->up[node];
      guint32 first = given;

      if (up == LAMP_NONE)
        {
          given += tree->size[node];
          local[node] = first;
        }
      else
        {
          first = next[up];
          next[up] += tree->size[node];
          builder->element_order[first] = tree->feed[node];
          priv->tree_end[first] = first + tree->size[node];
          priv->tree_bridge[first] = tree->cover[node] == 0;
          local[node] = first + 1;
        }
      next[node] = local[node] + tree->n_locals[node];
    }

  for (guint32 i = 0; i < builder->n_elements; i++)
    if (tree->anchor[i] != LAMP_NONE)
      builder->element_order[local[tree->anchor[i]]++] = i;

  /* Between two trees, then islands. */
  for (guint pass = 0; pass < 2; pass++)
    {
      for (guint32 i = 0; i < builder->n_elements; i++)
        if (!tree->in_tree[i] && tree->anchor[i] == LAMP_NONE &&
            (is_reached (tree, builder->from[i]) || is_reached (tree, builder->to[i])) == (pass == 0))
          builder->element_order[given++] = i;
      if (pass == 0)
        priv->n_reached = given;
    }
}

/* Nodes follow the elements that feed them: sources first, islands last. */
static void
number_nodes (Tree *tree)
{
  LampBuilder *builder = tree->builder;
  guint32      given = 0;

  for (guint32 i = 0; i < tree->n_queue && tree->up[tree->queue[i]] == LAMP_NONE; i++)
    builder->node_order[given++] = tree->queue[i];

  for (guint32 i = 0; i < builder->n_elements; i++)
    {
      guint32 element = builder->element_order[i];

      if (tree->in_tree[element])
        builder->node_order[given++] = tree->feed[builder->to[element]] == element ? builder->to[element] : builder->from[element];
    }

  for (guint32 i = 0; i < builder->n_nodes; i++)
    if (!tree->reached[i])
      builder->node_order[given++] = i;
}

static void
tree_init (Tree *tree, LampBuilder *builder)
{
  gsize n_nodes = MAX (builder->n_nodes, 1);
  gsize n_elements = builder->n_elements;

  tree->builder = builder;
  lamp_network_link (builder->n_nodes, builder->n_elements, builder->from, builder->to, &tree->start, &tree->edges);
  tree->queue = lamp_large_new (guint32, n_nodes);
  tree->up = lamp_large_new (guint32, n_nodes);
  tree->feed = lamp_large_new (guint32, n_nodes);
  tree->jump = lamp_large_new (guint32, n_nodes);
  tree->depth = lamp_large_new0 (guint32, n_nodes);
  tree->reached = lamp_large_new0 (guint8, n_nodes);
  tree->in_tree = lamp_large_new0 (guint8, n_elements);
  tree->anchor = lamp_large_new (guint32, n_elements);
  tree->cover = lamp_large_new0 (gint32, n_nodes);
  tree->size = lamp_large_new0 (guint32, n_nodes);
  tree->n_locals = lamp_large_new0 (guint32, n_nodes);
}

static void
tree_clear (Tree *tree)
{
  g_free (tree->start);
  g_free (tree->edges);
  g_free (tree->queue);
  g_free (tree->up);
  g_free (tree->feed);
  g_free (tree->jump);
  g_free (tree->depth);
  g_free (tree->reached);
  g_free (tree->in_tree);
  g_free (tree->anchor);
  g_free (tree->cover);
  g_free (tree->size);
  g_free (tree->n_locals);
}

void
lamp_builder_make_tree (LampBuilder *builder)
{
  struct _LampNetworkPrivate *priv = builder->network->priv;
  Tree                        tree = { .n_queue = 0 };

  tree_init (&tree, builder);
  builder->element_order = lamp_large_new (guint32, builder->n_elements);
  builder->node_order = lamp_large_new (guint32, builder->n_nodes);
  priv->tree_end = lamp_large_new_exact (guint32, builder->n_elements);
  priv->tree_bridge = lamp_large_new0_exact (guint8, builder->n_elements);
  for (guint32 i = 0; i < builder->n_elements; i++)
    priv->tree_end[i] = i;

  walk (&tree);
  anchor_rest (&tree);
  sum_up (&tree);
  number (&tree);
  number_nodes (&tree);
  tree_clear (&tree);
}
