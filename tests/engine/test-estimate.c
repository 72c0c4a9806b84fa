/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Estimates: the history against sorted lists, what must hold of any estimate, that nobody's own estimate is overwritten,
 * and mistakes in a file of rules.
 */
#include "engine/estimate.h"

#include <math.h>
#include <string.h>

#define MINUTE ((gint64)60 * G_USEC_PER_SEC)
#define HOUR (60 * MINUTE)
#define START (G_GINT64_CONSTANT (1795000000) * G_USEC_PER_SEC)

static LampEstimateRules *
load (void)
{
  g_autofree char *path = g_test_build_filename (G_TEST_DIST, "..", "data", "estimates", "typical.ini", NULL);
  g_autofree char *text = NULL;
  g_autoptr (GError) error = NULL;
  LampEstimateRules *rules;

  g_file_get_contents (path, &text, NULL, &error);
  g_assert_no_error (error);
  rules = lamp_estimate_rules_parse ("typical", text, strlen (text), &error);
  g_assert_no_error (error);
  return rules;
}

static LampOutage *
outage_new (const char *kind, const char *cause, const char *crew_status)
{
  LampOutage *outage = lamp_record_new (&lamp_outage_type, "O-1");

  lamp_record_set_string (&outage->status, "confirmed");
  lamp_record_set_string (&outage->device_kind, kind);
  lamp_record_set_string (&outage->cause, cause);
  lamp_record_set_string (&outage->crew_status, crew_status);
  outage->start_usec = START;
  return outage;
}

/* --- the history --- */

static int
compare_doubles (gconstpointer a, gconstpointer b)
{
  const double x = *(const double *)a, y = *(const double *)b;

  return (x > y) - (x < y);
}

static void
test_history (void)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (9);
  g_autoptr (LampHistory) history = lamp_history_new ();
  g_autoptr (GArray) all = g_array_new (FALSE, FALSE, sizeof (double));

  g_assert_true (isnan (lamp_history_quantile (history, "fuse", LAMP_SPAN_WORK, 0, 0.5)));
  lamp_history_add (history, "fuse", LAMP_SPAN_WORK, -1);
  lamp_history_add (history, "fuse", LAMP_SPAN_WORK, NAN);
  for (guint i = 0; i < 3 * LAMP_HISTORY_KEPT; i++)
    {
      double duration_s = g_rand_int_range (rand, 1, 300), longer_s = g_rand_int_range (rand, -10, 320), quantile = g_rand_double (rand);
      g_autoptr (GArray) sorted = g_array_new (FALSE, FALSE, sizeof (double));
      guint first = all->len > LAMP_HISTORY_KEPT - 1 ? all->len - (LAMP_HISTORY_KEPT - 1) : 0;

      g_array_append_val (all, duration_s);
      lamp_history_add (history, "fuse", LAMP_SPAN_WORK, duration_s);
      for (guint k = first; k < all->len; k++)
        if (g_array_index (all, double, k) > longer_s)
          g_array_append_val (sorted, g_array_index (all, double, k));
      g_array_sort (sorted, compare_doubles);
      g_assert_cmpuint (lamp_history_count (history, "fuse", LAMP_SPAN_WORK, longer_s), ==, sorted->len);
      if (sorted->len > 0)
        {
          double rank = quantile * (sorted->len - 1);
          double below = g_array_index (sorted, double, (guint)rank), above = g_array_index (sorted, double, MIN ((guint)rank + 1, sorted->len - 1));

          g_assert_cmpfloat_with_epsilon (lamp_history_quantile (history, "fuse", LAMP_SPAN_WORK, longer_s, quantile), below + (above - below) * (rank - floor (rank)), 1e-9);
        }
    }
  g_assert_cmpuint (lamp_history_count (history, NULL, LAMP_SPAN_WORK, 0), ==, LAMP_HISTORY_KEPT);
  g_assert_cmpuint (lamp_history_count (history, NULL, LAMP_SPAN_WHOLE, 0), ==, 0);
}

/* --- by rule --- */

