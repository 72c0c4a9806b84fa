/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What speaks for one prediction, told report by report.
 */
#include "engine/prediction-private.h"

#include <string.h>

const char *
lamp_report_kind_to_string (LampReportKind kind)
{
  static const char *const names[] = {
    [LAMP_REPORT_CALL] = "call",
    [LAMP_REPORT_LAST_GASP] = "lastGasp",
    [LAMP_REPORT_NO_ANSWER] = "noAnswer",
    [LAMP_REPORT_STILL_OUT] = "stillOut",
    [LAMP_REPORT_LIVE] = "live",
    [LAMP_REPORT_SCADA_OPEN] = "scadaOpen",
    [LAMP_REPORT_SCADA_CLOSED] = "scadaClosed",
    [LAMP_REPORT_SCADA_LIVE] = "scadaLive",
    [LAMP_REPORT_FIELD_OPEN] = "fieldOpen",
    [LAMP_REPORT_FIELD_DAMAGED] = "fieldDamaged",
    [LAMP_REPORT_FIELD_NOTHING] = "fieldNothing",
    [LAMP_REPORT_RESTORED] = "restored",
  };

  return kind < LAMP_REPORT_N_KINDS ? names[kind] : "";
}

typedef struct
{
  LampPredictor *predictor;
  GArray        *list; /* LampEvidence */
  guint         *counts;
} Telling;

static void
tell (Telling *telling, LampReportKind kind, guint32 subject, gint64 at_usec)
{
  LampEvidence evidence = { kind, subject, at_usec };

  if (at_usec == LAMP_NEVER)
    return;
  g_array_append_val (telling->list, evidence);
  telling->counts[kind]++;
}

static void
tell_customer (Telling *telling, guint32 customer)
{
  const LampHeard *heard = &telling->predictor->heard[customer];

  tell (telling, LAMP_REPORT_CALL, customer, lamp_heard_since (heard, heard->call_usec));
  tell (telling, LAMP_REPORT_LAST_GASP, customer, lamp_heard_since (heard, heard->gasp_usec));
  tell (telling, LAMP_REPORT_NO_ANSWER, customer, lamp_heard_since (heard, heard->silent_usec));
  tell (telling, LAMP_REPORT_STILL_OUT, customer, lamp_heard_since (heard, heard->still_usec));
}

static gint64
if_later (gint64 at_usec, gint64 than_usec)
{
  return at_usec > than_usec ? at_usec : LAMP_NEVER;
}

static void
tell_device (Telling *telling, const LampPrediction *prediction)
{
  const LampDeviceHeard *heard = lamp_predictor_get_device (telling->predictor, prediction->device);

  if (heard != NULL)
    {
      tell (telling, LAMP_REPORT_SCADA_OPEN, prediction->device, if_later (heard->scada_open_usec, MAX (MAX (heard->scada_closed_usec, heard->scada_live_usec), heard->restored_usec)));
      tell (telling, LAMP_REPORT_FIELD_OPEN, prediction->device, if_later (heard->field_open_usec, MAX (heard->restored_usec, heard->field_nothing_usec)));
    }
  if (prediction->damaged != LAMP_NONE)
    tell (telling, LAMP_REPORT_FIELD_DAMAGED, prediction->damaged, lamp_predictor_get_device (telling->predictor, prediction->damaged)->field_damaged_usec);
}

static void
tell_behind (Telling *telling, const LampPrediction *prediction)
{
  const LampTree *tree = telling->predictor->tree;
  guint32         n;
  const guint32  *customers = lamp_tree_customers (tree, prediction->device, &n);
  guint32         begin = (guint32)(customers - tree->customers);

  for (guint32 slot = begin; slot < begin + n; slot++)
    {
      if (telling->predictor->speaking[slot / 64] == 0)
        slot |= 63;
      else if ((telling->predictor->speaking[slot / 64] >> (slot % 64) & 1) && !g_hash_table_contains (telling->predictor->moved, GUINT_TO_POINTER (tree->customers[slot])))
        tell_customer (telling, tree->customers[slot]);
    }
}

static int
compare_evidence (gconstpointer a, gconstpointer b)
{
  const LampEvidence *one = a, *other = b;

  if (one->at_usec != other->at_usec)
    return one->at_usec < other->at_usec ? -1 : 1;
  if (one->kind != other->kind)
    return one->kind < other->kind ? -1 : 1;
  return one->subject < other->subject ? -1 : one->subject > other->subject;
}

GArray *
lamp_predictor_dup_evidence (LampPredictor *predictor, guint prediction, guint most, guint counts[LAMP_REPORT_N_KINDS])
{
  guint                 own[LAMP_REPORT_N_KINDS];
  Telling               telling = { predictor, NULL, counts != NULL ? counts : own };
  const LampPrediction *one;
  GHashTableIter        iter;
  gpointer              customer, index;

  g_return_val_if_fail (predictor != NULL, NULL);
  g_return_val_if_fail (prediction < lamp_predictor_predict (predictor)->len, NULL);

  one = &g_array_index (predictor->predictions, LampPrediction, prediction);
  memset (telling.counts, 0, sizeof own);
  telling.list = g_array_new (FALSE, FALSE, sizeof (LampEvidence));
  tell_device (&telling, one);
  if (one->customer != LAMP_NONE)
    tell_customer (&telling, one->customer);
  else
    tell_behind (&telling, one);
  g_hash_table_iter_init (&iter, predictor->moved);
  while (g_hash_table_iter_next (&iter, &customer, &index))
    if (GPOINTER_TO_UINT (index) == prediction + 1)
      tell_customer (&telling, GPOINTER_TO_UINT (customer));
  g_array_sort (telling.list, compare_evidence);
  if (telling.list->len > most)
    g_array_set_size (telling.list, most);
  return telling.list;
}
