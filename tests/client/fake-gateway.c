/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * See fake-gateway.h.
 */
#include "fake-private.h"

#include <string.h>

#define NOW_USEC G_GINT64_CONSTANT (1767600000000000) /* 2026-01-05T08:00:00Z */

/* --- Records and changes --- */

/* Time does not run backwards. */
static gint64
next_fix_usec (void)
{
  static gint64 now_usec = NOW_USEC;

  return now_usec += G_USEC_PER_SEC;
}

GPtrArray *
fake_list (FakeGateway *fake, const char *collection)
{
  return g_hash_table_lookup (fake->collections, collection);
}

static gint
index_of (GPtrArray *list, const char *id)
{
  for (guint i = 0; list != NULL && i < list->len; i++)
    if (strcmp (((LampRecord *)g_ptr_array_index (list, i))->id, id) == 0)
      return (gint)i;
  return -1;
}

gpointer
fake_gateway_find (FakeGateway *fake, const char *collection, const char *id)
{
  gint at = index_of (fake_list (fake, collection), id);

  return at >= 0 ? g_ptr_array_index (fake_list (fake, collection), at) : NULL;
}

guint
fake_gateway_count (FakeGateway *fake, const char *collection)
{
  return fake_list (fake, collection)->len;
}

void
fake_gateway_send (FakeGateway *fake, const char *text)
{
  for (guint i = 0; !fake->hushed && i < fake->listeners->len; i++)
    {
      SoupServerMessage *message = g_ptr_array_index (fake->listeners, i);

      soup_message_body_append (soup_server_message_get_response_body (message), SOUP_MEMORY_COPY, text, strlen (text));
      soup_server_message_unpause (message);
    }
}

static void
append_event (GString *out, const LampRecord *record, const char *op, gint64 seq)
{
  g_autofree char *etag = lamp_record_dup_etag (record);
  g_autoptr (GString) more = g_string_new (",\"etag\":");

  g_string_append (out, "event: change\ndata: {\"seq\":");
  if (seq >= 0)
    g_string_append_printf (out, "%" G_GINT64_FORMAT, seq);
  else
    g_string_append (out, "null");
  g_string_append_printf (out, ",\"collection\":\"%s\",\"id\":\"%s\",\"op\":\"%s\",\"etag\":", record->type->collection, record->id, op);
  lamp_json_append_string (out, etag);
  lamp_json_append_string (more, etag);
  g_string_append (out, ",\"feature\":");
  if (strcmp (op, "put") == 0)
    lamp_record_append_feature (out, record, more->str);
  else
    g_string_append (out, "null");
  g_string_append (out, "}\n");
}

static void
store (FakeGateway *fake, LampRecord *record)
{
  GPtrArray *list = fake_list (fake, record->type->collection);
  gint       at = index_of (list, record->id);

  if (at < 0)
    g_ptr_array_add (list, record);
  else
    {
      lamp_record_unref (g_ptr_array_index (list, at));
      list->pdata[at] = record;
    }
}

/* One command: all of `records` (taken) under the next sequence. */
void
fake_commit (FakeGateway *fake, LampRecord **records, guint n)
{
  g_autoptr (GString) text = g_string_new (NULL);

  fake->seq++;
  for (guint i = 0; i < n; i++)
    {
      records[i]->revision = fake->seq;
      store (fake, records[i]);
      append_event (text, records[i], "put", fake->seq);
      if (i + 1 == n)
        g_string_append_printf (text, "id: %" G_GINT64_FORMAT "\n", fake->seq);
      g_string_append_c (text, '\n');
    }
  if (fake->slices)
    g_string_append (fake->slice, text->str);
  else
    fake_gateway_send (fake, text->str);
  g_ptr_array_add (fake->log, g_strdup (text->str));
}

gboolean
fake_gateway_tell (FakeGateway *fake)
{
  const char      *end = strstr (fake->slice->str, "\n\n");
  g_autofree char *first = end != NULL ? g_strndup (fake->slice->str, (gsize)(end + 2 - fake->slice->str)) : NULL;

  if (first == NULL)
    return FALSE;
  fake_gateway_send (fake, first);
  g_string_erase (fake->slice, 0, (gssize)strlen (first));
  return TRUE;
}

void
fake_gateway_put (FakeGateway *fake, gpointer record)
{
  LampRecord *one = record;

  fake_commit (fake, &one, 1);
}

