/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Devices in a tile: switches by kind (filled = closed, hollow with a gap = open, ring = off normal), transformers
 * from zoom 15, customers from zoom 17, and substations at every zoom.
 */
#include "map/paint.h"

#include <math.h>

#define MARGIN_PX 24.0

static const double switch_sizes[][2] = { { 12.6, 1.8 }, { 14, 2.2 }, { 15.4, 2.6 }, { 17, 4.6 }, { 19, 7.0 }, { 0 } };
static const double transformer_sizes[][2] = { { 15, 1.2 }, { 16, 2.0 }, { 17, 3.6 }, { 19, 6.0 }, { 0 } };

/* The outline of a switch of half size `r` around the origin. */
static void
trace_switch (cairo_t *cr, LampElementKind kind, double x, double y, double r)
{
  switch (kind)
    {
    case LAMP_ELEMENT_RECLOSER:
      cairo_move_to (cr, x - r, y + r);
      cairo_line_to (cr, x - r, y);
      cairo_arc (cr, x, y, r, G_PI, 0.0);
      cairo_line_to (cr, x + r, y + r);
      cairo_close_path (cr);
      break;
    case LAMP_ELEMENT_SECTIONALISER:
      cairo_move_to (cr, x, y - r * 1.3);
      cairo_line_to (cr, x + r * 1.3, y);
      cairo_line_to (cr, x, y + r * 1.3);
      cairo_line_to (cr, x - r * 1.3, y);
      cairo_close_path (cr);
      break;
    case LAMP_ELEMENT_LOAD_BREAK_SWITCH:
      cairo_new_sub_path (cr);
      cairo_arc (cr, x, y, r, 0.0, 2.0 * G_PI);
      break;
    case LAMP_ELEMENT_FUSE:
      cairo_rectangle (cr, x - r * 0.55, y - r, r * 1.1, r * 2.0);
      break;
    case LAMP_ELEMENT_DISCONNECTOR:
      cairo_rectangle (cr, x - r, y - r * 0.45, r * 2.0, r * 0.9);
      break;
    case LAMP_ELEMENT_BREAKER:
    case LAMP_ELEMENT_LINE:
    case LAMP_ELEMENT_TRANSFORMER:
    case LAMP_ELEMENT_REGULATOR:
    case LAMP_ELEMENT_N_KINDS:
      cairo_rectangle (cr, x - r, y - r, r * 2.0, r * 2.0);
      break;
    }
}

static guint32
device_colour (const LampPainting *painting, guint32 element)
{
  LampSupply supply = lamp_paint_supply (painting, element);

  if (supply == LAMP_SUPPLY_UNKNOWN)
    return painting->colours[LAMP_COLOUR_UNKNOWN];
  return painting->colours[supply == LAMP_SUPPLY_OUT ? LAMP_COLOUR_OUT : LAMP_COLOUR_SYMBOL];
}

/* A live one by its position, as the profile has it. */
static guint32
switch_colour (const LampPainting *painting, guint32 element, gboolean open)
{
  if (lamp_paint_supply (painting, element) != LAMP_SUPPLY_ENERGISED)
    return device_colour (painting, element);
  return painting->colours[open ? LAMP_COLOUR_OPEN : LAMP_COLOUR_CLOSED];
}

