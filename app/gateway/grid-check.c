/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * `lamplighterd grid check`, and what an import says when it is done: what is in a region, what is dirty in it, what the
 * import noticed; for people, as JSON, as CSV.
 */
#define G_LOG_DOMAIN "lamp-gateway"
#include "config.h"

#define GETTEXT_PACKAGE LAMP_GETTEXT_PACKAGE

#include "gateway/grid-cim.h"
#include "gateway/grid-command.h"
#include "gateway/grid-diff.h"
#include "gateway/grid-output.h"
#include "gateway/subcommands.h"
#include "grid/check-csv.h"
#include "records/record.h"

#include <errno.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <inttypes.h>
#include <stdio.h>

#define IDS_FOR_PEOPLE 5    /* on the screen; a report names all */
#define VALUES_FOR_PEOPLE 8 /* without meaning, of each field */
#define IDS_A_LINE 8

static void
append_problem (GString *out, const LampCheck *check, const LampProblem *problem)
{
  g_string_append (out, "    {");
  lamp_output_text (out, FALSE, "kind", lamp_problem_kind_to_string (problem->kind));
  g_string_append_printf (out, ", \"count\": %u, ", problem->cases->len);
  if (problem->n_elements > 0)
    g_string_append_printf (out, "\"elements\": %" G_GUINT64_FORMAT ", ", problem->n_elements);
  lamp_output_text (out, FALSE, "description", lamp_problem_kind_describe (problem->kind));
  g_string_append (out, ", \"ids\": [");
  for (guint i = 0; i < problem->cases->len; i++)
    {
      g_string_append (out, i > 0 ? ", " : "");
      lamp_json_append_string (out, lamp_check_case_id (check, &g_array_index (problem->cases, LampCase, i)));
    }
  g_string_append (out, "]}");
}

char *
lamp_grid_check_to_json (const LampCheck *check)
{
  GString *out = g_string_new ("{\n  ");

  lamp_output_text (out, FALSE, "region", check->path);
  g_string_append (out, ",\n  ");
  lamp_output_text (out, FALSE, "name", check->network->name);
  lamp_output_hash (out, check->network, check->path);
  lamp_output_text (out, TRUE, "attribution", check->network->attribution);
  g_string_append_printf (out,
                          ",\n  \"counts\": {\"lines\": %" G_GUINT64_FORMAT ", \"switches\": %" G_GUINT64_FORMAT
                          ", \"transformers\": %" G_GUINT64_FORMAT ", \"customers\": %u, \"sites\": %u, \"sources\": %u},\n  \"problems\": [",
                          check->lines,
                          check->switches,
                          check->transformers,
                          check->network->n_customers,
                          check->network->n_sites,
                          check->network->n_sources);
  for (guint i = 0; i < check->problems->len; i++)
    {
      g_string_append (out, i > 0 ? ",\n" : "\n");
      append_problem (out, check, check->problems->pdata[i]);
    }
  g_string_append (out, check->problems->len > 0 ? "\n  ]\n}\n" : "]\n}\n");
  return g_string_free (out, FALSE);
}

static void
append_problem_text (GString *out, const LampCheck *check, const LampProblem *problem, guint max_ids)
{
  guint n = MIN (problem->cases->len, max_ids);

  g_string_append_printf (out, "%8u  %s\n          %s", problem->cases->len, lamp_problem_kind_to_string (problem->kind), lamp_problem_kind_describe (problem->kind));
  if (problem->n_elements > 0)
    g_string_append_printf (out, g_dngettext (GETTEXT_PACKAGE, "; %" PRIu64 " element in all", "; %" PRIu64 " elements in all", problem->n_elements), problem->n_elements);
  g_string_append (out, "\n          ");
  for (guint i = 0; i < n; i++)
    {
      const char *gap = i == 0 ? "" : i % IDS_A_LINE == 0 ? ",\n          "
                                                          : ", ";

      g_string_append_printf (out, "%s%s", gap, lamp_check_case_id (check, &g_array_index (problem->cases, LampCase, i)));
    }
  g_string_append (out, problem->cases->len > n ? ", …\n" : "\n");
}

