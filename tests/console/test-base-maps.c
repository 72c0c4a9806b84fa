/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Base maps chosen on a real map in a window, from a file and from a tile server on the loopback that turns bad: the map
 * settles, what is wrong is said once, what came before stays.
 */
#include "console/base-maps-private.h"
#include "console/settings.h"
#include "grid/fixture.h"
#include "map/map-private.h"
#include "map/shot.h"
#include "map/tile-server.h"

#include <glib/gstdio.h>
#include <libsoup/soup.h>
#include <string.h>

#define PATIENCE_USEC (60 * G_USEC_PER_SEC)
#define TILE_PX 256

typedef enum {
  MOOD_GOOD,
  MOOD_MISSING,
  MOOD_BROKEN,
  MOOD_HTML,
  MOOD_CIRCLES,
  MOOD_HALF,
  MOOD_AWAY,
  N_MOODS,
} Mood;

typedef struct
{
  GtkWidget        *window;
  LampMap          *map;
  LampNetwork      *network;
  LampEnergisation *energisation;
  GSettings        *settings;
  LampBaseMaps     *base_maps;
  SoupServer       *server;
  guint             port;
  char             *address; /* template */
  Mood              mood;
  GBytes           *tile;
  guint             n_asked, n_said;
  char             *said;
} Fixture;

static cairo_status_t
append_cb (void *closure, const guchar *data, guint length)
{
  g_byte_array_append (closure, data, length);
  return CAIRO_STATUS_SUCCESS;
}

/* All of one pink, which nothing on the map has. */
static GBytes *
make_tile (void)
{
  GByteArray      *file = g_byte_array_new ();
  cairo_surface_t *surface = cairo_image_surface_create (CAIRO_FORMAT_RGB24, TILE_PX, TILE_PX);
  cairo_t         *cr = cairo_create (surface);

  cairo_set_source_rgb (cr, 1.0, 0.6, 1.0);
  cairo_paint (cr);
  cairo_destroy (cr);
  cairo_surface_write_to_png_stream (surface, append_cb, file);
  cairo_surface_destroy (surface);
  return g_byte_array_free_to_bytes (file);
}

static void
serve_cb (SoupServer *server, SoupServerMessage *message, const char *path, GHashTable *query, gpointer user_data)
{
  Fixture      *fixture = user_data;
  gsize         size;
  gconstpointer data = g_bytes_get_data (fixture->tile, &size);

  fixture->n_asked++;
  switch (fixture->mood)
    {
    case MOOD_GOOD:
      soup_server_message_set_status (message, 200, NULL);
      soup_server_message_set_response (message, "image/png", SOUP_MEMORY_COPY, data, size);
      break;
    case MOOD_HALF:
      soup_server_message_set_status (message, 200, NULL);
      soup_server_message_set_response (message, "image/png", SOUP_MEMORY_COPY, data, size / 2);
      break;
    case MOOD_MISSING:
      soup_server_message_set_status (message, 404, NULL);
      break;
    case MOOD_BROKEN:
      soup_server_message_set_status (message, 500, NULL);
      break;
    case MOOD_HTML:
      soup_server_message_set_status (message, 200, NULL);
      soup_server_message_set_response (message, "image/png", SOUP_MEMORY_STATIC, "<html>Log in", 12);
      break;
    case MOOD_CIRCLES:
      soup_server_message_set_redirect (message, 302, path);
      break;
    case MOOD_AWAY:
    case N_MOODS:
    default:
      g_assert_not_reached ();
    }
}

static void
set_mood (Fixture *fixture, Mood mood)
{
  g_autoptr (GError) error = NULL;

  if (mood == MOOD_AWAY)
    soup_server_disconnect (fixture->server);
  else if (fixture->mood == MOOD_AWAY)
    soup_server_listen_local (fixture->server, fixture->port, SOUP_SERVER_LISTEN_IPV4_ONLY, &error);
  g_assert_no_error (error);
  fixture->mood = mood;
}

