/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What raster.c, raster-draw.c and raster-glow.c share: a pen over pixels.
 */
#pragma once

#include "map/raster.h"

G_BEGIN_DECLS

/* How what is written is combined with what is there. */
typedef enum {
  LAMP_PEN_OPAQUE, /* as BLEND with full alpha */
  LAMP_PEN_BLEND,
} LampPenMode;

typedef struct
{
  guint32 *pixels;
  int      width, height;
  guint32  colour; /* opaque */
  guint    alpha;  /* 0…256 */
  float    half;
  gboolean straight; /* ends, instead of round */
} LampPen;

static inline LampPen
lamp_raster_pen (const LampRaster *raster, double half_px, guint32 colour)
{
  guint alpha = colour >> 24;

  return (LampPen){
    .pixels = raster->pixels,
    .width = raster->width,
    .height = raster->height,
    .colour = colour | 0xff000000,
    .alpha = alpha + (alpha >> 7),
    .half = (float)half_px,
  };
}

static inline __attribute__ ((always_inline)) void
lamp_pen_put (const LampPen *pen, LampPenMode mode, gssize at, guint cover)
{
  guint   a = mode == LAMP_PEN_OPAQUE ? cover : (cover * pen->alpha) >> 8;
  guint32 under, rb, g;

  under = pen->pixels[at];
  rb = (((under & 0x00ff00ff) * (256 - a) + (pen->colour & 0x00ff00ff) * a) >> 8) & 0x00ff00ff;
  g = (((under & 0x0000ff00) * (256 - a) + (pen->colour & 0x0000ff00) * a) >> 8) & 0x0000ff00;
  pen->pixels[at] = 0xff000000 | rb | g;
}

void lamp_pen_draw (const LampPen *pen, LampPenMode mode, double x0, double y0, double x1, double y1);
/* Four floats each, `stride` bytes apart. */
void lamp_pen_draw_many (const LampPen *pen, LampPenMode mode, const float *lines, gsize stride, guint32 n);

G_END_DECLS
