/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Life of a predictor, what it goes by (tree, rules, modes), and when it answers anew; see prediction.h.
 */
#include "engine/prediction-private.h"

#include <string.h>

/* Of zones and feeders: one more for what has none. */
static void
load_rules (LampPredictor *predictor)
{
  const LampNetwork *network = predictor->tree->network;

  for (LampMode mode = 0; mode < LAMP_MODE_N; mode++)
    {
      g_free (predictor->rules[mode]);
      predictor->rules[mode] = g_new (LampPredictionRules, network->n_feeders + 1);
      for (guint32 i = 0; i < network->n_feeders; i++)
        {
          guint32 source = network->feeders[i].source;

          predictor->rules[mode][i] = lamp_prediction_config_get (predictor->config, source != LAMP_NONE ? network->sources[source].name : NULL, network->feeders[i].name, mode);
        }
      predictor->rules[mode][network->n_feeders] = lamp_prediction_config_get (predictor->config, NULL, NULL, mode);
    }
}

static void
index_slots (LampPredictor *predictor)
{
  const LampTree *tree = predictor->tree;

  for (guint32 i = 0; i < tree->n_fed; i++)
    predictor->slot[tree->customers[i]] = i;
  g_array_set_size (predictor->parallel, 0);
  for (guint32 i = 0; i < tree->network->n_customers; i++)
    if (tree->feeding[i] == LAMP_NONE && tree->nearest[i] != LAMP_NONE)
      g_array_append_val (predictor->parallel, i);
}

LampPredictor *
lamp_predictor_new (const LampEnergisation *energisation, LampPredictionConfig *config)
{
  LampPredictor     *predictor;
  const LampNetwork *network;

  g_return_val_if_fail (energisation != NULL, NULL);

  predictor = g_new0 (LampPredictor, 1);
  predictor->tree = lamp_tree_new (energisation);
  network = predictor->tree->network;
  predictor->config = config != NULL ? lamp_prediction_config_ref (config) : lamp_prediction_config_new ();
  load_rules (predictor);
  predictor->mode = g_new0 (guint8, network->n_sources + 1);
  predictor->storm = g_new0 (guint8, network->n_sources + 1);
  predictor->automatic = g_new (guint8, network->n_sources + 1);
  memset (predictor->automatic, TRUE, network->n_sources + 1);
  predictor->slot = g_new (guint32, network->n_customers);
  predictor->parallel = g_array_new (FALSE, FALSE, sizeof (guint32));
  index_slots (predictor);
  predictor->heard = g_new (LampHeard, network->n_customers);
  predictor->speaking = g_new (guint64, network->n_customers / 64 + 1);
  lamp_predictor_clear_heard (predictor);
  predictor->devices = g_hash_table_new_full (NULL, NULL, NULL, g_free);
  predictor->moves = g_hash_table_new_full (NULL, NULL, NULL, g_free);
  predictor->predictions = g_array_new (FALSE, FALSE, sizeof (LampPrediction));
  predictor->services = g_hash_table_new (NULL, NULL);
  predictor->moved = g_hash_table_new (NULL, NULL);
  return predictor;
}

void
lamp_predictor_free (LampPredictor *predictor)
{
  if (predictor == NULL)
    return;
  lamp_tree_free (predictor->tree);
  lamp_prediction_config_unref (predictor->config);
  for (LampMode mode = 0; mode < LAMP_MODE_N; mode++)
    g_free (predictor->rules[mode]);
  g_free (predictor->mode);
  g_free (predictor->storm);
  g_free (predictor->automatic);
  g_free (predictor->slot);
  g_array_unref (predictor->parallel);
  g_free (predictor->heard);
  g_free (predictor->speaking);
  g_hash_table_unref (predictor->devices);
  g_hash_table_unref (predictor->moves);
  g_array_unref (predictor->predictions);
  g_hash_table_unref (predictor->services);
  g_hash_table_unref (predictor->moved);
  g_free (predictor);
}

void
lamp_predictor_set_config (LampPredictor *predictor, LampPredictionConfig *config)
{
  g_return_if_fail (predictor != NULL);
  g_return_if_fail (config != NULL);

  lamp_prediction_config_ref (config);
  lamp_prediction_config_unref (predictor->config);
  predictor->config = config;
  load_rules (predictor);
  predictor->stale = TRUE;
}

/* --- switching --- */

void
lamp_predictor_set_switching (LampPredictor *predictor, const LampEnergisation *switching)
{
  LampTree *tree;

  g_return_if_fail (predictor != NULL);
  g_return_if_fail (switching != NULL);

  tree = lamp_tree_new_present (switching);
  lamp_tree_free (predictor->tree);
  predictor->tree = tree;
  index_slots (predictor);
  lamp_predictor_mark_speaking (predictor);
  predictor->stale = TRUE;
}

const LampTree *
lamp_predictor_get_tree (const LampPredictor *predictor)
{
  g_return_val_if_fail (predictor != NULL, NULL);

  return predictor->tree;
}

/* --- modes --- */

guint32
lamp_predictor_zone (const LampPredictor *predictor, guint32 element)
{
  const LampNetwork *network = predictor->tree->network;
  guint16            feeder = network->element_feeder[element];
  guint32            source = feeder != LAMP_NO_FEEDER ? network->feeders[feeder].source : LAMP_NONE;

  return source != LAMP_NONE ? source : network->n_sources;
}

const LampPredictionRules *
lamp_predictor_get_rules (const LampPredictor *predictor, guint32 element, LampMode *mode)
{
  const LampNetwork *network = predictor->tree->network;
  guint16            feeder = network->element_feeder[element];
  LampMode           present = (LampMode)predictor->storm[lamp_predictor_zone (predictor, element)];

  if (mode != NULL)
    *mode = present;
  return &predictor->rules[present][feeder != LAMP_NO_FEEDER ? feeder : network->n_feeders];
}

void
lamp_predictor_set_mode (LampPredictor *predictor, guint32 zone, LampMode mode, gboolean automatic)
{
  guint32 n;

  g_return_if_fail (predictor != NULL);

  n = predictor->tree->network->n_sources;
  for (guint32 i = 0; i <= n; i++)
    if (i == zone || zone == LAMP_NONE)
      {
        predictor->mode[i] = (guint8)mode;
        predictor->automatic[i] = automatic != FALSE;
      }
  predictor->stale = TRUE;
}

LampMode
lamp_predictor_get_mode (LampPredictor *predictor, guint32 zone)
{
  g_return_val_if_fail (predictor != NULL, LAMP_MODE_NORMAL);

  lamp_predictor_predict (predictor);
  return (LampMode)predictor->storm[MIN (zone, predictor->tree->network->n_sources)];
}

/* --- the answer --- */

const GArray *
lamp_predictor_predict (LampPredictor *predictor)
{
  g_return_val_if_fail (predictor != NULL, NULL);

  if (predictor->stale)
    {
      lamp_predictor_answer (predictor);
      predictor->stale = FALSE;
      predictor->answer++;
    }
  return predictor->predictions;
}

guint64
lamp_predictor_get_answer (LampPredictor *predictor)
{
  g_return_val_if_fail (predictor != NULL, 0);

  lamp_predictor_predict (predictor);
  return predictor->answer;
}
