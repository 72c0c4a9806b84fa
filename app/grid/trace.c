/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Traces over the normal state; see energisation.h. What lies behind an element is a range of elements and a
 * range of customers (network-private.h), so nothing is walked that is not in the answer.
 */
#include "config.h"

#include "grid/energisation.h"
#include "grid/network-private.h"

/* One past the last element that goes out with this one; nothing but itself when it closes a loop. */
static guint32
end_behind (const LampNetwork *network, guint32 element)
{
  if (!lamp_network_is_tree (network, element) || !network->priv->tree_bridge[element])
    return element + 1;
  return network->priv->tree_end[element];
}

void
lamp_trace_clear (LampTrace *trace)
{
  g_clear_pointer (&trace->elements, g_free);
  g_clear_pointer (&trace->sites, g_free);
  *trace = (LampTrace){ .elements = NULL };
}

/* Element by element from the start outwards: a counting sort by how many elements lie between. */
static void
put_in_order (const LampNetwork *network, guint32 start, guint32 end, LampTrace *trace)
{
  g_autofree guint32 *depth = g_new (guint32, end - start);
  g_autofree guint32 *first = g_new0 (guint32, (gsize)(end - start) + 1);

  depth[0] = 0;
  for (guint32 i = start + 1; i < end; i++)
    depth[i - start] = depth[network->priv->tree_parent[i] - start] + 1;
  for (guint32 i = start; i < end; i++)
    first[depth[i - start] + 1]++;
  for (guint32 i = 1; i <= end - start; i++)
    first[i] += first[i - 1];
  for (guint32 i = start; i < end; i++)
    trace->elements[first[depth[i - start]]++] = i;
}

static void
add_up (const LampNetwork *network, LampTrace *trace)
{
  for (guint i = 0; i < trace->n_elements; i++)
    {
      guint32 element = trace->elements[i];

      trace->n_transformers += network->element_kind[element] == LAMP_ELEMENT_TRANSFORMER;
      trace->length_m += (double)network->element_length_m[element];
    }
}

static gboolean
is_site_behind (const LampNetwork *network, guint32 site, guint32 start, guint32 end)
{
  const LampSiteInfo *info = &network->sites[site];

  for (guint i = 0; i < info->n_supply_points; i++)
    {
      guint32 node = info->supply_points[i].node;
      guint32 feed = node == LAMP_NONE ? LAMP_NONE : network->priv->node_feed[node];

      if (feed != LAMP_NONE && feed >= start && feed < end)
        return TRUE;
    }

  return FALSE;
}

static void
find_sites (const LampNetwork *network, guint32 start, guint32 end, LampTrace *trace)
{
  g_autoptr (GArray) sites = g_array_new (FALSE, FALSE, sizeof (guint32));
  gsize n_sites = 0;

  for (guint32 i = 0; i < network->n_sites; i++)
    if (is_site_behind (network, i, start, end))
      g_array_append_val (sites, i);
  trace->sites = (guint32 *)(void *)g_array_steal (sites, &n_sites);
  trace->n_sites = (guint)n_sites;
}

void
lamp_trace_behind (const LampEnergisation *self, guint32 element, LampTrace *trace)
{
  const LampNetwork                *network = lamp_energisation_get_network (self);
  const struct _LampNetworkPrivate *priv = network->priv;
  guint32                           end = 0;

  *trace = (LampTrace){ .elements = NULL };
  g_return_if_fail (element < network->n_elements);

  end = end_behind (network, element);
  trace->n_elements = end - element;
  trace->elements = g_new (guint32, trace->n_elements);
  put_in_order (network, element, end, trace);
  add_up (network, trace);
  if (!lamp_network_is_tree (network, element) || !priv->tree_bridge[element])
    return;

  trace->n_customers = priv->customers_before[end] - priv->customers_before[element];
  for (guint32 i = priv->customers_before[element]; i < priv->customers_before[end]; i++)
    trace->load_kw += (double)network->customer_kw[i];
  find_sites (network, element, end, trace);
}

void
lamp_trace_upstream (const LampEnergisation *self, guint32 element, LampTrace *trace)
{
  const LampNetwork *network = lamp_energisation_get_network (self);
  const guint32     *parent = network->priv->tree_parent;

  *trace = (LampTrace){ .elements = NULL };
  g_return_if_fail (element < network->n_elements);

  for (guint32 i = element; i != LAMP_NONE; i = parent[i])
    trace->n_elements++;
  trace->elements = g_new (guint32, trace->n_elements);
  trace->n_elements = 0;
  for (guint32 i = element; i != LAMP_NONE; i = parent[i])
    trace->elements[trace->n_elements++] = i;
  add_up (network, trace);
}

guint32
lamp_trace_protective (const LampEnergisation *self, guint32 element)
{
  const LampNetwork *network = lamp_energisation_get_network (self);

  g_return_val_if_fail (element < network->n_elements, LAMP_NONE);

  do
    element = network->priv->tree_parent[element];
  while (element != LAMP_NONE && !lamp_element_kind_is_protective ((LampElementKind)network->element_kind[element]));
  return element;
}

guint32
lamp_trace_feeding (const LampEnergisation *self, guint32 node)
{
  const LampNetwork *network = lamp_energisation_get_network (self);

  g_return_val_if_fail (node < network->n_nodes, LAMP_NONE);

  return network->priv->node_feed[node];
}

guint32
lamp_trace_count_customers (const LampEnergisation *self, guint32 element)
{
  const LampNetwork *network = lamp_energisation_get_network (self);

  g_return_val_if_fail (element < network->n_elements, 0);

  if (!lamp_network_is_tree (network, element) || !network->priv->tree_bridge[element])
    return 0;
  return network->priv->customers_before[end_behind (network, element)] - network->priv->customers_before[element];
}
