/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A base map from a tile server, whose answers the test gives: nothing here sleeps, and the clock is the test's.
 */
#include "folder.h"
#include "map/backoff.h"
#include "map/tile-server.h"

#include <cairo.h>
#include <math.h>
#include <string.h>
#include <utime.h>

#define URL "https://tiles.example/{z}/{x}/{y}.png"
#define TILE_PX 256
#define PATIENCE_USEC (30 * G_USEC_PER_SEC)

typedef struct
{
  char           *url, *etag;
  GCancellable   *cancellable;
  LampFetchedFunc done;
  gpointer        user_data;
} Request;

typedef struct
{
  char        *cache_dir;
  LampBaseMap *base;
  GPtrArray   *requests; /* not answered yet */
  guint        n_asked;
  gint64       now_usec;
  guint        n_troubles, n_changes;
  LampWorldBox changed;
} Fixture;

static void
request_free (gpointer data)
{
  Request *request = data;

  g_free (request->url);
  g_free (request->etag);
  g_free (request);
}

static void
fetch (const char *url, const char *etag, GCancellable *cancellable, LampFetchedFunc done, gpointer user_data, gpointer fetcher)
{
  Fixture *fixture = fetcher;
  Request *request = g_new (Request, 1);

  *request = (Request){ g_strdup (url), g_strdup (etag), cancellable, done, user_data };
  g_ptr_array_add (fixture->requests, request);
  fixture->n_asked++;
}

static gint64
get_now (gpointer data)
{
  return ((Fixture *)data)->now_usec;
}

static void
trouble_cb (LampBaseMap *base, GParamSpec *pspec, Fixture *fixture)
{
  g_autofree char *trouble = lamp_base_map_dup_trouble (base);

  fixture->n_troubles += trouble != NULL;
}

static void
changed_cb (LampBaseMap *base, const LampWorldBox *box, Fixture *fixture)
{
  fixture->n_changes++;
  lamp_world_box_join (&fixture->changed, *box);
}

static void
open_server (Fixture *fixture, const char *url)
{
  fixture->base = lamp_tile_server_new (&(LampTileServerInfo){ "Town", url, "© <a href='x'>Town</a> &amp; people", 18, fixture->cache_dir }, fetch, fixture, NULL);
  lamp_tile_server_set_clock (LAMP_TILE_SERVER (fixture->base), get_now, fixture);
  g_signal_connect (fixture->base, "notify::trouble", G_CALLBACK (trouble_cb), fixture);
  g_signal_connect (fixture->base, "changed", G_CALLBACK (changed_cb), fixture);
}

static void
close_server (Fixture *fixture)
{
  lamp_base_map_close (fixture->base);
  while (fixture->requests->len > 0)
    {
      Request *request = g_ptr_array_index (fixture->requests, 0);

      g_assert_true (g_cancellable_is_cancelled (request->cancellable));
      request->done (&(LampFetched){ .outcome = LAMP_FETCH_CANCELLED }, request->user_data);
      g_ptr_array_remove_index (fixture->requests, 0);
    }
  g_object_add_weak_pointer (G_OBJECT (fixture->base), (gpointer *)&fixture->base);
  g_object_unref (fixture->base);
  while (fixture->base != NULL) /* idles and files hold it for a moment */
    g_main_context_iteration (NULL, TRUE);
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->cache_dir = g_dir_make_tmp ("lamp-tiles-XXXXXX", NULL);
  fixture->requests = g_ptr_array_new_with_free_func (request_free);
  fixture->now_usec = G_USEC_PER_SEC;
  fixture->changed = LAMP_WORLD_BOX_EMPTY;
  open_server (fixture, URL);
}

/* Then a wish waits for the server as soon as the loop turned. */
static void
do_without_cache (Fixture *fixture)
{
  char *keep = fixture->cache_dir;

  close_server (fixture);
  fixture->cache_dir = NULL;
  open_server (fixture, URL);
  fixture->cache_dir = keep;
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  if (fixture->base != NULL)
    close_server (fixture);
  g_ptr_array_unref (fixture->requests);
  folder_remove (fixture->cache_dir);
  g_free (fixture->cache_dir);
}

/* Until it holds; the loop turns, nothing sleeps. */
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

