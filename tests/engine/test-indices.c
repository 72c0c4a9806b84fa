/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The worked example of IEEE 1366 to its printed digits; step restoration, momentary events, days of a local clock and
 * major event days; and indices of random interruptions against sums made another way.
 */
#include "engine/indices.h"

#include <math.h>

#define SEC ((gint64)G_USEC_PER_SEC)
#define MINUTE (60 * SEC)
#define HOUR (60 * MINUTE)
#define DAY (24 * HOUR)
#define YEAR_2001 (G_GINT64_CONSTANT (978307200) * G_USEC_PER_SEC)

static LampInterruption
interruption (guint64 device, gint64 start_usec, gint64 length_usec, double customers, double kva)
{
  return (LampInterruption){ .start_usec = start_usec, .end_usec = start_usec + length_usec, .device = device, .customers = customers, .kva = kva };
}

static LampIndicesOptions
options_of_year (double customers)
{
  return (LampIndicesOptions){ .from_usec = YEAR_2001, .to_usec = YEAR_2001 + 365 * DAY, .momentary_usec = LAMP_MOMENTARY_DEFAULT_USEC, .customers_served = customers };
}

static gint64
clock_usec (int day, int h, int m, int s)
{
  return YEAR_2001 + day * DAY + h * HOUR + m * MINUTE + s * SEC;
}

/* Circuit 7075 of IEEE 1366. */
static void
test_worked_example (void)
{
  const LampInterruption rows[] = {
    interruption (1, clock_usec (10, 12, 12, 20), 8 * MINUTE + 10 * SEC, 200, 800),
    interruption (2, clock_usec (20, 18, 23, 56), 30 * SEC, 400, 1600),
    interruption (3, clock_usec (30, 0, 23, 10), HOUR + 11 * MINUTE + 19 * SEC, 600, 1800),
    interruption (4, clock_usec (40, 23, 17, 0), 30 * MINUTE + 14 * SEC, 25, 75),
    interruption (5, clock_usec (50, 9, 30, 10), 60 * SEC, 2000, 4000),
    interruption (6, clock_usec (60, 15, 45, 39), 4 * HOUR + 27 * MINUTE + 11 * SEC, 90, 500),
    interruption (7, clock_usec (70, 8, 20, 0), 2 * HOUR, 700, 2100),
    interruption (8, clock_usec (80, 17, 10, 0), 10 * MINUTE, 1500, 3000),
    interruption (9, clock_usec (90, 10, 15, 0), 40 * MINUTE, 100, 200),
  };
  g_autoptr (GArray) list = g_array_new (FALSE, FALSE, sizeof (LampInterruption));
  LampIndicesOptions options = options_of_year (2000);
  LampIndices        indices;

  options.kva_served = 4000;
  g_array_append_vals (list, rows, G_N_ELEMENTS (rows));
  lamp_indices_compute (list, NULL, &options, &indices);
  g_assert_cmpfloat_with_epsilon (indices.saifi, 1.6075, 5e-5);
  g_assert_cmpfloat_with_epsilon (indices.saidi_min, 86.1128, 5e-4);
  g_assert_cmpfloat_with_epsilon (indices.caidi_min, 53.5694, 5e-5);
  g_assert_cmpfloat_with_epsilon (indices.asai, 0.99983616, 5e-9);
  g_assert_cmpfloat_with_epsilon (indices.maifi, 1.2, 1e-12);
  g_assert_cmpfloat_with_epsilon (indices.maifi_e, 1.2, 1e-12);
  g_assert_cmpfloat_with_epsilon (indices.asifi, 2.11875, 5e-6);
  g_assert_cmpfloat_with_epsilon (indices.asidi_min, 140.19, 5e-3);
  g_assert_cmpuint (indices.n_sustained, ==, 7);
  g_assert_cmpuint (indices.n_momentary, ==, 2);
  g_assert_true (isnan (indices.caifi) && isnan (indices.cemi[1]));
}

