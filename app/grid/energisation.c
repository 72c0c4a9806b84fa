/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What is alive now; see energisation.h. The traces over the normal state are trace.c.
 *
 * Every live node but a source's knows the element that feeds it (`up`), so the live nodes are trees, and
 * nothing but what hangs below an opened element can lose supply. A batch of changes is four steps:
 *  1. Below every opened element that fed something, all nodes are marked lost.
 *  2. Lost nodes beside a live one, and the dead ends of closed elements, are fed again.
 *  3. From there breadth-first through everything closed and dead.
 *  4. What is still lost is out. Only elements at nodes that changed, and those moved, are looked at again.
 */
#include "config.h"

#include "grid/energisation.h"
#include "grid/network-private.h"

#include <string.h>

/* Beside LampSupply, of a node, between steps 1 and 4: was live when the batch began. */
#define LOST 3

struct _LampEnergisation
{
  LampNetwork *network;
  guint8      *elements; /* LampSupply */
  guint8      *nodes;    /* LampSupply */
  guint8      *open;     /* one an element */
  guint32     *up;       /* one a node: the element that feeds it, LAMP_NONE at a source and when not live */
  GHashTable  *off;      /* elements that are not in their normal position */

  /* Kept between changes so that small ones allocate nothing; guint32. */
  GArray *moved;   /* elements of this batch */
  GArray *lost;    /* nodes */
  GArray *queue;   /* nodes fed in this batch */
  GArray *changed; /* nodes whose supply is another than before the batch */
};

static gboolean
is_live (const LampEnergisation *self, guint32 node)
{
  return node != LAMP_NONE && self->nodes[node] == LAMP_SUPPLY_ENERGISED;
}

static LampEnergisation *
energisation_alloc (LampNetwork *network)
{
  LampEnergisation *self = g_new0 (LampEnergisation, 1);

  self->network = lamp_network_ref (network);
  self->off = g_hash_table_new (NULL, NULL);
  self->moved = g_array_new (FALSE, FALSE, sizeof (guint32));
  self->lost = g_array_new (FALSE, FALSE, sizeof (guint32));
  self->queue = g_array_new (FALSE, FALSE, sizeof (guint32));
  self->changed = g_array_new (FALSE, FALSE, sizeof (guint32));
  return self;
}

LampEnergisation *
lamp_energisation_new (LampNetwork *network)
{
  const struct _LampNetworkPrivate *priv = NULL;
  LampEnergisation                 *self = NULL;

  g_return_val_if_fail (network != NULL, NULL);

  priv = network->priv;
  self = energisation_alloc (network);
  self->elements = g_new0 (guint8, MAX (network->n_elements, 1));
  self->nodes = g_new (guint8, MAX (network->n_nodes, 1));
  self->open = g_new (guint8, MAX (network->n_elements, 1));
  self->up = g_memdup2 (priv->node_feed, sizeof (guint32) * MAX (network->n_nodes, 1));
  memset (self->elements, LAMP_SUPPLY_ENERGISED, priv->n_reached);
  for (guint32 i = 0; i < network->n_elements; i++)
    self->open[i] = (network->element_flags[i] & LAMP_ELEMENT_NORMALLY_OPEN) != 0;
  for (guint32 i = 0; i < network->n_nodes; i++)
    self->nodes[i] = priv->node_reached[i] ? LAMP_SUPPLY_ENERGISED : LAMP_SUPPLY_UNKNOWN;

  return self;
}

LampEnergisation *
lamp_energisation_copy (const LampEnergisation *self)
{
  LampEnergisation *copy = NULL;
  GHashTableIter    iter;
  gpointer          element = NULL;

  g_return_val_if_fail (self != NULL, NULL);

  copy = energisation_alloc (self->network);
  copy->elements = g_memdup2 (self->elements, MAX (self->network->n_elements, 1));
  copy->nodes = g_memdup2 (self->nodes, MAX (self->network->n_nodes, 1));
  copy->open = g_memdup2 (self->open, MAX (self->network->n_elements, 1));
  copy->up = g_memdup2 (self->up, sizeof (guint32) * MAX (self->network->n_nodes, 1));
  g_hash_table_iter_init (&iter, self->off);
  while (g_hash_table_iter_next (&iter, &element, NULL))
    g_hash_table_add (copy->off, element);

  return copy;
}

void
lamp_energisation_free (LampEnergisation *self)
{
  if (self == NULL)
    return;

  lamp_network_unref (self->network);
  g_free (self->elements);
  g_free (self->nodes);
  g_free (self->open);
  g_free (self->up);
  g_hash_table_unref (self->off);
  g_array_unref (self->moved);
  g_array_unref (self->lost);
  g_array_unref (self->queue);
  g_array_unref (self->changed);
  g_free (self);
}

