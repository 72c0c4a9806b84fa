/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * `lamplighterd grid`: its verbs, each in a file of its own.
 */
#define G_LOG_DOMAIN "lamp-gateway"
#include "config.h"

#define GETTEXT_PACKAGE LAMP_GETTEXT_PACKAGE
#include <glib/gi18n-lib.h>

#include "gateway/grid-command.h"
#include "gateway/grid-diff.h"
#include "gateway/grid-output.h"
#include "gateway/subcommands.h"

typedef struct
{
  const char *name;
  int (*run) (int argc, char **argv);
} Verb;

int
lamp_grid_command (int argc, char **argv)
{
  static const Verb verbs[] = {
    { "import", lamp_grid_import_command },
    { "base", lamp_grid_base_command },
    { "check", lamp_grid_check_command },
    { "diff", lamp_grid_diff_command },
    { "exposure", lamp_grid_exposure_command },
    { "isolate", lamp_grid_isolate_command },
    { "loads", lamp_grid_loads_command },
    { "trace", lamp_grid_trace_command },
  };

  for (guint i = 0; argc > 1 && i < G_N_ELEMENTS (verbs); i++)
    if (g_str_equal (argv[1], verbs[i].name))
      return verbs[i].run (argc - 1, argv + 1);
  if (argc > 1 && (g_str_equal (argv[1], "--help") || g_str_equal (argv[1], "-h")))
    {
      g_autoptr (GString) out = g_string_new (_ ("Usage: lamplighterd grid VERB …, where VERB is one of:\n"));

      for (guint i = 0; i < G_N_ELEMENTS (verbs); i++)
        g_string_append_printf (out, "  lamplighterd grid %s --help\n", verbs[i].name);
      return lamp_output_finish (out->str);
    }
  if (argc > 1)
    {
      g_printerr (_ ("lamplighterd: there is no verb “%s” for a grid; “lamplighterd grid --help” lists those there are\n"), argv[1]);
      return LAMP_EXIT_USAGE;
    }
  return lamp_command_fail_usage (_ ("what to do with a grid comes first, such as check; “lamplighterd grid --help” lists what there is"));
}
