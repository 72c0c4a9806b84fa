/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Memory for large arrays (large.h): whatever the size, all of it may be written, what is to be zero is, what grows keeps what it had, and no
 * neighbour is touched.
 */
#include "grid/large.h"

static const gsize sizes[] = { 0, 1, 4095, 4097, LAMP_LARGE_LEAST - 1, LAMP_LARGE_LEAST, 1000001, LAMP_LARGE_PAGE - 1, LAMP_LARGE_PAGE, LAMP_LARGE_PAGE + 1, 3 * LAMP_LARGE_PAGE - 5, 35000000 };

static void
fill (guint8 *memory, gsize from, gsize to, guint8 seed)
{
  for (gsize i = from; i < to; i++)
    memory[i] = (guint8)(i * 31 + seed);
}

static void
check (const guint8 *memory, gsize n, guint8 seed)
{
  for (gsize i = 0; i < n; i++)
    if (memory[i] != (guint8)(i * 31 + seed))
      g_error ("byte %" G_GSIZE_FORMAT " of %" G_GSIZE_FORMAT " has changed", i, n);
}

/* Three of a size, one after the other, so that the middle one has neighbours. */
static void
test_neighbours (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (sizes); i++)
    {
      guint8 *all[3] = { NULL };

      for (guint k = 0; k < G_N_ELEMENTS (all); k++)
        {
          all[k] = k % 2 == 0 ? lamp_large_new_exact (guint8, sizes[i]) : lamp_large_new (guint8, sizes[i]);
          fill (all[k], 0, sizes[i], (guint8)k);
        }
      for (guint k = 0; k < G_N_ELEMENTS (all); k++)
        {
          check (all[k], sizes[i], (guint8)k);
          g_free (all[k]);
        }
    }
}

/* Also where what was freed comes again. */
static void
test_zero (void)
{
  for (guint i = 0; i < 2 * G_N_ELEMENTS (sizes); i++)
    {
      gsize   n = sizes[i / 2];
      guint8 *memory = i % 2 == 0 ? lamp_large_new0 (guint8, n) : lamp_large_new0_exact (guint8, n);

      for (gsize k = 0; k < n; k++)
        g_assert_cmpint (memory[k], ==, 0);
      memset (memory, 0xff, n);
      g_free (memory);
    }
}

static void
test_grow (void)
{
  guint8 *memory = NULL;
  gsize   n = 0;

  for (guint i = 1; i < G_N_ELEMENTS (sizes); i++)
    {
      memory = lamp_large_grow (memory, n, sizes[i], 1);
      check (memory, n, 7);
      fill (memory, n, sizes[i], 7);
      n = sizes[i];
    }
  memory = g_realloc (memory, LAMP_LARGE_PAGE + 3); /* and is cut to what it needs */
  check (memory, LAMP_LARGE_PAGE + 3, 7);
  g_free (memory);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/grid/large/neighbours", test_neighbours);
  g_test_add_func ("/grid/large/zero", test_zero);
  g_test_add_func ("/grid/large/grow", test_grow);
  return g_test_run ();
}