char *
lamp_grid_check_to_text (const LampCheck *check, guint max_ids)
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
    { _ ("customers"), check->network->n_customers },
    { _ ("key sites"), check->network->n_sites },
    { _ ("sources"), check->network->n_sources },
    { _ ("feeders"), check->network->n_feeders },
    { _ ("nodes"), check->network->n_nodes },
  };

  g_string_append_printf (out, _ ("Region “%s” (%s)\n\n"), check->network->name, check->path);
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    g_string_append_printf (out, "%8" G_GUINT64_FORMAT "  %s\n", rows[i].n, rows[i].what);
  if (*check->network->attribution != '\0')
    g_string_append_printf (out, _ ("\nBase map: %s\n"), check->network->attribution);
  g_string_append (out, check->problems->len > 0 ? _ ("\nWhat is dirty in it (nothing was left out or repaired):\n\n") : _ ("\nNothing dirty was found in it.\n"));
  for (guint i = 0; i < check->problems->len; i++)
    append_problem_text (out, check, check->problems->pdata[i], max_ids);
  return g_string_free (out, FALSE);
}

int
lamp_grid_check_command (int argc, char **argv)
{
  g_autoptr (GOptionContext) context = g_option_context_new (_ ("REGION.gpkg"));
  g_autoptr (LampCheck) check = NULL;
  g_autofree char   *out = NULL;
  gboolean           json = FALSE, csv = FALSE;
  GError            *error = NULL;
  const GOptionEntry entries[] = {
    { "json", 0, 0, G_OPTION_ARG_NONE, &json, N_ ("for programs: counts, and the ids of each problem"), NULL },
    { "csv", 0, 0, G_OPTION_ARG_NONE, &csv, N_ ("for spreadsheets and maps: one row a finding, with its place"), NULL },
    { NULL },
  };

  g_option_context_set_summary (context, _ ("Counts what is in a region and lists what is dirty in it."));
  if (!lamp_command_parse ("grid check", context, entries, &argc, &argv))
    return LAMP_EXIT_USAGE;
  if (json && csv)
    return lamp_command_fail_form ();
  if (argc > 2)
    return lamp_command_fail_surplus (argv[2], _ ("grid check REGION.gpkg"));
  if (argc < 2)
    return lamp_command_fail_usage (_ ("name the region: grid check REGION.gpkg [--csv|--json]"));
  check = lamp_check_region (argv[1], NULL, &error);
  if (check == NULL)
    return lamp_command_fail (error);
  if (csv)
    {
      lamp_check_write_csv (check, NULL, stdout);
      return lamp_output_finish ("");
    }
  out = json ? lamp_grid_check_to_json (check) : lamp_grid_check_to_text (check, IDS_FOR_PEOPLE);
  return lamp_output_finish (out);
}

static void
append_layer (GString *out, const LampImportLayerReport *layer)
{
  if (layer->absent)
    {
      g_string_append_printf (out, _ ("%s: not there, and need not be\n"), layer->layer);
      return;
    }
  if (layer->becomes == NULL)
    {
      g_string_append_printf (out, layer->gone_through ? _ ("%s: looked up in by others: %" PRIu64 "\n") : _ ("%s: not in the profile, left aside: %" PRIu64 "\n"), layer->layer, layer->n_left_out);
      return;
    }
  g_string_append_printf (out, _ ("%s: taken as %s: %" PRIu64 "\n"), layer->layer, lamp_output_role_word (layer->becomes), layer->n_taken);
  if (layer->n_left_out > 0)
    g_string_append_printf (out, _ ("  left aside by the profile's filter: %" PRIu64 "\n"), layer->n_left_out);
  if (layer->n_unplaced > 0)
    g_string_append_printf (out, _ ("  without coordinates, placed by their nodes where those have a place: %" PRIu64 "\n"), layer->n_unplaced);
  if (layer->n_astray > 0)
    g_string_append_printf (out, _ ("  with coordinates nowhere on earth, taken as without: %" PRIu64 "\n"), layer->n_astray);
  if (layer->n_unnamed > 0)
    g_string_append_printf (out, _ ("  without an id, called %s# and their number in the source: %" PRIu64 "\n"), layer->layer, layer->n_unnamed);
  if (layer->n_unjoined > 0)
    g_string_append_printf (out, _ ("  times that another layer does not have what is looked up in it: %" PRIu64 "\n"), layer->n_unjoined);
}

