/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The soft shape around lines; see raster.h. Every line is stamped once, row by row, as vectors of the compiler: how much of a pixel is
 * covered falls with the square of its distance from the line, so no root is taken.
 */
#include "map/raster-private.h"

#include <math.h>
#include <string.h>

#define LANES 8
#define CORE 0.62f /* of the half width is covered in full */

typedef float  Floats __attribute__ ((vector_size (32)));
typedef gint32 Ints __attribute__ ((vector_size (32)));
typedef guint8 Bytes __attribute__ ((vector_size (8)));
typedef guint8 AllBytes __attribute__ ((vector_size (32)));

/* A line from its start on, px; what is the same for all pixels. */
typedef struct
{
  float x0, y0, dx, dy, per_length2;
  float half, half2, fall; /* 255 at the core, 0 at the edge */
} Stamp;

void
lamp_glow_init (LampGlow *glow, int width, int height)
{
  *glow = (LampGlow){ .width = width, .height = height, .stride = (width + LANES - 1) / LANES * LANES };
  glow->cover = g_malloc0 ((gsize)glow->stride * (gsize)height);
}

void
lamp_glow_clear (LampGlow *glow)
{
  g_clear_pointer (&glow->cover, g_free);
}

/* By reference: how vectors are handed over differs from processor to processor. */
static inline __attribute__ ((always_inline)) void
clamp (Floats *value, float most)
{
  Floats limit = (Floats){ 0 } + most;
  Ints   is_less = *value < limit, bits = ((Ints)*value & is_less) | ((Ints)limit & ~is_less);

  *value = (Floats)(bits & ((Floats)bits > 0.0f));
}

/* Columns from…to of a row, which lies `y` below the start of the line. */
static inline __attribute__ ((always_inline)) void
stamp_row (const Stamp *stamp, guint8 *row, int from, int to, float y)
{
  static const Floats middles = { 0.5f, 1.5f, 2.5f, 3.5f, 4.5f, 5.5f, 6.5f, 7.5f };

  for (int begin = from & ~(LANES - 1); begin <= to; begin += LANES)
    {
      Floats   x = middles + ((float)begin - stamp->x0);
      Floats   along = (x * stamp->dx + y * stamp->dy) * stamp->per_length2, away_x, away_y, cover;
      Bytes    before, now, is_more;
      AllBytes all;
      guint64  eight;

      memcpy (&eight, row + begin, sizeof eight);
      if (eight == G_MAXUINT64) /* all covered: where much is out at once, most are */
        continue;
      clamp (&along, 1.0f);
      away_x = x - along * stamp->dx;
      away_y = y - along * stamp->dy;
      cover = (stamp->half2 - away_x * away_x - away_y * away_y) * stamp->fall;
      clamp (&cover, 255.0f);
      all = (AllBytes) __builtin_convertvector(cover, Ints); /* of which the lowest of each four counts */
      now = __builtin_shufflevector (all, all, 0, 4, 8, 12, 16, 20, 24, 28);
      memcpy (&before, row + begin, sizeof before);
      is_more = (Bytes)(now > before);
      now = (now & is_more) | (before & ~is_more);
      memcpy (row + begin, &now, sizeof now);
    }
}

/* What of a row lies within half a width beside the line and its ends. */
static inline __attribute__ ((always_inline)) void
stamp_line (LampGlow *glow, const Stamp *stamp)
{
  float low_y = stamp->y0 + MIN (stamp->dy, 0.0f) - stamp->half, high_y = stamp->y0 + MAX (stamp->dy, 0.0f) + stamp->half;
  float low_x = MIN (stamp->dx, 0.0f) - stamp->half, high_x = MAX (stamp->dx, 0.0f) + stamp->half;
  float slope = fabsf (stamp->dy) > 0.01f ? stamp->dx / stamp->dy : 0.0f;
  float reach = fabsf (stamp->dy) > 0.01f ? stamp->half * sqrtf (1.0f + slope * slope) : high_x - low_x;
  int   first = (int)MAX (low_y, 0.0f), last = (int)MIN (high_y, (float)glow->height - 1.0f);

  for (int j = first; j <= last; j++)
    {
      float y = (float)j + 0.5f - stamp->y0, middle = y * slope;
      float left = stamp->x0 + MAX (low_x, middle - reach), right = stamp->x0 + MIN (high_x, middle + reach);

      if (right >= 0.0f && left < (float)glow->width)
        stamp_row (stamp, glow->cover + (gsize)j * (gsize)glow->stride, (int)MAX (left, 0.0f), (int)MIN (right, (float)glow->width - 1.0f), y);
    }
}

__attribute__ ((target_clones ("avx2", "default"))) void
lamp_glow_lines (LampGlow *glow, const float *lines, gsize stride, guint32 n, double half_px)
{
  const guint8 *at = (const guint8 *)lines;
  float         half = (float)half_px;

  if (!(half > 0.0f))
    return;
  for (guint32 i = 0; i < n; i++, at += stride)
    {
      const float *line = (const float *)(const void *)at;
      double       x0 = (double)line[0], y0 = (double)line[1], x1 = (double)line[2], y1 = (double)line[3];
      Stamp        stamp = { .half = half, .half2 = half * half, .fall = 255.0f / (half * half * (1.0f - CORE * CORE)) };

      if (!isfinite (x0) || !isfinite (y0) || !isfinite (x1) || !isfinite (y1) || !lamp_line_cut (&x0, &y0, &x1, &y1, half_px, glow->width, glow->height))
        continue;
      stamp.x0 = (float)x0;
      stamp.y0 = (float)y0;
      stamp.dx = (float)(x1 - x0);
      stamp.dy = (float)(y1 - y0);
      if (stamp.dx != 0.0f || stamp.dy != 0.0f)
        stamp.per_length2 = 1.0f / (stamp.dx * stamp.dx + stamp.dy * stamp.dy);
      stamp_line (glow, &stamp);
    }
}

void
lamp_glow_blend (const LampGlow *glow, LampRaster *raster, guint32 colour)
{
  LampPen pen = lamp_raster_pen (raster, 1.0, colour);

  g_return_if_fail (glow->width == raster->width && glow->height == raster->height);

  for (int j = 0; j < glow->height; j++)
    {
      const guint8 *row = glow->cover + (gsize)j * (gsize)glow->stride;

      for (int i = 0; i < glow->width; i++)
        if (row[i] != 0)
          lamp_pen_put (&pen, LAMP_PEN_BLEND, (gssize)j * glow->width + i, row[i] + (row[i] >> 7));
    }
}
