/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * See ledger.h. The thread's loop: take a job, begin a transaction with its first write, take along what waits
 * meanwhile, commit, tell the main loop. A turn that writes nothing costs no transaction.
 */
#define G_LOG_DOMAIN "lamp-gateway"
#include "config.h"

#include "gateway/ledger.h"

#include "records/crew.h"

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

/* What the main loop hears of one transaction. */
typedef struct
{
  LampLedger *ledger;
  GArray     *changes; /* LampChange */
  GArray     *jobs;    /* Waiting */
  gint64      seq;     /* of the last command */
  GError     *error;
} Batch;

struct _LampLedger
{
  LampStore       *store;
  LampState       *state; /* the thread's own */
  const LampClock *clock;
  gint64           last_usec; /* of the last row */
  LampChangesFunc  changed;
  gpointer         user_data;
  GMainContext    *context;
  GAsyncQueue     *queue; /* Waiting * */
  GThread         *thread;
  /* The transaction on its way. */
  gboolean begun;
  guint    n_taken_back; /* transactions so far */
  GArray  *undo;         /* Undo */
  Batch   *batch;
};

struct _LampTurn
{
  LampLedger *ledger;
};

struct _LampEdit
{
  LampLedger *ledger;
  char       *actor, *command;
  GPtrArray  *versions; /* LampRecord *, own */
  GHashTable *known;    /* the same, by collection and id */
};

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

static Batch *
batch_new (LampLedger *ledger)
{
  Batch *batch = g_new0 (Batch, 1);

  batch->ledger = ledger;
  batch->changes = g_array_new (FALSE, FALSE, sizeof (LampChange));
  g_array_set_clear_func (batch->changes, clear_change);
  batch->jobs = g_array_new (FALSE, FALSE, sizeof (Waiting));
  return batch;
}

static void
batch_free (gpointer data)
{
  Batch *batch = data;

  g_array_unref (batch->changes);
  g_array_unref (batch->jobs);
  g_clear_error (&batch->error);
  g_free (batch);
}

/* --- the main loop's side --- */

