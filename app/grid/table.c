/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * See table.h.
 */
#include "config.h"

#define GETTEXT_PACKAGE LAMP_GETTEXT_PACKAGE

#include "grid/table.h"
#include "grid/wkb.h"

#include <errno.h>
#include <glib/gi18n-lib.h>
#include <math.h>
#include <ogr_recordbatch.h>
#include <string.h>

struct _LampTable
{
  const LampRegionLayer       *layout;
  const char                  *path;  /* borrowed */
  OGRLayerH                    layer; /* belongs to the dataset */
  guint64                      n_rows;
  guint64                      n_read;
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

static gboolean
geometry_fits (LampShapeKind shape, OGRwkbGeometryType type)
{
  OGRwkbGeometryType flat = OGR_GT_Flatten (type);

  switch (shape)
    {
    case LAMP_SHAPE_POINT:
      return flat == wkbPoint;
    case LAMP_SHAPE_LINE:
      return flat == wkbLineString || flat == wkbMultiLineString;
    case LAMP_SHAPE_AREA:
      return flat == wkbPolygon || flat == wkbMultiPolygon;
    case LAMP_SHAPE_NONE:
    default:
      return TRUE;
    }
}

static const char *
shape_word (LampShapeKind shape)
{
  switch (shape)
    {
    case LAMP_SHAPE_POINT:
      return _ ("points");
    case LAMP_SHAPE_LINE:
      return _ ("lines");
    case LAMP_SHAPE_AREA:
      return _ ("areas");
    case LAMP_SHAPE_NONE:
    default:
      return "";
    }
}

static gboolean
field_fits (LampFieldType wanted, OGRFieldDefnH field)
{
  OGRFieldType type = OGR_Fld_GetType (field);

  if (OGR_Fld_GetSubType (field) == OFSTBoolean)
    return FALSE;
  switch (wanted)
    {
    case LAMP_FIELD_TEXT:
      return type == OFTString;
    case LAMP_FIELD_REAL:
      return type == OFTReal || type == OFTInteger || type == OFTInteger64;
    case LAMP_FIELD_INTEGER:
    case LAMP_FIELD_FLAG:
    default:
      return type == OFTInteger || type == OFTInteger64;
    }
}

static const char *
type_word (LampFieldType type)
{
  switch (type)
    {
    case LAMP_FIELD_TEXT:
      return _ ("text");
    case LAMP_FIELD_REAL:
      return _ ("a number");
    case LAMP_FIELD_INTEGER:
      return _ ("a whole number");
    case LAMP_FIELD_FLAG:
    default:
      return _ ("a whole number, 0 or 1");
    }
}

static gboolean
check_geometry (LampTable *table, GError **error)
{
  OGRwkbGeometryType type = OGR_L_GetGeomType (table->layer);

  if (table->layout->shape == LAMP_SHAPE_NONE)
    return TRUE;

  if (!geometry_fits (table->layout->shape, type))
    {
      g_set_error (error,
                   LAMP_GRID_ERROR,
                   LAMP_GRID_ERROR_WRONG_TYPE,
                   _ ("Layer “%s” of “%s” holds %s where %s belong: import the region again with “lamplighterd grid import”."),
                   table->layout->name,
                   table->path,
                   OGRGeometryTypeToName (type),
                   shape_word (table->layout->shape));
      return FALSE;
    }

  if (!lamp_gdal_way_to_wgs84 (OGR_L_GetSpatialRef (table->layer), &table->transform))
    {
      g_set_error (error,
                   LAMP_GRID_ERROR,
                   LAMP_GRID_ERROR_PROJECTION,
                   _ ("Layer “%s” of “%s” does not say which reference system its coordinates are in, or one that cannot be brought to WGS 84: set it (ogr2ogr -a_srs EPSG:…) and try again."),
                   table->layout->name,
                   table->path);
      return FALSE;
    }

  return TRUE;
}

static gboolean
check_fields (LampTable *table, GError **error)
{
  OGRFeatureDefnH row = OGR_L_GetLayerDefn (table->layer);

  for (guint i = 0; i < table->layout->n_fields; i++)
    {
      const LampRegionField *field = &table->layout->fields[i];
      int                    index = field->name == NULL ? -1 : OGR_FD_GetFieldIndex (row, field->name);
      OGRFieldDefnH          found = index < 0 ? NULL : OGR_FD_GetFieldDefn (row, index);

      if (index < 0 && field->name != NULL && field->required)
        {
          g_set_error (error,
                       LAMP_GRID_ERROR,
                       LAMP_GRID_ERROR_WRONG_TYPE,
                       _ ("Layer “%s” of “%s” has no field “%s”: import the region again with “lamplighterd grid import”."),
                       table->layout->name,
                       table->path,
                       field->name);
          return FALSE;
        }
      if (found != NULL && !field_fits (field->type, found))
        {
          g_set_error (error,
                       LAMP_GRID_ERROR,
                       LAMP_GRID_ERROR_WRONG_TYPE,
                       _ ("Field “%s” of layer “%s” in “%s” is %s and should be %s: import the region again with “lamplighterd grid import”."),
                       field->name,
                       table->layout->name,
                       table->path,
                       OGR_Fld_GetSubType (found) == OFSTBoolean ? "Boolean" : OGR_GetFieldTypeName (OGR_Fld_GetType (found)),
                       type_word (field->type));
          return FALSE;
        }
    }

  return TRUE;
}

static gboolean
unreadable (LampTable *table, GError **error)
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

/* Which child of a batch holds which column; children carry the names of the fields. */
static gboolean
map_columns (LampTable *table)
{
  const char *geometry = OGR_L_GetGeometryColumn (table->layer);

  table->geometry_child = -1;
  for (guint i = 0; i < table->layout->n_fields; i++)
    table->child_of_column[i] = -1;

  for (gint64 child = 0; child < table->schema.n_children; child++)
    {
      const char *name = table->schema.children[child]->name;
      char        format = table->schema.children[child]->format[0];

      if (name == NULL)
        continue;
      if (table->layout->shape != LAMP_SHAPE_NONE && g_ascii_strcasecmp (name, geometry) == 0)
        {
          if (format != 'z' && format != 'Z')
            return FALSE;
          table->geometry_child = (int)child;
        }
      for (guint i = 0; i < table->layout->n_fields; i++)
        if (table->layout->fields[i].name != NULL && g_ascii_strcasecmp (name, table->layout->fields[i].name) == 0)
          {
            if (strchr ("uUgfsil", format) == NULL)
              return FALSE;
            table->child_of_column[i] = (int)child;
          }
    }

  return TRUE;
}

static gboolean
open_stream (LampTable *table, GError **error)
{
  char *options[] = { (char *)"INCLUDE_FID=NO", NULL };

  CPLErrorReset ();
  if (!OGR_L_GetArrowStream (table->layer, &table->stream, options))
    return unreadable (table, error);
  if (table->stream.get_schema (&table->stream, &table->schema) != 0)
    return unreadable (table, error);
  if (!map_columns (table))
    return unreadable (table, error);
  return TRUE;
}

LampTable *
lamp_table_open (GDALDatasetH dataset,
                 const char  *path,
                 LampLayerId  id,
                 GError     **error)
{
  g_autoptr (LampTable) table = g_new0 (LampTable, 1);

  table->layout = lamp_region_layer (id);
  table->path = path;
  table->layer = GDALDatasetGetLayerByName (dataset, table->layout->name);
  if (table->layer == NULL)
    {
      if (table->layout->required)
        g_set_error (error,
                     LAMP_GRID_ERROR,
                     LAMP_GRID_ERROR_NOT_FOUND,
                     _ ("“%s” has no layer “%s”, so it is not a Lamplighter region: make one with “lamplighterd grid import”."),
                     path,
                     table->layout->name);
      return NULL;
    }

  table->child_of_column = g_new0 (int, table->layout->n_fields);
  table->points = g_array_new (FALSE, FALSE, sizeof (LampPoint));
  table->part_start = g_array_new (FALSE, FALSE, sizeof (guint32));
  table->vertices = g_array_new (FALSE, FALSE, sizeof (LampWorld));
  table->n_rows = (guint64)MAX (OGR_L_GetFeatureCount (table->layer, TRUE), 0);
  if (!check_geometry (table, error) || !check_fields (table, error) || !open_stream (table, error))
    return NULL;

  return g_steal_pointer (&table);
}

static void
drop_batch (LampTable *table)
{
  if (table->batch.release != NULL)
    table->batch.release (&table->batch);
  memset (&table->batch, 0, sizeof table->batch);
}

void
lamp_table_free (LampTable *table)
{
  if (table == NULL)
    return;

  drop_batch (table);
  if (table->schema.release != NULL)
    table->schema.release (&table->schema);
  if (table->stream.release != NULL)
    table->stream.release (&table->stream);
  if (table->transform != NULL)
    OCTDestroyCoordinateTransformation (table->transform);
  g_clear_pointer (&table->points, g_array_unref);
  g_clear_pointer (&table->part_start, g_array_unref);
  g_clear_pointer (&table->vertices, g_array_unref);
  g_free (table->child_of_column);
  g_free (table);
}

guint64
lamp_table_get_n_rows (const LampTable *table)
{
  return table->n_rows;
}

gboolean
lamp_table_next (LampTable *table, guint32 *n_rows, GError **error)
{
  *n_rows = 0;
  drop_batch (table);
  if (table->stream.get_next (&table->stream, &table->batch) != 0 || lamp_gdal_failed ())
    return unreadable (table, error);

  /* GDAL ends a stream silently where a damaged page begins; the layer's own count tells. */
  if (table->batch.release == NULL || table->batch.length == 0)
    return table->n_read == table->n_rows || unreadable (table, error);

  table->n_read += (guint64)table->batch.length;
  if (table->n_read > table->n_rows)
    return unreadable (table, error);
  *n_rows = (guint32)table->batch.length;
  return TRUE;
}

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

static double
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

  return isfinite (value) ? value : 0.0;
}

double
lamp_table_real (const LampTable *table, guint column, guint32 row)
{
  gint64                   at = 0;
  int                      child = table->child_of_column[column];
  const struct ArrowArray *array = cell (table, child, row, &at);

  return array == NULL ? 0.0 : real_at (array->buffers[1], table->schema.children[child]->format[0], at);
}

void
lamp_table_reals (const LampTable *table, guint column, float *reals)
{
  int                      child = table->child_of_column[column];
  const guint8            *valid = NULL;
  gint64                   first = 0;
  const struct ArrowArray *array = whole (table, child, &valid, &first);
  char                     format = array == NULL ? '\0' : table->schema.children[child]->format[0];

  for (gint64 i = 0; i < table->batch.length; i++)
    reals[i] = array != NULL && (valid == NULL || bit (valid, first + i)) ? (float)real_at (array->buffers[1], format, first + i) : 0.0f;
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
