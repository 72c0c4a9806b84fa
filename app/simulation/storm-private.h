/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What the files of the storm share. See storm.h for the whole.
 *
 *  storm.c          the clock: what happens next, and what is told of it
 *  storm-faults.c   what breaks, when and why
 *  storm-first.c    what breaks first
 *  storm-reports.c  who notices: calls, meters, SCADA; and what comes back
 *  storm-crews.c    who drives where: roster, fixes, shifts
 *  storm-jobs.c     what a crew does with an order
 *  storm-orders.c   orders given, changed, taken back
 *  storm-roster.c   which crews there are
 *  storm-resume.c   from live records after a restart
 *
 * Everything to come stands in one queue of happenings in order of time; each is handled at its own time, so the length
 * of the caller's steps does not matter. A happening that has been overtaken carries an old generation and is skipped.
 */
#pragma once

#include "engine/tree.h"
#include "simulation/storm.h"

G_BEGIN_DECLS

#define LAMP_MINUTE ((gint64)60 * G_USEC_PER_SEC)
#define LAMP_SECOND ((gint64)G_USEC_PER_SEC)

typedef enum {
  LAMP_HAPPENS_FAULT,       /* subject: serial */
  LAMP_HAPPENS_CALL,        /* subject: customer, other: fault */
  LAMP_HAPPENS_LAST_GASP,   /* subject: customer, other: fault */
  LAMP_HAPPENS_AGAIN,       /* subject: fault, other: serial; somebody calls once more */
  LAMP_HAPPENS_LIVE,        /* subject: customer */
  LAMP_HAPPENS_WRONG_CALL,  /* subject: serial */
  LAMP_HAPPENS_NIGHT_DESK,  /* subject: fault; other: 0 looks at it, 1 has repaired it */
  LAMP_HAPPENS_FIX,         /* subject: crew */
  LAMP_HAPPENS_SHIFT,       /* subject: crew, other: begins? */
  LAMP_HAPPENS_CREW,        /* subject: crew: the next step of what it does */
  LAMP_HAPPENS_ACKNOWLEDGE, /* subject: crew, other: job number */
} LampHappensKind;

typedef struct
{
  gint64          at_usec;
  guint64         order; /* of being planned: breaks ties */
  LampHappensKind kind;
  guint32         subject, other, generation;
} LampHappens;

/* What a random number is for; part of the hash, so a change of one does not move the others. */
typedef enum {
  LAMP_CHANCE_GAP,
  LAMP_CHANCE_ACCEPT,
  LAMP_CHANCE_KIND,
  LAMP_CHANCE_SITE,
  LAMP_CHANCE_PICK,
  LAMP_CHANCE_CAUSE,
  LAMP_CHANCE_HAZARD,
  LAMP_CHANCE_METERED,
  LAMP_CHANCE_GASP,
  LAMP_CHANCE_GASP_DELAY,
  LAMP_CHANCE_CALLS,
  LAMP_CHANCE_CALL_DELAY,
  LAMP_CHANCE_CHANNEL,
  LAMP_CHANCE_TEXT,
  LAMP_CHANCE_LIVE_DELAY,
  LAMP_CHANCE_WRONG,
  LAMP_CHANCE_REPAIR,
  LAMP_CHANCE_PATROL,
  LAMP_CHANCE_ACKNOWLEDGE,
  LAMP_CHANCE_DEPART,
  LAMP_CHANCE_DEPOT,
  LAMP_CHANCE_FIX,
  LAMP_CHANCE_ROSTER,
  LAMP_CHANCE_AGAIN,
  LAMP_CHANCE_ISOLATE,
  LAMP_CHANCE_LEAVE,
} LampChance;

typedef struct
{
  guint32     broken; /* what a crew has to repair */
  guint32     opens;  /* what is open because of it; moves down when a part is isolated */
  gint64      start_usec, end_usec;
  gint64      work_usec;  /* what is left to do, for one crew alone */
  gint64      since_usec; /* that was reckoned then */
  guint       n_workers;
  const char *cause;
  const char *hazard;
  gboolean    active;
  gboolean    first;   /* of the run: noticed and found at once */
  gboolean    by_hand; /* `opens` was opened by a crew */
} LampFault;

