/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * `lamplighterd grid`: makes a region from a utility's own data, and says what is in one. GDAL is used from the main
 * thread; SIGINT and SIGTERM are waited for on a second one, so that an import stops cleanly and leaves the old region.
 */
#define G_LOG_DOMAIN "lamp-gateway"
#include "config.h"

#include <inttypes.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#define GETTEXT_PACKAGE LAMP_GETTEXT_PACKAGE
#include <glib/gi18n-lib.h>

#include "gateway/grid-command.h"
#include "gateway/grid-diff.h"
#include "gateway/subcommands.h"
#include "grid/import.h"
#include "records/record.h"

#define IDS_FOR_PEOPLE 5

typedef struct
{
  const char *name;
  int (*run) (int argc, char **argv);
} Verb;

/* Waits for a signal; SIGUSR2 is ours and only ends the waiting. */
static gpointer
watch_signals (gpointer cancellable)
{
  sigset_t signals;
  int      signal_number = 0;

  sigemptyset (&signals);
  sigaddset (&signals, SIGINT);
  sigaddset (&signals, SIGTERM);
  sigaddset (&signals, SIGUSR2);
  if (sigwait (&signals, &signal_number) == 0 && signal_number != SIGUSR2)
    g_cancellable_cancel (cancellable);
  return NULL;
}

/* Every thread made from here on has them blocked too. */
static void
block_signals (void)
{
  sigset_t signals;

  sigemptyset (&signals);
  sigaddset (&signals, SIGINT);
  sigaddset (&signals, SIGTERM);
  sigaddset (&signals, SIGUSR2);
  pthread_sigmask (SIG_BLOCK, &signals, NULL);
}

typedef struct
{
  gboolean terminal;
  int      percent; /* told last */
} Progress;

static void
show_progress (guint64 done, guint64 total, const char *layer, gpointer data)
{
  Progress *progress = data;
  int       percent = total > 0 ? (int)(done * 100 / total) : 100;

  if (percent / (progress->terminal ? 1 : 10) == progress->percent / (progress->terminal ? 1 : 10))
    return;
  progress->percent = percent;
  g_printerr (progress->terminal ? "\r%3d %% %-40.40s" : "%3d %% %s\n", percent, layer);
  if (progress->terminal && percent == 100)
    g_printerr ("\r%-50s\r", "");
}

static void
print_layer (const LampImportLayerReport *layer)
{
  if (layer->becomes == NULL)
    {
      g_print (_ ("%s: not in the profile, %" PRIu64 " features left aside\n"), layer->layer, layer->n_left_out);
      return;
    }
  g_print (_ ("%s: %" PRIu64 " features became %s\n"), layer->layer, layer->n_taken, layer->becomes);
  if (layer->n_left_out > 0)
    g_print (_ ("  %" PRIu64 " left aside by the profile's filter\n"), layer->n_left_out);
  if (layer->n_unplaced > 0)
    g_print (_ ("  %" PRIu64 " without coordinates, placed by their nodes where those have a place\n"), layer->n_unplaced);
  if (layer->n_astray > 0)
    g_print (_ ("  %" PRIu64 " with coordinates nowhere on earth, taken as without\n"), layer->n_astray);
  if (layer->n_unnamed > 0)
    g_print (_ ("  %" PRIu64 " without an id, called %s# and their number in the source\n"), layer->n_unnamed, layer->layer);
}

static void
print_report (const LampImportReport *report, const char *path)
{
  for (guint i = 0; i < report->layers->len; i++)
    print_layer (&g_array_index (report->layers, LampImportLayerReport, i));
  if (report->n_crowded > 0)
    g_print (_ ("%" PRIu64 " devices stand where three or more lines meet: which line they switch was guessed\n"), report->n_crowded);
  if (report->n_alone > 0)
    g_print (_ ("%" PRIu64 " devices stand where no line ends: cut the lines at their devices, or widen snap-tolerance\n"), report->n_alone);
  g_print (_ ("Written to %s; “lamplighterd grid check” tells what is dirty in it.\n"), path);
}

