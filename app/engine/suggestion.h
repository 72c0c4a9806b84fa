/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Who could go: crews for one outage in the order of a good dispatcher: qualified first, then on shift, then who
 * is there soonest (free now, or after the present job, plus the drive). Each with its numbers and its reasons.
 * Reasons and warnings are codes; the console puts them into words. Pure; any thread.
 */
#pragma once

#include "engine/roads.h"
#include "records/assignment.h"
#include "records/crew.h"
#include "records/outage.h"

G_BEGIN_DECLS

typedef enum {
  LAMP_WHY_NEAREST = 1 << 0, /* nobody qualified and on shift is there sooner */
  LAMP_WHY_FREE_NOW = 1 << 1,
  LAMP_WHY_FREE_LATER = 1 << 2, /* free_at_usec says when, as estimated */
  LAMP_WHY_ALL_SKILLS = 1 << 3,
  LAMP_WHY_SAME_FEEDER = 1 << 4, /* works on the same feeder already */
} LampWhy;

typedef enum {
  LAMP_WARN_MISSING_SKILL = 1 << 0,    /* missing_skill names it */
  LAMP_WARN_SHIFT_ENDS = 1 << 1,       /* before the repair would be done */
  LAMP_WARN_SHIFT_ENDS_FIRST = 1 << 2, /* before it would even arrive */
  LAMP_WARN_OFF_SHIFT = 1 << 3,
  LAMP_WARN_POSITION_OLD = 1 << 4,  /* its fix is old, or of an age nobody knows */
  LAMP_WARN_BUSY = 1 << 5,          /* has an open assignment; it would be second in its queue */
  LAMP_WARN_STRAIGHT_LINE = 1 << 6, /* no road known, the drive is an estimate */
  LAMP_WARN_ALREADY = 1 << 7,       /* it is assigned to this very outage */
  LAMP_WARN_NO_POSITION = 1 << 8,   /* nobody knows where it is: drive_s is NAN, the arrival unknown */
  LAMP_WARN_CLOCK_WRONG = 1 << 9,   /* its fix is of the future: it may be of any age */
  LAMP_WARN_LAST = LAMP_WARN_CLOCK_WRONG,
} LampWarning;

/* What a job is taken to need when it is not this outage's own. */
#define LAMP_TYPICAL_JOB_SEC (45 * 60)

typedef struct
{
  const LampCrew *crew; /* borrowed from the input */
  double          drive_s, drive_m;
  gint64          free_at_usec; /* now when free */
  gint64          eta_usec;
  guint           why;           /* LampWhy */
  guint           warnings;      /* LampWarning */
  const char     *missing_skill; /* static */
} LampSuggestion;

/* The skill an outage on this device asks for first: "line", "cable", "switching" or "tree". Static text. */
const char *lamp_outage_skill (const LampOutage *outage);

/* All crews of `crews` (LampCrew *), best first. `assignments` (LampAssignment *) tells who is busy with what.
 * `outages` (LampOutage *), which may be NULL, tells on which feeder those jobs are. `speed` is how many seconds the
 * gateway's clock counts in one, `repair_s` how long the repair is expected to take. Order: qualified and not yet on this
 * outage; on shift when it arrives, on shift now, off shift; soonest there. Returns an array of LampSuggestion. */
GArray *lamp_suggest_crews (LampRoads        *roads,
                            const LampOutage *outage,
                            const GPtrArray  *crews,
                            const GPtrArray  *assignments,
                            const GPtrArray  *outages,
                            gint64            now_usec,
                            double            speed,
                            double            repair_s) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
