/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * See request.h and request-private.h. The only place that writes HTTP answers. Main thread only.
 */
#define G_LOG_DOMAIN "lamp-gateway"
#include "config.h"

#include "gateway/request-private.h"

#include "gateway/access.h"

#include <string.h>

typedef struct
{
  LampRequest  base;
  LampGateway *gateway; /* borrowed */
  guint        n_refs;
  gboolean     answered;
  gboolean     held;
  char        *owned_path;
  char        *owned_base_url;
  char        *owned_user;
  GBytes      *body;
} Request;

static void
request_unref (Request *self)
{
  if (--self->n_refs > 0)
    return;
  g_strfreev (self->base.segments);
  g_hash_table_unref (self->base.query);
  g_clear_pointer (&self->body, g_bytes_unref);
  g_free (self->owned_path);
  g_free (self->owned_base_url);
  g_free (self->owned_user);
  g_free (self);
}

static void
finished_cb (SoupServerMessage *message, gpointer user_data)
{
  Request *self = user_data;

  g_signal_handlers_disconnect_by_func (message, finished_cb, self);
  self->base.message = NULL;
  request_unref (self);
}

/* Each segment is decoded for itself, so an id may hold an encoded slash. */
static char **
split_path (const char *raw)
{
  g_auto (GStrv) parts = g_strsplit (raw, "/", -1);
  GStrvBuilder *builder = g_strv_builder_new ();
  char        **segments;

  for (guint i = 0; parts[i] != NULL; i++)
    {
      g_autofree char *plain = NULL;

      if (*parts[i] == '\0')
        continue;
      plain = g_uri_unescape_string (parts[i], NULL);
      g_strv_builder_add (builder, plain != NULL && g_utf8_validate (plain, -1, NULL) ? plain : parts[i]);
    }
  segments = g_strv_builder_end (builder);
  g_strv_builder_unref (builder);
  return segments;
}

static char *
make_base_url (GUri *uri)
{
  const char *host = g_uri_get_host (uri);
  gboolean    bracket = strchr (host, ':') != NULL;
  int         port = g_uri_get_port (uri);
  GString    *text = g_string_new (g_uri_get_scheme (uri));

  g_string_append_printf (text, bracket ? "://[%s]" : "://%s", host);
  if (port > 0 && port != (g_str_equal (g_uri_get_scheme (uri), "https") ? 443 : 80))
    g_string_append_printf (text, ":%d", port);
  return g_string_free (text, FALSE);
}

LampRequest *
lamp_request_new (LampGateway *gateway, SoupServerMessage *message)
{
  Request    *self = g_new0 (Request, 1);
  GUri       *uri = soup_server_message_get_uri (message);
  const char *method = soup_server_message_get_method (message);

  self->gateway = gateway;
  self->n_refs = 2;
  self->base.message = message;
  self->base.method = g_intern_string (g_str_equal (method, "HEAD") ? "GET" : method);
  self->base.segments = split_path (g_uri_get_path (uri));
  self->owned_path = g_uri_unescape_string (g_uri_get_path (uri), NULL);
  if (self->owned_path == NULL || !g_utf8_validate (self->owned_path, -1, NULL))
    {
      g_free (self->owned_path);
      self->owned_path = g_strdup (g_uri_get_path (uri));
    }
  self->base.path = self->owned_path;
  self->base.query = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  self->owned_base_url = make_base_url (uri);
  self->base.base_url = self->owned_base_url;
  g_signal_connect (message, "finished", G_CALLBACK (finished_cb), self);
  return &self->base;
}

static char *
decode_form (const char *text)
{
  g_autofree char *spaced = g_strdelimit (g_strdup (text), "+", ' ');
  char            *plain = g_uri_unescape_string (spaced, NULL);

  if (plain != NULL && !g_utf8_validate (plain, -1, NULL))
    g_clear_pointer (&plain, g_free);
  return plain;
}

