/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A pixel is taken once at each level, whatever else is taken: against a set of texts.
 */
#include "map/pixels.h"

static void
test_against_texts (void)
{
  g_autoptr (GHashTable) texts = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autoptr (GRand) rand = g_rand_new_with_seed (1);
  LampPixels pixels = { 0 };

  for (guint i = 0; i < 40000; i++)
    {
      int       level = g_rand_int_range (rand, 0, 17);
      guint32   spread = i % 2 == 0 ? G_MAXUINT32 : 1 << 16;
      LampWorld at = { g_rand_int (rand) % spread, g_rand_int (rand) % spread };
      guint     shift = (guint)(24 - level);
      char     *text = g_strdup_printf ("%d %u %u", level, at.x >> shift, at.y >> shift);

      g_assert_cmpint (lamp_pixels_take (&pixels, at, level), ==, g_hash_table_add (texts, text));
    }
  g_assert_cmpuint (pixels.n, ==, g_hash_table_size (texts));
  lamp_pixels_clear (&pixels);
}

static void
test_edges_of_the_world (void)
{
  LampPixels pixels = { 0 };

  for (int level = 0; level <= 16; level++)
    {
      guint32 last = G_MAXUINT32 >> (24 - level) << (24 - level); /* the first unit of the last pixel */

      g_assert_true (lamp_pixels_take (&pixels, (LampWorld){ 0, 0 }, level));
      g_assert_true (lamp_pixels_take (&pixels, (LampWorld){ G_MAXUINT32, 0 }, level));
      g_assert_true (lamp_pixels_take (&pixels, (LampWorld){ 0, G_MAXUINT32 }, level));
      g_assert_true (lamp_pixels_take (&pixels, (LampWorld){ G_MAXUINT32, G_MAXUINT32 }, level));
      g_assert_false (lamp_pixels_take (&pixels, (LampWorld){ last, last }, level));
      g_assert_true (lamp_pixels_take (&pixels, (LampWorld){ last - 1, last }, level));
    }
  lamp_pixels_clear (&pixels);
  lamp_pixels_clear (&pixels);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/map/pixels/against-texts", test_against_texts);
  g_test_add_func ("/map/pixels/edges-of-the-world", test_edges_of_the_world);
  return g_test_run ();
}
