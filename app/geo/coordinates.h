/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A place as people write it, WGS 84. Understood are
 *  - latitude, longitude in degrees: "54.7119, 2.2419", "54.7119 2.2419", "54,7119; 2,2419", "geo:54.7119,2.2419";
 *  - with hemispheres before or behind, then in any order: "N54.7 E2.24", "2.24W 54.7N", also 北纬, 东经;
 *  - degrees and minutes, or degrees, minutes and seconds: 54°42'43"N 2°14'31"E, "54 42 43 N 2 14 31 E", "54 42.7, 2 14.5".
 * Without hemispheres latitude comes first. What can be read in two ways is refused.
 *
 * Pure, any thread.
 */
#pragma once

#include "geo/geo.h"

G_BEGIN_DECLS

/* FALSE, with `point` as it was, when it is no place. */
gboolean lamp_coordinates_parse (const char *text, LampPoint *point);
/* "54.71190, 2.24190": to a metre, in no locale, so that other programs understand it. */
char *lamp_coordinates_format (LampPoint point) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
