/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Who may, how much, and what the gateway says of itself: over HTTP, one line a case.
 */
#include "house.h"

#include <string.h>

typedef struct
{
  const char *method, *path, *authorization, *body;
  guint       status;
  const char *code, *challenge; /* part of WWW-Authenticate */
} Entry;

static void
test_who (void)
{
  g_autoptr (House) house = house_open (NULL);
  g_autofree char *viewer = g_strconcat ("Authorization: Bearer ", house->viewer, NULL);
  g_autofree char *lower = g_strconcat ("Authorization: bearer  ", house->viewer, NULL);
  g_autofree char *dispatcher = g_strconcat ("Authorization: Bearer ", house->li_wei, NULL);
  const Entry      entries[] = {
         { "GET", "/health", NULL, NULL, 401, "token-missing", "Bearer realm=" },
         { "GET", "/", NULL, NULL, 401, "token-missing", "Bearer realm=" },
         { "GET", "/nowhere", NULL, NULL, 401, "token-missing", "Bearer realm=" },
         { "GET", "/health", "Authorization: Basic bGk6d2Vp", NULL, 401, "token-malformed", "error=\"invalid_request\"" },
         { "GET", "/health", "Authorization: Bearer", NULL, 401, "token-malformed", "error=\"invalid_request\"" },
         { "GET", "/health", "Authorization: Bearer AAAA", NULL, 401, "token-unknown", "error=\"invalid_token\"" },
         { "GET", "/health", viewer, NULL, 200, "", "" },
         { "GET", "/health", lower, NULL, 200, "", "" },
         { "GET", "/nowhere", viewer, NULL, 404, "not-found", "" },
         { "GET", "/collections/outages/items", viewer, NULL, 200, "", "" },
         { "POST", "/collections/assignments/items", NULL, "{}", 401, "token-missing", "Bearer realm=" },
         { "POST", "/collections/assignments/items", viewer, "{}", 403, "role-too-low", "scope=\"dispatcher\"" },
         { "POST", "/collections/assignments/items", dispatcher, "{}", 400, "bad-body", "" },
         { "DELETE", "/collections/assignments/items", dispatcher, NULL, 405, "method-not-allowed", "" },
         { "PUT", "/clock", dispatcher, "{}", 405, "method-not-allowed", "" },
         { "GET", "/collections/outages/items/O-1/actions", viewer, NULL, 405, "method-not-allowed", "" },
         { "GET", "/me?x=1", viewer, NULL, 400, "unknown-parameter", "" },
         { "OPTIONS", "/collections/assignments/items", viewer, NULL, 200, "", "" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (entries); i++)
    {
      const Entry *one = &entries[i];
      g_autoptr (Reply) reply = house_ask (house, one->method, one->path, NULL, one->authorization, one->body);

      g_test_message ("%s %s -> %u %s", one->method, one->path, reply->status, reply->body);
      g_assert_cmpuint (reply->status, ==, one->status);
      g_assert_cmpstr (reply_get (reply, "code"), ==, one->code);
      g_assert_nonnull (strstr (reply_header (reply, "WWW-Authenticate"), one->challenge));
      g_assert_cmpstr (reply_header (reply, "Lamp-Mode"), ==, "live");
      g_assert_cmpuint (strlen (reply_header (reply, "Lamp-Now")), ==, strlen ("2026-01-05T08:00:00.000Z"));
    }
}

static void
test_me (void)
{
  g_autoptr (House) house = house_open (NULL);
  g_autoptr (Reply) viewer = house_ask (house, "GET", "/me", house->viewer, NULL, NULL);
  g_autoptr (Reply) dispatcher = house_ask (house, "GET", "/me", house->li_wei, NULL, NULL);

  g_assert_cmpstr (reply_get (viewer, "name"), ==, "visitor");
  g_assert_cmpstr (reply_get (viewer, "role"), ==, "viewer");
  g_assert_cmpstr (reply_get (dispatcher, "name"), ==, "li.wei");
  g_assert_cmpstr (reply_get (dispatcher, "role"), ==, "dispatcher");
}

/* Tokens made and revoked beside the running gateway. */
static void
test_tokens_beside (void)
{
  g_autoptr (House) house = house_open (NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (LampStore) store = lamp_store_open (house->address, LAMP_STORE_TOOL, &error);
  g_autofree char *token = NULL;
  g_autoptr (Reply) known = NULL;
  guint status = 200;

  g_assert_no_error (error);
  token = lamp_token_make (store, "late", LAMP_ROLE_VIEWER, &error);
  g_assert_no_error (error);
  house_wait_usec (300000); /* the table is not read again more often than four times a second */
  known = house_ask (house, "GET", "/me", token, NULL, NULL);
  g_assert_cmpstr (reply_get (known, "name"), ==, "late");
  g_assert_true (store->klass->revoke_token (store, "late", g_get_real_time (), &error));
  for (guint i = 0; i < 100 && status == 200; i++)
    {
      g_autoptr (Reply) reply = house_ask (house, "GET", "/me", token, NULL, NULL);

      status = reply->status;
      house_wait_usec (100000);
    }
  g_assert_cmpuint (status, ==, 401);
  g_assert_false (store->klass->revoke_token (store, "late", 0, &error));
  g_assert_error (error, LAMP_STORE_ERROR, LAMP_STORE_ERROR_MISSING);
}

static void
test_wrong_tokens_are_slowed (void)
{
  g_autoptr (House) house = house_open (NULL);
  guint n_refused = 0;

  for (guint i = 0; i < 40; i++)
    {
      g_autoptr (Reply) reply = house_ask (house, "GET", "/me", "wrong", NULL, NULL);

      g_assert_true (reply->status == 401 || reply->status == 429);
      n_refused += reply->status == 429 ? 1 : 0;
    }
  g_assert_cmpuint (n_refused, >, 5);
  {
    /* Who has a good one is let in, though somebody at the same address guesses. */
    g_autoptr (Reply) good = house_ask (house, "GET", "/me", house->li_wei, NULL, NULL);

    g_assert_cmpuint (good->status, ==, 200);
  }
}

/* What a client sent is told back to it as whole characters, wherever it is cut. */
static void
test_told_back_in_utf8 (void)
{
#define FACES "%F0%9F%98%80%F0%9F%98%80%F0%9F%98%80%F0%9F%98%80%F0%9F%98%80%F0%9F%98%80%F0%9F%98%80%F0%9F%98%80%F0%9F%98%80%F0%9F%98%80"
  static const struct
  {
    const char *method, *path, *headers, *body;
    guint       status;
  } cases[] = {
    { "GET", "/x" FACES FACES FACES FACES FACES FACES, NULL, NULL, 404 },
    { "GET", "/collections/x" FACES FACES FACES FACES FACES FACES FACES "/items", NULL, NULL, 404 },
    { "POST", "/collections/outages/items/x" FACES FACES FACES FACES FACES FACES FACES "/actions", "If-Match: *", "{\"action\":\"note\",\"text\":\"x\"}", 404 },
    { "POST", "/collections/assignments/items", NULL, "{\"outage\":\"x😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀\",\"crew\":\"K1\"}", 404 },
    { "POST", "/collections/assignments/items", NULL, "{\"outage\":\"O-1\",\"crew\":\"x😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀\"}", 404 },
    { "POST", "/collections/assignments/items", "Content-Type: text/\xff\xfe", "{}", 415 },
  };
#undef FACES
  g_autoptr (House) house = house_open (NULL);

  house_furnish (house);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (Reply) reply = house_ask (house, cases[i].method, cases[i].path, house->li_wei, cases[i].headers, cases[i].body);

      g_assert_cmpuint (reply->status, ==, cases[i].status);
      g_assert_true (g_utf8_validate (reply->body, -1, NULL));
      if (cases[i].status == 404)
        g_assert_null (strstr (reply->body, "\uFFFD"));
    }
}

static void
test_clock_and_health (void)
{
  g_autoptr (House) house = house_open (NULL);
  g_autoptr (Reply) clock = house_ask (house, "GET", "/clock", house->viewer, NULL, NULL);
  g_autoptr (Reply) health = NULL;
  gint64 now_usec;

  g_assert_cmpstr (reply_get (clock, "mode"), ==, "live");
  g_assert_true (lamp_time_from_string (reply_get (clock, "now"), &now_usec));
  g_assert_cmpint (ABS (now_usec - g_get_real_time ()), <, 60 * G_USEC_PER_SEC);
  g_assert_cmpfloat (json_object_get_double_member (json_node_get_object (clock->json), "speed"), ==, 1.0);
  house_furnish (house);
  health = house_ask (house, "GET", "/health", house->viewer, NULL, NULL);
  g_assert_cmpstr (reply_get (health, "status"), ==, "ok");
  g_assert_cmpstr (reply_get (health, "region"), ==, "Toytown");
  g_assert_cmpint (json_object_get_int_member (json_node_get_object (health->json), "seq"), ==, 2);
  g_assert_true (json_object_has_member (json_object_get_object_member (json_node_get_object (health->json), "feeds"), "scada"));
}

static void
test_grid (void)
{
  g_autoptr (House) house = house_open (NULL);
  g_autofree char *path = g_strconcat (house->url, "/grid", NULL);
  g_autofree char *value = g_strconcat ("Bearer ", house->viewer, NULL);
  g_autoptr (SoupMessage) message = soup_message_new ("GET", path);
  g_autofree char *known = NULL;
  g_autofree char *hash = NULL;
  g_autofree char *contents = NULL;
  gsize            size;
  g_autoptr (Reply) whole = house_ask (house, "GET", "/grid", house->viewer, NULL, NULL);
  g_autoptr (Reply) same = NULL, head = NULL, changed = NULL;

  g_assert_cmpuint (whole->status, ==, 200);
  g_assert_cmpstr (reply_header (whole, "Content-Type"), ==, "application/geopackage+sqlite3");
  g_file_get_contents (house->region, &contents, &size, NULL);
  hash = g_compute_checksum_for_data (G_CHECKSUM_SHA256, (const guchar *)contents, size);
  known = g_strdup_printf ("If-None-Match: \"%s\"", hash);
  g_assert_cmpint (g_ascii_strtoll (reply_header (whole, "Content-Length"), NULL, 10), ==, (gint64)size);
  g_assert_cmpuint (strlen (reply_header (whole, "ETag")), ==, 66);
  g_assert_true (strncmp (reply_header (whole, "ETag") + 1, hash, 64) == 0);
  same = house_ask (house, "GET", "/grid", house->viewer, known, NULL);
  g_assert_cmpuint (same->status, ==, 304);
  head = house_ask (house, "HEAD", "/grid", house->viewer, NULL, NULL);
  g_assert_cmpuint (head->status, ==, 200);
  g_assert_cmpstr (reply_header (head, "ETag"), ==, reply_header (whole, "ETag"));
  g_assert_cmpstr (reply_header (head, "Content-Length"), ==, reply_header (whole, "Content-Length"));
  /* Another file in its place is not sent as this one. */
  g_assert_true (g_file_set_contents (house->region, "something else", -1, NULL));
  changed = house_ask (house, "GET", "/grid", house->viewer, NULL, NULL);
  g_assert_cmpuint (changed->status, ==, 503);
  g_assert_cmpstr (reply_get (changed, "code"), ==, "region-changed");
}

/* --- limits --- */

static void
test_limits (void)
{
  g_autoptr (House) house = house_open (NULL);
  g_autofree char *body = g_strnfill (LAMP_SERVER_MAX_BODY + 1, ' ');
  g_autofree char *word = g_strnfill (20000, 'x');
  g_autofree char *header = g_strconcat ("X-Word: ", word, NULL);
  g_autofree char *path = g_strconcat ("/collections/outages/items?limit=", word, NULL);
  g_autofree char *just = g_strnfill (LAMP_SERVER_MAX_BODY, ' ');
  g_autofree char *deep = g_strnfill (100000, '[');
  g_autoptr (Reply) too_large = house_ask (house, "POST", "/collections/assignments/items", house->li_wei, NULL, body);
  g_autoptr (Reply) large = house_ask (house, "POST", "/collections/assignments/items", house->li_wei, NULL, just);
  g_autoptr (Reply) nested = house_ask (house, "POST", "/collections/assignments/items", house->li_wei, NULL, deep);
  g_autoptr (Reply) headers = house_ask (house, "GET", "/me", house->li_wei, header, NULL);
  g_autoptr (Reply) address = house_ask (house, "GET", path, house->li_wei, NULL, NULL);

  g_assert_cmpuint (too_large->status, ==, 413);
  g_assert_cmpstr (reply_get (too_large, "code"), ==, "body-too-large");
  g_assert_cmpuint (large->status, ==, 400);
  g_assert_cmpuint (nested->status, ==, 400);
  g_assert_cmpuint (headers->status, ==, 431);
  g_assert_cmpstr (reply_get (headers, "code"), ==, "headers-too-large");
  g_assert_cmpuint (address->status, ==, 414);
  g_assert_cmpstr (reply_get (address, "code"), ==, "address-too-long");
}

static void
test_rates (void)
{
  g_autoptr (House) house = house_open (NULL);

  lamp_rate_free (house->gateway->commanding);
  house->gateway->commanding = lamp_rate_new (0.001, 3);
  for (guint i = 0; i < 5; i++)
    {
      g_autoptr (Reply) mine = house_ask (house, "POST", "/collections/assignments/items", house->li_wei, NULL, "{}");

      g_assert_cmpuint (mine->status, ==, i < 3 ? 400 : 429);
      g_assert_cmpstr (reply_get (mine, "code"), ==, i < 3 ? "bad-body" : "too-many");
      g_assert_cmpstr (reply_header (mine, "Retry-After"), ==, i < 3 ? "" : "1");
    }
  {
    g_autoptr (Reply) reading = house_ask (house, "GET", "/me", house->li_wei, NULL, NULL);
    g_autoptr (Reply) another = house_ask (house, "POST", "/collections/assignments/items", house->wang_fang, NULL, "{}");

    g_assert_cmpuint (reading->status, ==, 200);
    g_assert_cmpuint (another->status, ==, 400);
  }
}

/* Hundreds of consoles that come back in the same moment are all let in. */
static void
test_many_at_once (void)
{
  g_autoptr (House) house = house_open (NULL);
  Reply *replies[300];

  g_object_unref (house->session);
  house->session = soup_session_new_with_options ("max-conns", 300, "max-conns-per-host", 300, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (replies); i++)
    house_ask_later (house, "GET", "/clock", house->viewer, NULL, NULL, &replies[i]);
  for (guint i = 0; i < G_N_ELEMENTS (replies); i++)
    {
      house_wait_for (&replies[i]);
      g_assert_cmpuint (replies[i]->status, ==, 200);
      reply_free (replies[i]);
    }
}

static void
test_rate_buckets (void)
{
  g_autoptr (LampRate) rate = lamp_rate_new (2, 3);
  gint64 now_usec = 1000000;

  for (guint i = 0; i < 3; i++)
    g_assert_true (lamp_rate_take (rate, "a", now_usec));
  g_assert_false (lamp_rate_has (rate, "a", now_usec));
  g_assert_false (lamp_rate_take (rate, "a", now_usec));
  g_assert_true (lamp_rate_take (rate, "b", now_usec));
  g_assert_false (lamp_rate_take (rate, "a", now_usec + 400000));
  g_assert_true (lamp_rate_take (rate, "a", now_usec + 600000));
  g_assert_false (lamp_rate_take (rate, "a", now_usec + 600000));
  for (guint i = 0; i < 3; i++)
    g_assert_true (lamp_rate_take (rate, "a", now_usec + 60000000)); /* no more than the burst is saved up */
  g_assert_false (lamp_rate_take (rate, "a", now_usec + 60000000));
  for (guint i = 0; i < 20000; i++)
    {
      g_autofree char *name = g_strdup_printf ("%u", i);

      g_assert_true (lamp_rate_take (rate, name, now_usec + 60000000 + (gint64)i * 1000000));
    }
}

/* --- listening --- */

static void
test_listening (void)
{
  static const struct
  {
    const char *address, *sentence;
  } cases[] = {
    { "0.0.0.0", "--certificate" },
    { "192.0.2.1", "--certificate" },
    { "::", "--certificate" },
    { "example.org", "not an IP address" },
  };
  g_autoptr (House) house = house_open (NULL);
  LampListen       taken = { .port = (guint)g_ascii_strtoull (strrchr (house->url, ':') + 1, NULL, 10) };
  g_autofree char *url = NULL;
  g_autoptr (GError) in_use = NULL;
  SoupServer *server = house->gateway->server;

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      LampListen listen = { .address = cases[i].address };
      g_autoptr (GError) error = NULL;

      g_assert_false (lamp_server_start (house->gateway, &listen, &url, &error));
      g_assert_nonnull (error);
      g_test_message ("%s", error->message);
      g_assert_nonnull (strstr (error->message, cases[i].sentence));
    }
  g_assert_false (lamp_server_start (house->gateway, &taken, &url, &in_use));
  g_assert_nonnull (strstr (in_use->message, "cannot be listened on"));
  g_assert_true (house->gateway->server == server);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/server/who", test_who);
  g_test_add_func ("/server/me", test_me);
  g_test_add_func ("/server/tokens-beside", test_tokens_beside);
  g_test_add_func ("/server/wrong-tokens-are-slowed", test_wrong_tokens_are_slowed);
  g_test_add_func ("/server/told-back-in-utf8", test_told_back_in_utf8);
  g_test_add_func ("/server/clock-and-health", test_clock_and_health);
  g_test_add_func ("/server/grid", test_grid);
  g_test_add_func ("/server/limits", test_limits);
  g_test_add_func ("/server/rates", test_rates);
  g_test_add_func ("/server/rate-buckets", test_rate_buckets);
  g_test_add_func ("/server/many-at-once", test_many_at_once);
  g_test_add_func ("/server/listening", test_listening);
  return g_test_run ();
}
