/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * From what is known and what is likeliest to predictions, each with its numbers.
 */
#include "engine/prediction-private.h"

#define HOUR_USEC ((gint64)3600 * G_USEC_PER_SEC)

/* The counts of what is behind a device, or of one customer. */
static void
count_evidence (const LampPass *pass, LampPrediction *prediction)
{
  guint32 end = pass->tree->end[prediction->device];
  guint32 last_unit = LAMP_NONE;
  /* A guess began with the reports it explains, not with those of a known outage behind it. */
  gboolean known = prediction->first_usec != G_MAXINT64;

  for (guint i = lamp_pass_find (pass->dark, pass->tree->position[prediction->device]); i < pass->dark->len; i++)
    {
      const LampDark *dark = &g_array_index (pass->dark, LampDark, i);
      guint32         unit = pass->tree->unit[dark->customer];

      if (dark->position >= end)
        break;
      if (prediction->customer != LAMP_NONE && prediction->customer != dark->customer)
        continue;
      prediction->n_calls += dark->call;
      prediction->n_last_gasps += dark->gasp;
      prediction->n_no_answers += dark->silent;
      prediction->n_units_reported += unit != last_unit;
      last_unit = unit;
      if (known || !lamp_pass_is_explained (pass, dark->position))
        prediction->first_usec = MIN (prediction->first_usec, dark->first_usec);
    }
}

/* Rule 4, told: what kept the next device above out of it. */
static void
say_above (const LampPass *pass, LampPrediction *prediction)
{
  guint32         above = pass->tree->deciding[prediction->device];
  const LampDark *live;

  if (above == LAMP_NONE || lamp_pass_is_explained (pass, pass->tree->position[above]))
    return;
  live = lamp_pass_find_live (pass, above, prediction->first_usec);
  prediction->above_closed = lamp_predictor_is_closed (pass->predictor, above);
  if (prediction->above_closed || live != NULL)
    prediction->above = above;
  if (live != NULL)
    prediction->live_customer = live->customer;
}

static void
add_prediction (LampPass *pass, LampPrediction prediction)
{
  prediction.n_units = prediction.customer == LAMP_NONE ? lamp_tree_count_units (pass->tree, prediction.device) : 1;
  prediction.above = prediction.live_customer = LAMP_NONE;
  lamp_predictor_get_rules (pass->predictor, prediction.device, &prediction.mode);
  count_evidence (pass, &prediction);
  if (!prediction.confirmed)
    say_above (pass, &prediction);
  g_array_append_val (pass->predictor->predictions, prediction);
}

static LampPrediction
device_prediction (const LampPass *pass, guint32 element, const char *rule)
{
  return (LampPrediction){ .device = element, .rule = rule, .nested_in = LAMP_NONE, .customer = LAMP_NONE, .damaged = LAMP_NONE, .opens = TRUE, .n_customers = lamp_tree_count_customers (pass->tree, element), .first_usec = G_MAXINT64 };
}

/* Rule 1. */
static void
add_services (LampPass *pass, const LampUnit *unit)
{
  guint32 end = lamp_pass_unit_end (pass, unit->unit);

  for (guint i = lamp_pass_find (pass->dark, unit->position); i < pass->dark->len; i++)
    {
      const LampDark *dark = &g_array_index (pass->dark, LampDark, i);
      LampPrediction  service;

      if (dark->position >= end)
        break;
      if (pass->tree->unit[dark->customer] != unit->unit || lamp_pass_is_explained (pass, dark->position))
        continue;
      service = device_prediction (pass, pass->tree->feeding[dark->customer], "service");
      service.customer = dark->customer;
      service.opens = service.n_customers == 1;
      service.n_customers = 1;
      add_prediction (pass, service);
    }
}

