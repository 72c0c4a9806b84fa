/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Prediction: the order of reports does not matter, no customer is in two outages, none who is dark is in none; and
 * each rule by hand.
 */
#include "engine/place.h"
#include "engine/town.h"
#include "grid/fixture.h"

#include <string.h>

#define N_REPORTS 400

static gint32 span_s = 600; /* reports are from so many seconds */
static guint  n_storms;     /* of the answers compared, those in storm */

static LampReport
random_report (GRand *rand, const LampTree *tree)
{
  static const LampReportKind kinds[] = {
    LAMP_REPORT_CALL, LAMP_REPORT_CALL, LAMP_REPORT_CALL, LAMP_REPORT_LAST_GASP, LAMP_REPORT_LAST_GASP, LAMP_REPORT_LAST_GASP,
    LAMP_REPORT_NO_ANSWER, LAMP_REPORT_STILL_OUT, LAMP_REPORT_LIVE, LAMP_REPORT_SCADA_OPEN, LAMP_REPORT_SCADA_CLOSED, LAMP_REPORT_SCADA_LIVE,
    LAMP_REPORT_FIELD_OPEN, LAMP_REPORT_FIELD_DAMAGED, LAMP_REPORT_FIELD_NOTHING, LAMP_REPORT_RESTORED
  };
  LampReport report = { .kind = kinds[g_rand_int_range (rand, 0, G_N_ELEMENTS (kinds))], .at_usec = g_rand_int_range (rand, 0, span_s) * SECOND };
  guint32    n = report.kind <= LAMP_REPORT_LIVE ? tree->network->n_customers : tree->network->n_elements;

  report.subject = (guint32)g_rand_int_range (rand, 0, (gint32)n + 1); /* also one that is not there */
  /* Those who report live near each other, as storms have it. */
  if (report.kind <= LAMP_REPORT_LIVE && g_rand_int_range (rand, 0, 3) > 0)
    report.subject = report.subject / 30 * 30 + (guint32)g_rand_int_range (rand, 0, 6);
  report.commanded = report.kind == LAMP_REPORT_SCADA_OPEN && g_rand_int_range (rand, 0, 4) == 0;
  report.quality = g_rand_int_range (rand, 0, 5) == 0 ? LAMP_QUALITY_DOUBTFUL : LAMP_QUALITY_GOOD;
  return report;
}

/* A report, or a decision by hand. */
typedef struct
{
  gboolean     by_hand;
  LampReport   report;
  LampDecision decision;
} Input;

static Input
random_input (GRand *rand, const LampTree *tree)
{
  static const LampHandKind kinds[] = { LAMP_HAND_PIN, LAMP_HAND_PIN, LAMP_HAND_BAR, LAMP_HAND_MOVE, LAMP_HAND_MOVE, LAMP_HAND_WITHDRAW };
  Input                     input = { .by_hand = g_rand_int_range (rand, 0, 8) == 0, .report = random_report (rand, tree) };

  input.decision = (LampDecision){
    .kind = kinds[g_rand_int_range (rand, 0, G_N_ELEMENTS (kinds))],
    .device = (guint32)g_rand_int_range (rand, 0, (gint32)tree->network->n_elements + 1),
    .customer = (guint32)g_rand_int_range (rand, 0, (gint32)tree->network->n_customers + 1),
    .at_usec = g_rand_int_range (rand, 0, span_s) * SECOND,
  };
  return input;
}

static void
take (LampPredictor *predictor, const Input *input)
{
  if (input->by_hand)
    lamp_predictor_decide (predictor, &input->decision);
  else
    lamp_predictor_report (predictor, &input->report);
}

static GArray *
random_reports (GRand *rand, const LampTree *tree, guint n)
{
  GArray *reports = g_array_new (FALSE, FALSE, sizeof (Input));

  for (guint i = 0; i < n; i++)
    {
      Input input = random_input (rand, tree);

      g_array_append_val (reports, input);
    }
  return reports;
}

static void
shuffle (GRand *rand, GArray *reports)
{
  for (guint i = reports->len; i > 1; i--)
    {
      guint j = (guint)g_rand_int_range (rand, 0, (gint32)i);
      Input swap = g_array_index (reports, Input, i - 1);

      g_array_index (reports, Input, i - 1) = g_array_index (reports, Input, j);
      g_array_index (reports, Input, j) = swap;
    }
}

