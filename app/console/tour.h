/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Plays the first story by the window's own controls, as a user would, and takes pictures on the way: an outage appears,
 * its row is activated, Assign is pressed, the crew drives, the lights come back. Or takes one picture. Ends the program
 * with 0, or with 1 and a sentence that says what was waited for.
 */
#pragma once

#include "console/application.h"
#include "console/window.h"

G_BEGIN_DECLS

#define LAMP_TYPE_TOUR (lamp_tour_get_type ())
G_DECLARE_FINAL_TYPE (LampTour, lamp_tour, LAMP, TOUR, GObject)

/* `folder` is made when it is not there. */
LampTour *lamp_tour_new (LampApplication *application,
                         LampWindow      *window,
                         const char      *folder) G_GNUC_WARN_UNUSED_RESULT;
LampTour *lamp_tour_new_screenshot (LampApplication *application,
                                    LampWindow      *window,
                                    const char      *file) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