/* The highest that is likelier than what is below it: what begins before its end lies behind it. */
static void
add_devices (LampPass *pass)
{
  guint32 end = 0;

  for (guint i = 0; i < pass->candidates->len; i++)
    {
      const LampCandidate *candidate = &g_array_index (pass->candidates, LampCandidate, i);
      LampPrediction       prediction;

      if (candidate->position < end || candidate->one >= candidate->split)
        continue;
      prediction = device_prediction (pass, candidate->element, "device");
      prediction.ln_odds = candidate->split - candidate->one;
      prediction.n_separate = candidate->n_split;
      add_prediction (pass, prediction);
      end = pass->tree->end[candidate->element];
    }
}

/* Rules 1 and 2, where rule 3 has not decided: `n_devices` predictions stand there by now, in order of position. */
static void
add_units (LampPass *pass, guint n_devices)
{
  guint32 end = 0; /* of what is out already */
  guint   next = 0;

  for (guint i = 0; i < pass->units->len; i++)
    {
      const LampUnit *unit = &g_array_index (pass->units, LampUnit, i);

      for (; next < n_devices; next++)
        {
          guint32 device = g_array_index (pass->predictor->predictions, LampPrediction, next).device;

          if (pass->tree->position[device] > unit->position)
            break;
          end = MAX (end, pass->tree->end[device]);
        }
      if (unit->position < end)
        continue;
      if (!unit->dark || !lamp_pass_is_transformer (pass, unit->unit))
        {
          add_services (pass, unit);
          continue;
        }
      add_prediction (pass, device_prediction (pass, unit->unit, "unit"));
      end = pass->tree->end[unit->unit];
    }
}

static int
compare_predictions (gconstpointer a, gconstpointer b, gpointer data)
{
  const LampPrediction *one = a, *other = b;
  const LampTree       *tree = data;

  if (one->device != other->device)
    return tree->position[one->device] < tree->position[other->device] ? -1 : 1;
  return one->customer < other->customer ? -1 : one->customer > other->customer;
}

/* A known one lies in the dark of a guess, or of the uppermost known one around it. */
static guint32
find_nest (const LampPass *pass, const LampKnown *known)
{
  int cover = lamp_predictor_find_cover (pass->predictor, known->element);

  if (cover >= 0)
    return g_array_index (pass->predictor->predictions, LampPrediction, cover).device;
  return known->top != known->element ? known->top : LAMP_NONE;
}

/* After all guesses, which are searched, so they are put in order first and joined last. */
static void
add_known (LampPass *pass)
{
  g_autoptr (GArray) found = g_array_new (FALSE, FALSE, sizeof (LampPrediction));

  g_array_sort_with_data (pass->predictor->predictions, compare_predictions, pass->predictor->tree);
  for (guint i = 0; i < pass->known->len; i++)
    {
      const LampKnown *known = &g_array_index (pass->known, LampKnown, i);
      LampPrediction   prediction = device_prediction (pass, known->element, known->rule);

      if (known->commanded)
        continue;
      prediction.confirmed = known->confirmed;
      prediction.first_usec = known->at_usec;
      prediction.damaged = known->damaged;
      prediction.nested_in = find_nest (pass, known);
      if (prediction.nested_in != LAMP_NONE)
        prediction.n_customers = 0;
      g_array_append_val (found, prediction);
    }
  for (guint i = 0; i < found->len; i++)
    add_prediction (pass, g_array_index (found, LampPrediction, i));
}

static LampPrediction *
find_prediction (LampPredictor *predictor, guint32 device)
{
  for (guint i = lamp_predictor_find_from (predictor, predictor->tree->position[device]); i < predictor->predictions->len; i++)
    {
      LampPrediction *prediction = &g_array_index (predictor->predictions, LampPrediction, i);

      if (prediction->device != device)
        break;
      if (prediction->customer == LAMP_NONE)
        return prediction;
    }
  return NULL;
}

