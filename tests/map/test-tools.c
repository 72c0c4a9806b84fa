/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Tools of the map: measured lengths, and in a window what clicks and keys do while measuring, following, marking; what lies
 * in a box; that pictures kept from frame to frame show what is there; what is reached without a pointer, and what is shown of
 * things that have no place or are hidden. Real pointers are tested end to end.
 */
#include "grid/fixture.h"
#include "map/controls.h"
#include "map/map-window.h"
#include "map/shot.h"

#include "records/crew.h"
#include "records/outage.h"
#include "records/site.h"

#include <string.h>

static void
test_lengths (void)
{
  static const struct
  {
    double      m;
    const char *text;
  } cases[] = { { 0.4, "0 m" }, { 85.2, "85 m" }, { 999.4, "999 m" }, { 999.6, "1.00 km" }, { 1236.0, "1.24 km" }, { 9994.0, "9.99 km" }, { 9996.0, "10.0 km" }, { 38040.0, "38.0 km" }, { 123456.0, "123 km" } };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *text = lamp_length_text (cases[i].m);

      g_assert_cmpstr (text, ==, cases[i].text);
    }
}

/* Great circles: a degree of latitude is 111.2 km everywhere, one of longitude half of that at 60°. */
static void
test_great_circle (void)
{
  LampMeasure measure;

  lamp_measure_init (&measure);
  g_assert_false (lamp_measure_remove_last (&measure));
  g_assert_cmpuint (lamp_measure_get_n_legs (&measure), ==, 0);
  g_assert_true (lamp_measure_add (&measure, lamp_world_from_point ((LampPoint){ 10.0, 59.0 })));
  g_assert_true (lamp_measure_add (&measure, lamp_world_from_point ((LampPoint){ 10.0, 60.0 })));
  g_assert_false (lamp_measure_add (&measure, lamp_world_from_point ((LampPoint){ 10.0, 60.0 })));
  measure.live = lamp_world_from_point ((LampPoint){ 11.0, 60.0 });
  g_assert_cmpuint (lamp_measure_get_n_legs (&measure), ==, 1);
  measure.has_live = TRUE;
  g_assert_cmpuint (lamp_measure_get_n_legs (&measure), ==, 2);
  g_assert_cmpfloat_with_epsilon (lamp_measure_leg_m (&measure, 0), 111195.0, 5.0);
  g_assert_cmpfloat_with_epsilon (lamp_measure_leg_m (&measure, 1), 55596.0, 5.0);
  g_assert_cmpfloat_with_epsilon (lamp_measure_total_m (&measure), 166791.0, 10.0);
  g_assert_true (lamp_measure_remove_last (&measure));
  g_assert_cmpuint (lamp_measure_get_n_legs (&measure), ==, 1);
  lamp_measure_clear (&measure);
}

static void
test_measure_by_pointer (MapWindow *fixture, gconstpointer data)
{
  LampWorld        a = map_window_place (fixture, "L1"), b = map_window_place (fixture, "L2");
  g_autofree char *length = lamp_length_text (lamp_point_distance_m (lamp_point_from_world (a), lamp_point_from_world (b)));
  g_autofree char *done = g_strconcat ("Distance: ", length, NULL);

  g_assert_null (lamp_map_tool_text (fixture->map));
  lamp_map_measure (fixture->map, NULL);
  g_assert_true (lamp_map_is_measuring (fixture->map));
  map_window_click (fixture, a, 0.0, 1);
  map_window_click (fixture, b, 0.0, 1);
  map_window_click (fixture, b, 0.0, 2);
  g_assert_false (lamp_map_is_measuring (fixture->map));
  g_assert_cmpstr (lamp_map_tool_text (fixture->map), ==, done);
  g_assert_cmpint (lamp_selection_get_kind (fixture->selection), ==, LAMP_SELECT_NONE); /* lines were clicked, and measured */
  map_window_click (fixture, a, 0.0, 1);
  g_assert_true (lamp_selection_is (fixture->selection, LAMP_SELECT_DEVICE, "L1"));
  g_assert_true (map_window_press_key (fixture, GDK_KEY_Escape)); /* first the line goes, then what is selected */
  g_assert_null (lamp_map_tool_text (fixture->map));
  g_assert_true (lamp_selection_is (fixture->selection, LAMP_SELECT_DEVICE, "L1"));
  g_assert_true (map_window_press_key (fixture, GDK_KEY_Escape));
  g_assert_cmpint (lamp_selection_get_kind (fixture->selection), ==, LAMP_SELECT_NONE);
}

