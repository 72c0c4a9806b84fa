/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What the dispatcher has asked for and the gateway has not yet answered. A command is on disk before it is sent and
 * goes away when it is answered, so neither a crash nor a lost gateway loses or doubles it (its Idempotency-Key is made
 * once). While the gateway is away commands wait; when it is back and what one was based on has changed meanwhile, it
 * asks (LAMP_COMMAND_ASKS) instead of being sent.
 *
 * The outbox is a GListModel of LampCommand. Signals: "answered" (LampCommand) when one was accepted or refused.
 * Main thread only; file writes happen in order in a worker.
 */
#pragma once

#include <gio/gio.h>
#include <json-glib/json-glib.h>

G_BEGIN_DECLS

typedef enum {
  LAMP_COMMAND_SENDING,
  LAMP_COMMAND_WAITING, /* for the gateway */
  LAMP_COMMAND_ASKS,    /* what it was based on changed: confirm or drop */
  LAMP_COMMAND_ACCEPTED,
  LAMP_COMMAND_REFUSED, /* problem says why; kept in the list until dropped */
} LampCommandState;

#define LAMP_TYPE_COMMAND (lamp_command_get_type ())
G_DECLARE_FINAL_TYPE (LampCommand, lamp_command, LAMP, COMMAND, GObject)

const char      *lamp_command_get_kind (LampCommand *self);       /* "assign", "advance", "suspend", "recall", "acknowledge", "set-ert", "note", "close" */
const char      *lamp_command_get_collection (LampCommand *self); /* what it acts on */
const char      *lamp_command_get_id (LampCommand *self);
const char      *lamp_command_get_crew (LampCommand *self);         /* of an assign; NULL otherwise */
LampCommandState lamp_command_get_state (LampCommand *self);        /* notifies "state" */
gint64           lamp_command_get_created_usec (LampCommand *self); /* unix, UTC */
gboolean         lamp_command_was_sent (LampCommand *self);         /* so the gateway may have done it, answered or not */
/* Of a refusal: the problem's code, sentence and (409) who was first. NULL when not told. */
const char *lamp_command_get_problem_code (LampCommand *self);
const char *lamp_command_get_problem_detail (LampCommand *self);
JsonObject *lamp_command_get_problem (LampCommand *self);
/* Id of what an accepted command made (an assignment). */
const char *lamp_command_get_result_id (LampCommand *self);

#define LAMP_TYPE_OUTBOX (lamp_outbox_get_type ())
G_DECLARE_FINAL_TYPE (LampOutbox, lamp_outbox, LAMP, OUTBOX, GObject)

/* Send a crew to an outage, based on what the console shows of both now. `as_second` says that the dispatcher knows of
 * the crew that is already there. The returned command is borrowed from the outbox. */
LampCommand *lamp_outbox_assign (LampOutbox *self, const char *outage, const char *crew, gboolean as_second);
/* advance, suspend or recall an assignment, also one the gateway has yet to make; `reason` may be NULL. (nullable): recalling
 * a crew that was not sent for yet only forgets that it was asked for. */
LampCommand *lamp_outbox_assignment (LampOutbox *self, const char *assignment, const char *action, const char *reason);
/* acknowledge, note (text), set-ert (ert_usec) or close an outage. */
LampCommand *lamp_outbox_outage (LampOutbox *self, const char *outage, const char *action, const char *text, gint64 ert_usec);

/* Answers to a command that asks or was refused: send it once more, based on what is shown now (not into another mode than it
 * was asked for in); or forget it. Dropping an assign of which the gateway may have heard recalls the crew. */
void lamp_outbox_confirm (LampOutbox *self, LampCommand *command);
void lamp_outbox_drop (LampOutbox *self, LampCommand *command);

/* How many are not yet answered. Notifies "n-waiting". */
guint lamp_outbox_get_n_waiting (LampOutbox *self);

G_END_DECLS