/* A customer moved by hand counts where it was moved to, and no more where the grid has it. */
static void
add_moved (LampPass *pass)
{
  LampPredictor *predictor = pass->predictor;

  for (guint i = 0; i < pass->moved->len; i++)
    {
      const LampDark *dark = &g_array_index (pass->moved, LampDark, i);
      const LampMove *move = g_hash_table_lookup (predictor->moves, GUINT_TO_POINTER (dark->customer + 1));
      guint32         feeding = predictor->tree->feeding[dark->customer];
      int             from = feeding != LAMP_NONE ? lamp_predictor_find_cover (predictor, feeding) : -1;
      LampPrediction *to = find_prediction (predictor, move->device);

      if (to->nested_in != LAMP_NONE)
        to = find_prediction (predictor, to->nested_in);
      if (to == NULL)
        continue; /* what it lies in was opened on command */
      to->n_calls += dark->call;
      to->n_last_gasps += dark->gasp;
      to->n_no_answers += dark->silent;
      to->n_moved++;
      to->first_usec = MIN (to->first_usec, dark->first_usec);
      g_hash_table_insert (predictor->moved, GUINT_TO_POINTER (dark->customer), GUINT_TO_POINTER ((guint)(to - (LampPrediction *)predictor->predictions->data) + 1));
      if (from >= 0 && to == &g_array_index (predictor->predictions, LampPrediction, from))
        continue;
      to->n_customers++;
      if (from >= 0)
        g_array_index (predictor->predictions, LampPrediction, from).n_customers--;
    }
}

static void
finish (LampPass *pass)
{
  LampPredictor *predictor = pass->predictor;

  g_array_sort_with_data (predictor->predictions, compare_predictions, predictor->tree);
  for (guint i = 0; i < predictor->predictions->len; i++)
    {
      const LampPrediction *prediction = &g_array_index (predictor->predictions, LampPrediction, i);

      if (prediction->customer != LAMP_NONE)
        g_hash_table_insert (predictor->services, GUINT_TO_POINTER (prediction->customer), GUINT_TO_POINTER (i + 1));
    }
  add_moved (pass);
}

/* Those moved to an outage that is known leave the evidence of where they hang. */
static void
take_moved (LampPass *pass)
{
  guint n = 0;

  if (g_hash_table_size (pass->predictor->moves) == 0)
    return;
  for (guint i = 0; i < pass->dark->len; i++)
    {
      LampDark        dark = g_array_index (pass->dark, LampDark, i);
      const LampMove *move = g_hash_table_lookup (pass->predictor->moves, GUINT_TO_POINTER (dark.customer + 1));

      if (move != NULL && lamp_pass_is_move (pass, dark.customer, move))
        g_array_append_val (pass->moved, dark);
      else
        g_array_index (pass->dark, LampDark, n++) = dark;
    }
  g_array_set_size (pass->dark, n);
}

/* On a parallel of sources no device behind which others lie can be what is out: each customer is its own service. */
static void
collect_parallel (LampPass *pass)
{
  const GArray *customers = pass->predictor->parallel;

  for (guint i = 0; i < customers->len; i++)
    {
      guint32         customer = g_array_index (customers, guint32, i);
      const LampMove *move = g_hash_table_lookup (pass->predictor->moves, GUINT_TO_POINTER (customer + 1));
      LampDark        dark;

      if (!lamp_predictor_read_dark (pass->predictor, customer, &dark))
        continue;
      if (move != NULL && lamp_pass_is_move (pass, customer, move))
        g_array_append_val (pass->moved, dark);
      else
        g_array_append_val (pass->parallel, dark);
    }
}

static void
add_parallel (LampPass *pass)
{
  for (guint i = 0; i < pass->parallel->len; i++)
    {
      const LampDark *dark = &g_array_index (pass->parallel, LampDark, i);
      LampPrediction  service = device_prediction (pass, pass->tree->nearest[dark->customer], "service");

      service.customer = dark->customer;
      service.opens = FALSE;
      service.n_customers = service.n_units = service.n_units_reported = 1;
      service.n_calls = dark->call;
      service.n_last_gasps = dark->gasp;
      service.n_no_answers = dark->silent;
      service.above = service.live_customer = LAMP_NONE;
      service.first_usec = dark->first_usec;
      lamp_predictor_get_rules (pass->predictor, service.device, &service.mode);
      g_array_append_val (pass->predictor->predictions, service);
    }
}

