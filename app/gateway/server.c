/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * See server.h. Order of work for a request: size limits as its headers arrive, then Host, then who asks, then the route.
 *
 * In demo mode a program on this computer reads without a token. So that a page in a browser cannot do the same by giving
 * our address a name of its own (DNS rebinding), such a request must name this computer in Host.
 */
#define G_LOG_DOMAIN "lamp-gateway"
#include "config.h"

#include "gateway/server.h"

#include <netinet/in.h>
#include <string.h>

#define GETTEXT_PACKAGE LAMP_GETTEXT_PACKAGE
#include <glib/gi18n-lib.h>

#include "gateway/commands.h"
#include "gateway/gateway-private.h"
#include "gateway/items.h"
#include "gateway/request-private.h"

#define MAX_HEADERS (16 * 1024)                  /* bytes */
#define MAX_TARGET 8192                          /* bytes of path and query */
#define MAX_HOPELESS (16 * LAMP_SERVER_MAX_BODY) /* a body this long is not read to its end */
#define MAX_CONNECTIONS 1000
#define BACKLOG 512
#define REALM "Bearer realm=\"lamplighter\""

/* --- size, as it arrives --- */

static void
count_header (const char *name, const char *value, gpointer user_data)
{
  *(gsize *)user_data += strlen (name) + strlen (value) + 4;
}

static void
got_chunk_cb (SoupServerMessage *message, GBytes *chunk, gpointer user_data)
{
  SoupMessageBody *body = soup_server_message_get_request_body (message);
  gsize            size = GPOINTER_TO_SIZE (g_object_get_data (G_OBJECT (message), "lamp-size")) + g_bytes_get_size (chunk);

  g_object_set_data (G_OBJECT (message), "lamp-size", GSIZE_TO_POINTER (size));
  if (size > LAMP_SERVER_MAX_BODY)
    soup_message_body_set_accumulate (body, FALSE);
  if (size > MAX_HOPELESS)
    g_socket_shutdown (soup_server_message_get_socket (message), TRUE, TRUE, NULL);
}

/* Headers are there, the body is not. */
static void
early_cb (SoupServer *server, SoupServerMessage *message, const char *path, GHashTable *query, gpointer user_data)
{
  g_signal_connect (message, "got-chunk", G_CALLBACK (got_chunk_cb), NULL);
}

static gboolean
check_size (LampRequest *request)
{
  SoupMessageHeaders *headers = soup_server_message_get_request_headers (request->message);
  GUri               *uri = soup_server_message_get_uri (request->message);
  const char         *query = g_uri_get_query (uri);
  gsize               n_headers = 0;

  soup_message_headers_foreach (headers, count_header, &n_headers);
  if (GPOINTER_TO_SIZE (g_object_get_data (G_OBJECT (request->message), "lamp-size")) > LAMP_SERVER_MAX_BODY)
    {
      lamp_request_add_header (request, "Connection", "close");
      lamp_request_problem (request, 413, "body-too-large", "Body too large", NULL, "The body is larger than %d bytes, which is the limit; nothing was changed.", LAMP_SERVER_MAX_BODY);
    }
  else if (n_headers > MAX_HEADERS)
    lamp_request_problem (request, 431, "headers-too-large", "Headers too large", NULL, "The headers are larger than %d bytes, which is the limit.", MAX_HEADERS);
  else if (strlen (g_uri_get_path (uri)) + (query != NULL ? strlen (query) : 0) > MAX_TARGET)
    lamp_request_problem (request, 414, "address-too-long", "Address too long", NULL, "The address is longer than %d bytes, which is the limit.", MAX_TARGET);
  else
    return TRUE;
  return FALSE;
}

/* --- who --- */

static const char *
peer_name (LampRequest *request)
{
  const char *host = soup_server_message_get_remote_host (request->message);

  return host != NULL ? host : "?";
}

