/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What a trace found, on a card over the map: figures, and the list of what was found; a row that is activated is
 * selected and shown. Hidden while there is no trace. Main thread only.
 */
#pragma once

#include "console/desk.h"

G_BEGIN_DECLS

#define LAMP_TYPE_TRACE_CARD (lamp_trace_card_get_type ())
G_DECLARE_FINAL_TYPE (LampTraceCard, lamp_trace_card, LAMP, TRACE_CARD, GtkWidget)

GtkWidget *lamp_trace_card_new (LampDesk *desk) G_GNUC_WARN_UNUSED_RESULT;

/* LampTraceRow: for tests. */
GListModel *lamp_trace_card_get_rows (LampTraceCard *self);

G_END_DECLS
