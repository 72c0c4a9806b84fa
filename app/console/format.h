/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Numbers, times and code words as a dispatcher reads them. Every number leaves with its unit, every word of the wire
 * with its translation; unknown values become "–". Used by rows, inspector and map alike, so that one thing is never
 * said in two ways.
 *
 * `char *` is newly allocated, `const char *` lives as long as the program. Pure but for the locale and the local time
 * zone; main thread. Times are microseconds since 1970 UTC and are shown in the local zone.
 */
#pragma once

#include <glib.h>

#include "engine/prediction-reason.h"
#include "engine/suggestion.h"
#include "records/assignment.h"
#include "records/outage.h"
#include "records/site.h"

G_BEGIN_DECLS

#define LAMP_FORMAT_NONE "–"

/* Numbers. */
char *lamp_format_count (gint64 count);         /* "1,070"; separators by locale */
char *lamp_format_customers (gint64 count);     /* "1,070 customers" */
char *lamp_format_duration (double duration_s); /* "45 s", "12 min", "1 h 43", "2 d 4 h" */
char *lamp_format_age (double age_s);           /* "0.3 s", "12 s", "6 min", "6 h", "2 days" */
char *lamp_format_distance (double distance_m); /* "850 m", "1.1 km", "24 km" */
char *lamp_format_power_kw (double power_kw);   /* "450 kW", "1.2 MW" */
char *lamp_format_power_kva (double power_kva); /* "630 kVA", "1.6 MVA" */
char *lamp_format_position (LampPoint point);   /* "36.0968° N 79.8492° W" */

/* Times. `now_usec` is the gateway's clock. */
char    *lamp_format_clock (gint64 time_usec);                       /* "18:32" */
char    *lamp_format_clock_seconds (gint64 time_usec);               /* "18:32:07" */
char    *lamp_format_time (gint64 time_usec, gint64 now_usec);       /* "18:32"; another day: "2 Jan 18:32" */
char    *lamp_format_date (gint64 time_usec);                        /* "2 Jan 2026", by locale */
char    *lamp_format_time_short (gint64 time_usec, gint64 now_usec); /* beside a duration that tells the day: "18:32"; farther than a day: "2 Jan" */
char    *lamp_format_time_full (gint64 time_usec);                   /* RFC 3339 with local offset, for tooltips */
char    *lamp_format_zone (gint64 time_usec);                        /* offset of the local zone then, "UTC+08:00": "CST" is four zones */
char    *lamp_format_elapsed (gint64 since_usec, gint64 now_usec);   /* "1 h 43" */
char    *lamp_format_until (gint64 time_usec, gint64 now_usec);      /* "in 12 min", "now", "7 min overdue" */
char    *lamp_format_ago (gint64 time_usec, gint64 now_usec);        /* "12 min ago", "just now" */
char    *lamp_format_ahead (gint64 time_usec, gint64 now_usec);      /* of what has happened, by another clock: "12 min ahead: a clock is wrong" */
gboolean lamp_format_is_overdue (gint64 time_usec, gint64 now_usec);

/* Words of the wire. An unknown word is shown as it came; NULL as "–". */
const char *lamp_format_outage_status (const char *status);
const char *lamp_format_crew_status (const char *status);
const char *lamp_format_assignment_status (const char *status);
const char *lamp_format_outage_crew_status (const char *crew_status); /* LampOutage.crew_status */
const char *lamp_format_kind (const char *kind);                      /* "Load-break switch" */
const char *lamp_format_kind_short (const char *kind);                /* "LBS" */
const char *lamp_format_skill (const char *skill);
const char *lamp_format_site_kind (const char *kind);              /* "hospital" */
const char *lamp_format_site_class (const char *site_class);       /* "first class" */
const char *lamp_format_site_class_short (const char *site_class); /* 特 一 二 临 or S 1 2 T; "" for ordinary */
const char *lamp_format_supply_state (const char *supply_state);
const char *lamp_format_backup_kind (const char *kind);
const char *lamp_format_hazard (const char *hazard);
const char *lamp_format_rank_reason (const char *reason);
const char *lamp_format_ert_source (const char *source);
const char *lamp_format_channel (const char *channel); /* of a call */

/* "line, switching"; "–" for none. */
char *lamp_format_skills (const char *const *skills);
/* "Fuse 83907", "LBS 85296": the short kind in front unless the name starts with it already. */
char *lamp_format_device (const char *kind, const char *name);
/* "7 calls, 31 meters, SCADA tripped"; the short one "7 calls". */
char *lamp_format_evidence (const LampOutage *outage);
/* Evidence and the rule that decided, in one sentence (engine/prediction-reason.h). */
char *lamp_format_reason (const LampOutage *outage) G_GNUC_WARN_UNUSED_RESULT;
/* "backup ends in 25 min"; "backup ended 29 min ago": of a key site whose supply fails at that time. */
char *lamp_format_backup_end (gint64 harm_usec, gint64 now_usec) G_GNUC_WARN_UNUSED_RESULT;
/* "20:15 · in 1 h 43"; "none yet". */
char *lamp_format_restore_by (const LampOutage *outage, gint64 now_usec);

/* What lies behind a suggestion, one line: "line, switching · free now · nearest with all skills". */
char *lamp_format_why (const LampSuggestion *suggestion, gint64 now_usec);
/* One sentence a warning, NULL-terminated; names the crew. */
char **lamp_format_warnings (const LampSuggestion *suggestion, gint64 now_usec);

G_END_DECLS
