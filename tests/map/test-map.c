/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The map in a window: without a grid, with one, with much on it; its furniture.
 */
#include "grid/fixture.h"
#include "grid/network-cache.h"
#include "map/controls.h"
#include "map/index-cache.h"
#include "map/live-layer-private.h"
#include "map/map-private.h"
#include "map/map-window.h"
#include "map/shot.h"

#include "records/crew.h"

#include <string.h>

static void
test_nothing (MapWindow *fixture, gconstpointer data)
{
  double zoom = lamp_map_get_zoom (fixture->map);

  for (guint fit = LAMP_FIT_ALL; fit <= LAMP_FIT_SITES; fit++)
    lamp_map_fit (fixture->map, (LampFit)fit);
  lamp_map_show_selected (fixture->map);
  lamp_selection_set (fixture->selection, LAMP_SELECT_DEVICE, "not there");
  lamp_map_show_selected (fixture->map);
  lamp_map_set_traced (fixture->map, NULL, 0);
  lamp_map_grid_changed (fixture->map, (LampWorldBox){ 0, 0, 9, 9 });
  map_window_click (fixture, (LampWorld){ 5, 5 }, 0.0, 1);
  g_assert_cmpint (lamp_selection_get_kind (fixture->selection), ==, LAMP_SELECT_NONE);
  g_assert_cmpfloat (lamp_map_get_zoom (fixture->map), ==, zoom);
  lamp_map_set_night (fixture->map, TRUE);
  map_window_settle (fixture);
}

static void
test_grid_comes_and_goes (MapWindow *fixture, gconstpointer data)
{
  lamp_map_set_grid (fixture->map, NULL);
  map_window_settle (fixture);
  lamp_map_set_grid (fixture->map, fixture->sample.energisation);
  lamp_map_set_grid (fixture->map, NULL); /* while it is being indexed */
  lamp_map_set_grid (fixture->map, fixture->sample.energisation);
  map_window_settle (fixture);
  g_assert_nonnull (fixture->map->index);
}

static void
test_shows_all (MapWindow *fixture, gconstpointer data)
{
  LampWorldBox extent = fixture->sample.network->extent;
  double       x0, y0, x1, y1;

  map_window_to_px (fixture, (LampWorld){ extent.x0, extent.y0 }, &x0, &y0);
  map_window_to_px (fixture, (LampWorld){ extent.x1, extent.y1 }, &x1, &y1);
  g_assert_cmpfloat (x0, >=, 0.0);
  g_assert_cmpfloat (y0, >=, 0.0);
  g_assert_cmpfloat (x1, <=, gtk_widget_get_width (GTK_WIDGET (fixture->map)));
  g_assert_cmpfloat (y1, <=, gtk_widget_get_height (GTK_WIDGET (fixture->map)));
}

