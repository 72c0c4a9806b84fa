/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The main window: header, the bar that says what is wrong, and below either the question for a gateway, "connecting",
 * or the desk of the gateway that is open. Opening another gateway closes the first, whole.
 *
 * Actions, beside those of the flow of commands: win.fit::all|outages|crews|sites, win.focus::outages|crews|sites|map|
 * inspector, win.lists-shown, win.inspector-shown, win.legend-shown, win.toggle-panes, win.next-new, win.deselect,
 * win.retry, win.connect, win.fullscreen. Main thread only.
 */
#pragma once

#include "console/desk-view.h"

G_BEGIN_DECLS

#define LAMP_TYPE_WINDOW (lamp_window_get_type ())
G_DECLARE_FINAL_TYPE (LampWindow, lamp_window, LAMP, WINDOW, AdwApplicationWindow)

LampWindow *lamp_window_new (GtkApplication *application) G_GNUC_WARN_UNUSED_RESULT;

/* Opens a gateway: `url` as lamp_gateway_normalise gives it. A token file that is no good is said on the start page. */
void lamp_window_open (LampWindow *self, const char *url, const char *token_file);
/* Takes a desk that was made elsewhere, for tests; shows it at once. */
void lamp_window_set_desk (LampWindow *self, LampDesk *desk);
/* This size, and it is not remembered. */
void lamp_window_set_size_once (LampWindow *self, int width_px, int height_px);
/* Both NULL while none is open. */
LampDesk     *lamp_window_get_desk (LampWindow *self);
LampDeskView *lamp_window_get_view (LampWindow *self);

G_END_DECLS
