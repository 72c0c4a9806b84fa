/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The inside of a table: table.c opens and checks it, table-batches.c fetches batches, table-read.c takes values and places out of one.
 */
#pragma once

#include "grid/table.h"

#include <ogr_recordbatch.h>

G_BEGIN_DECLS

struct _LampTable
{
  const LampRegionLayer       *layout;
  const char                  *path;  /* borrowed */
  OGRLayerH                    layer; /* belongs to the dataset */
  guint64                      n_rows;
  guint64                      n_read;
  gboolean                     numbered; /* its rows, from 1 without a gap */
  struct ArrowArrayStream      stream;
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

/* FALSE, and says so of the layer with what GDAL complained of. */
gboolean lamp_table_unreadable (LampTable *table, GError **error);

/* How many rows are read at once. */
guint lamp_table_rows_a_batch (const LampTable *table);

/* Are the rows numbered from 1 to n_rows? Before the stream is opened. */
gboolean lamp_table_is_numbered (LampTable *table);

void lamp_table_drop_batch (LampTable *table);

/* Is every text of the batch UTF-8? What shows or sends them relies on it. */
gboolean lamp_table_has_valid_texts (const LampTable *table);

G_END_DECLS
