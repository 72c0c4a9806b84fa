/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Where a live record stands on the map, and whether that can be believed. Records come without a place, or with one that no
 * receiver ever stood at. Pure, any thread.
 */
#pragma once

#include "grid/network.h"
#include "map/live.h"
#include "records/record.h"

G_BEGIN_DECLS

/* As it says; an outage that does not say, at its device, a key site as the region knows it. FALSE when nobody knows where.
 * Longitude and latitude 0 is what receivers send that have no fix: no place, unless the grid lies around it. The network
 * may be NULL. */
gboolean lamp_live_place (LampSelectKind kind, gconstpointer record, const LampNetwork *network, LampWorld *at);

/* Whether a place is in the region or near it: what is shown when all of a kind is shown. TRUE without a network. */
gboolean lamp_live_is_near (const LampNetwork *network, LampWorld at);

G_END_DECLS
