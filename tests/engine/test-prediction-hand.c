/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Prediction by hand, what the field and SCADA say, evidence, switching and storms: each by an example.
 */
#include "engine/place.h"
#include "engine/prediction-reason.h"
#include "engine/town.h"
#include "grid/fixture.h"

#include <string.h>

static LampPredictionConfig *
parse_rules (const char *text, GError **error)
{
  return lamp_prediction_config_parse ("test", text, strlen (text), error);
}

/* --- by hand --- */

static void
decide (Place *place, GArray *decisions)
{
  g_assert_nonnull (decisions);
  for (guint i = 0; i < decisions->len; i++)
    lamp_predictor_decide (place->predictor, &g_array_index (decisions, LampDecision, i));
  g_array_unref (decisions);
}

/* What a preview says is what comes of it, and looking changes nothing. */
static void
decide_as_previewed (Place *place, GArray *decisions)
{
  g_autofree char *before = place_predictions_to_text (place->predictor);
  g_autofree char *same = NULL;
  g_auto (LampPreview) preview = { 0 };
  const GArray *after;

  g_assert_nonnull (decisions);
  lamp_predictor_preview (place->predictor, decisions, &preview);
  same = place_predictions_to_text (place->predictor);
  g_assert_cmpstr (same, ==, before);
  decide (place, decisions);
  after = lamp_predictor_predict (place->predictor);
  g_assert_cmpuint (after->len, ==, preview.predictions->len);
  for (guint i = 0; i < after->len; i++)
    {
      const LampPrediction *one = &g_array_index (after, LampPrediction, i), *other = &g_array_index (preview.predictions, LampPrediction, i);

      g_assert_cmpuint (one->device, ==, other->device);
      g_assert_cmpuint (one->customer, ==, other->customer);
      g_assert_cmpuint (one->n_customers, ==, other->n_customers);
    }
}

static void
test_force (void)
{
  g_auto (Place) place = { 0 };
  g_autoptr (GError) error = NULL;
  guint32 fuse, who = LAMP_NONE;

  place_init (&place, lamp_fixture_network ());
  fuse = lamp_fixture_element (place.network, "FU1");
  place_tell (&place, LAMP_REPORT_CALL, place_customer (&place, "C3"), 10);
  place_tell (&place, LAMP_REPORT_CALL, place_customer (&place, "C1"), 11);
  place_assert_predicts (&place, "T1 unit");
  decide_as_previewed (&place, lamp_hand_force_up (place.predictor, 0, 20 * SECOND, NULL));
  place_assert_predicts (&place, "FU1 manual");
  place_tell (&place, LAMP_REPORT_CALL, place_customer (&place, "C4"), 25);
  place_assert_predicts (&place, "FU1 manual"); /* survives what comes */
  g_assert_cmpint (lamp_predictor_get_hand (place.predictor, fuse, LAMP_HAND_PIN, &who), ==, LAMP_HAND_HOLDS);
  decide_as_previewed (&place, lamp_hand_force_down (place.predictor, 0, 30 * SECOND, NULL));
  place_assert_predicts (&place, "T1 unit");
  decide_as_previewed (&place, lamp_hand_force_down (place.predictor, 0, 40 * SECOND, NULL));
  place_assert_predicts (&place, "T1 service, D1 service, D2 service");
}

/* A decision gives way to evidence, and says to which. */
static void
test_overruled (void)
{
  g_auto (Place) place = { 0 };
  g_autoptr (GError) error = NULL;
  GArray *none;
  guint32 fuse, breaker, who = LAMP_NONE;

  place_init (&place, lamp_fixture_network ());
  fuse = lamp_fixture_element (place.network, "FU1");
  breaker = lamp_fixture_element (place.network, "B1");
  place_tell (&place, LAMP_REPORT_CALL, place_customer (&place, "C3"), 10);
  decide (&place, lamp_hand_pin (place.predictor, fuse, 20 * SECOND, NULL));
  place_assert_predicts (&place, "FU1 manual");
  place_tell (&place, LAMP_REPORT_LIVE, place_customer (&place, "C4"), 15); /* earlier than the decision */
  place_assert_predicts (&place, "FU1 manual");
  place_tell (&place, LAMP_REPORT_LIVE, place_customer (&place, "C4"), 30);
  place_assert_predicts (&place, "D2 service");
  g_assert_cmpint (lamp_predictor_get_hand (place.predictor, fuse, LAMP_HAND_PIN, &who), ==, LAMP_HAND_OVERRULED_LIVE);
  g_assert_cmpuint (who, ==, place_customer (&place, "C4"));
  place_tell (&place, LAMP_REPORT_SCADA_CLOSED, breaker, 12);
  none = lamp_hand_pin (place.predictor, breaker, 40 * SECOND, &error);
  g_assert_null (none);
  g_assert_error (error, LAMP_HAND_ERROR, LAMP_HAND_ERROR_CLOSED);
  place_tell (&place, LAMP_REPORT_RESTORED, fuse, 50);
  g_assert_cmpint (lamp_predictor_get_hand (place.predictor, fuse, LAMP_HAND_PIN, &who), ==, LAMP_HAND_NONE);
  place_assert_predicts (&place, "");
}

