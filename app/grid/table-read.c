/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Values and places of one batch, a cell or a whole column at a time. See table.h.
 */
#include "config.h"

#include "grid/table-private.h"
#include "grid/wkb.h"

#include <math.h>

static gboolean
bit (const void *bits, gint64 at)
{
  return (((const guint8 *)bits)[at / 8] >> (at % 8)) & 1;
}

/* The array of a column and the row's place in it; NULL when there is no value. */
static const struct ArrowArray *
cell (const LampTable *table, int child, guint32 row, gint64 *at)
{
  const struct ArrowArray *array = NULL;

  if (child < 0)
    return NULL;
  array = table->batch.children[child];
  *at = table->batch.offset + array->offset + row;
  if (array->null_count != 0 && array->buffers[0] != NULL && !bit (array->buffers[0], *at))
    return NULL;
  return array;
}

static const char *
run_of_bytes (const LampTable *table, int child, guint32 row, gsize *length)
{
  gint64                   at = 0;
  const struct ArrowArray *array = cell (table, child, row, &at);
  char                     format = array == NULL ? '\0' : table->schema.children[child]->format[0];
  gint64                   start = 0;
  gint64                   end = 0;

  *length = 0;
  if (format == 'u' || format == 'z')
    {
      const gint32 *offsets = array->buffers[1];

      start = offsets[at];
      end = offsets[at + 1];
    }
  else if (format == 'U' || format == 'Z')
    {
      const gint64 *offsets = array->buffers[1];

      start = offsets[at];
      end = offsets[at + 1];
    }

  if (end <= start)
    return "";
  *length = (gsize)(end - start);
  return (const char *)array->buffers[2] + start;
}

const char *
lamp_table_text (const LampTable *table, guint column, guint32 row, gsize *length)
{
  const char *text = run_of_bytes (table, table->child_of_column[column], row, length);

  *length = strnlen (text, *length);
  return text;
}

/* The array of a whole column; NULL when the layer lacks it. */
static const struct ArrowArray *
whole (const LampTable *table, int child, const guint8 **valid, gint64 *first)
{
  const struct ArrowArray *array = child < 0 ? NULL : table->batch.children[child];

  *valid = NULL;
  if (array == NULL)
    return NULL;
  *first = table->batch.offset + array->offset;
  if (array->null_count != 0)
    *valid = array->buffers[0];
  return array;
}

static void
runs_of_bytes (const LampTable *table, int child, LampTexts *texts)
{
  const struct ArrowArray *array = whole (table, child, &texts->valid, &texts->first);
  char                     format = array == NULL ? '\0' : table->schema.children[child]->format[0];

  texts->bytes = array == NULL ? "" : array->buffers[2];
  if (format == 'u' || format == 'z')
    texts->small = array->buffers[1];
  else if (format == 'U' || format == 'Z')
    texts->large = array->buffers[1];
  if (texts->bytes == NULL)
    texts->bytes = "";
}

void
lamp_table_texts (const LampTable *table, guint column, LampTexts *texts)
{
  gint64 n = table->batch.length;
  gint64 start = 0;
  gint64 end = 0;

  *texts = (LampTexts){ NULL };
  runs_of_bytes (table, table->child_of_column[column], texts);
  if (texts->small != NULL)
    {
      start = texts->small[texts->first];
      end = texts->small[texts->first + n];
    }
  else if (texts->large != NULL)
    {
      start = texts->large[texts->first];
      end = texts->large[texts->first + n];
    }
  texts->nuls = end > start && memchr (texts->bytes + start, '\0', (gsize)(end - start)) != NULL;
}

static gboolean
is_ascii (const char *text, gsize length)
{
  const guint64 high = G_GUINT64_CONSTANT (0x8080808080808080);
  guint64       all = 0;
  guint64       word = 0;
  gsize         i = 0;

  for (; i + sizeof word <= length; i += sizeof word)
    {
      memcpy (&word, text + i, sizeof word);
      all |= word;
    }
  for (; i < length; i++)
    all |= (guint64)(guint8)text[i];
  return (all & high) == 0;
}

