/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The memory in which a window's frames are drawn, held from one frame to the next, for GTK's cairo renderer on X11.
 *
 * There a frame is an image in memory that cairo shares with the display, and cairo gives such memory back as soon as no image is in it:
 * after each frame. For the next one the kernel hands over new memory, page by page and cleared, which takes as long as the drawing does
 * (data/map-speed.md). While a small image lies in the same memory cairo keeps it. Where the renderer or the display is another one, or
 * the display is far away and shares no memory, nothing is held.
 *
 * Main thread only.
 */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* From now on whenever the widget is on screen, until it ends. Once for a widget. */
void lamp_frame_memory_hold (GtkWidget *widget);

G_END_DECLS
