/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What every list of records on the desk does alike: it follows the one selection and sets it; Enter and double click
 * show the thing on the map; rows can be dragged, and crews dropped on outages and outages on crews, here as on the
 * map (the dragged text is "lamp:crew:ID" or "lamp:outage:ID"); a right click opens the menu of the thing.
 */
#pragma once

#include "console/desk.h"

G_BEGIN_DECLS

/* `view` is a GtkListView or GtkColumnView over `selection`, whose rows hold line cells. Once per view. */
void lamp_list_join (GtkWidget          *view,
                     GtkSingleSelection *selection,
                     LampDesk           *desk,
                     LampSelectKind      kind);

/* The text that stands for a thing while it is dragged; NULL when it cannot be dragged. */
char *lamp_drag_text (LampSelectKind kind, const char *id) G_GNUC_WARN_UNUSED_RESULT;
/* The kind and id in such a text; FALSE when it is none. `id` points into the text. */
gboolean lamp_drag_parse (const char *text, LampSelectKind *kind, const char **id);

/* Opens what can be done with a thing, actions of the window on what is selected, at a point of `parent`. */
void lamp_thing_menu_popup (GtkWidget *parent, LampSelectKind kind, double x, double y);

/* Any menu there; `actions`, when not NULL, are its own, by that prefix. */
void lamp_menu_popup (GtkWidget *parent, GMenuModel *menu, const char *prefix, GActionGroup *actions, double x, double y);
/* Opens a popover that has its parent, and lets go of it when it is closed. */
void lamp_popover_show_once (GtkPopover *popover);

G_END_DECLS
