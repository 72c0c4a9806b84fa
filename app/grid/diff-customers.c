/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * See diff-private.h: customers, and what feeds them.
 */
#include "config.h"

#include "grid/diff-private.h"
#include "grid/network-private.h"

#include <string.h>

/* The transformer that feeds each element in the normal state, itself included; LAMP_NONE where none does. */
static guint32 *
feeding_transformers (const LampNetwork *network)
{
  guint32 *feeding = g_new (guint32, MAX (network->n_elements, 1));

  /* A parent has the smaller number. */
  for (guint32 i = 0; i < network->n_elements; i++)
    {
      guint32 parent = network->priv->tree_parent[i];

      feeding[i] = parent == LAMP_NONE ? LAMP_NONE : feeding[parent];
      if (network->element_kind[i] == LAMP_ELEMENT_TRANSFORMER)
        feeding[i] = i;
    }

  return feeding;
}

static guint32
feed_of (const LampNetwork *network, guint32 customer)
{
  guint32 node = network->customer_node[customer];

  return node == LAMP_NONE ? LAMP_NONE : network->priv->node_feed[node];
}

static const char *
transformer_of (const LampNetwork *network, const guint32 *feeding, guint32 customer)
{
  guint32 feed = feed_of (network, customer);

  return feed == LAMP_NONE || feeding[feed] == LAMP_NONE ? "" : lamp_network_element_id (network, feeding[feed]);
}

static const char *
feeder_of (const LampNetwork *network, guint32 customer)
{
  guint32 feed = feed_of (network, customer);

  return feed == LAMP_NONE ? "" : lamp_diff_feeder_id (network, network->element_feeder[feed]);
}

/* One without a place of its own stands at its node, and goes where that goes. */
static gboolean
stands_at_node (const LampNetwork *network, guint32 customer)
{
  guint32   node = network->customer_node[customer];
  LampWorld at = network->customer_at[customer];

  return !lamp_world_is_known (at) ||
         (node != LAMP_NONE && at.x == network->node_at[node].x && at.y == network->node_at[node].y);
}

static void
compare_customer (LampComparing *comparing, guint32 x, guint32 y, guint32 *const feeding[2])
{
  const LampNetwork *before = comparing->before;
  const LampNetwork *after = comparing->after;
  const char        *was = lamp_diff_node_id (before, before->customer_node[x]);
  const char        *is = lamp_diff_node_id (after, after->customer_node[y]);

  lamp_diff_look_at (comparing, LAMP_DIFF_CUSTOMERS, "", lamp_network_customer_id (after, y));
  if (strcmp (was, is) != 0)
    lamp_diff_note (comparing, LAMP_DIFF_REWIRED, "", was, is);
  if (!stands_at_node (before, x) || !stands_at_node (after, y))
    lamp_diff_compare_course (comparing,
                              &before->customer_at[x],
                              lamp_world_is_known (before->customer_at[x]),
                              &after->customer_at[y],
                              lamp_world_is_known (after->customer_at[y]));
  lamp_diff_compare_number (comparing, "kw", (double)before->customer_kw[x], (double)after->customer_kw[y]);
  comparing->diff->n_customers_other_transformer += strcmp (transformer_of (before, feeding[0], x), transformer_of (after, feeding[1], y)) != 0;
  comparing->diff->n_customers_other_feeder += strcmp (feeder_of (before, x), feeder_of (after, y)) != 0;
}

void
lamp_diff_compare_customers (LampComparing *comparing)
{
  const LampNetwork *before = comparing->before;
  const LampNetwork *after = comparing->after;
  guint32           *feeding[2] = { feeding_transformers (before), feeding_transformers (after) };

  for (guint32 i = 0; i < before->n_customers; i++)
    {
      const char *id = lamp_network_customer_id (before, i);
      guint32     now = lamp_network_find_customer (after, id);

      if (lamp_network_find_customer (before, id) != i)
        continue;
      lamp_diff_look_at (comparing, LAMP_DIFF_CUSTOMERS, "", id);
      if (now == LAMP_NONE)
        lamp_diff_note (comparing, LAMP_DIFF_REMOVED, "", "", "");
      else
        compare_customer (comparing, i, now, feeding);
    }

  for (guint32 i = 0; i < after->n_customers; i++)
    {
      const char *id = lamp_network_customer_id (after, i);

      lamp_diff_look_at (comparing, LAMP_DIFF_CUSTOMERS, "", id);
      if (lamp_network_find_customer (after, id) == i && lamp_network_find_customer (before, id) == LAMP_NONE)
        lamp_diff_note (comparing, LAMP_DIFF_ADDED, "", "", "");
    }

  g_free (feeding[0]);
  g_free (feeding[1]);
}
