/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What stands on a map: zoom buttons and layers menu, legend, scale. Each is a widget of its own over a LampMap, to be put
 * into a GtkOverlay; they follow the map's palette and language, and hold a reference to it. Main thread only.
 */
#pragma once

#include "map/map.h"

G_BEGIN_DECLS

/* Zoom in, zoom out, show everything, layers: a column of buttons. */
GtkWidget *lamp_map_controls_new (LampMap *map) G_GNUC_WARN_UNUSED_RESULT;
/* Puts sections before the layers in the menu of a lamp_map_controls_new(), in place of the switch of the base map; their
 * actions are "PREFIX.…". */
void lamp_map_controls_set_base_menu (GtkWidget *controls, GMenuModel *sections, const char *prefix, GActionGroup *actions);
/* What the lines and symbols mean, drawn by the code that draws them on the map. */
GtkWidget *lamp_map_legend_new (LampMap *map) G_GNUC_WARN_UNUSED_RESULT;
/* A bar of a round length on the ground, and where the middle of the view is. */
GtkWidget *lamp_map_scale_new (LampMap *map) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
