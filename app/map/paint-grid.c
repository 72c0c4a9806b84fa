/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The lines of the network in a tile. Those in view are gathered once into pixels (paint-gather.c), then drawn in passes: the soft halo of what is out, casings, energised lines from low to high voltage, unknown as
 * dots, and on top what is out as long dashes on a dark casing.
 */
#include "map/paint-strokes.h"

static const double widths[LAMP_N_VOLTAGE_CLASSES][5][2] = {
  [LAMP_VOLTAGE_TRANSMISSION] = { { 9, 1.6 }, { 12, 2.4 }, { 14, 3.2 }, { 18, 5.0 }, { 0 } },
  [LAMP_VOLTAGE_FEEDER] = { { 9, 1.0 }, { 12, 1.5 }, { 14, 2.2 }, { 18, 4.0 }, { 0 } },
  [LAMP_VOLTAGE_LATERAL] = { { 10, 0.6 }, { 12, 0.9 }, { 14, 1.3 }, { 18, 2.8 }, { 0 } },
  [LAMP_VOLTAGE_LOW] = { { 14, 0.7 }, { 16, 0.9 }, { 18, 1.6 }, { 0 } },
};
#define SMALL_PX 2.0 /* up to this half width an end is the same, round or not */

static const double halo_widths[][2] = { { 9, 7 }, { 12, 11 }, { 14, 17 }, { 18, 26 }, { 0 } };
static const double dash_lengths[][2] = { { 10, 7 }, { 14, 10 }, { 18, 15 }, { 0 } };
static const double casing_widths[][2] = { { 12, 0.35 }, { 14, 0.7 }, { 16, 1.0 }, { 0 } };

double
lamp_scene_line_width (LampVoltageClass voltage, double zoom)
{
  LampPainting painting = { .zoom = zoom, .scale = 1.0 };

  return lamp_paint_by_zoom (&painting, widths[voltage]);
}

double
lamp_paint_dash_length (const LampPainting *painting)
{
  return lamp_paint_by_zoom (painting, dash_lengths);
}

static void
draw_lines (LampPainting *painting, const LampStrokes *strokes, double half, guint32 colour, LampEnds ends)
{
  if (strokes->n > 0)
    lamp_paint_lines (painting, &strokes->strokes[0].x0, sizeof (LampStroke), strokes->n, half, colour, ends);
}

/* Medium voltage in the colours of its feeders. */
static void
draw_feeders (LampPainting *painting, const LampStrokes *strokes, double half, guint32 unknown)
{
  for (guint i = 0; i < strokes->n; i++)
    {
      const LampStroke *stroke = &strokes->strokes[i];
      guint32           colour = stroke->feeder == LAMP_NO_FEEDER ? unknown : painting->colours[LAMP_COLOUR_FEEDER + stroke->feeder % LAMP_N_FEEDER_COLOURS];

      lamp_paint_line (painting, stroke->x0, stroke->y0, stroke->x1, stroke->y1, half, colour);
    }
}

static void
draw_traced (LampPainting *painting, guint voltage, const LampStrokes *strokes)
{
  double half = lamp_paint_by_zoom (painting, widths[voltage]) / 2.0 + 3.0 * painting->scale;

  for (guint i = 0; i < strokes->n; i++)
    {
      const LampStroke *stroke = &strokes->strokes[i];

      if (stroke->is_traced)
        lamp_paint_line (painting, stroke->x0, stroke->y0, stroke->x1, stroke->y1, half, painting->colours[LAMP_COLOUR_TRACED]);
    }
}

static void
draw_dashes (LampPainting *painting, const LampStrokes *strokes, double half, guint32 colour, double on, double off)
{
  for (guint i = 0; i < strokes->n; i++)
    {
      const LampStroke *stroke = &strokes->strokes[i];
      double            phase = stroke->along + off / 2.0 + on;

      if (stroke->is_short && on > 0.0)
        lamp_paint_line (painting, stroke->x0, stroke->y0, stroke->x1, stroke->y1, half, colour);
      else
        lamp_paint_dashes (painting, stroke->x0, stroke->y0, stroke->x1, stroke->y1, half, colour, on, off, &phase);
    }
}

