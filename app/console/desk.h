/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What is on one dispatcher's desk: the session with the gateway, the grid of its region with its present supply,
 * the streets, and the one selection. Every view of the window is made over a desk and never over another view.
 *
 * The grid is loaded from the session's region file in a worker. Its supply is computed from what the gateway says is
 * open: the devices of open outages and the switches off their normal position; again, once per frame at most, when
 * those change.
 *
 * Signals
 *  - "grid-loaded": network, energisation and roads are there (again, when the gateway has a new grid).
 *  - "grid-sketched" (nullable const LampSketch *sketch): where the lines of the grid that is being read run; some a second. NULL: nothing
 *    comes of the last one.
 *  - "grid-failed" (const char *sentence): the region file cannot be used; the old grid stays.
 *  - "energisation-changed" (const LampWorldBox *dirty): the supply of something inside changed.
 *  - "assignments-changed": who works on what changed: for rows that name another record's crew or outage.
 *  - "assign" (const char *outage, const char *crew) → gboolean: somebody asked for it; a handler that returns TRUE
 *    took it over, else it goes to the outbox as it is.
 *  - "toast" (AdwToast *): something to say in the window for a moment.
 *  - "show": the map should go to what is selected.
 *  - "tick": once a second, for views that show ages.
 *
 * A desk without a session has empty lists of its own to fill: for tests. Main thread only.
 */
#pragma once

#include <adwaita.h>

#include "client/session.h"
#include "console/study-mode.h"
#include "console/tracing.h"
#include "engine/roads.h"
#include "grid/energisation.h"
#include "map/selection.h"
#include "records/outage.h"

G_BEGIN_DECLS

#define LAMP_TYPE_DESK (lamp_desk_get_type ())
G_DECLARE_FINAL_TYPE (LampDesk, lamp_desk, LAMP, DESK, GObject)

LampDesk *lamp_desk_new (LampSession *session) G_GNUC_WARN_UNUSED_RESULT; /* session may be NULL */

LampSession *lamp_desk_get_session (LampDesk *self); /* (nullable) */
LampOutbox  *lamp_desk_get_outbox (LampDesk *self);  /* (nullable) */
/* Is what it holds no longer what the gateway says: is that lost, silent or refusing? Before its first word nothing could be old. */
gboolean       lamp_desk_is_stale (LampDesk *self);
LampSelection *lamp_desk_get_selection (LampDesk *self);

/* NULL until "grid-loaded". Borrowed: valid until the next "grid-loaded". */
LampNetwork      *lamp_desk_get_network (LampDesk *self);
LampEnergisation *lamp_desk_get_energisation (LampDesk *self);
LampRoads        *lamp_desk_get_roads (LampDesk *self);
/* What is tried out and traced on the map. Never NULL. */
LampStudyMode *lamp_desk_get_study (LampDesk *self);
LampTracing   *lamp_desk_get_tracing (LampDesk *self);
/* Takes a reference to a network that was read elsewhere; emits "grid-loaded" when the roads are ready. */
void lamp_desk_set_network (LampDesk *self, LampNetwork *network);

/* A list of LampItem, the same object for the desk's life; NULL for an unknown name. */
GListModel *lamp_desk_get_collection (LampDesk *self, const char *collection);
/* Borrowed, NULL when absent. */
LampItem *lamp_desk_lookup (LampDesk *self, const char *collection, const char *id);
/* Name of the key site that an outage's priority names; NULL when there is none. Borrowed until the next change. */
const char *lamp_desk_get_urgent_site (LampDesk *self, const LampOutage *outage);
/* The open assignments of an outage or a crew, newest first; items borrowed. Transfer container. */
GPtrArray *lamp_desk_dup_assignments (LampDesk   *self,
                                      const char *outage,
                                      const char *crew) G_GNUC_WARN_UNUSED_RESULT;
/* The crew that an outage's row names: of its oldest open assignment, which may be asked for too; both borrowed, NULL
 * when nobody goes there. O(1); as of the last "assignments-changed". */
LampItem *lamp_desk_get_crew_of_outage (LampDesk *self, const char *outage, LampItem **assignment);

/* The gateway's clock, unix microseconds; the computer's own without a session. */
gint64 lamp_desk_get_now_usec (LampDesk *self);
/* How many seconds that clock counts in one. */
double lamp_desk_get_speed (LampDesk *self);
/* May this user act, or only look? Nobody is told to be a viewer before the gateway said so. */
gboolean lamp_desk_may_act (LampDesk *self);

void lamp_desk_select (LampDesk *self, LampSelectKind kind, const char *id);
/* Selects and asks the map to go there. */
void lamp_desk_show (LampDesk *self, LampSelectKind kind, const char *id);
/* The one way that every click, key and drop sends a crew. */
void lamp_desk_assign (LampDesk *self, const char *outage, const char *crew);
/* Says a sentence in the window. */
void lamp_desk_say (LampDesk *self, const char *sentence);
void lamp_desk_toast (LampDesk *self, AdwToast *toast); /* (transfer full) */
/* One that says this as it stands: nothing in it is markup. */
AdwToast *lamp_toast_new (const char *sentence) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