void
fake_gateway_remove (FakeGateway *fake, const char *collection, const char *id)
{
  GPtrArray *list = fake_list (fake, collection);
  gint       at = index_of (list, id);
  g_autoptr (GString) text = g_string_new (NULL);

  g_assert_cmpint (at, >=, 0);
  fake->seq++;
  append_event (text, g_ptr_array_index (list, at), "delete", fake->seq);
  g_string_append_printf (text, "id: %" G_GINT64_FORMAT "\n\n", fake->seq);
  g_ptr_array_remove_index (list, (guint)at);
  fake_gateway_send (fake, text->str);
  g_ptr_array_add (fake->log, g_strdup (text->str));
}

void
fake_gateway_move (FakeGateway *fake, const char *id, double lon_deg)
{
  LampCrew *crew = lamp_record_copy (fake_gateway_find (fake, "crews", id));
  g_autoptr (GString) text = g_string_new (NULL);

  crew->base.revision = ((LampRecord *)fake_gateway_find (fake, "crews", id))->revision;
  crew->base.telemetry = ((LampRecord *)fake_gateway_find (fake, "crews", id))->telemetry + 1;
  crew->base.at.lon_deg = lon_deg;
  crew->position_usec = next_fix_usec ();
  store (fake, &crew->base);
  append_event (text, &crew->base, "put", -1);
  g_string_append_c (text, '\n');
  fake_gateway_send (fake, text->str);
}

void
fake_gateway_forget (FakeGateway *fake)
{
  g_ptr_array_set_size (fake->log, 0);
  fake->first_kept_seq = fake->seq;
}

LampOutage *
fake_outage (const char *id)
{
  LampOutage *outage = lamp_record_new (&lamp_outage_type, id);

  lamp_record_set_string (&outage->status, "confirmed");
  lamp_record_set_string (&outage->device, "F-77");
  lamp_record_set_string (&outage->crew_status, "awaitingCrewAssignment");
  outage->customers_out = 12;
  outage->base.placed = TRUE;
  outage->base.at.lon_deg = 118.1;
  outage->base.at.lat_deg = 24.4;
  return outage;
}

LampCrew *
fake_crew (const char *id)
{
  LampCrew *crew = lamp_record_new (&lamp_crew_type, id);

  lamp_record_set_string (&crew->name, id);
  lamp_record_set_string (&crew->status, "available");
  crew->position_usec = next_fix_usec ();
  crew->base.placed = TRUE;
  crew->base.at.lon_deg = 118.2;
  crew->base.at.lat_deg = 24.5;
  return crew;
}

void
fake_gateway_fill (FakeGateway *fake)
{
  const char *const outages[] = { "O-1", "O-2", "O-3" };
  const char *const crews[] = { "C-1", "C-2", "C-3" };

  for (guint i = 0; i < 3; i++)
    {
      fake_gateway_put (fake, fake_outage (outages[i]));
      fake_gateway_put (fake, fake_crew (crews[i]));
    }
}

/* --- Answers --- */

void
fake_answer (FakeGateway *fake, SoupServerMessage *message, guint status, const char *type, const char *etag, const char *text)
{
  SoupMessageHeaders *headers = soup_server_message_get_response_headers (message);
  g_autofree char    *now = lamp_time_to_string (NOW_USEC);
  g_autofree char    *seq = g_strdup_printf ("%" G_GINT64_FORMAT, fake->seq);

  soup_message_headers_replace (headers, "Lamp-Mode", fake->mode);
  soup_message_headers_replace (headers, "Lamp-Now", now);
  if (fake->tells_seq)
    soup_message_headers_replace (headers, "Lamp-Seq", seq);
  if (etag != NULL)
    {
      soup_message_headers_replace (headers, "ETag", etag);
      if (g_strcmp0 (soup_message_headers_get_one (soup_server_message_get_request_headers (message), "If-None-Match"), etag) == 0)
        {
          fake->n_not_modified++;
          soup_server_message_set_status (message, 304, NULL);
          return;
        }
    }
  soup_server_message_set_status (message, status, NULL);
  soup_server_message_set_response (message, type, SOUP_MEMORY_COPY, text, strlen (text));
}

