/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What is shown of a grid while it is read: are its lines told of once and as they are, is a pixel covered when and only when a line is
 * near (against plain distances), and does the map show it and let go of it.
 */
#include "grid/fixture.h"
#include "grid/gdal-use.h"
#include "grid/network-cache.h"
#include "map/map-private.h"
#include "map/map.h"
#include "map/sample.h"
#include "map/shot.h"

#include <math.h>

#define PATIENCE_USEC (60 * G_USEC_PER_SEC)
#define SEEDS 12
#define PIXELS 3000 /* looked at in each sketch */
#define NEAR_PX 0.1
#define FAR_PX 1.7

/* All that is told of a load. */
typedef struct
{
  GArray      *lines; /* four double each, world units */
  LampWorldBox extent;
  guint        n_courses, n_ends;
} Told;

static void
take_courses (gpointer data, const LampCourses *courses)
{
  Told *told = data;

  g_assert_cmpuint (told->n_ends, ==, 0); /* nothing comes after the end */
  told->extent = courses->extent;
  told->n_ends += courses->n == 0;
  told->n_courses += courses->n;
  for (guint32 i = 0; i < courses->n; i++)
    for (guint32 at = courses->ends[i]; at + 1 < courses->ends[i + 1]; at++)
      {
        const LampWorld *from = &courses->vertices[at], *to = from + 1;
        double           line[4] = { from->x, from->y, to->x, to->y };

        g_array_append_vals (told->lines, line, 4);
      }
}

static char *
write_region (guint32 seed)
{
  g_autofree char *name = g_strdup_printf ("sketch-%u.gpkg", seed);
  char            *path = lamp_fixture_path (name);
  g_autoptr (LampDraft) draft = seed == 0 ? lamp_fixture_draft () : lamp_fixture_random_draft (seed);
  g_autoptr (GError) error = NULL;

  lamp_draft_write (draft, path, NULL, &error);
  g_assert_no_error (error);
  return path;
}

/* Twice the sum over all edges of their ends, which no order of theirs changes. */
static double
sum_of (const LampNetwork *network, guint *n_lines, guint *n_edges)
{
  double sum = 0.0;

  *n_lines = *n_edges = 0;
  for (guint32 i = 0; i < network->n_elements; i++)
    {
      guint32 start = network->element_vertex_start[i], end = network->element_vertex_start[i + 1];

      *n_lines += network->element_kind[i] == LAMP_ELEMENT_LINE;
      if ((network->element_flags[i] & LAMP_ELEMENT_PLACED_BY_NODES) != 0)
        continue;
      for (; start + 1 < end; start++, (*n_edges)++)
        sum += (double)network->vertices[start].x + network->vertices[start].y + network->vertices[start + 1].x + network->vertices[start + 1].y;
    }
  return sum;
}

static void
test_watch (void)
{
  for (guint32 seed = 0; seed < SEEDS; seed++)
    {
      g_autofree char *path = write_region (seed);
      Told             told = { g_array_new (FALSE, FALSE, sizeof (double)), LAMP_WORLD_BOX_EMPTY, 0, 0 };
      LampLoadWatch    watch = { take_courses, &told };
      g_autoptr (GError) error = NULL;
      g_autoptr (LampNetwork) network = lamp_network_load_watched (path, &watch, NULL, &error);
      double sum = 0.0;
      guint  n_lines, n_edges;

      g_assert_no_error (error);
      for (guint i = 0; i < told.lines->len; i++)
        sum += g_array_index (told.lines, double, i);
      g_assert_cmpfloat (sum, ==, sum_of (network, &n_lines, &n_edges));
      g_assert_cmpuint (told.lines->len, ==, 4 * n_edges);
      g_assert_cmpuint (told.n_courses, ==, told.n_ends == 0 ? 0 : n_lines);
      g_assert_true (told.n_ends == 1 || n_edges == 0);
      g_array_unref (told.lines);
    }
}