static int
import (const char *profile_path, const char *source, const char *path)
{
  g_autoptr (LampProfile) profile = NULL;
  g_autoptr (LampImportReport) report = lamp_import_report_new ();
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (LampNetwork) before = NULL;
  g_autoptr (GError) error = NULL;
  Progress  progress = { isatty (STDERR_FILENO) != 0, -100 };
  pthread_t watcher;
  gboolean  watched = FALSE, good = FALSE;

  profile = lamp_profile_load (profile_path, &error);
  if (profile == NULL)
    return lamp_command_fail (g_steal_pointer (&error));

  before = lamp_grid_diff_remember (path);
  block_signals ();
  watched = pthread_create (&watcher, NULL, watch_signals, cancellable) == 0;
  good = lamp_import_run (profile, source, path, report, show_progress, &progress, cancellable, &error);
  if (watched)
    {
      pthread_kill (watcher, SIGUSR2);
      pthread_join (watcher, NULL);
    }

  if (progress.terminal && !good)
    g_printerr ("\n");
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    {
      g_printerr (_ ("lamplighterd: the import was stopped; nothing was written, and “%s” is as it was\n"), path);
      return LAMP_EXIT_FAILED;
    }
  if (!good)
    return lamp_command_fail (g_steal_pointer (&error));
  print_report (report, path);
  lamp_grid_diff_tell (before, path);
  return 0;
}

static int
run_import (int argc, char **argv)
{
  g_autoptr (GOptionContext) context = g_option_context_new (_ ("SOURCE REGION.gpkg"));
  g_autofree char   *profile = NULL;
  const GOptionEntry entries[] = {
    { "profile", 0, 0, G_OPTION_ARG_FILENAME, &profile, N_ ("which layers and fields become what (data/profiles.md)"), N_ ("FILE") },
    { NULL },
  };

  g_option_context_set_summary (context, _ ("Makes a region from a utility's own data: anything GDAL reads as vector layers.\nThe old region stays until the new one is whole."));
  if (!lamp_command_parse ("grid import", context, entries, &argc, &argv))
    return LAMP_EXIT_USAGE;
  if (profile == NULL)
    return lamp_command_fail_usage (_ ("name the import profile with --profile FILE"));
  if (argc != 3)
    return lamp_command_fail_usage (_ ("name the source and the region to write: grid import --profile FILE SOURCE REGION.gpkg"));
  return import (profile, argv[1], argv[2]);
}

static void
append_text (GString *out, const char *key, const char *text)
{
  g_string_append_printf (out, "\"%s\": ", key);
  lamp_json_append_string (out, text != NULL ? text : "");
}

static void
append_problem (GString *out, const LampProblem *problem)
{
  g_string_append (out, "    {");
  append_text (out, "kind", lamp_problem_kind_to_string (problem->kind));
  g_string_append_printf (out, ", \"count\": %" G_GUINT64_FORMAT ", ", problem->count);
  if (problem->n_elements > 0)
    g_string_append_printf (out, "\"elements\": %" G_GUINT64_FORMAT ", ", problem->n_elements);
  append_text (out, "description", lamp_problem_kind_describe (problem->kind));
  g_string_append (out, ", \"ids\": [");
  for (guint i = 0; i < problem->ids->len; i++)
    {
      g_string_append (out, i > 0 ? ", " : "");
      lamp_json_append_string (out, problem->ids->pdata[i]);
    }
  g_string_append (out, "]}");
}

char *
lamp_grid_check_to_json (const LampCheck *check)
{
  GString *out = g_string_new ("{\n  ");

  append_text (out, "region", check->path);
  g_string_append (out, ",\n  ");
  append_text (out, "name", check->name);
  g_string_append (out, ",\n  ");
  append_text (out, "hash", check->hash);
  g_string_append_printf (out,
                          ",\n  \"counts\": {\"lines\": %" G_GUINT64_FORMAT ", \"switches\": %" G_GUINT64_FORMAT
                          ", \"transformers\": %" G_GUINT64_FORMAT ", \"customers\": %" G_GUINT64_FORMAT
                          ", \"sites\": %" G_GUINT64_FORMAT ", \"sources\": %" G_GUINT64_FORMAT "},\n  \"problems\": [",
                          check->lines,
                          check->switches,
                          check->transformers,
                          check->customers,
                          check->sites,
                          check->sources);
  for (guint i = 0; i < check->problems->len; i++)
    {
      g_string_append (out, i > 0 ? ",\n" : "\n");
      append_problem (out, check->problems->pdata[i]);
    }
  g_string_append (out, check->problems->len > 0 ? "\n  ]\n}\n" : "]\n}\n");
  return g_string_free (out, FALSE);
}

