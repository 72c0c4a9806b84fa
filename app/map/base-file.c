/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * See base-file.h. Handles are kept between blocks in a pool of as many as there are workers. The workers are not GTask's:
 * a source that hangs must not keep anybody else waiting.
 */
#define G_LOG_DOMAIN "lamp-base-file"
#include "config.h"

#include "map/base-file.h"

#include "map/backoff.h"
#include "map/base-raster.h"

#define BLOCK_PX 512
#define MOST_WORKERS 2
#define MOST_BAD 512

struct _LampBaseFile
{
  LampBaseMap parent_instance;

  char        *path;
  gboolean     remote;
  GThreadPool *workers;

  GMutex      lock;    /* of all below */
  GPtrArray  *handles; /* LampBaseRaster nobody uses just now */
  GHashTable *bad;     /* LampBlockKey: what could not be read the last time, or has to wait for that → order of coming */
  guint       n_bad_ever;
  LampBackoff backoff;
  guint       retry_source;
};

G_DEFINE_FINAL_TYPE (LampBaseFile, lamp_base_file, LAMP_TYPE_BASE_MAP)

typedef struct
{
  LampBaseFile *file;
  LampBlockKey  key;
} Job;

static void
stop_timer (LampBaseFile *self)
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

static LampBaseRaster *
take_handle (LampBaseFile *self, GError **error)
{
  LampBaseRaster *raster = NULL;

  g_mutex_lock (&self->lock);
  if (self->handles->len > 0)
    raster = g_ptr_array_steal_index_fast (self->handles, self->handles->len - 1);
  g_mutex_unlock (&self->lock);
  return raster != NULL ? raster : lamp_base_raster_open (self->path, error);
}

static void
push (LampBaseFile *self, LampBlockKey key)
{
  Job *job = g_new (Job, 1);

  job->file = g_object_ref (self);
  job->key = key;
  g_thread_pool_push (self->workers, job, NULL);
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
      push (self, *key);
      if (!all)
        break;
    }
}