/* One soft shape around everything that is out. */
static void
draw_halo (LampPainting *painting, LampStrokesBySupply strokes[LAMP_N_VOLTAGE_CLASSES])
{
  LampPaintLines out[LAMP_N_VOLTAGE_CLASSES];

  for (guint voltage = 0; voltage < LAMP_N_VOLTAGE_CLASSES; voltage++)
    {
      const LampStrokes *these = &strokes[voltage][LAMP_SUPPLY_OUT];

      out[voltage] = (LampPaintLines){ these->n > 0 ? &these->strokes[0].x0 : NULL, sizeof (LampStroke), these->n };
    }
  lamp_paint_glow (painting, out, LAMP_N_VOLTAGE_CLASSES, lamp_paint_by_zoom (painting, halo_widths) / 2.0, painting->colours[LAMP_COLOUR_OUT_HALO]);
}

static void
draw_class (LampPainting *painting, guint voltage, LampStrokesBySupply strokes, gboolean casing)
{
  double  half = lamp_paint_by_zoom (painting, widths[voltage]) / 2.0;
  double  fade = voltage == LAMP_VOLTAGE_LOW ? 0.4 + (painting->zoom - 14.6) : 1.0;
  guint32 colour = lamp_paint_fade (painting->colours[LAMP_COLOUR_LINE_TRANSMISSION + voltage], fade);

  if (casing)
    {
      if (painting->zoom >= 12.0 && voltage != LAMP_VOLTAGE_LOW)
        draw_lines (painting, &strokes[LAMP_SUPPLY_ENERGISED], half + 1.1 * painting->scale, painting->colours[LAMP_COLOUR_LINE_CASING], LAMP_ENDS_STRAIGHT);
      return;
    }
  if ((painting->scene->show & LAMP_SHOW_FEEDERS) != 0 && (voltage == LAMP_VOLTAGE_FEEDER || voltage == LAMP_VOLTAGE_LATERAL))
    draw_feeders (painting, &strokes[LAMP_SUPPLY_ENERGISED], half, colour);
  else
    draw_lines (painting, &strokes[LAMP_SUPPLY_ENERGISED], half, colour, LAMP_ENDS_ROUND);
  draw_dashes (painting, &strokes[LAMP_SUPPLY_UNKNOWN], MAX (half, 0.8 * painting->scale),
               lamp_paint_fade (painting->colours[LAMP_COLOUR_UNKNOWN], fade), 0.0, 5.0 * painting->scale);
}

static void
draw_out (LampPainting *painting, guint voltage, const LampStrokes *strokes)
{
  double half = lamp_paint_by_zoom (painting, widths[voltage]) / 2.0;
  double core = MAX (half * 1.2 + 0.35 * painting->scale, 0.8 * painting->scale);
  double on = lamp_paint_dash_length (painting);

  if (voltage != LAMP_VOLTAGE_LOW)
    draw_lines (painting, strokes, core + lamp_paint_by_zoom (painting, casing_widths), lamp_paint_fade (painting->colours[LAMP_COLOUR_OUT_CASING], MAX ((painting->zoom - 11.0) / 4.0, 0.3)), core < SMALL_PX * painting->scale ? LAMP_ENDS_STRAIGHT : LAMP_ENDS_ROUND);
  draw_dashes (painting, strokes, core, painting->colours[LAMP_COLOUR_OUT], on, on * 0.3);
}

void
lamp_paint_grid (LampPainting *painting)
{
  LampStrokesBySupply strokes[LAMP_N_VOLTAGE_CLASSES] = { 0 };

  lamp_strokes_gather (painting, strokes);
  lamp_paint_begin_lines (painting);
  draw_halo (painting, strokes);
  for (int voltage = LAMP_N_VOLTAGE_CLASSES - 1; voltage >= 0; voltage--)
    for (guint supply = 0; supply <= LAMP_SUPPLY_OUT; supply++)
      draw_traced (painting, (guint)voltage, &strokes[voltage][supply]);
  for (int pass = 0; pass < 2; pass++)
    for (int voltage = LAMP_N_VOLTAGE_CLASSES - 1; voltage >= 0; voltage--)
      draw_class (painting, (guint)voltage, strokes[voltage], pass == 0);
  for (int voltage = LAMP_N_VOLTAGE_CLASSES - 1; voltage >= 0; voltage--)
    draw_out (painting, (guint)voltage, &strokes[voltage][LAMP_SUPPLY_OUT]);
  lamp_paint_end_lines (painting);
  lamp_strokes_clear (strokes);
}
