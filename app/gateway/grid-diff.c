/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * See grid-diff.h.
 */
#define G_LOG_DOMAIN "lamp-gateway"
#include "config.h"

#include <stdio.h>

#define GETTEXT_PACKAGE LAMP_GETTEXT_PACKAGE
#include <glib/gi18n-lib.h>

#include "gateway/grid-diff.h"
#include "gateway/grid-output.h"
#include "gateway/subcommands.h"
#include "grid/csv.h"

#define IDS_FOR_PEOPLE 10 /* of each kind of difference in a layer */

static void
append_region (GString *out, const char *key, const LampNetwork *network, const char *path)
{
  lamp_output_key (out, FALSE, key);
  g_string_append_c (out, '{');
  lamp_output_text (out, FALSE, "name", network->name);
  lamp_output_hash (out, network, path);
  g_string_append (out, "}");
}

static void
append_counts (GString *out, const LampDiff *diff)
{
  g_string_append (out, "\"summary\": {");
  for (guint layer = 0; layer < LAMP_DIFF_N_LAYERS; layer++)
    {
      g_string_append_printf (out, "%s\"%s\": {", layer > 0 ? ", " : "", lamp_diff_layer_to_string ((LampDiffLayer)layer));
      for (guint what = 0; what < LAMP_DIFF_N; what++)
        g_string_append_printf (out, "%s\"%s\": %u", what > 0 ? ", " : "", lamp_diff_what_to_string ((LampDiffWhat)what), diff->n[layer][what]);
      g_string_append_c (out, '}');
    }
  g_string_append_printf (out, "},\n  \"customersOtherTransformer\": %u,\n  \"customersOtherFeeder\": %u", diff->n_customers_other_transformer, diff->n_customers_other_feeder);
}

char *
lamp_grid_diff_to_json (const LampDiff *diff, const LampNetwork *before, const LampNetwork *after, const char *const *paths, double tolerance_m)
{
  GString *out = g_string_new ("{\n  ");
  char     number[G_ASCII_DTOSTR_BUF_SIZE];

  append_region (out, "before", before, paths[0]);
  g_string_append (out, ",\n  ");
  append_region (out, "after", after, paths[1]);
  g_string_append_printf (out, ",\n  \"toleranceM\": %s,\n  ", g_ascii_formatd (number, sizeof number, "%g", tolerance_m));
  append_counts (out, diff);
  g_string_append (out, ",\n  \"differences\": [");
  for (guint i = 0; i < diff->differences->len; i++)
    {
      const LampDifference *difference = diff->differences->pdata[i];

      g_string_append (out, i > 0 ? ",\n    {" : "\n    {");
      lamp_output_text (out, FALSE, "what", lamp_diff_what_to_string (difference->what));
      lamp_output_text (out, TRUE, "layer", lamp_diff_layer_to_string (difference->layer));
      lamp_output_text (out, TRUE, "kind", difference->kind);
      lamp_output_text (out, TRUE, "id", difference->id);
      lamp_output_text (out, TRUE, "field", difference->field);
      lamp_output_text (out, TRUE, "before", difference->before);
      lamp_output_text (out, TRUE, "after", difference->after);
      g_string_append_c (out, '}');
    }
  g_string_append (out, diff->differences->len > 0 ? "\n  ]\n}\n" : "]\n}\n");
  return g_string_free (out, FALSE);
}

char *
lamp_grid_diff_to_csv (const LampDiff *diff)
{
  GString *out = g_string_new ("what,layer,kind,id,field,before,after\n");

  for (guint i = 0; i < diff->differences->len; i++)
    {
      const LampDifference *difference = diff->differences->pdata[i];
      const char *const     fields[] = { lamp_diff_layer_to_string (difference->layer), difference->kind, difference->id, difference->field, difference->before, difference->after };

      g_string_append (out, lamp_diff_what_to_string (difference->what));
      for (guint j = 0; j < G_N_ELEMENTS (fields); j++)
        {
          g_string_append_c (out, ',');
          lamp_csv_append (out, fields[j]);
        }
      g_string_append_c (out, '\n');
    }

  return g_string_free (out, FALSE);
}

static const char *
layer_word (guint layer)
{
  const char *const words[LAMP_DIFF_N_LAYERS] = { _ ("lines"), _ ("switches"), _ ("transformers"), _ ("customers"), _ ("sources"), _ ("feeders"), _ ("key sites") };

  return words[layer];
}

static const char *
what_word (guint what)
{
  const char *const words[LAMP_DIFF_N] = { _ ("added"), _ ("removed"), _ ("rewired"), _ ("moved"), _ ("changed") };

  return words[what];
}

static void
append_difference (GString *out, const LampDifference *difference)
{
  g_string_append_printf (out, "  %s", difference->id);
  if (difference->what == LAMP_DIFF_MOVED && g_str_equal (difference->field, "metres"))
    g_string_append_printf (out, _ (": by %s m"), difference->after);
  else if (*difference->field != '\0')
    g_string_append_printf (out, _ (": %s “%s”, was “%s”"), difference->field, difference->after, difference->before);
  else if (difference->what == LAMP_DIFF_REWIRED)
    g_string_append_printf (out, _ (": at “%s”, was at “%s”"), difference->after, difference->before);
  g_string_append_c (out, '\n');
}

