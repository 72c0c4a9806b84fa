/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * One line, with a pen. Every line is turned so that u runs along its longer axis and v across. Between its parallel sides it is drawn
 * eight pixels at a time, as vectors of the compiler (one register with AVX2, two without): what a block covers of a pixel is how far
 * its two sides reach into it. Only round ends go pixel by pixel.
 */
#include "map/raster-private.h"

#include <math.h>
#include <string.h>

#define HAIR_HALF_PX 1.1f /* up to this half width round ends are not worth their arcs */
#define STRAIGHT_END 0.5f /* how much longer a line with straight ends is, in half widths */
#define ONE (1 << 16)     /* px are counted in 1/65536 */
#define ARC_STEPS 256
#define LANES 8
#define MOST_PX 1e5 /* from the target; farther away single precision is not enough */

typedef gint32  Lanes __attribute__ ((vector_size (32)));
typedef guint16 Channels __attribute__ ((vector_size (32)));

static const Lanes lane = { 0, 1, 2, 3, 4, 5, 6, 7 };

/* The line turned. */
typedef struct
{
  float    u0, v0, u1, v1;
  int      u_size, v_size; /* pixels */
  gboolean steep;          /* u is y */
} Course;

static inline __attribute__ ((always_inline)) Lanes
least (Lanes a, Lanes b)
{
  Lanes is_less = a < b;

  return (a & is_less) | (b & ~is_less);
}

static inline __attribute__ ((always_inline)) Lanes
clamp_lanes (Lanes value, int most)
{
  Lanes limit = lane * 0 + most;

  value = least (value, limit);
  return value & (value > 0);
}

/* The pixels of a block, covered 0…256 each. */
static inline __attribute__ ((always_inline)) void
put_block (const LampPen *pen, LampPenMode mode, guint32 *at, Lanes cover)
{
  Channels colour = (Channels)(lane * 0 + (gint32)pen->colour), under, a, low, high;

  if (mode == LAMP_PEN_BLEND)
    cover = (Lanes)((Channels)(cover >> 1) * (Channels)(lane * 0 + (int)pen->alpha)) >> 7;
  a = (Channels)(cover | cover << 16);
  memcpy (&under, at, sizeof under);
  /* Sixteen bits hold two channels; the difference may be negative, the sum is not. */
  low = (under << 8) + ((colour & 0xff) - (under & 0xff)) * a;
  high = (under & 0xff00) + ((colour >> 8) - (under >> 8)) * a;
  under = (low >> 8) | (high & 0xff00);
  memcpy (at, &under, sizeof under);
}

/* A flat line from column `from` to `to` (px/65536): blocks of eight columns, row by row. */
static inline __attribute__ ((always_inline)) void
fill_flat (const LampPen *pen, LampPenMode mode, const Course *course, int from, int to, int middle, int step, int wide)
{
  int first = from >> 16, last = (to - 1) >> 16;

  for (int i = first; i <= last; i += LANES, middle += LANES * step)
    {
      int      begin = MIN (i, course->u_size - LANES); /* the last block may lie partly over the one before */
      int      at = middle + (begin - i) * step, n = MIN (last - i, LANES - 1);
      Lanes    column = (begin + lane) << 16, sides = at + lane * step;
      Lanes    share = (clamp_lanes (to - column, ONE) - clamp_lanes (MAX (from, i << 16) - column, ONE)) >> 8;
      int      j0 = (MIN (middle, middle + n * step) - wide) >> 16, j1 = (MAX (middle, middle + n * step) + wide - 1) >> 16;
      guint32 *row;

      j0 = MAX (j0, 0);
      j1 = MIN (j1, course->v_size - 1);
      row = pen->pixels + (gssize)j0 * course->u_size + begin;
      for (int j = j0; j <= j1; j++, row += course->u_size)
        {
          Lanes above = sides - (j << 16);
          Lanes cover = (clamp_lanes (above + wide, ONE) - clamp_lanes (above - wide, ONE)) >> 9;

          put_block (pen, mode, row, (Lanes)((Channels)cover * (Channels)share) >> 7);
        }
    }
}

/* A steep line: row by row, eight columns at a time. */
static inline __attribute__ ((always_inline)) void
fill_steep (const LampPen *pen, LampPenMode mode, const Course *course, int from, int to, int middle, int step, int wide, gboolean inside)
{
  int first = from >> 16, last = (to - 1) >> 16;

  for (int i = first; i <= last; i++, middle += step)
    {
      int      share = (MIN (to, (i + 1) << 16) - MAX (from, i << 16)) >> 8;
      int      left = inside ? middle - wide : MAX (middle - wide, 0), right = inside ? middle + wide : MIN (middle + wide, course->v_size << 16);
      guint32 *row = pen->pixels + (gssize)i * course->v_size;

      for (int j = left >> 16; j << 16 < right; j += LANES)
        {
          int   begin = inside ? j : MIN (j, course->v_size - LANES);
          Lanes column = (begin + lane) << 16;
          Lanes cover = (clamp_lanes (right - column, ONE) - clamp_lanes ((inside ? left : MAX (left, j << 16)) - column, ONE)) >> 9;

          put_block (pen, mode, row + begin, (Lanes)((Channels)cover * (Channels)(lane * 0 + share)) >> 7);
        }
    }
}