static void
test_rule (void)
{
  g_autoptr (LampEstimateRules) rules = load ();
  g_autoptr (LampRecord) record = (LampRecord *)outage_new ("fuse", NULL, "awaitingCrewAssignment");
  LampOutage       *outage = (LampOutage *)record;
  LampEstimateFacts facts = { outage, LAMP_UNKNOWN_TIME, LAMP_UNKNOWN_TIME };
  LampEstimate      estimate = lamp_estimate_restoration (rules, NULL, &facts, START);

  /* START is on the five minutes. */
  g_assert_cmpint (START % (5 * MINUTE), ==, START % HOUR % (5 * MINUTE));
  g_assert_cmpstr (estimate.source, ==, "rule");
  g_assert_cmpstr (estimate.confidence, ==, "low");
  g_assert_cmpint (estimate.ert_usec - START, >=, 2 * HOUR);
  g_assert_cmpint (estimate.ert_usec - START, <, 2 * HOUR + 5 * MINUTE);
  /* A crew on its way says when; a crew there has begun. */
  facts.eta_usec = START + 20 * MINUTE;
  g_assert_cmpint (lamp_estimate_restoration (rules, NULL, &facts, START).ert_usec - START, <, 85 * MINUTE);
  facts.arrived_usec = START + 10 * MINUTE;
  g_assert_cmpint (lamp_estimate_restoration (rules, NULL, &facts, START + 10 * MINUTE).ert_usec - START, <, 75 * MINUTE);
  lamp_record_set_string (&outage->cause, "vehicle");
  g_assert_cmpint (lamp_estimate_restoration (rules, NULL, &facts, START + 10 * MINUTE).ert_usec - START, >=, 118 * MINUTE);
  /* Its own service is not what its device is. */
  lamp_record_set_string (&outage->rule, "service");
  g_assert_cmpstr (lamp_estimate_kind_of (outage), ==, "service");
  outage->start_usec = LAMP_UNKNOWN_TIME;
  facts.arrived_usec = LAMP_UNKNOWN_TIME;
  g_assert_cmpint (lamp_estimate_restoration (rules, NULL, &facts, START).ert_usec, ==, LAMP_UNKNOWN_TIME);
}

/* --- from history --- */

static void
test_shrinking (void)
{
  g_autoptr (LampEstimateRules) rules = load ();
  g_autoptr (LampHistory) history = lamp_history_new ();
  g_autoptr (LampRecord) record = (LampRecord *)outage_new ("fuse", NULL, "awaitingCrewAssignment");
  LampEstimateFacts facts = { (LampOutage *)record, LAMP_UNKNOWN_TIME, LAMP_UNKNOWN_TIME };
  gint64            before_usec = lamp_estimate_restoration (rules, NULL, &facts, START).ert_usec;

  /* Four are too few to say anything; then each moves it from the rule's 2 h towards 6 h. */
  for (guint n = 1; n <= 200; n++)
    {
      LampEstimate estimate;

      lamp_history_add (history, "fuse", LAMP_SPAN_WHOLE, 6 * 3600);
      estimate = lamp_estimate_restoration (rules, history, &facts, START);
      g_assert_cmpstr (estimate.source, ==, n < 5 ? "rule" : "model");
      g_assert_cmpuint (estimate.n_cases, ==, n < 5 ? 0 : n);
      g_assert_cmpint (estimate.ert_usec, >=, before_usec);
      if (n == 5) /* as many cases as the rule weighs: the geometric mean of 2 h and 6 h */
        g_assert_cmpfloat_with_epsilon ((double)(estimate.ert_usec - START) / HOUR, sqrt (12), 5.0 / 60);
      g_assert_cmpstr (estimate.confidence, ==, n < 20 ? "low" : "high");
      before_usec = estimate.ert_usec;
    }
  g_assert_cmpfloat_with_epsilon ((double)(before_usec - START) / HOUR, 6, 0.25);
  /* Of another kind there are none, so all kinds speak, and not with high confidence. */
  lamp_record_set_string (&((LampOutage *)record)->device_kind, "breaker");
  g_assert_cmpstr (lamp_estimate_restoration (rules, history, &facts, START).confidence, ==, "low");
  g_assert_cmpuint (lamp_estimate_restoration (rules, history, &facts, START).n_cases, ==, 200);
}

/* An outage that has lasted longer than most is compared with those that did too. */
static void
test_lasting (void)
{
  g_autoptr (LampEstimateRules) rules = load ();
  g_autoptr (LampHistory) history = lamp_history_new ();
  g_autoptr (LampRecord) record = (LampRecord *)outage_new ("fuse", NULL, NULL);
  LampEstimateFacts facts = { (LampOutage *)record, LAMP_UNKNOWN_TIME, LAMP_UNKNOWN_TIME };
  LampEstimate      early, late;

  for (guint i = 0; i < 100; i++)
    lamp_history_add (history, "fuse", LAMP_SPAN_WHOLE, i < 60 ? 3600 : 12 * 3600);
  early = lamp_estimate_restoration (rules, history, &facts, START);
  late = lamp_estimate_restoration (rules, history, &facts, START + 2 * HOUR);
  g_assert_cmpint (early.ert_usec, <, START + 2 * HOUR);
  g_assert_cmpint (late.ert_usec, >, START + 9 * HOUR);
  g_assert_cmpuint (late.n_cases, ==, 40);
  /* Longer than all: the rule again, and still to come. */
  late = lamp_estimate_restoration (rules, history, &facts, START + 20 * HOUR);
  g_assert_cmpstr (late.source, ==, "rule");
  g_assert_cmpint (late.ert_usec, >, START + 20 * HOUR);
}

