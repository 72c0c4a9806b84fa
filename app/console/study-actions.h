/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Traces and the study on keys and menus: actions of the window on the selected device (trace, what-if), on the trace
 * (clear-trace, study-trace) and on the study (study, study-undo, study-redo, study-reset, study-again, study-copy,
 * study-leave). None of them can send anything.
 *
 * One per window and desk; holds the desk. Main thread only.
 */
#pragma once

#include "console/desk.h"

G_BEGIN_DECLS

#define LAMP_TYPE_STUDY_ACTIONS (lamp_study_actions_get_type ())
G_DECLARE_FINAL_TYPE (LampStudyActions, lamp_study_actions, LAMP, STUDY_ACTIONS, GObject)

/* Adds the actions to the window, which is borrowed and outlives this. */
LampStudyActions *lamp_study_actions_new (LampDesk *desk, GtkWindow *window) G_GNUC_WARN_UNUSED_RESULT;

/* What can be asked of the selected device, for a menu or buttons: win.trace and win.what-if. With it `clear`: the way to
 * clear the trace there is. */
GMenuModel *lamp_study_menu (LampDesk *desk, const char *device, gboolean clear) G_GNUC_WARN_UNUSED_RESULT;
/* The menu of a thing on the map, which is selected. FALSE when it is not for here: no device, and no study. */
gboolean lamp_study_menu_popup (LampDesk *desk, GtkWidget *map, LampSelectKind kind, double x, double y);

/* A key on the map or what stands on it, before they hear it: TRUE when it was for the trace or the study. `x`, `y`: where on
 * `map` the selected device is. */
gboolean lamp_study_key (LampDesk *desk, GtkWidget *map, guint keyval, GdkModifierType state, double x, double y);

G_END_DECLS
