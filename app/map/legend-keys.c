/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * See legend-keys.h.
 */
#include "config.h"
#define GETTEXT_PACKAGE LAMP_GETTEXT_PACKAGE

#include "map/legend-keys.h"

#include "map/live.h"
#include "map/paint.h"

#include <glib/gi18n-lib.h>

static const char *const labels[LAMP_N_KEYS] = {
  [LAMP_KEY_VOLTAGE + LAMP_VOLTAGE_TRANSMISSION] = N_ ("transmission line"),
  [LAMP_KEY_VOLTAGE +
      LAMP_VOLTAGE_FEEDER] = N_ ("medium voltage, main line"),
  [LAMP_KEY_VOLTAGE +
      LAMP_VOLTAGE_LATERAL] = N_ ("medium voltage, branch line"),
  [LAMP_KEY_VOLTAGE +
      LAMP_VOLTAGE_LOW] = N_ ("low voltage"),
  [LAMP_KEY_ENERGISED] = N_ ("energised"),
  [LAMP_KEY_OUT] = N_ ("de-energised"),
  [LAMP_KEY_UNKNOWN] = N_ ("supply not known"),
  [LAMP_KEY_RING] = N_ ("loop or parallel"),
  [LAMP_KEY_PHASES] = N_ ("phases of a line"),
  [LAMP_KEY_FLOW] = N_ ("away from the source"),
  [LAMP_KEY_SUBSTATION] = N_ ("substation"),
  [LAMP_KEY_OPEN_SWITCH] = N_ ("open switch"),
  [LAMP_KEY_LOOK +
      LAMP_LOOK_OUTAGE_PREDICTED] = N_ ("outage predicted"),
  [LAMP_KEY_LOOK +
      LAMP_LOOK_OUTAGE_CONFIRMED] = N_ ("outage confirmed"),
  [LAMP_KEY_LOOK +
      LAMP_LOOK_OUTAGE_PLANNED] = N_ ("outage planned"),
  [LAMP_KEY_LOOK +
      LAMP_LOOK_OUTAGE_MOMENTARY] = N_ ("momentary outage, over"),
  [LAMP_KEY_LOOK +
      LAMP_LOOK_CREW_AVAILABLE] = N_ ("crew available"),
  [LAMP_KEY_LOOK +
      LAMP_LOOK_CREW_ASSIGNED] = N_ ("crew assigned"),
  [LAMP_KEY_LOOK +
      LAMP_LOOK_CREW_ENROUTE] = N_ ("crew en route"),
  [LAMP_KEY_LOOK +
      LAMP_LOOK_CREW_ON_SITE] = N_ ("crew on site"),
  [LAMP_KEY_LOOK +
      LAMP_LOOK_CREW_SUSPENDED] = N_ ("crew suspended"),
  [LAMP_KEY_LOOK +
      LAMP_LOOK_CREW_OFF_SHIFT] = N_ ("crew off shift"),
  [LAMP_KEY_LOOK +
      LAMP_LOOK_SITE] = N_ ("key site and its class"),
  [LAMP_KEY_LOOK +
      LAMP_LOOK_SITE_LAST_SOURCE] = N_ ("on its last source"),
  [LAMP_KEY_LOOK +
      LAMP_LOOK_SITE_ON_BACKUP] = N_ ("key site on its backup"),
  [LAMP_KEY_LOOK +
      LAMP_LOOK_SITE_OUT] = N_ ("key site out"),
};

const char *
lamp_key_get_label (LampKey key)
{
  g_return_val_if_fail ((guint)key < LAMP_N_KEYS, NULL);
  return _ (labels[key]);
}

static void
draw_line (cairo_t *cr, guint32 colour, double width)
{
  cairo_move_to (cr, -12.0, 0.0);
  cairo_line_to (cr, 12.0, 0.0);
  lamp_paint_set_colour (cr, colour);
  cairo_set_line_width (cr, width);
  cairo_stroke (cr);
}

static void
draw_out (cairo_t *cr, const guint32 *colours)
{
  const double dashes[] = { 7.0, 3.0 };

  draw_line (cr, colours[LAMP_COLOUR_OUT_HALO], 13.0);
  draw_line (cr, colours[LAMP_COLOUR_OUT_CASING], 5.0);
  cairo_set_dash (cr, dashes, 2, 0.0);
  draw_line (cr, colours[LAMP_COLOUR_OUT], 3.2);
}

