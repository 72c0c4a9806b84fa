/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * See changes.h. A row is one command's changes as text; a listener that wants all of it gets the shared bytes.
 */
#define G_LOG_DOMAIN "lamp-gateway"
#include "config.h"

#include "gateway/changes.h"

#include "gateway/items.h"
#include "gateway/request-private.h"

typedef struct
{
  const LampRecordType *type;
  char                 *text; /* "event: change\ndata: …\n", without id and empty line */
} Event;

typedef struct
{
  gint64  seq;
  GArray *events; /* Event */
  GBytes *whole;  /* as those get it who want everything */
} Row;

typedef struct
{
  LampChanges       *changes;
  SoupServerMessage *message;   /* a reference */
  GHashTable        *types;     /* LampRecordType; NULL: all */
  gint64             n_waiting; /* bytes handed over and not yet written */
  gint64             told_seq;  /* of the last id sent */
  char              *token;
} Listener;

struct _LampChanges
{
  gint64         seq;   /* of the last command */
  gint64         known; /* those after this are kept */
  GQueue         rows;  /* Row *, oldest first */
  gsize          n_bytes;
  GPtrArray     *listeners; /* Listener * */
  guint          heartbeat_id;
  LampTokenCheck check;
  gpointer       check_data;
};

/* --- text --- */

static void
clear_event (gpointer data)
{
  g_free (((Event *)data)->text);
}

static void
row_free (gpointer data)
{
  Row *row = data;

  g_array_unref (row->events);
  g_clear_pointer (&row->whole, g_bytes_unref);
  g_free (row);
}

static char *
write_event (const LampChange *change)
{
  GString         *text = g_string_new ("event: change\ndata: {\"seq\":");
  g_autofree char *at = lamp_time_to_string (change->at_usec);
  g_autofree char *etag = lamp_record_dup_etag (change->record);

  if (change->seq >= 0)
    g_string_append_printf (text, "%" G_GINT64_FORMAT, change->seq);
  else
    g_string_append (text, "null");
  g_string_append_printf (text, ",\"at\":\"%s\",\"collection\":\"%s\",\"id\":", at, change->record->type->collection);
  lamp_json_append_string (text, change->record->id);
  g_string_append (text, ",\"op\":\"put\",\"etag\":");
  lamp_json_append_string (text, etag);
  g_string_append (text, ",\"feature\":");
  lamp_items_append_feature (text, change->record, NULL);
  g_string_append (text, "}\n");
  return g_string_free (text, FALSE);
}

/* What one listener gets of a row; NULL for nothing. */
static GBytes *
write_row (const Row *row, GHashTable *types)
{
  g_autoptr (GString) text = g_string_new (NULL);
  gsize n_last = 0;

  for (guint i = 0; i < row->events->len; i++)
    {
      const Event *event = &g_array_index (row->events, Event, i);

      if (types != NULL && !g_hash_table_contains (types, event->type))
        continue;
      g_string_append (text, event->text);
      n_last = text->len;
      g_string_append_c (text, '\n');
    }
  if (text->len == 0)
    return NULL;
  if (row->seq >= 0)
    {
      g_string_truncate (text, n_last);
      g_string_append_printf (text, "id: %" G_GINT64_FORMAT "\n\n", row->seq);
    }
  return g_string_free_to_bytes (g_steal_pointer (&text));
}

/* --- listeners --- */

static void
listener_free (gpointer data)
{
  Listener *self = data;

  g_signal_handlers_disconnect_by_data (self->message, self);
  g_clear_pointer (&self->types, g_hash_table_unref);
  g_object_unref (self->message);
  g_free (self->token);
  g_free (self);
}

static void
finished_cb (SoupServerMessage *message, gpointer user_data)
{
  Listener *self = user_data;

  g_ptr_array_remove_fast (self->changes->listeners, self);
}

static void
wrote_cb (SoupServerMessage *message, guint n, gpointer user_data)
{
  ((Listener *)user_data)->n_waiting -= n;
}

