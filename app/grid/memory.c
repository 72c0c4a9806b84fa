/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * See memory.h. glibc finds such sizes by itself only once something as large was freed, and then keeps too little for two at once.
 */
#include "grid/memory.h"

#ifdef __GLIBC__
#include <malloc.h>
#endif

#define MOST_MAPPED (32 * 1024 * 1024) /* the most glibc takes, and more than a frame */
#define MOST_KEPT (128 * 1024 * 1024)
#define MOST_ARENAS 2

G_STATIC_ASSERT (LAMP_MEMORY_FRAME < MOST_MAPPED);

void
lamp_memory_keep (void)
{
#ifdef __GLIBC__
  mallopt (M_MMAP_THRESHOLD, MOST_MAPPED);
  mallopt (M_TRIM_THRESHOLD, MOST_KEPT);
  mallopt (M_ARENA_MAX, MOST_ARENAS);
#endif
}
