/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * From nothing to a map of a million line segments and 300,000 points: until all lines are to be seen, until everything is drawn
 * sharp, and what it weighs; and once more with what the first start has kept, in a process of its own. The file is in the page cache.
 * Ends with 1 when a limit is missed.
 *
 * usage: bench-map-start REGION.gpkg
 */
#include "bench/frames.h"
#include "bench/wide-grid.h"
#include "folder.h"
#include "grid/gdal-use.h"
#include "grid/memory.h"
#include "grid/network-cache.h"
#include "map/index-cache.h"
#include "map/map-private.h"

#include <malloc.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#define N_SEGMENTS 1000000

static double
now_ms (void)
{
  return (double)g_get_monotonic_time () / 1e3;
}

/* Of all threads: what stays true on a machine that is busy with other work. */
static double
cpu_ms (void)
{
  struct timespec time;

  clock_gettime (CLOCK_PROCESS_CPUTIME_ID, &time);
  return (double)time.tv_sec * 1e3 + (double)time.tv_nsec / 1e6;
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
  const char       *path, *folder;
  LampNetwork      *network;
  LampEnergisation *energisation;
  LampMap          *map;
  LampSketch       *early;      /* the last that came before the window was there; NULL */
  guint             n_sketches; /* shown */
  int               done;       /* atomic */
} Load;

static void
sketched_cb (LampSketch *sketch, gpointer data)
{
  Load *self = data;

  g_clear_pointer (&self->early, lamp_sketch_free);
  if (self->map == NULL)
    {
      self->early = sketch;
      return;
    }
  lamp_map_set_sketch (self->map, sketch);
  self->n_sketches++;
  lamp_sketch_free (sketch);
}

static void
send_sketch (LampSketch *sketch, gpointer data)
{
  lamp_sketch_to_main (sketch, sketched_cb, data, NULL);
}

static gpointer
load (gpointer data)
{
  Load *self = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (LampSketcher) sketcher = lamp_sketcher_new (send_sketch, self);

  self->network = lamp_network_open (self->path, self->folder, lamp_sketcher_get_watch (sketcher), NULL, &error);
  if (self->network == NULL)
    g_error ("%s", error->message);
  self->energisation = lamp_energisation_new (self->network);
  g_atomic_int_set (&self->done, 1);
  g_main_context_wakeup (NULL);
  return NULL;
}

/* What has been kept is followed by what is not needed any more being given back. */
static void
wait_until_it_rests (void)
{
  double before, now = status_mb ("VmRSS");

  do
    {
      before = now;
      g_usleep (300000);
      now = status_mb ("VmRSS");
    }
  while (now < before - 1.0);
}

/* As the console does, but waited for. */
static void
keep (const Load *job, const LampIndex *index)
{
  g_autofree char *file = lamp_network_dup_kept_file (job->network, "-map");
  g_autoptr (GError) error = NULL;

  if (!lamp_network_keep (job->network, job->path, job->folder, &error))
    g_error ("%s", error->message);
  while (!g_file_test (file, G_FILE_TEST_EXISTS)) /* the map is at it, or has done it */
    {
      if (!lamp_index_keep (index, &error))
        g_error ("%s", error->message);
      g_usleep (10000);
    }
  wait_until_it_rests ();
}

typedef struct
{
  double started, lines, all_lines, loaded, indexed, useful, sharp; /* ms */
  double started_cpu, loaded_cpu, indexed_cpu, sharp_cpu;
  double index_mb;
} Start;

static void
start_map (Frames *frames, Load *job, Start *start)
{
  GThread *thread;
  double   before;

  start->started = now_ms ();
  start->started_cpu = cpu_ms ();
  thread = g_thread_new ("load", load, job);
  gtk_init ();
  frames_open (frames, 1920, 1080);
  job->map = frames->map;
  while (!g_atomic_int_get (&job->done))
    {
      guint n_sketches = job->n_sketches;

      if (job->early != NULL)
        sketched_cb (g_steal_pointer (&job->early), job);
      else
        g_main_context_iteration (NULL, TRUE);
      if (n_sketches == job->n_sketches)
        continue;
      frames_wait (frames);
      start->all_lines = now_ms ();
      start->lines = start->lines == 0.0 ? start->all_lines : start->lines;
    }
  g_thread_join (thread);
  g_clear_pointer (&job->early, lamp_sketch_free);
  start->loaded = now_ms ();
  start->loaded_cpu = cpu_ms ();
  before = heap_mb ();
  lamp_map_set_grid (frames->map, job->energisation);
  while (frames->map->index == NULL)
    g_main_context_iteration (NULL, TRUE);
  start->indexed = now_ms ();
  start->indexed_cpu = cpu_ms ();
  start->index_mb = heap_mb () - before;
  while (lamp_tile_store_get_n_painted (frames->map->store) == 0)
    g_main_context_iteration (NULL, TRUE);
  frames_wait (frames);
  start->useful = now_ms ();
  frames_settle (frames);
  start->sharp = now_ms ();
  start->sharp_cpu = cpu_ms ();
}

