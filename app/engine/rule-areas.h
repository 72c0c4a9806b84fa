/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Zones (sources) and feeders as rules name them. One file of rules may serve several regions, so a name a region lacks is not refused; but
 * it is told, for a mistyped one changes nothing without anybody noticing. Pure, any thread.
 */
#pragma once

#include "grid/network.h"

G_BEGIN_DECLS

gboolean lamp_rules_has_zone (const LampNetwork *network, const char *name);
gboolean lamp_rules_has_feeder (const LampNetwork *network, const char *name);

/* Those keys of `named` that `is_there` says the region lacks; NULL-terminated, in their order, for the caller to free. */
typedef gboolean (*LampRulesIsThere) (const LampNetwork *network, const char *key);
char **lamp_rules_dup_missing (GHashTable *named, const LampNetwork *network, LampRulesIsThere is_there) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