static void
append_import (GString *out, const LampImportReport *report)
{
  if (report->of_cim)
    {
      lamp_grid_cim_append_report (out, report);
      return;
    }
  for (guint i = 0; i < report->layers->len; i++)
    append_layer (out, &g_array_index (report->layers, LampImportLayerReport, i));
  for (guint i = 0; i < report->absent->len; i++)
    g_string_append_printf (out, "%s%s%s", i == 0 ? _ ("Optional, and not in the source: ") : ", ", (const char *)report->absent->pdata[i], i + 1 == report->absent->len ? "\n" : "");
  for (guint i = 0; i < MIN (report->taken_for->len, VALUES_FOR_PEOPLE); i++)
    {
      const LampTakenFor *taken = &g_array_index (report->taken_for, LampTakenFor, i);

      g_string_append_printf (out,
                              _ ("%s: the profile has no word for “%s” in “%s”, taken for what its “.else” says; times: %" PRIu64 "\n"),
                              g_array_index (report->layers, LampImportLayerReport, taken->layer).layer,
                              lamp_text_set_get (&report->text, taken->value),
                              lamp_profile_column_to_string (taken->column),
                              taken->n);
    }
  if (report->taken_for->len > VALUES_FOR_PEOPLE)
    g_string_append_printf (out, g_dngettext (GETTEXT_PACKAGE, "… and %u more value without a word\n", "… and %u more values without a word\n", report->taken_for->len - VALUES_FOR_PEOPLE), report->taken_for->len - VALUES_FOR_PEOPLE);
  if (report->n_join_repeats > 0)
    g_string_append_printf (out, _ ("Keys that are more than once in the layers others are looked up in (the first counts): %" PRIu64 "\n"), report->n_join_repeats);
  if (report->n_crowded > 0)
    g_string_append_printf (out, _ ("Devices where three or more lines meet (which line they switch was guessed): %" PRIu64 "\n"), report->n_crowded);
  if (report->n_alone > 0)
    g_string_append_printf (out, _ ("Devices where no line ends (cut the lines at their devices, or widen snap-tolerance): %" PRIu64 "\n"), report->n_alone);
}

/* One line a finding: the check's are by kind, these are as the source has them. */
static void
append_findings (GString *out, const LampImportReport *report)
{
  if (report->findings->len > 0)
    g_string_append (out, _ ("\nWhat the import noticed in the source:\n\n"));
  for (guint i = 0; i < report->findings->len; i++)
    {
      const LampFinding *finding = &g_array_index (report->findings, LampFinding, i);

      g_string_append_printf (out,
                              "%s  %s %s: %s = “%s”\n",
                              lamp_finding_kind_to_string (finding->kind),
                              g_array_index (report->layers, LampImportLayerReport, finding->layer).layer,
                              lamp_text_set_get (&report->text, finding->id),
                              lamp_profile_column_to_string (finding->column),
                              lamp_text_set_get (&report->text, finding->value));
    }
}

static gboolean
write_report (const LampCheck *check, const LampImportReport *report, const char *path)
{
  g_autoptr (GString) text = g_string_new (NULL);
  g_autofree char *all = NULL;
  FILE            *file = g_fopen (path, "we");
  gboolean         good = file != NULL;

  if (good && g_str_has_suffix (path, ".txt"))
    {
      append_import (text, report);
      all = lamp_grid_check_to_text (check, G_MAXUINT);
      g_string_append_printf (text, "\n%s", all);
      append_findings (text, report);
      fputs (text->str, file);
    }
  else if (good)
    lamp_check_write_csv (check, report, file);
  good = good && ferror (file) == 0;
  if (file != NULL)
    good = fclose (file) == 0 && good;
  return good;
}

int
lamp_grid_finish_report (const char *out, const char *path)
{
  if (lamp_output_write (out))
    return 0;
  g_printerr (_ ("lamplighterd: the region “%s” was written, but what there is to say about it could not be (%s): make room where it goes, and ask “grid check”\n"), path, g_strerror (errno));
  return LAMP_EXIT_FAILED;
}

int
lamp_grid_report (const LampImportReport *report, const LampNetwork *before, const char *path, const char *report_path)
{
  g_autoptr (GString) out = g_string_new (NULL);
  g_autoptr (LampCheck) check = NULL;
  g_autofree char *summary = NULL;
  GError          *error = NULL;
  int              code = 0;

  append_import (out, report);
  check = lamp_check_region (path, NULL, &error);
  if (check == NULL)
    {
      (void)lamp_output_write (out->str);
      return lamp_command_fail (error);
    }
  summary = lamp_grid_check_to_text (check, IDS_FOR_PEOPLE);
  g_string_append_printf (out, _ ("\nWritten to %s.\n\n%s"), path, summary);
  if (report_path != NULL && write_report (check, report, report_path))
    {
      g_string_append_printf (out, _ ("Every id is in the report %s.\n"), report_path);
    }
  else if (report_path != NULL)
    {
      g_printerr (_ ("lamplighterd: the region was written, but not the report “%s” (%s): check that the folder exists and has room, then use “grid check --csv”\n"), report_path, g_strerror (errno));
      code = LAMP_EXIT_FAILED;
    }
  lamp_grid_diff_append (out, before, check->network);
  return lamp_grid_finish_report (out->str, path) == 0 ? code : LAMP_EXIT_FAILED;
}
