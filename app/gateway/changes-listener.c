/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Who listens: a request to /changes that is never finished, what it asked for, and how far behind it is. One that does not
 * read, or whose token no longer holds, is hung up on.
 */
#define G_LOG_DOMAIN "lamp-gateway"
#include "config.h"

#include "gateway/changes-private.h"

#include "gateway/items.h"
#include "gateway/request-private.h"

struct _LampListener
{
  LampChanges       *changes;
  SoupServerMessage *message;   /* a reference */
  GHashTable        *types;     /* LampRecordType; NULL: all */
  gint64             n_waiting; /* bytes handed over and not yet written */
  gint64             told_seq;  /* of the last id sent */
  char              *token;
};

void
lamp_listener_free (gpointer data)
{
  LampListener *self = data;

  g_signal_handlers_disconnect_by_data (self->message, self);
  g_clear_pointer (&self->types, g_hash_table_unref);
  g_object_unref (self->message);
  g_free (self->token);
  g_free (self);
}

static void
finished_cb (SoupServerMessage *message, gpointer user_data)
{
  LampListener *self = user_data;

  g_ptr_array_remove_fast (self->changes->listeners, self);
}

static void
wrote_cb (SoupServerMessage *message, guint n, gpointer user_data)
{
  ((LampListener *)user_data)->n_waiting -= n;
}

void
lamp_listener_hang_up (LampListener *self)
{
  GSocket *socket = soup_server_message_get_socket (self->message);

  if (socket != NULL)
    g_socket_shutdown (socket, TRUE, TRUE, NULL);
  soup_message_body_complete (soup_server_message_get_response_body (self->message));
  soup_server_message_unpause (self->message);
}

static void
send_bytes (LampListener *self, GBytes *bytes)
{
  if (self->n_waiting > LAMP_CHANGES_MAX_BEHIND)
    return; /* hung up on */
  self->n_waiting += (gint64)g_bytes_get_size (bytes);
  if (self->n_waiting > LAMP_CHANGES_MAX_BEHIND)
    {
      g_message ("A listener of /changes does not read; it is hung up on");
      lamp_listener_hang_up (self);
      return;
    }
  soup_message_body_append_bytes (soup_server_message_get_response_body (self->message), bytes);
  soup_server_message_unpause (self->message);
}

static void
send_text (LampListener *self, const char *text)
{
  g_autoptr (GBytes) bytes = g_bytes_new (text, strlen (text));

  send_bytes (self, bytes);
}

void
lamp_listener_send_row (LampListener *self, const LampChangeRow *row)
{
  g_autoptr (GBytes) own = self->types != NULL ? lamp_change_row_write (row, self->types) : NULL;
  GBytes *bytes = self->types != NULL ? own : row->whole;

  if (bytes == NULL)
    return;
  send_bytes (self, bytes);
  self->told_seq = MAX (self->told_seq, row->seq);
}

gboolean
lamp_listeners_heartbeat_cb (gpointer user_data)
{
  LampChanges *changes = user_data;

  for (guint i = 0; i < changes->listeners->len; i++)
    {
      LampListener    *self = g_ptr_array_index (changes->listeners, i);
      g_autofree char *text = NULL;

      if (changes->check != NULL && !changes->check (self->token, changes->check_data))
        {
          lamp_listener_hang_up (self);
          continue;
        }
      text = self->told_seq < changes->seq ? g_strdup_printf (": \nid: %" G_GINT64_FORMAT "\n\n", changes->seq) : g_strdup (": \n\n");
      self->told_seq = changes->seq;
      send_text (self, text);
    }
  return G_SOURCE_CONTINUE;
}

/* FALSE when it has answered. `*types` NULL: all. */
static gboolean
parse_collections (LampRequest *request, GHashTable **types)
{
  const char *text = lamp_request_get_query (request, "collections");
  g_auto (GStrv) names = text != NULL ? g_strsplit (text, ",", -1) : NULL;
  g_autoptr (GHashTable) found = g_hash_table_new (NULL, NULL);

  *types = NULL;
  if (names == NULL)
    return TRUE;
  for (guint i = 0; names[i] != NULL; i++)
    {
      const LampRecordType *type = lamp_collection_find (names[i]);

      if (type == NULL || type->is_journal)
        {
          g_autofree char *shown = lamp_items_shorten (names[i]);

          lamp_request_problem (request, 400, "bad-parameter", "Query not understood", NULL, "The parameter \"collections\" names \"%s\", which has no changes; %s/collections lists what there is.", shown, request->base_url);
          return FALSE;
        }
      g_hash_table_add (found, (gpointer)type);
    }
  *types = g_steal_pointer (&found);
  return TRUE;
}

