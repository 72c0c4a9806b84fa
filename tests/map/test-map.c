/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The map in a window: without a grid, with one, with much on it; what clicks, keys and drops mean; its furniture.
 */
#include "grid/fixture.h"
#include "grid/network-cache.h"
#include "map/controls.h"
#include "map/index-cache.h"
#include "map/live-layer-private.h"
#include "map/map-private.h"
#include "map/sample.h"
#include "map/shot.h"

#include "records/crew.h"

#include <string.h>

#define PATIENCE_USEC (60 * G_USEC_PER_SEC)

typedef struct
{
  GtkWidget     *window;
  LampMap       *map;
  LampSelection *selection;
  Sample         sample;
} Fixture;

static void
wait_until_settled (LampMap *map)
{
  gint64 deadline = g_get_monotonic_time () + PATIENCE_USEC;

  while (!lamp_map_is_settled (map))
    {
      g_assert_cmpint (g_get_monotonic_time (), <, deadline);
      g_main_context_iteration (NULL, TRUE);
    }
  gtk_test_widget_wait_for_draw (GTK_WIDGET (map));
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  GtkWidget *overlay = gtk_overlay_new ();
  g_autoptr (LampNetwork) network = lamp_fixture_network ();

  fixture->selection = lamp_selection_new ();
  fixture->map = LAMP_MAP (lamp_map_new (fixture->selection));
  fixture->window = gtk_window_new ();
  g_object_add_weak_pointer (G_OBJECT (fixture->map), (gpointer *)&fixture->map);
  gtk_overlay_set_child (GTK_OVERLAY (overlay), GTK_WIDGET (fixture->map));
  gtk_overlay_add_overlay (GTK_OVERLAY (overlay), lamp_map_controls_new (fixture->map));
  gtk_overlay_add_overlay (GTK_OVERLAY (overlay), lamp_map_legend_new (fixture->map));
  gtk_overlay_add_overlay (GTK_OVERLAY (overlay), lamp_map_scale_new (fixture->map));
  gtk_window_set_child (GTK_WINDOW (fixture->window), overlay);
  gtk_window_set_default_size (GTK_WINDOW (fixture->window), 900, 600);
  sample_init (&fixture->sample, network, 0);
  lamp_map_set_clock (fixture->map, SAMPLE_NOW_USEC, 0.0);
  lamp_map_set_outages (fixture->map, G_LIST_MODEL (fixture->sample.outages));
  lamp_map_set_crews (fixture->map, G_LIST_MODEL (fixture->sample.crews));
  lamp_map_set_sites (fixture->map, G_LIST_MODEL (fixture->sample.sites));
  if (data == NULL)
    lamp_map_set_grid (fixture->map, fixture->sample.energisation);
  gtk_window_present (GTK_WINDOW (fixture->window));
  wait_until_settled (fixture->map);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  gtk_window_destroy (GTK_WINDOW (fixture->window));
  while (g_main_context_iteration (NULL, FALSE))
    ;
  for (guint i = 0; fixture->map != NULL && i < 1000; i++) /* a painting under way may hold the store, never the map */
    g_main_context_iteration (NULL, TRUE);
  g_assert_null (fixture->map);
  sample_clear (&fixture->sample);
  g_assert_finalize_object (fixture->selection);
}

static LampWorld
place (Fixture *fixture, const char *element)
{
  return lamp_network_element_at (fixture->sample.network, lamp_fixture_element (fixture->sample.network, element));
}

static void
to_px (Fixture *fixture, LampWorld at, double *x, double *y)
{
  LampView view = lamp_map_get_view (fixture->map);

  *x = lamp_view_to_x (&view, at.x);
  *y = lamp_view_to_y (&view, at.y);
}

static gpointer
controller (Fixture *fixture, GType type, guint nth)
{
  g_autoptr (GListModel) list = gtk_widget_observe_controllers (GTK_WIDGET (fixture->map));

  for (guint i = 0; i < g_list_model_get_n_items (list); i++)
    {
      g_autoptr (GObject) object = g_list_model_get_item (list, i);

      if (G_TYPE_CHECK_INSTANCE_TYPE (object, type) && nth-- == 0)
        return object; /* the widget keeps it */
    }
  g_assert_not_reached ();
}

