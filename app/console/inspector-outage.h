/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * An outage in full: what it costs, why we think so, who is on it, who could go, what happened. Main thread only.
 */
#pragma once

#include "console/command-flow.h"

G_BEGIN_DECLS

#define LAMP_TYPE_INSPECTOR_OUTAGE (lamp_inspector_outage_get_type ())
G_DECLARE_FINAL_TYPE (LampInspectorOutage, lamp_inspector_outage, LAMP, INSPECTOR_OUTAGE, GtkWidget)

GtkWidget *lamp_inspector_outage_new (LampDesk *desk, LampCommandFlow *flow) G_GNUC_WARN_UNUSED_RESULT;
/* FALSE when there is none of that id (any more). NULL: shows nothing and does no work. */
gboolean   lamp_inspector_outage_set_id (LampInspectorOutage *self, const char *id);
GtkWidget *lamp_inspector_outage_get_first_assign (LampInspectorOutage *self); /* (nullable) */

G_END_DECLS
