/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * See tile-server.h. A tile goes: wanted (any thread) → looked for in the cache → shown, or waiting for the server → fetched
 * → decoded in a worker → shown and kept. Only what has been decoded is kept.
 */
#define G_LOG_DOMAIN "lamp-tile-server"
#include "config.h"

#include "map/tile-server.h"

#include "map/backoff.h"
#include "map/base-raster.h"
#include "map/base-sight.h"
#include "map/base-work.h"

#include <shumate/shumate.h>

#include <math.h>
#include <string.h>

#define TILE_PX 256
#define MOST_FETCHES 2 /* what the servers of OpenStreetMap ask of everybody */
#define MOST_LOOKUPS 8
#define MOST_WAITING 2048
#define MOST_MISSING 8 /* of a server that never sent anything, before it is thought to have nothing */
#define A_FAILURE_AWAY_PX 1e6
#define FRESH_SPAN (7 * G_TIME_SPAN_DAY)
#define CACHE_BYTES (256u * 1000 * 1000)

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

G_DEFINE_FINAL_TYPE (LampTileServer, lamp_tile_server, LAMP_TYPE_BASE_MAP)

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
} Tile;

static void pump (LampTileServer *self); /* a tile that is done makes room for the next */

static void
tile_free (gpointer data)
{
  Tile *tile = data;

  g_clear_object (&tile->server);
  g_clear_pointer (&tile->body, g_bytes_unref);
  g_free (tile->etag);
  g_free (tile->fresh_etag);
  g_free (tile);
}

static gint64
get_now (LampTileServer *self)
{
  return self->now != NULL ? self->now (self->now_data) : g_get_monotonic_time ();
}

static void
retry_cb (gpointer user_data)
{
  LampTileServer *self = user_data;

  self->retry_source = 0;
  pump (self);
}

static void
arm (LampTileServer *self)
{
  gint64 wait = lamp_backoff_wait_usec (&self->backoff, get_now (self));

  g_clear_handle_id (&self->retry_source, g_source_remove);
  if (self->now == NULL && self->backoff.n_failures > 0)
    self->retry_source = g_timeout_add_once ((guint)(wait / 1000 + 1), retry_cb, self); /* never too early */
}

/* Back among those that wait, behind the others: the next to ask is another. */
static void
fail (LampTileServer *self, Tile *tile, const LampFetched *fetched)
{
  g_autofree char *reason = lamp_tile_server_dup_reason (self->host, fetched), *before = lamp_base_map_dup_trouble (LAMP_BASE_MAP (self));
  gint64           now = get_now (self);

  if (lamp_base_map_is_closed (LAMP_BASE_MAP (self)))
    {
      tile_free (tile);
      return;
    }
  g_clear_pointer (&tile->body, g_bytes_unref);
  tile->n_failures++;
  g_queue_push_tail (&self->waiting, tile);
  if (lamp_backoff_wait_usec (&self->backoff, now) == 0) /* of two that fail together only one counts */
    {
      lamp_backoff_fail (&self->backoff, now, fetched->retry_after_s);
      arm (self);
    }
  if (before == NULL) /* one sentence for one trouble, however it goes on */
    lamp_base_map_set_trouble (LAMP_BASE_MAP (self), reason);
}

/* It speaks to us again. */
static void
recover (LampTileServer *self)
{
  lamp_backoff_succeed (&self->backoff);
  g_clear_handle_id (&self->retry_source, g_source_remove);
  lamp_base_map_set_trouble (LAMP_BASE_MAP (self), NULL);
}

static void
stored_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;

  if (!shumate_file_cache_store_tile_finish (SHUMATE_FILE_CACHE (source), result, &error))
    g_debug ("a tile is not kept: %s", error->message);
}

static void
decode_in_worker (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Tile            *tile = data;
  GError          *error = NULL;
  cairo_surface_t *surface = NULL;

  if (lamp_base_work_begin ()) /* else the program ends */
    {
      surface = lamp_base_picture_decode (tile->body, &tile->opaque, &tile->bright, &error);
      lamp_base_work_end ();
    }
  if (surface != NULL)
    g_task_return_pointer (task, surface, (GDestroyNotify)cairo_surface_destroy);
  else
    g_task_return_error (task, error != NULL ? error : g_error_new_literal (LAMP_BASE_ERROR, LAMP_BASE_ERROR_STOPPED, "the program ends"));
}

