/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * From nothing to a map of a million line segments and 300,000 points: until the first frame that shows the grid, until everything is drawn
 * sharp, and what it weighs. The file is in the page cache. Ends with 1 when a limit is missed.
 *
 * usage: bench-map-start REGION.gpkg
 */
#include "bench/frames.h"
#include "bench/wide-grid.h"
#include "grid/gdal-use.h"
#include "map/map-private.h"

#include <malloc.h>
#include <stdio.h>
#include <string.h>

#define N_SEGMENTS 1000000

static double
now_ms (void)
{
  return (double)g_get_monotonic_time () / 1e3;
}

static double
heap_mb (void)
{
  struct mallinfo2 info = mallinfo2 ();

  return (double)(info.uordblks + info.hblkhd) / 1e6;
}

/* A field of /proc/self/status, MB. */
static double
status_mb (const char *field)
{
  g_autofree char *text = NULL;
  const char      *at;
  double           kb = 0.0;

  if (g_file_get_contents ("/proc/self/status", &text, NULL, NULL) && (at = strstr (text, field)) != NULL)
    sscanf (at + strlen (field), ": %lf", &kb);
  return kb * 1024.0 / 1e6;
}

typedef struct
{
  const char       *path;
  LampNetwork      *network;
  LampEnergisation *energisation;
  int               done; /* atomic */
} Load;

static gpointer
load (gpointer data)
{
  Load *self = data;
  g_autoptr (GError) error = NULL;

  self->network = lamp_network_load (self->path, NULL, &error);
  if (self->network == NULL)
    g_error ("%s", error->message);
  self->energisation = lamp_energisation_new (self->network);
  g_atomic_int_set (&self->done, 1);
  g_main_context_wakeup (NULL);
  return NULL;
}

int
main (int argc, char **argv)
{
  Frames   frames = { 0 };
  Load     job = { 0 };
  gboolean met = TRUE;
  double   started, loaded, indexed, useful, sharp, before, network_mb, index_mb;
  GThread *thread;

  if (argc < 2)
    g_error ("usage: bench-map-start REGION.gpkg");
  lamp_gdal_init ();
  wide_grid_write (argv[1], N_SEGMENTS, TRUE);
  malloc_trim (0);
  started = now_ms ();
  job.path = argv[1];
  thread = g_thread_new ("load", load, &job);
  gtk_init ();
  frames_open (&frames, 1920, 1080);
  before = heap_mb ();
  while (!g_atomic_int_get (&job.done))
    g_main_context_iteration (NULL, TRUE);
  g_thread_join (thread);
  loaded = now_ms ();
  network_mb = heap_mb () - before;
  lamp_map_set_grid (frames.map, job.energisation);
  while (frames.map->index == NULL)
    g_main_context_iteration (NULL, TRUE);
  indexed = now_ms ();
  index_mb = heap_mb () - before - network_mb;
  while (lamp_tile_store_get_n_painted (frames.map->store) == 0)
    g_main_context_iteration (NULL, TRUE);
  frames_wait (&frames);
  useful = now_ms ();
  frames_settle (&frames);
  sharp = now_ms ();
  g_print ("%u elements, %u customers, 1920 × 1080\n", job.network->n_elements, job.network->n_customers);
  frames_tell ("the region is loaded after", loaded - started, "ms", 0.0);
  frames_tell ("the index is made within", indexed - loaded, "ms", 0.0);
  met &= frames_tell ("the first frame of the grid after", useful - started, "ms", 1000.0);
  met &= frames_tell ("everything is drawn sharp after", sharp - started, "ms", 2000.0);
  frames_tell ("the network and its supply", network_mb, "MB", 0.0);
  met &= frames_tell ("what the map keeps of it", index_mb, "MB", 150.0);
  met &= frames_tell ("the process", status_mb ("VmRSS"), "MB", 500.0);
  frames_tell ("  at its most", status_mb ("VmHWM"), "MB", 0.0);
  return met ? 0 : 1;
}
