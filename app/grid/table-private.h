/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The inside of a table: table.c opens and checks it, table-batches.c fetches batches, of a long one from table-ranges.c, table-read.c takes
 * values and places out of one.
 */
#pragma once

#include "grid/table.h"

#include <ogr_recordbatch.h>

G_BEGIN_DECLS

#define LAMP_TABLE_BATCH 8192 /* rows: a core's cache keeps them while another thread takes them apart */

typedef struct _LampRanges LampRanges;

/* A long table is read by ranges of its rows' numbers; what lies outside of those that are expected, before and after them. */
typedef enum {
  LAMP_STAGE_NONE, /* nothing was asked for yet */
  LAMP_STAGE_WHOLE,
  LAMP_STAGE_BEFORE,
  LAMP_STAGE_RANGES,
  LAMP_STAGE_AFTER,
  LAMP_STAGE_ENDED,
} LampTableStage;

struct _LampTable
{
  const LampRegionLayer       *layout;
  LampTableFile               *file;  /* borrowed */
  OGRLayerH                    layer; /* of reader 0; belongs to the dataset */
  guint64                      n_rows;
  guint64                      n_read;
  LampTableStage               stage;
  LampRanges                  *ranges; /* at that stage */
  struct ArrowArrayStream      stream; /* at the others; without release until it is begun */
  struct ArrowSchema           schema;
  struct ArrowArray            batch;
  int                         *child_of_column; /* -1: not in this layer */
  int                          geometry_child;
  OGRCoordinateTransformationH transform;  /* NULL when already WGS 84 */
  GArray                      *points;     /* LampPoint, of one row */
  GArray                      *part_start; /* guint32, of one row */
  GArray                      *vertices;   /* LampWorld, of one row */
  guint32                      n_placed, n_misplaced;
};

/* FALSE, and says so of the layer with what GDAL complained of on this thread. */
gboolean lamp_table_unreadable (const LampTable *table, GError **error);

/* Begins to read what a layer has under a condition (SQL; NULL: all). FALSE with GDAL's complaint. */
gboolean lamp_table_begin (OGRLayerH layer, const char *condition, struct ArrowArrayStream *stream);

/* The next batch of such a stream, empty (no release) at its end. */
gboolean lamp_table_fetch (const LampTable *table, struct ArrowArrayStream *stream, struct ArrowArray *batch, GError **error);

/* Ends all reading and frees the batch. */
void lamp_table_end (LampTable *table);

static inline void
lamp_batch_drop (struct ArrowArray *batch)
{
  if (batch->release != NULL)
    batch->release (batch);
  *batch = (struct ArrowArray){ 0 };
}

/* Rows numbered from 1 to n_ranges times LAMP_TABLE_BATCH, which as many threads read as the file has readers; the caller of lamp_ranges_next is
 * one of them, so that none waits while there is a range to read. Batches come in the order of the numbers. `table` is borrowed; `number` is the
 * column that holds the number, quoted for SQL, and copied. */
LampRanges *lamp_ranges_new (const LampTable *table, const char *number, guint32 n_ranges);
void        lamp_ranges_free (LampRanges *ranges);
/* The next batch, without release after the last. FALSE and LAMP_GRID_ERROR_UNREADABLE when a range cannot be read. */
gboolean lamp_ranges_next (LampRanges *ranges, struct ArrowArray *batch, GError **error);

/* Is every text of the batch UTF-8? What shows or sends them relies on it. */
gboolean lamp_table_has_valid_texts (const LampTable *table);

G_END_DECLS
