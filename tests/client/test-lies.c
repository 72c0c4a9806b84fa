/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A gateway that lies, one line per lie: each costs one sentence that says what to do, and neither the copy nor the session;
 * when the lie ends, the session is live again by itself, or after Retry when only the user can mend it.
 */
#include "fake-gateway.h"
#include "folder.h"

#include <string.h>

#define OK "HTTP/1.1 200 OK\r\nLamp-Mode: demo\r\nLamp-Seq: 6\r\nContent-Type: "
#define JSON OK "application/json\r\n\r\n"
#define GEOJSON OK "application/geo+json\r\n\r\n"
#define STREAM OK "text/event-stream\r\n\r\n"
#define PAGE(features) GEOJSON "{\"type\":\"FeatureCollection\",\"numberMatched\":1,\"links\":[],\"features\":[" features "]}"
#define CHANGE(data) STREAM "event: change\ndata: " data "\n\n"
#define MANY "[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[["

typedef struct
{
  const char      *name, *path, *answer;
  const char      *told;  /* part of what is said; NULL: nothing is */
  LampSessionState state; /* REFUSED: waits for the user; LIVE: it did no harm; else it retries */
} Line;

#define TRY LAMP_SESSION_CONNECTING

static const Line lines[] = {
  { "clock/html", "/clock", "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n<h1>Please log in", "is not a gateway (it sent text/html", TRY },
  { "clock/no-type", "/clock", "HTTP/1.1 200 OK\r\n\r\n{}", "instead of JSON", TRY },
  { "clock/empty", "/clock", JSON, "empty", TRY },
  { "clock/cut", "/clock", JSON "{\"mode\":\"li", "cut off", TRY },
  { "clock/half", "/clock", "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n{\"mode\":", "trying again", TRY },
  { "clock/not-text", "/clock", JSON "{\"mode\":\"\xff\xfe\"}", "not text", TRY },
  { "clock/utf-16", "/clock", JSON "{\0\"\0", "cut off", TRY },
  { "clock/array", "/clock", JSON "[1,2]", "not an object", TRY },
  { "clock/deep", "/clock", JSON MANY MANY MANY MANY MANY MANY MANY MANY, "cut off", TRY },
  { "clock/mode-missing", "/clock", "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n\r\n{\"now\":\"2026-01-05T08:00:00Z\"}", "does not say whether it is live", TRY },
  { "clock/mode-number", "/clock", "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n\r\n{\"mode\":7}", "does not say whether it is live", TRY },
  { "clock/mode-unknown", "/clock", "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nLamp-Mode: war\r\n\r\n{\"mode\":\"war\"}", "does not say whether it is live", TRY },
  { "clock/redirect-loop", "/clock", "HTTP/1.1 302 Found\r\nLocation: /clock\r\nContent-Length: 0\r\n\r\n", "round in circles", LAMP_SESSION_REFUSED },
  { "clock/redirect-elsewhere", "/clock", "HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:1/\r\nContent-Length: 0\r\n\r\n", "sends us on to http://127.0.0.1:1", LAMP_SESSION_REFUSED },
  { "clock/redirect-nowhere", "/clock", "HTTP/1.1 302 Found\r\nContent-Length: 0\r\n\r\n", "sends us on to", LAMP_SESSION_REFUSED },
  { "clock/401", "/clock", "HTTP/1.1 401 Unauthorized\r\nWWW-Authenticate: Bearer\r\nContent-Length: 0\r\n\r\n", "does not accept this token", LAMP_SESSION_REFUSED },
  { "clock/403", "/clock", "HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n", "may not read", LAMP_SESSION_REFUSED },
  { "clock/500", "/clock", "HTTP/1.1 500 Oops\r\nContent-Type: text/plain\r\n\r\nboom", "answers with an error (500)", TRY },
  { "clock/503-with-reason", "/clock", "HTTP/1.1 503 Busy\r\nContent-Type: application/problem+json\r\n\r\n{\"detail\":\"The store is full.\"}", "(503: The store is full.)", TRY },
  { "clock/gzip-rubbish", "/clock", "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Encoding: gzip\r\n\r\nnot gzip at all", "at http", TRY },
  { "clock/silent", "/clock", "hang", "too slow", TRY },
  { "clock/drip", "/clock", "drip", "too slow", TRY },
  { "clock/flood", "/clock", "flood", "more than 1 MB", TRY },
  { "clock/hangs-up", "/clock", "", "trying again", TRY },
  { "clock/ssh", "/clock", "SSH-2.0-OpenSSH_9.2\r\n", "does not speak HTTP", TRY },
  { "clock/no-such", "/clock", "HTTP/1.1 404 Not found\r\nContent-Length: 0\r\n\r\n", NULL, LAMP_SESSION_LIVE },

  { "me/html", "/me", OK "text/html\r\n\r\n<p>", NULL, LAMP_SESSION_LIVE },
  { "me/wrong-types", "/me", JSON "{\"name\":1,\"role\":[]}", NULL, LAMP_SESSION_LIVE },
  { "me/401", "/me", "HTTP/1.1 401 Unauthorized\r\nContent-Length: 0\r\n\r\n", "does not accept this token", LAMP_SESSION_REFUSED },
  { "health/rubbish", "/health", JSON "{\"feeds\":{\"calls\":{\"age_s\":\"x\"},\"scada\":-4}}", NULL, LAMP_SESSION_LIVE },
  { "grid/rubbish", "/grid", "HTTP/1.1 500 Oops\r\nContent-Length: 0\r\n\r\n", "answers with an error (500)", LAMP_SESSION_LIVE },
  { "grid/damaged", "/grid", "HTTP/1.1 200 OK\r\nETag: \"0000000000000000000000000000000000000000000000000000000000000000\"\r\n\r\nabc", "arrived damaged", LAMP_SESSION_LIVE },

  { "collections/another-service", "/collections", JSON "{\"title\":\"Somebody else's\"}", "does not have what a gateway has", LAMP_SESSION_REFUSED },
  { "collections/none-of-ours", "/collections", JSON "{\"collections\":[{\"id\":\"roads\"},7,null,[],{\"id\":{}}]}", "neither outages nor crews", LAMP_SESSION_REFUSED },
  { "collections/wrong-type", "/collections", JSON "{\"collections\":7}", "does not have what a gateway has", LAMP_SESSION_REFUSED },

  { "items/html", "/collections/outages/items", OK "text/html\r\n\r\n<h1>", "makes no sense (text/html)", TRY },
  { "items/cut", "/collections/crews/items", GEOJSON "{\"type\":\"FeatureCollection\",\"features\":[{\"type\":\"Fea", "cut off", TRY },
  { "items/not-a-page", "/collections/outages/items", GEOJSON "{\"features\":7}", "not a page of features", TRY },
  { "items/500", "/collections/crews/items", "HTTP/1.1 500 Oops\r\nContent-Length: 0\r\n\r\n", "answers with an error (500)", TRY },
  { "items/next-elsewhere", "/collections/outages/items", GEOJSON "{\"features\":[],\"links\":[{\"rel\":\"next\",\"href\":\"http://example.org/\"}]}", "sends us on to http://example.org/", LAMP_SESSION_REFUSED },
  { "items/next-itself", "/collections/outages/items", GEOJSON "{\"features\":[],\"links\":[{\"rel\":\"next\",\"href\":\"/collections/outages/items\"}]}", "no end", TRY },
  { "items/nothing", "/collections/outages/items", PAGE ("null,3,\"x\",[]"), "makes no sense (most of its", TRY },
  { "items/no-id", "/collections/outages/items", PAGE ("{\"type\":\"Feature\",\"geometry\":null,\"properties\":{}}"), "1 record of the gateway makes no sense", TRY },
  { "items/wrong-place", "/collections/crews/items", PAGE ("{\"type\":\"Feature\",\"id\":\"x\",\"geometry\":{\"type\":\"Point\",\"coordinates\":[1e9,-1e9]},\"properties\":{}}"), "1 record of the gateway makes no sense", TRY },
  { "items/mostly-bad", "/collections/crews/items", PAGE ("{\"type\":\"Feature\",\"id\":\"x\",\"geometry\":null,\"properties\":{}},{},3"), "makes no sense (most of its", TRY },
  { "items/wrong-types", "/collections/crews/items", PAGE ("{\"type\":\"Feature\",\"id\":\"x\",\"geometry\":null,\"properties\":{\"skills\":7}}"), "1 record of the gateway makes no sense", TRY },
  { "items/hang", "/collections/assignments/items", "hang", "too slow", TRY },

  { "changes/html", "/changes", OK "text/html\r\n\r\n<h1>", "makes no sense (text/html)", TRY },
  { "changes/500", "/changes", "HTTP/1.1 500 Oops\r\nContent-Length: 0\r\n\r\n", "answers with an error (500)", TRY },
  { "changes/hang", "/changes", "hang", "fallen silent", TRY },
  { "changes/ends", "/changes", STREAM ": \n\n", "closed the connection", TRY },
  { "changes/not-json", "/changes", CHANGE ("{\"seq\":7,"), "makes no sense; everything is loaded anew", TRY },
  { "changes/nothing-in-it", "/changes", CHANGE ("{}"), "makes no sense; everything is loaded anew", TRY },
  { "changes/backwards", "/changes", CHANGE ("{\"seq\":3,\"collection\":\"outages\",\"id\":\"O-1\",\"op\":\"delete\"}"), "makes no sense; everything is loaded anew", TRY },
  { "changes/another-id", "/changes", CHANGE ("{\"seq\":7,\"collection\":\"outages\",\"id\":\"O-1\",\"feature\":{\"type\":\"Feature\",\"id\":\"O-2\",\"geometry\":null,\"properties\":{}}}"), "makes no sense; everything is loaded anew", TRY },
  { "changes/bad-record", "/changes", CHANGE ("{\"seq\":7,\"collection\":\"outages\",\"id\":\"O-1\",\"feature\":{\"type\":\"Feature\",\"id\":\"O-1\",\"properties\":{\"customersOut\":\"many\"}}}"), "1 record of the gateway makes no sense", TRY },
  { "changes/no-feature", "/changes", CHANGE ("{\"seq\":7,\"collection\":\"outages\",\"id\":\"O-1\",\"op\":\"put\"}"), "1 record of the gateway makes no sense", TRY },
  { "changes/resets-for-ever", "/changes", STREAM "event: reset\ndata: {}\n\n", "begin anew again and again", TRY },
  { "changes/counts-from-before", "/changes", "HTTP/1.1 200 OK\r\nLamp-Seq: 2\r\nContent-Type: text/event-stream\r\n\r\n", "begin anew again and again", TRY },
  { "changes/no-such", "/changes", "HTTP/1.1 404 Not found\r\nContent-Length: 0\r\n\r\n", NULL, LAMP_SESSION_LIVE },
};