static void
report_all (LampPredictor *predictor, const GArray *reports, gboolean look_often)
{
  for (guint i = 0; i < reports->len; i++)
    {
      take (predictor, &g_array_index (reports, Input, i));
      if (look_often && i % 7 == 0)
        lamp_predictor_predict (predictor);
    }
}

static void
assert_any_order (LampNetwork *network, guint32 seed, guint n_reports, LampPredictionConfig *rules)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (seed);
  g_auto (Place) place = { 0 };
  g_autoptr (GArray) reports = NULL;
  g_autofree char *first = NULL;

  place_init (&place, network);
  if (rules != NULL)
    lamp_predictor_set_config (place.predictor, rules);
  reports = random_reports (rand, place.tree, n_reports);
  report_all (place.predictor, reports, FALSE);
  first = place_predictions_to_text (place.predictor);
  n_storms += lamp_predictor_get_mode (place.predictor, 0) == LAMP_MODE_STORM;
  for (guint i = 0; i < 6; i++)
    {
      g_autoptr (LampPredictor) other = lamp_predictor_new (place.normal, rules);
      g_autofree char *text = NULL;

      shuffle (rand, reports);
      report_all (other, reports, i % 2 == 0);
      report_all (other, reports, FALSE); /* heard twice is heard once */
      text = place_predictions_to_text (other);
      g_assert_cmpstr (text, ==, first);
    }
}

static void
test_any_order (void)
{
  for (guint32 seed = 1; seed <= 30; seed++)
    assert_any_order (lamp_fixture_load (lamp_fixture_random_draft (seed)), seed, 60, NULL);
  for (guint32 seed = 1; seed <= 20; seed++)
    assert_any_order (lamp_town_network (6, 3), seed, N_REPORTS, NULL);
}

/* Where many things are said of one at the same second, and a storm begins by itself and may end again. */
static void
test_any_order_storm (void)
{
  static const char text[] = "[normal]\nstorm-events = 3\n[storm]\nunit-reports = 4\nsecond-fault = 50\n";
  g_autoptr (GError) error = NULL;
  g_autoptr (LampPredictionConfig) rules = lamp_prediction_config_parse ("rules", text, strlen (text), &error);

  g_assert_no_error (error);
  span_s = 4;
  for (guint32 seed = 1; seed <= 30; seed++)
    assert_any_order (lamp_fixture_load (lamp_fixture_random_draft (seed)), seed, 60, rules);
  for (guint32 seed = 1; seed <= 10; seed++)
    assert_any_order (lamp_town_network (4, 2), seed, N_REPORTS, rules);
  span_s = 20000;
  for (guint32 seed = 1; seed <= 10; seed++)
    assert_any_order (lamp_town_network (6, 3), seed, N_REPORTS, rules);
  span_s = 600;
  g_assert_cmpuint (n_storms, >, 10);
  g_assert_cmpuint (n_storms, <, 50);
}

/* The latest of these kinds of good word about this element, or G_MININT64. */
static gint64
latest (const GArray *reports, guint32 subject, guint kinds)
{
  gint64 at_usec = G_MININT64;

  for (guint i = 0; i < reports->len; i++)
    {
      const Input *input = &g_array_index (reports, Input, i);

      if (!input->by_hand && input->report.subject == subject && (kinds >> input->report.kind & 1) &&
          (input->report.quality == LAMP_QUALITY_GOOD || input->report.kind <= LAMP_REPORT_LIVE))
        at_usec = MAX (at_usec, input->report.at_usec);
    }
  return at_usec;
}

#define KIND(kind) (1u << LAMP_REPORT_##kind)
#define DARK_KINDS (KIND (CALL) | KIND (LAST_GASP) | KIND (NO_ANSWER) | KIND (STILL_OUT))

