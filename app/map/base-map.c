/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * See base-map.h. One lock guards the blocks; nothing is drawn, loaded or told while it is held. What is told goes
 * through one idle of the main loop, so that a hundred blocks are one repaint.
 */
#define G_LOG_DOMAIN "lamp-base-map"
#include "config.h"

#include "map/base-map.h"

#include "map/plain-text.h"

#include <math.h>

#define MOST_BYTES (96u * 1024 * 1024)
#define MOST_BLOCKS 16384u
#define TELL_AFTER_MSEC 40

typedef struct
{
  LampBlockKey     key;
  cairo_surface_t *surface; /* NULL: nothing there, or not there yet */
  gboolean         opaque;
  gboolean         pending; /* wanted, not put yet */
  gboolean         missed;  /* somebody painted without it */
  guint64          used;
} Block;

typedef struct
{
  GMutex      lock;
  GCond       came;
  GHashTable *blocks; /* Block, keyed by itself */
  gsize       n_bytes;
  guint64     clock;
  char       *trouble;
  gboolean    closed;

  LampWorldBox dirty; /* to be told */
  gboolean     trouble_changed;
  guint        tell_source;

  /* never changed after the first painter */
  LampBaseInfo info;
  int          bright; /* atomic */
} LampBaseMapPrivate;

G_DEFINE_ABSTRACT_TYPE_WITH_PRIVATE (LampBaseMap, lamp_base_map, G_TYPE_OBJECT)

enum {
  PROP_0,
  PROP_TROUBLE,
  N_PROPS,
};
static GParamSpec *props[N_PROPS];

enum {
  CHANGED,
  N_SIGNALS,
};
static guint signals[N_SIGNALS];

#define PRIVATE(self) ((LampBaseMapPrivate *)lamp_base_map_get_instance_private (self))

LampWorldBox
lamp_block_box (LampBlockKey key)
{
  double size = LAMP_WORLD_SIZE / exp2 (key.z);

  return (LampWorldBox){
    (guint32)CLAMP (key.x * size, 0.0, LAMP_WORLD_SIZE - 1.0),
    (guint32)CLAMP (key.y * size, 0.0, LAMP_WORLD_SIZE - 1.0),
    (guint32)CLAMP ((key.x + 1.0) * size, 0.0, LAMP_WORLD_SIZE - 1.0),
    (guint32)CLAMP ((key.y + 1.0) * size, 0.0, LAMP_WORLD_SIZE - 1.0),
  };
}

guint
lamp_block_hash (gconstpointer key)
{
  const LampBlockKey *block = key;

  return (guint)block->x * 73856093u ^ (guint)block->y * 19349663u ^ (guint)block->z * 83492791u;
}

gboolean
lamp_block_equal (gconstpointer a, gconstpointer b)
{
  const LampBlockKey *one = a, *other = b;

  return one->x == other->x && one->y == other->y && one->z == other->z;
}

static void
block_free (gpointer data)
{
  Block *block = data;

  g_clear_pointer (&block->surface, cairo_surface_destroy);
  g_free (block);
}

static gsize
surface_bytes (cairo_surface_t *surface)
{
  return surface == NULL ? 0 : (gsize)cairo_image_surface_get_stride (surface) * (gsize)cairo_image_surface_get_height (surface);
}

static gboolean
tell_cb (gpointer user_data)
{
  LampBaseMap        *self = user_data;
  LampBaseMapPrivate *priv = PRIVATE (self);
  LampWorldBox        dirty;
  gboolean            trouble_changed;

  g_mutex_lock (&priv->lock);
  dirty = priv->dirty;
  trouble_changed = priv->trouble_changed;
  priv->dirty = LAMP_WORLD_BOX_EMPTY;
  priv->trouble_changed = FALSE;
  priv->tell_source = 0;
  g_mutex_unlock (&priv->lock);
  if (!lamp_world_box_is_empty (dirty))
    g_signal_emit (self, signals[CHANGED], 0, &dirty);
  if (trouble_changed)
    g_object_notify_by_pspec (G_OBJECT (self), props[PROP_TROUBLE]);
  return G_SOURCE_REMOVE;
}

