/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What a record looks like on the map: fills symbol, label and order of a thing whose kind, id and place are known
 * already. Pure but for the language of labels; times are the gateway's.
 */
#pragma once

#include "map/live.h"
#include "records/crew.h"
#include "records/outage.h"
#include "records/site.h"

G_BEGIN_DECLS

/* FALSE: not on the map. `stale`: the gateway is lost. */
gboolean lamp_look_at_outage (LampThing *thing, const LampOutage *outage, gint64 now_usec, gboolean stale);
gboolean lamp_look_at_site (LampThing *thing, const LampSite *site, gboolean shown, gboolean stale);
/* `speed` of the gateway's clock, its seconds per second. */
void lamp_look_at_crew (LampThing *thing, const LampCrew *crew, gint64 now_usec, double speed, gboolean stale);
/* When an outage leaves the map by itself; G_MAXINT64 when it does not. */
gint64 lamp_look_until (const LampOutage *outage);

G_END_DECLS
