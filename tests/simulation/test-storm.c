/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Days of storm over a small town.
 */
#include "engine/town.h"
#include "records/outage.h"
#include "simulation/desk.h"
#include "simulation/storm-private.h"

#define START_USEC (G_GINT64_CONSTANT (1795000000) * G_USEC_PER_SEC)
#define HOUR_S 3600.0

static LampNetwork *town;

static LampStormOptions
options (guint64 seed)
{
  return (LampStormOptions){ .seed = seed, .start_usec = START_USEC, .night_desk = FALSE };
}

/* What is dark lies behind something broken; everything else is lit. */
static void
assert_truth (const LampStorm *storm)
{
  const guint8      *supply = lamp_energisation_get_nodes (storm->truth);
  g_autofree guint8 *dark = g_new0 (guint8, storm->network->n_customers);
  guint              n_active = 0;

  for (guint i = 0; i < storm->faults->len; i++)
    {
      const LampFault *fault = &g_array_index (storm->faults, LampFault, i);
      guint32          n;
      const guint32   *customers = lamp_tree_customers (storm->tree, fault->opens, &n);

      n_active += fault->active;
      for (guint32 j = 0; fault->active && j < n; j++)
        dark[customers[j]] = TRUE;
    }
  g_assert_cmpuint (n_active, ==, lamp_storm_get_n_faults (storm));
  for (guint32 i = 0; i < storm->network->n_customers; i++)
    g_assert_cmpuint (supply[storm->network->customer_node[i]] == LAMP_SUPPLY_OUT, ==, dark[i]);
}

/* No customer is in two open outages, and each outage counts those who are in it. */
static void
assert_outages (Desk *desk)
{
  const LampTree    *tree = desk->storm->tree;
  const GArray      *predictions = lamp_predictor_predict (desk->predictor);
  g_autofree guint8 *claimed = g_new0 (guint8, desk->network->n_customers);

  for (guint i = 0; i < predictions->len; i++)
    {
      const LampPrediction *prediction = &g_array_index (predictions, LampPrediction, i);
      guint32               n = 1;
      const guint32        *customers = prediction->customer != LAMP_NONE ? &prediction->customer : lamp_tree_customers (tree, prediction->device, &n);

      if (prediction->nested_in != LAMP_NONE)
        continue;
      g_assert_cmpuint (prediction->n_customers, ==, n);
      for (guint32 j = 0; j < n; j++)
        {
          g_assert_false (claimed[customers[j]]);
          claimed[customers[j]] = TRUE;
        }
    }
}

static void
assert_nothing_old (Desk *desk, double age_s)
{
  const GArray *predictions = lamp_predictor_predict (desk->predictor);
  gint64        since_usec = desk->now_usec - (gint64)(age_s * G_USEC_PER_SEC);

  for (guint i = 0; i < desk->storm->faults->len; i++)
    {
      const LampFault *fault = &g_array_index (desk->storm->faults, LampFault, i);

      if (fault->start_usec < since_usec)
        g_assert_false (fault->active);
    }
  for (guint i = 0; i < predictions->len; i++)
    g_assert_cmpint (g_array_index (predictions, LampPrediction, i).first_usec, >=, since_usec);
  for (guint i = 0; i < desk->orders->len; i++)
    {
      const DeskOrder *order = g_ptr_array_index (desk->orders, i);

      if (order->opened_usec < since_usec)
        g_assert_false (order->open);
    }
}

