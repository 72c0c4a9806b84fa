/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * See place.h.
 */
#include "engine/place.h"

void
place_init (Place *place, LampNetwork *network)
{
  place->network = network;
  place->normal = lamp_energisation_new (network);
  place->tree = lamp_tree_new (place->normal);
  place->predictor = lamp_predictor_new (place->normal, NULL);
}

void
place_clear (Place *place)
{
  lamp_predictor_free (place->predictor);
  lamp_tree_free (place->tree);
  lamp_energisation_free (place->normal);
  lamp_network_unref (place->network);
}

char *
place_predictions_to_text (LampPredictor *predictor)
{
  const GArray *predictions = lamp_predictor_predict (predictor);
  GString      *text = g_string_new (NULL);

  for (guint i = 0; i < predictions->len; i++)
    {
      const LampPrediction *p = &g_array_index (predictions, LampPrediction, i);

      g_string_append_printf (text, "%u %s %d %u %u %d %u %u %u %u %u %u %u %u %.12g %u %u %d %u %d %" G_GINT64_FORMAT "\n", p->device, p->rule, p->confirmed, p->nested_in, p->customer, p->opens, p->n_customers, p->n_calls, p->n_last_gasps, p->n_no_answers, p->n_moved, p->n_units, p->n_units_reported, p->n_separate, p->ln_odds, p->damaged, p->above, p->above_closed, p->live_customer, p->mode, p->first_usec);
    }
  return g_string_free (text, FALSE);
}

/* Every customer of every outage that is not nested is claimed by it alone, and their number is the outage's. */
void
place_assert_each_once (Place *place)
{
  const GArray       *predictions = lamp_predictor_predict (place->predictor);
  g_autofree guint32 *claimed = g_new0 (guint32, predictions->len + 1);

  for (guint32 customer = 0; customer < place->network->n_customers; customer++)
    {
      int index = lamp_predictor_explain (place->predictor, customer);

      if (index >= 0)
        claimed[index]++;
    }
  for (guint i = 0; i < predictions->len; i++)
    {
      const LampPrediction *prediction = &g_array_index (predictions, LampPrediction, i);

      g_assert_cmpuint (claimed[i], ==, prediction->n_customers);
      if (prediction->nested_in != LAMP_NONE)
        {
          g_assert_cmpuint (prediction->n_customers, ==, 0);
          g_assert_true (lamp_tree_is_behind (place->tree, prediction->device, prediction->nested_in));
        }
      for (guint j = 0; j < i; j++)
        {
          const LampPrediction *other = &g_array_index (predictions, LampPrediction, j);

          if (prediction->nested_in == LAMP_NONE && other->nested_in == LAMP_NONE && other->customer == LAMP_NONE)
            g_assert_false (lamp_tree_is_behind (place->tree, prediction->device, other->device));
        }
    }
}

void
place_tell (Place *place, LampReportKind kind, guint32 subject, gint64 at_s)
{
  lamp_predictor_report (place->predictor, &(LampReport){ .kind = kind, .subject = subject, .at_usec = at_s * SECOND });
}

guint32
place_customer (const Place *place, const char *id)
{
  guint32 index = lamp_network_find_customer (place->network, id);

  g_assert_cmpuint (index, !=, LAMP_NONE);
  return index;
}

/* Exactly these devices by these rules, in the order of the predictions: "T1 unit, B1 scada". */
void
place_assert_predicts (Place *place, const char *wanted)
{
  const GArray *predictions = lamp_predictor_predict (place->predictor);
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 0; i < predictions->len; i++)
    {
      const LampPrediction *prediction = &g_array_index (predictions, LampPrediction, i);

      g_string_append_printf (text, "%s%s %s%s", i > 0 ? ", " : "", lamp_network_element_id (place->network, prediction->device), prediction->rule, prediction->nested_in != LAMP_NONE ? " nested" : "");
    }
  g_assert_cmpstr (text->str, ==, wanted);
}
