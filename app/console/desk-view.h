/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Everything below the header while a gateway is open: freshness strip, lists at the left, the map with its figures in
 * the middle, the inspector at the right, which slides over the map where there is little room. Panes are dragged,
 * hidden and remembered (GSettings).
 *
 * Made over a desk and the flow of commands of its window; joins the views to each other through the desk. Main thread.
 */
#pragma once

#include "console/agenda.h"
#include "console/command-flow.h"
#include "console/inspector.h"
#include "console/roster.h"
#include "map/map.h"

G_BEGIN_DECLS

/* Narrower than this the inspector slides over the map and the strip folds. Logical pixels. */
#define LAMP_FOLD_BELOW_PX 1440

#define LAMP_TYPE_DESK_VIEW (lamp_desk_view_get_type ())
G_DECLARE_FINAL_TYPE (LampDeskView, lamp_desk_view, LAMP, DESK_VIEW, GtkWidget)

GtkWidget *lamp_desk_view_new (LampDesk *desk, LampCommandFlow *flow) G_GNUC_WARN_UNUSED_RESULT;

LampMap       *lamp_desk_view_get_map (LampDeskView *self);
LampAgenda    *lamp_desk_view_get_agenda (LampDeskView *self);
LampInspector *lamp_desk_view_get_inspector (LampDeskView *self);

/* Moves the focus to "outages", "crews", "sites", "map" or "inspector", opening what is hidden. */
void lamp_desk_view_focus (LampDeskView *self, const char *pane);
/* Hides lists and inspector; shows both when both are hidden. */
void lamp_desk_view_toggle_panes (LampDeskView *self);
/* TRUE when the inspector lies over the map. */
gboolean lamp_desk_view_is_folded (LampDeskView *self);

G_END_DECLS