/* Six hours with a dispatcher: everything that broke is found, repaired and told; nobody jumps. */
static void
play_day (guint64 seed, guint *n_partly, guint *n_no_faults)
{
  LampStormOptions how = options (seed);
  g_autoptr (Desk) desk = desk_new (town, &how);

  for (guint i = 0; i < 72; i++)
    {
      desk_run (desk, 300.0, 3.0);
      assert_truth (desk->storm);
      assert_outages (desk);
    }
  assert_nothing_old (desk, 2.5 * HOUR_S);
  g_test_message ("%u faults, %u still open; %u calls, %u last gasps, %u back, %u trips; %u orders, %u reports, %u found nothing, %u partly restored; %u fixes, fastest %.1f m/s; slowest step %.2f ms",
                  desk->storm->faults->len,
                  desk->storm->n_active,
                  desk->n_calls,
                  desk->n_gasps,
                  desk->n_live,
                  desk->n_trips,
                  desk->orders->len,
                  desk->n_reports,
                  desk->n_no_faults,
                  desk->n_partly,
                  desk->n_fixes,
                  desk->fastest_mps,
                  desk->worst_step_ms);
  g_assert_cmpuint (desk->storm->faults->len, >=, 20);
  g_assert_cmpuint (desk->storm->faults->len, <=, 90);
  g_assert_cmpuint (desk->n_calls, >=, 40);
  g_assert_cmpuint (desk->n_gasps, >=, 200);
  g_assert_cmpuint (desk->n_live, >=, 200);
  g_assert_cmpuint (desk->n_trips, >=, 1);
  *n_partly += desk->n_partly;
  *n_no_faults += desk->n_no_faults;
  g_assert_cmpuint (desk->n_restored, ==, desk->storm->faults->len - desk->storm->n_active + desk->n_partly);
  g_assert_cmpfloat (desk->fastest_mps, >=, 3.0);
}

static void
test_days (void)
{
  guint n_partly = 0, n_no_faults = 0;

  for (guint64 seed = 1; seed <= 6; seed++)
    play_day (seed, &n_partly, &n_no_faults);
  g_assert_cmpuint (n_partly, >=, 6);
  g_assert_cmpuint (n_no_faults, >=, 6);
}

/* The story a newcomer sees: within a minute of their clock, which is twelve of the demo's. */
static void
test_first (void)
{
  for (guint64 seed = 1; seed <= 8; seed++)
    {
      LampStormOptions how = options (seed);
      g_autoptr (Desk) desk = desk_new (town, &how);
      const GArray    *predictions;
      const DeskOrder *order;
      const LampFault *first;
      const char      *id;
      double           seconds = 0.0;

      desk->sends = FALSE;
      desk_run (desk, 20.0 + 36.0, 3.0);
      predictions = lamp_predictor_predict (desk->predictor);
      g_assert_cmpuint (predictions->len, >=, 1);
      id = desk_send (desk, g_array_index (predictions, LampPrediction, 0).device, LAMP_NONE, NULL);
      g_assert_nonnull (id);
      order = desk_find_order (desk, id);
      for (; order->open && seconds < 1200.0; seconds += 3.0)
        desk_run (desk, 3.0, 3.0);
      first = lamp_storm_get_fault (desk->storm, 0);
      g_assert_false (order->open);
      g_assert_true (order->restored);
      g_assert_false (first->active);
      g_assert_cmpfloat (seconds, <=, 60.0 * 12.0);
      g_test_message ("seed %" G_GUINT64_FORMAT ": assigned to lights back %.0f s, to done %.0f s", seed, (double)(first->end_usec - order->opened_usec) / G_USEC_PER_SEC, seconds);
    }
}

/* The same day in steps of a quarter of a second and of ten. */
static void
test_deterministic (void)
{
  LampStormOptions how = options (5), other = options (6);
  g_autoptr (Desk) fine = desk_new (town, &how);
  g_autoptr (Desk) coarse = desk_new (town, &how);
  g_autoptr (Desk) different = desk_new (town, &other);

  desk_run (fine, 2 * HOUR_S, 0.25);
  desk_run (coarse, 2 * HOUR_S, 10.0);
  desk_run (different, 2 * HOUR_S, 10.0);
  g_assert_cmpuint (fine->log->len, >, 10000);
  g_assert_cmpstr (fine->log->str, ==, coarse->log->str);
  g_assert_cmpstr (fine->log->str, !=, different->log->str);
}

