/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What is selected, in full: an outage with who could go, a crew with its work, a key site with its supply, a device
 * with what hangs on it. Follows the desk's selection; a thing that is gone says so.
 *
 * Made over a desk and the flow of commands of its window. Main thread only.
 */
#pragma once

#include "console/command-flow.h"

G_BEGIN_DECLS

#define LAMP_TYPE_INSPECTOR (lamp_inspector_get_type ())
G_DECLARE_FINAL_TYPE (LampInspector, lamp_inspector, LAMP, INSPECTOR, GtkWidget)

GtkWidget *lamp_inspector_new (LampDesk *desk, LampCommandFlow *flow) G_GNUC_WARN_UNUSED_RESULT;

/* The button that Enter should press: assigns the first suggestion. NULL while there is none to press. */
GtkWidget *lamp_inspector_get_first_assign (LampInspector *self);

G_END_DECLS
