/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Which fields of a layer, or which ways through other layers, the columns of its group are; and which fields need not be read.
 * See import-private.h.
 */
#include "config.h"

#define GETTEXT_PACKAGE LAMP_GETTEXT_PACKAGE

#include "grid/import-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

static char *
dup_field_names (OGRLayerH layer)
{
  OGRFeatureDefnH fields = OGR_L_GetLayerDefn (layer);
  GString        *names = g_string_new (NULL);

  for (int i = 0; i < OGR_FD_GetFieldCount (fields); i++)
    lamp_import_append_name (names, OGR_Fld_GetNameRef (OGR_FD_GetFieldDefn (fields, i)), i);
  return g_string_free (names, FALSE);
}

static void
way_clear (gpointer data)
{
  g_array_unref (((LampWay *)data)->steps);
}

/* FALSE with what is not there. */
static gboolean
find_way (LampImportLayer *layer, LampProfileColumnId column, const LampProfilePath *path, char **missing)
{
  LampWay way = { OGR_FD_GetFieldIndex (OGR_L_GetLayerDefn (layer->layer), path->field), NULL };

  if (way.field < 0)
    way.field = LAMP_FIELD_FID;
  if (way.field == LAMP_FIELD_FID && !(column == LAMP_COLUMN_ID && g_str_equal (path->field, "FID")))
    {
      *missing = g_strdup_printf ("%s.%s", layer->name, path->field);
      return FALSE;
    }
  way.steps = g_array_new (FALSE, FALSE, sizeof (LampJoinStep));
  if (!lamp_joins_resolve (layer->import, path, layer->what->group, way.steps, missing))
    {
      way_clear (&way);
      return FALSE;
    }
  g_array_append_val (layer->ways[column], way);
  lamp_import_layer_use (layer, way.field);
  return TRUE;
}

static gboolean
no_field (LampImportLayer *layer, LampProfileColumnId column, const char *missing, GError **error)
{
  g_autofree char *names = dup_field_names (layer->layer);

  g_set_error (error,
               LAMP_GRID_ERROR,
               LAMP_GRID_ERROR_NOT_FOUND,
               _ ("Layer “%s” of “%s” has no field “%s”, which the import profile names for “%s” in [%s] (not there: %s): correct the profile; the layer's fields are %s."),
               layer->name,
               layer->import->source,
               layer->what->columns[column].text,
               lamp_profile_column_to_string (column),
               layer->what->group,
               missing,
               *names != '\0' ? names : _ ("none"));
  return FALSE;
}

/* One way of several that can be gone is enough; of an optional group's columns that may be empty, none. */
static gboolean
find_ways (LampImportLayer *layer, LampProfileColumnId column, GError **error)
{
  const LampProfileLayer *what = layer->what;
  const GPtrArray        *paths = what->columns[column].paths;
  g_autoptr (GPtrArray) missing = g_ptr_array_new_with_free_func (g_free);
  gboolean needed = !what->optional || lamp_profile_column_is_needed (column, what->role) ||
                    column == LAMP_COLUMN_FROM || column == LAMP_COLUMN_TO || column == LAMP_COLUMN_NODE;

  layer->ways[column] = g_array_new (FALSE, FALSE, sizeof (LampWay));
  g_array_set_clear_func (layer->ways[column], way_clear);
  for (guint i = 0; i < paths->len; i++)
    {
      char *absent = NULL;

      if (!find_way (layer, column, paths->pdata[i], &absent))
        g_ptr_array_add (missing, absent);
    }
  if (layer->ways[column]->len == 0 && needed)
    return no_field (layer, column, missing->pdata[0], error);
  for (guint i = 0; i < missing->len; i++)
    lamp_import_note_absent (layer->import, g_strdup (missing->pdata[i]));
  return TRUE;
}

gboolean
lamp_import_layer_find_fields (LampImportLayer *layer, GError **error)
{
  for (guint i = 0; i < LAMP_COLUMN_N; i++)
    if (layer->what->columns[i].paths != NULL && !find_ways (layer, (LampProfileColumnId)i, error))
      return FALSE;
  return TRUE;
}

void
lamp_import_layer_use (LampImportLayer *layer, int field)
{
  if (field >= 0)
    layer->used[field] = TRUE;
}

/* Drivers do not always keep what the filter asks for, so fields it might name are read. */
void
lamp_import_layer_narrow (LampImportLayer *layer)
{
  OGRFeatureDefnH  fields = OGR_L_GetLayerDefn (layer->layer);
  g_autofree char *where = layer->what->where != NULL ? g_ascii_strdown (layer->what->where, -1) : NULL;
  g_autoptr (GPtrArray) ignored = g_ptr_array_new ();
  g_autoptr (GPtrArray) names = g_ptr_array_new_with_free_func (g_free);

  if (!OGR_L_TestCapability (layer->layer, OLCIgnoreFields))
    return;
  for (int i = 0; i < OGR_FD_GetFieldCount (fields); i++)
    {
      const char      *name = OGR_Fld_GetNameRef (OGR_FD_GetFieldDefn (fields, i));
      g_autofree char *lower = g_ascii_strdown (name, -1);

      if (layer->used[i] || (where != NULL && strstr (where, lower) != NULL))
        continue;
      g_ptr_array_add (names, g_strdup (name));
      g_ptr_array_add (ignored, names->pdata[names->len - 1]);
    }
  g_ptr_array_add (ignored, NULL);
  (void)OGR_L_SetIgnoredFields (layer->layer, (const char **)ignored->pdata);
}