static void
test_move (void)
{
  g_autoptr (LampNetwork) town = lamp_town_network (6, 3);
  g_auto (Place) place = { 0 };
  const char *const dark[] = { "t1-2-1-low-customer-0", "t1-2-1-low-customer-2", "t1-3-2-low-customer-0", "t1-3-2-low-customer-1", "t2-0-1-low-customer-4" };
  const GArray     *predictions = NULL;
  guint32           devices[2], moved;

  place_init (&place, lamp_network_ref (town));
  for (guint i = 0; i < G_N_ELEMENTS (dark); i++)
    place_tell (&place, LAMP_REPORT_CALL, place_customer (&place, dark[i]), 100 + i);
  predictions = lamp_predictor_predict (place.predictor);
  g_assert_cmpuint (predictions->len, ==, 3);
  devices[0] = g_array_index (predictions, LampPrediction, 0).device;
  devices[1] = g_array_index (predictions, LampPrediction, 1).device;

  decide (&place, lamp_hand_pin (place.predictor, lamp_tree_common (place.tree, devices[0], devices[0]), 110 * SECOND, NULL));
  g_assert_cmpuint (lamp_predictor_predict (place.predictor)->len, ==, 3);
  /* The reports of another feeder's customer, whom the grid has in the wrong place. */
  moved = place_customer (&place, dark[4]);
  decide_as_previewed (&place, lamp_hand_move (place.predictor, &moved, 1, 0, 120 * SECOND, NULL));
  predictions = lamp_predictor_predict (place.predictor);
  g_assert_cmpuint (predictions->len, ==, 2);
  g_assert_cmpuint (g_array_index (predictions, LampPrediction, 0).n_moved, ==, 1);
  g_assert_cmpuint (g_array_index (predictions, LampPrediction, 0).n_calls, ==, 3);
  g_assert_cmpint (lamp_predictor_explain (place.predictor, moved), ==, 0);
  place_assert_each_once (&place);
  /* When that outage is over the reports are where they were. */
  place_tell (&place, LAMP_REPORT_RESTORED, g_array_index (predictions, LampPrediction, 0).device, 130);
  g_assert_cmpint (lamp_predictor_explain (place.predictor, moved), ==, 1);
  place_assert_each_once (&place);
}

static guint32
fuse_above (const Place *place, const char *id)
{
  return place->tree->protective[place->tree->unit[place_customer (place, id)]];
}

