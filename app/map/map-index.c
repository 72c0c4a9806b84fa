/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The map's index of its grid: opened or made in a worker, and kept for the next start once something is to be seen.
 */
#include "map/index-cache.h"
#include "map/map-private.h"

#include <malloc.h>

static void
open_index (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  g_task_return_pointer (task, lamp_index_open (data), (GDestroyNotify)lamp_index_unref);
}

void
lamp_map_open_index (LampMap *self, LampNetwork *network, GAsyncReadyCallback callback)
{
  g_autoptr (GTask) task = NULL;

  self->indexing = g_cancellable_new ();
  task = g_task_new (self, self->indexing, callback, NULL);
  g_task_set_source_tag (task, lamp_map_open_index);
  g_task_set_task_data (task, lamp_network_ref (network), (GDestroyNotify)lamp_network_unref);
  g_task_run_in_thread (task, open_index);
}

static void
keep_index (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  g_autoptr (GError) error = NULL;

  if (!lamp_index_keep (data, &error))
    g_message ("%s", error->message);
#ifdef __GLIBC__
  malloc_trim (0); /* reading, sketching and indexing took twice of what is left of them */
#endif
  g_task_return_boolean (task, error == NULL);
}

void
lamp_map_keep_index (LampMap *self)
{
  g_autoptr (GTask) task = NULL;

  if (self->index == NULL || self->was_kept || lamp_tile_store_get_n_painted (self->store) == 0)
    return;
  self->was_kept = TRUE;
  task = g_task_new (NULL, NULL, NULL, NULL); /* the map may end meanwhile */
  g_task_set_source_tag (task, lamp_map_keep_index);
  g_task_set_task_data (task, lamp_index_ref (self->index), (GDestroyNotify)lamp_index_unref);
  g_task_run_in_thread (task, keep_index);
}