static void
test_line (gconstpointer data)
{
  const Line *line = data;
  g_autoptr (FakeGateway) fake = fake_gateway_new ();
  g_autoptr (FakeEar) ear = NULL;
  g_autofree char  *folder = fake_folder ();
  LampSession      *session = NULL;
  LampSessionTuning tuning = fake_tuning;

  fake_gateway_fill (fake);
  fake->grid = g_bytes_new_static ("grid", 4);
  fake->lie = (FakeLie){ line->path, NULL, line->answer, FALSE };
  session = fake_session (fake, folder);
  tuning.deadline_ms = strcmp (line->answer, "hang") == 0 || strcmp (line->answer, "drip") == 0 ? 60 : 5000;
  lamp_session_set_tuning (session, &tuning);
  ear = fake_ear_new (session);
  lamp_session_start (session);
  WAIT (fake->n_lied > 0);
  if (line->told != NULL)
    WAIT (strstr (ear->text->str, line->told) != NULL);
  if (line->state == LAMP_SESSION_REFUSED)
    {
      WAIT (lamp_session_get_state (session) == LAMP_SESSION_REFUSED);
      g_assert_nonnull (strstr (lamp_session_get_state_text (session), line->told));
    }
  else if (line->state == LAMP_SESSION_LIVE)
    WAIT (fake_live (fake, session));
  /* The truth again. A session that lost nothing goes on; else it comes back. */
  fake->lie.path = NULL;
  if (line->state == LAMP_SESSION_REFUSED)
    lamp_session_retry_now (session);
  if (g_str_has_prefix (line->name, "changes/bad-record") || g_str_has_prefix (line->name, "changes/no-feature"))
    fake_gateway_put (fake, fake_outage ("O-1"));
  if (g_str_has_prefix (line->name, "items/"))
    {
      /* What was left out of a page comes with its next change. */
      for (guint i = 0; i < 3; i++)
        {
          g_autofree char *outage = g_strdup_printf ("O-%u", i + 1);
          g_autofree char *crew = g_strdup_printf ("C-%u", i + 1);

          fake_gateway_put (fake, fake_outage (outage));
          fake_gateway_put (fake, fake_crew (crew));
        }
    }
  WAIT (fake_live (fake, session));
  fake_gateway_put (fake, fake_outage ("O-9"));
  WAIT (fake_live (fake, session));
  g_assert_cmpstr (lamp_session_get_mode (session), ==, "demo");
  g_clear_pointer (&ear, fake_ear_free);
  fake_session_end (session);
  folder_remove (folder);
}

