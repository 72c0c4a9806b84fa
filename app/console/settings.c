/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The look-up is done once; schema and backend live as long as the program. Without a settings service GIO would keep
 * preferences in memory only: then they go to a file of our own.
 */
#define G_LOG_DOMAIN "lamp-settings"
#define G_SETTINGS_ENABLE_BACKEND
#include "config.h"

#include "console/settings.h"

#include <gio/gsettingsbackend.h>

#define PATH "/io/github/lamplighter/Lamplighter/"

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

/* NULL: the usual one. Somebody who names a backend gets that. */
static GSettingsBackend *
find_backend (void)
{
  static GSettingsBackend *backend = NULL;
  static gboolean          looked = FALSE;
  g_autoptr (GSettingsBackend) usual = NULL;

  if (looked || g_getenv ("GSETTINGS_BACKEND") != NULL)
    return backend;
  looked = TRUE;
  usual = g_settings_backend_get_default ();
  if (g_str_equal (G_OBJECT_TYPE_NAME (usual), "GMemorySettingsBackend"))
    {
      g_autofree char *file = g_build_filename (g_get_user_config_dir (), "lamplighter", "settings.ini", NULL);

      backend = g_keyfile_settings_backend_new (file, PATH, NULL);
    }
  return backend;
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

  return g_settings_new_full (schema, find_backend (), NULL);
}
