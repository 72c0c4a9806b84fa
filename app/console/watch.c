/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The items are kept in an array of our own because the list has already forgotten those it removed when it says so.
 */
#define G_LOG_DOMAIN "lamp-watch"
#include "config.h"

#include "console/watch.h"

#include "records/item.h"

struct _LampWatch
{
  GObject parent_instance;

  GListModel *items;
  GPtrArray  *known; /* LampItem, in the order of the list */
  gulong      items_changed_id;
  guint       idle_id;
};

G_DEFINE_FINAL_TYPE (LampWatch, lamp_watch, G_TYPE_OBJECT)

enum {
  CHANGED,
  N_SIGNALS,
};
static guint signals[N_SIGNALS];

static gboolean
emit_changed_cb (gpointer data)
{
  LampWatch *self = data;

  self->idle_id = 0;
  g_signal_emit (self, signals[CHANGED], 0);
  return G_SOURCE_REMOVE;
}

static void
queue_changed (LampWatch *self)
{
  if (self->idle_id == 0)
    self->idle_id = g_idle_add_full (G_PRIORITY_HIGH_IDLE, emit_changed_cb, self, NULL);
}

static void
record_changed_cb (LampWatch *self)
{
  queue_changed (self);
}

static void
items_changed_cb (LampWatch *self, guint position, guint removed, guint added, GListModel *items)
{
  for (guint i = 0; i < removed; i++)
    g_signal_handlers_disconnect_by_func (g_ptr_array_index (self->known, position + i), record_changed_cb, self);
  if (removed > 0)
    g_ptr_array_remove_range (self->known, position, removed);
  for (guint i = 0; i < added; i++)
    {
      GObject *item = g_list_model_get_item (items, position + i);

      g_signal_connect_swapped (item, "notify::record", G_CALLBACK (record_changed_cb), self);
      g_ptr_array_insert (self->known, (int)(position + i), item);
    }
  queue_changed (self);
}

static void
lamp_watch_dispose (GObject *object)
{
  LampWatch *self = LAMP_WATCH (object);

  g_clear_handle_id (&self->idle_id, g_source_remove);
  if (self->items != NULL)
    g_clear_signal_handler (&self->items_changed_id, self->items);
  for (guint i = 0; i < self->known->len; i++)
    g_signal_handlers_disconnect_by_func (g_ptr_array_index (self->known, i), record_changed_cb, self);
  g_ptr_array_set_size (self->known, 0);
  g_clear_object (&self->items);

  G_OBJECT_CLASS (lamp_watch_parent_class)->dispose (object);
}

static void
lamp_watch_finalize (GObject *object)
{
  LampWatch *self = LAMP_WATCH (object);

  g_ptr_array_unref (self->known);

  G_OBJECT_CLASS (lamp_watch_parent_class)->finalize (object);
}

static void
lamp_watch_class_init (LampWatchClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = lamp_watch_dispose;
  object_class->finalize = lamp_watch_finalize;

  signals[CHANGED] =
      g_signal_new ("changed", LAMP_TYPE_WATCH, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
lamp_watch_init (LampWatch *self)
{
  self->known = g_ptr_array_new_with_free_func (g_object_unref);
}

LampWatch *
lamp_watch_new (GListModel *items)
{
  LampWatch *self = g_object_new (LAMP_TYPE_WATCH, NULL);

  g_return_val_if_fail (items == NULL || G_IS_LIST_MODEL (items), self);

  if (items == NULL)
    return self;
  self->items = g_object_ref (items);
  self->items_changed_id = g_signal_connect_swapped (items, "items-changed", G_CALLBACK (items_changed_cb), self);
  items_changed_cb (self, 0, 0, g_list_model_get_n_items (items), items);
  return self;
}

GListModel *
lamp_watch_get_items (LampWatch *self)
{
  g_return_val_if_fail (LAMP_IS_WATCH (self), NULL);

  return self->items;
}
