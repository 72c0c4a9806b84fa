/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Tips of widgets that are told again and again what they already say. GTK asks all tips anew when one of them is set, and takes away
 * the one that shows if the window is just being laid out: set at every tick, none would ever show for long.
 * Main thread only.
 */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* Nothing happens when it says so already; NULL for none. */
void lamp_tip_set (GtkWidget *widget, const char *text);

G_END_DECLS
