/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The inside of the flow of commands, for its files: command-flow.c sends and hears the answers, command-undo.c takes
 * back, command-actions.c puts it on keys and menus, command-dialogs.c asks.
 */
#pragma once

#include "console/command-flow.h"

G_BEGIN_DECLS

/* How to take back what a command did. */
typedef struct
{
  LampCommand *command;
  char        *outage, *crew; /* of a recall: whom to send again */
  gint64       ert_usec;      /* of a set-ert: what it was before */
  AdwToast    *toast;
} LampUndo;

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

void lamp_undo_free (LampUndo *undo);

/* Says what was asked for; with a way back unless `undo` is NULL. Takes it over. */
void lamp_command_flow_say_done (LampCommandFlow *self, LampCommand *command, LampUndo *undo);
/* What an accepted command did is taken back by another one. */
void     lamp_command_flow_take_back (LampCommandFlow *self, const LampUndo *undo);
void     lamp_command_flow_forget_undo (LampCommandFlow *self);
void     lamp_command_flow_undo (LampCommandFlow *self);
gboolean lamp_command_flow_can_undo (LampCommandFlow *self);
/* acknowledge, note (text), set-ert (ert_usec) or close. */
void lamp_command_flow_outage (LampCommandFlow *self,
                               const char      *outage,
                               const char      *action,
                               const char      *text,
                               gint64           ert_usec);

G_END_DECLS