/* Everything that is under way here has been done: the loop has nothing more to say, twice around a worker's turn. */
static void
let_it_rest (Fixture *fixture)
{
  for (int i = 0; i < 200; i++)
    {
      while (g_main_context_iteration (NULL, FALSE))
        ;
      g_thread_yield ();
    }
}

static cairo_status_t
append_cb (void *closure, const guchar *data, guint length)
{
  g_byte_array_append (closure, data, length);
  return CAIRO_STATUS_SUCCESS;
}

static GBytes *
make_tile (guint32 colour)
{
  GByteArray      *file = g_byte_array_new ();
  cairo_surface_t *surface = cairo_image_surface_create (CAIRO_FORMAT_RGB24, TILE_PX, TILE_PX);
  cairo_t         *cr = cairo_create (surface);

  cairo_set_source_rgb (cr, (colour >> 16 & 0xff) / 255.0, (colour >> 8 & 0xff) / 255.0, (colour & 0xff) / 255.0);
  cairo_paint (cr);
  cairo_destroy (cr);
  cairo_surface_write_to_png_stream (surface, append_cb, file);
  cairo_surface_destroy (surface);
  return g_byte_array_free_to_bytes (file);
}

/* What the middle of a tile's place shows; what is missing is then wanted. */
static guint32
look_at (Fixture *fixture, LampBlockKey key)
{
  double           size = LAMP_WORLD_SIZE / exp2 (key.z), k = TILE_PX / size;
  cairo_surface_t *surface = cairo_image_surface_create (CAIRO_FORMAT_ARGB32, 9, 9);
  cairo_t         *cr = cairo_create (surface);
  LampBaseView     view = { .left = (key.x + 0.5) * size - 4.5 / k, .top = (key.y + 0.5) * size - 4.5 / k, .k = k, .width = 9, .height = 9 };
  guint32          pixel;

  lamp_base_map_draw (fixture->base, cr, &view);
  cairo_destroy (cr);
  cairo_surface_flush (surface);
  pixel = ((guint32 *)(void *)cairo_image_surface_get_data (surface))[4 * cairo_image_surface_get_stride (surface) / 4 + 4];
  cairo_surface_destroy (surface);
  return pixel;
}

static void
answer_full (Fixture *fixture, const LampFetched *fetched)
{
  Request *request;

  UNTIL (fixture->requests->len > 0);
  request = g_ptr_array_steal_index (fixture->requests, 0);
  request->done (fetched, request->user_data);
  request_free (request);
}

static void
answer (Fixture *fixture, LampFetchOutcome outcome)
{
  answer_full (fixture, &(LampFetched){ .outcome = outcome, .status = outcome == LAMP_FETCH_MISSING ? 404 : 500 });
}

static void
answer_with_tile (Fixture *fixture, guint32 colour, const char *etag)
{
  g_autoptr (GBytes) bytes = make_tile (colour);

  answer_full (fixture, &(LampFetched){ .outcome = LAMP_FETCH_OK, .status = 200, .body = bytes, .etag = etag });
}

static gint64
wait_sec (Fixture *fixture)
{
  gint64 due = lamp_tile_server_get_retry_usec (LAMP_TILE_SERVER (fixture->base));

  return due == 0 ? 0 : (due - fixture->now_usec) / G_USEC_PER_SEC;
}

static const LampBlockKey here = { 5, 16, 10 };

static void
test_tile_comes (Fixture *fixture, gconstpointer data)
{
  LampWorldBox box = lamp_block_box (here);

  g_assert_cmpstr (lamp_base_map_get_attribution (fixture->base), ==, "© Town & people");
  g_assert_cmphex (look_at (fixture, here), ==, 0);
  UNTIL (fixture->requests->len == 1);
  g_assert_cmpstr (((Request *)fixture->requests->pdata[0])->url, ==, "https://tiles.example/5/16/10.png");
  g_assert_null (((Request *)fixture->requests->pdata[0])->etag);
  answer_with_tile (fixture, 0x204060, NULL);
  UNTIL (fixture->n_changes == 1);
  g_assert_cmpuint (fixture->changed.x0, <=, box.x0);
  g_assert_cmpuint (fixture->changed.y1, >=, box.y1);
  g_assert_cmphex (look_at (fixture, here), ==, 0xff204060);
  g_assert_false (lamp_base_map_is_bright (fixture->base));
  let_it_rest (fixture);
  g_assert_cmpuint (fixture->n_asked, ==, 1);
}

