/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * One key of a profile: its text without what is blank around it, lists, numbers, yes and no; and the sentence that says
 * where a profile is wrong, the same for all of them.
 */
#include "config.h"

#define GETTEXT_PACKAGE LAMP_GETTEXT_PACKAGE

#include "grid/profile-private.h"

#include <glib/gi18n-lib.h>

gboolean
lamp_profile_wrong (LampProfileReader *reader, GError **error, const char *format, ...)
{
  g_autofree char *what = NULL;
  va_list          arguments;

  va_start (arguments, format);
  what = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  g_set_error (error, LAMP_GRID_ERROR, LAMP_GRID_ERROR_PROFILE, _ ("The import profile “%s” is wrong in [%s]: %s; data/profiles.md describes all keys."), reader->profile->path, reader->group, what);
  return FALSE;
}

char **
lamp_profile_dup_list (LampProfileReader *reader, const char *key)
{
  g_auto (GStrv) items = g_key_file_get_string_list (reader->file, reader->group, key, NULL, NULL);
  g_autoptr (GStrvBuilder) list = g_strv_builder_new ();
  guint n = 0;

  for (char **item = items; item != NULL && *item != NULL; item++)
    if (*g_strstrip (*item) != '\0')
      {
        g_strv_builder_add (list, *item);
        n++;
      }
  return n > 0 ? g_strv_builder_end (list) : NULL;
}

char *
lamp_profile_dup_text (LampProfileReader *reader, const char *key)
{
  g_autofree char *text = g_key_file_get_string (reader->file, reader->group, key, NULL);

  if (text != NULL)
    g_strstrip (text);
  return text == NULL || *text == '\0' ? NULL : g_steal_pointer (&text);
}

gboolean
lamp_profile_number (const char *text, double *value)
{
  char *end = NULL;

  *value = g_ascii_strtod (text, &end);
  return end != text && *end == '\0' && *value >= 0.0 && *value < 1e12;
}

gboolean
lamp_profile_read_yes (LampProfileReader *reader, const char *key, gboolean *value, GError **error)
{
  g_autofree char *text = lamp_profile_dup_text (reader, key);

  *value = g_strcmp0 (text, "yes") == 0;
  if (text != NULL && !*value && !g_str_equal (text, "no"))
    return lamp_profile_wrong (reader, error, _ ("“%s” is yes or no"), key);
  return TRUE;
}
