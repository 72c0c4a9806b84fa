/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What the live vertices mean for nodes and elements: who has its supply, who has part of it, which elements close rings;
 * and the box of what a map has to paint again. Step 4 of a batch, see energisation.c.
 */
#include "grid/energisation-private.h"

#include <string.h>

/* An open tie shows what stands at its ends; anything else that is open carries nothing. Letters that are at neither
 * end even in the normal state (`normal`) say nothing: then it has what its ends have. */
static guint8
phases_of (const LampNetwork *network, guint32 element, guint8 open, const guint8 *phases, const guint8 *normal)
{
  guint32 from = network->element_from[element];
  guint32 to = network->element_to[element];
  guint8  pass = network->priv->element_pass[element];
  guint8  ends = 0;
  guint8  normal_ends = 0;
  guint8  letters = pass & LAMP_PHASE_ABC;

  if (from != LAMP_NONE)
    {
      ends |= phases[from] & LAMP_PHASE_ABC;
      normal_ends |= normal[from];
    }
  if (to != LAMP_NONE)
    {
      ends |= phases[to] & LAMP_PHASE_ABC;
      normal_ends |= normal[to];
    }
  if (lamp_element_normal_open (network, element) == 0)
    {
      if (open == LAMP_PHASE_ABC || (open != 0 && (pass & LAMP_PASS_COUPLES) != 0))
        return 0;
      letters &= (guint8)~open;
    }
  if ((pass & LAMP_PASS_COUPLES) != 0)
    {
      guint32 one = (pass & LAMP_PASS_AT_TO) != 0 ? to : from;
      guint32 other = (pass & LAMP_PASS_AT_TO) != 0 ? from : to;

      if (open != 0)
        return ends != 0 ? letters : 0;
      return (phases[other] & LAMP_PHASE_ABC) != 0 ? letters : phases[one] & letters;
    }
  return (normal_ends & pass) == 0 ? ends : ends & letters;
}

guint8
lamp_energisation_get_element_phases (const LampEnergisation *self, guint32 element)
{
  g_return_val_if_fail (element < self->network->n_elements, 0);

  return phases_of (self->network, element, self->open[element], self->phases, self->network->priv->node_phases);
}

static LampSupply
supply_of (const LampEnergisation *self, guint32 element)
{
  const LampNetwork *network = self->network;
  const guint8      *normal = network->priv->node_phases;
  guint8             now = phases_of (network, element, self->open[element], self->phases, normal);
  guint8             wanted = 0;

  if (now == 0)
    return element < network->priv->n_reached ? LAMP_SUPPLY_OUT : LAMP_SUPPLY_UNKNOWN;
  wanted = phases_of (network, element, lamp_element_normal_open (network, element), normal, normal);
  return (now & wanted) == wanted ? LAMP_SUPPLY_ENERGISED : LAMP_SUPPLY_PARTLY;
}

static LampSupply
supply_at (const LampEnergisation *self, guint32 node)
{
  const struct _LampNetworkPrivate *priv = self->network->priv;
  guint8                            now = lamp_energisation_live_at (self, node);

  if (now == 0)
    return priv->node_reached[node] ? LAMP_SUPPLY_OUT : LAMP_SUPPLY_UNKNOWN;
  return (now & priv->node_phases[node]) == priv->node_phases[node] ? LAMP_SUPPLY_ENERGISED : LAMP_SUPPLY_PARTLY;
}

static gboolean
closes_ring (const LampEnergisation *self, guint32 element)
{
  guint32 from = self->network->element_from[element];
  guint32 to = self->network->element_to[element];
  guint8  arrives = 0;

  if (from == LAMP_NONE || to == LAMP_NONE || from == to || self->open[element] == LAMP_PHASE_ABC)
    return FALSE;
  arrives = lamp_energisation_conduct (self, element, from, lamp_energisation_live_at (self, from)) & lamp_energisation_live_at (self, to);
  for (guint p = 0; p < LAMP_N_PHASES && arrives != 0; p++)
    {
      if (lamp_energisation_feeds (self, element, to, p))
        arrives &= (guint8) ~(1u << p);
      else if (lamp_energisation_feeds (self, element, from, p))
        arrives &= (self->network->priv->element_pass[element] & LAMP_PASS_COUPLES) != 0 ? 0 : (guint8) ~(1u << p);
    }
  return arrives != 0;
}