LampNetwork *
lamp_energisation_get_network (const LampEnergisation *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->network;
}

const guint8 *
lamp_energisation_get_elements (const LampEnergisation *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->elements;
}

const guint8 *
lamp_energisation_get_nodes (const LampEnergisation *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->nodes;
}

gboolean
lamp_energisation_is_open (const LampEnergisation *self, guint32 element)
{
  g_return_val_if_fail (element < self->network->n_elements, FALSE);

  return self->open[element];
}

gboolean
lamp_energisation_is_normally_open (const LampEnergisation *self, guint32 element)
{
  g_return_val_if_fail (element < self->network->n_elements, FALSE);

  return (self->network->element_flags[element] & LAMP_ELEMENT_NORMALLY_OPEN) != 0;
}

static void
move (LampEnergisation *self, guint32 element)
{
  gpointer key = GUINT_TO_POINTER (element);

  self->open[element] = !self->open[element];
  if (!g_hash_table_remove (self->off, key))
    g_hash_table_add (self->off, key);
  g_array_append_val (self->moved, element);
}

static void
lose (LampEnergisation *self, guint32 node)
{
  self->nodes[node] = LOST;
  self->up[node] = LAMP_NONE;
  g_array_append_val (self->lost, node);
}

/* Step 1. */
static void
lose_below (LampEnergisation *self, guint32 element)
{
  const LampNetwork *network = self->network;
  guint32            from = network->element_from[element];
  guint32            to = network->element_to[element];
  guint              first = self->lost->len;

  if (to != LAMP_NONE && self->up[to] == element)
    lose (self, to);
  else if (from != LAMP_NONE && self->up[from] == element)
    lose (self, from);

  for (guint i = first; i < self->lost->len; i++)
    {
      guint32        n = 0;
      guint32        node = g_array_index (self->lost, guint32, i);
      const guint32 *edges = lamp_network_node_elements (network, node, &n);

      for (guint32 j = 0; j < n; j++)
        {
          guint32 next = lamp_network_other_end (network, edges[j], node);

          if (next != LAMP_NONE && self->up[next] == edges[j])
            lose (self, next);
        }
    }
}

static void
feed (LampEnergisation *self, guint32 node, guint32 element)
{
  if (self->nodes[node] != LOST)
    g_array_append_val (self->changed, node);
  self->nodes[node] = LAMP_SUPPLY_ENERGISED;
  self->up[node] = element;
  g_array_append_val (self->queue, node);
}

/* Step 2. */
static void
feed_edges (LampEnergisation *self)
{
  const LampNetwork *network = self->network;

  for (guint i = 0; i < self->lost->len; i++)
    {
      guint32        n = 0;
      guint32        node = g_array_index (self->lost, guint32, i);
      const guint32 *edges = lamp_network_node_elements (network, node, &n);

      for (guint32 j = 0; j < n && self->nodes[node] == LOST; j++)
        if (!self->open[edges[j]] && is_live (self, lamp_network_other_end (network, edges[j], node)))
          feed (self, node, edges[j]);
    }

  for (guint i = 0; i < self->moved->len; i++)
    {
      guint32 element = g_array_index (self->moved, guint32, i);
      guint32 from = network->element_from[element];
      guint32 to = network->element_to[element];

      if (self->open[element] || from == LAMP_NONE || to == LAMP_NONE || is_live (self, from) == is_live (self, to))
        continue;
      feed (self, is_live (self, from) ? to : from, element);
    }
}

/* Step 3. */
static void
feed_on (LampEnergisation *self)
{
  for (guint i = 0; i < self->queue->len; i++)
    {
      guint32        n = 0;
      guint32        node = g_array_index (self->queue, guint32, i);
      const guint32 *edges = lamp_network_node_elements (self->network, node, &n);

      for (guint32 j = 0; j < n; j++)
        {
          guint32 next = lamp_network_other_end (self->network, edges[j], node);

          if (next != LAMP_NONE && !self->open[edges[j]] && !is_live (self, next))
            feed (self, next, edges[j]);
        }
    }
}

/* An open tie shows what stands at its ends; anything else that is open carries nothing. */
static LampSupply
supply_of (const LampEnergisation *self, guint32 element)
{
  gboolean dead = self->open[element] && !lamp_energisation_is_normally_open (self, element);

  if (!dead && (is_live (self, self->network->element_from[element]) || is_live (self, self->network->element_to[element])))
    return LAMP_SUPPLY_ENERGISED;
  return element < self->network->priv->n_reached ? LAMP_SUPPLY_OUT : LAMP_SUPPLY_UNKNOWN;
}

