/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What of a base map's file cannot be read: kept, told once, and tried again after a while, less and less often.
 */
#define G_LOG_DOMAIN "lamp-base-file"
#include "config.h"

#include "map/base-file-private.h"

#define MOST_BAD 512
#define MOST_EMPTY 8 /* of a service that never sent anything, before it is thought to have nothing */

void
lamp_base_file_stop_timer (LampBaseFile *self)
{
  guint source;

  g_mutex_lock (&self->lock);
  source = self->retry_source;
  self->retry_source = 0;
  g_mutex_unlock (&self->lock);
  if (source != 0)
    g_source_remove (source);
}

static gboolean
retry_cb (gpointer user_data)
{
  LampBaseFile *self = user_data;

  g_mutex_lock (&self->lock);
  self->retry_source = 0;
  g_mutex_unlock (&self->lock);
  lamp_base_file_retry (self);
  return G_SOURCE_REMOVE;
}

/* With the lock held: all that wait, or one. */
static void
push_bad (LampBaseFile *self, gboolean all)
{
  GHashTableIter iter;
  LampBlockKey  *key;

  g_hash_table_iter_init (&iter, self->bad);
  while (g_hash_table_iter_next (&iter, (gpointer *)&key, NULL))
    {
      lamp_base_map_set_failed (LAMP_BASE_MAP (self), *key, FALSE);
      lamp_base_file_push (self, *key);
      if (!all)
        break;
    }
}

/* With the lock held. Far more than anybody looks at is forgotten, the oldest first; whoever paints there wants it anew. */
void
lamp_base_file_add_bad (LampBaseFile *self, LampBlockKey key)
{
  GHashTableIter iter;
  LampBlockKey  *one, *oldest = NULL;
  gpointer       order, least = NULL;

  g_hash_table_replace (self->bad, g_memdup2 (&key, sizeof key), GUINT_TO_POINTER (self->n_bad_ever++));
  lamp_base_map_set_failed (LAMP_BASE_MAP (self), key, TRUE);
  if (g_hash_table_size (self->bad) <= MOST_BAD)
    return;
  g_hash_table_iter_init (&iter, self->bad);
  while (g_hash_table_iter_next (&iter, (gpointer *)&one, &order))
    if (oldest == NULL || GPOINTER_TO_UINT (order) < GPOINTER_TO_UINT (least))
      {
        oldest = one;
        least = order;
      }
  lamp_base_map_forget (LAMP_BASE_MAP (self), *oldest);
  g_hash_table_remove (self->bad, oldest);
}

/* A file is well when all of it can be read; a server when it answers: then whatever waits for it is asked for. */
void
lamp_base_file_note_success (LampBaseFile *self, LampBlockKey key)
{
  gboolean well;

  g_mutex_lock (&self->lock);
  g_hash_table_remove (self->bad, &key);
  well = self->remote || g_hash_table_size (self->bad) == 0;
  if (well && self->backoff.n_failures > 0)
    {
      lamp_backoff_succeed (&self->backoff);
      push_bad (self, TRUE);
    }
  g_mutex_unlock (&self->lock);
  if (well)
    lamp_base_map_set_trouble (LAMP_BASE_MAP (self), NULL);
}

void
lamp_base_file_note_failure (LampBaseFile *self, LampBlockKey key, const char *reason)
{
  gint64           now = g_get_monotonic_time ();
  g_autofree char *before = NULL;

  g_mutex_lock (&self->lock);
  lamp_base_file_add_bad (self, key);
  if (self->retry_source == 0 && !lamp_base_map_is_closed (LAMP_BASE_MAP (self)))
    {
      guint wait_ms;

      lamp_backoff_fail (&self->backoff, now, 0);
      wait_ms = (guint)(lamp_backoff_wait_usec (&self->backoff, now) / 1000);
      self->retry_source = g_timeout_add_full (G_PRIORITY_DEFAULT, wait_ms, retry_cb, g_object_ref (self), g_object_unref);
    }
  g_mutex_unlock (&self->lock);
  before = lamp_base_map_dup_trouble (LAMP_BASE_MAP (self));
  if (before == NULL) /* one sentence for one trouble, however it goes on */
    lamp_base_map_set_trouble (LAMP_BASE_MAP (self), reason);
}

gboolean
lamp_base_file_note_what_came (LampBaseFile *self, gboolean something)
{
  gboolean well;

  g_mutex_lock (&self->lock);
  self->has_good = self->has_good || something;
  if (!self->has_good && self->remote)
    self->n_empty++;
  well = self->has_good || self->n_empty <= MOST_EMPTY;
  g_mutex_unlock (&self->lock);
  return well;
}

void
lamp_base_file_retry (LampBaseFile *self)
{
  g_return_if_fail (LAMP_IS_BASE_FILE (self));

  if (lamp_base_map_is_closed (LAMP_BASE_MAP (self)))
    return;
  lamp_base_file_stop_timer (self);
  g_mutex_lock (&self->lock);
  push_bad (self, !self->remote);
  g_mutex_unlock (&self->lock);
}

gint64
lamp_base_file_get_retry_usec (LampBaseFile *self)
{
  gint64 due;

  g_return_val_if_fail (LAMP_IS_BASE_FILE (self), 0);

  g_mutex_lock (&self->lock);
  due = self->retry_source != 0 ? self->backoff.due_usec : 0;
  g_mutex_unlock (&self->lock);
  return due;
}
