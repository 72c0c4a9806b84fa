/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The lines of the network in a tile. The edges in view are gathered once into pixels, by voltage class and supply, then
 * drawn in passes: the soft halo of what is out, casings, energised lines from low to high voltage, unknown as
 * dots, and on top what is out as long dashes on a dark casing.
 */
#include "map/paint.h"

#include <math.h>

#define MARGIN_PX 24.0 /* a halo may reach this far */
#define COARSE_BELOW_ZOOM 13.0
#define LATTICE_PER_PX 2.0

typedef struct
{
  double   x0, y0, x1, y1; /* px in the tile */
  double   along;          /* px from the start of its element */
  guint16  feeder;
  gboolean traced;
} Stroke;

static const double widths[LAMP_N_VOLTAGE_CLASSES][5][2] = {
  [LAMP_VOLTAGE_TRANSMISSION] = { { 9, 1.6 }, { 12, 2.4 }, { 14, 3.2 }, { 18, 5.0 }, { 0 } },
  [LAMP_VOLTAGE_FEEDER] = { { 9, 1.0 }, { 12, 1.5 }, { 14, 2.2 }, { 18, 4.0 }, { 0 } },
  [LAMP_VOLTAGE_LATERAL] = { { 10, 0.6 }, { 12, 0.9 }, { 14, 1.3 }, { 18, 2.8 }, { 0 } },
  [LAMP_VOLTAGE_LOW] = { { 14, 0.7 }, { 16, 0.9 }, { 18, 1.6 }, { 0 } },
};
static const double halo_widths[][2] = { { 9, 7 }, { 12, 11 }, { 14, 17 }, { 18, 26 }, { 0 } };
static const double dash_lengths[][2] = { { 10, 7 }, { 14, 10 }, { 18, 15 }, { 0 } };
static const double casing_widths[][2] = { { 12, 0.35 }, { 14, 0.7 }, { 16, 1.0 }, { 0 } };

double
lamp_scene_line_width (LampVoltageClass voltage, double zoom)
{
  LampPainting painting = { .zoom = zoom, .scale = 1.0 };

  return lamp_paint_by_zoom (&painting, widths[voltage]);
}

/* From where on the element the edge starts, so that its dashes run through. */
static double
distance_along (const LampPainting *painting, LampEdge edge)
{
  const LampNetwork *network = painting->network;
  double             units = 0.0;

  for (guint32 v = network->element_vertex_start[edge.element]; v < edge.vertex; v++)
    units += hypot ((double)network->vertices[v + 1].x - network->vertices[v].x, (double)network->vertices[v + 1].y - network->vertices[v].y);
  return units * painting->k;
}

/* From afar most edges are shorter than can be seen. Ends are moved to a lattice finer than the eye, counted from the
 * north-west corner of the world; an edge that has both in one point of it is left out, and what is joined stays joined. */
static double
lattice (const LampPainting *painting, guint32 world)
{
  return floor (world * painting->k * LATTICE_PER_PX + 0.5);
}

static gboolean
same_cell (const LampPainting *painting, LampWorld a, LampWorld b)
{
  double reach = 1.0 / (painting->k * LATTICE_PER_PX);

  if (fabs ((double)a.x - b.x) > reach || fabs ((double)a.y - b.y) > reach)
    return FALSE;
  return lattice (painting, a.x) == lattice (painting, b.x) && lattice (painting, a.y) == lattice (painting, b.y);
}

static double
snapped (double px)
{
  return floor (px * LATTICE_PER_PX + 0.5) / LATTICE_PER_PX;
}

static void
snap (Stroke *stroke)
{
  /* the corner is a point of the lattice, so px in the tile will do */
  stroke->x0 = snapped (stroke->x0);
  stroke->y0 = snapped (stroke->y0);
  stroke->x1 = snapped (stroke->x1);
  stroke->y1 = snapped (stroke->y1);
}

