/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Which edition of a region a file holds: its content hash, as data/region.md defines it.
 */
#pragma once

#include "grid/network.h"

G_BEGIN_DECLS

/* SHA-256 of the file in hex (FIPS 180-4). `loaded` (nullable): the network that was loaded from it, and must still be what is
 * there. Any thread, never the main loop: the whole file is read, half a second a gigabyte and more. NULL with a sentence
 * in `error` when it cannot be (G_IO_ERROR) or is another edition (LAMP_GRID_ERROR_UNREADABLE). */
char *lamp_region_hash (const char *path, const LampNetwork *loaded, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Is what an open file holds still what was loaded? */
gboolean lamp_region_is_loaded (const LampNetwork *loaded, int fd);

G_END_DECLS