void
fake_refuse (FakeGateway *fake, SoupServerMessage *message, guint status, const char *code, const char *more)
{
  g_autofree char *text = g_strdup_printf ("{\"type\":\"/problems/%s\",\"title\":\"No\",\"status\":%u,\"code\":\"%s\",\"detail\":\"No: %s.\"%s}", code, status, code, code, more);

  fake_answer (fake, message, status, "application/problem+json", NULL, text);
}

/* A page begins after a record, not after a number of them. */
static void
answer_items (FakeGateway *fake, SoupServerMessage *message, const char *collection, GHashTable *query)
{
  GPtrArray  *list = fake_list (fake, collection);
  const char *after = query != NULL ? g_hash_table_lookup (query, "after") : NULL;
  gint        at = after != NULL ? index_of (list, after) : -1;
  guint       from = (guint)(at + 1);
  guint       to = MIN (list->len, from + fake->page_limit);
  g_autoptr (GString) text = g_string_new ("{\"type\":\"FeatureCollection\",\"features\":[");
  g_autofree char *hash = NULL;
  g_autofree char *etag = NULL;

  if (after != NULL && at < 0)
    {
      fake_refuse (fake, message, 400, "lost-place", "");
      return;
    }
  for (guint i = from; i < to; i++)
    {
      LampRecord      *record = g_ptr_array_index (list, i);
      g_autofree char *own = lamp_record_dup_etag (record);
      g_autoptr (GString) more = g_string_new (",\"etag\":");

      lamp_json_append_string (more, own);
      if (i > from)
        g_string_append_c (text, ',');
      lamp_record_append_feature (text, record, more->str);
    }
  g_string_append_printf (text, "],\"numberMatched\":%u,\"numberReturned\":%u,\"links\":[", list->len, to - MIN (from, to));
  if (to < list->len)
    g_string_append_printf (text, "{\"rel\":\"next\",\"href\":\"%s/collections/%s/items?limit=1000&after=%s\"}", fake->url, collection, ((LampRecord *)g_ptr_array_index (list, to - 1))->id);
  g_string_append (text, "]}");
  hash = g_compute_checksum_for_string (G_CHECKSUM_MD5, text->str, -1);
  etag = g_strdup_printf ("\"%s\"", hash);
  fake_answer (fake, message, 200, "application/geo+json", etag, text->str);
}

static void
hung_up_cb (SoupServerMessage *message, gpointer user_data)
{
  FakeGateway *fake = user_data;

  g_ptr_array_remove (fake->listeners, message);
}

static void
answer_changes (FakeGateway *fake, SoupServerMessage *message, GHashTable *query)
{
  SoupMessageHeaders *headers = soup_server_message_get_response_headers (message);
  const char         *last = soup_message_headers_get_one (soup_server_message_get_request_headers (message), "Last-Event-ID");
  const char         *text = last != NULL ? last : g_hash_table_lookup (query, "since");
  gint64              since = text != NULL ? g_ascii_strtoll (text, NULL, 10) : fake->seq;

  fake->n_streams++;
  if (!fake->has_stream)
    {
      fake_refuse (fake, message, 404, "not-found", "");
      return;
    }
  fake_answer (fake, message, 200, "text/event-stream", NULL, ": \n\n");
  soup_message_headers_set_encoding (headers, SOUP_ENCODING_CHUNKED);
  soup_message_body_set_accumulate (soup_server_message_get_response_body (message), FALSE);
  g_signal_connect (message, "finished", G_CALLBACK (hung_up_cb), fake);
  g_ptr_array_add (fake->listeners, g_object_ref (message));
  if (since < fake->first_kept_seq || since > fake->seq)
    {
      soup_message_body_append (soup_server_message_get_response_body (message), SOUP_MEMORY_STATIC, "event: reset\ndata: {}\n\n", 23);
      return;
    }
  for (gint64 i = since - fake->first_kept_seq; i < (gint64)fake->log->len; i++)
    {
      const char *event = g_ptr_array_index (fake->log, (guint)i);

      soup_message_body_append (soup_server_message_get_response_body (message), SOUP_MEMORY_COPY, event, strlen (event));
    }
}

