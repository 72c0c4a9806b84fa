/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * During step 2 of loading, on a thread of its own: customers and the base map. See builder.h.
 * Customers name their nodes here and get their numbers when all elements are read.
 */
#include "config.h"

#include "grid/builder.h"

/* Pieces of text, one a row, into a pool. */
static void
append_texts (LampTable *table, guint column, guint32 n_rows, LampPool *pool, guint32 *offsets, guint32 *hashes)
{
  LampTexts texts;

  lamp_table_texts (table, column, &texts);
  for (guint32 row = 0; row < n_rows; row++)
    {
      gsize       length = 0;
      const char *text = lamp_texts_get (&texts, row, &length);

      offsets[row] = lamp_pool_append (pool, text, length);
      if (hashes != NULL)
        hashes[row] = lamp_text_hash (text, length);
    }
}

static gboolean
read_customers_batch (LampTable *table, guint32 n_rows, gpointer data, GError **error)
{
  LampBeside         *beside = data;
  guint32             at = beside->n_customers;
  guint32             start = 0;
  g_autofree guint32 *ends = g_new (guint32, n_rows);

  append_texts (table, CUSTOMER_ID, n_rows, &beside->pool, beside->customer_id + at, NULL);
  append_texts (table, CUSTOMER_NODE, n_rows, &beside->node_names, beside->customer_node_name + at, beside->customer_node_hash + at);
  lamp_table_reals (table, CUSTOMER_KW, beside->customer_kw + at);
  g_array_set_size (beside->vertices, 0);
  lamp_table_courses (table, 1, beside->vertices, ends);
  for (guint32 row = 0; row < n_rows; start = ends[row++])
    beside->customer_at[at + row] = ends[row] > start ? g_array_index (beside->vertices, LampWorld, start) : LAMP_WORLD_NONE;
  beside->n_customers += n_rows;
  return TRUE;
}

static gboolean
read_customers (LampBeside *beside, GDALDatasetH dataset)
{
  g_autoptr (LampTable) table = lamp_table_open (dataset, beside->path, LAMP_LAYER_CUSTOMERS, &beside->error);
  guint64 n = table == NULL ? 0 : lamp_table_get_n_rows (table);

  if (table == NULL)
    return FALSE;

  beside->customer_id = g_new (guint32, MAX (n, 1));
  beside->customer_at = g_new (LampWorld, MAX (n, 1));
  beside->customer_kw = g_new (float, MAX (n, 1));
  beside->customer_node_name = g_new (guint32, MAX (n, 1));
  beside->customer_node_hash = g_new (guint32, MAX (n, 1));
  return lamp_table_each_batch (table, read_customers_batch, beside, beside->cancellable, &beside->error);
}

/* Parts of all features in a row, vertices of all parts in a row. */
static gboolean
read_base_batch (LampTable *table, guint32 n_rows, gpointer data, GError **error)
{
  LampBeside    *beside = data;
  LampBaseLayer *layer = beside->layer;

  for (guint32 row = 0; row < n_rows; row++)
    {
      LampShape   shape;
      guint32     at = layer->n_features++;
      gsize       length = 0;
      const char *name = lamp_table_text (table, BASE_NAME, row, &length);

      lamp_table_shape (table, row, &shape);
      for (guint32 part = 0; part < shape.n_parts; part++)
        {
          guint32 end = beside->vertices->len + shape.part_start[part + 1];

          g_array_append_val (beside->part_ends, end);
        }
      g_array_append_vals (beside->vertices, shape.vertices, shape.n_vertices);
      layer->part_start[at + 1] = beside->part_ends->len - 1;
      layer->rank[at] = (guint8)CLAMP (lamp_table_real (table, BASE_RANK, row), 0.0, 255.0);
      layer->name[at] = length == 0 ? 0 : lamp_text_table_intern (&beside->names, name, length, lamp_text_hash (name, length));
    }

  return TRUE;
}

static gboolean
read_base (LampBeside *beside, GDALDatasetH dataset, LampBaseKind kind)
{
  LampLayerId id = (LampLayerId)(LAMP_LAYER_BASE + kind);
  g_autoptr (LampTable) table = lamp_table_open (dataset, beside->path, id, &beside->error);
  LampBaseLayer *layer = &beside->base[kind];
  guint64        n = table == NULL ? 0 : lamp_table_get_n_rows (table);
  guint32        zero = 0;

  if (beside->error != NULL)
    return FALSE;

  layer->area = lamp_region_layer (id)->shape == LAMP_SHAPE_AREA;
  layer->part_start = g_new0 (guint32, n + 1);
  layer->rank = g_new0 (guint8, n);
  layer->name = g_new0 (guint32, n);
  g_array_set_size (beside->vertices, 0);
  g_array_set_size (beside->part_ends, 0);
  g_array_append_val (beside->part_ends, zero);
  beside->layer = layer;
  if (table != NULL && !lamp_table_each_batch (table, read_base_batch, beside, beside->cancellable, &beside->error))
    return FALSE;

  layer->n_parts = beside->part_ends->len - 1;
  layer->n_vertices = beside->vertices->len;
  layer->vertex_start = g_memdup2 (beside->part_ends->data, (gsize)beside->part_ends->len * sizeof (guint32));
  layer->vertices = g_new (LampWorld, MAX (layer->n_vertices, 1));
  if (layer->n_vertices > 0)
    memcpy (layer->vertices, beside->vertices->data, (gsize)layer->n_vertices * sizeof (LampWorld));
  return TRUE;
}

