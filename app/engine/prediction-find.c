/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Questions about the answer: which outage explains a customer, and which one goes on with what was an outage before.
 */
#include "engine/prediction-private.h"

/* Does it put everything behind its device out, or one customer only? */
static gboolean
covers (const LampPredictor *predictor, const LampPrediction *prediction, guint32 element)
{
  return prediction->customer == LAMP_NONE && prediction->nested_in == LAMP_NONE &&
         lamp_tree_is_behind (predictor->tree, element, prediction->device);
}

guint
lamp_predictor_find_from (const LampPredictor *predictor, guint32 position)
{
  guint low = 0, high = predictor->predictions->len;

  while (low < high)
    {
      guint middle = (low + high) / 2;

      if (predictor->tree->position[g_array_index (predictor->predictions, LampPrediction, middle).device] < position)
        low = middle + 1;
      else
        high = middle;
    }
  return low;
}

/* The outages that nothing covers stand in order of position without overlap, but for services and nested ones between them:
 * of those at or before the element, only the last that is neither can reach so far. */
int
lamp_predictor_find_cover (const LampPredictor *predictor, guint32 element)
{
  for (guint i = lamp_predictor_find_from (predictor, predictor->tree->position[element] + 1); i-- > 0;)
    {
      const LampPrediction *prediction = &g_array_index (predictor->predictions, LampPrediction, i);

      if (prediction->customer == LAMP_NONE && prediction->nested_in == LAMP_NONE)
        return covers (predictor, prediction, element) ? (int)i : -1;
    }
  return -1;
}

static int
find_service (const LampPredictor *predictor, guint32 customer)
{
  return GPOINTER_TO_INT (g_hash_table_lookup (predictor->services, GUINT_TO_POINTER (customer))) - 1;
}

int
lamp_predictor_explain (LampPredictor *predictor, guint32 customer)
{
  int service, moved;

  g_return_val_if_fail (predictor != NULL, -1);

  lamp_predictor_predict (predictor);
  moved = GPOINTER_TO_INT (g_hash_table_lookup (predictor->moved, GUINT_TO_POINTER (customer))) - 1;
  if (moved >= 0)
    return moved;
  service = find_service (predictor, customer);
  if (service >= 0 || customer >= predictor->tree->network->n_customers || predictor->tree->feeding[customer] == LAMP_NONE)
    return service;
  return lamp_predictor_find_cover (predictor, predictor->tree->feeding[customer]);
}

int
lamp_predictor_follow (LampPredictor *predictor, guint32 device, guint32 customer)
{
  const GArray *predictions;
  guint         first;
  int           cover, service = -1;

  g_return_val_if_fail (predictor != NULL, -1);

  predictions = lamp_predictor_predict (predictor);
  if (device >= predictor->tree->network->n_elements)
    return -1;
  first = lamp_predictor_find_from (predictor, predictor->tree->position[device]);
  for (guint i = first; i < predictions->len; i++)
    {
      const LampPrediction *prediction = &g_array_index (predictions, LampPrediction, i);

      if (prediction->device != device)
        break;
      if (prediction->customer == LAMP_NONE)
        return (int)i;
    }
  if (customer != LAMP_NONE)
    service = find_service (predictor, customer);
  if (service >= 0)
    return service;
  cover = lamp_predictor_find_cover (predictor, device);
  if (cover >= 0)
    return cover;
  if (customer == LAMP_NONE && first < predictions->len && lamp_tree_is_behind (predictor->tree, g_array_index (predictions, LampPrediction, first).device, device))
    return (int)first;
  return -1;
}
