/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The parts that lie dead beyond an isolated section: how far each goes, and who is in it. See restoration.h.
 */
#include "engine/restoration-private.h"

void
lamp_part_clear (gpointer data)
{
  LampPart *part = data;

  g_array_unref (part->nodes);
  g_array_unref (part->devices);
}

static void
count_part (const LampRestoring *restoring, LampPart *part)
{
  const LampNetwork *network = restoring->network;

  for (guint i = 0; i < part->nodes->len; i++)
    {
      guint32 n = 0;
      guint32 node = g_array_index (part->nodes, guint32, i);
      guint32 first = lamp_network_node_customers (network, node, &n);

      if (!lamp_restoring_is_live (restoring->before, node))
        continue;
      part->n_customers += n;
      for (guint32 k = 0; k < n; k++)
        part->kw += (double)network->customer_kw[first + k];
    }
}

/* From the far end of a device through everything closed; what is live there lives by other phases. */
static void
walk_part (LampRestoring *restoring, guint32 start, guint32 index)
{
  const LampNetwork *network = restoring->network;
  LampPart           part = { .tie = LAMP_NONE };

  part.nodes = g_array_new (FALSE, FALSE, sizeof (guint32));
  part.devices = g_array_new (FALSE, FALSE, sizeof (guint32));
  g_hash_table_insert (restoring->part_of, GUINT_TO_POINTER (start), GUINT_TO_POINTER (index + 1));
  g_array_append_val (part.nodes, start);
  for (guint i = 0; i < part.nodes->len; i++)
    {
      guint32        n = 0;
      guint32        node = g_array_index (part.nodes, guint32, i);
      const guint32 *edges = lamp_network_node_elements (network, node, &n);

      for (guint32 k = 0; k < n; k++)
        {
          guint32 next = lamp_network_other_end (network, edges[k], node);

          if (lamp_energisation_is_open (restoring->work, edges[k]))
            continue;
          part.blocked |= g_hash_table_contains (restoring->blocked, GUINT_TO_POINTER (edges[k]));
          if (next != LAMP_NONE && !lamp_restoring_is_live (restoring->work, next) && g_hash_table_insert (restoring->part_of, GUINT_TO_POINTER (next), GUINT_TO_POINTER (index + 1)))
            g_array_append_val (part.nodes, next);
        }
    }
  count_part (restoring, &part);
  g_array_append_val (restoring->result->parts, part);
}

/* A supply point at no node of the grid is taken for live, as the gateway's desk does. */
static gboolean
is_dark (const LampRestoring *restoring, const LampSiteInfo *site)
{
  for (guint k = 0; k < site->n_supply_points; k++)
    if (site->supply_points[k].node == LAMP_NONE || lamp_restoring_is_live (restoring->work, site->supply_points[k].node))
      return FALSE;
  return TRUE;
}

void
lamp_restoring_count_sites (LampRestoring *restoring)
{
  const LampNetwork  *network = restoring->network;
  GArray             *parts = restoring->result->parts;
  g_autofree guint32 *counted = g_new0 (guint32, parts->len + 1u); /* in each part: the last site, plus one */

  for (guint i = 0; i < parts->len; i++)
    restoring->dark[i] = g_array_index (parts, LampPart, i).n_sites = 0;
  for (guint32 i = 0; i < network->n_sites; i++)
    {
      gboolean dark = is_dark (restoring, &network->sites[i]);

      for (guint k = 0; k < network->sites[i].n_supply_points; k++)
        {
          guint32 at = lamp_restoring_part (restoring, network->sites[i].supply_points[k].node);

          if (at == LAMP_NONE || counted[at] == i + 1)
            continue;
          counted[at] = i + 1;
          g_array_index (parts, LampPart, at).n_sites++;
          restoring->dark[at] += dark ? 1 : 0;
        }
    }
}

guint32
lamp_restoring_far_end (const LampRestoring *restoring, guint32 device)
{
  const guint32 ends[2] = { restoring->network->element_from[device], restoring->network->element_to[device] };

  for (guint i = 0; i < G_N_ELEMENTS (ends); i++)
    if (ends[i] != LAMP_NONE && !g_hash_table_contains (restoring->section, GUINT_TO_POINTER (ends[i])))
      return ends[i];
  return LAMP_NONE;
}

void
lamp_restoring_find_parts (LampRestoring *restoring)
{
  LampRestoration *result = restoring->result;

  for (guint i = 0; i < result->lost.n_devices; i++)
    {
      guint32 device = result->lost.devices[i];
      guint32 far = lamp_restoring_far_end (restoring, device);
      guint32 part = LAMP_NONE;

      if (far == LAMP_NONE || lamp_restoring_is_live (restoring->work, far))
        continue;
      if (lamp_restoring_part (restoring, far) == LAMP_NONE)
        walk_part (restoring, far, result->parts->len);
      part = lamp_restoring_part (restoring, far);
      g_array_append_val (g_array_index (result->parts, LampPart, part).devices, device);
    }
  restoring->dark = g_new (guint32, result->parts->len + 1u);
  lamp_restoring_count_sites (restoring);
  for (guint i = 0; i < result->parts->len; i++)
    g_array_index (result->parts, LampPart, i).n_dark = restoring->dark[i];
}
