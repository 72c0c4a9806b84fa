/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The one thread that changes anything. Whoever wants a change hands in a job; the ledger's thread gives each its turn,
 * one after the other, on a state that holds everything accepted before, and writes what it decides to the store. Jobs that
 * wait while a transaction reaches the disk share the next one (group commit). Only when it is durable does the main loop
 * hear of the changes, and after them of the end of the job: so nothing is answered or shown that could still be lost.
 *
 * Vocabulary
 *  - job: code that runs in the ledger's thread. turn: what it is given there.
 *  - edit: one command in the making: new versions of records, which become one row of the journal or nothing.
 *  - fix: a crew's new position. It is no command: it has no sequence, and only the last one is kept.
 *
 * When a transaction cannot be written, none of its jobs has happened: the state is what it was, each job is told.
 */
#pragma once

#include "gateway/clock.h"
#include "gateway/store.h"

G_BEGIN_DECLS

typedef struct _LampLedger LampLedger;
typedef struct _LampTurn   LampTurn;
typedef struct _LampEdit   LampEdit;

/* One record as it is now. */
typedef struct
{
  gint64      seq; /* of the command; -1 for a fix */
  gint64      at_usec;
  LampRecord *record; /* owned */
} LampChange;

typedef struct
{
  void (*work) (LampTurn *turn, gpointer data);      /* the ledger's thread */
  void (*kept) (gpointer data);                      /* the ledger's thread, once it is durable; may be NULL */
  void (*done) (const GError *error, gpointer data); /* main loop, last of all; may be NULL */
} LampJob;

/* Main loop; a batch in order of sequence, all changes of a command beside each other. `seq`: of the last command. */
typedef void (*LampChangesFunc) (const LampChange *changes, guint n, gint64 seq, gpointer user_data);

/* Opens the store, which it owns from then on, and loads the state; blocks. `clock` is borrowed and read in the thread. */
LampLedger *lamp_ledger_new (LampStore *store, const LampClock *clock, LampChangesFunc changed, gpointer user_data, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* Ends the thread after all jobs handed in, and closes the store. `done` of jobs still comes on the main loop. */
void lamp_ledger_free (LampLedger *ledger);

/* Before lamp_ledger_start (): the store and the state as loaded, for who opens the house. */
LampStore       *lamp_ledger_get_store (LampLedger *ledger);
const LampState *lamp_ledger_get_state (LampLedger *ledger);
/* From now on jobs get their turn. */
void lamp_ledger_start (LampLedger *ledger);

/* Any thread. `job` is static. */
void lamp_ledger_push (LampLedger *ledger, const LampJob *job, gpointer data);
/* Jobs that wait; any thread. */
guint lamp_ledger_get_n_waiting (LampLedger *ledger);

/* --- in a turn --- */

const LampState *lamp_turn_get_state (LampTurn *turn);
gint64           lamp_turn_get_now_usec (LampTurn *turn); /* never before the last row of the journal */
/* How often a batch could not be written, so that what its turns had written is no longer in the state. */
guint lamp_turn_get_n_taken_back (LampTurn *turn);
/* NULL without the job having failed: there is none. */
LampAnswer *lamp_turn_find_answer (LampTurn *turn, const char *actor, const char *key) G_GNUC_WARN_UNUSED_RESULT;
void        lamp_turn_put_answer (LampTurn *turn, const char *actor, const char *key, const LampAnswer *answer);
/* Who gave the command of that sequence, and when; NULL when the journal does not have it. */
char *lamp_turn_find_actor (LampTurn *turn, gint64 seq, gint64 *at_usec) G_GNUC_WARN_UNUSED_RESULT;
/* `crew`: an own copy with the new position; taken. */
void lamp_turn_fix (LampTurn *turn, gpointer crew);
/* Keeps the positions of all crews, for the next start. */
void lamp_turn_keep_positions (LampTurn *turn);
void lamp_turn_forget_answers (LampTurn *turn, gint64 before_usec);

/* One edit at a time. Strings are copied. */
LampEdit *lamp_turn_begin (LampTurn *turn, const char *actor, const char *command) G_GNUC_WARN_UNUSED_RESULT;
gint64    lamp_edit_get_seq (LampEdit *edit); /* that it will have when it is accepted */
/* What the record is in this edit; NULL when there is none. Borrowed. */
gpointer lamp_edit_look (LampEdit *edit, const LampRecordType *type, const char *id);
/* The edit's own version, to be written to; NULL when there is no such record. Borrowed. */
gpointer lamp_edit_open (LampEdit *edit, const LampRecordType *type, const char *id);
/* Those the state does not have. */
typedef void (*LampEditFunc) (gpointer record, gpointer user_data);
void lamp_edit_foreach_new (LampEdit *edit, const LampRecordType *type, LampEditFunc func, gpointer user_data);
/* A new record; taken. */
void lamp_edit_add (LampEdit *edit, gpointer record);
/* Makes it a row of the journal and part of the state. Versions that differ in nothing are left out; when nothing
 * differs at all there is a row only when `always`. FALSE: there is none, or it could not be written. Frees the edit. */
gboolean lamp_edit_accept (LampEdit *edit, gboolean always, const char *reason, const char *key);
void     lamp_edit_drop (LampEdit *edit);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (LampLedger, lamp_ledger_free)

G_END_DECLS
