/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Places as people write them: a table of what is understood and what is refused, and whatever we write ourselves.
 */
#include "geo/coordinates.h"

#include <math.h>
#include <string.h>

static void
test_understood (void)
{
  static const struct
  {
    const char *text;
    double      lat, lon;
  } cases[] = {
    { "54.7119, 2.2419", 54.7119, 2.2419 },
    { "  54.7119 2.2419 ", 54.7119, 2.2419 },
    { "54.7119,2.2419", 54.7119, 2.2419 },
    { "54.7119;2.2419", 54.7119, 2.2419 },
    { "54.7119/2.2419", 54.7119, 2.2419 },
    { "-33.86, 151.2", -33.86, 151.2 },
    { "−33.86，−151.2", -33.86, -151.2 },
    { "+5 -7", 5, -7 },
    { "54,7119 2,2419", 54.7119, 2.2419 },
    { "54,7119; 2,2419", 54.7119, 2.2419 },
    { "54,7119, 2,2419", 54.7119, 2.2419 },
    { "54,2", 54, 2 },
    { "geo:54.7,2.2", 54.7, 2.2 },
    { "N54.7 E2.24", 54.7, 2.24 },
    { "54.7N 2.24W", 54.7, -2.24 },
    { "2.24 w, 54.7 s", -54.7, -2.24 },
    { "E2.24 N54.7", 54.7, 2.24 },
    { "54.7119° N 2.2419° E", 54.7119, 2.2419 },
    { "54°42'43\"N 2°14'31\"E", 54.0 + 42.0 / 60 + 43.0 / 3600, 2.0 + 14.0 / 60 + 31.0 / 3600 },
    { "54° 42′ 43.5″ N, 2° 14′ 31″ W", 54.0 + 42.0 / 60 + 43.5 / 3600, -(2.0 + 14.0 / 60 + 31.0 / 3600) },
    { "54°42'43''N 2°14'31''E", 54.0 + 42.0 / 60 + 43.0 / 3600, 2.0 + 14.0 / 60 + 31.0 / 3600 },
    { "54 42 43 N 2 14 31 E", 54.0 + 42.0 / 60 + 43.0 / 3600, 2.0 + 14.0 / 60 + 31.0 / 3600 },
    { "54°42.7' 2°14.5'", 54.0 + 42.7 / 60, 2.0 + 14.5 / 60 },
    { "-54°30' 2°0'", -54.5, 2.0 },
    { "-0°30' 2°0'", -0.5, 2.0 },
    { "54 42.7, 2 14.5", 54.0 + 42.7 / 60, 2.0 + 14.5 / 60 },
    { "54 42 43 2 14 31", 54.0 + 42.0 / 60 + 43.0 / 3600, 2.0 + 14.0 / 60 + 31.0 / 3600 },
    { "北纬39.9 东经116.4", 39.9, 116.4 },
    { "东经116.4，北纬39.9", 39.9, 116.4 },
    { "90 180", 90, 180 },
    { "N 5, 7", 5, 7 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      LampPoint point = { 999, 999 };

      g_test_message ("%s", cases[i].text);
      g_assert_true (lamp_coordinates_parse (cases[i].text, &point));
      g_assert_cmpfloat_with_epsilon (point.lat_deg, cases[i].lat, 1e-9);
      g_assert_cmpfloat_with_epsilon (point.lon_deg, cases[i].lon, 1e-9);
    }
}

static void
test_refused (void)
{
  static const char *const cases[] = {
    "",
    " ",
    "54.7",
    "54.7,",
    ",2",
    "91, 0",
    "0, 181",
    "1 2 3",
    "1,2,3",
    "54.7, 2.2, 9",
    "5N 7N",
    "5E 7W",
    "-5N 7E",
    "N5N 7E",
    "5 N E",
    "54°61' 2°0'",
    "54°10'60\" 2°0'0\"",
    "54.5°10' 2°0'",
    "54'10° 2°",
    "Riverside Hospital",
    "O-1004",
    "54.7 2.2 x",
    "1e3, 5",
    "nan, nan",
    "54..7, 2",
    "--5, 2",
    "5 -6 7 8",
    "999999999999999999999999999999, 1",
    "1 2 3 4 5 6 7 8",
    "54,7,2,2",
    "0x10, 2",
    "\xff\xfe",
    "°",
    "N",
    "N E",
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      LampPoint        point = { 999, 999 };
      g_autofree char *shown = g_strescape (cases[i], NULL); /* not all of it is text, and what reads the tests' words stumbles */

      g_test_message ("%s", shown);
      g_assert_false (lamp_coordinates_parse (cases[i], &point));
      g_assert_cmpfloat (point.lon_deg, ==, 999);
    }
}

/* What we write we read, and so do those who write degrees, minutes and seconds. */
static void
test_back_again (void)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (11);

  for (guint i = 0; i < 3000; i++)
    {
      LampPoint        point = { g_rand_double_range (rand, -180, 180), g_rand_double_range (rand, -90, 90) }, ours, dms;
      g_autofree char *text = lamp_coordinates_format (point);
      double           lat = floor (fabs (point.lat_deg) * 3600) / 3600, lon = floor (fabs (point.lon_deg) * 3600) / 3600;
      int              lat_s = (int)lround (lat * 3600), lon_s = (int)lround (lon * 3600);
      g_autofree char *other = g_strdup_printf ("%d°%02d'%02d\"%c, %d°%02d'%02d\"%c", lat_s / 3600, lat_s / 60 % 60, lat_s % 60, point.lat_deg < 0 ? 'S' : 'N',
                                                lon_s / 3600, lon_s / 60 % 60, lon_s % 60, point.lon_deg < 0 ? 'W' : 'E');

      g_assert_true (lamp_coordinates_parse (text, &ours));
      g_assert_cmpfloat_with_epsilon (ours.lat_deg, point.lat_deg, 6e-6);
      g_assert_cmpfloat_with_epsilon (ours.lon_deg, point.lon_deg, 6e-6);
      g_assert_true (lamp_coordinates_parse (other, &dms));
      g_assert_cmpfloat_with_epsilon (dms.lat_deg, point.lat_deg, 1.01 / 3600);
      g_assert_cmpfloat_with_epsilon (dms.lon_deg, point.lon_deg, 1.01 / 3600);
    }
}

/* Whatever is typed: it is refused, or a place on earth. */
static void
test_anything (void)
{
  static const char *const pieces[] = { "5", "54", ".", ",", " ", "-", "°", "'", "\"", "N", "s", "E", "w", "北", "经", ";", "+", "7.25", "″", "x" };
  g_autoptr (GRand) rand = g_rand_new_with_seed (12);
  guint n_read = 0;

  for (guint i = 0; i < 30000; i++)
    {
      g_autoptr (GString) text = g_string_new (NULL);
      LampPoint point = { 0, 0 };

      for (gint n = g_rand_int_range (rand, 0, 14); n > 0; n--)
        g_string_append (text, pieces[g_rand_int_range (rand, 0, G_N_ELEMENTS (pieces))]);
      if (!lamp_coordinates_parse (text->str, &point))
        continue;
      g_assert_true (lamp_point_is_valid (point));
      n_read++;
    }
  g_assert_cmpuint (n_read, >, 50);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/geo/coordinates/understood", test_understood);
  g_test_add_func ("/geo/coordinates/refused", test_refused);
  g_test_add_func ("/geo/coordinates/back-again", test_back_again);
  g_test_add_func ("/geo/coordinates/anything", test_anything);
  return g_test_run ();
}
