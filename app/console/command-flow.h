/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What a dispatcher does, from the click to the answer: every view asks here, the outbox sends. Says in the window what
 * was done, offers to undo it for a while, and tells when somebody else was first.
 *
 * It takes over the desk's "assign" and listens to its outbox, so that a row, a key, a drop and a restored outbox end
 * in the same words. Commands that were refused or want a word stay in the outbox until the inspector's buttons
 * settle them.
 *
 * One per window; holds the desk. A desk without a session has no outbox: nothing can be sent then, and that is said.
 * Main thread only.
 */
#pragma once

#include "console/desk.h"

G_BEGIN_DECLS

#define LAMP_UNDO_SEC 8

#define LAMP_TYPE_COMMAND_FLOW (lamp_command_flow_get_type ())
G_DECLARE_FINAL_TYPE (LampCommandFlow, lamp_command_flow, LAMP, COMMAND_FLOW, GObject)

LampCommandFlow *lamp_command_flow_new (LampDesk *desk) G_GNUC_WARN_UNUSED_RESULT;

/* Adds the window's actions on what is selected: show, assign-first, acknowledge, recall, advance, note, set-ert,
 * close-outage, copy-id, undo. They are enabled when they make sense. `window` is borrowed and outlives the flow. */
void lamp_command_flow_add_actions (LampCommandFlow *self, GtkWindow *window);

/* Sends another crew to where one is already, on purpose. lamp_desk_assign() is for all others. */
void lamp_command_flow_assign_second (LampCommandFlow *self, const char *outage, const char *crew);

/* Asks where it cannot be taken back, then sends. Both need the window of add_actions. */
void lamp_command_flow_recall (LampCommandFlow *self, const char *assignment);
void lamp_command_flow_advance (LampCommandFlow *self, const char *assignment);
/* An open assignment's way on, at once: "advance", "suspend" or "recall". */
void lamp_command_flow_move (LampCommandFlow *self, const char *assignment, const char *action);

/* Settles a command that asks or was refused: sends it on what is shown now, as second crew, or forgets it. */
typedef enum {
  LAMP_SETTLE_SEND,
  LAMP_SETTLE_AS_SECOND,
  LAMP_SETTLE_LEAVE,
} LampSettle;
void lamp_command_flow_settle (LampCommandFlow *self, LampCommand *command, LampSettle settle);
/* What is wrong with a command, one sentence for the dispatcher; NULL while nothing is. */
char *lamp_command_flow_dup_complaint (LampCommandFlow *self, LampCommand *command) G_GNUC_WARN_UNUSED_RESULT;

/* The crews that could go to an outage, best first, are known only to the inspector that worked them out: it says who is
 * first for `A` and the menu. NULL crew: nobody. */
void lamp_command_flow_set_first (LampCommandFlow *self, const char *outage, const char *crew);

G_END_DECLS
