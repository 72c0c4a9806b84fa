/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * `lamplighterd grid exposure`: key sites that one more element would put out; columns and keys are in data/grid.md.
 */
#define G_LOG_DOMAIN "lamp-gateway"
#include "config.h"

#include <stdio.h>

#define GETTEXT_PACKAGE LAMP_GETTEXT_PACKAGE
#include <glib/gi18n-lib.h>

#include "engine/exposure.h"
#include "gateway/grid-output.h"
#include "gateway/subcommands.h"
#include "grid/csv.h"

#define FOR_PEOPLE 4 /* elements named of each site */

static void
append_csv (GString *out, const LampNetwork *network, const GArray *exposures)
{
  g_string_append (out, "site,name,class,live_points,element,kind,order\n");
  for (guint i = 0; i < exposures->len; i++)
    {
      const LampExposure *exposure = &g_array_index (exposures, LampExposure, i);
      const LampSiteInfo *site = &network->sites[exposure->site];

      for (guint k = 0; k < exposure->n_elements; k++)
        {
          lamp_csv_append (out, site->id);
          g_string_append_c (out, ',');
          lamp_csv_append (out, site->name);
          g_string_append_printf (out, ",%s,%u,", lamp_site_class_to_string (site->site_class), exposure->n_live);
          lamp_csv_append (out, lamp_network_element_id (network, exposure->elements[k]));
          g_string_append_printf (out, ",%s,%u\n", lamp_output_kind (network, exposure->elements[k]), k + 1);
        }
    }
}

static void
append_json (GString *out, const LampNetwork *network, const char *path, const GArray *exposures)
{
  g_string_append_c (out, '{');
  lamp_output_region (out, network, path);
  g_string_append (out, ", \"sites\": [");
  for (guint i = 0; i < exposures->len; i++)
    {
      const LampExposure *exposure = &g_array_index (exposures, LampExposure, i);
      const LampSiteInfo *site = &network->sites[exposure->site];

      g_string_append (out, i > 0 ? ",\n  {" : "\n  {");
      lamp_output_text (out, FALSE, "id", site->id);
      lamp_output_text (out, TRUE, "name", site->name);
      lamp_output_text (out, TRUE, "class", lamp_site_class_to_string (site->site_class));
      lamp_output_count (out, TRUE, "livePoints", exposure->n_live);
      lamp_output_key (out, TRUE, "elements");
      lamp_output_elements (out, network, exposure->elements, exposure->n_elements);
      g_string_append_c (out, '}');
    }
  g_string_append (out, "\n]}\n");
}

static void
append_text (GString *out, const LampNetwork *network, const GArray *exposures)
{
  g_string_append_printf (out, g_dngettext (GETTEXT_PACKAGE, "%u key site would be put out by one more element.\n", "%u key sites would each be put out by one more element.\n", exposures->len), exposures->len);
  for (guint i = 0; i < exposures->len; i++)
    {
      const LampExposure *exposure = &g_array_index (exposures, LampExposure, i);
      const LampSiteInfo *site = &network->sites[exposure->site];

      g_string_append_printf (out, "%s (%s), ", site->name, site->id);
      g_string_append_printf (out, g_dngettext (GETTEXT_PACKAGE, "by any of %u element, the nearest first:", "by any of %u elements, the nearest first:", exposure->n_elements), exposure->n_elements);
      for (guint k = 0; k < MIN (exposure->n_elements, FOR_PEOPLE); k++)
        {
          g_autofree char *called = lamp_output_dup_called (network, exposure->elements[k]);

          g_string_append_printf (out, " %s", called);
        }
      g_string_append (out, exposure->n_elements > FOR_PEOPLE ? " …\n" : "\n");
    }
}

int
lamp_grid_exposure_command (int argc, char **argv)
{
  g_auto (LampGridOptions) options = { 0 };
  g_autoptr (LampEnergisation) state = NULL;
  g_autoptr (GArray) exposures = NULL;
  g_autoptr (GString) out = g_string_new (NULL);
  LampNetwork *network = NULL;

  if (!lamp_grid_options_parse (&options, "exposure", _ ("REGION.gpkg"), _ ("Every energised key site that one more single element would put out, with those elements,\nin the normal state unless told."), NULL, 1, _ ("name the region: grid exposure REGION.gpkg [--csv|--json]"), &argc, &argv))
    return LAMP_EXIT_USAGE;
  state = lamp_grid_open (&options, argv[1]);
  if (state == NULL)
    return LAMP_EXIT_FAILED;

  network = lamp_energisation_get_network (state);
  exposures = lamp_exposure_find (state);
  switch (lamp_grid_options_form (&options))
    {
    case LAMP_OUTPUT_CSV:
      append_csv (out, network, exposures);
      break;
    case LAMP_OUTPUT_JSON:
      append_json (out, network, argv[1], exposures);
      break;
    case LAMP_OUTPUT_TEXT:
    default:
      append_text (out, network, exposures);
      break;
    }
  return lamp_output_finish (out->str);
}
