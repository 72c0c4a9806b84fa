/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * How tiles come by their pictures: which are painted next, and when what was painted is shown. See tile-store.h.
 */
#include "map/tile-store-private.h"

void
lamp_tile_store_show_held (LampTileStore *self)
{
  GHashTableIter iter;
  LampTile      *tile;

  if (self->held_since_usec == 0)
    return;
  self->held_since_usec = 0;
  g_hash_table_iter_init (&iter, self->tiles);
  while (g_hash_table_iter_next (&iter, NULL, (gpointer *)&tile))
    if (tile->held != NULL)
      {
        lamp_tile_drop_picture (tile);
        tile->pixels = g_steal_pointer (&tile->held);
        self->n_shown++;
      }
}

gboolean
lamp_tile_store_is_painted (LampTileStore *self)
{
  for (guint i = 0; i < self->n_visible; i++)
    {
      const LampTile *tile = g_hash_table_lookup (self->tiles, &g_array_index (self->wanted, LampTileKey, i));

      if (tile == NULL || tile->dirty || tile->job != NULL)
        return FALSE;
    }
  return TRUE;
}

static void
take_picture (LampTileStore *self, LampTile *tile, GBytes *pixels, gboolean overview)
{
  self->n_painted++;
  if (tile->pixels == NULL || overview)
    {
      lamp_tile_drop_picture (tile);
      tile->pixels = pixels;
      self->n_shown += overview || tile->seen == self->clock;
    }
  else
    {
      g_clear_pointer (&tile->held, g_bytes_unref);
      tile->held = pixels;
      if (self->held_since_usec == 0)
        self->held_since_usec = g_get_monotonic_time ();
    }
}

static void
painted_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  LampTileStore *self = LAMP_TILE_STORE (source);
  GBytes        *pixels;
  LampTileJob   *job = lamp_tile_painter_finish (result, &pixels);
  LampTile      *tile = g_hash_table_lookup (job->overview ? self->overview : self->tiles, &job->key);

  self->n_jobs--;
  if (tile != NULL && tile->job == job)
    {
      tile->job = NULL;
      if (pixels != NULL)
        take_picture (self, tile, g_steal_pointer (&pixels), job->overview);
      else
        tile->dirty = TRUE;
    }
  g_clear_pointer (&pixels, g_bytes_unref);
  lamp_tile_store_start_jobs (self);
  if (lamp_tile_store_is_painted (self) || g_get_monotonic_time () - self->held_since_usec > LAMP_TILE_HOLD_USEC)
    lamp_tile_store_show_held (self);
  lamp_tile_store_emit_changed (self);
  g_object_unref (result); /* the worker's */
}

static void
start_job (LampTileStore *self, LampTile *tile, gboolean overview)
{
  tile->job = lamp_tile_painter_start (self->painter, G_OBJECT (self), self->scene, tile->key, tile->labels, overview, painted_cb);
  tile->dirty = FALSE;
  self->n_jobs++;
}

/* Painting what is not seen yet leaves a processor to whoever draws what is. */
static guint
n_for_later (const LampTileStore *self)
{
  return MAX (self->n_at_once - 1, 1);
}

static void
start_overview (LampTileStore *self)
{
  GHashTableIter iter;
  LampTile      *tile;

  g_hash_table_iter_init (&iter, self->overview);
  while (self->n_jobs < n_for_later (self) && g_hash_table_iter_next (&iter, NULL, (gpointer *)&tile))
    if (tile->dirty && tile->job == NULL)
      start_job (self, tile, TRUE);
}

void
lamp_tile_store_start_jobs (LampTileStore *self)
{
  if (self->scene == NULL)
    return;
  /* What is blank comes before what is out of date: a base map that comes bit by bit keeps the middle of the view so. */
  for (guint i = 0; i < self->n_visible && self->n_jobs < self->n_at_once; i++)
    {
      LampTile *tile = lamp_tile_store_ensure (self->tiles, g_array_index (self->wanted, LampTileKey, i), TRUE);

      if (tile->pixels == NULL && tile->held == NULL && tile->dirty && tile->job == NULL)
        start_job (self, tile, FALSE);
    }
  for (guint i = 0; i < self->wanted->len && self->n_jobs < self->n_at_once; i++)
    {
      LampTile *tile = lamp_tile_store_ensure (self->tiles, g_array_index (self->wanted, LampTileKey, i), TRUE);

      /* What is seen comes before what may be seen soon, and the whole grid between them. */
      if (i == self->n_visible)
        start_overview (self);
      if (tile->dirty && tile->job == NULL && self->n_jobs < (i < self->n_visible ? self->n_at_once : n_for_later (self)))
        start_job (self, tile, FALSE);
    }
  start_overview (self);
}

void
lamp_tile_store_cancel_unwanted (LampTileStore *self)
{
  GHashTableIter iter;
  LampTile      *tile;

  g_hash_table_iter_init (&iter, self->tiles);
  while (g_hash_table_iter_next (&iter, NULL, (gpointer *)&tile))
    if (tile->job != NULL && tile->used != self->clock)
      {
        lamp_tile_job_cancel (tile->job);
        tile->job = NULL;
        tile->dirty = TRUE;
      }
}
