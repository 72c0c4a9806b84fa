/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What happened to an outage and who did it, newest first, as the console's own copy tells it. Main thread only.
 */
#pragma once

#include "console/desk.h"

G_BEGIN_DECLS

#define LAMP_TYPE_TIMELINE (lamp_timeline_get_type ())
G_DECLARE_FINAL_TYPE (LampTimeline, lamp_timeline, LAMP, TIMELINE, GtkWidget)

GtkWidget *lamp_timeline_new (LampDesk *desk) G_GNUC_WARN_UNUSED_RESULT;
void       lamp_timeline_update (LampTimeline *self, const char *outage); /* (nullable) */

G_END_DECLS
