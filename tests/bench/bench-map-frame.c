/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The map widget over a million line segments and 300,000 devices, transformers and customers, frame by frame: panning at three zooms, a
 * zoom gesture, jumps, a feeder that goes out and comes back, everything going out. Beside the floor, an empty redraw of the whole window in the same
 * run. Software rendering by whatever GSK_RENDERER says. Ends with 1 when a limit is missed.
 *
 * usage: bench-map-frame REGION.gpkg WIDTHxHEIGHT PAN_LIMIT [FRAMES]
 */
#include "bench/frames.h"
#include "bench/wide-grid.h"
#include "grid/gdal-use.h"
#include "grid/memory.h"
#include "map/map-private.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#define N_SEGMENTS 1000000
#define DEFAULT_FRAMES 150
#define N_FLOOR 60
#define N_JUMPS 15

typedef struct
{
  Frames            frames;
  LampNetwork      *network;
  LampEnergisation *energisation;
  double            floor_ms[8 * N_FLOOR], floor_cpu_ms[8 * N_FLOOR], floor_interval_ms[8 * N_FLOOR];
  guint             n_floor;
  double            pan_limit;
  gboolean          is_small; /* 1920 × 1080: absolute limits hold */
  gboolean          met;
  guint             n_frames;
} Bench;

static double
now_ms (void)
{
  return (double)g_get_monotonic_time () / 1e3;
}

static void
measure_floor (Bench *bench)
{
  frames_measure_floor (&bench->frames, N_FLOOR);
  for (guint i = 0; i < bench->frames.n && bench->n_floor < G_N_ELEMENTS (bench->floor_ms); i++)
    {
      bench->floor_cpu_ms[bench->n_floor] = bench->frames.cpu_ms[i];
      bench->floor_interval_ms[bench->n_floor] = bench->frames.interval_ms[i];
      bench->floor_ms[bench->n_floor++] = bench->frames.cost_ms[i];
    }
}

static void
go_to (Bench *bench, double x, double y, double zoom)
{
  lamp_map_go_to (bench->frames.map, lamp_point_from_world ((LampWorld){ (guint32)x, (guint32)y }), zoom);
}

static double
middle (guint32 a, guint32 b)
{
  return a + ((double)b - a) / 2.0;
}

static void
pan (Bench *bench, const char *name, double zoom)
{
  Frames          *frames = &bench->frames;
  double           one = bench->is_small ? 17.0 : 0.0, two = bench->is_small ? 33.4 : 0.0; /* one refresh of the display, and two */
  g_autofree char *cost = g_strdup_printf ("pan, %s", name);

  frames_pan (frames, bench->network->extent, zoom, bench->n_frames);
  bench->met &= frames_tell_ratio (frames, cost, bench_share (bench->floor_ms, bench->n_floor, 0.5), bench_share (bench->floor_cpu_ms, bench->n_floor, 0.5), bench->pan_limit);
  bench->met &= frames_tell ("  what a frame takes, p95", bench_share (frames->cost_ms, frames->n, 0.95), "ms", one);
  bench->met &= frames_tell ("  what a frame takes, p99", bench_share (frames->cost_ms, frames->n, 0.99), "ms", two);
  bench->met &= frames_tell ("  from one to the next, p95", bench_share (frames->due_ms, frames->n, 0.95), "ms", one);
  bench->met &= frames_tell ("  from one to the next, p99", bench_share (frames->due_ms, frames->n, 0.99), "ms", two);
  frames_tell ("  from beginning to beginning, p95", bench_share (frames->interval_ms, frames->n, 0.95), "ms", 0.0);
  frames_tell ("  from beginning to beginning, p99", bench_share (frames->interval_ms, frames->n, 0.99), "ms", 0.0);
}

/* Is anything but the ground to be seen. */
static gboolean
is_blank (Frames *frames)
{
  g_autoptr (GPtrArray) beneath = NULL;
  LampView  view = lamp_map_get_view (frames->map);
  LampWorld a = lamp_view_world (&view, 0.0, 0.0), b = lamp_view_world (&view, view.width, view.height);

  beneath = lamp_tile_store_dup_beneath (frames->map->store, (LampWorldBox){ a.x, a.y, b.x, b.y }, lamp_zoom_to_step (view.zoom));
  return beneath->len == 0;
}

static void
zoom_gesture (Bench *bench)
{
  Frames      *frames = &bench->frames;
  LampWorldBox extent = bench->network->extent;
  guint        n_blank = 0;
  double       median;

  go_to (bench, middle (extent.x0, extent.x1), middle (extent.y0, extent.y1), 13.0);
  frames_settle (frames);
  frames_start (frames);
  for (guint i = 0; i < bench->n_frames; i++)
    {
      lamp_map_pinch (frames->map, i < bench->n_frames / 2 ? 0.04 : -0.04, 900.0, 500.0);
      frames_wait (frames);
      n_blank += is_blank (frames);
    }
  median = bench_share (frames->cost_ms, frames->n, 0.5);
  frames_tell ("zoom gesture", median, "ms", 0.0);
  bench->met &= frames_tell ("  its p95 in medians", bench_share (frames->cost_ms, frames->n, 0.95) / median, "", 2.0);
  bench->met &= n_blank == 0;
  g_print ("  %-46s %9u     limit      0: %s\n", "  frames with nothing to be seen", n_blank, bench_verdict (n_blank == 0));
}