static void
say_cb (Fixture *fixture, const char *sentence)
{
  fixture->n_said++;
  g_free (fixture->said);
  fixture->said = g_strdup (sentence);
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  g_autoptr (LampSelection) selection = lamp_selection_new ();
  GSList          *uris;
  g_autofree char *base = NULL;

  fixture->server = soup_server_new (NULL, NULL);
  fixture->tile = make_tile ();
  g_assert_true (soup_server_listen_local (fixture->server, 0, SOUP_SERVER_LISTEN_IPV4_ONLY, NULL));
  soup_server_add_handler (fixture->server, NULL, serve_cb, fixture, NULL);
  uris = soup_server_get_uris (fixture->server);
  base = g_uri_to_string (uris->data);
  fixture->port = (guint)g_uri_get_port (uris->data);
  g_slist_free_full (uris, (GDestroyNotify)g_uri_unref);
  fixture->address = g_strconcat (base, g_test_get_path (), "/{z}/{x}/{y}.png?key=secret", NULL); /* a cache for each test */
  fixture->network = lamp_fixture_network ();
  fixture->energisation = lamp_energisation_new (fixture->network);
  fixture->settings = lamp_settings_new ();
  g_settings_reset (fixture->settings, "base-map");
  g_settings_reset (fixture->settings, "base-maps");
  fixture->map = LAMP_MAP (lamp_map_new (selection));
  fixture->window = gtk_window_new ();
  gtk_window_set_child (GTK_WINDOW (fixture->window), GTK_WIDGET (fixture->map));
  gtk_window_set_default_size (GTK_WINDOW (fixture->window), 700, 500);
  lamp_map_set_grid (fixture->map, fixture->energisation);
  fixture->base_maps = lamp_base_maps_new (fixture->map, fixture->settings);
  g_signal_connect_swapped (fixture->base_maps, "say", G_CALLBACK (say_cb), fixture);
  gtk_window_present (GTK_WINDOW (fixture->window));
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  lamp_base_maps_close (fixture->base_maps);
  g_object_unref (fixture->base_maps);
  lamp_map_set_grid (fixture->map, NULL);
  gtk_window_destroy (GTK_WINDOW (fixture->window));
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_object_unref (fixture->settings);
  g_object_unref (fixture->server);
  g_bytes_unref (fixture->tile);
  lamp_energisation_free (fixture->energisation);
  lamp_network_unref (fixture->network);
  g_free (fixture->address);
  g_free (fixture->said);
}

#define UNTIL(condition)                                         \
  G_STMT_START                                                   \
  {                                                              \
    gint64 deadline_ = g_get_monotonic_time () + PATIENCE_USEC;  \
                                                                 \
    while (!(condition))                                         \
      {                                                          \
        g_assert_cmpint (g_get_monotonic_time (), <, deadline_); \
        g_main_context_iteration (NULL, FALSE);                  \
        g_thread_yield ();                                       \
      }                                                          \
  }                                                              \
  G_STMT_END

/* Pixels of the tiles in view that are as pink as only the base map is. */
static guint
count_pink (Fixture *fixture)
{
  LampView       view = lamp_map_get_view (fixture->map);
  int            step = lamp_zoom_to_step (view.zoom);
  double         k = lamp_zoom_width_px (lamp_zoom_from_step (step), view.scale) / LAMP_WORLD_SIZE / LAMP_TILE_PX;
  guint          n = 0;
  LampTile      *tile = lamp_tile_store_lookup (fixture->map->store, (LampTileKey){ step, view.scale, (int)(view.x * k), (int)(view.y * k) });
  const guint32 *pixels = tile != NULL ? g_bytes_get_data (tile->pixels, NULL) : NULL;

  for (guint i = 0; pixels != NULL && i < LAMP_TILE_PX * LAMP_TILE_PX; i++)
    n += (int)(pixels[i] & 0xff) - (int)(pixels[i] >> 8 & 0xff) > 12 && (int)(pixels[i] >> 16 & 0xff) - (int)(pixels[i] >> 8 & 0xff) > 12;
  return n;
}

static gboolean
shows_tiles (Fixture *fixture)
{
  return lamp_map_is_settled (fixture->map) && count_pink (fixture) > LAMP_TILE_PX * LAMP_TILE_PX / 2;
}

static void
add_server (Fixture *fixture)
{
  lamp_base_maps_add_server (fixture->base_maps, &(LampBaseEntry){ (char *)"Town_plan", fixture->address, (char *)"© <b>Town</b>", 19 });
}

