/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * See raster.h. Every line is turned so that u runs along its longer axis and v across; only the strides differ.
 */
#include "map/raster.h"

#include <math.h>
#include <string.h>

#define HAIR_HALF_PX 1.1 /* up to this half width the ends are not worth their square roots */

/* What to write and how to step: one of the two targets. */
typedef struct
{
  guint32 *pixels; /* NULL for a mask */
  guint8  *cover;
  int      u_size, v_size;     /* pixels along and across */
  gssize   u_stride, v_stride; /* in pixels or bytes */
  guint32  rb, g;              /* the colour's channels, two in one word */
  guint    alpha;              /* 0…256, or the value of a mask */
} Target;

static inline void
blend (const Target *target, gssize at, guint cover)
{
  if (target->pixels == NULL)
    {
      guint value = (cover * target->alpha) >> 8;

      if (value > target->cover[at])
        target->cover[at] = (guint8)value;
      return;
    }

  guint   a = (cover * target->alpha) >> 8;
  guint32 under = target->pixels[at];
  guint32 rb = (((under & 0x00ff00ff) * (256 - a) + target->rb * a) >> 8) & 0x00ff00ff;
  guint32 g = (((under & 0x0000ff00) * (256 - a) + target->g * a) >> 8) & 0x0000ff00;

  target->pixels[at] = 0xff000000 | rb | g;
}

/* Rows j0…j1 in full. */
static inline void
fill_run (const Target *target, gssize column, int j0, int j1)
{
  gssize at = column + j0 * target->v_stride;

  if (target->pixels != NULL && target->alpha == 256)
    {
      guint32 colour = 0xff000000 | target->rb | target->g;

      for (int j = j0; j <= j1; j++, at += target->v_stride)
        target->pixels[at] = colour;
      return;
    }
  for (int j = j0; j <= j1; j++, at += target->v_stride)
    blend (target, at, 256);
}

/* One column, covered from v0 to v1 in 1/65536 pixels; `share` (0…256) of its width counts. */
static inline void
cut_column (const Target *target, int i, gint64 v0, gint64 v1, guint share)
{
  gssize column = i * target->u_stride;
  int    j0, j1;

  v0 = MAX (v0, 0);
  v1 = MIN (v1, (gint64)target->v_size << 16);
  if (v0 >= v1)
    return;
  j0 = (int)(v0 >> 16);
  j1 = (int)((v1 - 1) >> 16);
  if (j0 == j1)
    {
      blend (target, column + j0 * target->v_stride, (guint)((v1 - v0) * share >> 16));
      return;
    }
  blend (target, column + j0 * target->v_stride, (guint)(((((gint64)j0 + 1) << 16) - v0) * share >> 16));
  blend (target, column + j1 * target->v_stride, (guint)((v1 - ((gint64)j1 << 16)) * share >> 16));
  if (j1 - j0 < 2)
    return;
  if (share == 256)
    fill_run (target, column, j0 + 1, j1 - 1);
  else
    for (int j = j0 + 1; j < j1; j++)
      blend (target, column + j * target->v_stride, share);
}

static inline gint64
to_fixed (double v)
{
  return (gint64)(CLAMP (v, -1e6, 1e6) * 65536.0);
}

/* A thin line: straight ends, cut across the minor axis. */
static void
draw_hair (const Target *target, double u0, double v0, double u1, double v1, double half)
{
  double slope = u1 > u0 ? (v1 - v0) / (u1 - u0) : 0.0;
  double reach = half * sqrt (1.0 + slope * slope);
  int    first = (int)floor (MAX (u0, 0.0));
  int    last = (int)ceil (MIN (u1, (double)target->u_size)) - 1;
  gint64 step = to_fixed (slope), wide = to_fixed (reach);
  gint64 v;

  if (last < first)
    return;
  v = to_fixed (v0 + (first + 0.5 - u0) * slope);
  for (int i = first; i <= last; i++, v += step)
    {
      guint share = 256;

      if (i < u0 || i + 1 > u1)
        share = (guint)((MIN (u1, i + 1.0) - MAX (u0, (double)i)) * 256.0);
      cut_column (target, i, v - wide, v + wide, share);
    }
}