static void
answer_grid (FakeGateway *fake, SoupServerMessage *message)
{
  g_autofree char *hash = fake->grid != NULL ? g_compute_checksum_for_bytes (G_CHECKSUM_SHA256, fake->grid) : NULL;
  g_autofree char *etag = g_strdup_printf ("\"%s\"", hash);
  const char      *known = soup_message_headers_get_list (soup_server_message_get_request_headers (message), "If-None-Match");

  fake->n_grid++;
  if (fake->grid == NULL)
    {
      fake_refuse (fake, message, 404, "not-found", "");
      return;
    }
  soup_message_headers_replace (soup_server_message_get_response_headers (message), "ETag", etag);
  if (known != NULL && strstr (known, etag) != NULL)
    {
      fake->n_not_modified++;
      soup_server_message_set_status (message, 304, NULL);
      return;
    }
  soup_server_message_set_status (message, 200, NULL);
  soup_message_body_append_bytes (soup_server_message_get_response_body (message), fake->grid);
}

/* --- Lies --- */

static gboolean
drip_cb (gpointer user_data)
{
  FakeGateway   *fake = user_data;
  gboolean       flood = g_strcmp0 (fake->lie.answer, "flood") == 0;
  static char    spaces[32768];
  GOutputStream *out = NULL;

  memset (spaces, ' ', sizeof spaces);
  for (guint i = fake->held->len; i-- > 0;)
    {
      out = g_io_stream_get_output_stream (g_ptr_array_index (fake->held, i));
      g_pollable_output_stream_write_nonblocking (G_POLLABLE_OUTPUT_STREAM (out), spaces, flood ? sizeof spaces : 1, NULL, NULL);
    }
  return G_SOURCE_CONTINUE;
}

static void
lie (FakeGateway *fake, SoupServerMessage *message)
{
  g_autoptr (GIOStream) stream = soup_server_message_steal_connection (message);
  const char *text = fake->lie.answer;
  gboolean    goes_on = strcmp (text, "drip") == 0 || strcmp (text, "flood") == 0;
  gsize       written = 0;

  fake->n_lied++;
  if (strcmp (text, "hang") == 0)
    text = "";
  else if (goes_on)
    text = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 100000000\r\n\r\n";
  g_output_stream_write_all (g_io_stream_get_output_stream (stream), text, strlen (text), &written, NULL, NULL);
  if (goes_on && fake->drip_id == 0)
    fake->drip_id = g_timeout_add (1, drip_cb, fake);
  if (goes_on || fake->lie.stays || strcmp (fake->lie.answer, "hang") == 0)
    g_ptr_array_add (fake->held, g_object_ref (stream));
  else
    g_io_stream_close (stream, NULL, NULL);
}

/* --- The server --- */

static void
request_cb (SoupServer *server, SoupServerMessage *message, const char *path, GHashTable *query, gpointer user_data)
{
  FakeGateway *fake = user_data;
  const char  *method = soup_server_message_get_method (message);
  g_auto (GStrv) parts = g_strsplit (path, "/", -1);

  fake->n_asked++;
  if (fake->lie.path != NULL && g_str_has_prefix (path, fake->lie.path) && strcmp (method, fake->lie.method != NULL ? fake->lie.method : "GET") == 0)
    lie (fake, message);
  else if (strcmp (method, "POST") == 0)
    fake_answer_command (fake, message, path);
  else if (strcmp (path, "/clock") == 0)
    {
      g_autofree char *now = lamp_time_to_string (NOW_USEC);
      g_autofree char *text = g_strdup_printf ("{\"mode\":\"%s\",\"now\":\"%s\",\"speed\":%g,\"paused\":false}", fake->mode, now, fake->speed);

      fake_answer (fake, message, 200, "application/json", NULL, text);
    }
  else if (strcmp (path, "/me") == 0)
    fake_answer (fake, message, 200, "application/json", NULL, "{\"name\":\"li.wei\",\"role\":\"dispatcher\"}");
  else if (strcmp (path, "/health") == 0)
    fake_answer (fake, message, 200, "application/json", NULL, "{\"status\":\"ok\",\"feeds\":{\"calls\":{\"age_s\":4},\"scada\":1}}");
  else if (strcmp (path, "/") == 0)
    fake_answer (fake, message, 200, "application/json", NULL, "{\"title\":\"Harbour district\",\"links\":[]}");
  else if (strcmp (path, "/collections") == 0)
    fake_answer (fake, message, 200, "application/json", NULL, "{\"collections\":[{\"id\":\"outages\"},{\"id\":\"crews\"},{\"id\":\"assignments\"},{\"id\":\"weather\"}]}");
  else if (strcmp (path, "/changes") == 0)
    answer_changes (fake, message, query);
  else if (strcmp (path, "/grid") == 0)
    answer_grid (fake, message);
  else if (g_strv_length (parts) == 4 && strcmp (parts[3], "items") == 0 && fake_list (fake, parts[2]) != NULL)
    answer_items (fake, message, parts[2], query);
  else
    fake_refuse (fake, message, 404, "not-found", "");
}

