/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A row of filters of which one is on: "Open", "Unassigned 5", … Wraps to more lines where it must.
 *
 * Property "active" (guint) notifies when the user or the program chose another one.
 */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define LAMP_TYPE_CHIPS (lamp_chips_get_type ())
G_DECLARE_FINAL_TYPE (LampChips, lamp_chips, LAMP, CHIPS, GtkWidget)

GtkWidget *lamp_chips_new (void) G_GNUC_WARN_UNUSED_RESULT;
/* Adds one and returns its number; the first is on. `label` is translated. */
guint lamp_chips_add (LampChips *self, const char *label);
/* Shows the number behind the label; none for 0. */
void  lamp_chips_set_count (LampChips *self, guint chip, guint count);
guint lamp_chips_get_active (LampChips *self);
void  lamp_chips_set_active (LampChips *self, guint chip);

G_END_DECLS
