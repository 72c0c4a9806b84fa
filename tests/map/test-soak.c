/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A dispatcher who never rests: the map is panned, zoomed and jumped about in at random while devices open and close, outages come and go
 * and crews move. After a while it weighs what it weighed before, within a twentieth.
 *
 * LAMP_TEST_SOAK_SEC: for so long; without it a number of rounds that takes some seconds.
 */
#include "grid/fixture.h"
#include "map/labels.h"
#include "map/map-private.h"
#include "map/sample.h"
#include "map/shot.h"

#include <malloc.h>
#include <stdlib.h>

#define ROUNDS 120          /* after as many that only warm up: tiles and caches fill to their bounds */
#define MOST_GROWTH 1.05    /* of what the allocator has given out, the pictures of tiles left aside: */
#define MOST_TILES_MB 240.0 /* they are kept up to a bound */
#define MOST_AWAY 40        /* devices, outages, crews at a time: a storm goes on but does not grow */
#define BLINK_MSEC 700      /* longer than a mark that blinks stays as it is */

typedef struct
{
  GtkWidget     *window;
  LampMap       *map;
  LampSelection *selection;
  Sample         sample;
  GRand         *rand;
  guint32        operated[MOST_AWAY]; /* devices that are not as they were */
  guint          n_operated;
} Soak;

static void
look_elsewhere (Soak *soak)
{
  LampWorldBox extent = soak->sample.network->extent;
  LampView     view = lamp_map_get_view (soak->map);
  LampWorld    at = { (guint32)g_rand_double_range (soak->rand, extent.x0, extent.x1), (guint32)g_rand_double_range (soak->rand, extent.y0, extent.y1) };

  switch (g_rand_int_range (soak->rand, 0, 5))
    {
    case 0:
      lamp_map_go_to (soak->map, lamp_point_from_world (at), g_rand_double_range (soak->rand, 9.0, 18.0));
      break;
    case 1:
      lamp_map_pinch (soak->map, g_rand_double_range (soak->rand, -0.7, 0.7), 300.0, 200.0);
      break;
    case 2:
      lamp_map_zoom (soak->map, g_rand_int_range (soak->rand, -2, 3));
      break;
    case 3:
      lamp_map_fit (soak->map, LAMP_FIT_ALL);
      break;
    default:
      lamp_map_pan (soak->map, g_rand_double_range (soak->rand, -view.width, view.width), g_rand_double_range (soak->rand, -view.height, view.height));
    }
}

static void
operate (Soak *soak, guint32 element)
{
  LampWorldBox dirty = LAMP_WORLD_BOX_EMPTY;

  lamp_energisation_set_open (soak->sample.energisation, element, !lamp_energisation_is_open (soak->sample.energisation, element), &dirty);
  lamp_map_grid_changed (soak->map, dirty);
}

static void
change_something (Soak *soak)
{
  guint32   element = (guint32)g_rand_int_range (soak->rand, 0, (gint32)soak->sample.network->n_elements);
  LampWorld at = lamp_network_element_at (soak->sample.network, element);
  guint     place = soak->n_operated++ % MOST_AWAY;

  if (soak->n_operated > MOST_AWAY)
    operate (soak, soak->operated[place]);
  soak->operated[place] = element;
  operate (soak, element);
  if (!lamp_world_is_known (at))
    return;
  sample_add_outage (&soak->sample, lamp_network_element_id (soak->sample.network, element), at, "confirmed", 12);
  sample_add_crew (&soak->sample, lamp_network_element_id (soak->sample.network, element), at, "enroute", 90.0, 1);
  if (g_list_model_get_n_items (G_LIST_MODEL (soak->sample.outages)) > MOST_AWAY)
    g_list_store_remove (soak->sample.outages, 0);
  if (g_list_model_get_n_items (G_LIST_MODEL (soak->sample.crews)) > MOST_AWAY)
    g_list_store_remove (soak->sample.crews, 0);
}

/* cairo keeps the letters it has drawn, of every angle apart, up to a bound that random streets reach only after hours: so it is reached first. */
static void
fill_letters (void)
{
  static const guint32 colours[LAMP_N_COLOURS] = { [0 ... LAMP_N_COLOURS - 1] = 0xff000000 };
  cairo_surface_t     *surface = cairo_image_surface_create (CAIRO_FORMAT_ARGB32, 2000, 2000);
  LampPainting         painting = { .colours = colours, .scale = 1.0, .k = 1.0, .raster = { (guint32 *)cairo_image_surface_get_data (surface), 2000, 2000 } };
  g_autoptr (GString) letters = g_string_new (NULL);

  for (char letter = '!'; letter <= '~'; letter++)
    g_string_append_c (letters, letter);
  painting.cr = cairo_create (surface);
  for (guint style = 0; style < LAMP_N_LABEL_STYLES; style++)
    for (guint degrees = 0; degrees < 180; degrees += 2)
      lamp_typesetter_draw (lamp_typesetter_get (), &painting,
                            &(LampLabel){ .text = letters->str, .style = style, .x = 1000.0, .y = 1000.0, .angle = degrees * G_PI / 180.0 });
  cairo_destroy (painting.cr);
  cairo_surface_destroy (surface);
}

