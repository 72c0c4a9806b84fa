/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The base map in a tile: blocks, green, water and buildings as areas through cairo, cut to the tile first (cairo
 * counts in 24 bits of pixels), then rail and roads by rank with their edges.
 */
#include "map/paint.h"

#include <math.h>

#define MARGIN_PX 8.0 /* around the tile, where a cut edge may not be seen */
#define SMALLEST_AREA_PX 1.5

typedef struct
{
  double x, y;
} Corner;

#define N_RANKS 5 /* of roads */

static const double road_widths[N_RANKS][7][2] = {
  { { 8, 0.8 }, { 11, 1.8 }, { 13, 4.0 }, { 15, 9.0 }, { 17, 20 }, { 19, 44 }, { 0 } },
  { { 10, 0.7 }, { 12, 1.6 }, { 14, 4.2 }, { 16, 11 }, { 18, 26 }, { 20, 60 }, { 0 } },
  { { 12, 0.5 }, { 13, 1.0 }, { 14, 2.2 }, { 16, 7.0 }, { 18, 17 }, { 20, 42 }, { 0 } },
  { { 13, 0.5 }, { 14, 1.0 }, { 16, 3.6 }, { 18, 9.0 }, { 20, 22 }, { 0 } },
  { { 15, 0.6 }, { 16, 1.8 }, { 18, 6.0 }, { 20, 16 }, { 0 } },
};
static const double road_from_zoom[N_RANKS] = { 0.0, 9.0, 11.6, 13.0, 15.0 };
/* A pale road this narrow has no room for edges; the great ones would be lost on pale ground without. */
static const double     edged_from_px[N_RANKS] = { 1.2, 2.0, 3.0, 3.0, 3.0 };
static const LampColour road_colours[N_RANKS][2] = {
  { LAMP_COLOUR_MOTORWAY, LAMP_COLOUR_MOTORWAY_EDGE },
  { LAMP_COLOUR_MAIN_STREET, LAMP_COLOUR_MAIN_STREET_EDGE },
  { LAMP_COLOUR_STREET, LAMP_COLOUR_STREET_EDGE },
  { LAMP_COLOUR_STREET, LAMP_COLOUR_STREET_EDGE },
  { LAMP_COLOUR_STREET, LAMP_COLOUR_STREET_EDGE },
};

#define N_STREAM_RANKS 4

static const double stream_widths[N_STREAM_RANKS][6][2] = {
  { { 8, 0.7 }, { 12, 1.6 }, { 14, 3.0 }, { 16, 6.5 }, { 18, 15 }, { 0 } },
  { { 11, 0.7 }, { 13, 1.4 }, { 15, 3.0 }, { 18, 11 }, { 0 } },
  { { 12, 0.5 }, { 14, 1.0 }, { 16, 2.2 }, { 18, 5.0 }, { 0 } },
  { { 14, 0.5 }, { 16, 1.2 }, { 18, 3.0 }, { 0 } },
};
static const double stream_from_zoom[N_STREAM_RANKS] = { 8.0, 11.0, 12.4, 14.4 };
static const double path_widths[5][2] = { { 15, 0.9 }, { 17, 1.5 }, { 19, 2.6 }, { 20, 4.0 }, { 0 } };

#define PATHS_FROM_ZOOM 15.0
#define SIDINGS_FROM_ZOOM 13.4

static gboolean
inside (Corner c, int side, double low, double high)
{
  double v = side < 2 ? c.x : c.y;

  return side % 2 == 0 ? v >= low : v <= high;
}

