/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The map in a window of 1920×1080 over the demo city: 10,000 outages, 1,000 crews that all move, each with a new fix
 * every second. Frames a second, and how long the work of one takes, against the floor: a window of the same size that
 * paints one colour, in the same run. And how long a hit-test takes.
 *
 * usage: bench-live REGION [SECONDS]        GSK_RENDERER says which renderer
 */
#include "bench/share.h"
#include "grid/memory.h"
#include "map/map-private.h"
#include "map/sample.h"

#include "records/crew.h"
#include "records/outage.h"

#include <stdlib.h>
#include <time.h>

#define WIDTH_PX 1920
#define HEIGHT_PX 1080
#define N_OUTAGES 10000
#define N_CREWS 1000
#define N_HITS 2000
#define STEP_PX 40.0 /* a crew goes so far between two fixes */
#define LEAST_FPS 55.0
#define MOST_HIT_MS 1.0

typedef struct
{
  GArray  *work_usec; /* double, one a frame that paints: of all processors of this process */
  double   begun_usec;
  gboolean painted;
} Frames;

/* Others may use this machine: what counts is what we used of it. */
static double
used_usec (void)
{
  struct timespec now;

  clock_gettime (CLOCK_PROCESS_CPUTIME_ID, &now);
  return (double)now.tv_sec * 1e6 + (double)now.tv_nsec / 1e3;
}

static void
begin_cb (GdkFrameClock *clock, Frames *frames)
{
  frames->begun_usec = used_usec ();
  frames->painted = FALSE;
}

static void
end_cb (GdkFrameClock *clock, Frames *frames)
{
  double usec = used_usec () - frames->begun_usec;

  if (frames->painted)
    g_array_append_val (frames->work_usec, usec);
}

static void
paint_cb (GdkFrameClock *clock, Frames *frames)
{
  frames->painted = TRUE;
}

static gboolean
over_cb (gpointer data)
{
  *(gboolean *)data = TRUE;
  return G_SOURCE_REMOVE;
}

/* As the console does: asleep between frames, so that who draws and who shows have both processors. */
static void
run (double seconds)
{
  gboolean over = FALSE;

  g_timeout_add ((guint)(seconds * 1e3), over_cb, &over);
  while (!over)
    g_main_context_iteration (NULL, TRUE);
}

/* The frames of a window while it runs: how many a second, and the middle and near worst work of one in ms. */
static void
watch (GtkWidget *window, double seconds, double *fps, double *median, double *p95)
{
  GdkFrameClock *clock = gtk_widget_get_frame_clock (window);
  Frames         frames = { g_array_new (FALSE, FALSE, sizeof (double)), 0.0, FALSE };
  gulong         ids[] = { g_signal_connect (clock, "before-paint", G_CALLBACK (begin_cb), &frames),
                           g_signal_connect (clock, "paint", G_CALLBACK (paint_cb), &frames),
                           g_signal_connect (clock, "after-paint", G_CALLBACK (end_cb), &frames) };

  run (seconds);
  for (guint i = 0; i < G_N_ELEMENTS (ids); i++)
    g_signal_handler_disconnect (clock, ids[i]);
  *fps = frames.work_usec->len / seconds;
  *median = bench_share ((double *)(void *)frames.work_usec->data, frames.work_usec->len, 0.5) / 1000.0;
  *p95 = bench_share ((double *)(void *)frames.work_usec->data, frames.work_usec->len, 0.95) / 1000.0;
  g_array_unref (frames.work_usec);
}

static GtkWidget *
open_window (GtkWidget *child)
{
  GtkWidget *window = gtk_window_new ();

  gtk_window_set_child (GTK_WINDOW (window), child);
  gtk_window_set_default_size (GTK_WINDOW (window), WIDTH_PX, HEIGHT_PX);
  gtk_window_set_decorated (GTK_WINDOW (window), FALSE);
  gtk_window_present (GTK_WINDOW (window));
  gtk_test_widget_wait_for_draw (window);
  return window;
}