static void
jump (Bench *bench, const char *name, double zoom)
{
  Frames          *frames = &bench->frames;
  LampWorldBox     extent = bench->network->extent;
  double           took[N_JUMPS];
  g_autofree char *what = g_strdup_printf ("jump to sharp, %s", name);

  for (guint i = 0; i < N_JUMPS; i++)
    {
      double x = extent.x0 + ((double)extent.x1 - extent.x0) * (0.1 + 0.8 * ((i * 7 + 3) % 16) / 16.0);
      double y = extent.y0 + ((double)extent.y1 - extent.y0) * (0.1 + 0.8 * ((i * 5 + 1) % 16) / 16.0);
      double started = now_ms ();

      go_to (bench, x, y, zoom);
      frames_settle (frames);
      took[i] = now_ms () - started;
    }
  bench->met &= frames_tell (what, bench_share (took, N_JUMPS, 0.5), "ms", bench->is_small ? 50.0 : 0.0);
}

/* The breakers of these feeders as they are to stand, all others as they normally do; in one batch, as the console does. */
static double
switch_breakers (Bench *bench, guint first, guint end, gboolean is_open)
{
  Frames      *frames = &bench->frames;
  LampWorldBox dirty = LAMP_WORLD_BOX_EMPTY;
  g_autoptr (GArray) breakers = g_array_new (FALSE, FALSE, sizeof (guint32));
  g_autoptr (GArray) open = g_array_new (FALSE, FALSE, sizeof (gboolean));
  double started;

  for (guint feeder = first; feeder < end; feeder++)
    {
      char    id[24];
      guint32 element;

      g_snprintf (id, sizeof id, "B%u-0", feeder);
      element = lamp_network_find_element (bench->network, id);
      if (element == LAMP_NONE)
        continue;
      g_array_append_val (breakers, element);
      g_array_append_val (open, is_open);
    }
  started = now_ms ();
  lamp_energisation_set_all (bench->energisation, (const guint32 *)(void *)breakers->data, (const gboolean *)(void *)open->data, breakers->len, &dirty);
  lamp_map_grid_changed (frames->map, dirty);
  frames_settle (frames);
  return now_ms () - started;
}

static void
change (Bench *bench)
{
  guint     n_feeders = bench->network->n_feeders, one = n_feeders / 2 + 3;
  double    full[6], city[6], all[6];
  char      id[24];
  LampWorld at;

  g_snprintf (id, sizeof id, "B%u-0", one);
  at = lamp_network_element_at (bench->network, lamp_network_find_element (bench->network, id));
  for (guint i = 0; i < 6; i++)
    {
      if (i == 0)
        {
          lamp_map_fit (bench->frames.map, LAMP_FIT_ALL);
          frames_settle (&bench->frames);
        }
      full[i] = switch_breakers (bench, one, one + 1, i % 2 == 0);
    }
  frames_start (&bench->frames);
  for (guint i = 0; i < 6; i++)
    all[i] = switch_breakers (bench, 0, n_feeders, i % 2 == 0);
  go_to (bench, at.x, at.y, 13.0);
  frames_settle (&bench->frames);
  for (guint i = 0; i < 6; i++)
    city[i] = switch_breakers (bench, one, one + 1, i % 2 == 0);
  bench->met &= frames_tell ("a feeder changes: drawn, full extent", bench_share (full, 6, 0.5), "ms", bench->is_small ? 50.0 : 0.0);
  bench->met &= frames_tell ("a feeder changes: drawn, city", bench_share (city, 6, 0.5), "ms", bench->is_small ? 50.0 : 0.0);
  bench->met &= frames_tell ("everything changes: drawn, full extent", bench_share (all, 6, 0.5), "ms", bench->is_small ? 500.0 : 0.0);
  frames_tell ("  longest frame meanwhile", bench_share (bench->frames.cost_ms, bench->frames.n, 1.0), "ms", 0.0);
}

int
main (int argc, char **argv)
{
  Bench bench = { .met = TRUE };
  g_autoptr (GError) error = NULL;
  int width = 0, height = 0;

  if (argc < 4 || sscanf (argv[2], "%dx%d", &width, &height) != 2)
    g_error ("usage: bench-map-frame REGION.gpkg WIDTHxHEIGHT PAN_LIMIT");
  lamp_memory_keep ();
  gtk_init ();
  lamp_gdal_init ();
  wide_grid_write (argv[1], N_SEGMENTS, TRUE);
  bench.pan_limit = atof (argv[3]);
  bench.n_frames = argc > 4 ? (guint)CLAMP (atoi (argv[4]), 10, 1000) : DEFAULT_FRAMES;
  bench.is_small = width <= 1920;
  bench.network = lamp_network_load (argv[1], NULL, &error);
  if (bench.network == NULL)
    g_error ("%s", error->message);
  bench.energisation = lamp_energisation_new (bench.network);
  frames_open (&bench.frames, width, height);
  g_print ("%u elements, %u customers; %d × %d, %s; median of %u frames\n", bench.network->n_elements, bench.network->n_customers, width, height,
           G_OBJECT_TYPE_NAME (gtk_native_get_renderer (GTK_NATIVE (bench.frames.window))), bench.n_frames);
  measure_floor (&bench);
  lamp_map_set_grid (bench.frames.map, bench.energisation);
  frames_settle (&bench.frames);
  measure_floor (&bench);
  frames_wait (&bench.frames);
  pan (&bench, "full extent", 0.0);
  pan (&bench, "city", 13.0);
  measure_floor (&bench);
  frames_wait (&bench.frames);
  pan (&bench, "street", 16.0);
  frames_tell ("the floor: from beginning to beginning, p95", bench_share (bench.floor_interval_ms, bench.n_floor, 0.95), "ms", 0.0);
  zoom_gesture (&bench);
  jump (&bench, "city", 13.0);
  jump (&bench, "street", 16.0);
  change (&bench);
  lamp_map_set_grid (bench.frames.map, NULL);
  return bench.met ? 0 : 1;
}
