/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Step 3 of loading: what the file gave, moved to its final numbers, and the tables that look things up.
 * See builder.h. The pool no longer grows from here on, so text may be pointed at. A second thread makes what
 * the next step does not need: it writes only the arrays and tables named in make_look_ups.
 */
#include "config.h"

#include "grid/builder.h"
#include "grid/large.h"

#include <string.h>

#define MOVE(array, type) \
  ((array) = move ((array), sizeof (type), builder->element_order, builder->n_elements))

/* A new array with new[i] = old[order[i]]; frees the old one. */
static gpointer
move (gpointer old, gsize size, const guint32 *order, guint32 n)
{
  char       *moved = g_malloc (MAX (n * size, 1));
  const char *from = old;

  switch (size)
    {
    case 1:
      for (guint32 i = 0; i < n; i++)
        moved[i] = from[order[i]];
      break;
    case 2:
      for (guint32 i = 0; i < n; i++)
        ((guint16 *)(void *)moved)[i] = ((const guint16 *)old)[order[i]];
      break;
    case 8:
      for (guint32 i = 0; i < n; i++)
        ((guint64 *)(void *)moved)[i] = ((const guint64 *)old)[order[i]];
      break;
    default:
      g_assert (size == 4);
      for (guint32 i = 0; i < n; i++)
        ((guint32 *)(void *)moved)[i] = ((const guint32 *)old)[order[i]];
      break;
    }

  g_free (old);
  return moved;
}

/* What the next steps need at once. */
static void
move_elements (LampBuilder *builder)
{
  LampNetwork *network = builder->network;

  network->element_from = MOVE (builder->from, guint32);
  network->element_to = MOVE (builder->to, guint32);
  network->element_kind = MOVE (builder->kind, guint8);
  network->element_flags = MOVE (builder->flags, guint8);
  network->element_phases = MOVE (builder->phases, guint8);
  network->element_voltage = MOVE (builder->voltage, guint8);
  builder->from = builder->to = NULL;
  builder->kind = builder->flags = builder->phases = builder->voltage = NULL;
}

static void
look_up_nodes (LampBuilder *builder)
{
  LampNetwork         *network = builder->network;
  const LampTextTable *nodes = &builder->nodes;
  g_autofree guint32  *hashes = lamp_large_new (guint32, MAX (network->n_nodes, 1));

  network->node_id = g_new (guint32, MAX (network->n_nodes, 1));
  for (guint32 i = 0; i < network->n_nodes; i++)
    network->node_id[i] = nodes->keys[builder->node_order[i]];
  for (gsize i = 0; i <= nodes->mask; i++)
    if (nodes->slots[i] != 0)
      hashes[builder->node_number[(guint32)nodes->slots[i] - 1]] = (guint32)(nodes->slots[i] >> 32);
  lamp_id_table_init (&network->priv->node_ids, network->strings, network->node_id, hashes, network->n_nodes);
}

static gpointer
make_look_ups (gpointer data)
{
  LampBuilder *builder = data;
  LampNetwork *network = builder->network;

  network->element_id = MOVE (builder->id, guint32);
  MOVE (builder->id_hash, guint32);
  network->priv->n_repeated_elements =
      lamp_id_table_init (&network->priv->element_ids, network->strings, network->element_id, builder->id_hash, network->n_elements);
  network->element_name = MOVE (builder->name, guint32);
  network->element_feeder = MOVE (builder->feeder, guint16);
  network->element_length_m = MOVE (builder->length_m, float);
  network->element_rating = MOVE (builder->rating, float);
  MOVE (builder->kv, float);
  builder->id = builder->name = NULL;
  builder->feeder = NULL;
  builder->length_m = builder->rating = NULL;
  look_up_nodes (builder);
  return NULL;
}

static void
number_nodes (LampBuilder *builder)
{
  builder->network->n_nodes = builder->n_nodes;
  builder->node_number = lamp_large_new (guint32, MAX (builder->n_nodes, 1));
  for (guint32 i = 0; i < builder->n_nodes; i++)
    builder->node_number[builder->node_order[i]] = i;
}

static guint32
final_node (const LampBuilder *builder, guint32 old)
{
  return old == LAMP_NONE ? LAMP_NONE : builder->node_number[old];
}

static void
renumber_ends (LampBuilder *builder)
{
  LampNetwork *network = builder->network;

  for (guint32 i = 0; i < network->n_elements; i++)
    {
      network->element_from[i] = final_node (builder, network->element_from[i]);
      network->element_to[i] = final_node (builder, network->element_to[i]);
    }
}

