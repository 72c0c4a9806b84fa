/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The change stream: what was committed, told to whoever listens on /changes as server-sent events, in order.
 *
 * The last commands are kept in memory; who comes back within them misses nothing, who comes later gets one event
 * `reset`. All changes of a command carry its sequence, but only the last one of them is an event's `id`, so a line cut in
 * between begins again with the whole command. A crew's fix has no sequence and no id.
 *
 * A listener that does not read is hung up on once LAMP_CHANGES_MAX_BEHIND bytes wait for it. Main thread only.
 * Cost: a change is written once, then O(listeners).
 */
#pragma once

#include "gateway/ledger.h"
#include "gateway/request.h"

G_BEGIN_DECLS

#define LAMP_CHANGES_MAX_BEHIND (4 * 1024 * 1024) /* bytes */
#define LAMP_CHANGES_MAX_KEPT (16 * 1024 * 1024)  /* bytes of the commands kept */
#define LAMP_CHANGES_MAX_LISTENERS 400
#define LAMP_CHANGES_HEARTBEAT_MSEC 15000

typedef struct _LampChanges LampChanges;

LampChanges *lamp_changes_new (void) G_GNUC_WARN_UNUSED_RESULT;
/* Hangs up on everybody. */
void lamp_changes_free (LampChanges *changes);

/* The last rows of the journal up to `seq`, as if they had just been told; blocks. */
gboolean lamp_changes_load (LampChanges *changes, LampStore *store, gint64 seq, guint n_rows, GError **error);
/* `seq`: of the last command, also when it changed nothing. */
void  lamp_changes_tell (LampChanges *changes, const LampChange *list, guint n, gint64 seq);
guint lamp_changes_get_n_listeners (LampChanges *changes);
/* For tests: more often than every 15 s. */
void lamp_changes_set_heartbeat (LampChanges *changes, guint msec);

/* `still_valid` (nullable) is asked at each heartbeat with `token` (copied, may be NULL); FALSE hangs up. */
typedef gboolean (*LampTokenCheck) (const char *token, gpointer user_data);
void lamp_changes_set_check (LampChanges *changes, LampTokenCheck still_valid, gpointer user_data);

/* GET /changes. `token` is what the listener came with, hashed. */
void lamp_changes_route (LampChanges *changes, LampRequest *request, const char *token);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (LampChanges, lamp_changes_free)

G_END_DECLS
