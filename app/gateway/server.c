/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * See server.h. Order of work for a request: size limits as its headers arrive, then Host, then who asks, then the route.
 */
#define G_LOG_DOMAIN "lamp-gateway"
#include "config.h"

#include "gateway/server.h"

#include "gateway/gateway-private.h"
#include "gateway/request-private.h"

static void
request_cb (SoupServer *server, SoupServerMessage *message, const char *path, GHashTable *query, gpointer user_data)
{
  LampGateway *gateway = user_data;
  LampRequest *request = lamp_request_new (gateway, message);

  if (lamp_request_parse_query (request) && !lamp_routes_read (gateway, request))
    lamp_request_problem (request, 404, "not-found", "Not found", NULL, "There is nothing at %s; the API is described at %s/api.", request->path, request->base_url);
  else
    lamp_request_hold (request);
}

gboolean
lamp_server_start (LampGateway *gateway, const LampListen *listen, char **url, GError **error)
{
  g_autoptr (SoupServer) server = soup_server_new ("server-header", "lamplighterd/" LAMP_VERSION " ", "raw-paths", TRUE, NULL);
  GSList *uris;

  soup_server_add_handler (server, NULL, request_cb, gateway, NULL);
  if (!soup_server_listen_local (server, listen->port, SOUP_SERVER_LISTEN_IPV4_ONLY, error))
    return FALSE;
  uris = soup_server_get_uris (server);
  *url = g_strdup_printf ("http://127.0.0.1:%d", g_uri_get_port (uris->data));
  g_slist_free_full (uris, (GDestroyNotify)g_uri_unref);
  gateway->server = g_steal_pointer (&server);
  return TRUE;
}