static void
draw_cb (GtkDrawingArea *area, cairo_t *cr, int width, int height, gpointer data)
{
  cairo_set_source_rgb (cr, 0.9, 0.9, *(int *)data % 2 == 0 ? 0.8 : 0.9);
  cairo_paint (cr);
}

static gboolean
redraw_cb (GtkWidget *widget, GdkFrameClock *clock, gpointer data)
{
  ++*(int *)data;
  gtk_widget_queue_draw (widget);
  return G_SOURCE_CONTINUE;
}

static double
measure_floor (double seconds)
{
  GtkWidget *area = gtk_drawing_area_new (), *window = NULL;
  double     fps, median, p95;
  int        n = 0;

  gtk_drawing_area_set_draw_func (GTK_DRAWING_AREA (area), draw_cb, &n, NULL);
  window = open_window (area);
  gtk_widget_add_tick_callback (area, redraw_cb, &n, NULL);
  watch (window, seconds, &fps, &median, &p95);
  g_print ("%-28s %5.1f frames/s, work of one %5.1f ms, p95 %5.1f ms\n", "floor: empty window", fps, median, p95);
  gtk_window_destroy (GTK_WINDOW (window));
  return median;
}

typedef struct
{
  LampMap *map;
  Sample  *sample;
  GRand   *rand;
  guint    round;
} Storm;

/* Every crew has a new fix, some way off. */
static gboolean
move_cb (gpointer data)
{
  Storm *storm = data;
  double step = STEP_PX / 256.0 * LAMP_WORLD_SIZE / exp2 (lamp_map_get_zoom (storm->map));

  storm->round++;
  for (guint i = 0; i < N_CREWS; i++)
    {
      g_autoptr (LampItem) item = g_list_model_get_item (G_LIST_MODEL (storm->sample->crews), i);
      LampCrew *crew = lamp_record_copy (lamp_item_get_record (item));
      LampWorld at = lamp_world_from_point (crew->base.at);
      double    angle = (i * 37 % 360 + storm->round / 8 % 2 * 180) * G_PI / 180.0;

      at.x += (guint32)(gint64)(cos (angle) * step);
      at.y += (guint32)(gint64)(sin (angle) * step);
      crew->base.at = lamp_point_from_world (at);
      crew->position_usec += G_USEC_PER_SEC;
      lamp_item_set_record (item, crew);
      lamp_record_unref (crew);
    }
  lamp_map_set_clock (storm->map, SAMPLE_NOW_USEC + storm->round * G_USEC_PER_SEC, 1.0);
  return G_SOURCE_CONTINUE;
}

static void
fill (Storm *storm)
{
  LampNetwork *network = storm->sample->network;

  for (guint i = 0; i < N_OUTAGES + N_CREWS; i++)
    {
      g_autofree char *id = g_strdup_printf ("%u", i);
      LampWorld        at = lamp_network_element_at (network, (guint32)g_rand_int_range (storm->rand, 0, (gint32)network->n_elements));

      if (!lamp_world_is_known (at))
        continue;
      if (i < N_OUTAGES)
        {
          LampItem   *item = sample_add_outage (storm->sample, id, at, i % 2 == 0 ? "confirmed" : "predicted", i % 700);
          LampOutage *outage = lamp_item_get_record (item);

          if (i % 10 == 0)
            lamp_record_set_string (&outage->acknowledged_by, NULL);
        }
      else
        sample_add_crew (storm->sample, id, at, "enroute", i, 1);
    }
  while (g_list_model_get_n_items (G_LIST_MODEL (storm->sample->crews)) < N_CREWS)
    sample_add_crew (storm->sample, "more", lamp_network_element_at (network, 0), "enroute", 0, 1);
}

static void
settle (LampMap *map)
{
  while (!lamp_map_is_settled (map))
    g_main_context_iteration (NULL, TRUE);
  gtk_test_widget_wait_for_draw (GTK_WIDGET (map));
}