static void
spoil (const LampEnergisation *self, guint32 element, LampWorldBox *dirty)
{
  LampWorldBox box = LAMP_WORLD_BOX_EMPTY;

  if (dirty == NULL)
    return;

  box = lamp_network_element_box (self->network, element);
  if (lamp_world_box_is_empty (box))
    return;
  lamp_world_box_add (dirty, (LampWorld){ box.x0, box.y0 });
  lamp_world_box_add (dirty, (LampWorld){ box.x1, box.y1 });
}

static gboolean
look_again (LampEnergisation *self, guint32 element, LampWorldBox *dirty)
{
  LampSupply supply = supply_of (self, element);

  if (self->elements[element] == supply)
    return FALSE;
  self->elements[element] = (guint8)supply;
  spoil (self, element, dirty);
  return TRUE;
}

/* Step 4. */
static gboolean
settle (LampEnergisation *self, LampWorldBox *dirty)
{
  gboolean any = FALSE;

  for (guint i = 0; i < self->lost->len; i++)
    {
      guint32 node = g_array_index (self->lost, guint32, i);

      if (self->nodes[node] != LOST)
        continue;
      self->nodes[node] = self->network->priv->node_reached[node] ? LAMP_SUPPLY_OUT : LAMP_SUPPLY_UNKNOWN;
      g_array_append_val (self->changed, node);
    }

  for (guint i = 0; i < self->changed->len; i++)
    {
      guint32        n = 0;
      const guint32 *edges = lamp_network_node_elements (self->network, g_array_index (self->changed, guint32, i), &n);

      for (guint32 j = 0; j < n; j++)
        any |= look_again (self, edges[j], dirty);
    }

  for (guint i = 0; i < self->moved->len; i++)
    {
      any |= look_again (self, g_array_index (self->moved, guint32, i), dirty);
      spoil (self, g_array_index (self->moved, guint32, i), dirty);
    }

  return any || self->changed->len > 0;
}

static gboolean
apply (LampEnergisation *self, LampWorldBox *dirty)
{
  gboolean any = FALSE;

  for (guint i = 0; i < self->moved->len; i++)
    if (self->open[g_array_index (self->moved, guint32, i)])
      lose_below (self, g_array_index (self->moved, guint32, i));
  feed_edges (self);
  feed_on (self);
  any = settle (self, dirty);

  g_array_set_size (self->moved, 0);
  g_array_set_size (self->lost, 0);
  g_array_set_size (self->queue, 0);
  g_array_set_size (self->changed, 0);
  return any;
}

gboolean
lamp_energisation_set_open (LampEnergisation *self,
                            guint32           element,
                            gboolean          open,
                            LampWorldBox     *dirty)
{
  g_return_val_if_fail (self != NULL, FALSE);
  g_return_val_if_fail (element < self->network->n_elements, FALSE);

  if (!self->open[element] == !open)
    return FALSE;

  move (self, element);
  return apply (self, dirty);
}

void
lamp_energisation_set_all (LampEnergisation *self,
                           const guint32    *elements,
                           const gboolean   *open,
                           guint             n,
                           LampWorldBox     *dirty)
{
  g_autoptr (GHashTable) wanted = g_hash_table_new (NULL, NULL);
  g_autoptr (GList) off = NULL;

  g_return_if_fail (self != NULL);

  for (guint i = 0; i < n; i++)
    {
      g_return_if_fail (elements[i] < self->network->n_elements);
      g_hash_table_insert (wanted, GUINT_TO_POINTER (elements[i]), GINT_TO_POINTER (open[i] ? 1 : 2));
    }

  off = g_hash_table_get_keys (self->off);
  for (GList *at = off; at != NULL; at = at->next)
    if (!g_hash_table_contains (wanted, at->data))
      move (self, GPOINTER_TO_UINT (at->data));

  for (guint i = 0; i < n; i++)
    if (self->open[elements[i]] != (GPOINTER_TO_INT (g_hash_table_lookup (wanted, GUINT_TO_POINTER (elements[i]))) == 1))
      move (self, elements[i]);

  apply (self, dirty);
}

guint32
lamp_energisation_get_upstream (const LampEnergisation *self, guint32 element)
{
  guint32 from = LAMP_NONE;
  guint32 to = LAMP_NONE;

  g_return_val_if_fail (element < self->network->n_elements, LAMP_NONE);

  if (self->elements[element] != LAMP_SUPPLY_ENERGISED)
    return LAMP_NONE;

  from = self->network->element_from[element];
  to = self->network->element_to[element];
  if (is_live (self, from) && self->up[from] != element)
    return self->up[from];
  return is_live (self, to) && self->up[to] != element ? self->up[to] : LAMP_NONE;
}

guint32
lamp_energisation_get_normal_upstream (const LampEnergisation *self, guint32 element)
{
  g_return_val_if_fail (element < self->network->n_elements, LAMP_NONE);

  return self->network->priv->tree_parent[element];
}
