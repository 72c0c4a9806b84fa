/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What is alive now; see energisation.h. The vertices and what joins them are in network-private.h, the forest that
 * says what feeds what in energisation-private.h. A batch of changes, unless it is a large one (energisation-anew.c), is four steps:
 *  1. Below every opened element that fed something, all vertices are marked lost.
 *  2. Lost vertices beside a live one, and the dead ends of closed elements, are fed again.
 *  3. From there on through everything closed and dead.
 *  4. What is still lost is out. Only elements at nodes that were touched, and those moved, are looked at again
 *     (energisation-supply.c).
 */
#include "config.h"

#include "grid/energisation-private.h"

/* --- a batch --- */

/* Open on all the letters it has is open altogether. */
static guint8
open_of (const LampNetwork *network, guint32 element, guint8 phases)
{
  guint8 letters = network->element_phases[element] & LAMP_PHASE_ABC;

  if (letters == 0)
    letters = LAMP_PHASE_ABC;
  return (phases & letters) == letters ? LAMP_PHASE_ABC : phases & letters;
}

static void
move (LampEnergisation *self, guint32 element, guint8 open)
{
  gpointer key = GUINT_TO_POINTER (element);

  lamp_node_list_add (&self->moved, element, self->open[element]);
  self->open[element] = open;
  if (open == lamp_element_normal_open (self->network, element))
    g_hash_table_remove (self->off, key);
  else
    g_hash_table_add (self->off, key);
}

static void
touch (LampEnergisation *self, guint32 node)
{
  if ((self->phases[node] & LAMP_PHASES_TOUCHED) != 0)
    return;
  lamp_node_list_add (&self->touched, node, self->phases[node]);
  self->phases[node] |= LAMP_PHASES_TOUCHED;
}

static void
lose (LampEnergisation *self, guint32 node, guint8 phases)
{
  touch (self, node);
  self->phases[node] &= (guint8)~phases;
  for (guint p = 0; p < LAMP_N_PHASES; p++)
    if ((phases & 1u << p) != 0)
      self->up[node][p] = LAMP_FEED_NONE;
  lamp_node_list_add (&self->lost, node, phases);
}

/* What `node` has through the element from letters in `phases` at its other end. */
static guint8
fed_from (const LampEnergisation *self, guint32 node, guint32 element, guint8 phases)
{
  guint8 fed = 0;

  for (guint p = 0; p < LAMP_N_PHASES; p++)
    if (lamp_energisation_feeds (self, element, node, p) && (phases & 1u << lamp_feed_letter (self->up[node][p])) != 0)
      fed |= (guint8)(1u << p);
  return fed;
}

/* Step 1. */
static void
lose_below (LampEnergisation *self, guint32 element, guint8 opened)
{
  const LampNetwork *network = self->network;
  const guint32      ends[2] = { network->element_from[element], network->element_to[element] };
  guint32            first = self->lost.n;

  if ((network->priv->element_pass[element] & LAMP_PASS_COUPLES) != 0)
    opened = LAMP_PHASE_ABC;
  for (guint i = 0; i < G_N_ELEMENTS (ends); i++)
    {
      guint8 fed = ends[i] != LAMP_NONE ? fed_from (self, ends[i], element, opened) : 0;

      if (fed != 0)
        lose (self, ends[i], fed);
    }

  for (guint32 i = first; i < self->lost.n; i++)
    {
      guint32        n = 0;
      LampNodePhases row = self->lost.rows[i];
      const guint32 *edges = lamp_network_node_elements (network, row.node, &n);

      for (guint32 j = 0; j < n; j++)
        {
          guint32 next = lamp_network_other_end (network, edges[j], row.node);
          guint8  fed = next != LAMP_NONE && next != row.node ? fed_from (self, next, edges[j], (guint8)row.phases) : 0;

          if (fed != 0)
            lose (self, next, fed);
        }
    }
}

/* The letter a coupling takes is the first that is live. */
static guint
coupled_letter (const LampEnergisation *self, guint32 node, guint32 element)
{
  const LampNetwork *network = self->network;
  guint8             pass = network->priv->element_pass[element];
  guint32            other = lamp_network_other_end (network, element, node);
  gboolean           one = other == ((pass & LAMP_PASS_AT_TO) != 0 ? network->element_to[element] : network->element_from[element]);

  return (guint)__builtin_ctz (one ? pass & LAMP_PHASE_ABC : lamp_energisation_live_at (self, other));
}