/* Two transformers of two laterals behind one recloser are one outage by hand, and two again, one of them on a fuse. */
static void
test_merge_split (void)
{
  g_autoptr (LampNetwork) town = lamp_town_network (6, 3);
  g_auto (Place) place = { 0 };
  g_autoptr (GError) error = NULL;
  g_autoptr (LampPredictionConfig) apart = parse_rules ("[normal]\nsecond-fault = 1\n", NULL);
  const char *const dark[] = { "t1-3-1-low-customer-0", "t1-3-1-low-customer-2", "t1-4-2-low-customer-0", "t1-4-2-low-customer-1" };
  const GArray     *predictions = NULL;
  guint32           fuse;
  GArray           *none;

  place_init (&place, lamp_network_ref (town));
  lamp_predictor_set_config (place.predictor, apart); /* many faults at once are no wonder */
  for (guint i = 0; i < G_N_ELEMENTS (dark); i++)
    place_tell (&place, LAMP_REPORT_CALL, place_customer (&place, dark[i]), 100 + i);
  g_assert_cmpuint (lamp_predictor_predict (place.predictor)->len, ==, 2);

  decide_as_previewed (&place, lamp_hand_merge (place.predictor, 0, 1, 110 * SECOND, NULL));
  predictions = lamp_predictor_predict (place.predictor);
  g_assert_cmpuint (predictions->len, ==, 1);
  g_assert_cmpint (town->element_kind[g_array_index (predictions, LampPrediction, 0).device], ==, LAMP_ELEMENT_RECLOSER);
  g_assert_cmpstr (g_array_index (predictions, LampPrediction, 0).rule, ==, "manual");
  g_assert_false (g_array_index (predictions, LampPrediction, 0).confirmed);
  place_assert_each_once (&place);

  fuse = fuse_above (&place, dark[0]);
  decide_as_previewed (&place, lamp_hand_split (place.predictor, 0, &fuse, 1, 120 * SECOND, NULL));
  predictions = lamp_predictor_predict (place.predictor);
  g_assert_cmpuint (predictions->len, ==, 2);
  g_assert_cmpuint (g_array_index (predictions, LampPrediction, 0).device, ==, fuse);
  g_assert_cmpstr (g_array_index (predictions, LampPrediction, 0).rule, ==, "manual");
  g_assert_cmpstr (g_array_index (predictions, LampPrediction, 1).rule, ==, "unit");
  place_assert_each_once (&place);

  /* Two feeders have nothing in common. */
  place_tell (&place, LAMP_REPORT_CALL, place_customer (&place, "t2-0-1-low-customer-4"), 130);
  none = lamp_hand_merge (place.predictor, 0, 2, 140 * SECOND, &error);
  g_assert_null (none);
  g_assert_error (error, LAMP_HAND_ERROR, LAMP_HAND_ERROR_NO_DEVICE);
  g_clear_error (&error);
  none = lamp_hand_merge (place.predictor, 7, 0, 140 * SECOND, &error);
  g_assert_null (none);
  g_assert_error (error, LAMP_HAND_ERROR, LAMP_HAND_ERROR_NO_OUTAGE);
}

/* --- what else is said --- */

static void
test_field (void)
{
  g_auto (Place) place = { 0 };

  place_init (&place, lamp_fixture_network ());
  place_tell (&place, LAMP_REPORT_FIELD_DAMAGED, lamp_fixture_element (place.network, "L4"), 10);
  place_assert_predicts (&place, "FU1 field"); /* what clears the section */
  place_tell (&place, LAMP_REPORT_FIELD_NOTHING, lamp_fixture_element (place.network, "FU1"), 20);
  place_assert_predicts (&place, "");
  place_tell (&place, LAMP_REPORT_CALL, place_customer (&place, "C1"), 15);
  place_tell (&place, LAMP_REPORT_CALL, place_customer (&place, "C3"), 15);
  place_assert_predicts (&place, "T1 unit");
  place_tell (&place, LAMP_REPORT_FIELD_NOTHING, lamp_fixture_element (place.network, "T1"), 21);
  place_assert_predicts (&place, "D1 service, D2 service");
}

static void
test_quality (void)
{
  g_auto (Place) place = { 0 };
  guint32 breaker;

  place_init (&place, lamp_fixture_network ());
  breaker = lamp_fixture_element (place.network, "B1");
  lamp_predictor_report (place.predictor, &(LampReport){ .kind = LAMP_REPORT_SCADA_OPEN, .subject = breaker, .at_usec = 5 * SECOND, .quality = LAMP_QUALITY_DOUBTFUL });
  place_assert_predicts (&place, "");
  place_tell (&place, LAMP_REPORT_SCADA_OPEN, breaker, 6);
  place_assert_predicts (&place, "B1 scada");
}

static void
test_still_out (void)
{
  g_auto (Place) place = { 0 };

  place_init (&place, lamp_fixture_network ());
  place_tell (&place, LAMP_REPORT_CALL, place_customer (&place, "C1"), 10);
  place_tell (&place, LAMP_REPORT_RESTORED, lamp_fixture_element (place.network, "FU1"), 20);
  place_assert_predicts (&place, "");
  place_tell (&place, LAMP_REPORT_STILL_OUT, place_customer (&place, "C1"), 30);
  place_assert_predicts (&place, "D1 service");
}

