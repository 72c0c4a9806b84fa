/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * See rule-files.h. Built-in files are resources.
 */
#define G_LOG_DOMAIN "lamp-gateway"
#include "config.h"

#include "gateway/rule-files.h"

#include "gateway/rule-resources.h"

#include <gio/gio.h>

#include <string.h>

#define GETTEXT_PACKAGE LAMP_GETTEXT_PACKAGE
#include <glib/gi18n-lib.h>

#define ROOT "/io/github/lamplighter/rules/"

/* A file of rules as text, and what it is called. */
typedef struct
{
  GBytes *bytes;
  char   *id;
} File;

static void
file_clear (File *file)
{
  g_clear_pointer (&file->bytes, g_bytes_unref);
  g_free (file->id);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (File, file_clear)

static gboolean
read_own (File *file, const char *path, GError **error)
{
  g_autofree char *name = g_path_get_basename (path);
  g_autoptr (GError) reason = NULL;
  char *text = NULL;
  gsize size = 0;

  if (!g_file_get_contents (path, &text, &size, &reason))
    {
      g_set_error (error, LAMP_RULES_ERROR, LAMP_RULES_ERROR_UNREADABLE, _ ("The rules in %s cannot be read: %s"), path, reason->message);
      return FALSE;
    }
  file->bytes = g_bytes_new_take (text, size);
  file->id = g_str_has_suffix (name, ".ini") ? g_strndup (name, strlen (name) - 4) : g_strdup (name);
  return TRUE;
}

static gboolean
refuse_name (const char *folder, const char *name, GError **error)
{
  g_autofree char *path = g_strconcat (ROOT, folder, NULL);
  g_auto (GStrv) names = g_resource_enumerate_children (lamp_rule_files_get_resource (), path, G_RESOURCE_LOOKUP_FLAGS_NONE, NULL);
  g_autofree char *files = names != NULL ? g_strjoinv (", ", names) : g_strdup ("");
  g_auto (GStrv) parts = g_strsplit (files, ".ini", -1);
  g_autofree char *all = g_strjoinv ("", parts);

  g_set_error (error, LAMP_RULES_ERROR, LAMP_RULES_ERROR_UNREADABLE, _ ("There are no rules named “%s”; there are %s, or name a file of your own with its path"), name, all);
  return FALSE;
}

static gboolean
read_file (File *file, const char *folder, const char *choice, GError **error)
{
  g_autofree char *path = NULL;

  if (strchr (choice, '/') != NULL || g_str_has_suffix (choice, ".ini"))
    return read_own (file, choice, error);
  path = g_strconcat (ROOT, folder, "/", choice, ".ini", NULL);
  file->bytes = g_resource_lookup_data (lamp_rule_files_get_resource (), path, G_RESOURCE_LOOKUP_FLAGS_NONE, NULL);
  file->id = g_strdup (choice);
  return file->bytes != NULL || refuse_name (folder, choice, error);
}

LampPredictionConfig *
lamp_rule_files_load_prediction (const char *choice, GError **error)
{
  g_auto (File) file = { 0 };

  if (!read_file (&file, "prediction", choice != NULL ? choice : LAMP_DEFAULT_PREDICTION, error))
    return NULL;
  return lamp_prediction_config_parse (file.id, g_bytes_get_data (file.bytes, NULL), g_bytes_get_size (file.bytes), error);
}

LampPromiseSet *
lamp_rule_files_load_promises (const char *choice, GError **error)
{
  g_auto (File) file = { 0 };

  if (!read_file (&file, "promises", choice != NULL ? choice : LAMP_DEFAULT_PROMISES, error))
    return NULL;
  return lamp_promise_set_parse (file.id, g_bytes_get_data (file.bytes, NULL), g_bytes_get_size (file.bytes), error);
}

LampEstimateRules *
lamp_rule_files_load_estimates (const char *choice, GError **error)
{
  g_auto (File) file = { 0 };

  if (!read_file (&file, "estimates", choice != NULL ? choice : LAMP_DEFAULT_ESTIMATES, error))
    return NULL;
  return lamp_estimate_rules_parse (file.id, g_bytes_get_data (file.bytes, NULL), g_bytes_get_size (file.bytes), error);
}