/* Sutherland and Hodgman: a ring cut by one side of the tile. */
static void
cut_ring (const GArray *ring, GArray *cut, int side, double low, double high)
{
  double edge = side % 2 == 0 ? low : high;

  g_array_set_size (cut, 0);
  for (guint i = 0; i < ring->len; i++)
    {
      Corner   from = g_array_index (ring, Corner, i == 0 ? ring->len - 1 : i - 1);
      Corner   to = g_array_index (ring, Corner, i);
      gboolean from_in = inside (from, side, low, high), to_in = inside (to, side, low, high);

      if (from_in != to_in)
        {
          double t = side < 2 ? (edge - from.x) / (to.x - from.x) : (edge - from.y) / (to.y - from.y);
          Corner at = { from.x + (to.x - from.x) * t, from.y + (to.y - from.y) * t };

          g_array_append_val (cut, at);
        }
      if (to_in)
        g_array_append_val (cut, to);
    }
}

static void
add_ring (LampPainting *painting, const LampWorld *vertices, guint32 n, GArray *ring, GArray *spare)
{
  const double low = -MARGIN_PX, right = painting->width + MARGIN_PX, bottom = painting->height + MARGIN_PX;
  gboolean     out = FALSE;

  g_array_set_size (ring, 0);
  for (guint32 i = 0; i < n; i++)
    {
      Corner corner = { lamp_paint_x (painting, vertices[i]), lamp_paint_y (painting, vertices[i]) };

      if (ring->len > 0 && i + 1 < n)
        {
          Corner last = g_array_index (ring, Corner, ring->len - 1);

          if (fabs (corner.x - last.x) < 0.4 && fabs (corner.y - last.y) < 0.4)
            continue;
        }
      out = out || corner.x < low || corner.x > right || corner.y < low || corner.y > bottom;
      g_array_append_val (ring, corner);
    }
  for (int side = 0; out && side < 4; side += 2)
    {
      double high = side == 0 ? right : bottom;

      cut_ring (ring, spare, side, low, high);
      cut_ring (spare, ring, side + 1, low, high);
    }
  if (ring->len < 3)
    return;
  for (guint i = 0; i < ring->len; i++)
    {
      Corner c = g_array_index (ring, Corner, i);

      if (i == 0)
        cairo_move_to (painting->cr, c.x, c.y);
      else
        cairo_line_to (painting->cr, c.x, c.y);
    }
  cairo_close_path (painting->cr);
}

static void
trace_area (LampPainting *painting, const LampBaseLayer *layer, guint32 feature, GArray *ring, GArray *spare)
{
  for (guint32 part = layer->part_start[feature]; part < layer->part_start[feature + 1]; part++)
    add_ring (painting, layer->vertices + layer->vertex_start[part], layer->vertex_start[part + 1] - layer->vertex_start[part], ring, spare);
}

/* Fills or strokes every area of a layer in the colour set. Each by itself, or, what is faster, all as one path: then
 * none may overlap another, or there would be a hole. */
static void
draw_areas (LampPainting *painting, LampBaseKind kind, gboolean apart, void (*draw) (cairo_t *cr))
{
  const LampBaseLayer *layer = &painting->network->base[kind];
  const LampWorldBox  *boxes = painting->index->base_boxes[kind];
  LampWorldBox         tile = lamp_paint_box (painting, MARGIN_PX);
  g_autoptr (GArray) ring = g_array_new (FALSE, FALSE, sizeof (Corner));
  g_autoptr (GArray) spare = g_array_new (FALSE, FALSE, sizeof (Corner));
  double       smallest = SMALLEST_AREA_PX / painting->k;
  LampBinsIter iter;
  guint32      first, end;

  cairo_set_fill_rule (painting->cr, CAIRO_FILL_RULE_EVEN_ODD);
  lamp_bins_query (&painting->index->base_bins[kind], tile, &iter);
  while (lamp_bins_next (&iter, &first, &end))
    for (guint32 i = first; i < end; i++)
      {
        guint32 feature = painting->index->base_bins[kind].order[i];

        if (!lamp_world_box_intersects (boxes[feature], tile) ||
            (boxes[feature].x1 - boxes[feature].x0 < smallest && boxes[feature].y1 - boxes[feature].y0 < smallest))
          continue;
        trace_area (painting, layer, feature, ring, spare);
        if (apart)
          draw (painting->cr);
      }
  if (!apart)
    draw (painting->cr);
}

