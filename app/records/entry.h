/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * One row of the journal as a collection shows it: an accepted command and what it changed. Its id is its sequence.
 */
#pragma once

#include "records/record.h"

G_BEGIN_DECLS

extern const LampRecordType lamp_entry_type;

typedef struct
{
  LampRecord base; /* has no place */
  gint64     seq;
  gint64     at_usec;
  char      *actor;
  char      *command;
  JsonNode  *changes; /* [{collection, id, before, after}] */
  char      *reason;
  char      *idempotency_key;
} LampEntry;

/* From a row {seq, at, actor, command, changes, reason, idempotencyKey}. Its `changes` are not copied but shared by
 * reference, which json-glib counts atomically for nodes: a long page of entries costs little. NULL without a seq. */
LampRecord *lamp_entry_new_from_row (JsonObject *row) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