/* With the lock held. */
static void
tell_soon (LampBaseMap *self)
{
  LampBaseMapPrivate *priv = PRIVATE (self);

  if (priv->tell_source == 0)
    priv->tell_source = g_timeout_add_full (G_PRIORITY_DEFAULT, TELL_AFTER_MSEC, tell_cb, g_object_ref (self), g_object_unref);
}

static gint
by_use (gconstpointer a, gconstpointer b)
{
  const Block *one = a, *other = b;

  return one->used < other->used ? -1 : one->used > other->used;
}

/* With the lock held. */
static void
forget_unused (LampBaseMapPrivate *priv)
{
  g_autoptr (GList) blocks = NULL;

  if (priv->n_bytes <= MOST_BYTES && g_hash_table_size (priv->blocks) <= MOST_BLOCKS)
    return;
  blocks = g_list_sort (g_hash_table_get_values (priv->blocks), by_use);
  for (GList *l = blocks; l != NULL && (priv->n_bytes > MOST_BYTES / 4 * 3 || g_hash_table_size (priv->blocks) > MOST_BLOCKS / 4 * 3); l = l->next)
    {
      Block *block = l->data;

      if (block->pending)
        continue;
      priv->n_bytes -= surface_bytes (block->surface);
      g_hash_table_remove (priv->blocks, &block->key);
    }
}

/* With the lock held. */
static Block *
ensure_block (LampBaseMapPrivate *priv, LampBlockKey key)
{
  Block *block = g_hash_table_lookup (priv->blocks, &key);

  if (block == NULL)
    {
      block = g_new0 (Block, 1);
      block->key = key;
      g_hash_table_insert (priv->blocks, &block->key, block);
    }
  return block;
}

/* Where one block goes, and what is drawn there. */
typedef struct
{
  LampBlockKey     key;   /* of the place */
  LampBlockKey     found; /* of the surface: the same or a coarser one */
  cairo_surface_t *surface;
  gboolean         opaque;
  gboolean         done; /* nothing better is to come */
} Place;

/* With the lock held. The best there is; what would be better and nobody has asked for is appended to `wishes`. */
static void
look_up (LampBaseMapPrivate *priv, Place *place, GArray *wishes)
{
  gboolean wish = TRUE; /* nothing at hand up to here, nor on its way */

  place->done = TRUE;
  for (LampBlockKey key = place->key; key.z >= priv->info.least_level; key = (LampBlockKey){ key.z - 1, key.x >> 1, key.y >> 1 })
    {
      Block *block = g_hash_table_lookup (priv->blocks, &key);

      if (block == NULL && wish)
        {
          block = ensure_block (priv, key);
          block->pending = TRUE;
          g_array_append_val (wishes, key);
        }
      if (block == NULL)
        continue;
      block->used = ++priv->clock;
      if (block->pending)
        place->done = wish = FALSE;
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
  g_clear_pointer (&((Place *)data)->surface, cairo_surface_destroy);
}

/* With the lock held. Whatever of these comes later is told. */
static void
mark_missed (LampBaseMapPrivate *priv, GArray *places)
{
  for (guint i = 0; i < places->len; i++)
    for (LampBlockKey key = g_array_index (places, Place, i).key; key.z >= priv->info.least_level; key = (LampBlockKey){ key.z - 1, key.x >> 1, key.y >> 1 })
      {
        Block *block = g_hash_table_lookup (priv->blocks, &key);

        if (block != NULL && block->pending)
          block->missed = TRUE;
        else if (block != NULL && block->surface != NULL)
          break;
      }
}

static gboolean
look_up_all (LampBaseMap *self, GArray *places)
{
  LampBaseMapPrivate *priv = PRIVATE (self);
  g_autoptr (GArray) wishes = g_array_new (FALSE, FALSE, sizeof (LampBlockKey));
  gboolean done = TRUE;

  for (guint i = 0; i < places->len; i++)
    {
      Place *place = &g_array_index (places, Place, i);

      place_clear (place);
      look_up (priv, place, wishes);
      done = done && place->done;
    }
  if (wishes->len > 0)
    {
      g_mutex_unlock (&priv->lock);
      for (guint i = 0; i < wishes->len; i++)
        LAMP_BASE_MAP_GET_CLASS (self)->want (self, g_array_index (wishes, LampBlockKey, i));
      g_mutex_lock (&priv->lock);
    }
  return done;
}

static void
gather (LampBaseMap *self, GArray *places, const LampBaseView *view)
{
  LampBaseMapPrivate *priv = PRIVATE (self);
  gint64              deadline = g_get_monotonic_time () + view->patience_usec;

  g_mutex_lock (&priv->lock);
  while (!look_up_all (self, places) && priv->trouble == NULL && !priv->closed && view->patience_usec > 0 &&
         (view->cancelled == NULL || !g_atomic_int_get (view->cancelled)))
    if (!g_cond_wait_until (&priv->came, &priv->lock, deadline))
      {
        look_up_all (self, places);
        break;
      }
  mark_missed (priv, places);
  forget_unused (priv);
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
  LampBaseMapPrivate *priv = PRIVATE (self);
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
    }
  return covered;
}