/* A capsule: two straight sides and two arcs, one interval a column because it is convex. */
static void
draw_capsule (const Target *target, double u0, double v0, double u1, double v1, double half)
{
  double length = hypot (u1 - u0, v1 - v0);
  double cosine = length > 0.0 ? (u1 - u0) / length : 1.0;
  double sine = length > 0.0 ? (v1 - v0) / length : 0.0;
  double slope = sine / cosine, side = half / cosine, lean = sine * half;
  int    first = (int)floor (MAX (u0 - half, 0.0));
  int    last = (int)ceil (MIN (u1 + half, (double)target->u_size)) - 1;

  for (int i = first; i <= last; i++)
    {
      double left = MAX ((double)i, u0 - half), right = MIN (i + 1.0, u1 + half);
      double u = (left + right) / 2.0;
      double straight = v0 + (u - u0) * slope;
      double from0 = sqrt (MAX (half * half - (u - u0) * (u - u0), 0.0));
      double from1 = sqrt (MAX (half * half - (u - u1) * (u - u1), 0.0));
      double high, low;

      if (u < u0 - lean)
        high = v0 + from0;
      else if (u > u1 - lean)
        high = v1 + from1;
      else
        high = straight + side;
      if (u < u0 + lean)
        low = v0 - from0;
      else if (u > u1 + lean)
        low = v1 - from1;
      else
        low = straight - side;
      cut_column (target, i, to_fixed (low), to_fixed (high), (guint)(MAX (right - left, 0.0) * 256.0));
    }
}

/* Turns the line, throws away what lies outside, and picks the way to draw it. */
static void
draw_line (Target *target, int width, int height, double x0, double y0, double x1, double y1, double half)
{
  double   u0 = x0, v0 = y0, u1 = x1, v1 = y1;
  gboolean steep = fabs (y1 - y0) > fabs (x1 - x0);

  if (MAX (x0, x1) + half <= 0 || MIN (x0, x1) - half >= width || MAX (y0, y1) + half <= 0 || MIN (y0, y1) - half >= height)
    return;

  if (steep)
    u0 = y0, v0 = x0, u1 = y1, v1 = x1;
  if (u0 > u1)
    {
      double swap = u0;

      u0 = u1, u1 = swap;
      swap = v0, v0 = v1, v1 = swap;
    }
  target->u_size = steep ? height : width;
  target->v_size = steep ? width : height;
  target->u_stride = steep ? width : 1;
  target->v_stride = steep ? 1 : width;
  if (half <= HAIR_HALF_PX && u1 - u0 >= half)
    draw_hair (target, u0, v0, u1, v1, half);
  else
    draw_capsule (target, u0, v0, u1, v1, half);
}

static Target
raster_target (LampRaster *raster, guint32 colour)
{
  guint alpha = colour >> 24;

  return (Target){ .pixels = raster->pixels, .rb = colour & 0x00ff00ff, .g = colour & 0x0000ff00, .alpha = alpha + (alpha >> 7) };
}

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
  Target target = raster_target (raster, colour);

  draw_line (&target, raster->width, raster->height, x0, y0, x1, y1, half_px);
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

  *phase_px = fmod (start + length, period);
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

void
lamp_raster_dashes (LampRaster *raster,
                    double      x0,
                    double      y0,
                    double      x1,
                    double      y1,
                    double      half_px,
                    guint32     colour,
                    double      on_px,
                    double      off_px,
                    double     *phase_px)
{
  Target     target = raster_target (raster, colour);
  LampDashes dashes;

  lamp_dashes_start (&dashes, x0, y0, x1, y1, half_px, on_px, off_px, phase_px, raster->width, raster->height);
  while (lamp_dashes_next (&dashes, &x0, &y0, &x1, &y1))
    draw_line (&target, raster->width, raster->height, x0, y0, x1, y1, half_px);
}

void
lamp_mask_line (LampMask *mask, double x0, double y0, double x1, double y1, double half_px, guint8 value)
{
  Target target = { .cover = mask->cover, .alpha = value };

  draw_line (&target, mask->width, mask->height, x0, y0, x1, y1, half_px);
}

void
lamp_mask_blend (const LampMask *mask, LampRaster *raster, guint32 colour)
{
  Target target = raster_target (raster, colour);
  gsize  n = (gsize)mask->width * (gsize)mask->height;

  g_return_if_fail (mask->width == raster->width && mask->height == raster->height);

  for (gsize i = 0; i < n; i++)
    if (mask->cover[i] != 0)
      blend (&target, (gssize)i, mask->cover[i] + (mask->cover[i] >> 7));
}