static void
wait_for_server (LampTileServer *self, Tile *tile)
{
  if (lamp_base_map_is_closed (LAMP_BASE_MAP (self)))
    {
      tile_free (tile);
      return;
    }
  g_queue_push_head (&self->waiting, tile);
  while (self->waiting.length > MOST_WAITING)
    {
      Tile *last = g_queue_pop_tail (&self->waiting);

      if (!last->shown)
        lamp_base_map_forget (LAMP_BASE_MAP (self), last->key);
      tile_free (last);
    }
}

static void
show (LampTileServer *self, Tile *tile, cairo_surface_t *surface)
{
  if (!self->has_bright) /* all are toned alike, as the first one wants it */
    lamp_base_map_set_bright (LAMP_BASE_MAP (self), tile->bright);
  self->has_bright = TRUE;
  lamp_base_map_put (LAMP_BASE_MAP (self), tile->key, surface, tile->opaque);
  tile->shown = TRUE;
}

static void
decoded_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  LampTileServer *self = LAMP_TILE_SERVER (object);
  Tile           *tile = user_data;
  g_autoptr (GError) error = NULL;
  cairo_surface_t *surface = g_task_propagate_pointer (G_TASK (result), &error);

  if (tile->from_cache)
    {
      self->n_lookups--;
      tile->from_cache = FALSE;
      if (surface != NULL)
        show (self, tile, surface);
      else
        g_clear_pointer (&tile->etag, g_free); /* damaged: wanted whole */
      g_clear_pointer (&tile->body, g_bytes_unref);
      if (surface != NULL && tile->young)
        tile_free (tile);
      else
        wait_for_server (self, tile);
    }
  else
    {
      self->n_fetches--;
      if (surface == NULL)
        fail (self, tile, &(LampFetched){ .outcome = LAMP_FETCH_RUBBISH });
      else
        {
          show (self, tile, surface);
          if (self->cache != NULL)
            shumate_file_cache_store_tile_async (self->cache, tile->key.x, tile->key.y, tile->key.z, tile->body, tile->fresh_etag, NULL, stored_cb, NULL);
          self->n_good++;
          recover (self);
          tile_free (tile);
        }
    }
  pump (self);
}

static void
decode (LampTileServer *self, Tile *tile)
{
  g_autoptr (GTask) task = g_task_new (self, NULL, decoded_cb, tile);

  g_task_set_source_tag (task, decode);
  g_task_set_task_data (task, tile, NULL);
  g_task_run_in_thread (task, decode_in_worker);
}

static void
looked_up_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Tile *tile = user_data;
  g_autoptr (LampTileServer) self = g_object_ref (tile->server);
  g_autoptr (GDateTime) changed = NULL;
  g_autoptr (GDateTime) now = g_date_time_new_now_utc ();

  tile->body = shumate_file_cache_get_tile_finish (SHUMATE_FILE_CACHE (source), &tile->etag, &changed, result, NULL);
  tile->young = changed != NULL && g_date_time_difference (now, changed) < FRESH_SPAN;
  tile->from_cache = TRUE;
  if (tile->body != NULL)
    decode (self, tile);
  else
    {
      self->n_lookups--;
      tile->from_cache = FALSE;
      wait_for_server (self, tile);
      pump (self);
    }
}

static void
take_missing (LampTileServer *self, Tile *tile, const LampFetched *fetched)
{
  if (self->n_good == 0 && ++self->n_missing > MOST_MISSING)
    {
      fail (self, tile, fetched);
      return;
    }
  recover (self);
  if (!tile->shown)
    lamp_base_map_put (LAMP_BASE_MAP (self), tile->key, NULL, FALSE);
  tile_free (tile);
}

static void
fetched_cb (const LampFetched *fetched, gpointer user_data)
{
  Tile *tile = user_data;
  g_autoptr (LampTileServer) self = g_object_ref (tile->server);

  if (fetched->outcome == LAMP_FETCH_OK)
    {
      tile->body = g_bytes_ref (fetched->body);
      g_free (tile->fresh_etag);
      tile->fresh_etag = g_strdup (fetched->etag);
      decode (self, tile);
      return;
    }
  self->n_fetches--;
  if (fetched->outcome == LAMP_FETCH_CANCELLED)
    {
      tile_free (tile);
      return;
    }
  if (fetched->outcome == LAMP_FETCH_SAME && tile->shown)
    {
      shumate_file_cache_mark_up_to_date (self->cache, tile->key.x, tile->key.y, tile->key.z);
      self->n_good++;
      recover (self);
      tile_free (tile);
    }
  else if (fetched->outcome == LAMP_FETCH_MISSING)
    take_missing (self, tile, fetched);
  else
    fail (self, tile, fetched);
  pump (self);
}

