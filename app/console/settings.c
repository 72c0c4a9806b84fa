/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The look-up is done once; the schema lives as long as the program.
 */
#define G_LOG_DOMAIN "lamp-settings"
#include "config.h"

#include "console/settings.h"

/* From app/console/ of a build tree to its data/; from bin/ of an installation to its schemas. */
static const char *const places[] = { "../../data", "../share/glib-2.0/schemas" };

static GSettingsSchema *
look_beside_program (void)
{
  g_autofree char *program = g_file_read_link ("/proc/self/exe", NULL);
  g_autofree char *folder = program != NULL ? g_path_get_dirname (program) : NULL;

  for (guint i = 0; folder != NULL && i < G_N_ELEMENTS (places); i++)
    {
      g_autofree char *path = g_build_filename (folder, places[i], NULL);
      g_autoptr (GSettingsSchemaSource) source =
          g_settings_schema_source_new_from_directory (path, g_settings_schema_source_get_default (), TRUE, NULL);
      GSettingsSchema *schema =
          source != NULL ? g_settings_schema_source_lookup (source, LAMP_APP_ID, FALSE) : NULL;

      if (schema != NULL)
        return schema;
    }
  return NULL;
}

static GSettingsSchema *
find_schema (void)
{
  static GSettingsSchema *schema = NULL;
  GSettingsSchemaSource  *source = g_settings_schema_source_get_default ();

  if (schema == NULL && source != NULL)
    schema = g_settings_schema_source_lookup (source, LAMP_APP_ID, TRUE);
  if (schema == NULL)
    schema = look_beside_program ();
  return schema;
}

gboolean
lamp_settings_available (void)
{
  return find_schema () != NULL;
}

GSettings *
lamp_settings_new (void)
{
  GSettingsSchema *schema = find_schema ();

  g_return_val_if_fail (schema != NULL, NULL);

  return g_settings_new_full (schema, NULL, NULL);
}
