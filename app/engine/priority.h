/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Time to harm: in which order outages want a dispatcher. First harm that comes or goes on, the soonest first: a hazard
 * (now), a key site's backup running out, a promise about to break. Then promises that are broken and still owed: that
 * harm is done, so it must not stand before what can still be saved. Within those, and for all others: customers out, age.
 * Pure; any thread.
 */
#pragma once

#include "engine/promise.h"
#include "records/outage.h"
#include "records/site.h"

G_BEGIN_DECLS

/* Why it stands where it stands, with what a sentence about it needs. */
typedef struct
{
  const char        *reason;    /* static: hazard backupEnds promise promiseBroken customers */
  gint64             harm_usec; /* when harm is or was done; LAMP_UNKNOWN_TIME for none */
  const LampSite    *site;      /* of backupEnds, borrowed; else NULL */
  const LampPromise *promise;   /* of promise and promiseBroken, borrowed; else NULL */
} LampPriority;

/* `sites` (LampSite *) are those out or on backup behind this outage; may be NULL. `promises`: what it is under. */
LampPriority lamp_outage_priority (const LampOutage *outage, const GPtrArray *sites, const LampPromise *promises, guint n_promises, gint64 now_usec);

/* Into the record: reason, harm, site, promise. The rank is set by who knows the others. */
void lamp_outage_set_priority (LampOutage *outage, const LampPriority *priority);

/* qsort order, most urgent first; only open outages before closed ones. By the records' own reason and harm, which the
 * gateway keeps from lamp_outage_priority; then customers out, then age, then id: a total order. */
int lamp_outage_compare_urgency (const LampOutage *a, const LampOutage *b);

G_END_DECLS