/* Gestures are told of by their signals; that real pointers reach them is tested end to end. */
static void
click (Fixture *fixture, LampWorld at, double dx, int n_press)
{
  GtkGestureSingle *gesture = NULL;
  double            x, y;

  for (guint i = 0; gesture == NULL || gtk_gesture_single_get_button (gesture) != GDK_BUTTON_PRIMARY; i++)
    gesture = controller (fixture, GTK_TYPE_GESTURE_CLICK, i);
  to_px (fixture, at, &x, &y);
  g_signal_emit_by_name (gesture, "released", n_press, x + dx, y);
}

static gboolean
press_key (Fixture *fixture, guint key)
{
  gboolean handled = FALSE;

  g_signal_emit_by_name (controller (fixture, GTK_TYPE_EVENT_CONTROLLER_KEY, 0), "key-pressed", key, 0, 0, &handled);
  return handled;
}

static void
test_nothing (Fixture *fixture, gconstpointer data)
{
  double zoom = lamp_map_get_zoom (fixture->map);

  for (guint fit = LAMP_FIT_ALL; fit <= LAMP_FIT_SITES; fit++)
    lamp_map_fit (fixture->map, (LampFit)fit);
  lamp_map_show_selected (fixture->map);
  lamp_selection_set (fixture->selection, LAMP_SELECT_DEVICE, "not there");
  lamp_map_show_selected (fixture->map);
  lamp_map_set_traced (fixture->map, NULL, 0);
  lamp_map_grid_changed (fixture->map, (LampWorldBox){ 0, 0, 9, 9 });
  click (fixture, (LampWorld){ 5, 5 }, 0.0, 1);
  g_assert_cmpint (lamp_selection_get_kind (fixture->selection), ==, LAMP_SELECT_NONE);
  g_assert_cmpfloat (lamp_map_get_zoom (fixture->map), ==, zoom);
  lamp_map_set_night (fixture->map, TRUE);
  wait_until_settled (fixture->map);
}

static void
test_grid_comes_and_goes (Fixture *fixture, gconstpointer data)
{
  lamp_map_set_grid (fixture->map, NULL);
  wait_until_settled (fixture->map);
  lamp_map_set_grid (fixture->map, fixture->sample.energisation);
  lamp_map_set_grid (fixture->map, NULL); /* while it is being indexed */
  lamp_map_set_grid (fixture->map, fixture->sample.energisation);
  wait_until_settled (fixture->map);
  g_assert_nonnull (fixture->map->index);
}

static void
test_shows_all (Fixture *fixture, gconstpointer data)
{
  LampWorldBox extent = fixture->sample.network->extent;
  double       x0, y0, x1, y1;

  to_px (fixture, (LampWorld){ extent.x0, extent.y0 }, &x0, &y0);
  to_px (fixture, (LampWorld){ extent.x1, extent.y1 }, &x1, &y1);
  g_assert_cmpfloat (x0, >=, 0.0);
  g_assert_cmpfloat (y0, >=, 0.0);
  g_assert_cmpfloat (x1, <=, gtk_widget_get_width (GTK_WIDGET (fixture->map)));
  g_assert_cmpfloat (y1, <=, gtk_widget_get_height (GTK_WIDGET (fixture->map)));
}

static void
test_clicks (Fixture *fixture, gconstpointer data)
{
  lamp_map_go_to (fixture->map, lamp_point_from_world (place (fixture, "L1")), 18.0);
  wait_until_settled (fixture->map);
  sample_add_outage (&fixture->sample, "O-1", place (fixture, "FU1"), "confirmed", 12);
  sample_add_crew (&fixture->sample, "Crew 7", place (fixture, "B1"), "enroute", 90.0, 1);
  lamp_map_go_to (fixture->map, lamp_point_from_world (place (fixture, "FU1")), 18.0);
  wait_until_settled (fixture->map);

  click (fixture, place (fixture, "FU1"), 0.0, 1);
  g_assert_true (lamp_selection_is (fixture->selection, LAMP_SELECT_OUTAGE, "O-1"));
  click (fixture, place (fixture, "FU1"), 19.0, 1); /* beside its shape, and within reach of it */
  g_assert_true (lamp_selection_is (fixture->selection, LAMP_SELECT_OUTAGE, "O-1"));
  click (fixture, place (fixture, "FU1"), 60.0, 1);
  g_assert_false (lamp_selection_is (fixture->selection, LAMP_SELECT_OUTAGE, "O-1"));

  lamp_map_go_to (fixture->map, lamp_point_from_world (place (fixture, "R1")), 18.0);
  wait_until_settled (fixture->map);
  click (fixture, place (fixture, "R1"), 5.0, 1);
  g_assert_true (lamp_selection_is (fixture->selection, LAMP_SELECT_DEVICE, "R1"));
  g_assert_true (press_key (fixture, GDK_KEY_Escape));
  g_assert_cmpint (lamp_selection_get_kind (fixture->selection), ==, LAMP_SELECT_NONE);
}

