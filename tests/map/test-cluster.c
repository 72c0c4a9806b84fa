/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Clusters and moving crews, by their properties.
 */
#include "map/cluster.h"
#include "map/motion.h"

#include <math.h>

static double
apart (LampClusterPoint a, LampClusterPoint b)
{
  return hypot ((double)a.at.x - b.at.x, (double)a.at.y - b.at.y);
}

static void
check (const LampClusterPoint *points, guint n, double radius, const guint32 *head)
{
  guint stands_for = 0;

  for (guint i = 0; i < n; i++)
    {
      g_assert_cmpuint (head[i], <=, i);
      g_assert_cmpuint (head[head[i]], ==, head[i]); /* a head is its own */
      if (points[i].keep)
        g_assert_cmpuint (head[i], ==, i);
      if (head[i] == i)
        {
          for (guint j = 0; j < n; j++)
            stands_for += head[j] == i;
          continue;
        }
      g_assert_false (points[head[i]].keep);
      g_assert_cmpuint (points[head[i]].kind, ==, points[i].kind);
      g_assert_cmpfloat (apart (points[head[i]], points[i]), <=, radius);
    }
  g_assert_cmpuint (stands_for, ==, n); /* nothing is lost */
  for (guint i = 0; i < n; i++)
    for (guint j = 0; j < i; j++)
      if (head[i] == i && head[j] == j && !points[i].keep && !points[j].keep && points[i].kind == points[j].kind)
        g_assert_cmpfloat (apart (points[i], points[j]), >, radius);
}

static void
test_properties (void)
{
  for (guint32 seed = 0; seed < 80; seed++)
    {
      g_autoptr (GRand) rand = g_rand_new_with_seed (seed);
      guint                        n = (guint)g_rand_int_range (rand, 0, 300);
      g_autofree LampClusterPoint *points = g_new (LampClusterPoint, n + 1);
      g_autofree guint32          *head = g_new (guint32, n + 1);
      double                       radius = pow (10.0, g_rand_double_range (rand, 0.0, 6.0));

      for (guint i = 0; i < n; i++)
        points[i] = (LampClusterPoint){ { (guint32)g_rand_double_range (rand, 1e9, 1e9 + 3e6), (guint32)g_rand_double_range (rand, 1e9, 1e9 + 3e6) },
                                        (guint)g_rand_int_range (rand, 0, 3),
                                        g_rand_int_range (rand, 0, 10) == 0 };
      lamp_cluster (points, n, radius, head);
      check (points, n, radius, head);
    }
}

static void
test_one_place (void)
{
  LampClusterPoint points[4] = { { { 5, 5 }, 1, FALSE }, { { 5, 5 }, 1, TRUE }, { { 5, 5 }, 1, FALSE }, { { 5, 5 }, 2, FALSE } };
  guint32          head[4];

  lamp_cluster (points, 4, 10.0, head);
  g_assert_cmpuint (head[0], ==, 0);
  g_assert_cmpuint (head[1], ==, 1); /* a key site that is out is never hidden */
  g_assert_cmpuint (head[2], ==, 0);
  g_assert_cmpuint (head[3], ==, 3);
}

#define AT(x, y) ((LampWorld){ 1200000000u + (x), 1700000000u + (y) })
#define SEC (G_USEC_PER_SEC)

static void
test_motion (void)
{
  LampMotion motion = LAMP_MOTION_NONE;

  lamp_motion_add (&motion, AT (0, 0), 100 * SEC, 500 * SEC);
  g_assert_false (lamp_motion_is_moving (&motion, 500 * SEC));
  lamp_motion_add (&motion, AT (1000, 500), 110 * SEC, 510 * SEC);
  g_assert_true (lamp_motion_is_moving (&motion, 511 * SEC));
  for (gint64 t = 0; t <= 10; t++) /* evenly, as long as lay between the fixes */
    {
      LampWorld at = lamp_motion_at (&motion, (510 + t) * SEC);

      g_assert_cmpuint (at.x, ==, AT (100 * (guint32)t, 0).x);
      g_assert_cmpuint (at.y, ==, AT (0, 50 * (guint32)t).y);
    }
  g_assert_false (lamp_motion_is_moving (&motion, 520 * SEC));
  g_assert_cmpuint (lamp_motion_at (&motion, 900 * SEC).x, ==, AT (1000, 0).x); /* never beyond */
}

static void
test_motion_interrupted (void)
{
  LampMotion motion = LAMP_MOTION_NONE;
  LampWorld  before, after;

  lamp_motion_add (&motion, AT (0, 0), 100 * SEC, 500 * SEC);
  lamp_motion_add (&motion, AT (1000, 0), 110 * SEC, 510 * SEC);
  before = lamp_motion_at (&motion, 514 * SEC);
  lamp_motion_add (&motion, AT (0, 1000), 114 * SEC, 514 * SEC);
  after = lamp_motion_at (&motion, 514 * SEC);
  g_assert_cmpuint (before.x, ==, after.x);                      /* no jump when a fix comes early */
  lamp_motion_add (&motion, AT (0, 1000), 114 * SEC, 515 * SEC); /* the same again */
  g_assert_true (lamp_motion_is_moving (&motion, 515 * SEC));
  g_assert_cmpuint (lamp_motion_at (&motion, 518 * SEC).y, ==, AT (0, 1000).y);
}

static void
test_motion_jump (void)
{
  LampMotion motion = LAMP_MOTION_NONE;

  lamp_motion_add (&motion, AT (0, 0), 100 * SEC, 500 * SEC);
  lamp_motion_add (&motion, AT (90000000, 0), 110 * SEC, 510 * SEC); /* hundreds of kilometres */
  g_assert_false (lamp_motion_is_moving (&motion, 510 * SEC));
  g_assert_cmpuint (lamp_motion_at (&motion, 510 * SEC).x, ==, AT (90000000, 0).x);
  lamp_motion_add (&motion, AT (90000100, 0), 90 * SEC, 511 * SEC); /* a replay went back */
  g_assert_cmpuint (lamp_motion_at (&motion, 511 * SEC).x, ==, AT (90000100, 0).x);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/map/cluster/properties", test_properties);
  g_test_add_func ("/map/cluster/one-place", test_one_place);
  g_test_add_func ("/map/motion/even", test_motion);
  g_test_add_func ("/map/motion/interrupted", test_motion_interrupted);
  g_test_add_func ("/map/motion/jump", test_motion_jump);
  return g_test_run ();
}
