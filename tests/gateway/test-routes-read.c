/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The read side over HTTP: one line per request and what must come of it.
 */
#include "read-fixture.h"

#include "gateway/items.h"
#include "records/outage.h"

#include <string.h>

/* 64 letters of three bytes behind one of one byte: wherever it is cut by bytes, a letter breaks. */
#define LETTERS "%E6%8A%A2%E6%8A%A2%E6%8A%A2%E6%8A%A2%E6%8A%A2%E6%8A%A2%E6%8A%A2%E6%8A%A2"
#define LONG_WORD "x" LETTERS LETTERS LETTERS LETTERS LETTERS LETTERS LETTERS LETTERS

typedef struct
{
  guint               status;
  SoupMessageHeaders *headers; /* owned */
  char               *body;
  JsonNode           *json; /* NULL when it is none */
} Reply;

static void
reply_free (Reply *reply)
{
  soup_message_headers_unref (reply->headers);
  g_free (reply->body);
  g_clear_pointer (&reply->json, json_node_unref);
  g_free (reply);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Reply, reply_free)

static Fixture     *fixture;
static SoupSession *session;
static gboolean     asked; /* the server has handed the request to its route */

static void
sent_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GError) error = NULL;

  *(GBytes **)data = soup_session_send_and_read_finish (SOUP_SESSION (source), result, &error);
  g_assert_no_error (error);
}

/* `header` is "Name: value" or NULL; `path` may be a whole address. */
static Reply *
ask (const char *method, const char *path, const char *header)
{
  g_autofree char *url = g_str_has_prefix (path, "http") ? g_strdup (path) : g_strconcat (fixture->url, path, NULL);
  g_autoptr (SoupMessage) message = soup_message_new (method, url);
  g_autoptr (GBytes) bytes = NULL;
  Reply *reply = g_new0 (Reply, 1);

  soup_message_headers_remove (soup_message_get_request_headers (message), "Accept");
  if (header != NULL)
    {
      g_auto (GStrv) parts = g_strsplit (header, ": ", 2);

      soup_message_headers_replace (soup_message_get_request_headers (message), parts[0], parts[1]);
    }
  soup_session_send_and_read_async (session, message, G_PRIORITY_DEFAULT, NULL, sent_cb, &bytes);
  while (bytes == NULL)
    g_main_context_iteration (NULL, TRUE);

  reply->status = soup_message_get_status (message);
  reply->headers = soup_message_headers_ref (soup_message_get_response_headers (message));
  reply->body = g_bytes_get_size (bytes) > 0 ? g_strndup (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes)) : g_strdup ("");
  reply->json = *reply->body == '{' ? json_from_string (reply->body, NULL) : NULL;

  return reply;
}

static JsonObject *
object_of (Reply *reply)
{
  g_assert_nonnull (reply->json);

  return json_node_get_object (reply->json);
}

static JsonArray *
features_of (Reply *reply)
{
  return json_object_get_array_member (object_of (reply), "features");
}

static const char *
link_of (Reply *reply, const char *rel)
{
  JsonArray *links = json_object_get_array_member (object_of (reply), "links");

  for (guint i = 0; i < json_array_get_length (links); i++)
    {
      JsonObject *link = json_array_get_object_element (links, i);

      if (g_str_equal (json_object_get_string_member (link, "rel"), rel))
        return json_object_get_string_member (link, "href");
    }

  return NULL;
}