/* One column, covered from v0 to v1 px; `share` (0…256) of its width counts. */
static inline __attribute__ ((always_inline)) void
cut_column (const LampPen *pen, LampPenMode mode, const Course *course, int i, float v0, float v1, int share)
{
  int    from = (int)(MAX (v0, 0.0f) * ONE), to = (int)(MIN (v1, (float)course->v_size) * ONE);
  gssize u_stride = course->steep ? course->v_size : 1, v_stride = course->steep ? 1 : course->u_size;
  gssize at = i * u_stride + (from >> 16) * v_stride;

  for (; from < to; at += v_stride)
    {
      int next = MIN ((from & ~(ONE - 1)) + ONE, to);

      lamp_pen_put (pen, mode, at, (guint)(next - from) * (guint)share >> 16);
      from = next;
    }
}

/* What lies between from and to (px along) and two parallel sides, `reach` above and below the middle of the line. */
static inline __attribute__ ((always_inline)) void
fill_band (const LampPen *pen, LampPenMode mode, const Course *course, float from, float to, float slope, float reach)
{
  int   first, last;
  float v, end;

  from = MAX (from, 0.0f);
  to = MIN (to, (float)course->u_size);
  if (!(from < to))
    return;
  first = (int)from;
  last = (int)ceilf (to) - 1;
  v = course->v0 + ((float)first + 0.5f - course->u0) * slope;
  end = v + (float)(last - first) * slope;
  if (MAX (v, end) + reach <= 0.0f || MIN (v, end) - reach >= (float)course->v_size)
    return;
  if (pen->width < LANES)
    for (int i = first; i <= last; i++, v += slope)
      cut_column (pen, mode, course, i, v - reach, v + reach, (int)((MIN (to, (float)i + 1.0f) - MAX (from, (float)i)) * 256.0f));
  else if (course->steep && MIN (v, end) - reach > 1.0f && MAX (v, end) + reach < (float)course->v_size - LANES - 1.0f)
    fill_steep (pen, mode, course, (int)(from * ONE), (int)(to * ONE), (int)(v * ONE), (int)(slope * ONE), (int)(reach * ONE), TRUE);
  else if (course->steep)
    fill_steep (pen, mode, course, (int)(from * ONE), (int)(to * ONE), (int)(v * ONE), (int)(slope * ONE), (int)(reach * ONE), FALSE);
  else
    fill_flat (pen, mode, course, (int)(from * ONE), (int)(to * ONE), (int)(v * ONE), (int)(slope * ONE), (int)(reach * ONE));
}

/* Straight ends, cut across the minor axis. */
static inline __attribute__ ((always_inline)) void
draw_straight (const LampPen *pen, LampPenMode mode, const Course *course, float longer)
{
  float du = course->u1 - course->u0, slope = du > 0.0f ? (course->v1 - course->v0) / du : 0.0f;

  fill_band (pen, mode, course, course->u0 - longer, course->u1 + longer, slope, pen->half * sqrtf (1.0f + slope * slope));
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
  int   i = (int)MIN (step, (float)ARC_STEPS);

  return half * (arc[i] + (arc[i + 1] - arc[i]) * (step - (float)i));
}

/* Columns first…last of a capsule, each one interval because it is convex. */
static inline __attribute__ ((always_inline)) void
draw_end (const LampPen *pen, LampPenMode mode, const Course *course, int first, int last, float slope, float side, float lean)
{
  float half = pen->half, per_half = 1.0f / half, u0 = course->u0, u1 = course->u1;

  for (int i = first; i <= last; i++)
    {
      float left = MAX ((float)i, u0 - half), right = MIN ((float)i + 1.0f, u1 + half), u = (left + right) / 2.0f;
      float straight = course->v0 + (u - u0) * slope, high = straight + side, low = straight - side;

      if (u < u0 - lean)
        high = course->v0 + arc_at (half, per_half, u - u0);
      else if (u > u1 - lean)
        high = course->v1 + arc_at (half, per_half, u - u1);
      if (u < u0 + lean)
        low = course->v0 - arc_at (half, per_half, u - u0);
      else if (u > u1 + lean)
        low = course->v1 - arc_at (half, per_half, u - u1);
      cut_column (pen, mode, course, i, low, high, (int)(MAX (right - left, 0.0f) * 256.0f));
    }
}