/* Every way to fail costs one sentence, and the next try comes later each time. */
static void
test_fails (Fixture *fixture, gconstpointer data)
{
  LampFetchOutcome outcome = (LampFetchOutcome)GPOINTER_TO_INT (data);
  g_autofree char *trouble = NULL;
  gint64           expected = LAMP_BACKOFF_FIRST_SEC;

  look_at (fixture, here);
  look_at (fixture, (LampBlockKey){ 5, 20, 10 });
  UNTIL (fixture->requests->len == 2);
  answer (fixture, outcome);
  answer (fixture, outcome); /* both were on their way: one failure */
  for (int i = 0; i < 9; i++)
    {
      let_it_rest (fixture);
      g_assert_cmpint (wait_sec (fixture), ==, expected);
      g_assert_cmpuint (fixture->requests->len, ==, 0);
      fixture->now_usec += expected * G_USEC_PER_SEC - 1;
      look_at (fixture, (LampBlockKey){ 6, i, 30 }); /* more is wanted: it waits too */
      lamp_tile_server_wake (LAMP_TILE_SERVER (fixture->base));
      let_it_rest (fixture);
      g_assert_cmpuint (fixture->requests->len, ==, 0);
      fixture->now_usec += 1;
      lamp_tile_server_wake (LAMP_TILE_SERVER (fixture->base));
      UNTIL (fixture->requests->len == 1); /* one asks for all */
      answer (fixture, outcome);
      expected = MIN (expected * 2, LAMP_BACKOFF_MOST_SEC);
    }
  UNTIL (fixture->n_troubles > 0);
  g_assert_cmpuint (fixture->n_troubles, ==, 1);
  trouble = lamp_base_map_dup_trouble (fixture->base);
  g_assert_nonnull (strstr (trouble, "tiles.example"));
  g_assert_null (strstr (trouble, "https")); /* nor a key that stands in the address */

  /* It is well again: everything comes. */
  lamp_tile_server_retry (LAMP_TILE_SERVER (fixture->base));
  for (guint n = fixture->n_asked; n < 40 && fixture->requests->len > 0; n++)
    {
      answer_with_tile (fixture, 0xf0f0f0, NULL);
      let_it_rest (fixture);
    }
  UNTIL (look_at (fixture, here) == 0xfff0f0f0);
  g_assert_cmpint (wait_sec (fixture), ==, 0);
  g_clear_pointer (&trouble, g_free);
  trouble = lamp_base_map_dup_trouble (fixture->base);
  g_assert_null (trouble);
}

static void
test_asks_for_patience (Fixture *fixture, gconstpointer data)
{
  look_at (fixture, here);
  answer_full (fixture, &(LampFetched){ .outcome = LAMP_FETCH_BUSY, .status = 429, .retry_after_s = 120 });
  g_assert_cmpint (wait_sec (fixture), ==, 120);
}

/* 200 OK and not a picture, as of a network that wants a login: it is not kept either. */
static void
test_no_picture (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GBytes) page = g_bytes_new_static ("<html>Log in", 12);
  g_autofree char *trouble = NULL;

  look_at (fixture, here);
  answer_full (fixture, &(LampFetched){ .outcome = LAMP_FETCH_OK, .status = 200, .body = page });
  UNTIL (wait_sec (fixture) > 0);
  trouble = lamp_base_map_dup_trouble (fixture->base);
  g_assert_nonnull (strstr (trouble, "not a picture"));
  close_server (fixture);
  open_server (fixture, URL);
  look_at (fixture, here);
  UNTIL (fixture->requests->len == 1); /* asked for again */
}

