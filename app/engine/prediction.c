/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What was reported, and questions about the answer; see prediction.h.
 */
#include "engine/prediction-private.h"

#include <string.h>

const LampPredictionRules lamp_prediction_rules_default = {
  .unit_reports = 2,
  .unit_share = 0.5,
  .device_units = 2,
  .device_touched = 3,
  .device_share = 0.35,
};

LampPredictor *
lamp_predictor_new (const LampEnergisation *energisation, const LampPredictionRules *rules)
{
  LampPredictor *predictor;
  guint32        n_customers;

  g_return_val_if_fail (energisation != NULL, NULL);

  predictor = g_new0 (LampPredictor, 1);
  predictor->tree = lamp_tree_new (energisation);
  predictor->rules = rules != NULL ? *rules : lamp_prediction_rules_default;
  n_customers = predictor->tree->network->n_customers;
  predictor->heard = g_new (LampHeard, n_customers);
  for (guint32 i = 0; i < n_customers; i++)
    predictor->heard[i] = (LampHeard){ LAMP_NEVER, LAMP_NEVER, LAMP_NEVER, LAMP_NEVER };
  predictor->spoke = g_new0 (guint8, n_customers);
  predictor->speakers = g_array_new (FALSE, FALSE, sizeof (guint32));
  predictor->devices = g_hash_table_new_full (NULL, NULL, NULL, g_free);
  predictor->predictions = g_array_new (FALSE, FALSE, sizeof (LampPrediction));
  predictor->services = g_hash_table_new (NULL, NULL);
  return predictor;
}

void
lamp_predictor_free (LampPredictor *predictor)
{
  if (predictor == NULL)
    return;
  lamp_tree_free (predictor->tree);
  g_free (predictor->heard);
  g_free (predictor->spoke);
  g_array_unref (predictor->speakers);
  g_hash_table_unref (predictor->devices);
  g_array_unref (predictor->predictions);
  g_hash_table_unref (predictor->services);
  g_free (predictor);
}

static void
hear_customer (LampPredictor *predictor, const LampReport *report)
{
  LampHeard *heard;
  gint64    *time_usec;

  if (report->subject >= predictor->tree->network->n_customers || predictor->tree->feeding[report->subject] == LAMP_NONE)
    return;

  heard = &predictor->heard[report->subject];
  time_usec = report->kind == LAMP_REPORT_CALL        ? &heard->call_usec
              : report->kind == LAMP_REPORT_LAST_GASP ? &heard->gasp_usec
                                                      : &heard->live_usec;
  *time_usec = MAX (*time_usec, report->at_usec);
  if (!predictor->spoke[report->subject])
    {
      predictor->spoke[report->subject] = TRUE;
      g_array_append_val (predictor->speakers, report->subject);
    }
}

static LampDeviceHeard *
ensure_device (LampPredictor *predictor, guint32 element)
{
  gpointer         key = GUINT_TO_POINTER (element + 1);
  LampDeviceHeard *device = g_hash_table_lookup (predictor->devices, key);

  if (device == NULL)
    {
      device = g_new (LampDeviceHeard, 1);
      *device = (LampDeviceHeard){ LAMP_NEVER, LAMP_NEVER, LAMP_NEVER, LAMP_NEVER, LAMP_NEVER };
      g_hash_table_insert (predictor->devices, key, device);
    }
  return device;
}

static void
spend_behind (LampPredictor *predictor, guint32 element, gint64 at_usec)
{
  guint32        n;
  const guint32 *customers = lamp_tree_customers (predictor->tree, element, &n);

  for (guint32 i = 0; i < n; i++)
    predictor->heard[customers[i]].spent_usec = MAX (predictor->heard[customers[i]].spent_usec, at_usec);
}