/* Without a pointer: points are set in the middle of what is free, the map moves beneath. */
static void
test_measure_by_keys (MapWindow *fixture, gconstpointer data)
{
  LampPoint        from;
  g_autofree char *done = NULL, *length = NULL;

  lamp_map_go_to (fixture->map, lamp_point_from_world (map_window_place (fixture, "L1")), 17.0);
  map_window_settle (fixture);
  lamp_map_measure (fixture->map, NULL);
  g_assert_true (map_window_press_key (fixture, GDK_KEY_space));
  from = lamp_map_get_centre (fixture->map);
  g_assert_true (map_window_press_key (fixture, GDK_KEY_Right));
  map_window_settle (fixture);
  g_assert_true (map_window_press_key (fixture, GDK_KEY_space));
  g_assert_true (map_window_press_key (fixture, GDK_KEY_Down));
  map_window_settle (fixture);
  g_assert_true (map_window_press_key (fixture, GDK_KEY_space));
  g_assert_true (map_window_press_key (fixture, GDK_KEY_BackSpace));
  g_assert_true (map_window_press_key (fixture, GDK_KEY_Up));
  map_window_settle (fixture);
  g_assert_true (map_window_press_key (fixture, GDK_KEY_Return));
  length = lamp_length_text (lamp_point_distance_m (from, lamp_map_get_centre (fixture->map)));
  done = g_strconcat ("Distance: ", length, NULL);
  g_assert_cmpstr (lamp_map_tool_text (fixture->map), ==, done);
  g_assert_true (lamp_map_escape (fixture->map));
  g_assert_false (lamp_map_escape (fixture->map));
}

static void
drive (LampItem *item, double lon_deg)
{
  LampCrew *crew = lamp_record_copy (lamp_item_get_record (item));

  crew->base.at.lon_deg += lon_deg;
  crew->position_usec += 4 * G_USEC_PER_SEC;
  lamp_item_set_record (item, crew);
  lamp_record_unref (crew);
}

static double
centre_lon (MapWindow *fixture)
{
  return lamp_map_get_centre (fixture->map).lon_deg;
}

static void
test_follow (MapWindow *fixture, gconstpointer data)
{
  LampItem *item = sample_add_crew (&fixture->sample, "Crew 7", map_window_place (fixture, "FU1"), "enroute", 0.0, 10);
  double    zoom, lon;

  lamp_map_go_to (fixture->map, lamp_point_from_world (map_window_place (fixture, "B2")), 16.0);
  map_window_settle (fixture);
  lamp_map_follow (fixture->map, "nobody");
  g_assert_null (lamp_map_get_followed (fixture->map));
  lamp_map_follow (fixture->map, "Crew 7");
  map_window_settle (fixture);
  g_assert_cmpstr (lamp_map_tool_text (fixture->map), ==, "Following Crew 7");
  lon = ((LampRecord *)lamp_item_get_record (item))->at.lon_deg;
  g_assert_cmpfloat_with_epsilon (centre_lon (fixture), lon, 2e-5);

  drive (item, 0.002);
  lamp_map_set_clock (fixture->map, SAMPLE_NOW_USEC + 20 * G_USEC_PER_SEC, 1.0); /* it has arrived by now */
  for (gint64 deadline = g_get_monotonic_time () + MAP_WINDOW_PATIENCE_USEC; centre_lon (fixture) < lon + 0.0019;)
    {
      g_assert_cmpint (g_get_monotonic_time (), <, deadline);
      g_main_context_iteration (NULL, TRUE);
    }
  zoom = lamp_map_get_zoom (fixture->map);
  g_assert_true (map_window_press_key (fixture, GDK_KEY_plus));
  map_window_settle (fixture);
  g_assert_cmpfloat (lamp_map_get_zoom (fixture->map), >, zoom);
  g_assert_cmpstr (lamp_map_get_followed (fixture->map), ==, "Crew 7"); /* zooming does not end it */
  g_assert_true (map_window_press_key (fixture, GDK_KEY_Left));
  g_assert_null (lamp_map_get_followed (fixture->map));
  map_window_settle (fixture);
  lamp_map_follow (fixture->map, "Crew 7");
  g_list_store_remove_all (fixture->sample.crews);
  while (lamp_map_get_followed (fixture->map) != NULL)
    g_main_context_iteration (NULL, TRUE);
  g_assert_null (lamp_map_tool_text (fixture->map));
}