void
lamp_base_map_put (LampBaseMap *self, LampBlockKey key, cairo_surface_t *surface, gboolean opaque)
{
  LampBaseMapPrivate *priv = PRIVATE (self);
  Block              *block;

  g_return_if_fail (LAMP_IS_BASE_MAP (self));

  g_mutex_lock (&priv->lock);
  block = ensure_block (priv, key);
  priv->n_bytes += surface_bytes (surface) - surface_bytes (block->surface);
  if (block->missed || (!block->pending && surface != NULL))
    {
      LampWorldBox box = lamp_block_box (key);

      lamp_world_box_add (&priv->dirty, (LampWorld){ box.x0, box.y0 });
      lamp_world_box_add (&priv->dirty, (LampWorld){ box.x1, box.y1 });
      tell_soon (self);
    }
  g_clear_pointer (&block->surface, cairo_surface_destroy);
  block->surface = surface;
  block->opaque = opaque;
  block->pending = block->missed = FALSE;
  block->used = ++priv->clock;
  g_cond_broadcast (&priv->came);
  g_mutex_unlock (&priv->lock);
}

void
lamp_base_map_forget (LampBaseMap *self, LampBlockKey key)
{
  LampBaseMapPrivate *priv = PRIVATE (self);
  Block              *block;

  g_return_if_fail (LAMP_IS_BASE_MAP (self));

  g_mutex_lock (&priv->lock);
  block = g_hash_table_lookup (priv->blocks, &key);
  if (block != NULL)
    {
      LampWorldBox box = lamp_block_box (key);

      lamp_world_box_add (&priv->dirty, (LampWorld){ box.x0, box.y0 });
      lamp_world_box_add (&priv->dirty, (LampWorld){ box.x1, box.y1 });
      priv->n_bytes -= surface_bytes (block->surface);
      g_hash_table_remove (priv->blocks, &key);
      tell_soon (self);
    }
  g_mutex_unlock (&priv->lock);
}

void
lamp_base_map_set_trouble (LampBaseMap *self, const char *reason)
{
  LampBaseMapPrivate *priv = PRIVATE (self);

  g_return_if_fail (LAMP_IS_BASE_MAP (self));

  g_mutex_lock (&priv->lock);
  if (g_strcmp0 (priv->trouble, reason) != 0)
    {
      g_free (priv->trouble);
      priv->trouble = g_strdup (reason);
      priv->trouble_changed = TRUE;
      tell_soon (self);
      g_cond_broadcast (&priv->came); /* who waits need not */
    }
  g_mutex_unlock (&priv->lock);
}

char *
lamp_base_map_dup_trouble (LampBaseMap *self)
{
  LampBaseMapPrivate *priv = PRIVATE (self);
  char               *trouble;

  g_return_val_if_fail (LAMP_IS_BASE_MAP (self), NULL);

  g_mutex_lock (&priv->lock);
  trouble = g_strdup (priv->trouble);
  g_mutex_unlock (&priv->lock);
  return trouble;
}

