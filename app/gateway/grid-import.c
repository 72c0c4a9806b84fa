/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * `lamplighterd grid import`: makes a region from a utility's own data, by a profile or from CIM. GDAL is used from the
 * main thread; SIGINT and SIGTERM are waited for on a second one, so that an import stops cleanly and leaves the old region.
 */
#define G_LOG_DOMAIN "lamp-gateway"
#include "config.h"

#include <pthread.h>
#include <signal.h>
#include <sys/stat.h>
#include <unistd.h>

#define GETTEXT_PACKAGE LAMP_GETTEXT_PACKAGE
#include <glib/gi18n-lib.h>

#include "gateway/grid-cim.h"
#include "gateway/grid-command.h"
#include "gateway/grid-diff.h"
#include "gateway/subcommands.h"
#include "grid/import.h"

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

/* What an import is given: layers with a profile, or CIM. */
typedef struct
{
  const LampProfile   *profile; /* NULL for CIM */
  const char          *layers;
  const LampCimSource *cim;
  const char          *path, *report_path;
} Job;

static int
import (const Job *job)
{
  g_autoptr (LampImportReport) report = lamp_import_report_new ();
  g_autoptr (LampNetwork) before = lamp_grid_diff_remember (job->path);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;
  Progress  progress = { isatty (STDERR_FILENO) != 0, -100 };
  pthread_t watcher;
  gboolean  watched = FALSE, good = FALSE;

  mask_signals (SIG_BLOCK);
  watched = pthread_create (&watcher, NULL, watch_signals, cancellable) == 0;
  if (job->profile != NULL)
    good = lamp_import_run (job->profile, job->layers, job->path, report, show_progress, &progress, cancellable, &error);
  else
    good = lamp_cim_run (job->cim, job->path, report, show_progress, &progress, cancellable, &error);
  if (watched)
    {
      pthread_kill (watcher, SIGUSR2);
      pthread_join (watcher, NULL);
    }

  if (progress.terminal && !good)
    g_printerr ("\n");
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    {
      g_printerr (_ ("lamplighterd: the import was stopped; nothing was written, and “%s” is as it was\n"), job->path);
      return LAMP_EXIT_FAILED;
    }
  if (!good)
    return lamp_command_fail (g_steal_pointer (&error));
  mask_signals (SIG_UNBLOCK); /* the region is whole: from here on Ctrl+C only saves the summary */
  return lamp_grid_report (report, before, job->path, job->report_path);
}

static int
import_by_profile (const char *profile_path, const char *source, const char *path, const char *report_path)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (LampProfile) profile = lamp_profile_load (profile_path, &error);

  if (profile == NULL)
    return lamp_command_fail (g_steal_pointer (&error));
  return import (&(Job){ .profile = profile, .layers = source, .path = path, .report_path = report_path });
}

/* The last name is that of the region, those before are the files of the model. */
static int
import_cim (const LampGridCimOptions *options, int argc, char **argv, const char *report_path)
{
  g_auto (GStrv) files = NULL;
  LampCimSource source;
  const char   *sentence = NULL;

  if (!lamp_grid_cim_options_read (options, &source, &sentence))
    return lamp_command_fail_usage (sentence);
  files = g_new0 (char *, (gsize)argc);
  for (int i = 1; i < argc - 1; i++)
    files[i - 1] = g_strdup (argv[i]);
  source.files = (const char *const *)files;
  return import (&(Job){ .cim = &source, .path = argv[argc - 1], .report_path = report_path });
}

/* Also by another spelling or link; also when neither is there yet. */
static gboolean
is_same_file (const char *one, const char *other)
{
  g_autofree char *first = g_canonicalize_filename (one, NULL), *second = g_canonicalize_filename (other, NULL);
  struct stat      a, b;

  if (stat (one, &a) == 0 && stat (other, &b) == 0)
    return a.st_dev == b.st_dev && a.st_ino == b.st_ino;
  return g_str_equal (first, second);
}

static gboolean
report_would_overwrite (const char *report, const char *profile, int argc, char **argv)
{
  gboolean same = profile != NULL && is_same_file (report, profile);

  for (int i = 1; i < argc; i++)
    same = same || is_same_file (report, argv[i]);
  return same;
}

int
lamp_grid_import_command (int argc, char **argv)
{
  g_autoptr (GOptionContext) context = g_option_context_new (_ ("SOURCE… REGION.gpkg"));
  g_autofree char *profile = NULL;
  g_autofree char *report = NULL;
  g_auto (LampGridCimOptions) cim = { .crs = NULL };
  const GOptionEntry entries[] = {
    { "profile", 0, 0, G_OPTION_ARG_FILENAME, &profile, N_ ("which layers and fields become what (data/profiles.md)"), N_ ("FILE") },
    { "report", 0, 0, G_OPTION_ARG_FILENAME, &report, N_ ("write all that is dirty, with every id: as CSV, or as text when FILE ends in .txt"), N_ ("FILE") },
    { NULL },
  };

  g_option_context_set_summary (context, _ ("Makes a region from a utility's own data: with --profile anything GDAL reads as vector layers, without it CIM RDF/XML\n(data/cim.md), of which several files may be one model. The old region stays until the new one is whole."));
  lamp_grid_cim_add_options (&cim, context);
  if (!lamp_command_parse ("grid import", context, entries, &argc, &argv))
    return LAMP_EXIT_USAGE;
  if (profile != NULL && argc > 3)
    return lamp_command_fail_surplus (argv[3], _ ("grid import --profile FILE SOURCE REGION.gpkg"));
  if (argc < 3)
    return lamp_command_fail_usage (_ ("name the source and the region to write: grid import --profile FILE SOURCE REGION.gpkg, or, of CIM, grid import SOURCE… REGION.gpkg"));
  if (profile != NULL && lamp_grid_cim_options_given (&cim))
    return lamp_command_fail_usage (_ ("places, units and reference system of data with a profile are said in the profile"));
  if (report != NULL && report_would_overwrite (report, profile, argc, argv))
    return lamp_command_fail_usage (_ ("the report would overwrite the source, the profile or the region: name another file with --report"));
  return profile != NULL ? import_by_profile (profile, argv[1], argv[2], report) : import_cim (&cim, argc, argv, report);
}
