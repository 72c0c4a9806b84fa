/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A hatched frame round a map that shows what is not so: two colours in slanting stripes, the style's own and the ground
 * between them. It lies over what it frames and takes no input. CSS node "studyframe"; its colour is the stripes'.
 */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define LAMP_STUDY_FRAME_PX 10

#define LAMP_TYPE_STUDY_FRAME (lamp_study_frame_get_type ())
G_DECLARE_FINAL_TYPE (LampStudyFrame, lamp_study_frame, LAMP, STUDY_FRAME, GtkWidget)

GtkWidget *lamp_study_frame_new (void) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
