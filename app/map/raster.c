/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * See raster.h. Every line is turned so that u runs along its longer axis and v across; only the strides differ.
 */
#include "map/raster.h"

#include <math.h>
#include <string.h>

#define HAIR_HALF_PX 1.1f /* up to this half width the ends are not worth their arcs */
#define ONE (1 << 16)     /* px across a line are counted in 1/65536 */
#define ARC_STEPS 256
#define SAFE_PX 0.3f /* more than steps of 1/65536 px add up to over the longest band */

/* How what is written is combined with what is there; a constant wherever it matters. */
typedef enum {
  OPAQUE, /* pixels: as BLEND with full alpha */
  BLEND,  /* pixels */
  STAMP,  /* a mask: the greater stays */
} Mode;

/* What to write and how to step. */
typedef struct
{
  guint32 *pixels; /* of a raster */
  guint8  *cover;  /* of a mask */
  int      width, height;
  guint32  colour; /* opaque */
  guint    alpha;  /* 0…256, or the value of a mask */
  float    half;
} Pen;

/* The line turned: u along its longer axis, v across. */
typedef struct
{
  float  u0, v0, u1, v1;
  int    u_size, v_size;     /* pixels */
  gssize u_stride, v_stride; /* in pixels or bytes */
} Course;

static inline __attribute__ ((always_inline)) void
put (const Pen *pen, Mode mode, gssize at, guint cover)
{
  guint   a = mode == OPAQUE ? cover : (cover * pen->alpha) >> 8;
  guint32 under, rb, g;

  if (mode == STAMP)
    {
      if (a > pen->cover[at])
        pen->cover[at] = (guint8)a;
      return;
    }
  under = pen->pixels[at];
  rb = (((under & 0x00ff00ff) * (256 - a) + (pen->colour & 0x00ff00ff) * a) >> 8) & 0x00ff00ff;
  g = (((under & 0x0000ff00) * (256 - a) + (pen->colour & 0x0000ff00) * a) >> 8) & 0x0000ff00;
  pen->pixels[at] = 0xff000000 | rb | g;
}

static inline __attribute__ ((always_inline)) void
put_full (const Pen *pen, Mode mode, gssize at)
{
  if (mode == OPAQUE)
    pen->pixels[at] = pen->colour;
  else
    put (pen, mode, at, 256);
}

/* One column, covered from v0 to v1; `share` (0…256) of its width counts. Both within the target. */
static inline __attribute__ ((always_inline)) void
cut_column (const Pen *pen, Mode mode, const Course *course, gssize column, int v0, int v1, guint share)
{
  int    j0 = v0 >> 16, j1 = (v1 - 1) >> 16;
  gssize at = column + j0 * course->v_stride;

  if (j0 == j1)
    {
      put (pen, mode, at, (guint)(v1 - v0) * share >> 16);
      return;
    }
  put (pen, mode, at, (guint)(ONE - (v0 & (ONE - 1))) * share >> 16);
  for (int j = j0 + 1; j < j1; j++)
    {
      at += course->v_stride;
      if (share == 256)
        put_full (pen, mode, at);
      else
        put (pen, mode, at, share);
    }
  put (pen, mode, at + course->v_stride, (guint)(((v1 - 1) & (ONE - 1)) + 1) * share >> 16);
}

static inline __attribute__ ((always_inline)) void
clip_column (const Pen *pen, Mode mode, const Course *course, int i, float v0, float v1, guint share)
{
  int from = (int)(MAX (v0, 0.0f) * ONE), to = (int)(MIN (v1, (float)course->v_size) * ONE);

  if (from < to)
    cut_column (pen, mode, course, i * course->u_stride, from, to, share);
}

/* Columns first…last between two parallel sides, `reach` above and below the middle of the line. */
static inline __attribute__ ((always_inline)) void
fill_band (const Pen *pen, Mode mode, const Course *course, int first, int last, float slope, float reach)
{
  float  v = course->v0 + ((float)first + 0.5f - course->u0) * slope, end = v + (float)(last - first) * slope;
  float  low = MIN (v, end) - reach, high = MAX (v, end) + reach;
  gssize at = first * course->u_stride;
  int    wide = (int)(reach * ONE), step = (int)lrintf (slope * ONE), middle;

  if (last < first || high <= 0.0f || low >= (float)course->v_size)
    return;
  if (low < SAFE_PX || high > (float)course->v_size - SAFE_PX)
    {
      for (int i = first; i <= last; i++, v += slope)
        clip_column (pen, mode, course, i, v - reach, v + reach, 256);
      return;
    }
  middle = (int)(v * ONE);
  if (wide == 0)
    return;
  for (int i = first; i <= last; i++, middle += step, at += course->u_stride)
    cut_column (pen, mode, course, at, middle - wide, middle + wide, 256);
}