static void
count_activated (LampMap *map, int kind, const char *id, guint *n)
{
  g_assert_cmpint (kind, ==, LAMP_SELECT_OUTAGE);
  g_assert_cmpstr (id, ==, "O-1");
  ++*n;
}

static void
test_activates (Fixture *fixture, gconstpointer data)
{
  guint n = 0;

  sample_add_outage (&fixture->sample, "O-1", place (fixture, "FU1"), "confirmed", 12);
  g_signal_connect (fixture->map, "activated", G_CALLBACK (count_activated), &n);
  click (fixture, place (fixture, "FU1"), 0.0, 1);
  click (fixture, place (fixture, "FU1"), 0.0, 2);
  g_assert_cmpuint (n, ==, 1);
  g_assert_true (press_key (fixture, GDK_KEY_Return));
  g_assert_cmpuint (n, ==, 2);
}

static void
test_keys (Fixture *fixture, gconstpointer data)
{
  double    zoom = lamp_map_get_zoom (fixture->map);
  LampPoint centre = lamp_map_get_centre (fixture->map);

  g_assert_true (press_key (fixture, GDK_KEY_plus));
  wait_until_settled (fixture->map);
  g_assert_cmpfloat_with_epsilon (lamp_map_get_zoom (fixture->map), zoom + 0.6, 1e-6);
  g_assert_true (press_key (fixture, GDK_KEY_Right));
  wait_until_settled (fixture->map);
  g_assert_cmpfloat (lamp_map_get_centre (fixture->map).lon_deg, >, centre.lon_deg);
  g_assert_true (press_key (fixture, GDK_KEY_Up));
  wait_until_settled (fixture->map);
  g_assert_cmpfloat (lamp_map_get_centre (fixture->map).lat_deg, >, centre.lat_deg);
  g_assert_true (press_key (fixture, GDK_KEY_0));
  wait_until_settled (fixture->map);
  g_assert_cmpfloat_with_epsilon (lamp_map_get_zoom (fixture->map), zoom, 1e-6);
  sample_add_outage (&fixture->sample, "O-1", place (fixture, "FU1"), "confirmed", 12);
  g_assert_true (press_key (fixture, GDK_KEY_1));
  wait_until_settled (fixture->map);
  g_assert_cmpfloat (lamp_map_get_zoom (fixture->map), >=, 15.0);
  g_assert_false (press_key (fixture, GDK_KEY_a)); /* the window's */
}

static void
remember_drop (LampMap *map, const char *crew, const char *outage, char **told)
{
  g_free (*told);
  *told = g_strdup_printf ("%s>%s", crew, outage);
}

static gboolean
drop (Fixture *fixture, const char *text, LampWorld at)
{
  g_auto (GValue) value = G_VALUE_INIT;
  gboolean taken = FALSE;
  double   x, y;

  to_px (fixture, at, &x, &y);
  g_value_init (&value, G_TYPE_STRING);
  g_value_set_string (&value, text);
  g_signal_emit_by_name (controller (fixture, GTK_TYPE_DROP_TARGET, 0), "drop", &value, x, y, &taken);
  return taken;
}

