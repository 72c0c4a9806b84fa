/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Step 1 of loading: the layers of a region file into columns. See builder.h.
 */
#include "config.h"

#define GETTEXT_PACKAGE LAMP_GETTEXT_PACKAGE

#include "grid/builder.h"
#include "grid/table.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* Rows: enough for memory to answer, few enough for a cache to keep. */
#define LOOK_AHEAD 8

static guint32
intern (LampBuilder *builder, LampTable *table, guint column, guint32 row)
{
  gsize       length = 0;
  const char *text = lamp_table_text (table, column, row, &length);

  return lamp_pool_intern (&builder->network->priv->pool, text, length);
}

static const char *
string (LampBuilder *builder, guint32 offset)
{
  return builder->network->priv->pool.text + offset;
}

static guint32
node (LampBuilder *builder, guint32 id)
{
  guint32 index = lamp_id_table_find (&builder->nodes, id);

  if (id == 0)
    return LAMP_NONE;
  if (index != LAMP_NONE)
    return index;

  builder->node_id[builder->n_nodes] = id;
  lamp_id_table_add (&builder->nodes, builder->n_nodes);
  return builder->n_nodes++;
}

guint16
lamp_builder_feeder (LampBuilder *builder, guint32 id)
{
  gpointer key = GUINT_TO_POINTER (id);
  guint    index = GPOINTER_TO_UINT (g_hash_table_lookup (builder->feeder_index, key));

  if (id == 0)
    return LAMP_NO_FEEDER;
  if (index == 0)
    {
      LampNamedRow row = { .id = id, .name = id };

      if (builder->feeders->len == LAMP_NO_FEEDER)
        return LAMP_NO_FEEDER;
      g_array_append_val (builder->feeders, row);
      index = builder->feeders->len;
      g_hash_table_insert (builder->feeder_index, key, GUINT_TO_POINTER (index));
    }

  return (guint16)(index - 1);
}

/* Loops over the batches of a layer; an absent optional layer is an empty one. */
typedef gboolean (*RowFunc) (LampBuilder *builder, LampTable *table, guint32 row, GError **error);

static gboolean
wrong_place (LampBuilder *builder, LampLayerId id, GError **error)
{
  g_set_error (error,
               LAMP_GRID_ERROR,
               LAMP_GRID_ERROR_PROJECTION,
               _ ("The coordinates in layer “%s” of “%s” are not degrees on earth, as its reference system says: give the file the reference system it was made in (ogr2ogr -a_srs EPSG:…) and try again."),
               lamp_region_layer (id)->name,
               builder->path);
  return FALSE;
}

/* Looking up ids is waiting for memory, most of all; so the slots of a later row's are fetched in time. */
static void
look_ahead (LampBuilder *builder, LampTable *table, LampLayerId id, guint32 row)
{
  static const guint element_columns[] = { ELEMENT_ID, ELEMENT_FROM, ELEMENT_TO };
  static const guint customer_columns[] = { CUSTOMER_ID, CUSTOMER_NODE };
  gboolean           customers = id == LAMP_LAYER_CUSTOMERS;
  const guint       *columns = customers ? customer_columns : element_columns;
  guint              n = customers ? G_N_ELEMENTS (customer_columns) : G_N_ELEMENTS (element_columns);

  for (guint i = 0; i < n; i++)
    {
      gsize       length = 0;
      const char *text = lamp_table_text (table, columns[i], row, &length);

      lamp_pool_prefetch (&builder->network->priv->pool, text, length);
    }
}

static gboolean
each_row (LampBuilder *builder, LampTable *table, LampLayerId id, RowFunc func, GError **error)
{
  guint32 n_rows = 0;

  do
    {
      if (g_cancellable_set_error_if_cancelled (builder->cancellable, error) ||
          !lamp_table_next (table, &n_rows, error))
        return FALSE;
      for (guint32 row = 0; row < n_rows; row++)
        {
          if (id >= LAMP_LAYER_LINES && id <= LAMP_LAYER_CUSTOMERS && row + LOOK_AHEAD < n_rows)
            look_ahead (builder, table, id, row + LOOK_AHEAD);
          if (!func (builder, table, row, error))
            return FALSE;
        }
    }
  while (n_rows > 0);

  /* One wild place is dirt in the data; mostly wild places are a wrong reference system. */
  if (lamp_table_get_n_misplaced (table) > lamp_table_get_n_placed (table))
    return wrong_place (builder, id, error);
  return TRUE;
}