static void
test_mark (MapWindow *fixture, gconstpointer data)
{
  LampPoint at = { 2.25, 54.71 };

  lamp_map_mark (fixture->map, at);
  map_window_settle (fixture);
  g_assert_cmpfloat_with_epsilon (lamp_map_get_centre (fixture->map).lon_deg, at.lon_deg, 1e-4);
  g_assert_cmpfloat_with_epsilon (lamp_map_get_centre (fixture->map).lat_deg, at.lat_deg, 1e-4);
  g_assert_cmpstr (lamp_map_tool_text (fixture->map), ==, "54.71000, 2.25000");
  g_assert_true (map_window_press_key (fixture, GDK_KEY_Escape));
  g_assert_null (lamp_map_tool_text (fixture->map));
}

static void
test_things_in (MapWindow *fixture, gconstpointer data)
{
  LampWorld    at = map_window_place (fixture, "FU1");
  LampWorldBox box = { at.x - 10, at.y - 10, at.x + 10, at.y + 10 };
  g_autoptr (GPtrArray) outages = NULL;
  g_autoptr (GPtrArray) crews = NULL;
  GdkRectangle where;

  sample_add_outage (&fixture->sample, "O-1", at, "confirmed", 12);
  sample_add_outage (&fixture->sample, "O-2", at, "predicted", 700);
  sample_add_outage (&fixture->sample, "O-3", map_window_place (fixture, "FU3"), "predicted", 9);
  sample_add_outage (&fixture->sample, "O-4", at, "closed", 9);
  outages = lamp_map_dup_things_in (fixture->map, box, LAMP_SELECT_OUTAGE);
  crews = lamp_map_dup_things_in (fixture->map, box, LAMP_SELECT_CREW);
  g_assert_cmpuint (outages->len, ==, 2);
  g_assert_cmpstr (lamp_item_get_id (outages->pdata[0]), ==, "O-2"); /* the most important first */
  g_assert_cmpuint (crews->len, ==, 0);
  lamp_map_show_box (fixture->map, box);
  map_window_settle (fixture);
  lamp_map_set_insets (fixture->map, 100, 200, 50, 0);
  box = lamp_map_get_free_box (fixture->map, &where);
  g_assert_cmpint (where.x, ==, (gtk_widget_get_width (GTK_WIDGET (fixture->map)) - 200) / 2);
  g_assert_cmpuint (box.x0, <, box.x1);
}

static guint32
pixel (GdkTexture *texture, LampView view, LampWorld at)
{
  int                 width;
  g_autofree guint32 *pixels = NULL;

  g_assert_nonnull (texture);
  width = gdk_texture_get_width (texture);
  pixels = g_new (guint32, (gsize)width * (gsize)gdk_texture_get_height (texture));
  gdk_texture_download (texture, (guchar *)pixels, (gsize)width * 4);
  return pixels[(int)lamp_view_to_y (&view, at.y) * width + (int)lamp_view_to_x (&view, at.x)] & 0xffffff;
}

