/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * See grid-cim.h.
 */
#define G_LOG_DOMAIN "lamp-gateway"
#include "config.h"

#include <inttypes.h>
#include <math.h>
#include <string.h>

#define GETTEXT_PACKAGE LAMP_GETTEXT_PACKAGE
#include <glib/gi18n-lib.h>

#include "gateway/grid-cim.h"
#include "gateway/grid-output.h"

void
lamp_grid_cim_add_options (LampGridCimOptions *options, GOptionContext *context)
{
  const GOptionEntry entries[] = {
    { "place-at", 0, 0, G_OPTION_ARG_STRING, &options->place_at, N_ ("CIM: where on earth the middle of a drawing lies"), N_ ("LON,LAT") },
    { "place-scale", 0, 0, G_OPTION_ARG_DOUBLE, &options->place_scale_m, N_ ("CIM: how many metres a unit of the drawing is (0.3048 for feet)"), N_ ("METRES") },
    { "place-rotate", 0, 0, G_OPTION_ARG_DOUBLE, &options->place_rotate_deg, N_ ("CIM: turns the drawing counter-clockwise"), N_ ("DEGREES") },
    { "no-places", 0, 0, G_OPTION_ARG_NONE, &options->no_places, N_ ("CIM: leave all coordinates out"), NULL },
    { "crs", 0, 0, G_OPTION_ARG_STRING, &options->crs, N_ ("CIM: reference system of coordinates that do not name theirs"), N_ ("EPSG:NNNN") },
    { "units", 0, 0, G_OPTION_ARG_STRING, &options->units, N_ ("CIM: si (V, W, m) or cgmes (kV, MW, km), where the files do not tell"), N_ ("UNITS") },
    { NULL },
  };

  g_option_context_add_main_entries (context, entries, GETTEXT_PACKAGE);
}

void
lamp_grid_cim_options_clear (LampGridCimOptions *options)
{
  g_clear_pointer (&options->crs, g_free);
  g_clear_pointer (&options->units, g_free);
  g_clear_pointer (&options->place_at, g_free);
}

gboolean
lamp_grid_cim_options_given (const LampGridCimOptions *options)
{
  return options->crs != NULL || options->units != NULL || options->place_at != NULL || options->place_scale_m != 0.0 || options->place_rotate_deg != 0.0 || options->no_places;
}

static gboolean
read_point (const char *text, LampPoint *point)
{
  char *end = NULL;

  point->lon_deg = g_ascii_strtod (text, &end);
  if (end == text || *end != ',')
    return FALSE;
  text = end + 1;
  point->lat_deg = g_ascii_strtod (text, &end);
  return end != text && *end == '\0' && lamp_point_is_valid (*point) && fabs (point->lat_deg) < LAMP_MERCATOR_MAX_LAT;
}

gboolean
lamp_grid_cim_options_read (const LampGridCimOptions *options, LampCimSource *source, const char **sentence)
{
  *source = (LampCimSource){
    .crs = options->crs,
    .without_places = options->no_places,
    .place_scale_m = options->place_scale_m,
    .place_rotate_deg = options->place_rotate_deg,
  };
  if (g_strcmp0 (options->units, "si") == 0)
    source->units = LAMP_CIM_UNITS_SI;
  else if (g_strcmp0 (options->units, "cgmes") == 0)
    source->units = LAMP_CIM_UNITS_CGMES;
  else if (options->units != NULL)
    *sentence = _ ("--units is si or cgmes");
  if (options->place_at != NULL && !read_point (options->place_at, &source->place_at))
    *sentence = _ ("--place-at is longitude and latitude in degrees, such as --place-at 116.4,39.9");
  else if ((options->place_at != NULL) != (options->place_scale_m != 0.0))
    *sentence = _ ("--place-at and --place-scale belong together");
  else if (options->place_at != NULL && !(options->place_scale_m > 0.0 && isfinite (options->place_scale_m) && isfinite (options->place_rotate_deg)))
    *sentence = _ ("--place-scale is a number of metres above 0");
  else if (options->place_at == NULL && options->place_rotate_deg != 0.0)
    *sentence = _ ("--place-rotate needs --place-at and --place-scale");
  else if (options->place_at != NULL && options->no_places)
    *sentence = _ ("give either a place or --no-places");
  return *sentence == NULL;
}

void
lamp_grid_cim_append_report (GString *out, const LampImportReport *report)
{
  for (guint pass = 0; pass < 3; pass++)
    for (guint i = 0; i < report->layers->len; i++)
      {
        const LampImportLayerReport *row = &g_array_index (report->layers, LampImportLayerReport, i);
        guint                        wanted = row->becomes == NULL ? 2 : g_str_equal (row->becomes, "parts") ? 1
                                                                                                             : 0;

        if (wanted != pass)
          continue;
        if (row->becomes == NULL)
          g_string_append_printf (out, _ ("%s: left aside: %" PRIu64 "\n"), row->layer, row->n_left_out);
        else
          g_string_append_printf (out, _ ("%s: taken as %s: %" PRIu64 "\n"), row->layer, lamp_output_role_word (row->becomes), row->n_taken);
        if (row->n_unplaced > 0)
          g_string_append_printf (out, _ ("  without coordinates, placed by their nodes where those have a place: %" PRIu64 "\n"), row->n_unplaced);
      }
  for (guint i = 0; i < report->notes->len; i++)
    g_string_append_printf (out, "%s\n", (const char *)report->notes->pdata[i]);
}
