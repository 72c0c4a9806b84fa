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
#define FEW_EDGES 4  /* of a node: most have no more */

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

/* All by the file's numbers. Each step asks for what it needs of a node at once, so that it lies together: what costs is waiting for memory. */
typedef struct
{
  guint32 up;    /* the node that feeds it; LAMP_NONE at a source */
  guint32 feed;  /* the element between */
  guint32 jump;  /* a node above */
  guint32 depth; /* from 1 at a source; 0 is a node that was not reached */
} Node;

typedef struct
{
  guint32 size;     /* elements in the range of the node */
  guint32 n_locals; /* of these, that stand at the node itself */
  guint32 next;     /* the first number in it that is not given yet */
  gint32  cover;    /* loops that close over the node's feed */
} Range;

typedef struct
{
  LampBuilder *builder;
  guint32     *start, *edges;
  guint32     *queue; /* reached nodes, nearest to a source first */
  guint32      n_queue;
  Node        *nodes;
  Range       *ranges;  /* of nodes that were reached */
  guint8      *in_tree; /* one an element */
  guint32     *anchor;  /* one an element not in the tree: the node it stands at */
  guint32     *fed;     /* the node that an element of this new number feeds, LAMP_NONE: none */
} Tree;

static guint32
other_end (const LampBuilder *builder, guint32 element, guint32 node)
{
  return builder->from[element] == node ? builder->to[element] : builder->from[element];
}

static void
reach (Tree *tree, guint32 at, guint32 up, guint32 feed)
{
  Node *nodes = tree->nodes;
  Node *node = &nodes[at];

  *node = (Node){ .up = up, .feed = feed, .jump = at, .depth = 1 };
  tree->ranges[at] = (Range){ .size = 0 };
  tree->queue[tree->n_queue++] = at;
  if (up == LAMP_NONE)
    return;

  /* A second pointer that skips ahead as in a skew-binary list: any ancestor in O(log depth). */
  node->depth = nodes[up].depth + 1;
  node->jump = up;
  if (nodes[up].depth - nodes[nodes[up].jump].depth ==
      nodes[nodes[up].jump].depth - nodes[nodes[nodes[up].jump].jump].depth)
    node->jump = nodes[nodes[up].jump].jump;
}

/* What the nodes further down the queue will ask for is fetched meanwhile, one step after the other. */
static void
look_ahead (const Tree *tree, guint32 i)
{
  const LampBuilder *builder = tree->builder;

  if (i + 4 * LOOK_AHEAD < tree->n_queue)
    __builtin_prefetch (&tree->start[tree->queue[i + 4 * LOOK_AHEAD]]);
  if (i + 3 * LOOK_AHEAD < tree->n_queue)
    __builtin_prefetch (tree->edges + tree->start[tree->queue[i + 3 * LOOK_AHEAD]]);
  if (i + 2 * LOOK_AHEAD < tree->n_queue)
    {
      guint32 node = tree->queue[i + 2 * LOOK_AHEAD];

      for (guint32 j = tree->start[node]; j < MIN (tree->start[node] + FEW_EDGES, tree->start[node + 1]); j++)
        {
          __builtin_prefetch (&builder->from[tree->edges[j]]);
          __builtin_prefetch (&builder->to[tree->edges[j]]);
          __builtin_prefetch (&builder->flags[tree->edges[j]]);
        }
    }
  if (i + LOOK_AHEAD < tree->n_queue)
    {
      guint32 node = tree->queue[i + LOOK_AHEAD];

      for (guint32 j = tree->start[node]; j < MIN (tree->start[node] + FEW_EDGES, tree->start[node + 1]); j++)
        {
          guint32 end = other_end (builder, tree->edges[j], node);

          if (end != LAMP_NONE)
            __builtin_prefetch (&tree->nodes[end], 1);
        }
    }
}

