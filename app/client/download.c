/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * See download.h.
 */
#define G_LOG_DOMAIN "lamp-client"
#include "config.h"

#include "client/download.h"

#include "client/http.h"

#define CONNECTIONS_A_SERVER 2
#define MOST_CONNECTIONS 4
#define MOST_BYTES (4u * 1024 * 1024)
/* Whoever runs the server may want to know what this is and where to complain. */
#define USER_AGENT "Lamplighter/" LAMP_VERSION " (" LAMP_APP_ID ")"

struct _LampDownloader
{
  SoupSession *soup;
  guint        deadline_ms;
};

typedef struct
{
  LampDownloadFunc done;
  gpointer         user_data;
} Errand;

LampDownloader *
lamp_downloader_new (guint deadline_ms)
{
  LampDownloader *self = g_new0 (LampDownloader, 1);

  self->soup = soup_session_new_with_options ("max-conns", MOST_CONNECTIONS, "max-conns-per-host", CONNECTIONS_A_SERVER, "user-agent", USER_AGENT, NULL);
  self->deadline_ms = deadline_ms;
  return self;
}

void
lamp_downloader_free (LampDownloader *self)
{
  g_object_unref (self->soup);
  g_free (self);
}

static LampDownloadOutcome
outcome_of (const GError *error)
{
  if (error->domain != LAMP_CLIENT_ERROR)
    return g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED) ? LAMP_DOWNLOAD_CANCELLED : LAMP_DOWNLOAD_UNREACHABLE;
  switch ((LampClientError)error->code)
    {
    case LAMP_CLIENT_ERROR_TIMEOUT:
      return LAMP_DOWNLOAD_LATE;
    case LAMP_CLIENT_ERROR_TOO_LARGE:
      return LAMP_DOWNLOAD_TOO_LARGE;
    case LAMP_CLIENT_ERROR_REDIRECT:
      return LAMP_DOWNLOAD_REDIRECT;
    case LAMP_CLIENT_ERROR_RUBBISH:
      return LAMP_DOWNLOAD_RUBBISH;
    case LAMP_CLIENT_ERROR_UNREACHABLE:
    case LAMP_CLIENT_ERROR_DENIED:
    case LAMP_CLIENT_ERROR_MISSING:
    case LAMP_CLIENT_ERROR_SERVER:
    default:
      return LAMP_DOWNLOAD_UNREACHABLE;
    }
}

/* Seconds; a date is as good as nothing said. */
static gint64
read_retry_after (const LampReply *reply)
{
  const char *text = soup_message_headers_get_one (reply->headers, "Retry-After");
  gint64      seconds = 0;

  return text != NULL && g_ascii_string_to_signed (text, 10, 0, G_MAXINT32, &seconds, NULL) ? seconds : 0;
}

static void
replied_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autofree Errand *errand = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (LampReply) reply = lamp_http_send_finish (result, &error);
  LampDownload download = { .outcome = LAMP_DOWNLOAD_ANSWERED };

  if (reply == NULL)
    download.outcome = outcome_of (error);
  else
    {
      download.status = reply->status;
      download.body = reply->body;
      download.etag = soup_message_headers_get_one (reply->headers, "ETag");
      download.retry_after_s = read_retry_after (reply);
    }
  errand->done (&download, errand->user_data);
}

static void
say_rubbish_cb (gpointer user_data)
{
  g_autofree Errand *errand = user_data;

  errand->done (&(LampDownload){ .outcome = LAMP_DOWNLOAD_RUBBISH }, errand->user_data);
}

void
lamp_downloader_get (LampDownloader *self, const char *url, const char *etag, GCancellable *cancellable, LampDownloadFunc done, gpointer user_data)
{
  const LampHttpLimits limits = { .deadline_ms = self->deadline_ms, .limit_bytes = MOST_BYTES };
  g_autoptr (SoupMessage) message = soup_message_new (SOUP_METHOD_GET, url);
  Errand *errand = g_new (Errand, 1);

  *errand = (Errand){ done, user_data };
  if (message == NULL)
    {
      g_idle_add_once (say_rubbish_cb, errand);
      return;
    }
  if (etag != NULL)
    soup_message_headers_replace (soup_message_get_request_headers (message), "If-None-Match", etag);
  lamp_http_send_async (self->soup, message, &limits, cancellable, replied_cb, errand);
}
