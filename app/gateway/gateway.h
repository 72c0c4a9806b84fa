/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The running gateway: what its routes share. Main thread only, except where store.h says otherwise.
 */
#pragma once

#include "gateway/request.h"
#include "gateway/state.h"
#include "grid/network.h"

G_BEGIN_DECLS

typedef struct _LampGateway LampGateway;

/* The main loop's copy of all live records. */
const LampState *lamp_gateway_get_state (LampGateway *gateway);
LampNetwork     *lamp_gateway_get_network (LampGateway *gateway);
/* "live" or "demo"; and the clock that stamps everything, microseconds since 1970 UTC. */
const char *lamp_gateway_get_mode (LampGateway *gateway);
gint64      lamp_gateway_get_now_usec (LampGateway *gateway);
/* Rows of the journal with from < seq, oldest first, at most `limit`; read in a worker, `done` on the main loop with a
 * JsonArray of {seq, at, actor, command, changes[{collection,id,before,after}], reason, idempotencyKey} (transfer none)
 * and the number of all rows, or an error. */
typedef void (*LampJournalCallback) (JsonArray *rows, gint64 n_all, const GError *error, gpointer user_data);
void lamp_gateway_read_journal (LampGateway *gateway, gint64 after_seq, gint64 offset, guint limit, LampJournalCallback done, gpointer user_data);

/* routes-read.c: `/`, /api, /api.html, /conformance, /collections…; TRUE when the path was one of its own (it has answered
 * or paused and will). Commands and everything else are routed by server.c. */
gboolean lamp_routes_read (LampGateway *gateway, LampRequest *request);

G_END_DECLS