static gboolean
read_layer (LampBuilder *builder, LampLayerId id, RowFunc func, GError **error)
{
  GError *local_error = NULL;
  g_autoptr (LampTable) table = lamp_table_open (builder->dataset, builder->path, id, &local_error);

  if (table == NULL)
    {
      if (local_error == NULL)
        return TRUE;
      g_propagate_error (error, local_error);
      return FALSE;
    }

  return each_row (builder, table, id, func, error);
}

static LampWorld
point (LampTable *table, guint32 row)
{
  LampShape shape;

  lamp_table_shape (table, row, &shape);
  return shape.n_vertices > 0 ? shape.vertices[0] : LAMP_WORLD_NONE;
}

static gboolean
read_metadata (LampBuilder *builder, LampTable *table, guint32 row, GError **error)
{
  guint32     key_offset = intern (builder, table, META_KEY, row);
  guint32     value = intern (builder, table, META_VALUE, row);
  const char *key = string (builder, key_offset); /* not before both: interning moves the pool */

  if (g_str_equal (key, "name"))
    builder->region_name = value;
  else if (g_str_equal (key, "format"))
    builder->is_region = g_str_equal (string (builder, value), LAMP_REGION_FORMAT);
  else if (g_str_equal (key, "version") && g_ascii_strtoll (string (builder, value), NULL, 10) > LAMP_REGION_VERSION)
    {
      g_set_error (error,
                   LAMP_GRID_ERROR,
                   LAMP_GRID_ERROR_UNREADABLE,
                   _ ("“%s” was made by a newer Lamplighter (format %s, this one reads up to %d): update this program."),
                   builder->path,
                   string (builder, value),
                   LAMP_REGION_VERSION);
      return FALSE;
    }

  return TRUE;
}

static gboolean
read_what_it_is (LampBuilder *builder, GError **error)
{
  if (!read_layer (builder, LAMP_LAYER_METADATA, read_metadata, error))
    return FALSE;

  if (!builder->is_region)
    g_set_error (error,
                 LAMP_GRID_ERROR,
                 LAMP_GRID_ERROR_UNREADABLE,
                 _ ("“%s” does not say that it is a Lamplighter region: make one with “lamplighterd grid import”."),
                 builder->path);
  return builder->is_region;
}

static gboolean
read_feeder (LampBuilder *builder, LampTable *table, guint32 row, GError **error)
{
  guint32 name = intern (builder, table, FEEDER_NAME, row);
  guint32 source = intern (builder, table, FEEDER_SOURCE, row);
  guint16 index = lamp_builder_feeder (builder, intern (builder, table, FEEDER_ID, row));

  if (index != LAMP_NO_FEEDER)
    {
      LampNamedRow *feeder = &g_array_index (builder->feeders, LampNamedRow, index);

      feeder->other = source;
      if (name != 0)
        feeder->name = name;
    }
  return TRUE;
}

static gboolean
read_source (LampBuilder *builder, LampTable *table, guint32 row, GError **error)
{
  LampNamedRow source = {
    .id = intern (builder, table, SOURCE_ID, row),
    .name = intern (builder, table, SOURCE_NAME, row),
    .other = intern (builder, table, SOURCE_NODE, row),
    .at = point (table, row),
    .kv = lamp_table_real (table, SOURCE_KV, row),
  };

  node (builder, source.other);
  g_array_append_val (builder->sources, source);
  return TRUE;
}