static gboolean
peer_is_local (LampRequest *request)
{
  GSocketAddress *address = soup_server_message_get_remote_address (request->message);

  return G_IS_INET_SOCKET_ADDRESS (address) && g_inet_address_get_is_loopback (g_inet_socket_address_get_address (G_INET_SOCKET_ADDRESS (address)));
}

static gboolean
host_is_local (LampRequest *request)
{
  const char *host = g_uri_get_host (soup_server_message_get_uri (request->message));
  g_autoptr (GInetAddress) address = g_inet_address_new_from_string (host);

  return address != NULL ? g_inet_address_get_is_loopback (address) : g_ascii_strcasecmp (host, "localhost") == 0;
}

static void
refuse_unknown (LampRequest *request, const char *error, const char *code, const char *detail)
{
  g_autofree char *challenge = error != NULL ? g_strdup_printf (REALM ", error=\"%s\", error_description=\"%s\"", error, detail) : g_strdup (REALM);

  lamp_request_add_header (request, "WWW-Authenticate", challenge);
  lamp_request_problem (request, 401, code, "Who are you", NULL, "%s", detail);
}

static gboolean
take_rate (LampRequest *request, LampRate *rate, const char *name, const char *what)
{
  if (lamp_rate_take (rate, name, g_get_monotonic_time ()))
    return TRUE;
  lamp_request_add_header (request, "Retry-After", "1");
  lamp_request_problem (request, 429, "too-many", "Too many requests", NULL, "Too many %s at once; nothing was changed, wait a second and send it again.", what);
  return FALSE;
}

/* --- the route --- */

static void
route (LampGateway *gateway, LampRequest *request)
{
  const char *who = request->user != NULL ? request->user : peer_name (request);

  if (gateway->closing)
    {
      lamp_request_add_header (request, "Connection", "close");
      lamp_request_add_header (request, "Retry-After", "2");
      lamp_request_problem (request, 503, "closing", "Closing", NULL, "The gateway is about to end; nothing was changed, send it again when it is back.");
      return;
    }
  if (!take_rate (request, gateway->asking, who, "requests"))
    return;
  if (lamp_request_is_command (request))
    {
      if (request->role < LAMP_ROLE_DISPATCHER)
        {
          lamp_request_add_header (request, "WWW-Authenticate", REALM ", error=\"insufficient_scope\", scope=\"dispatcher\"");
          lamp_request_problem (request, 403, "role-too-low", "Not allowed", NULL, "%s may read only; a command needs a token with the role dispatcher.", request->user);
          return;
        }
      if (!take_rate (request, gateway->commanding, who, "commands"))
        return;
    }
  if (lamp_request_parse_query (request) && !lamp_routes_own (gateway, request) && !lamp_routes_command (gateway, request) && !lamp_routes_read (gateway, request))
    {
      g_autofree char *shown = lamp_items_shorten (request->path);

      lamp_request_problem (request, 404, "not-found", "Not found", NULL, "There is nothing at %s; the API is described at %s/api.", shown, request->base_url);
    }
}

typedef struct
{
  LampGateway *gateway;
  LampRequest *request;
} Entering;

static void
checked_cb (const char *name, LampRole role, gpointer user_data)
{
  g_autofree Entering *entering = user_data;
  LampRequest         *request = entering->request;

  if (lamp_request_is_gone (request))
    {
      lamp_request_answer (request, 401, NULL, NULL, NULL); /* to nobody */
      return;
    }
  if (name == NULL)
    {
      lamp_rate_take (entering->gateway->guessing, peer_name (request), g_get_monotonic_time ());
      refuse_unknown (request, "invalid_token", "token-unknown", "This token is not known here or was revoked; ask whoever runs the gateway for a new one.");
      return;
    }
  lamp_request_set_user (request, name, role);
  route (entering->gateway, request);
}