static void
test_statuses (void)
{
  static const struct
  {
    const char *method, *path, *header;
    guint       status;
    const char *content_type; /* NULL for an empty body */
  } cases[] = {
    { "GET", "/", NULL, 200, "application/json" },
    { "GET", "/?f=json", NULL, 200, "application/json" },
    { "GET", "/?f=html", NULL, 400, "application/problem+json" },
    { "GET", "/?x=1", NULL, 400, "application/problem+json" },
    { "GET", "/api", NULL, 200, "application/vnd.oai.openapi+json" },
    { "GET", "/api?f=html", NULL, 200, "text/html" },
    { "GET", "/api.html", NULL, 200, "text/html" },
    { "GET", "/api.html", "Accept: text/html", 200, "text/html" },
    { "GET", "/api.html", "Accept: application/json", 406, "application/problem+json" },
    { "GET", "/conformance", NULL, 200, "application/json" },
    { "GET", "/collections", NULL, 200, "application/json" },
    { "GET", "/collections/", NULL, 200, "application/json" },
    { "GET", "/collections?x=1", NULL, 400, "application/problem+json" },
    { "GET", "/collections/outages", NULL, 200, "application/json" },
    { "GET", "/collections/sausages", NULL, 404, "application/problem+json" },
    { "GET", "/collections/sausages/items", NULL, 404, "application/problem+json" },
    { "GET", "/collections/outages/sausages", NULL, 404, "application/problem+json" },
    { "GET", "/collections/outages/queryables", NULL, 200, "application/schema+json" },
    { "GET", "/collections/outages/schema", NULL, 200, "application/schema+json" },
    { "GET", "/collections/outages/schema?f=feature", NULL, 200, "application/schema+json" },
    { "GET", "/collections/outages/schema?f=xsd", NULL, 400, "application/problem+json" },
    { "GET", "/collections/outages/items", NULL, 200, "application/geo+json" },
    { "GET", "/collections/outages/items?f=json", NULL, 200, "application/json" },
    { "GET", "/collections/outages/items?f=geojson", NULL, 200, "application/geo+json" },
    { "GET", "/collections/outages/items?limit=3&offset=0&f=json", NULL, 200, "application/json" },
    { "GET", "/collections/outages/items?limit=0", NULL, 400, "application/problem+json" },
    { "GET", "/collections/outages/items?limit=-1", NULL, 400, "application/problem+json" },
    { "GET", "/collections/outages/items?limit=x", NULL, 400, "application/problem+json" },
    { "GET", "/collections/outages/items?limit=99999", NULL, 200, "application/geo+json" },
    { "GET", "/collections/outages/items?bbox=1,2,3", NULL, 400, "application/problem+json" },
    { "GET", "/collections/outages/items?bbox=1,2,3,x", NULL, 400, "application/problem+json" },
    { "GET", "/collections/outages/items?bbox=116.299999999999997,39,116.340000000000003,40", NULL, 200, "application/geo+json" },
    { "GET", "/collections/outages/items?datetime=yesterday", NULL, 400, "application/problem+json" },
    { "GET", "/collections/outages/items?datetime=2026-01-05T%2F..", NULL, 200, "application/geo+json" },
    { "GET", "/collections/outages/items?datetime=0000-01-01T00:00:00Z/2026-01-05T00:00:00Z", NULL, 200, "application/geo+json" },
    { "GET", "/collections/outages/items?status=predicted&planned=false", NULL, 200, "application/geo+json" },
    { "GET", "/collections/outages/items?planned=perhaps", NULL, 400, "application/problem+json" },
    { "GET", "/collections/outages/items?limit=1&limit=2", NULL, 400, "application/problem+json" },
    { "GET", "/collections/outages/items?foo=bar", NULL, 400, "application/problem+json" },
    { "GET", "/collections/outages/items?after=nobody", NULL, 400, "application/problem+json" },
    { "GET", "/collections/outages/items", "Accept: text/xml", 406, "application/problem+json" },
    { "GET", "/collections/outages/items", "Accept: application/gml+xml;version=3.2", 406, "application/problem+json" },
    { "GET", "/collections/outages/items", "Accept: application/json;q=0", 406, "application/problem+json" },
    { "GET", "/collections/outages/items", "Accept: text/xml, application/geo+json;q=0.1", 200, "application/geo+json" },
    { "GET", "/collections/outages/items", "Accept: */*", 200, "application/geo+json" },
    { "GET", "/collections/outages/items", "Accept: text/html,application/xhtml+xml,*/*;q=0.8", 200, "application/geo+json" },
    { "GET", "/collections/outages/items?f=json", "Accept: text/xml", 200, "application/json" },
    { "GET", "/", "Accept: text/xml", 406, "application/problem+json" },
    { "GET", "/collections/outages/items/O-3", NULL, 200, "application/geo+json" },
    { "GET", "/collections/outages/items/O-3?f=json", NULL, 200, "application/json" },
    { "GET", "/collections/outages/items/O-3?limit=1", NULL, 400, "application/problem+json" },
    { "GET", "/collections/outages/items/O-999", NULL, 404, "application/problem+json" },
    { "GET", "/collections/outages/items/" LONG_WORD, NULL, 404, "application/problem+json" },
    { "GET", "/collections/" LONG_WORD, NULL, 404, "application/problem+json" },
    { "GET", "/?" LONG_WORD "=1", NULL, 400, "application/problem+json" },
    { "GET", "/?f=" LONG_WORD, NULL, 400, "application/problem+json" },
    { "GET", "/collections/outages/items?" LONG_WORD "=1", NULL, 400, "application/problem+json" },
    { "GET", "/collections/outages/items?limit=" LONG_WORD, NULL, 400, "application/problem+json" },
    { "GET", "/collections/outages/items?after=" LONG_WORD, NULL, 400, "application/problem+json" },
    { "GET", "/collections/outages/items/%00", NULL, 404, "application/problem+json" },
    { "GET", "/collections/sites/items/S%2F3", NULL, 200, "application/geo+json" },
    { "GET", "/collections/journal/items/7", NULL, 200, "application/geo+json" },
    { "GET", "/collections/journal/items/42", NULL, 404, "application/problem+json" },
    { "GET", "/collections/journal/items/x", NULL, 404, "application/problem+json" },
    { "GET", "/collections/journal/items?after=x", NULL, 400, "application/problem+json" },
    { "GET", "/collections/journal/items?before=3", NULL, 400, "application/problem+json" },
    { "DELETE", "/collections", NULL, 405, "application/problem+json" },
    { "POST", "/collections/outages/items", NULL, 405, "application/problem+json" },
    { "PUT", "/collections/outages/items/O-3", NULL, 405, "application/problem+json" },
    { "PATCH", "/collections/outages/items/O-3", NULL, 405, "application/problem+json" },
    { "DELETE", "/collections/outages/items/O-3", NULL, 405, "application/problem+json" },
    { "OPTIONS", "/collections/outages/items", NULL, 200, NULL },
    { "OPTIONS", "/", NULL, 200, NULL },
    { "HEAD", "/", NULL, 200, "application/json" },
    { "HEAD", "/api", NULL, 200, "application/vnd.oai.openapi+json" },
    { "HEAD", "/conformance", NULL, 200, "application/json" },
    { "HEAD", "/collections", NULL, 200, "application/json" },
    { "HEAD", "/collections/outages", NULL, 200, "application/json" },
    { "HEAD", "/collections/outages/items", NULL, 200, "application/geo+json" },
    { "HEAD", "/collections/calls/items?limit=1000", NULL, 200, "application/geo+json" },
    { "HEAD", "/collections/outages/items/O-3", NULL, 200, "application/geo+json" },
    { "HEAD", "/collections/outages/queryables", NULL, 200, "application/schema+json" },
    { "HEAD", "/collections/outages/schema", NULL, 200, "application/schema+json" },
    { "HEAD", "/collections/journal/items", NULL, 200, "application/geo+json" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (Reply) reply = ask (cases[i].method, cases[i].path, cases[i].header);

      g_test_message ("%s %s (%s)", cases[i].method, cases[i].path, cases[i].header != NULL ? cases[i].header : "-");
      g_assert_cmpuint (reply->status, ==, cases[i].status);
      g_assert_cmpstr (soup_message_headers_get_content_type (reply->headers, NULL), ==, cases[i].content_type);
      g_assert_true (*reply->body == '\0' || !g_str_equal (cases[i].method, "HEAD"));
      g_assert_true (g_utf8_validate (reply->body, -1, NULL));
      g_assert_true (reply->status < 400 || reply->json != NULL || *reply->body == '\0');
      if (reply->status >= 400 && reply->json != NULL)
        {
          g_assert_cmpint (json_object_get_int_member (object_of (reply), "status"), ==, reply->status);
          g_assert_nonnull (json_object_get_string_member (object_of (reply), "code"));
          g_assert_true (g_str_has_suffix (json_object_get_string_member (object_of (reply), "detail"), "."));
        }
      if (reply->status == 405 || g_str_equal (cases[i].method, "OPTIONS"))
        g_assert_cmpstr (soup_message_headers_get_one (reply->headers, "Allow"), ==, "GET, HEAD, OPTIONS");
      if (reply->status == 200 && !g_str_equal (cases[i].method, "OPTIONS"))
        g_assert_nonnull (soup_message_headers_get_one (reply->headers, "ETag"));
    }
}

static void
test_assignments_take_posts (void)
{
  g_autoptr (Reply) options = ask ("OPTIONS", "/collections/assignments/items", NULL);
  g_autoptr (Reply) deletion = ask ("DELETE", "/collections/assignments/items", NULL);
  g_autoptr (Reply) post = ask ("POST", "/collections/assignments/items", NULL);

  g_assert_cmpstr (soup_message_headers_get_one (options->headers, "Allow"), ==, "GET, HEAD, OPTIONS, POST");
  g_assert_cmpuint (deletion->status, ==, 405);
  g_assert_cmpuint (post->status, ==, 404); /* left to the commands, which the fixture has not */
}

static void
test_not_modified (void)
{
  static const char *const paths[] = {
    "/", "/api", "/api.html", "/conformance", "/collections", "/collections/crews", "/collections/crews/queryables", "/collections/crews/schema",
    "/collections/crews/items", "/collections/calls/items?limit=1000", "/collections/crews/items/K3", "/collections/journal/items", "/collections/journal/items/3"
  };

  for (gsize i = 0; i < G_N_ELEMENTS (paths); i++)
    {
      g_autoptr (Reply) first = ask ("GET", paths[i], NULL);
      const char      *etag = soup_message_headers_get_one (first->headers, "ETag");
      g_autofree char *same = g_strconcat ("If-None-Match: \"other\", ", etag, NULL);
      g_autofree char *head = g_strconcat ("If-None-Match: ", etag, NULL);
      g_autoptr (Reply) again = ask ("GET", paths[i], same);
      g_autoptr (Reply) no_body = ask ("HEAD", paths[i], head);
      g_autoptr (Reply) other = ask ("GET", paths[i], "If-None-Match: \"other\"");

      g_test_message ("%s %s", paths[i], etag);
      g_assert_cmpuint (again->status, ==, 304);
      g_assert_cmpstr (again->body, ==, "");
      g_assert_cmpstr (soup_message_headers_get_one (again->headers, "ETag"), ==, etag);
      g_assert_cmpuint (no_body->status, ==, 304);
      g_assert_cmpuint (other->status, ==, 200);
    }
}

static void
change_outage (int n)
{
  LampState       *state = fixture_get_state (fixture);
  g_autofree char *id = g_strdup_printf ("O-%d", n);
  g_autoptr (LampRecord) changed = lamp_record_copy (lamp_state_lookup (state, &lamp_outage_type, id));

  changed->revision += 1000;
  lamp_state_put (state, changed);
}

/* The tag of a page changes exactly when a record on it does. */
static void
test_page_tags (void)
{
  g_autoptr (Reply) first = ask ("GET", "/collections/outages/items?limit=5", NULL);
  g_autofree char *known = g_strconcat ("If-None-Match: ", soup_message_headers_get_one (first->headers, "ETag"), NULL);
  g_autoptr (Reply) elsewhere = NULL;
  g_autoptr (Reply) here = NULL;
  g_autoptr (Reply) other_query = ask ("GET", "/collections/outages/items?limit=6", known);

  change_outage (30);
  elsewhere = ask ("GET", "/collections/outages/items?limit=5", known);
  change_outage (2);
  here = ask ("GET", "/collections/outages/items?limit=5", known);

  g_assert_cmpuint (other_query->status, ==, 200);
  g_assert_cmpuint (elsewhere->status, ==, 304);
  g_assert_cmpuint (here->status, ==, 200);
}

static guint
count_features (const char *path)
{
  g_autoptr (Reply) reply = ask ("GET", path, NULL);

  g_assert_cmpuint (reply->status, ==, 200);
  g_assert_cmpint (json_object_get_int_member (object_of (reply), "numberReturned"), ==, json_array_get_length (features_of (reply)));

  return json_array_get_length (features_of (reply));
}

static void
test_counts (void)
{
  static const struct
  {
    const char *path;
    guint       n;
  } cases[] = {
    { "/collections/outages/items", 60 },
    { "/collections/calls/items", LAMP_ITEMS_DEFAULT_LIMIT },
    { "/collections/calls/items?limit=99999", FIXTURE_N_CALLS },
    { "/collections/switches/items", 0 },
    { "/collections/journal/items", FIXTURE_N_ENTRIES },
    { "/collections/journal/items?offset=40", 1 },
    { "/collections/journal/items?after=40", 1 },
    { "/collections/journal/items?after=41", 0 },
    { "/collections/journal/items?actor=wang.fang", 4 },
    { "/collections/journal/items?actor=wang.fang&offset=3", 1 },
    { "/collections/journal/items?seq=17", 1 },
    { "/collections/journal/items?datetime=2026-01-05T08:10:00Z/2026-01-05T08:20:00Z", 10 },
    { "/collections/journal/items?bbox=1,2,3,4", FIXTURE_N_ENTRIES },
    { "/collections/outages/items?bbox=0,0,1,1", 15 }, /* those without a place */
    { "/collections/outages/items?bbox=170,-10,-170,10", 15 },
    { "/collections/outages/items?bbox=116,-10,-170,50", 60 },
    { "/collections/outages/items?bbox=116.2999,39.8,116.3021,40&status=predicted", 4 },
    { "/collections/outages/items?datetime=2026-01-05T08:00:00.123Z", 1 },
    { "/collections/outages/items?datetime=2026-01-05T16:00:00.123%2B08:00/..", 1 },
    { "/collections/outages/items?datetime=../2026-01-05T07:01:00.123Z", 1 },
    { "/collections/outages/items?datetime=/2026-01-05T07:02:00.123Z", 2 },
    { "/collections/outages/items?datetime=2026-01-05", 60 },
    { "/collections/sites/items?datetime=1999-01-01", 10 }, /* sites have no time */
    { "/collections/outages/items?start=2026-01-05T08:00:00.123Z", 1 },
    { "/collections/crews/items?status=available", 8 },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_test_message ("%s", cases[i].path);
      g_assert_cmpuint (count_features (cases[i].path), ==, cases[i].n);
    }
}

/* Follows next to the end and prev back to the beginning. */
static void
test_links (void)
{
  static const char *const starts[] = { "/collections/outages/items?limit=7", "/collections/outages/items?limit=7&status=predicted", "/collections/calls/items?limit=400&f=json" };

  for (gsize i = 0; i < G_N_ELEMENTS (starts); i++)
    {
      g_autoptr (Reply) reply = ask ("GET", starts[i], NULL);
      g_autofree char *first_id = g_strdup (json_object_get_string_member (json_array_get_object_element (features_of (reply), 0), "id"));
      guint            n_matched = (guint)json_object_get_int_member (object_of (reply), "numberMatched");
      guint            n_forth = json_array_get_length (features_of (reply)), n_back = 0;

      g_assert_null (link_of (reply, "prev"));
      g_assert_nonnull (link_of (reply, "self"));
      g_assert_nonnull (link_of (reply, "alternate"));
      while (link_of (reply, "next") != NULL)
        {
          Reply *next = ask ("GET", link_of (reply, "next"), NULL);

          reply_free (reply);
          reply = next;
          n_forth += json_array_get_length (features_of (reply));
          g_assert_cmpint (json_object_get_int_member (object_of (reply), "numberMatched"), ==, n_matched);
        }
      g_assert_cmpuint (n_forth, ==, n_matched);

      n_back = json_array_get_length (features_of (reply));
      while (link_of (reply, "prev") != NULL)
        {
          Reply *previous = ask ("GET", link_of (reply, "prev"), NULL);

          reply_free (reply);
          reply = previous;
          n_back += json_array_get_length (features_of (reply));
        }
      g_assert_cmpuint (n_back, ==, n_matched);
      g_assert_cmpstr (json_object_get_string_member (json_array_get_object_element (features_of (reply), 0), "id"), ==, first_id);
    }
}

static void
test_feature (void)
{
  g_autoptr (Reply) reply = ask ("GET", "/collections/sites/items/S%2F3", NULL);
  JsonObject *feature = object_of (reply);
  g_autoptr (Reply) self = ask ("GET", link_of (reply, "self"), NULL);

  g_assert_cmpstr (json_object_get_string_member (feature, "id"), ==, "S/3");
  g_assert_true (json_object_get_null_member (feature, "geometry"));
  g_assert_cmpstr (soup_message_headers_get_one (reply->headers, "ETag"), ==, "\"4\"");
  g_assert_cmpstr (json_object_get_string_member (feature, "etag"), ==, "\"4\"");
  g_assert_cmpuint (self->status, ==, 200);
  g_assert_cmpstr (self->body, ==, reply->body);
  g_assert_nonnull (link_of (reply, "collection"));
  g_assert_cmpstr (soup_message_headers_get_one (reply->headers, "Lamp-Mode"), ==, "demo");
  g_assert_cmpstr (soup_message_headers_get_one (reply->headers, "Lamp-Now"), ==, "2026-01-05T08:00:00.123Z");
}

static gboolean
tick_cb (gpointer n)
{
  (*(guint *)n)++;

  return G_SOURCE_CONTINUE;
}

/* A change while the page is being written. */
static gboolean
later_cb (gpointer state)
{
  if (!asked)
    return G_SOURCE_CONTINUE;
  lamp_state_set_seq (state, 78);

  return G_SOURCE_REMOVE;
}

static void
asked_cb (void)
{
  asked = TRUE;
}

/* Long pages are written while the loop goes on. */
static void
test_loop_goes_on (void)
{
  LampState *state = fixture_get_state (fixture);
  gulong     asked_handler;
  guint      n_ticks = 0, source;
  g_autoptr (Reply) reply = NULL;

  for (int n = 0; n < 20000; n++)
    {
      g_autofree char *id = g_strdup_printf ("X-%d", n);
      g_autoptr (LampRecord) record = lamp_record_new (&lamp_outage_type, id);

      lamp_state_put (state, record);
    }
  lamp_state_set_seq (state, 77);
  asked = FALSE;
  asked_handler = g_signal_connect_after (fixture->server, "request-read", G_CALLBACK (asked_cb), NULL);
  g_idle_add (later_cb, state);
  source = g_timeout_add (1, tick_cb, &n_ticks);
  reply = ask ("GET", "/collections/outages/items?limit=10000", NULL);
  g_source_remove (source);
  g_signal_handler_disconnect (fixture->server, asked_handler);
  g_test_message ("%u ticks of a millisecond meanwhile, %" G_GSIZE_FORMAT " bytes", n_ticks, strlen (reply->body));
  g_assert_cmpint (json_object_get_int_member (object_of (reply), "numberReturned"), ==, 10000);
  g_assert_cmpuint (n_ticks, >, 0);
  g_assert_cmpint (lamp_state_get_seq (state), ==, 78);
  g_assert_cmpstr (soup_message_headers_get_one (reply->headers, "Lamp-Seq"), ==, "77");
}

int
main (int argc, char **argv)
{
  int result;

  g_test_init (&argc, &argv, NULL);
  fixture = fixture_new ();
  session = soup_session_new ();
  g_test_add_func ("/routes-read/statuses", test_statuses);
  g_test_add_func ("/routes-read/assignments-take-posts", test_assignments_take_posts);
  g_test_add_func ("/routes-read/not-modified", test_not_modified);
  g_test_add_func ("/routes-read/page-tags", test_page_tags);
  g_test_add_func ("/routes-read/counts", test_counts);
  g_test_add_func ("/routes-read/links", test_links);
  g_test_add_func ("/routes-read/feature", test_feature);
  g_test_add_func ("/routes-read/loop-goes-on", test_loop_goes_on);
  result = g_test_run ();
  soup_session_abort (session);
  g_object_unref (session);
  while (g_main_context_iteration (NULL, FALSE))
    ; /* the server sees its connections closed */
  fixture_free (fixture);

  return result;
}
