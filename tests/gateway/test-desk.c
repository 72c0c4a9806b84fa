/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What the desk writes into the outages of a real ledger over Toytown: estimates from the store's own past, promises from
 * report to restoration, and whose backup makes an outage urgent.
 */
#include "gateway/desk.h"
#include "gateway/rule-files.h"
#include "house.h"

#include "grid/fixture.h"
#include "records/assignment.h"
#include "records/outage.h"
#include "records/switch.h"

#define MINUTE ((gint64)60 * G_USEC_PER_SEC)
#define HOUR (60 * MINUTE)

typedef struct
{
  House             *house;
  LampPromiseSet    *promises;
  LampEstimateRules *estimates;
  LampDesk          *desk;
  gint64             start_usec; /* of the outage on B2 */
} Scene;

/* Six breakers that took three hours, and one that was none. */
static void
write_past (LampTurn *turn, gpointer data)
{
  LampEdit *edit = lamp_turn_begin (turn, "test", "past");
  gint64    now_usec = lamp_turn_get_now_usec (turn);

  for (guint i = 0; i < 7; i++)
    {
      g_autofree char *id = g_strdup_printf ("P-%u", i);
      LampOutage      *outage = lamp_record_new (&lamp_outage_type, id);

      lamp_record_set_string (&outage->status, i < 6 ? "closed" : "cancelled");
      lamp_record_set_string (&outage->device_kind, "breaker");
      outage->start_usec = now_usec - 5 * HOUR;
      outage->restored_usec = now_usec - 2 * HOUR;
      lamp_edit_add (edit, outage);
    }
  g_assert_true (lamp_edit_accept (edit, FALSE, NULL, NULL));
}

static void
open_desk (LampTurn *turn, gpointer data)
{
  Scene *scene = data;

  scene->desk = lamp_desk_new (scene->house->network, &(LampDeskRules){ NULL, scene->promises, scene->estimates });
  lamp_desk_open (scene->desk, turn);
}

static void
settle (LampTurn *turn, gpointer data)
{
  lamp_desk_settle (((Scene *)data)->desk, turn);
}

static void
report (Scene *scene, LampReportKind kind, const char *element)
{
  LampReport one = { kind, lamp_fixture_element (scene->house->network, element), g_get_real_time (), FALSE };

  lamp_desk_report (scene->desk, &one);
  house_do (scene->house, settle, scene);
}

/* The main loop's copy, up to date after house_do. */
static const LampOutage *
find_outage (Scene *scene, const char *device)
{
  const GPtrArray *list = lamp_state_list (lamp_gateway_get_state (scene->house->gateway), &lamp_outage_type);

  for (guint i = 0; i < list->len; i++)
    if (g_strcmp0 (((const LampOutage *)list->pdata[i])->device, device) == 0)
      return list->pdata[i];
  g_assert_not_reached ();
}

static Scene *
scene_open (const char *rules)
{
  Scene *scene = g_new0 (Scene, 1);

  scene->house = house_open (NULL);
  scene->promises = lamp_rule_files_load_promises (rules, NULL);
  scene->estimates = lamp_rule_files_load_estimates (NULL, NULL);
  g_assert_true (scene->promises != NULL && scene->estimates != NULL);
  return scene;
}

static void
scene_close (Scene *scene)
{
  lamp_desk_free (scene->desk);
  house_close (scene->house);
  lamp_promise_set_free (scene->promises);
  lamp_estimate_rules_free (scene->estimates);
  g_free (scene);
}

/* --- a whole outage --- */

static void
check_new (Scene *scene)
{
  const LampOutage *outage = find_outage (scene, "B2");
  LampPromise       promises[LAMP_PROMISE_N_KINDS];
  double            told_min = (double)(outage->ert_usec - outage->start_usec) / MINUTE;

  scene->start_usec = outage->start_usec;
  /* 135 min by rule, weight 5; 180 min in six cases: their logarithms' mean is 158 min. */
  g_assert_cmpstr (outage->ert_source, ==, "model");
  g_assert_cmpstr (outage->ert_confidence, ==, "low");
  g_assert_cmpfloat (told_min, >, 157);
  g_assert_cmpfloat (told_min, <, 164);
  g_assert_cmpuint (lamp_promises_from_json (outage->promises, promises), ==, 1);
  g_assert_cmpint (promises[0].kind, ==, LAMP_PROMISE_ARRIVAL);
  g_assert_cmpint (promises[0].state, ==, LAMP_PROMISE_OPEN);
  g_assert_cmpint (promises[0].due_usec / 1000, ==, (outage->start_usec + 45 * MINUTE) / 1000);
  g_assert_cmpstr (outage->rank_reason, ==, "customers");
}

