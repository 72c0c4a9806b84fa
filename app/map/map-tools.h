/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What can be done on a map beside looking and selecting: measure a distance, follow a crew, mark a place, gather what lies in
 * a rectangle. Main thread only.
 *
 * One of measuring and following is under way at a time; each is told of by lamp_map_tool_text () and ended by Escape.
 * Signals of the map
 *  - "tools-changed": what lamp_map_tool_text (), lamp_map_get_followed () or lamp_map_is_measuring () say.
 *  - "gathered" (LampWorldBox *box, GdkRectangle *at): a rectangle was drawn with Shift and the pointer; `at` in widget
 *    coordinates.
 *
 * While measuring: a click sets a point, a double click the last one; Space sets one where the pointer is or, when the map is
 * moved by keys, in the middle; Backspace takes one back, Enter ends it with the line left standing, Escape without.
 * Following ends when the user moves the map; zooming does not end it.
 */
#pragma once

#include "map/map.h"

G_BEGIN_DECLS

/* Begins to measure; from `from` on, or NULL for nowhere yet. Takes the focus. */
void     lamp_map_measure (LampMap *self, const LampPoint *from);
gboolean lamp_map_is_measuring (LampMap *self);

/* Keeps the crew in the middle of what is free; NULL ends it, as does a crew that is not on the map any more. */
void        lamp_map_follow (LampMap *self, const char *crew);
const char *lamp_map_get_followed (LampMap *self);

/* Goes there and marks it, until Escape or the next. */
void lamp_map_mark (LampMap *self, LampPoint at);

/* What goes on, a line of the user's language; NULL when nothing does. Borrowed until it changes. */
const char *lamp_map_tool_text (LampMap *self);
/* Ends the latest of what goes on; FALSE when nothing does. */
gboolean lamp_map_escape (LampMap *self);

/* The place under a point of the widget. */
LampPoint lamp_map_get_point (LampMap *self, double x, double y);
/* What is inside of a box, or is shown there, the most important first. LampItem; owned by the caller, who unrefs the array. */
GPtrArray *lamp_map_dup_things_in (LampMap *self, LampWorldBox box, LampSelectKind kind) G_GNUC_WARN_UNUSED_RESULT;
/* All that can be seen and is not under a panel; `at` it is in widget coordinates. */
LampWorldBox lamp_map_get_free_box (LampMap *self, GdkRectangle *at);
void         lamp_map_show_box (LampMap *self, LampWorldBox box);

/* Says what goes on, over the map, with a button that ends it. Holds a reference to the map. */
GtkWidget *lamp_map_note_new (LampMap *map) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
