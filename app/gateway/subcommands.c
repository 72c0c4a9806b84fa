/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What the subcommands have in common: how they read their options and how they say what went wrong. Main thread only.
 */
#include "config.h"

#include "gateway/subcommands.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

#define GETTEXT_PACKAGE LAMP_GETTEXT_PACKAGE
#include <glib/gi18n-lib.h>

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

int
lamp_command_fail_surplus (const char *name, const char *usage)
{
  /* TRANSLATORS: a name nobody asked for, and how the command is written. */
  g_printerr (_ ("lamplighterd: “%s” is one name too many: write %s\n"), name, usage);
  return LAMP_EXIT_USAGE;
}

int
lamp_command_fail_form (void)
{
  return lamp_command_fail_usage (_ ("give either --csv or --json, not both"));
}

gboolean
lamp_output_write (const char *out)
{
  /* What an earlier write could not do keeps its errno: a later flush of nothing may well succeed. */
  return fputs (out, stdout) >= 0 && fflush (stdout) == 0 && ferror (stdout) == 0;
}

int
lamp_output_finish (const char *out)
{
  if (lamp_output_write (out))
    return 0;
  g_printerr (_ ("lamplighterd: the answer could not be written to its end (%s): make room where it goes, and ask again\n"), g_strerror (errno));
  return LAMP_EXIT_FAILED;
}

static GOptionContext *parsing; /* for show_help, which GLib tells nothing of it */

/* As GLib does it where it is first met, and ends the program; but an answer that is not written to its end is a failure. */
static gboolean
show_help (const char *name, const char *value, gpointer data, GError **error)
{
  char *help = g_option_context_get_help (parsing, TRUE, NULL);
  int   status = lamp_output_finish (help);

  g_free (help); /* nothing is cleaned up on the way out */
  exit (status);
}

gboolean
lamp_command_parse (const char *command, GOptionContext *context, const GOptionEntry *entries, int *argc, char ***argv)
{
  g_autofree char   *program = g_strdup (g_get_prgname ());
  g_autofree char   *usage = g_strdup_printf ("%s %s", program, command);
  GError            *error = NULL;
  const GOptionEntry help[] = {
    { "help", 'h', G_OPTION_FLAG_NO_ARG, G_OPTION_ARG_CALLBACK, (gpointer)show_help, N_ ("show this help"), NULL },
    { NULL },
  };

  parsing = context;
  g_option_context_set_help_enabled (context, FALSE);
  g_option_context_add_main_entries (context, entries, LAMP_GETTEXT_PACKAGE);
  g_option_context_add_main_entries (context, help, LAMP_GETTEXT_PACKAGE);
  g_set_prgname (usage); /* the help names the program by it */
  g_option_context_parse (context, argc, argv, &error);
  g_set_prgname (program);
  if (error != NULL)
    lamp_command_fail (error);
  return error == NULL;
}