static void
hear_device (LampPredictor *predictor, const LampReport *report)
{
  LampDeviceHeard *device;
  gint64          *time_usec = NULL;

  if (report->subject >= predictor->tree->network->n_elements)
    return;

  device = ensure_device (predictor, report->subject);
  switch (report->kind)
    {
    case LAMP_REPORT_SCADA_OPEN:
      time_usec = report->commanded ? &device->scada_commanded_usec : &device->scada_open_usec;
      break;
    case LAMP_REPORT_SCADA_CLOSED:
      time_usec = &device->scada_closed_usec;
      break;
    case LAMP_REPORT_FIELD_OPEN:
      time_usec = &device->field_open_usec;
      break;
    case LAMP_REPORT_RESTORED:
      time_usec = &device->restored_usec;
      spend_behind (predictor, report->subject, report->at_usec);
      break;
    case LAMP_REPORT_CALL:
    case LAMP_REPORT_LAST_GASP:
    case LAMP_REPORT_LIVE:
    default:
      g_assert_not_reached ();
    }
  *time_usec = MAX (*time_usec, report->at_usec);
}

void
lamp_predictor_report (LampPredictor *predictor, const LampReport *report)
{
  g_return_if_fail (predictor != NULL);
  g_return_if_fail (report != NULL);

  predictor->stale = TRUE;
  if (report->kind <= LAMP_REPORT_LIVE)
    hear_customer (predictor, report);
  else
    hear_device (predictor, report);
}

const GArray *
lamp_predictor_predict (LampPredictor *predictor)
{
  g_return_val_if_fail (predictor != NULL, NULL);

  if (predictor->stale)
    {
      g_array_set_size (predictor->predictions, 0);
      g_hash_table_remove_all (predictor->services);
      lamp_predictor_apply_rules (predictor);
      predictor->stale = FALSE;
    }
  return predictor->predictions;
}

/* Does it put everything behind its device out, or one customer only? */
static gboolean
covers (const LampPredictor *predictor, const LampPrediction *prediction, guint32 element)
{
  return prediction->customer == LAMP_NONE && prediction->nested_in == LAMP_NONE &&
         lamp_tree_is_behind (predictor->tree, element, prediction->device);
}

/* The outages that nothing covers stand in order of device without overlap, but for services between them. */
static int
find_cover (const LampPredictor *predictor, guint32 element)
{
  for (guint i = 0; i < predictor->predictions->len; i++)
    {
      const LampPrediction *prediction = &g_array_index (predictor->predictions, LampPrediction, i);

      if (prediction->device > element)
        break;
      if (covers (predictor, prediction, element))
        return (int)i;
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
  int service;

  g_return_val_if_fail (predictor != NULL, -1);

  lamp_predictor_predict (predictor);
  if (customer >= predictor->tree->network->n_customers || predictor->tree->feeding[customer] == LAMP_NONE)
    return -1;
  service = find_service (predictor, customer);
  return service >= 0 ? service : find_cover (predictor, predictor->tree->feeding[customer]);
}

int
lamp_predictor_follow (LampPredictor *predictor, guint32 device, guint32 customer)
{
  const GArray *predictions;
  int           cover, service = -1;

  g_return_val_if_fail (predictor != NULL, -1);

  predictions = lamp_predictor_predict (predictor);
  if (device >= predictor->tree->network->n_elements)
    return -1;
  for (guint i = 0; i < predictions->len; i++)
    {
      const LampPrediction *prediction = &g_array_index (predictions, LampPrediction, i);

      if (prediction->device == device && prediction->customer == LAMP_NONE)
        return (int)i;
    }
  if (customer != LAMP_NONE)
    service = find_service (predictor, customer);
  if (service >= 0)
    return service;
  cover = find_cover (predictor, device);
  if (cover >= 0)
    return cover;
  for (guint i = 0; customer == LAMP_NONE && i < predictions->len; i++)
    if (lamp_tree_is_behind (predictor->tree, g_array_index (predictions, LampPrediction, i).device, device))
      return (int)i;
  return -1;
}