/* Never a guess on a device telemetered closed, nor over a meter that is live later than the outage began. */
static void
assert_possible (Place *place, const GArray *reports)
{
  const GArray *predictions = lamp_predictor_predict (place->predictor);

  for (guint i = 0; i < predictions->len; i++)
    {
      const LampPrediction *prediction = &g_array_index (predictions, LampPrediction, i);
      guint32               n;
      const guint32        *behind = lamp_tree_customers (place->tree, prediction->device, &n);

      if (prediction->confirmed || prediction->customer != LAMP_NONE)
        continue;
      if (!g_str_equal (prediction->rule, "unit"))
        {
          gint64 closed_usec = latest (reports, prediction->device, KIND (SCADA_CLOSED) | KIND (SCADA_LIVE));
          gint64 open_usec = latest (reports, prediction->device, KIND (SCADA_OPEN));
          gint64 doubtful_usec = G_MININT64;

          for (guint k = 0; k < reports->len; k++)
            {
              const Input *input = &g_array_index (reports, Input, k);

              if (!input->by_hand && input->report.subject == prediction->device && input->report.kind >= LAMP_REPORT_SCADA_OPEN && input->report.kind <= LAMP_REPORT_SCADA_LIVE &&
                  input->report.quality == LAMP_QUALITY_DOUBTFUL)
                doubtful_usec = MAX (doubtful_usec, input->report.at_usec);
            }
          g_assert_true (closed_usec == G_MININT64 || open_usec > closed_usec || doubtful_usec >= closed_usec);
          if (MAX (MAX (open_usec, closed_usec), doubtful_usec) == G_MININT64)
            g_assert_false (place->network->element_flags[prediction->device] & LAMP_ELEMENT_TELEMETERED);
        }
      for (guint32 k = 0; k < n && prediction->n_moved == 0; k++)
        {
          gint64 live_usec = latest (reports, behind[k], KIND (LIVE));
          gint64 began_usec = g_str_equal (prediction->rule, "manual") ? G_MAXINT64 : prediction->first_usec;

          if (live_usec >= latest (reports, behind[k], DARK_KINDS) && lamp_predictor_explain (place->predictor, behind[k]) == (int)i)
            g_assert_cmpint (live_usec, <=, began_usec);
        }
    }
}

/* Whoever was last heard of as dark, later than anything that gave light back, is in an outage. */
static void
assert_none_forgotten (Place *place, const GArray *reports)
{
  for (guint32 customer = 0; customer < place->network->n_customers; customer++)
    {
      gint64 dark_usec = G_MININT64, lit_usec = G_MININT64;

      if (place->tree->feeding[customer] == LAMP_NONE)
        continue;
      for (guint i = 0; i < reports->len; i++)
        {
          LampReport report = g_array_index (reports, Input, i).report;
          gboolean   own = report.kind <= LAMP_REPORT_LIVE && report.subject == customer;

          if (g_array_index (reports, Input, i).by_hand)
            continue;
          if (own && report.kind != LAMP_REPORT_LIVE)
            dark_usec = MAX (dark_usec, report.at_usec);
          else if (own || (report.kind == LAMP_REPORT_RESTORED && report.subject < place->network->n_elements &&
                           lamp_tree_is_behind (place->tree, place->tree->feeding[customer], report.subject)))
            lit_usec = MAX (lit_usec, report.at_usec);
        }
      if (dark_usec > lit_usec)
        g_assert_cmpint (lamp_predictor_explain (place->predictor, customer), >=, 0);
    }
}

static void
assert_covering (LampNetwork *network, guint32 seed, guint n_reports)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (seed);
  g_auto (Place) place = { 0 };
  g_autoptr (GArray) reports = NULL;

  place_init (&place, network);
  reports = random_reports (rand, place.tree, n_reports);
  for (guint i = 0; i < reports->len; i++) /* who was switched off on purpose is in no outage */
    g_array_index (reports, Input, i).report.commanded = FALSE;
  for (guint i = 0; i < reports->len; i++)
    {
      take (place.predictor, &g_array_index (reports, Input, i));
      if (i % 40 == 0)
        place_assert_each_once (&place);
    }
  place_assert_each_once (&place);
  assert_possible (&place, reports);
  assert_none_forgotten (&place, reports);
}

static void
test_each_once (void)
{
  for (guint32 seed = 1; seed <= 40; seed++)
    assert_covering (lamp_fixture_load (lamp_fixture_random_draft (seed)), seed, 60);
  for (guint32 seed = 1; seed <= 15; seed++)
    assert_covering (lamp_town_network (6, 3), seed, N_REPORTS);
}