/* More of them than are drawn one by one: they are where they belong, after a pan too, and gone when they are over. */
static void
test_kept_in_a_storm (MapWindow *fixture, gconstpointer data)
{
  guint32   out = lamp_map_get_colours (fixture->map)[LAMP_COLOUR_OUT] & 0xffffff;
  LampView  view;
  LampWorld middle;

  lamp_map_set_blink (fixture->map, FALSE);
  for (guint i = 0; i < 600; i++)
    {
      g_autofree char *id = g_strdup_printf ("%u", i);

      view = lamp_map_get_view (fixture->map);
      sample_add_outage (&fixture->sample, id, lamp_view_world (&view, 15.0 + i % 30 * 30.0, 15.0 + i / 30 * 30.0), "confirmed", 0);
    }
  middle = lamp_view_world (&view, 15.0 + 15 * 30.0, 15.0 + 10 * 30.0);
  for (int way = 0; way < 4; way++)
    {
      g_autoptr (GdkTexture) texture = NULL;

      if (way == 1)
        lamp_map_pan (fixture->map, 40.0, 20.0);
      if (way == 2)
        lamp_map_pan (fixture->map, 150.0, 90.0);
      if (way == 3)
        g_list_store_remove_all (fixture->sample.outages);
      map_window_settle (fixture);
      texture = shot_take (fixture->map);
      view = lamp_map_get_view (fixture->map);
      g_assert_cmpint (fixture->map->live_layer != NULL && pixel (texture, view, middle) == out, ==, way < 3);
    }
}

static void
remember_menu (LampMap *map, LampSelectKind kind, const char *id, double x, double y, char **told)
{
  g_free (*told);
  *told = g_strdup_printf ("%d %s %d %d", kind, id != NULL ? id : "-", x > 0.0 && x<gtk_widget_get_width (GTK_WIDGET (map)), y> 0.0 && y < gtk_widget_get_height (GTK_WIDGET (map)));
}

/* Whoever has no pointer selects what is in the middle, and the next, and opens its menu. */
static void
test_reach_by_keys (MapWindow *fixture, gconstpointer data)
{
  LampWorld        at = map_window_place (fixture, "FU1");
  g_autofree char *told = NULL;

  g_signal_connect (fixture->map, "menu", G_CALLBACK (remember_menu), &told);
  g_assert_true (map_window_press_key (fixture, GDK_KEY_Menu));
  g_assert_cmpstr (told, ==, "0 - 1 1"); /* of the ground */
  sample_add_outage (&fixture->sample, "O-1", at, "confirmed", 12);
  sample_add_crew (&fixture->sample, "Crew 7", at, "enroute", 0.0, 5);
  lamp_map_go_to (fixture->map, lamp_point_from_world (at), 18.0);
  map_window_settle (fixture);
  g_assert_true (map_window_press_key (fixture, GDK_KEY_space));
  g_assert_true (lamp_selection_is (fixture->selection, LAMP_SELECT_OUTAGE, "O-1"));
  g_assert_true (map_window_press_key (fixture, GDK_KEY_space));
  g_assert_true (lamp_selection_is (fixture->selection, LAMP_SELECT_CREW, "Crew 7"));
  g_assert_true (map_window_press_key (fixture, GDK_KEY_Menu));
  g_assert_true (g_str_has_suffix (told, "Crew 7 1 1"));
  g_assert_true (map_window_press_key (fixture, GDK_KEY_space));
  g_assert_true (lamp_selection_is (fixture->selection, LAMP_SELECT_DEVICE, "FU1"));
  g_assert_true (map_window_press_key (fixture, GDK_KEY_space)); /* round */
  g_assert_true (lamp_selection_is (fixture->selection, LAMP_SELECT_OUTAGE, "O-1"));
  lamp_map_go_to (fixture->map, (LampPoint){ 100.0, -70.0 }, 18.0);
  map_window_settle (fixture);
  g_assert_false (map_window_press_key (fixture, GDK_KEY_space)); /* nothing is here */
  g_assert_true (map_window_press_key (fixture, GDK_KEY_Menu));   /* of what is selected, in the middle */
  g_assert_true (g_str_has_suffix (told, "O-1 1 1"));
}

