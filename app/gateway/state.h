/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Every live record by collection and id: what the journal adds up to at one sequence. Records are immutable and
 * shared, so the writer thread and the main loop each keep a state of their own and swap pointers, not copies.
 * Not thread-safe: one owner. Look-up O(1); lists keep the order of creation, which paging relies on.
 */
#pragma once

#include "records/record.h"

G_BEGIN_DECLS

typedef struct _LampState LampState;

LampState *lamp_state_new (void) G_GNUC_WARN_UNUSED_RESULT;
void       lamp_state_free (LampState *state);

gint64 lamp_state_get_seq (const LampState *state); /* of the last change applied */
void   lamp_state_set_seq (LampState *state, gint64 seq);

gpointer         lamp_state_lookup (const LampState *state, const LampRecordType *type, const char *id); /* borrowed, NULL when absent */
const GPtrArray *lamp_state_list (const LampState *state, const LampRecordType *type);                   /* borrowed */
/* Where in the list a record stands; FALSE when it is absent. */
gboolean lamp_state_find_place (const LampState *state, const LampRecordType *type, const char *id, guint *place);
void     lamp_state_put (LampState *state, gpointer record); /* takes a reference; adds or replaces */
void     lamp_state_remove (LampState *state, const LampRecordType *type, const char *id);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (LampState, lamp_state_free)

G_END_DECLS