static gboolean
tell_first (const Start *start)
{
  gboolean met = TRUE;

  frames_tell ("the region is loaded after", start->loaded - start->started, "ms", 0.0);
  frames_tell ("the index is made within", start->indexed - start->loaded, "ms", 0.0);
  frames_tell ("  processor time", start->indexed_cpu - start->loaded_cpu, "ms", 0.0);
  frames_tell ("the first lines are to be seen after", start->lines - start->started, "ms", 0.0);
  met &= frames_tell ("all lines, not their state yet, after", start->all_lines - start->started, "ms", 1000.0);
  frames_tell ("the first frame with their state after", start->useful - start->started, "ms", 0.0);
  met &= frames_tell ("everything is drawn sharp after", start->sharp - start->started, "ms", 2000.0);
  frames_tell ("  processor time", start->sharp_cpu - start->started_cpu, "ms", 0.0);
  met &= frames_tell ("what the map keeps of it", start->index_mb, "MB", 150.0);
  met &= frames_tell ("the process", status_mb ("VmRSS"), "MB", 500.0);
  frames_tell ("  of it shared with the display", status_mb ("RssShmem"), "MB", 0.0);
  frames_tell ("  at its most", status_mb ("VmHWM"), "MB", 0.0);
  return met;
}

static gboolean
tell_second (const Start *start)
{
  gboolean met = TRUE;

  g_print ("the second start, with what the first one kept\n");
  frames_tell ("the region is opened after", start->loaded - start->started, "ms", 0.0);
  frames_tell ("the index is opened within", start->indexed - start->loaded, "ms", 0.0);
  frames_tell ("  processor time", start->indexed_cpu - start->loaded_cpu, "ms", 0.0);
  frames_tell ("the first frame of the grid after", start->useful - start->started, "ms", 0.0);
  met &= frames_tell ("everything is drawn sharp after", start->sharp - start->started, "ms", 600.0);
  frames_tell ("  processor time", start->sharp_cpu - start->started_cpu, "ms", 0.0);
  met &= frames_tell ("the process", status_mb ("VmRSS"), "MB", 500.0);
  return met;
}

/* One start, in a process of its own. */
static int
measure (const char *path, const char *folder, gboolean second)
{
  Frames frames = { 0 };
  Start  start = { 0 };
  Load   job = { .path = path, .folder = folder };

  start_map (&frames, &job, &start);
  if (lamp_network_is_kept (job.network) != second || lamp_index_is_kept (frames.map->index) != second)
    g_error ("the %s start has %s", second ? "second" : "first", second ? "nothing kept" : "something kept");
  if (second)
    return tell_second (&start) ? 0 : 1;
  g_print ("%u elements, %u customers, 1920 × 1080\n", job.network->n_elements, job.network->n_customers);
  keep (&job, frames.map->index);
  return tell_first (&start) ? 0 : 1;
}

static gboolean
run (const char *program, const char *region, const char *folder, const char *which)
{
  const char *argv[] = { program, region, folder, which, NULL };
  g_autoptr (GError) error = NULL;
  int status = 0;

  if (!g_spawn_sync (NULL, (char **)argv, NULL, G_SPAWN_CHILD_INHERITS_STDIN, NULL, NULL, NULL, NULL, &status, &error))
    g_error ("%s", error->message);
  return g_spawn_check_wait_status (status, NULL);
}

int
main (int argc, char **argv)
{
  g_autofree char *folder = NULL;
  gboolean         met = TRUE;

  if (argc < 2)
    g_error ("usage: bench-map-start REGION.gpkg");
  lamp_memory_keep (); /* as the console does */
  lamp_gdal_init ();
  if (argc == 4)
    return measure (argv[1], argv[2], g_str_equal (argv[3], "second"));
  wide_grid_write (argv[1], N_SEGMENTS, TRUE);
  folder = g_dir_make_tmp ("lamplighter-bench-XXXXXX", NULL);
  met &= run (argv[0], argv[1], folder, "first");
  met &= run (argv[0], argv[1], folder, "second");
  folder_remove (folder);
  return met ? 0 : 1;
}