/* A server without tiles: after a few places without any it is said, and asked less and less. */
static void
test_nothing_there (Fixture *fixture, gconstpointer data)
{
  g_autofree char *trouble = NULL;
  guint            n = 0;

  for (int x = 0; x < 40; x++)
    look_at (fixture, (LampBlockKey){ 6, x, 20 });
  while (wait_sec (fixture) == 0)
    {
      g_assert_cmpuint (++n, <, 20);
      answer (fixture, LAMP_FETCH_MISSING);
    }
  if (fixture->requests->len > 0)
    answer (fixture, LAMP_FETCH_MISSING);
  let_it_rest (fixture);
  g_assert_cmpuint (fixture->requests->len, ==, 0);
  trouble = lamp_base_map_dup_trouble (fixture->base);
  g_assert_nonnull (strstr (trouble, "404"));
  UNTIL (fixture->n_troubles > 0);
  g_assert_cmpuint (fixture->n_troubles, ==, 1);
}

/* A server that has tiles need not have them everywhere: a coarser one is shown there. */
static void
test_hole (Fixture *fixture, gconstpointer data)
{
  LampBlockKey parent = { here.z - 1, here.x / 2, here.y / 2 };

  look_at (fixture, (LampBlockKey){ 5, 3, 3 });
  answer_with_tile (fixture, 0xaaaaaa, NULL);
  UNTIL (fixture->n_changes == 1);
  look_at (fixture, here);
  answer (fixture, LAMP_FETCH_MISSING);
  UNTIL (fixture->n_changes == 2);
  g_assert_cmphex (look_at (fixture, here), ==, 0);
  answer_with_tile (fixture, 0x80c0ff, NULL);
  UNTIL (fixture->n_changes == 3);
  g_assert_cmphex (look_at (fixture, here), ==, 0xff80c0ff);
  g_assert_cmphex (look_at (fixture, parent), ==, 0xff80c0ff);
  g_assert_cmpint (wait_sec (fixture), ==, 0);
  g_assert_cmpuint (fixture->n_troubles, ==, 0);
  let_it_rest (fixture);
  g_assert_cmpuint (fixture->n_asked, ==, 3);
}

/* The file of the cache that was written last. */
static char *
find_kept (const char *path)
{
  g_autoptr (GDir) dir = g_dir_open (path, 0, NULL);
  const char *name;
  char       *found = NULL;

  while (dir != NULL && found == NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *below = g_build_filename (path, name, NULL);

      found = g_str_has_suffix (name, ".png") ? g_strdup (below) : find_kept (below);
    }
  return found;
}

/* The network goes: what came earlier is there, also after a restart, also when it is old. */
static void
test_last_good_stays (Fixture *fixture, gconstpointer data)
{
  g_autofree char *kept = NULL;

  look_at (fixture, here);
  answer_with_tile (fixture, 0x337755, "\"seven\"");
  UNTIL (fixture->n_changes == 1);
  UNTIL ((kept = find_kept (fixture->cache_dir)) != NULL);
  g_assert_null (strstr (kept, "tiles.example")); /* an address may hold a key */
  let_it_rest (fixture);
  close_server (fixture);

  open_server (fixture, URL);
  look_at (fixture, here);
  UNTIL (look_at (fixture, here) == 0xff337755);
  g_assert_cmpuint (fixture->n_asked, ==, 1); /* it is young: nobody was asked */
  close_server (fixture);

  g_assert_cmpint (utime (kept, &(struct utimbuf){ 1000000000, 1000000000 }), ==, 0);
  open_server (fixture, URL);
  look_at (fixture, here);
  UNTIL (fixture->requests->len == 1);
  g_assert_cmphex (look_at (fixture, here), ==, 0xff337755); /* shown before it was asked for */
  g_assert_cmpstr (((Request *)fixture->requests->pdata[0])->etag, ==, "\"seven\"");
  answer (fixture, LAMP_FETCH_UNREACHABLE);
  let_it_rest (fixture);
  g_assert_cmphex (look_at (fixture, here), ==, 0xff337755);
  lamp_tile_server_retry (LAMP_TILE_SERVER (fixture->base));
  answer (fixture, LAMP_FETCH_SAME);
  let_it_rest (fixture);
  g_assert_cmpint (wait_sec (fixture), ==, 0);
  g_assert_cmphex (look_at (fixture, here), ==, 0xff337755);
  close_server (fixture);

  open_server (fixture, URL); /* young again */
  look_at (fixture, here);
  UNTIL (look_at (fixture, here) == 0xff337755);
  let_it_rest (fixture);
  g_assert_cmpuint (fixture->requests->len, ==, 0);

  /* Another address shares nothing with it. */
  close_server (fixture);
  open_server (fixture, "https://tiles.example/{z}-{x}-{y}.png");
  g_assert_cmphex (look_at (fixture, here), ==, 0);
  UNTIL (fixture->requests->len == 1);
}