/* A file that does not note how far its lines reach loads as ever, and shows nothing of itself before. */
static void
test_no_extent (void)
{
  g_autofree char *path = write_region (0);
  GDALDatasetH     dataset = GDALOpenEx (path, GDAL_OF_VECTOR | GDAL_OF_UPDATE, NULL, NULL, NULL);
  Told             told = { g_array_new (FALSE, FALSE, sizeof (double)), LAMP_WORLD_BOX_EMPTY, 0, 0 };
  LampLoadWatch    watch = { take_courses, &told };
  g_autoptr (LampNetwork) network = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_nonnull (dataset);
  GDALDatasetExecuteSQL (dataset, "UPDATE gpkg_contents SET min_x = NULL, min_y = NULL, max_x = NULL, max_y = NULL", NULL, NULL);
  GDALClose (dataset);
  network = lamp_network_load_watched (path, &watch, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (network->n_elements, >, 0);
  g_assert_cmpuint (told.n_courses + told.n_ends, ==, 0);
  g_array_unref (told.lines);
}

/* What was kept is there at once: nobody needs a sketch of it. */
static void
test_kept (void)
{
  g_autofree char *path = write_region (0), *folder = lamp_fixture_path ("sketch-kept");
  Told             told = { g_array_new (FALSE, FALSE, sizeof (double)), LAMP_WORLD_BOX_EMPTY, 0, 0 };
  LampLoadWatch    watch = { take_courses, &told };
  g_autoptr (GError) error = NULL;
  g_autoptr (LampNetwork) first = lamp_network_open (path, folder, &watch, NULL, &error);
  g_autoptr (LampNetwork) second = NULL;

  g_assert_no_error (error);
  g_assert_cmpuint (told.n_ends, ==, 1);
  lamp_network_keep (first, path, folder, &error);
  g_assert_no_error (error);
  second = lamp_network_open (path, folder, &watch, NULL, &error); /* would be told after the end */
  g_assert_true (lamp_network_is_kept (second));
  g_array_unref (told.lines);
}

static void
take_sketch (LampSketch *sketch, gpointer data)
{
  LampSketch **last = data;

  lamp_sketch_free (*last);
  *last = sketch;
}

static LampSketch *
sketch_of (const char *path)
{
  LampSketch *last = NULL;
  g_autoptr (LampSketcher) sketcher = lamp_sketcher_new (take_sketch, &last);
  g_autoptr (LampNetwork) network = lamp_network_load_watched (path, lamp_sketcher_get_watch (sketcher), NULL, NULL);

  g_assert_nonnull (network);
  return last;
}

static double
distance (double x, double y, const double *line)
{
  double dx = line[2] - line[0], dy = line[3] - line[1], length2 = dx * dx + dy * dy;
  double t = length2 > 0.0 ? CLAMP (((x - line[0]) * dx + (y - line[1]) * dy) / length2, 0.0, 1.0) : 0.0;

  return hypot (x - line[0] - t * dx, y - line[1] - t * dy);
}

/* The middle of a pixel near a line, so that some of those looked at are covered; or any. */
static void
choose (GRand *rand, const Told *told, const LampSketch *sketch, double k, int *x, int *y)
{
  *x = g_rand_int_range (rand, 0, sketch->width);
  *y = g_rand_int_range (rand, 0, sketch->height);
  if (g_rand_boolean (rand))
    {
      const double *line = &g_array_index (told->lines, double, 4 * (guint)g_rand_int_range (rand, 0, (gint32)told->lines->len / 4));
      double        t = g_rand_double (rand);

      *x = CLAMP ((int)((line[0] + (line[2] - line[0]) * t - sketch->box.x0) * k), 0, sketch->width - 1);
      *y = CLAMP ((int)((line[1] + (line[3] - line[1]) * t - sketch->box.y0) * k), 0, sketch->height - 1);
    }
}

static void
compare (const Told *told, const LampSketch *sketch, GRand *rand)
{
  double        k = (sketch->width - 1) / ((double)sketch->box.x1 - sketch->box.x0);
  const guint8 *cover = g_bytes_get_data (sketch->cover, NULL);

  if (sketch->height > sketch->width)
    k = (sketch->height - 1) / ((double)sketch->box.y1 - sketch->box.y0);
  for (guint i = 0; i < PIXELS; i++)
    {
      double nearest = INFINITY;
      int    x, y;

      choose (rand, told, sketch, k, &x, &y);
      for (guint at = 0; at < told->lines->len; at += 4)
        nearest = MIN (nearest, distance (sketch->box.x0 + (x + 0.5) / k, sketch->box.y0 + (y + 0.5) / k, &g_array_index (told->lines, double, at)) * k);
      if (nearest < NEAR_PX)
        g_assert_cmpuint (cover[y * sketch->width + x], >, 10); /* the faint ones too */
      if (nearest > FAR_PX)
        g_assert_cmpuint (cover[y * sketch->width + x], ==, 0);
    }
}

static void
test_cover (void)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (3);
  guint n_compared = 0;

  for (guint32 seed = 0; seed < SEEDS; seed++)
    {
      g_autofree char *path = write_region (seed);
      Told             told = { g_array_new (FALSE, FALSE, sizeof (double)), LAMP_WORLD_BOX_EMPTY, 0, 0 };
      LampLoadWatch    watch = { take_courses, &told };
      g_autoptr (LampNetwork) network = lamp_network_load_watched (path, &watch, NULL, NULL);
      g_autoptr (LampSketch) sketch = sketch_of (path);

      g_assert_nonnull (network);
      if (told.lines->len > 0)
        {
          g_assert_cmpmem (&sketch->box, sizeof sketch->box, &told.extent, sizeof told.extent);
          compare (&told, sketch, rand);
          n_compared++;
        }
      g_array_unref (told.lines);
    }
  g_assert_cmpuint (n_compared, >, 0);
}

