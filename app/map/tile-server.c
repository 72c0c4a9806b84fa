/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * See tile-server.h. A tile goes: wanted (any thread) → looked for in the cache → shown, or waiting for the server → fetched
 * → decoded in a worker → shown and kept.
 */
#define G_LOG_DOMAIN "lamp-tile-server"
#include "config.h"

#include "map/tile-server-private.h"

#define TILE_PX 256
#define CACHE_BYTES (256u * 1000 * 1000)

G_DEFINE_FINAL_TYPE (LampTileServer, lamp_tile_server, LAMP_TYPE_BASE_MAP)

void
lamp_server_tile_free (LampServerTile *tile)
{
  g_clear_object (&tile->server);
  g_clear_pointer (&tile->body, g_bytes_unref);
  g_free (tile->etag);
  g_free (tile->fresh_etag);
  g_free (tile);
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
      LampServerTile *tile = g_new0 (LampServerTile, 1);

      tile->server = g_object_ref (self);
      tile->key = g_array_index (wished, LampBlockKey, i - 1);
      g_queue_push_head (&self->lookups, tile);
    }
}

void
lamp_tile_server_pump (LampTileServer *self)
{
  if (lamp_base_map_is_closed (LAMP_BASE_MAP (self)))
    return;
  take_wishes (self);
  lamp_tile_server_look_up (self);
  lamp_tile_server_ask (self);
}

static gboolean
pump_cb (gpointer user_data)
{
  LampTileServer *self = user_data;

  g_mutex_lock (&self->lock);
  self->pump_source = 0;
  g_mutex_unlock (&self->lock);
  lamp_tile_server_pump (self);
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
  g_queue_clear_full (&taken, (GDestroyNotify)lamp_server_tile_free);
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
lamp_tile_server_wake (LampTileServer *self)
{
  g_return_if_fail (LAMP_IS_TILE_SERVER (self));

  lamp_tile_server_pump (self);
}
