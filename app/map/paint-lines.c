/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The lines of a painting: through the rasteriser where there are pixels, else as paths of cairo. Neighbours of one width and
 * colour are one path, so that a vector picture stays small and what overlaps is blended once.
 */
#include "map/paint.h"

#define MOST_LINES 20000 /* in one path */

static void
stroke (LampPainting *painting)
{
  if (painting->pen.n == 0)
    return;
  lamp_paint_set_colour (painting->cr, painting->pen.colour);
  cairo_set_line_width (painting->cr, 2.0 * painting->pen.half);
  cairo_stroke (painting->cr);
  painting->pen.n = 0;
}

static void
add_to_path (LampPainting *painting, double x0, double y0, double x1, double y1, double half, guint32 colour)
{
  if (half <= 0.0 || colour >> 24 == 0 || !lamp_line_cut (&x0, &y0, &x1, &y1, half, painting->width, painting->height))
    return;
  if (painting->pen.n > 0 && (painting->pen.half != half || painting->pen.colour != colour || painting->pen.n >= MOST_LINES))
    stroke (painting);
  if (painting->pen.n == 0 || painting->pen.x != x0 || painting->pen.y != y0)
    cairo_move_to (painting->cr, x0, y0);
  cairo_line_to (painting->cr, x1, y1);
  painting->pen.half = half;
  painting->pen.colour = colour;
  painting->pen.x = x1;
  painting->pen.y = y1;
  painting->pen.n++;
}

void
lamp_paint_begin_lines (LampPainting *painting)
{
  if (painting->raster.pixels != NULL)
    {
      cairo_surface_flush (cairo_get_target (painting->cr));
      return;
    }
  cairo_save (painting->cr);
  cairo_new_path (painting->cr);
  cairo_set_line_cap (painting->cr, CAIRO_LINE_CAP_ROUND);
  cairo_set_line_join (painting->cr, CAIRO_LINE_JOIN_ROUND);
}

void
lamp_paint_end_lines (LampPainting *painting)
{
  if (painting->raster.pixels != NULL)
    {
      cairo_surface_mark_dirty (cairo_get_target (painting->cr));
      return;
    }
  stroke (painting);
  cairo_restore (painting->cr);
}

void
lamp_paint_line (LampPainting *painting, double x0, double y0, double x1, double y1, double half_px, guint32 colour)
{
  if (painting->raster.pixels != NULL)
    lamp_raster_line (&painting->raster, x0, y0, x1, y1, half_px, colour);
  else
    add_to_path (painting, x0, y0, x1, y1, half_px, colour);
}

void
lamp_paint_lines (LampPainting *painting, const float *lines, gsize stride, guint32 n, double half_px, guint32 colour, LampEnds ends)
{
  const guint8 *at = (const guint8 *)lines;

  if (painting->raster.pixels != NULL)
    {
      lamp_raster_lines (&painting->raster, lines, stride, n, half_px, colour, ends);
      return;
    }
  for (guint32 i = 0; i < n; i++, at += stride)
    {
      const float *line = (const float *)(const void *)at;

      add_to_path (painting, (double)line[0], (double)line[1], (double)line[2], (double)line[3], half_px, colour);
    }
}

void
lamp_paint_dashes (LampPainting *painting,
                   double        x0,
                   double        y0,
                   double        x1,
                   double        y1,
                   double        half_px,
                   guint32       colour,
                   double        on_px,
                   double        off_px,
                   double       *phase_px)
{
  LampDashes dashes;

  if (painting->raster.pixels != NULL)
    {
      lamp_raster_dashes (&painting->raster, x0, y0, x1, y1, half_px, colour, on_px, off_px, phase_px);
      return;
    }
  lamp_dashes_start (&dashes, x0, y0, x1, y1, half_px, on_px, off_px, phase_px, painting->width, painting->height);
  while (lamp_dashes_next (&dashes, &x0, &y0, &x1, &y1))
    add_to_path (painting, x0, y0, x1, y1, half_px, colour);
}

void
lamp_paint_glow_ring (LampPainting *painting, LampGlow *glow, guint8 value)
{
  glow->last = glow->value;
  glow->value = value;
}

/* What is laid over the rings before to have this one's share of the colour in the end. */
static guint32
ring_colour (const LampGlow *glow)
{
  double alpha = (glow->colour >> 24) / 255.0, before = alpha * glow->last / 255.0, after = alpha * glow->value / 255.0;

  return lamp_paint_fade (glow->colour | 0xff000000, before < 1.0 ? (after - before) / (1.0 - before) : 0.0);
}

void
lamp_paint_glow_line (LampPainting *painting, LampGlow *glow, double x0, double y0, double x1, double y1, double half_px)
{
  LampMask mask = { NULL, painting->width, painting->height };

  if (painting->raster.pixels == NULL)
    {
      add_to_path (painting, x0, y0, x1, y1, half_px, ring_colour (glow));
      return;
    }
  if (glow->cover == NULL)
    glow->cover = g_malloc0 ((gsize)painting->width * (gsize)painting->height);
  mask.cover = glow->cover;
  lamp_mask_line (&mask, x0, y0, x1, y1, half_px, glow->value);
}

void
lamp_paint_glow_end (LampPainting *painting, LampGlow *glow)
{
  LampMask mask = { glow->cover, painting->width, painting->height };

  if (glow->cover != NULL)
    lamp_mask_blend (&mask, &painting->raster, glow->colour);
  g_clear_pointer (&glow->cover, g_free);
}
