/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The columns of the outage agenda: what each says of an outage, how wide it is and how it sorts. One table; the
 * agenda, its menu of columns and the preferences read it.
 */
#pragma once

#include "console/desk.h"
#include "console/order.h"

G_BEGIN_DECLS

typedef struct
{
  const char *id;       /* in the settings */
  const char *title;    /* untranslated, context "column" */
  LampOrder   order;    /* by a click on the header */
  int         width_px; /* -1: all that is left */
  gboolean    shown;    /* unless the user says otherwise */
} LampAgendaColumn;

/* Ended by a NULL id. */
const LampAgendaColumn *lamp_agenda_columns (void);
const char             *lamp_agenda_column_title (const LampAgendaColumn *column);

/* Appends them all to a view of LampItems. */
void lamp_agenda_add_columns (GtkColumnView *view, LampDesk *desk);

/* Shows or hides one of them, by its place in lamp_agenda_columns(); one that is shown already keeps the width it was given by hand. */
void lamp_agenda_show_column (GtkColumnView *view, guint nth, gboolean shown);

/* Why an outage is where it is in the agenda, and what its row has no room for; for the tooltip. */
char *lamp_agenda_dup_tooltip (LampDesk *desk, LampItem *item) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
