/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * `lamplighterd grid import`: makes a region from a utility's own data, by a profile or from CIM.
 */
#define G_LOG_DOMAIN "lamp-gateway"
#include "config.h"

#include <sys/stat.h>

#define GETTEXT_PACKAGE LAMP_GETTEXT_PACKAGE
#include <glib/gi18n-lib.h>

#include "gateway/grid-cim.h"
#include "gateway/grid-command.h"
#include "gateway/grid-diff.h"
#include "gateway/grid-job.h"
#include "gateway/subcommands.h"
#include "grid/import.h"

/* What an import is given: layers with a profile, or CIM. */
typedef struct
{
  const LampProfile   *profile; /* NULL for CIM */
  const char          *layers;
  const LampCimSource *cim;
  const char          *path, *report_path;
} Job;

typedef struct
{
  const Job        *job;
  LampImportReport *report;
} Import;

static gboolean
run_import (LampImportProgress progress, gpointer progress_data, GCancellable *cancellable, gpointer data, GError **error)
{
  Import    *import = data;
  const Job *job = import->job;

  if (job->profile != NULL)
    return lamp_import_run (job->profile, job->layers, job->path, import->report, progress, progress_data, cancellable, error);
  return lamp_cim_run (job->cim, job->path, import->report, progress, progress_data, cancellable, error);
}

static int
import (const Job *job)
{
  g_autoptr (LampImportReport) report = lamp_import_report_new ();
  g_autoptr (LampNetwork) before = lamp_grid_diff_remember (job->path);
  Import what = { job, report };
  int    code = lamp_grid_job (run_import, &what, job->path);

  return code == 0 ? lamp_grid_report (report, before, job->path, job->report_path) : code;
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
  if (report != NULL && g_file_test (report, G_FILE_TEST_IS_DIR))
    return lamp_command_fail_usage (_ ("--report names a folder: name a file in it"));
  if (report != NULL && report_would_overwrite (report, profile, argc, argv))
    return lamp_command_fail_usage (_ ("the report would overwrite the source, the profile or the region: name another file with --report"));
  return profile != NULL ? import_by_profile (profile, argv[1], argv[2], report) : import_cim (&cim, argc, argv, report);
}
