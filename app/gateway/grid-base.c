/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * `lamplighterd grid base`: an extract of OpenStreetMap becomes the base map of a region.
 */
#define G_LOG_DOMAIN "lamp-gateway"
#include "config.h"

#include <inttypes.h>

#define GETTEXT_PACKAGE LAMP_GETTEXT_PACKAGE
#include <glib/gi18n-lib.h>

#include "gateway/grid-command.h"
#include "gateway/grid-job.h"
#include "gateway/grid-output.h"
#include "gateway/subcommands.h"
#include "grid/base.h"

typedef struct
{
  LampBaseSource source;
  const char    *path;
  LampBaseReport report;
} Job;

static gboolean
run (LampImportProgress progress, gpointer progress_data, GCancellable *cancellable, gpointer data, GError **error)
{
  Job *job = data;

  return lamp_base_run (&job->source, job->path, &job->report, progress, progress_data, cancellable, error);
}

/* Four numbers, west before south before east before north, on earth and as far as web mercator goes. */
static gboolean
read_box (const char *text, LampBox *box)
{
  double *const numbers[4] = { &box->west_deg, &box->south_deg, &box->east_deg, &box->north_deg };

  for (guint i = 0; i < G_N_ELEMENTS (numbers); i++)
    {
      char *end = NULL;

      *numbers[i] = g_ascii_strtod (text, &end);
      if (end == text || *end != (i < 3 ? ',' : '\0'))
        return FALSE;
      text = end + 1;
    }
  return lamp_point_is_valid ((LampPoint){ box->west_deg, box->south_deg }) && lamp_point_is_valid ((LampPoint){ box->east_deg, box->north_deg }) &&
         box->west_deg < box->east_deg && box->south_deg < box->north_deg;
}

static gboolean
read_margin (const char *text, double *margin_m)
{
  char *end = NULL;

  *margin_m = g_ascii_strtod (text, &end);
  return end != text && *end == '\0' && *margin_m >= 0.0 && *margin_m <= 1e6;
}

static void
append_counts (GString *out, const LampBaseReport *report)
{
  static const struct
  {
    LampBaseKind kind;
    const char  *word;
  } words[] = {
    { LAMP_BASE_ROAD, N_ ("roads") },
    { LAMP_BASE_PATH, N_ ("paths") },
    { LAMP_BASE_RAIL, N_ ("railways") },
    { LAMP_BASE_WATER, N_ ("waters") },
    { LAMP_BASE_STREAM, N_ ("rivers and streams") },
    { LAMP_BASE_GREEN, N_ ("green areas") },
    { LAMP_BASE_BUILT, N_ ("buildings") },
    { LAMP_BASE_PLACE, N_ ("places") },
  };

  for (guint i = 0; i < G_N_ELEMENTS (words); i++)
    {
      guint64 n = report->n_features[words[i].kind], n_ways = report->n_ways[words[i].kind];

      g_string_append_printf (out, "%10" PRIu64 "  %s", n, _ (words[i].word));
      if (n_ways > n)
        g_string_append_printf (out, _ (" (joined by their names from %" PRIu64 " ways)"), n_ways);
      g_string_append_c (out, '\n');
    }
}

static int
print_report (const Job *job)
{
  const LampBaseReport *report = &job->report;
  g_autoptr (GString) out = g_string_new (NULL);

  g_string_append_printf (out, _ ("The base map of “%s” is now that of “%s”:\n"), job->path, job->source.source);
  append_counts (out, report);
  if (report->sea == LAMP_SEA_MADE)
    g_string_append (out, _ ("The sea was made of its coast line.\n"));
  else if (report->sea == LAMP_SEA_TORN)
    g_string_append (out, _ ("The coast line has gaps here, so the sea is not drawn: take an extract that reaches further.\n"));
  if (report->n_outside > 0)
    g_string_append_printf (out, _ ("Left out because it lies elsewhere: %" PRIu64 "\n"), report->n_outside);
  if (report->n_damaged > 0)
    g_string_append_printf (out, _ ("Left out because it has no shape: %" PRIu64 "\n"), report->n_damaged);
  if (report->partial)
    g_string_append (out, _ ("The extract does not reach all around the grid: the rest of it has no base map.\n"));
  g_string_append_printf (out, _ ("The licence asks that maps of it say: %s. The region keeps that.\n"), LAMP_BASE_ATTRIBUTION);
  return lamp_grid_finish_report (out->str, job->path);
}

int
lamp_grid_base_command (int argc, char **argv)
{
  const char *usage = _ ("SOURCE.osm.pbf REGION.gpkg");
  g_autoptr (GOptionContext) context = g_option_context_new (usage);
  g_autofree char   *bbox = NULL, *margin = NULL;
  g_autofree char   *surplus = g_strdup_printf ("grid base %s", usage);
  double             margin_m = LAMP_BASE_MARGIN_M;
  gboolean           whole = FALSE;
  LampBox            box;
  Job                job = { .path = NULL };
  const GOptionEntry entries[] = {
    { "margin", 0, 0, G_OPTION_ARG_STRING, &margin, N_ ("how far around the grid (2000)"), N_ ("METRES") },
    { "bbox", 0, 0, G_OPTION_ARG_STRING, &bbox, N_ ("take what is in this box instead, in degrees"), N_ ("WEST,SOUTH,EAST,NORTH") },
    { "whole", 0, 0, G_OPTION_ARG_NONE, &whole, N_ ("take the whole extract"), NULL },
    { NULL },
  };

  g_option_context_set_summary (context, _ ("Puts a base map into a region, in place of the one it has: roads, water, green, buildings, railways and names of\nan OpenStreetMap extract, as download.geofabrik.de has for every country. The old region stays until the new one is whole."));
  if (!lamp_command_parse ("grid base", context, entries, &argc, &argv))
    return LAMP_EXIT_USAGE;
  if (argc > 3)
    return lamp_command_fail_surplus (argv[3], surplus);
  if (argc < 3)
    return lamp_command_fail_usage (_ ("name the extract and the region to put it into: grid base SOURCE.osm.pbf REGION.gpkg"));
  if ((bbox != NULL) + whole + (margin != NULL) > 1)
    return lamp_command_fail_usage (_ ("give one of --margin, --bbox and --whole"));
  if (margin != NULL && !read_margin (margin, &margin_m))
    return lamp_command_fail_usage (_ ("--margin is a number of metres, up to 1000000"));
  if (bbox != NULL && !read_box (bbox, &box))
    return lamp_command_fail_usage (_ ("--bbox is west, south, east and north in degrees, such as --bbox=-8.70,41.12,-8.55,41.20"));

  job.path = argv[2];
  job.source = (LampBaseSource){ argv[1], whole, bbox != NULL ? &box : NULL, margin_m };
  return lamp_grid_job (run, &job, job.path) == 0 ? print_report (&job) : LAMP_EXIT_FAILED;
}
