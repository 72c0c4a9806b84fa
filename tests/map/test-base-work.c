/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The program ends only when the workers have left GDAL: exit() takes its tables down.
 */
#include "map/base-work.h"

#include <stdio.h>

static int is_inside; /* atomic */

static gpointer
work (gpointer data)
{
  if (!lamp_base_work_begin ())
    return NULL;
  g_atomic_int_set (&is_inside, TRUE);
  while (!lamp_base_work_is_over ()) /* as the warper asks now and then */
    g_thread_yield ();
  printf ("has left\n");
  fflush (stdout);
  lamp_base_work_end ();
  return NULL;
}

static void
begin_in_thread (void)
{
  g_thread_unref (g_thread_new ("work", work, NULL));
  while (!g_atomic_int_get (&is_inside))
    g_thread_yield ();
}

static void
check_subprocess (void)
{
  g_test_trap_subprocess (NULL, 0, G_TEST_SUBPROCESS_DEFAULT);
  g_test_trap_assert_passed ();
  g_test_trap_assert_stdout ("*has left*");
}

/* Even of who ends without a word, once there was work. */
static void
test_is_waited_for (void)
{
  if (!g_test_subprocess ())
    {
      check_subprocess ();
      return;
    }
  g_assert_true (lamp_base_work_begin ());
  lamp_base_work_end ();
  begin_in_thread ();
}

/* The first work is under way when the program ends. */
static void
test_first_is_waited_for (void)
{
  if (!g_test_subprocess ())
    {
      check_subprocess ();
      return;
    }
  begin_in_thread ();
  lamp_base_work_leave ();
  g_assert_false (lamp_base_work_begin ());
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/map/base-work/is-waited-for", test_is_waited_for);
  g_test_add_func ("/map/base-work/first-is-waited-for", test_first_is_waited_for);
  return g_test_run ();
}
