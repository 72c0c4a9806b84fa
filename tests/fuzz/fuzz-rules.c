/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Files of rules, which one by the first byte: promises (p), estimates (e), prediction (q). Taken, or refused with a reason;
 * and what is taken can be asked for any outage.
 */
#include "engine/estimate.h"
#include "engine/prediction-config.h"
#include "engine/promise.h"
#include "fuzz/fuzz.h"

#define HOUR ((gint64)3600 * G_USEC_PER_SEC)
#define START (G_GINT64_CONSTANT (1795000000) * G_USEC_PER_SEC)

static LampOutage *
outage_new (void)
{
  LampOutage *outage = lamp_record_new (&lamp_outage_type, "O-1");

  lamp_record_set_string (&outage->status, "confirmed");
  lamp_record_set_string (&outage->device_kind, "fuse");
  lamp_record_set_string (&outage->cause, "wind");
  lamp_record_set_string (&outage->crew_status, "enroute");
  lamp_record_set_string (&outage->feeder, "F 1");
  lamp_record_set_string (&outage->zone, "North");
  outage->start_usec = START;
  outage->customers_at_start = 12000;
  return outage;
}

static void
ask_promises (const LampPromiseSet *set)
{
  LampOutage *outage = outage_new ();

  g_assert_nonnull (lamp_promise_set_get_name (set));
  for (guint i = 0; i < 4; i++)
    {
      LampPromiseFacts facts = { outage, i & 1 ? START + HOUR : LAMP_UNKNOWN_TIME, START - HOUR, lamp_promise_set_get_weather (set, i * 1000) };
      LampPromise      promises[LAMP_PROMISE_N_KINDS];
      guint            n = 0;

      outage->planned = i / 2;
      n = lamp_promises_judge (set, &facts, START + 2 * HOUR, promises);
      for (guint k = 0; k < n; k++)
        {
          g_assert_cmpint (promises[k].within_usec, >, 0);
          g_assert_cmpint (lamp_promise_set_get_rule_weather (set, promises[k].rule), <=, facts.weather);
        }
    }
  lamp_record_unref (outage);
}

static void
ask_estimates (const LampEstimateRules *rules)
{
  LampOutage *outage = outage_new ();
  g_autoptr (LampHistory) history = lamp_history_new ();

  for (guint i = 1; i <= 8; i++)
    lamp_history_add (history, "fuse", LAMP_SPAN_WHOLE, i * 1800.0);
  for (guint i = 0; i < 4; i++)
    {
      LampEstimateFacts facts = { outage, i == 1 ? START + HOUR : LAMP_UNKNOWN_TIME, i == 2 ? START + HOUR : LAMP_UNKNOWN_TIME };
      gint64            now_usec = START + 2 * HOUR;

      g_assert_cmpint (lamp_estimate_restoration (rules, i == 3 ? history : NULL, &facts, now_usec).ert_usec, >, now_usec);
    }
  lamp_record_unref (outage);
}

static void
assert_sound (const LampPredictionRules *rules)
{
  g_assert_cmpuint (rules->unit_reports, >, 0);
  g_assert_cmpuint (rules->device_units, >, 0);
  g_assert_true (rules->unit_share >= 0.0 && rules->unit_share <= 1.0);
  g_assert_true (rules->device_share >= 0.0 && rules->device_share <= 1.0);
  g_assert_true (rules->second_fault >= 1.0 && rules->second_service >= 1.0);
}

static void
ask_prediction (const LampPredictionConfig *config)
{
  for (LampMode mode = 0; mode < LAMP_MODE_N; mode++)
    {
      LampPredictionRules here = lamp_prediction_config_get (config, "North", "F 1", mode);
      LampPredictionRules anywhere = lamp_prediction_config_get (config, NULL, NULL, mode);

      assert_sound (&here);
      assert_sound (&anywhere);
    }
}

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  const char *text = (const char *)data + 1;
  g_autoptr (GError) error = NULL;

  if (size == 0)
    return 0;
  size--;
  if (*data == 'p')
    {
      g_autoptr (LampPromiseSet) set = lamp_promise_set_parse ("fuzz", text, size, &error);

      lamp_fuzz_assert_reason (set != NULL, &error);
      if (set != NULL)
        ask_promises (set);
    }
  else if (*data == 'e')
    {
      g_autoptr (LampEstimateRules) rules = lamp_estimate_rules_parse ("fuzz", text, size, &error);

      lamp_fuzz_assert_reason (rules != NULL, &error);
      if (rules != NULL)
        ask_estimates (rules);
    }
  else
    {
      g_autoptr (LampPredictionConfig) config = lamp_prediction_config_parse ("fuzz", text, size, &error);

      lamp_fuzz_assert_reason (config != NULL, &error);
      if (config != NULL)
        ask_prediction (config);
    }
  return 0;
}