/* A thin line: straight ends, cut across the minor axis. */
static inline __attribute__ ((always_inline)) void
draw_hair (const Pen *pen, Mode mode, const Course *course)
{
  float slope = (course->v1 - course->v0) / (course->u1 - course->u0);
  float reach = pen->half * sqrtf (1.0f + slope * slope);
  float from = MAX (course->u0, 0.0f), to = MIN (course->u1, (float)course->u_size);
  int   first = (int)from, last = (int)ceilf (to) - 1;
  float v = course->v0 + ((float)first + 0.5f - course->u0) * slope;

  if (last < first)
    return;
  if ((float)first < from || (float)first + 1.0f > to)
    {
      clip_column (pen, mode, course, first, v - reach, v + reach, (guint)((MIN (to, (float)first + 1.0f) - from) * 256.0f));
      first++;
    }
  if (last >= first && (float)last + 1.0f > to)
    {
      v = course->v0 + ((float)last + 0.5f - course->u0) * slope;
      clip_column (pen, mode, course, last, v - reach, v + reach, (guint)((to - (float)last) * 256.0f));
      last--;
    }
  fill_band (pen, mode, course, first, last, slope, reach);
}

static float arc[ARC_STEPS + 2]; /* of a circle of radius 1: how high above its middle, at so many steps from there */

static gpointer
make_arc (gpointer data)
{
  for (int i = 0; i < ARC_STEPS; i++)
    arc[i] = sqrtf (1.0f - (float)(i * i) / (ARC_STEPS * ARC_STEPS));
  return arc;
}

static inline float
arc_at (float half, float per_half, float away)
{
  float step = fabsf (away) * per_half * ARC_STEPS;
  int   i = (int)step;

  return i >= ARC_STEPS ? 0.0f : half * (arc[i] + (arc[i + 1] - arc[i]) * (step - (float)i));
}

/* A capsule: two straight sides and two arcs, one interval a column because it is convex. */
static inline __attribute__ ((always_inline)) void
draw_capsule (const Pen *pen, Mode mode, const Course *course)
{
  float half = pen->half, per_half = 1.0f / half, u0 = course->u0, u1 = course->u1;
  float du = u1 - u0, dv = course->v1 - course->v0, length = sqrtf (du * du + dv * dv);
  float cosine = length > 0.0f ? du / length : 1.0f, sine = length > 0.0f ? dv / length : 0.0f;
  float slope = sine / cosine, side = half / cosine, lean = sine * half, most = fabsf (lean);
  int   first = (int)MAX (u0 - half, 0.0f), last = (int)ceilf (MIN (u1 + half, (float)course->u_size)) - 1;
  int   inner = (int)CLAMP (ceilf (u0 + most), (float)first, (float)last + 1.0f), outer = (int)floorf (u1 - most) - 1; /* the straight part */

  for (int i = first; i <= last; i++)
    {
      float left, right, u, straight, high, low;

      if (i == inner && outer >= inner)
        {
          outer = MIN (outer, last);
          fill_band (pen, mode, course, inner, outer, slope, side);
          i = outer;
          continue;
        }
      left = MAX ((float)i, u0 - half);
      right = MIN ((float)i + 1.0f, u1 + half);
      u = (left + right) / 2.0f;
      straight = course->v0 + (u - u0) * slope;
      if (u < u0 - lean)
        high = course->v0 + arc_at (half, per_half, u - u0);
      else
        high = u > u1 - lean ? course->v1 + arc_at (half, per_half, u - u1) : straight + side;
      if (u < u0 + lean)
        low = course->v0 - arc_at (half, per_half, u - u0);
      else
        low = u > u1 + lean ? course->v1 - arc_at (half, per_half, u - u1) : straight - side;
      clip_column (pen, mode, course, i, low, high, (guint)(MAX (right - left, 0.0f) * 256.0f));
    }
}

/* Turns the line, throws away what lies outside, and picks the way to draw it. */
static inline __attribute__ ((always_inline)) void
draw_line (const Pen *pen, Mode mode, float x0, float y0, float x1, float y1)
{
  float    half = pen->half;
  gboolean steep = fabsf (y1 - y0) > fabsf (x1 - x0);
  Course   course = { x0, y0, x1, y1, pen->width, pen->height, 1, pen->width };

  /* so written that a coordinate that is no number is outside */
  if (!(MAX (x0, x1) + half > 0.0f && MIN (x0, x1) - half < (float)pen->width && MAX (y0, y1) + half > 0.0f && MIN (y0, y1) - half < (float)pen->height))
    return;
  if (steep)
    course = (Course){ y0, x0, y1, x1, pen->height, pen->width, pen->width, 1 };
  if (course.u0 > course.u1)
    {
      float swap = course.u0;

      course.u0 = course.u1, course.u1 = swap;
      swap = course.v0, course.v0 = course.v1, course.v1 = swap;
    }
  if (half <= HAIR_HALF_PX && course.u1 - course.u0 >= half)
    draw_hair (pen, mode, &course);
  else
    draw_capsule (pen, mode, &course);
}

