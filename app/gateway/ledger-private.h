/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The transaction on its way, for the files that write into it: ledger.c, whose thread begins and ends it, ledger-turn.c
 * and ledger-edit.c. The ledger's thread only, but for what is of the main loop.
 */
#pragma once

#include "gateway/ledger.h"

G_BEGIN_DECLS

/* What the main loop hears of one transaction. */
typedef struct
{
  LampLedger *ledger;
  GArray     *changes; /* LampChange */
  GArray     *jobs;    /* those that had their turn in it */
  gint64      seq;     /* of the last command */
  GError     *error;
} LampBatch;

struct _LampLedger
{
  LampStore       *store;
  LampState       *state; /* the thread's own */
  const LampClock *clock;
  gint64           last_usec; /* of the last row */
  LampChangesFunc  changed;
  gpointer         user_data;
  GMainContext    *context;
  GAsyncQueue     *queue; /* of jobs that wait */
  GThread         *thread;
  /* The transaction on its way. */
  gboolean   begun;
  guint      n_taken_back; /* transactions so far */
  GArray    *undo;         /* what to put back should it fail */
  LampBatch *batch;
};

struct _LampTurn
{
  LampLedger *ledger;
};

/* Has the transaction failed: then nothing more is written. */
gboolean lamp_ledger_failed (LampLedger *ledger);
/* Begins the transaction with its first write. FALSE: it has failed. */
gboolean lamp_ledger_ensure_begun (LampLedger *ledger);
/* Into the state, until it is taken back; and among the changes that will be told. */
void lamp_ledger_put_record (LampLedger *ledger, LampRecord *record, gint64 seq, gint64 at_usec);

G_END_DECLS
