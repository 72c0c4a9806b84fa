/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What the window can do with its map: actions "win.measure", "win.go-to", "win.gather" and "win.follow" (boolean state: is the
 * selected crew followed?), the menu of the bare ground, and the question for a place. Main thread only.
 */
#pragma once

#include "console/desk.h"
#include "map/map-tools.h"

G_BEGIN_DECLS

/* Adds the actions to a window; they do nothing until it has joined a map. */
void lamp_map_actions_add (GtkWindow *window);
/* From now on they are about this map, for as long as it lives. */
void lamp_map_actions_join (GtkWindow *window, LampDesk *desk, LampMap *map);

/* The menu of a place where nothing is, in widget coordinates of the map. */
void lamp_ground_menu_popup (LampMap *map, double x, double y);

G_END_DECLS