/* A kept tile that is damaged on the disk is asked for again. */
static void
test_damaged_cache (Fixture *fixture, gconstpointer data)
{
  g_autofree char *kept = NULL;

  look_at (fixture, here);
  answer_with_tile (fixture, 0x337755, "\"seven\"");
  UNTIL ((kept = find_kept (fixture->cache_dir)) != NULL);
  let_it_rest (fixture);
  close_server (fixture);
  g_assert_true (g_file_set_contents (kept, "half", 4, NULL));
  open_server (fixture, URL);
  look_at (fixture, here);
  UNTIL (fixture->requests->len == 1);
  g_assert_null (((Request *)fixture->requests->pdata[0])->etag);
  answer_with_tile (fixture, 0x445566, NULL);
  UNTIL (look_at (fixture, here) == 0xff445566);
}

/* No folder for the cache: the map goes on without. */
static void
test_no_cache (Fixture *fixture, gconstpointer data)
{
  g_autofree char *file = g_build_filename (fixture->cache_dir, "file", NULL), *folder = g_build_filename (file, "in-a-file", NULL);
  char            *keep = fixture->cache_dir;

  close_server (fixture);
  g_assert_true (g_file_set_contents (file, "", 0, NULL));
  fixture->cache_dir = folder;
  open_server (fixture, URL);
  fixture->cache_dir = keep;
  look_at (fixture, here);
  answer_with_tile (fixture, 0x123456, NULL);
  UNTIL (look_at (fixture, here) == 0xff123456);
}

/* Two at a time, and what is nearest to what is looked at first; the last one wanted when nobody looks. */
static void
test_order (Fixture *fixture, gconstpointer data)
{
  g_autofree char *last = NULL;

  do_without_cache (fixture);
  for (int x = 0; x < 20; x++)
    look_at (fixture, (LampBlockKey){ 6, x, 20 });
  UNTIL (fixture->requests->len == 2);
  let_it_rest (fixture);
  g_assert_cmpuint (fixture->requests->len, ==, 2);
  look_at (fixture, (LampBlockKey){ 6, 40, 40 });
  let_it_rest (fixture);
  answer_with_tile (fixture, 0, NULL);
  UNTIL (fixture->n_asked == 3);
  last = g_strdup (((Request *)fixture->requests->pdata[1])->url);
  g_assert_cmpstr (last, ==, "https://tiles.example/6/40/40.png");
  lamp_base_map_focus (fixture->base, (LampWorld){ 7u << 26, 20u << 26 }, exp2 (6 + 8) / LAMP_WORLD_SIZE);
  answer_with_tile (fixture, 0, NULL);
  UNTIL (fixture->n_asked == 4);
  g_free (last);
  last = g_strdup (((Request *)fixture->requests->pdata[1])->url);
  g_assert_true (g_str_equal (last, "https://tiles.example/6/6/20.png") || g_str_equal (last, "https://tiles.example/6/7/20.png"));
}

/* Far more than anybody looks at is forgotten, and wanted anew when it is looked at. */
static void
test_bounded (Fixture *fixture, gconstpointer data)
{
  do_without_cache (fixture);
  look_at (fixture, (LampBlockKey){ 12, 0, 20 });
  UNTIL (fixture->requests->len == 1);
  answer (fixture, LAMP_FETCH_UNREACHABLE);
  for (int x = 1; x < 2600; x++)
    look_at (fixture, (LampBlockKey){ 12, x, 20 });
  let_it_rest (fixture);
  UNTIL (fixture->n_changes > 0); /* who painted without one that was given up paints again */
  look_at (fixture, (LampBlockKey){ 12, 0, 20 });
  let_it_rest (fixture);
  lamp_tile_server_retry (LAMP_TILE_SERVER (fixture->base));
  UNTIL (fixture->requests->len > 0);
  g_assert_cmpstr (((Request *)fixture->requests->pdata[0])->url, ==, "https://tiles.example/12/0/20.png");
}

