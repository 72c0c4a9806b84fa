/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A base map from a file GDAL reads: MBTiles, GeoPackage tiles, GeoTIFF and COG, WMTS and WMS descriptions, and the rest.
 * Blocks are warped by a few workers, each with a handle of its own. What cannot be read is tried again later, less
 * and less often; the rest of the map stays.
 */
#pragma once

#include <gio/gio.h>

#include "map/base-map.h"

G_BEGIN_DECLS

#define LAMP_TYPE_BASE_FILE (lamp_base_file_get_type ())
G_DECLARE_FINAL_TYPE (LampBaseFile, lamp_base_file, LAMP, BASE_FILE, LampBaseMap)

/* Reads the file: not on the main thread. Errors: LAMP_BASE_ERROR_*, clauses without a full stop. */
LampBaseMap *lamp_base_file_open (const char *path, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* The same in a worker. */
void         lamp_base_file_open_async (const char *path, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
LampBaseMap *lamp_base_file_open_finish (GAsyncResult *result, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Tries at once what could not be read. Main thread. */
void lamp_base_file_retry (LampBaseFile *self);
/* When that will be done by itself, 0 for never; of g_get_monotonic_time(). Main thread. */
gint64 lamp_base_file_get_retry_usec (LampBaseFile *self);

G_END_DECLS