static void
append_differences (GString *out, const LampDiff *diff, guint layer, guint what)
{
  guint n = 0;

  for (guint i = 0; i < diff->differences->len; i++)
    {
      const LampDifference *difference = diff->differences->pdata[i];

      if (difference->layer == layer && difference->what == what && n++ < IDS_FOR_PEOPLE)
        append_difference (out, difference);
    }
  if (n > IDS_FOR_PEOPLE)
    g_string_append_printf (out, g_dngettext (GETTEXT_PACKAGE, "  and %u more; --csv lists all\n", "  and %u more; --csv lists all\n", n - IDS_FOR_PEOPLE), n - IDS_FOR_PEOPLE);
}

char *
lamp_grid_diff_to_text (const LampDiff *diff, gboolean with_ids)
{
  GString *out = g_string_new (NULL);

  if (diff->differences->len == 0)
    g_string_append (out, _ ("The two versions do not differ.\n"));
  for (guint layer = 0; layer < LAMP_DIFF_N_LAYERS; layer++)
    for (guint what = 0; what < LAMP_DIFF_N; what++)
      if (diff->n[layer][what] > 0)
        {
          /* Translators: what is counted, what became of them, how many: “lines added: 12”. */
          g_string_append_printf (out, _ ("%s %s: %u\n"), layer_word (layer), what_word (what), diff->n[layer][what]);
          if (with_ids)
            append_differences (out, diff, layer, what);
        }
  if (diff->n_customers_other_transformer > 0)
    g_string_append_printf (out, _ ("customers fed by another transformer, or by none: %u\n"), diff->n_customers_other_transformer);
  if (diff->n_customers_other_feeder > 0)
    g_string_append_printf (out, _ ("customers on another feeder, or on none: %u\n"), diff->n_customers_other_feeder);
  return g_string_free (out, FALSE);
}

LampNetwork *
lamp_grid_diff_remember (const char *path)
{
  return g_file_test (path, G_FILE_TEST_IS_REGULAR) ? lamp_network_load (path, NULL, NULL) : NULL;
}

void
lamp_grid_diff_append (GString *out, const LampNetwork *before, const LampNetwork *after)
{
  g_autoptr (LampDiff) diff = before != NULL ? lamp_diff_new (before, after, LAMP_DIFF_TOLERANCE_M) : NULL;
  g_autofree char *text = diff != NULL ? lamp_grid_diff_to_text (diff, FALSE) : NULL;

  if (text != NULL)
    g_string_append_printf (out, _ ("Against the region that was there (“lamplighterd grid diff” tells all):\n%s"), text);
}

int
lamp_grid_diff_command (int argc, char **argv)
{
  g_autoptr (GOptionContext) context = g_option_context_new (_ ("OLD.gpkg NEW.gpkg"));
  g_autoptr (LampNetwork) before = NULL;
  g_autoptr (LampNetwork) after = NULL;
  g_autoptr (LampDiff) diff = NULL;
  g_autofree char   *out = NULL;
  gboolean           json = FALSE, csv = FALSE;
  double             tolerance_m = LAMP_DIFF_TOLERANCE_M;
  GError            *error = NULL;
  const GOptionEntry entries[] = {
    { "csv", 0, 0, G_OPTION_ARG_NONE, &csv, N_ ("one row a difference"), NULL },
    { "json", 0, 0, G_OPTION_ARG_NONE, &json, N_ ("for programs"), NULL },
    { "tolerance", 0, 0, G_OPTION_ARG_DOUBLE, &tolerance_m, N_ ("how far a thing may lie from where it was, 0.5 unless told"), N_ ("METRES") },
    { NULL },
  };

  g_option_context_set_summary (context, _ ("What differs between two versions of a region: added, removed, rewired, moved, changed."));
  if (!lamp_command_parse ("grid diff", context, entries, &argc, &argv))
    return LAMP_EXIT_USAGE;
  if (csv && json)
    return lamp_command_fail_form ();
  if (!(tolerance_m >= 0.0))
    return lamp_command_fail_usage (_ ("--tolerance is a number of metres, 0 or more"));
  if (argc > 3)
    return lamp_command_fail_surplus (argv[3], _ ("grid diff OLD.gpkg NEW.gpkg"));
  if (argc < 3)
    return lamp_command_fail_usage (_ ("name both regions: grid diff OLD.gpkg NEW.gpkg [--csv|--json] [--tolerance METRES]"));
  before = lamp_network_load (argv[1], NULL, &error);
  if (before != NULL)
    after = lamp_network_load (argv[2], NULL, &error);
  if (after == NULL)
    return lamp_command_fail (error);

  diff = lamp_diff_new (before, after, tolerance_m);
  if (json)
    out = lamp_grid_diff_to_json (diff, before, after, (const char *const *)argv + 1, tolerance_m);
  else
    out = csv ? lamp_grid_diff_to_csv (diff) : lamp_grid_diff_to_text (diff, TRUE);
  return lamp_output_finish (out);
}