static gboolean
read_depot (LampBuilder *builder, LampTable *table, guint32 row, GError **error)
{
  LampNamedRow depot = {
    .id = intern (builder, table, DEPOT_ID, row),
    .name = intern (builder, table, DEPOT_NAME, row),
    .at = point (table, row),
  };

  g_array_append_val (builder->depots, depot);
  return TRUE;
}

/* A line of one vertex is no line: it is placed by its nodes. */
static void
read_vertices (LampBuilder *builder, LampTable *table, guint32 row, LampElementKind kind)
{
  LampShape shape;

  lamp_table_shape (table, row, &shape);
  if (kind != LAMP_ELEMENT_LINE || shape.n_vertices > 1)
    g_array_append_vals (builder->vertices, shape.vertices, shape.n_vertices);
  builder->vertex_start[builder->n_elements + 1] = builder->vertices->len;
}

static guint8
read_flags (LampTable *table, guint32 row)
{
  guint flags = 0;

  flags |= lamp_table_flag (table, ELEMENT_NORMALLY_OPEN, row) ? LAMP_ELEMENT_NORMALLY_OPEN : 0u;
  flags |= lamp_table_flag (table, ELEMENT_UNDERGROUND, row) ? LAMP_ELEMENT_UNDERGROUND : 0u;
  flags |= lamp_table_flag (table, ELEMENT_TELEMETERED, row) ? LAMP_ELEMENT_TELEMETERED : 0u;
  flags |= lamp_table_flag (table, ELEMENT_SERVICE_DROP, row) ? LAMP_ELEMENT_SERVICE_DROP : 0u;
  return (guint8)flags;
}

/* A word out of a short list, without going through the pool. */
static const char *
word (LampTable *table, guint column, guint32 row, char *buffer, gsize size)
{
  gsize       length = 0;
  const char *text = lamp_table_text (table, column, row, &length);

  length = MIN (length, size - 1);
  memcpy (buffer, text, length);
  buffer[length] = '\0';
  return buffer;
}

static void
read_element (LampBuilder *builder, LampTable *table, guint32 row, LampElementKind kind)
{
  guint32          at = builder->n_elements;
  char             buffer[32];
  LampVoltageClass voltage = LAMP_VOLTAGE_LOW;

  builder->id[at] = intern (builder, table, ELEMENT_ID, row);
  builder->name[at] = intern (builder, table, ELEMENT_NAME, row);
  builder->from[at] = node (builder, intern (builder, table, ELEMENT_FROM, row));
  builder->to[at] = node (builder, intern (builder, table, ELEMENT_TO, row));
  builder->feeder[at] = lamp_builder_feeder (builder, intern (builder, table, ELEMENT_FEEDER, row));
  builder->kind[at] = (guint8)kind;
  builder->flags[at] = read_flags (table, row);
  builder->phases[at] = (guint8)lamp_phases_from_string (word (table, ELEMENT_PHASES, row, buffer, sizeof buffer));
  builder->voltage[at] = LAMP_VOLTAGE_UNKNOWN;
  if (lamp_voltage_class_from_string (word (table, ELEMENT_VOLTAGE, row, buffer, sizeof buffer), &voltage))
    builder->voltage[at] = (guint8)voltage;
  builder->kv[at] = (float)lamp_table_real (table, ELEMENT_KV, row);
  builder->length_m[at] = (float)lamp_table_real (table, ELEMENT_LENGTH, row);
  builder->rating[at] = (float)lamp_table_real (table, ELEMENT_RATING, row);
  read_vertices (builder, table, row, kind);
  builder->n_elements++;
}

static gboolean
read_line (LampBuilder *builder, LampTable *table, guint32 row, GError **error)
{
  read_element (builder, table, row, LAMP_ELEMENT_LINE);
  return TRUE;
}

static gboolean
unknown_kind (LampBuilder *builder, LampLayerId id, const char *kind, GError **error)
{
  g_set_error (error,
               LAMP_GRID_ERROR,
               LAMP_GRID_ERROR_WRONG_TYPE,
               _ ("Layer “%s” of “%s” holds the kind “%s”, which is not one of the kinds in data/region.md: correct it, or import the region again."),
               lamp_region_layer (id)->name,
               builder->path,
               kind);
  return FALSE;
}