#define N_SENT 5

/* What came of sketches that were sent. */
typedef struct
{
  GThread *thread; /* where they are to come */
  int      widths[N_SENT];
  guint    n, n_let_go;
} Arrived;

static void
arrived_cb (LampSketch *sketch, gpointer data)
{
  Arrived *arrived = data;

  g_assert_true (g_thread_self () == arrived->thread);
  g_assert_cmpuint (arrived->n, ==, arrived->n_let_go); /* its data is let go of after, not before */
  arrived->widths[arrived->n++] = sketch->width;
  lamp_sketch_free (sketch);
}

static void
let_go (gpointer data)
{
  ((Arrived *)data)->n_let_go++;
}

static gpointer
send_some (gpointer data)
{
  for (int i = 0; i < N_SENT; i++)
    {
      LampSketch sketch = { g_bytes_new_static ("", 0), i, 0, LAMP_WORLD_BOX_EMPTY };

      lamp_sketch_to_main (lamp_sketch_copy (&sketch), arrived_cb, data, let_go);
      g_bytes_unref (sketch.cover);
    }
  return NULL;
}

/* From the thread that loads to the main one, in order, and nothing before the main loop runs. */
static void
test_sent (void)
{
  Arrived arrived = { .thread = g_thread_self () };

  g_thread_join (g_thread_new ("sends", send_some, &arrived));
  g_assert_cmpuint (arrived.n, ==, 0);
  while (arrived.n_let_go < N_SENT)
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpuint (arrived.n, ==, N_SENT);
  for (int i = 0; i < N_SENT; i++)
    g_assert_cmpint (arrived.widths[i], ==, i);
}

typedef struct
{
  GtkWidget     *window;
  LampMap       *map;
  LampSelection *selection;
  Sample         sample;
  LampSketch    *sketch;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer unused)
{
  g_autofree char *path = write_region (0);
  g_autoptr (LampNetwork) network = lamp_network_load (path, NULL, NULL);

  g_assert_nonnull (network);
  fixture->sketch = sketch_of (path);
  fixture->selection = lamp_selection_new ();
  fixture->map = LAMP_MAP (lamp_map_new (fixture->selection));
  fixture->window = gtk_window_new ();
  sample_init (&fixture->sample, network, 0);
  lamp_map_set_clock (fixture->map, SAMPLE_NOW_USEC, 0.0);
  gtk_window_set_child (GTK_WINDOW (fixture->window), GTK_WIDGET (fixture->map));
  gtk_window_set_default_size (GTK_WINDOW (fixture->window), 800, 600);
  gtk_window_present (GTK_WINDOW (fixture->window));
  gtk_test_widget_wait_for_draw (GTK_WIDGET (fixture->map));
}

