/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The affected areas of outages: a soft outline around all that is dead behind a device, customers included. Worked out in a
 * worker for what is asked for, from a frozen state of the supply, and kept; after a change of the supply the old ones stay
 * until the new are there.
 *
 * Behind a device: what is out or partly out and reached from it through what is out, with a higher number (the network
 * stands in preorder). What others feed back meanwhile is not part of it.
 *
 * Signal "changed": some became known, or others. Main thread only.
 */
#pragma once

#include "map/outline.h"
#include "map/scene.h"

G_BEGIN_DECLS

#define LAMP_AREAS_MOST 400 /* so many are worked out at a time; the others after them are left */

#define LAMP_TYPE_AREAS (lamp_areas_get_type ())
G_DECLARE_FINAL_TYPE (LampAreas, lamp_areas, LAMP, AREAS, GObject)

LampAreas *lamp_areas_new (void) G_GNUC_WARN_UNUSED_RESULT;
/* The state of every element (scene.h); NULL for no grid. Takes references. */
void lamp_areas_set_state (LampAreas *self, LampIndex *index, GBytes *state);
/* Of the devices that these elements are: what is not known yet is worked out. */
void lamp_areas_want (LampAreas *self, const guint32 *elements, guint n);
/* NULL while it is not known; without rings when nothing is dead there. Borrowed until the next return to the main loop. */
const LampOutline *lamp_areas_lookup (LampAreas *self, guint32 element);

/* The same at once: all that is dead behind an element. `state` one byte an element. Any thread. */
LampOutline *lamp_area_new (const LampNetwork *network, const guint8 *state, guint32 element) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