static void
read_layers (LampBeside *beside)
{
  if (!read_customers (beside, beside->dataset))
    return;

  beside->has_customers = TRUE;
  for (guint kind = 0; kind < LAMP_BASE_N_LAYERS; kind++)
    if (!read_base (beside, beside->dataset, (LampBaseKind)kind))
      return;
}

gpointer
lamp_beside_run (gpointer data)
{
  LampBeside *beside = data;

  lamp_pool_init (&beside->pool);
  lamp_pool_init (&beside->node_names);
  lamp_text_table_init (&beside->names, &beside->pool, FALSE, 0);
  beside->vertices = g_array_new (FALSE, FALSE, sizeof (LampWorld));
  beside->part_ends = g_array_new (FALSE, FALSE, sizeof (guint32));

  lamp_gdal_quiet_begin ();
  read_layers (beside);
  g_clear_pointer (&beside->dataset, GDALClose);
  lamp_gdal_quiet_end ();
  return NULL;
}

void
lamp_beside_clear (LampBeside *beside)
{
  g_clear_pointer (&beside->dataset, GDALClose);
  lamp_pool_clear (&beside->pool);
  lamp_pool_clear (&beside->node_names);
  lamp_text_table_clear (&beside->names);
  g_clear_pointer (&beside->vertices, g_array_unref);
  g_clear_pointer (&beside->part_ends, g_array_unref);
  g_free (beside->customer_id);
  g_free (beside->customer_at);
  g_free (beside->customer_kw);
  g_free (beside->customer_node_name);
  g_free (beside->customer_node_hash);
  for (guint i = 0; i < LAMP_BASE_N_LAYERS; i++)
    lamp_base_layer_clear (&beside->base[i]);
  g_clear_error (&beside->error);
}

/* Offsets into a pool that was put behind another one. */
static void
shift (guint32 *offsets, guint32 n, guint32 by)
{
  for (guint32 i = 0; i < n; i++)
    offsets[i] += offsets[i] != 0 ? by : 0;
}

void
lamp_builder_take_beside (LampBuilder *builder, LampBeside *beside)
{
  LampNetwork *network = builder->network;
  guint32      n = beside->n_customers;
  guint32      by = lamp_pool_append_pool (builder->pool, &beside->pool);

  shift (beside->customer_id, n, by);
  for (guint i = 0; i < LAMP_BASE_N_LAYERS; i++)
    {
      shift (beside->base[i].name, beside->base[i].n_features, by);
      network->base[i] = beside->base[i];
      beside->base[i] = (LampBaseLayer){ 0 };
    }

  network->n_customers = n;
  network->customer_id = g_steal_pointer (&beside->customer_id);
  network->customer_at = g_steal_pointer (&beside->customer_at);
  network->customer_kw = g_steal_pointer (&beside->customer_kw);
  builder->customer_nodes = beside->node_names;
  beside->node_names = (LampPool){ 0 };
  builder->customer_node_name = g_steal_pointer (&beside->customer_node_name);
  builder->customer_node_hash = g_steal_pointer (&beside->customer_node_hash);
  lamp_pool_trim (builder->pool);
  network->strings = builder->pool->text;
  network->strings_size = builder->pool->size;
}

static guint32
node_of_customer (const LampBuilder *builder, guint32 i)
{
  const char *name = builder->customer_nodes.text + builder->customer_node_name[i];

  if (*name == '\0')
    return LAMP_NONE;
  return lamp_text_table_find (&builder->nodes, name, strlen (name), builder->customer_node_hash[i]);
}

gpointer
lamp_builder_find_customers (gpointer data)
{
  LampBuilder *builder = data;
  LampNetwork *network = builder->network;

  network->customer_node = g_new (guint32, MAX (network->n_customers, 1));
  for (guint32 i = 0; i < network->n_customers; i++)
    {
      if (i + LAMP_LOOK_AHEAD < network->n_customers)
        lamp_text_table_prefetch (&builder->nodes, builder->customer_node_hash[i + LAMP_LOOK_AHEAD]);
      network->customer_node[i] = node_of_customer (builder, i);
    }
  return NULL;
}