/* Edges first: those between two areas that touch are then covered, and a river runs into the sea. */
static void
fill_areas (LampPainting *painting, LampBaseKind kind, gboolean apart, guint32 fill, guint32 edge)
{
  if (!painting->network->base[kind].area || painting->network->base[kind].n_features == 0)
    return;
  if (edge != 0)
    {
      cairo_set_line_width (painting->cr, 2.0 * painting->scale);
      lamp_paint_set_colour (painting->cr, edge);
      draw_areas (painting, kind, apart, cairo_stroke);
    }
  lamp_paint_set_colour (painting->cr, fill);
  draw_areas (painting, kind, apart, cairo_fill);
}

typedef void (*EdgeFunc) (LampPainting *painting, double x0, double y0, double x1, double y1, double *phase, double half, guint32 colour);

static void
draw_plain (LampPainting *painting, double x0, double y0, double x1, double y1, double *phase, double half, guint32 colour)
{
  lamp_paint_line (painting, x0, y0, x1, y1, half, colour);
}

static void
draw_dashed (LampPainting *painting, double x0, double y0, double x1, double y1, double *phase, double half, guint32 colour)
{
  lamp_paint_dashes (painting, x0, y0, x1, y1, half, colour, 8.0 * painting->scale, 8.0 * painting->scale, phase);
}

/* Short and fine, not to be taken for a railway. */
static void
draw_dotted (LampPainting *painting, double x0, double y0, double x1, double y1, double *phase, double half, guint32 colour)
{
  lamp_paint_dashes (painting, x0, y0, x1, y1, half, colour, 4.0 * painting->scale, 3.0 * painting->scale, phase);
}

/* Those of a rank from `rank` to `last`. */
static void
draw_courses (LampPainting *painting, LampBaseKind kind, guint rank, guint last, double half, guint32 colour, EdgeFunc draw)
{
  const LampBaseLayer *layer = &painting->network->base[kind];
  const LampWorldBox  *boxes = painting->index->base_boxes[kind];
  LampWorldBox         tile = lamp_paint_box (painting, half + 2.0);
  LampBinsIter         iter;
  guint32              first, end;

  lamp_bins_query (&painting->index->base_bins[kind], tile, &iter);
  while (lamp_bins_next (&iter, &first, &end))
    for (guint32 i = first; i < end; i++)
      {
        guint32 feature = painting->index->base_bins[kind].order[i];

        if (layer->rank[feature] < rank || layer->rank[feature] > last || !lamp_world_box_intersects (boxes[feature], tile))
          continue;
        for (guint32 part = layer->part_start[feature]; part < layer->part_start[feature + 1]; part++)
          {
            double phase = 0.0;

            for (guint32 v = layer->vertex_start[part]; v + 1 < layer->vertex_start[part + 1]; v++)
              draw (painting, lamp_paint_x (painting, layer->vertices[v]), lamp_paint_y (painting, layer->vertices[v]),
                    lamp_paint_x (painting, layer->vertices[v + 1]), lamp_paint_y (painting, layer->vertices[v + 1]), &phase, half, colour);
          }
      }
}

static void
draw_roads (LampPainting *painting)
{
  for (int pass = 0; pass < 2; pass++)
    for (int rank = N_RANKS - 1; rank >= 0; rank--)
      {
        double   width = lamp_paint_by_zoom (painting, road_widths[rank]);
        guint    last = rank == N_RANKS - 1 ? G_MAXUINT8 : (guint)rank;
        gboolean edged = width >= edged_from_px[rank] * painting->scale;
        double   fade = painting->zoom - road_from_zoom[rank] + 0.4;

        if (painting->zoom < road_from_zoom[rank] || (pass == 0 && !edged))
          continue;
        if (pass == 0)
          draw_courses (painting, LAMP_BASE_ROAD, (guint)rank, last, width / 2.0 + MIN (0.9 * painting->scale, 0.4 * width), painting->colours[road_colours[rank][1]], draw_plain);
        else
          draw_courses (painting, LAMP_BASE_ROAD, (guint)rank, last, width / 2.0, lamp_paint_fade (painting->colours[road_colours[rank][0]], fade), draw_plain);
      }
}

