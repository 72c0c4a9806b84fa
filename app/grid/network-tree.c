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

/* A node that was reached, by the place it was reached at: what feeds it was reached before it, and nodes it feeds lie together. So all but
 * the walk itself goes through memory in a row, up or down. */
typedef struct
{
  guint32 node;  /* the file's number */
  guint32 up;    /* the place of the node that feeds it; LAMP_NONE at a source */
  guint32 feed;  /* the element between */
  guint32 jump;  /* the place of a node above */
  guint32 depth; /* 1 at a source */
} Reached;

/* What is counted first gives way to the numbers that follow from it. */
typedef struct
{
  union
  {
    guint32 size;       /* elements in the range of the node */
    guint32 next_below; /* the first number below it that is not given yet */
  };
  union
  {
    guint32 locals;     /* elements that stand at the node itself */
    guint32 next_local; /* the first number of those that is not given yet */
  };
  gint32 cover; /* loops that close over the node's feed */
} Range;

typedef struct
{
  LampBuilder *builder;
  guint32     *start, *edges;
  guint32     *place; /* one a node; LAMP_NONE: not reached */
  Reached     *reached;
  Range       *ranges; /* one for each that was reached */
  guint32      n_places;
  guint8      *in_tree; /* one an element */
  guint32     *anchor;  /* one an element: not in the tree, the place it stands at */
  guint32     *fed;     /* the node that an element of this new number feeds, LAMP_NONE: none */
} Tree;

static guint32
other_end (const LampBuilder *builder, guint32 element, guint32 node)
{
  return builder->from[element] == node ? builder->to[element] : builder->from[element];
}

static void
reach (Tree *tree, guint32 node, guint32 up, guint32 feed)
{
  const Reached *above = tree->reached;
  guint32        at = tree->n_places++;
  Reached       *reached = &tree->reached[at];

  tree->place[node] = at;
  tree->ranges[at] = (Range){ .size = 0 };
  *reached = (Reached){ .node = node, .up = up, .feed = feed, .jump = at, .depth = 1 };
  if (up == LAMP_NONE)
    return;

  /* A second pointer that skips ahead as in a skew-binary list: any ancestor in O(log depth). */
  reached->depth = above[up].depth + 1;
  reached->jump = up;
  if (above[up].depth - above[above[up].jump].depth ==
      above[above[up].jump].depth - above[above[above[up].jump].jump].depth)
    reached->jump = above[above[up].jump].jump;
}

