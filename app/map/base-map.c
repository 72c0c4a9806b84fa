/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * See base-map.h. One lock guards the blocks; nothing is drawn, loaded or told while it is held. What is told goes
 * through one idle of the main loop, so that a hundred blocks are one repaint.
 */
#define G_LOG_DOMAIN "lamp-base-map"
#include "config.h"

#include "map/base-map-private.h"

#include "map/plain-text.h"

#include <math.h>

#define MOST_BYTES (96u * 1024 * 1024)
#define MOST_BLOCKS 16384u
#define TELL_AFTER_MSEC 100

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

LampBaseMapPrivate *
lamp_base_map_get_private (LampBaseMap *self)
{
  return lamp_base_map_get_instance_private (self);
}

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
  LampBlock *block = data;

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
  LampBaseMapPrivate *priv = lamp_base_map_get_private (self);
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
  LampBaseMapPrivate *priv = lamp_base_map_get_private (self);

  if (priv->tell_source == 0)
    priv->tell_source = g_timeout_add_full (G_PRIORITY_DEFAULT, TELL_AFTER_MSEC, tell_cb, g_object_ref (self), g_object_unref);
}

/* With the lock held: what is shown there is another picture now. */
static void
spoil (LampBaseMap *self, LampBlockKey key)
{
  LampBaseMapPrivate *priv = lamp_base_map_get_private (self);
  LampWorldBox        box = lamp_block_box (key);

  lamp_world_box_join (&priv->dirty, box);
  tell_soon (self);
}

static gint
by_use (gconstpointer a, gconstpointer b)
{
  const LampBlock *one = a, *other = b;

  return one->used < other->used ? -1 : one->used > other->used;
}

void
lamp_base_map_forget_unused (LampBaseMapPrivate *priv)
{
  g_autoptr (GList) blocks = NULL;

  if (priv->n_bytes <= MOST_BYTES && g_hash_table_size (priv->blocks) <= MOST_BLOCKS)
    return;
  blocks = g_list_sort (g_hash_table_get_values (priv->blocks), by_use);
  for (GList *l = blocks; l != NULL && (priv->n_bytes > MOST_BYTES / 4 * 3 || g_hash_table_size (priv->blocks) > MOST_BLOCKS / 4 * 3); l = l->next)
    {
      LampBlock *block = l->data;

      if (block->pending)
        continue;
      priv->n_bytes -= surface_bytes (block->surface);
      g_hash_table_remove (priv->blocks, &block->key);
    }
}

LampBlock *
lamp_base_map_ensure_block (LampBaseMapPrivate *priv, LampBlockKey key)
{
  LampBlock *block = g_hash_table_lookup (priv->blocks, &key);

  if (block == NULL)
    {
      block = g_new0 (LampBlock, 1);
      block->key = key;
      g_hash_table_insert (priv->blocks, &block->key, block);
    }
  return block;
}

void
lamp_base_map_put (LampBaseMap *self, LampBlockKey key, cairo_surface_t *surface, gboolean opaque)
{
  LampBaseMapPrivate *priv = lamp_base_map_get_private (self);
  LampBlock          *block;

  g_return_if_fail (LAMP_IS_BASE_MAP (self));

  g_mutex_lock (&priv->lock);
  block = lamp_base_map_ensure_block (priv, key);
  priv->n_bytes += surface_bytes (surface) - surface_bytes (block->surface);
  if (block->missed || (!block->pending && surface != NULL))
    spoil (self, key);
  g_clear_pointer (&block->surface, cairo_surface_destroy);
  block->surface = surface;
  block->opaque = opaque;
  block->pending = block->missed = block->failed = FALSE;
  block->used = ++priv->clock;
  g_cond_broadcast (&priv->came);
  g_mutex_unlock (&priv->lock);
}

void
lamp_base_map_forget (LampBaseMap *self, LampBlockKey key)
{
  LampBaseMapPrivate *priv = lamp_base_map_get_private (self);
  LampBlock          *block;

  g_return_if_fail (LAMP_IS_BASE_MAP (self));

  g_mutex_lock (&priv->lock);
  block = g_hash_table_lookup (priv->blocks, &key);
  if (block != NULL)
    {
      spoil (self, key);
      priv->n_bytes -= surface_bytes (block->surface);
      g_hash_table_remove (priv->blocks, &key);
    }
  g_mutex_unlock (&priv->lock);
}

void
lamp_base_map_set_failed (LampBaseMap *self, LampBlockKey key, gboolean failed)
{
  LampBaseMapPrivate *priv = lamp_base_map_get_private (self);
  LampBlock          *block;

  g_return_if_fail (LAMP_IS_BASE_MAP (self));

  g_mutex_lock (&priv->lock);
  block = g_hash_table_lookup (priv->blocks, &key);
  if (block != NULL)
    block->failed = failed && block->pending;
  g_cond_broadcast (&priv->came);
  g_mutex_unlock (&priv->lock);
}

void
lamp_base_map_set_trouble (LampBaseMap *self, const char *reason)
{
  LampBaseMapPrivate *priv = lamp_base_map_get_private (self);

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
  LampBaseMapPrivate *priv = lamp_base_map_get_private (self);
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
  LampBaseMapPrivate *priv = lamp_base_map_get_private (self);
  gboolean            closed;

  g_mutex_lock (&priv->lock);
  closed = priv->closed;
  g_mutex_unlock (&priv->lock);
  return closed;
}

void
lamp_base_map_close (LampBaseMap *self)
{
  LampBaseMapPrivate *priv = lamp_base_map_get_private (self);

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
  LampBaseMapPrivate *priv = lamp_base_map_get_private (LAMP_BASE_MAP (object));

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
  LampBaseMapPrivate *priv = lamp_base_map_get_private (self);

  g_mutex_init (&priv->lock);
  g_cond_init (&priv->came);
  priv->blocks = g_hash_table_new_full (lamp_block_hash, lamp_block_equal, NULL, block_free);
  priv->dirty = LAMP_WORLD_BOX_EMPTY;
  priv->bright = TRUE;
}

void
lamp_base_map_set_info (LampBaseMap *self, const LampBaseInfo *info)
{
  LampBaseMapPrivate *priv = lamp_base_map_get_private (self);

  g_return_if_fail (LAMP_IS_BASE_MAP (self) && info->block_px > 0);
  g_return_if_fail (info->least_level >= 0 && info->most_level >= info->least_level && info->most_level <= 28);

  priv->info = *info;
  priv->info.title = lamp_plain_text (info->title);
  priv->info.attribution = lamp_plain_text (info->attribution);
}

const char *
lamp_base_map_get_title (LampBaseMap *self)
{
  return lamp_base_map_get_private (self)->info.title;
}

const char *
lamp_base_map_get_attribution (LampBaseMap *self)
{
  return lamp_base_map_get_private (self)->info.attribution;
}

void
lamp_base_map_set_bright (LampBaseMap *self, gboolean bright)
{
  g_atomic_int_set (&lamp_base_map_get_private (self)->bright, bright);
}

gboolean
lamp_base_map_is_bright (LampBaseMap *self)
{
  return g_atomic_int_get (&lamp_base_map_get_private (self)->bright);
}