/* --- what must hold of any --- */

static const char *
choose (GRand *rand, const char *const *words)
{
  return words[g_rand_int_range (rand, 0, (gint32)g_strv_length ((char **)words))];
}

static void
test_random (void)
{
  static const char *const kinds[] = { "fuse", "line", "transformer", "breaker", "spaceship", NULL };
  static const char *const causes[] = { "wind", "animal", "vehicle", "noFault", "unheard of", NULL };
  static const char *const statuses[] = { "awaitingCrewAssignment", "assigned", "enroute", "arrived", "fieldComplete", NULL };
  static const char *const sources[] = { "crew", "dispatcher", "rule", "model", NULL };
  g_autoptr (LampEstimateRules) rules = load ();
  g_autoptr (LampHistory) history = lamp_history_new ();
  g_autoptr (GRand) rand = g_rand_new_with_seed (2);

  for (guint round = 0; round < 5000; round++)
    {
      g_autoptr (LampRecord) record = (LampRecord *)outage_new (choose (rand, kinds), choose (rand, causes), choose (rand, statuses));
      LampOutage       *outage = (LampOutage *)record;
      gint64            now_usec = START + g_rand_int_range (rand, 0, 3000) * MINUTE;
      LampEstimateFacts facts = { outage, LAMP_UNKNOWN_TIME, LAMP_UNKNOWN_TIME };
      LampEstimate      estimate;
      gboolean          news, theirs;

      if (g_rand_boolean (rand))
        facts.arrived_usec = START + g_rand_int_range (rand, 0, 300) * MINUTE;
      if (g_rand_boolean (rand))
        facts.eta_usec = START + g_rand_int_range (rand, -100, 300) * MINUTE;
      if (g_rand_boolean (rand))
        {
          outage->ert_usec = now_usec + g_rand_int_range (rand, -300, 300) * MINUTE;
          lamp_record_set_string (&outage->ert_source, choose (rand, sources));
        }
      lamp_history_add (history, outage->device_kind, g_rand_boolean (rand) ? LAMP_SPAN_WORK : LAMP_SPAN_WHOLE, g_rand_int_range (rand, 1, 80000));
      estimate = lamp_estimate_restoration (rules, history, &facts, now_usec);
      g_assert_cmpint (estimate.ert_usec, >=, now_usec + 15 * MINUTE);
      g_assert_cmpint (estimate.ert_usec, <, now_usec + 366 * 24 * HOUR);
      g_assert_cmpint (estimate.ert_usec % (5 * MINUTE), ==, 0);
      theirs = outage->ert_source != NULL && (g_str_equal (outage->ert_source, "crew") || g_str_equal (outage->ert_source, "dispatcher"));
      news = lamp_estimate_is_news (&estimate, outage, now_usec);
      g_assert_true (!theirs || !news);
      if (outage->ert_usec == LAMP_UNKNOWN_TIME)
        g_assert_true (news);
      if (!theirs && outage->ert_usec != LAMP_UNKNOWN_TIME && outage->ert_usec <= now_usec)
        g_assert_true (news);
      if (news)
        {
          lamp_outage_set_estimate (outage, &estimate);
          g_assert_false (lamp_estimate_is_news (&estimate, outage, now_usec));
          g_assert_false (lamp_estimate_is_news (&estimate, outage, now_usec + 7 * MINUTE));
        }
    }
}

/* A whole repair, minute by minute: what was told does not change all the time. */
static void
test_quiet (void)
{
  g_autoptr (LampEstimateRules) rules = load ();
  g_autoptr (LampRecord) record = (LampRecord *)outage_new ("line", NULL, "awaitingCrewAssignment");
  LampOutage       *outage = (LampOutage *)record;
  LampEstimateFacts facts = { outage, LAMP_UNKNOWN_TIME, LAMP_UNKNOWN_TIME };
  guint             n_changes = 0;

  for (gint64 minute = 0; minute < 12 * 60; minute++)
    {
      LampEstimate estimate = lamp_estimate_restoration (rules, NULL, &facts, START + minute * MINUTE);

      if (lamp_estimate_is_news (&estimate, outage, START + minute * MINUTE))
        {
          lamp_outage_set_estimate (outage, &estimate);
          n_changes++;
        }
      g_assert_cmpint (outage->ert_usec, >, START + minute * MINUTE);
    }
  g_assert_cmpuint (n_changes, <=, 12); /* once an hour */
}

