/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Names of tiles and the arithmetic between world units and pixels.
 *
 * A zoom step is a fifth of a zoom level. At step s and scale factor f the world is 256 · 2^(s/5) · f device pixels
 * wide, and f need not be a whole number; a tile is LAMP_TILE_PX of them on each side, counted from the north-west corner of the world.
 * Pure, any thread.
 */
#pragma once

#include <math.h>

#include "geo/geo.h"

G_BEGIN_DECLS

#define LAMP_TILE_PX 512
#define LAMP_ZOOM_STEPS 5 /* a level */
#define LAMP_ZOOM_MAX 20

typedef struct
{
  gint32 step;  /* of zoom */
  double scale; /* device pixels to a logical one; as the surface says it, so equal ones are equal to the last bit */
  gint32 x, y;  /* column and row */
} LampTileKey;

/* Device pixels across the world. */
static inline double
lamp_zoom_width_px (double zoom, double scale)
{
  return 256.0 * exp2 (zoom) * scale;
}

static inline double
lamp_zoom_from_step (int step)
{
  return step / (double)LAMP_ZOOM_STEPS;
}

static inline int
lamp_zoom_to_step (double zoom)
{
  return (int)floor (CLAMP (zoom, 0.0, (double)LAMP_ZOOM_MAX) * LAMP_ZOOM_STEPS + 0.5);
}

/* Device pixels to a world unit. */
static inline double
lamp_tile_px_per_unit (LampTileKey key)
{
  return lamp_zoom_width_px (lamp_zoom_from_step (key.step), key.scale) / LAMP_WORLD_SIZE;
}

/* What the tile shows and `margin_px` around it, cut at the edges of the world. */
LampWorldBox lamp_tile_box (LampTileKey key, double margin_px);

guint    lamp_tile_hash (gconstpointer key);
gboolean lamp_tile_equal (gconstpointer a, gconstpointer b);

G_END_DECLS
