/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The inside of the flow of commands, for its two files: command-flow.c sends, undoes and hears the answers;
 * command-actions.c puts it on keys and menus.
 */
#pragma once

#include "console/command-flow.h"

G_BEGIN_DECLS

typedef struct _LampUndo LampUndo;

/* Signals: "first-changed", "undo-changed". */
struct _LampCommandFlow
{
  GObject parent_instance;

  LampDesk   *desk;
  LampOutbox *outbox; /* (nullable) */
  LampUndo   *undo;   /* of the last thing done, while it can be */
  GPtrArray  *wanted; /* LampUndo: asked for, of commands the gateway has yet to answer */
  char       *first_outage, *first_crew;
  GtkWindow  *window; /* weak; NULL before add_actions */
};

void     lamp_command_flow_undo (LampCommandFlow *self);
gboolean lamp_command_flow_can_undo (LampCommandFlow *self);
/* acknowledge, note (text), set-ert (ert_usec) or close. */
void lamp_command_flow_outage (LampCommandFlow *self,
                               const char      *outage,
                               const char      *action,
                               const char      *text,
                               gint64           ert_usec);

G_END_DECLS
