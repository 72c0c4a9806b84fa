/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Two lines of text, with a symbol before them if wanted: what every list of the window is made of. A cell is bound to
 * an item and to a function that says it in words; it says it again whenever the item's record or pending state
 * changes, in place, so that neither scroll position nor focus is touched.
 *
 * Texts are set only when they differ, so a refresh that changes nothing costs no layout.
 */
#pragma once

#include <gtk/gtk.h>

#include "records/item.h"

G_BEGIN_DECLS

#define LAMP_TYPE_LINE_CELL (lamp_line_cell_get_type ())
G_DECLARE_FINAL_TYPE (LampLineCell, lamp_line_cell, LAMP, LINE_CELL, GtkWidget)

/* Puts the item into words: calls the setters below on `cell`. */
typedef void (*LampLineCellFunc) (LampLineCell *cell, LampItem *item, gpointer user_data);

/* `xalign` 0 for text, 1 for figures. `user_data` outlives the cell. */
GtkWidget *lamp_line_cell_new (float            xalign,
                               LampLineCellFunc say,
                               gpointer         user_data) G_GNUC_WARN_UNUSED_RESULT;

/* (nullable) to unbind. */
void      lamp_line_cell_set_item (LampLineCell *self, LampItem *item);
LampItem *lamp_line_cell_get_item (LampLineCell *self);
void      lamp_line_cell_refresh (LampLineCell *self);

/* For the function: NULL text hides the line; the style class is static text or NULL. */
void lamp_line_cell_set_icon (LampLineCell *self, const char *icon_name, const char *style_class);
void lamp_line_cell_set_first (LampLineCell *self, const char *text, const char *style_class);
void lamp_line_cell_set_second (LampLineCell *self, const char *text, const char *style_class);
/* A class on the list row the cell is in, for marks that span all columns. */
void lamp_line_cell_set_row_class (LampLineCell *self, const char *style_class, gboolean on);
/* What a screen reader says of the whole row. */
void lamp_line_cell_set_row_label (LampLineCell *self, const char *label);

/* The item of the row at these coordinates of a list; NULL where there is none. `row` may be NULL. */
LampItem *lamp_line_cell_pick (GtkWidget *list, double x, double y, GtkWidget **row);

G_END_DECLS