/* The tree again, by the new numbers: tree_end marks its elements, and a feed comes before what it feeds. */
static void
finish_tree (LampBuilder *builder)
{
  LampNetwork                *network = builder->network;
  struct _LampNetworkPrivate *priv = network->priv;

  priv->node_feed = g_new (guint32, MAX (network->n_nodes, 1));
  priv->node_reached = g_new0 (guint8, MAX (network->n_nodes, 1));
  priv->tree_parent = g_new (guint32, network->n_elements);
  for (guint32 i = 0; i < network->n_nodes; i++)
    priv->node_feed[i] = LAMP_NONE;
  for (guint i = 0; i < network->n_sources; i++)
    if (network->sources[i].node != LAMP_NONE)
      priv->node_reached[network->sources[i].node] = TRUE;

  for (guint32 i = 0; i < priv->n_reached; i++)
    if (lamp_network_is_tree (network, i))
      {
        guint32 from = network->element_from[i];
        guint32 fed = priv->node_reached[from] ? network->element_to[i] : from;

        priv->node_feed[fed] = i;
        priv->node_reached[fed] = TRUE;
      }

  /* Ranges nest, so the one around an element is its predecessor's or lies above that. */
  for (guint32 i = 0; i < network->n_elements; i++)
    {
      guint32 around = i == 0 ? LAMP_NONE : i - 1;

      while (around != LAMP_NONE && priv->tree_end[around] <= i)
        around = priv->tree_parent[around];
      priv->tree_parent[i] = around;
    }
}

/* Nodes are numbered sources first, then in the order of the elements that feed them; customers by their nodes.
 * So the customers behind an element are a range as well. */
static void
finish_customers (LampBuilder *builder)
{
  LampNetwork                *network = builder->network;
  struct _LampNetworkPrivate *priv = network->priv;
  guint32                     n = network->n_customers;
  guint32                    *first = g_new0 (guint32, (gsize)network->n_nodes + 3);
  g_autofree guint32         *order = g_new (guint32, MAX (n, 1));

  for (guint32 i = 0; i < n; i++)
    {
      network->customer_node[i] = final_node (builder, network->customer_node[i]);
      first[MIN (network->customer_node[i], network->n_nodes) + 2]++;
    }
  for (guint32 i = 2; i < network->n_nodes + 3; i++)
    first[i] += first[i - 1];
  for (guint32 i = 0; i < n; i++)
    order[first[MIN (network->customer_node[i], network->n_nodes) + 1]++] = i;

  network->node_customer_start = first;
  network->customer_id = move (network->customer_id, sizeof (guint32), order, n);
  network->customer_node = move (network->customer_node, sizeof (guint32), order, n);
  network->customer_at = move (network->customer_at, sizeof (LampWorld), order, n);
  network->customer_kw = move (network->customer_kw, sizeof (float), order, n);
  lamp_id_table_init (&priv->customer_ids, network->strings, network->customer_id, NULL, n);
}

/* Where the customers of each element's fed node begin. */
static void
count_customers (LampNetwork *network)
{
  struct _LampNetworkPrivate *priv = network->priv;
  guint32                     node = 0;

  priv->customers_before = g_new (guint32, (gsize)network->n_elements + 1);
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

  network->n_sources = builder->sources->len;
  network->sources = g_new0 (LampSource, MAX (network->n_sources, 1));
  for (guint i = 0; i < network->n_sources; i++)
    {
      const LampNamedRow *row = &g_array_index (builder->sources, LampNamedRow, i);

      network->sources[i] = (LampSource){
        .id = text (network, row->id),
        .name = text (network, row->name != 0 ? row->name : row->id),
        .node = final_node (builder, row->node),
        .kv = row->kv,
      };
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
        .node = final_node (builder, lamp_builder_find_node (builder, row->a)),
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
lamp_builder_put_in_order (LampBuilder *builder)
{
  LampNetwork *network = builder->network;

  lamp_pool_trim (builder->pool);
  network->strings = builder->pool->text;
  network->strings_size = builder->pool->size;
  network->name = text (network, builder->region_name);
  network->n_elements = builder->n_elements;

  number_nodes (builder);
  builder->look_ups = g_thread_new ("region-ids", make_look_ups, builder);
  move_elements (builder);
  renumber_ends (builder);
  lamp_network_link (network->n_nodes, network->n_elements, network->element_from, network->element_to, &network->node_edge_start, &network->node_edges);

  finish_sources (builder);
  finish_tree (builder);
  lamp_network_find_phases (network);
  finish_customers (builder);
  count_customers (network);
  finish_sites (builder); /* may name feeders nobody else does */
  finish_feeders (builder);
  finish_depots (builder);
}

void
lamp_builder_await_look_ups (LampBuilder *builder)
{
  g_clear_pointer (&builder->look_ups, g_thread_join);
}
