/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The edge of a box: corners are where they are counted, and the nearest place on it is nearer than any other.
 */
#include "grid/base-edge.h"

#include <math.h>

static const LampBox box = { .west_deg = -3.0, .south_deg = 40.0, .east_deg = 5.0, .north_deg = 44.0 };

static LampPoint
place (double along)
{
  LampPoint a = lamp_box_corner (&box, (guint)along);
  LampPoint b = lamp_box_corner (&box, (guint)along + 1);
  double    share = along - floor (along);

  return (LampPoint){ a.lon_deg + share * (b.lon_deg - a.lon_deg), a.lat_deg + share * (b.lat_deg - a.lat_deg) };
}

static void
test_along (void)
{
  for (double along = 0.0; along < 4.0; along += 1.0 / 16.0)
    {
      g_assert_cmpfloat_with_epsilon (fmod (lamp_box_along_edge (&box, place (along)), 4.0), along, 1e-9);
      g_assert_true (lamp_box_contains (&box, place (along)));
    }
  g_assert_cmpfloat (lamp_box_corner (&box, 0).lat_deg, ==, box.north_deg);
  g_assert_cmpfloat (lamp_box_corner (&box, 1).lon_deg, ==, box.east_deg);
  g_assert_false (lamp_box_contains (&box, (LampPoint){ 5.1, 42.0 }));
  g_assert_false (lamp_box_contains (&box, (LampPoint){ 0.0, 39.9 }));
}

static double
apart (LampPoint a, LampPoint b)
{
  return hypot ((a.lon_deg - b.lon_deg) / (box.east_deg - box.west_deg), (a.lat_deg - b.lat_deg) / (box.north_deg - box.south_deg));
}

static void
test_nearest (void)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (3);

  for (guint i = 0; i < 1000; i++)
    {
      LampPoint at = { g_rand_double_range (rand, box.west_deg, box.east_deg), g_rand_double_range (rand, box.south_deg, box.north_deg) };
      double    share = 0.0;
      LampPoint edge = lamp_box_nearest_edge (&box, at, &share);

      g_assert_cmpfloat_with_epsilon (apart (at, edge), share, 1e-9);
      g_assert_cmpfloat (apart (edge, place (fmod (lamp_box_along_edge (&box, edge), 4.0))), <, 1e-9);
      for (double along = 0.0; along < 4.0; along += 1.0 / 16.0)
        g_assert_cmpfloat (apart (at, place (along)), >=, share - 1e-9);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/base-edge/along", test_along);
  g_test_add_func ("/base-edge/nearest", test_nearest);
  return g_test_run ();
}
