/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Step 1 of loading: what a region says of itself, its feeders, sources, sites and depots. See builder.h.
 */
#include "config.h"

#define GETTEXT_PACKAGE LAMP_GETTEXT_PACKAGE

#include "grid/builder.h"

#include <glib/gi18n-lib.h>

guint32
lamp_builder_intern (LampBuilder *builder, const char *text, gsize length)
{
  return length == 0 ? 0 : lamp_text_table_intern (&builder->words, text, length, lamp_text_hash (text, length));
}

static guint32
intern (LampBuilder *builder, LampTable *table, guint column, guint32 row)
{
  gsize       length = 0;
  const char *text = lamp_table_text (table, column, row, &length);

  return lamp_builder_intern (builder, text, length);
}

static const char *
string (LampBuilder *builder, guint32 offset)
{
  return builder->pool->text + offset;
}

guint32
lamp_builder_find_node (const LampBuilder *builder, guint32 id)
{
  const char *text = builder->pool->text + id;
  gsize       length = strlen (text);

  return length == 0 ? LAMP_NONE : lamp_text_table_find (&builder->nodes, text, length, lamp_text_hash (text, length));
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

typedef gboolean (*RowFunc) (LampBuilder *builder, LampTable *table, guint32 row, GError **error);

typedef struct
{
  LampBuilder *builder;
  RowFunc      func;
} Rows;

static gboolean
each_row (LampTable *table, guint32 n_rows, gpointer data, GError **error)
{
  Rows *rows = data;

  for (guint32 row = 0; row < n_rows; row++)
    if (!rows->func (rows->builder, table, row, error))
      return FALSE;
  return TRUE;
}

/* An absent optional layer is an empty one. */
static gboolean
read_layer (LampBuilder *builder, LampLayerId id, RowFunc func, GError **error)
{
  GError *local_error = NULL;
  g_autoptr (LampTable) table = lamp_table_open (builder->dataset, builder->path, id, &local_error);
  Rows rows = { builder, func };

  if (table == NULL)
    {
      if (local_error == NULL)
        return TRUE;
      g_propagate_error (error, local_error);
      return FALSE;
    }

  return lamp_table_each_batch (table, each_row, &rows, builder->cancellable, error);
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
  else if (g_str_equal (key, LAMP_REGION_ATTRIBUTION))
    builder->attribution = value;
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

      feeder->source = source;
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
    .node = LAMP_NONE,
    .at = point (table, row),
    .kv = lamp_table_real (table, SOURCE_KV, row),
  };
  gsize       length = 0;
  const char *node = lamp_table_text (table, SOURCE_NODE, row, &length);

  if (length > 0)
    source.node = lamp_text_table_intern (&builder->nodes, node, length, lamp_text_hash (node, length));
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
      g_autofree char *shown = g_utf8_make_valid (buffer, -1); /* it may have been cut within a character */

      g_set_error (error,
                   LAMP_GRID_ERROR,
                   LAMP_GRID_ERROR_WRONG_TYPE,
                   _ ("Layer “sites” of “%s” holds the class “%s”, which is not one of special, first, second, temporary, ordinary: correct it and try again."),
                   builder->path,
                   shown);
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

gboolean
lamp_builder_read_head (LampBuilder *builder, GError **error)
{
  return read_what_it_is (builder, error) &&
         read_layer (builder, LAMP_LAYER_FEEDERS, read_feeder, error) &&
         read_layer (builder, LAMP_LAYER_SOURCES, read_source, error);
}

gboolean
lamp_builder_read_sites (LampBuilder *builder, GError **error)
{
  return read_layer (builder, LAMP_LAYER_SITES, read_site, error) &&
         read_layer (builder, LAMP_LAYER_SUPPLY_POINTS, read_supply_point, error) &&
         read_layer (builder, LAMP_LAYER_CONTACTS, read_contact, error) &&
         read_layer (builder, LAMP_LAYER_DEPOTS, read_depot, error);
}
