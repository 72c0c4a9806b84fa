/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Time to harm: in which order outages want a dispatcher. The soonest of a hazard (now), a key site's backup running
 * out, a promise about to break; then customers out; then age. Pure; any thread.
 */
#pragma once

#include "records/outage.h"
#include "records/site.h"

G_BEGIN_DECLS

/* Restoration promised within this of the start: the urban promise of State Grid, arrival 45 min + 3 h. */
#define LAMP_PROMISE_SEC ((gint64)(45 * 60 + 3 * 3600))
/* It counts as harm only this long before it breaks: until then customers decide. */
#define LAMP_PROMISE_NEAR_SEC ((gint64)3600)

typedef struct
{
  gint64      harm_usec; /* LAMP_UNKNOWN_TIME for none */
  const char *reason;    /* static: hazard backupEnds promise customers */
} LampPriority;

/* `sites` (LampSite *) are those out or on backup behind this outage; may be NULL. */
LampPriority lamp_outage_priority (const LampOutage *outage, const GPtrArray *sites, gint64 now_usec);

/* qsort order, most urgent first; only open outages before closed ones. By the records' own harm_usec, which the gateway
 * keeps from lamp_outage_priority; then customers out, then age, then id: a total order. */
int lamp_outage_compare_urgency (const LampOutage *a, const LampOutage *b);

G_END_DECLS
