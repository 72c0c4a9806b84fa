/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * See raster.h. What a pen is and the calls; raster-draw.c moves it.
 */
#include "map/raster-private.h"

#include <math.h>

void
lamp_raster_clear (LampRaster *raster, guint32 colour)
{
  gsize n = (gsize)raster->width * (gsize)raster->height;

  for (gsize i = 0; i < n; i++)
    raster->pixels[i] = colour | 0xff000000;
}

void
lamp_raster_line (LampRaster *raster, double x0, double y0, double x1, double y1, double half_px, guint32 colour)
{
  LampPen pen = lamp_raster_pen (raster, half_px, colour);

  if (half_px > 0.0)
    lamp_pen_draw (&pen, pen.alpha == 256 ? LAMP_PEN_OPAQUE : LAMP_PEN_BLEND, x0, y0, x1, y1);
}

void
lamp_raster_lines (LampRaster *raster, const float *lines, gsize stride, guint32 n, double half_px, guint32 colour, LampEnds ends)
{
  LampPen pen = lamp_raster_pen (raster, half_px, colour);

  if (half_px <= 0.0 || pen.alpha == 0)
    return;
  pen.straight = ends == LAMP_ENDS_STRAIGHT;
  lamp_pen_draw_many (&pen, pen.alpha == 256 ? LAMP_PEN_OPAQUE : LAMP_PEN_BLEND, lines, stride, n);
}

/* The part of 0…1 along the line that may touch the box grown by `half`; FALSE when none. */
static gboolean
clip (double x0, double y0, double dx, double dy, double width, double height, double half, double *t0, double *t1)
{
  const double start[2] = { x0, y0 }, delta[2] = { dx, dy }, size[2] = { width, height };

  *t0 = 0.0, *t1 = 1.0;
  for (int axis = 0; axis < 2; axis++)
    {
      double low = -half - start[axis], high = size[axis] + half - start[axis];

      if (delta[axis] == 0.0)
        {
          if (low > 0.0 || high < 0.0)
            return FALSE;
          continue;
        }
      low /= delta[axis], high /= delta[axis];
      *t0 = MAX (*t0, MIN (low, high));
      *t1 = MIN (*t1, MAX (low, high));
    }
  return *t0 < *t1;
}

gboolean
lamp_line_cut (double *x0, double *y0, double *x1, double *y1, double half_px, int width, int height)
{
  double dx = *x1 - *x0, dy = *y1 - *y0, t0, t1;

  if (dx == 0.0 && dy == 0.0)
    return *x0 >= -half_px && *y0 >= -half_px && *x0 <= width + half_px && *y0 <= height + half_px;
  if (!clip (*x0, *y0, dx, dy, width, height, half_px, &t0, &t1))
    return FALSE;
  if (t1 < 1.0)
    *x1 = *x0 + dx * t1, *y1 = *y0 + dy * t1;
  if (t0 > 0.0)
    *x0 += dx * t0, *y0 += dy * t0;
  return TRUE;
}

void
lamp_dashes_start (LampDashes *dashes,
                   double      x0,
                   double      y0,
                   double      x1,
                   double      y1,
                   double      half_px,
                   double      on_px,
                   double      off_px,
                   double     *phase_px,
                   int         width,
                   int         height)
{
  double dx = x1 - x0, dy = y1 - y0, length = hypot (dx, dy), period = on_px + off_px;
  double start = *phase_px, t0, t1;

  *phase_px = start + length - floor ((start + length) / period) * period;
  *dashes = (LampDashes){ .x0 = x0, .y0 = y0, .on = on_px, .period = period, .length = length };
  if (length <= 0.0 || !clip (x0, y0, dx, dy, width, height, half_px + on_px, &t0, &t1))
    return; /* at = end = 0: none */

  dashes->x = dx / length;
  dashes->y = dy / length;
  dashes->inset = MIN (half_px, on_px / 2.0);                           /* round ends stay within `on` */
  dashes->at = floor ((start + t0 * length) / period) * period - start; /* the first dash that may be seen */
  dashes->end = t1 * length;
}

gboolean
lamp_dashes_next (LampDashes *dashes, double *x0, double *y0, double *x1, double *y1)
{
  while (dashes->at < dashes->end)
    {
      double at = dashes->at;
      double from = MAX (at + dashes->inset, 0.0), to = MIN (at + dashes->on - dashes->inset, dashes->length);

      dashes->at += dashes->period;
      if (to < from || (dashes->on == 0.0 && at < 0.0))
        continue;
      *x0 = dashes->x0 + dashes->x * from;
      *y0 = dashes->y0 + dashes->y * from;
      *x1 = dashes->x0 + dashes->x * to;
      *y1 = dashes->y0 + dashes->y * to;
      return TRUE;
    }
  return FALSE;
}