static void
say_ert (LampTurn *turn, gpointer data)
{
  LampEdit       *edit = lamp_turn_begin (turn, "li.wei", "set-ert");
  LampOutage     *outage = lamp_edit_open (edit, &lamp_outage_type, find_outage (data, "B2")->base.id);
  LampAssignment *assignment = lamp_record_new (&lamp_assignment_type, "A-1");

  outage->ert_usec = lamp_turn_get_now_usec (turn) + MINUTE; /* ends soon, and is somebody's */
  lamp_record_set_string (&outage->ert_source, "dispatcher");
  lamp_record_set_string (&assignment->outage, outage->base.id);
  lamp_record_set_string (&assignment->status, "arrived");
  assignment->arrived_usec = outage->start_usec + MINUTE;
  lamp_edit_add (edit, assignment);
  g_assert_true (lamp_edit_accept (edit, FALSE, NULL, NULL));
}

static void
check_arrived (Scene *scene)
{
  const LampOutage *outage = find_outage (scene, "B2");
  LampPromise       promises[LAMP_PROMISE_N_KINDS];

  g_assert_cmpstr (outage->ert_source, ==, "dispatcher");
  g_assert_cmpuint (lamp_promises_from_json (outage->promises, promises), ==, 2);
  g_assert_cmpint (promises[0].state, ==, LAMP_PROMISE_KEPT);
  g_assert_cmpint (promises[1].kind, ==, LAMP_PROMISE_RESTORATION);
  g_assert_cmpint (promises[1].state, ==, LAMP_PROMISE_OPEN);
  g_assert_cmpint (promises[1].due_usec / 1000, ==, (scene->start_usec + MINUTE + 3 * HOUR) / 1000);
}

static void
test_whole (void)
{
  Scene            *scene = scene_open ("state-grid");
  LampPromise       promises[LAMP_PROMISE_N_KINDS];
  const LampOutage *outage;

  house_do (scene->house, write_past, scene);
  house_do (scene->house, open_desk, scene);
  report (scene, LAMP_REPORT_SCADA_OPEN, "B2");
  check_new (scene);
  house_do (scene->house, say_ert, scene);
  house_do (scene->house, settle, scene);
  check_arrived (scene);
  /* The hospital hangs on both feeders: with the second gone its backup decides, on either outage. */
  report (scene, LAMP_REPORT_SCADA_OPEN, "B1");
  outage = find_outage (scene, "B1");
  g_assert_cmpstr (outage->rank_reason, ==, "backupEnds");
  g_assert_nonnull (outage->rank_site);
  g_assert_cmpint (outage->harm_usec, !=, LAMP_UNKNOWN_TIME);
  g_assert_cmpint (outage->key_sites_out, ==, 2); /* the mill hangs on this one only */
  g_assert_cmpint (find_outage (scene, "B2")->key_sites_out, ==, 1);
  report (scene, LAMP_REPORT_SCADA_CLOSED, "B2");
  outage = find_outage (scene, "B2");
  g_assert_cmpstr (outage->status, ==, "restored");
  g_assert_null (outage->rank_reason);
  g_assert_null (outage->rank_site);
  g_assert_cmpuint (lamp_promises_from_json (outage->promises, promises), ==, 2);
  g_assert_cmpint (promises[1].state, ==, LAMP_PROMISE_KEPT);
  scene_close (scene);
}

/* --- a part of it back --- */

/* The breaker is closed again, with the recloser behind it left open: a crew isolated the damage. */
static void
restore_partly (LampTurn *turn, gpointer data)
{
  Scene      *scene = data;
  LampEdit   *edit = lamp_turn_begin (turn, "Line crew 6", "restore");
  LampOutage *outage = lamp_edit_open (edit, &lamp_outage_type, find_outage (scene, "B1")->base.id);
  guint32     breaker = lamp_fixture_element (scene->house->network, "B1");

  lamp_desk_report (scene->desk, &(LampReport){ LAMP_REPORT_RESTORED, breaker, lamp_turn_get_now_usec (turn), FALSE });
  lamp_record_set_string (&outage->status, "partiallyRestored");
  lamp_desk_set_device (scene->desk, outage->base.id, lamp_fixture_element (scene->house->network, "R1"), lamp_turn_get_now_usec (turn));
  g_assert_true (lamp_edit_accept (edit, FALSE, NULL, NULL));
}

/* What is left of it lies behind another device, and the record must say which: the map darkens by it. */
static void
test_partly_restored (void)
{
  Scene            *scene = scene_open ("none");
  g_autofree char  *id = NULL;
  const LampOutage *outage;
  gint64            before;

  house_do (scene->house, open_desk, scene);
  report (scene, LAMP_REPORT_SCADA_OPEN, "B1");
  outage = find_outage (scene, "B1");
  id = g_strdup (outage->base.id);
  before = outage->customers_out;
  house_do (scene->house, restore_partly, scene);
  house_do (scene->house, settle, scene);
  outage = find_outage (scene, "R1");
  g_assert_cmpstr (outage->base.id, ==, id);
  g_assert_cmpstr (outage->device_kind, ==, "recloser");
  g_assert_cmpint (outage->customers_out, >, 0);
  g_assert_cmpint (outage->customers_out, <, before);
  scene_close (scene);
}

static void
test_nothing_promised (void)
{
  Scene            *scene = scene_open ("none");
  const LampOutage *outage;

  house_do (scene->house, open_desk, scene);
  report (scene, LAMP_REPORT_SCADA_OPEN, "B2");
  outage = find_outage (scene, "B2");
  g_assert_null (outage->promises);
  g_assert_cmpstr (outage->ert_source, ==, "rule"); /* there is no past */
  scene_close (scene);
}

