/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Changes of the stream into the copy: gathered as they come, applied a batch at a time, so that each collection emits one
 * items-changed a batch. Position fixes carry no sequence and are applied as they come.
 *
 * One command may change several records, all under one sequence; the last of them is the event's id. A record that makes
 * no sense is not shown, as in a snapshot; a change that makes none means that the copy may be wrong.
 */
#define G_LOG_DOMAIN "lamp-client"
#include "config.h"
#define GETTEXT_PACKAGE LAMP_GETTEXT_PACKAGE

#include "client/follow-private.h"

#include "client/json.h"

#include <glib/gi18n-lib.h>

#include <string.h>

#define BUDGET_USEC 6000 /* of a frame, for applying changes */

typedef struct
{
  char *type, *data, *id;
} Event;

static void
event_free (Event *event)
{
  g_free (event->type);
  g_free (event->data);
  g_free (event->id);
  g_free (event);
}

/* The stream's own word on revision and telemetry, when the feature does not carry it. */
static gpointer
read_change_record (const LampRecordType *type, JsonObject *change, GError **error)
{
  JsonObject *feature = lamp_json_object (change, "feature");
  const char *etag = lamp_json_string (change, "etag");
  gpointer    record = NULL;

  if (feature == NULL)
    {
      g_set_error_literal (error, LAMP_RECORD_ERROR, LAMP_RECORD_ERROR_MISSING, _ ("a change without its feature"));
      return NULL;
    }
  record = lamp_record_from_feature (type, feature, error);
  if (record != NULL && !json_object_has_member (feature, "etag") && lamp_etag_get_revision (etag) >= 0)
    ((LampRecord *)record)->revision = lamp_etag_get_revision (etag);
  return record;
}

static gboolean
is_removal (const char *op)
{
  return g_strcmp0 (op, "delete") == 0 || g_strcmp0 (op, "remove") == 0;
}

/* FALSE: the record is not the one that is spoken of. */
static gboolean
put_record (LampSession *self, LampCollection *collection, JsonObject *change, const char *id, gboolean *changed)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (LampRecord) record = read_change_record (lamp_collection_get_record_type (collection), change, &error);

  if (record == NULL)
    {
      *changed = lamp_collection_remove (collection, id);
      lamp_session_tell_bad (self, 1, error->message);
      return TRUE;
    }
  if (strcmp (record->id, id) != 0)
    return FALSE;
  *changed = lamp_collection_put (collection, record);
  return TRUE;
}

/* FALSE: it cannot be understood, so the copy cannot be trusted any more. */
static gboolean
apply_change (LampSession *self, const Event *event, GHashTable *open)
{
  g_autoptr (JsonNode) node = lamp_json_parse (event->data, strlen (event->data), NULL);
  JsonObject     *change = lamp_json_node_object (node);
  const char     *name = lamp_json_string (change, "collection");
  const char     *id = lamp_json_string (change, "id");
  gint64          seq = lamp_json_int (change, "seq", -1);
  LampCollection *collection = lamp_session_peek_collection (self, name);
  gboolean        changed = FALSE;

  if (name == NULL || id == NULL || (seq >= 0 && seq < self->seq))
    return FALSE;
  if (seq >= 0)
    {
      self->seq = seq;
      self->seq_open = g_ascii_strtoll (event->id, NULL, 10) != seq;
    }
  if (collection == NULL)
    return TRUE; /* a collection we do not show */
  if (!g_hash_table_contains (open, collection))
    {
      lamp_collection_begin (collection);
      g_hash_table_add (open, collection);
    }
  if (is_removal (lamp_json_string (change, "op")))
    changed = lamp_collection_remove (collection, id);
  else if (!put_record (self, collection, change, id, &changed))
    return FALSE;
  self->n_caught_up += changed && self->catching_up ? 1 : 0;
  return TRUE;
}

void
lamp_follow_gather_cb (const char *type, const char *data, const char *id, gpointer user_data)
{
  LampFollow *follow = user_data;
  Event      *event = NULL;

  if (strcmp (type, "clock") == 0)
    {
      g_autoptr (JsonNode) node = lamp_json_parse (data, strlen (data), NULL);
      JsonObject *clock = lamp_json_node_object (node);

      /* The mode is told by the next answer's header; here it would pull the stream from under us. */
      if (clock != NULL && g_strcmp0 (lamp_json_string (clock, "mode"), follow->self->mode) == 0)
        lamp_session_take_clock (follow->self, clock);
      return;
    }
  if (strcmp (type, "change") != 0 && strcmp (type, "reset") != 0)
    return;
  event = g_new0 (Event, 1);
  event->type = g_strdup (type);
  event->data = g_strdup (data);
  event->id = g_strdup (id);
  g_queue_push_tail (&follow->events, event);
}

void
lamp_follow_drop_events (LampFollow *follow)
{
  g_queue_clear_full (&follow->events, (GDestroyNotify)event_free);
}

LampFollowOutcome
lamp_follow_apply (LampFollow *follow)
{
  g_autoptr (GHashTable) open = g_hash_table_new (NULL, NULL);
  LampFollowOutcome outcome = LAMP_FOLLOW_APPLIED;
  GHashTableIter    iter;
  gpointer          collection = NULL;

  while (!g_queue_is_empty (&follow->events) && outcome == LAMP_FOLLOW_APPLIED && g_get_monotonic_time () - follow->flushed_usec < BUDGET_USEC)
    {
      Event *event = g_queue_pop_head (&follow->events);

      if (strcmp (event->type, "reset") == 0)
        outcome = LAMP_FOLLOW_RESET;
      else if (!apply_change (follow->self, event, open))
        outcome = LAMP_FOLLOW_BROKEN;
      event_free (event);
    }
  g_hash_table_iter_init (&iter, open);
  while (g_hash_table_iter_next (&iter, &collection, NULL))
    lamp_collection_end (collection);
  return outcome;
}
