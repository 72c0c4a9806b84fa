/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A layout that sets children side by side and begins a new line where the next does not fit, as words do: nothing
 * is clipped when a text is longer in another language or the window is narrow. Each child gets its natural width.
 */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define LAMP_TYPE_WRAP_LAYOUT (lamp_wrap_layout_get_type ())
G_DECLARE_FINAL_TYPE (LampWrapLayout, lamp_wrap_layout, LAMP, WRAP_LAYOUT, GtkLayoutManager)

/* Gaps between children and lines, pixels. */
GtkLayoutManager *lamp_wrap_layout_new (int spacing_px, int line_spacing_px) G_GNUC_WARN_UNUSED_RESULT;
/* The same, but where one line does not hold them all they stand in columns, each as wide as the widest child. */
GtkLayoutManager *lamp_wrap_layout_new_even (int spacing_px, int line_spacing_px) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
