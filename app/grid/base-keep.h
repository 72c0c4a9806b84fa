/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The base map of a region goes over into the one that takes its place: a grid is imported every night, a base map once
 * a year. One thread; blocks.
 */
#pragma once

#include "grid/gdal-use.h"
#include "grid/network.h"

G_BEGIN_DECLS

/* From the region at `path`, which may be missing or have none, into `layers` (LAMP_BASE_N_LAYERS of them) of the new one.
 * `attribution` is set to whom its licence wants named; NULL for nobody, owned by the caller. */
gboolean lamp_base_keep (const char *path, OGRLayerH *layers, char **attribution, GCancellable *cancellable, GError **error);

G_END_DECLS
