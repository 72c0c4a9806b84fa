/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * During step 2 of loading, on a thread of its own: what is left of the customers, sites and the base map. See builder.h.
 */
#include "config.h"

#include "grid/builder.h"

typedef struct
{
  LampBuilder   *builder;
  GArray        *vertices, *part_ends;
  LampBaseLayer *layer; /* being read */
} Reading;

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
  lamp_customers_settle (builder->customers);
  g_clear_pointer (&builder->customers, lamp_customers_free);
  read = lamp_builder_read_sites (builder, error);
  for (guint kind = 0; kind < LAMP_BASE_N_LAYERS && read; kind++)
    read = read_base (&reading, (LampBaseKind)kind, error);
  g_array_unref (reading.vertices);
  g_array_unref (reading.part_ends);
  return read;
}