static void
take_wishes (LampTileServer *self)
{
  g_autoptr (GArray) wished = NULL;

  g_mutex_lock (&self->lock);
  wished = g_steal_pointer (&self->wished);
  self->wished = g_array_new (FALSE, FALSE, sizeof (LampBlockKey));
  g_mutex_unlock (&self->lock);
  for (guint i = wished->len; i > 0; i--) /* of one painting the first is as good as the last */
    {
      Tile *tile = g_new0 (Tile, 1);

      tile->server = g_object_ref (self);
      tile->key = g_array_index (wished, LampBlockKey, i - 1);
      g_queue_push_head (&self->lookups, tile);
    }
}

/* Of those that failed least the nearest; without a view, the last one wished. */
static Tile *
pop_next (LampTileServer *self)
{
  GList *best = self->waiting.head;
  double nearest = 0.0;
  Tile  *tile;

  for (GList *l = best; l != NULL && self->sight.k > 0.0; l = l->next)
    {
      double distance = lamp_base_sight_get_distance (&self->sight, ((Tile *)l->data)->key) + ((Tile *)l->data)->n_failures * A_FAILURE_AWAY_PX;

      if (l == self->waiting.head || distance < nearest)
        {
          best = l;
          nearest = distance;
        }
    }
  tile = best->data;
  g_queue_delete_link (&self->waiting, best);
  return tile;
}

/* While the server is in trouble one tile asks, when it is time. */
static gboolean
may_fetch (LampTileServer *self)
{
  if (self->backoff.n_failures == 0)
    return self->n_fetches < MOST_FETCHES;
  return self->n_fetches == 0 && lamp_backoff_wait_usec (&self->backoff, get_now (self)) == 0;
}

static void
pump (LampTileServer *self)
{
  if (lamp_base_map_is_closed (LAMP_BASE_MAP (self)))
    return;
  take_wishes (self);
  while (self->lookups.length > 0 && (self->cache == NULL || self->n_lookups < MOST_LOOKUPS))
    {
      Tile *tile = g_queue_pop_head (&self->lookups);

      if (self->cache == NULL)
        {
          wait_for_server (self, tile);
          continue;
        }
      self->n_lookups++;
      shumate_file_cache_get_tile_async (self->cache, tile->key.x, tile->key.y, tile->key.z, NULL, looked_up_cb, tile);
    }
  while (self->waiting.length > 0 && may_fetch (self))
    {
      Tile            *tile = pop_next (self);
      g_autofree char *url = lamp_tile_server_dup_url (self->url, tile->key);

      self->n_fetches++;
      self->fetch (url, tile->shown ? tile->etag : NULL, self->cancellable, fetched_cb, tile, self->fetcher);
    }
  if (self->waiting.length > 0 && self->n_fetches == 0 && self->retry_source == 0)
    arm (self);
}

static gboolean
pump_cb (gpointer user_data)
{
  LampTileServer *self = user_data;

  g_mutex_lock (&self->lock);
  self->pump_source = 0;
  g_mutex_unlock (&self->lock);
  pump (self);
  return G_SOURCE_REMOVE;
}

static void
lamp_tile_server_want (LampBaseMap *base, LampBlockKey key)
{
  LampTileServer *self = LAMP_TILE_SERVER (base);

  g_mutex_lock (&self->lock);
  g_array_append_val (self->wished, key);
  if (self->pump_source == 0)
    self->pump_source = g_idle_add_full (G_PRIORITY_DEFAULT, pump_cb, g_object_ref (self), g_object_unref);
  g_mutex_unlock (&self->lock);
}

static void
lamp_tile_server_focus (LampBaseMap *base, LampWorld at, double k)
{
  lamp_base_sight_set (&LAMP_TILE_SERVER (base)->sight, at, k);
}

static void
free_tiles (GQueue *tiles)
{
  GQueue taken = *tiles;

  g_queue_init (tiles);
  g_queue_clear_full (&taken, tile_free);
}

static void
lamp_tile_server_close (LampBaseMap *base)
{
  LampTileServer *self = LAMP_TILE_SERVER (base);

  g_cancellable_cancel (self->cancellable);
  g_clear_handle_id (&self->retry_source, g_source_remove);
  free_tiles (&self->lookups);
  free_tiles (&self->waiting);
}

