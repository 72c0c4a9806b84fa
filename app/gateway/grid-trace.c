/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * `lamplighterd grid trace`: what lies up, down, between, around an element; words and keys are in data/grid.md.
 */
#define G_LOG_DOMAIN "lamp-gateway"
#include "config.h"

#include <stdio.h>

#define GETTEXT_PACKAGE LAMP_GETTEXT_PACKAGE
#include <glib/gi18n-lib.h>

#include "gateway/grid-output.h"
#include "gateway/subcommands.h"
#include "grid/csv.h"

typedef struct
{
  gboolean up, down, connected, protective, isolating;
  char    *to;
} Which;

static const char *
word_of (const Which *which)
{
  if (which->up)
    return "up";
  if (which->down)
    return "down";
  if (which->connected)
    return "connected";
  if (which->protective)
    return "protective";
  return which->isolating ? "isolating" : "between";
}

/* FALSE: it has said why. */
static gboolean
run_trace (LampEnergisation *state, const Which *which, guint32 element, LampTrace *trace)
{
  guint32 other = LAMP_NONE;

  if (which->up)
    lamp_trace_up (state, element, LAMP_TRACE_PRESENT, trace);
  else if (which->down)
    lamp_trace_down (state, element, LAMP_TRACE_PRESENT, trace);
  else if (which->connected)
    lamp_trace_connected (state, element, LAMP_TRACE_PRESENT, trace);
  else if (which->protective)
    lamp_trace_protective (state, element, LAMP_TRACE_PRESENT, trace);
  else if (which->isolating)
    lamp_trace_isolating (state, element, LAMP_TRACE_PRESENT, trace, NULL);
  else
    {
      other = lamp_grid_find (state, which->to);
      if (other == LAMP_NONE)
        return FALSE;
      if (lamp_trace_between (state, element, other, LAMP_TRACE_PRESENT, trace))
        return TRUE;
      g_printerr (_ ("lamplighterd: nothing closed joins “%s” with “%s” in this state\n"), lamp_network_element_id (lamp_energisation_get_network (state), element), which->to);
      return FALSE;
    }
  return TRUE; /* nothing around a fault is an answer too */
}

static void
append_csv (GString *out, const LampEnergisation *state, const LampTrace *trace)
{
  const LampNetwork *network = lamp_energisation_get_network (state);
  g_autoptr (GHashTable) devices = g_hash_table_new (NULL, NULL);

  for (guint i = 0; i < trace->n_devices; i++)
    g_hash_table_add (devices, GUINT_TO_POINTER (trace->devices[i]));
  g_string_append (out, "id,kind,normal_state,state,length_m,operate,name\n");
  for (guint i = 0; i < trace->n_elements; i++)
    {
      guint32 element = trace->elements[i];

      lamp_csv_append (out, lamp_network_element_id (network, element));
      g_string_append_printf (out, ",%s,%s,%s,", lamp_output_kind (network, element), lamp_output_normal_state (network, element), lamp_energisation_is_open (state, element) ? "open" : "closed");
      lamp_output_number (out, (double)network->element_length_m[element]);
      g_string_append_printf (out, ",%d,", g_hash_table_remove (devices, GUINT_TO_POINTER (element)) ? 1 : 0);
      lamp_csv_append (out, lamp_network_element_name (network, element));
      g_string_append_c (out, '\n');
    }
  for (guint i = 0; i < trace->n_devices; i++) /* those that keep their supply are no part of the list above */
    if (g_hash_table_contains (devices, GUINT_TO_POINTER (trace->devices[i])))
      {
        lamp_csv_append (out, lamp_network_element_id (network, trace->devices[i]));
        g_string_append_printf (out, ",%s,%s,closed,0,1,", lamp_output_kind (network, trace->devices[i]), lamp_output_normal_state (network, trace->devices[i]));
        lamp_csv_append (out, lamp_network_element_name (network, trace->devices[i]));
        g_string_append_c (out, '\n');
      }
}

static void
append_json (GString *out, const LampNetwork *network, const char *path, const char *id, const Which *which, const LampTrace *trace)
{
  g_string_append_c (out, '{');
  lamp_output_region (out, network, path);
  lamp_output_text (out, TRUE, "trace", word_of (which));
  lamp_output_text (out, TRUE, "from", id);
  if (which->to != NULL)
    lamp_output_text (out, TRUE, "to", which->to);
  lamp_output_count (out, TRUE, "customers", trace->n_customers);
  lamp_output_count (out, TRUE, "customersPartly", trace->n_customers_partly);
  lamp_output_count (out, TRUE, "transformers", trace->n_transformers);
  lamp_output_real (out, TRUE, "kw", trace->load_kw);
  lamp_output_real (out, TRUE, "lengthM", trace->length_m);
  lamp_output_key (out, TRUE, "ring");
  g_string_append (out, trace->ring ? "true" : "false");
  lamp_output_key (out, TRUE, "sites");
  lamp_output_sites (out, network, trace->sites, trace->n_sites);
  lamp_output_key (out, TRUE, "devices");
  lamp_output_elements (out, network, trace->devices, trace->n_devices);
  lamp_output_key (out, TRUE, "elements");
  lamp_output_elements (out, network, trace->elements, trace->n_elements);
  g_string_append (out, "}\n");
}