static void
draw_switch (LampPainting *painting, guint32 element, double x, double y, double r)
{
  cairo_t *cr = painting->cr;
  guint8   state = painting->state != NULL ? painting->state[element] : (guint8)LAMP_SUPPLY_ENERGISED;
  gboolean open = painting->state != NULL ? (state & LAMP_STATE_OPEN) != 0
                                          : (painting->network->element_flags[element] & LAMP_ELEMENT_NORMALLY_OPEN) != 0;

  if (painting->network->element_kind[element] == LAMP_ELEMENT_FUSE && !open)
    r *= 0.8;
  if (open)
    r += 0.6 * painting->scale;
  cairo_set_line_width (cr, 2.0 * painting->scale);
  trace_switch (cr, painting->network->element_kind[element], x, y, r);
  lamp_paint_set_colour (cr, painting->colours[open ? LAMP_COLOUR_SYMBOL_FILL : LAMP_COLOUR_LINE_CASING]);
  if (open) /* the gap: the line does not reach it */
    {
      cairo_set_line_width (cr, 5.0 * painting->scale);
      cairo_stroke_preserve (cr);
      cairo_fill_preserve (cr);
      cairo_set_line_width (cr, 1.4 * painting->scale);
      lamp_paint_set_colour (cr, switch_colour (painting, element, TRUE));
      cairo_stroke (cr);
    }
  else
    {
      cairo_stroke_preserve (cr);
      lamp_paint_set_colour (cr, switch_colour (painting, element, FALSE));
      cairo_fill (cr);
    }
  if ((state & LAMP_STATE_OFF_NORMAL) == 0)
    return;
  cairo_new_sub_path (cr);
  cairo_arc (cr, x, y, r + 4.0 * painting->scale, 0.0, 2.0 * G_PI);
  cairo_set_line_width (cr, 1.6 * painting->scale);
  lamp_paint_set_colour (cr, painting->colours[LAMP_COLOUR_LATE]);
  cairo_stroke (cr);
}

static void
draw_transformer (LampPainting *painting, guint32 element, double x, double y, double r)
{
  cairo_t *cr = painting->cr;

  if (r < 2.5 * painting->scale)
    {
      cairo_arc (cr, x, y, r, 0.0, 2.0 * G_PI);
      lamp_paint_set_colour (cr, device_colour (painting, element));
      cairo_fill (cr);
      return;
    }
  cairo_set_line_width (cr, MAX (1.2 * painting->scale, r * 0.28));
  for (int winding = -1; winding <= 1; winding += 2)
    {
      cairo_new_sub_path (cr);
      cairo_arc (cr, x, y + winding * r * 0.5, r * 0.8, 0.0, 2.0 * G_PI);
    }
  lamp_paint_set_colour (cr, painting->colours[LAMP_COLOUR_SYMBOL_FILL]);
  cairo_set_fill_rule (cr, CAIRO_FILL_RULE_WINDING);
  cairo_fill_preserve (cr);
  lamp_paint_set_colour (cr, device_colour (painting, element));
  cairo_stroke (cr);
}

static void
draw_transformers (LampPainting *painting, LampWorldBox box)
{
  const LampIndex *index = painting->index;
  double           r = lamp_paint_by_zoom (painting, transformer_sizes);
  LampBinsIter     iter;
  guint32          first, end;

  lamp_bins_query (&index->transformer_bins, box, &iter);
  while (lamp_bins_next (&iter, &first, &end))
    for (guint32 i = first; i < end; i++)
      {
        guint32   device = index->transformer_bins.order[i];
        LampWorld at = index->transformer_at[device];

        if (lamp_world_box_intersects ((LampWorldBox){ at.x, at.y, at.x, at.y }, box))
          draw_transformer (painting, index->transformers[device], lamp_paint_x (painting, at), lamp_paint_y (painting, at), r);
      }
}

/* From which zoom a switch in its normal position is worth its ink; what is open or off normal is from the first on. */
static double
from_zoom (LampElementKind kind)
{
  if (kind == LAMP_ELEMENT_BREAKER || kind == LAMP_ELEMENT_RECLOSER || kind == LAMP_ELEMENT_SECTIONALISER)
    return 0.0;
  return kind == LAMP_ELEMENT_LOAD_BREAK_SWITCH ? 14.2 : 15.2;
}

