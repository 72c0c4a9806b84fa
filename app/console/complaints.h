/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What the outbox wants an answer to, about one outage: who was first, what changed meanwhile, and the ways out of it.
 * Main thread only.
 */
#pragma once

#include "console/command-flow.h"

G_BEGIN_DECLS

/* Makes the children of `box` one strip for each command about this outage that asks or was refused. */
void lamp_complaints_update (GtkBox *box, LampDesk *desk, LampCommandFlow *flow, const char *outage);

G_END_DECLS
