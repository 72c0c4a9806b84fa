/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What a painter draws of a base map: looked up with the lock held, waited for a little, drawn without it.
 */
#define G_LOG_DOMAIN "lamp-base-map"
#include "config.h"

#include "map/base-map-private.h"

#include <math.h>

#define MOST_LEVELS_UP 6   /* more enlarged, a block says nothing: the region's own map is better */
#define MOST_LEVELS_DOWN 2 /* who goes farther away takes along what there is */

/* Where one block goes, and what is drawn there. */
typedef struct
{
  LampBlockKey     key;   /* of the place */
  LampBlockKey     found; /* of the surface: the same or a coarser one */
  cairo_surface_t *surface;
  gboolean         opaque;
  gboolean         done;  /* nothing better is to come */
  GArray          *finer; /* Place, of deeper levels, over a coarser surface or none; NULL for none */
} Place;

/* With the lock held. The best there is; what would be better and nobody has asked for is appended to `wishes` (NULL: it is not asked
 * for). */
static void
look_up (LampBaseMapPrivate *priv, Place *place, GArray *wishes)
{
  gboolean wish = TRUE; /* nothing at hand up to here, nor on its way */

  place->done = TRUE;
  for (LampBlockKey key = place->key; key.z >= MAX (priv->info.least_level, place->key.z - MOST_LEVELS_UP); key = (LampBlockKey){ key.z - 1, key.x >> 1, key.y >> 1 })
    {
      LampBlock *block = g_hash_table_lookup (priv->blocks, &key);

      if (block == NULL && wish && wishes != NULL)
        {
          block = lamp_base_map_ensure_block (priv, key);
          block->pending = TRUE;
          g_array_append_val (wishes, key);
        }
      if (block == NULL)
        continue;
      block->used = ++priv->clock;
      if (block->pending)
        {
          wish = FALSE;
          place->done = place->done && block->failed;
        }
      if (block->surface == NULL)
        continue;
      place->found = key;
      place->opaque = block->opaque;
      place->surface = cairo_surface_reference (block->surface);
      return;
    }
}

static void
place_clear (gpointer data)
{
  Place *place = data;

  g_clear_pointer (&place->surface, cairo_surface_destroy);
  g_clear_pointer (&place->finer, g_array_unref);
}

/* With the lock held. The blocks of the next deeper level that lie there, the one beneath those that are missing. */
static void
add_finer (LampBaseMapPrivate *priv, Place *place, LampBlockKey key, int levels)
{
  for (int i = 0; i < 4 && levels > 0 && key.z < priv->info.most_level; i++)
    {
      LampBlockKey child = { key.z + 1, key.x * 2 + i % 2, key.y * 2 + i / 2 };
      LampBlock   *block = g_hash_table_lookup (priv->blocks, &child);

      if (block == NULL || block->surface == NULL)
        {
          add_finer (priv, place, child, levels - 1);
          continue;
        }
      block->used = ++priv->clock;
      if (place->finer == NULL)
        {
          place->finer = g_array_new (FALSE, FALSE, sizeof (Place));
          g_array_set_clear_func (place->finer, place_clear);
        }
      g_array_append_val (place->finer, ((Place){ .key = child, .found = child, .surface = cairo_surface_reference (block->surface), .opaque = block->opaque }));
    }
}

/* With the lock held, when nobody waits any more. */
static void
take_finer (LampBaseMapPrivate *priv, GArray *places)
{
  for (guint i = 0; i < places->len; i++)
    {
      Place *place = &g_array_index (places, Place, i);

      if (place->surface == NULL || place->found.z < place->key.z)
        add_finer (priv, place, place->key, MOST_LEVELS_DOWN);
    }
}

/* With the lock held. Whatever of these comes later is told. */
static void
mark_missed (LampBaseMapPrivate *priv, GArray *places)
{
  for (guint i = 0; i < places->len; i++)
    for (LampBlockKey key = g_array_index (places, Place, i).key; key.z >= priv->info.least_level; key = (LampBlockKey){ key.z - 1, key.x >> 1, key.y >> 1 })
      {
        LampBlock *block = g_hash_table_lookup (priv->blocks, &key);

        if (block != NULL && block->pending)
          block->missed = TRUE;
        else if (block != NULL && block->surface != NULL)
          break;
      }
}

/* With the lock held. TRUE when nothing better is to come of any. */
static gboolean
look_up_once (LampBaseMapPrivate *priv, GArray *places, GArray *wishes)
{
  gboolean done = TRUE;

  for (guint i = 0; i < places->len; i++)
    {
      Place *place = &g_array_index (places, Place, i);

      place_clear (place);
      look_up (priv, place, wishes);
      done = done && place->done;
    }
  return done;
}

/* With the lock held, which is let go while something is asked for: what came meanwhile told nobody, so it is looked up
 * again. Where there is nothing, the next coarser level is asked for; a loader that forgets what it was asked for, as one in trouble
 * may, is not asked more often than that. */
static gboolean
look_up_all (LampBaseMap *self, GArray *places)
{
  LampBaseMapPrivate *priv = lamp_base_map_get_private (self);
  g_autoptr (GArray) wishes = g_array_new (FALSE, FALSE, sizeof (LampBlockKey));

  for (int level = 0; level <= MOST_LEVELS_UP; level++)
    {
      gboolean done;

      g_array_set_size (wishes, 0);
      done = look_up_once (priv, places, wishes);
      if (wishes->len == 0)
        return done;
      g_mutex_unlock (&priv->lock);
      for (guint i = 0; i < wishes->len; i++)
        LAMP_BASE_MAP_GET_CLASS (self)->want (self, g_array_index (wishes, LampBlockKey, i));
      g_mutex_lock (&priv->lock);
    }
  return look_up_once (priv, places, NULL);
}

