/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A record as views see it: one GObject per id for as long as it is in its collection, whose record is replaced
 * when it changes. Lists, map and inspector hold the item and listen to notify::record.
 *
 * `pending` says what of the user's own is on its way: an optimistic change is shown by replacing the record with
 * the expected one and setting pending; the server's answer replaces both.
 *
 * Main thread only.
 */
#pragma once

#include "records/record.h"

G_BEGIN_DECLS

typedef enum {
  LAMP_PENDING_NONE,
  LAMP_PENDING_SENDING,  /* on the wire */
  LAMP_PENDING_WAITING,  /* in the outbox, the gateway is away */
  LAMP_PENDING_CONFLICT, /* refused, or needs a word before it is sent: the user has to choose */
} LampPending;

#define LAMP_TYPE_ITEM (lamp_item_get_type ())
G_DECLARE_FINAL_TYPE (LampItem, lamp_item, LAMP, ITEM, GObject)

LampItem   *lamp_item_new (gpointer record) G_GNUC_WARN_UNUSED_RESULT; /* takes a reference */
const char *lamp_item_get_id (LampItem *self);
/* The present record, borrowed until the next change: cast to its struct. */
gpointer    lamp_item_get_record (LampItem *self);
void        lamp_item_set_record (LampItem *self, gpointer record);
LampPending lamp_item_get_pending (LampItem *self);
void        lamp_item_set_pending (LampItem *self, LampPending pending);

G_END_DECLS
