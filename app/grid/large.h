/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Memory for the large arrays a load needs for a moment. Half of what such an array costs is the kernel's, for
 * handing it over in pages of 4 KiB, and its random access waits for the page tables; large pages spare both.
 * Where there are none it is memory like any other. What stays in a network does not come from here: it would be
 * rounded up.
 */
#pragma once

#include <glib.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

G_BEGIN_DECLS

#define LAMP_LARGE_PAGE (2 * 1024 * 1024)

/* Not zeroed. Freed with g_free. */
static inline gpointer
lamp_large_alloc (gsize n, gsize size)
{
  gpointer memory = NULL;

  if (n * size < LAMP_LARGE_PAGE || posix_memalign (&memory, LAMP_LARGE_PAGE, n * size) != 0)
    return g_malloc_n (MAX (n, 1), size);
  madvise (memory, n * size, MADV_HUGEPAGE);
  return memory;
}

static inline gpointer
lamp_large_alloc0 (gsize n, gsize size)
{
  return memset (lamp_large_alloc (n, size), 0, n * size);
}

#define lamp_large_new(type, n) ((type *)lamp_large_alloc ((n), sizeof (type)))
#define lamp_large_new0(type, n) ((type *)lamp_large_alloc0 ((n), sizeof (type)))

G_END_DECLS
