/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * During step 2 of loading, on a thread of its own: customers, sites and the base map. See builder.h.
 */
#include "config.h"

#include "grid/builder.h"
#include "grid/large.h"

typedef struct
{
  LampBuilder   *builder;
  guint32       *hash; /* of the nodes a batch's customers name */
  guint32        n_rows_max;
  GArray        *vertices, *part_ends;
  LampBaseLayer *layer; /* being read */
} Reading;

static void
read_customer_ids (LampBuilder *builder, LampTable *table, guint32 n_rows)
{
  guint32   at = builder->network->n_customers;
  LampTexts ids;

  lamp_table_texts (table, CUSTOMER_ID, &ids);
  for (guint32 row = 0; row < n_rows; row++)
    {
      gsize       length = 0;
      const char *id = lamp_texts_get (&ids, row, &length);

      builder->network->customer_id[at + row] = lamp_pool_append (builder->pool, id, length);
      builder->customer_hash[at + row] = lamp_text_hash (id, length);
    }
}

/* All elements are read, so a node that is not known is nobody's. The slots of later rows are fetched meanwhile. */
static void
find_customer_nodes (Reading *reading, LampTable *table, guint32 n_rows)
{
  const LampTextTable *nodes = &reading->builder->nodes;
  guint32             *node = reading->builder->network->customer_node + reading->builder->network->n_customers;
  LampTexts            names;

  lamp_table_texts (table, CUSTOMER_NODE, &names);
  for (guint32 row = 0; row < n_rows; row++)
    {
      gsize       length = 0;
      const char *name = lamp_texts_get (&names, row, &length);

      reading->hash[row] = lamp_text_hash (name, length);
    }
  for (guint32 row = 0; row < n_rows; row++)
    {
      gsize       length = 0;
      const char *name = lamp_texts_get (&names, row, &length);

      if (row + LAMP_LOOK_AHEAD < n_rows)
        lamp_text_table_prefetch (nodes, reading->hash[row + LAMP_LOOK_AHEAD]);
      node[row] = length == 0 ? LAMP_NONE : lamp_text_table_find (nodes, name, length, reading->hash[row]);
    }
}

static void
find_customer_places (Reading *reading, LampTable *table, guint32 n_rows)
{
  LampWorld          *place = reading->builder->network->customer_at + reading->builder->network->n_customers;
  g_autofree guint32 *ends = g_new (guint32, n_rows);
  guint32             start = 0;

  g_array_set_size (reading->vertices, 0);
  lamp_table_courses (table, 1, reading->vertices, ends);
  for (guint32 row = 0; row < n_rows; start = ends[row++])
    place[row] = ends[row] > start ? g_array_index (reading->vertices, LampWorld, start) : LAMP_WORLD_NONE;
}

static gboolean
read_customers_batch (LampTable *table, guint32 n_rows, gpointer data, GError **error)
{
  Reading     *reading = data;
  LampNetwork *network = reading->builder->network;

  if (n_rows > reading->n_rows_max)
    {
      reading->n_rows_max = n_rows;
      reading->hash = g_renew (guint32, reading->hash, n_rows);
    }
  read_customer_ids (reading->builder, table, n_rows);
  find_customer_nodes (reading, table, n_rows);
  find_customer_places (reading, table, n_rows);
  lamp_table_reals (table, CUSTOMER_KW, network->customer_kw + network->n_customers);
  network->n_customers += n_rows;
  return TRUE;
}

static gboolean
read_customers (Reading *reading, GError **error)
{
  LampBuilder *builder = reading->builder;
  LampNetwork *network = builder->network;
  g_autoptr (LampTable) table = lamp_table_open (builder->dataset, builder->path, LAMP_LAYER_CUSTOMERS, error);
  guint64 n = table == NULL ? 0 : lamp_table_get_n_rows (table);

  if (table == NULL)
    return FALSE;

  network->customer_id = lamp_large_new_exact (guint32, n);
  network->customer_node = lamp_large_new_exact (guint32, n);
  network->customer_at = lamp_large_new_exact (LampWorld, n);
  network->customer_kw = lamp_large_new_exact (float, n);
  builder->customer_hash = lamp_large_new_exact (guint32, n);
  return lamp_table_each_batch (table, read_customers_batch, reading, builder->cancellable, error);
}