static void
test_drops (Fixture *fixture, gconstpointer data)
{
  g_autofree char *told = NULL;

  sample_add_outage (&fixture->sample, "O-1", place (fixture, "FU1"), "confirmed", 12);
  sample_add_crew (&fixture->sample, "Crew 7", place (fixture, "FU3"), "available", 0.0, 1);
  g_signal_connect (fixture->map, "assign-dropped", G_CALLBACK (remember_drop), &told);
  g_assert_true (drop (fixture, "lamp:crew:K-3", place (fixture, "FU1")));
  g_assert_cmpstr (told, ==, "K-3>O-1");
  g_assert_true (drop (fixture, "lamp:outage:O-9", place (fixture, "FU3")));
  g_assert_cmpstr (told, ==, "Crew 7>O-9");
  g_assert_false (drop (fixture, "lamp:outage:O-9", place (fixture, "FU1"))); /* outage on outage */
  g_assert_false (drop (fixture, "lamp:crew:", place (fixture, "FU1")));
  g_assert_false (drop (fixture, "hello", place (fixture, "FU1")));
  g_assert_false (drop (fixture, "lamp:crew:K-3", (LampWorld){ 1, 1 }));
}

/* Three hundred markers in one place, and one key site that is out: it stands, whatever the zoom. */
static void
test_clusters (Fixture *fixture, gconstpointer data)
{
  LampWorld at = place (fixture, "FU1");

  for (guint i = 0; i < 300; i++)
    {
      g_autofree char *id = g_strdup_printf ("H%u", i);

      sample_add_site (&fixture->sample, id, id, at, "second", i == 150 ? "out" : "normal");
    }
  for (int zoom = 10; zoom <= 19; zoom += 3)
    {
      LampLiveHit hit;
      double      x, y;

      lamp_map_go_to (fixture->map, lamp_point_from_world (at), zoom);
      wait_until_settled (fixture->map);
      g_assert_cmpuint (lamp_live_layer_get_n_drawn (fixture->map->live_layer), ==, 2);
      to_px (fixture, at, &x, &y);
      hit = lamp_live_layer_hit (fixture->map->live_layer, x, y);
      g_assert_cmpstr (hit.thing->id, ==, "H150");
      g_assert_cmpuint (hit.n, ==, 1);
    }
  lamp_map_set_layer_shown (fixture->map, LAMP_MAP_LAYER_SITES, FALSE);
  gtk_test_widget_wait_for_draw (GTK_WIDGET (fixture->map));
  g_assert_cmpuint (lamp_live_layer_get_n_drawn (fixture->map->live_layer), ==, 1); /* one that is out stays */
}

/* Who points at a number means its outage, on whichever side it stands. */
static void
test_numbers (Fixture *fixture, gconstpointer data)
{
  LampLiveLayer   *layer = fixture->map->live_layer;
  LampView         view;
  const LampMark  *marks;
  const LampThing *things;
  guint            n_marks, n_things, n_aside = 0;

  lamp_map_go_to (fixture->map, lamp_point_from_world (place (fixture, "FU1")), 16.0);
  wait_until_settled (fixture->map);
  view = lamp_map_get_view (fixture->map);
  for (guint i = 0; i < 5; i++)
    {
      g_autofree char *id = g_strdup_printf ("O-%u", i);

      sample_add_outage (&fixture->sample, id, lamp_view_world (&view, 200.0 + i * 30.0, 200.0), "confirmed", 12345);
    }
  gtk_test_widget_wait_for_draw (GTK_WIDGET (fixture->map));
  marks = lamp_marks_get (layer->marks, &n_marks);
  things = lamp_live_get_things (layer->live, &n_things);
  g_assert_cmpuint (n_marks, ==, 5);
  for (guint i = 0; i < n_marks; i++)
    {
      LampPaper paper = { .sprites = layer->sprites, .scale = view.scale };
      LampRect  pill;

      if (!lamp_marks_get_pill (layer->marks, &marks[i], &lamp_paper_pen, &paper, &pill))
        continue;
      n_aside += marks[i].pill != LAMP_PILL_ABOVE;
      for (guint corner = 0; corner < 4; corner++)
        {
          double x = corner % 2 == 0 ? pill.x0 + 2.0 : pill.x1 - 2.0, y = corner < 2 ? pill.y0 + 2.0 : pill.y1 - 2.0;

          g_assert_true (lamp_live_layer_hit (layer, x, y).thing == &things[marks[i].thing]);
        }
    }
  g_assert_cmpuint (n_aside, >, 0);
}