static void
tear_down (Fixture *fixture, gconstpointer unused)
{
  gtk_window_destroy (GTK_WINDOW (fixture->window));
  while (g_main_context_iteration (NULL, FALSE))
    ;
  lamp_sketch_free (fixture->sketch);
  sample_clear (&fixture->sample);
  g_object_unref (fixture->selection);
}

static void
wait_until (Fixture *fixture, gboolean (*is_so) (Fixture *fixture))
{
  gint64 deadline = g_get_monotonic_time () + PATIENCE_USEC;

  while (!is_so (fixture))
    {
      g_assert_cmpint (g_get_monotonic_time (), <, deadline);
      g_main_context_iteration (NULL, TRUE);
    }
}

static gboolean
has_let_go (Fixture *fixture)
{
  return fixture->map->sketch == NULL && lamp_map_is_settled (fixture->map);
}

/* Pixels that are not ground in what the map draws now. */
static guint
count_drawn (Fixture *fixture)
{
  guint32 ground = lamp_map_get_colours (fixture->map)[LAMP_COLOUR_GROUND];
  g_autoptr (GdkTexture) shot = NULL;

  gtk_widget_queue_draw (GTK_WIDGET (fixture->map));
  while (shot == NULL)
    {
      gtk_test_widget_wait_for_draw (GTK_WIDGET (fixture->map));
      shot = shot_take (fixture->map);
    }
  g_assert_cmpint (gdk_texture_get_width (shot), ==, 800);
  g_assert_cmpint (gdk_texture_get_height (shot), ==, 600);
  return 800 * 600 - shot_count (shot, ground);
}

/* Some pixels at the edge of a line are nearly ground, by day or by night. */
static void
wait_for_drawn (Fixture *fixture, guint about)
{
  gint64 deadline = g_get_monotonic_time () + PATIENCE_USEC;
  guint  n;

  while ((n = count_drawn (fixture)) < about - about / 8 || n > about + about / 8)
    if (g_get_monotonic_time () > deadline)
      g_error ("%u pixels are drawn, not about %u", n, about);
}

static void
test_shown (Fixture *fixture, gconstpointer unused)
{
  LampView view;
  guint    by_day;

  wait_for_drawn (fixture, 0);
  lamp_map_set_sketch (fixture->map, fixture->sketch);
  view = lamp_map_get_view (fixture->map);
  g_assert_cmpfloat (lamp_view_to_x (&view, fixture->sketch->box.x0), >, 0.0);
  g_assert_cmpfloat (lamp_view_to_x (&view, fixture->sketch->box.x1), <, 800.0);
  for (gint64 deadline = g_get_monotonic_time () + PATIENCE_USEC; (by_day = count_drawn (fixture)) == 0;)
    g_assert_cmpint (g_get_monotonic_time (), <, deadline);
  g_assert_cmpuint (by_day, >, 200);
  lamp_map_set_night (fixture->map, TRUE);
  wait_for_drawn (fixture, by_day);
  lamp_map_set_sketch (fixture->map, NULL); /* nothing comes of it */
  wait_for_drawn (fixture, 0);
}

