/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The outages of the desk as a work agenda: filter chips, the table, what to say when it is empty. Rows are updated in
 * place; order and filters are applied again a few times a second at most. Ten thousand rows are fine: only those in
 * view have widgets.
 */
#pragma once

#include "console/desk.h"
#include "console/order.h"

G_BEGIN_DECLS

#define LAMP_TYPE_AGENDA (lamp_agenda_get_type ())
G_DECLARE_FINAL_TYPE (LampAgenda, lamp_agenda, LAMP, AGENDA, GtkWidget)

GtkWidget *lamp_agenda_new (LampDesk *desk) G_GNUC_WARN_UNUSED_RESULT;

LampFilter lamp_agenda_get_filter (LampAgenda *self);
void       lamp_agenda_set_filter (LampAgenda *self, LampFilter filter);
/* Sorts by a column, as a click on its header; LAMP_ORDER_HARM is the default order. */
void lamp_agenda_set_order (LampAgenda *self, LampOrder order);
/* What is shown, in its order: LampItems. For the first of the list, and for tests. */
GListModel *lamp_agenda_get_rows (LampAgenda *self);
/* As Enter on that row: selects and shows it. */
void lamp_agenda_activate (LampAgenda *self, guint position);
void lamp_agenda_focus (LampAgenda *self);

G_END_DECLS