/* Nobody is sent: the night desk repairs, and no crew leaves its yard. */
static void
test_night_desk (void)
{
  LampStormOptions how = options (3);

  how.night_desk = TRUE;
  {
    g_autoptr (Desk) desk = desk_new (town, &how);

    desk->sends = FALSE;
    desk_run (desk, 6 * HOUR_S, 3.0);
    assert_truth (desk->storm);
    assert_nothing_old (desk, 2.5 * HOUR_S);
    g_assert_cmpuint (desk->n_restored, >=, 15);
    g_assert_cmpfloat (desk->fastest_mps, <, 0.01);
  }
}

/* A storm with nothing but its first fault so far, and a dispatcher who only does what the test says. */
static Desk *
desk_at_first (guint64 seed)
{
  LampStormOptions how = options (seed);
  Desk            *desk = desk_new (town, &how);

  desk->sends = FALSE;
  desk_run (desk, 30.0, 1.0);
  g_assert_cmpuint (lamp_storm_get_n_faults (desk->storm), ==, 1);
  return desk;
}

static void
run_until (Desk *desk, const char *id, const char *status)
{
  for (guint i = 0; i < 3600 && g_strcmp0 (desk_find_order (desk, id)->status, status) != 0; i++)
    desk_run (desk, 1.0, 1.0);
  g_assert_cmpstr (desk_find_order (desk, id)->status, ==, status);
}

/* Recalled at each step of a job: it stops where it is, is free at once, and the next one ends the work. */
static void
test_recall (void)
{
  static const char *const steps[] = { "assigned", "acknowledged", "enroute", "arrived", "working" };

  for (guint i = 0; i < G_N_ELEMENTS (steps); i++)
    {
      g_autoptr (Desk) desk = desk_at_first (2);
      const LampFault *fault = lamp_storm_get_fault (desk->storm, 0);
      const char      *id = desk_send (desk, fault->opens, LAMP_NONE, NULL);
      g_autofree char *crew = g_strdup (desk_find_order (desk, id)->crew);
      gsize            n_logged;

      run_until (desk, id, steps[i]);
      desk_run (desk, 2.0, 1.0);
      desk_recall (desk, id);
      lamp_storm_recall (desk->storm, id); /* once more is no error */
      n_logged = desk->log->len;
      desk_run (desk, 1800.0, 1.0);
      g_assert_null (strstr (desk->log->str + n_logged, id)); /* not another word of it */
      g_assert_true (lamp_storm_get_fault (desk->storm, 0)->active);
      id = desk_send (desk, lamp_storm_get_fault (desk->storm, 0)->opens, LAMP_NONE, crew);
      run_until (desk, id, "fieldComplete");
      g_assert_false (lamp_storm_get_fault (desk->storm, 0)->active);
    }
}

/* Suspended in the middle of the repair for another job, then taken up again: what was done is kept. */
static void
test_suspend (void)
{
  g_autoptr (Desk) desk = desk_at_first (2);
  const char *first = desk_send (desk, lamp_storm_get_fault (desk->storm, 0)->opens, LAMP_NONE, NULL), *other;
  const char *crew = desk_find_order (desk, first)->crew;
  gint64      left_usec;

  run_until (desk, first, "working");
  desk_run (desk, 100.0, 1.0);
  g_assert_true (lamp_storm_get_fault (desk->storm, 0)->active);
  lamp_storm_suspend (desk->storm, first);
  lamp_record_set_string (&desk_find_order (desk, first)->status, "suspended");
  left_usec = lamp_storm_get_fault (desk->storm, 0)->work_usec;
  g_assert_cmpint (left_usec, <=, 101 * LAMP_SECOND);
  other = desk_send (desk, 0, LAMP_NONE, crew);
  run_until (desk, other, "working");
  g_assert_true (lamp_storm_get_fault (desk->storm, 0)->active);
  g_assert_true (lamp_storm_assign (desk->storm, crew, first, lamp_storm_get_fault (desk->storm, 0)->opens));
  run_until (desk, other, "fieldComplete");
  run_until (desk, first, "working");
  g_assert_cmpint (lamp_storm_get_fault (desk->storm, 0)->work_usec, ==, left_usec);
  run_until (desk, first, "fieldComplete");
  g_assert_false (lamp_storm_get_fault (desk->storm, 0)->active);
}

