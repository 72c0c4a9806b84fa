/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Step 4 of loading: customers by their nodes, and all that carries texts. See builder.h.
 */
#include "config.h"

#include "grid/builder.h"
#include "grid/large.h"

/* Nodes are numbered sources first, then in the order of the elements that feed them; customers by their nodes.
 * So the customers behind an element are a range as well. */
static void
finish_customers (LampBuilder *builder)
{
  LampNetwork                *network = builder->network;
  struct _LampNetworkPrivate *priv = network->priv;
  guint32                     n = network->n_customers;
  guint32                    *first = lamp_large_new0_exact (guint32, (gsize)network->n_nodes + 3);
  g_autofree guint32         *order = lamp_large_new (guint32, n);

  for (guint32 i = 0; i < n; i++)
    first[MIN (network->customer_node[i], network->n_nodes) + 2]++;
  for (guint32 i = 2; i < network->n_nodes + 3; i++)
    first[i] += first[i - 1];
  for (guint32 i = 0; i < n; i++)
    order[first[MIN (network->customer_node[i], network->n_nodes) + 1]++] = i;

  network->node_customer_start = first;
  network->customer_id = lamp_builder_move (network->customer_id, sizeof (guint32), order, n);
  builder->customer_hash = lamp_builder_move (builder->customer_hash, sizeof (guint32), order, n);
  network->customer_node = lamp_builder_move (network->customer_node, sizeof (guint32), order, n);
  network->customer_at = lamp_builder_move (network->customer_at, sizeof (LampWorld), order, n);
  network->customer_kw = lamp_builder_move (network->customer_kw, sizeof (float), order, n);
  lamp_id_table_init (&priv->customer_ids, network->strings, network->customer_id, builder->customer_hash, n);
}

/* Where the customers of each element's fed node begin. */
static void
count_customers (LampNetwork *network)
{
  struct _LampNetworkPrivate *priv = network->priv;
  guint32                     node = 0;

  priv->customers_before = lamp_large_new_exact (guint32, (gsize)network->n_elements + 1);
  while (node < network->n_nodes && priv->node_feed[node] == LAMP_NONE && priv->node_reached[node])
    node++;

  for (guint32 i = 0; i < network->n_elements; i++)
    {
      priv->customers_before[i] = network->node_customer_start[node];
      node += lamp_network_is_tree (network, i);
    }
  priv->customers_before[network->n_elements] = network->node_customer_start[node];
}

static const char *
text (LampNetwork *network, guint32 offset)
{
  return network->strings + offset;
}

static void
finish_sources (LampBuilder *builder)
{
  LampNetwork *network = builder->network;

  for (guint i = 0; i < network->n_sources; i++)
    {
      const LampNamedRow *row = &g_array_index (builder->sources, LampNamedRow, i);

      network->sources[i].id = text (network, row->id);
      network->sources[i].name = text (network, row->name != 0 ? row->name : row->id);
      network->sources[i].kv = row->kv;
    }
}

static void
finish_feeders (LampBuilder *builder)
{
  LampNetwork *network = builder->network;

  network->n_feeders = builder->feeders->len;
  network->feeders = g_new0 (LampFeeder, MAX (network->n_feeders, 1));
  for (guint i = 0; i < network->n_feeders; i++)
    {
      const LampNamedRow *row = &g_array_index (builder->feeders, LampNamedRow, i);

      network->feeders[i] = (LampFeeder){
        .id = text (network, row->id),
        .name = text (network, row->name),
        .source = LAMP_NONE,
      };
      for (guint j = 0; j < builder->sources->len && row->source != 0; j++)
        if (g_array_index (builder->sources, LampNamedRow, j).id == row->source)
          network->feeders[i].source = j;
    }
}

static void
finish_depots (LampBuilder *builder)
{
  LampNetwork *network = builder->network;

  network->n_depots = builder->depots->len;
  network->depots = g_new0 (LampDepot, MAX (network->n_depots, 1));
  for (guint i = 0; i < network->n_depots; i++)
    {
      const LampNamedRow *row = &g_array_index (builder->depots, LampNamedRow, i);

      network->depots[i] = (LampDepot){ text (network, row->id), text (network, row->name), row->at };
    }
}

/* Groups rows that name a site by site, keeping their order; returns how many found theirs. `start` gets
 * n_sites + 1 entries and `order` the rows. */
