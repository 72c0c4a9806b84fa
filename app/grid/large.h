/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Memory for large arrays. Half of what such an array costs is the kernel's, for handing it over page by page, each with an exception of its
 * own: where the processor is a virtual one even more. So what stays is asked for whole before it is written. What is needed for a moment lies
 * in large pages, where the kernel has them, which spares random access the wait for page tables as well; it is rounded up to them, as what
 * stays is not to be.
 *
 * All of it is memory like any other, freed with g_free. Measured by bench-load and bench-map-start.
 */
#pragma once

#include <glib.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

G_BEGIN_DECLS

#define LAMP_LARGE_PAGE (2 * 1024 * 1024)
#define LAMP_LARGE_LEAST (256 * 1024) /* below it asking costs more than it spares */

/* As madvise, for the pages that lie wholly in it: no neighbour is touched. */
static inline void
lamp_large_advise (gpointer memory, gsize size, int advice)
{
  guintptr page = (guintptr)getpagesize (), at = (guintptr)memory;
  guintptr start = (at + page - 1) / page * page, end = (at + size) / page * page;

  if (start < end)
    madvise ((gpointer)start, end - start, advice); /* what a kernel does not know it refuses, and then it is as if not asked */
}

/* For an array that stays and is about to be written whole: not rounded up. Not zeroed. */
static inline gpointer
lamp_large_alloc_exact (gsize n, gsize size)
{
  gpointer memory = g_malloc_n (MAX (n, 1), size);

#ifdef MADV_POPULATE_WRITE
  if (n * size >= LAMP_LARGE_LEAST)
    lamp_large_advise (memory, n * size, MADV_POPULATE_WRITE);
#endif
  return memory;
}

/* Room that may never be needed, in large pages: NULL when there is not so much address space. */
static inline gpointer
lamp_large_try_alloc (gsize n_bytes)
{
  gpointer memory = NULL;
  gsize    whole = (n_bytes + LAMP_LARGE_PAGE - 1) / LAMP_LARGE_PAGE * LAMP_LARGE_PAGE;

  if (n_bytes < LAMP_LARGE_PAGE)
    return g_try_malloc (n_bytes);
  if (posix_memalign (&memory, LAMP_LARGE_PAGE, whole) != 0)
    return NULL;
  lamp_large_advise (memory, whole, MADV_HUGEPAGE);
  return memory;
}

/* For an array that is needed for a moment: its end is rounded up to a whole large page. Not zeroed. */
static inline gpointer
lamp_large_alloc (gsize n, gsize size)
{
  gpointer memory = n * size < LAMP_LARGE_PAGE ? NULL : lamp_large_try_alloc (n * size);

  return memory != NULL ? memory : lamp_large_alloc_exact (n, size);
}

static inline gpointer
lamp_large_alloc0 (gsize n, gsize size)
{
  return memset (lamp_large_alloc (n, size), 0, n * size);
}

/* A larger array in place of one that has grown too small; `used` elements of that, at most n, are kept. Its end is rounded up too: what stays
 * is cut to size when it has grown. */
static inline gpointer
lamp_large_grow (gpointer old, gsize used, gsize n, gsize size)
{
  gpointer memory = NULL;

  if (n * size < LAMP_LARGE_PAGE)
    return g_realloc_n (old, n, size);
  g_assert (used <= n);
  memory = lamp_large_alloc (n, size);
  if (used > 0)
    memcpy (memory, old, used * size);
  g_free (old);
  return memory;
}

#define lamp_large_new(type, n) ((type *)lamp_large_alloc ((n), sizeof (type)))
#define lamp_large_new0(type, n) ((type *)lamp_large_alloc0 ((n), sizeof (type)))
#define lamp_large_new0_exact(type, n) ((type *)memset (lamp_large_alloc_exact ((n), sizeof (type)), 0, (n) * sizeof (type)))
#define lamp_large_new_exact(type, n) ((type *)lamp_large_alloc_exact ((n), sizeof (type)))

G_END_DECLS
