/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What a tie can do; see restoration.h.
 */
#include "engine/restoration-private.h"

#include "engine/capacity.h"

static void
note_capacity (const LampRestoring *restoring, LampTieOption *option, guint32 element, double kva)
{
  double capacity = lamp_capacity_kva (restoring->network, element);

  option->n_way++;
  if (capacity <= 0.0)
    {
      option->known = FALSE;
      return;
    }
  if (option->tightest == LAMP_NONE || capacity - kva < option->spare_kva)
    {
      option->tightest = element;
      option->spare_kva = capacity - kva;
    }
}

/* From the live end up to the source. On a ring nobody knows how the current divides. */
static void
weigh_way (const LampRestoring *restoring, LampTieOption *option, guint32 live_end, double kw)
{
  const LampBridges *bridges = restoring->bridges;
  guint32            at = bridges->place[live_end];

  option->known = TRUE;
  note_capacity (restoring, option, option->tie, kw);
  for (; at != LAMP_NONE && bridges->parent[at] != LAMP_NONE; at = bridges->parent[at])
    {
      if (!bridges->bridge[at])
        {
          option->known = FALSE;
          option->n_way++;
          continue;
        }
      note_capacity (restoring, option, bridges->feed[at], kw + restoring->kw[bridges->end[at]] - restoring->kw[at]);
    }
}

/* Closes it, looks whether every node of the part has what it had before the fault, and opens it again. */
static gboolean
brings_all_phases (LampRestoring *restoring, const LampTieOption *option)
{
  const LampPart *part = &g_array_index (restoring->result->parts, LampPart, option->part);
  const guint8   *wanted = lamp_energisation_get_node_phases (restoring->before);
  const guint8   *now = lamp_energisation_get_node_phases (restoring->work);
  gboolean        all = TRUE;

  lamp_energisation_set_open (restoring->work, option->tie, FALSE, NULL);
  for (guint i = 0; i < part->nodes->len && all; i++)
    {
      guint32 node = g_array_index (part->nodes, guint32, i);

      all = (wanted[node] & ~now[node]) == 0;
    }
  lamp_energisation_set_open (restoring->work, option->tie, TRUE, NULL);
  return all;
}

static gboolean
is_in_section (const LampRestoring *restoring, guint32 node)
{
  return node != LAMP_NONE && g_hash_table_contains (restoring->section, GUINT_TO_POINTER (node));
}

void
lamp_restoring_weigh (LampRestoring *restoring, LampTieOption *option)
{
  const LampNetwork *network = restoring->network;
  guint32            from = network->element_from[option->tie];
  guint32            to = network->element_to[option->tie];
  guint32            other = lamp_restoring_part (restoring, from) == option->part ? to : from;
  const LampPart    *part = option->part != LAMP_NONE ? &g_array_index (restoring->result->parts, LampPart, option->part) : NULL;

  option->known = FALSE;
  option->tightest = LAMP_NONE;
  option->spare_kva = 0.0;
  option->n_way = 0;
  if (part == NULL || is_in_section (restoring, from) || is_in_section (restoring, to))
    option->verdict = LAMP_TIE_FAULT;
  else if (part->blocked || g_hash_table_contains (restoring->blocked, GUINT_TO_POINTER (option->tie)))
    option->verdict = LAMP_TIE_BLOCKED;
  else if (other != LAMP_NONE && lamp_restoring_part (restoring, from) == lamp_restoring_part (restoring, to))
    option->verdict = LAMP_TIE_RING;
  else if (other == LAMP_NONE || lamp_energisation_get_node_phases (restoring->work)[other] == 0)
    option->verdict = LAMP_TIE_DEAD;
  else if (!brings_all_phases (restoring, option))
    option->verdict = LAMP_TIE_PHASES;
  else
    {
      weigh_way (restoring, option, other, part->kw);
      option->verdict = option->tightest != LAMP_NONE && option->spare_kva < 0.0 ? LAMP_TIE_OVERLOAD : LAMP_TIE_ALTERNATIVE;
    }
}

/* Normally open switches that are open at a node; each once for each part it touches. */
static void
list_at (LampRestoring *restoring, guint32 node, guint32 part, GHashTable *listed)
{
  const LampNetwork *network = restoring->network;
  guint32            n = 0;
  const guint32     *edges = lamp_network_node_elements (network, node, &n);

  for (guint32 i = 0; i < n; i++)
    {
      LampTieOption option = { .tie = edges[i], .part = part };
      guint32       other = lamp_restoring_part (restoring, lamp_network_other_end (network, edges[i], node));

      if (!lamp_element_kind_is_switch ((LampElementKind)network->element_kind[edges[i]]) ||
          !lamp_energisation_is_normally_open (restoring->work, edges[i]) || !lamp_energisation_is_open (restoring->work, edges[i]) ||
          (part == LAMP_NONE && other != LAMP_NONE) || (other == part && !g_hash_table_add (listed, GUINT_TO_POINTER (edges[i]))))
        continue;
      g_array_append_val (restoring->result->ties, option);
    }
}

void
lamp_restoring_list_ties (LampRestoring *restoring)
{
  GArray *ties = restoring->result->ties;
  g_autoptr (GHashTable) listed = g_hash_table_new (NULL, NULL);
  GHashTableIter iter;
  gpointer       node = NULL;

  for (guint32 i = 0; i < restoring->result->parts->len; i++)
    {
      const GArray *nodes = g_array_index (restoring->result->parts, LampPart, i).nodes;

      for (guint k = 0; k < nodes->len; k++)
        list_at (restoring, g_array_index (nodes, guint32, k), i, listed);
    }
  g_hash_table_iter_init (&iter, restoring->section);
  while (g_hash_table_iter_next (&iter, &node, NULL))
    list_at (restoring, GPOINTER_TO_UINT (node), LAMP_NONE, listed);
  for (guint i = 0; i < ties->len; i++)
    lamp_restoring_weigh (restoring, &g_array_index (ties, LampTieOption, i));
}
