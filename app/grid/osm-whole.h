/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Is a file a whole extract of OpenStreetMap? GDAL finds out late, in the middle of a long reading, and of a file that was
 * cut off between two of its blocks never.
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Goes through the blocks of a PBF without unpacking them; of XML it only looks at the beginning and the end. Blocks. FALSE with
 * LAMP_GRID_ERROR_NOT_FOUND or _UNREADABLE. */
gboolean lamp_osm_check_whole (const char *path, guint64 *size_bytes, GError **error);

G_END_DECLS
