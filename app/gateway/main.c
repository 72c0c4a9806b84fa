/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * lamplighterd: the gateway's command line. Each subcommand is a line of the table; it gets its own name as argv[0].
 */
#define G_LOG_DOMAIN "lamp-gateway"
#include "config.h"

#include <locale.h>
#include <string.h>

#define GETTEXT_PACKAGE LAMP_GETTEXT_PACKAGE
#include <glib/gi18n-lib.h>

#include "gateway/subcommands.h"

typedef struct
{
  const char *name;
  int (*run) (int argc, char **argv);
  const char *summary;
} Subcommand;

static const Subcommand subcommands[] = {
  { "serve", lamp_serve_command, N_ ("serve a region to consoles and outside systems") },
  { "demo", lamp_demo_command, N_ ("play a storm over a city that does not exist") },
  { "city", lamp_city_command, N_ ("write the region of a city that does not exist") },
  { "token", lamp_token_command, N_ ("make, list and revoke the tokens of a gateway") },
  { "grid", lamp_grid_command, N_ ("make a region from your own data, and check one") },
  { "indices", lamp_indices_command, N_ ("tell how reliable the supply was") },
};

static int
print_help (void)
{
  g_autoptr (GString) out = g_string_new (_ ("Usage: lamplighterd COMMAND [OPTION…]\n\nCommands:\n"));

  for (guint i = 0; i < G_N_ELEMENTS (subcommands); i++)
    g_string_append_printf (out, "  %-8s %s\n", subcommands[i].name, _ (subcommands[i].summary));
  g_string_append (out, _ ("\n“lamplighterd COMMAND --help” tells the options of one.\n"));
  return lamp_output_finish (out->str);
}

int
main (int argc, char **argv)
{
  const char *translations = g_getenv ("LAMP_LOCALEDIR"); /* of a build tree */

  setlocale (LC_ALL, "");
  bindtextdomain (GETTEXT_PACKAGE, translations != NULL && *translations != '\0' ? translations : LAMP_LOCALEDIR);
  bind_textdomain_codeset (GETTEXT_PACKAGE, "UTF-8");
  g_set_prgname ("lamplighterd");
  /* The first line on standard output is where it listens, whatever is logged. */
  g_log_writer_default_set_use_stderr (TRUE);

  if (argc < 2 || g_str_equal (argv[1], "--help") || g_str_equal (argv[1], "-h") || g_str_equal (argv[1], "help"))
    {
      int code = print_help ();

      return argc < 2 ? LAMP_EXIT_USAGE : code;
    }
  if (g_str_equal (argv[1], "--version"))
    return lamp_output_finish ("lamplighterd " LAMP_VERSION "\n");
  for (guint i = 0; i < G_N_ELEMENTS (subcommands); i++)
    if (g_str_equal (argv[1], subcommands[i].name))
      return subcommands[i].run (argc - 1, argv + 1);
  g_printerr (_ ("lamplighterd: there is no command “%s”; “lamplighterd --help” lists them\n"), argv[1]);
  return 2;
}
