/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A tile and its picture, as either kind of renderer wants it. Main thread only: a texture that was drawn must end there.
 */
#pragma once

#include <gtk/gtk.h>

#include "map/tile-painter.h"

G_BEGIN_DECLS

typedef struct
{
  LampTileKey      key;
  GBytes          *pixels;  /* what is shown: 0xFFRRGGBB, or NULL */
  GdkTexture      *texture; /* the same, made when first drawn; or NULL */
  cairo_surface_t *surface; /* the same over the same memory, made when first drawn; or NULL */
  GBytes          *held;    /* painted, shown with the others of its change */
  LampTileJob     *job;     /* who paints it, or NULL */
  guint64          used;    /* when it was last wanted, in calls of want() */
  guint64          seen;    /* and when it was last in view */
  gboolean         dirty;
  gboolean         labels;
} LampTile;

/* The picture for a renderer that takes textures, and for cairo's; borrowed from the tile, which has one. */
GdkTexture      *lamp_tile_get_texture (LampTile *tile);
cairo_surface_t *lamp_tile_get_surface (LampTile *tile);
/* It has none any more. */
void lamp_tile_drop_picture (LampTile *tile);

G_END_DECLS
