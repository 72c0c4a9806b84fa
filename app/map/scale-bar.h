/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A bar of a round length on the ground. Pure but for the language of its words.
 */
#pragma once

#include <cairo.h>

#include "map/view.h"

G_BEGIN_DECLS

#define LAMP_SCALE_LONGEST_PX 120.0
#define LAMP_SCALE_HEIGHT_PX 8

/* The bar for the middle of a view: its length in logical px; in words, with its unit, and where the middle is. */
double lamp_scale_bar_measure (LampPoint centre, double zoom, char **text);
/* Its upper left corner at the origin, in the colour set. */
void lamp_scale_bar_draw (cairo_t *cr, double length_px, double height_px);

G_END_DECLS