/* Writes what feeds what. */
static inline void
mark_fed (LampEnergisation *self, guint32 node, guint8 phases, guint32 element)
{
  gboolean couples = (self->network->priv->element_pass[element] & LAMP_PASS_COUPLES) != 0;
  guint    letter = couples ? coupled_letter (self, node, element) : 0;

  for (guint p = 0; p < LAMP_N_PHASES; p++)
    if ((phases & 1u << p) != 0)
      self->up[node][p] = element | (couples ? letter : p) << LAMP_FEED_BITS;
  self->phases[node] |= phases;
}

void
lamp_energisation_feed (LampEnergisation *self, guint32 node, guint8 phases, guint32 element)
{
  touch (self, node);
  mark_fed (self, node, phases, element);
  lamp_node_list_add (&self->queue, node, phases);
}

/* Step 2, of lost vertices. */
static void
feed_lost (LampEnergisation *self)
{
  const LampNetwork *network = self->network;

  for (guint32 i = 0; i < self->lost.n; i++)
    {
      guint32        n = 0;
      LampNodePhases row = self->lost.rows[i];
      const guint32 *edges = lamp_network_node_elements (network, row.node, &n);

      for (guint32 j = 0; j < n; j++)
        {
          guint32 next = lamp_network_other_end (network, edges[j], row.node);
          guint8  missing = (guint8)row.phases & (guint8)~self->phases[row.node];
          guint8  gain = 0;

          if (missing == 0)
            break;
          if (next != LAMP_NONE && next != row.node)
            gain = lamp_energisation_conduct (self, edges[j], next, lamp_energisation_live_at (self, next)) & missing;
          if (gain != 0)
            lamp_energisation_feed (self, row.node, gain, edges[j]);
        }
    }
}

/* Step 2, of the dead ends of closed elements. */
static void
feed_moved (LampEnergisation *self)
{
  const LampNetwork *network = self->network;

  for (guint32 i = 0; i < self->moved.n; i++)
    {
      guint32 element = self->moved.rows[i].node;
      guint32 from = network->element_from[element];
      guint32 to = network->element_to[element];
      guint8  gain = 0;

      if (from == LAMP_NONE || to == LAMP_NONE || from == to)
        continue;
      gain = lamp_energisation_conduct (self, element, from, lamp_energisation_live_at (self, from)) & (guint8)~self->phases[to];
      if (gain != 0)
        lamp_energisation_feed (self, to, gain, element);
      gain = lamp_energisation_conduct (self, element, to, lamp_energisation_live_at (self, to)) & (guint8)~self->phases[from];
      if (gain != 0)
        lamp_energisation_feed (self, from, gain, element);
    }
}

/* Step 3. The last come first: neighbours have neighbouring numbers. */
void
lamp_energisation_spread (LampEnergisation *self)
{
  while (self->queue.n > 0)
    {
      guint32        n = 0;
      LampNodePhases row = self->queue.rows[--self->queue.n];
      const guint32 *edges = lamp_network_node_elements (self->network, row.node, &n);

      for (guint32 j = 0; j < n; j++)
        {
          guint32 next = lamp_network_other_end (self->network, edges[j], row.node);
          guint8  gain = 0;

          if (next != LAMP_NONE && next != row.node)
            gain = lamp_energisation_conduct (self, edges[j], row.node, (guint8)row.phases) & (guint8)~self->phases[next];
          if (gain != 0)
            lamp_energisation_feed (self, next, gain, edges[j]);
        }
    }
}

/* Steps 1 to 3. */
static void
follow (LampEnergisation *self)
{
  self->touched.n = 0;
  for (guint32 i = 0; i < self->moved.n; i++)
    {
      guint32 element = self->moved.rows[i].node;
      guint8  opened = self->open[element] & (guint8)~self->moved.rows[i].phases;

      if (opened != 0)
        lose_below (self, element, opened);
    }
  feed_lost (self);
  feed_moved (self);
  lamp_energisation_spread (self);
}