#define MOST_PX 1e5 /* from the target; farther away single precision is not enough */

/* A line from or to far away, as a line that ends nearer. */
static gboolean
bring_near (const Pen *pen, double *x0, double *y0, double *x1, double *y1)
{
  double half = (double)pen->half;

  if (fabs (*x0) < MOST_PX && fabs (*y0) < MOST_PX && fabs (*x1) < MOST_PX && fabs (*y1) < MOST_PX)
    return TRUE;
  return isfinite (*x0) && isfinite (*y0) && isfinite (*x1) && isfinite (*y1) &&
         lamp_line_cut (x0, y0, x1, y1, 4.0 * half + 64.0, pen->width, pen->height);
}

static void
draw_one (const Pen *pen, Mode mode, double x0, double y0, double x1, double y1)
{
  if (!bring_near (pen, &x0, &y0, &x1, &y1))
    return;
  switch (mode)
    {
    case OPAQUE:
      draw_line (pen, OPAQUE, (float)x0, (float)y0, (float)x1, (float)y1);
      break;
    case BLEND:
      draw_line (pen, BLEND, (float)x0, (float)y0, (float)x1, (float)y1);
      break;
    case STAMP:
    default:
      draw_line (pen, STAMP, (float)x0, (float)y0, (float)x1, (float)y1);
    }
}

static Pen
make_pen (double half_px, guint32 colour)
{
  static GOnce made = G_ONCE_INIT;
  guint        alpha = colour >> 24;

  g_once (&made, make_arc, NULL);
  return (Pen){ .colour = colour | 0xff000000, .alpha = alpha + (alpha >> 7), .half = (float)half_px };
}

static Pen
raster_pen (LampRaster *raster, double half_px, guint32 colour)
{
  Pen pen = make_pen (half_px, colour);

  pen.pixels = raster->pixels;
  pen.width = raster->width;
  pen.height = raster->height;
  return pen;
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
  Pen pen = raster_pen (raster, half_px, colour);

  if (half_px > 0.0)
    draw_one (&pen, pen.alpha == 256 ? OPAQUE : BLEND, x0, y0, x1, y1);
}

static gboolean
is_near (const float *line)
{
  return fabsf (line[0]) < (float)MOST_PX && fabsf (line[1]) < (float)MOST_PX && fabsf (line[2]) < (float)MOST_PX && fabsf (line[3]) < (float)MOST_PX;
}

static inline __attribute__ ((always_inline)) void
draw_many (const Pen *pen, Mode mode, const guint8 *lines, gsize stride, guint32 n)
{
  for (guint32 i = 0; i < n; i++, lines += stride)
    {
      const float *line = (const float *)(const void *)lines;

      if (G_LIKELY (is_near (line)))
        draw_line (pen, mode, line[0], line[1], line[2], line[3]);
      else
        draw_one (pen, mode, (double)line[0], (double)line[1], (double)line[2], (double)line[3]);
    }
}

void
lamp_raster_lines (LampRaster *raster, const float *lines, gsize stride, guint32 n, double half_px, guint32 colour)
{
  Pen pen = raster_pen (raster, half_px, colour);

  if (half_px <= 0.0 || pen.alpha == 0)
    return;
  if (pen.alpha == 256)
    draw_many (&pen, OPAQUE, (const guint8 *)lines, stride, n);
  else
    draw_many (&pen, BLEND, (const guint8 *)lines, stride, n);
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
  Pen        pen = raster_pen (raster, half_px, colour);
  LampDashes dashes;

  lamp_dashes_start (&dashes, x0, y0, x1, y1, half_px, on_px, off_px, phase_px, raster->width, raster->height);
  while (lamp_dashes_next (&dashes, &x0, &y0, &x1, &y1))
    draw_one (&pen, pen.alpha == 256 ? OPAQUE : BLEND, x0, y0, x1, y1);
}

void
lamp_mask_line (LampMask *mask, double x0, double y0, double x1, double y1, double half_px, guint8 value)
{
  Pen pen = make_pen (half_px, 0);

  pen.cover = mask->cover;
  pen.width = mask->width;
  pen.height = mask->height;
  pen.alpha = value;
  if (half_px > 0.0)
    draw_one (&pen, STAMP, x0, y0, x1, y1);
}

void
lamp_mask_blend (const LampMask *mask, LampRaster *raster, guint32 colour)
{
  Pen   pen = raster_pen (raster, 1.0, colour);
  gsize n = (gsize)mask->width * (gsize)mask->height;

  g_return_if_fail (mask->width == raster->width && mask->height == raster->height);

  for (gsize i = 0; i < n; i++)
    if (mask->cover[i] != 0)
      put (&pen, BLEND, (gssize)i, mask->cover[i] + (mask->cover[i] >> 7));
}
