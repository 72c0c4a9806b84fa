/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A dispatcher by rote for tests of the storm: tells the predictor what the storm's events say, sends the suggested crew
 * to whatever it predicts, and watches that nothing impossible happens on the way.
 */
#pragma once

#include "engine/prediction.h"
#include "records/assignment.h"
#include "simulation/storm.h"

G_BEGIN_DECLS

typedef struct
{
  char    *id, *crew;
  char    *status;   /* as the wire has it */
  guint32  device;   /* that the crew was sent to, or found */
  guint32  customer; /* of a service */
  gboolean open, reported, restored;
  gint64   opened_usec;
} DeskOrder;

typedef struct
{
  LampWorld at;
  gint64    fix_usec;
  gboolean  on_shift;
} DeskCrew;

typedef struct
{
  LampNetwork   *network;
  LampRoads     *roads;
  LampStorm     *storm;
  LampPredictor *predictor;
  GPtrArray     *crews;  /* LampCrew, as the console would see them */
  DeskCrew      *places; /* one a crew */
  GPtrArray     *orders; /* DeskOrder */
  GString       *log;    /* every event as text: two equal logs are the same day */
  gint64         now_usec, last_event_usec;
  guint          n_calls, n_gasps, n_live, n_trips, n_reports, n_no_faults, n_restored, n_partly, n_fixes;
  double         fastest_mps;   /* between two fixes of one crew */
  double         worst_step_ms; /* of the processor's time */
  gboolean       sends;         /* FALSE: only listens */
} Desk;

Desk *desk_new (LampNetwork *network, const LampStormOptions *options);
void  desk_free (Desk *desk);
/* Lets the clock go on in steps of `step_s`; looks at the predictions twice a minute. */
void desk_run (Desk *desk, double seconds, double step_s);
/* The open order for that device, or NULL. */
DeskOrder *desk_find_order (Desk *desk, const char *id);
/* Sends a crew (NULL: the suggested one); returns the assignment's id, borrowed. */
const char *desk_send (Desk *desk, guint32 device, guint32 customer, const char *crew);
void        desk_recall (Desk *desk, const char *id);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Desk, desk_free)

G_END_DECLS