static gboolean
read_device (LampBuilder *builder, LampTable *table, guint32 row, GError **error)
{
  char            buffer[32];
  LampElementKind kind = lamp_element_kind_from_string (word (table, ELEMENT_KIND, row, buffer, sizeof buffer));

  if (!lamp_element_kind_is_switch (kind))
    return unknown_kind (builder, LAMP_LAYER_DEVICES, buffer, error);
  read_element (builder, table, row, kind);
  return TRUE;
}

static gboolean
read_transformer (LampBuilder *builder, LampTable *table, guint32 row, GError **error)
{
  char            buffer[32];
  LampElementKind kind = lamp_element_kind_from_string (word (table, ELEMENT_KIND, row, buffer, sizeof buffer));

  if (kind != LAMP_ELEMENT_TRANSFORMER && kind != LAMP_ELEMENT_REGULATOR)
    return unknown_kind (builder, LAMP_LAYER_TRANSFORMERS, buffer, error);
  read_element (builder, table, row, kind);
  return TRUE;
}

static void
size_elements (LampBuilder *builder, guint64 n)
{
  builder->n_elements_max = (guint32)n;
  builder->id = g_new (guint32, n);
  builder->name = g_new (guint32, n);
  builder->from = g_new (guint32, n);
  builder->to = g_new (guint32, n);
  builder->kind = g_new (guint8, n);
  builder->flags = g_new (guint8, n);
  builder->phases = g_new (guint8, n);
  builder->voltage = g_new (guint8, n);
  builder->feeder = g_new (guint16, n);
  builder->length_m = g_new (float, n);
  builder->rating = g_new (float, n);
  builder->kv = g_new (float, n);
  builder->vertex_start = g_new (guint32, n + 1);
  builder->vertex_start[0] = 0;
  builder->vertices = g_array_new (FALSE, FALSE, sizeof (LampWorld));
}

static gboolean
read_elements (LampBuilder *builder, GError **error)
{
  static const RowFunc funcs[] = { read_line, read_device, read_transformer };
  LampTable           *tables[3] = { NULL, NULL, NULL };
  gboolean             read = TRUE;
  guint64              n = 0;

  for (guint i = 0; i < 3 && read; i++)
    {
      tables[i] = lamp_table_open (builder->dataset, builder->path, (LampLayerId)(LAMP_LAYER_LINES + i), error);
      read = tables[i] != NULL;
      n += read ? lamp_table_get_n_rows (tables[i]) : 0;
    }

  /* Two nodes an element, and the sources', must fit the 32-bit numbers with room for the table. */
  if (read && n > G_MAXINT32 / 4)
    {
      g_set_error (error, LAMP_GRID_ERROR, LAMP_GRID_ERROR_UNREADABLE, _ ("“%s” holds more elements than one region can: split it into several regions."), builder->path);
      read = FALSE;
    }

  if (read)
    {
      guint32 n_nodes_max = (guint32)n * 2 + builder->sources->len;

      size_elements (builder, n);
      /* Most elements bring an id and a node. */
      lamp_pool_reserve (&builder->network->priv->pool, (guint32)n * 2);
      builder->node_id = g_renew (guint32, builder->node_id, MAX (n_nodes_max, 1));
      lamp_id_table_clear (&builder->nodes);
      lamp_id_table_reserve (&builder->nodes, builder->node_id, n_nodes_max);
      for (guint32 i = 0; i < builder->n_nodes; i++)
        lamp_id_table_add (&builder->nodes, i);
    }

  for (guint i = 0; i < 3; i++)
    {
      read = read && each_row (builder, tables[i], (LampLayerId)(LAMP_LAYER_LINES + i), funcs[i], error);
      g_clear_pointer (&tables[i], lamp_table_free);
    }

  return read;
}