/* 100 out: 30 back after 4 minutes, 50 after an hour, 20 after three; then the 50 once more. */
static void
test_steps_and_people (void)
{
  g_autoptr (GArray) list = g_array_new (FALSE, FALSE, sizeof (LampInterruption));
  g_autoptr (GArray) people = g_array_new (FALSE, FALSE, sizeof (guint32));
  LampIndicesOptions options = options_of_year (1000);
  const gint64       start = YEAR_2001 + DAY;
  LampInterruption   steps[] = {
      interruption (1, start, 4 * MINUTE, 30, NAN),
      interruption (1, start, HOUR, 50, NAN),
      interruption (1, start, 3 * HOUR, 20, NAN),
      interruption (1, start + 10 * HOUR, 2 * HOUR, 50, NAN),
  };
  const guint first[] = { 0, 30, 80, 30 };
  LampIndices indices;

  for (guint32 i = 0; i < 100; i++)
    g_array_append_val (people, i);
  for (guint i = 0; i < G_N_ELEMENTS (steps); i++)
    {
      steps[i].first_known = first[i];
      steps[i].n_known = (guint)steps[i].customers;
    }
  g_array_append_vals (list, steps, G_N_ELEMENTS (steps));
  options.celid_usec = 3 * HOUR;
  lamp_indices_compute (list, people, &options, &indices);
  g_assert_cmpfloat_with_epsilon (indices.saifi, 0.12, 1e-12);
  g_assert_cmpfloat_with_epsilon (indices.saidi_min, (50 * 60 + 20 * 180 + 50 * 120) / 1000.0, 1e-9);
  g_assert_cmpfloat_with_epsilon (indices.maifi, 0.03, 1e-12);
  g_assert_cmpfloat_with_epsilon (indices.maifi_e, 0.03, 1e-12);
  g_assert_cmpfloat_with_epsilon (indices.caifi, 120 / 70.0, 1e-12);
  g_assert_cmpfloat_with_epsilon (indices.ctaidi_min, 12600 / 70.0, 1e-9);
  g_assert_cmpfloat_with_epsilon (indices.cemi[1], 0.07, 1e-12);
  g_assert_cmpfloat_with_epsilon (indices.cemi[2], 0.05, 1e-12);
  g_assert_cmpfloat (indices.cemi[3], ==, 0);
  g_assert_cmpfloat_with_epsilon (indices.celid_s, 0.02, 1e-12);
  g_assert_cmpfloat_with_epsilon (indices.celid_t, 0.07, 1e-12);
  g_assert_cmpfloat_with_epsilon (indices.known_share, 1, 1e-12);
  options.forced_only = TRUE;
  g_array_index (list, LampInterruption, 3).planned = TRUE;
  lamp_indices_compute (list, people, &options, &indices);
  g_assert_cmpfloat_with_epsilon (indices.saifi, 0.07, 1e-12);
}

/* Three reclosings within five minutes are one event; a fourth later is another; two before a lock-out are none. */
static void
test_momentary_events (void)
{
  g_autoptr (GArray) list = g_array_new (FALSE, FALSE, sizeof (LampInterruption));
  LampIndicesOptions     options = options_of_year (100);
  const gint64           t = YEAR_2001 + DAY;
  const LampInterruption rows[] = {
    interruption (7, t, 2 * SEC, 10, NAN),
    interruption (7, t + 30 * SEC, 15 * SEC, 10, NAN),
    interruption (7, t + 2 * MINUTE, 15 * SEC, 8, NAN),
    interruption (7, t + 9 * MINUTE, 2 * SEC, 10, NAN),
    interruption (8, t, 2 * SEC, 20, NAN),
    interruption (8, t + 20 * SEC, 15 * SEC, 20, NAN),
    interruption (8, t + MINUTE, HOUR, 20, NAN),
    interruption (9, t, 5 * MINUTE, 1, NAN), /* exactly five minutes is momentary still */
  };
  LampIndices indices;

  g_array_append_vals (list, rows, G_N_ELEMENTS (rows));
  lamp_indices_compute (list, NULL, &options, &indices);
  g_assert_cmpfloat_with_epsilon (indices.maifi, 0.79, 1e-12);
  g_assert_cmpfloat_with_epsilon (indices.maifi_e, 0.21, 1e-12);
  g_assert_cmpuint (indices.n_momentary_events, ==, 3);
  g_assert_cmpfloat_with_epsilon (indices.saifi, 0.2, 1e-12);
  options.momentary_usec = MINUTE;
  lamp_indices_compute (list, NULL, &options, &indices);
  g_assert_cmpfloat_with_epsilon (indices.saifi, 0.21, 1e-12);
}

