/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Rings the desktop's bell for a new urgent outage: one with a hazard or a key site out that nobody has acknowledged.
 * What was there when the gateway was opened is silent; so is everything when the user says so. Never the only sign.
 *
 * Signal "rang" (const char *outage). Holds the desk. Main thread only.
 */
#pragma once

#include "console/desk.h"

G_BEGIN_DECLS

#define LAMP_TYPE_ALARM (lamp_alarm_get_type ())
G_DECLARE_FINAL_TYPE (LampAlarm, lamp_alarm, LAMP, ALARM, GObject)

LampAlarm *lamp_alarm_new (LampDesk *desk) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