static void
measure_hits (Storm *storm)
{
  g_autoptr (GArray) times = g_array_new (FALSE, FALSE, sizeof (double));
  double median;
  guint  n_found = 0;

  for (guint i = 0; i < N_HITS; i++)
    {
      double     x = g_rand_double_range (storm->rand, 0, WIDTH_PX), y = g_rand_double_range (storm->rand, 0, HEIGHT_PX), begun_usec = used_usec ();
      LampMapHit hit = lamp_map_hit (storm->map, x, y);
      double     usec = used_usec () - begun_usec;

      n_found += hit.kind != LAMP_SELECT_NONE;
      g_array_append_val (times, usec);
    }
  median = bench_share ((double *)(void *)times->data, times->len, 0.5) / 1000.0;
  g_print ("%-28s median %.3f ms, limit %.1f: %s, p95 %.3f ms (%u of %u hit something)\n", "  hit-test", median, MOST_HIT_MS, bench_verdict (median <= MOST_HIT_MS),
           bench_share ((double *)(void *)times->data, times->len, 0.95) / 1000.0, n_found, N_HITS);
}

static void
measure_map (Storm *storm, GtkWidget *window, const char *name, double floor_ms, double seconds)
{
  double fps, median, p95;

  settle (storm->map);
  run (1.5); /* until they move */
  gtk_widget_queue_draw (window);
  watch (window, seconds, &fps, &median, &p95);
  g_print ("%-28s %5.1f frames/s, limit %.0f: %s; work of one %5.1f ms, p95 %5.1f ms: %.2f of the floor; %u markers\n", name, fps, LEAST_FPS,
           bench_verdict (fps >= LEAST_FPS), median, p95, median / floor_ms, lamp_live_layer_get_n_drawn (storm->map->live_layer));
  measure_hits (storm);
}

int
main (int argc, char **argv)
{
  double seconds = argc > 2 ? atof (argv[2]) : 5.0, floor_ms;
  g_autoptr (GError) error = NULL;
  g_autoptr (LampNetwork) network = NULL;
  Sample              sample;
  Storm               storm;
  GtkWidget          *window = NULL;
  LampSelection      *selection = NULL;
  static const double zooms[] = { 13.0, 16.0 };
  static const char  *names[] = { "city, zoom 13", "street, zoom 16" };
  guint               source;

  lamp_memory_keep ();
  if (argc < 2 || !gtk_init_check ())
    return 77;
  network = lamp_network_load (argv[1], NULL, &error);
  if (network == NULL)
    g_error ("%s", error->message);
  floor_ms = measure_floor (seconds);

  sample_init (&sample, network, 0);
  selection = lamp_selection_new ();
  storm = (Storm){ LAMP_MAP (lamp_map_new (selection)), &sample, g_rand_new_with_seed (5), 0 };
  fill (&storm);
  lamp_map_set_clock (storm.map, SAMPLE_NOW_USEC, 1.0);
  lamp_map_set_grid (storm.map, sample.energisation);
  lamp_map_set_outages (storm.map, G_LIST_MODEL (sample.outages));
  lamp_map_set_crews (storm.map, G_LIST_MODEL (sample.crews));
  window = open_window (GTK_WIDGET (storm.map));
  settle (storm.map);
  g_print ("renderer: %s\n", G_OBJECT_TYPE_NAME (gtk_native_get_renderer (GTK_NATIVE (window))));
  source = g_timeout_add (1000, move_cb, &storm);
  measure_map (&storm, window, "whole city", floor_ms, seconds);
  for (guint i = 0; i < G_N_ELEMENTS (zooms); i++)
    {
      lamp_map_go_to (storm.map, lamp_point_from_world ((LampWorld){ network->extent.x0 / 2 + network->extent.x1 / 2, network->extent.y0 / 2 + network->extent.y1 / 2 }), zooms[i]);
      measure_map (&storm, window, names[i], floor_ms, seconds);
    }
  g_source_remove (source);
  gtk_window_destroy (GTK_WINDOW (window));
  sample_clear (&sample);
  g_object_unref (selection);
  g_rand_free (storm.rand);
  return 0;
}