static void
draw_rail (LampPainting *painting)
{
  double  half = CLAMP (painting->zoom - 11.0, 0.5, 3.0) * 0.55 * painting->scale;
  guint32 colour = painting->colours[LAMP_COLOUR_RAIL];

  if (painting->zoom < 10.0)
    return;
  if (painting->zoom >= SIDINGS_FROM_ZOOM)
    draw_courses (painting, LAMP_BASE_RAIL, 1, G_MAXUINT8, MIN (half, 0.5 * painting->scale), lamp_paint_fade (colour, (painting->zoom - SIDINGS_FROM_ZOOM) * 0.4 + 0.4), draw_plain);
  draw_courses (painting, LAMP_BASE_RAIL, 0, 0, half, colour, draw_plain);
  if (half > 1.0 * painting->scale)
    draw_courses (painting, LAMP_BASE_RAIL, 0, 0, half - 0.6 * painting->scale, painting->colours[LAMP_COLOUR_GROUND], draw_dashed);
}

/* Below the waters that have an area, into which they run. */
static void
draw_streams (LampPainting *painting)
{
  lamp_paint_begin_lines (painting);
  for (int rank = N_STREAM_RANKS - 1; rank >= 0; rank--)
    if (painting->zoom >= stream_from_zoom[rank])
      draw_courses (painting, LAMP_BASE_STREAM, (guint)rank, rank == N_STREAM_RANKS - 1 ? G_MAXUINT8 : (guint)rank,
                    lamp_paint_by_zoom (painting, stream_widths[rank]) / 2.0,
                    lamp_paint_fade (painting->colours[rank < 2 ? LAMP_COLOUR_WATER : LAMP_COLOUR_WATER_EDGE], painting->zoom - stream_from_zoom[rank] + 0.4), draw_plain);
  lamp_paint_end_lines (painting);
}

static void
draw_paths (LampPainting *painting)
{
  if (painting->zoom >= PATHS_FROM_ZOOM)
    draw_courses (painting, LAMP_BASE_PATH, 0, G_MAXUINT8, lamp_paint_by_zoom (painting, path_widths) / 2.0,
                  lamp_paint_fade (painting->colours[LAMP_COLOUR_RAIL], painting->zoom - PATHS_FROM_ZOOM + 0.4), draw_dotted);
}

void
lamp_paint_base (LampPainting *painting)
{
  const guint32 *colours = painting->colours;

  fill_areas (painting, LAMP_BASE_GREEN, TRUE, colours[LAMP_COLOUR_GREEN], 0);
  draw_streams (painting);
  fill_areas (painting, LAMP_BASE_WATER, TRUE, colours[LAMP_COLOUR_WATER], painting->zoom > 12.0 ? colours[LAMP_COLOUR_WATER_EDGE] : 0);
  if (!painting->network->base[LAMP_BASE_WATER].area)
    {
      lamp_paint_begin_lines (painting);
      draw_courses (painting, LAMP_BASE_WATER, 0, G_MAXUINT8, painting->scale, colours[LAMP_COLOUR_WATER], draw_plain);
      lamp_paint_end_lines (painting);
    }
  if (painting->zoom >= 13.0)
    fill_areas (painting, LAMP_BASE_BUILT, FALSE,
                lamp_paint_fade (colours[painting->zoom >= 15.5 ? LAMP_COLOUR_BUILDING : LAMP_COLOUR_BLOCK], painting->zoom - 12.6), 0);
  lamp_paint_begin_lines (painting);
  draw_rail (painting);
  draw_paths (painting);
  draw_roads (painting);
  lamp_paint_end_lines (painting);
}