/* Nothing that waits for it is of use to it any more. The socket's end finishes the message. */
static void
hang_up (Listener *self)
{
  GSocket *socket = soup_server_message_get_socket (self->message);

  if (socket != NULL)
    g_socket_shutdown (socket, TRUE, TRUE, NULL);
  soup_message_body_complete (soup_server_message_get_response_body (self->message));
  soup_server_message_unpause (self->message);
}

static void
send_bytes (Listener *self, GBytes *bytes)
{
  if (self->n_waiting > LAMP_CHANGES_MAX_BEHIND)
    return; /* hung up on */
  self->n_waiting += (gint64)g_bytes_get_size (bytes);
  if (self->n_waiting > LAMP_CHANGES_MAX_BEHIND)
    {
      g_message ("A listener of /changes does not read; it is hung up on");
      hang_up (self);
      return;
    }
  soup_message_body_append_bytes (soup_server_message_get_response_body (self->message), bytes);
  soup_server_message_unpause (self->message);
}

static void
send_text (Listener *self, const char *text)
{
  g_autoptr (GBytes) bytes = g_bytes_new (text, strlen (text));

  send_bytes (self, bytes);
}

static void
send_row (Listener *self, const Row *row)
{
  g_autoptr (GBytes) own = self->types != NULL ? write_row (row, self->types) : NULL;
  GBytes *bytes = self->types != NULL ? own : row->whole;

  if (bytes == NULL)
    return;
  send_bytes (self, bytes);
  self->told_seq = MAX (self->told_seq, row->seq);
}

/* A comment; and, when all that happened was not for this one, where it would come back to. */
static gboolean
heartbeat_cb (gpointer user_data)
{
  LampChanges *changes = user_data;

  for (guint i = 0; i < changes->listeners->len; i++)
    {
      Listener        *self = g_ptr_array_index (changes->listeners, i);
      g_autofree char *text = NULL;

      if (changes->check != NULL && !changes->check (self->token, changes->check_data))
        {
          hang_up (self);
          continue;
        }
      text = self->told_seq < changes->seq ? g_strdup_printf (": \nid: %" G_GINT64_FORMAT "\n\n", changes->seq) : g_strdup (": \n\n");
      self->told_seq = changes->seq;
      send_text (self, text);
    }
  return G_SOURCE_CONTINUE;
}

/* --- telling --- */

static void
forget_old (LampChanges *changes)
{
  while (changes->n_bytes > LAMP_CHANGES_MAX_KEPT && changes->rows.length > 1)
    {
      Row *row = g_queue_pop_head (&changes->rows);

      changes->known = row->seq;
      changes->n_bytes -= g_bytes_get_size (row->whole);
      row_free (row);
    }
}

static Row *
make_row (const LampChange *list, guint n)
{
  Row *row = g_new0 (Row, 1);

  row->seq = list[0].seq;
  row->events = g_array_sized_new (FALSE, FALSE, sizeof (Event), n);
  g_array_set_clear_func (row->events, clear_event);
  for (guint i = 0; i < n; i++)
    {
      Event event = { list[i].record->type, write_event (&list[i]) };

      g_array_append_val (row->events, event);
    }
  row->whole = write_row (row, NULL);
  return row;
}

void
lamp_changes_tell (LampChanges *changes, const LampChange *list, guint n, gint64 seq)
{
  for (guint from = 0, to; from < n; from = to)
    {
      Row *row;

      for (to = from + 1; to < n && list[to].seq == list[from].seq && list[from].seq >= 0;)
        to++;
      if (list[from].seq < 0 && changes->listeners->len == 0)
        continue;
      row = make_row (list + from, to - from);
      for (guint i = 0; i < changes->listeners->len; i++)
        send_row (g_ptr_array_index (changes->listeners, i), row);
      if (row->seq < 0)
        {
          row_free (row);
          continue;
        }
      changes->n_bytes += g_bytes_get_size (row->whole);
      g_queue_push_tail (&changes->rows, row);
      forget_old (changes);
    }
  changes->seq = seq;
}

