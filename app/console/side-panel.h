/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A panel of a width the user drags: a grip at its inner edge, the content beside it. What AdwFlap does not do itself.
 * The grip also moves by the arrow keys. Property "width" (int, logical pixels, grip included) notifies when it changed.
 */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define LAMP_SIDE_PANEL_MIN_PX 300
#define LAMP_SIDE_PANEL_MAX_PX 900

#define LAMP_TYPE_SIDE_PANEL (lamp_side_panel_get_type ())
G_DECLARE_FINAL_TYPE (LampSidePanel, lamp_side_panel, LAMP, SIDE_PANEL, GtkWidget)

/* Takes the content as its child. */
GtkWidget *lamp_side_panel_new (GtkWidget *content) G_GNUC_WARN_UNUSED_RESULT;
int        lamp_side_panel_get_width (LampSidePanel *self);
void       lamp_side_panel_set_width (LampSidePanel *self, int width_px);

G_END_DECLS