/* In the order of a job's life. */
typedef enum {
  LAMP_JOB_NEW,          /* not yet acknowledged */
  LAMP_JOB_ACKNOWLEDGED, /* waits for its turn */
  LAMP_JOB_DEPARTING,
  LAMP_JOB_DRIVING,
  LAMP_JOB_PATROL,   /* at the device */
  LAMP_JOB_TO_FAULT, /* along the line to what is broken */
  LAMP_JOB_ISOLATING,
  LAMP_JOB_REPAIRING,
  LAMP_JOB_LEAVING, /* done, packing up */
} LampJobState;

/* How far the dispatcher has been told: an assignment's steps, each said once and in this order. */
typedef enum {
  LAMP_TOLD_NOTHING,
  LAMP_TOLD_ACKNOWLEDGED,
  LAMP_TOLD_ENROUTE,
  LAMP_TOLD_ARRIVED,
  LAMP_TOLD_WORKING,
  LAMP_TOLD_COMPLETE,
} LampTold;

typedef struct
{
  char        *id; /* of the assignment */
  guint32      number;
  guint32      device;
  guint32      fault; /* found; LAMP_NONE before and when there is none */
  LampJobState state;
  LampTold     told;
  gboolean     suspended;
  gint64       given_usec;
} LampJob;

typedef struct
{
  char      *id, *name, *phone, *vehicle, *zone;
  char     **skills;
  guint      members;
  gint64     shift_start_usec, shift_end_usec;
  gboolean   on_shift;
  LampWorld  home;
  LampWorld  at; /* where it stands, or set out from */
  double     heading_deg;
  GPtrArray *jobs; /* LampJob, the first that is not suspended is what it does */
  LampRoute  route;
  gint64     route_start_usec;
  gboolean   moving;
  guint32    generation;     /* of LAMP_HAPPENS_CREW */
  guint32    fix_generation; /* of LAMP_HAPPENS_FIX */
} LampStormCrew;

/* Where things can break. */
typedef enum {
  LAMP_FAULT_FUSE,
  LAMP_FAULT_TRANSFORMER,
  LAMP_FAULT_LINE,   /* cleared by a fuse or recloser */
  LAMP_FAULT_SWITCH, /* a load-break switch or the like that fails open */
  LAMP_FAULT_RECLOSER,
  LAMP_FAULT_BREAKER, /* a line cleared by the feeder's breaker */
  LAMP_FAULT_N_KINDS,
} LampFaultKind;

struct _LampStorm
{
  LampNetwork      *network;
  LampRoads        *roads;
  LampStormOptions  options;
  LampEnergisation *truth;
  LampTree         *tree;
  guint8           *has_site;                       /* of each element: a key site behind it */
  GArray           *candidates[LAMP_FAULT_N_KINDS]; /* guint32 elements that can break */

  guint32 first; /* what breaks first, or LAMP_NONE */

  gint64  now_usec; /* of what is being handled, at last the caller's */
  GArray *queue;    /* heap of LampHappens */
  guint64 planned;

  GArray    *faults; /* LampFault; an index is for ever */
  guint      n_active;
  gint64     last_breaker_usec;
  GPtrArray *crews; /* LampStormCrew */
  guint32    n_jobs;

  GArray       *events; /* LampStormEvent of the present step */
  GStringChunk *strings;
};

/* storm.c */
double lamp_storm_chance (const LampStorm *storm, LampChance what, guint64 a, guint64 b);                               /* [0, 1) */
gint64 lamp_storm_between (const LampStorm *storm, LampChance what, guint64 a, guint64 b, double low_s, double high_s); /* microseconds */
void   lamp_storm_plan (LampStorm *storm, gint64 at_usec, LampHappens happens);
/* The event is stamped; its strings are kept. */
void       lamp_storm_tell (LampStorm *storm, LampStormEvent event);
LampFault *lamp_storm_get_fault (LampStorm *storm, guint32 fault);

