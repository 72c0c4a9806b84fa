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
  report (scene, LAMP_REPORT_SCADA_CLOSED, "B2");
  outage = find_outage (scene, "B2");
  g_assert_cmpstr (outage->status, ==, "restored");
  g_assert_null (outage->rank_reason);
  g_assert_null (outage->rank_site);
  g_assert_cmpuint (lamp_promises_from_json (outage->promises, promises), ==, 2);
  g_assert_cmpint (promises[1].state, ==, LAMP_PROMISE_KEPT);
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
  g_test_add_func ("/gateway/desk/nothing-promised", test_nothing_promised);
  g_test_add_func ("/gateway/desk/rule-files", test_rule_files);
  return g_test_run ();
}
