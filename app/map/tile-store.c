/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Which tiles there are, and which of them are to be painted. See tile-store.h.
 */
#include "map/tile-store-private.h"

#define MOST_BYTES (192u * 1024 * 1024)
#define DIRTY_MARGIN_PX 30.0 /* logical: a halo, a symbol, a ring around it */
#define OVERVIEW_TILES 4.0   /* across, of the tiles that show the whole grid */

G_DEFINE_FINAL_TYPE (LampTileStore, lamp_tile_store, G_TYPE_OBJECT)

enum {
  CHANGED,
  N_SIGNALS,
};
static guint signals[N_SIGNALS];

static void
tile_free (gpointer data)
{
  LampTile *tile = data;

  if (tile->job != NULL)
    lamp_tile_job_cancel (tile->job);
  lamp_tile_drop_picture (tile);
  g_clear_pointer (&tile->held, g_bytes_unref);
  g_free (tile);
}

LampTile *
lamp_tile_store_ensure (GHashTable *tiles, LampTileKey key, gboolean labels)
{
  LampTile *tile = g_hash_table_lookup (tiles, &key);

  if (tile == NULL)
    {
      tile = g_new0 (LampTile, 1);
      tile->key = key;
      tile->dirty = TRUE;
      tile->labels = labels;
      g_hash_table_insert (tiles, &tile->key, tile);
    }
  return tile;
}

void
lamp_tile_store_emit_changed (LampTileStore *self)
{
  self->was_settled = lamp_tile_store_is_settled (self);
  g_signal_emit (self, signals[CHANGED], 0);
}

static gint
by_use (gconstpointer a, gconstpointer b)
{
  const LampTile *one = a, *other = b; /* of a list: the tiles themselves */

  return one->used < other->used ? -1 : one->used > other->used;
}

static void
forget_unused (LampTileStore *self)
{
  guint most = MAX (MOST_BYTES / LAMP_TILE_BYTES, 3 * self->wanted->len);
  guint n = g_hash_table_size (self->tiles);
  g_autoptr (GList) tiles = NULL;

  if (n <= most)
    return;
  tiles = g_list_sort (g_hash_table_get_values (self->tiles), by_use);
  for (GList *l = tiles; l != NULL && n > most * 3 / 4; l = l->next)
    {
      LampTile *tile = l->data;

      if (tile->used == self->clock)
        break;
      g_hash_table_remove (self->tiles, &tile->key);
      n--;
    }
}

static void
lay_out_overview (LampTileStore *self, LampWorldBox extent)
{
  LampTileKey key = { .scale = 1 };
  double      k, widest;

  g_hash_table_remove_all (self->overview);
  if (lamp_world_box_is_empty (extent))
    return;
  widest = MAX (MAX ((double)extent.x1 - extent.x0, (double)extent.y1 - extent.y0), 1024.0);
  key.step = lamp_zoom_to_step (log2 (OVERVIEW_TILES * LAMP_TILE_PX * LAMP_WORLD_SIZE / 256.0 / widest));
  key.step = MIN (key.step, 14 * LAMP_ZOOM_STEPS);
  k = lamp_tile_px_per_unit (key) / LAMP_TILE_PX;
  for (int y = (int)(extent.y0 * k); y <= (int)(extent.y1 * k); y++)
    for (int x = (int)(extent.x0 * k); x <= (int)(extent.x1 * k); x++)
      {
        key.x = x;
        key.y = y;
        lamp_tile_store_ensure (self->overview, key, FALSE);
      }
}

static void
mark_dirty (GHashTable *tiles, LampWorldBox dirty)
{
  GHashTableIter iter;
  LampTile      *tile;

  g_hash_table_iter_init (&iter, tiles);
  while (g_hash_table_iter_next (&iter, NULL, (gpointer *)&tile))
    if (lamp_world_box_intersects (lamp_tile_box (tile->key, DIRTY_MARGIN_PX * tile->key.scale), dirty))
      tile->dirty = TRUE; /* a painting under way is finished, shown and done again */
}

static void
lamp_tile_store_dispose (GObject *object)
{
  LampTileStore *self = LAMP_TILE_STORE (object);

  g_hash_table_remove_all (self->tiles);
  g_hash_table_remove_all (self->overview);
  g_clear_pointer (&self->painter, lamp_tile_painter_free); /* jobs hold a reference: there are none left */
  g_clear_pointer (&self->scene, lamp_scene_unref);
  G_OBJECT_CLASS (lamp_tile_store_parent_class)->dispose (object);
}

static void
lamp_tile_store_finalize (GObject *object)
{
  LampTileStore *self = LAMP_TILE_STORE (object);

  g_hash_table_unref (self->tiles);
  g_hash_table_unref (self->overview);
  g_array_unref (self->wanted);
  G_OBJECT_CLASS (lamp_tile_store_parent_class)->finalize (object);
}