static gboolean
apply (LampEnergisation *self, LampWorldBox *dirty)
{
  gboolean any = FALSE;

  g_clear_pointer (&self->rings, g_free);
  if (lamp_energisation_is_large (self))
    {
      lamp_energisation_anew (self);
      any = lamp_energisation_settle_all (self, dirty);
    }
  else
    {
      follow (self);
      any = lamp_energisation_settle (self, dirty);
    }

  self->moved.n = 0;
  self->lost.n = 0;
  return any;
}

/* --- from scratch --- */

/* Along the normal tree in one pass, a feed before what it feeds; then what other ways add. */
void
lamp_energisation_start (LampEnergisation *self)
{
  const LampNetwork                *network = self->network;
  const struct _LampNetworkPrivate *priv = network->priv;

  for (guint32 i = 0; i < network->n_sources; i++)
    if (network->sources[i].node != LAMP_NONE)
      self->phases[network->sources[i].node] = LAMP_PHASE_ABC;

  for (guint32 i = 0; i < priv->n_reached; i++)
    if (lamp_network_is_tree (network, i))
      {
        guint32 from = network->element_from[i];
        guint32 to = network->element_to[i];
        guint32 fed = priv->node_feed[to] == i ? to : from;
        guint32 above = fed == to ? from : to;

        mark_fed (self, fed, lamp_energisation_conduct (self, i, above, self->phases[above]), i);
      }

  for (guint32 i = 0; i < network->n_elements; i++) /* what is moved may reach an island */
    if (!lamp_network_is_tree (network, i) && self->open[i] != LAMP_PHASE_ABC)
      lamp_node_list_add (&self->moved, i, 0);
  feed_moved (self);
  lamp_energisation_spread (self);
  for (guint32 i = 0; i < self->touched.n; i++)
    self->phases[self->touched.rows[i].node] &= LAMP_PHASE_ABC;
  self->moved.n = 0;
}

LampEnergisation *
lamp_energisation_new (LampNetwork *network)
{
  LampEnergisation *self = NULL;

  g_return_val_if_fail (network != NULL, NULL);

  self = lamp_energisation_alloc (network);
  lamp_energisation_start (self);
  lamp_energisation_settle_normal (self);
  return self;
}

void
lamp_energisation_swap (LampEnergisation *self, const guint32 *elements, guint8 *positions, guint n)
{
  for (guint i = 0; i < n; i++)
    {
      guint8 was = self->open[elements[i]];

      move (self, elements[i], positions[i]);
      positions[i] = was;
    }
  apply (self, NULL);
}

gboolean
lamp_energisation_set_open_phases (LampEnergisation *self,
                                   guint32           element,
                                   guint8            phases,
                                   LampWorldBox     *dirty)
{
  guint8 open = 0;

  g_return_val_if_fail (self != NULL, FALSE);
  g_return_val_if_fail (element < self->network->n_elements, FALSE);

  open = open_of (self->network, element, phases);
  if (self->open[element] == open)
    return FALSE;
  move (self, element, open);
  return apply (self, dirty);
}

gboolean
lamp_energisation_set_open (LampEnergisation *self,
                            guint32           element,
                            gboolean          open,
                            LampWorldBox     *dirty)
{
  return lamp_energisation_set_open_phases (self, element, open ? LAMP_PHASE_ABC : 0, dirty);
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
      move (self, GPOINTER_TO_UINT (at->data), lamp_element_normal_open (self->network, GPOINTER_TO_UINT (at->data)));

  for (guint i = 0; i < n; i++)
    {
      gboolean wants = GPOINTER_TO_INT (g_hash_table_lookup (wanted, GUINT_TO_POINTER (elements[i]))) == 1;

      if (self->open[elements[i]] != (wants ? LAMP_PHASE_ABC : 0))
        move (self, elements[i], wants ? LAMP_PHASE_ABC : 0);
    }

  apply (self, dirty);
}

gboolean
lamp_energisation_climb (const LampEnergisation *self, guint32 *node, guint *letter, guint32 *element)
{
  guint32 feed = self->up[*node][*letter];

  if (feed == LAMP_FEED_NONE)
    return FALSE;
  *element = lamp_feed_element (feed);
  *node = lamp_network_other_end (self->network, *element, *node);
  *letter = lamp_feed_letter (feed);
  return TRUE;
}
