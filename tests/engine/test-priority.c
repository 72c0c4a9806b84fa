/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Time to harm, one line per case; the order of the agenda against a plain one, and that it is an order at all.
 */
#include "engine/priority.h"

#define MINUTE ((gint64)60 * G_USEC_PER_SEC)
#define NOW (G_GINT64_CONSTANT (1795000000) * G_USEC_PER_SEC)

/* What is promised: nothing, or one thing due in so many minutes. */
typedef struct
{
  LampPromiseState state;
  gint64           due_min; /* 0: nothing promised */
  gboolean         done;
} Promised;

typedef struct
{
  const char *name;
  const char *hazard;
  gint64      age_min;     /* of the outage; -1 not known */
  gint64      site_min[2]; /* until backups run out; 0 for none */
  Promised    promised;
  const char *reason;
  gint64      harm_min; /* from now; only when there is harm */
} Case;

static const Case CASES[] = {
  { "nothing", NULL, 10, { 0, 0 }, { 0 }, "customers", 0 },
  { "wire down", "wireDown", 10, { 0, 0 }, { 0 }, "hazard", -10 },
  { "wire down since when", "wireDown", -1, { 0, 0 }, { 0 }, "hazard", 0 },
  { "wire down before backup", "wireDown", 10, { 5, 0 }, { 0 }, "hazard", -10 },
  { "backup", NULL, 10, { 50, 0 }, { 0 }, "backupEnds", 50 },
  { "the sooner backup", NULL, 10, { 50, 20 }, { 0 }, "backupEnds", 20 },
  { "backup that has ended", NULL, 10, { -3, 20 }, { 0 }, "backupEnds", -3 },
  { "promise far off", NULL, 10, { 0, 0 }, { LAMP_PROMISE_OPEN, 35, FALSE }, "customers", 0 },
  { "promise near", NULL, 40, { 0, 0 }, { LAMP_PROMISE_AT_RISK, 5, FALSE }, "promise", 5 },
  { "promise broken", NULL, 300, { 0, 0 }, { LAMP_PROMISE_BROKEN, -75, FALSE }, "promiseBroken", -75 },
  { "promise before backup", NULL, 200, { 50, 0 }, { LAMP_PROMISE_AT_RISK, 25, FALSE }, "promise", 25 },
  { "backup before promise", NULL, 200, { 20, 0 }, { LAMP_PROMISE_AT_RISK, 25, FALSE }, "backupEnds", 20 },
  { "what can be saved before what is broken", NULL, 200, { 20, 0 }, { LAMP_PROMISE_BROKEN, -25, FALSE }, "backupEnds", 20 },
  { "broken and done with", NULL, 200, { 0, 0 }, { LAMP_PROMISE_BROKEN, -25, TRUE }, "customers", 0 },
  { "kept", NULL, 200, { 0, 0 }, { LAMP_PROMISE_KEPT, -25, TRUE }, "customers", 0 },
  { "nobody knows since when", NULL, -1, { 0, 0 }, { 0 }, "customers", 0 },
};

static void
test_case (gconstpointer data)
{
  const Case *what = data;
  g_autoptr (LampRecord) record = lamp_record_new (&lamp_outage_type, "O-1");
  g_autoptr (GPtrArray) sites = g_ptr_array_new_with_free_func (lamp_record_unref);
  LampOutage  *outage = (LampOutage *)record;
  LampPromise  promise = { .state = what->promised.state, .due_usec = NOW + what->promised.due_min * MINUTE, .done_usec = what->promised.done ? NOW : LAMP_UNKNOWN_TIME };
  LampPriority priority;

  lamp_record_set_string (&outage->hazard, what->hazard);
  if (what->age_min >= 0)
    outage->start_usec = NOW - what->age_min * MINUTE;
  for (guint i = 0; i < G_N_ELEMENTS (what->site_min); i++)
    {
      LampSite *site = lamp_record_new (&lamp_site_type, i == 0 ? "S-0" : "S-1");

      if (what->site_min[i] != 0)
        site->harm_usec = NOW + what->site_min[i] * MINUTE;
      g_ptr_array_add (sites, site);
    }
  priority = lamp_outage_priority (outage, sites, &promise, what->promised.due_min != 0 ? 1 : 0, NOW);
  g_assert_cmpstr (priority.reason, ==, what->reason);
  if (g_str_equal (what->reason, "customers"))
    g_assert_cmpint (priority.harm_usec, ==, LAMP_UNKNOWN_TIME);
  else
    g_assert_cmpint (priority.harm_usec, ==, NOW + what->harm_min * MINUTE);
  lamp_outage_set_priority (outage, &priority);
  g_assert_cmpstr (outage->rank_reason, ==, what->reason);
  g_assert_true ((outage->rank_site != NULL) == g_str_equal (what->reason, "backupEnds"));
  g_assert_true ((outage->rank_promise != NULL) == g_str_has_prefix (what->reason, "promise"));
  if (outage->rank_site != NULL)
    g_assert_cmpint (((const LampSite *)sites->pdata[outage->rank_site[2] - '0'])->harm_usec, ==, priority.harm_usec);
}

