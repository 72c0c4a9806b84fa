/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The lines of a painting: through the rasteriser where there are pixels, else as paths of cairo. Neighbours of one width and
 * colour are one path, so that a vector picture stays small and what overlaps is blended once.
 */
#include "map/paint.h"

#define MOST_LINES 20000 /* in one path */

/* Draws what is pending. */
static void
stroke (LampPainting *painting)
{
  guint n = painting->pen.n;

  painting->pen.n = 0;
  if (n > 0 && painting->raster.pixels != NULL)
    lamp_raster_lines (&painting->raster, painting->pen.lines[0], sizeof painting->pen.lines[0], n, painting->pen.half, painting->pen.colour, LAMP_ENDS_ROUND);
  else if (n > 0)
    {
      lamp_paint_set_colour (painting->cr, painting->pen.colour);
      cairo_set_line_width (painting->cr, 2.0 * painting->pen.half);
      cairo_stroke (painting->cr);
    }
}

static void
add_to_path (LampPainting *painting, double x0, double y0, double x1, double y1)
{
  if (painting->pen.n == 0 || painting->pen.x != x0 || painting->pen.y != y0)
    cairo_move_to (painting->cr, x0, y0);
  cairo_line_to (painting->cr, x1, y1);
  painting->pen.x = x1;
  painting->pen.y = y1;
  painting->pen.n++;
}

static void
add_to_pending (LampPainting *painting, double x0, double y0, double x1, double y1)
{
  float *line = painting->pen.lines[painting->pen.n++];

  line[0] = (float)x0;
  line[1] = (float)y0;
  line[2] = (float)x1;
  line[3] = (float)y1;
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
  stroke (painting);
  if (painting->raster.pixels != NULL)
    {
      cairo_surface_mark_dirty (cairo_get_target (painting->cr));
      return;
    }
  cairo_restore (painting->cr);
}

void
lamp_paint_line (LampPainting *painting, double x0, double y0, double x1, double y1, double half_px, guint32 colour)
{
  gboolean has_pixels = painting->raster.pixels != NULL;
  guint    most = has_pixels ? LAMP_PAINT_MOST_PENDING : MOST_LINES;

  if (half_px <= 0.0 || colour >> 24 == 0 || !lamp_line_cut (&x0, &y0, &x1, &y1, half_px, painting->width, painting->height))
    return;
  if (painting->pen.n > 0 && (painting->pen.half != half_px || painting->pen.colour != colour || painting->pen.n >= most))
    stroke (painting);
  painting->pen.half = half_px;
  painting->pen.colour = colour;
  if (has_pixels)
    add_to_pending (painting, x0, y0, x1, y1);
  else
    add_to_path (painting, x0, y0, x1, y1);
}

void
lamp_paint_lines (LampPainting *painting, const float *lines, gsize stride, guint32 n, double half_px, guint32 colour, LampEnds ends)
{
  const guint8 *at = (const guint8 *)lines;

  if (painting->raster.pixels != NULL)
    {
      stroke (painting); /* what was asked for before */
      lamp_raster_lines (&painting->raster, lines, stride, n, half_px, colour, ends);
      return;
    }
  for (guint32 i = 0; i < n; i++, at += stride)
    {
      const float *line = (const float *)(const void *)at;

      lamp_paint_line (painting, (double)line[0], (double)line[1], (double)line[2], (double)line[3], half_px, colour);
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

  lamp_dashes_start (&dashes, x0, y0, x1, y1, half_px, on_px, off_px, phase_px, painting->width, painting->height);
  while (lamp_dashes_next (&dashes, &x0, &y0, &x1, &y1))
    lamp_paint_line (painting, x0, y0, x1, y1, half_px, colour);
}

/* Vectors do not fade: rings from the outermost in, each of a greater share of the colour. */
static void
draw_rings (LampPainting *painting, const LampPaintLines *sets, guint n_sets, double half, guint32 colour)
{
  static const struct
  {
    double width, share;
  } rings[] = { { 0.97, 0.25 }, { 0.86, 0.6 }, { 0.72, 1.0 } };
  double alpha = (colour >> 24) / 255.0, before = 0.0;

  for (guint ring = 0; ring < G_N_ELEMENTS (rings); ring++)
    {
      /* what is laid over the rings before to have this one's share in the end */
      double over = before < 1.0 ? (alpha * rings[ring].share - before) / (1.0 - before) : 0.0;

      before = alpha * rings[ring].share;
      for (guint i = 0; i < n_sets; i++)
        lamp_paint_lines (painting, sets[i].lines, sets[i].stride, sets[i].n, half * rings[ring].width, lamp_paint_fade (colour | 0xff000000, over), LAMP_ENDS_ROUND);
    }
}

void
lamp_paint_glow (LampPainting *painting, const LampPaintLines *sets, guint n_sets, double half_px, guint32 colour)
{
  LampGlow glow;
  guint32  n = 0;

  for (guint i = 0; i < n_sets; i++)
    n += sets[i].n;
  if (n == 0)
    return;
  if (painting->raster.pixels == NULL)
    {
      draw_rings (painting, sets, n_sets, half_px, colour);
      return;
    }
  stroke (painting);
  lamp_glow_init (&glow, painting->width, painting->height);
  for (guint i = 0; i < n_sets; i++)
    lamp_glow_lines (&glow, sets[i].lines, sets[i].stride, sets[i].n, half_px);
  lamp_glow_blend (&glow, &painting->raster, colour);
  lamp_glow_clear (&glow);
}