/* A heading may be any number. */
static void
test_heading (Fixture *fixture, gconstpointer data)
{
  static const double headings[] = { 450.0, -90.0, 1e300, -1e300 };
  const LampThing    *things;
  guint               n;

  for (guint i = 0; i < G_N_ELEMENTS (headings); i++)
    {
      g_autofree char *id = g_strdup_printf ("K-%u", i);

      sample_add_crew (&fixture->sample, id, place (fixture, "FU3"), "enroute", headings[i], 1);
    }
  gtk_test_widget_wait_for_draw (GTK_WIDGET (fixture->map));
  things = lamp_live_get_things (fixture->map->live, &n);
  g_assert_cmpuint (n, ==, G_N_ELEMENTS (headings));
  g_assert_cmpint (things[0].symbol.heading_deg, ==, 90);
  for (guint i = 0; i < n; i++)
    g_assert_cmpint (ABS (things[i].symbol.heading_deg), <, 360);
}

static void
test_live_changes (Fixture *fixture, gconstpointer data)
{
  LampItem *item = sample_add_crew (&fixture->sample, "Crew 7", place (fixture, "FU1"), "enroute", 0.0, 10);
  LampCrew *crew;

  gtk_test_widget_wait_for_draw (GTK_WIDGET (fixture->map));
  g_assert_cmpuint (lamp_live_layer_get_n_drawn (fixture->map->live_layer), ==, 1);
  lamp_map_set_clock (fixture->map, SAMPLE_NOW_USEC, 1.0);
  crew = lamp_record_copy (lamp_item_get_record (item));
  crew->base.at.lon_deg += 0.0005;
  crew->position_usec += 4 * G_USEC_PER_SEC;
  lamp_item_set_record (item, crew);
  lamp_record_unref (crew);
  gtk_test_widget_wait_for_draw (GTK_WIDGET (fixture->map));
  g_assert_true (lamp_live_advance (fixture->map->live)); /* on its way, not there */
  lamp_map_set_stale (fixture->map, TRUE);
  gtk_test_widget_wait_for_draw (GTK_WIDGET (fixture->map));
  g_list_store_remove_all (fixture->sample.crews);
  gtk_test_widget_wait_for_draw (GTK_WIDGET (fixture->map));
  g_assert_cmpuint (lamp_live_layer_get_n_drawn (fixture->map->live_layer), ==, 0);
  lamp_map_set_crews (fixture->map, NULL);
  lamp_map_set_stale (fixture->map, FALSE);
}

static void
test_day_and_night (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  for (int night = 1; night >= 0; night--)
    {
      g_autoptr (GdkTexture) texture = NULL;
      guint all;

      lamp_map_set_night (fixture->map, night);
      wait_until_settled (fixture->map);
      texture = shot_take (fixture->map);
      all = (guint)(gdk_texture_get_width (texture) * gdk_texture_get_height (texture));
      g_assert_cmpuint (shot_count (texture, lamp_map_get_colours (fixture->map)[LAMP_COLOUR_GROUND]), >, all / 4);
    }
  g_assert_false (lamp_map_set_palette (fixture->map, "rainbow", &error));
  g_assert_nonnull (error);
  g_assert_true (lamp_map_set_palette (fixture->map, "neutral", NULL));
  wait_until_settled (fixture->map);
}

/* The outage in the window: nothing vermilion before, some after, none when it is over. */
static void
test_outage_appears (Fixture *fixture, gconstpointer data)
{
  guint32 out = lamp_map_get_colours (fixture->map)[LAMP_COLOUR_OUT];

  for (int open = 0; open < 3; open++)
    {
      LampWorldBox dirty = LAMP_WORLD_BOX_EMPTY;
      g_autoptr (GdkTexture) texture = NULL;

      if (open > 0)
        lamp_energisation_set_open (fixture->sample.energisation, lamp_fixture_element (fixture->sample.network, "R1"), open == 1, &dirty);
      lamp_map_grid_changed (fixture->map, dirty);
      wait_until_settled (fixture->map);
      texture = shot_take (fixture->map);
      if (open == 1)
        g_assert_cmpuint (shot_count (texture, out), >, 50);
      else
        g_assert_cmpuint (shot_count (texture, out), ==, 0);
    }
}