static void
gather (const LampPainting *painting, guint voltage, GArray *strokes[3])
{
  const LampWorld *vertices = painting->network->vertices;
  LampWorldBox     box = lamp_paint_box (painting, MARGIN_PX * painting->scale);
  gboolean         coarse = painting->zoom < COARSE_BELOW_ZOOM;
  LampBinsIter     iter;
  guint32          first, end;

  lamp_bins_query (&painting->index->edge_bins[voltage], box, &iter);
  while (lamp_bins_next (&iter, &first, &end))
    for (guint32 i = first; i < end; i++)
      {
        LampEdge   edge = painting->index->edges[voltage][i];
        LampWorld  a = vertices[edge.vertex], b = vertices[edge.vertex + 1];
        LampSupply supply;
        Stroke     stroke;

        if (MAX (a.x, b.x) < box.x0 || MIN (a.x, b.x) > box.x1 || MAX (a.y, b.y) < box.y0 || MIN (a.y, b.y) > box.y1)
          continue;
        if (coarse && same_cell (painting, a, b))
          continue;
        supply = lamp_paint_supply (painting, edge.element);
        stroke = (Stroke){ lamp_paint_x (painting, a), lamp_paint_y (painting, a), lamp_paint_x (painting, b), lamp_paint_y (painting, b), 0.0, painting->network->element_feeder[edge.element],
                           painting->state != NULL && (painting->state[edge.element] & LAMP_STATE_TRACED) != 0 };
        if (coarse)
          snap (&stroke);
        if (supply != LAMP_SUPPLY_ENERGISED)
          stroke.along = distance_along (painting, edge);
        g_array_append_val (strokes[supply], stroke);
      }
}

static void
draw_lines (LampPainting *painting, GArray *strokes, double half, guint32 colour)
{
  for (guint i = 0; i < strokes->len; i++)
    {
      const Stroke *stroke = &g_array_index (strokes, Stroke, i);

      lamp_paint_line (painting, stroke->x0, stroke->y0, stroke->x1, stroke->y1, half, colour);
    }
}

/* Medium voltage in the colours of its feeders. */
static void
draw_feeders (LampPainting *painting, GArray *strokes, double half, guint32 unknown)
{
  for (guint i = 0; i < strokes->len; i++)
    {
      const Stroke *stroke = &g_array_index (strokes, Stroke, i);
      guint32       colour = stroke->feeder == LAMP_NO_FEEDER ? unknown : painting->colours[LAMP_COLOUR_FEEDER + stroke->feeder % LAMP_N_FEEDER_COLOURS];

      lamp_paint_line (painting, stroke->x0, stroke->y0, stroke->x1, stroke->y1, half, colour);
    }
}

static void
draw_traced (LampPainting *painting, guint voltage, GArray *strokes)
{
  double half = lamp_paint_by_zoom (painting, widths[voltage]) / 2.0 + 3.0 * painting->scale;

  for (guint i = 0; i < strokes->len; i++)
    {
      const Stroke *stroke = &g_array_index (strokes, Stroke, i);

      if (stroke->traced)
        lamp_paint_line (painting, stroke->x0, stroke->y0, stroke->x1, stroke->y1, half, painting->colours[LAMP_COLOUR_TRACED]);
    }
}

static void
draw_dashes (LampPainting *painting, GArray *strokes, double half, guint32 colour, double on, double off)
{
  for (guint i = 0; i < strokes->len; i++)
    {
      const Stroke *stroke = &g_array_index (strokes, Stroke, i);
      double        phase = stroke->along + off / 2.0 + on;

      lamp_paint_dashes (painting, stroke->x0, stroke->y0, stroke->x1, stroke->y1, half, colour, on, off, &phase);
    }
}

/* One soft shape around everything that is out. */
static void
draw_halo (LampPainting *painting, GArray *strokes[LAMP_N_VOLTAGE_CLASSES][3])
{
  static const struct
  {
    double width;
    guint8 value;
  } rings[] = { { 1.0, 90 }, { 0.86, 170 }, { 0.7, 255 } };
  LampGlow glow = { .colour = painting->colours[LAMP_COLOUR_OUT_HALO] };
  double   half = lamp_paint_by_zoom (painting, halo_widths) / 2.0;

  for (guint ring = 0; ring < G_N_ELEMENTS (rings); ring++)
    {
      lamp_paint_glow_ring (painting, &glow, rings[ring].value);
      for (guint voltage = 0; voltage < LAMP_N_VOLTAGE_CLASSES; voltage++)
        {
          GArray *out = strokes[voltage][LAMP_SUPPLY_OUT];

          for (guint i = 0; out != NULL && i < out->len; i++)
            {
              const Stroke *stroke = &g_array_index (out, Stroke, i);

              lamp_paint_glow_line (painting, &glow, stroke->x0, stroke->y0, stroke->x1, stroke->y1, half * rings[ring].width);
            }
        }
    }
  lamp_paint_glow_end (painting, &glow);
}