static void
move_crew (LampItem *item, LampWorld at)
{
  g_autoptr (LampRecord) record = lamp_record_copy (lamp_item_get_record (item));

  record->at = lamp_point_from_world (at);
  lamp_item_set_record (item, record);
}

/* Crews change places while they are gone through: each is selected once all the same, and then the round begins anew. */
static void
test_reach_while_they_move (MapWindow *fixture, gconstpointer data)
{
  LampWorld at = map_window_place (fixture, "FU1");
  LampItem *crews[4];
  g_autoptr (GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  for (guint i = 0; i < G_N_ELEMENTS (crews); i++)
    {
      g_autofree char *id = g_strdup_printf ("Crew %u", i);

      crews[i] = sample_add_crew (&fixture->sample, id, (LampWorld){ at.x + 40 * (i + 1), at.y }, "working", 0.0, 5);
    }
  lamp_map_go_to (fixture->map, lamp_point_from_world (at), 18.0);
  map_window_settle (fixture);
  for (guint round = 0; round < G_N_ELEMENTS (crews) + 1; round++)
    {
      g_assert_true (map_window_press_key (fixture, GDK_KEY_space));
      g_assert_true (g_hash_table_add (seen, g_strdup (lamp_selection_get_id (fixture->selection))));
      /* The farthest is the nearest now. */
      for (guint i = 0; i < G_N_ELEMENTS (crews); i++)
        move_crew (crews[i], (LampWorld){ at.x + 40 * ((i + round) % 4 + 1), at.y });
      map_window_settle (fixture);
    }
  g_assert_true (g_hash_table_contains (seen, "FU1"));
  for (guint press = 0; press < 8; press++) /* and round again: no press does nothing, whoever is nearest by now */
    {
      g_autofree char *before = g_strdup (lamp_selection_get_id (fixture->selection));

      g_assert_true (map_window_press_key (fixture, GDK_KEY_space));
      g_assert_cmpstr (lamp_selection_get_id (fixture->selection), !=, before);
      for (guint i = 0; i < G_N_ELEMENTS (crews); i++)
        if (g_str_has_suffix (lamp_selection_get_id (fixture->selection), lamp_item_get_id (crews[i])))
          move_crew (crews[i], at);
      map_window_settle (fixture);
    }
}

/* The map stays with one of them, which moves it under who goes through them: all three are reached. */
static void
test_reach_while_following (MapWindow *fixture, gconstpointer data)
{
  LampWorld at = map_window_place (fixture, "FU1");
  g_autoptr (GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  LampItem *followed = sample_add_crew (&fixture->sample, "Crew 0", at, "enroute", 0.0, 5);

  sample_add_crew (&fixture->sample, "Crew 1", (LampWorld){ at.x + 60, at.y }, "working", 0.0, 5);
  sample_add_crew (&fixture->sample, "Crew 2", (LampWorld){ at.x + 90, at.y }, "working", 0.0, 5);
  lamp_map_go_to (fixture->map, lamp_point_from_world (at), 18.0);
  lamp_map_follow (fixture->map, "Crew 0");
  map_window_settle (fixture);
  for (guint press = 0; press < 4; press++)
    {
      g_assert_true (map_window_press_key (fixture, GDK_KEY_space));
      g_hash_table_add (seen, g_strdup (lamp_selection_get_id (fixture->selection)));
      move_crew (followed, (LampWorld){ at.x + 10 * (press + 1), at.y });
      map_window_settle (fixture);
    }
  g_assert_cmpuint (g_hash_table_size (seen), ==, 4); /* and the device */
}

/* A receiver without a fix, and one that is lost at the pole: what is shown of the crews is where they are. */
static void
test_fit_with_strays (MapWindow *fixture, gconstpointer data)
{
  LampWorld at = map_window_place (fixture, "FU1");
  LampPoint centre;

  sample_add_crew (&fixture->sample, "Crew 1", at, "enroute", 0.0, 10);
  sample_add_crew (&fixture->sample, "Crew 2", lamp_world_from_point ((LampPoint){ 0.0, 0.0 }), "enroute", 0.0, 10);
  sample_add_crew (&fixture->sample, "Crew 3", lamp_world_from_point ((LampPoint){ 179.0, 84.0 }), "enroute", 0.0, 10);
  lamp_map_fit (fixture->map, LAMP_FIT_CREWS);
  map_window_settle (fixture);
  centre = lamp_map_get_centre (fixture->map);
  g_assert_cmpfloat (lamp_map_get_zoom (fixture->map), >, 12.0);
  g_assert_cmpfloat (lamp_point_distance_m (centre, lamp_point_from_world (at)), <, 2000.0);
  lamp_selection_set (fixture->selection, LAMP_SELECT_CREW, "Crew 2");
  g_assert_cmpint (lamp_map_show_selected (fixture->map), ==, LAMP_SHOWN_NOWHERE);
  lamp_selection_set (fixture->selection, LAMP_SELECT_CREW, "Crew 1");
  g_assert_cmpint (lamp_map_show_selected (fixture->map), ==, LAMP_SHOWN);
  lamp_map_set_layer_shown (fixture->map, LAMP_MAP_LAYER_CREWS, FALSE);
  g_assert_cmpint (lamp_map_show_selected (fixture->map), ==, LAMP_SHOWN_PLACE);
  lamp_map_set_layer_shown (fixture->map, LAMP_MAP_LAYER_CREWS, TRUE);
}

static void
remember_gathered (LampMap *map, const LampWorldBox *box, const GdkRectangle *at, GPtrArray **found)
{
  g_clear_pointer (found, g_ptr_array_unref);
  *found = lamp_map_dup_things_in (map, *box, LAMP_SELECT_CREW);
}

/* None of a cluster is meant by a right click: what is there is listed. */
static void
test_cluster_menu (MapWindow *fixture, gconstpointer data)
{
  LampWorld         at = map_window_place (fixture, "FU1");
  GtkGestureSingle *gesture = NULL;
  GPtrArray        *found = NULL;
  g_autofree char  *told = NULL;
  double            x, y;

  for (guint i = 0; gesture == NULL || gtk_gesture_single_get_button (gesture) != GDK_BUTTON_SECONDARY; i++)
    gesture = map_window_controller (fixture, GTK_TYPE_GESTURE_CLICK, i);
  sample_add_crew (&fixture->sample, "Crew 1", at, "available", 0.0, 5);
  sample_add_crew (&fixture->sample, "Crew 2", at, "available", 0.0, 5);
  lamp_map_go_to (fixture->map, lamp_point_from_world (at), 18.0);
  map_window_settle (fixture);
  g_signal_connect (fixture->map, "gathered", G_CALLBACK (remember_gathered), &found);
  g_signal_connect (fixture->map, "menu", G_CALLBACK (remember_menu), &told);
  map_window_to_px (fixture, at, &x, &y);
  g_signal_emit_by_name (gesture, "pressed", 1, x, y);
  g_assert_nonnull (found);
  g_assert_cmpuint (found->len, ==, 2);
  g_assert_null (told);
  g_ptr_array_unref (found);
}

/* What somebody hid yesterday is told today. */
static void
test_hidden_layers (MapWindow *fixture, gconstpointer data)
{
  GtkWidget *controls = g_object_ref_sink (lamp_map_controls_new (fixture->map)), *layers = gtk_widget_get_last_child (controls);

  g_assert_false (gtk_widget_has_css_class (layers, "hiding"));
  lamp_map_set_layer_shown (fixture->map, LAMP_MAP_LAYER_NAMES, FALSE);
  g_assert_false (gtk_widget_has_css_class (layers, "hiding"));
  lamp_map_set_layer_shown (fixture->map, LAMP_MAP_LAYER_CREWS, FALSE);
  g_assert_true (gtk_widget_has_css_class (layers, "hiding"));
  gtk_test_accessible_assert_property (GTK_ACCESSIBLE (layers), GTK_ACCESSIBLE_PROPERTY_LABEL, "Layers: crews are hidden");
  lamp_map_set_layer_shown (fixture->map, LAMP_MAP_LAYER_CREWS, TRUE);
  g_assert_false (gtk_widget_has_css_class (layers, "hiding"));
  g_object_unref (controls);
}

static gboolean
card_says (GtkWidget *below, const char *text)
{
  if (GTK_IS_LABEL (below) && strstr (gtk_label_get_text (GTK_LABEL (below)), text) != NULL)
    return TRUE;
  for (GtkWidget *child = gtk_widget_get_first_child (below); child != NULL; child = gtk_widget_get_next_sibling (child))
    if (card_says (child, text))
      return TRUE;
  return FALSE;
}

static gboolean
tells (MapWindow *fixture, LampSelectKind kind, const char *id, guint n, const char *text)
{
  GtkWidget *card = lamp_map_new_card (fixture->map, &(LampMapHit){ kind, id, n, LAMP_WORLD_BOX_EMPTY });
  gboolean   says = card != NULL && card_says (card, text);

  g_clear_object (&card);
  return says;
}

/* Figures have their separators, ages that cannot be are not told as ages, and a cluster says what it is of. */
static void
test_cards (MapWindow *fixture, gconstpointer data)
{
  LampWorld at = map_window_place (fixture, "FU1");
  LampItem *item = sample_add_site (&fixture->sample, "S-1", "Exchange", at, "first", "normal");
  LampSite *site = lamp_record_copy (lamp_item_get_record (item));

  site->critical_kw = 1100.4;
  lamp_item_set_record (item, site);
  lamp_record_unref (site);
  sample_add_crew (&fixture->sample, "Crew 1", at, "enroute", 0.0, -86400);
  sample_add_crew (&fixture->sample, "Crew 2", at, "enroute", 0.0, 60);
  g_assert_true (tells (fixture, LAMP_SELECT_SITE, "S-1", 1, "1,100 kW"));
  g_assert_true (tells (fixture, LAMP_SELECT_CREW, "Crew 1", 1, "a clock is wrong"));
  g_assert_false (tells (fixture, LAMP_SELECT_CREW, "Crew 1", 1, " ago"));
  g_assert_true (tells (fixture, LAMP_SELECT_CREW, "Crew 2", 1, "1 min ago"));
  sample_add_crew (&fixture->sample, "Crew 3", at, "enroute", 0.0, -300);
  g_assert_true (tells (fixture, LAMP_SELECT_CREW, "Crew 3", 1, "a clock is wrong"));
  lamp_map_set_clock (fixture->map, SAMPLE_NOW_USEC, 300.0); /* five minutes are a second then */
  g_assert_false (tells (fixture, LAMP_SELECT_CREW, "Crew 3", 1, "a clock is wrong"));
  g_assert_true (tells (fixture, LAMP_SELECT_CREW, "Crew 2", 3, "3 crews here"));
  g_assert_true (tells (fixture, LAMP_SELECT_DEVICE, "FU1", 1, "FU1") || tells (fixture, LAMP_SELECT_DEVICE, "FU1", 1, "Fuse"));
}

int
main (int argc, char **argv)
{
  if (!shot_init (&argc, &argv))
    return 0;
  g_test_add_func ("/map/tools/lengths", test_lengths);
  g_test_add_func ("/map/tools/great-circle", test_great_circle);
#define ADD(name, test) g_test_add ("/map/tools/" name, MapWindow, NULL, map_window_set_up, test, map_window_tear_down)
  ADD ("measure-by-pointer", test_measure_by_pointer);
  ADD ("measure-by-keys", test_measure_by_keys);
  ADD ("follow", test_follow);
  ADD ("mark", test_mark);
  ADD ("things-in", test_things_in);
  ADD ("kept-in-a-storm", test_kept_in_a_storm);
  ADD ("cards", test_cards);
  ADD ("reach-by-keys", test_reach_by_keys);
  ADD ("reach-while-they-move", test_reach_while_they_move);
  ADD ("reach-while-following", test_reach_while_following);
  ADD ("cluster-menu", test_cluster_menu);
  ADD ("hidden-layers", test_hidden_layers);
  ADD ("fit-with-strays", test_fit_with_strays);
  return g_test_run ();
}