/* What later nodes will ask for is fetched meanwhile, one step after the other. */
static void
look_ahead (const Tree *tree, guint32 i)
{
  const LampBuilder *builder = tree->builder;
  const Reached     *reached = tree->reached;

  if (i + 4 * LOOK_AHEAD < tree->n_places)
    __builtin_prefetch (&tree->start[reached[i + 4 * LOOK_AHEAD].node]);
  if (i + 3 * LOOK_AHEAD < tree->n_places)
    __builtin_prefetch (tree->edges + tree->start[reached[i + 3 * LOOK_AHEAD].node]);
  if (i + 2 * LOOK_AHEAD < tree->n_places)
    {
      guint32 node = reached[i + 2 * LOOK_AHEAD].node;

      for (guint32 j = tree->start[node]; j < MIN (tree->start[node] + FEW_EDGES, tree->start[node + 1]); j++)
        {
          __builtin_prefetch (&builder->from[tree->edges[j]]);
          __builtin_prefetch (&builder->to[tree->edges[j]]);
          __builtin_prefetch (&builder->flags[tree->edges[j]]);
        }
    }
  if (i + LOOK_AHEAD < tree->n_places)
    {
      guint32 node = reached[i + LOOK_AHEAD].node;

      for (guint32 j = tree->start[node]; j < MIN (tree->start[node] + FEW_EDGES, tree->start[node + 1]); j++)
        {
          guint32 end = other_end (builder, tree->edges[j], node);

          if (end != LAMP_NONE)
            __builtin_prefetch (&tree->place[end], 1);
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

      if (node != LAMP_NONE && tree->place[node] == LAMP_NONE)
        reach (tree, node, LAMP_NONE, LAMP_NONE);
    }

  for (guint32 i = 0; i < tree->n_places; i++)
    {
      guint32 node = tree->reached[i].node;

      look_ahead (tree, i);
      for (guint32 j = tree->start[node]; j < tree->start[node + 1]; j++)
        {
          guint32 element = tree->edges[j];
          guint32 next = other_end (builder, element, node);

          if (next == LAMP_NONE || tree->place[next] != LAMP_NONE || (builder->flags[element] & LAMP_ELEMENT_NORMALLY_OPEN) != 0)
            continue;
          tree->in_tree[element] = TRUE;
          reach (tree, next, i, element);
        }
    }
}

/* The lowest place above both (or one of them); LAMP_NONE when they hang on different sources. */
static guint32
common_ancestor (const Tree *tree, guint32 a, guint32 b)
{
  const Reached *reached = tree->reached;

  if (reached[a].depth < reached[b].depth)
    {
      guint32 swap = a;

      a = b;
      b = swap;
    }

  while (reached[a].depth > reached[b].depth)
    a = reached[reached[a].jump].depth >= reached[b].depth ? reached[a].jump : reached[a].up;

  while (a != b)
    {
      gboolean far = reached[a].jump != reached[b].jump;

      if (reached[a].up == LAMP_NONE)
        return LAMP_NONE;
      a = far ? reached[a].jump : reached[a].up;
      b = far ? reached[b].jump : reached[b].up;
    }

  return a;
}

static guint32
place_of (const Tree *tree, guint32 node)
{
  return node == LAMP_NONE ? LAMP_NONE : tree->place[node];
}

/* Where an element outside the tree stands, and which feeds it makes redundant. */
static void
anchor_one (Tree *tree, guint32 element)
{
  guint32 from = place_of (tree, tree->builder->from[element]);
  guint32 to = place_of (tree, tree->builder->to[element]);
  guint32 anchor = from != LAMP_NONE ? from : to;

  if (from != LAMP_NONE && to != LAMP_NONE)
    {
      anchor = common_ancestor (tree, from, to);
      if ((tree->builder->flags[element] & LAMP_ELEMENT_NORMALLY_OPEN) == 0 && from != to)
        {
          tree->ranges[from].cover++;
          tree->ranges[to].cover++;
          if (anchor != LAMP_NONE)
            tree->ranges[anchor].cover -= 2;
        }
    }
  if (anchor != LAMP_NONE)
    tree->ranges[anchor].locals++;
  tree->anchor[element] = anchor;
}

static void
anchor_rest (Tree *tree)
{
  for (guint32 i = 0; i < tree->builder->n_elements; i++)
    {
      tree->anchor[i] = LAMP_NONE;
      if (!tree->in_tree[i])
        anchor_one (tree, i);
    }
}

static void
sum_up (Tree *tree)
{
  for (guint32 i = tree->n_places; i-- > 0;)
    {
      guint32 up = tree->reached[i].up;
      Range  *range = &tree->ranges[i];

      range->size += range->locals + (up != LAMP_NONE);
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
            (place_of (tree, builder->from[i]) != LAMP_NONE || place_of (tree, builder->to[i]) != LAMP_NONE) == (pass == 0))
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
  guint32                     given = 0;

  for (guint32 i = 0; i < tree->n_places; i++)
    {
      const Reached *reached = &tree->reached[i];
      Range         *range = &tree->ranges[i];
      guint32        first = reached->up == LAMP_NONE ? given : tree->ranges[reached->up].next_below;

      if (reached->up == LAMP_NONE)
        given += range->size;
      else
        {
          tree->ranges[reached->up].next_below += range->size;
          builder->element_order[first] = reached->feed;
          tree->fed[first] = reached->node;
          priv->tree_end[first] = first + range->size;
          priv->tree_bridge[first] = range->cover == 0;
          first++;
        }
      range->next_below = first + range->locals;
      range->next_local = first;
    }

  for (guint32 i = 0; i < builder->n_elements; i++)
    if (tree->anchor[i] != LAMP_NONE)
      builder->element_order[tree->ranges[tree->anchor[i]].next_local++] = i;
  number_rest (tree, given);
}

/* Nodes follow the elements that feed them: sources first, islands last. */
static void
number_nodes (Tree *tree)
{
  LampBuilder *builder = tree->builder;
  guint32      given = 0;

  for (guint32 i = 0; i < tree->n_places && tree->reached[i].up == LAMP_NONE; i++)
    builder->node_order[given++] = tree->reached[i].node;

  for (guint32 i = 0; i < builder->n_elements; i++)
    if (tree->fed[i] != LAMP_NONE)
      builder->node_order[given++] = tree->fed[i];

  for (guint32 i = 0; i < builder->n_nodes; i++)
    if (tree->place[i] == LAMP_NONE)
      builder->node_order[given++] = i;
}

static void
tree_init (Tree *tree, LampBuilder *builder)
{
  gsize n_nodes = MAX (builder->n_nodes, 1);
  gsize n_elements = builder->n_elements;

  tree->builder = builder;
  lamp_network_link (builder->n_nodes, builder->n_elements, builder->from, builder->to, &tree->start, &tree->edges);
  tree->place = memset (lamp_large_new (guint32, n_nodes), 0xFF, n_nodes * sizeof (guint32)); /* LAMP_NONE */
  tree->reached = lamp_large_new (Reached, n_nodes);
  tree->ranges = lamp_large_new (Range, n_nodes);
  tree->in_tree = lamp_large_new0 (guint8, n_elements);
  tree->anchor = lamp_large_new (guint32, n_elements);
  tree->fed = memset (lamp_large_new (guint32, n_elements), 0xFF, n_elements * sizeof (guint32));
}

static void
tree_clear (Tree *tree)
{
  g_free (tree->start);
  g_free (tree->edges);
  g_free (tree->place);
  g_free (tree->reached);
  g_free (tree->ranges);
  g_free (tree->in_tree);
  g_free (tree->anchor);
  g_free (tree->fed);
}

void
lamp_builder_make_tree (LampBuilder *builder)
{
  struct _LampNetworkPrivate *priv = builder->network->priv;
  Tree                        tree = { .n_places = 0 };

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
