/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What clicks, keys and drops on the map mean. Real pointers are tested end to end.
 */
#include "map/map-window.h"
#include "map/shot.h"

static void
test_clicks (MapWindow *fixture, gconstpointer data)
{
  lamp_map_go_to (fixture->map, lamp_point_from_world (map_window_place (fixture, "L1")), 18.0);
  map_window_settle (fixture);
  sample_add_outage (&fixture->sample, "O-1", map_window_place (fixture, "FU1"), "confirmed", 12);
  sample_add_crew (&fixture->sample, "Crew 7", map_window_place (fixture, "B1"), "enroute", 90.0, 1);
  lamp_map_go_to (fixture->map, lamp_point_from_world (map_window_place (fixture, "FU1")), 18.0);
  map_window_settle (fixture);

  map_window_click (fixture, map_window_place (fixture, "FU1"), 0.0, 1);
  g_assert_true (lamp_selection_is (fixture->selection, LAMP_SELECT_OUTAGE, "O-1"));
  map_window_click (fixture, map_window_place (fixture, "FU1"), 19.0, 1); /* beside its shape, and within reach of it */
  g_assert_true (lamp_selection_is (fixture->selection, LAMP_SELECT_OUTAGE, "O-1"));
  map_window_click (fixture, map_window_place (fixture, "FU1"), 60.0, 1);
  g_assert_false (lamp_selection_is (fixture->selection, LAMP_SELECT_OUTAGE, "O-1"));

  lamp_map_go_to (fixture->map, lamp_point_from_world (map_window_place (fixture, "R1")), 18.0);
  map_window_settle (fixture);
  map_window_click (fixture, map_window_place (fixture, "R1"), 5.0, 1);
  g_assert_true (lamp_selection_is (fixture->selection, LAMP_SELECT_DEVICE, "R1"));
  g_assert_true (map_window_press_key (fixture, GDK_KEY_Escape));
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
test_activates (MapWindow *fixture, gconstpointer data)
{
  guint n = 0;

  sample_add_outage (&fixture->sample, "O-1", map_window_place (fixture, "FU1"), "confirmed", 12);
  g_signal_connect (fixture->map, "activated", G_CALLBACK (count_activated), &n);
  map_window_click (fixture, map_window_place (fixture, "FU1"), 0.0, 1);
  map_window_click (fixture, map_window_place (fixture, "FU1"), 0.0, 2);
  g_assert_cmpuint (n, ==, 1);
  g_assert_true (map_window_press_key (fixture, GDK_KEY_Return));
  g_assert_cmpuint (n, ==, 2);
}

static void
test_keys (MapWindow *fixture, gconstpointer data)
{
  double    zoom = lamp_map_get_zoom (fixture->map);
  LampPoint centre = lamp_map_get_centre (fixture->map);

  g_assert_true (map_window_press_key (fixture, GDK_KEY_plus));
  map_window_settle (fixture);
  g_assert_cmpfloat_with_epsilon (lamp_map_get_zoom (fixture->map), zoom + 0.6, 1e-6);
  g_assert_true (map_window_press_key (fixture, GDK_KEY_Right));
  map_window_settle (fixture);
  g_assert_cmpfloat (lamp_map_get_centre (fixture->map).lon_deg, >, centre.lon_deg);
  g_assert_true (map_window_press_key (fixture, GDK_KEY_Up));
  map_window_settle (fixture);
  g_assert_cmpfloat (lamp_map_get_centre (fixture->map).lat_deg, >, centre.lat_deg);
  g_assert_true (map_window_press_key (fixture, GDK_KEY_0));
  map_window_settle (fixture);
  g_assert_cmpfloat_with_epsilon (lamp_map_get_zoom (fixture->map), zoom, 1e-6);
  sample_add_outage (&fixture->sample, "O-1", map_window_place (fixture, "FU1"), "confirmed", 12);
  g_assert_true (map_window_press_key (fixture, GDK_KEY_1));
  map_window_settle (fixture);
  g_assert_cmpfloat (lamp_map_get_zoom (fixture->map), >=, 15.0);
  g_assert_false (map_window_press_key (fixture, GDK_KEY_a)); /* the window's */
}

static void
remember_drop (LampMap *map, const char *crew, const char *outage, char **told)
{
  g_free (*told);
  *told = g_strdup_printf ("%s>%s", crew, outage);
}

static gboolean
drop (MapWindow *fixture, const char *text, LampWorld at)
{
  g_auto (GValue) value = G_VALUE_INIT;
  gboolean taken = FALSE;
  double   x, y;

  map_window_to_px (fixture, at, &x, &y);
  g_value_init (&value, G_TYPE_STRING);
  g_value_set_string (&value, text);
  g_signal_emit_by_name (map_window_controller (fixture, GTK_TYPE_DROP_TARGET, 0), "drop", &value, x, y, &taken);
  return taken;
}

static void
test_drops (MapWindow *fixture, gconstpointer data)
{
  g_autofree char *told = NULL;

  sample_add_outage (&fixture->sample, "O-1", map_window_place (fixture, "FU1"), "confirmed", 12);
  sample_add_crew (&fixture->sample, "Crew 7", map_window_place (fixture, "FU3"), "available", 0.0, 1);
  g_signal_connect (fixture->map, "assign-dropped", G_CALLBACK (remember_drop), &told);
  g_assert_true (drop (fixture, "lamp:crew:K-3", map_window_place (fixture, "FU1")));
  g_assert_cmpstr (told, ==, "K-3>O-1");
  g_assert_true (drop (fixture, "lamp:outage:O-9", map_window_place (fixture, "FU3")));
  g_assert_cmpstr (told, ==, "Crew 7>O-9");
  g_assert_false (drop (fixture, "lamp:outage:O-9", map_window_place (fixture, "FU1"))); /* outage on outage */
  g_assert_false (drop (fixture, "lamp:crew:", map_window_place (fixture, "FU1")));
  g_assert_false (drop (fixture, "hello", map_window_place (fixture, "FU1")));
  g_assert_false (drop (fixture, "lamp:crew:K-3", (LampWorld){ 1, 1 }));
}

int
main (int argc, char **argv)
{
  if (!shot_init (&argc, &argv))
    return 0;
#define ADD(name, function) g_test_add ("/map/input/" name, MapWindow, NULL, map_window_set_up, function, map_window_tear_down)
  ADD ("clicks", test_clicks);
  ADD ("activates", test_activates);
  ADD ("keys", test_keys);
  ADD ("drops", test_drops);
  return g_test_run ();
}