static void
mark_ring (LampEnergisation *self, guint32 element)
{
  if (closes_ring (self, element))
    g_hash_table_add (self->closes, GUINT_TO_POINTER (element));
  else if (g_hash_table_size (self->closes) > 0)
    g_hash_table_remove (self->closes, GUINT_TO_POINTER (element));
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
  lamp_world_box_join (dirty, box);
}

static gboolean
look_again (LampEnergisation *self, guint32 element, LampWorldBox *dirty)
{
  LampSupply supply = supply_of (self, element);

  mark_ring (self, element);
  if (self->elements[element] == supply)
    return FALSE;
  self->elements[element] = (guint8)supply;
  spoil (self, element, dirty);
  return TRUE;
}

static gboolean
was_touched (const LampEnergisation *self, guint32 node)
{
  return node != LAMP_NONE && (self->phases[node] & LAMP_PHASES_TOUCHED) != 0;
}

gboolean
lamp_energisation_settle_all (LampEnergisation *self, LampWorldBox *dirty)
{
  gboolean any = self->touched.n > 0;

  for (guint32 i = 0; i < self->touched.n; i++)
    self->nodes[self->touched.rows[i].node] = (guint8)supply_at (self, self->touched.rows[i].node);
  for (guint32 i = 0; i < self->network->n_elements; i++)
    any |= look_again (self, i, dirty);
  for (guint32 i = 0; i < self->moved.n; i++)
    spoil (self, self->moved.rows[i].node, dirty);
  return any;
}

gboolean
lamp_energisation_settle (LampEnergisation *self, LampWorldBox *dirty)
{
  gboolean any = FALSE;

  for (guint32 i = 0; i < self->touched.n; i++)
    {
      LampNodePhases row = self->touched.rows[i];

      any |= lamp_energisation_live_at (self, row.node) != row.phases;
      self->nodes[row.node] = (guint8)supply_at (self, row.node);
    }

  for (guint32 i = 0; i < self->touched.n; i++)
    {
      guint32        n = 0;
      guint32        node = self->touched.rows[i].node;
      const guint32 *edges = lamp_network_node_elements (self->network, node, &n);

      /* Once is enough: at its `from`, when both ends were touched. */
      for (guint32 j = 0; j < n; j++)
        if (self->network->element_from[edges[j]] == node || !was_touched (self, self->network->element_from[edges[j]]))
          any |= look_again (self, edges[j], dirty);
    }
  for (guint32 i = 0; i < self->touched.n; i++)
    self->phases[self->touched.rows[i].node] &= LAMP_PHASE_ABC;

  for (guint32 i = 0; i < self->moved.n; i++)
    {
      any |= look_again (self, self->moved.rows[i].node, dirty);
      spoil (self, self->moved.rows[i].node, dirty);
    }

  return any;
}

void
lamp_energisation_settle_normal (LampEnergisation *self)
{
  const LampNetwork *network = self->network;

  memset (self->elements, LAMP_SUPPLY_ENERGISED, network->priv->n_reached);
  for (guint32 i = 0; i < network->n_nodes; i++)
    self->nodes[i] = network->priv->node_reached[i] ? LAMP_SUPPLY_ENERGISED : LAMP_SUPPLY_UNKNOWN;
  /* What the tree alone feeds is no ring. */
  for (guint32 i = 0; i < network->priv->n_reached; i++)
    if (self->touched.n > 0 || !lamp_network_is_tree (network, i))
      mark_ring (self, i);
}