/* Three hundred markers in one place, and one key site that is out: it stands, whatever the zoom. */
static void
test_clusters (MapWindow *fixture, gconstpointer data)
{
  LampWorld at = map_window_place (fixture, "FU1");

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
      map_window_settle (fixture);
      g_assert_cmpuint (lamp_live_layer_get_n_drawn (fixture->map->live_layer), ==, 2);
      map_window_to_px (fixture, at, &x, &y);
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
test_numbers (MapWindow *fixture, gconstpointer data)
{
  LampLiveLayer   *layer = fixture->map->live_layer;
  LampView         view;
  const LampMark  *marks;
  const LampThing *things;
  guint            n_marks, n_things, n_aside = 0;

  lamp_map_go_to (fixture->map, lamp_point_from_world (map_window_place (fixture, "FU1")), 16.0);
  map_window_settle (fixture);
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

static guint
count_around (MapWindow *fixture, double x, double y)
{
  LampView     view = lamp_map_get_view (fixture->map);
  LampWorldBox box = LAMP_WORLD_BOX_EMPTY;
  g_autoptr (GPtrArray) found = NULL;

  lamp_world_box_add (&box, lamp_view_world (&view, x - 10.0, y - 10.0));
  lamp_world_box_add (&box, lamp_view_world (&view, x + 10.0, y + 10.0));
  found = lamp_map_dup_things_in (fixture->map, box, LAMP_SELECT_CREW);
  return found->len;
}

/* A crew at work and its outage: each is what a pointer on it means. A rectangle around the crew, or around where it is, takes it. */
static void
test_at_work (MapWindow *fixture, gconstpointer data)
{
  LampWorld at = map_window_place (fixture, "FU3");
  LampPoint place = lamp_point_from_world (at);
  LampView  view;
  double    outage_x, outage_y, x, y;

  sample_add_outage (&fixture->sample, "O1", at, "confirmed", 42);
  sample_add_crew (&fixture->sample, "Crew 7", at, "onSite", 0.0, 1);
  lamp_map_go_to (fixture->map, place, 15.0);
  map_window_settle (fixture);
  map_window_to_px (fixture, at, &outage_x, &outage_y);
  view = lamp_map_get_view (fixture->map);
  lamp_marks_stand (lamp_live_find (fixture->map->live, LAMP_SELECT_CREW, "Crew 7"), &view, &x, &y);
  g_assert_cmpstr (lamp_live_layer_hit (fixture->map->live_layer, x, y).thing->id, ==, "Crew 7");
  g_assert_cmpstr (lamp_live_layer_hit (fixture->map->live_layer, outage_x, outage_y).thing->id, ==, "O1");
  g_assert_cmpuint (count_around (fixture, x, y), ==, 1);
  g_assert_cmpuint (count_around (fixture, outage_x, outage_y), ==, 1);
  g_assert_cmpuint (count_around (fixture, 2.0 * outage_x - x, 2.0 * outage_y - y), ==, 0);
}

/* A heading may be any number. */
static void
test_heading (MapWindow *fixture, gconstpointer data)
{
  static const double headings[] = { 450.0, -90.0, 1e300, -1e300 };
  const LampThing    *things;
  guint               n;

  for (guint i = 0; i < G_N_ELEMENTS (headings); i++)
    {
      g_autofree char *id = g_strdup_printf ("K-%u", i);

      sample_add_crew (&fixture->sample, id, map_window_place (fixture, "FU3"), "enroute", headings[i], 1);
    }
  gtk_test_widget_wait_for_draw (GTK_WIDGET (fixture->map));
  things = lamp_live_get_things (fixture->map->live, &n);
  g_assert_cmpuint (n, ==, G_N_ELEMENTS (headings));
  g_assert_cmpint (things[0].symbol.heading_deg, ==, 90);
  for (guint i = 0; i < n; i++)
    g_assert_cmpint (ABS (things[i].symbol.heading_deg), <, 360);
}

static void
test_live_changes (MapWindow *fixture, gconstpointer data)
{
  LampItem *item = sample_add_crew (&fixture->sample, "Crew 7", map_window_place (fixture, "FU1"), "enroute", 0.0, 10);
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
test_day_and_night (MapWindow *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  for (int night = 1; night >= 0; night--)
    {
      g_autoptr (GdkTexture) texture = NULL;
      guint all;

      lamp_map_set_night (fixture->map, night);
      map_window_settle (fixture);
      texture = shot_take (fixture->map);
      all = (guint)(gdk_texture_get_width (texture) * gdk_texture_get_height (texture));
      g_assert_cmpuint (shot_count (texture, lamp_map_get_colours (fixture->map)[LAMP_COLOUR_GROUND]), >, all / 4);
    }
  g_assert_false (lamp_map_set_palette (fixture->map, "rainbow", &error));
  g_assert_nonnull (error);
  g_assert_true (lamp_map_set_palette (fixture->map, "neutral", NULL));
  map_window_settle (fixture);
}

/* The outage in the window: nothing vermilion before, some after, none when it is over. */
static void
test_outage_appears (MapWindow *fixture, gconstpointer data)
{
  guint32 out = lamp_map_get_colours (fixture->map)[LAMP_COLOUR_OUT];

  for (int open = 0; open < 3; open++)
    {
      LampWorldBox dirty = LAMP_WORLD_BOX_EMPTY;
      g_autoptr (GdkTexture) texture = NULL;

      if (open > 0)
        lamp_energisation_set_open (fixture->sample.energisation, lamp_fixture_element (fixture->sample.network, "R1"), open == 1, &dirty);
      lamp_map_grid_changed (fixture->map, dirty);
      map_window_settle (fixture);
      texture = shot_take (fixture->map);
      if (open == 1)
        g_assert_cmpuint (shot_count (texture, out), >, 50);
      else
        g_assert_cmpuint (shot_count (texture, out), ==, 0);
    }
}

static void
count_up (guint *n)
{
  (*n)++;
}

/* What is out stays to be seen when the gateway is lost, but not as if it were known now. A study is reckoned: it is not old. */
static void
test_stale (MapWindow *fixture, gconstpointer data)
{
  static const struct
  {
    gboolean stale, study, vivid;
  } steps[] = { { FALSE, FALSE, TRUE }, { TRUE, FALSE, FALSE }, { TRUE, TRUE, TRUE }, { TRUE, FALSE, FALSE }, { FALSE, FALSE, TRUE } };
  guint32 out = lamp_map_get_colours (fixture->map)[LAMP_COLOUR_OUT], old;
  g_autoptr (LampPalette) stale = lamp_palette_dup_stale (fixture->map->palette);
  LampWorldBox dirty = LAMP_WORLD_BOX_EMPTY;
  guint        n_told = 0;

  old = lamp_palette_get_colours (stale, FALSE)[LAMP_COLOUR_OUT];
  g_signal_connect_swapped (fixture->map, "layers-changed", G_CALLBACK (count_up), &n_told);
  lamp_energisation_set_open (fixture->sample.energisation, lamp_fixture_element (fixture->sample.network, "R1"), TRUE, &dirty);
  lamp_map_grid_changed (fixture->map, dirty);
  for (guint i = 0; i < G_N_ELEMENTS (steps); i++)
    {
      g_autoptr (GdkTexture) texture = NULL;
      guint n_out, n_old;

      lamp_map_set_stale (fixture->map, steps[i].stale);
      lamp_map_set_study (fixture->map, steps[i].study, 0);
      map_window_settle (fixture);
      texture = shot_take (fixture->map);
      n_out = shot_count (texture, out);
      n_old = shot_count (texture, old);
      g_test_message ("step %u: %u pixels vivid, %u grey", i, n_out, n_old);
      g_assert_cmpuint (steps[i].vivid ? n_out : n_old, >, 50);
      g_assert_cmpuint (steps[i].vivid ? n_old : n_out, ==, 0);
      g_assert_cmpuint (n_told, ==, i); /* what explains the map is drawn by its colours */
    }
}

/* The legend of what is old is as the map is: no key site of it has the colour of one that is known. */
static void
test_stale_legend (MapWindow *fixture, gconstpointer data)
{
  guint32 site = lamp_map_get_colours (fixture->map)[LAMP_COLOUR_SITE];

  for (int stale = 0; stale < 2; stale++)
    {
      g_autoptr (GdkTexture) texture = NULL;

      lamp_map_set_stale (fixture->map, stale);
      map_window_settle (fixture);
      texture = shot_take_widget (gtk_widget_get_parent (GTK_WIDGET (fixture->map)));
      g_test_message ("stale %d: %u pixels", stale, shot_count (texture, site));
      g_assert_cmpint (shot_count (texture, site) > 10, ==, !stale);
      g_assert_cmpint (lamp_map_get_stale (fixture->map), ==, stale);
    }
}

/* A tie closes a ring: nothing changes its supply, and nothing but the tie is said to be dirty; yet the whole ring is painted
 * anew, and what is not on it is not. */
static void
test_change_is_local (MapWindow *fixture, gconstpointer data)
{
  LampEnergisation *energisation = fixture->sample.energisation;
  LampWorldBox      dirty = LAMP_WORLD_BOX_EMPTY;
  guint32           l4 = lamp_fixture_element (fixture->sample.network, "L4");
  guint64           before, after;

  map_window_settle (fixture);
  lamp_map_go_to (fixture->map, lamp_point_from_world (lamp_network_element_at (fixture->sample.network, l4)), 19.0);
  map_window_settle (fixture);
  before = lamp_tile_store_get_n_painted (fixture->map->store);
  lamp_energisation_set_open (energisation, lamp_fixture_element (fixture->sample.network, "D1"), TRUE, &dirty);
  lamp_map_grid_changed (fixture->map, dirty);
  map_window_settle (fixture);
  after = lamp_tile_store_get_n_painted (fixture->map->store);
  g_test_message ("%" G_GUINT64_FORMAT " tiles, then %" G_GUINT64_FORMAT " more", before, after - before);
  g_assert_cmpuint (after, >, before);
  g_assert_cmpuint (2 * (after - before), <, before);
  g_assert_false (fixture->map->has_rings);

  lamp_map_go_to (fixture->map, lamp_point_from_world (lamp_network_element_at (fixture->sample.network, lamp_fixture_element (fixture->sample.network, "L1"))), 19.0);
  map_window_settle (fixture);
  before = lamp_tile_store_get_n_painted (fixture->map->store);
  dirty = LAMP_WORLD_BOX_EMPTY;
  lamp_energisation_set_open (energisation, lamp_fixture_element (fixture->sample.network, "TIE"), FALSE, &dirty);
  lamp_map_grid_changed (fixture->map, dirty);
  map_window_settle (fixture);
  g_assert_cmpuint (lamp_tile_store_get_n_painted (fixture->map->store), >, before);
  g_assert_true (fixture->map->has_rings);
}

/* Nothing blanks while zooming: in every frame on the way something of the grid is drawn. */
static void
test_never_blank (MapWindow *fixture, gconstpointer data)
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
test_jump (MapWindow *fixture, gconstpointer data)
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
      LampWorld at = map_window_place (fixture, "L1");
      LampView  view;
      g_autoptr (GskRenderNode) before = NULL;
      g_autoptr (GskRenderNode) first = NULL;
      g_autoptr (GskRenderNode) last = NULL;

      lamp_map_go_to (fixture->map, lamp_point_from_world (at), 15.0);
      map_window_settle (fixture);
      before = next_frame (fixture->map);
      view = lamp_map_get_view (fixture->map);
      at.x += (guint32)(cases[i].along * view.width / lamp_view_k (&view));
      lamp_map_go_to (fixture->map, lamp_point_from_world (at), cases[i].zoom);
      first = next_frame (fixture->map); /* no painting can have arrived */
      g_assert_cmpint (first == before, ==, cases[i].jumps);
      g_assert_true (!cases[i].jumps || !lamp_map_is_settled (fixture->map));
      map_window_settle (fixture);
      last = next_frame (fixture->map);
      g_assert_true (last != before);
    }
}

/* A bad storm: it is drawn, clustered, and still moves. How long a frame takes is said, not judged here. */
static void
test_storm (MapWindow *fixture, gconstpointer data)
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
  map_window_settle (fixture);
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
test_furniture (MapWindow *fixture, gconstpointer data)
{
  gtk_test_accessible_assert_role (GTK_ACCESSIBLE (fixture->map), GTK_ACCESSIBLE_ROLE_IMG);
  gtk_test_accessible_assert_property (GTK_ACCESSIBLE (fixture->map), GTK_ACCESSIBLE_PROPERTY_LABEL, "Map of the grid");
  lamp_map_set_layer_shown (fixture->map, LAMP_MAP_LAYER_FEEDERS, TRUE);
  lamp_map_set_layer_shown (fixture->map, LAMP_MAP_LAYER_BASE, FALSE);
  lamp_map_set_layer_shown (fixture->map, LAMP_MAP_LAYER_PHASES, TRUE);
  lamp_map_set_layer_shown (fixture->map, LAMP_MAP_LAYER_FLOW, TRUE);
  map_window_settle (fixture);
  g_assert_nonnull (fixture->map->flow);
  g_assert_true (lamp_map_set_palette (fixture->map, "cn", NULL));
  map_window_settle (fixture);
  g_assert_true (lamp_map_get_layer_shown (fixture->map, LAMP_MAP_LAYER_FEEDERS));
}

/* What the map made of a grid is kept once there is something to see, and the next map of the same grid uses it. */
static void
test_index_is_kept (MapWindow *fixture, gconstpointer data)
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
      gint64           deadline = g_get_monotonic_time () + MAP_WINDOW_PATIENCE_USEC;

      g_assert_no_error (error);
      lamp_map_set_grid (fixture->map, energisation);
      map_window_settle (fixture);
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
#define ADD(name, test) g_test_add ("/map/widget/" name, MapWindow, NULL, map_window_set_up, test, map_window_tear_down)
  g_test_add ("/map/widget/nothing", MapWindow, "without a grid", map_window_set_up, test_nothing, map_window_tear_down);
  g_test_add ("/map/widget/index-is-kept", MapWindow, "without a grid", map_window_set_up, test_index_is_kept, map_window_tear_down);
  g_test_add ("/map/widget/grid-comes-and-goes", MapWindow, "without a grid", map_window_set_up, test_grid_comes_and_goes, map_window_tear_down);
  ADD ("shows-all", test_shows_all);
  ADD ("clusters", test_clusters);
  ADD ("numbers", test_numbers);
  ADD ("at-work", test_at_work);
  ADD ("heading", test_heading);
  ADD ("live-changes", test_live_changes);
  ADD ("day-and-night", test_day_and_night);
  ADD ("outage-appears", test_outage_appears);
  ADD ("stale", test_stale);
  ADD ("stale-legend", test_stale_legend);
  ADD ("change-is-local", test_change_is_local);
  ADD ("never-blank", test_never_blank);
  ADD ("jump", test_jump);
  ADD ("storm", test_storm);
  ADD ("furniture", test_furniture);
  return g_test_run ();
}
