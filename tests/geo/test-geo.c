/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Projection and distances against values worked out elsewhere, and the round trip as a property.
 */
#include "geo/geo.h"

#include <math.h>

static void
assert_near (double actual, double expected, double tolerance)
{
  g_assert_cmpfloat (fabs (actual - expected), <=, tolerance);
}

static void
test_known_places (void)
{
  static const struct
  {
    LampPoint point;
    double    x_fraction, y_fraction; /* of the world, from EPSG:3857 metres by GDAL */
  } cases[] = {
    { { 0.0, 0.0 }, 0.5, 0.5 },
    { { -180.0, 85.0511287 }, 0.0, 0.0 },
    { { 116.391, 39.907 }, 0.823308333, 0.378917 },
    { { -79.8492, 36.0968 }, 0.278196667, 0.392356 },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      LampWorld at = lamp_world_from_point (cases[i].point);

      assert_near (at.x / LAMP_WORLD_SIZE, cases[i].x_fraction, 2e-4);
      assert_near (at.y / LAMP_WORLD_SIZE, cases[i].y_fraction, 2e-4);
    }
}

static void
test_mercator_metres (void)
{
  /* 139.7 E 35.6 N, as printed by gdaltransform -s_srs OGC:CRS84 -t_srs EPSG:3857. */
  LampWorld metres = lamp_world_from_mercator (15551332.8638203, 4245720.66044159);
  LampWorld degrees = lamp_world_from_point ((LampPoint){ 139.7, 35.6 });

  assert_near (metres.x, degrees.x, 1);
  assert_near (metres.y, degrees.y, 1);
  assert_near (lamp_point_from_world (metres).lat_deg, 35.6, 1e-7);
}

/* Over every latitude, at the middles and edges of any strips it may be worked out in, and many at once. */
static void
test_mercator_formula (void)
{
  for (guint i = 0; i <= 200000; i++)
    {
      LampPoint points[2] = { { -180.0 + i * 0.0018, -LAMP_MERCATOR_MAX_LAT + i * (2.0 * LAMP_MERCATOR_MAX_LAT / 200000.0) }, { 0.0, 91.0 } };
      double    north = asinh (tan (points[0].lat_deg * G_PI / 180.0));
      double    y = (0.5 - north / (2.0 * G_PI)) * LAMP_WORLD_SIZE;
      LampWorld at = lamp_world_from_point (points[0]);
      LampWorld many[2];

      g_assert_cmpfloat (fabs (at.y - CLAMP (y, 0.0, LAMP_WORLD_SIZE - 1.0)), <=, 0.51);
      g_assert_cmpuint (lamp_world_from_points (points, 2, many), ==, 1); /* the other one is not on earth */
      g_assert_cmpuint (many[0].x, ==, at.x);
      g_assert_cmpuint (many[0].y, ==, at.y);
    }
}

static void
test_round_trip (void)
{
  for (int i = 0; i < 10000; i++)
    {
      LampPoint point = { g_test_rand_double_range (-180, 180), g_test_rand_double_range (-85, 85) };
      LampPoint back = lamp_point_from_world (lamp_world_from_point (point));

      assert_near (lamp_point_distance_m (point, back), 0.0, 0.01);
    }
}

static void
test_distance (void)
{
  LampPoint paris = { 2.3522, 48.8566 }, london = { -0.1276, 51.5072 };

  assert_near (lamp_point_distance_m (paris, london), 343500, 1000);
  assert_near (lamp_point_distance_m ((LampPoint){ 0, 0 }, (LampPoint){ 180, 0 }), G_PI * LAMP_EARTH_RADIUS_M, 1);
  for (int i = 0; i < 1000; i++)
    {
      LampPoint a = { g_test_rand_double_range (-170, 170), g_test_rand_double_range (-70, 70) };
      LampPoint b = { a.lon_deg + g_test_rand_double_range (-0.2, 0.2), a.lat_deg + g_test_rand_double_range (-0.2, 0.2) };
      double    sphere_m = lamp_point_distance_m (a, b);

      assert_near (lamp_world_distance_m (lamp_world_from_point (a), lamp_world_from_point (b)), sphere_m, 0.02 + 0.001 * sphere_m);
    }
}

static void
test_bearing (void)
{
  LampPoint here = { 10, 50 };

  assert_near (lamp_point_bearing_deg (here, (LampPoint){ 10, 51 }), 0, 1e-9);
  assert_near (lamp_point_bearing_deg (here, (LampPoint){ 10, 49 }), 180, 1e-9);
  assert_near (lamp_point_bearing_deg ((LampPoint){ 0, 0 }, (LampPoint){ 1, 0 }), 90, 1e-9);
  assert_near (lamp_point_bearing_deg ((LampPoint){ 0, 0 }, (LampPoint){ -1, 0 }), 270, 1e-9);
}

static void
test_validity (void)
{
  g_assert_true (lamp_point_is_valid ((LampPoint){ 180, -90 }));
  g_assert_false (lamp_point_is_valid ((LampPoint){ 180.1, 0 }));
  g_assert_false (lamp_point_is_valid ((LampPoint){ 0, NAN }));
  g_assert_false (lamp_point_is_valid ((LampPoint){ INFINITY, 0 }));
  g_assert_false (lamp_world_is_known (LAMP_WORLD_NONE));
}

static void
test_segment_distance (void)
{
  LampWorld a = { 1000, 1000 }, b = { 2000, 1000 };
  double    along;

  assert_near (lamp_world_segment_distance2 ((LampWorld){ 1500, 1100 }, a, b, &along), 10000, 1e-6);
  assert_near (along, 0.5, 1e-9);
  assert_near (lamp_world_segment_distance2 ((LampWorld){ 900, 1000 }, a, b, &along), 10000, 1e-6);
  assert_near (along, 0, 0);
  assert_near (lamp_world_segment_distance2 (a, b, b, NULL), 1e6, 1e-6);
}

/* Against its definition: whatever lies in either lies in both joined, and an edge of it is an edge of one of them. */
static void
test_join (void)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (g_test_rand_int ());
  const LampWorldBox none = LAMP_WORLD_BOX_EMPTY;

  for (guint i = 0; i < 200; i++)
    {
      LampWorldBox one = LAMP_WORLD_BOX_EMPTY, two = LAMP_WORLD_BOX_EMPTY, all = LAMP_WORLD_BOX_EMPTY, joined;

      for (guint corner = 0; corner < 4; corner++)
        {
          LampWorld at = { g_rand_int (rand), g_rand_int (rand) };

          lamp_world_box_add (corner < 2 ? &one : &two, at);
          lamp_world_box_add (&all, at);
        }
      joined = one;
      lamp_world_box_join (&joined, two);
      g_assert_cmpmem (&joined, sizeof joined, &all, sizeof all);
      lamp_world_box_join (&joined, none);
      g_assert_cmpmem (&joined, sizeof joined, &all, sizeof all);
      joined = none;
      lamp_world_box_join (&joined, one);
      g_assert_cmpmem (&joined, sizeof joined, &one, sizeof one);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/geo/known-places", test_known_places);
  g_test_add_func ("/geo/mercator-metres", test_mercator_metres);
  g_test_add_func ("/geo/mercator-formula", test_mercator_formula);
  g_test_add_func ("/geo/round-trip", test_round_trip);
  g_test_add_func ("/geo/distance", test_distance);
  g_test_add_func ("/geo/bearing", test_bearing);
  g_test_add_func ("/geo/validity", test_validity);
  g_test_add_func ("/geo/segment-distance", test_segment_distance);
  g_test_add_func ("/geo/join", test_join);
  return g_test_run ();
}