static void
lamp_tile_server_finalize (GObject *object)
{
  LampTileServer *self = LAMP_TILE_SERVER (object);

  g_clear_handle_id (&self->retry_source, g_source_remove);
  if (self->destroy != NULL)
    self->destroy (self->fetcher);
  g_clear_object (&self->cancellable);
  g_clear_object (&self->cache);
  g_array_unref (self->wished);
  g_mutex_clear (&self->lock);
  lamp_base_sight_clear (&self->sight);
  g_free (self->url);
  g_free (self->host);
  G_OBJECT_CLASS (lamp_tile_server_parent_class)->finalize (object);
}

static void
lamp_tile_server_class_init (LampTileServerClass *klass)
{
  LAMP_BASE_MAP_CLASS (klass)->want = lamp_tile_server_want;
  LAMP_BASE_MAP_CLASS (klass)->focus = lamp_tile_server_focus;
  LAMP_BASE_MAP_CLASS (klass)->close = lamp_tile_server_close;
  G_OBJECT_CLASS (klass)->finalize = lamp_tile_server_finalize;
}

static void
lamp_tile_server_init (LampTileServer *self)
{
  g_mutex_init (&self->lock);
  lamp_base_sight_init (&self->sight);
  self->wished = g_array_new (FALSE, FALSE, sizeof (LampBlockKey));
  self->cancellable = g_cancellable_new ();
  g_queue_init (&self->lookups);
  g_queue_init (&self->waiting);
}

/* Under a name that two addresses never share and that shows no key. libshumate takes it badly when there is no folder. */
static ShumateFileCache *
open_cache (const char *folder, const char *url)
{
  g_autofree char *name = g_compute_checksum_for_string (G_CHECKSUM_SHA256, url, -1);

  if (folder == NULL || g_mkdir_with_parents (folder, 0700) != 0)
    return NULL;
  return shumate_file_cache_new_full (CACHE_BYTES, name, folder);
}

LampBaseMap *
lamp_tile_server_new (const LampTileServerInfo *info, LampFetchFunc fetch, gpointer fetcher, GDestroyNotify destroy)
{
  LampTileServer  *self = g_object_new (LAMP_TYPE_TILE_SERVER, NULL);
  g_autofree char *plain = lamp_tile_server_dup_url (info->url, (LampBlockKey){ 0, 0, 0 });
  g_autoptr (GUri) uri = g_uri_parse (plain, G_URI_FLAGS_NONE, NULL);

  self->url = g_strdup (info->url);
  self->host = g_strdup (uri != NULL ? g_uri_get_host (uri) : info->url);
  lamp_base_sight_set_blocks (&self->sight, TILE_PX, CLAMP (info->most_level, 0, LAMP_TILE_SERVER_MOST_LEVEL));
  self->fetch = fetch;
  self->fetcher = fetcher;
  self->destroy = destroy;
  self->cache = open_cache (info->cache_dir, info->url);
  lamp_base_map_set_info (LAMP_BASE_MAP (self), &(LampBaseInfo){ .title = info->title,
                                                                 .attribution = info->attribution,
                                                                 .extent = { 0, 0, G_MAXUINT32, G_MAXUINT32 },
                                                                 .block_px = TILE_PX,
                                                                 .most_level = CLAMP (info->most_level, 0, LAMP_TILE_SERVER_MOST_LEVEL) });
  return LAMP_BASE_MAP (self);
}

void
lamp_tile_server_retry (LampTileServer *self)
{
  g_return_if_fail (LAMP_IS_TILE_SERVER (self));

  if (self->backoff.n_failures > 0)
    self->backoff.due_usec = MIN (self->backoff.due_usec, get_now (self));
  pump (self);
}

void
lamp_tile_server_wake (LampTileServer *self)
{
  g_return_if_fail (LAMP_IS_TILE_SERVER (self));

  pump (self);
}

gint64
lamp_tile_server_get_retry_usec (LampTileServer *self)
{
  g_return_val_if_fail (LAMP_IS_TILE_SERVER (self), 0);

  return self->backoff.n_failures > 0 ? self->backoff.due_usec : 0;
}

void
lamp_tile_server_set_clock (LampTileServer *self, gint64 (*now) (gpointer), gpointer data)
{
  g_return_if_fail (LAMP_IS_TILE_SERVER (self));

  self->now = now;
  self->now_data = data;
}
