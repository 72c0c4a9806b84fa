/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * `lamplighterd city`: writes the region of the city that does not exist.
 */
#define G_LOG_DOMAIN "lamp-gateway"
#include "config.h"

#define GETTEXT_PACKAGE LAMP_GETTEXT_PACKAGE
#include <glib/gi18n-lib.h>

#include "gateway/subcommands.h"
#include "grid/import.h"
#include "simulation/city.h"

static int
write_city (const char *path, guint64 seed)
{
  g_autoptr (LampDraft) city = NULL;
  GError *error = NULL;

  if (!lamp_import_check_target ("", path, &error)) /* what is something else is not overwritten */
    return lamp_command_fail (error);
  city = lamp_city_make (seed);
  return lamp_draft_write (city, path, NULL, &error) ? 0 : lamp_command_fail (error);
}

int
lamp_city_command (int argc, char **argv)
{
  g_autoptr (GOptionContext) context = g_option_context_new (_ ("REGION.gpkg"));
  gint64             seed = LAMP_CITY_SEED;
  const GOptionEntry entries[] = {
    { "seed", 0, 0, G_OPTION_ARG_INT64, &seed, N_ ("another number gives other houses and streets between the same roads"), N_ ("NUMBER") },
    { NULL },
  };

  g_option_context_set_summary (context, _ ("Writes the region of Port Ardent, a city that does not exist, with its grid.\nThe same seed gives the same file."));
  if (!lamp_command_parse ("city", context, entries, &argc, &argv))
    return LAMP_EXIT_USAGE;
  if (argc > 2)
    return lamp_command_fail_surplus (argv[2], _ ("city REGION.gpkg"));
  if (argc < 2)
    return lamp_command_fail_usage (_ ("name the file to write: city REGION.gpkg"));
  return write_city (argv[1], (guint64)seed);
}