static gboolean
read_customer (LampBuilder *builder, LampTable *table, guint32 row, GError **error)
{
  LampNetwork *network = builder->network;
  guint32      at = network->n_customers++;

  network->customer_id[at] = intern (builder, table, CUSTOMER_ID, row);
  builder->customer_node_id[at] = intern (builder, table, CUSTOMER_NODE, row);
  network->customer_kw[at] = (float)lamp_table_real (table, CUSTOMER_KW, row);
  network->customer_at[at] = point (table, row);
  return TRUE;
}

static gboolean
read_customers (LampBuilder *builder, GError **error)
{
  g_autoptr (LampTable) table = lamp_table_open (builder->dataset, builder->path, LAMP_LAYER_CUSTOMERS, error);
  LampNetwork *network = builder->network;
  guint64      n = table == NULL ? 0 : lamp_table_get_n_rows (table);

  if (table == NULL)
    return FALSE;

  network->customer_id = g_new (guint32, n);
  network->customer_at = g_new (LampWorld, n);
  network->customer_kw = g_new (float, n);
  builder->customer_node_id = g_new (guint32, n);
  return each_row (builder, table, LAMP_LAYER_CUSTOMERS, read_customer, error);
}

static gboolean
read_site (LampBuilder *builder, LampTable *table, guint32 row, GError **error)
{
  char        buffer[32];
  LampSiteRow site = {
    .id = intern (builder, table, SITE_ID, row),
    .account = intern (builder, table, SITE_ACCOUNT, row),
    .name = intern (builder, table, SITE_NAME, row),
    .kind = intern (builder, table, SITE_KIND, row),
    .backup_kind = intern (builder, table, SITE_BACKUP_KIND, row),
    .verified_at = intern (builder, table, SITE_VERIFIED, row),
    .site_class = LAMP_SITE_ORDINARY,
    .at = point (table, row),
    .contract_kva = lamp_table_real (table, SITE_CONTRACT, row),
    .critical_kw = lamp_table_real (table, SITE_CRITICAL, row),
    .backup_start_s = lamp_table_real (table, SITE_BACKUP_START, row),
    .backup_autonomy_min = lamp_table_real (table, SITE_BACKUP_AUTONOMY, row),
  };

  word (table, SITE_CLASS, row, buffer, sizeof buffer);
  if (*buffer != '\0' && !lamp_site_class_from_string (buffer, &site.site_class))
    {
      g_set_error (error,
                   LAMP_GRID_ERROR,
                   LAMP_GRID_ERROR_WRONG_TYPE,
                   _ ("Layer “sites” of “%s” holds the class “%s”, which is not one of special, first, second, temporary, ordinary: correct it and try again."),
                   builder->path,
                   buffer);
      return FALSE;
    }

  g_array_append_val (builder->sites, site);
  return TRUE;
}

static gboolean
read_supply_point (LampBuilder *builder, LampTable *table, guint32 row, GError **error)
{
  LampSiteDetail detail = {
    .site = intern (builder, table, SUPPLY_SITE, row),
    .a = intern (builder, table, SUPPLY_NODE, row),
    .b = intern (builder, table, SUPPLY_FEEDER, row),
    .main = lamp_table_flag (table, SUPPLY_MAIN, row),
  };

  g_array_append_val (builder->supply_points, detail);
  return TRUE;
}

static gboolean
read_contact (LampBuilder *builder, LampTable *table, guint32 row, GError **error)
{
  LampSiteDetail detail = {
    .site = intern (builder, table, CONTACT_SITE, row),
    .a = intern (builder, table, CONTACT_NAME, row),
    .b = intern (builder, table, CONTACT_ROLE, row),
    .c = intern (builder, table, CONTACT_PHONE, row),
  };

  g_array_append_val (builder->contacts, detail);
  return TRUE;
}

