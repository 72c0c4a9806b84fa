/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * See base-file.h. Handles are kept between blocks in a pool of as many as there are workers. The workers are not GTask's:
 * a source that hangs must not keep anybody else waiting.
 */
#define G_LOG_DOMAIN "lamp-base-file"
#include "config.h"
#define GETTEXT_PACKAGE LAMP_GETTEXT_PACKAGE

#include "map/base-file-private.h"

#include "map/base-raster.h"
#include "map/base-work.h"

#include <glib/gi18n-lib.h>

#define BLOCK_PX 512
#define FAR_AWAY_PX 5000.0 /* nobody waits for it while something nearer is wanted */
#define MOST_WORKERS 2

G_DEFINE_FINAL_TYPE (LampBaseFile, lamp_base_file, LAMP_TYPE_BASE_MAP)

typedef struct
{
  LampBaseFile *file;
  LampBlockKey  key;
} Job;

static gint
by_distance (gconstpointer a, gconstpointer b, gpointer user_data)
{
  LampBaseFile *self = user_data;
  const Job    *one = a, *other = b;
  double        near = lamp_base_sight_get_distance (&self->sight, one->key), far = lamp_base_sight_get_distance (&self->sight, other->key);

  return near < far ? -1 : near > far;
}

/* Showing the whole of a large file without overviews takes long; who has gone closer meanwhile need not wait for it. */
static gboolean
goes_on (gpointer data)
{
  Job          *job = data;
  LampBaseFile *self = job->file;

  if (lamp_base_work_is_over () || lamp_base_map_is_closed (LAMP_BASE_MAP (self)))
    return FALSE;
  return g_thread_pool_unprocessed (self->workers) == 0 || lamp_base_sight_get_distance (&self->sight, job->key) < FAR_AWAY_PX;
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

void
lamp_base_file_push (LampBaseFile *self, LampBlockKey key)
{
  Job *job = g_new (Job, 1);

  job->file = g_object_ref (self);
  job->key = key;
  g_thread_pool_push (self->workers, job, NULL);
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

/* The handle goes back to the others, unless it may remember what is not so any more. */
static void
give_handle (LampBaseFile *self, LampBaseRaster *raster)
{
  lamp_base_raster_set_go_on (raster, NULL, NULL);
  g_mutex_lock (&self->lock);
  if (!lamp_base_raster_has_failed (raster) && self->handles->len < MOST_WORKERS)
    g_ptr_array_add (self->handles, g_steal_pointer (&raster));
  g_mutex_unlock (&self->lock);
  lamp_base_raster_free (raster);
}

static void
read_job (LampBaseFile *self, Job *job)
{
  gboolean opaque = FALSE;
  g_autoptr (GError) error = NULL;
  LampBaseRaster  *raster = take_handle (self, &error);
  cairo_surface_t *surface = NULL;

  if (raster != NULL)
    {
      lamp_base_raster_set_go_on (raster, goes_on, job);
      surface = lamp_base_raster_read (raster, job->key, BLOCK_PX, &opaque, &error);
      if (error != NULL && error->code != LAMP_BASE_ERROR_STOPPED)
        salvage (self, raster, job->key);
      give_handle (self, raster);
    }
  if (error == NULL && lamp_base_file_note_what_came (self, surface != NULL))
    {
      lamp_base_map_put (LAMP_BASE_MAP (self), job->key, surface, opaque);
      lamp_base_file_note_success (self, job->key);
    }
  else if (error == NULL)
    lamp_base_file_note_failure (self, job->key, _ ("its server has no pictures of this place"));
  else if (error->code == LAMP_BASE_ERROR_STOPPED)
    lamp_base_map_forget (LAMP_BASE_MAP (self), job->key);
  else
    lamp_base_file_note_failure (self, job->key, error->message);
}

static void
work (gpointer data, gpointer user_data)
{
  Job          *job = data;
  LampBaseFile *self = job->file;

  if (!lamp_base_map_is_closed (LAMP_BASE_MAP (self)) && lamp_base_work_begin ())
    {
      read_job (self, job);
      lamp_base_work_end ();
    }
  g_object_unref (self);
  g_free (job);
}

static void
lamp_base_file_want (LampBaseMap *base, LampBlockKey key)
{
  LampBaseFile *self = LAMP_BASE_FILE (base);

  g_mutex_lock (&self->lock);
  if (self->remote && self->backoff.n_failures > 0) /* it is left in peace until it is time to ask again */
    lamp_base_file_add_bad (self, key);
  else
    lamp_base_file_push (self, key);
  g_mutex_unlock (&self->lock);
}

static void
lamp_base_file_focus (LampBaseMap *base, LampWorld at, double k)
{
  LampBaseFile *self = LAMP_BASE_FILE (base);

  lamp_base_sight_set (&self->sight, at, k);
  g_thread_pool_set_sort_function (self->workers, by_distance, self); /* sorts those that wait anew */
}

static void
lamp_base_file_close (LampBaseMap *base)
{
  lamp_base_file_stop_timer (LAMP_BASE_FILE (base));
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
  lamp_base_sight_clear (&self->sight);
  g_free (self->path);
  G_OBJECT_CLASS (lamp_base_file_parent_class)->finalize (object);
}

static void
lamp_base_file_class_init (LampBaseFileClass *klass)
{
  LAMP_BASE_MAP_CLASS (klass)->want = lamp_base_file_want;
  LAMP_BASE_MAP_CLASS (klass)->focus = lamp_base_file_focus;
  LAMP_BASE_MAP_CLASS (klass)->close = lamp_base_file_close;
  G_OBJECT_CLASS (klass)->finalize = lamp_base_file_finalize;
}

static void
lamp_base_file_init (LampBaseFile *self)
{
  g_mutex_init (&self->lock);
  lamp_base_sight_init (&self->sight);
  self->handles = g_ptr_array_new_with_free_func ((GDestroyNotify)lamp_base_raster_free);
  self->bad = g_hash_table_new_full (lamp_block_hash, lamp_block_equal, g_free, NULL);
  self->workers = g_thread_pool_new (work, NULL, MOST_WORKERS, FALSE, NULL);
}

static LampBaseMap *
open_file (const char *path, GError **error)
{
  g_autoptr (LampBaseRaster) raster = NULL;
  g_autofree char *title = NULL;
  LampBaseFile    *self;
  gboolean         bright;

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
                                                                 .sharp = TRUE,
                                                                 .piecemeal = !self->remote });
  lamp_base_sight_set_blocks (&self->sight, BLOCK_PX, lamp_base_raster_get_most_level (raster, BLOCK_PX));
  lamp_base_map_set_bright (LAMP_BASE_MAP (self), bright);
  give_handle (self, g_steal_pointer (&raster));
  return LAMP_BASE_MAP (self);
}

LampBaseMap *
lamp_base_file_open (const char *path, GError **error)
{
  LampBaseMap *base;

  g_return_val_if_fail (path != NULL, NULL);

  if (!lamp_base_work_begin ())
    {
      g_set_error_literal (error, LAMP_BASE_ERROR, LAMP_BASE_ERROR_STOPPED, "the program ends");
      return NULL;
    }
  base = open_file (path, error);
  lamp_base_work_end ();
  return base;
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