/* What is out stays to be seen when the gateway is lost, but not as if it were known now. A study is reckoned: it is not old. */
static void
test_stale (Fixture *fixture, gconstpointer data)
{
  static const struct
  {
    gboolean stale, study, vivid;
  } steps[] = { { FALSE, FALSE, TRUE }, { TRUE, FALSE, FALSE }, { TRUE, TRUE, TRUE }, { TRUE, FALSE, FALSE }, { FALSE, FALSE, TRUE } };
  guint32      out = lamp_map_get_colours (fixture->map)[LAMP_COLOUR_OUT], old = lamp_map_get_colours (fixture->map)[LAMP_COLOUR_STALE];
  LampWorldBox dirty = LAMP_WORLD_BOX_EMPTY;

  lamp_energisation_set_open (fixture->sample.energisation, lamp_fixture_element (fixture->sample.network, "R1"), TRUE, &dirty);
  lamp_map_grid_changed (fixture->map, dirty);
  for (guint i = 0; i < G_N_ELEMENTS (steps); i++)
    {
      g_autoptr (GdkTexture) texture = NULL;
      guint n_out, n_old;

      lamp_map_set_stale (fixture->map, steps[i].stale);
      lamp_map_set_study (fixture->map, steps[i].study, 0);
      wait_until_settled (fixture->map);
      texture = shot_take (fixture->map);
      n_out = shot_count (texture, out);
      n_old = shot_count (texture, old);
      g_test_message ("step %u: %u pixels vivid, %u grey", i, n_out, n_old);
      g_assert_cmpuint (steps[i].vivid ? n_out : n_old, >, 50);
      g_assert_cmpuint (steps[i].vivid ? n_old : n_out, ==, 0);
    }
}

/* A tie closes a ring: nothing changes its supply, and nothing but the tie is said to be dirty; yet the whole ring is painted
 * anew, and what is not on it is not. */
static void
test_change_is_local (Fixture *fixture, gconstpointer data)
{
  LampEnergisation *energisation = fixture->sample.energisation;
  LampWorldBox      dirty = LAMP_WORLD_BOX_EMPTY;
  guint32           l4 = lamp_fixture_element (fixture->sample.network, "L4");
  guint64           before, after;

  wait_until_settled (fixture->map);
  lamp_map_go_to (fixture->map, lamp_point_from_world (lamp_network_element_at (fixture->sample.network, l4)), 19.0);
  wait_until_settled (fixture->map);
  before = lamp_tile_store_get_n_painted (fixture->map->store);
  lamp_energisation_set_open (energisation, lamp_fixture_element (fixture->sample.network, "D1"), TRUE, &dirty);
  lamp_map_grid_changed (fixture->map, dirty);
  wait_until_settled (fixture->map);
  after = lamp_tile_store_get_n_painted (fixture->map->store);
  g_test_message ("%" G_GUINT64_FORMAT " tiles, then %" G_GUINT64_FORMAT " more", before, after - before);
  g_assert_cmpuint (after, >, before);
  g_assert_cmpuint (2 * (after - before), <, before);
  g_assert_false (fixture->map->has_rings);

  lamp_map_go_to (fixture->map, lamp_point_from_world (lamp_network_element_at (fixture->sample.network, lamp_fixture_element (fixture->sample.network, "L1"))), 19.0);
  wait_until_settled (fixture->map);
  before = lamp_tile_store_get_n_painted (fixture->map->store);
  dirty = LAMP_WORLD_BOX_EMPTY;
  lamp_energisation_set_open (energisation, lamp_fixture_element (fixture->sample.network, "TIE"), FALSE, &dirty);
  lamp_map_grid_changed (fixture->map, dirty);
  wait_until_settled (fixture->map);
  g_assert_cmpuint (lamp_tile_store_get_n_painted (fixture->map->store), >, before);
  g_assert_true (fixture->map->has_rings);
}

/* Nothing blanks while zooming: in every frame on the way something of the grid is drawn. */
static void
test_never_blank (Fixture *fixture, gconstpointer data)
{
  guint32 ground = lamp_map_get_colours (fixture->map)[LAMP_COLOUR_GROUND];
  guint   frames = 0;

  lamp_map_set_night (fixture->map, FALSE);
  for (int way = 0; way < 2; way++)
    {
      lamp_map_zoom (fixture->map, way == 0 ? 3 : -3);
      while (!lamp_map_is_settled (fixture->map))
        {
          g_autoptr (GdkTexture) texture = shot_take (fixture->map);

          if (texture != NULL)
            {
              guint all = (guint)(gdk_texture_get_width (texture) * gdk_texture_get_height (texture));

              g_assert_cmpuint (shot_count (texture, ground), <, all);
              frames++;
            }
          g_main_context_iteration (NULL, TRUE);
        }
    }
  g_test_message ("%u frames", frames);
  g_assert_cmpuint (frames, >, 2);
}

