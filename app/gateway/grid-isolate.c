/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * `lamplighterd grid isolate`: what to open around a fault, what goes out, and what can be fed from elsewhere; words and
 * keys are in data/grid.md.
 */
#define G_LOG_DOMAIN "lamp-gateway"
#include "config.h"

#include <stdio.h>

#define GETTEXT_PACKAGE LAMP_GETTEXT_PACKAGE
#include <glib/gi18n-lib.h>

#include "engine/restoration.h"
#include "gateway/grid-output.h"
#include "gateway/subcommands.h"
#include "grid/csv.h"

static void
append_csv (GString *out, const LampNetwork *network, const LampRestoration *plan)
{
  g_string_append (out, "step,action,id,kind,customers,kw,name\n");
  for (guint i = 0; i < plan->steps->len; i++)
    {
      const LampStep *step = &g_array_index (plan->steps, LampStep, i);
      const LampPart *part = step->part != LAMP_NONE ? &g_array_index (plan->parts, LampPart, step->part) : NULL;

      g_string_append_printf (out, "%u,%s,", i + 1, step->open ? "open" : "close");
      lamp_csv_append (out, lamp_network_element_id (network, step->element));
      g_string_append_printf (out, ",%s,%u,", lamp_output_kind (network, step->element), part != NULL ? part->n_customers : 0);
      lamp_output_number (out, part != NULL ? part->kw : 0.0);
      g_string_append_c (out, ',');
      lamp_csv_append (out, lamp_network_element_name (network, step->element));
      g_string_append_c (out, '\n');
    }
}

static void
append_parts (GString *out, const LampNetwork *network, const LampRestoration *plan)
{
  lamp_output_key (out, TRUE, "parts");
  g_string_append_c (out, '[');
  for (guint i = 0; i < plan->parts->len; i++)
    {
      const LampPart *part = &g_array_index (plan->parts, LampPart, i);

      g_string_append (out, i > 0 ? ",\n  {" : "\n  {");
      lamp_output_count (out, FALSE, "customers", part->n_customers);
      lamp_output_count (out, TRUE, "sites", part->n_sites);
      lamp_output_count (out, TRUE, "sitesDark", part->n_dark);
      lamp_output_real (out, TRUE, "kw", part->kw);
      lamp_output_key (out, TRUE, "devices");
      lamp_output_elements (out, network, (const guint32 *)(void *)part->devices->data, part->devices->len);
      if (part->tie != LAMP_NONE)
        lamp_output_text (out, TRUE, "tie", lamp_network_element_id (network, part->tie));
      g_string_append_c (out, '}');
    }
  g_string_append_c (out, ']');
}

static void
append_ties (GString *out, const LampNetwork *network, const LampRestoration *plan)
{
  lamp_output_key (out, TRUE, "ties");
  g_string_append_c (out, '[');
  for (guint i = 0; i < plan->ties->len; i++)
    {
      const LampTieOption *option = &g_array_index (plan->ties, LampTieOption, i);

      g_string_append (out, i > 0 ? ",\n  {" : "\n  {");
      lamp_output_text (out, FALSE, "id", lamp_network_element_id (network, option->tie));
      if (option->part != LAMP_NONE)
        lamp_output_count (out, TRUE, "part", option->part);
      lamp_output_text (out, TRUE, "verdict", lamp_tie_verdict_to_string (option->verdict));
      if (option->part != LAMP_NONE)
        {
          const LampPart *part = &g_array_index (plan->parts, LampPart, option->part);

          lamp_output_count (out, TRUE, "customers", part->n_customers);
          lamp_output_count (out, TRUE, "sites", part->n_sites);
          lamp_output_real (out, TRUE, "kw", part->kw);
        }
      lamp_output_text (out, TRUE, "ratings", option->n_way == 0 ? "" : option->known ? "known"
                                                                                      : "unknown");
      if (option->tightest != LAMP_NONE)
        {
          lamp_output_text (out, TRUE, "tightest", lamp_network_element_id (network, option->tightest));
          lamp_output_real (out, TRUE, "spareKva", option->spare_kva);
        }
      g_string_append_c (out, '}');
    }
  g_string_append_c (out, ']');
}

static void
append_json (GString *out, const LampNetwork *network, const char *path, const LampRestoration *plan)
{
  g_string_append_c (out, '{');
  lamp_output_region (out, network, path);
  lamp_output_text (out, TRUE, "fault", lamp_network_element_id (network, plan->fault));
  if (plan->clears != LAMP_NONE)
    lamp_output_text (out, TRUE, "clears", lamp_network_element_id (network, plan->clears));
  if (plan->source != LAMP_NONE)
    lamp_output_text (out, TRUE, "source", network->sources[plan->source].id);
  lamp_output_key (out, TRUE, "section");
  lamp_output_elements (out, network, (const guint32 *)(void *)plan->section->data, plan->section->len);
  lamp_output_key (out, TRUE, "devices");
  lamp_output_elements (out, network, plan->lost.devices, plan->lost.n_devices);
  lamp_output_count (out, TRUE, "customers", plan->lost.n_customers);
  lamp_output_real (out, TRUE, "kw", plan->lost.load_kw);
  lamp_output_count (out, TRUE, "transformers", plan->lost.n_transformers);
  lamp_output_key (out, TRUE, "sites");
  lamp_output_sites (out, network, plan->lost.sites, plan->lost.n_sites);
  lamp_output_count (out, TRUE, "restoredCustomers", plan->n_restored);
  lamp_output_real (out, TRUE, "restoredKw", plan->restored_kw);
  append_parts (out, network, plan);
  append_ties (out, network, plan);
  lamp_output_key (out, TRUE, "steps");
  g_string_append_c (out, '[');
  for (guint i = 0; i < plan->steps->len; i++)
    {
      const LampStep *step = &g_array_index (plan->steps, LampStep, i);

      g_string_append (out, i > 0 ? ",\n  {" : "\n  {");
      lamp_output_text (out, FALSE, "action", step->open ? "open" : "close");
      lamp_output_text (out, TRUE, "id", lamp_network_element_id (network, step->element));
      lamp_output_text (out, TRUE, "kind", lamp_output_kind (network, step->element));
      lamp_output_text (out, TRUE, "name", lamp_network_element_name (network, step->element));
      if (step->part != LAMP_NONE)
        lamp_output_count (out, TRUE, "part", step->part);
      g_string_append_c (out, '}');
    }
  g_string_append (out, "]}\n");
}

