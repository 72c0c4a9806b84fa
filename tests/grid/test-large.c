/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Memory for large arrays (large.h): whatever the size, all of it may be written, what is to be zero is, what grows keeps what it had, and what is
 * asked of the kernel ends before the neighbours.
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

/* Of the pages from there on: how many are in memory. */
static gsize
n_resident (guint8 *memory, gsize size)
{
  gsize              n = (size + (gsize)getpagesize () - 1) / (gsize)getpagesize (), n_there = 0;
  g_autofree guchar *there = g_malloc0 (n);

  g_assert_cmpint (mincore (memory, size, there), ==, 0);
  for (gsize i = 0; i < n; i++)
    n_there += there[i] & 1;
  return n_there;
}

/* Of pages that an array only begins or ends in, nothing is asked. */
static void
test_whole_pages (void)
{
#ifdef MADV_POPULATE_WRITE
  gsize   page = (gsize)getpagesize ();
  guint8 *memory = mmap (NULL, 6 * page, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

  g_assert_true (memory != MAP_FAILED);
  lamp_large_advise (memory + page + 1, page - 2, MADV_POPULATE_WRITE);
  g_assert_cmpuint (n_resident (memory, 6 * page), ==, 0);
  lamp_large_advise (memory + page + 1, 4 * page - 2, MADV_POPULATE_WRITE);
  if (n_resident (memory, 6 * page) == 0)
    g_test_skip ("this kernel does not know the advice"); /* before 5.14 */
  else
    {
      g_assert_cmpuint (n_resident (memory, 2 * page), ==, 0);
      g_assert_cmpuint (n_resident (memory + 2 * page, 2 * page), ==, 2);
      g_assert_cmpuint (n_resident (memory + 4 * page, 2 * page), ==, 0);
    }
  munmap (memory, 6 * page);
#else
  g_test_skip ("the C library does not know the advice");
#endif
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/grid/large/neighbours", test_neighbours);
  g_test_add_func ("/grid/large/zero", test_zero);
  g_test_add_func ("/grid/large/grow", test_grow);
  g_test_add_func ("/grid/large/whole-pages", test_whole_pages);
  return g_test_run ();
}
