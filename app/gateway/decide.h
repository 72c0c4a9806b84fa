/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What a dispatcher's command does, or why it is refused. Decided in the ledger's thread on the state as it is in that
 * moment, so of two who ask for the same thing one is first, and the other is told who.
 *
 * Rules
 *  - An outage has one crew, unless the dispatcher says asSecond; a crew may have a queue, unless it was given something
 *    the dispatcher has not seen (basedOn). An assignment's id tells the command that made it: A-412 is of command 412.
 *  - Only the transitions of lamp_assignment_can () happen.
 *  - Only what is restored, with nobody at work on it, is closed.
 */
#pragma once

#include "engine/roads.h"
#include "gateway/ledger.h"
#include "records/assignment.h"
#include "records/outage.h"

G_BEGIN_DECLS

#define LAMP_TEXT_MAX_BYTES 2000 /* of a note or a reason */

/* What the world outside is to be told once the command is durable. */
typedef enum {
  LAMP_ORDER_NONE,
  LAMP_ORDER_GO, /* a crew to a device, or on with a suspended assignment */
  LAMP_ORDER_SUSPEND,
  LAMP_ORDER_RECALL,
} LampOrderKind;

typedef struct
{
  LampOrderKind kind;
  char         *assignment, *crew, *device; /* owned ids */
} LampOrder;

typedef struct
{
  /* What is asked. Borrowed. */
  const char  *actor;
  const char  *id; /* in the path; NULL for a new assignment */
  const char  *if_match;
  JsonObject  *body;
  LampNetwork *network;
  LampRoads   *roads;
  LampTurn    *turn;
  /* What comes of it. */
  char       *result_id; /* owned; of the record that is answered with */
  const char *reason;    /* borrowed from the body; for the journal */
  LampOrder   order;
  guint       status; /* of a refusal; 0 while there is none */
  const char *code, *title;
  char       *detail;
  JsonObject *extra; /* owned */
} LampDecision;

typedef struct
{
  const char           *name;                                  /* the action; also in the journal */
  const LampRecordType *type;                                  /* what it acts on and answers with */
  gboolean              on_new;                                /* POST to items, not to actions */
  gboolean (*decide) (LampEdit *edit, LampDecision *decision); /* FALSE: refused */
} LampCommandType;

/* All commands, ended by a NULL name. */
extern const LampCommandType lamp_assignment_commands[];
extern const LampCommandType lamp_outage_commands[];

/* Refuses; always FALSE. `extra` (nullable) is taken. */
gboolean lamp_decision_refuse (LampDecision *decision, guint status, const char *code, const char *title, JsonObject *extra, const char *format, ...) G_GNUC_PRINTF (6, 7);
/* The same with a 404 that names the record nobody knows. */
gboolean lamp_decision_refuse_unknown (LampDecision *decision, const char *code, const char *title, const LampRecordType *type, const char *id);
void     lamp_decision_clear (LampDecision *decision);
/* If-Match of a command on an existing record. */
gboolean lamp_decision_check_match (LampDecision *decision, const LampRecord *record);
/* A string member; NULL when it is absent or null. FALSE: refused. */
gboolean lamp_decision_get_string (LampDecision *decision, const char *member, const char **value);
/* The same for what people write; refuses more than LAMP_TEXT_MAX_BYTES. */
gboolean lamp_decision_get_text (LampDecision *decision, const char *member, const char **value);
/* {collection, id, etag, status}: what a refusal says of the present. */
JsonObject *lamp_decision_describe (const LampRecord *record, const char *status) G_GNUC_WARN_UNUSED_RESULT;
/* {holder: {by}, present}: who changed it last, and what it is. `*actor`, owned, is how a sentence names that one;
 * `*at_usec` is when. */
JsonObject *lamp_decision_describe_last (LampDecision *decision, const LampRecord *record, const char *status, char **actor, gint64 *at_usec) G_GNUC_WARN_UNUSED_RESULT;
/* "14:31:05Z" */
char *lamp_clock_text (gint64 usec) G_GNUC_WARN_UNUSED_RESULT;
/* What people call a crew: its name, or its id. */
const char *lamp_crew_call (const LampState *state, const char *id);
/* The sequence of the command that made this assignment. */
gint64 lamp_assignment_made_by (const LampAssignment *assignment);

/* It is over, as that status says: nobody is without power by it, and it has no urgency. */
void lamp_outage_end (LampOutage *outage, const char *status);
/* Adds {at, by, text}. */
void lamp_outage_add_note (LampOutage *outage, const char *by, const char *text, gint64 at_usec);

/* --- what follows from a change; for commands and for what crews report --- */

/* Sets the status and stamps its time. */
void lamp_assignment_set_status (LampAssignment *assignment, const char *status, gint64 at_usec);
/* The crew's status and present assignment, and the outage's crewStatus, as its assignments have it in this edit. */
void lamp_settle_crew (LampEdit *edit, const LampState *state, const char *crew);
void lamp_settle_outage (LampEdit *edit, const LampState *state, const char *outage);

G_END_DECLS
