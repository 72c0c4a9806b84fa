/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What a widget shows of a libshumate viewport, in the device pixels of the surface it is on. Main thread only.
 */
#pragma once

#include <shumate/shumate.h>

#include "map/view.h"

G_BEGIN_DECLS

/* What the widget shows of the viewport now. */
LampView lamp_view_of (ShumateViewport *viewport, GtkWidget *widget);

/* Where the widget's corner lies between two device pixels of its surface at that scale: what is added to a place in whole
 * device pixels of the widget so that it falls on whole ones of the screen. 0 at a whole scale. */
void lamp_device_offset (GtkWidget *widget, double scale, double *dx, double *dy);

G_END_DECLS
