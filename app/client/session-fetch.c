/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * How a session asks its gateway: messages that go nowhere else and carry the token, and answers that are heard only while
 * the attempt they belong to lasts.
 */
#define G_LOG_DOMAIN "lamp-client"
#include "config.h"
#define GETTEXT_PACKAGE LAMP_GETTEXT_PACKAGE

#include "client/session-private.h"

#include <glib/gi18n-lib.h>

SoupMessage *
lamp_session_new_message (LampSession *self, const char *method, const char *path)
{
  g_autofree char *url = *path == '/' ? g_strconcat (self->base_url, path, NULL) : g_strdup (path);
  g_autoptr (GUri) uri = g_uri_parse (url, SOUP_HTTP_URI_FLAGS, NULL);
  SoupMessage *message = NULL;

  if (uri == NULL || !lamp_http_is_same_server (uri, self->base))
    return NULL;
  message = soup_message_new_from_uri (method, uri);
  if (self->token != NULL)
    {
      g_autofree char *bearer = g_strconcat ("Bearer ", self->token, NULL);

      soup_message_headers_replace (soup_message_get_request_headers (message), "Authorization", bearer);
      /* We say 401 ourselves, in our own words. */
      soup_message_disable_feature (message, SOUP_TYPE_AUTH_MANAGER);
    }
  return message;
}

typedef struct
{
  LampSession         *self;    /* owned */
  GCancellable        *attempt; /* owned */
  LampSessionReplyFunc callback;
  gpointer             user_data;
  GDestroyNotify       destroy;
} Fetch;

static void
fetch_free (Fetch *fetch)
{
  if (fetch->destroy != NULL)
    fetch->destroy (fetch->user_data);
  g_object_unref (fetch->self);
  g_object_unref (fetch->attempt);
  g_free (fetch);
}

static void
fetched_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Fetch *fetch = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (LampReply) reply = lamp_http_send_finish (result, &error);

  if (!g_cancellable_is_cancelled (fetch->attempt) && (reply == NULL || lamp_session_heard (fetch->self, reply->headers)))
    fetch->callback (fetch->self, reply, error, fetch->user_data);
  fetch_free (fetch);
}

void
lamp_session_fetch (LampSession         *self,
                    const char          *path,
                    const char          *accept,
                    const char          *etag,
                    LampSessionReplyFunc callback,
                    gpointer             user_data,
                    GDestroyNotify       destroy)
{
  g_autoptr (SoupMessage) message = lamp_session_new_message (self, "GET", path);
  LampHttpLimits limits = { .deadline_ms = self->tuning.deadline_ms, .limit_bytes = self->tuning.limit_bytes };
  Fetch         *fetch = NULL;

  if (message == NULL)
    {
      g_autoptr (GError) error = g_error_new (LAMP_CLIENT_ERROR, LAMP_CLIENT_ERROR_REDIRECT,
                                              _ ("The gateway at %s sends us on to %s; if that is right, use that address."), self->base_url, path);

      callback (self, NULL, error, user_data);
      if (destroy != NULL)
        destroy (user_data);
      return;
    }
  soup_message_headers_replace (soup_message_get_request_headers (message), "Accept", accept);
  if (etag != NULL)
    soup_message_headers_replace (soup_message_get_request_headers (message), "If-None-Match", etag);
  fetch = g_new0 (Fetch, 1);
  fetch->self = g_object_ref (self);
  fetch->attempt = g_object_ref (self->attempt);
  fetch->callback = callback;
  fetch->user_data = user_data;
  fetch->destroy = destroy;
  lamp_http_send_async (self->soup, message, &limits, self->attempt, fetched_cb, fetch);
}