static void
test_ends_soon (void)
{
  g_autoptr (LampRecord) record = (LampRecord *)outage_new ("fuse", NULL, NULL);
  LampOutage *outage = (LampOutage *)record;

  g_assert_false (lamp_outage_estimate_ends_soon (outage, START));
  outage->ert_usec = START + 16 * MINUTE;
  g_assert_false (lamp_outage_estimate_ends_soon (outage, START));
  g_assert_true (lamp_outage_estimate_ends_soon (outage, START + MINUTE));
  g_assert_false (lamp_outage_estimate_ends_soon (outage, START + 17 * MINUTE)); /* overdue is another word */
  lamp_record_set_string (&outage->status, "restored");
  g_assert_false (lamp_outage_estimate_ends_soon (outage, START + MINUTE));
}

static void
test_learning (void)
{
  g_autoptr (LampHistory) history = lamp_history_new ();
  g_autoptr (LampRecord) record = (LampRecord *)outage_new ("fuse", NULL, NULL);
  LampOutage *outage = (LampOutage *)record;

  lamp_history_add_outage (history, outage, LAMP_UNKNOWN_TIME); /* lasts */
  outage->restored_usec = START + 2 * HOUR;
  lamp_record_set_string (&outage->status, "cancelled");
  lamp_history_add_outage (history, outage, LAMP_UNKNOWN_TIME);
  lamp_record_set_string (&outage->status, "closed");
  outage->planned = TRUE;
  lamp_history_add_outage (history, outage, LAMP_UNKNOWN_TIME);
  g_assert_cmpuint (lamp_history_count (history, NULL, LAMP_SPAN_WHOLE, 0), ==, 0);
  outage->planned = FALSE;
  lamp_history_add_outage (history, outage, START + HOUR);
  g_assert_cmpfloat (lamp_history_quantile (history, "fuse", LAMP_SPAN_WHOLE, 0, 0.5), ==, 7200);
  g_assert_cmpfloat (lamp_history_quantile (history, "fuse", LAMP_SPAN_WORK, 0, 0.5), ==, 3600);
}

#define GOOD "[estimates]\n[travel]\ndefault=1 h\n[repair]\ndefault=1 h\n"

static void
test_mistakes (void)
{
  static const struct
  {
    const char *text, *word;
  } cases[] = {
    { "", "estimates" },
    { "x", "no file of rules" },
    { "[estimates]\n[repair]\ndefault=1 h\n", "travel" },
    { "[estimates]\n[travel]\ndefault=1 h\n[repair]\nfuse=1 h\n", "default" },
    { GOOD "line=2\n", "line" },
    { GOOD "[cause]\nwind=0\n", "wind" },
    { GOOD "[cause]\nwind=inf\n", "wind" },
    { GOOD "[cause]\nwind=1e300\n", "wind" },
    { GOOD "[colour]\nwind=1\n", "colour" },
    { "[estimates]\nmargin=now\n[travel]\ndefault=1 h\n[repair]\ndefault=1 h\n", "margin" },
    { "[estimates]\nround=1e-9 min\n[travel]\ndefault=1 h\n[repair]\ndefault=1 h\n", "round" },
    { "[estimates]\nleast=0\n[travel]\ndefault=1 h\n[repair]\ndefault=1 h\n", "least" },
    { "[estimates]\nmost=0\n[travel]\ndefault=1 h\n[repair]\ndefault=1 h\n", "most" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_null (lamp_estimate_rules_parse ("own", cases[i].text, strlen (cases[i].text), &error));
      g_assert_nonnull (error);
      if (strstr (error->message, cases[i].word) == NULL || strstr (error->message, "own") == NULL)
        g_error ("case %u says: %s", i, error->message);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/engine/estimate/history", test_history);
  g_test_add_func ("/engine/estimate/rule", test_rule);
  g_test_add_func ("/engine/estimate/shrinking", test_shrinking);
  g_test_add_func ("/engine/estimate/lasting", test_lasting);
  g_test_add_func ("/engine/estimate/random", test_random);
  g_test_add_func ("/engine/estimate/quiet", test_quiet);
  g_test_add_func ("/engine/estimate/ends-soon", test_ends_soon);
  g_test_add_func ("/engine/estimate/learning", test_learning);
  g_test_add_func ("/engine/estimate/mistakes", test_mistakes);
  return g_test_run ();
}
