/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Prediction: the order of reports does not matter, no customer is in two outages, none who is dark is in none; and
 * each rule by hand.
 */
#include "engine/prediction.h"
#include "engine/town.h"
#include "grid/fixture.h"

#define SECOND ((gint64)G_USEC_PER_SEC)
#define N_REPORTS 400

typedef struct
{
  LampNetwork      *network;
  LampEnergisation *normal;
  LampTree         *tree;
  LampPredictor    *predictor;
} Place;

static void
place_init (Place *place, LampNetwork *network)
{
  place->network = network;
  place->normal = lamp_energisation_new (network);
  place->tree = lamp_tree_new (place->normal);
  place->predictor = lamp_predictor_new (place->normal, NULL);
}

static void
place_clear (Place *place)
{
  lamp_predictor_free (place->predictor);
  lamp_tree_free (place->tree);
  lamp_energisation_free (place->normal);
  lamp_network_unref (place->network);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Place, place_clear)

static LampReport
random_report (GRand *rand, const LampTree *tree)
{
  static const LampReportKind kinds[] = {
    LAMP_REPORT_CALL, LAMP_REPORT_CALL, LAMP_REPORT_CALL, LAMP_REPORT_LAST_GASP, LAMP_REPORT_LAST_GASP, LAMP_REPORT_LAST_GASP,
    LAMP_REPORT_LIVE, LAMP_REPORT_SCADA_OPEN, LAMP_REPORT_SCADA_CLOSED, LAMP_REPORT_FIELD_OPEN, LAMP_REPORT_RESTORED
  };
  LampReport report = { .kind = kinds[g_rand_int_range (rand, 0, G_N_ELEMENTS (kinds))], .at_usec = g_rand_int_range (rand, 0, 600) * SECOND };
  guint32    n = report.kind <= LAMP_REPORT_LIVE ? tree->network->n_customers : tree->network->n_elements;

  report.subject = (guint32)g_rand_int_range (rand, 0, (gint32)n + 1); /* also one that is not there */
  /* Those who report live near each other, as storms have it. */
  if (report.kind <= LAMP_REPORT_LIVE && g_rand_int_range (rand, 0, 3) > 0)
    report.subject = report.subject / 30 * 30 + (guint32)g_rand_int_range (rand, 0, 6);
  report.commanded = report.kind == LAMP_REPORT_SCADA_OPEN && g_rand_int_range (rand, 0, 4) == 0;
  return report;
}

static GArray *
random_reports (GRand *rand, const LampTree *tree, guint n)
{
  GArray *reports = g_array_new (FALSE, FALSE, sizeof (LampReport));

  for (guint i = 0; i < n; i++)
    {
      LampReport report = random_report (rand, tree);

      g_array_append_val (reports, report);
    }
  return reports;
}

static void
shuffle (GRand *rand, GArray *reports)
{
  for (guint i = reports->len; i > 1; i--)
    {
      guint      j = (guint)g_rand_int_range (rand, 0, (gint32)i);
      LampReport swap = g_array_index (reports, LampReport, i - 1);

      g_array_index (reports, LampReport, i - 1) = g_array_index (reports, LampReport, j);
      g_array_index (reports, LampReport, j) = swap;
    }
}

static char *
predictions_to_text (LampPredictor *predictor)
{
  const GArray *predictions = lamp_predictor_predict (predictor);
  GString      *text = g_string_new (NULL);

  for (guint i = 0; i < predictions->len; i++)
    {
      const LampPrediction *p = &g_array_index (predictions, LampPrediction, i);

      g_string_append_printf (text, "%u %s %d %u %u %d %u %u %u %u %u %" G_GINT64_FORMAT "\n", p->device, p->rule, p->confirmed, p->nested_in, p->customer, p->opens, p->n_customers, p->n_calls, p->n_last_gasps, p->n_units, p->n_units_reported, p->first_usec);
    }
  return g_string_free (text, FALSE);
}

static void
report_all (LampPredictor *predictor, const GArray *reports, gboolean look_often)
{
  for (guint i = 0; i < reports->len; i++)
    {
      lamp_predictor_report (predictor, &g_array_index (reports, LampReport, i));
      if (look_often && i % 7 == 0)
        lamp_predictor_predict (predictor);
    }
}