/* Every piece of evidence is counted, and comes in order of time; a cap shows the first. */
static void
test_evidence (void)
{
  g_auto (Place) place = { 0 };
  guint counts[LAMP_REPORT_N_KINDS];
  g_autoptr (GArray) evidence = NULL;
  LampReason       reason;
  g_autofree char *text = NULL;

  place_init (&place, lamp_fixture_network ());
  place_tell (&place, LAMP_REPORT_CALL, place_customer (&place, "C3"), 12);
  place_tell (&place, LAMP_REPORT_LAST_GASP, place_customer (&place, "C3"), 10);
  place_tell (&place, LAMP_REPORT_NO_ANSWER, place_customer (&place, "C1"), 14);
  place_tell (&place, LAMP_REPORT_CALL, place_customer (&place, "C2"), 5);
  place_tell (&place, LAMP_REPORT_LIVE, place_customer (&place, "C2"), 6);
  g_assert_cmpuint (lamp_predictor_predict (place.predictor)->len, ==, 1);
  evidence = lamp_predictor_dup_evidence (place.predictor, 0, 2, counts);
  g_assert_cmpuint (evidence->len, ==, 2);
  g_assert_cmpuint (g_array_index (evidence, LampEvidence, 0).kind, ==, LAMP_REPORT_LAST_GASP);
  g_assert_cmpint (g_array_index (evidence, LampEvidence, 1).at_usec, ==, 12 * SECOND);
  g_assert_cmpuint (counts[LAMP_REPORT_CALL], ==, 1);
  g_assert_cmpuint (counts[LAMP_REPORT_LAST_GASP], ==, 1);
  g_assert_cmpuint (counts[LAMP_REPORT_NO_ANSWER], ==, 1);
  reason = lamp_reason_from_prediction (place.network, &g_array_index (lamp_predictor_predict (place.predictor), LampPrediction, 0));
  text = lamp_reason_to_text (&reason);
  g_assert_cmpstr (text, ==, "1 call, 1 last gasp, 1 meter that does not answer under T1; rule: several reports, or a large share, under one transformer");
}

/* With a tie closed and a breaker open, what is behind the tie is the other feeder's. */
static void
test_switching (void)
{
  g_auto (Place) place = { 0 };
  g_autoptr (LampEnergisation) switching = NULL;
  guint32 tie = LAMP_NONE, from = LAMP_NONE;

  place_init (&place, lamp_fixture_network ());
  for (guint32 i = 0; i < place.network->n_elements && tie == LAMP_NONE; i++)
    if (place.network->element_flags[i] & LAMP_ELEMENT_NORMALLY_OPEN)
      tie = i;
  g_assert_cmpuint (tie, !=, LAMP_NONE);
  from = lamp_fixture_element (place.network, "B2");
  switching = lamp_energisation_copy (place.normal);
  lamp_energisation_set_open (switching, from, TRUE, NULL);
  lamp_energisation_set_open (switching, tie, FALSE, NULL);
  place_tell (&place, LAMP_REPORT_CALL, place_customer (&place, "C9"), 10);
  g_assert_false (lamp_tree_is_behind (lamp_predictor_get_tree (place.predictor), lamp_predictor_get_tree (place.predictor)->feeding[place_customer (&place, "C9")], lamp_fixture_element (place.network, "B1")));
  lamp_predictor_set_switching (place.predictor, switching);
  g_assert_cmpuint (lamp_predictor_predict (place.predictor)->len, ==, 1);
  g_assert_true (lamp_tree_is_behind (lamp_predictor_get_tree (place.predictor), lamp_predictor_get_tree (place.predictor)->feeding[place_customer (&place, "C9")], lamp_fixture_element (place.network, "B1")));
  /* Whoever hangs on the tie is out when it trips. */
  place_tell (&place, LAMP_REPORT_SCADA_OPEN, tie, 20);
  g_assert_cmpuint (lamp_predictor_predict (place.predictor)->len, ==, 1);
  g_assert_cmpuint (g_array_index (lamp_predictor_predict (place.predictor), LampPrediction, 0).device, ==, tie);
  g_assert_cmpuint (g_array_index (lamp_predictor_predict (place.predictor), LampPrediction, 0).n_customers, >, 0);
  /* In the normal state it is no outage that a tie is open. */
  lamp_predictor_set_switching (place.predictor, place.normal);
  for (guint i = 0; i < lamp_predictor_predict (place.predictor)->len; i++)
    g_assert_cmpuint (g_array_index (lamp_predictor_predict (place.predictor), LampPrediction, i).device, !=, tie);
}