/* --- in another switching state --- */

static void
set_open (Scene *scene, LampEdit *edit, const char *id, gboolean open)
{
  LampSwitch *device = lamp_open_switch (scene->house->network, lamp_fixture_element (scene->house->network, id));

  device->open = open;
  lamp_edit_add (edit, device);
}

/* Market's end is fed by Harbour. */
static void
close_tie (LampTurn *turn, gpointer data)
{
  LampEdit *edit = lamp_turn_begin (turn, "li.wei", "switch");

  set_open (data, edit, "R1", TRUE);
  set_open (data, edit, "TIE", FALSE);
  g_assert_true (lamp_edit_accept (edit, FALSE, NULL, NULL));
}

static void
test_tie_closed (void)
{
  Scene *scene = scene_open ("none");

  house_do (scene->house, open_desk, scene);
  house_do (scene->house, close_tie, scene);
  house_do (scene->house, settle, scene);
  report (scene, LAMP_REPORT_SCADA_OPEN, "B2");
  g_assert_cmpint (find_outage (scene, "B2")->key_sites_out, ==, 2); /* the mill and both ways of the hospital */
  g_assert_cmpint (find_outage (scene, "B2")->customers_out, ==, 3 + 3 + 1);
  scene_close (scene);
}

/* --- when it could not be written --- */

static const LampStoreClass *real;
static gboolean              fails;

static gboolean
fail_once (LampStore *store, GError **error)
{
  if (!fails)
    return real->commit (store, error);
  fails = FALSE;
  g_set_error (error, LAMP_STORE_ERROR, LAMP_STORE_ERROR_WRITE, "The disk is full");
  return FALSE;
}

static void
call (Scene *scene, const char *customer)
{
  LampReport one = { LAMP_REPORT_CALL, lamp_network_find_customer (scene->house->network, customer), g_get_real_time (), FALSE };

  lamp_desk_report (scene->desk, &one);
}

/* What a lost transaction had written is written again, without another report. */
static void
test_taken_back (void)
{
  Scene         *scene = scene_open ("none");
  LampStore     *store = lamp_ledger_get_store (scene->house->gateway->ledger);
  LampStoreClass klass = *store->klass;

  house_do (scene->house, open_desk, scene);
  report (scene, LAMP_REPORT_SCADA_OPEN, "B2");
  real = store->klass;
  klass.commit = fail_once;
  store->klass = &klass; /* no job is on its way */
  fails = TRUE;
  call (scene, "C9");
  g_test_expect_message ("lamp-gateway", G_LOG_LEVEL_WARNING, "The disk is full");
  house_fail_to_do (scene->house, settle, scene);
  g_test_assert_expected_messages ();
  g_assert_cmpint (find_outage (scene, "B2")->calls, ==, 0);
  g_assert_cmpuint (json_array_get_length (json_node_get_array (find_outage (scene, "B2")->reports)), ==, 1);
  house_do (scene->house, settle, scene);
  g_assert_cmpint (find_outage (scene, "B2")->calls, ==, 1);
  g_assert_cmpuint (json_array_get_length (json_node_get_array (find_outage (scene, "B2")->reports)), ==, 2);
  store->klass = real;
  scene_close (scene);
}

/* --- which rules --- */

static void
test_rule_files (void)
{
  static const char *const refused[] = { "nobody", "/nowhere/own.ini", "own.ini" };
  g_autofree char         *path = lamp_fixture_path ("own.ini");
  g_autoptr (LampPromiseSet) own = NULL;
  g_autoptr (LampPromiseSet) fallback = lamp_rule_files_load_promises (NULL, NULL);

  g_assert_cmpstr (lamp_promise_set_get_name (fallback), ==, "State Grid of China");
  for (guint i = 0; i < G_N_ELEMENTS (refused); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_null (lamp_rule_files_load_promises (refused[i], &error));
      g_assert_error (error, LAMP_RULES_ERROR, LAMP_RULES_ERROR_UNREADABLE);
      g_assert_nonnull (strstr (error->message, refused[i]));
      g_clear_error (&error);
      g_assert_null (lamp_rule_files_load_estimates (refused[i], &error));
      g_assert_error (error, LAMP_RULES_ERROR, LAMP_RULES_ERROR_UNREADABLE);
    }
  g_assert_true (g_file_set_contents (path, "[promises]\nname=Own\n", -1, NULL));
  own = lamp_rule_files_load_promises (path, NULL);
  g_assert_cmpstr (lamp_promise_set_get_name (own), ==, "Own");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/gateway/desk/whole", test_whole);
  g_test_add_func ("/gateway/desk/partly-restored", test_partly_restored);
  g_test_add_func ("/gateway/desk/nothing-promised", test_nothing_promised);
  g_test_add_func ("/gateway/desk/tie-closed", test_tie_closed);
  g_test_add_func ("/gateway/desk/taken-back", test_taken_back);
  g_test_add_func ("/gateway/desk/rule-files", test_rule_files);
  return g_test_run ();
}
