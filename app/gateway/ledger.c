/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * See ledger.h. The thread's loop: take a job, begin a transaction with its first write, take along what waits
 * meanwhile, commit, tell the main loop. A turn that writes nothing costs no transaction.
 */
#define G_LOG_DOMAIN "lamp-gateway"
#include "config.h"

#include "gateway/ledger-private.h"

#define MAX_BATCH 256 /* jobs in one transaction */
#define TIMING_DOMAIN "lamp-timing"

typedef struct
{
  const LampJob *job;
  gpointer       data;
} Waiting;

typedef struct
{
  const LampRecordType *type;
  char                 *id;
  LampRecord           *before; /* NULL: there was none */
} Undo;

static void
clear_undo (gpointer data)
{
  Undo *undo = data;

  g_free (undo->id);
  g_clear_pointer (&undo->before, lamp_record_unref);
}

static void
clear_change (gpointer data)
{
  lamp_record_unref (((LampChange *)data)->record);
}

static LampBatch *
batch_new (LampLedger *ledger)
{
  LampBatch *batch = g_new0 (LampBatch, 1);

  batch->ledger = ledger;
  batch->changes = g_array_new (FALSE, FALSE, sizeof (LampChange));
  g_array_set_clear_func (batch->changes, clear_change);
  batch->jobs = g_array_new (FALSE, FALSE, sizeof (Waiting));
  return batch;
}

static void
batch_free (gpointer data)
{
  LampBatch *batch = data;

  g_array_unref (batch->changes);
  g_array_unref (batch->jobs);
  g_clear_error (&batch->error);
  g_free (batch);
}

/* --- the main loop's side --- */

static gboolean
tell_cb (gpointer data)
{
  LampBatch  *batch = data;
  LampLedger *ledger = batch->ledger;

  ledger->changed (&g_array_index (batch->changes, LampChange, 0), batch->changes->len, batch->seq, ledger->user_data);
  for (guint i = 0; i < batch->jobs->len; i++)
    {
      Waiting *waiting = &g_array_index (batch->jobs, Waiting, i);

      if (waiting->job->done != NULL)
        waiting->job->done (batch->error, waiting->data);
    }
  return G_SOURCE_REMOVE;
}

/* --- the transaction --- */

gboolean
lamp_ledger_failed (LampLedger *ledger)
{
  return ledger->batch->error != NULL;
}

gboolean
lamp_ledger_ensure_begun (LampLedger *ledger)
{
  if (!lamp_ledger_failed (ledger) && !ledger->begun)
    ledger->begun = ledger->store->klass->begin (ledger->store, &ledger->batch->error);
  return !lamp_ledger_failed (ledger);
}

void
lamp_ledger_put_record (LampLedger *ledger, LampRecord *record, gint64 seq, gint64 at_usec)
{
  LampRecord *before = lamp_state_lookup (ledger->state, record->type, record->id);
  Undo        undo = { record->type, g_strdup (record->id), before != NULL ? lamp_record_ref (before) : NULL };
  LampChange  change = { seq, at_usec, lamp_record_ref (record) };

  g_array_append_val (ledger->undo, undo);
  g_array_append_val (ledger->batch->changes, change);
  lamp_state_put (ledger->state, record);
}

/* Nothing of the transaction has happened. */
static void
take_back (LampLedger *ledger, gint64 seq)
{
  if (ledger->begun)
    ledger->store->klass->rollback (ledger->store);
  for (guint i = ledger->undo->len; i > 0; i--)
    {
      Undo *undo = &g_array_index (ledger->undo, Undo, i - 1);

      if (undo->before != NULL)
        lamp_state_put (ledger->state, undo->before);
      else
        lamp_state_remove (ledger->state, undo->type, undo->id);
    }
  lamp_state_set_seq (ledger->state, seq);
  g_array_set_size (ledger->batch->changes, 0);
  ledger->n_taken_back++;
}

static gboolean
note_state (LampLedger *ledger)
{
  g_autofree char *reached = g_strdup_printf ("%" G_GINT64_FORMAT, lamp_state_get_seq (ledger->state));

  return ledger->store->klass->set_note (ledger->store, "state", reached, &ledger->batch->error);
}

static void
log_committed (gint64 from_seq, gint64 to_seq)
{
  gint64 now_usec = g_get_real_time ();

  for (gint64 seq = from_seq + 1; seq <= to_seq; seq++)
    g_log (TIMING_DOMAIN, G_LOG_LEVEL_DEBUG, "committed %" G_GINT64_FORMAT " %" G_GINT64_FORMAT, seq, now_usec);
}

