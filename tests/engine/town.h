/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A town for tests of the engine and the storm: streets in squares of 200 m, a river with two bridges, one feeder a row.
 *
 *  source ─ breaker (telemetered) ─ line ─ … along the row, a load-break switch every fourth crossing, a recloser in the middle
 *                                    └ at every crossing a fuse, a lateral of three lines, a transformer at the end of each
 *
 * Ten customers a transformer, half of them behind service drops. One key site a row. Six depots, one on the far bank.
 */
#pragma once

#include "grid/network.h"

G_BEGIN_DECLS

LampNetwork *lamp_town_network (guint n_columns, guint n_rows);

G_END_DECLS
