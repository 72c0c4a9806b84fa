/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A base map from a tile server (XYZ). Tiles come from libshumate's file cache first, then from the server, two at a time and
 * what is nearest to the middle of the view first; one that is in the cache is shown at once, and asked for again when it is older than a
 * week. When the server fails, everything waits: one tile asks after a while whether it is well again, less and less
 * often, and what came earlier stays.
 *
 * How a URL is fetched is the caller's business (map/ knows no HTTP). ShumateTileDownloader is not used: in 1.0.3 it names
 * itself, whatever the program says, and keeps whatever a server answers as a picture for a week.
 *
 * Main thread, but for what base-map.h says of every base map.
 */
#pragma once

#include <gio/gio.h>

#include "map/base-map.h"

G_BEGIN_DECLS

typedef enum {
  LAMP_FETCH_OK,
  LAMP_FETCH_SAME,        /* as the entity tag says */
  LAMP_FETCH_MISSING,     /* 204, 404, 410: nothing at this place */
  LAMP_FETCH_DENIED,      /* 401, 403 */
  LAMP_FETCH_BUSY,        /* 429 */
  LAMP_FETCH_BROKEN,      /* any other status */
  LAMP_FETCH_UNREACHABLE, /* no connection */
  LAMP_FETCH_LATE,        /* no whole answer in time */
  LAMP_FETCH_REDIRECT,    /* without end, or to somebody else */
  LAMP_FETCH_RUBBISH,     /* not HTTP, or not a picture */
  LAMP_FETCH_TOO_LARGE,
  LAMP_FETCH_CANCELLED,
} LampFetchOutcome;

typedef struct
{
  LampFetchOutcome outcome;
  GBytes          *body; /* borrowed; with OK */
  const char      *etag; /* borrowed; NULL for none */
  guint            status;
  gint64           retry_after_s; /* what the server asked for; 0 for nothing */
} LampFetched;

typedef void (*LampFetchedFunc) (const LampFetched *fetched, gpointer user_data);
/* Calls `done` exactly once, later, on the main thread. `etag` may be NULL. */
typedef void (*LampFetchFunc) (const char *url, const char *etag, GCancellable *cancellable, LampFetchedFunc done, gpointer user_data, gpointer fetcher);

typedef struct
{
  const char *title;
  const char *url; /* with {z}, {x} and {y} (or {-y}, from the south); {s} is one of a, b, c */
  const char *attribution;
  int         most_level; /* the deepest zoom the server has */
  const char *cache_dir;  /* NULL: nothing is kept */
} LampTileServerInfo;

#define LAMP_TILE_SERVER_MOST_LEVEL 22

#define LAMP_TYPE_TILE_SERVER (lamp_tile_server_get_type ())
G_DECLARE_FINAL_TYPE (LampTileServer, lamp_tile_server, LAMP, TILE_SERVER, LampBaseMap)

/* FALSE with a sentence when it is not the template of a tile server. Errors: G_IO_ERROR_INVALID_ARGUMENT. */
gboolean lamp_tile_server_check_url (const char *url, GError **error);
/* Transfer full. */
char *lamp_tile_server_dup_url (const char *url, LampBlockKey key);

/* What an answer means that brings no tile, by its status; 0: there was none. Pure, any thread. */
LampFetchOutcome lamp_fetch_outcome_of_status (guint status);

/* What is wrong with a server, a clause that names it. Transfer full. */
char *lamp_tile_server_dup_reason (const char *host, const LampFetched *fetched);

/* The info holds a checked URL. It must be closed (base-map.h) before the last reference goes. */
LampBaseMap *lamp_tile_server_new (const LampTileServerInfo *info, LampFetchFunc fetch, gpointer fetcher, GDestroyNotify destroy) G_GNUC_WARN_UNUSED_RESULT;

/* Asks at once whether the server is well again. */
void lamp_tile_server_retry (LampTileServer *self);
/* When that is done by itself, of the clock; 0 while all is well. */
gint64 lamp_tile_server_get_retry_usec (LampTileServer *self);
/* Microseconds; NULL for g_get_monotonic_time() and a timer. With a clock of one's own there is no timer: whoever sets it
 * says when it has moved. For tests. */
void lamp_tile_server_set_clock (LampTileServer *self, gint64 (*now) (gpointer), gpointer data);
void lamp_tile_server_wake (LampTileServer *self);

G_END_DECLS