static void
lamp_tile_store_class_init (LampTileStoreClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = lamp_tile_store_dispose;
  G_OBJECT_CLASS (klass)->finalize = lamp_tile_store_finalize;
  signals[CHANGED] = g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
lamp_tile_store_init (LampTileStore *self)
{
  self->tiles = g_hash_table_new_full (lamp_tile_hash, lamp_tile_equal, NULL, tile_free);
  self->overview = g_hash_table_new_full (lamp_tile_hash, lamp_tile_equal, NULL, tile_free);
  self->wanted = g_array_new (FALSE, FALSE, sizeof (LampTileKey));
  self->painter = lamp_tile_painter_new ();
  self->n_at_once = lamp_tile_painter_get_n_threads (self->painter);
}

LampTileStore *
lamp_tile_store_new (void)
{
  return g_object_new (LAMP_TYPE_TILE_STORE, NULL);
}

void
lamp_tile_store_set_scene (LampTileStore *self, LampScene *scene, LampWorldBox dirty, LampWorldBox extent)
{
  gboolean other_grid;

  g_return_if_fail (LAMP_IS_TILE_STORE (self) && scene != NULL);

  other_grid = self->scene == NULL || self->scene->index != scene->index;
  lamp_scene_ref (scene);
  g_clear_pointer (&self->scene, lamp_scene_unref);
  self->scene = scene;
  if (other_grid)
    {
      dirty = (LampWorldBox){ 0, 0, G_MAXUINT32, G_MAXUINT32 };
      lay_out_overview (self, extent);
    }
  mark_dirty (self->tiles, dirty);
  mark_dirty (self->overview, dirty);
  lamp_tile_store_start_jobs (self);
  if (self->was_settled != lamp_tile_store_is_settled (self))
    lamp_tile_store_emit_changed (self);
}

void
lamp_tile_store_touch (LampTileStore *self, const LampWorldBox *boxes, guint n)
{
  GHashTable *const all[] = { self->tiles, self->overview };

  g_return_if_fail (LAMP_IS_TILE_STORE (self));

  for (guint i = 0; i < G_N_ELEMENTS (all); i++)
    {
      GHashTableIter iter;
      LampTile      *tile;

      g_hash_table_iter_init (&iter, all[i]);
      while (g_hash_table_iter_next (&iter, NULL, (gpointer *)&tile))
        {
          LampWorldBox box = lamp_tile_box (tile->key, DIRTY_MARGIN_PX * tile->key.scale);

          for (guint j = 0; j < n && !tile->dirty; j++)
            tile->dirty = lamp_world_box_intersects (box, boxes[j]);
        }
    }
  lamp_tile_store_start_jobs (self);
  if (self->was_settled != lamp_tile_store_is_settled (self))
    lamp_tile_store_emit_changed (self);
}

void
lamp_tile_store_want (LampTileStore *self, const LampTileKey *keys, guint n, guint n_visible)
{
  g_return_if_fail (LAMP_IS_TILE_STORE (self) && n_visible <= n);

  self->clock++;
  g_array_set_size (self->wanted, 0);
  g_array_append_vals (self->wanted, keys, n);
  self->n_visible = n_visible;
  for (guint i = 0; i < n; i++)
    {
      LampTile *tile = lamp_tile_store_ensure (self->tiles, keys[i], TRUE);

      tile->used = self->clock;
      tile->seen = i < n_visible ? self->clock : tile->seen;
    }
  lamp_tile_store_cancel_unwanted (self);
  forget_unused (self);
  if (lamp_tile_store_is_painted (self))
    lamp_tile_store_show_held (self);
  lamp_tile_store_start_jobs (self);
}

LampTile *
lamp_tile_store_lookup (LampTileStore *self, LampTileKey key)
{
  LampTile *tile = g_hash_table_lookup (self->tiles, &key);

  return tile != NULL && tile->pixels != NULL ? tile : NULL;
}

static gint
by_distance (gconstpointer a, gconstpointer b, gpointer step)
{
  int one = ABS ((*(LampTile *const *)a)->key.step - GPOINTER_TO_INT (step));
  int other = ABS ((*(LampTile *const *)b)->key.step - GPOINTER_TO_INT (step));

  return other - one;
}

static void
add_pictures (GHashTable *tiles, LampWorldBox box, GPtrArray *found)
{
  GHashTableIter iter;
  LampTile      *tile;

  g_hash_table_iter_init (&iter, tiles);
  while (g_hash_table_iter_next (&iter, NULL, (gpointer *)&tile))
    if (tile->pixels != NULL && lamp_world_box_intersects (lamp_tile_box (tile->key, 0.0), box))
      g_ptr_array_add (found, tile);
}

GPtrArray *
lamp_tile_store_dup_beneath (LampTileStore *self, LampWorldBox box, int step)
{
  GPtrArray *found = g_ptr_array_new ();
  g_autoptr (GPtrArray) others = g_ptr_array_new ();

  add_pictures (self->overview, box, found);
  add_pictures (self->tiles, box, others);
  g_ptr_array_sort_with_data (others, by_distance, GINT_TO_POINTER (step));
  /* Beyond two levels a picture says less than the whole grid's, and costs as much to draw. */
  for (guint i = 0; i < others->len; i++)
    if (ABS (((LampTile *)g_ptr_array_index (others, i))->key.step - step) <= 2 * LAMP_ZOOM_STEPS)
      g_ptr_array_add (found, g_ptr_array_index (others, i));
  return found;
}

gboolean
lamp_tile_store_is_settled (LampTileStore *self)
{
  return self->n_visible > 0 && self->held_since_usec == 0 && lamp_tile_store_is_painted (self);
}

guint64
lamp_tile_store_get_n_shown (LampTileStore *self)
{
  return self->n_shown;
}

guint64
lamp_tile_store_get_n_painted (LampTileStore *self)
{
  return self->n_painted;
}

static gsize
count_bytes (GHashTable *tiles)
{
  GHashTableIter iter;
  LampTile      *tile;
  gsize          n = 0;

  g_hash_table_iter_init (&iter, tiles);
  while (g_hash_table_iter_next (&iter, NULL, (gpointer *)&tile))
    n += (tile->pixels != NULL) + (tile->held != NULL);
  return n * LAMP_TILE_BYTES;
}

gsize
lamp_tile_store_get_bytes (LampTileStore *self)
{
  return count_bytes (self->tiles) + count_bytes (self->overview);
}