/* The worst come while all is well: the copy stays what it was until the truth is back. */
static void
test_while_live (gconstpointer data)
{
  const Line *line = data;
  g_autoptr (FakeGateway) fake = fake_gateway_new ();
  g_autofree char  *folder = fake_folder ();
  LampSession      *session = fake_session (fake, folder);
  LampSessionTuning tuning = fake_tuning;

  tuning.deadline_ms = strcmp (line->answer, "hang") == 0 || strcmp (line->answer, "drip") == 0 ? 60 : 5000;
  lamp_session_set_tuning (session, &tuning);
  fake_gateway_fill (fake);
  lamp_session_start (session);
  WAIT (fake_live (fake, session));
  fake->lie = (FakeLie){ line->path, NULL, line->answer, FALSE };
  fake_gateway_forget (fake);
  fake_gateway_send (fake, "event: reset\ndata: {}\n\n");
  /* A bad record is no reason to ask again; all else is. */
  WAIT (fake->n_lied > (strstr (line->told, "record") != NULL ? 0 : 1) || lamp_session_get_state (session) == LAMP_SESSION_REFUSED);
  if (line->state == TRY && strstr (line->told, "record") == NULL)
    g_assert_true (fake_same (fake, session));
  fake->lie.path = NULL;
  if (lamp_session_get_state (session) == LAMP_SESSION_REFUSED)
    lamp_session_retry_now (session);
  fake_gateway_forget (fake);
  fake_gateway_send (fake, "event: reset\ndata: {}\n\n");
  WAIT (fake_live (fake, session));
  fake_session_end (session);
  folder_remove (folder);
}