static void
append_problem_text (GString *out, const LampProblem *problem)
{
  g_string_append_printf (out, "%8" G_GUINT64_FORMAT "  %s\n          %s", problem->count, lamp_problem_kind_to_string (problem->kind), lamp_problem_kind_describe (problem->kind));
  if (problem->n_elements > 0)
    g_string_append_printf (out, g_dngettext (GETTEXT_PACKAGE, "; %" PRIu64 " element in all", "; %" PRIu64 " elements in all", problem->n_elements), problem->n_elements);
  g_string_append (out, "\n          ");
  for (guint i = 0; i < MIN (problem->ids->len, IDS_FOR_PEOPLE); i++)
    g_string_append_printf (out, "%s%s", i > 0 ? ", " : "", (const char *)problem->ids->pdata[i]);
  g_string_append (out, problem->count > IDS_FOR_PEOPLE ? ", …\n" : "\n");
}

char *
lamp_grid_check_to_text (const LampCheck *check)
{
  GString *out = g_string_new (NULL);
  const struct
  {
    const char *what;
    guint64     n;
  } rows[] = {
    { _ ("lines"), check->lines },
    { _ ("switches"), check->switches },
    { _ ("transformers"), check->transformers },
    { _ ("customers"), check->customers },
    { _ ("key sites"), check->sites },
    { _ ("sources"), check->sources },
    { _ ("feeders"), check->feeders },
    { _ ("nodes"), check->nodes },
  };

  g_string_append_printf (out, _ ("Region “%s” (%s)\n\n"), check->name, check->path);
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    g_string_append_printf (out, "%8" G_GUINT64_FORMAT "  %s\n", rows[i].n, rows[i].what);
  g_string_append (out, check->problems->len > 0 ? _ ("\nWhat is dirty in it (nothing was left out or repaired):\n\n") : _ ("\nNothing dirty was found in it.\n"));
  for (guint i = 0; i < check->problems->len; i++)
    append_problem_text (out, check->problems->pdata[i]);
  return g_string_free (out, FALSE);
}

static int
run_check (int argc, char **argv)
{
  g_autoptr (GOptionContext) context = g_option_context_new (_ ("REGION.gpkg"));
  g_autoptr (LampCheck) check = NULL;
  g_autofree char   *out = NULL;
  gboolean           json = FALSE;
  GError            *error = NULL;
  const GOptionEntry entries[] = {
    { "json", 0, 0, G_OPTION_ARG_NONE, &json, N_ ("for programs, with up to 100 ids of each problem"), NULL },
    { NULL },
  };

  g_option_context_set_summary (context, _ ("Counts what is in a region and lists what is dirty in it."));
  if (!lamp_command_parse ("grid check", context, entries, &argc, &argv))
    return LAMP_EXIT_USAGE;
  if (argc != 2)
    return lamp_command_fail_usage (_ ("name the region: grid check REGION.gpkg [--json]"));
  check = lamp_check_region (argv[1], NULL, &error);
  if (check == NULL)
    return lamp_command_fail (error);
  out = json ? lamp_grid_check_to_json (check) : lamp_grid_check_to_text (check);
  fputs (out, stdout);
  return 0;
}

int
lamp_grid_command (int argc, char **argv)
{
  static const Verb verbs[] = { { "import", run_import }, { "check", run_check }, { "diff", lamp_grid_diff_command } };

  for (guint i = 0; argc > 1 && i < G_N_ELEMENTS (verbs); i++)
    if (g_str_equal (argv[1], verbs[i].name))
      return verbs[i].run (argc - 1, argv + 1);
  if (argc > 1 && (g_str_equal (argv[1], "--help") || g_str_equal (argv[1], "-h")))
    {
      g_print (_ ("Usage: lamplighterd grid import --profile FILE SOURCE REGION.gpkg\n       lamplighterd grid check REGION.gpkg [--json]\n       lamplighterd grid diff OLD.gpkg NEW.gpkg [--json|--csv]\n"));
      return 0;
    }
  return lamp_command_fail_usage (_ ("what to do with a grid is import, check or diff; “lamplighterd grid --help” tells how"));
}