LampChanges *
lamp_changes_new (void)
{
  LampChanges *changes = g_new0 (LampChanges, 1);

  g_queue_init (&changes->rows);
  changes->listeners = g_ptr_array_new_with_free_func (listener_free);
  lamp_changes_set_heartbeat (changes, LAMP_CHANGES_HEARTBEAT_MSEC);
  return changes;
}

void
lamp_changes_free (LampChanges *changes)
{
  for (guint i = 0; i < changes->listeners->len; i++)
    hang_up (g_ptr_array_index (changes->listeners, i));
  g_ptr_array_unref (changes->listeners);
  g_clear_handle_id (&changes->heartbeat_id, g_source_remove);
  g_queue_clear_full (&changes->rows, row_free);
  g_free (changes);
}

/* One row of the journal, told to nobody. */
static gboolean
load_row (const LampJournalRow *row, gpointer user_data)
{
  LampChanges *changes = user_data;
  g_autoptr (JsonNode) node = json_from_string (row->changes, NULL);
  g_autoptr (GArray) list = g_array_new (FALSE, FALSE, sizeof (LampChange));
  JsonArray *array = node != NULL && JSON_NODE_HOLDS_ARRAY (node) ? json_node_get_array (node) : NULL;

  for (guint i = 0; array != NULL && i < json_array_get_length (array); i++)
    {
      JsonObject           *change = json_array_get_object_element (array, i);
      const LampRecordType *type = lamp_collection_find (json_object_get_string_member_with_default (change, "collection", ""));
      JsonNode             *after = json_object_get_member (change, "after");
      LampChange            one = { row->seq, row->at_usec, NULL };

      if (type != NULL && after != NULL && JSON_NODE_HOLDS_OBJECT (after))
        one.record = lamp_record_from_feature (type, json_node_get_object (after), NULL);
      if (one.record == NULL)
        continue;
      one.record->revision = row->seq;
      g_array_append_val (list, one);
    }
  if (list->len > 0)
    lamp_changes_tell (changes, &g_array_index (list, LampChange, 0), list->len, row->seq);
  for (guint i = 0; i < list->len; i++)
    lamp_record_unref (g_array_index (list, LampChange, i).record);
  return TRUE;
}

gboolean
lamp_changes_load (LampChanges *changes, LampStore *store, gint64 seq, guint n_rows, GError **error)
{
  changes->known = MAX (seq - (gint64)n_rows, 0);
  if (!store->klass->read_journal (store, changes->known, 0, n_rows, load_row, changes, error))
    return FALSE;
  changes->seq = seq;
  return TRUE;
}

guint
lamp_changes_get_n_listeners (LampChanges *changes)
{
  return changes->listeners->len;
}

void
lamp_changes_set_heartbeat (LampChanges *changes, guint msec)
{
  g_clear_handle_id (&changes->heartbeat_id, g_source_remove);
  changes->heartbeat_id = g_timeout_add (msec, heartbeat_cb, changes);
}

void
lamp_changes_set_check (LampChanges *changes, LampTokenCheck still_valid, gpointer user_data)
{
  changes->check = still_valid;
  changes->check_data = user_data;
}

/* --- the route --- */

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
begin (LampChanges *changes, Listener *self, gint64 since)
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
    if (((Row *)link->data)->seq > since)
      send_row (self, link->data);
}

void
lamp_changes_route (LampChanges *changes, LampRequest *request, const char *token)
{
  g_autoptr (GHashTable) types = NULL;
  SoupServerMessage *message;
  Listener          *self;
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
  self = g_new0 (Listener, 1);
  self->changes = changes;
  self->message = g_object_ref (message);
  self->types = g_steal_pointer (&types);
  self->token = g_strdup (token);
  g_signal_connect (message, "finished", G_CALLBACK (finished_cb), self);
  g_signal_connect (message, "wrote-body-data", G_CALLBACK (wrote_cb), self);
  g_ptr_array_add (changes->listeners, self);
  begin (changes, self, since);
}
