/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What was reported, and questions about the answer; see prediction.h.
 */
#include "engine/prediction-private.h"

#include <string.h>

static const LampHeard nothing_heard = { LAMP_NEVER, LAMP_NEVER, LAMP_NEVER, LAMP_NEVER, LAMP_NEVER, LAMP_NEVER };

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
  for (guint32 i = 0; i < network->n_customers; i++)
    predictor->heard[i] = nothing_heard;
  predictor->speaking = g_new0 (guint64, network->n_customers / 64 + 1);
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

/* Whom nothing feeds alone has no slot: it is heard, and speaks again when the switches change. */
static void
set_speaking (LampPredictor *predictor, guint32 customer)
{
  guint32 slot = predictor->slot[customer];

  if (predictor->tree->feeding[customer] != LAMP_NONE)
    predictor->speaking[slot / 64] |= G_GUINT64_CONSTANT (1) << (slot % 64);
}

static gboolean
was_heard (const LampHeard *heard)
{
  return heard->call_usec != LAMP_NEVER || heard->gasp_usec != LAMP_NEVER || heard->silent_usec != LAMP_NEVER ||
         heard->still_usec != LAMP_NEVER || heard->live_usec != LAMP_NEVER;
}

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
  memset (predictor->speaking, 0, sizeof (guint64) * (tree->network->n_customers / 64 + 1));
  for (guint32 i = 0; i < tree->network->n_customers; i++)
    if (was_heard (&predictor->heard[i]))
      set_speaking (predictor, i);
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

/* --- reports --- */

static void
hear_customer (LampPredictor *predictor, const LampReport *report)
{
  LampHeard *heard;
  gint64    *time_usec = NULL;

  if (report->subject >= predictor->tree->network->n_customers)
    return;

  heard = &predictor->heard[report->subject];
  switch ((int)report->kind)
    {
    case LAMP_REPORT_CALL:
      time_usec = &heard->call_usec;
      break;
    case LAMP_REPORT_LAST_GASP:
      time_usec = &heard->gasp_usec;
      break;
    case LAMP_REPORT_NO_ANSWER:
      time_usec = &heard->silent_usec;
      break;
    case LAMP_REPORT_STILL_OUT:
      time_usec = &heard->still_usec;
      break;
    default:
      time_usec = &heard->live_usec;
      break;
    }
  *time_usec = MAX (*time_usec, report->at_usec);
  set_speaking (predictor, report->subject);
}

LampDeviceHeard *
lamp_predictor_get_device (const LampPredictor *predictor, guint32 element)
{
  return g_hash_table_lookup (predictor->devices, GUINT_TO_POINTER (element + 1));
}