/* Two crews at one fault share the work and both come away. */
static void
test_second_crew (void)
{
  g_autoptr (Desk) alone = desk_at_first (2);
  g_autoptr (Desk) both = desk_at_first (2);
  guint32     device = lamp_storm_get_fault (both->storm, 0)->opens;
  const char *lone = desk_send (alone, device, LAMP_NONE, NULL);
  const char *one = desk_send (both, device, LAMP_NONE, NULL);
  const char *other = desk_send (both, device, LAMP_NONE, NULL);

  g_assert_cmpstr (desk_find_order (both, one)->crew, !=, desk_find_order (both, other)->crew);
  run_until (alone, lone, "fieldComplete");
  run_until (both, one, "fieldComplete");
  run_until (both, other, "fieldComplete");
  g_assert_cmpint (lamp_storm_get_fault (both->storm, 0)->end_usec, <=, lamp_storm_get_fault (alone->storm, 0)->end_usec);
  g_assert_cmpuint (both->n_restored, ==, 1);
  g_assert_cmpuint (both->n_no_faults, ==, 0);
}

/* A crew with a job takes another behind it; one that is off shift is called out; unknown ones are refused. */
static void
test_any_time (void)
{
  g_autoptr (Desk) desk = desk_at_first (2);
  guint32     device = lamp_storm_get_fault (desk->storm, 0)->opens;
  const char *first = desk_send (desk, device, LAMP_NONE, NULL);
  const char *next = desk_send (desk, device + 1, LAMP_NONE, desk_find_order (desk, first)->crew);
  const char *sleeper = NULL, *call_out;

  g_assert_false (lamp_storm_assign (desk->storm, "crew-99", "A-99", device));
  for (guint i = 0; i < desk->crews->len && sleeper == NULL; i++)
    if (!desk->places[i].on_shift)
      sleeper = ((LampCrew *)g_ptr_array_index (desk->crews, i))->base.id;
  g_assert_nonnull (sleeper);
  call_out = desk_send (desk, device, LAMP_NONE, sleeper);
  run_until (desk, next, "acknowledged");
  run_until (desk, first, "fieldComplete");
  g_assert_cmpstr (desk_find_order (desk, next)->status, ==, "acknowledged");
  run_until (desk, next, "fieldComplete");
  run_until (desk, call_out, "fieldComplete");
  /* What the first had repaired is no "nothing found" of the others. */
  g_assert_cmpuint (desk->n_no_faults, ==, 0);
}

/* The device changes on the way: the crew drives to the new one. */
static void
test_new_device (void)
{
  g_autoptr (Desk) desk = desk_at_first (2);
  guint32     right = lamp_storm_get_fault (desk->storm, 0)->opens, wrong = right > 100 ? 0 : town->n_elements - 1;
  const char *id = desk_send (desk, wrong, LAMP_NONE, NULL);

  run_until (desk, id, "enroute");
  desk_run (desk, 5.0, 1.0);
  desk_find_order (desk, id)->device = right;
  g_assert_true (lamp_storm_assign (desk->storm, desk_find_order (desk, id)->crew, id, right));
  run_until (desk, id, "fieldComplete");
  g_assert_false (lamp_storm_get_fault (desk->storm, 0)->active);
}

