/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Thick antialiased lines into memory: the one thing this program draws most.
 *
 * A line is a capsule (round ends) of a given half width. It is cut along its minor axis: every column (or row, when
 * steep) is one interval, and a pixel's coverage is how much of it the interval covers. Lines up to a hair's width
 * take a shorter way without ends. Dashes, casings and halos are passes over the same edges by the caller.
 *
 * The target is LampRaster, opaque pixels 0xFFRRGGBB (CAIRO_FORMAT_RGB24, and GdkMemoryTexture's B8G8R8A8_PREMULTIPLIED on
 * a little-endian machine), blended in integers. LampGlow is one byte of coverage a pixel, where the greater stays, so that what overlaps
 * is one soft shape and is blended once.
 *
 * Coordinates are device pixels, origin at the upper left corner of the upper left pixel; anything outside is cut.
 * Pure: no GTK, no cairo, any thread. Cost: pixels touched plus about 50 ns a line.
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct
{
  guint32 *pixels; /* borrowed; rows follow each other without a gap */
  int      width, height;
} LampRaster;

/* Colours are 0xAARRGGBB, not premultiplied. */
void lamp_raster_clear (LampRaster *raster, guint32 colour);
void lamp_raster_line (LampRaster *raster, double x0, double y0, double x1, double y1, double half_px, guint32 colour);

typedef enum {
  LAMP_ENDS_ROUND,
  LAMP_ENDS_STRAIGHT, /* and a little longer, so that there is no gap where two meet: for what lies beneath other lines */
} LampEnds;

/* The same for many of one width and colour: four floats x0, y0, x1, y1 each, `stride` bytes apart. */
void lamp_raster_lines (LampRaster *raster, const float *lines, gsize stride, guint32 n, double half_px, guint32 colour, LampEnds ends);

/* The dashes of a line one by one, those that may touch width × height px. `on` and `off` in pixels, ends included in `on`; `*phase` is
 * how far into the pattern the line starts and is left where it ends, so that a course of several edges is dashed as one. on = 0
 * gives round dots. */
typedef struct
{
  double x0, y0, x, y; /* start and direction */
  double at, end, on, period, inset, length;
} LampDashes;

void     lamp_dashes_start (LampDashes *dashes,
                            double      x0,
                            double      y0,
                            double      x1,
                            double      y1,
                            double      half_px,
                            double      on_px,
                            double      off_px,
                            double     *phase_px,
                            int         width,
                            int         height);
gboolean lamp_dashes_next (LampDashes *dashes, double *x0, double *y0, double *x1, double *y1);

/* Cuts a line to what of it may touch width × height px at that half width; FALSE when nothing does. */
gboolean lamp_line_cut (double *x0, double *y0, double *x1, double *y1, double half_px, int width, int height);

/* A soft shape around lines, fading out from the core of it to `half` px away. */
typedef struct
{
  guint8 *cover; /* owned */
  int     width, height, stride;
} LampGlow;

void lamp_glow_init (LampGlow *glow, int width, int height);
void lamp_glow_clear (LampGlow *glow);
/* Lines as of lamp_raster_lines (). */
void lamp_glow_lines (LampGlow *glow, const float *lines, gsize stride, guint32 n, double half_px);
/* Both must have the same size. */
void lamp_glow_blend (const LampGlow *glow, LampRaster *raster, guint32 colour);

G_END_DECLS