static gboolean
tell_cb (gpointer data)
{
  Batch      *batch = data;
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

static gboolean
failed (LampLedger *ledger)
{
  return ledger->batch->error != NULL;
}

static gboolean
ensure_begun (LampLedger *ledger)
{
  if (!failed (ledger) && !ledger->begun)
    ledger->begun = ledger->store->klass->begin (ledger->store, &ledger->batch->error);
  return !failed (ledger);
}

static void
put_record (LampLedger *ledger, LampRecord *record, gint64 seq, gint64 at_usec)
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
  Batch *batch = ledger->batch;
  gint64 seq = lamp_state_get_seq (ledger->state);

  if (ledger->begun && !failed (ledger) && (seq == before_seq || note_state (ledger)))
    ledger->store->klass->commit (ledger->store, &batch->error);
  if (failed (ledger))
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
              if (!failed (ledger))
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

/* --- a turn --- */

const LampState *
lamp_turn_get_state (LampTurn *turn)
{
  return turn->ledger->state;
}

gint64
lamp_turn_get_now_usec (LampTurn *turn)
{
  return MAX (lamp_clock_now_usec (turn->ledger->clock), turn->ledger->last_usec);
}

guint
lamp_turn_get_n_taken_back (LampTurn *turn)
{
  return turn->ledger->n_taken_back;
}

LampAnswer *
lamp_turn_find_answer (LampTurn *turn, const char *actor, const char *key)
{
  LampLedger *ledger = turn->ledger;

  return failed (ledger) ? NULL : ledger->store->klass->find_answer (ledger->store, actor, key, &ledger->batch->error);
}

void
lamp_turn_put_answer (LampTurn *turn, const char *actor, const char *key, const LampAnswer *answer)
{
  LampLedger *ledger = turn->ledger;

  if (ensure_begun (ledger))
    ledger->store->klass->put_answer (ledger->store, actor, key, answer, &ledger->batch->error);
}

typedef struct
{
  gint64 seq, at_usec;
  char  *actor;
} Finding;

static gboolean
find_row (const LampJournalRow *row, gpointer user_data)
{
  Finding *finding = user_data;

  if (row->seq == finding->seq)
    {
      finding->actor = g_strdup (row->actor);
      finding->at_usec = row->at_usec;
    }
  return FALSE;
}

char *
lamp_turn_find_actor (LampTurn *turn, gint64 seq, gint64 *at_usec)
{
  LampLedger *ledger = turn->ledger;
  Finding     finding = { seq, 0, NULL };

  ledger->store->klass->read_journal (ledger->store, seq - 1, 0, 1, find_row, &finding, NULL);
  *at_usec = finding.at_usec;
  return finding.actor;
}

void
lamp_turn_fix (LampTurn *turn, gpointer crew)
{
  LampRecord *record = crew;

  record->telemetry++;
  put_record (turn->ledger, record, -1, lamp_turn_get_now_usec (turn));
  lamp_record_unref (record);
}

void
lamp_turn_keep_positions (LampTurn *turn)
{
  LampLedger      *ledger = turn->ledger;
  const GPtrArray *crews = lamp_state_list (ledger->state, &lamp_crew_type);

  for (guint i = 0; i < crews->len && ensure_begun (ledger); i++)
    if (((LampRecord *)crews->pdata[i])->placed)
      ledger->store->klass->put_position (ledger->store, crews->pdata[i], &ledger->batch->error);
}

void
lamp_turn_forget_answers (LampTurn *turn, gint64 before_usec)
{
  LampLedger *ledger = turn->ledger;

  if (ensure_begun (ledger))
    ledger->store->klass->forget_answers (ledger->store, before_usec, &ledger->batch->error);
}

/* --- an edit --- */

static guint
hash_place (gconstpointer record)
{
  const LampRecord *self = record;

  return g_str_hash (self->id) ^ g_direct_hash (self->type);
}

static gboolean
equal_place (gconstpointer a, gconstpointer b)
{
  const LampRecord *one = a, *other = b;

  return one->type == other->type && g_str_equal (one->id, other->id);
}

LampEdit *
lamp_turn_begin (LampTurn *turn, const char *actor, const char *command)
{
  LampEdit *edit = g_new0 (LampEdit, 1);

  edit->ledger = turn->ledger;
  edit->actor = g_strdup (actor);
  edit->command = g_strdup (command);
  edit->versions = g_ptr_array_new_with_free_func (lamp_record_unref);
  edit->known = g_hash_table_new (hash_place, equal_place);
  return edit;
}

void
lamp_edit_drop (LampEdit *edit)
{
  g_hash_table_unref (edit->known);
  g_ptr_array_unref (edit->versions);
  g_free (edit->actor);
  g_free (edit->command);
  g_free (edit);
}

gint64
lamp_edit_get_seq (LampEdit *edit)
{
  return lamp_state_get_seq (edit->ledger->state) + 1;
}

static LampRecord *
find_version (LampEdit *edit, const LampRecordType *type, const char *id)
{
  LampRecord place = { .type = type, .id = (char *)id };

  return g_hash_table_lookup (edit->known, &place);
}

static void
add_version (LampEdit *edit, LampRecord *version)
{
  g_ptr_array_add (edit->versions, version);
  g_hash_table_add (edit->known, version);
}

gpointer
lamp_edit_look (LampEdit *edit, const LampRecordType *type, const char *id)
{
  LampRecord *version = find_version (edit, type, id);

  return version != NULL ? version : lamp_state_lookup (edit->ledger->state, type, id);
}

gpointer
lamp_edit_open (LampEdit *edit, const LampRecordType *type, const char *id)
{
  LampRecord *version = find_version (edit, type, id);
  LampRecord *present;

  if (version != NULL)
    return version;
  present = lamp_state_lookup (edit->ledger->state, type, id);
  if (present == NULL)
    return NULL;
  version = lamp_record_copy (present);
  add_version (edit, version);
  return version;
}

void
lamp_edit_foreach_new (LampEdit *edit, const LampRecordType *type, LampEditFunc func, gpointer user_data)
{
  for (guint i = 0; i < edit->versions->len; i++)
    {
      LampRecord *version = g_ptr_array_index (edit->versions, i);

      if (version->type == type && lamp_state_lookup (edit->ledger->state, type, version->id) == NULL)
        func (version, user_data);
    }
}

void
lamp_edit_add (LampEdit *edit, gpointer record)
{
  add_version (edit, record);
}

static void
append_change (GString *changes, const LampRecord *before, const LampRecord *after)
{
  g_string_append_printf (changes, "%s{\"collection\":\"%s\",\"id\":", changes->len > 1 ? "," : "", after->type->collection);
  lamp_json_append_string (changes, after->id);
  g_string_append (changes, ",\"before\":");
  if (before != NULL)
    lamp_record_append_feature (changes, before, NULL);
  else
    g_string_append (changes, "null");
  g_string_append (changes, ",\"after\":");
  lamp_record_append_feature (changes, after, NULL);
  g_string_append_c (changes, '}');
}

/* Into the state tables; the changes as the journal has them come back. */
static char *
write_versions (LampEdit *edit, gint64 seq, gint64 at_usec)
{
  LampLedger *ledger = edit->ledger;
  GString    *changes = g_string_new ("[");

  for (guint i = 0; i < edit->versions->len && !failed (ledger); i++)
    {
      LampRecord *version = g_ptr_array_index (edit->versions, i);
      LampRecord *before = lamp_state_lookup (ledger->state, version->type, version->id);
      g_autoptr (GString) feature = g_string_new (NULL);

      version->revision = seq;
      append_change (changes, before, version);
      lamp_record_append_feature (feature, version, NULL);
      ledger->store->klass->put_record (ledger->store, version, feature->str, &ledger->batch->error);
      put_record (ledger, version, seq, at_usec);
    }
  g_string_append_c (changes, ']');
  return g_string_free (changes, FALSE);
}

static void
leave_out_same (LampEdit *edit)
{
  GPtrArray *all = edit->versions;

  g_hash_table_remove_all (edit->known);
  edit->versions = g_ptr_array_new_with_free_func (lamp_record_unref);
  for (guint i = 0; i < all->len; i++)
    {
      LampRecord *version = g_ptr_array_index (all, i);
      LampRecord *before = lamp_state_lookup (edit->ledger->state, version->type, version->id);

      if (before == NULL || !lamp_record_equal (before, version))
        add_version (edit, lamp_record_ref (version));
    }
  g_ptr_array_unref (all);
}

gboolean
lamp_edit_accept (LampEdit *edit, gboolean always, const char *reason, const char *key)
{
  LampLedger      *ledger = edit->ledger;
  gint64           seq = lamp_edit_get_seq (edit);
  LampTurn         turn = { ledger };
  gint64           at_usec = lamp_turn_get_now_usec (&turn);
  g_autofree char *changes = NULL;
  gboolean         accepted;

  leave_out_same (edit);
  accepted = (always || edit->versions->len > 0) && ensure_begun (ledger);
  if (accepted)
    {
      changes = write_versions (edit, seq, at_usec);
      lamp_state_set_seq (ledger->state, seq);
      ledger->last_usec = at_usec;
      if (!failed (ledger))
        ledger->store->klass->append (ledger->store, &(LampJournalRow){ seq, at_usec, edit->actor, edit->command, changes, reason, key }, &ledger->batch->error);
    }
  lamp_edit_drop (edit);
  return accepted && !failed (ledger);
}
