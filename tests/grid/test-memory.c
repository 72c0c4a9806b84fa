/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Frames come from memory the process has, not from the kernel each; and threads share what it has.
 */
#include "grid/memory.h"

#include <string.h>
#ifdef __GLIBC__
#include <malloc.h>
#include <pthread.h>
#include <stdio.h>
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

#ifdef __GLIBC__
/* Waits for the others, so that all are there at once. */
static gpointer
take (gpointer barrier)
{
  gpointer piece = g_malloc (100000);

  pthread_barrier_wait (barrier);
  g_free (piece);
  return NULL;
}

static guint
n_heaps (void)
{
  char  *text = NULL;
  size_t size = 0;
  FILE  *file = open_memstream (&text, &size);
  guint  n = 0;

  g_assert_cmpint (malloc_info (0, file), ==, 0);
  fclose (file);
  for (const char *at = text; (at = strstr (at, "<heap nr=")) != NULL; at++)
    n++;
  free (text);
  return n;
}
#endif

/* What one thread frees is there for the others. */
static void
test_shared (void)
{
#ifdef __GLIBC__
  GThread          *threads[6];
  pthread_barrier_t barrier;

  if (!IS_OURS)
    {
      g_test_skip ("another allocator than glibc's");
      return;
    }
  lamp_memory_keep ();
  pthread_barrier_init (&barrier, NULL, G_N_ELEMENTS (threads));
  for (guint i = 0; i < G_N_ELEMENTS (threads); i++)
    threads[i] = g_thread_new ("take", take, &barrier);
  for (guint i = 0; i < G_N_ELEMENTS (threads); i++)
    g_thread_join (threads[i]);
  g_assert_cmpuint (n_heaps (), <=, 2);
  pthread_barrier_destroy (&barrier);
#endif
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/grid/memory/kept", test_kept);
  g_test_add_func ("/grid/memory/shared", test_shared);
  return g_test_run ();
}