static LampRecord *
remember_outage (const Desk *desk, const DeskOrder *order)
{
  LampOutage *outage = lamp_record_new (&lamp_outage_type, order->id);

  lamp_record_set_string (&outage->status, "confirmed");
  lamp_record_set_string (&outage->device, lamp_network_element_id (desk->network, order->device));
  lamp_record_set_string (&outage->rule, order->customer != LAMP_NONE && !order->reported ? "service" : "device");
  return &outage->base;
}

static LampRecord *
remember_assignment (const DeskOrder *order)
{
  LampAssignment *assignment = lamp_record_new (&lamp_assignment_type, order->id);

  lamp_record_set_string (&assignment->outage, order->id);
  lamp_record_set_string (&assignment->crew, order->crew);
  lamp_record_set_string (&assignment->status, order->status);
  assignment->assigned_usec = order->opened_usec;
  return &assignment->base;
}

/* The storm is gone; a new one knows what the records say. How many crews were packing up. */
static guint
restart (Desk *desk, LampStormOptions how)
{
  g_autoptr (GPtrArray) outages = g_ptr_array_new_with_free_func (lamp_record_unref);
  g_autoptr (GPtrArray) assignments = g_ptr_array_new_with_free_func (lamp_record_unref);

  for (guint i = 0; i < desk->orders->len; i++)
    {
      const DeskOrder *order = g_ptr_array_index (desk->orders, i);

      if (!order->open)
        continue;
      if (!order->restored) /* what is over is not told */
        g_ptr_array_add (outages, remember_outage (desk, order));
      g_ptr_array_add (assignments, remember_assignment (order));
    }
  g_assert_cmpuint (assignments->len, >=, 1);
  lamp_storm_free (desk->storm);
  desk->storm = lamp_storm_new (desk->network, desk->roads, &how);
  lamp_storm_resume (desk->storm, desk->now_usec, outages, desk->crews, assignments);
  g_assert_cmpuint (lamp_storm_get_n_faults (desk->storm), <=, outages->len);
  return assignments->len - outages->len;
}

/* Killed every five minutes: no crew jumps, no step is said twice, and whatever had been sent for is repaired. */
static void
test_resume (void)
{
  LampStormOptions how = options (4);
  g_autoptr (Desk) desk = desk_new (town, &how);
  guint n_orders, n_leaving = 0;

  for (guint i = 0; i < 20; i++)
    {
      desk_run (desk, 280.0, 2.5);
      n_leaving += restart (desk, how);
      assert_truth (desk->storm);
    }
  g_assert_cmpuint (n_leaving, >=, 1);
  n_orders = desk->orders->len;
  desk->sends = FALSE;
  desk_run (desk, 3 * HOUR_S, 3.0);
  for (guint i = 0; i < n_orders; i++)
    g_assert_false (((DeskOrder *)g_ptr_array_index (desk->orders, i))->open);
}

int
main (int argc, char **argv)
{
  g_autoptr (GError) error = NULL;
  int status;

  g_test_init (&argc, &argv, NULL);
  if (g_getenv ("LAMP_TEST_REGION") != NULL)
    town = lamp_network_load (g_getenv ("LAMP_TEST_REGION"), NULL, &error);
  else
    town = lamp_town_network (12, 8);
  g_assert_no_error (error);
  g_test_add_func ("/simulation/storm/days", test_days);
  g_test_add_func ("/simulation/storm/first", test_first);
  g_test_add_func ("/simulation/storm/deterministic", test_deterministic);
  g_test_add_func ("/simulation/storm/night-desk", test_night_desk);
  g_test_add_func ("/simulation/storm/recall", test_recall);
  g_test_add_func ("/simulation/storm/suspend", test_suspend);
  g_test_add_func ("/simulation/storm/second-crew", test_second_crew);
  g_test_add_func ("/simulation/storm/any-time", test_any_time);
  g_test_add_func ("/simulation/storm/new-device", test_new_device);
  g_test_add_func ("/simulation/storm/resume", test_resume);
  status = g_test_run ();
  lamp_network_unref (town);
  return status;
}
