/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Sentences about urgency, promises and estimates, one line each.
 */
#include "console/format-urgency.h"

#include <locale.h>

#define MIN_USEC ((gint64)60 * G_USEC_PER_SEC)
#define NOW (G_GINT64_CONSTANT (1767637920) * G_USEC_PER_SEC) /* 2026-01-05 18:32 UTC */

/* Takes the text. */
static void
is (char *text, const char *expected)
{
  g_assert_cmpstr (text, ==, expected);
  g_free (text);
}

static LampPromise
promise_of (LampPromiseKind kind, LampPromiseBase after, gint64 within_min, gint64 due_min, gint64 done_min)
{
  return (LampPromise){ kind, after, LAMP_PROMISE_OPEN, within_min * MIN_USEC, NOW + due_min * MIN_USEC, done_min != 0 ? NOW + done_min * MIN_USEC : LAMP_UNKNOWN_TIME, "x.y" };
}

static void
test_promises (void)
{
  LampPromise promise = promise_of (LAMP_PROMISE_ARRIVAL, LAMP_PROMISE_AFTER_START, 45, 12, 0);

  is (lamp_format_promise (&promise, NOW), "Crew on site within 45 min: by 18:44, in 12 min");
  promise = promise_of (LAMP_PROMISE_ARRIVAL, LAMP_PROMISE_AFTER_START, 45, -7, 0);
  is (lamp_format_promise (&promise, NOW), "Crew on site within 45 min: by 18:25, 7 min overdue");
  promise = promise_of (LAMP_PROMISE_RESTORATION, LAMP_PROMISE_AFTER_ARRIVAL, 180, -7, -2);
  promise.state = LAMP_PROMISE_BROKEN;
  is (lamp_format_promise (&promise, NOW), "Power back within 3 h 00 of the arrival: broken, 5 min late");
  promise.state = LAMP_PROMISE_KEPT;
  promise.after = LAMP_PROMISE_AFTER_START;
  is (lamp_format_promise (&promise, NOW), "Power back within 3 h 00: kept");
  promise = promise_of (LAMP_PROMISE_NOTICE, LAMP_PROMISE_AFTER_START, 7 * 1440, 60, 0);
  is (lamp_format_promise (&promise, NOW), "Planned work told 7 d 0 h ahead: by 19:32, in 1 h 00");
}

static void
test_urgency (void)
{
  g_autoptr (LampRecord) record = lamp_record_new (&lamp_outage_type, "O-1");
  LampOutage *outage = (LampOutage *)record;
  LampPromise promise = promise_of (LAMP_PROMISE_ARRIVAL, LAMP_PROMISE_AFTER_START, 45, 12, 0);

  lamp_record_set_string (&outage->rank_reason, "customers");
  outage->customers_out = 1070;
  is (lamp_format_urgency (outage, NULL, NOW), "1,070 customers without power");
  lamp_record_set_string (&outage->rank_reason, "hazard");
  lamp_record_set_string (&outage->hazard, "wireDown");
  is (lamp_format_urgency (outage, NULL, NOW), "wire down: someone may be hurt");
  outage->start_usec = NOW - 12 * MIN_USEC;
  is (lamp_format_urgency (outage, NULL, NOW), "wire down: someone may be hurt, for 12 min already");
  lamp_record_set_string (&outage->rank_reason, "backupEnds");
  outage->harm_usec = NOW + 25 * MIN_USEC;
  is (lamp_format_urgency (outage, "General hospital", NOW), "General hospital: backup ends in 25 min");
  outage->harm_usec = NOW - 5 * MIN_USEC;
  is (lamp_format_urgency (outage, NULL, NOW), "A key site: without any supply for 5 min");
  lamp_record_set_string (&outage->rank_reason, "promise");
  lamp_record_set_string (&outage->rank_promise, "arrival");
  is (lamp_format_urgency (outage, NULL, NOW), "a promise is about to break");
  outage->promises = lamp_promises_to_json (&promise, 1);
  is (lamp_format_urgency (outage, NULL, NOW), "Crew on site within 45 min: by 18:44, in 12 min");
  lamp_record_set_string (&outage->rank_reason, "somethingNew");
  is (lamp_format_urgency (outage, NULL, NOW), "somethingNew");
}

static void
test_estimates (void)
{
  g_autoptr (LampRecord) record = lamp_record_new (&lamp_outage_type, "O-1");
  LampOutage *outage = (LampOutage *)record;

  is (lamp_format_estimate (outage), NULL);
  is (lamp_format_estimate_advice (outage, NOW), NULL);
  lamp_record_set_string (&outage->status, "confirmed");
  outage->ert_usec = NOW + 10 * MIN_USEC;
  lamp_record_set_string (&outage->ert_source, "model");
  is (lamp_format_estimate (outage), "from similar outages");
  lamp_record_set_string (&outage->ert_confidence, "low");
  is (lamp_format_estimate (outage), "from similar outages, low confidence");
  is (lamp_format_estimate_advice (outage, NOW), NULL); /* it is made anew by itself */
  lamp_record_set_string (&outage->ert_source, "crew");
  lamp_record_set_string (&outage->ert_confidence, "high");
  is (lamp_format_estimate (outage), "crew, high confidence");
  is (lamp_format_estimate_advice (outage, NOW), "It ends soon: ask the crew whether it holds");
  is (lamp_format_estimate_advice (outage, NOW - 10 * MIN_USEC), NULL);
  is (lamp_format_estimate_advice (outage, NOW + 20 * MIN_USEC), "It has passed: ask the crew, and tell a new one");
  lamp_record_set_string (&outage->status, "restored");
  is (lamp_format_estimate_advice (outage, NOW), NULL);
}

int
main (int argc, char *argv[])
{
  g_setenv ("TZ", "UTC", TRUE);
  setlocale (LC_ALL, "C.UTF-8");
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/format-urgency/promises", test_promises);
  g_test_add_func ("/format-urgency/urgency", test_urgency);
  g_test_add_func ("/format-urgency/estimates", test_estimates);
  return g_test_run ();
}
