/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * One layer of a region file, read in batches of columns (GDAL's Arrow stream: three times as fast as its
 * features). What comes out is only valid until the next batch.
 *
 * Columns are asked for by their position in the layer's layout (region-layout.h). A column the layer lacks
 * reads as empty, 0, FALSE. Geometry comes as world units; an empty one, or one whose places are not on
 * earth, has no vertices. Not thread-safe; owned by the one reader.
 */
#pragma once

#include "grid/gdal-use.h"
#include "grid/region-layout.h"

G_BEGIN_DECLS

typedef struct _LampTable LampTable;

/* A geometry, flattened: `n_parts` runs of vertices. Borrowed from the table until the next row. */
typedef struct
{
  const LampWorld *vertices;
  guint32          n_vertices;
  const guint32   *part_start; /* n_parts + 1, into vertices */
  guint32          n_parts;
} LampShape;

/* Checks the layer against its layout. NULL without an error when the layer is absent and may be. */
LampTable *lamp_table_open (GDALDatasetH dataset,
                            const char  *path,
                            LampLayerId  id,
                            GError     **error) G_GNUC_WARN_UNUSED_RESULT;
void       lamp_table_free (LampTable *table);

/* How many rows the layer says it has: to size arrays. */
guint64 lamp_table_get_n_rows (const LampTable *table);

/* The next batch; *n_rows is 0 at the end. */
gboolean lamp_table_next (LampTable *table, guint32 *n_rows, GError **error);

/* Not NUL-terminated; "" and 0 when there is no value. */
const char *lamp_table_text (const LampTable *table, guint column, guint32 row, gsize *length);
double      lamp_table_real (const LampTable *table, guint column, guint32 row);
gboolean    lamp_table_flag (const LampTable *table, guint column, guint32 row);
void        lamp_table_shape (LampTable *table, guint32 row, LampShape *shape);

/* Geometries read so far that were there but had a place that is not on earth. */
guint32 lamp_table_get_n_misplaced (const LampTable *table);
guint32 lamp_table_get_n_placed (const LampTable *table);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (LampTable, lamp_table_free)

G_END_DECLS
