/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The console's copy of one collection: a GListModel of LampItem, one item an id for as long as the record exists.
 *
 * Each entry keeps two records: what the gateway last said, and what is shown, which differs while a command of the
 * user's own is on its way (optimism.h). An entry without the first is local: a record the gateway has yet to make.
 *
 * Changes are staged between begin and end; end emits one items-changed for the whole batch. Records that only changed
 * emit nothing here: their item notifies. Main thread only. Cost: a change O(1); a batch with removals O(items).
 */
#pragma once

#include <gio/gio.h>

#include "records/item.h"

G_BEGIN_DECLS

#define LAMP_TYPE_COLLECTION (lamp_collection_get_type ())
G_DECLARE_FINAL_TYPE (LampCollection, lamp_collection, LAMP, COLLECTION, GObject)

LampCollection       *lamp_collection_new (const LampRecordType *type) G_GNUC_WARN_UNUSED_RESULT;
const LampRecordType *lamp_collection_get_record_type (LampCollection *self);

LampItem *lamp_collection_lookup (LampCollection *self, const char *id); /* borrowed, NULL when absent */
/* What the gateway last said; borrowed, NULL when absent or local. */
gpointer lamp_collection_get_server_record (LampCollection *self, const char *id);

void lamp_collection_begin (LampCollection *self);
void lamp_collection_end (LampCollection *self);
/* The gateway's word. Each returns TRUE when the copy differs now. What is older than the copy's is ignored. */
gboolean lamp_collection_put (LampCollection *self, gpointer record);
gboolean lamp_collection_remove (LampCollection *self, const char *id);
/* Exactly these records (LampRecord *) are there; returns how many differ from before. */
guint lamp_collection_replace_all (LampCollection *self, const GPtrArray *records);

/* Shows `record` in place of the gateway's; NULL goes back to that. A local entry whose record is NULL is removed. */
void lamp_collection_show (LampCollection *self, const char *id, gpointer record, LampPending pending);

G_END_DECLS
