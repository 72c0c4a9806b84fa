/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Customers. They are read during step 1 of loading, while the elements wait for the file and for each other, by a thread that has a dataset
 * and pools of its own; what they say of nodes is looked up in step 2, when all nodes are known. See builder.h.
 */
#include "config.h"

#include "grid/builder.h"
#include "grid/large.h"

/* The customers' arrays are the network's; until step 2 `customer_id` are offsets into a pool of their own, and `customer_node` offsets of the
 * nodes' names in another. */
struct _LampCustomers
{
  LampBuilder *builder;
  LampPool     ids, nodes;
  guint32     *node_hash; /* of each customer's */
  GArray      *vertices;  /* LampWorld, of a batch */
  GError      *error;
  GThread     *thread;
  gint         unwanted; /* atomic */
};

static void
read_ids (LampCustomers *customers, LampTable *table, guint32 n_rows)
{
  LampNetwork *network = customers->builder->network;
  guint32     *id = network->customer_id + network->n_customers;
  guint32     *hash = customers->builder->customer_hash + network->n_customers;
  LampTexts    ids;

  lamp_table_texts (table, CUSTOMER_ID, &ids);
  for (guint32 row = 0; row < n_rows; row++)
    {
      gsize       length = 0;
      const char *text = lamp_texts_get (&ids, row, &length);

      id[row] = lamp_pool_append (&customers->ids, text, length);
      hash[row] = lamp_text_hash (text, length);
    }
}

static void
read_nodes (LampCustomers *customers, LampTable *table, guint32 n_rows)
{
  LampNetwork *network = customers->builder->network;
  guint32     *node = network->customer_node + network->n_customers;
  guint32     *hash = customers->node_hash + network->n_customers;
  LampTextLast last = { NULL };
  LampTexts    nodes;

  lamp_table_texts (table, CUSTOMER_NODE, &nodes);
  for (guint32 row = 0; row < n_rows; row++)
    {
      gsize       length = 0;
      const char *text = lamp_texts_get (&nodes, row, &length);

      if (lamp_text_last_is (&last, text, length))
        {
          node[row] = node[row - 1];
          hash[row] = hash[row - 1];
          continue;
        }
      node[row] = lamp_pool_append (&customers->nodes, text, length);
      hash[row] = lamp_text_hash (text, length);
    }
}

static void
read_places (LampCustomers *customers, LampTable *table, guint32 n_rows)
{
  LampNetwork        *network = customers->builder->network;
  LampWorld          *place = network->customer_at + network->n_customers;
  g_autofree guint32 *ends = g_new (guint32, n_rows);
  guint32             start = 0;

  g_array_set_size (customers->vertices, 0);
  lamp_table_courses (table, 1, customers->vertices, ends);
  for (guint32 row = 0; row < n_rows; start = ends[row++])
    place[row] = ends[row] > start ? g_array_index (customers->vertices, LampWorld, start) : LAMP_WORLD_NONE;
}

static gboolean
read_batch (LampTable *table, guint32 n_rows, gpointer data, GError **error)
{
  LampCustomers *customers = data;
  LampNetwork   *network = customers->builder->network;

  if (g_atomic_int_get (&customers->unwanted))
    {
      g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_CANCELLED, "");
      return FALSE;
    }
  read_ids (customers, table, n_rows);
  read_nodes (customers, table, n_rows);
  read_places (customers, table, n_rows);
  lamp_table_reals (table, CUSTOMER_KW, network->customer_kw + network->n_customers);
  network->n_customers += n_rows;
  return TRUE;
}

static gboolean
read_layer (LampCustomers *customers, GDALDatasetH dataset, GError **error)
{
  LampBuilder *builder = customers->builder;
  LampNetwork *network = builder->network;
  g_autoptr (LampTable) table = lamp_table_open (dataset, builder->path, LAMP_LAYER_CUSTOMERS, error);
  guint64 n = table == NULL ? 0 : lamp_table_get_n_rows (table);

  if (table == NULL)
    return FALSE;

  network->customer_id = lamp_large_new_exact (guint32, n);
  network->customer_node = lamp_large_new_exact (guint32, n);
  network->customer_at = lamp_large_new_exact (LampWorld, n);
  network->customer_kw = lamp_large_new_exact (float, n);
  builder->customer_hash = lamp_large_new_exact (guint32, n);
  customers->node_hash = lamp_large_new (guint32, n);
  return lamp_table_each_batch (table, read_batch, customers, builder->cancellable, error);
}

static gpointer
read_customers (gpointer data)
{
  LampCustomers *customers = data;
  GDALDatasetH   dataset = NULL;

  lamp_gdal_quiet_begin ();
  dataset = lamp_builder_open_dataset (customers->builder, &customers->error);
  if (dataset != NULL)
    {
      read_layer (customers, dataset, &customers->error);
      GDALClose (dataset);
    }
  lamp_gdal_quiet_end ();
  return NULL;
}

LampCustomers *
lamp_customers_begin (LampBuilder *builder)
{
  LampCustomers *customers = g_new0 (LampCustomers, 1);

  customers->builder = builder;
  customers->vertices = g_array_new (FALSE, FALSE, sizeof (LampWorld));
  lamp_pool_init (&customers->ids);
  lamp_pool_init (&customers->nodes);
  customers->thread = g_thread_new ("region-customer", read_customers, customers);
  return customers;
}

void
lamp_customers_stop (LampCustomers *customers)
{
  g_atomic_int_set (&customers->unwanted, TRUE);
}

gboolean
lamp_customers_await (LampCustomers *customers, GError **error)
{
  g_thread_join (g_steal_pointer (&customers->thread));
  if (customers->error == NULL)
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&customers->error));
  return FALSE;
}

/* A node that is not known is nobody's. The slots of later rows are fetched meanwhile. */
static void
find_nodes (LampCustomers *customers)
{
  const LampTextTable *nodes = &customers->builder->nodes;
  guint32             *node = customers->builder->network->customer_node;
  const guint32       *hash = customers->node_hash;
  guint32              n = customers->builder->network->n_customers;
  guint32              named = 0; /* the last one's name, and what that is */
  guint32              found = LAMP_NONE;

  for (guint32 i = 0; i < n; i++)
    {
      const char *name = customers->nodes.text + node[i];

      if (i + LAMP_LOOK_AHEAD < n)
        lamp_text_table_prefetch (nodes, hash[i + LAMP_LOOK_AHEAD]);
      if (node[i] != named)
        {
          named = node[i];
          found = named == 0 ? LAMP_NONE : lamp_text_table_find (nodes, name, strlen (name), hash[i]);
        }
      node[i] = found;
    }
}

void
lamp_customers_settle (LampCustomers *customers)
{
  LampBuilder *builder = customers->builder;
  guint32      moved = lamp_pool_append_pool (builder->pool, &customers->ids);

  builder->pool->full = builder->pool->full || customers->nodes.full;
  find_nodes (customers);
  for (guint32 i = 0; i < builder->network->n_customers; i++)
    if (builder->network->customer_id[i] != 0)
      builder->network->customer_id[i] += moved;
}

void
lamp_customers_free (LampCustomers *customers)
{
  if (customers == NULL)
    return;

  g_assert (customers->thread == NULL);
  lamp_pool_clear (&customers->ids);
  lamp_pool_clear (&customers->nodes);
  g_free (customers->node_hash);
  g_array_unref (customers->vertices);
  g_clear_error (&customers->error);
  g_free (customers);
}
