/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What is energised, by what the gateway says: switches first, then outages, for what an outage names does not
 * conduct, whatever its switch was last told to be. Main thread only. Cost: one pass over both, then
 * what lamp_energisation_set_all () costs.
 */
#pragma once

#include <gio/gio.h>

#include "grid/energisation.h"

G_BEGIN_DECLS

/* Lists of LampItem, either may be NULL. `dirty` as for lamp_energisation_set_all (). How many open outages name a device
 * that the network does not have. */
guint lamp_supply_compute (LampEnergisation *energisation, GListModel *switches, GListModel *outages, LampWorldBox *dirty);

/* Elements (guint32) that open outages name, and those whose switch carries a tag. Unref the array. */
GArray *lamp_supply_find_faults (const LampNetwork *network, GListModel *outages) G_GNUC_WARN_UNUSED_RESULT;
GArray *lamp_supply_find_tagged (const LampNetwork *network, GListModel *switches) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
