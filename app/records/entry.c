/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * See entry.h.
 */
#include "records/entry.h"

#include "records/record-private.h"

static const LampField fields[] = {
  LAMP_FIELD (LampEntry, INTEGER, "seq", seq, "Its place in the order of all changes"),
  LAMP_FIELD (LampEntry, TIME, "at", at_usec, "When it was accepted"),
  LAMP_FIELD (LampEntry, STRING, "actor", actor, "Who asked for it"),
  LAMP_FIELD (LampEntry, STRING, "command", command, "What was asked for"),
  LAMP_FIELD (LampEntry, JSON, "changes", changes, "What it changed: collection, id, before, after"),
  LAMP_FIELD (LampEntry, STRING, "reason", reason, "Why, in words"),
  LAMP_FIELD (LampEntry, STRING, "idempotencyKey", idempotency_key, "The key it was sent with"),
  LAMP_FIELD_END,
};

const LampRecordType lamp_entry_type = {
  .collection = "journal",
  .singular = "entry",
  .title = "Journal",
  .description = "Every accepted command and what it changed, in order",
  .size = sizeof (LampEntry),
  .fields = fields,
  .start_field = "at",
  .is_journal = TRUE,
};

LampRecord *
lamp_entry_new_from_row (JsonObject *row)
{
  JsonNode        *seq = json_object_get_member (row, "seq");
  JsonNode        *changes = json_object_get_member (row, "changes");
  g_autofree char *at = g_strdup (lamp_json_string (row, "at"));
  g_autofree char *id = NULL;
  LampEntry       *entry;

  if (seq == NULL || !JSON_NODE_HOLDS_VALUE (seq) || json_node_get_value_type (seq) != G_TYPE_INT64)
    return NULL;

  id = g_strdup_printf ("%" G_GINT64_FORMAT, json_node_get_int (seq));
  entry = lamp_record_new (&lamp_entry_type, id);
  entry->seq = entry->base.revision = json_node_get_int (seq);
  if (at == NULL || !lamp_time_from_string (at, &entry->at_usec))
    entry->at_usec = LAMP_UNKNOWN_TIME;
  entry->actor = g_strdup (lamp_json_string (row, "actor"));
  entry->command = g_strdup (lamp_json_string (row, "command"));
  entry->changes = changes != NULL && JSON_NODE_HOLDS_ARRAY (changes) ? json_node_ref (changes) : NULL;
  entry->reason = g_strdup (lamp_json_string (row, "reason"));
  entry->idempotency_key = g_strdup (lamp_json_string (row, "idempotencyKey"));

  return &entry->base;
}