/* Closed ones first: an open one and its gap must not be hidden by a neighbour. */
static void
draw_switches (LampPainting *painting, LampWorldBox box)
{
  const LampIndex *index = painting->index;
  double           r = lamp_paint_by_zoom (painting, switch_sizes);
  LampBinsIter     iter;
  guint32          first, end;

  for (int abnormal = 0; abnormal < 2; abnormal++)
    {
      lamp_bins_query (&index->switch_bins, box, &iter);
      while (lamp_bins_next (&iter, &first, &end))
        for (guint32 i = first; i < end; i++)
          {
            guint32   device = index->switch_bins.order[i], element = index->switches[device];
            LampWorld at = index->switch_at[device];
            gboolean  special = painting->state != NULL && (painting->state[element] & (LAMP_STATE_OPEN | LAMP_STATE_OFF_NORMAL)) != 0;

            if (!special && painting->zoom < from_zoom (painting->network->element_kind[element]))
              continue;
            if (special == (abnormal == 1) && lamp_world_box_intersects ((LampWorldBox){ at.x, at.y, at.x, at.y }, box))
              draw_switch (painting, element, lamp_paint_x (painting, at), lamp_paint_y (painting, at), r);
          }
    }
}

static void
draw_customers (LampPainting *painting, LampWorldBox box)
{
  const LampNetwork *network = painting->network;
  const LampBins    *bins = &painting->index->customer_bins;
  double             half = 1.5 * painting->scale;
  LampBinsIter       iter;
  guint32            first, end;

  lamp_bins_query (bins, box, &iter);
  while (lamp_bins_next (&iter, &first, &end))
    for (guint32 i = first; i < end; i++)
      {
        LampWorld at = network->customer_at[bins->order[i]];
        double    x = lamp_paint_x (painting, at), y = lamp_paint_y (painting, at);

        if (lamp_world_box_intersects ((LampWorldBox){ at.x, at.y, at.x, at.y }, box))
          lamp_paint_line (painting, x, y, x, y, half, painting->colours[LAMP_COLOUR_LINE_LATERAL]);
      }
}

void
lamp_paint_substation (cairo_t *cr, const guint32 *colours, double x, double y, double r, double scale)
{
  cairo_rectangle (cr, x - r, y - r, 2.0 * r, 2.0 * r);
  lamp_paint_set_colour (cr, colours[LAMP_COLOUR_SYMBOL_FILL]);
  cairo_fill_preserve (cr);
  lamp_paint_set_colour (cr, colours[LAMP_COLOUR_SYMBOL]);
  cairo_set_line_width (cr, 1.8 * scale);
  cairo_stroke (cr);
  for (int winding = -1; winding <= 1; winding += 2)
    {
      cairo_new_sub_path (cr);
      cairo_arc (cr, x + winding * r * 0.26, y, r * 0.42, 0.0, 2.0 * G_PI);
    }
  cairo_set_line_width (cr, 1.4 * scale);
  cairo_stroke (cr);
}

static void
draw_substations (LampPainting *painting, LampWorldBox box)
{
  const LampNetwork *network = painting->network;
  double             r = lamp_scene_substation_size (painting->zoom) * painting->scale;

  for (guint32 i = 0; i < network->n_sources; i++)
    {
      guint32   node = network->sources[i].node;
      LampWorld at = node != LAMP_NONE ? network->node_at[node] : LAMP_WORLD_NONE;
      double    x = floor (lamp_paint_x (painting, at)) + 0.5, y = floor (lamp_paint_y (painting, at)) + 0.5;

      if (lamp_world_is_known (at) && lamp_world_box_intersects ((LampWorldBox){ at.x, at.y, at.x, at.y }, box))
        lamp_paint_substation (painting->cr, painting->colours, x, y, r, painting->scale);
    }
}

void
lamp_paint_devices (LampPainting *painting)
{
  LampWorldBox box = lamp_paint_box (painting, MARGIN_PX * painting->scale);

  if (painting->zoom >= 17.0)
    {
      lamp_paint_begin_lines (painting);
      draw_customers (painting, box);
      lamp_paint_end_lines (painting);
    }
  if (lamp_scene_shows_transformers (painting->zoom))
    draw_transformers (painting, box);
  if (lamp_scene_shows_switches (painting->zoom))
    draw_switches (painting, box);
  draw_substations (painting, box);
}