static GskRenderNode *
next_frame (LampMap *map)
{
  GtkWidget   *layer = GTK_WIDGET (map->tile_layer);
  GtkSnapshot *snapshot = gtk_snapshot_new ();

  GTK_WIDGET_GET_CLASS (layer)->snapshot (layer, snapshot);
  return gtk_snapshot_free_to_node (snapshot);
}

/* After a jump nothing is drawn until the new place can be; next to what is shown there is always something to draw. */
static void
test_jump (Fixture *fixture, gconstpointer data)
{
  static const struct
  {
    double   along, zoom; /* widths of the window */
    gboolean jumps;
  } cases[] = {
    { 0.25, 15.0, FALSE },
    { 3.0, 15.0, TRUE },
    { 0.0, 15.6, FALSE },
    { 0.0, 18.0, TRUE },
  };

  g_object_set (gtk_settings_get_default (), "gtk-enable-animations", FALSE, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      LampWorld at = place (fixture, "L1");
      LampView  view;
      g_autoptr (GskRenderNode) before = NULL;
      g_autoptr (GskRenderNode) first = NULL;
      g_autoptr (GskRenderNode) last = NULL;

      lamp_map_go_to (fixture->map, lamp_point_from_world (at), 15.0);
      wait_until_settled (fixture->map);
      before = next_frame (fixture->map);
      view = lamp_map_get_view (fixture->map);
      at.x += (guint32)(cases[i].along * view.width / lamp_view_k (&view));
      lamp_map_go_to (fixture->map, lamp_point_from_world (at), cases[i].zoom);
      first = next_frame (fixture->map); /* no painting can have arrived */
      g_assert_cmpint (first == before, ==, cases[i].jumps);
      g_assert_true (!cases[i].jumps || !lamp_map_is_settled (fixture->map));
      wait_until_settled (fixture->map);
      last = next_frame (fixture->map);
      g_assert_true (last != before);
    }
}

/* A bad storm: it is drawn, clustered, and still moves. How long a frame takes is said, not judged here. */
static void
test_storm (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (3);
  LampWorldBox extent = fixture->sample.network->extent;
  gint64       start;

  lamp_map_set_outages (fixture->map, NULL);
  lamp_map_set_crews (fixture->map, NULL);
  for (guint i = 0; i < 11000; i++)
    {
      g_autofree char *id = g_strdup_printf ("%u", i);
      LampWorld        at = { (guint32)g_rand_double_range (rand, extent.x0, extent.x1), (guint32)g_rand_double_range (rand, extent.y0, extent.y1) };

      if (i < 10000)
        sample_add_outage (&fixture->sample, id, at, i % 2 == 0 ? "confirmed" : "predicted", i % 700);
      else
        sample_add_crew (&fixture->sample, id, at, "enroute", i, 1);
    }
  lamp_map_set_outages (fixture->map, G_LIST_MODEL (fixture->sample.outages));
  lamp_map_set_crews (fixture->map, G_LIST_MODEL (fixture->sample.crews));
  wait_until_settled (fixture->map);
  g_assert_cmpuint (lamp_live_layer_get_n_drawn (fixture->map->live_layer), >, 10);
  g_assert_cmpuint (lamp_live_layer_get_n_drawn (fixture->map->live_layer), <, 3000);
  start = g_get_monotonic_time ();
  for (guint i = 0; i < 20; i++)
    {
      GtkWidget   *layer = GTK_WIDGET (fixture->map->live_layer);
      GtkSnapshot *snapshot = gtk_snapshot_new ();
      g_autoptr (GskRenderNode) node = NULL;
      g_autoptr (GdkTexture) texture = NULL;

      lamp_map_set_clock (fixture->map, SAMPLE_NOW_USEC + i * G_USEC_PER_SEC, 1.0); /* everything is looked at anew */
      GTK_WIDGET_GET_CLASS (layer)->snapshot (layer, snapshot);
      node = gtk_snapshot_free_to_node (snapshot);
      g_assert_nonnull (node);
      texture = gsk_renderer_render_texture (gtk_native_get_renderer (gtk_widget_get_native (layer)), node, NULL);
    }
  g_test_message ("%.1f ms a frame", (double)(g_get_monotonic_time () - start) / 20000.0);
}

