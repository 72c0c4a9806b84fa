/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The tiles of a store as a layer of a libshumate map. When the viewport stands on a zoom step they are copied pixel by
 * pixel; between steps, and where a tile is not painted yet, what there is is drawn scaled: nothing is ever blank.
 * Signal "drawn": after the first frame of another view.
 * Main thread only.
 */
#pragma once

#include <shumate/shumate.h>

#include "map/tile-store.h"
#include "map/view.h"

G_BEGIN_DECLS

#define LAMP_TYPE_TILE_LAYER (lamp_tile_layer_get_type ())
G_DECLARE_FINAL_TYPE (LampTileLayer, lamp_tile_layer, LAMP, TILE_LAYER, ShumateLayer)

LampTileLayer *lamp_tile_layer_new (ShumateViewport *viewport, LampTileStore *store) G_GNUC_WARN_UNUSED_RESULT;

/* Tiles are painted for `target` while the view is still on its way there; NULL for none. */
void lamp_tile_layer_set_target (LampTileLayer *self, const LampView *target);
/* The view is another: its tiles are painted from now on, not only from the next frame on. */
void lamp_tile_layer_prepare (LampTileLayer *self);
/* Where there is no grid at all, 0xFFRRGGBB. */
void lamp_tile_layer_set_ground (LampTileLayer *self, guint32 colour);
/* Over the tiles: a texture on that part of the world; NULL for none. Takes its own reference. */
void lamp_tile_layer_set_sketch (LampTileLayer *self, GdkTexture *texture, LampWorldBox box);
/* The last frame was of the present view, and everything in it sharp and up to date. */
gboolean lamp_tile_layer_is_settled (LampTileLayer *self);

G_END_DECLS