/* Only every few rounds is it left alone until it is drawn: paintings are dropped half-way in the others. */
static void
play_round (Soak *soak, guint round)
{
  look_elsewhere (soak);
  if (round % 3 == 0)
    change_something (soak);
  if (round % 40 == 0)
    lamp_map_set_night (soak->map, round % 80 == 0);
  for (guint i = 0; i < 6; i++)
    g_main_context_iteration (NULL, FALSE);
  while (round % 4 == 0 && !lamp_map_is_settled (soak->map))
    g_main_context_iteration (NULL, TRUE);
}

static double
weigh (Soak *soak)
{
  struct mallinfo2 info = mallinfo2 ();
  double           tiles_mb = (double)lamp_tile_store_get_bytes (soak->map->store) / 1e6;

  g_assert_cmpfloat (tiles_mb, <=, MOST_TILES_MB);
  return (double)(info.uordblks + info.hblkhd) / 1e6 - tiles_mb;
}

static void
set_true_cb (gpointer done)
{
  *(gboolean *)done = TRUE;
}

static void
wait_a_blink (void)
{
  gboolean done = FALSE;

  g_timeout_add_once (BLINK_MSEC, set_true_cb, &done);
  while (!done)
    g_main_context_iteration (NULL, TRUE);
}

/* At the same place each time, so that what is compared is the same work done; and once nothing gets lighter: paintings that were
 * dropped half-way end in their own time. */
static double
rest (Soak *soak)
{
  double before, now = G_MAXDOUBLE;

  lamp_map_set_night (soak->map, FALSE);
  lamp_map_fit (soak->map, LAMP_FIT_ALL);
  while (!lamp_map_is_settled (soak->map))
    g_main_context_iteration (NULL, TRUE);
  do
    {
      before = now;
      wait_a_blink ();
      now = weigh (soak);
    }
  while (now < before);
  return now;
}

static void
set_up (Soak *soak, LampNetwork *network)
{
  g_object_set (gtk_settings_get_default (), "gtk-enable-animations", FALSE, NULL);
  soak->rand = g_rand_new_with_seed (5);
  soak->selection = lamp_selection_new ();
  soak->map = LAMP_MAP (lamp_map_new (soak->selection));
  soak->window = gtk_window_new ();
  sample_init (&soak->sample, network, 3);
  gtk_window_set_child (GTK_WINDOW (soak->window), GTK_WIDGET (soak->map));
  gtk_window_set_default_size (GTK_WINDOW (soak->window), 1000, 700);
  lamp_map_set_clock (soak->map, SAMPLE_NOW_USEC, 0.0);
  lamp_map_set_outages (soak->map, G_LIST_MODEL (soak->sample.outages));
  lamp_map_set_crews (soak->map, G_LIST_MODEL (soak->sample.crews));
  lamp_map_set_grid (soak->map, soak->sample.energisation);
  gtk_window_present (GTK_WINDOW (soak->window));
}

static void
test_soak (void)
{
  const char *seconds = g_getenv ("LAMP_TEST_SOAK_SEC");
  gint64      length = seconds != NULL ? atoll (seconds) * G_USEC_PER_SEC : 0, begun = g_get_monotonic_time ();
  g_autoptr (LampNetwork) network = lamp_network_load (g_getenv ("LAMP_TEST_REGION"), NULL, NULL);
  Soak   soak = { 0 };
  double before, after;
  guint  round = 0;

  g_assert_nonnull (network);
  fill_letters ();
  set_up (&soak, network);
  while (length == 0 ? round < ROUNDS : g_get_monotonic_time () - begun < length / 10)
    play_round (&soak, round++);
  before = rest (&soak);
  while (length == 0 ? round < 2 * ROUNDS : g_get_monotonic_time () - begun < length)
    play_round (&soak, round++);
  after = rest (&soak);
  g_test_message ("%u rounds: %.1f MB, then %.1f MB", round, before, after);
  g_assert_cmpfloat (after, <=, before * MOST_GROWTH);
  gtk_window_destroy (GTK_WINDOW (soak.window));
  while (g_main_context_iteration (NULL, FALSE))
    ;
  sample_clear (&soak.sample);
  g_object_unref (soak.selection);
  g_rand_free (soak.rand);
}

int
main (int argc, char **argv)
{
  if (!shot_init (&argc, &argv))
    return 0;
  g_test_add_func ("/map/soak", test_soak);
  return g_test_run ();
}
