/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Round a map and what stands on it: the banner of a study above, the card of a trace on it, and the keys of both. It tells the
 * map which state to show and what is traced. Main thread only.
 */
#pragma once

#include "console/desk.h"
#include "map/map.h"

G_BEGIN_DECLS

#define LAMP_TYPE_STUDY_VIEW (lamp_study_view_get_type ())
G_DECLARE_FINAL_TYPE (LampStudyView, lamp_study_view, LAMP, STUDY_VIEW, GtkWidget)

/* Takes `overlay`, which holds the map. The map itself is borrowed until lamp_study_view_close (). */
GtkWidget *lamp_study_view_new (LampDesk *desk, LampMap *map, GtkOverlay *overlay) G_GNUC_WARN_UNUSED_RESULT;
void       lamp_study_view_close (LampStudyView *self);
/* So many logical pixels at the far end lie under another panel. */
void lamp_study_view_set_covered (LampStudyView *self, int covered_px);

G_END_DECLS
