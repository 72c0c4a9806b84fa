/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Painted tiles: asks workers for those that are wanted, keeps what they paint, forgets what was not used for long.
 *
 * A tile whose scene changed is dirty: its old picture is shown until the new one is there, and the new ones of one
 * change are shown together (or after LAMP_TILE_HOLD_USEC, when changes come faster than that). Besides, a few tiles
 * without text show the whole grid, so that there is something beneath whatever is not painted yet.
 *
 * Signal "changed": a tile was painted, or everything wanted is there; has what is in view become another? get_n_shown tells.
 * Main thread only; workers are tile-painter.h's. Bounded by bytes.
 */
#pragma once

#include "map/tile-picture.h"

G_BEGIN_DECLS

#define LAMP_TILE_HOLD_USEC (250 * G_TIME_SPAN_MILLISECOND)

#define LAMP_TYPE_TILE_STORE (lamp_tile_store_get_type ())
G_DECLARE_FINAL_TYPE (LampTileStore, lamp_tile_store, LAMP, TILE_STORE, GObject)

LampTileStore *lamp_tile_store_new (void) G_GNUC_WARN_UNUSED_RESULT;

/* From now on tiles show `scene`; those that touch `dirty` are painted anew. `extent` is what the tiles of the whole
 * grid cover. */
void lamp_tile_store_set_scene (LampTileStore *self, LampScene *scene, LampWorldBox dirty, LampWorldBox extent);

/* What touches any of these is painted anew, with the scene set last. */
void lamp_tile_store_touch (LampTileStore *self, const LampWorldBox *boxes, guint n);

/* The most wanted first; the first `n_visible` are in view. Replaces what was wanted before: paintings of what is no
 * longer wanted stop. */
void lamp_tile_store_want (LampTileStore *self, const LampTileKey *keys, guint n, guint n_visible);

/* NULL when there is no picture of it yet. Borrowed until the next return to the main loop. */
LampTile *lamp_tile_store_lookup (LampTileStore *self, LampTileKey key);
/* Every tile with a picture that touches `box`, those of steps farthest from `step` first, the whole grid's before
 * them. Transfer container. */
GPtrArray *lamp_tile_store_dup_beneath (LampTileStore *self, LampWorldBox box, int step) G_GNUC_WARN_UNUSED_RESULT;

/* Everything in view is painted from the present scene, and shown. */
gboolean lamp_tile_store_is_settled (LampTileStore *self);
/* How often a picture in view, or of the whole grid, became another. */
guint64 lamp_tile_store_get_n_shown (LampTileStore *self);
/* How many tiles have been painted so far: for tests. */
guint64 lamp_tile_store_get_n_painted (LampTileStore *self);
/* What the pictures it keeps weigh: for tests. */
gsize lamp_tile_store_get_bytes (LampTileStore *self);

G_END_DECLS
