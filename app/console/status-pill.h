/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The middle of the header: which kind of day is shown (LIVE, DEMO, REPLAY, TRAINING), the gateway's clock, and how
 * old the data is. What is old or lost looks so: the dot is never green then. Follows the desk's tick.
 */
#pragma once

#include "console/desk.h"

G_BEGIN_DECLS

#define LAMP_TYPE_STATUS_PILL (lamp_status_pill_get_type ())
G_DECLARE_FINAL_TYPE (LampStatusPill, lamp_status_pill, LAMP, STATUS_PILL, GtkWidget)

GtkWidget *lamp_status_pill_new (LampDesk *desk) G_GNUC_WARN_UNUSED_RESULT;

/* "LIVE", "DEMO", …; translated. NULL mode: "–". */
const char *lamp_mode_word (const char *mode);

G_END_DECLS
