/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Batch after batch of a layer. See table.h.
 */
#include "config.h"

#define GETTEXT_PACKAGE LAMP_GETTEXT_PACKAGE

#include "grid/table-private.h"

#include <glib/gi18n-lib.h>

#define FEW_ROWS (2 * LAMP_TABLE_BATCH) /* read before a thread has begun to help */

/* With a reason of ours for when GDAL complains of nothing, or did so on a thread of its own. */
static gboolean
unreadable (const LampTable *table, const char *reason, GError **error)
{
  g_autofree char *complaint = lamp_gdal_dup_complaint ();

  g_set_error (error,
               LAMP_GRID_ERROR,
               LAMP_GRID_ERROR_UNREADABLE,
               _ ("Layer “%s” of “%s” cannot be read to its end (%s): the file is damaged, take a fresh copy."),
               table->layout->name,
               lamp_table_file_get_path (table->file),
               complaint != NULL ? complaint : reason);
  return FALSE;
}

gboolean
lamp_table_unreadable (const LampTable *table, GError **error)
{
  return unreadable (table, _ ("rows are missing"), error);
}

gboolean
lamp_table_begin (OGRLayerH layer, const char *condition, struct ArrowArrayStream *stream)
{
  char *options[] = { (char *)"INCLUDE_FID=NO", (char *)"MAX_FEATURES_IN_BATCH=" G_STRINGIFY (LAMP_TABLE_BATCH), NULL };

  CPLErrorReset ();
  return OGR_L_SetAttributeFilter (layer, condition) == OGRERR_NONE && OGR_L_GetArrowStream (layer, stream, options);
}

gboolean
lamp_table_fetch (const LampTable *table, struct ArrowArrayStream *stream, struct ArrowArray *batch, GError **error)
{
  int code = 0;

  *batch = (struct ArrowArray){ 0 };
  code = stream->get_next (stream, batch);
  if (code != 0 || lamp_gdal_failed ())
    {
      lamp_batch_drop (batch);
      return unreadable (table, code != 0 ? g_strerror (code) : _ ("no reason given"), error);
    }
  if (batch->length == 0)
    lamp_batch_drop (batch);
  else if (batch->n_children != table->schema.n_children) /* columns may have come that are not yet written back to the file */
    {
      lamp_batch_drop (batch);
      g_set_error (error, LAMP_GRID_ERROR, LAMP_GRID_ERROR_UNREADABLE, _ ("The region file “%s” changed while it was opened: try again."), lamp_table_file_get_path (table->file));
      return FALSE;
    }
  return TRUE;
}

static void
end_stream (LampTable *table)
{
  if (table->stream.release != NULL)
    table->stream.release (&table->stream);
  table->stream = (struct ArrowArrayStream){ 0 };
}

void
lamp_table_end (LampTable *table)
{
  lamp_batch_drop (&table->batch);
  g_clear_pointer (&table->ranges, lamp_ranges_free);
  end_stream (table);
  if (table->layer != NULL)
    OGR_L_SetAttributeFilter (table->layer, NULL);
}

/* The name of the column with the rows' numbers, quoted for SQL; NULL when they have none. */
static char *
dup_number (const LampTable *table)
{
  const char *name = OGR_L_GetFIDColumn (table->layer);
  GString    *quoted = NULL;

  if (name == NULL || *name == '\0')
    return NULL;
  quoted = g_string_new (name);
  g_string_replace (quoted, "\"", "\"\"", 0);
  g_string_prepend_c (quoted, '"');
  g_string_append_c (quoted, '"');
  return g_string_free (quoted, FALSE);
}

static guint32
n_ranges (const LampTable *table)
{
  return (guint32)((table->n_rows + LAMP_TABLE_BATCH - 1) / LAMP_TABLE_BATCH);
}

/* FALSE when the stage cannot be begun. */
static gboolean
begin_stage (LampTable *table)
{
  g_autofree char *number = dup_number (table);
  g_autofree char *condition = NULL;

  switch (table->stage)
    {
    case LAMP_STAGE_BEFORE:
      condition = g_strdup_printf ("%s < 1", number);
      return lamp_table_begin (table->layer, condition, &table->stream);
    case LAMP_STAGE_RANGES:
      table->ranges = lamp_ranges_new (table, number, n_ranges (table));
      return TRUE;
    case LAMP_STAGE_AFTER:
      condition = g_strdup_printf ("%s > %" G_GUINT64_FORMAT, number, (guint64)n_ranges (table) * LAMP_TABLE_BATCH);
      return lamp_table_begin (table->layer, condition, &table->stream);
    case LAMP_STAGE_WHOLE:
      return lamp_table_begin (table->layer, NULL, &table->stream);
    case LAMP_STAGE_NONE:
    case LAMP_STAGE_ENDED:
    default:
      return TRUE;
    }
}

static LampTableStage
first_stage (const LampTable *table)
{
  g_autofree char *number = dup_number (table);

  return table->n_rows > FEW_ROWS && number != NULL && lamp_table_file_get_n_readers (table->file) > 1 ? LAMP_STAGE_BEFORE : LAMP_STAGE_WHOLE;
}

static LampTableStage
stage_after (const LampTable *table)
{
  switch (table->stage)
    {
    case LAMP_STAGE_NONE:
      return first_stage (table);
    case LAMP_STAGE_BEFORE:
      return LAMP_STAGE_RANGES;
    case LAMP_STAGE_RANGES:
      return LAMP_STAGE_AFTER;
    case LAMP_STAGE_WHOLE:
    case LAMP_STAGE_AFTER:
    case LAMP_STAGE_ENDED:
    default:
      return LAMP_STAGE_ENDED;
    }
}

/* Without release at the end of the layer. */
static gboolean
fetch_batch (LampTable *table, GError **error)
{
  while (table->stage != LAMP_STAGE_ENDED)
    {
      if (table->ranges != NULL && !lamp_ranges_next (table->ranges, &table->batch, error))
        return FALSE;
      if (table->stream.release != NULL && !lamp_table_fetch (table, &table->stream, &table->batch, error))
        return FALSE;
      if (table->batch.release != NULL)
        return TRUE;

      g_clear_pointer (&table->ranges, lamp_ranges_free);
      end_stream (table);
      table->stage = stage_after (table);
      if (!begin_stage (table))
        return lamp_table_unreadable (table, error);
    }
  return TRUE;
}

gboolean
lamp_table_next (LampTable *table, guint32 *n_rows, GError **error)
{
  *n_rows = 0;
  lamp_batch_drop (&table->batch);
  if (!fetch_batch (table, error))
    return FALSE;

  /* GDAL ends a stream silently where a damaged page begins; the layer's own count tells. */
  if (table->batch.release == NULL)
    return table->n_read == table->n_rows || lamp_table_unreadable (table, error);

  table->n_read += (guint64)table->batch.length;
  if (table->n_read > table->n_rows)
    return lamp_table_unreadable (table, error);
  if (!lamp_table_has_valid_texts (table))
    {
      g_set_error (error, LAMP_GRID_ERROR, LAMP_GRID_ERROR_UNREADABLE, _ ("Layer “%s” of “%s” holds text that is not UTF-8: the file is damaged, take a fresh copy or import the region again."), table->layout->name, lamp_table_file_get_path (table->file));
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
               lamp_table_file_get_path (table->file));
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