static void
enter (LampGateway *gateway, LampRequest *request)
{
  const char      *header = lamp_request_get_header (request, "Authorization");
  g_autofree char *hash = lamp_request_dup_token_hash (request);
  gboolean         known = hash != NULL && lamp_access_is_valid (gateway->access, hash);
  Entering        *entering;

  if (header == NULL && g_str_equal (gateway->mode, "demo") && peer_is_local (request) && !lamp_request_is_command (request))
    {
      if (host_is_local (request))
        route (gateway, request);
      else
        lamp_request_problem (request, 421, "wrong-host", "Not this host", NULL, "Without a token this demo answers to the names of this computer only, such as 127.0.0.1 or localhost.");
      return;
    }
  if (header == NULL)
    {
      refuse_unknown (request, NULL, "token-missing", lamp_request_is_command (request) ? "A command needs a token: send Authorization: Bearer TOKEN." : "Reading here needs a token: send Authorization: Bearer TOKEN.");
      return;
    }
  if (!known && !lamp_rate_has (gateway->guessing, peer_name (request), g_get_monotonic_time ()))
    {
      lamp_request_add_header (request, "Retry-After", "5");
      lamp_request_problem (request, 429, "too-many", "Too many wrong tokens", NULL, "Too many wrong tokens came from your address; wait some seconds.");
      return;
    }
  if (g_ascii_strncasecmp (header, "Bearer ", 7) != 0 || header[7] == '\0')
    {
      refuse_unknown (request, "invalid_request", "token-malformed", "Authorization must be of the form Bearer TOKEN.");
      return;
    }
  entering = g_new (Entering, 1);
  *entering = (Entering){ gateway, request };
  lamp_access_check (gateway->access, header + 7 + strspn (header + 7, " "), checked_cb, entering);
}

static void
request_cb (SoupServer *server, SoupServerMessage *message, const char *path, GHashTable *query, gpointer user_data)
{
  LampGateway *gateway = user_data;
  LampRequest *request = lamp_request_new (gateway, message);

  if (check_size (request))
    enter (gateway, request);
  lamp_request_hold (request);
}

/* --- listening --- */

/* With every new request; the connections that wait longest are not ours to close. */
static void
count_cb (SoupServer *server, SoupServerMessage *message, gpointer user_data)
{
  LampGateway *gateway = user_data;

  if (++gateway->n_requests > MAX_CONNECTIONS)
    g_socket_shutdown (soup_server_message_get_socket (message), TRUE, TRUE, NULL);
}

static void
uncount_cb (SoupServer *server, SoupServerMessage *message, gpointer user_data)
{
  ((LampGateway *)user_data)->n_requests--;
}

/* Our own sockets, because libsoup's let only ten wait: after a restart hundreds of consoles come back at once. */
static gboolean
listen_at (SoupServer *server, GInetAddress *address, guint port, SoupServerListenOptions options, GError **error)
{
  g_autoptr (GSocketAddress) place = g_inet_socket_address_new (address, (guint16)port);
  g_autoptr (GSocket) socket = g_socket_new (g_inet_address_get_family (address), G_SOCKET_TYPE_STREAM, G_SOCKET_PROTOCOL_TCP, error);

  if (socket == NULL)
    return FALSE;
  g_socket_set_listen_backlog (socket, BACKLOG);
  if (g_inet_address_get_family (address) == G_SOCKET_FAMILY_IPV6)
    g_socket_set_option (socket, IPPROTO_IPV6, IPV6_V6ONLY, TRUE, NULL);
  return g_socket_bind (socket, place, TRUE, error) && g_socket_listen (socket, error) && soup_server_listen_socket (server, socket, options, error);
}

static guint
first_port (SoupServer *server)
{
  GSList *uris = soup_server_get_uris (server);
  guint   port = (guint)g_uri_get_port (uris->data);

  g_slist_free_full (uris, (GDestroyNotify)g_uri_unref);
  return port;
}

