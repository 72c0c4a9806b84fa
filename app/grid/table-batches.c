/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Batch after batch of a layer. See table.h.
 */
#include "config.h"

#define GETTEXT_PACKAGE LAMP_GETTEXT_PACKAGE

#include "grid/table-private.h"

#include <glib/gi18n-lib.h>
#include <inttypes.h>
#include <string.h>

#define MANY_READERS 3u
#define LONG_BATCH 32768u

gboolean
lamp_table_unreadable (LampTable *table, GError **error)
{
  g_autofree char *complaint = lamp_gdal_dup_complaint ();

  g_set_error (error,
               LAMP_GRID_ERROR,
               LAMP_GRID_ERROR_UNREADABLE,
               _ ("Layer “%s” of “%s” cannot be read to its end (%s): the file is damaged, take a fresh copy."),
               table->layout->name,
               table->path,
               complaint != NULL ? complaint : _ ("rows are missing"));
  return FALSE;
}

void
lamp_table_drop_batch (LampTable *table)
{
  if (table->batch.release != NULL)
    table->batch.release (&table->batch);
  memset (&table->batch, 0, sizeof table->batch);
}

/* Is there a row whose number is so? `name` is quoted for SQL. */
static gboolean
has_number (LampTable *table, const char *name, const char *comparison, guint64 number)
{
  g_autofree char *condition = g_strdup_printf ("%s %s %" PRIu64, name, comparison, number);
  g_auto (OGRFeatureH) feature = NULL;

  OGR_L_SetAttributeFilter (table->layer, condition);
  feature = OGR_L_GetNextFeature (table->layer);
  OGR_L_SetAttributeFilter (table->layer, NULL);
  return feature != NULL;
}

/* As GDAL sees it: the least number is 1, and the largest how many rows the file says there are. */
gboolean
lamp_table_is_numbered (LampTable *table)
{
  const char *name = OGR_L_GetFIDColumn (table->layer);
  g_autoptr (GString) quoted = g_string_new (name);

  if (quoted->len == 0)
    return FALSE;
  g_string_replace (quoted, "\"", "\"\"", 0);
  g_string_prepend_c (quoted, '"');
  g_string_append_c (quoted, '"');
  return !has_number (table, quoted->str, "<", 1) && !has_number (table, quoted->str, ">", table->n_rows) &&
         (table->n_rows == 0 || (has_number (table, quoted->str, "=", 1) && has_number (table, quoted->str, "=", table->n_rows)));
}

static gboolean
is_long (const LampTable *table)
{
  return table->n_rows >= MANY_READERS * LONG_BATCH;
}

/* With three, one nearly always has a batch ready. GDAL by itself takes up to four, and before 3.8 was mended (its pull request 9026) refuses a
 * layer of more than two batches that ends within as many as it has threads, unless the last one is whole. */
static guint
count_readers (const LampTable *table)
{
  if (g_get_num_processors () < 2)
    return 1;
  return is_long (table) ? MANY_READERS : 2;
}

/* Few enough for caches to keep while another thread takes them apart; a layer that is short would be one batch, which nobody reads ahead. */
guint
lamp_table_rows_a_batch (const LampTable *table)
{
  return is_long (table) ? LONG_BATCH : LONG_BATCH / 2;
}

/* By both names: the second is newer. `n_readers` may be NULL. */
static void
ask_for (const char *base_impl, const char *n_readers)
{
  CPLSetThreadLocalConfigOption ("OGR_GPKG_STREAM_BASE_IMPL", base_impl);
  CPLSetThreadLocalConfigOption ("GDAL_NUM_THREADS", n_readers);
  CPLSetThreadLocalConfigOption ("OGR_GPKG_NUM_THREADS", n_readers);
}

/* Rows that are not numbered from 1 without a gap GDAL would read on a thread of its own and hand over while that may still be filling the
 * batch: seen with 3.10, where such a layer ended most loads of a busy machine. Those it reads one by one, which takes three times as long. */
static gboolean
fetch (LampTable *table)
{
  char     n_readers[2] = { (char)('0' + count_readers (table)), '\0' };
  gboolean fetched = FALSE;

  ask_for (table->numbered ? NULL : "YES", n_readers);
  fetched = table->stream.get_next (&table->stream, &table->batch) == 0;
  ask_for (NULL, NULL);
  return fetched && !lamp_gdal_failed ();
}

gboolean
lamp_table_next (LampTable *table, guint32 *n_rows, GError **error)
{
  *n_rows = 0;
  lamp_table_drop_batch (table);
  if (!fetch (table))
    return lamp_table_unreadable (table, error);

  /* GDAL ends a stream silently where a damaged page begins; the layer's own count tells. */
  if (table->batch.release == NULL || table->batch.length == 0)
    return table->n_read == table->n_rows || lamp_table_unreadable (table, error);

  table->n_read += (guint64)table->batch.length;
  if (table->n_read > table->n_rows)
    return lamp_table_unreadable (table, error);
  if (!lamp_table_has_valid_texts (table))
    {
      g_set_error (error, LAMP_GRID_ERROR, LAMP_GRID_ERROR_UNREADABLE, _ ("Layer “%s” of “%s” holds text that is not UTF-8: the file is damaged, take a fresh copy or import the region again."), table->layout->name, table->path);
      return FALSE;
    }
  *n_rows = (guint32)table->batch.length;
  return TRUE;
}

static gboolean
wrong_place (const LampTable *table, GError **error)
{
  g_set_error (error,
               LAMP_GRID_ERROR,
               LAMP_GRID_ERROR_PROJECTION,
               _ ("The coordinates in layer “%s” of “%s” are not degrees on earth, as its reference system says: give the file the reference system it was made in (ogr2ogr -a_srs EPSG:…) and try again."),
               table->layout->name,
               table->path);
  return FALSE;
}

gboolean
lamp_table_each_batch (LampTable *table, LampBatchFunc func, gpointer data, GCancellable *cancellable, GError **error)
{
  guint32 n_rows = 0;

  do
    {
      if (g_cancellable_set_error_if_cancelled (cancellable, error) || !lamp_table_next (table, &n_rows, error))
        return FALSE;
      if (n_rows > 0 && !func (table, n_rows, data, error))
        return FALSE;
    }
  while (n_rows > 0);

  /* One wild place is dirt in the data; mostly wild places are a wrong reference system. */
  return table->n_misplaced <= table->n_placed || wrong_place (table, error);
}
