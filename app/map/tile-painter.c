/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * See tile-painter.h.
 */
#include "map/tile-painter.h"

#include <errno.h>
#include <sys/resource.h>
#include <unistd.h>

#define MOST_THREADS 4
#define PAINT_NICE 10

struct _LampTilePainter
{
  GThreadPool *pool;
  guint        n_threads;
};

/* Where there are fewer processors than threads, a frame of what is there comes before what is not. A thread can only be made to
 * give way, not the other way round, so this is for good, and the pool's threads are its alone. */
static void
give_way (void)
{
  static GPrivate gives_way = G_PRIVATE_INIT (NULL);

  if (g_private_get (&gives_way) != NULL)
    return;
  g_private_set (&gives_way, GINT_TO_POINTER (TRUE));
  if (setpriority (PRIO_PROCESS, (id_t)gettid (), PAINT_NICE) != 0)
    g_debug ("painting does not give way to drawing: %s", g_strerror (errno));
}

/* In a worker. The last reference to the task is dropped in lamp_tile_painter_finish (): were it dropped here, the asker and its
 * textures would end on the wrong thread. */
static void
paint (gpointer data, gpointer user_data)
{
  GTask              *task = data;
  LampTileJob        *job = g_task_get_task_data (task);
  g_autofree guint32 *pixels = NULL;

  give_way ();
  if (!g_atomic_int_get (&job->cancelled))
    {
      pixels = g_malloc (LAMP_TILE_BYTES);
      lamp_scene_paint (job->scene, job->key, job->labels, pixels, &job->cancelled);
    }
  if (g_atomic_int_get (&job->cancelled))
    g_task_return_pointer (task, NULL, NULL);
  else
    g_task_return_pointer (task, g_bytes_new_take (g_steal_pointer (&pixels), LAMP_TILE_BYTES), (GDestroyNotify)g_bytes_unref);
}

LampTilePainter *
lamp_tile_painter_new (void)
{
  LampTilePainter *painter = g_new0 (LampTilePainter, 1);

  painter->n_threads = CLAMP (g_get_num_processors (), 1, MOST_THREADS);
  painter->pool = g_thread_pool_new (paint, NULL, (int)painter->n_threads, TRUE, NULL);
  return painter;
}

void
lamp_tile_painter_free (LampTilePainter *painter)
{
  g_thread_pool_free (painter->pool, FALSE, FALSE);
  g_free (painter);
}

guint
lamp_tile_painter_get_n_threads (const LampTilePainter *painter)
{
  return painter->n_threads;
}

static void
job_free (gpointer data)
{
  LampTileJob *job = data;

  lamp_scene_unref (job->scene);
  g_free (job);
}

LampTileJob *
lamp_tile_painter_start (LampTilePainter    *painter,
                         GObject            *asker,
                         LampScene          *scene,
                         LampTileKey         key,
                         gboolean            labels,
                         gboolean            overview,
                         GAsyncReadyCallback painted)
{
  LampTileJob *job = g_new0 (LampTileJob, 1);
  GTask       *task = g_task_new (asker, NULL, painted, NULL);

  g_task_set_source_tag (task, lamp_tile_painter_start);
  *job = (LampTileJob){ .scene = lamp_scene_ref (scene), .key = key, .labels = labels, .overview = overview };
  g_task_set_task_data (task, job, job_free);
  g_thread_pool_push (painter->pool, task, NULL);
  return job;
}

LampTileJob *
lamp_tile_painter_finish (GAsyncResult *result, GBytes **pixels)
{
  *pixels = g_task_propagate_pointer (G_TASK (result), NULL);
  return g_task_get_task_data (G_TASK (result));
}

void
lamp_tile_job_cancel (LampTileJob *job)
{
  g_atomic_int_set (&job->cancelled, 1);
}
