/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The preferences: their schema is found beside a build and has what the code reads.
 */
#include "console/agenda-columns.h"
#include "console/settings.h"

static const char *const keys[] = { "gateway", "token-file", "appearance", "palette", "blink", "sound", "agenda-columns", "base-map", "base-maps", "lists-shown",
                                    "lists-width", "roster-height", "roster-page", "inspector-shown", "inspector-width",
                                    "legend-shown", "map-layers", "window-width", "window-height", "window-maximized" };

static void
test_schema (void)
{
  g_autoptr (GSettings) settings = lamp_settings_new ();
  g_autoptr (GSettingsSchema) schema = NULL;
  g_auto (GStrv) told = NULL;

  g_object_get (settings, "settings-schema", &schema, NULL);
  told = g_settings_schema_list_keys (schema);
  g_assert_cmpuint (g_strv_length (told), ==, G_N_ELEMENTS (keys));
  for (guint i = 0; i < G_N_ELEMENTS (keys); i++)
    g_assert_true (g_strv_contains ((const char *const *)told, keys[i]));
}

/* The default columns are columns, and those the table shows by itself. */
static void
test_columns (void)
{
  g_autoptr (GSettings) settings = lamp_settings_new ();
  g_auto (GStrv) shown = g_settings_get_strv (settings, "agenda-columns");
  guint found = 0;

  for (const LampAgendaColumn *column = lamp_agenda_columns () + 1; column->id != NULL; column++)
    {
      gboolean on = g_strv_contains ((const char *const *)shown, column->id);

      g_assert_true (on == column->shown);
      found += on;
    }
  g_assert_cmpuint (found, ==, g_strv_length (shown));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/settings/schema", test_schema);
  g_test_add_func ("/settings/columns", test_columns);
  return g_test_run ();
}