static void
gather (LampBaseMap *self, GArray *places, const LampBaseView *view)
{
  LampBaseMapPrivate *priv = lamp_base_map_get_private (self);
  gint64              deadline = g_get_monotonic_time () + view->patience_usec;

  g_mutex_lock (&priv->lock);
  while (!look_up_all (self, places) && (priv->trouble == NULL || priv->info.piecemeal) && !priv->closed && view->patience_usec > 0 &&
         (view->cancelled == NULL || !g_atomic_int_get (view->cancelled)))
    if (!g_cond_wait_until (&priv->came, &priv->lock, deadline))
      {
        look_up_all (self, places);
        break;
      }
  mark_missed (priv, places);
  take_finer (priv, places);
  lamp_base_map_forget_unused (priv);
  g_mutex_unlock (&priv->lock);
}

static int
choose_level (const LampBaseInfo *info, double k)
{
  double level = log2 (k * LAMP_WORLD_SIZE / info->block_px);

  return CLAMP ((int)(info->sharp ? ceil (level - 0.05) : floor (level + 0.5)), info->least_level, info->most_level);
}

static GArray *
list_places (const LampBaseInfo *info, const LampBaseView *view)
{
  GArray *places = g_array_new (FALSE, TRUE, sizeof (Place));
  int     z = choose_level (info, view->k), last = (1 << z) - 1;
  double  size = LAMP_WORLD_SIZE / exp2 (z);
  double  west = MAX (view->left, info->extent.x0), east = MIN (view->left + view->width / view->k, info->extent.x1);
  double  north = MAX (view->top, info->extent.y0), south = MIN (view->top + view->height / view->k, info->extent.y1);

  g_array_set_clear_func (places, place_clear);
  if (west >= east || north >= south)
    return places;
  for (int y = CLAMP ((int)floor (north / size), 0, last); y <= CLAMP ((int)ceil (south / size) - 1, 0, last); y++)
    for (int x = CLAMP ((int)floor (west / size), 0, last); x <= CLAMP ((int)ceil (east / size) - 1, 0, last); x++)
      g_array_append_val (places, ((Place){ .key = { z, x, y } }));
  return places;
}

/* To whole pixels, so that neighbours meet; the picture within keeps its exact size. */
static void
draw_place (cairo_t *cr, const LampBaseView *view, const Place *place)
{
  double         size = LAMP_WORLD_SIZE / exp2 (place->key.z) * view->k, found = LAMP_WORLD_SIZE / exp2 (place->found.z) * view->k;
  double         x = place->key.x * size - view->left * view->k, y = place->key.y * size - view->top * view->k;
  double         x0 = floor (x + 0.5), y0 = floor (y + 0.5), x1 = floor (x + size + 0.5), y1 = floor (y + size + 0.5);
  double         ratio = cairo_image_surface_get_width (place->surface) / found; /* of its pixels to ours */
  cairo_matrix_t matrix;

  cairo_save (cr);
  cairo_rectangle (cr, x0, y0, x1 - x0, y1 - y0);
  cairo_clip (cr);
  cairo_set_source_surface (cr, place->surface, 0, 0);
  if (fabs (ratio - 1.0) < 1e-3)
    {
      x = floor (place->found.x * found - view->left * view->k + 0.5);
      y = floor (place->found.y * found - view->top * view->k + 0.5);
      cairo_matrix_init_translate (&matrix, -x, -y);
      cairo_pattern_set_filter (cairo_get_source (cr), CAIRO_FILTER_NEAREST);
    }
  else
    {
      cairo_matrix_init_scale (&matrix, ratio, ratio);
      cairo_matrix_translate (&matrix, view->left * view->k - place->found.x * found, view->top * view->k - place->found.y * found);
      cairo_pattern_set_filter (cairo_get_source (cr), CAIRO_FILTER_GOOD);
      cairo_pattern_set_extend (cairo_get_source (cr), CAIRO_EXTEND_PAD);
    }
  cairo_pattern_set_matrix (cairo_get_source (cr), &matrix);
  cairo_paint (cr);
  cairo_restore (cr);
}

static gboolean
covers (const LampBaseInfo *info, const LampBaseView *view)
{
  return view->left >= info->extent.x0 && view->top >= info->extent.y0 && view->left + view->width / view->k <= info->extent.x1 + 1.0 &&
         view->top + view->height / view->k <= info->extent.y1 + 1.0;
}

gboolean
lamp_base_map_draw (LampBaseMap *self, cairo_t *cr, const LampBaseView *view)
{
  LampBaseMapPrivate *priv = lamp_base_map_get_private (self);
  g_autoptr (GArray) places = NULL;
  gboolean covered;

  g_return_val_if_fail (LAMP_IS_BASE_MAP (self) && view->k > 0.0, FALSE);

  places = list_places (&priv->info, view);
  gather (self, places, view);
  covered = places->len > 0 && covers (&priv->info, view);
  for (guint i = 0; i < places->len; i++)
    {
      const Place *place = &g_array_index (places, Place, i);

      covered = covered && place->surface != NULL && place->opaque;
      if (place->surface != NULL)
        draw_place (cr, view, place);
      for (guint j = 0; place->finer != NULL && j < place->finer->len; j++)
        draw_place (cr, view, &g_array_index (place->finer, Place, j));
    }
  return covered;
}
