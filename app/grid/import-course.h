/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The course of a line whose geometry has several parts. Parts come in any order and direction, as they were drawn or
 * merged; taken as they come, the line would end in its middle, and snapping would join it there.
 */
#pragma once

#include "geo/geo.h"

#include <ogr_api.h>

G_BEGIN_DECLS

/* Appends the vertices of `geometry` to `points` (LampPoint), a vertex where two parts meet once. Where the parts are one
 * chain they follow each other, along the first one that is at an end of it; else they are taken as they come. */
void lamp_course_collect (OGRGeometryH geometry, GArray *points);

G_END_DECLS
