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

#include <string.h>

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

/* How many rows the layer says it has: to size arrays. Fewer than 2^31, and no more than a file of its size can have. */
guint64 lamp_table_get_n_rows (const LampTable *table);
/* Of all rows, as the file notes it; empty when it does not, or in another reference system. */
LampWorldBox lamp_table_get_extent (const LampTable *table);

/* The next batch; *n_rows is 0 at the end. Refuses one with text that is not UTF-8. */
gboolean lamp_table_next (LampTable *table, guint32 *n_rows, GError **error);

/* Batch after batch to the end of the layer. Refuses a layer most of whose places are not on earth. */
typedef gboolean (*LampBatchFunc) (LampTable *table, guint32 n_rows, gpointer data, GError **error);

gboolean lamp_table_each_batch (LampTable *table, LampBatchFunc func, gpointer data, GCancellable *cancellable, GError **error);

/* One value at a time, for layers that are short. Text is not NUL-terminated and ends before any NUL in it;
 * "" and 0 when there is no value. */
const char *lamp_table_text (const LampTable *table, guint column, guint32 row, gsize *length);
double      lamp_table_real (const LampTable *table, guint column, guint32 row);
gboolean    lamp_table_flag (const LampTable *table, guint column, guint32 row);
void        lamp_table_shape (LampTable *table, guint32 row, LampShape *shape);

/* Whole columns of the batch, for layers that are long. */
typedef struct
{
  const char   *bytes;
  const guint8 *valid; /* a bit a row, NULL when all have a value */
  const gint32 *small; /* where a text begins; the next one's beginning is its end */
  const gint64 *large; /* the same in wide batches; both NULL when the layer lacks the column */
  gint64        first; /* the batch's first row in these arrays */
  gboolean      nuls;  /* a NUL byte is somewhere in it */
} LampTexts;

void lamp_table_texts (const LampTable *table, guint column, LampTexts *texts);

/* As lamp_table_text. */
static inline const char *
lamp_texts_get (const LampTexts *texts, guint32 row, gsize *length)
{
  gint64      at = texts->first + row;
  const char *text = texts->bytes;

  *length = 0;
  if (texts->valid != NULL && ((texts->valid[at / 8] >> (at % 8)) & 1) == 0)
    return "";
  if (texts->small != NULL)
    {
      text += texts->small[at];
      *length = (gsize)(texts->small[at + 1] - texts->small[at]);
    }
  else if (texts->large != NULL)
    {
      text += texts->large[at];
      *length = (gsize)(texts->large[at + 1] - texts->large[at]);
    }
  if (texts->nuls)
    *length = strnlen (text, *length);
  return *length > 0 ? text : "";
}

/* The text of the row before, in one batch: neighbours in a file are mostly at one node, of one kind. Begin with { NULL }. */
typedef struct
{
  const char *text;
  gsize       length;
} LampTextLast;

/* Whether a row says what the one before it said; the next one is held against this. */
static inline gboolean
lamp_text_last_is (LampTextLast *last, const char *text, gsize length)
{
  gboolean same = last->text != NULL && length == last->length && memcmp (text, last->text, length) == 0;

  *last = (LampTextLast){ text, length };
  return same;
}

/* Every row's number; 0 where there is none. */
void lamp_table_reals (const LampTable *table, guint column, float *reals);
/* Sets `flag` in the rows where the column is not 0. */
void lamp_table_flags (const LampTable *table, guint column, guint8 flag, guint8 *flags);
/* Appends every row's vertices (LampWorld), parts run together; `ends` gets the length of the array after each.
 * Geometries of fewer than `fewest` vertices are left out. */
void lamp_table_courses (LampTable *table, guint fewest, GArray *vertices, guint32 *ends);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (LampTable, lamp_table_free)

G_END_DECLS
