/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A crew in full: who they are, where, what they do, where they are needed. Main thread only.
 */
#pragma once

#include "console/command-flow.h"

G_BEGIN_DECLS

#define LAMP_TYPE_INSPECTOR_CREW (lamp_inspector_crew_get_type ())
G_DECLARE_FINAL_TYPE (LampInspectorCrew, lamp_inspector_crew, LAMP, INSPECTOR_CREW, GtkWidget)

GtkWidget *lamp_inspector_crew_new (LampDesk *desk, LampCommandFlow *flow) G_GNUC_WARN_UNUSED_RESULT;
/* FALSE when there is none of that id (any more). NULL: shows nothing and does no work. */
gboolean lamp_inspector_crew_set_id (LampInspectorCrew *self, const char *id);

G_END_DECLS