static void
test_open_and_outside (void)
{
  g_autoptr (GArray) list = g_array_new (FALSE, FALSE, sizeof (LampInterruption));
  LampIndicesOptions options = options_of_year (10);
  LampInterruption   lasting = interruption (1, options.to_usec - HOUR, 0, 1, NAN);
  LampInterruption   young = interruption (2, options.to_usec - MINUTE, 0, 1, NAN);
  LampInterruption   before = interruption (3, options.from_usec - 1, DAY, 10, NAN);
  LampInterruption   after = interruption (4, options.to_usec, DAY, 10, NAN);
  LampIndices        indices;

  lamp_indices_compute (list, NULL, &options, &indices);
  g_assert_cmpfloat (indices.saifi, ==, 0);
  g_assert_cmpfloat (indices.asai, ==, 1);
  g_assert_true (isnan (indices.caidi_min));
  g_assert_cmpfloat (indices.cemi[1], ==, 0);
  lasting.end_usec = young.end_usec = LAMP_UNKNOWN_TIME;
  g_array_append_val (list, lasting);
  g_array_append_val (list, young);
  g_array_append_val (list, before);
  g_array_append_val (list, after);
  lamp_indices_compute (list, NULL, &options, &indices);
  g_assert_cmpfloat_with_epsilon (indices.saifi, 0.1, 1e-12);
  g_assert_cmpfloat_with_epsilon (indices.saidi_min, 6, 1e-9);
  g_assert_cmpuint (indices.n_undecided, ==, 1);
}

/* A day of this test: its SAIDI is `minutes`. */
static void
add_day (GArray *days, gint32 day, double minutes)
{
  LampIndicesDay one = { day, minutes, 1 };

  g_array_append_val (days, one);
}

static void
test_major_days (void)
{
  g_autoptr (GArray) days = g_array_new (FALSE, FALSE, sizeof (LampIndicesDay));
  g_autoptr (GArray) major = NULL;
  const double  published_sum = -0.555 + 2.5 * 1.90;
  LampMajorDays learnt;

  /* Two days at exp (alpha ± d) have a deviation of d √2 as a sample, and of d as a population. */
  add_day (days, 1, exp (-0.555 - 1.90));
  add_day (days, 2, 0);
  add_day (days, 3, exp (-0.555 + 1.90));
  learnt = lamp_major_days_learn (days, TRUE);
  g_assert_cmpuint (learnt.n_days, ==, 2);
  g_assert_cmpfloat_with_epsilon (learnt.alpha, -0.555, 1e-12);
  g_assert_cmpfloat_with_epsilon (learnt.beta, 1.90, 1e-12);
  g_assert_cmpfloat_with_epsilon (learnt.t_med_min, exp (published_sum), 1e-9);
  g_assert_cmpfloat_with_epsilon (learnt.t_med_min, 66.35, 5e-3);
  learnt = lamp_major_days_learn (days, FALSE);
  g_assert_cmpfloat_with_epsilon (learnt.beta, 1.90 * sqrt (2), 1e-12);
  add_day (days, 4, 66.36);
  add_day (days, 5, 66.34);
  major = lamp_major_days_find (days, exp (published_sum));
  g_assert_cmpuint (major->len, ==, 1);
  g_assert_cmpint (g_array_index (major, gint32, 0), ==, 4);
  g_array_set_size (days, 2);
  g_assert_true (isnan (lamp_major_days_learn (days, FALSE).t_med_min));
}