/* Parts of all features in a row, vertices of all parts in a row. */
static gboolean
read_base_batch (LampTable *table, guint32 n_rows, gpointer data, GError **error)
{
  Reading       *reading = data;
  LampBaseLayer *layer = reading->layer;

  for (guint32 row = 0; row < n_rows; row++)
    {
      LampShape   shape;
      guint32     at = layer->n_features++;
      gsize       length = 0;
      const char *name = lamp_table_text (table, BASE_NAME, row, &length);

      lamp_table_shape (table, row, &shape);
      for (guint32 part = 0; part < shape.n_parts; part++)
        {
          guint32 end = reading->vertices->len + shape.part_start[part + 1];

          g_array_append_val (reading->part_ends, end);
        }
      g_array_append_vals (reading->vertices, shape.vertices, shape.n_vertices);
      layer->part_start[at + 1] = reading->part_ends->len - 1;
      layer->rank[at] = (guint8)CLAMP (lamp_table_real (table, BASE_RANK, row), 0.0, 255.0);
      layer->name[at] = lamp_builder_intern (reading->builder, name, length);
    }

  return TRUE;
}

static gboolean
read_base (Reading *reading, LampBaseKind kind, GError **error)
{
  LampBuilder *builder = reading->builder;
  GError      *local_error = NULL;
  LampLayerId  id = (LampLayerId)(LAMP_LAYER_BASE + kind);
  g_autoptr (LampTable) table = lamp_table_open (builder->dataset, builder->path, id, &local_error);
  LampBaseLayer *layer = &builder->network->base[kind];
  guint64        n = table == NULL ? 0 : lamp_table_get_n_rows (table);
  guint32        zero = 0;

  if (local_error != NULL)
    {
      g_propagate_error (error, local_error);
      return FALSE;
    }

  layer->area = lamp_region_layer (id)->shape == LAMP_SHAPE_AREA;
  layer->part_start = g_new0 (guint32, n + 1);
  layer->rank = g_new0 (guint8, n);
  layer->name = g_new0 (guint32, n);
  g_array_set_size (reading->vertices, 0);
  g_array_set_size (reading->part_ends, 0);
  g_array_append_val (reading->part_ends, zero);
  reading->layer = layer;
  if (table != NULL && !lamp_table_each_batch (table, read_base_batch, reading, builder->cancellable, error))
    return FALSE;

  layer->n_parts = reading->part_ends->len - 1;
  layer->n_vertices = reading->vertices->len;
  layer->vertex_start = g_memdup2 (reading->part_ends->data, (gsize)reading->part_ends->len * sizeof (guint32));
  layer->vertices = g_new (LampWorld, MAX (layer->n_vertices, 1));
  if (layer->n_vertices > 0)
    memcpy (layer->vertices, reading->vertices->data, (gsize)layer->n_vertices * sizeof (LampWorld));
  return TRUE;
}

gboolean
lamp_builder_read_beside (LampBuilder *builder, GError **error)
{
  Reading  reading = { .builder = builder };
  gboolean read = FALSE;

  reading.vertices = g_array_new (FALSE, FALSE, sizeof (LampWorld));
  reading.part_ends = g_array_new (FALSE, FALSE, sizeof (guint32));
  read = read_customers (&reading, error) && lamp_builder_read_sites (builder, error);
  for (guint kind = 0; kind < LAMP_BASE_N_LAYERS && read; kind++)
    read = read_base (&reading, (LampBaseKind)kind, error);
  g_array_unref (reading.vertices);
  g_array_unref (reading.part_ends);
  g_free (reading.hash);
  return read;
}