static void
append_text (GString *out, const LampNetwork *network, const LampRestoration *plan)
{
  g_autofree char *fault = lamp_output_dup_called (network, plan->fault);

  g_string_append_printf (out, _ ("Fault on %s · elements of its section: %u\nCustomers who lose supply: %u (%.0f kW) · whom ties bring back: %u (%.0f kW)\n"), fault, plan->section->len, plan->lost.n_customers, plan->lost.load_kw, plan->n_restored, plan->restored_kw);
  if (plan->source != LAMP_NONE)
    g_string_append_printf (out, _ ("No switch stands between the fault and the source %s: switch it off in the station. There is no plan.\n"), network->sources[plan->source].id);
  for (guint i = 0; i < plan->steps->len; i++)
    {
      const LampStep  *step = &g_array_index (plan->steps, LampStep, i);
      g_autofree char *called = lamp_output_dup_called (network, step->element);

      g_string_append_printf (out, step->open ? _ ("%3u. open %s %s") : _ ("%3u. close %s %s"), i + 1, lamp_output_kind_word (network, step->element), called);
      if (step->part != LAMP_NONE)
        g_string_append_printf (out, _ ("; customers it brings back: %u"), g_array_index (plan->parts, LampPart, step->part).n_customers);
      g_string_append_c (out, '\n');
    }
  for (guint i = 0; i < plan->ties->len; i++)
    {
      const LampTieOption *option = &g_array_index (plan->ties, LampTieOption, i);

      g_autofree char *tie = lamp_output_dup_called (network, option->tie);
      g_autofree char *tightest = option->tightest != LAMP_NONE ? lamp_output_dup_called (network, option->tightest) : NULL;

      g_string_append_printf (out, _ ("tie %s: %s"), tie, lamp_tie_verdict_say (option->verdict));
      if (option->n_way > 0 && !option->known)
        g_string_append (out, _ ("; not all ratings on the way are known"));
      if (tightest != NULL)
        g_string_append_printf (out, _ ("; %s has %.0f kVA to spare"), tightest, option->spare_kva);
      g_string_append_c (out, '\n');
    }
}

/* FALSE: it has said which is not there. */
static gboolean
find_blocked (const LampEnergisation *state, char **ids, GArray *blocked)
{
  for (guint i = 0; ids != NULL && ids[i] != NULL; i++)
    {
      guint32 element = lamp_grid_find (state, ids[i]);

      if (element == LAMP_NONE)
        return FALSE;
      g_array_append_val (blocked, element);
    }
  return TRUE;
}

int
lamp_grid_isolate_command (int argc, char **argv)
{
  g_auto (LampGridOptions) options = { 0 };
  g_autoptr (LampEnergisation) state = NULL;
  g_autoptr (LampRestoration) plan = NULL;
  g_autoptr (GString) out = g_string_new (NULL);
  g_autoptr (GArray) blocked = g_array_new (FALSE, FALSE, sizeof (guint32));
  g_auto (GStrv) tagged = NULL;
  guint32            fault = LAMP_NONE;
  LampNetwork       *network = NULL;
  const GOptionEntry entries[] = {
    { "tagged", 0, 0, G_OPTION_ARG_STRING_ARRAY, &tagged, N_ ("an element nobody may bring to life: tagged or grounded; may be given again"), N_ ("ID") },
    { NULL },
  };

  if (!lamp_grid_options_parse (&options, "isolate", _ ("REGION.gpkg ELEMENT"), _ ("For a fault on an element: what to open, who loses supply, which ties can feed what from elsewhere, step by step.\nIn the normal state unless told."), entries, 2, _ ("name the region and the faulted element: grid isolate REGION.gpkg ELEMENT [--csv|--json]"), &argc, &argv))
    return LAMP_EXIT_USAGE;
  state = lamp_grid_open (&options, argv[1]);
  fault = state != NULL ? lamp_grid_find (state, argv[2]) : LAMP_NONE;
  if (fault == LAMP_NONE || !find_blocked (state, tagged, blocked))
    return LAMP_EXIT_FAILED;

  network = lamp_energisation_get_network (state);
  plan = lamp_restoration_new (state, fault, (const guint32 *)(void *)blocked->data, blocked->len);
  switch (lamp_grid_options_form (&options))
    {
    case LAMP_OUTPUT_CSV:
      append_csv (out, network, plan);
      break;
    case LAMP_OUTPUT_JSON:
      append_json (out, network, argv[1], plan);
      break;
    case LAMP_OUTPUT_TEXT:
    default:
      append_text (out, network, plan);
      break;
    }
  return lamp_output_finish (out->str);
}
