/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Frames come from memory the process has, not from the kernel each.
 */
#include "grid/memory.h"

#include <string.h>
#ifdef __GLIBC__
#include <malloc.h>
#endif

#if defined(__SANITIZE_ADDRESS__) || !defined(__GLIBC__)
#define IS_OURS FALSE /* another allocator is asked */
#else
#define IS_OURS TRUE
#endif

static gsize
mapped_bytes (void)
{
#ifdef __GLIBC__
  return mallinfo2 ().hblkhd;
#else
  return 0;
#endif
}

static gsize
kept_bytes (void)
{
#ifdef __GLIBC__
  return mallinfo2 ().fordblks;
#else
  return 0;
#endif
}

static void
test_kept (void)
{
  static const gsize sizes[] = { 1280 * 720 * 4, 1920 * 1080 * 4, LAMP_MEMORY_FRAME };

  if (!IS_OURS)
    {
      g_test_skip ("another allocator than glibc's");
      return;
    }
  lamp_memory_keep ();
  for (guint i = 0; i < G_N_ELEMENTS (sizes); i++)
    {
      gsize    before = mapped_bytes ();
      gpointer one = g_malloc (sizes[i]), other = g_malloc (sizes[i]);

      g_assert_cmpuint (mapped_bytes (), ==, before);
      memset (one, 1, sizes[i]);
      memset (other, 1, sizes[i]);
      g_free (one);
      g_free (other);
      g_assert_cmpuint (kept_bytes (), >=, 2 * sizes[i]);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/grid/memory/kept", test_kept);
  return g_test_run ();
}
