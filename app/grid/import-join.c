/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Values that come through other layers: customers through their service drop to its pole, elements through a table of
 * ends. Each layer a path goes through is read once, before any row is taken, into a table from its key to what is
 * wanted of it. See import-private.h.
 *
 * The first row of a key counts, rows without a key do not; equal texts of all tables are kept once. About 40 bytes a row and
 * the texts of keys and values; one look-up a step.
 */
#include "config.h"

#include "grid/import-private.h"
#include "grid/pool.h"

#include <math.h>
#include <string.h>

typedef struct
{
  const LampProfileHop *what; /* the first that asked for this layer, key and filter */
  const char           *group;
  int                   key;    /* GDAL's field numbers */
  GArray               *fields; /* int: those taken along */
  gboolean              places;
  GArray               *keys;   /* guint32 a row: into the pool */
  GArray               *values; /* guint32, fields->len a row */
  GArray               *points; /* LampPoint a row, when places are wanted */
  LampIdTable           rows;
  guint64               n_rows; /* of the layer, whether they pass the filter or not */
} Table;

struct _LampJoins
{
  GPtrArray  *tables; /* Table */
  LampTextSet pool;
};

static void
table_free (gpointer data)
{
  Table *table = data;

  g_array_unref (table->fields);
  g_array_unref (table->keys);
  g_array_unref (table->values);
  g_array_unref (table->points);
  lamp_id_table_clear (&table->rows);
  g_free (table);
}

LampJoins *
lamp_joins_new (void)
{
  LampJoins *joins = g_new0 (LampJoins, 1);

  joins->tables = g_ptr_array_new_with_free_func (table_free);
  lamp_text_set_init (&joins->pool);
  return joins;
}

void
lamp_joins_free (LampJoins *joins)
{
  if (joins == NULL)
    return;
  g_ptr_array_unref (joins->tables);
  lamp_text_set_clear (&joins->pool);
  g_free (joins);
}

static Table *
find_table (LampJoins *joins, const LampProfileHop *hop, guint32 *index)
{
  for (*index = 0; *index < joins->tables->len; ++*index)
    {
      Table *table = joins->tables->pdata[*index];

      if (g_str_equal (table->what->layer, hop->layer) && g_str_equal (table->what->match, hop->match) && g_strcmp0 (table->what->where, hop->where) == 0)
        return table;
    }
  return NULL;
}

static Table *
make_table (LampJoins *joins, const LampProfileHop *hop, const char *group, int key)
{
  Table *table = g_new0 (Table, 1);

  table->what = hop;
  table->group = group;
  table->key = key;
  table->fields = g_array_new (FALSE, FALSE, sizeof (int));
  table->keys = g_array_new (FALSE, FALSE, sizeof (guint32));
  table->values = g_array_new (FALSE, FALSE, sizeof (guint32));
  table->points = g_array_new (FALSE, FALSE, sizeof (LampPoint));
  g_ptr_array_add (joins->tables, table);
  return table;
}

static guint32
want_field (Table *table, int field)
{
  for (guint i = 0; i < table->fields->len; i++)
    if (g_array_index (table->fields, int, i) == field)
      return i;
  g_array_append_val (table->fields, field);
  return table->fields->len - 1;
}

gboolean
lamp_joins_resolve (LampImport *import, const LampProfilePath *path, const char *group, GArray *steps, char **missing)
{
  for (guint i = 0; i < path->hops->len; i++)
    {
      const LampProfileHop *hop = path->hops->pdata[i];
      OGRLayerH             layer = lamp_import_find_layer (import, hop->layer);
      OGRFeatureDefnH       fields = layer != NULL ? OGR_L_GetLayerDefn (layer) : NULL;
      int                   key = fields != NULL ? OGR_FD_GetFieldIndex (fields, hop->match) : -1;
      int                   field = fields != NULL && hop->field != NULL ? OGR_FD_GetFieldIndex (fields, hop->field) : -1;
      LampJoinStep          step = { 0, LAMP_NONE };
      Table                *table = NULL;

      if (layer == NULL || key < 0 || (hop->field != NULL && field < 0))
        {
          *missing = layer == NULL ? g_strdup (hop->layer) : g_strdup_printf ("%s.%s", hop->layer, key < 0 ? hop->match : hop->field);
          return FALSE;
        }
      table = find_table (import->joins, hop, &step.table);
      if (table == NULL)
        table = make_table (import->joins, hop, group, key);
      if (hop->field != NULL)
        step.column = want_field (table, field);
      table->places |= hop->field == NULL;
      g_array_append_val (steps, step);
    }
  return TRUE;
}

static guint32
keep (LampImportLayer *layer, LampJoins *joins, OGRFeatureH feature, int field)
{
  const char *text = lamp_import_field_text (layer, feature, field);

  return lamp_text_set_intern (&joins->pool, text);
}

