/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A tile server from inside, for tile-server.c (what is wished, and the whole of it), tile-server-cache.c (what is kept, and
 * decoding) and tile-server-ask.c (whose turn it is to be fetched, and what the server answers).
 */
#pragma once

#include "map/tile-server.h"

#include "map/backoff.h"
#include "map/base-sight.h"

#include <shumate/shumate.h>

G_BEGIN_DECLS

struct _LampTileServer
{
  LampBaseMap parent_instance;

  char             *url, *host;
  LampFetchFunc     fetch;
  gpointer          fetcher;
  GDestroyNotify    destroy;
  GCancellable     *cancellable;
  ShumateFileCache *cache; /* NULL: nothing is kept */

  GMutex  lock;   /* of the two below */
  GArray *wished; /* LampBlockKey, the last one wished last */
  guint   pump_source;

  GQueue        lookups, waiting; /* Tile, the last one wished first */
  LampBaseSight sight;
  guint         n_lookups, n_fetches;
  guint         n_good, n_missing;
  gboolean      has_bright;
  LampBackoff   backoff;
  guint         retry_source;
  gint64 (*now) (gpointer);
  gpointer now_data;
};

/* On its way. */
typedef struct
{
  LampTileServer *server; /* owned while something is awaited */
  LampBlockKey    key;
  char           *etag;  /* of what the cache has; NULL */
  gboolean        shown; /* from the cache */
  guint           n_failures;
  GBytes         *body; /* being decoded */
  char           *fresh_etag;
  gboolean        from_cache, young;
  gboolean        opaque, bright; /* decoded */
} LampServerTile;

/* tile-server.c */
void lamp_server_tile_free (LampServerTile *tile);
/* Goes on with all that can go on: a tile that is done makes room for the next. */
void lamp_tile_server_pump (LampTileServer *self);

/* tile-server-cache.c: those that were wished are looked for, so many at a time. */
void lamp_tile_server_look_up (LampTileServer *self);
/* What came from the server: it is shown and kept, or fails. */
void lamp_tile_server_decode (LampTileServer *self, LampServerTile *tile);

/* tile-server-ask.c: as many as may ask now do, or it is known when. */
void lamp_tile_server_ask (LampTileServer *self);
/* The tile is to be fetched. */
void lamp_tile_server_wait (LampTileServer *self, LampServerTile *tile);
/* What is known of the server by how it answered. */
void lamp_tile_server_fail (LampTileServer *self, LampServerTile *tile, const LampFetched *fetched);
void lamp_tile_server_recover (LampTileServer *self);

G_END_DECLS
