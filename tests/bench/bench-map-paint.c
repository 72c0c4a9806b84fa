/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Our half of bench-map-paint.py: a region's lines drawn from nothing but its data into a fresh picture of 1920 × 1080, by two threads
 * (strip by strip, as the map draws tiles) and by one (its processor time), at full extent, city zoom and street zoom; the place differs in every run. Prints JSON:
 * what it took, and what the peers need to draw the same: extents (EPSG:3857), classes, widths and colours.
 *
 * usage: bench-map-paint REGION.gpkg [RUNS [PICTURE_PREFIX]]
 */
#include "bench/share.h"
#include "grid/gdal-use.h"
#include "grid/memory.h"
#include "map/scene.h"

#include <stdlib.h>
#include <time.h>

#define WIDTH 1920
#define HEIGHT 1080
#define STRIP 135 /* rows: a megabyte, as a tile */
#define DEFAULT_RUNS 31
#define MAX_RUNS 101
#define HALF_CIRCUMFERENCE_M 20037508.342789244

/* A view that two threads draw, strip by strip: whoever is free takes the next. */
typedef struct
{
  const LampScene *scene;
  LampView         view;
  guint32         *pixels;
  int              next; /* strip nobody took yet */
} Work;

static double
cpu_ms (void)
{
  struct timespec time;

  clock_gettime (CLOCK_THREAD_CPUTIME_ID, &time);
  return (double)time.tv_sec * 1e3 + (double)time.tv_nsec / 1e6;
}

static double
now_ms (void)
{
  return (double)g_get_monotonic_time () / 1e3;
}

static void
draw (const LampScene *scene, const LampView *view, guint32 *pixels)
{
  int              width = (int)view->width, height = (int)view->height;
  cairo_surface_t *surface = cairo_image_surface_create_for_data ((guchar *)pixels, CAIRO_FORMAT_RGB24, width, height, width * 4);
  cairo_t         *cr = cairo_create (surface);

  lamp_scene_draw (scene, view, cr, pixels, NULL, 0);
  cairo_destroy (cr);
  cairo_surface_destroy (surface);
}

static GMutex   mutex;
static GCond    changed;
static Work    *waiting; /* for the second thread */
static gboolean ended;

static void
draw_strips (Work *work)
{
  for (int strip = g_atomic_int_add (&work->next, 1); strip < HEIGHT / STRIP; strip = g_atomic_int_add (&work->next, 1))
    {
      LampView view = work->view;

      view.height = STRIP;
      view.y = lamp_view_from_y (&work->view, (strip + 0.5) * STRIP);
      draw (work->scene, &view, work->pixels + strip * STRIP * WIDTH);
    }
}

static gpointer
second_thread (gpointer data)
{
  g_mutex_lock (&mutex);
  while (!ended)
    {
      if (waiting == NULL)
        {
          g_cond_wait (&changed, &mutex);
          continue;
        }
      g_mutex_unlock (&mutex);
      draw_strips (waiting);
      g_mutex_lock (&mutex);
      waiting = NULL;
      g_cond_broadcast (&changed);
    }
  g_mutex_unlock (&mutex);
  return NULL;
}

static double
draw_by_two (const LampScene *scene, LampView view, guint32 *pixels)
{
  Work   work = { scene, view, pixels, 0 };
  double started = now_ms ();

  g_mutex_lock (&mutex);
  waiting = &work;
  g_cond_broadcast (&changed);
  g_mutex_unlock (&mutex);
  draw_strips (&work);
  g_mutex_lock (&mutex);
  while (waiting != NULL)
    g_cond_wait (&changed, &mutex);
  g_mutex_unlock (&mutex);
  return now_ms () - started;
}

static double
draw_by_one (const LampScene *scene, LampView view, guint32 *pixels)
{
  double started = cpu_ms ();

  draw (scene, &view, pixels);
  return cpu_ms () - started;
}

static LampView
view_at (const LampNetwork *network, double zoom, guint run)
{
  LampWorldBox box = network->extent;
  LampView     view = { .x = box.x0 + ((double)box.x1 - box.x0) / 2.0, .y = box.y0 + ((double)box.y1 - box.y0) / 2.0, .width = WIDTH, .height = HEIGHT, .scale = 1 };

  if (zoom == 0.0)
    view = lamp_view_fit (view, box, (LampInsets){ 0 }, LAMP_ZOOM_MAX);
  else
    view.zoom = zoom;
  view.x += (run % 7 - 3.0) * 37.0 / lamp_view_k (&view);
  view.y += (run % 5 - 2.0) * 29.0 / lamp_view_k (&view);
  return lamp_view_align (view);
}