/* With the lock held. Far more than anybody looks at is forgotten, the oldest first; whoever paints there wants it anew. */
static void
add_bad (LampBaseFile *self, LampBlockKey key)
{
  GHashTableIter iter;
  LampBlockKey  *one, *oldest = NULL;
  gpointer       order, least = NULL;

  g_hash_table_replace (self->bad, g_memdup2 (&key, sizeof key), GUINT_TO_POINTER (self->n_bad_ever++));
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
static void
note_success (LampBaseFile *self, LampBlockKey key)
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

static void
note_failure (LampBaseFile *self, LampBlockKey key, const char *reason)
{
  gint64 now = g_get_monotonic_time ();

  g_mutex_lock (&self->lock);
  add_bad (self, key);
  if (self->retry_source == 0 && !lamp_base_map_is_closed (LAMP_BASE_MAP (self)))
    {
      guint wait_ms;

      lamp_backoff_fail (&self->backoff, now, 0);
      wait_ms = (guint)(lamp_backoff_wait_usec (&self->backoff, now) / 1000);
      self->retry_source = g_timeout_add_full (G_PRIORITY_DEFAULT, wait_ms, retry_cb, g_object_ref (self), g_object_unref);
    }
  g_mutex_unlock (&self->lock);
  lamp_base_map_set_trouble (LAMP_BASE_MAP (self), reason);
}

/* Half a block is better than a coarse one; once, for the next try is for the whole. */
static void
salvage (LampBaseFile *self, LampBaseRaster *raster, LampBlockKey key)
{
  cairo_surface_t *surface;
  gboolean         known;

  g_mutex_lock (&self->lock);
  known = g_hash_table_contains (self->bad, &key);
  g_mutex_unlock (&self->lock);
  surface = known ? NULL : lamp_base_raster_salvage (raster, key, BLOCK_PX);
  if (surface != NULL)
    lamp_base_map_put (LAMP_BASE_MAP (self), key, surface, FALSE);
}

static void
work (gpointer data, gpointer user_data)
{
  Job          *job = data;
  LampBaseFile *self = job->file;
  gboolean      opaque = FALSE;
  g_autoptr (GError) error = NULL;
  LampBaseRaster  *raster = NULL;
  cairo_surface_t *surface = NULL;

  if (!lamp_base_map_is_closed (LAMP_BASE_MAP (self)))
    raster = take_handle (self, &error);
  if (raster != NULL)
    {
      surface = lamp_base_raster_read (raster, job->key, BLOCK_PX, &opaque, &error);
      if (error != NULL)
        salvage (self, raster, job->key);
      g_mutex_lock (&self->lock);
      if (error == NULL && self->handles->len < MOST_WORKERS)
        g_ptr_array_add (self->handles, g_steal_pointer (&raster));
      g_mutex_unlock (&self->lock);
      lamp_base_raster_free (raster); /* after a failure it may remember what is not so any more */
      if (error == NULL)
        {
          lamp_base_map_put (LAMP_BASE_MAP (self), job->key, surface, opaque);
          note_success (self, job->key);
        }
    }
  if (error != NULL)
    note_failure (self, job->key, error->message);
  g_object_unref (self);
  g_free (job);
}

static void
lamp_base_file_want (LampBaseMap *base, LampBlockKey key)
{
  LampBaseFile *self = LAMP_BASE_FILE (base);

  g_mutex_lock (&self->lock);
  if (self->remote && self->backoff.n_failures > 0) /* it is left in peace until it is time to ask again */
    add_bad (self, key);
  else
    push (self, key);
  g_mutex_unlock (&self->lock);
}

static void
lamp_base_file_close (LampBaseMap *base)
{
  stop_timer (LAMP_BASE_FILE (base));
}

static void
lamp_base_file_finalize (GObject *object)
{
  LampBaseFile *self = LAMP_BASE_FILE (object);

  if (self->workers != NULL) /* jobs hold a reference: there are none left */
    g_thread_pool_free (self->workers, FALSE, FALSE);
  g_ptr_array_unref (self->handles);
  g_hash_table_unref (self->bad);
  g_mutex_clear (&self->lock);
  g_free (self->path);
  G_OBJECT_CLASS (lamp_base_file_parent_class)->finalize (object);
}

static void
lamp_base_file_class_init (LampBaseFileClass *klass)
{
  LAMP_BASE_MAP_CLASS (klass)->want = lamp_base_file_want;
  LAMP_BASE_MAP_CLASS (klass)->close = lamp_base_file_close;
  G_OBJECT_CLASS (klass)->finalize = lamp_base_file_finalize;
}

static void
lamp_base_file_init (LampBaseFile *self)
{
  g_mutex_init (&self->lock);
  self->handles = g_ptr_array_new_with_free_func ((GDestroyNotify)lamp_base_raster_free);
  self->bad = g_hash_table_new_full (lamp_block_hash, lamp_block_equal, g_free, NULL);
  self->workers = g_thread_pool_new (work, NULL, MOST_WORKERS, FALSE, NULL);
}

LampBaseMap *
lamp_base_file_open (const char *path, GError **error)
{
  g_autoptr (LampBaseRaster) raster = NULL;
  g_autofree char *title = NULL;
  LampBaseFile    *self;
  gboolean         bright;

  g_return_val_if_fail (path != NULL, NULL);

  raster = lamp_base_raster_open (path, error);
  if (raster == NULL || !lamp_base_raster_probe (raster, &bright, error))
    return NULL;
  title = g_filename_display_basename (path);
  self = g_object_new (LAMP_TYPE_BASE_FILE, NULL);
  self->path = g_strdup (path);
  self->remote = lamp_base_raster_is_remote (raster);
  lamp_base_map_set_info (LAMP_BASE_MAP (self), &(LampBaseInfo){ .title = title,
                                                                 .attribution = lamp_base_raster_get_attribution (raster),
                                                                 .extent = lamp_base_raster_get_extent (raster),
                                                                 .block_px = BLOCK_PX,
                                                                 .most_level = lamp_base_raster_get_most_level (raster, BLOCK_PX),
                                                                 .sharp = TRUE });
  lamp_base_map_set_bright (LAMP_BASE_MAP (self), bright);
  g_ptr_array_add (self->handles, g_steal_pointer (&raster));
  return LAMP_BASE_MAP (self);
}

static void
open_in_worker (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  GError      *error = NULL;
  LampBaseMap *base = lamp_base_file_open (data, &error);

  if (base != NULL)
    g_task_return_pointer (task, base, g_object_unref);
  else
    g_task_return_error (task, error);
}

void
lamp_base_file_open_async (const char *path, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (NULL, cancellable, callback, user_data);

  g_task_set_source_tag (task, lamp_base_file_open_async);
  g_return_if_fail (path != NULL);
  g_task_set_task_data (task, g_strdup (path), g_free);
  g_task_run_in_thread (task, open_in_worker);
}

LampBaseMap *
lamp_base_file_open_finish (GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

void
lamp_base_file_retry (LampBaseFile *self)
{
  g_return_if_fail (LAMP_IS_BASE_FILE (self));

  if (lamp_base_map_is_closed (LAMP_BASE_MAP (self)))
    return;
  stop_timer (self);
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
