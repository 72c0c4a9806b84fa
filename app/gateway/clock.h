/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The clock that stamps everything. A live gateway's is the wall clock; a demo's starts somewhere and runs `speed`
 * times as fast as real time. Immutable once started, so any thread may ask.
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct
{
  gint64 start_usec; /* what it showed at start_monotonic_usec; unix, UTC */
  gint64 start_monotonic_usec;
  double speed; /* seconds of the clock in a real second */
} LampClock;

void   lamp_clock_start_live (LampClock *clock);
void   lamp_clock_start (LampClock *clock, gint64 start_usec, double speed);
gint64 lamp_clock_now_usec (const LampClock *clock);

G_END_DECLS