gboolean
lamp_base_map_is_closed (LampBaseMap *self)
{
  LampBaseMapPrivate *priv = PRIVATE (self);
  gboolean            closed;

  g_mutex_lock (&priv->lock);
  closed = priv->closed;
  g_mutex_unlock (&priv->lock);
  return closed;
}

void
lamp_base_map_close (LampBaseMap *self)
{
  LampBaseMapPrivate *priv = PRIVATE (self);

  g_return_if_fail (LAMP_IS_BASE_MAP (self));

  g_mutex_lock (&priv->lock);
  priv->closed = TRUE;
  g_cond_broadcast (&priv->came);
  g_mutex_unlock (&priv->lock);
  if (LAMP_BASE_MAP_GET_CLASS (self)->close != NULL)
    LAMP_BASE_MAP_GET_CLASS (self)->close (self);
}

void
lamp_base_map_focus (LampBaseMap *self, LampWorld at, double k)
{
  g_return_if_fail (LAMP_IS_BASE_MAP (self));

  if (LAMP_BASE_MAP_GET_CLASS (self)->focus != NULL)
    LAMP_BASE_MAP_GET_CLASS (self)->focus (self, at, k);
}

static void
lamp_base_map_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  switch (prop_id)
    {
    case PROP_TROUBLE:
      g_value_take_string (value, lamp_base_map_dup_trouble (LAMP_BASE_MAP (object)));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
lamp_base_map_finalize (GObject *object)
{
  LampBaseMapPrivate *priv = PRIVATE (LAMP_BASE_MAP (object));

  g_hash_table_unref (priv->blocks);
  g_free ((char *)priv->info.title);
  g_free ((char *)priv->info.attribution);
  g_free (priv->trouble);
  g_cond_clear (&priv->came);
  g_mutex_clear (&priv->lock);
  G_OBJECT_CLASS (lamp_base_map_parent_class)->finalize (object);
}

static void
lamp_base_map_class_init (LampBaseMapClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = lamp_base_map_get_property;
  object_class->finalize = lamp_base_map_finalize;
  props[PROP_TROUBLE] = g_param_spec_string ("trouble", NULL, NULL, NULL, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY);
  g_object_class_install_properties (object_class, N_PROPS, props);
  signals[CHANGED] = g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_POINTER);
}

static void
lamp_base_map_init (LampBaseMap *self)
{
  LampBaseMapPrivate *priv = PRIVATE (self);

  g_mutex_init (&priv->lock);
  g_cond_init (&priv->came);
  priv->blocks = g_hash_table_new_full (lamp_block_hash, lamp_block_equal, NULL, block_free);
  priv->dirty = LAMP_WORLD_BOX_EMPTY;
  priv->bright = TRUE;
}

void
lamp_base_map_set_info (LampBaseMap *self, const LampBaseInfo *info)
{
  LampBaseMapPrivate *priv = PRIVATE (self);

  g_return_if_fail (LAMP_IS_BASE_MAP (self) && info->block_px > 0);
  g_return_if_fail (info->least_level >= 0 && info->most_level >= info->least_level && info->most_level <= 28);

  priv->info = *info;
  priv->info.title = lamp_plain_text (info->title);
  priv->info.attribution = lamp_plain_text (info->attribution);
}

const char *
lamp_base_map_get_title (LampBaseMap *self)
{
  return PRIVATE (self)->info.title;
}

const char *
lamp_base_map_get_attribution (LampBaseMap *self)
{
  return PRIVATE (self)->info.attribution;
}

void
lamp_base_map_set_bright (LampBaseMap *self, gboolean bright)
{
  g_atomic_int_set (&PRIVATE (self)->bright, bright);
}

gboolean
lamp_base_map_is_bright (LampBaseMap *self)
{
  return g_atomic_int_get (&PRIVATE (self)->bright);
}
