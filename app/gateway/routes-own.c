/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What OGC API – Features does not know: who asks, what time it is, how it goes, the region file, the changes.
 */
#define G_LOG_DOMAIN "lamp-gateway"
#include "config.h"

#include "gateway/gateway-private.h"
#include "gateway/items.h"
#include "gateway/request-private.h"
#include "gateway/routes-private.h"

#include "grid/region-hash.h"
#include "records/outage.h"

#include <gio/gfiledescriptorbased.h>

#define PIECE_BYTES (256 * 1024)
#define MEDIA_GEOPACKAGE "application/geopackage+sqlite3"

static void
answer_object (LampRequest *request, JsonObject *object)
{
  JsonNode *node = json_node_new (JSON_NODE_OBJECT);

  json_node_take_object (node, object);
  lamp_request_answer_json (request, 200, LAMP_MEDIA_JSON, NULL, node);
}

static void
answer_me (LampGateway *gateway, LampRequest *request)
{
  JsonObject *me = json_object_new ();

  json_object_set_string_member (me, "name", request->user);
  json_object_set_string_member (me, "role", lamp_role_to_string (request->role));
  answer_object (request, me);
}

static void
answer_clock (LampGateway *gateway, LampRequest *request)
{
  JsonObject      *clock = json_object_new ();
  g_autofree char *now = lamp_time_to_string (lamp_gateway_get_now_usec (gateway));

  json_object_set_string_member (clock, "mode", gateway->mode);
  json_object_set_string_member (clock, "now", now);
  json_object_set_double_member (clock, "speed", gateway->clock.start_monotonic_usec != 0 ? gateway->clock.speed : 1.0);
  json_object_set_boolean_member (clock, "paused", FALSE);
  json_object_set_null_member (clock, "from");
  json_object_set_null_member (clock, "to");
  json_object_set_null_member (clock, "scenario");
  answer_object (request, clock);
}

/* --- health --- */

/* Seconds of real time since something of this kind came in; null when nothing has since the start. */
static void
add_age (LampGateway *gateway, JsonObject *feeds, const char *name, const char *collection)
{
  JsonObject   *feed = json_object_new ();
  const gint64 *at_usec = g_hash_table_lookup (gateway->ages, collection);

  if (at_usec != NULL)
    json_object_set_double_member (feed, "age_s", (double)(g_get_real_time () - *at_usec) / G_USEC_PER_SEC);
  else
    json_object_set_null_member (feed, "age_s");
  json_object_set_object_member (feeds, name, feed);
}

static void
answer_health (LampGateway *gateway, LampRequest *request)
{
  JsonObject *health = json_object_new ();
  JsonObject *feeds = json_object_new ();

  json_object_set_string_member (health, "status", "ok");
  json_object_set_string_member (health, "version", LAMP_VERSION);
  json_object_set_string_member (health, "region", gateway->network->name);
  json_object_set_double_member (health, "uptime_s", (double)(g_get_real_time () - gateway->started_usec) / G_USEC_PER_SEC);
  json_object_set_int_member (health, "seq", lamp_state_get_seq (gateway->state));
  json_object_set_int_member (health, "listeners", lamp_changes_get_n_listeners (gateway->changes));
  json_object_set_int_member (health, "commandsWaiting", lamp_ledger_get_n_waiting (gateway->ledger));
  add_age (gateway, feeds, "calls", "calls");
  add_age (gateway, feeds, "scada", "switches");
  add_age (gateway, feeds, "crews", "crews");
  json_object_set_object_member (health, "feeds", feeds);
  answer_object (request, health);
}

/* --- the region file --- */

/* Read in pieces, the next one when the last has gone out. */
typedef struct
{
  SoupServerMessage *message; /* a reference */
  GInputStream      *input;
  gboolean           finished;
  gboolean           reading;
} Sending;

static void
sending_free (Sending *self)
{
  g_signal_handlers_disconnect_by_data (self->message, self);
  g_object_unref (self->message);
  g_object_unref (self->input);
  g_free (self);
}

static void
piece_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Sending         *self = user_data;
  SoupMessageBody *body = soup_server_message_get_response_body (self->message);
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) piece = g_input_stream_read_bytes_finish (self->input, result, &error);

  self->reading = FALSE;
  if (self->finished)
    {
      sending_free (self);
      return;
    }
  if (error != NULL)
    {
      /* The length was promised: only the end of the connection can tell that it is not kept. */
      g_warning ("The region file cannot be read: %s", error->message);
      g_socket_shutdown (soup_server_message_get_socket (self->message), TRUE, TRUE, NULL);
    }
  if (piece != NULL && g_bytes_get_size (piece) > 0)
    soup_message_body_append_bytes (body, piece);
  else
    soup_message_body_complete (body);
  soup_server_message_unpause (self->message);
}

