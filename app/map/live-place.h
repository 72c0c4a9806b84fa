/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Where a live record stands on the map, and whether that can be believed. Records come without a place, or with one that no
 * receiver ever stood at. Pure, any thread.
 */
#pragma once

#include "grid/network.h"
#include "map/live.h"
#include "records/crew.h"

G_BEGIN_DECLS

/* As it says; an outage that does not say, at its device, a key site as the region knows it. FALSE when nobody knows where.
 * Longitude and latitude 0 is what receivers send that have no fix: no place, unless the grid lies around it. The network
 * may be NULL. */
gboolean lamp_live_place (LampSelectKind kind, gconstpointer record, const LampNetwork *network, LampWorld *at);

/* A position of the future: the clock of the receiver is wrong, and how old the position is nobody knows. `speed` is how many
 * times as fast as real time the clock goes. FALSE for a time that is not known. */
gboolean lamp_live_is_ahead (gint64 fix_usec, gint64 now_usec, double speed);

/* What lamp_look_at_crew made of a crew, where its position cannot be believed: of unknown age, of the future, or so old that minutes say
 * nothing. One that is off shift is left alone. */
void lamp_live_doubt (LampThing *thing, const LampCrew *crew, gint64 now_usec, double speed);

/* Whether a place is in the region or near it: what is shown when all of a kind is shown. TRUE without a network. */
gboolean lamp_live_is_near (const LampNetwork *network, LampWorld at);

G_END_DECLS
