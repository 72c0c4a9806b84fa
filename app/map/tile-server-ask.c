/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Tiles that wait for a server: whose turn it is, what its answers mean, and when it is asked again after it failed. See
 * tile-server.h.
 */
#define G_LOG_DOMAIN "lamp-tile-server"
#include "config.h"

#include "map/tile-server-private.h"

#define MOST_FETCHES 2 /* what the servers of OpenStreetMap ask of everybody */
#define MOST_WAITING 2048
#define MOST_MISSING 8 /* of a server that never sent anything, before it is thought to have nothing */
#define A_FAILURE_AWAY_PX 1e6

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
  lamp_tile_server_pump (self);
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
void
lamp_tile_server_fail (LampTileServer *self, LampServerTile *tile, const LampFetched *fetched)
{
  g_autofree char *reason = lamp_tile_server_dup_reason (self->host, fetched), *before = lamp_base_map_dup_trouble (LAMP_BASE_MAP (self));
  gint64           now = get_now (self);

  if (lamp_base_map_is_closed (LAMP_BASE_MAP (self)))
    {
      lamp_server_tile_free (tile);
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
void
lamp_tile_server_recover (LampTileServer *self)
{
  lamp_backoff_succeed (&self->backoff);
  g_clear_handle_id (&self->retry_source, g_source_remove);
  lamp_base_map_set_trouble (LAMP_BASE_MAP (self), NULL);
}

void
lamp_tile_server_wait (LampTileServer *self, LampServerTile *tile)
{
  if (lamp_base_map_is_closed (LAMP_BASE_MAP (self)))
    {
      lamp_server_tile_free (tile);
      return;
    }
  g_queue_push_head (&self->waiting, tile);
  while (self->waiting.length > MOST_WAITING)
    {
      LampServerTile *last = g_queue_pop_tail (&self->waiting);

      if (!last->shown)
        lamp_base_map_forget (LAMP_BASE_MAP (self), last->key);
      lamp_server_tile_free (last);
    }
}

static void
take_missing (LampTileServer *self, LampServerTile *tile, const LampFetched *fetched)
{
  if (self->n_good == 0 && ++self->n_missing > MOST_MISSING)
    {
      lamp_tile_server_fail (self, tile, fetched);
      return;
    }
  lamp_tile_server_recover (self);
  if (!tile->shown)
    lamp_base_map_put (LAMP_BASE_MAP (self), tile->key, NULL, FALSE);
  lamp_server_tile_free (tile);
}

static void
fetched_cb (const LampFetched *fetched, gpointer user_data)
{
  LampServerTile *tile = user_data;
  g_autoptr (LampTileServer) self = g_object_ref (tile->server);

  if (fetched->outcome == LAMP_FETCH_OK)
    {
      tile->body = g_bytes_ref (fetched->body);
      g_free (tile->fresh_etag);
      tile->fresh_etag = g_strdup (fetched->etag);
      lamp_tile_server_decode (self, tile);
      return;
    }
  self->n_fetches--;
  if (fetched->outcome == LAMP_FETCH_CANCELLED)
    {
      lamp_server_tile_free (tile);
      return;
    }
  if (fetched->outcome == LAMP_FETCH_SAME && tile->shown)
    {
      shumate_file_cache_mark_up_to_date (self->cache, tile->key.x, tile->key.y, tile->key.z);
      self->n_good++;
      lamp_tile_server_recover (self);
      lamp_server_tile_free (tile);
    }
  else if (fetched->outcome == LAMP_FETCH_MISSING)
    take_missing (self, tile, fetched);
  else
    lamp_tile_server_fail (self, tile, fetched);
  lamp_tile_server_pump (self);
}

/* Of those that failed least the nearest; without a view, the last one wished. */
static LampServerTile *
pop_next (LampTileServer *self)
{
  GList          *best = self->waiting.head;
  double          nearest = 0.0;
  LampServerTile *tile;

  for (GList *l = best; l != NULL && self->sight.k > 0.0; l = l->next)
    {
      double distance = lamp_base_sight_get_distance (&self->sight, ((LampServerTile *)l->data)->key) + ((LampServerTile *)l->data)->n_failures * A_FAILURE_AWAY_PX;

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

void
lamp_tile_server_ask (LampTileServer *self)
{
  while (self->waiting.length > 0 && may_fetch (self))
    {
      LampServerTile  *tile = pop_next (self);
      g_autofree char *url = lamp_tile_server_dup_url (self->url, tile->key);

      self->n_fetches++;
      self->fetch (url, tile->shown ? tile->etag : NULL, self->cancellable, fetched_cb, tile, self->fetcher);
    }
  if (self->waiting.length > 0 && self->n_fetches == 0 && self->retry_source == 0)
    arm (self);
}

void
lamp_tile_server_retry (LampTileServer *self)
{
  g_return_if_fail (LAMP_IS_TILE_SERVER (self));

  if (self->backoff.n_failures > 0)
    self->backoff.due_usec = MIN (self->backoff.due_usec, get_now (self));
  lamp_tile_server_pump (self);
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
