/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * See oracle.h.
 */
#include "grid/oracle.h"
#include "grid/network-private.h"

#include <string.h>

static guint8
letters_of (const LampNetwork *network, guint32 element)
{
  return network->element_phases[element] == 0 ? LAMP_PHASE_ABC : network->element_phases[element];
}

static gboolean
is_lone_transformer (const LampNetwork *network, guint32 element)
{
  guint8  own = letters_of (network, element);
  guint32 from = network->element_from[element];
  guint32 to = network->element_to[element];

  if (network->element_kind[element] != LAMP_ELEMENT_TRANSFORMER || from == to || from == LAMP_NONE || to == LAMP_NONE ||
      (own != LAMP_PHASE_A && own != LAMP_PHASE_B && own != LAMP_PHASE_C))
    return FALSE;
  for (guint32 i = 0; i < network->n_elements; i++)
    if (network->element_kind[i] == LAMP_ELEMENT_TRANSFORMER && (letters_of (network, i) & own) == 0 &&
        ((network->element_from[i] == from && network->element_to[i] == to) || (network->element_from[i] == to && network->element_to[i] == from)))
      return FALSE;
  return TRUE;
}

/* Which end has the one letter, and which letters contradict what feeds them, follows from the tree the network chose. */
guint8
oracle_joins (const LampNetwork *network, guint32 element, guint letter)
{
  guint8   pass = network->priv->element_pass[element];
  gboolean couples = (pass & LAMP_PASS_COUPLES) != 0;
  guint8   bit = (guint8)(1u << letter);

  if (is_lone_transformer (network, element))
    g_assert_true (couples);
  if (!couples)
    {
      g_assert_cmphex (pass, ==, letters_of (network, element));
      return bit & letters_of (network, element);
    }
  if ((pass & LAMP_PASS_AT_TO) != 0)
    return pass & LAMP_PHASE_ABC;
  return (pass & bit) != 0 ? LAMP_PHASE_ABC : 0;
}

static gboolean
conducts (const LampNetwork *network, guint32 element, const guint8 *open, guint letter)
{
  if ((network->priv->element_pass[element] & LAMP_PASS_COUPLES) != 0)
    return open[element] == 0;
  return (open[element] & 1u << letter) == 0;
}

static gboolean
join (const LampNetwork *network, guint32 element, const guint8 *open, guint8 *phases)
{
  guint32  from = network->element_from[element];
  guint32  to = network->element_to[element];
  gboolean moved = FALSE;

  for (guint p = 0; p < 3; p++)
    for (guint q = 0; q < 3; q++)
      if (conducts (network, element, open, p) && (oracle_joins (network, element, p) & 1u << q) != 0 &&
          ((phases[from] >> p) & 1) != ((phases[to] >> q) & 1))
        {
          phases[from] |= (guint8)(1u << p);
          phases[to] |= (guint8)(1u << q);
          moved = TRUE;
        }
  return moved;
}

static guint8 *
spread (const LampNetwork *network, const guint8 *open)
{
  guint8  *phases = g_malloc0 (MAX (network->n_nodes, 1));
  gboolean moved = TRUE;

  for (guint i = 0; i < network->n_sources; i++)
    if (network->sources[i].node != LAMP_NONE)
      phases[network->sources[i].node] = LAMP_PHASE_ABC;
  while (moved)
    {
      moved = FALSE;
      for (guint32 i = 0; i < network->n_elements; i++)
        if (network->element_from[i] != LAMP_NONE && network->element_to[i] != LAMP_NONE && network->element_from[i] != network->element_to[i])
          moved |= join (network, i, open, phases);
    }
  return phases;
}

guint8 *
oracle_normal_positions (const LampNetwork *network)
{
  guint8 *open = g_malloc0 (MAX (network->n_elements, 1));

  for (guint32 i = 0; i < network->n_elements; i++)
    open[i] = (network->element_flags[i] & LAMP_ELEMENT_NORMALLY_OPEN) != 0 ? LAMP_PHASE_ABC : 0;
  return open;
}

static guint8
at (const guint8 *phases, guint32 node)
{
  return node == LAMP_NONE ? 0 : phases[node];
}

static guint8
element_phases (const LampNetwork *network, guint32 i, const guint8 *open, const guint8 *phases, const guint8 *normal)
{
  guint8   ends = at (phases, network->element_from[i]) | at (phases, network->element_to[i]);
  guint8   usual = at (normal, network->element_from[i]) | at (normal, network->element_to[i]);
  guint8   letters = network->priv->element_pass[i] & LAMP_PHASE_ABC;
  gboolean tie = (network->element_flags[i] & LAMP_ELEMENT_NORMALLY_OPEN) != 0;
  guint8   shown = letters & (guint8) ~(tie ? 0 : open[i]);

  if (!tie && (open[i] == LAMP_PHASE_ABC || (open[i] != 0 && (network->priv->element_pass[i] & LAMP_PASS_COUPLES) != 0)))
    return 0;
  if ((network->priv->element_pass[i] & LAMP_PASS_COUPLES) != 0)
    {
      gboolean at_to = (network->priv->element_pass[i] & LAMP_PASS_AT_TO) != 0;
      guint8   one = at (phases, at_to ? network->element_to[i] : network->element_from[i]);
      guint8   other = at (phases, at_to ? network->element_from[i] : network->element_to[i]);

      if (open[i] != 0)
        return ends != 0 ? shown : 0;
      return other != 0 ? shown : one & shown;
    }
  return (usual & letters) == 0 ? ends : ends & shown;
}

static guint8
supply (guint8 now, guint8 usual, gboolean known)
{
  if (now == 0)
    return known ? LAMP_SUPPLY_OUT : LAMP_SUPPLY_UNKNOWN;
  return (now & usual) == usual ? LAMP_SUPPLY_ENERGISED : LAMP_SUPPLY_PARTLY;
}

Oracle
oracle_ask (const LampNetwork *network, const guint8 *open)
{
  g_autofree guint8 *normally = oracle_normal_positions (network);
  g_autofree guint8 *normal = spread (network, normally);
  Oracle             oracle = { spread (network, open), g_malloc0 (network->n_elements), g_malloc0 (MAX (network->n_nodes, 1)), g_malloc0 (network->n_elements) };

  for (guint32 i = 0; i < network->n_elements; i++)
    {
      gboolean known = at (normal, network->element_from[i]) != 0 || at (normal, network->element_to[i]) != 0;

      oracle.element_phases[i] = element_phases (network, i, open, oracle.phases, normal);
      oracle.elements[i] = supply (oracle.element_phases[i], element_phases (network, i, normally, normal, normal), known);
    }
  for (guint32 i = 0; i < network->n_nodes; i++)
    oracle.nodes[i] = supply (oracle.phases[i], normal[i], normal[i] != 0);
  return oracle;
}

void
oracle_clear (Oracle *oracle)
{
  g_clear_pointer (&oracle->phases, g_free);
  g_clear_pointer (&oracle->element_phases, g_free);
  g_clear_pointer (&oracle->nodes, g_free);
  g_clear_pointer (&oracle->elements, g_free);
}