LampDeviceHeard *
lamp_predictor_ensure_device (LampPredictor *predictor, guint32 element)
{
  LampDeviceHeard *device = lamp_predictor_get_device (predictor, element);

  if (device == NULL)
    {
      device = g_new (LampDeviceHeard, 1);
      *device = (LampDeviceHeard){ LAMP_NEVER, LAMP_NEVER, LAMP_NEVER, LAMP_NEVER, LAMP_NEVER, LAMP_NEVER, LAMP_NEVER, LAMP_NEVER, LAMP_NEVER, LAMP_NEVER, LAMP_NEVER, LAMP_NEVER };
      g_hash_table_insert (predictor->devices, GUINT_TO_POINTER (element + 1), device);
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
  for (guint i = 0; i < predictor->parallel->len; i++)
    {
      guint32 customer = g_array_index (predictor->parallel, guint32, i);

      if (predictor->tree->nearest[customer] == element)
        predictor->heard[customer].spent_usec = MAX (predictor->heard[customer].spent_usec, at_usec);
    }
}

/* Where the time of what is said of a device is kept. */
static gint64 *
find_time (LampDeviceHeard *device, const LampReport *report)
{
  switch ((int)report->kind)
    {
    case LAMP_REPORT_SCADA_OPEN:
      return report->commanded ? &device->scada_commanded_usec : &device->scada_open_usec;
    case LAMP_REPORT_SCADA_CLOSED:
      return &device->scada_closed_usec;
    case LAMP_REPORT_SCADA_LIVE:
      return &device->scada_live_usec;
    case LAMP_REPORT_FIELD_OPEN:
      return &device->field_open_usec;
    case LAMP_REPORT_FIELD_DAMAGED:
      return &device->field_damaged_usec;
    case LAMP_REPORT_FIELD_NOTHING:
      return &device->field_nothing_usec;
    case LAMP_REPORT_RESTORED:
      return &device->restored_usec;
    default:
      return NULL;
    }
}

static void
hear_device (LampPredictor *predictor, const LampReport *report)
{
  LampDeviceHeard *device;
  gint64          *time_usec;
  gboolean         scada = report->kind == LAMP_REPORT_SCADA_OPEN || report->kind == LAMP_REPORT_SCADA_CLOSED || report->kind == LAMP_REPORT_SCADA_LIVE;

  if (report->subject >= predictor->tree->network->n_elements)
    return;

  device = lamp_predictor_ensure_device (predictor, report->subject);
  time_usec = scada && report->quality == LAMP_QUALITY_DOUBTFUL ? &device->scada_doubtful_usec : find_time (device, report);
  *time_usec = MAX (*time_usec, report->at_usec);
  if (report->kind == LAMP_REPORT_RESTORED)
    spend_behind (predictor, report->subject, report->at_usec);
}

void
lamp_predictor_report (LampPredictor *predictor, const LampReport *report)
{
  g_return_if_fail (predictor != NULL);
  g_return_if_fail (report != NULL);
  g_return_if_fail (report->kind < LAMP_REPORT_N_KINDS);

  predictor->stale = TRUE;
  if (report->kind <= LAMP_REPORT_LIVE)
    hear_customer (predictor, report);
  else
    hear_device (predictor, report);
}

void
lamp_predictor_forget (LampPredictor *predictor)
{
  guint32 n;

  g_return_if_fail (predictor != NULL);

  n = predictor->tree->network->n_customers;
  for (guint32 i = 0; i < n; i++)
    predictor->heard[i] = nothing_heard;
  memset (predictor->speaking, 0, sizeof (guint64) * (n / 64 + 1));
  g_hash_table_remove_all (predictor->devices);
  g_hash_table_remove_all (predictor->moves);
  predictor->stale = TRUE;
}

gboolean
lamp_predictor_read_dark (const LampPredictor *predictor, guint32 customer, LampDark *dark)
{
  const LampHeard *heard = &predictor->heard[customer];
  gint64           call_usec = lamp_heard_since (heard, heard->call_usec);
  gint64           gasp_usec = lamp_heard_since (heard, heard->gasp_usec);
  gint64           silent_usec = lamp_heard_since (heard, heard->silent_usec);
  gint64           still_usec = heard->still_usec > heard->live_usec && heard->still_usec > heard->spent_usec ? heard->still_usec : LAMP_NEVER;
  const gint64     times[] = { call_usec, gasp_usec, silent_usec, still_usec };

  *dark = (LampDark){ .position = predictor->tree->position[predictor->tree->nearest[customer]], .customer = customer, .first_usec = G_MAXINT64 };
  dark->call = call_usec != LAMP_NEVER || still_usec != LAMP_NEVER;
  dark->gasp = gasp_usec != LAMP_NEVER;
  dark->silent = silent_usec != LAMP_NEVER && !dark->call && !dark->gasp;
  for (guint i = 0; i < G_N_ELEMENTS (times); i++)
    if (times[i] != LAMP_NEVER)
      dark->first_usec = MIN (dark->first_usec, times[i]);
  return dark->first_usec != G_MAXINT64;
}

/* --- questions --- */

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