static void
test_furniture (Fixture *fixture, gconstpointer data)
{
  gtk_test_accessible_assert_role (GTK_ACCESSIBLE (fixture->map), GTK_ACCESSIBLE_ROLE_IMG);
  gtk_test_accessible_assert_property (GTK_ACCESSIBLE (fixture->map), GTK_ACCESSIBLE_PROPERTY_LABEL, "Map of the grid");
  lamp_map_set_layer_shown (fixture->map, LAMP_MAP_LAYER_FEEDERS, TRUE);
  lamp_map_set_layer_shown (fixture->map, LAMP_MAP_LAYER_BASE, FALSE);
  lamp_map_set_layer_shown (fixture->map, LAMP_MAP_LAYER_PHASES, TRUE);
  lamp_map_set_layer_shown (fixture->map, LAMP_MAP_LAYER_FLOW, TRUE);
  wait_until_settled (fixture->map);
  g_assert_nonnull (fixture->map->flow);
  g_assert_true (lamp_map_set_palette (fixture->map, "cn", NULL));
  wait_until_settled (fixture->map);
  g_assert_true (lamp_map_get_layer_shown (fixture->map, LAMP_MAP_LAYER_FEEDERS));
}

/* What the map made of a grid is kept once there is something to see, and the next map of the same grid uses it. */
static void
test_index_is_kept (Fixture *fixture, gconstpointer data)
{
  g_autoptr (LampDraft) draft = lamp_fixture_draft ();
  g_autofree char *path = lamp_fixture_path ("kept.gpkg"), *folder = lamp_fixture_path ("kept");
  g_autoptr (GError) error = NULL;

  g_assert_true (lamp_draft_write (draft, path, NULL, &error));
  for (guint start = 0; start < 2; start++)
    {
      g_autoptr (LampNetwork) network = lamp_network_open (path, folder, NULL, NULL, &error);
      g_autoptr (LampEnergisation) energisation = lamp_energisation_new (network);
      g_autofree char *file = lamp_network_dup_kept_file (network, "-map");
      gint64           deadline = g_get_monotonic_time () + PATIENCE_USEC;

      g_assert_no_error (error);
      lamp_map_set_grid (fixture->map, energisation);
      wait_until_settled (fixture->map);
      g_assert_cmpint (lamp_index_is_kept (fixture->map->index), ==, start == 1);
      while (!g_file_test (file, G_FILE_TEST_EXISTS))
        {
          g_assert_cmpint (g_get_monotonic_time (), <, deadline);
          g_main_context_iteration (NULL, FALSE);
          g_thread_yield ();
        }
      lamp_map_set_grid (fixture->map, NULL);
    }
}

int
main (int argc, char **argv)
{
  if (!shot_init (&argc, &argv))
    return 0;
#define ADD(name, test) g_test_add ("/map/widget/" name, Fixture, NULL, set_up, test, tear_down)
  g_test_add ("/map/widget/nothing", Fixture, "without a grid", set_up, test_nothing, tear_down);
  g_test_add ("/map/widget/index-is-kept", Fixture, "without a grid", set_up, test_index_is_kept, tear_down);
  g_test_add ("/map/widget/grid-comes-and-goes", Fixture, "without a grid", set_up, test_grid_comes_and_goes, tear_down);
  ADD ("shows-all", test_shows_all);
  ADD ("clicks", test_clicks);
  ADD ("activates", test_activates);
  ADD ("keys", test_keys);
  ADD ("drops", test_drops);
  ADD ("clusters", test_clusters);
  ADD ("numbers", test_numbers);
  ADD ("heading", test_heading);
  ADD ("live-changes", test_live_changes);
  ADD ("day-and-night", test_day_and_night);
  ADD ("outage-appears", test_outage_appears);
  ADD ("stale", test_stale);
  ADD ("change-is-local", test_change_is_local);
  ADD ("never-blank", test_never_blank);
  ADD ("jump", test_jump);
  ADD ("storm", test_storm);
  ADD ("furniture", test_furniture);
  return g_test_run ();
}