static void
walk (Tree *tree)
{
  const LampBuilder *builder = tree->builder;

  for (guint i = 0; i < builder->sources->len; i++)
    {
      guint32 node = g_array_index (builder->sources, LampNamedRow, i).node;

      if (node != LAMP_NONE && tree->nodes[node].depth == 0)
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

          if (next == LAMP_NONE || tree->nodes[next].depth > 0 || (builder->flags[element] & LAMP_ELEMENT_NORMALLY_OPEN) != 0)
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
  const Node *nodes = tree->nodes;

  if (nodes[a].depth < nodes[b].depth)
    {
      guint32 swap = a;

      a = b;
      b = swap;
    }

  while (nodes[a].depth > nodes[b].depth)
    a = nodes[nodes[a].jump].depth >= nodes[b].depth ? nodes[a].jump : nodes[a].up;

  while (a != b)
    {
      gboolean far = nodes[a].jump != nodes[b].jump;

      if (nodes[a].up == LAMP_NONE)
        return LAMP_NONE;
      a = far ? nodes[a].jump : nodes[a].up;
      b = far ? nodes[b].jump : nodes[b].up;
    }

  return a;
}

static gboolean
is_reached (const Tree *tree, guint32 node)
{
  return node != LAMP_NONE && tree->nodes[node].depth > 0;
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
              tree->ranges[from].cover++;
              tree->ranges[to].cover++;
              if (tree->anchor[i] != LAMP_NONE)
                tree->ranges[tree->anchor[i]].cover -= 2;
            }
        }
      else if (is_reached (tree, from))
        tree->anchor[i] = from;
      else if (is_reached (tree, to))
        tree->anchor[i] = to;
      if (tree->anchor[i] != LAMP_NONE)
        tree->ranges[tree->anchor[i]].n_locals++;
    }
}

static void
sum_up (Tree *tree)
{
  for (guint32 i = tree->n_queue; i-- > 0;)
    {
      guint32 up = tree->nodes[tree->queue[i]].up;
      Range  *range = &tree->ranges[tree->queue[i]];

      range->size += range->n_locals + (up != LAMP_NONE);
      if (up != LAMP_NONE)
        {
          tree->ranges[up].size += range->size;
          tree->ranges[up].cover += range->cover;
        }
    }
}

/* From the number `given` on: what lies between two trees, then islands. */
static void
number_rest (Tree *tree, guint32 given)
{
  LampBuilder *builder = tree->builder;

  for (guint pass = 0; pass < 2; pass++)
    {
      for (guint32 i = 0; i < builder->n_elements; i++)
        if (!tree->in_tree[i] && tree->anchor[i] == LAMP_NONE &&
            (is_reached (tree, builder->from[i]) || is_reached (tree, builder->to[i])) == (pass == 0))
          builder->element_order[given++] = i;
      if (pass == 0)
        builder->network->priv->n_reached = given;
    }
}

/* Final numbers. Those of a node's range go to its feed, then to what stands at the node, then to the ranges below it. */
static void
number (Tree *tree)
{
  LampBuilder                *builder = tree->builder;
  struct _LampNetworkPrivate *priv = builder->network->priv;
  g_autofree guint32         *local = lamp_large_new (guint32, builder->n_nodes);
  guint32                     given = 0;

  for (guint32 i = 0; i < tree->n_queue; i++)
    {
      guint32     at = tree->queue[i];
      const Node *node = &tree->nodes[at];
      Range      *range = &tree->ranges[at];
      guint32     first = given;

      if (node->up == LAMP_NONE)
        {
          given += range->size;
          local[at] = first;
        }
      else
        {
          first = tree->ranges[node->up].next;
          tree->ranges[node->up].next += range->size;
          builder->element_order[first] = node->feed;
          tree->fed[first] = at;
          priv->tree_end[first] = first + range->size;
          priv->tree_bridge[first] = range->cover == 0;
          local[at] = first + 1;
        }
      range->next = local[at] + range->n_locals;
    }

  for (guint32 i = 0; i < builder->n_elements; i++)
    if (tree->anchor[i] != LAMP_NONE)
      builder->element_order[local[tree->anchor[i]]++] = i;
  number_rest (tree, given);
}

/* Nodes follow the elements that feed them: sources first, islands last. */
static void
number_nodes (Tree *tree)
{
  LampBuilder *builder = tree->builder;
  guint32      given = 0;

  for (guint32 i = 0; i < tree->n_queue && tree->nodes[tree->queue[i]].up == LAMP_NONE; i++)
    builder->node_order[given++] = tree->queue[i];

  for (guint32 i = 0; i < builder->n_elements; i++)
    if (tree->fed[i] != LAMP_NONE)
      builder->node_order[given++] = tree->fed[i];

  for (guint32 i = 0; i < builder->n_nodes; i++)
    if (tree->nodes[i].depth == 0)
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
  tree->nodes = lamp_large_new0 (Node, n_nodes);
  tree->ranges = lamp_large_new (Range, n_nodes);
  tree->in_tree = lamp_large_new0 (guint8, n_elements);
  tree->anchor = lamp_large_new (guint32, n_elements);
  tree->fed = memset (lamp_large_new (guint32, n_elements), 0xFF, n_elements * sizeof (guint32)); /* LAMP_NONE */
}

static void
tree_clear (Tree *tree)
{
  g_free (tree->start);
  g_free (tree->edges);
  g_free (tree->queue);
  g_free (tree->nodes);
  g_free (tree->ranges);
  g_free (tree->in_tree);
  g_free (tree->anchor);
  g_free (tree->fed);
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