static void
append_text (GString *out, const LampNetwork *network, const Which *which, const LampTrace *trace)
{
  if (trace->n_customers_partly > 0)
    g_string_append_printf (out, _ ("Customers: %u · partly, losing some of their phases only: %u · key sites: %u · transformers: %u · elements: %u · %.0f kW · %.0f m of line\n"), trace->n_customers, trace->n_customers_partly, trace->n_sites, trace->n_transformers, trace->n_elements, trace->load_kw, trace->length_m);
  else
    g_string_append_printf (out, _ ("Customers: %u · key sites: %u · transformers: %u · elements: %u · %.0f kW · %.0f m of line\n"), trace->n_customers, trace->n_sites, trace->n_transformers, trace->n_elements, trace->load_kw, trace->length_m);
  if (trace->ring)
    g_string_append (out, _ ("A closed ring or parallel goes through it.\n"));
  if (which->isolating && trace->n_devices == 0)
    g_string_append (out, _ ("There is nothing to open: no closed switch stands around it.\n"));
  for (guint i = 0; i < trace->n_devices; i++)
    {
      g_autofree char *called = lamp_output_dup_called (network, trace->devices[i]);

      g_string_append_printf (out, _ ("operate: %s %s\n"), lamp_output_kind_word (network, trace->devices[i]), called);
    }
  for (guint i = 0; i < trace->n_elements; i++)
    {
      g_autofree char *called = lamp_output_dup_called (network, trace->elements[i]);

      g_string_append_printf (out, "  %s %s\n", lamp_output_kind_word (network, trace->elements[i]), called);
    }
}

int
lamp_grid_trace_command (int argc, char **argv)
{
  g_auto (LampGridOptions) options = { 0 };
  g_autoptr (LampEnergisation) state = NULL;
  g_auto (LampTrace) trace = { 0 };
  g_autoptr (GString) out = g_string_new (NULL);
  g_autofree char   *to = NULL;
  Which              which = { 0 };
  guint32            element = LAMP_NONE;
  const GOptionEntry entries[] = {
    { "up", 0, 0, G_OPTION_ARG_NONE, &which.up, N_ ("to the source"), NULL },
    { "down", 0, 0, G_OPTION_ARG_NONE, &which.down, N_ ("what loses supply when it opens"), NULL },
    { "connected", 0, 0, G_OPTION_ARG_NONE, &which.connected, N_ ("all that is joined with it"), NULL },
    { "protective", 0, 0, G_OPTION_ARG_NONE, &which.protective, N_ ("up to the next breaker, recloser or fuse"), NULL },
    { "isolating", 0, 0, G_OPTION_ARG_NONE, &which.isolating, N_ ("the switches around a fault on it, and what they put out"), NULL },
    { "to", 0, 0, G_OPTION_ARG_STRING, &to, N_ ("the way to another element"), N_ ("ELEMENT") },
    { NULL },
  };

  if (!lamp_grid_options_parse (&options, "trace", _ ("REGION.gpkg ELEMENT"), _ ("What lies up, down, around an element or between two, in the normal state unless told."), entries, 2, _ ("name the region and an element: grid trace REGION.gpkg ELEMENT --up|--down|--connected|--protective|--isolating|--to ELEMENT"), &argc, &argv))
    return LAMP_EXIT_USAGE;
  if (which.up + which.down + which.connected + which.protective + which.isolating + (to != NULL) != 1)
    return lamp_command_fail_usage (_ ("say which way, once: --up, --down, --connected, --protective, --isolating or --to ELEMENT"));
  which.to = to;
  state = lamp_grid_open (&options, argv[1]);
  element = state != NULL ? lamp_grid_find (state, argv[2]) : LAMP_NONE;
  if (element == LAMP_NONE || !run_trace (state, &which, element, &trace))
    return LAMP_EXIT_FAILED;

  switch (lamp_grid_options_form (&options))
    {
    case LAMP_OUTPUT_CSV:
      append_csv (out, state, &trace);
      break;
    case LAMP_OUTPUT_JSON:
      append_json (out, lamp_energisation_get_network (state), argv[1], argv[2], &which, &trace);
      break;
    case LAMP_OUTPUT_TEXT:
    default:
      append_text (out, lamp_energisation_get_network (state), &which, &trace);
      break;
    }
  return lamp_output_finish (out->str);
}
