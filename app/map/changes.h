/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Where a map must be painted anew when the state of the grid changes from one to another: boxes around what differs, as
 * many as there are places where something does, at most some thousands. Two faults at two ends of a city are two small boxes,
 * not one large. Where more than a hundred thousand elements differ it is one box around the world.
 * Pure, any thread. Cost: a look at each word of the states, and a box for each element that differs.
 */
#pragma once

#include "grid/network.h"

G_BEGIN_DECLS

/* LampWorldBox, none empty; of two states of lamp_scene_dup_state (). */
GArray *lamp_changes_find (const LampNetwork *network, GBytes *before, GBytes *after) G_GNUC_WARN_UNUSED_RESULT;

/* Whether any element of such a state has LAMP_STATE_RING. */
gboolean lamp_state_has_rings (const guint8 *state, gsize n);

G_END_DECLS