/* Toytown: FU1 – L4 – T1 (C1 C2 C3 behind drops, C4); FU2 – T2 (C5 C6 C7). */
static void
test_rules (void)
{
  g_auto (Place) place = { 0 };
  guint32 fuse, breaker;

  place_init (&place, lamp_fixture_network ());
  fuse = lamp_fixture_element (place.network, "FU1");
  breaker = lamp_fixture_element (place.network, "B1");
  place_assert_predicts (&place, "");
  place_tell (&place, LAMP_REPORT_CALL, place_customer (&place, "C3"), 10);
  place_assert_predicts (&place, "D2 service");
  place_tell (&place, LAMP_REPORT_LAST_GASP, place_customer (&place, "C1"), 11);
  place_assert_predicts (&place, "T1 unit");
  place_tell (&place, LAMP_REPORT_FIELD_OPEN, fuse, 20);
  place_assert_predicts (&place, "FU1 field");
  g_assert_true (g_array_index (lamp_predictor_predict (place.predictor), LampPrediction, 0).confirmed);
  place_tell (&place, LAMP_REPORT_SCADA_OPEN, breaker, 30);
  place_assert_predicts (&place, "B1 scada, FU1 field nested");
  place_tell (&place, LAMP_REPORT_SCADA_CLOSED, breaker, 40);
  place_assert_predicts (&place, "FU1 field");
  place_tell (&place, LAMP_REPORT_RESTORED, fuse, 50);
  place_assert_predicts (&place, "");
  place_tell (&place, LAMP_REPORT_CALL, place_customer (&place, "C3"), 45); /* late in coming, and answered before */
  place_assert_predicts (&place, "");
  place_tell (&place, LAMP_REPORT_CALL, place_customer (&place, "C3"), 60);
  place_assert_predicts (&place, "D2 service");
  place_tell (&place, LAMP_REPORT_LIVE, place_customer (&place, "C3"), 70);
  place_assert_predicts (&place, "");
}

/* A breaker that somebody opened on purpose is no outage, nor are those behind it who call. */
static void
test_commanded (void)
{
  g_auto (Place) place = { 0 };

  place_init (&place, lamp_fixture_network ());
  lamp_predictor_report (place.predictor, &(LampReport){ .kind = LAMP_REPORT_SCADA_OPEN, .subject = lamp_fixture_element (place.network, "B2"), .at_usec = 5 * SECOND, .commanded = TRUE });
  place_tell (&place, LAMP_REPORT_CALL, place_customer (&place, "C9"), 10);
  place_assert_predicts (&place, "");
  g_assert_cmpint (lamp_predictor_explain (place.predictor, place_customer (&place, "C9")), ==, -1);
}

/* Everybody behind it reports: the device is named, no more and no less; but never one telemetered closed. */
static void
test_whole_devices (void)
{
  g_autoptr (LampNetwork) town = lamp_town_network (6, 3);

  for (guint32 device = 0; device < town->n_elements; device++)
    {
      g_auto (Place) place = { 0 };
      LampElementKind       kind = (LampElementKind)town->element_kind[device];
      const LampPrediction *prediction;
      const guint32        *behind;
      guint32               n;

      if (kind != LAMP_ELEMENT_FUSE && kind != LAMP_ELEMENT_RECLOSER && kind != LAMP_ELEMENT_TRANSFORMER)
        continue;
      place_init (&place, lamp_network_ref (town));
      behind = lamp_tree_customers (place.tree, device, &n);
      for (guint32 i = 0; i < n; i++)
        place_tell (&place, i % 5 == 0 ? LAMP_REPORT_CALL : LAMP_REPORT_LAST_GASP, behind[i], 10 + i);
      g_assert_cmpuint (lamp_predictor_predict (place.predictor)->len, ==, 1);
      prediction = &g_array_index (lamp_predictor_predict (place.predictor), LampPrediction, 0);
      g_assert_cmpuint (prediction->device, ==, device);
      g_assert_cmpuint (prediction->n_calls + prediction->n_last_gasps, ==, n);
      g_assert_cmpint (prediction->first_usec, ==, 10 * SECOND);
    }
}

/* Two transformers of a lateral name its fuse; one meter that still answers there takes that back. */
static void
test_live_below (void)
{
  g_autoptr (LampNetwork) town = lamp_town_network (6, 3);
  g_auto (Place) place = { 0 };
  const char *const dark[] = { "t1-2-1-low-customer-0", "t1-2-1-low-customer-2", "t1-2-2-low-customer-0", "t1-2-2-low-customer-1" };
  const GArray     *predictions;

  place_init (&place, lamp_network_ref (town));
  for (guint i = 0; i < G_N_ELEMENTS (dark); i++)
    place_tell (&place, LAMP_REPORT_LAST_GASP, place_customer (&place, dark[i]), 100);
  predictions = lamp_predictor_predict (place.predictor);
  g_assert_cmpuint (predictions->len, ==, 1);
  g_assert_cmpint (town->element_kind[g_array_index (predictions, LampPrediction, 0).device], ==, LAMP_ELEMENT_FUSE);

  place_tell (&place, LAMP_REPORT_LIVE, place_customer (&place, "t1-2-3-low-customer-4"), 90); /* before it began */
  g_assert_cmpuint (lamp_predictor_predict (place.predictor)->len, ==, 1);
  place_tell (&place, LAMP_REPORT_LIVE, place_customer (&place, "t1-2-3-low-customer-4"), 130);
  predictions = lamp_predictor_predict (place.predictor);
  g_assert_cmpuint (predictions->len, ==, 2);
  for (guint i = 0; i < 2; i++)
    g_assert_cmpstr (g_array_index (predictions, LampPrediction, i).rule, ==, "unit");
}