/* The texts of a column stand in a row: they are valid when the row is and none begins within a character. NUL bytes are
 * what lamp_texts_get ends a text at. */
static gboolean
is_valid_column (const LampTable *table, int child)
{
  LampTexts   texts = { NULL };
  gint64      n = table->batch.length;
  const char *at = NULL;
  gsize       left = 0;

  runs_of_bytes (table, child, &texts);
  if (texts.small == NULL && texts.large == NULL)
    return TRUE;
  at = texts.bytes + (texts.small != NULL ? texts.small[texts.first] : texts.large[texts.first]);
  left = (gsize)(texts.bytes + (texts.small != NULL ? texts.small[texts.first + n] : texts.large[texts.first + n]) - at);
  if (is_ascii (at, left))
    return TRUE;
  for (const char *bad = NULL; left > 0 && !g_utf8_validate_len (at, left, &bad); left -= (gsize)(bad + 1 - at), at = bad + 1)
    if (*bad != '\0')
      return FALSE;
  for (guint32 row = 0; row < (guint32)n; row++)
    {
      gsize       length = 0;
      const char *text = lamp_texts_get (&texts, row, &length);

      if (length > 0 && ((guint8)*text & 0xC0) == 0x80)
        return FALSE;
    }
  return TRUE;
}

gboolean
lamp_table_has_valid_texts (const LampTable *table)
{
  for (guint i = 0; i < table->layout->n_fields; i++)
    if (table->layout->fields[i].type == LAMP_FIELD_TEXT && !is_valid_column (table, table->child_of_column[i]))
      return FALSE;
  return TRUE;
}

static inline double
real_at (const void *values, char format, gint64 at)
{
  double value = 0.0;

  switch (format)
    {
    case 'g':
      value = ((const double *)values)[at];
      break;
    case 'f':
      value = (double)((const float *)values)[at];
      break;
    case 'l':
      value = (double)((const gint64 *)values)[at];
      break;
    case 'i':
      value = ((const gint32 *)values)[at];
      break;
    case 's':
      value = ((const gint16 *)values)[at];
      break;
    default:
      break;
    }

  return isfinite ((float)value) ? value : 0.0;
}

double
lamp_table_real (const LampTable *table, guint column, guint32 row)
{
  gint64                   at = 0;
  int                      child = table->child_of_column[column];
  const struct ArrowArray *array = cell (table, child, row, &at);

  return array == NULL ? 0.0 : real_at (array->buffers[1], table->schema.children[child]->format[0], at);
}

static inline void
copy_reals (const void *values, char format, gint64 first, gint64 n, float *reals)
{
  for (gint64 i = 0; i < n; i++)
    reals[i] = (float)real_at (values, format, first + i);
}

void
lamp_table_reals (const LampTable *table, guint column, float *reals)
{
  int                      child = table->child_of_column[column];
  const guint8            *valid = NULL;
  gint64                   first = 0;
  const struct ArrowArray *array = whole (table, child, &valid, &first);
  char                     format = array == NULL ? '\0' : table->schema.children[child]->format[0];
  gint64                   n = table->batch.length;

  if (format == 'g') /* nearly always, and known to the compiler the loop is a short one */
    copy_reals (array->buffers[1], 'g', first, n, reals);
  else if (array != NULL)
    copy_reals (array->buffers[1], format, first, n, reals);
  for (gint64 i = 0; i < n && (array == NULL || valid != NULL); i++)
    if (array == NULL || !bit (valid, first + i))
      reals[i] = 0.0f;
}

void
lamp_table_flags (const LampTable *table, guint column, guint8 flag, guint8 *flags)
{
  int                      child = table->child_of_column[column];
  const guint8            *valid = NULL;
  gint64                   first = 0;
  const struct ArrowArray *array = whole (table, child, &valid, &first);
  char                     format = array == NULL ? '\0' : table->schema.children[child]->format[0];

  for (gint64 i = 0; array != NULL && i < table->batch.length; i++)
    if ((valid == NULL || bit (valid, first + i)) && real_at (array->buffers[1], format, first + i) != 0.0)
      flags[i] |= flag;
}

