/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What happened, kept for who comes back: a row is one command's changes as text; a listener that wants all of it gets the
 * shared bytes. See changes.h.
 */
#define G_LOG_DOMAIN "lamp-gateway"
#include "config.h"

#include "gateway/changes-private.h"

#include "gateway/items.h"

typedef struct
{
  const LampRecordType *type;
  char                 *text; /* "event: change\ndata: …\n", without id and empty line */
} Event;

static void
clear_event (gpointer data)
{
  g_free (((Event *)data)->text);
}

static void
row_free (gpointer data)
{
  LampChangeRow *row = data;

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

GBytes *
lamp_change_row_write (const LampChangeRow *row, GHashTable *types)
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

static void
forget_old (LampChanges *changes)
{
  while (changes->n_bytes > LAMP_CHANGES_MAX_KEPT && changes->rows.length > 1)
    {
      LampChangeRow *row = g_queue_pop_head (&changes->rows);

      changes->known = row->seq;
      changes->n_bytes -= g_bytes_get_size (row->whole);
      row_free (row);
    }
}

static LampChangeRow *
make_row (const LampChange *list, guint n)
{
  LampChangeRow *row = g_new0 (LampChangeRow, 1);

  row->seq = list[0].seq;
  row->events = g_array_sized_new (FALSE, FALSE, sizeof (Event), n);
  g_array_set_clear_func (row->events, clear_event);
  for (guint i = 0; i < n; i++)
    {
      Event event = { list[i].record->type, write_event (&list[i]) };

      g_array_append_val (row->events, event);
    }
  row->whole = lamp_change_row_write (row, NULL);
  return row;
}

void
lamp_changes_tell (LampChanges *changes, const LampChange *list, guint n, gint64 seq)
{
  for (guint from = 0, to; from < n; from = to)
    {
      LampChangeRow *row;

      for (to = from + 1; to < n && list[to].seq == list[from].seq && list[from].seq >= 0;)
        to++;
      if (list[from].seq < 0 && changes->listeners->len == 0)
        continue;
      row = make_row (list + from, to - from);
      for (guint i = 0; i < changes->listeners->len; i++)
        lamp_listener_send_row (g_ptr_array_index (changes->listeners, i), row);
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
  changes->listeners = g_ptr_array_new_with_free_func (lamp_listener_free);
  lamp_changes_set_heartbeat (changes, LAMP_CHANGES_HEARTBEAT_MSEC);
  return changes;
}

void
lamp_changes_free (LampChanges *changes)
{
  for (guint i = 0; i < changes->listeners->len; i++)
    lamp_listener_hang_up (g_ptr_array_index (changes->listeners, i));
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
  changes->heartbeat_id = g_timeout_add (msec, lamp_listeners_heartbeat_cb, changes);
}

void
lamp_changes_set_check (LampChanges *changes, LampTokenCheck still_valid, gpointer user_data)
{
  changes->check = still_valid;
  changes->check_data = user_data;
}