/* An outage goes on in what it was rolled up into, and in what remains of it. */
static void
test_follow (void)
{
  g_auto (Place) place = { 0 };
  guint32 drop, fuse, transformer, breaker;

  place_init (&place, lamp_fixture_network ());
  drop = lamp_fixture_element (place.network, "D2");
  fuse = lamp_fixture_element (place.network, "FU1");
  transformer = lamp_fixture_element (place.network, "T1");
  breaker = lamp_fixture_element (place.network, "B1");
  place_tell (&place, LAMP_REPORT_CALL, place_customer (&place, "C3"), 10);
  g_assert_cmpint (lamp_predictor_follow (place.predictor, drop, place_customer (&place, "C3")), ==, 0);
  g_assert_cmpint (lamp_predictor_follow (place.predictor, breaker, LAMP_NONE), ==, 0);
  g_assert_cmpint (lamp_predictor_follow (place.predictor, lamp_fixture_element (place.network, "FU3"), LAMP_NONE), ==, -1);
  place_tell (&place, LAMP_REPORT_CALL, place_customer (&place, "C1"), 10);
  g_assert_cmpint (lamp_predictor_follow (place.predictor, drop, place_customer (&place, "C3")), ==, 0);
  g_assert_cmpint (lamp_predictor_follow (place.predictor, transformer, LAMP_NONE), ==, 0);
  place_tell (&place, LAMP_REPORT_RESTORED, fuse, 20);
  g_assert_cmpint (lamp_predictor_follow (place.predictor, transformer, LAMP_NONE), ==, -1);
  g_assert_cmpint (lamp_predictor_follow (place.predictor, G_MAXUINT32, LAMP_NONE), ==, -1);
}

/* More reports of the same kind from behind an outage never lift it off the device it is on, but upwards. */
static void
test_monotone (void)
{
  g_autoptr (LampNetwork) town = lamp_town_network (6, 3);
  g_auto (Place) place = { 0 };
  g_autoptr (GRand) rand = g_rand_new_with_seed (5);

  place_init (&place, lamp_network_ref (town));
  for (guint trial = 0; trial < 60; trial++)
    {
      guint32        n, device = LAMP_NONE, last = LAMP_NONE;
      const guint32 *behind;

      while (device == LAMP_NONE || town->element_kind[device] != LAMP_ELEMENT_FUSE)
        device = (guint32)g_rand_int_range (rand, 0, (gint32)town->n_elements);
      behind = lamp_tree_customers (place.tree, device, &n);
      lamp_predictor_forget (place.predictor);
      for (guint32 i = 0; i < n; i++)
        {
          int index;

          place_tell (&place, LAMP_REPORT_LAST_GASP, behind[(i * 7) % n], 10 + i);
          index = lamp_predictor_explain (place.predictor, behind[0]);
          g_assert_cmpint (index, >=, 0);
          if (last != LAMP_NONE)
            g_assert_true (lamp_tree_is_behind (place.tree, last, g_array_index (lamp_predictor_predict (place.predictor), LampPrediction, index).device));
          last = g_array_index (lamp_predictor_predict (place.predictor), LampPrediction, index).device;
        }
      g_assert_cmpuint (last, ==, device);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/engine/prediction/any-order", test_any_order);
  g_test_add_func ("/engine/prediction/any-order-storm", test_any_order_storm);
  g_test_add_func ("/engine/prediction/each-once", test_each_once);
  g_test_add_func ("/engine/prediction/rules", test_rules);
  g_test_add_func ("/engine/prediction/commanded", test_commanded);
  g_test_add_func ("/engine/prediction/whole-devices", test_whole_devices);
  g_test_add_func ("/engine/prediction/live-below", test_live_below);
  g_test_add_func ("/engine/prediction/follow", test_follow);
  g_test_add_func ("/engine/prediction/monotone", test_monotone);
  return g_test_run ();
}