static LampNetwork *
network_with_trunk_customer (void)
{
  LampDraft *draft = lamp_fixture_draft ();

  lamp_draft_add_customer (draft, &(LampDraftCustomer){ .id = "mill", .node = "n6", .kw = 200.0 });
  return lamp_fixture_load (draft);
}

static LampPrediction
only (Place *place)
{
  const GArray *predictions = lamp_predictor_predict (place->predictor);

  g_assert_cmpuint (predictions->len, ==, 1);
  return g_array_index (predictions, LampPrediction, 0);
}

/* While two sources feed the trunk at once no element feeds its customers alone; what they report is kept and told all the
 * same, and what hangs on a restored element there is answered. */
static void
test_parallel (void)
{
  g_auto (Place) place = { 0 };
  g_autoptr (LampEnergisation) closed = NULL;
  const LampTree *tree;
  guint32         mill, nearest;

  place_init (&place, network_with_trunk_customer ());
  mill = place_customer (&place, "mill");
  closed = lamp_energisation_copy (place.normal);
  lamp_energisation_set_open (closed, lamp_fixture_element (place.network, "TIE"), FALSE, NULL);
  place_tell (&place, LAMP_REPORT_CALL, mill, 10);
  g_assert_cmpuint (only (&place).customer, ==, mill);

  lamp_predictor_set_switching (place.predictor, closed);
  tree = lamp_predictor_get_tree (place.predictor);
  g_assert_cmpuint (tree->feeding[mill], ==, LAMP_NONE);
  g_assert_cmpuint (only (&place).customer, ==, mill);
  g_assert_false (only (&place).opens);
  g_assert_cmpint (lamp_predictor_explain (place.predictor, mill), ==, 0);
  g_assert_cmpint (lamp_predictor_follow (place.predictor, lamp_fixture_element (place.network, "L3"), mill), ==, 0);
  place_tell (&place, LAMP_REPORT_LAST_GASP, mill, 12);
  g_assert_cmpuint (only (&place).n_last_gasps, ==, 1);

  lamp_predictor_set_switching (place.predictor, place.normal);
  g_assert_cmpuint (only (&place).customer, ==, mill);
  g_assert_cmpuint (only (&place).n_calls, ==, 1);
  g_assert_cmpuint (only (&place).n_last_gasps, ==, 1);

  lamp_predictor_set_switching (place.predictor, closed);
  nearest = lamp_predictor_get_tree (place.predictor)->nearest[mill];
  place_tell (&place, LAMP_REPORT_RESTORED, nearest, 20);
  g_assert_cmpuint (lamp_predictor_predict (place.predictor)->len, ==, 0);
  place_tell (&place, LAMP_REPORT_CALL, mill, 30);
  lamp_predictor_set_switching (place.predictor, place.normal);
  g_assert_cmpuint (only (&place).customer, ==, mill);
}

/* A move of such a customer holds as any other does, in either state. */
static void
test_parallel_move (void)
{
  g_auto (Place) place = { 0 };
  g_autoptr (LampEnergisation) closed = NULL;
  guint32 mill, fuse;

  place_init (&place, network_with_trunk_customer ());
  mill = place_customer (&place, "mill");
  fuse = lamp_fixture_element (place.network, "FU2");
  closed = lamp_energisation_copy (place.normal);
  lamp_energisation_set_open (closed, lamp_fixture_element (place.network, "TIE"), FALSE, NULL);
  lamp_predictor_set_switching (place.predictor, closed);
  place_tell (&place, LAMP_REPORT_CALL, mill, 10);
  place_tell (&place, LAMP_REPORT_FIELD_OPEN, fuse, 11);
  g_assert_cmpuint (lamp_predictor_predict (place.predictor)->len, ==, 2);
  lamp_predictor_decide (place.predictor, &(LampDecision){ LAMP_HAND_MOVE, fuse, mill, 20 * SECOND });
  for (guint i = 0; i < 2; i++)
    {
      g_assert_cmpuint (only (&place).device, ==, fuse);
      g_assert_cmpuint (only (&place).n_moved, ==, 1);
      g_assert_cmpint (lamp_predictor_explain (place.predictor, mill), ==, 0);
      lamp_predictor_set_switching (place.predictor, place.normal);
    }
}

