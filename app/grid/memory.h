/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Memory that comes and goes in large pieces: the frames GTK draws without a graphics card, one new picture of the window each; the batches
 * in which a region is read. An allocator that asks the kernel for each and gives each back has it handed over page by page, cleared,
 * sixty times a second: half of what such a frame costs, a twentieth of reading a region. And one that gives each thread a heap of its own
 * has what one freed lie idle while the next asks for more: a hundred megabytes while a million segments are read. Measured by bench-live,
 * bench-load and bench-map-start.
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* The largest picture a frame is drawn into, bytes: 3840 × 2160. */
#define LAMP_MEMORY_FRAME (3840u * 2160u * 4u)

/* From now on the process keeps such pieces when they are freed, in two heaps for all threads and up to 128 MiB in each; malloc_trim () gives
 * them back. For programs that show windows, before the first thread. Nothing where the allocator is not glibc's. */
void lamp_memory_keep (void);

G_END_DECLS