static gboolean
parse_since (LampChanges *changes, LampRequest *request, gint64 *since)
{
  const char      *header = lamp_request_get_header (request, "Last-Event-ID");
  const char      *text = header != NULL && *header != '\0' ? header : lamp_request_get_query (request, "since");
  g_autofree char *shown = text != NULL ? lamp_items_shorten (text) : NULL;

  *since = changes->seq;
  if (text == NULL || g_ascii_string_to_signed (text, 10, 0, G_MAXINT64, since, NULL))
    return TRUE;
  lamp_request_problem (request, 400, "bad-parameter", "Query not understood", NULL, "\"%s\" is no sequence number; give the last one you have in \"since\" or Last-Event-ID.", shown);
  return FALSE;
}

static gboolean
check_parameters (LampRequest *request)
{
  GHashTableIter iter;
  gpointer       name;

  g_hash_table_iter_init (&iter, request->query);
  while (g_hash_table_iter_next (&iter, &name, NULL))
    if (!g_str_equal (name, "since") && !g_str_equal (name, "collections"))
      {
        g_autofree char *shown = lamp_items_shorten (name);

        lamp_request_problem (request, 400, "unknown-parameter", "Query not understood", NULL, "There is no query parameter \"%s\" for /changes; only \"since\" and \"collections\".", shown);
        return FALSE;
      }
  return TRUE;
}

static void
begin (LampChanges *changes, LampListener *self, gint64 since)
{
  send_text (self, "retry: 1000\n: \n\n");
  self->told_seq = changes->seq;
  if (since > changes->seq || since < changes->known)
    {
      g_autofree char *text = g_strdup_printf ("event: reset\ndata: {\"seq\":%" G_GINT64_FORMAT "}\nid: %" G_GINT64_FORMAT "\n\n", changes->seq, changes->seq);

      send_text (self, text);
      return;
    }
  for (GList *link = changes->rows.head; link != NULL; link = link->next)
    if (((LampChangeRow *)link->data)->seq > since)
      lamp_listener_send_row (self, link->data);
}

static LampListener *
add_listener (LampChanges *changes, SoupServerMessage *message, GHashTable *types, const char *token)
{
  LampListener *self = g_new0 (LampListener, 1);

  self->changes = changes;
  self->message = g_object_ref (message);
  self->types = types;
  self->token = g_strdup (token);
  g_signal_connect (message, "finished", G_CALLBACK (finished_cb), self);
  g_signal_connect (message, "wrote-body-data", G_CALLBACK (wrote_cb), self);
  g_ptr_array_add (changes->listeners, self);
  return self;
}

void
lamp_changes_route (LampChanges *changes, LampRequest *request, const char *token)
{
  g_autoptr (GHashTable) types = NULL;
  SoupServerMessage *message;
  gint64             since;

  if (!check_parameters (request) || !parse_collections (request, &types) || !parse_since (changes, request, &since))
    return;
  if (changes->listeners->len >= LAMP_CHANGES_MAX_LISTENERS)
    {
      lamp_request_add_header (request, "Retry-After", "10");
      lamp_request_problem (request, 503, "too-many-listeners", "Too many listeners", NULL, "%d listen to the changes already, which is the limit; try again later.", LAMP_CHANGES_MAX_LISTENERS);
      return;
    }
  lamp_request_add_header (request, "Cache-Control", "no-store");
  if (g_str_equal (soup_server_message_get_method (request->message), "HEAD"))
    {
      lamp_request_answer (request, 200, "text/event-stream", NULL, NULL);
      return;
    }
  message = lamp_request_begin_stream (request, 200, "text/event-stream", NULL);
  if (message == NULL)
    return;
  soup_message_headers_set_encoding (soup_server_message_get_response_headers (message), soup_server_message_get_http_version (message) == SOUP_HTTP_1_0 ? SOUP_ENCODING_EOF : SOUP_ENCODING_CHUNKED);
  begin (changes, add_listener (changes, message, g_steal_pointer (&types), token), since);
}