gboolean
lamp_request_parse_query (LampRequest *request)
{
  const char *text = g_uri_get_query (soup_server_message_get_uri (request->message));
  g_auto (GStrv) pairs = text != NULL ? g_strsplit (text, "&", -1) : NULL;

  for (guint i = 0; pairs != NULL && pairs[i] != NULL; i++)
    {
      char            *equals = strchr (pairs[i], '=');
      g_autofree char *value = decode_form (equals != NULL ? equals + 1 : "");
      g_autofree char *name = NULL;

      if (equals != NULL)
        *equals = '\0';
      name = decode_form (pairs[i]);
      if (name == NULL || value == NULL)
        {
          lamp_request_problem (request, 400, "bad-query", "Query cannot be read", NULL, "The query is not percent-encoded UTF-8; encode it and send it again.");
          return FALSE;
        }
      if (*name == '\0' && *value == '\0')
        continue;
      if (g_hash_table_contains (request->query, name))
        {
          lamp_request_problem (request, 400, "doubled-parameter", "Parameter sent twice", NULL, "The query parameter \"%s\" was sent more than once; send it once.", name);
          return FALSE;
        }
      g_hash_table_insert (request->query, g_steal_pointer (&name), g_steal_pointer (&value));
    }
  return TRUE;
}

gboolean
lamp_request_is_gone (LampRequest *request)
{
  return request->message == NULL;
}

char *
lamp_request_dup_token_hash (LampRequest *request)
{
  const char *header = lamp_request_get_header (request, "Authorization");

  if (header == NULL || g_ascii_strncasecmp (header, "Bearer ", 7) != 0)
    return NULL;
  return lamp_token_hash (header + 7 + strspn (header + 7, " "));
}

void
lamp_request_hold (LampRequest *request)
{
  Request *self = (Request *)request;

  if (self->answered || request->message == NULL)
    return;
  self->held = TRUE;
  soup_server_message_pause (request->message);
}

void
lamp_request_set_user (LampRequest *request, const char *user, LampRole role)
{
  Request *self = (Request *)request;

  g_free (self->owned_user);
  self->owned_user = g_strdup (user);
  request->user = self->owned_user;
  request->role = role;
}

void
lamp_request_add_header (LampRequest *request, const char *name, const char *value)
{
  if (request->message != NULL)
    soup_message_headers_replace (soup_server_message_get_response_headers (request->message), name, value);
}

GBytes *
lamp_request_get_body (LampRequest *request)
{
  Request *self = (Request *)request;

  if (self->body == NULL)
    self->body = soup_message_body_flatten (soup_server_message_get_request_body (request->message));
  return self->body;
}

const char *
lamp_request_get_query (LampRequest *request, const char *name)
{
  return g_hash_table_lookup (request->query, name);
}

const char *
lamp_request_get_header (LampRequest *request, const char *name)
{
  if (request->message == NULL)
    return NULL;
  return soup_message_headers_get_list (soup_server_message_get_request_headers (request->message), name);
}

/* Without W/: the weak comparison of RFC 9110 8.8.3.2. */
static const char *
skip_weak (const char *etag)
{
  return g_str_has_prefix (etag, "W/") ? etag + 2 : etag;
}

gboolean
lamp_etag_list_matches (const char *list, const char *etag)
{
  const char *wanted = skip_weak (etag);
  gsize       n_wanted = strlen (wanted);

  for (const char *at = list; at != NULL && *at != '\0';)
    {
      const char *end;

      at += strspn (at, " \t,");
      if (*at == '*')
        return TRUE;
      at = skip_weak (at);
      end = *at == '"' ? strchr (at + 1, '"') : NULL;
      if (end == NULL)
        return FALSE;
      end++;
      if ((gsize)(end - at) == n_wanted && strncmp (at, wanted, n_wanted) == 0)
        return TRUE;
      at = end;
    }
  return FALSE;
}

static void
add_common_headers (Request *self)
{
  SoupMessageHeaders *headers = soup_server_message_get_response_headers (self->base.message);
  g_autofree char    *now = lamp_time_to_string (lamp_gateway_get_now_usec (self->gateway));
  g_autofree char    *seq = g_strdup_printf ("%" G_GINT64_FORMAT, lamp_state_get_seq (lamp_gateway_get_state (self->gateway)));

  soup_message_headers_replace (headers, "Lamp-Mode", lamp_gateway_get_mode (self->gateway));
  soup_message_headers_replace (headers, "Lamp-Now", now);
  if (soup_message_headers_get_one (headers, "Lamp-Seq") == NULL)
    soup_message_headers_replace (headers, "Lamp-Seq", seq);
  soup_message_headers_replace (headers, "X-Content-Type-Options", "nosniff");
  if (soup_message_headers_get_one (headers, "Cache-Control") == NULL)
    soup_message_headers_replace (headers, "Cache-Control", "no-cache");
}

