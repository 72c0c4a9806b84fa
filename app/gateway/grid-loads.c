/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * `lamplighterd grid loads`: what every device carries; the columns are in data/grid.md.
 */
#define G_LOG_DOMAIN "lamp-gateway"
#include "config.h"

#include <stdio.h>

#define GETTEXT_PACKAGE LAMP_GETTEXT_PACKAGE
#include <glib/gi18n-lib.h>

#include "gateway/grid-output.h"
#include "gateway/subcommands.h"
#include "grid/csv.h"
#include "grid/loads.h"

static int
by_customers (gconstpointer a, gconstpointer b)
{
  const LampLoad *first = a;
  const LampLoad *second = b;

  if (first->n_customers != second->n_customers)
    return first->n_customers > second->n_customers ? -1 : 1;
  return first->element < second->element ? -1 : first->element > second->element;
}

static void
append_csv (GString *out, const LampNetwork *network, const GArray *loads)
{
  g_string_append (out, "id,kind,normal_state,customers,transformers,sites,kw,customers_partly,kw_partly,name\n");
  for (guint i = 0; i < loads->len; i++)
    {
      const LampLoad *load = &g_array_index (loads, LampLoad, i);

      lamp_csv_append (out, lamp_network_element_id (network, load->element));
      g_string_append_printf (out, ",%s,%s,%u,%u,%u,", lamp_output_kind (network, load->element), lamp_output_normal_state (network, load->element), load->n_customers, load->n_transformers, load->n_sites);
      lamp_output_number (out, load->kw);
      g_string_append_printf (out, ",%u,", load->n_customers_partly);
      lamp_output_number (out, load->kw_partly);
      g_string_append_c (out, ',');
      lamp_csv_append (out, lamp_network_element_name (network, load->element));
      g_string_append_c (out, '\n');
    }
}

static void
append_json (GString *out, const LampNetwork *network, const char *path, const GArray *loads)
{
  g_string_append_c (out, '{');
  lamp_output_region (out, network, path);
  g_string_append (out, ", \"devices\": [");
  for (guint i = 0; i < loads->len; i++)
    {
      const LampLoad *load = &g_array_index (loads, LampLoad, i);

      g_string_append (out, i > 0 ? ",\n  {" : "\n  {");
      lamp_output_text (out, FALSE, "id", lamp_network_element_id (network, load->element));
      lamp_output_text (out, TRUE, "kind", lamp_output_kind (network, load->element));
      lamp_output_text (out, TRUE, "normalState", lamp_output_normal_state (network, load->element));
      lamp_output_count (out, TRUE, "customers", load->n_customers);
      lamp_output_count (out, TRUE, "transformers", load->n_transformers);
      lamp_output_count (out, TRUE, "sites", load->n_sites);
      lamp_output_real (out, TRUE, "kw", load->kw);
      lamp_output_count (out, TRUE, "customersPartly", load->n_customers_partly);
      lamp_output_real (out, TRUE, "kwPartly", load->kw_partly);
      lamp_output_text (out, TRUE, "name", lamp_network_element_name (network, load->element));
      g_string_append_c (out, '}');
    }
  g_string_append (out, "\n]}\n");
}

static void
append_text (GString *out, const LampNetwork *network, GArray *loads)
{
  g_array_sort (loads, by_customers);
  g_string_append_printf (out, "%10s %6s %6s %12s  %s\n", _ ("customers"), _ ("transf."), _ ("sites"), _ ("kW"), _ ("device"));
  for (guint i = 0; i < loads->len; i++)
    {
      const LampLoad  *load = &g_array_index (loads, LampLoad, i);
      g_autofree char *called = lamp_output_dup_called (network, load->element);

      g_string_append_printf (out, "%10u %6u %6u %12.0f  %s %s", load->n_customers, load->n_transformers, load->n_sites, load->kw, lamp_output_kind_word (network, load->element), called);
      if (load->n_customers_partly > 0)
        g_string_append_printf (out, _ ("; partly, losing some of their phases only: %u"), load->n_customers_partly);
      g_string_append_c (out, '\n');
    }
}

int
lamp_grid_loads_command (int argc, char **argv)
{
  g_auto (LampGridOptions) options = { 0 };
  g_autoptr (LampEnergisation) state = NULL;
  g_autoptr (GArray) loads = NULL;
  g_autoptr (GString) out = g_string_new (NULL);
  LampNetwork *network = NULL;

  if (!lamp_grid_options_parse (&options, "loads", _ ("REGION.gpkg"), _ ("What every switch, fuse, breaker, recloser, transformer and regulator carries:\nwho loses supply when it alone opens, in the normal state unless told."), NULL, 1, _ ("name the region: grid loads REGION.gpkg [--csv|--json]"), &argc, &argv))
    return LAMP_EXIT_USAGE;
  state = lamp_grid_open (&options, argv[1]);
  if (state == NULL)
    return LAMP_EXIT_FAILED;

  network = lamp_energisation_get_network (state);
  loads = lamp_loads_find (state);
  switch (lamp_grid_options_form (&options))
    {
    case LAMP_OUTPUT_CSV:
      append_csv (out, network, loads);
      break;
    case LAMP_OUTPUT_JSON:
      append_json (out, network, argv[1], loads);
      break;
    case LAMP_OUTPUT_TEXT:
    default:
      append_text (out, network, loads);
      break;
    }
  return lamp_output_finish (out->str);
}
