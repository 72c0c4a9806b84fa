/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * See kept-faults.h.
 */
#include "grid/kept-faults.h"

#include <fcntl.h>
#include <glib/gstdio.h>
#include <sys/file.h>
#include <unistd.h>

static void
put (const KeptFaults *kept, const char *bytes, gsize size)
{
  g_assert_true (g_file_set_contents_full (kept->file, bytes, (gssize)size, G_FILE_SET_CONTENTS_CONSISTENT, 0600, NULL));
}

static void
cut_off (const KeptFaults *kept)
{
  g_autofree char *bytes = NULL;
  gsize            size = 0;

  g_assert_true (g_file_get_contents (kept->file, &bytes, &size, NULL));
  for (gsize part = 0; part < 64; part++)
    {
      put (kept, bytes, size * part / 64);
      g_assert_false (kept->opens_kept (kept->house));
    }
  put (kept, bytes, size - 1);
  g_assert_false (kept->opens_kept (kept->house));
  put (kept, bytes, size);
  g_assert_true (kept->opens_kept (kept->house));
}

/* Any byte of the head: counts, places, who made it. */
static void
spoil_head (const KeptFaults *kept)
{
  g_autofree char *bytes = NULL;
  gsize            size = 0;

  g_assert_true (g_file_get_contents (kept->file, &bytes, &size, NULL));
  for (gsize i = 0; i < kept->head; i += 37)
    {
      bytes[i] ^= 0x11;
      put (kept, bytes, size);
      g_assert_false (kept->opens_kept (kept->house));
      bytes[i] ^= 0x11;
    }
}

static void
write_beside (const KeptFaults *kept)
{
  g_autofree char *beside = g_strconcat (kept->region, "-wal", NULL);

  g_assert_true (g_file_set_contents (beside, "x", 1, NULL));
  g_assert_false (kept->opens_kept (kept->house));
  g_unlink (beside);
  g_assert_true (kept->opens_kept (kept->house));
}

static void
open_to_others (const KeptFaults *kept)
{
  g_assert_cmpint (g_chmod (kept->file, 0660), ==, 0);
  g_assert_false (kept->opens_kept (kept->house));
  g_assert_cmpint (g_chmod (kept->file, 0600), ==, 0);
  g_assert_true (kept->opens_kept (kept->house));
}

/* While another process writes it, nobody else does; what it leaves behind when it dies is written over. */
static void
write_twice (const KeptFaults *kept)
{
  g_autofree char *partial = g_strconcat (kept->file, ".part", NULL);
  int              fd = -1;

  g_assert_cmpint (g_unlink (kept->file), ==, 0);
  fd = g_open (partial, O_RDWR | O_CREAT, 0600);
  g_assert_cmpint (flock (fd, LOCK_EX | LOCK_NB), ==, 0);
  g_assert_true (kept->keep (kept->house));
  g_assert_false (kept->opens_kept (kept->house));
  g_assert_cmpint (write (fd, "half", 4), ==, 4);
  close (fd);
  g_assert_true (kept->keep (kept->house));
  g_assert_true (kept->opens_kept (kept->house));
  g_assert_false (g_file_test (partial, G_FILE_TEST_EXISTS));
}

const KeptFault kept_faults[5] = {
  { "cut-off", cut_off },
  { "spoilt-head", spoil_head },
  { "changes-beside", write_beside },
  { "written-by-others", open_to_others },
  { "two-writers", write_twice },
};

gboolean
kept_faults_collect (gpointer *array, gsize n_bytes, gpointer list)
{
  g_ptr_array_add (list, g_bytes_new (*array, *array == NULL ? 0 : n_bytes));
  return TRUE;
}

void
kept_faults_assert_same (const GPtrArray *ones, const GPtrArray *others)
{
  g_assert_cmpuint (ones->len, ==, others->len);
  for (guint i = 0; i < ones->len; i++)
    g_assert_true (g_bytes_equal (ones->pdata[i], others->pdata[i]));
}
