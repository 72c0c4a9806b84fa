/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The painters of a tile, each after the one before: base map, grid, text. Only scene.c calls them; any thread.
 */
#pragma once

#include <cairo.h>

#include "map/raster.h"
#include "map/scene.h"

G_BEGIN_DECLS

typedef struct
{
  const LampScene   *scene;
  const LampNetwork *network;
  const LampIndex   *index;
  const guint8      *state; /* NULL: all normal */
  const guint32     *colours;
  LampTileKey        key;
  double             zoom;
  double             scale;     /* device pixels to a logical one */
  double             k;         /* device pixels to a world unit */
  double             left, top; /* world units of the tile's corner */
  LampRaster         raster;
  cairo_t           *cr; /* over the same pixels */
} LampPainting;

void lamp_paint_base (LampPainting *painting);
void lamp_paint_grid (LampPainting *painting);
void lamp_paint_devices (LampPainting *painting);
void lamp_paint_labels (LampPainting *painting);

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

/* What it is drawn as: with a phase live it is live, and never drawn as dead; the tip and the inspector say the rest. */
static inline LampSupply
lamp_paint_supply (const LampPainting *painting, guint32 element)
{
  LampSupply supply = painting->state == NULL ? LAMP_SUPPLY_ENERGISED : (LampSupply)(painting->state[element] & LAMP_STATE_SUPPLY_MASK);

  return supply == LAMP_SUPPLY_PARTLY ? LAMP_SUPPLY_ENERGISED : supply;
}

/* Between the points of a table of (zoom, value), ended by a zoom of 0; times the scale. */
double lamp_paint_by_zoom (const LampPainting *painting, const double (*table)[2]);
/* `colour` with its alpha times `share`. */
guint32 lamp_paint_fade (guint32 colour, double share);
void    lamp_paint_set_colour (cairo_t *cr, guint32 colour);

G_END_DECLS