static void
run_pass (LampPredictor *predictor)
{
  g_autoptr (GArray) known = g_array_new (FALSE, FALSE, sizeof (LampKnown));
  g_autoptr (GArray) live = g_array_new (FALSE, FALSE, sizeof (LampDark));
  g_autoptr (GArray) latest = g_array_new (FALSE, FALSE, sizeof (gint64));
  g_autoptr (GArray) dark = g_array_new (FALSE, FALSE, sizeof (LampDark));
  g_autoptr (GArray) moved = g_array_new (FALSE, FALSE, sizeof (LampDark));
  g_autoptr (GArray) units = g_array_new (FALSE, FALSE, sizeof (LampUnit));
  g_autoptr (GArray) candidates = g_array_new (FALSE, FALSE, sizeof (LampCandidate));
  g_autoptr (GArray) parallel = g_array_new (FALSE, FALSE, sizeof (LampDark));
  LampPass pass = { predictor, predictor->tree, known, live, latest, dark, moved, units, candidates, parallel };

  g_array_set_size (predictor->predictions, 0);
  g_hash_table_remove_all (predictor->services);
  g_hash_table_remove_all (predictor->moved);
  lamp_pass_collect_known (&pass);
  lamp_pass_collect_customers (&pass);
  lamp_pass_collect_pins (&pass);
  take_moved (&pass);
  collect_parallel (&pass);
  lamp_pass_collect_units (&pass);
  lamp_pass_weigh (&pass);
  add_devices (&pass);
  add_units (&pass, predictor->predictions->len);
  add_known (&pass);
  add_parallel (&pass);
  finish (&pass);
}

static int
compare_times (gconstpointer a, gconstpointer b)
{
  gint64 one = *(const gint64 *)a, other = *(const gint64 *)b;

  return one < other ? -1 : one > other;
}

/* Did so many of the open outages of a zone begin within one hour? */
static gboolean
is_storm (const LampPredictor *predictor, guint32 zone, guint n_events)
{
  g_autoptr (GArray) begins = g_array_new (FALSE, FALSE, sizeof (gint64));

  for (guint i = 0; i < predictor->predictions->len; i++)
    {
      const LampPrediction *prediction = &g_array_index (predictor->predictions, LampPrediction, i);

      if (lamp_predictor_zone (predictor, prediction->device) == zone)
        g_array_append_val (begins, prediction->first_usec);
    }
  g_array_sort (begins, compare_times);
  for (guint i = n_events; i <= begins->len; i++)
    if (g_array_index (begins, gint64, i - 1) - g_array_index (begins, gint64, i - n_events) <= HOUR_USEC)
      return TRUE;
  return FALSE;
}

/* A storm begins by itself only by what the normal rules see, so that it does not end by its own rules. */
static gboolean
begin_storms (LampPredictor *predictor)
{
  const LampNetwork *network = predictor->tree->network;
  gboolean           begun = FALSE;

  for (guint32 zone = 0; zone <= network->n_sources; zone++)
    {
      guint n_events = lamp_prediction_config_get (predictor->config, zone < network->n_sources ? network->sources[zone].name : NULL, NULL, LAMP_MODE_NORMAL).storm_events;

      if (predictor->storm[zone] != LAMP_MODE_NORMAL || !predictor->automatic[zone] || n_events == 0 || predictor->predictions->len < n_events)
        continue;
      if (is_storm (predictor, zone, n_events))
        {
          predictor->storm[zone] = LAMP_MODE_STORM;
          begun = TRUE;
        }
    }
  return begun;
}

void
lamp_predictor_answer (LampPredictor *predictor)
{
  for (guint32 zone = 0; zone <= predictor->tree->network->n_sources; zone++)
    predictor->storm[zone] = predictor->mode[zone];
  run_pass (predictor);
  if (begin_storms (predictor))
    run_pass (predictor);
}
