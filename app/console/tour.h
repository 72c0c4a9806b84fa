/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The first story, played by the window itself where nobody can: an outage appears, it is picked, Assign is pressed on
 * the first suggestion, the crew drives there, the lights come back. Each step waits for what it needs, uses the
 * widgets a dispatcher uses, and leaves a picture by day and by night.
 *
 * Main thread only.
 */
#pragma once

#include "console/inspector.h"
#include "map/map.h"

G_BEGIN_DECLS

#define LAMP_TYPE_TOUR (lamp_tour_get_type ())
G_DECLARE_FINAL_TYPE (LampTour, lamp_tour, LAMP, TOUR, GObject)

/* All are borrowed and outlive the tour. `map` is asked for "settled" before a picture is taken; may be NULL. */
LampTour *lamp_tour_new (LampDesk      *desk,
                         GtkWindow     *window,
                         LampInspector *inspector,
                         LampMap       *map,
                         const char    *folder) G_GNUC_WARN_UNUSED_RESULT;
/* Once. Signal "ended" (const char *problem): NULL when the story was seen to its end, else which step did not happen
 * in its time. */
void lamp_tour_start (LampTour *self);

G_END_DECLS
