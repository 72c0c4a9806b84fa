/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What decisions would come to: they are made, looked at and taken back. Only what they touch is kept aside, so it costs an
 * answer or two.
 */
#include "engine/prediction-private.h"

typedef struct
{
  gpointer key;
  gpointer value; /* a copy, or NULL: there was none */
} Kept;

static void
keep (GArray *list, GHashTable *table, guint32 index, gsize size)
{
  gpointer      key = GUINT_TO_POINTER (index + 1);
  gconstpointer value = g_hash_table_lookup (table, key);
  Kept          kept = { key, value != NULL ? g_memdup2 (value, size) : NULL };

  g_array_append_val (list, kept);
}

/* Backwards: the first copy of a thing is the one to end with. */
static void
put_back (GArray *list, GHashTable *table)
{
  for (guint i = list->len; i-- > 0;)
    {
      Kept kept = g_array_index (list, Kept, i);

      if (kept.value != NULL)
        g_hash_table_insert (table, kept.key, kept.value);
      else
        g_hash_table_remove (table, kept.key);
    }
}

typedef void (*Look) (LampPredictor *predictor, gpointer data);

static void
look_after (LampPredictor *predictor, const GArray *decisions, Look look, gpointer data)
{
  g_autoptr (GArray) devices = g_array_new (FALSE, FALSE, sizeof (Kept));
  g_autoptr (GArray) moves = g_array_new (FALSE, FALSE, sizeof (Kept));

  for (guint i = 0; i < decisions->len; i++)
    {
      const LampDecision *decision = &g_array_index (decisions, LampDecision, i);

      if (decision->kind == LAMP_HAND_MOVE)
        keep (moves, predictor->moves, decision->customer, sizeof (LampMove));
      else
        keep (devices, predictor->devices, decision->device, sizeof (LampDeviceHeard));
      lamp_predictor_decide (predictor, decision);
    }
  look (predictor, data);
  put_back (devices, predictor->devices);
  put_back (moves, predictor->moves);
  predictor->stale = TRUE;
  lamp_predictor_predict (predictor);
}

typedef struct
{
  guint32       device;
  guint32      *who;
  LampHandState state;
} Trial;

static void
look_at_pin (LampPredictor *predictor, gpointer data)
{
  Trial *trial = data;

  trial->state = lamp_predictor_get_hand (predictor, trial->device, LAMP_HAND_PIN, trial->who);
}

LampHandState
lamp_predictor_try (LampPredictor *predictor, const GArray *decisions, guint32 device, guint32 *who)
{
  Trial trial = { device, who, LAMP_HAND_NONE };

  look_after (predictor, decisions, look_at_pin, &trial);
  return trial.state;
}

static void
look_at_all (LampPredictor *predictor, gpointer data)
{
  const GArray *predictions = lamp_predictor_predict (predictor);

  ((LampPreview *)data)->predictions = g_array_copy ((GArray *)predictions);
}

static guint32
sum_customers (const GArray *predictions)
{
  guint32 sum = 0;

  for (guint i = 0; i < predictions->len; i++)
    sum += g_array_index (predictions, LampPrediction, i).n_customers;
  return sum;
}

static gboolean
has_outage (const GArray *predictions, const LampPrediction *wanted)
{
  for (guint i = 0; i < predictions->len; i++)
    {
      const LampPrediction *one = &g_array_index (predictions, LampPrediction, i);

      if (one->device == wanted->device && one->customer == wanted->customer)
        return TRUE;
    }
  return FALSE;
}

static guint
count_missing (const GArray *of, const GArray *in)
{
  guint n = 0;

  for (guint i = 0; i < of->len; i++)
    n += !has_outage (in, &g_array_index (of, LampPrediction, i));
  return n;
}

void
lamp_predictor_preview (LampPredictor *predictor, const GArray *decisions, LampPreview *preview)
{
  const GArray *present;

  g_return_if_fail (predictor != NULL);
  g_return_if_fail (decisions != NULL);

  *preview = (LampPreview){ 0 };
  look_after (predictor, decisions, look_at_all, preview);
  present = lamp_predictor_predict (predictor);
  preview->n_ended = count_missing (present, preview->predictions);
  preview->n_new = count_missing (preview->predictions, present);
  preview->n_customers_before = sum_customers (present);
  preview->n_customers_after = sum_customers (preview->predictions);
}

void
lamp_preview_clear (LampPreview *preview)
{
  g_clear_pointer (&preview->predictions, g_array_unref);
}