/* Marks it answered; FALSE when nobody is there to hear it. The caller then drops the reference of the answer. */
static gboolean
begin_answer (Request *self)
{
  g_return_val_if_fail (!self->answered, FALSE);

  self->answered = TRUE;
  return self->base.message != NULL;
}

static void
end_answer (Request *self)
{
  if (self->base.message != NULL && self->held)
    soup_server_message_unpause (self->base.message);
  request_unref (self);
}

void
lamp_request_answer (LampRequest *request, guint status, const char *content_type, const char *etag, GBytes *body)
{
  g_autoptr (GBytes) owned = body;
  Request *self = (Request *)request;

  if (begin_answer (self))
    {
      SoupServerMessage  *message = request->message;
      SoupMessageHeaders *headers = soup_server_message_get_response_headers (message);
      const char         *known = lamp_request_get_header (request, "If-None-Match");

      add_common_headers (self);
      if (etag != NULL)
        soup_message_headers_replace (headers, "ETag", etag);
      if (etag != NULL && status == 200 && known != NULL && g_str_equal (request->method, "GET") && lamp_etag_list_matches (known, etag))
        {
          soup_server_message_set_status (message, 304, NULL);
        }
      else
        {
          soup_server_message_set_status (message, status, NULL);
          if (content_type != NULL)
            soup_message_headers_replace (headers, "Content-Type", content_type);
          if (owned != NULL && g_bytes_get_size (owned) > 0)
            soup_message_body_append_bytes (soup_server_message_get_response_body (message), owned);
        }
    }
  end_answer (self);
}

void
lamp_request_answer_json (LampRequest *request, guint status, const char *content_type, const char *etag, JsonNode *node)
{
  char *text = json_to_string (node, FALSE);

  json_node_unref (node);
  lamp_request_answer (request, status, content_type, etag, g_bytes_new_take (text, strlen (text)));
}

SoupServerMessage *
lamp_request_begin_stream (LampRequest *request, guint status, const char *content_type, const char *etag)
{
  Request           *self = (Request *)request;
  SoupServerMessage *message = request->message;

  if (begin_answer (self))
    {
      SoupMessageHeaders *headers = soup_server_message_get_response_headers (message);

      add_common_headers (self);
      soup_server_message_set_status (message, status, NULL);
      soup_message_headers_replace (headers, "Content-Type", content_type);
      if (etag != NULL)
        soup_message_headers_replace (headers, "ETag", etag);
      soup_message_body_set_accumulate (soup_server_message_get_response_body (message), FALSE);
    }
  request_unref (self);
  return message;
}

void
lamp_request_problem (LampRequest *request, guint status, const char *code, const char *title, JsonObject *extra, const char *detail_format, ...)
{
  g_autofree char *text = NULL;
  g_autofree char *detail = NULL;
  g_autofree char *type = g_strconcat ("/problems/", code, NULL);
  JsonObject      *problem = extra != NULL ? extra : json_object_new ();
  JsonNode        *node = json_node_new (JSON_NODE_OBJECT);
  va_list          args;

  va_start (args, detail_format);
  text = g_strdup_vprintf (detail_format, args);
  va_end (args);
  detail = g_utf8_make_valid (text, -1); /* it may quote what the client sent */
  json_object_set_string_member (problem, "type", type);
  json_object_set_string_member (problem, "title", title);
  json_object_set_int_member (problem, "status", status);
  json_object_set_string_member (problem, "detail", detail);
  json_object_set_string_member (problem, "code", code);
  json_object_set_string_member (problem, "description", detail);
  json_node_take_object (node, problem);
  lamp_request_answer_json (request, status, "application/problem+json", NULL, node);
}

void
lamp_request_not_allowed (LampRequest *request, const char *allow)
{
  if (g_str_equal (request->method, "OPTIONS"))
    {
      lamp_request_add_header (request, "Allow", allow);
      lamp_request_answer (request, 200, NULL, NULL, NULL);
      return;
    }
  lamp_request_add_header (request, "Allow", allow);
  lamp_request_problem (request, 405, "method-not-allowed", "Method not allowed", NULL, "%s is not possible on %s; allowed are %s.", request->method, request->path, allow);
}