gboolean
lamp_table_flag (const LampTable *table, guint column, guint32 row)
{
  return lamp_table_real (table, column, row) != 0.0;
}

/* A geometry's own coordinates into world units; FALSE when one of them is not on earth. */
static gboolean
to_world (LampTable *table)
{
  guint      n = table->points->len;
  LampPoint *points = (LampPoint *)(void *)table->points->data;

  if (table->transform != NULL)
    for (guint i = 0; i < n; i++)
      if (!OCTTransform (table->transform, 1, &points[i].lon_deg, &points[i].lat_deg, NULL))
        return FALSE;

  g_array_set_size (table->vertices, n);
  return lamp_world_from_points (points, n, (LampWorld *)(void *)table->vertices->data) == n;
}

static void
shape_of (LampTable *table, const char *bytes, gsize size, LampShape *shape)
{
  static const guint32 none[1] = { 0 };
  guint32              zero = 0;
  gboolean             placed = FALSE;

  *shape = (LampShape){ .part_start = none };
  if (size == 0)
    return;

  g_array_set_size (table->points, 0);
  g_array_set_size (table->part_start, 0);
  g_array_append_val (table->part_start, zero);
  placed = lamp_wkb_read ((const guint8 *)bytes, size, table->points, table->part_start);
  /* An empty point is written as two NaN. */
  if (placed && (table->points->len == 0 || isnan (g_array_index (table->points, LampPoint, 0).lon_deg)))
    return;
  if (!placed || !to_world (table))
    {
      table->n_misplaced++;
      CPLErrorReset ();
      return;
    }

  table->n_placed++;
  shape->vertices = (const LampWorld *)(const void *)table->vertices->data;
  shape->n_vertices = table->vertices->len;
  shape->part_start = (const guint32 *)(const void *)table->part_start->data;
  shape->n_parts = table->part_start->len - 1;
}

void
lamp_table_shape (LampTable *table, guint32 row, LampShape *shape)
{
  gsize       size = 0;
  const char *bytes = run_of_bytes (table, table->geometry_child, row, &size);

  shape_of (table, bytes, size, shape);
}

/* Nearly every geometry is one plain point or line in degrees, in this machine's byte order: that one without
 * a detour. FALSE: it is something else, or nowhere, and nothing was appended. */
static gboolean
append_plain (LampTable *table, const guint8 *bytes, gsize size, guint fewest, GArray *vertices)
{
  guint   start = vertices->len;
  guint32 n = 0;
  gsize   head = 0;

  if (table->transform != NULL || !lamp_wkb_is_plain (bytes, size, &n, &head) || n < fewest)
    return FALSE;

  /* Doubles in the middle of bytes: where they lie says nothing of how they may be read. */
  g_array_set_size (table->points, n);
  memcpy (table->points->data, bytes + head, (gsize)n * sizeof (LampPoint));
  g_array_set_size (vertices, start + n);
  if (lamp_world_from_points ((const LampPoint *)(void *)table->points->data, n, &g_array_index (vertices, LampWorld, start)) == n)
    {
      table->n_placed++;
      return TRUE;
    }

  g_array_set_size (vertices, start);
  return FALSE;
}

void
lamp_table_courses (LampTable *table, guint fewest, GArray *vertices, guint32 *ends)
{
  LampTexts runs = { NULL };

  runs_of_bytes (table, table->geometry_child, &runs);
  for (guint32 row = 0; row < (guint32)table->batch.length; row++)
    {
      gsize       size = 0;
      const char *bytes = lamp_texts_get (&runs, row, &size);

      if (!append_plain (table, (const guint8 *)bytes, size, fewest, vertices))
        {
          LampShape shape;

          shape_of (table, bytes, size, &shape);
          if (shape.n_vertices >= fewest)
            g_array_append_vals (vertices, shape.vertices, shape.n_vertices);
        }
      ends[row] = vertices->len;
    }
}
