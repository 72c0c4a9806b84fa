/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The grid of a desk: loaded in a worker, which hands network and roads to the main thread once, whole; and its present supply.
 * Cost: one pass over outages and switches per burst of changes; then what lamp_energisation_set_all costs.
 */
#define G_LOG_DOMAIN "lamp-desk"
#include "config.h"

#include "console/desk-private.h"

#include "console/supply.h"
#include "grid/network-cache.h"
#include "map/sketch.h"

/* What the loading worker hands back. */
typedef struct
{
  LampNetwork      *network;
  LampEnergisation *energisation;
  LampRoads        *roads;
} Grid;

static void
grid_free (gpointer data)
{
  Grid *grid = data;

  g_clear_pointer (&grid->roads, lamp_roads_unref);
  g_clear_pointer (&grid->energisation, lamp_energisation_free);
  g_clear_pointer (&grid->network, lamp_network_unref);
  g_free (grid);
}

/* What the worker is given: a path to read or a network that is already there. */
typedef struct
{
  char        *path;
  LampNetwork *network;
} GridJob;

static void
grid_job_free (gpointer data)
{
  GridJob *job = data;

  g_free (job->path);
  g_clear_pointer (&job->network, lamp_network_unref);
  g_free (job);
}

static void
sketched_cb (LampSketch *sketch, gpointer data)
{
  GTask    *task = data;
  LampDesk *self = g_task_get_source_object (task);

  if (g_task_get_cancellable (task) == self->loading && !g_cancellable_is_cancelled (self->loading))
    g_signal_emit_by_name (self, "grid-sketched", sketch);
  lamp_sketch_free (sketch);
}

static void
send_sketch (LampSketch *sketch, gpointer data)
{
  lamp_sketch_to_main (sketch, sketched_cb, g_object_ref (data), g_object_unref);
}

static void
load_grid_worker (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  GridJob         *job = task_data;
  GError          *error = NULL;
  Grid            *grid = g_new0 (Grid, 1);
  g_autofree char *folder = lamp_network_dup_folder ();
  g_autoptr (LampSketcher) sketcher = lamp_sketcher_new (send_sketch, task);
  g_autoptr (LampNetwork) network = NULL;

  grid->network = job->network != NULL ? lamp_network_ref (job->network)
                                       : lamp_network_open (job->path, folder, lamp_sketcher_get_watch (sketcher), cancellable, &error);
  if (grid->network == NULL)
    {
      grid_free (grid);
      g_task_return_error (task, error);
      return;
    }
  grid->energisation = lamp_energisation_new (grid->network);
  grid->roads = lamp_roads_new (grid->network);
  network = lamp_network_ref (grid->network);
  g_task_return_pointer (task, grid, grid_free);

  /* The window has it by now; the next start will be quicker. */
  if (job->network == NULL && !lamp_network_is_kept (network) && !lamp_network_keep (network, job->path, folder, &error))
    {
      g_message ("%s", error->message);
      g_error_free (error);
    }
}

static void
compute_supply (LampDesk *self, LampWorldBox *dirty)
{
  lamp_supply_compute (self->energisation, lamp_desk_get_collection (self, "switches"), lamp_desk_get_collection (self, "outages"), dirty);
}

void
lamp_desk_update_supply (LampDesk *self)
{
  LampWorldBox dirty = LAMP_WORLD_BOX_EMPTY;

  if (self->energisation == NULL)
    return;
  compute_supply (self, &dirty);
  if (!lamp_world_box_is_empty (dirty))
    g_signal_emit_by_name (self, "energisation-changed", &dirty);
}

static void
grid_loaded_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  LampDesk *self = LAMP_DESK (source);
  g_autoptr (GError) error = NULL;
  GridJob     *job = g_task_get_task_data (G_TASK (result));
  Grid        *grid = g_task_propagate_pointer (G_TASK (result), &error);
  LampWorldBox dirty = LAMP_WORLD_BOX_EMPTY;
  Grid         old = { self->network, self->energisation, self->roads };

  if (grid == NULL)
    {
      if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
        {
          g_clear_pointer (&self->grid_path, g_free);
          g_signal_emit_by_name (self, "grid-failed", error->message);
        }
      return;
    }
  g_free (self->grid_path);
  self->grid_path = g_strdup (job->path);
  self->network = g_steal_pointer (&grid->network);
  self->energisation = g_steal_pointer (&grid->energisation);
  self->roads = g_steal_pointer (&grid->roads);
  grid_free (grid);
  compute_supply (self, &dirty);
  /* Views let go of the old grid while they take the new one. */
  g_signal_emit_by_name (self, "grid-loaded");
  g_clear_pointer (&old.roads, lamp_roads_unref);
  g_clear_pointer (&old.energisation, lamp_energisation_free);
  g_clear_pointer (&old.network, lamp_network_unref);
}

void
lamp_desk_load_grid (LampDesk *self, const char *path, LampNetwork *network)
{
  g_autoptr (GTask) task = NULL;
  GridJob *job = g_new0 (GridJob, 1);

  if (self->loading != NULL)
    {
      g_cancellable_cancel (self->loading);
      g_signal_emit_by_name (self, "grid-sketched", NULL);
    }
  g_clear_object (&self->loading);
  self->loading = g_cancellable_new ();
  job->path = g_strdup (path);
  job->network = network != NULL ? lamp_network_ref (network) : NULL;
  task = g_task_new (self, self->loading, grid_loaded_cb, NULL);
  g_task_set_source_tag (task, lamp_desk_load_grid);
  g_task_set_task_data (task, job, grid_job_free);
  g_task_run_in_thread (task, load_grid_worker);
}

void
lamp_desk_set_network (LampDesk *self, LampNetwork *network)
{
  g_return_if_fail (LAMP_IS_DESK (self));
  g_return_if_fail (network != NULL);

  lamp_desk_load_grid (self, NULL, network);
}