static void
draw_unknown (cairo_t *cr, guint32 colour)
{
  const double dashes[] = { 0.0, 5.0 };

  cairo_set_line_cap (cr, CAIRO_LINE_CAP_ROUND);
  cairo_set_dash (cr, dashes, 2, 3.0);
  draw_line (cr, colour, 2.2);
}

static void
draw_ring (cairo_t *cr, const guint32 *colours)
{
  draw_line (cr, colours[LAMP_COLOUR_RING], 5.0);
  draw_line (cr, colours[LAMP_COLOUR_GROUND], 2.0);
}

static void
draw_phases (cairo_t *cr, const guint32 *colours)
{
  static const char *const letters[] = { "A", "B", "C" };
  g_autoptr (PangoLayout) layout = lamp_text_layout_new ();

  draw_line (cr, colours[LAMP_COLOUR_LINE_LATERAL], 1.6);
  for (guint i = 0; i < G_N_ELEMENTS (letters); i++)
    {
      double width, height;

      lamp_text_measure (layout, LAMP_TEXT_KEY, letters[i], &width, &height);
      cairo_save (cr);
      cairo_translate (cr, (i - 1.0) * 8.5 - width / 2.0, -height / 2.0);
      lamp_text_draw_in (cr, layout, LAMP_TEXT_KEY, letters[i], colours[LAMP_COLOUR_TEXT_HALO], colours[LAMP_COLOUR_PHASE_A + i]);
      cairo_restore (cr);
    }
}

static void
draw_flow (cairo_t *cr, const guint32 *colours)
{
  draw_line (cr, colours[LAMP_COLOUR_LINE_FEEDER], 1.8);
  for (int i = -1; i <= 1; i += 2)
    {
      cairo_move_to (cr, i * 6.0 - 2.5, -4.0);
      cairo_line_to (cr, i * 6.0 + 1.5, 0.0);
      cairo_line_to (cr, i * 6.0 - 2.5, 4.0);
    }
  lamp_paint_set_colour (cr, colours[LAMP_COLOUR_LINE_TRANSMISSION]);
  cairo_set_line_width (cr, 1.5);
  cairo_stroke (cr);
}

static void
draw_open_switch (cairo_t *cr, const guint32 *colours)
{
  cairo_rectangle (cr, -4.0, -4.0, 8.0, 8.0);
  lamp_paint_set_colour (cr, colours[LAMP_COLOUR_SYMBOL_FILL]);
  cairo_fill_preserve (cr);
  lamp_paint_set_colour (cr, colours[LAMP_COLOUR_OPEN]);
  cairo_set_line_width (cr, 1.6);
  cairo_stroke (cr);
}

static void
draw_look (cairo_t *cr, LampLook look, const guint32 *colours, gboolean stale)
{
  LampSymbol symbol = { .look = look, .heading_deg = 60, .stale = stale };

  if (look >= LAMP_LOOK_SITE)
    g_strlcpy (symbol.mark, lamp_site_class_mark ("first"), sizeof symbol.mark);
  cairo_scale (cr, 0.72, 0.72);
  lamp_symbol_draw (cr, &symbol, colours);
}

void
lamp_key_draw (cairo_t *cr, LampKey key, const guint32 *colours, gboolean stale, double zoom)
{
  guint voltage = key - LAMP_KEY_VOLTAGE;

  g_return_if_fail ((guint)key < LAMP_N_KEYS);

  cairo_save (cr);
  if (key >= LAMP_KEY_LOOK)
    draw_look (cr, (LampLook)(key - LAMP_KEY_LOOK), colours, stale);
  else if (key == LAMP_KEY_ENERGISED)
    draw_line (cr, colours[LAMP_COLOUR_LINE_FEEDER], 2.6);
  else if (key == LAMP_KEY_OUT)
    draw_out (cr, colours);
  else if (key == LAMP_KEY_UNKNOWN)
    draw_unknown (cr, colours[LAMP_COLOUR_UNKNOWN]);
  else if (key == LAMP_KEY_RING)
    draw_ring (cr, colours);
  else if (key == LAMP_KEY_PHASES)
    draw_phases (cr, colours);
  else if (key == LAMP_KEY_FLOW)
    draw_flow (cr, colours);
  else if (key == LAMP_KEY_SUBSTATION)
    lamp_paint_substation (cr, colours, 0.0, 0.0, 7.0, 1.0);
  else if (key == LAMP_KEY_OPEN_SWITCH)
    draw_open_switch (cr, colours);
  else
    draw_line (cr, colours[LAMP_COLOUR_LINE_TRANSMISSION + voltage], lamp_scene_line_width ((LampVoltageClass)voltage, zoom));
  cairo_restore (cr);
}