static void
test_switches (Fixture *fixture, gconstpointer data)
{
  GActionGroup *actions = lamp_base_maps_get_actions (fixture->base_maps);
  g_autoptr (GVariant) chosen = NULL;

  UNTIL (lamp_map_is_settled (fixture->map));
  g_assert_cmpuint (count_pink (fixture), ==, 0);
  add_server (fixture);
  UNTIL (shows_tiles (fixture));
  g_assert_cmpstr (lamp_base_maps_get_note (fixture->base_maps), ==, "© Town");
  chosen = g_action_group_get_action_state (actions, "choose");
  g_assert_cmpstr (g_variant_get_string (chosen, NULL), ==, fixture->address);
  g_action_group_activate_action (actions, "choose", g_variant_new_string (LAMP_BASE_NONE));
  g_assert_false (lamp_map_get_layer_shown (fixture->map, LAMP_MAP_LAYER_BASE));
  UNTIL (lamp_map_is_settled (fixture->map));
  g_assert_cmpuint (count_pink (fixture), ==, 0);
  g_assert_cmpstr (lamp_base_maps_get_note (fixture->base_maps), ==, "");
  lamp_map_set_layer_shown (fixture->map, LAMP_MAP_LAYER_BASE, TRUE); /* as the settings of another window would */
  UNTIL (shows_tiles (fixture));
  lamp_map_set_night (fixture->map, TRUE);
  UNTIL (lamp_map_is_settled (fixture->map));
  g_action_group_activate_action (actions, "remove", NULL);
  g_assert_null (lamp_map_get_base_map (fixture->map));
  g_assert_cmpuint (fixture->n_said, ==, 0);
}

/* Good at first, and then not: what came stays, the sentence is said once, and the server is left in peace. */
static void
test_turns_bad (Fixture *fixture, gconstpointer data)
{
  guint n_asked;

  add_server (fixture);
  UNTIL (shows_tiles (fixture));
  set_mood (fixture, (Mood)GPOINTER_TO_INT (data));
  lamp_map_zoom (fixture->map, 5);
  UNTIL (lamp_map_is_settled (fixture->map) && (fixture->n_said > 0 || fixture->mood == MOOD_MISSING));
  UNTIL (shows_tiles (fixture)); /* the coarser ones */
  if (fixture->mood != MOOD_MISSING)
    {
      g_assert_nonnull (strstr (fixture->said, "Town_plan"));
      g_assert_null (strstr (fixture->said, "secret"));
      g_assert_nonnull (strstr (lamp_base_maps_get_note (fixture->base_maps), "127.0.0.1"));
    }
  n_asked = fixture->n_asked;
  for (int i = 0; i < 6; i++)
    {
      lamp_map_pan (fixture->map, i % 2 == 0 ? 300 : -300, 0);
      UNTIL (lamp_map_is_settled (fixture->map));
    }
  g_assert_cmpuint (fixture->n_said, ==, fixture->mood == MOOD_MISSING ? 0 : 1);
  if (fixture->mood != MOOD_MISSING)
    g_assert_cmpuint (fixture->n_asked, <, n_asked + 40); /* circles cost six each */
  set_mood (fixture, MOOD_GOOD);
  lamp_tile_server_retry (LAMP_TILE_SERVER (lamp_map_get_base_map (fixture->map)));
  UNTIL (g_str_equal (lamp_base_maps_get_note (fixture->base_maps), "© Town"));
  UNTIL (shows_tiles (fixture));
}

/* Bad from the beginning: the region's own is there, and so is the map. */
static void
test_is_bad (Fixture *fixture, gconstpointer data)
{
  set_mood (fixture, (Mood)GPOINTER_TO_INT (data));
  add_server (fixture);
  UNTIL (fixture->n_said > 0);
  UNTIL (lamp_map_is_settled (fixture->map));
  g_assert_cmpuint (count_pink (fixture), ==, 0);
  g_assert_nonnull (strstr (fixture->said, "127.0.0.1"));
  lamp_base_maps_choose (fixture->base_maps, LAMP_BASE_REGION);
  g_assert_cmpstr (lamp_base_maps_get_note (fixture->base_maps), ==, "");
  UNTIL (lamp_map_is_settled (fixture->map));
  g_assert_cmpuint (fixture->n_said, ==, 1);
}

