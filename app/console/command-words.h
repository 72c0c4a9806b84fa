/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Commands in words: what was done, what is wrong with one and what can be done about it. Pure but for the locale;
 * names are looked up on the desk. Main thread only.
 */
#pragma once

#include "console/desk.h"

G_BEGIN_DECLS

/* "Crew 7", "LBS 85296": as people call it; the id when it is gone. */
char *lamp_name_crew (LampDesk *desk, const char *crew) G_GNUC_WARN_UNUSED_RESULT;
char *lamp_name_outage (LampDesk *desk, const char *outage) G_GNUC_WARN_UNUSED_RESULT;
/* The outage a command is about, also when it acts on an assignment; NULL when not known. Borrowed. */
const char *lamp_command_find_outage (LampDesk *desk, LampCommand *command);

/* What was just asked for, for a toast: "Crew 7 assigned to LBS 85296". NULL for what needs no toast. */
char *lamp_command_say_done (LampDesk *desk, LampCommand *command) G_GNUC_WARN_UNUSED_RESULT;
/* One sentence for a command that asks or was refused; NULL while nothing is wrong. */
char *lamp_command_say_complaint (LampDesk *desk, LampCommand *command) G_GNUC_WARN_UNUSED_RESULT;
/* May it be sent again as a second crew? */
gboolean lamp_command_can_be_second (LampCommand *command);

/* "Acknowledge", "En route": what the button for the step to this status of an assignment says; NULL for none. */
const char *lamp_name_step (const char *status);

G_END_DECLS