/* The same port of both families: "localhost" may mean either. Without IPv6 one is enough. */
static gboolean
listen_loopback (SoupServer *server, guint port, SoupServerListenOptions options, GError **error)
{
  g_autoptr (GInetAddress) four = g_inet_address_new_loopback (G_SOCKET_FAMILY_IPV4);
  g_autoptr (GInetAddress) six = g_inet_address_new_loopback (G_SOCKET_FAMILY_IPV6);
  g_autoptr (GError) local = NULL;

  if (!listen_at (server, four, port, options, error))
    return FALSE;
  if (!listen_at (server, six, first_port (server), options, &local))
    g_debug ("no IPv6 loopback: %s", local->message);
  return TRUE;
}

/* NULL address: loopback. FALSE: it is no address, or one that others reach without TLS. */
static gboolean
check_address (const LampListen *listen, GInetAddress **address, GError **error)
{
  *address = NULL;
  if (listen->address == NULL || g_str_equal (listen->address, "localhost"))
    return TRUE;
  *address = g_inet_address_new_from_string (listen->address);
  if (*address == NULL)
    {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT, _ ("“%s” is not an IP address to listen on"), listen->address);
      return FALSE;
    }
  if (g_inet_address_get_is_loopback (*address) || listen->certificate_path != NULL)
    return TRUE;
  g_set_error (error, G_IO_ERROR, G_IO_ERROR_PERMISSION_DENIED, _ ("Others can reach %s, and tokens would go there in the clear; give --certificate and --key, or listen on loopback"), listen->address);
  g_clear_object (address);
  return FALSE;
}

static gboolean
set_certificate (SoupServer *server, const LampListen *listen, GError **error)
{
  g_autoptr (GTlsCertificate) certificate = NULL;

  if (listen->certificate_path == NULL)
    return TRUE;
  certificate = g_tls_certificate_new_from_files (listen->certificate_path, listen->key_path != NULL ? listen->key_path : listen->certificate_path, error);
  if (certificate == NULL)
    {
      g_prefix_error (error, _ ("The certificate cannot be used: "));
      return FALSE;
    }
  soup_server_set_tls_certificate (server, certificate);
  return TRUE;
}

static char *
first_url (SoupServer *server)
{
  GSList     *uris = soup_server_get_uris (server);
  GUri       *uri = uris->data;
  const char *host = g_uri_get_host (uri);
  gboolean    bracket = strchr (host, ':') != NULL;
  char       *url = g_strdup_printf (bracket ? "%s://[%s]:%d" : "%s://%s:%d", g_uri_get_scheme (uri), host, g_uri_get_port (uri));

  g_slist_free_full (uris, (GDestroyNotify)g_uri_unref);
  return url;
}

gboolean
lamp_server_start (LampGateway *gateway, const LampListen *listen, char **url, GError **error)
{
  g_autoptr (SoupServer) server = soup_server_new ("server-header", "lamplighterd/" LAMP_VERSION " ", "raw-paths", TRUE, NULL);
  g_autoptr (GInetAddress) address = NULL;
  SoupServerListenOptions options = listen->certificate_path != NULL ? SOUP_SERVER_LISTEN_HTTPS : 0;
  gboolean                listens;

  if (!check_address (listen, &address, error) || !set_certificate (server, listen, error))
    return FALSE;
  listens = address == NULL ? listen_loopback (server, listen->port, options, error) : listen_at (server, address, listen->port, options, error);
  if (!listens)
    {
      g_prefix_error (error, _ ("Port %u cannot be listened on: "), listen->port);
      return FALSE;
    }
  soup_server_add_early_handler (server, NULL, early_cb, gateway, NULL);
  soup_server_add_handler (server, NULL, request_cb, gateway, NULL);
  g_signal_connect (server, "request-started", G_CALLBACK (count_cb), gateway);
  g_signal_connect (server, "request-finished", G_CALLBACK (uncount_cb), gateway);
  g_signal_connect (server, "request-aborted", G_CALLBACK (uncount_cb), gateway);
  *url = first_url (server);
  gateway->server = g_steal_pointer (&server);
  return TRUE;
}
