/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Small files from servers that fail in every way: each way has a name, nothing hangs, and each request says who asks.
 */
#include "fake-gateway.h"

#include "client/download.h"

#include <string.h>

#define DEADLINE_MS 300

typedef struct
{
  const char         *name, *answer; /* as FakeLie has it */
  LampDownloadOutcome outcome;
  guint               status;
  gint64              retry_after_s;
} Line;

static const Line lines[] = {
  { "200", "HTTP/1.1 200 OK\r\nETag: \"a\"\r\nContent-Length: 3\r\n\r\nabc", LAMP_DOWNLOAD_ANSWERED, 200, 0 },
  { "204", "HTTP/1.1 204 Nothing\r\n\r\n", LAMP_DOWNLOAD_ANSWERED, 204, 0 },
  { "404", "HTTP/1.1 404 Not found\r\nContent-Length: 0\r\n\r\n", LAMP_DOWNLOAD_ANSWERED, 404, 0 },
  { "429", "HTTP/1.1 429 Slow down\r\nRetry-After: 17\r\nContent-Length: 0\r\n\r\n", LAMP_DOWNLOAD_ANSWERED, 429, 17 },
  { "500", "HTTP/1.1 500 Oops\r\nRetry-After: soon\r\nContent-Length: 0\r\n\r\n", LAMP_DOWNLOAD_ANSWERED, 500, 0 },
  { "redirect-loop", "HTTP/1.1 302 Found\r\nLocation: /tile\r\nContent-Length: 0\r\n\r\n", LAMP_DOWNLOAD_REDIRECT, 0, 0 },
  { "redirect-elsewhere", "HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:1/\r\nContent-Length: 0\r\n\r\n", LAMP_DOWNLOAD_REDIRECT, 0, 0 },
  { "silent", "hang", LAMP_DOWNLOAD_LATE, 0, 0 },
  { "drip", "drip", LAMP_DOWNLOAD_LATE, 0, 0 },
  { "flood", "flood", LAMP_DOWNLOAD_TOO_LARGE, 0, 0 },
  { "ssh", "SSH-2.0-OpenSSH_9.2\r\n", LAMP_DOWNLOAD_RUBBISH, 0, 0 },
  { "hangs-up", "", LAMP_DOWNLOAD_UNREACHABLE, 0, 0 },
};

typedef struct
{
  gboolean            done;
  LampDownloadOutcome outcome;
  guint               status;
  char               *body, *etag;
  gint64              retry_after_s;
} Got;

static void
got_cb (const LampDownload *download, gpointer user_data)
{
  Got *got = user_data;

  g_assert_false (got->done);
  got->done = TRUE;
  got->outcome = download->outcome;
  got->status = download->status;
  got->retry_after_s = download->retry_after_s;
  got->etag = g_strdup (download->etag);
  if (download->body != NULL)
    got->body = g_strndup (g_bytes_get_data (download->body, NULL), g_bytes_get_size (download->body));
}

static void
got_clear (Got *got)
{
  g_free (got->body);
  g_free (got->etag);
  *got = (Got){ 0 };
}

static void
get (Got *got, const char *url, guint deadline_ms, GCancellable *cancellable)
{
  g_autoptr (LampDownloader) downloader = lamp_downloader_new (deadline_ms);

  lamp_downloader_get (downloader, url, "\"old\"", cancellable, got_cb, got);
  g_assert_false (got->done);
  if (cancellable != NULL)
    g_cancellable_cancel (cancellable);
  while (!got->done)
    g_main_context_iteration (NULL, TRUE);
}

static void
test_line (gconstpointer data)
{
  const Line *line = data;
  g_autoptr (FakeGateway) fake = fake_gateway_new ();
  g_autofree char *url = g_strconcat (fake->url, "/tile", NULL);
  gboolean         slow = line->outcome == LAMP_DOWNLOAD_LATE;
  Got              got = { 0 };

  fake->lie = (FakeLie){ .path = "/tile", .answer = line->answer, .stays = FALSE };
  get (&got, url, slow ? DEADLINE_MS : 60000, NULL);
  g_assert_cmpint (got.outcome, ==, line->outcome);
  g_assert_cmpuint (got.status, ==, line->status);
  g_assert_cmpint (got.retry_after_s, ==, line->retry_after_s);
  if (line->status == 200)
    {
      g_assert_cmpstr (got.body, ==, "abc");
      g_assert_cmpstr (got.etag, ==, "\"a\"");
    }
  got_clear (&got);
}

static void
test_nobody (void)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  Got got = { 0 };

  get (&got, "http://127.0.0.1:1/tile", 60000, NULL);
  g_assert_cmpint (got.outcome, ==, LAMP_DOWNLOAD_UNREACHABLE);
  got_clear (&got);
  get (&got, "no address at all", 60000, NULL);
  g_assert_cmpint (got.outcome, ==, LAMP_DOWNLOAD_RUBBISH);
  got_clear (&got);
  get (&got, "http://127.0.0.1:1/tile", 60000, cancellable);
  g_assert_cmpint (got.outcome, ==, LAMP_DOWNLOAD_CANCELLED);
  got_clear (&got);
}

static void
polite_cb (SoupServer *server, SoupServerMessage *message, const char *path, GHashTable *query, gpointer user_data)
{
  SoupMessageHeaders *headers = soup_server_message_get_request_headers (message);

  g_assert_true (g_str_has_prefix (soup_message_headers_get_one (headers, "User-Agent"), "Lamplighter/"));
  g_assert_cmpstr (soup_message_headers_get_one (headers, "If-None-Match"), ==, "\"old\"");
  g_assert_null (soup_message_headers_get_one (headers, "Cookie"));
  g_assert_null (soup_message_headers_get_one (headers, "Authorization"));
  soup_server_message_set_status (message, 304, NULL);
  (*(guint *)user_data)++;
}

static void
test_polite (void)
{
  g_autoptr (SoupServer) server = soup_server_new (NULL, NULL);
  g_autofree char *url = NULL;
  GSList          *uris;
  guint            n = 0;
  Got              got = { 0 };

  g_assert_true (soup_server_listen_local (server, 0, SOUP_SERVER_LISTEN_IPV4_ONLY, NULL));
  soup_server_add_handler (server, NULL, polite_cb, &n, NULL);
  uris = soup_server_get_uris (server);
  url = g_uri_to_string (uris->data);
  g_slist_free_full (uris, (GDestroyNotify)g_uri_unref);
  get (&got, url, 60000, NULL);
  g_assert_cmpuint (got.status, ==, 304);
  g_assert_cmpuint (n, ==, 1);
  got_clear (&got);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (lines); i++)
    {
      g_autofree char *path = g_strconcat ("/client/download/", lines[i].name, NULL);

      g_test_add_data_func (path, &lines[i], test_line);
    }
  g_test_add_func ("/client/download/nobody", test_nobody);
  g_test_add_func ("/client/download/polite", test_polite);
  return g_test_run ();
}
