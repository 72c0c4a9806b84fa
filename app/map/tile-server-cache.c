/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Tiles of a server that are kept: looked for before the server is asked; and decoding, of these and of those it sends. Only
 * what has been decoded is kept. See tile-server.h.
 */
#define G_LOG_DOMAIN "lamp-tile-server"
#include "config.h"

#include "map/tile-server-private.h"

#include "map/base-raster.h"
#include "map/base-work.h"

#define MOST_LOOKUPS 8
#define FRESH_SPAN (7 * G_TIME_SPAN_DAY)

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
  LampServerTile  *tile = data;
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
show (LampTileServer *self, LampServerTile *tile, cairo_surface_t *surface)
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
  LampServerTile *tile = user_data;
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
        lamp_server_tile_free (tile);
      else
        lamp_tile_server_wait (self, tile);
    }
  else
    {
      self->n_fetches--;
      if (surface == NULL)
        lamp_tile_server_fail (self, tile, &(LampFetched){ .outcome = LAMP_FETCH_RUBBISH });
      else
        {
          show (self, tile, surface);
          if (self->cache != NULL)
            shumate_file_cache_store_tile_async (self->cache, tile->key.x, tile->key.y, tile->key.z, tile->body, tile->fresh_etag, NULL, stored_cb, NULL);
          self->n_good++;
          lamp_tile_server_recover (self);
          lamp_server_tile_free (tile);
        }
    }
  lamp_tile_server_pump (self);
}

void
lamp_tile_server_decode (LampTileServer *self, LampServerTile *tile)
{
  g_autoptr (GTask) task = g_task_new (self, NULL, decoded_cb, tile);

  g_task_set_source_tag (task, lamp_tile_server_decode);
  g_task_set_task_data (task, tile, NULL);
  g_task_run_in_thread (task, decode_in_worker);
}

static void
looked_up_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  LampServerTile *tile = user_data;
  g_autoptr (LampTileServer) self = g_object_ref (tile->server);
  g_autoptr (GDateTime) changed = NULL;
  g_autoptr (GDateTime) now = g_date_time_new_now_utc ();

  tile->body = shumate_file_cache_get_tile_finish (SHUMATE_FILE_CACHE (source), &tile->etag, &changed, result, NULL);
  tile->young = changed != NULL && g_date_time_difference (now, changed) < FRESH_SPAN;
  tile->from_cache = TRUE;
  if (tile->body != NULL)
    lamp_tile_server_decode (self, tile);
  else
    {
      self->n_lookups--;
      tile->from_cache = FALSE;
      lamp_tile_server_wait (self, tile);
      lamp_tile_server_pump (self);
    }
}

void
lamp_tile_server_look_up (LampTileServer *self)
{
  while (self->lookups.length > 0 && (self->cache == NULL || self->n_lookups < MOST_LOOKUPS))
    {
      LampServerTile *tile = g_queue_pop_head (&self->lookups);

      if (self->cache == NULL)
        {
          lamp_tile_server_wait (self, tile);
          continue;
        }
      self->n_lookups++;
      shumate_file_cache_get_tile_async (self->cache, tile->key.x, tile->key.y, tile->key.z, NULL, looked_up_cb, tile);
    }
}
