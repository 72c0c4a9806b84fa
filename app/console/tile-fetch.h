/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The tile servers of map/ with the HTTP of client/: neither knows the other. Main thread only.
 */
#pragma once

#include "map/tile-server.h"

G_BEGIN_DECLS

LampBaseMap *lamp_tile_fetch_new_server (const LampTileServerInfo *info) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
