/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Above the map while it shows a study: that nothing is sent, what the steps gain and lose, what would be unsafe, whether the
 * reality has moved on, and the ways to undo, copy and leave (actions win.study-*). Hidden otherwise. Main thread only.
 */
#pragma once

#include "console/desk.h"

G_BEGIN_DECLS

#define LAMP_TYPE_STUDY_BANNER (lamp_study_banner_get_type ())
G_DECLARE_FINAL_TYPE (LampStudyBanner, lamp_study_banner, LAMP, STUDY_BANNER, GtkWidget)

GtkWidget *lamp_study_banner_new (LampDesk *desk) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
