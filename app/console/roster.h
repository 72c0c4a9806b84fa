/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A list of crews or of key sites below the agenda: chips to filter, a box to filter by text, an order, two-line rows
 * that are updated in place. What differs between the two is a table (roster-kind.h).
 *
 * Property "title" (string): what its tab says, "Crews 5 of 9"; notifies when the numbers change.
 */
#pragma once

#include "console/desk.h"

G_BEGIN_DECLS

#define LAMP_TYPE_ROSTER (lamp_roster_get_type ())
G_DECLARE_FINAL_TYPE (LampRoster, lamp_roster, LAMP, ROSTER, GtkWidget)

/* `kind` is LAMP_SELECT_CREW or LAMP_SELECT_SITE. */
GtkWidget  *lamp_roster_new (LampDesk *desk, LampSelectKind kind) G_GNUC_WARN_UNUSED_RESULT;
const char *lamp_roster_get_title (LampRoster *self);
/* What is shown, in its order: LampItems. */
GListModel *lamp_roster_get_rows (LampRoster *self);
void        lamp_roster_focus (LampRoster *self);

G_END_DECLS