/* A capsule: two straight sides and two arcs. */
static inline __attribute__ ((always_inline)) void
draw_capsule (const LampPen *pen, LampPenMode mode, const Course *course)
{
  float half = pen->half, du = course->u1 - course->u0, dv = course->v1 - course->v0, length = sqrtf (du * du + dv * dv);
  float cosine = length > 0.0f ? du / length : 1.0f, sine = length > 0.0f ? dv / length : 0.0f;
  float slope = sine / cosine, side = half / cosine, lean = sine * half;
  int   first = (int)MAX (course->u0 - half, 0.0f), last = (int)ceilf (MIN (course->u1 + half, (float)course->u_size)) - 1;
  float inner = ceilf (course->u0 + fabsf (lean)), outer = floorf (course->u1 - fabsf (lean));

  if (inner >= outer || outer <= (float)first || inner > (float)last)
    {
      draw_end (pen, mode, course, first, last, slope, side, lean);
      return;
    }
  draw_end (pen, mode, course, first, (int)inner - 1, slope, side, lean);
  fill_band (pen, mode, course, inner, outer, slope, side);
  draw_end (pen, mode, course, (int)MIN (outer, (float)last + 1.0f), last, slope, side, lean);
}

/* Turns the line, throws away what lies outside, and picks the way to draw it. */
static inline __attribute__ ((always_inline)) void
draw_near (const LampPen *pen, LampPenMode mode, float x0, float y0, float x1, float y1)
{
  float    half = pen->half;
  gboolean steep = fabsf (y1 - y0) > fabsf (x1 - x0);
  Course   course = { x0, y0, x1, y1, pen->width, pen->height, steep };

  if (MAX (x0, x1) + half <= 0.0f || MIN (x0, x1) - half >= (float)pen->width || MAX (y0, y1) + half <= 0.0f || MIN (y0, y1) - half >= (float)pen->height)
    return;
  if (steep)
    course = (Course){ y0, x0, y1, x1, pen->height, pen->width, steep };
  if (course.u0 > course.u1)
    course = (Course){ course.u1, course.v1, course.u0, course.v0, course.u_size, course.v_size, steep };
  if (pen->straight)
    draw_straight (pen, mode, &course, half * STRAIGHT_END);
  else if (half <= HAIR_HALF_PX && course.u1 - course.u0 >= half)
    draw_straight (pen, mode, &course, 0.0f);
  else
    draw_capsule (pen, mode, &course);
}

static void
draw_in_mode (const LampPen *pen, LampPenMode mode, float x0, float y0, float x1, float y1)
{
  if (mode == LAMP_PEN_OPAQUE)
    draw_near (pen, LAMP_PEN_OPAQUE, x0, y0, x1, y1);
  else
    draw_near (pen, LAMP_PEN_BLEND, x0, y0, x1, y1);
}

static gboolean
is_near (double x0, double y0, double x1, double y1)
{
  return fabs (x0) < MOST_PX && fabs (y0) < MOST_PX && fabs (x1) < MOST_PX && fabs (y1) < MOST_PX;
}

static void
make_arc_once (void)
{
  static GOnce made = G_ONCE_INIT;

  g_once (&made, make_arc, NULL);
}

/* A line from or to far away as one that ends nearer; what is no number is nowhere. */
void
lamp_pen_draw (const LampPen *pen, LampPenMode mode, double x0, double y0, double x1, double y1)
{
  if (!is_near (x0, y0, x1, y1) &&
      (!isfinite (x0) || !isfinite (y0) || !isfinite (x1) || !isfinite (y1) ||
       !lamp_line_cut (&x0, &y0, &x1, &y1, 4.0 * (double)pen->half + 64.0, pen->width, pen->height)))
    return;
  make_arc_once ();
  draw_in_mode (pen, mode, (float)x0, (float)y0, (float)x1, (float)y1);
}

static inline __attribute__ ((always_inline)) void
draw_all (const LampPen *pen, LampPenMode mode, const guint8 *at, gsize stride, guint32 n)
{
  for (guint32 i = 0; i < n; i++, at += stride)
    {
      const float *line = (const float *)(const void *)at;
      double       x0 = (double)line[0], y0 = (double)line[1], x1 = (double)line[2], y1 = (double)line[3];

      if (G_LIKELY (is_near (x0, y0, x1, y1)))
        draw_near (pen, mode, line[0], line[1], line[2], line[3]);
      else
        lamp_pen_draw (pen, mode, x0, y0, x1, y1);
    }
}

__attribute__ ((target_clones ("avx2", "default"))) void
lamp_pen_draw_many (const LampPen *pen, LampPenMode mode, const float *lines, gsize stride, guint32 n)
{
  make_arc_once ();
  if (mode == LAMP_PEN_OPAQUE)
    draw_all (pen, LAMP_PEN_OPAQUE, (const guint8 *)lines, stride, n);
  else
    draw_all (pen, LAMP_PEN_BLEND, (const guint8 *)lines, stride, n);
}
