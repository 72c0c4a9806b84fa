/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * See scale-bar.h.
 */
#include "config.h"
#define GETTEXT_PACKAGE LAMP_GETTEXT_PACKAGE

#include "map/scale-bar.h"

#include <glib/gi18n-lib.h>

/* The greatest of 1, 2, 3, 5 times a power of ten that is not above `most`. */
static double
round_length (double most)
{
  static const double steps[] = { 5.0, 3.0, 2.0, 1.0 };
  double              power = pow (10.0, floor (log10 (most)));

  for (guint i = 0; i < G_N_ELEMENTS (steps); i++)
    if (steps[i] * power <= most * (1.0 + 1e-9))
      return steps[i] * power;
  return power;
}

double
lamp_scale_bar_measure (LampPoint centre, double zoom, char **text)
{
  LampView         view = { .zoom = zoom };
  double           m_per_px = lamp_world_unit_m (lamp_world_from_point (centre).y) / lamp_view_k (&view);
  double           length_m = round_length (LAMP_SCALE_LONGEST_PX * m_per_px);
  g_autofree char *length = NULL;

  if (length_m >= 1000.0)
    length = g_strdup_printf (C_ ("length of the scale bar", "%g km"), length_m / 1000.0);
  else
    length = g_strdup_printf (C_ ("length of the scale bar", "%g m"), length_m);
  /* Translators: length of the scale bar; latitude, N or S; longitude, E or W. */
  *text = g_strdup_printf (_ ("%s · %.4f° %s %.4f° %s"), length, fabs (centre.lat_deg), centre.lat_deg < 0.0 ? C_ ("south", "S") : C_ ("north", "N"),
                           fabs (centre.lon_deg), centre.lon_deg < 0.0 ? C_ ("west", "W") : C_ ("east", "E"));
  return length_m / m_per_px;
}

void
lamp_scale_bar_draw (cairo_t *cr, double length_px, double height_px)
{
  cairo_set_line_width (cr, 2.0);
  cairo_move_to (cr, 1.0, 1.0);
  cairo_line_to (cr, 1.0, height_px - 1.0);
  cairo_line_to (cr, length_px - 1.0, height_px - 1.0);
  cairo_line_to (cr, length_px - 1.0, 1.0);
  cairo_stroke (cr);
}
