/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Memory for frames. Without a graphics card GTK draws every frame into a new picture of the window, and frees it. An allocator that asks the
 * kernel for each and gives each back has it handed over page by page, cleared, sixty times a second: that is half of what such a frame
 * costs. Measured by bench-live.
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* The largest picture a frame is drawn into, bytes: 3840 × 2160. */
#define LAMP_FRAME_MOST_BYTES (3840u * 2160u * 4u)

/* From now on the process keeps the memory of some frames when they are freed, up to 128 MiB of it; malloc_trim () gives it back. For
 * programs that show windows, before the first thread. Nothing where the allocator is not glibc's. */
void lamp_frame_memory_keep (void);

G_END_DECLS
