/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Every job is done once, whatever their number, also those that have jobs of their own.
 */
#include "map/jobs.h"

#define MOST 300

typedef struct
{
  guint times[MOST]; /* atomic */
  guint n_inner;     /* atomic */
  guint inner;       /* jobs of each job */
} Counted;

static void
count_inner (guint i, gpointer data)
{
  Counted *counted = data;

  g_atomic_int_inc (&counted->n_inner);
}

static void
count (guint i, gpointer data)
{
  Counted *counted = data;

  g_assert_cmpuint (i, <, MOST);
  g_atomic_int_inc (&counted->times[i]);
  lamp_jobs_run (counted->inner, count_inner, counted);
}

static void
check (guint n, guint inner)
{
  Counted counted = { .inner = inner };

  lamp_jobs_run (n, count, &counted);
  for (guint i = 0; i < MOST; i++)
    g_assert_cmpuint (counted.times[i], ==, i < n);
  g_assert_cmpuint (counted.n_inner, ==, n * inner);
}

static void
test_once (void)
{
  for (guint n = 0; n <= MOST; n += n < 20 ? 1 : 70)
    check (n, 0);
}

static void
test_nested (void)
{
  for (guint n = 0; n < 12; n++)
    check (n, 5);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/map/jobs/once", test_once);
  g_test_add_func ("/map/jobs/nested", test_nested);
  return g_test_run ();
}
