/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Which letters an element conducts, and which are live at each node in the normal state; the rules are in
 * network-private.h. O(elements), but for transformers at nodes where very many elements meet.
 */
#include "config.h"

#include "grid/energisation-private.h"
#include "grid/large.h"

static guint8
letters_of (const LampNetwork *network, guint32 element)
{
  guint8 letters = network->element_phases[element] & LAMP_PHASE_ABC;

  return letters != 0 ? letters : LAMP_PHASE_ABC;
}

static guint32
degree (const LampNetwork *network, guint32 node)
{
  guint32 n = 0;

  lamp_network_node_elements (network, node, &n);
  return n;
}

/* Another transformer between the same nodes, on another phase. */
static gboolean
is_in_bank (const LampNetwork *network, guint32 element)
{
  guint32        from = network->element_from[element];
  guint32        to = network->element_to[element];
  guint32        near = degree (network, from) < degree (network, to) ? from : to;
  guint32        n = 0;
  const guint32 *edges = lamp_network_node_elements (network, near, &n);

  for (guint32 i = 0; i < n; i++)
    if (network->element_kind[edges[i]] == LAMP_ELEMENT_TRANSFORMER &&
        lamp_network_other_end (network, edges[i], near) == lamp_network_other_end (network, element, near) &&
        (letters_of (network, edges[i]) & letters_of (network, element)) == 0)
      return TRUE;
  return FALSE;
}

/* The end with the one letter is the one it is fed from; `from`, where that is not known. */
static guint8
pass_of (const LampNetwork *network, guint32 element)
{
  guint8  letters = letters_of (network, element);
  guint32 from = network->element_from[element];
  guint32 to = network->element_to[element];
  guint8  end = 0;

  if (network->element_kind[element] != LAMP_ELEMENT_TRANSFORMER || (letters & (letters - 1)) != 0 || from == LAMP_NONE ||
      to == LAMP_NONE || from == to || is_in_bank (network, element))
    return letters;
  if (lamp_network_is_tree (network, element) && network->priv->node_feed[from] == element)
    end = LAMP_PASS_AT_TO;
  return letters | LAMP_PASS_COUPLES | end;
}

/* What the tree reaches and no letter does; from above, so that the node before has been seen to. */
static void
mend (LampEnergisation *all, guint32 element)
{
  LampNetwork *network = all->network;
  gboolean     down = network->priv->node_feed[network->element_to[element]] == element;
  guint32      fed = down ? network->element_to[element] : network->element_from[element];
  guint32      above = down ? network->element_from[element] : network->element_to[element];
  guint8       live = all->phases[above] & LAMP_PHASE_ABC;

  if ((all->phases[fed] & LAMP_PHASE_ABC) != 0 || live == 0)
    return;
  network->priv->element_pass[element] = (guint8)((live & -live) | LAMP_PASS_COUPLES | (down ? 0 : LAMP_PASS_AT_TO));
  lamp_energisation_feed (all, fed, lamp_network_pass (network, element, above, live), element);
  lamp_energisation_spread (all);
}

void
lamp_network_find_phases (LampNetwork *network)
{
  struct _LampNetworkPrivate *priv = network->priv;
  LampEnergisation           *all = NULL;

  priv->element_pass = lamp_large_new_exact (guint8, network->n_elements);
  for (guint32 i = 0; i < network->n_elements; i++)
    priv->element_pass[i] = pass_of (network, i);

  all = lamp_energisation_alloc (network);
  lamp_energisation_start (all);
  for (guint32 i = 0; i < priv->n_reached; i++)
    if (lamp_network_is_tree (network, i))
      mend (all, i);

  priv->node_phases = lamp_large_new_exact (guint8, network->n_nodes);
  for (guint32 i = 0; i < network->n_nodes; i++)
    priv->node_phases[i] = all->phases[i] & LAMP_PHASE_ABC;
  lamp_energisation_free (all);
}
