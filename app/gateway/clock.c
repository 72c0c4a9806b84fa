/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * See clock.h. A live clock follows the wall clock each time it is asked, so it stays true when that is set.
 */
#define G_LOG_DOMAIN "lamp-gateway"
#include "config.h"

#include "gateway/clock.h"

void
lamp_clock_start_live (LampClock *clock)
{
  *clock = (LampClock){ 0, 0, 0 };
}

void
lamp_clock_start (LampClock *clock, gint64 start_usec, double speed)
{
  *clock = (LampClock){ start_usec, g_get_monotonic_time (), speed };
}

gint64
lamp_clock_now_usec (const LampClock *clock)
{
  if (clock->start_monotonic_usec == 0)
    return g_get_real_time ();
  return clock->start_usec + (gint64)((double)(g_get_monotonic_time () - clock->start_monotonic_usec) * clock->speed);
}
