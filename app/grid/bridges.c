/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * See bridges.h. The walk keeps its own stack: a feeder may be as deep as it is long.
 */
#include "config.h"

#include "grid/bridges.h"

typedef struct
{
  LampBridges            *bridges;
  const LampEnergisation *state;
  guint8                 *is_source; /* one a node: joined with the root */
  guint32                *low;       /* by place: the highest place that its part reaches back to, plus one; 0 is the root */
  guint32                *next;      /* by place: the next of its node's elements to look at */
} Walk;

static void
enter (Walk *walk, guint32 node, guint32 parent, guint32 feed)
{
  LampBridges *bridges = walk->bridges;
  guint32      place = bridges->n++;

  bridges->node[place] = node;
  bridges->parent[place] = parent;
  bridges->feed[place] = feed;
  bridges->place[node] = place;
  walk->low[place] = walk->is_source[node] ? 0 : place + 1;
  walk->next[place] = bridges->network->node_edge_start[node];
}

/* Everything below is known; returns the place to go on from. */
static guint32
leave (Walk *walk, guint32 place)
{
  LampBridges *bridges = walk->bridges;
  guint32      parent = bridges->parent[place];

  bridges->end[place] = bridges->n;
  if (parent == LAMP_NONE)
    return LAMP_NONE;
  bridges->bridge[place] = walk->low[place] > parent + 1;
  if (bridges->bridge[place])
    bridges->below[bridges->feed[place]] = place;
  walk->low[parent] = MIN (walk->low[parent], walk->low[place]);
  return parent;
}

static void
walk_from (Walk *walk, guint32 source)
{
  LampBridges       *bridges = walk->bridges;
  const LampNetwork *network = bridges->network;
  guint32            at = bridges->n;

  enter (walk, source, LAMP_NONE, LAMP_NONE);
  while (at != LAMP_NONE)
    {
      guint32 node = bridges->node[at];
      guint32 element = LAMP_NONE;
      guint32 other = LAMP_NONE;

      if (walk->next[at] == network->node_edge_start[node + 1])
        {
          at = leave (walk, at);
          continue;
        }
      element = network->node_edges[walk->next[at]++];
      other = lamp_network_other_end (network, element, node);
      if (other == LAMP_NONE || other == node || element == bridges->feed[at] || lamp_energisation_is_open (walk->state, element))
        continue;
      if (bridges->place[other] == LAMP_NONE)
        {
          enter (walk, other, at, element);
          at = bridges->n - 1;
        }
      else
        walk->low[at] = MIN (walk->low[at], bridges->place[other] + 1);
    }
}

LampBridges *
lamp_bridges_new (const LampEnergisation *state)
{
  LampBridges *bridges = g_new0 (LampBridges, 1);
  LampNetwork *network = lamp_energisation_get_network (state);
  gsize        n = MAX (network->n_nodes, 1);
  Walk         walk = { bridges, state, g_malloc0 (n), g_new (guint32, n), g_new (guint32, n) };

  bridges->network = lamp_network_ref (network);
  bridges->node = g_new (guint32, n);
  bridges->end = g_new (guint32, n);
  bridges->feed = g_new (guint32, n);
  bridges->parent = g_new (guint32, n);
  bridges->bridge = g_malloc0 (n);
  bridges->place = g_new (guint32, n);
  bridges->below = g_new (guint32, MAX (network->n_elements, 1));
  for (guint32 i = 0; i < network->n_nodes; i++)
    bridges->place[i] = LAMP_NONE;
  for (guint32 i = 0; i < network->n_elements; i++)
    bridges->below[i] = LAMP_NONE;

  for (guint32 i = 0; i < network->n_sources; i++)
    if (network->sources[i].node != LAMP_NONE)
      walk.is_source[network->sources[i].node] = TRUE;
  for (guint32 i = 0; i < network->n_sources; i++)
    if (network->sources[i].node != LAMP_NONE && bridges->place[network->sources[i].node] == LAMP_NONE)
      walk_from (&walk, network->sources[i].node);

  g_free (walk.is_source);
  g_free (walk.low);
  g_free (walk.next);
  return bridges;
}

void
lamp_bridges_free (LampBridges *bridges)
{
  if (bridges == NULL)
    return;
  lamp_network_unref (bridges->network);
  g_free (bridges->node);
  g_free (bridges->end);
  g_free (bridges->feed);
  g_free (bridges->parent);
  g_free (bridges->bridge);
  g_free (bridges->place);
  g_free (bridges->below);
  g_free (bridges);
}

guint32
lamp_bridges_common (const LampBridges *bridges, guint32 a, guint32 b)
{
  if (a == LAMP_NONE || b == LAMP_NONE)
    return LAMP_NONE;
  while (a != LAMP_NONE && !(b >= a && b < bridges->end[a]))
    a = bridges->parent[a];
  return a;
}

guint32
lamp_bridges_site (const LampBridges *bridges, guint32 site)
{
  const LampSiteInfo *info = &bridges->network->sites[site];
  guint32             common = LAMP_NONE;
  gboolean            any = FALSE;

  for (guint i = 0; i < info->n_supply_points; i++)
    {
      guint32 node = info->supply_points[i].node;
      guint32 place = node != LAMP_NONE ? bridges->place[node] : LAMP_NONE;

      if (place == LAMP_NONE)
        continue;
      common = any ? lamp_bridges_common (bridges, common, place) : place;
      any = TRUE;
    }
  return common;
}
