/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What an answer is worth, or why there is none, as a sentence that says what to do. See http.h.
 */
#include "config.h"
#define GETTEXT_PACKAGE LAMP_GETTEXT_PACKAGE

#include "client/http.h"

#include "client/json.h"

#include <glib/gi18n-lib.h>

#include <string.h>

G_DEFINE_QUARK (lamp - client - error - quark, lamp_client_error)

void
lamp_reply_free (LampReply *reply)
{
  if (reply == NULL)
    return;
  g_clear_pointer (&reply->headers, soup_message_headers_unref);
  g_clear_pointer (&reply->body, g_bytes_unref);
  g_free (reply->content_type);
  g_free (reply->sha256);
  g_free (reply->url);
  g_free (reply);
}

char *
lamp_http_dup_server (const char *url)
{
  g_autoptr (GUri) uri = g_uri_parse (url, G_URI_FLAGS_NONE, NULL);

  if (uri == NULL)
    return g_strdup (url);
  return g_uri_join (G_URI_FLAGS_NONE, g_uri_get_scheme (uri), NULL, g_uri_get_host (uri), g_uri_get_port (uri), "", NULL, NULL);
}

gboolean
lamp_http_is_same_server (GUri *a, GUri *b)
{
  return g_strcmp0 (g_uri_get_scheme (a), g_uri_get_scheme (b)) == 0 &&
         g_strcmp0 (g_uri_get_host (a), g_uri_get_host (b)) == 0 && g_uri_get_port (a) == g_uri_get_port (b);
}

GError *
lamp_http_explain (const GError *error, const char *url)
{
  g_autofree char *server = lamp_http_dup_server (url);

  if (error->domain == LAMP_CLIENT_ERROR || g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return g_error_copy (error);
  if (error->domain == G_TLS_ERROR)
    return g_error_new (LAMP_CLIENT_ERROR, LAMP_CLIENT_ERROR_UNREACHABLE,
                        /* TRANSLATORS: server, reason. */
                        _ ("The certificate of %s is not trusted (%s); ask its administrator."), server, error->message);
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_TIMED_OUT))
    return g_error_new (LAMP_CLIENT_ERROR, LAMP_CLIENT_ERROR_TIMEOUT, _ ("The gateway at %s is too slow to answer; trying again."), server);
  if (error->domain == G_RESOLVER_ERROR)
    return g_error_new (LAMP_CLIENT_ERROR, LAMP_CLIENT_ERROR_UNREACHABLE, _ ("There is no server named %s; check the gateway's address and the network."), server);
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CONNECTION_REFUSED))
    return g_error_new (LAMP_CLIENT_ERROR, LAMP_CLIENT_ERROR_UNREACHABLE, _ ("No gateway answers at %s; start it or check its address."), server);
  if (error->domain == SOUP_SESSION_ERROR && error->code == SOUP_SESSION_ERROR_PARSING)
    return g_error_new (LAMP_CLIENT_ERROR, LAMP_CLIENT_ERROR_RUBBISH, _ ("What answers at %s does not speak HTTP; check the gateway's address."), server);
  /* TRANSLATORS: server, reason. */
  return g_error_new (LAMP_CLIENT_ERROR, LAMP_CLIENT_ERROR_UNREACHABLE, _ ("The connection to the gateway at %s broke (%s); trying again."), server, error->message);
}

gboolean
lamp_reply_is_json (LampReply *reply)
{
  return reply->content_type != NULL && (strcmp (reply->content_type, "application/json") == 0 || g_str_has_suffix (reply->content_type, "+json"));
}

JsonObject *
lamp_reply_parse_problem (LampReply *reply, JsonNode **node)
{
  gsize       size = 0;
  const char *data = g_bytes_get_data (reply->body, &size);

  *node = lamp_reply_is_json (reply) ? lamp_json_parse (data, size, NULL) : NULL;
  return lamp_json_node_object (*node);
}

gboolean
lamp_reply_check_status (LampReply *reply, GError **error)
{
  g_autofree char *server = lamp_http_dup_server (reply->url);
  g_autoptr (JsonNode) node = NULL;
  const char *detail = NULL;

  if (reply->status >= 200 && reply->status < 300)
    return TRUE;
  detail = lamp_json_string (lamp_reply_parse_problem (reply, &node), "detail");
  if (reply->status == 401)
    g_set_error (error, LAMP_CLIENT_ERROR, LAMP_CLIENT_ERROR_DENIED, _ ("The gateway at %s does not accept this token; ask for a new one."), server);
  else if (reply->status == 403)
    g_set_error (error, LAMP_CLIENT_ERROR, LAMP_CLIENT_ERROR_DENIED, _ ("This token may not read from the gateway at %s; ask for one that may."), server);
  else if (reply->status == 404 || reply->status == 405 || reply->status == 406 || reply->status == 410 || reply->status == 501)
    g_set_error (error, LAMP_CLIENT_ERROR, LAMP_CLIENT_ERROR_MISSING, _ ("The server at %s does not have what a gateway has; check the gateway's address."), server);
  else if (detail != NULL)
    /* TRANSLATORS: server, HTTP status, what the server says. */
    g_set_error (error, LAMP_CLIENT_ERROR, LAMP_CLIENT_ERROR_SERVER, _ ("The gateway at %s answers with an error (%u: %s); trying again."), server, reply->status, detail);
  else
    g_set_error (error, LAMP_CLIENT_ERROR, LAMP_CLIENT_ERROR_SERVER, _ ("The gateway at %s answers with an error (%u); trying again."), server, reply->status);
  return FALSE;
}

JsonNode *
lamp_reply_parse_object (LampReply *reply, GError **error)
{
  g_autofree char *server = lamp_http_dup_server (reply->url);
  g_autoptr (GError) local = NULL;
  g_autoptr (JsonNode) node = NULL;
  gsize       size = 0;
  const char *data = g_bytes_get_data (reply->body, &size);

  if (!lamp_reply_check_status (reply, error))
    return NULL;
  if (!lamp_reply_is_json (reply))
    {
      g_set_error (error, LAMP_CLIENT_ERROR, LAMP_CLIENT_ERROR_RUBBISH,
                   _ ("What answers at %s is not a gateway (it sent %s instead of JSON); check the gateway's address."),
                   server, reply->content_type != NULL ? reply->content_type : "?");
      return NULL;
    }
  node = lamp_json_parse (data, size, &local);
  if (node == NULL || !JSON_NODE_HOLDS_OBJECT (node))
    {
      g_set_error (error, LAMP_CLIENT_ERROR, LAMP_CLIENT_ERROR_RUBBISH,
                   /* TRANSLATORS: server, what is wrong with the answer. */
                   _ ("The answer of the gateway at %s makes no sense (%s); trying again."),
                   server, local != NULL ? local->message : _ ("it is not an object"));
      return NULL;
    }
  return g_steal_pointer (&node);
}