static void
assert_any_order (LampNetwork *network, guint32 seed, guint n_reports)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (seed);
  g_auto (Place) place = { 0 };
  g_autoptr (GArray) reports = NULL;
  g_autofree char *first = NULL;

  place_init (&place, network);
  reports = random_reports (rand, place.tree, n_reports);
  report_all (place.predictor, reports, FALSE);
  first = predictions_to_text (place.predictor);
  for (guint i = 0; i < 6; i++)
    {
      g_autoptr (LampPredictor) other = lamp_predictor_new (place.normal, NULL);
      g_autofree char *text = NULL;

      shuffle (rand, reports);
      report_all (other, reports, i % 2 == 0);
      report_all (other, reports, FALSE); /* heard twice is heard once */
      text = predictions_to_text (other);
      g_assert_cmpstr (text, ==, first);
    }
}

static void
test_any_order (void)
{
  for (guint32 seed = 1; seed <= 30; seed++)
    assert_any_order (lamp_fixture_load (lamp_fixture_random_draft (seed)), seed, 60);
  for (guint32 seed = 1; seed <= 20; seed++)
    assert_any_order (lamp_town_network (6, 3), seed, N_REPORTS);
}

static void
assert_each_once (Place *place)
{
  const GArray      *predictions = lamp_predictor_predict (place->predictor);
  g_autofree guint8 *claimed = g_new0 (guint8, place->network->n_customers + 1);

  for (guint i = 0; i < predictions->len; i++)
    {
      const LampPrediction *prediction = &g_array_index (predictions, LampPrediction, i);
      guint32               n = 1;
      const guint32        *customers = prediction->customer != LAMP_NONE ? &prediction->customer : lamp_tree_customers (place->tree, prediction->device, &n);

      if (prediction->nested_in != LAMP_NONE)
        {
          g_assert_cmpuint (prediction->n_customers, ==, 0);
          g_assert_true (lamp_tree_is_behind (place->tree, prediction->device, prediction->nested_in));
          continue;
        }
      g_assert_cmpuint (prediction->n_customers, ==, n);
      for (guint32 j = 0; j < n; j++)
        {
          g_assert_false (claimed[customers[j]]);
          claimed[customers[j]] = TRUE;
          g_assert_cmpint (lamp_predictor_explain (place->predictor, customers[j]), ==, (int)i);
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
          LampReport report = g_array_index (reports, LampReport, i);
          gboolean   own = report.kind <= LAMP_REPORT_LIVE && report.subject == customer;

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
    g_array_index (reports, LampReport, i).commanded = FALSE;
  for (guint i = 0; i < reports->len; i++)
    {
      lamp_predictor_report (place.predictor, &g_array_index (reports, LampReport, i));
      if (i % 40 == 0)
        assert_each_once (&place);
    }
  assert_each_once (&place);
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

static void
tell (Place *place, LampReportKind kind, guint32 subject, gint64 at_s)
{
  lamp_predictor_report (place->predictor, &(LampReport){ .kind = kind, .subject = subject, .at_usec = at_s * SECOND });
}

static guint32
customer (const Place *place, const char *id)
{
  guint32 index = lamp_network_find_customer (place->network, id);

  g_assert_cmpuint (index, !=, LAMP_NONE);
  return index;
}

/* Exactly these devices by these rules, in the order of the predictions: "T1 unit, B1 scada". */
static void
assert_predicts (Place *place, const char *wanted)
{
  const GArray *predictions = lamp_predictor_predict (place->predictor);
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 0; i < predictions->len; i++)
    {
      const LampPrediction *prediction = &g_array_index (predictions, LampPrediction, i);

      g_string_append_printf (text, "%s%s %s%s", i > 0 ? ", " : "", lamp_network_element_id (place->network, prediction->device), prediction->rule, prediction->nested_in != LAMP_NONE ? " nested" : "");
    }
  g_assert_cmpstr (text->str, ==, wanted);
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
  assert_predicts (&place, "");
  tell (&place, LAMP_REPORT_CALL, customer (&place, "C3"), 10);
  assert_predicts (&place, "D2 service");
  tell (&place, LAMP_REPORT_LAST_GASP, customer (&place, "C1"), 11);
  assert_predicts (&place, "T1 unit");
  tell (&place, LAMP_REPORT_FIELD_OPEN, fuse, 20);
  assert_predicts (&place, "FU1 field");
  g_assert_true (g_array_index (lamp_predictor_predict (place.predictor), LampPrediction, 0).confirmed);
  tell (&place, LAMP_REPORT_SCADA_OPEN, breaker, 30);
  assert_predicts (&place, "B1 scada, FU1 field nested");
  tell (&place, LAMP_REPORT_SCADA_CLOSED, breaker, 40);
  assert_predicts (&place, "FU1 field");
  tell (&place, LAMP_REPORT_RESTORED, fuse, 50);
  assert_predicts (&place, "");
  tell (&place, LAMP_REPORT_CALL, customer (&place, "C3"), 45); /* late in coming, and answered before */
  assert_predicts (&place, "");
  tell (&place, LAMP_REPORT_CALL, customer (&place, "C3"), 60);
  assert_predicts (&place, "D2 service");
  tell (&place, LAMP_REPORT_LIVE, customer (&place, "C3"), 70);
  assert_predicts (&place, "");
}

/* A breaker that somebody opened on purpose is no outage, nor are those behind it who call. */
static void
test_commanded (void)
{
  g_auto (Place) place = { 0 };

  place_init (&place, lamp_fixture_network ());
  lamp_predictor_report (place.predictor, &(LampReport){ .kind = LAMP_REPORT_SCADA_OPEN, .subject = lamp_fixture_element (place.network, "B2"), .at_usec = 5 * SECOND, .commanded = TRUE });
  tell (&place, LAMP_REPORT_CALL, customer (&place, "C9"), 10);
  assert_predicts (&place, "");
  g_assert_cmpint (lamp_predictor_explain (place.predictor, customer (&place, "C9")), ==, -1);
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
        tell (&place, i % 5 == 0 ? LAMP_REPORT_CALL : LAMP_REPORT_LAST_GASP, behind[i], 10 + i);
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
    tell (&place, LAMP_REPORT_LAST_GASP, customer (&place, dark[i]), 100);
  predictions = lamp_predictor_predict (place.predictor);
  g_assert_cmpuint (predictions->len, ==, 1);
  g_assert_cmpint (town->element_kind[g_array_index (predictions, LampPrediction, 0).device], ==, LAMP_ELEMENT_FUSE);

  tell (&place, LAMP_REPORT_LIVE, customer (&place, "t1-2-3-low-customer-4"), 90); /* before it began */
  g_assert_cmpuint (lamp_predictor_predict (place.predictor)->len, ==, 1);
  tell (&place, LAMP_REPORT_LIVE, customer (&place, "t1-2-3-low-customer-4"), 130);
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
  tell (&place, LAMP_REPORT_CALL, customer (&place, "C3"), 10);
  g_assert_cmpint (lamp_predictor_follow (place.predictor, drop, customer (&place, "C3")), ==, 0);
  g_assert_cmpint (lamp_predictor_follow (place.predictor, breaker, LAMP_NONE), ==, 0);
  g_assert_cmpint (lamp_predictor_follow (place.predictor, lamp_fixture_element (place.network, "FU3"), LAMP_NONE), ==, -1);
  tell (&place, LAMP_REPORT_CALL, customer (&place, "C1"), 10);
  g_assert_cmpint (lamp_predictor_follow (place.predictor, drop, customer (&place, "C3")), ==, 0);
  g_assert_cmpint (lamp_predictor_follow (place.predictor, transformer, LAMP_NONE), ==, 0);
  tell (&place, LAMP_REPORT_RESTORED, fuse, 20);
  g_assert_cmpint (lamp_predictor_follow (place.predictor, transformer, LAMP_NONE), ==, -1);
  g_assert_cmpint (lamp_predictor_follow (place.predictor, G_MAXUINT32, LAMP_NONE), ==, -1);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/engine/prediction/any-order", test_any_order);
  g_test_add_func ("/engine/prediction/each-once", test_each_once);
  g_test_add_func ("/engine/prediction/rules", test_rules);
  g_test_add_func ("/engine/prediction/commanded", test_commanded);
  g_test_add_func ("/engine/prediction/whole-devices", test_whole_devices);
  g_test_add_func ("/engine/prediction/live-below", test_live_below);
  g_test_add_func ("/engine/prediction/follow", test_follow);
  return g_test_run ();
}
