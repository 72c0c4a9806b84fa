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
