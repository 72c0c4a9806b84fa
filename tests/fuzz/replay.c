/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Feeds a fuzz target with the files of a folder, each whole, cut at a few places and with single bytes changed: what
 * libFuzzer would do, but the same each time and with any compiler.
 *
 * usage: fuzz-replay-TARGET FOLDER [CHANGES]
 */
#include "fuzz/fuzz.h"

#include <stdlib.h>

#define DEFAULT_CHANGES 64 /* of one byte, of each seed; and a quarter as many cuts */

static void
feed (const guint8 *data, gsize size)
{
  /* A block of just that size, so that a byte too far is noticed. */
  g_autofree guint8 *copy = g_memdup2 (data, size);

  LLVMFuzzerTestOneInput (copy, size);
}

static void
replay (const char *path, guint n_changes, GRand *rand)
{
  g_autofree char *text = NULL;
  g_autoptr (GError) error = NULL;
  guint8 *data = NULL;
  gsize   size = 0;

  g_file_get_contents (path, &text, &size, &error);
  g_assert_no_error (error);
  data = (guint8 *)text;
  feed (data, size);
  for (gsize i = 0; i < n_changes / 4 && size > 0; i++)
    feed (data, size * i / (n_changes / 4));
  for (guint i = 0; i < n_changes && size > 0; i++)
    {
      gsize  at = (gsize)g_rand_int_range (rand, 0, (gint32)MIN (size, G_MAXINT32));
      guint8 was = data[at];

      data[at] = (guint8)g_rand_int_range (rand, 0, 256);
      feed (data, size);
      data[at] = was;
    }
}

int
main (int argc, char **argv)
{
  g_autoptr (GDir) dir = argc >= 2 ? g_dir_open (argv[1], 0, NULL) : NULL;
  g_autoptr (GRand) rand = g_rand_new_with_seed (4);
  const char *name = NULL;
  guint       n_changes = argc > 2 ? (guint)atoi (argv[2]) : DEFAULT_CHANGES;
  guint       n = 0;

  if (dir == NULL)
    g_error ("usage: %s FOLDER [CHANGES]", argv[0]);
  while ((name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (argv[1], name, NULL);

      replay (path, n_changes, rand);
      n++;
    }
  g_print ("%u seeds\n", n);
  return n > 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