static void
test_nobody_there (void)
{
  g_autofree char *folder = fake_folder ();
  LampSession     *session = lamp_session_new ("http://127.0.0.1:1", NULL, folder);
  g_autoptr (FakeEar) ear = fake_ear_new (session);

  lamp_session_set_tuning (session, &fake_tuning);
  lamp_session_start (session);
  WAIT (strstr (ear->text->str, "No gateway answers at http://127.0.0.1:1; start it or check its address.") != NULL);
  g_assert_cmpint (lamp_session_get_state (session), ==, LAMP_SESSION_CONNECTING);
  g_clear_pointer (&ear, fake_ear_free);
  fake_session_end (session);
  folder_remove (folder);
}

static void
test_no_address (void)
{
  const char *const addresses[] = { "", "gateway", "ftp://host/", "http://", "http://[::1", "file:///etc/passwd", "http://host:99999" };

  for (guint i = 0; i < G_N_ELEMENTS (addresses); i++)
    {
      g_autofree char *folder = fake_folder ();
      LampSession     *session = lamp_session_new (addresses[i], NULL, folder);

      lamp_session_start (session);
      g_assert_cmpint (lamp_session_get_state (session), ==, LAMP_SESSION_REFUSED);
      g_assert_nonnull (strstr (lamp_session_get_state_text (session), "it should look like http://host:8080"));
      fake_session_end (session);
      folder_remove (folder);
    }
}

static void
test_other_mode (void)
{
  g_autoptr (FakeGateway) fake = fake_gateway_new ();
  g_autofree char *folder = fake_folder ();
  LampSession     *session = fake_session (fake, folder);
  g_autoptr (FakeEar) ear = fake_ear_new (session);

  fake_gateway_fill (fake);
  lamp_session_start (session);
  WAIT (fake_live (fake, session));
  /* The same address is now a training gateway's, with other records. */
  fake->mode = "training";
  fake_gateway_remove (fake, "outages", "O-1");
  fake_gateway_remove (fake, "crews", "C-2");
  fake_gateway_cut_streams (fake);
  WAIT (strstr (ear->text->str, "now in the mode “training”") != NULL);
  WAIT (fake_live (fake, session));
  g_assert_cmpstr (lamp_session_get_mode (session), ==, "training");
  g_clear_pointer (&ear, fake_ear_free);
  fake_session_end (session);
  folder_remove (folder);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  for (guint i = 0; i < G_N_ELEMENTS (lines); i++)
    {
      g_autofree char *path = g_strconcat ("/client/lies/at-first/", lines[i].name, NULL);
      g_autofree char *later = g_strconcat ("/client/lies/while-live/", lines[i].name, NULL);

      g_test_add_data_func (path, &lines[i], test_line);
      /* Once it is known, the mode need not be told with every clock. */
      if (strstr (lines[i].name, "/mode-") != NULL)
        continue;
      if (strncmp (lines[i].path, "/collections/", 13) == 0 || (strcmp (lines[i].path, "/clock") == 0 && lines[i].state != LAMP_SESSION_LIVE))
        g_test_add_data_func (later, &lines[i], test_while_live);
    }
  g_test_add_func ("/client/lies/nobody-there", test_nobody_there);
  g_test_add_func ("/client/lies/no-address", test_no_address);
  g_test_add_func ("/client/lies/other-mode", test_other_mode);
  return g_test_run ();
}