static void
print_classes (const LampPalette *palette, double zoom)
{
  static const char *const names[] = { "transmission", "feeder", "lateral", "low" };
  const guint32           *colours = lamp_palette_get_colours (palette, FALSE);

  g_print ("\"ground\": \"#%06x\", \"casing\": \"#%06x\", \"casing_opacity\": %.4f, \"classes\": [", colours[LAMP_COLOUR_GROUND] & 0xffffff,
           colours[LAMP_COLOUR_LINE_CASING] & 0xffffff, (colours[LAMP_COLOUR_LINE_CASING] >> 24) / 255.0);
  for (int voltage = 0; voltage <= lamp_scene_finest_class (zoom); voltage++)
    g_print ("%s{\"name\": \"%s\", \"width\": %.4f, \"colour\": \"#%06x\", \"casing_width\": %.4f}", voltage > 0 ? ", " : "", names[voltage],
             lamp_scene_line_width ((LampVoltageClass)voltage, zoom), colours[LAMP_COLOUR_LINE_TRANSMISSION + voltage] & 0xffffff,
             zoom >= 12.0 && voltage < LAMP_VOLTAGE_LOW ? lamp_scene_line_width ((LampVoltageClass)voltage, zoom) + 2.2 : 0.0);
  g_print ("]");
}

static double
to_m (double world)
{
  return (world / LAMP_WORLD_SIZE * 2.0 - 1.0) * HALF_CIRCUMFERENCE_M;
}

static void
save (const guint32 *pixels, const char *prefix, const char *name)
{
  g_autofree char *path = g_strdup_printf ("%s%s.png", prefix, name);
  cairo_surface_t *surface = cairo_image_surface_create_for_data ((guchar *)pixels, CAIRO_FORMAT_RGB24, WIDTH, HEIGHT, WIDTH * 4);

  cairo_surface_write_to_png (surface, path);
  cairo_surface_destroy (surface);
}

static void
measure (const LampScene *scene, const char *name, double zoom, guint n_runs, const char *prefix, gboolean last)
{
  const LampNetwork  *network = scene->index->network;
  g_autofree guint32 *pixels = g_malloc0 (WIDTH * HEIGHT * 4);
  double              two[MAX_RUNS], one[MAX_RUNS];
  LampView            view = view_at (network, zoom, 0);

  for (guint run = 0; run < n_runs; run++)
    {
      two[run] = draw_by_two (scene, view_at (network, zoom, run), pixels);
      if (run == 0 && prefix != NULL)
        save (pixels, prefix, name);
      one[run] = draw_by_one (scene, view_at (network, zoom, run), pixels);
    }
  g_print ("  {\"name\": \"%s\", \"zoom\": %.2f, \"ms\": %.4f, \"one_thread_cpu_ms\": %.4f, ", name, view.zoom, bench_median (two, n_runs), bench_median (one, n_runs));
  g_print ("\"bbox\": [%.4f, %.4f, %.4f, %.4f], ", to_m (lamp_view_from_x (&view, 0.0)), -to_m (lamp_view_from_y (&view, HEIGHT)),
           to_m (lamp_view_from_x (&view, WIDTH)), -to_m (lamp_view_from_y (&view, 0.0)));
  print_classes (scene->palette, view.zoom);
  g_print ("}%s\n", last ? "" : ",");
}

int
main (int argc, char **argv)
{
  guint n_runs = argc > 2 ? (guint)CLAMP (atoi (argv[2]), 1, MAX_RUNS) : DEFAULT_RUNS;
  g_autoptr (GError) error = NULL;
  g_autoptr (LampPalette) palette = lamp_palette_load ("neutral", NULL);
  g_autoptr (LampNetwork) network = NULL;
  g_autoptr (LampIndex) index = NULL;
  g_autoptr (LampScene) scene = NULL;
  g_autoptr (GBytes) state = NULL;
  g_autoptr (LampEnergisation) energisation = NULL;
  GThread *thread;
  double   started;

  if (argc < 2)
    g_error ("usage: bench-map-paint REGION.gpkg [RUNS [PICTURE_PREFIX]]");
  lamp_memory_keep (); /* as the console does */
  lamp_gdal_init ();
  network = lamp_network_load (argv[1], NULL, &error);
  if (network == NULL)
    g_error ("%s", error->message);
  started = now_ms ();
  index = lamp_index_new (network);
  g_print ("{\"elements\": %u, \"vertices\": %u, \"index_ms\": %.1f, \"width\": %d, \"height\": %d, \"views\": [\n", network->n_elements, network->n_vertices,
           now_ms () - started, WIDTH, HEIGHT);
  energisation = lamp_energisation_new (network);
  state = lamp_scene_dup_state (index, energisation, NULL, (LampShow)0);
  scene = lamp_scene_new (index, state, palette, FALSE, 0);
  thread = g_thread_new ("half", second_thread, NULL);
  measure (scene, "full extent", 0.0, n_runs, argc > 3 ? argv[3] : NULL, FALSE);
  measure (scene, "city", 13.0, n_runs, argc > 3 ? argv[3] : NULL, FALSE);
  measure (scene, "street", 16.0, n_runs, argc > 3 ? argv[3] : NULL, TRUE);
  g_print ("]}\n");
  g_mutex_lock (&mutex);
  ended = TRUE;
  g_cond_broadcast (&changed);
  g_mutex_unlock (&mutex);
  g_thread_join (thread);
  return 0;
}
