/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The painters of a tile or picture, each after the one before: base map, grid, text. Only scene.c calls them, the small
 * helpers with colours and symbols whoever draws; any thread.
 *
 * They decide what is drawn, how wide, in which colour. How a line comes to be is decided here: with pixels it goes through
 * the rasteriser, without any it is a path of `cr`, so that a vector surface holds vectors.
 */
#pragma once

#include <cairo.h>

#include "map/raster.h"
#include "map/scene.h"

G_BEGIN_DECLS

#define LAMP_PAINT_MOST_PENDING 256 /* lines */

typedef struct
{
  const LampScene   *scene;
  const LampNetwork *network;
  const LampIndex   *index;
  const guint8      *state; /* NULL: all normal */
  const guint32     *colours;
  int                width, height; /* device px */
  gboolean           framed;        /* its edges are those of a picture: no text is cut by them */
  const LampRect    *taken;         /* logical px; where text may not be */
  guint              n_taken;
  double             zoom;
  double             scale;     /* device pixels to a logical one */
  double             k;         /* device pixels to a world unit */
  double             left, top; /* world units of the upper left corner */
  LampRaster         raster;    /* without pixels when lines are to be paths */
  cairo_t           *cr;        /* over the same pixels */
  const int         *cancelled; /* atomic */
  struct
  {
    double  half, x, y; /* px */
    guint32 colour;
    guint   n; /* lines not drawn yet: in the path of `cr`, or these */
    float   lines[LAMP_PAINT_MOST_PENDING][4];
  } pen;
} LampPainting;

/* Four floats x0, y0, x1, y1 each, px. */
typedef struct
{
  const float *lines;
  gsize        stride; /* bytes from one to the next */
  guint32      n;
} LampPaintLines;

/* The scene's base map, or the region's own, which also shows where the other has nothing. */
void lamp_paint_base_map (LampPainting *painting);
void lamp_paint_base (LampPainting *painting);
void lamp_paint_grid (LampPainting *painting);
void lamp_paint_rings (LampPainting *painting);
void lamp_paint_flow (LampPainting *painting);
void lamp_paint_devices (LampPainting *painting);
void lamp_paint_labels (LampPainting *painting);
/* Reaching `r` px from its middle, on whatever there is: the map's legend draws it too. */
void lamp_paint_substation (cairo_t *cr, const guint32 *colours, double x, double y, double r, double scale);

static inline double
lamp_paint_x (const LampPainting *painting, LampWorld at)
{
  return (at.x - painting->left) * painting->k;
}

static inline double
lamp_paint_y (const LampPainting *painting, LampWorld at)
{
  return (at.y - painting->top) * painting->k;
}

/* Is the base map the region's own, with its names? A picture brings its own names. */
static inline gboolean
lamp_paint_is_own_base (const LampPainting *painting)
{
  return (painting->scene->show & LAMP_SHOW_BASE) != 0 && painting->scene->base_map == NULL;
}

static inline LampSupply
lamp_paint_supply (const LampPainting *painting, guint32 element)
{
  return painting->state == NULL ? LAMP_SUPPLY_ENERGISED : lamp_state_supply (painting->state[element]);
}

/* On a closed ring, and live. */
static inline gboolean
lamp_paint_is_ring (const LampPainting *painting, guint32 element)
{
  return painting->state != NULL && (painting->state[element] & LAMP_STATE_RING) == LAMP_STATE_RING && lamp_paint_supply (painting, element) == LAMP_SUPPLY_ENERGISED;
}

/* What is painted and `margin_px` around it. */
LampWorldBox lamp_paint_box (const LampPainting *painting, double margin_px);

/* Lines go between these two, and nothing else does. Px of the painting; colours 0xAARRGGBB; dashes as in raster.h. */
void lamp_paint_begin_lines (LampPainting *painting);
void lamp_paint_end_lines (LampPainting *painting);
void lamp_paint_line (LampPainting *painting, double x0, double y0, double x1, double y1, double half_px, guint32 colour);
/* Many of one look; as lamp_raster_lines. */
void lamp_paint_lines (LampPainting *painting, const float *lines, gsize stride, guint32 n, double half_px, guint32 colour, LampEnds ends);
void lamp_paint_dashes (LampPainting *painting,
                        double        x0,
                        double        y0,
                        double        x1,
                        double        y1,
                        double        half_px,
                        guint32       colour,
                        double        on_px,
                        double        off_px,
                        double       *phase_px);
/* One soft shape around all of these, blended once. */
void lamp_paint_glow (LampPainting *painting, const LampPaintLines *sets, guint n_sets, double half_px, guint32 colour);

/* Between the points of a table of (zoom, value), ended by a zoom of 0; times the scale. */
double lamp_paint_by_zoom (const LampPainting *painting, const double (*table)[2]);
/* `colour` with its alpha times `share`. */
guint32 lamp_paint_fade (guint32 colour, double share);
void    lamp_paint_set_colour (cairo_t *cr, guint32 colour);

G_END_DECLS
