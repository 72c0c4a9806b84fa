/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Sentences about time to harm, promises and estimates, with their numbers: which site, how long left, which promise, who
 * says so. Ownership, thread and times as in format.h.
 */
#pragma once

#include "console/format.h"
#include "engine/promise.h"

G_BEGIN_DECLS

/* Why an open outage stands where it stands: "General hospital: backup ends in 25 min". `site` is the name of the key site
 * its priority names, NULL when not known. */
char *lamp_format_urgency (const LampOutage *outage, const char *site, gint64 now_usec);
/* "Crew on site within 45 min: by 18:32, in 12 min". */
char *lamp_format_promise (const LampPromise *promise, gint64 now_usec);
/* "by rule, low confidence"; NULL when nobody estimated it. */
char *lamp_format_estimate (const LampOutage *outage);
/* What is to be done about somebody's estimate that ends soon or has ended; NULL when nothing is. Ours is made anew. */
char *lamp_format_estimate_advice (const LampOutage *outage, gint64 now_usec);

G_END_DECLS
