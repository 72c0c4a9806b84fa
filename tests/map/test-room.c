/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Room for names: the same answers as looking at every rectangle.
 */
#include "map/room.h"

static LampRect
random_rect (GRand *rand, double width, double height)
{
  double x = g_rand_double_range (rand, -200.0, width + 200.0), y = g_rand_double_range (rand, -200.0, height + 200.0);

  return (LampRect){ x, y, x + g_rand_double_range (rand, 0.0, 90.0), y + g_rand_double_range (rand, 0.0, 30.0) };
}

static void
test_like_a_scan (void)
{
  g_autoptr (LampRoom) room = lamp_room_new ();
  guint n_free = 0, n_taken = 0;

  for (guint32 seed = 0; seed < 30; seed++)
    {
      g_autoptr (GRand) rand = g_rand_new_with_seed (seed);
      double width = g_rand_double_range (rand, 1.0, 3000.0), height = g_rand_double_range (rand, 1.0, 2000.0);
      guint  n;

      lamp_room_reset (room, width, height);
      lamp_room_get_taken (room, &n);
      g_assert_cmpuint (n, ==, 0);
      for (guint i = 0; i < 300; i++)
        {
          LampRect        rect = random_rect (rand, width, height);
          const LampRect *taken = lamp_room_get_taken (room, &n);
          gboolean        is_free = TRUE;

          for (guint j = 0; j < n; j++)
            is_free = is_free && !lamp_rect_intersects (rect, taken[j]);
          g_assert_cmpint (lamp_room_is_free (room, rect), ==, is_free);
          n_free += is_free;
          n_taken += !is_free;
          if (is_free || i % 7 == 0)
            lamp_room_take (room, rect);
        }
    }
  g_assert_cmpuint (n_free, >, 500);
  g_assert_cmpuint (n_taken, >, 500);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/map/room/like-a-scan", test_like_a_scan);
  return g_test_run ();
}
