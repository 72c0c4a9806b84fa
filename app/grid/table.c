/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * See table.h.
 */
#include "config.h"

#define GETTEXT_PACKAGE LAMP_GETTEXT_PACKAGE

#include "grid/table-private.h"

#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <string.h>
#include <inttypes.h>

/* A row in an SQLite file takes no less: two bytes for its place in the page, and lengths of itself and its header, and its number. */
#define LEAST_BYTES_A_ROW 5

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

static guint64
size_of (const char *path)
{
  GStatBuf about = { 0 };

  return path != NULL && g_stat (path, &about) == 0 ? (guint64)MAX (about.st_size, 0) : 0;
}

/* The count is what somebody once noted in the file, and arrays are sized by it before a row is read: so it must be one that
 * the file, with what is not yet written back to it, has room for. */
static gboolean
check_n_rows (const LampTable *table, GError **error)
{
  g_autofree char *beside = g_strconcat (table->path, "-wal", NULL);
  guint64          room = (size_of (table->path) + size_of (beside)) / LEAST_BYTES_A_ROW;

  if (table->n_rows > room)
    {
      g_set_error (error,
                   LAMP_GRID_ERROR,
                   LAMP_GRID_ERROR_UNREADABLE,
                   _ ("Layer “%s” of “%s” says it has %" PRIu64 " rows, more than the file has room for: it is damaged, take a fresh copy."),
                   table->layout->name,
                   table->path,
                   table->n_rows);
      return FALSE;
    }
  if (table->n_rows >= G_MAXINT32)
    {
      g_set_error (error, LAMP_GRID_ERROR, LAMP_GRID_ERROR_UNREADABLE, _ ("“%s” holds more elements than one region can: split it into several regions."), table->path);
      return FALSE;
    }
  return TRUE;
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
  g_autofree char *batch = g_strdup_printf ("MAX_FEATURES_IN_BATCH=%u", lamp_table_rows_a_batch (table));
  char            *options[] = { (char *)"INCLUDE_FID=NO", batch, NULL };

  CPLErrorReset ();
  if (!OGR_L_GetArrowStream (table->layer, &table->stream, options))
    return lamp_table_unreadable (table, error);
  if (table->stream.get_schema (&table->stream, &table->schema) != 0)
    return lamp_table_unreadable (table, error);
  if (!map_columns (table))
    return lamp_table_unreadable (table, error);
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
  if (!check_n_rows (table, error) || !check_geometry (table, error) || !check_fields (table, error))
    return NULL;
  table->numbered = lamp_table_is_numbered (table);
  if (!open_stream (table, error))
    return NULL;

  return g_steal_pointer (&table);
}

void
lamp_table_free (LampTable *table)
{
  if (table == NULL)
    return;

  lamp_table_drop_batch (table);
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

LampWorldBox
lamp_table_get_extent (const LampTable *table)
{
  LampWorldBox box = LAMP_WORLD_BOX_EMPTY;
  OGREnvelope  noted = { 0 };
  LampPoint    corners[2];
  LampWorld    worlds[2];

  if (table->layout->shape == LAMP_SHAPE_NONE || table->transform != NULL || OGR_L_GetExtent (table->layer, &noted, FALSE) != OGRERR_NONE)
    return box;
  corners[0] = (LampPoint){ noted.MinX, noted.MinY };
  corners[1] = (LampPoint){ noted.MaxX, noted.MaxY };
  for (guint i = 0; i < 2 && lamp_world_from_points (corners, 2, worlds) == 2; i++)
    lamp_world_box_add (&box, worlds[i]);
  return box;
}