static void
test_addresses (void)
{
  static const char *const good[] = { URL, "http://127.0.0.1:8000/{z}/{x}/{-y}.jpg?key=a&b=%20", "https://{s}.example.org/{z}/{x}/{y}{r}.png" };
  static const char *const bad[] = { "", "tiles", "ftp://example.org/{z}/{x}/{y}", "file:///{z}/{x}/{y}", "https:///{z}/{x}/{y}", "https://example.org/{z}/{x}", "https://example.org/", "javascript:{z}{x}{y}" };
  g_autofree char         *south = lamp_tile_server_dup_url ("{z}/{x}/{-y}", (LampBlockKey){ 3, 2, 1 });
  g_autofree char         *spread = lamp_tile_server_dup_url ("{s}{r}", (LampBlockKey){ 3, 2, 2 });

  for (guint i = 0; i < G_N_ELEMENTS (good); i++)
    g_assert_true (lamp_tile_server_check_url (good[i], NULL));
  for (guint i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_false (lamp_tile_server_check_url (bad[i], &error));
      g_assert_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT);
    }
  g_assert_cmpstr (south, ==, "3/2/6");
  g_assert_cmpstr (spread, ==, "b");
}

static void
test_backoff (void)
{
  LampBackoff backoff = { 0 };
  gint64      now = 5, last = 0;

  g_assert_cmpint (lamp_backoff_wait_usec (&backoff, now), ==, 0);
  for (int i = 0; i < 100; i++)
    {
      gint64 wait;

      lamp_backoff_fail (&backoff, now, 0);
      wait = lamp_backoff_wait_usec (&backoff, now);
      g_assert_cmpint (wait, >=, last);
      g_assert_cmpint (wait, <=, (gint64)LAMP_BACKOFF_MOST_SEC * G_USEC_PER_SEC);
      last = wait;
      now += wait;
      g_assert_cmpint (lamp_backoff_wait_usec (&backoff, now), ==, 0);
    }
  g_assert_cmpint (last, ==, (gint64)LAMP_BACKOFF_MOST_SEC * G_USEC_PER_SEC);
  lamp_backoff_fail (&backoff, now, G_MAXINT64);
  g_assert_cmpint (lamp_backoff_wait_usec (&backoff, now), ==, G_GINT64_CONSTANT (3600) * G_USEC_PER_SEC);
  lamp_backoff_succeed (&backoff);
  g_assert_cmpint (lamp_backoff_wait_usec (&backoff, now), ==, 0);
}

int
main (int argc, char **argv)
{
  static const struct
  {
    const char      *name;
    LampFetchOutcome outcome;
  } failures[] = { { "500", LAMP_FETCH_BROKEN }, { "unreachable", LAMP_FETCH_UNREACHABLE }, { "late", LAMP_FETCH_LATE }, { "redirect", LAMP_FETCH_REDIRECT }, { "rubbish", LAMP_FETCH_RUBBISH }, { "denied", LAMP_FETCH_DENIED }, { "too-large", LAMP_FETCH_TOO_LARGE } };

  g_test_init (&argc, &argv, NULL);
#define ADD(name, test) g_test_add ("/map/tile-server/" name, Fixture, NULL, set_up, test, tear_down)
  ADD ("tile-comes", test_tile_comes);
  for (guint i = 0; i < G_N_ELEMENTS (failures); i++)
    {
      g_autofree char *path = g_strconcat ("/map/tile-server/fails/", failures[i].name, NULL);

      g_test_add (path, Fixture, GINT_TO_POINTER (failures[i].outcome), set_up, test_fails, tear_down);
    }
  ADD ("asks-for-patience", test_asks_for_patience);
  ADD ("no-picture", test_no_picture);
  ADD ("nothing-there", test_nothing_there);
  ADD ("hole", test_hole);
  ADD ("last-good-stays", test_last_good_stays);
  ADD ("damaged-cache", test_damaged_cache);
  ADD ("no-cache", test_no_cache);
  ADD ("order", test_order);
  ADD ("bounded", test_bounded);
  g_test_add_func ("/map/tile-server/addresses", test_addresses);
  g_test_add_func ("/map/tile-server/backoff", test_backoff);
  return g_test_run ();
}