/* Half past eleven at night, and how long it lasts does not matter: it is of the day it began, by the utility's clock. */
static void
test_local_days (void)
{
  g_autoptr (GTimeZone) china = g_time_zone_new_identifier ("Asia/Shanghai");
  g_autoptr (GArray) list = g_array_new (FALSE, FALSE, sizeof (LampInterruption));
  g_autoptr (GArray) days = NULL;
  g_autoptr (GArray) left_out = g_array_new (FALSE, FALSE, sizeof (gint32));
  g_autofree char   *name = NULL;
  LampIndicesOptions options = options_of_year (100);
  LampInterruption   one = interruption (1, clock_usec (10, 15, 30, 0), 12 * HOUR, 50, NAN);
  LampInterruption   two = interruption (2, clock_usec (10, 16, 0, 0), HOUR, 50, NAN);
  LampIndices        indices;

  g_assert_nonnull (china);
  options.zone = china;
  g_array_append_val (list, two);
  g_array_append_val (list, one);
  days = lamp_indices_days (list, &options);
  g_assert_cmpuint (days->len, ==, 2);
  g_assert_cmpfloat_with_epsilon (g_array_index (days, LampIndicesDay, 0).saidi_min, 360, 1e-9);
  g_assert_cmpfloat_with_epsilon (g_array_index (days, LampIndicesDay, 1).saidi_min, 30, 1e-9);
  name = lamp_day_to_string (g_array_index (days, LampIndicesDay, 0).day);
  g_assert_cmpstr (name, ==, "2001-01-11");
  g_assert_cmpint (lamp_day_of (-1, NULL), ==, -1);
  g_array_append_val (left_out, g_array_index (days, LampIndicesDay, 0).day);
  options.left_out = left_out;
  lamp_indices_compute (list, NULL, &options, &indices);
  g_assert_cmpfloat_with_epsilon (indices.saidi_min, 30, 1e-9);
}

/* Every customer by himself, minute by minute in a table: not one formula of the other. */
static void
test_random_against_table (void)
{
  enum {
    PEOPLE = 40,
    MINUTES = 600,
  };
  g_autoptr (GRand) rand = g_rand_new_with_seed (11);

  for (guint round = 0; round < 60; round++)
    {
      g_autoptr (GArray) list = g_array_new (FALSE, FALSE, sizeof (LampInterruption));
      g_autoptr (GArray) people = g_array_new (FALSE, FALSE, sizeof (guint32));
      LampIndicesOptions options = options_of_year (PEOPLE);
      guint              dark_min = 0, n_sustained = 0, n_momentary = 0, per_person[PEOPLE] = { 0 };
      LampIndices        indices;

      for (guint32 person = 0; person < PEOPLE; person++)
        for (int minute = g_rand_int_range (rand, 1, 300); minute < MINUTES; minute += g_rand_int_range (rand, 1, 300))
          {
            int              length = g_rand_int_range (rand, 1, 60);
            LampInterruption one = interruption (person, YEAR_2001 + minute * MINUTE, length * MINUTE, 1, NAN);

            one.first_known = people->len;
            one.n_known = 1;
            g_array_append_val (people, person);
            g_array_append_val (list, one);
            for (int m = minute; m < minute + length; m++)
              dark_min += length > 5;
            n_sustained += length > 5;
            n_momentary += length <= 5;
            per_person[person] += length > 5;
          }
      lamp_indices_compute (list, people, &options, &indices);
      g_assert_cmpfloat_with_epsilon (indices.saifi, n_sustained / (double)PEOPLE, 1e-9);
      g_assert_cmpfloat_with_epsilon (indices.saidi_min, dark_min / (double)PEOPLE, 1e-9);
      g_assert_cmpfloat_with_epsilon (indices.maifi, n_momentary / (double)PEOPLE, 1e-9);
      for (guint k = 1; k <= LAMP_CEMI_MAX; k++)
        {
          guint n = 0;

          for (guint person = 0; person < PEOPLE; person++)
            n += per_person[person] >= k;
          g_assert_cmpfloat_with_epsilon (indices.cemi[k], n / (double)PEOPLE, 1e-9);
        }
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/engine/indices/worked-example", test_worked_example);
  g_test_add_func ("/engine/indices/steps-and-people", test_steps_and_people);
  g_test_add_func ("/engine/indices/momentary-events", test_momentary_events);
  g_test_add_func ("/engine/indices/open-and-outside", test_open_and_outside);
  g_test_add_func ("/engine/indices/major-days", test_major_days);
  g_test_add_func ("/engine/indices/local-days", test_local_days);
  g_test_add_func ("/engine/indices/random", test_random_against_table);
  return g_test_run ();
}