static void
test_files (Fixture *fixture, gconstpointer data)
{
  g_autofree char *missing = g_build_filename (g_get_tmp_dir (), "no-such-map.tif", NULL);
  g_autoptr (GPtrArray) list = NULL;

  /* One that cannot be read does not join the list. */
  lamp_base_maps_add_file (fixture->base_maps, missing);
  UNTIL (fixture->n_said == 1);
  g_assert_nonnull (strstr (fixture->said, "no such file"));
  list = lamp_base_list_read (fixture->settings);
  g_assert_cmpuint (list->len, ==, 0);

  /* One that was there yesterday is missed, and told once; the region's own is shown. */
  lamp_base_list_add (fixture->settings, &(LampBaseEntry){ (char *)"Survey", missing, (char *)"", 0 });
  lamp_base_maps_choose (fixture->base_maps, missing);
  UNTIL (fixture->n_said == 2);
  g_assert_nonnull (strstr (fixture->said, "region's own"));
  g_assert_nonnull (strstr (lamp_base_maps_get_note (fixture->base_maps), "no such file"));
  g_assert_null (lamp_map_get_base_map (fixture->map));
  UNTIL (lamp_map_is_settled (fixture->map));

  /* It may describe a service, or lie on a server: when the network is back nobody waits any longer. */
  UNTIL (fixture->base_maps->retry_source != 0);
  g_signal_emit_by_name (g_network_monitor_get_default (), "network-changed", TRUE);
  g_assert_nonnull (fixture->base_maps->opening);
  g_assert_cmpuint (fixture->base_maps->retry_source, ==, 0);
  UNTIL (fixture->base_maps->retry_source != 0);
  g_assert_cmpuint (fixture->n_said, ==, 2); /* it has been told */
}

static void
test_list (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GPtrArray) list = NULL;
  g_autoptr (GVariant) nonsense = g_variant_ref_sink (g_variant_new_parsed ("[('a', 'no address', '', uint32 3), ('b', 'https://x.example/{z}/{x}/{y}', '', 99), ('c', '/maps/c.tif', '', 0)]"));

  g_settings_set_value (fixture->settings, "base-maps", nonsense);
  list = lamp_base_list_read (fixture->settings);
  g_assert_cmpuint (list->len, ==, 2);
  g_assert_cmpuint (((LampBaseEntry *)list->pdata[0])->most_zoom, ==, LAMP_TILE_SERVER_MOST_LEVEL);
  g_assert_false (lamp_base_entry_is_server (list->pdata[1]));
  lamp_base_list_add (fixture->settings, &(LampBaseEntry){ (char *)"C", (char *)"/maps/c.tif", (char *)"", 0 });
  g_clear_pointer (&list, g_ptr_array_unref);
  list = lamp_base_list_read (fixture->settings);
  g_assert_cmpuint (list->len, ==, 2);
  g_assert_cmpstr (lamp_base_list_find (list, "/maps/c.tif")->title, ==, "C");
  g_assert_null (lamp_base_list_find (list, "region"));
}

int
main (int argc, char **argv)
{
  static const char *const moods[N_MOODS] = { "good", "missing", "broken", "html", "circles", "half", "away" };

  if (!shot_init (&argc, &argv))
    return 0;
#define ADD(name, test) g_test_add ("/console/base-maps/" name, Fixture, NULL, set_up, test, tear_down)
  ADD ("switches", test_switches);
  ADD ("files", test_files);
  ADD ("list", test_list);
  for (int mood = MOOD_MISSING; mood < N_MOODS; mood++)
    {
      g_autofree char *turns = g_strconcat ("/console/base-maps/turns-bad/", moods[mood], NULL);
      g_autofree char *is = g_strconcat ("/console/base-maps/is-bad/", moods[mood], NULL);

      g_test_add (turns, Fixture, GINT_TO_POINTER (mood), set_up, test_turns_bad, tear_down);
      g_test_add (is, Fixture, GINT_TO_POINTER (mood), set_up, test_is_bad, tear_down);
    }
  return g_test_run ();
}
