/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What the subcommands have in common: how they read their options and how they say what went wrong. Main thread only.
 */
#include "config.h"

#include "gateway/subcommands.h"

int
lamp_command_fail (GError *error)
{
  g_printerr ("lamplighterd: %s\n", error->message);
  g_error_free (error);
  return LAMP_EXIT_FAILED;
}

int
lamp_command_fail_usage (const char *sentence)
{
  g_printerr ("lamplighterd: %s\n", sentence);
  return LAMP_EXIT_USAGE;
}

gboolean
lamp_command_parse (const char *command, GOptionContext *context, const GOptionEntry *entries, int *argc, char ***argv)
{
  g_autofree char *program = g_strdup (g_get_prgname ());
  g_autofree char *usage = g_strdup_printf ("%s %s", program, command);
  GError          *error = NULL;

  g_option_context_add_main_entries (context, entries, LAMP_GETTEXT_PACKAGE);
  g_set_prgname (usage); /* the help names the program by it */
  g_option_context_parse (context, argc, argv, &error);
  g_set_prgname (program);
  if (error != NULL)
    lamp_command_fail (error);
  return error == NULL;
}
