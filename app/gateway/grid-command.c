/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * `lamplighterd grid`: its verbs, and the making of a region from a utility's own data. GDAL is used from the main
 * thread; SIGINT and SIGTERM are waited for on a second one, so that an import stops cleanly and leaves the old region.
 */
#define G_LOG_DOMAIN "lamp-gateway"
#include "config.h"

#include <pthread.h>
#include <signal.h>
#include <string.h>
#include <unistd.h>

#define GETTEXT_PACKAGE LAMP_GETTEXT_PACKAGE
#include <glib/gi18n-lib.h>

#include "gateway/grid-command.h"
#include "gateway/subcommands.h"
#include "grid/import.h"

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

/* Every thread made while they are blocked has them blocked too. `how` is SIG_BLOCK or SIG_UNBLOCK. */
static void
mask_signals (int how)
{
  sigset_t signals;

  sigemptyset (&signals);
  sigaddset (&signals, SIGINT);
  sigaddset (&signals, SIGTERM);
  sigaddset (&signals, SIGUSR2);
  pthread_sigmask (how, &signals, NULL);
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

static int
import (const char *profile_path, const char *source, const char *path, const char *report_path)
{
  g_autoptr (LampProfile) profile = NULL;
  g_autoptr (LampImportReport) report = lamp_import_report_new ();
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;
  Progress  progress = { isatty (STDERR_FILENO) != 0, -100 };
  pthread_t watcher;
  gboolean  watched = FALSE, good = FALSE;

  profile = lamp_profile_load (profile_path, &error);
  if (profile == NULL)
    return lamp_command_fail (g_steal_pointer (&error));

  mask_signals (SIG_BLOCK);
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
  mask_signals (SIG_UNBLOCK); /* the region is whole: from here on Ctrl+C only saves the summary */
  return lamp_grid_report (report, path, report_path);
}

static int
run_import (int argc, char **argv)
{
  g_autoptr (GOptionContext) context = g_option_context_new (_ ("SOURCE REGION.gpkg"));
  g_autofree char   *profile = NULL;
  g_autofree char   *report = NULL;
  const GOptionEntry entries[] = {
    { "profile", 0, 0, G_OPTION_ARG_FILENAME, &profile, N_ ("which layers and fields become what (data/profiles.md)"), N_ ("FILE") },
    { "report", 0, 0, G_OPTION_ARG_FILENAME, &report, N_ ("write all that is dirty, with every id: as CSV, or as text when FILE ends in .txt"), N_ ("FILE") },
    { NULL },
  };

  g_option_context_set_summary (context, _ ("Makes a region from a utility's own data: anything GDAL reads as vector layers.\nThe old region stays until the new one is whole."));
  if (!lamp_command_parse ("grid import", context, entries, &argc, &argv))
    return LAMP_EXIT_USAGE;
  if (profile == NULL)
    return lamp_command_fail_usage (_ ("name the import profile with --profile FILE"));
  if (argc != 3)
    return lamp_command_fail_usage (_ ("name the source and the region to write: grid import --profile FILE SOURCE REGION.gpkg"));
  return import (profile, argv[1], argv[2], report);
}

int
lamp_grid_command (int argc, char **argv)
{
  static const Verb verbs[] = { { "import", run_import }, { "check", lamp_grid_check_command } };

  for (guint i = 0; argc > 1 && i < G_N_ELEMENTS (verbs); i++)
    if (g_str_equal (argv[1], verbs[i].name))
      return verbs[i].run (argc - 1, argv + 1);
  if (argc > 1 && (g_str_equal (argv[1], "--help") || g_str_equal (argv[1], "-h")))
    {
      g_print (_ ("Usage: lamplighterd grid import --profile FILE [--report FILE] SOURCE REGION.gpkg\n       lamplighterd grid check REGION.gpkg [--json | --csv]\n"));
      return 0;
    }
  return lamp_command_fail_usage (_ ("what to do with a grid is import or check; “lamplighterd grid --help” tells how"));
}
