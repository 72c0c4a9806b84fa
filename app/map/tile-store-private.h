/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What the parts of the tile store share: tile-store.c (which tiles there are) and tile-store-jobs.c (how they come by their pictures).
 */
#pragma once

#include "map/tile-store.h"

G_BEGIN_DECLS

struct _LampTileStore
{
  GObject parent_instance;

  LampScene       *scene;
  GHashTable      *tiles;    /* LampTile, keyed by itself */
  GHashTable      *overview; /* the same, of the whole grid without text */
  GArray          *wanted;   /* LampTileKey */
  guint            n_visible;
  LampTilePainter *painter;
  guint            n_jobs, n_at_once;
  guint64          clock, n_painted, n_shown;
  gint64           held_since_usec; /* 0: nothing is held */
  gboolean         was_settled;
};

/* tile-store.c: the tile of a key in one of the two tables, made when there is none. */
LampTile *lamp_tile_store_ensure (GHashTable *tiles, LampTileKey key, gboolean labels);
void      lamp_tile_store_emit_changed (LampTileStore *self);

/* tile-store-jobs.c: as many as there are workers for, the most wanted first. */
void lamp_tile_store_start_jobs (LampTileStore *self);
/* Those of tiles that are no longer wanted. */
void lamp_tile_store_cancel_unwanted (LampTileStore *self);
/* No tile in view waits for a picture. */
gboolean lamp_tile_store_is_painted (LampTileStore *self);
/* What was held back until all of a change is painted; nothing when nothing is. */
void lamp_tile_store_show_held (LampTileStore *self);

G_END_DECLS