static guint32
group_by_site (LampBuilder *builder, const GArray *rows, guint32 **start, guint32 **order)
{
  LampNetwork *network = builder->network;
  guint32     *first = g_new0 (guint32, (gsize)network->n_sites + 2);
  guint32     *list = g_new (guint32, MAX (rows->len, 1));

  for (guint pass = 0; pass < 2; pass++)
    {
      for (guint i = 0; i < rows->len; i++)
        {
          guint32 site = lamp_id_table_find (&network->priv->site_ids, text (network, g_array_index (rows, LampSiteDetail, i).site));

          if (site == LAMP_NONE)
            continue;
          if (pass == 0)
            first[site + 2]++;
          else
            list[first[site + 1]++] = i;
        }
      for (guint32 i = 2; i < network->n_sites + 2 && pass == 0; i++)
        first[i] += first[i - 1];
    }

  *start = first;
  *order = list;
  return first[network->n_sites];
}

static void
finish_site_details (LampBuilder *builder)
{
  LampNetwork                *network = builder->network;
  struct _LampNetworkPrivate *priv = network->priv;
  g_autofree guint32         *supply_start = NULL;
  g_autofree guint32         *supply_order = NULL;
  g_autofree guint32         *contact_start = NULL;
  g_autofree guint32         *contact_order = NULL;

  priv->n_supply_points = group_by_site (builder, builder->supply_points, &supply_start, &supply_order);
  priv->n_contacts = group_by_site (builder, builder->contacts, &contact_start, &contact_order);
  priv->n_orphans = builder->supply_points->len - priv->n_supply_points + builder->contacts->len - priv->n_contacts;
  priv->supply_points = g_new0 (LampSupplyPoint, MAX (priv->n_supply_points, 1));
  priv->contacts = g_new0 (LampContact, MAX (priv->n_contacts, 1));

  for (guint32 i = 0; i < priv->n_supply_points; i++)
    {
      const LampSiteDetail *row = &g_array_index (builder->supply_points, LampSiteDetail, supply_order[i]);

      priv->supply_points[i] = (LampSupplyPoint){
        .node = lamp_builder_final_node (builder, lamp_builder_find_node (builder, row->a)),
        .feeder = lamp_builder_feeder (builder, row->b),
        .main = row->main,
      };
    }
  for (guint32 i = 0; i < priv->n_contacts; i++)
    {
      const LampSiteDetail *row = &g_array_index (builder->contacts, LampSiteDetail, contact_order[i]);

      priv->contacts[i] = (LampContact){ text (network, row->a), text (network, row->b), text (network, row->c) };
    }

  for (guint32 i = 0; i < network->n_sites; i++)
    {
      network->sites[i].supply_points = priv->supply_points + supply_start[i];
      network->sites[i].n_supply_points = supply_start[i + 1] - supply_start[i];
      network->sites[i].contacts = priv->contacts + contact_start[i];
      network->sites[i].n_contacts = contact_start[i + 1] - contact_start[i];
    }
}

static void
finish_sites (LampBuilder *builder)
{
  LampNetwork                *network = builder->network;
  struct _LampNetworkPrivate *priv = network->priv;

  network->n_sites = builder->sites->len;
  network->sites = g_new0 (LampSiteInfo, MAX (network->n_sites, 1));
  priv->site_keys = g_new (guint32, MAX (network->n_sites, 1));
  for (guint i = 0; i < network->n_sites; i++)
    {
      const LampSiteRow *row = &g_array_index (builder->sites, LampSiteRow, i);

      priv->site_keys[i] = row->id;
      network->sites[i] = (LampSiteInfo){
        .id = text (network, row->id),
        .account = text (network, row->account),
        .name = text (network, row->name),
        .kind = text (network, row->kind),
        .site_class = row->site_class,
        .at = row->at,
        .contract_kva = row->contract_kva,
        .critical_kw = row->critical_kw,
        .backup_kind = text (network, row->backup_kind),
        .backup_start_s = row->backup_start_s,
        .backup_autonomy_min = row->backup_autonomy_min,
        .verified_at = text (network, row->verified_at),
      };
    }

  lamp_id_table_init (&priv->site_ids, network->strings, priv->site_keys, NULL, network->n_sites);
  finish_site_details (builder);
}

void
lamp_builder_finish (LampBuilder *builder)
{
  builder->network->name = text (builder->network, builder->region_name);
  builder->network->attribution = text (builder->network, builder->attribution);
  finish_sources (builder);
  finish_customers (builder);
  count_customers (builder->network);
  finish_sites (builder); /* may name feeders nobody else does */
  finish_feeders (builder);
  finish_depots (builder);
}