static void
finish_batch (LampLedger *ledger, gint64 before_seq)
{
  LampBatch *batch = ledger->batch;
  gint64     seq = lamp_state_get_seq (ledger->state);

  if (ledger->begun && !lamp_ledger_failed (ledger) && (seq == before_seq || note_state (ledger)))
    ledger->store->klass->commit (ledger->store, &batch->error);
  if (lamp_ledger_failed (ledger))
    {
      take_back (ledger, before_seq);
      g_warning ("%s", batch->error->message);
    }
  else
    {
      log_committed (before_seq, seq);
      for (guint i = 0; i < batch->jobs->len; i++)
        if (g_array_index (batch->jobs, Waiting, i).job->kept != NULL)
          g_array_index (batch->jobs, Waiting, i).job->kept (g_array_index (batch->jobs, Waiting, i).data);
    }
  batch->seq = lamp_state_get_seq (ledger->state);
  ledger->begun = FALSE;
  g_array_set_size (ledger->undo, 0);
  ledger->batch = NULL;
  g_main_context_invoke_full (ledger->context, G_PRIORITY_DEFAULT, tell_cb, batch, batch_free);
}

static gpointer
thread_main (gpointer data)
{
  LampLedger *ledger = data;
  gboolean    end = FALSE;

  while (!end)
    {
      Waiting *waiting = g_async_queue_pop (ledger->queue);
      gint64   before_seq = lamp_state_get_seq (ledger->state);

      ledger->batch = batch_new (ledger);
      for (; waiting != NULL; waiting = ledger->batch->jobs->len < MAX_BATCH && !end ? g_async_queue_try_pop (ledger->queue) : NULL)
        {
          LampTurn turn = { ledger };

          if (waiting->job != NULL)
            {
              g_array_append_val (ledger->batch->jobs, *waiting);
              if (!lamp_ledger_failed (ledger))
                waiting->job->work (&turn, waiting->data);
            }
          end = waiting->job == NULL;
          g_free (waiting);
        }
      finish_batch (ledger, before_seq);
    }
  return NULL;
}

LampLedger *
lamp_ledger_new (LampStore *store, const LampClock *clock, LampChangesFunc changed, gpointer user_data, GError **error)
{
  g_autoptr (LampLedger) ledger = g_new0 (LampLedger, 1);
  gint64 first = 0, last = 0;

  ledger->store = store;
  ledger->state = lamp_state_new ();
  ledger->clock = clock;
  ledger->changed = changed;
  ledger->user_data = user_data;
  ledger->context = g_main_context_ref_thread_default ();
  ledger->queue = g_async_queue_new_full (g_free);
  ledger->undo = g_array_new (FALSE, FALSE, sizeof (Undo));
  g_array_set_clear_func (ledger->undo, clear_undo);
  if (!store->klass->journal_extent (store, &first, &last, &ledger->last_usec, error) || !lamp_store_load (store, ledger->state, error))
    return NULL;
  return g_steal_pointer (&ledger);
}

void
lamp_ledger_free (LampLedger *ledger)
{
  if (ledger->thread != NULL)
    {
      g_async_queue_push (ledger->queue, g_new0 (Waiting, 1));
      g_thread_join (ledger->thread);
    }
  lamp_store_close (ledger->store);
  lamp_state_free (ledger->state);
  g_array_unref (ledger->undo);
  g_async_queue_unref (ledger->queue);
  /* What is still to be told runs before we go: it refers to us. */
  if (ledger->thread != NULL)
    while (g_main_context_pending (ledger->context))
      g_main_context_iteration (ledger->context, FALSE);
  g_main_context_unref (ledger->context);
  g_free (ledger);
}

LampStore *
lamp_ledger_get_store (LampLedger *ledger)
{
  return ledger->store;
}

const LampState *
lamp_ledger_get_state (LampLedger *ledger)
{
  return ledger->state;
}

void
lamp_ledger_start (LampLedger *ledger)
{
  ledger->thread = g_thread_new ("ledger", thread_main, ledger);
}

void
lamp_ledger_push (LampLedger *ledger, const LampJob *job, gpointer data)
{
  Waiting *waiting = g_new (Waiting, 1);

  *waiting = (Waiting){ job, data };
  g_async_queue_push (ledger->queue, waiting);
}

guint
lamp_ledger_get_n_waiting (LampLedger *ledger)
{
  return (guint)MAX (g_async_queue_length (ledger->queue), 0);
}
