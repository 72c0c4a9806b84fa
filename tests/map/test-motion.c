/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Crews between two fixes, their heading, and the trail they leave.
 */
#include "map/trail.h"

#include <math.h>

#define SEC G_USEC_PER_SEC

static const LampWorld home = { 2300000000u, 1400000000u };

static LampWorld
off (gint32 x, gint32 y)
{
  return (LampWorld){ home.x + (guint32)x, home.y + (guint32)y };
}

/* A step is about ten metres. */
static void
test_trail (void)
{
  LampTrail trail = { 0 };

  g_assert_cmpuint (lamp_trail_get_n (&trail), ==, 0);
  lamp_trail_add (&trail, home, 0);
  lamp_trail_add (&trail, home, 0);
  lamp_trail_add (&trail, home, 10 * SEC); /* it stands */
  g_assert_cmpuint (lamp_trail_get_n (&trail), ==, 1);
  for (int i = 1; i <= 40; i++)
    lamp_trail_add (&trail, off (i * 1000, 0), (10 + i) * SEC);
  g_assert_cmpuint (lamp_trail_get_n (&trail), ==, LAMP_TRAIL_FIXES);
  for (guint i = 0; i < LAMP_TRAIL_FIXES; i++)
    g_assert_cmpuint (lamp_trail_get (&trail, i).x, ==, off ((gint32)(41 - LAMP_TRAIL_FIXES + i) * 1000, 0).x);
}

/* What nobody knows is not drawn as if it had been driven. */
static void
test_trail_begins_anew (void)
{
  LampTrail trail = { 0 };

  lamp_trail_add (&trail, home, 0);
  lamp_trail_add (&trail, off (1000, 0), 10 * SEC);
  lamp_trail_add (&trail, off (2000, 0), (LAMP_TRAIL_GAP_SEC + 11) * SEC);
  g_assert_cmpuint (lamp_trail_get_n (&trail), ==, 1);
  lamp_trail_add (&trail, off (3000, 0), (LAMP_TRAIL_GAP_SEC + 21) * SEC);
  lamp_trail_add (&trail, off (10000000, 0), (LAMP_TRAIL_GAP_SEC + 31) * SEC); /* a jump */
  g_assert_cmpuint (lamp_trail_get_n (&trail), ==, 1);
  lamp_trail_add (&trail, off (10001000, 0), (LAMP_TRAIL_GAP_SEC + 41) * SEC);
  lamp_trail_add (&trail, off (10002000, 0), 5 * SEC); /* a clock set back */
  g_assert_cmpuint (lamp_trail_get_n (&trail), ==, 1);
  g_assert_cmpuint (lamp_trail_get (&trail, 0).x, ==, off (10002000, 0).x);
}

static void
test_heading (void)
{
  static const struct
  {
    gint32 x, y;
    double degrees;
  } cases[] = { { 0, -1000, 0.0 }, { 1000, -1000, 45.0 }, { 1000, 0, 90.0 }, { 0, 1000, 180.0 }, { -1000, 0, 270.0 } };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      LampMotion motion = LAMP_MOTION_NONE;

      lamp_motion_add (&motion, home, 0, 0);
      lamp_motion_add (&motion, off (cases[i].x, cases[i].y), 10 * SEC, 10 * SEC);
      g_assert_true (lamp_motion_is_moving (&motion, 11 * SEC));
      g_assert_cmpfloat_with_epsilon (lamp_motion_heading_deg (&motion), cases[i].degrees, 1e-9);
    }
}

/* It ends where the crew is drawn, which is not yet where its last fix lies. */
static void
test_drawn (void)
{
  LampTrail        trail = { 0 };
  LampView         view = { home.x, home.y, 16.0, 200.0, 200.0, 1 };
  cairo_surface_t *surface = cairo_image_surface_create (CAIRO_FORMAT_ARGB32, 200, 200);
  cairo_t         *cr = cairo_create (surface);
  LampRect         bounds;
  LampWorld        end = lamp_view_world (&view, 180.0, 100.0), at = lamp_view_world (&view, 140.0, 100.0);
  const guint32   *row;

  lamp_trail_add (&trail, lamp_view_world (&view, 60.0, 100.0), 0);
  lamp_trail_add (&trail, lamp_view_world (&view, 100.0, 100.0), 10 * SEC);
  lamp_trail_add (&trail, end, 20 * SEC);
  g_assert_true (lamp_trail_bound (&trail, at, &view, &bounds));
  g_assert_cmpfloat_with_epsilon (bounds.x0, 57.0, 1.0);
  g_assert_cmpfloat_with_epsilon (bounds.x1, 143.0, 1.0);
  lamp_trail_draw (cr, &trail, at, &view, 0xff0072b2);
  cairo_surface_flush (surface);
  row = (const guint32 *)(void *)(cairo_image_surface_get_data (surface) + 100 * cairo_image_surface_get_stride (surface));
  g_assert_cmpuint (row[50] >> 24, ==, 0);
  g_assert_cmpuint (row[70] >> 24, >, 0);
  g_assert_cmpuint (row[130] >> 24, >, row[70] >> 24); /* it fades */
  g_assert_cmpuint (row[150] >> 24, ==, 0);
  view.x += 4000000.0;
  g_assert_false (lamp_trail_bound (&trail, at, &view, &bounds));
  cairo_destroy (cr);
  cairo_surface_destroy (surface);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/map/motion/trail", test_trail);
  g_test_add_func ("/map/motion/trail-begins-anew", test_trail_begins_anew);
  g_test_add_func ("/map/motion/heading", test_heading);
  g_test_add_func ("/map/motion/drawn", test_drawn);
  return g_test_run ();
}
