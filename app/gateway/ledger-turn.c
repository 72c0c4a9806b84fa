/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What a job may ask of its turn, and what it may keep there that is no command: answers, fixes, positions. See ledger.h.
 */
#include "gateway/ledger-private.h"

#include "records/crew.h"

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

  return lamp_ledger_failed (ledger) ? NULL : ledger->store->klass->find_answer (ledger->store, actor, key, &ledger->batch->error);
}

void
lamp_turn_put_answer (LampTurn *turn, const char *actor, const char *key, const LampAnswer *answer)
{
  LampLedger *ledger = turn->ledger;

  if (lamp_ledger_ensure_begun (ledger))
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
  lamp_ledger_put_record (turn->ledger, record, -1, lamp_turn_get_now_usec (turn));
  lamp_record_unref (record);
}

void
lamp_turn_keep_positions (LampTurn *turn)
{
  LampLedger      *ledger = turn->ledger;
  const GPtrArray *crews = lamp_state_list (ledger->state, &lamp_crew_type);

  for (guint i = 0; i < crews->len && lamp_ledger_ensure_begun (ledger); i++)
    if (((LampRecord *)crews->pdata[i])->placed)
      ledger->store->klass->put_position (ledger->store, crews->pdata[i], &ledger->batch->error);
}

void
lamp_turn_forget_answers (LampTurn *turn, gint64 before_usec)
{
  LampLedger *ledger = turn->ledger;

  if (lamp_ledger_ensure_begun (ledger))
    ledger->store->klass->forget_answers (ledger->store, before_usec, &ledger->batch->error);
}
