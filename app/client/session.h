/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The console's one connection to a gateway, and its copy of what is live there.
 *
 * A session asks /clock, /collections and /grid, takes a snapshot of every collection, then follows /changes from that
 * sequence; where there is no change stream it polls items with ETags. A gap means a new snapshot. Everything that
 * arrives is checked before it touches the copy: a lying or half-answering server costs a problem message, never the copy.
 *
 * Signals
 *  - "clock-changed": mode, speed or pause changed.
 *  - "reconciled" (guint n_changed): back after being lost; so many records changed meanwhile.
 *  - "problem" (const char *sentence): something the user should read once.
 * Properties (notify): state, state-text, since-usec, grid-path, user.
 * Main thread only; the network I/O is asynchronous.
 */
#pragma once

#include <gio/gio.h>

#include "client/outbox.h"
#include "records/item.h"

G_BEGIN_DECLS

typedef enum {
  LAMP_SESSION_CONNECTING, /* there is no copy yet */
  LAMP_SESSION_LIVE,
  LAMP_SESSION_STALE,   /* connected, but no word for longer than the heartbeat allows */
  LAMP_SESSION_LOST,    /* retrying with back-off; the copy is kept */
  LAMP_SESSION_REFUSED, /* 401/403 or not a gateway: retrying makes no sense until the user acts */
} LampSessionState;

#define LAMP_TYPE_SESSION (lamp_session_get_type ())
G_DECLARE_FINAL_TYPE (LampSession, lamp_session, LAMP, SESSION, GObject)

/* `token` may be NULL (reading on loopback in demo mode). `state_dir` holds the outbox and cached grids; without one (NULL)
 * the session only reads: it touches no other session's outbox, and fetches no grid. */
LampSession *lamp_session_new (const char *base_url, const char *token, const char *state_dir) G_GNUC_WARN_UNUSED_RESULT;
void         lamp_session_start (LampSession *self);
void         lamp_session_stop (LampSession *self);
void         lamp_session_retry_now (LampSession *self);

const char      *lamp_session_get_base_url (LampSession *self);
LampSessionState lamp_session_get_state (LampSession *self);
const char      *lamp_session_get_state_text (LampSession *self); /* one sentence: what happened and what to do; "" when live */
gint64           lamp_session_get_since_usec (LampSession *self); /* monotonic time when the state began */
const char      *lamp_session_get_user (LampSession *self);       /* name of the token's owner; NULL when reading without one */
const char      *lamp_session_get_role (LampSession *self);       /* viewer, dispatcher, …; NULL likewise */
const char      *lamp_session_get_mode (LampSession *self);       /* live demo replay training; NULL before the first answer */
double           lamp_session_get_speed (LampSession *self);
gint64           lamp_session_get_now_usec (LampSession *self);   /* the gateway's clock, carried on from its last word */
double           lamp_session_get_data_age_s (LampSession *self); /* real seconds since the last word from the gateway */
const char      *lamp_session_get_region_name (LampSession *self);
/* Seconds since the last change of that source by the gateway's /health ("calls", "scada", …); NAN when not told. */
double lamp_session_get_feed_age_s (LampSession *self, const char *feed);

/* The local region file, downloaded once per content hash; NULL until it is there. Notifies "grid-path". */
const char *lamp_session_get_grid_path (LampSession *self);

/* A live GListModel of LampItem; the same object for as long as the session lives. NULL for an unknown name. */
GListModel *lamp_session_get_collection (LampSession *self, const char *collection);
LampItem   *lamp_session_lookup (LampSession *self, const char *collection, const char *id); /* borrowed, NULL when absent */

LampOutbox *lamp_session_get_outbox (LampSession *self);

G_END_DECLS