/* One base-map layer: parts of all features in a row, vertices of all parts in a row. */
static gboolean
read_base (LampBuilder *builder, LampBaseKind kind, GError **error)
{
  LampLayerId id = (LampLayerId)(LAMP_LAYER_BASE + kind);
  GError     *local_error = NULL;
  g_autoptr (LampTable) table = lamp_table_open (builder->dataset, builder->path, id, &local_error);
  LampBaseLayer *layer = &builder->network->base[kind];
  g_autoptr (GArray) vertex_start = g_array_new (FALSE, FALSE, sizeof (guint32));
  g_autoptr (GArray) vertices = g_array_new (FALSE, FALSE, sizeof (LampWorld));
  guint64 n = table == NULL ? 0 : lamp_table_get_n_rows (table);
  guint32 n_rows = table == NULL ? 0 : 1;
  guint32 zero = 0;

  if (local_error != NULL)
    {
      g_propagate_error (error, local_error);
      return FALSE;
    }

  layer->area = lamp_region_layer (id)->shape == LAMP_SHAPE_AREA;
  layer->part_start = g_new0 (guint32, n + 1);
  layer->rank = g_new0 (guint8, n);
  layer->name = g_new0 (guint32, n);
  g_array_append_val (vertex_start, zero);
  while (n_rows > 0)
    {
      if (g_cancellable_set_error_if_cancelled (builder->cancellable, error) ||
          !lamp_table_next (table, &n_rows, error))
        return FALSE;
      for (guint32 row = 0; row < n_rows; row++)
        {
          LampShape shape;
          guint32   at = layer->n_features++;

          lamp_table_shape (table, row, &shape);
          for (guint32 part = 0; part < shape.n_parts; part++)
            {
              guint32 end = vertices->len + shape.part_start[part + 1];

              g_array_append_val (vertex_start, end);
            }
          g_array_append_vals (vertices, shape.vertices, shape.n_vertices);
          layer->part_start[at + 1] = vertex_start->len - 1;
          layer->rank[at] = (guint8)CLAMP (lamp_table_real (table, BASE_RANK, row), 0.0, 255.0);
          layer->name[at] = intern (builder, table, BASE_NAME, row);
        }
    }

  if (table != NULL && lamp_table_get_n_misplaced (table) > lamp_table_get_n_placed (table))
    return wrong_place (builder, id, error);
  layer->n_parts = vertex_start->len - 1;
  layer->n_vertices = vertices->len;
  layer->vertex_start = (guint32 *)(void *)g_array_steal (vertex_start, NULL);
  layer->vertices = (LampWorld *)(void *)g_array_steal (vertices, NULL);
  return TRUE;
}

gboolean
lamp_builder_read (LampBuilder *builder, GError **error)
{
  OGRLayerH sources = GDALDatasetGetLayerByName (builder->dataset, lamp_region_layer (LAMP_LAYER_SOURCES)->name);
  guint32   n_sources_max = sources == NULL ? 0 : (guint32)OGR_L_GetFeatureCount (sources, TRUE);

  builder->node_id = g_new (guint32, MAX (n_sources_max, 1));
  lamp_id_table_reserve (&builder->nodes, builder->node_id, n_sources_max);

  if (!read_what_it_is (builder, error) ||
      !read_layer (builder, LAMP_LAYER_FEEDERS, read_feeder, error) ||
      !read_layer (builder, LAMP_LAYER_SOURCES, read_source, error) ||
      !read_elements (builder, error) ||
      !read_customers (builder, error) ||
      !read_layer (builder, LAMP_LAYER_SITES, read_site, error) ||
      !read_layer (builder, LAMP_LAYER_SUPPLY_POINTS, read_supply_point, error) ||
      !read_layer (builder, LAMP_LAYER_CONTACTS, read_contact, error) ||
      !read_layer (builder, LAMP_LAYER_DEPOTS, read_depot, error))
    return FALSE;

  for (guint kind = 0; kind < LAMP_BASE_N_LAYERS; kind++)
    if (!read_base (builder, (LampBaseKind)kind, error))
      return FALSE;

  if (builder->n_elements == 0)
    {
      g_set_error (error,
                   LAMP_GRID_ERROR,
                   LAMP_GRID_ERROR_EMPTY,
                   _ ("“%s” holds no lines, devices or transformers: check that the import named the right layers."),
                   builder->path);
      return FALSE;
    }

  return TRUE;
}
