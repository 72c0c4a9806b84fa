/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The world outside the gateway on a stormy day: what really breaks, who calls, which meters speak, where each crew
 * really is and what it finds. Nothing here knows outages: those are what the gateway makes of the events.
 *
 * Vocabulary
 *  - fault: an element that is broken, and the element that cleared it (itself, or the protective device above a line).
 *    What lies behind the clearing element is dark.
 *  - event: something an outside system would tell the gateway. Plain data, in order of time.
 *
 * Deterministic: the same network, options and calls at the same times give the same events, whatever the length of the
 * steps. Every random choice is a hash of the seed and of what is chosen for, so a restart does not change the rest.
 * Time is the caller's clock, microseconds since 1970 UTC; a demo runs it faster than the wall's.
 * Nobody is sent anywhere by itself: crews wait for lamp_storm_assign(). Whoever is off shift can be called out; whoever is
 * dark for long calls again, so nothing broken is forgotten.
 *
 * Cost: a step is O(events log events); a fault O(elements behind it). Not thread-safe: one owner.
 */
#pragma once

#include "engine/roads.h"
#include "grid/energisation.h"
#include "records/crew.h"

G_BEGIN_DECLS

typedef struct _LampStorm LampStorm;

typedef struct
{
  guint64  seed;
  gint64   start_usec; /* the first fault is 20 s later; shifts are laid around it */
  guint    n_crews;    /* 0: LAMP_STORM_CREWS */
  double   intensity;  /* faults per minute, times this; 0: 1 */
  gboolean night_desk; /* after LAMP_STORM_UNATTENDED_SEC somebody else repairs what nobody was sent to */
} LampStormOptions;

#define LAMP_STORM_CREWS 23
#define LAMP_STORM_MAX_FAULTS 20 /* broken at once; no new ones beyond */
#define LAMP_STORM_UNATTENDED_SEC (45 * 60)

typedef enum {
  LAMP_STORM_CALL,           /* customer, channel, text, hazard */
  LAMP_STORM_LAST_GASP,      /* customer */
  LAMP_STORM_POWER_RESTORED, /* customer */
  LAMP_STORM_SWITCH,         /* element, open, source: a telemetered device, or one a crew operated by hand */
  LAMP_STORM_POSITION,       /* crew, at, heading_deg, speed_mps */
  LAMP_STORM_SHIFT,          /* crew, on_shift */
  LAMP_STORM_STEP,           /* assignment, crew, status */
  LAMP_STORM_REPORT,         /* assignment, crew, element (what is open: the outage's true device), cause, ert_usec */
  LAMP_STORM_RESTORED,       /* element closed again or replaced; remains; assignment and crew, NULL by the night desk */
} LampStormEventKind;

/* Strings are English or codes, borrowed until the next call on the storm. */
typedef struct
{
  LampStormEventKind kind;
  gint64             at_usec;

  guint32     customer; /* index, or LAMP_NONE */
  const char *channel;  /* as in records/call.h */
  const char *text;     /* what the caller says */
  const char *hazard;   /* "wireDown", "fire", "sparks" or NULL */

  guint32     element; /* index, or LAMP_NONE; of a report: LAMP_NONE when there is nothing broken ("noFault") */
  gboolean    open;
  const char *source; /* "scada" or "field" */

  const char *crew; /* id */
  LampWorld   at;   /* on a road */
  double      heading_deg, speed_mps;
  gboolean    on_shift;

  const char *assignment; /* id */
  const char *status;     /* acknowledged enroute arrived working fieldComplete */
  const char *cause;      /* treeContact wind lightning equipment animal vehicle overload noFault */
  gint64      ert_usec;   /* by the crew */
  guint32     remains;    /* LAMP_NONE: all is back; else only what is behind this element is still out */
} LampStormEvent;

/* Keeps references to network and roads. */
LampStorm *lamp_storm_new (LampNetwork            *network,
                           LampRoads              *roads,
                           const LampStormOptions *options) G_GNUC_WARN_UNUSED_RESULT;
void       lamp_storm_free (LampStorm *storm);

/* The crews as they stand at the start (LampCrew *, ids "crew-1" …), placed at the depots. New records every time. */
GPtrArray *lamp_storm_crews (LampStorm *storm) G_GNUC_WARN_UNUSED_RESULT;

/* Lets the world go on to `now_usec`; time never goes back. The events since the last step (LampStormEvent), oldest
 * first; borrowed, valid until the next call on the storm. */
const GArray *lamp_storm_step (LampStorm *storm, gint64 now_usec);

/* The orders to crews take effect at the time of the last step.
 *
 * Sends a crew to `device`; behind what it does already, when it is busy. Called again for the same assignment it means
 * that the outage's device has changed, or that a suspended one goes on. FALSE when there is no such crew. */
gboolean lamp_storm_assign (LampStorm *storm, const char *crew, const char *assignment, guint32 device);
/* The crew leaves it and is free for the next in its queue; no events. Unknown assignments are no error. */
void lamp_storm_suspend (LampStorm *storm, const char *assignment);
void lamp_storm_recall (LampStorm *storm, const char *assignment);

/* After a restart, before the first step: open outages (LampOutage *) are still broken, crews (LampCrew *) are where
 * their last fix says, open assignments (LampAssignment *) go on from the step they had reached. What had happened
 * without anybody having reported it is forgotten. */
void lamp_storm_resume (LampStorm       *storm,
                        gint64           now_usec,
                        const GPtrArray *outages,
                        const GPtrArray *crews,
                        const GPtrArray *assignments);

/* Faults not repaired yet. */
guint lamp_storm_get_n_faults (const LampStorm *storm);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (LampStorm, lamp_storm_free)

G_END_DECLS
