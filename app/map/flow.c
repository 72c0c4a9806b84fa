/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * See flow.h.
 */
#include "map/flow.h"

#include <math.h>

#define LEAST_SPACING_PX 64.0

static double
distance2 (LampWorld a, LampWorld b)
{
  double dx = (double)b.x - a.x, dy = (double)b.y - a.y;

  return dx * dx + dy * dy;
}

gboolean
lamp_flow_is_reversed (const LampNetwork *network, guint32 element)
{
  guint32   first = network->element_vertex_start[element];
  guint32   from = network->element_from[element], to = network->element_to[element];
  LampWorld from_at = from != LAMP_NONE ? network->node_at[from] : LAMP_WORLD_NONE;
  LampWorld to_at = to != LAMP_NONE ? network->node_at[to] : LAMP_WORLD_NONE;

  if (first == network->element_vertex_start[element + 1])
    return FALSE;
  if (lamp_world_is_known (from_at) && lamp_world_is_known (to_at))
    return distance2 (network->vertices[first], to_at) < distance2 (network->vertices[first], from_at);
  return FALSE;
}

static guint32
length_of (const LampNetwork *network, guint32 element)
{
  guint32 length = 0;

  for (guint32 v = network->element_vertex_start[element]; v + 1 < network->element_vertex_start[element + 1]; v++)
    length += lamp_flow_step (network->vertices[v], network->vertices[v + 1]);
  return length;
}

GBytes *
lamp_flow_measure (const LampNetwork *network)
{
  guint32             n = network->n_elements;
  guint32            *offsets = g_new0 (guint32, MAX (n, 1));
  g_autofree guint32 *way = g_new0 (guint32, MAX (network->n_nodes, 1)); /* from the source, modulo 2³² */

  /* What feeds an element stands before it. */
  for (guint32 e = 0; e < n; e++)
    {
      guint32  from = network->element_from[e], to = network->element_to[e], length = length_of (network, e);
      gboolean backward = from != LAMP_NONE && lamp_network_node_feeding (network, from) == e;
      guint32  near = backward ? to : from, far = backward ? from : to;
      guint32  start = near != LAMP_NONE ? way[near] : 0;

      if (far != LAMP_NONE && lamp_network_node_feeding (network, far) == e)
        way[far] = start + length;
      /* Against the geometry, milestones are counted down: at half a spacing that comes to the same. */
      offsets[e] = backward != lamp_flow_is_reversed (network, e) ? 0u - (start + length) : start;
    }
  return g_bytes_new_take (offsets, MAX (n, 1) * sizeof *offsets);
}

guint32
lamp_flow_spacing (double zoom)
{
  double unit_px = 256.0 * exp2 (zoom) / LAMP_WORLD_SIZE;

  return (guint32)exp2 (CLAMP (ceil (log2 (LEAST_SPACING_PX / unit_px) - 1e-9), 2.0, 31.0));
}
