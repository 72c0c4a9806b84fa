/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The demo from inside: demo.c is its clockwork and its crews' orders, demo-events.c what the storm does, demo-calls.c who
 * calls because of it. The ledger's thread.
 */
#pragma once

#include "gateway/demo.h"
#include "simulation/storm.h"

G_BEGIN_DECLS

struct _LampDemo
{
  LampNetwork *network;
  LampRoads   *roads;
  guint64      seed;
  LampDesk    *desk;
  LampStorm   *storm;
  GArray      *calls;   /* demo-calls.c: those not yet over */
  GHashTable  *errands; /* assignment → where the crew goes, as it knows it */
  LampLedger  *ledger;
  guint        tick_id; /* main loop */
  gboolean     ticking; /* main loop: a job is on its way */
  guint        n_ticks;
};

/* Everything but positions; calls are reported here, and written together at the end of a tick. */
void lamp_demo_take_event (LampDemo *demo, LampTurn *turn, const LampStormEvent *event);
/* The last one of each crew in this tick. */
void lamp_demo_take_fixes (LampTurn *turn, const GArray *events);

GArray *lamp_demo_calls_new (void) G_GNUC_WARN_UNUSED_RESULT;
/* New calls, and under which outage each open one belongs now. */
void lamp_demo_take_calls (LampDemo *demo, LampTurn *turn, const GArray *events);
/* Goes on with those of outages that are still open. */
void lamp_demo_resume_calls (LampDemo *demo, const LampState *state);

G_END_DECLS