static void
test_replaced (Fixture *fixture, gconstpointer unused)
{
  LampWorldBox extent = fixture->sample.network->extent;
  LampView     view;

  lamp_map_set_sketch (fixture->map, fixture->sketch);
  gtk_test_widget_wait_for_draw (GTK_WIDGET (fixture->map));
  lamp_map_set_grid (fixture->map, fixture->sample.energisation);
  wait_until (fixture, has_let_go);
  view = lamp_map_get_view (fixture->map);
  g_assert_cmpfloat (lamp_view_to_x (&view, extent.x0), >, 0.0);
  g_assert_cmpfloat (lamp_view_to_x (&view, extent.x1), <, 800.0);
  /* there is a grid: what is read meanwhile comes in its place when it is whole */
  lamp_map_set_sketch (fixture->map, fixture->sketch);
  g_assert_null (fixture->map->sketch);
}

/* Who has gone somewhere on it is not taken away from there by the grid. */
static void
test_left (Fixture *fixture, gconstpointer unused)
{
  LampView view, after;

  lamp_map_set_sketch (fixture->map, fixture->sketch);
  gtk_test_widget_wait_for_draw (GTK_WIDGET (fixture->map));
  lamp_map_pan (fixture->map, 120.0, 40.0);
  view = lamp_map_get_view (fixture->map);
  lamp_map_set_sketch (fixture->map, fixture->sketch);
  lamp_map_set_grid (fixture->map, fixture->sample.energisation);
  wait_until (fixture, has_let_go);
  after = lamp_map_get_view (fixture->map);
  g_assert_cmpfloat_with_epsilon (lamp_view_to_x (&after, view.x), 400.0, 2.0);
  g_assert_cmpfloat_with_epsilon (lamp_view_to_y (&after, view.y), 300.0, 2.0);
}

/* Another region is to be read instead: nobody stays on the sketch of the first. */
static void
test_superseded (Fixture *fixture, gconstpointer unused)
{
  LampWorldBox extent = fixture->sample.network->extent;
  LampView     view;

  lamp_map_set_sketch (fixture->map, fixture->sketch);
  gtk_test_widget_wait_for_draw (GTK_WIDGET (fixture->map));
  lamp_map_pan (fixture->map, 5000.0, 0.0);
  lamp_map_set_sketch (fixture->map, NULL);
  lamp_map_set_grid (fixture->map, fixture->sample.energisation);
  wait_until (fixture, has_let_go);
  view = lamp_map_get_view (fixture->map);
  g_assert_cmpfloat (lamp_view_to_x (&view, extent.x0), >, 0.0);
  g_assert_cmpfloat (lamp_view_to_x (&view, extent.x1), <, 800.0);
}

static gboolean
has_dropped (Fixture *fixture)
{
  lamp_map_pan (fixture->map, 1.0, 0.0); /* and never comes to rest */
  gtk_test_widget_wait_for_draw (GTK_WIDGET (fixture->map));
  return fixture->map->sketch == NULL;
}

/* It says nothing of what is out: so it does not lie over what does, however the map is moved about. */
static void
test_dropped_while_moving (Fixture *fixture, gconstpointer unused)
{
  lamp_map_set_sketch (fixture->map, fixture->sketch);
  gtk_test_widget_wait_for_draw (GTK_WIDGET (fixture->map));
  lamp_map_set_grid (fixture->map, fixture->sample.energisation);
  wait_until (fixture, has_dropped);
}

int
main (int argc, char **argv)
{
  if (!shot_init (&argc, &argv))
    return 0;
  g_test_add_func ("/sketch/watch", test_watch);
  g_test_add_func ("/sketch/no-extent", test_no_extent);
  g_test_add_func ("/sketch/kept", test_kept);
  g_test_add_func ("/sketch/cover", test_cover);
  g_test_add_func ("/sketch/sent", test_sent);
  g_test_add ("/sketch/shown", Fixture, NULL, set_up, test_shown, tear_down);
  g_test_add ("/sketch/replaced", Fixture, NULL, set_up, test_replaced, tear_down);
  g_test_add ("/sketch/left", Fixture, NULL, set_up, test_left, tear_down);
  g_test_add ("/sketch/superseded", Fixture, NULL, set_up, test_superseded, tear_down);
  g_test_add ("/sketch/dropped-while-moving", Fixture, NULL, set_up, test_dropped_while_moving, tear_down);
  return g_test_run ();
}
