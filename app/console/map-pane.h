/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The map of a desk with what stands on it: figures at the top, controls, legend, scale. Gives the map the desk's lists,
 * grid, clock and staleness, and the desk what is pressed, dropped and asked for on the map. Main thread only.
 */
#pragma once

#include "console/desk.h"
#include "console/kpi-strip.h"
#include "map/map.h"

G_BEGIN_DECLS

#define LAMP_TYPE_MAP_PANE (lamp_map_pane_get_type ())
G_DECLARE_FINAL_TYPE (LampMapPane, lamp_map_pane, LAMP, MAP_PANE, GtkWidget)

GtkWidget    *lamp_map_pane_new (LampDesk *desk) G_GNUC_WARN_UNUSED_RESULT;
LampMap      *lamp_map_pane_get_map (LampMapPane *self);
LampKpiStrip *lamp_map_pane_get_kpis (LampMapPane *self);
/* So many logical pixels at the far end lie under another panel: what stands on the map keeps clear of it. */
void lamp_map_pane_set_covered (LampMapPane *self, int covered_px);
/* Moves the map, without zooming, when this point is out of sight or under a panel. */
void lamp_map_pane_reveal (LampMapPane *self, LampPoint at);

G_END_DECLS
