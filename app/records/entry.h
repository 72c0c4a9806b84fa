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

G_END_DECLS