static void
take_row (Table *table, LampImportLayer *layer, LampJoins *joins, OGRFeatureH feature)
{
  const char *text = lamp_import_fold (layer, lamp_import_field_text (layer, feature, table->key));
  guint32     key = lamp_text_set_intern (&joins->pool, text);

  if (key == 0)
    return;
  g_array_append_val (table->keys, key);
  for (guint i = 0; i < table->fields->len; i++)
    {
      guint32 value = keep (layer, joins, feature, g_array_index (table->fields, int, i));

      g_array_append_val (table->values, value);
    }
  if (table->places)
    {
      LampPoint at = { NAN, NAN };

      if (layer->points->len > 0)
        at = g_array_index (layer->points, LampPoint, 0);
      g_array_append_val (table->points, at);
    }
}

static gboolean
read_rows (Table *table, LampImportLayer *layer, GError **error)
{
  LampImport *import = layer->import;
  GError     *local_error = NULL;
  OGRFeatureH feature = NULL;
  guint64     until = import->done + table->n_rows;
  gboolean    good = TRUE;

  while (good && (feature = lamp_import_layer_next (layer, &local_error)) != NULL)
    {
      good = lamp_import_layer_place (layer, feature, &local_error);
      if (good)
        take_row (table, layer, import->joins, feature);
      OGR_F_Destroy (feature);
      lamp_import_step (import, layer->name);
    }
  if (local_error != NULL)
    {
      g_propagate_error (error, local_error);
      return FALSE;
    }
  import->done = MAX (import->done, until); /* with what the filter left out */
  return lamp_import_layer_finish (layer, error);
}

/* Calls `func` on the table's layer, open with just the fields it needs. Of feeders no geometry is looked at; what is in no
 * role may have any. */
typedef gboolean (*TableFunc) (Table *table, LampImportLayer *layer, GError **error);

static gboolean
with_layer (LampImport *import, Table *table, TableFunc func, GError **error)
{
  char            *names[] = { table->what->layer, NULL };
  LampProfileLayer what = {
    .group = (char *)table->group,
    .layer = table->what->layer,
    .layers = names,
    .where = table->what->where,
    .role = table->places ? LAMP_ROLE_N : LAMP_ROLE_FEEDERS,
  };
  LampImportLayer layer;
  gboolean        good = lamp_import_layer_open (&layer, import, &what, error);

  if (good)
    {
      for (guint i = 0; i < table->fields->len; i++)
        lamp_import_layer_use (&layer, g_array_index (table->fields, int, i));
      lamp_import_layer_use (&layer, table->key);
      lamp_import_layer_narrow (&layer);
      good = func (table, &layer, error);
    }
  lamp_import_layer_clear (&layer);
  return good;
}

static gboolean
count_rows (Table *table, LampImportLayer *layer, GError **error)
{
  table->n_rows = lamp_import_layer_count (layer);
  layer->import->total += table->n_rows;
  return TRUE;
}

gboolean
lamp_joins_check (LampImport *import, GError **error)
{
  for (guint i = 0; i < import->joins->tables->len; i++)
    if (!with_layer (import, import->joins->tables->pdata[i], count_rows, error))
      return FALSE;
  return TRUE;
}

gboolean
lamp_joins_read (LampImport *import, GError **error)
{
  for (guint i = 0; i < import->joins->tables->len; i++)
    {
      Table *table = import->joins->tables->pdata[i];

      if (!with_layer (import, table, read_rows, error))
        return FALSE;
    }
  /* Only now, as the texts move while they grow. */
  for (guint i = 0; i < import->joins->tables->len; i++)
    {
      Table *table = import->joins->tables->pdata[i];

      import->report->n_join_repeats += lamp_id_table_init (&table->rows, lamp_text_set_get (&import->joins->pool, 0), (guint32 *)(void *)table->keys->data, NULL, table->keys->len);
    }
  return TRUE;
}

const char *
lamp_joins_walk (LampImportLayer *layer, const LampWay *way, const char *value, const char **missed, LampPoint *at)
{
  const LampJoins *joins = layer->import->joins;

  for (guint i = 0; i < way->steps->len; i++)
    {
      LampJoinStep step = g_array_index (way->steps, LampJoinStep, i);
      const Table *table = joins->tables->pdata[step.table];
      guint32      row = *value != '\0' ? lamp_id_table_find (&table->rows, lamp_import_fold (layer, value)) : LAMP_NONE;

      if (row == LAMP_NONE && *value != '\0' && *missed == NULL)
        *missed = value;
      if (row == LAMP_NONE)
        return "";
      if (step.column == LAMP_NONE)
        {
          *at = g_array_index (table->points, LampPoint, row);
          return "";
        }
      value = lamp_text_set_get (&joins->pool, g_array_index (table->values, guint32, (gsize)row * table->fields->len + step.column));
    }
  return value;
}