static void
read_piece (Sending *self)
{
  if (self->reading || self->finished)
    return;
  self->reading = TRUE;
  soup_server_message_pause (self->message);
  g_input_stream_read_bytes_async (self->input, PIECE_BYTES, G_PRIORITY_DEFAULT, NULL, piece_cb, self);
}

static void
wrote_piece_cb (SoupServerMessage *message, gpointer user_data)
{
  read_piece (user_data);
}

static void
sent_cb (SoupServerMessage *message, gpointer user_data)
{
  Sending *self = user_data;

  self->finished = TRUE;
  if (!self->reading)
    sending_free (self);
}

static void
send_file (LampRequest *request, GFileInputStream *input, goffset size, const char *etag)
{
  SoupServerMessage *message = lamp_request_begin_stream (request, 200, MEDIA_GEOPACKAGE, etag);
  Sending           *self;

  if (message == NULL)
    return;
  soup_message_headers_set_content_length (soup_server_message_get_response_headers (message), size);
  self = g_new0 (Sending, 1);
  self->message = g_object_ref (message);
  self->input = g_object_ref (G_INPUT_STREAM (input));
  g_signal_connect (message, "wrote-chunk", G_CALLBACK (wrote_piece_cb), self);
  g_signal_connect (message, "finished", G_CALLBACK (sent_cb), self);
  read_piece (self);
}

static void
answer_grid (LampGateway *gateway, LampRequest *request)
{
  g_autoptr (GFile) file = g_file_new_for_path (gateway->region_path);
  g_autoptr (GFileInputStream) input = NULL;
  g_autoptr (GFileInfo) info = NULL;
  g_autofree char *etag = g_strdup_printf ("\"%s\"", gateway->region_hash != NULL ? gateway->region_hash : "");
  const char      *known = lamp_request_get_header (request, "If-None-Match");

  if (known != NULL && gateway->region_hash != NULL && lamp_etag_list_matches (known, etag))
    {
      lamp_request_answer (request, 200, MEDIA_GEOPACKAGE, etag, NULL);
      return;
    }
  input = g_file_read (file, NULL, NULL);
  info = input != NULL ? g_file_input_stream_query_info (input, G_FILE_ATTRIBUTE_STANDARD_SIZE, NULL, NULL) : NULL;
  if (info == NULL || gateway->region_hash == NULL || !lamp_region_is_loaded (gateway->network, g_file_descriptor_based_get_fd (G_FILE_DESCRIPTOR_BASED (input))))
    {
      lamp_request_problem (request, 503, "region-changed", "Region file changed", NULL, "The region file is no longer the one this gateway started with; restart the gateway to serve the new one.");
      return;
    }
  if (g_str_equal (soup_server_message_get_method (request->message), "HEAD"))
    {
      soup_message_headers_set_content_length (soup_server_message_get_response_headers (request->message), g_file_info_get_size (info));
      lamp_request_answer (request, 200, MEDIA_GEOPACKAGE, etag, NULL);
    }
  else
    send_file (request, input, g_file_info_get_size (info), etag);
}

/* --- which --- */

static void
answer_changes (LampGateway *gateway, LampRequest *request)
{
  g_autofree char *hash = lamp_request_dup_token_hash (request);

  lamp_changes_route (gateway->changes, request, hash);
}

static const struct
{
  const char *name;
  void (*answer) (LampGateway *gateway, LampRequest *request);
  gboolean takes_query;
} routes[] = {
  { "me", answer_me, FALSE },
  { "clock", answer_clock, FALSE },
  { "health", answer_health, FALSE },
  { "grid", answer_grid, FALSE },
  { "changes", answer_changes, TRUE },
};

gboolean
lamp_routes_own (LampGateway *gateway, LampRequest *request)
{
  if (g_strv_length (request->segments) != 1)
    return FALSE;
  for (guint i = 0; i < G_N_ELEMENTS (routes); i++)
    {
      if (!g_str_equal (routes[i].name, request->segments[0]))
        continue;
      if (!g_str_equal (request->method, "GET"))
        lamp_request_not_allowed (request, "GET, HEAD, OPTIONS");
      else if (!routes[i].takes_query && g_hash_table_size (request->query) > 0 && !(g_hash_table_size (request->query) == 1 && g_strcmp0 (lamp_request_get_query (request, "f"), "json") == 0))
        lamp_request_problem (request, 400, "unknown-parameter", "Query not understood", NULL, "%s takes no query parameters.", request->path);
      else
        routes[i].answer (gateway, request);
      return TRUE;
    }
  return FALSE;
}