/* So many outages within an hour are a storm, by themselves or by hand. */
static void
test_storm (void)
{
  g_autoptr (LampNetwork) town = lamp_town_network (6, 3);
  g_autoptr (GError) error = NULL;
  g_autoptr (LampPredictionConfig) config = parse_rules ("[normal]\nstorm-events = 3\nsecond-service = 1\n[storm]\nsecond-service = 1\n\nunit-reports = 5\n", &error);
  g_auto (Place) place = { 0 };
  const char *const dark[] = { "t0-1-1-low-customer-0", "t0-3-2-low-customer-2", "t0-5-1-low-customer-0" };

  g_assert_no_error (error);
  place_init (&place, lamp_network_ref (town));
  lamp_predictor_set_config (place.predictor, config);
  for (guint i = 0; i < G_N_ELEMENTS (dark); i++)
    {
      g_assert_cmpint (lamp_predictor_get_mode (place.predictor, 0), ==, LAMP_MODE_NORMAL);
      place_tell (&place, LAMP_REPORT_CALL, place_customer (&place, dark[i]), 100 + i * 1000);
    }
  g_assert_cmpint (lamp_predictor_get_mode (place.predictor, 0), ==, LAMP_MODE_STORM);
  g_assert_cmpint (lamp_predictor_get_mode (place.predictor, 1), ==, LAMP_MODE_NORMAL);
  place_tell (&place, LAMP_REPORT_LIVE, place_customer (&place, dark[2]), 9000);
  g_assert_cmpint (lamp_predictor_get_mode (place.predictor, 0), ==, LAMP_MODE_NORMAL);
  lamp_predictor_set_mode (place.predictor, 1, LAMP_MODE_STORM, FALSE);
  g_assert_cmpint (lamp_predictor_get_mode (place.predictor, 1), ==, LAMP_MODE_STORM);
}

static void
assert_says (const LampReason reason, const char *wanted)
{
  g_autofree char *text = lamp_reason_to_text (&reason);

  g_assert_cmpstr (text, ==, wanted);
}

/* Each rule with its numbers, in one sentence. */
static void
test_reasons (void)
{
  assert_says ((LampReason){ .rule = "device", .device = "F-77", .n_calls = 5, .n_last_gasps = 3, .n_units = 3, .n_units_reported = 2, .n_separate = 2, .ln_odds = 3.7, .closed = "CB-12" },
               "5 calls, 3 last gasps under F-77; CB-12 telemetered closed; rule: 2 of 3 transformers under F-77: one fault is 40 times likelier than 2 separate ones");
  assert_says ((LampReason){ .rule = "device", .device = "F-77", .n_calls = 9, .n_units = 9, .n_units_reported = 9, .n_separate = 9, .ln_odds = 30.0, .storm = TRUE },
               "9 calls under F-77; storm rule: 9 of 9 transformers under F-77: one fault is over 1,000 times likelier than 9 separate ones");
  assert_says ((LampReason){ .rule = "unit", .device = "T-118", .n_calls = 2, .live = "F-77", .live_who = "C-9", .n_moved = 1 },
               "2 calls under T-118; 1 customer moved here by hand; C-9 is live under F-77; rule: several reports, or a large share, under one transformer");
  assert_says ((LampReason){ .rule = "field", .device = "F-77", .damaged = "Line 4" }, "no reports; rule: a crew found Line 4 damaged");
  assert_says ((LampReason){ .rule = "tomorrow's" }, "no reports; rule: tomorrow's");
  assert_says ((LampReason){ .n_calls = G_MININT64 }, "no reports");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/engine/prediction-hand/force", test_force);
  g_test_add_func ("/engine/prediction-hand/overruled", test_overruled);
  g_test_add_func ("/engine/prediction-hand/move", test_move);
  g_test_add_func ("/engine/prediction-hand/merge-split", test_merge_split);
  g_test_add_func ("/engine/prediction-hand/reasons", test_reasons);
  g_test_add_func ("/engine/prediction-hand/field", test_field);
  g_test_add_func ("/engine/prediction-hand/quality", test_quality);
  g_test_add_func ("/engine/prediction-hand/still-out", test_still_out);
  g_test_add_func ("/engine/prediction-hand/evidence", test_evidence);
  g_test_add_func ("/engine/prediction-hand/switching", test_switching);
  g_test_add_func ("/engine/prediction-hand/parallel", test_parallel);
  g_test_add_func ("/engine/prediction-hand/parallel-move", test_parallel_move);
  g_test_add_func ("/engine/prediction-hand/storm", test_storm);
  return g_test_run ();
}
