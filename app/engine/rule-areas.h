/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Zones (sources) and feeders as rules name them. One file of rules may serve several regions, so a name a region lacks is not refused; but
 * it is told, for a mistyped one changes nothing without anybody noticing. Pure, any thread.
 */
#pragma once

#include "grid/network.h"

G_BEGIN_DECLS

gboolean lamp_network_has_zone (const LampNetwork *network, const char *name);
gboolean lamp_network_has_feeder (const LampNetwork *network, const char *name);

G_END_DECLS