/* Nobody came in time; what is about to break beside that can still be kept. */
static void
test_broken_and_at_risk (void)
{
  g_autoptr (LampRecord) record = lamp_record_new (&lamp_outage_type, "O-1");
  const LampPromise promises[] = {
    { .kind = LAMP_PROMISE_ARRIVAL, .state = LAMP_PROMISE_BROKEN, .due_usec = NOW - 60 * MINUTE, .done_usec = LAMP_UNKNOWN_TIME },
    { .kind = LAMP_PROMISE_RESTORATION, .state = LAMP_PROMISE_AT_RISK, .due_usec = NOW + 30 * MINUTE, .done_usec = LAMP_UNKNOWN_TIME },
  };
  LampPriority priority = lamp_outage_priority ((LampOutage *)record, NULL, promises, 2, NOW);

  g_assert_cmpstr (priority.reason, ==, "promise");
  g_assert_true (priority.promise == &promises[1]);
}

static LampOutage *
random_outage (GRand *rand, guint i)
{
  static const char *const statuses[] = { "predicted", "confirmed", "partiallyRestored", "restored", "closed", "cancelled" };
  g_autofree char         *id = g_strdup_printf ("O-%02u", i);
  LampOutage              *outage = lamp_record_new (&lamp_outage_type, id);

  lamp_record_set_string (&outage->status, statuses[g_rand_int_range (rand, 0, G_N_ELEMENTS (statuses))]);
  if (g_rand_boolean (rand))
    outage->harm_usec = NOW + g_rand_int_range (rand, -2, 3) * MINUTE;
  lamp_record_set_string (&outage->rank_reason, outage->harm_usec == LAMP_UNKNOWN_TIME ? "customers" : g_rand_boolean (rand) ? "promiseBroken"
                                                                                                                             : "hazard");
  if (g_rand_int_range (rand, 0, 5) > 0)
    outage->customers_out = g_rand_int_range (rand, 0, 4);
  if (g_rand_int_range (rand, 0, 5) > 0)
    outage->start_usec = NOW - g_rand_int_range (rand, 0, 3) * MINUTE;
  return outage;
}

/* The order as one text that sorts by itself. */
static char *
sort_key (const LampOutage *outage)
{
  gboolean broken = outage->harm_usec != LAMP_UNKNOWN_TIME && g_str_equal (outage->rank_reason, "promiseBroken");
  gint64   harm_usec = outage->harm_usec == LAMP_UNKNOWN_TIME ? G_MAXINT64 : broken ? G_MAXINT64 - 1
                                                                                    : outage->harm_usec;
  gint64   start_usec = outage->start_usec == LAMP_UNKNOWN_TIME ? G_MAXINT64 : outage->start_usec;
  gint64   few = outage->customers_out == LAMP_UNKNOWN_INTEGER ? 1000000 : 999999 - outage->customers_out;

  return g_strdup_printf ("%d %020" G_GINT64_FORMAT " %08" G_GINT64_FORMAT " %020" G_GINT64_FORMAT " %s", !lamp_outage_is_open (outage), harm_usec, few, start_usec, outage->base.id);
}

static int
sign (int value)
{
  return value > 0 ? 1 : value < 0 ? -1
                                   : 0;
}

static void
test_order (void)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (3);
  g_autoptr (GPtrArray) outages = g_ptr_array_new_with_free_func (lamp_record_unref);

  for (guint i = 0; i < 90; i++)
    g_ptr_array_add (outages, random_outage (rand, i));
  for (guint i = 0; i < outages->len; i++)
    for (guint j = 0; j < outages->len; j++)
      {
        const LampOutage *a = g_ptr_array_index (outages, i), *b = g_ptr_array_index (outages, j);
        g_autofree char  *a_key = sort_key (a), *b_key = sort_key (b);

        g_assert_cmpint (sign (lamp_outage_compare_urgency (a, b)), ==, sign (g_strcmp0 (a_key, b_key)));
      }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (CASES); i++)
    {
      g_autofree char *path = g_strdup_printf ("/engine/priority/%s", CASES[i].name);

      g_test_add_data_func (path, &CASES[i], test_case);
    }
  g_test_add_func ("/engine/priority/broken-and-at-risk", test_broken_and_at_risk);
  g_test_add_func ("/engine/priority/order", test_order);
  return g_test_run ();
}