static void
draw_class (LampPainting *painting, guint voltage, GArray *strokes[3], gboolean casing)
{
  double  half = lamp_paint_by_zoom (painting, widths[voltage]) / 2.0;
  double  fade = voltage == LAMP_VOLTAGE_LOW ? 0.4 + (painting->zoom - 14.6) : 1.0;
  guint32 colour = lamp_paint_fade (painting->colours[LAMP_COLOUR_LINE_TRANSMISSION + voltage], fade);

  if (casing)
    {
      if (painting->zoom >= 12.0 && voltage != LAMP_VOLTAGE_LOW)
        draw_lines (painting, strokes[LAMP_SUPPLY_ENERGISED], half + 1.1 * painting->scale, painting->colours[LAMP_COLOUR_LINE_CASING]);
      return;
    }
  if ((painting->scene->show & LAMP_SHOW_FEEDERS) != 0 && (voltage == LAMP_VOLTAGE_FEEDER || voltage == LAMP_VOLTAGE_LATERAL))
    draw_feeders (painting, strokes[LAMP_SUPPLY_ENERGISED], half, colour);
  else
    draw_lines (painting, strokes[LAMP_SUPPLY_ENERGISED], half, colour);
  draw_dashes (painting, strokes[LAMP_SUPPLY_UNKNOWN], MAX (half, 0.8 * painting->scale),
               lamp_paint_fade (painting->colours[LAMP_COLOUR_UNKNOWN], fade), 0.0, 5.0 * painting->scale);
}

static void
draw_out (LampPainting *painting, guint voltage, GArray *strokes)
{
  double half = lamp_paint_by_zoom (painting, widths[voltage]) / 2.0;
  double core = MAX (half * 1.2 + 0.35 * painting->scale, 0.8 * painting->scale);
  double on = lamp_paint_by_zoom (painting, dash_lengths);

  if (voltage != LAMP_VOLTAGE_LOW)
    draw_lines (painting, strokes, core + lamp_paint_by_zoom (painting, casing_widths), lamp_paint_fade (painting->colours[LAMP_COLOUR_OUT_CASING], MAX ((painting->zoom - 11.0) / 4.0, 0.3)));
  draw_dashes (painting, strokes, core, painting->colours[LAMP_COLOUR_OUT], on, on * 0.3);
}

void
lamp_paint_grid (LampPainting *painting)
{
  GArray *strokes[LAMP_N_VOLTAGE_CLASSES][3] = { { NULL } };
  int     finest = lamp_scene_finest_class (painting->zoom);

  for (int voltage = 0; voltage <= finest; voltage++)
    {
      for (guint supply = 0; supply < 3; supply++)
        strokes[voltage][supply] = g_array_new (FALSE, FALSE, sizeof (Stroke));
      gather (painting, (guint)voltage, strokes[voltage]);
    }
  lamp_paint_begin_lines (painting);
  draw_halo (painting, strokes);
  for (int voltage = finest; voltage >= 0; voltage--)
    for (guint supply = 0; supply < 3; supply++)
      draw_traced (painting, (guint)voltage, strokes[voltage][supply]);
  for (int pass = 0; pass < 2; pass++)
    for (int voltage = finest; voltage >= 0; voltage--)
      draw_class (painting, (guint)voltage, strokes[voltage], pass == 0);
  for (int voltage = finest; voltage >= 0; voltage--)
    draw_out (painting, (guint)voltage, strokes[voltage][LAMP_SUPPLY_OUT]);
  lamp_paint_end_lines (painting);
  for (int voltage = 0; voltage <= finest; voltage++)
    for (guint supply = 0; supply < 3; supply++)
      g_array_unref (strokes[voltage][supply]);
}