static void
listen_on (FakeGateway *fake, guint port)
{
  g_autoptr (GError) error = NULL;
  GSList *uris = NULL;

  fake->server = soup_server_new (NULL, NULL);
  soup_server_add_handler (fake->server, NULL, request_cb, fake, NULL);
  soup_server_listen_local (fake->server, port, SOUP_SERVER_LISTEN_IPV4_ONLY, &error);
  g_assert_no_error (error);
  uris = soup_server_get_uris (fake->server);
  g_free (fake->url);
  fake->url = g_strdup_printf ("http://127.0.0.1:%d", g_uri_get_port (uris->data));
  g_slist_free_full (uris, (GDestroyNotify)g_uri_unref);
}

static void
free_records (gpointer list)
{
  g_ptr_array_unref (list);
}

FakeGateway *
fake_gateway_new (void)
{
  FakeGateway *fake = g_new0 (FakeGateway, 1);

  /* No proxy between two ends of a loop. */
  g_setenv ("GIO_USE_PROXY_RESOLVER", "dummy", TRUE);
  fake->mode = "demo";
  fake->speed = 12.0;
  fake->next_id = 1;
  fake->page_limit = 1000;
  fake->has_stream = fake->tells_seq = TRUE;
  fake->collections = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, free_records);
  g_hash_table_insert (fake->collections, (char *)"outages", g_ptr_array_new_with_free_func (lamp_record_unref));
  g_hash_table_insert (fake->collections, (char *)"crews", g_ptr_array_new_with_free_func (lamp_record_unref));
  g_hash_table_insert (fake->collections, (char *)"assignments", g_ptr_array_new_with_free_func (lamp_record_unref));
  fake->log = g_ptr_array_new_with_free_func (g_free);
  fake->slice = g_string_new (NULL);
  fake->listeners = g_ptr_array_new_with_free_func (g_object_unref);
  fake->held = g_ptr_array_new_with_free_func (g_object_unref);
  fake_commands_init (fake);
  listen_on (fake, 0);
  return fake;
}

void
fake_gateway_cut_streams (FakeGateway *fake)
{
  while (fake->listeners->len > 0)
    {
      g_autoptr (SoupServerMessage) message = g_object_ref (g_ptr_array_index (fake->listeners, 0));
      GSocket *socket = soup_server_message_get_socket (message);

      g_signal_handlers_disconnect_by_data (message, fake);
      g_ptr_array_remove_index (fake->listeners, 0);
      if (socket != NULL)
        g_socket_shutdown (socket, TRUE, TRUE, NULL);
      soup_message_body_complete (soup_server_message_get_response_body (message));
      soup_server_message_unpause (message);
    }
}

void
fake_gateway_go_down (FakeGateway *fake)
{
  fake_gateway_cut_streams (fake);
  fake_gateway_release (fake);
  soup_server_disconnect (fake->server);
  g_clear_object (&fake->server);
}

void
fake_gateway_come_up (FakeGateway *fake)
{
  g_autoptr (GUri) uri = g_uri_parse (fake->url, G_URI_FLAGS_NONE, NULL);

  listen_on (fake, (guint)g_uri_get_port (uri));
}

void
fake_gateway_free (FakeGateway *fake)
{
  if (fake->server != NULL)
    fake_gateway_go_down (fake);
  g_clear_handle_id (&fake->drip_id, g_source_remove);
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_hash_table_unref (fake->collections);
  fake_commands_clear (fake);
  g_ptr_array_unref (fake->log);
  g_string_free (fake->slice, TRUE);
  g_ptr_array_unref (fake->listeners);
  g_ptr_array_unref (fake->held);
  g_clear_pointer (&fake->grid, g_bytes_unref);
  g_free (fake->url);
  g_free (fake);
}