/* storm-faults.c */
void lamp_storm_find_candidates (LampStorm *storm);
void lamp_storm_plan_faults (LampStorm *storm, gint64 after_usec);
void lamp_storm_happens_fault (LampStorm *storm, const LampHappens *happens);
/* Breaks it: opens, tells SCADA's part, plans who notices. Returns the fault's index. */
guint32     lamp_storm_break (LampStorm *storm, LampFault fault);
gint64      lamp_storm_repair_usec (const LampStorm *storm, guint32 broken);
const char *lamp_storm_choose_cause (const LampStorm *storm, guint32 broken);

/* storm-first.c: after the crews are hired. */
void lamp_storm_choose_first (LampStorm *storm);

/* storm-reports.c */
void lamp_storm_plan_reactions (LampStorm *storm, guint32 fault, const guint32 *customers, guint n);
void lamp_storm_happens_report (LampStorm *storm, const LampHappens *happens);
void lamp_storm_happens_again (LampStorm *storm, const LampHappens *happens);
void lamp_storm_plan_wrong_call (LampStorm *storm, guint32 serial, gint64 after_usec);
void lamp_storm_happens_wrong_call (LampStorm *storm, const LampHappens *happens);
void lamp_storm_happens_night_desk (LampStorm *storm, const LampHappens *happens);
/* An element opens or closes; told when SCADA sees it or a crew did it to a switch. */
void lamp_storm_operate (LampStorm *storm, guint32 element, gboolean open, gboolean by_hand);
/* What is open because of the fault closes; `remains` opens instead, or LAMP_NONE and the fault is over.
 * `assignment` and `crew` may be NULL. */
void lamp_storm_restore (LampStorm *storm, guint32 fault, guint32 remains, const char *assignment, const char *crew);

/* storm-crews.c */
void           lamp_storm_hire_crews (LampStorm *storm);
void           lamp_storm_plan_crew (LampStorm *storm, guint32 crew); /* fixes and shift, from now on */
void           lamp_storm_crew_free (gpointer crew);
void           lamp_storm_happens_fix (LampStorm *storm, const LampHappens *happens);
void           lamp_storm_happens_shift (LampStorm *storm, const LampHappens *happens);
LampStormCrew *lamp_storm_get_crew (const LampStorm *storm, guint32 crew);
guint32        lamp_storm_find_crew (const LampStorm *storm, const char *id); /* LAMP_NONE when there is none */
/* Sets out along the roads; LAMP_HAPPENS_CREW follows on arrival. */
void lamp_storm_drive (LampStorm *storm, guint32 crew, LampWorld to);
void lamp_storm_stop (LampStorm *storm, guint32 crew);                         /* where it is */
void lamp_storm_set_shift (LampStorm *storm, guint32 crew, gboolean on_shift); /* and tells */
void lamp_storm_plan_step (LampStorm *storm, guint32 crew, gint64 at_usec);    /* LAMP_HAPPENS_CREW, instead of any planned before */

/* storm-jobs.c */
void     lamp_job_free (gpointer job);
LampJob *lamp_storm_add_job (LampStorm *storm, guint32 crew, const char *assignment, guint32 device);
LampJob *lamp_storm_current_job (const LampStormCrew *crew);
/* Tells it, when that is news. */
void lamp_storm_tell_step (LampStorm *storm, guint32 crew, LampJob *job, LampTold told);
void lamp_storm_happens_crew (LampStorm *storm, const LampHappens *happens);
/* Goes on with the current job from its state, or, without one, home when it has stood about. */
void lamp_storm_take_up (LampStorm *storm, guint32 crew);
/* Reckons what has been done at a fault so far, and when those who are at it now will be through. */
void lamp_storm_pace (LampStorm *storm, guint32 fault);
/* What a crew sent to this device would find broken, or LAMP_NONE. */
guint32 lamp_storm_find_fault_near (const LampStorm *storm, guint32 device);
/* Is somebody on the way to it, or at it? */
gboolean lamp_storm_is_attended (const LampStorm *storm, guint32 fault);

/* storm-orders.c */
void lamp_storm_plan_acknowledge (LampStorm *storm, guint32 crew, const LampJob *job);
void lamp_storm_happens_acknowledge (LampStorm *storm, const LampHappens *happens);

G_END_DECLS
