/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Shapes against a box, in degrees; all four edges belong to it. Pure.
 */
#pragma once

#include "geo/geo.h"
#include "grid/gdal-use.h"

G_BEGIN_DECLS

/* The part of a segment that is inside, as shares of its length; FALSE when none is. */
gboolean lamp_clip_segment (const LampBox *box, LampPoint a, LampPoint b, double *from, double *to);
/* Does any of a course lie inside. */
gboolean lamp_clip_meets (const LampBox *box, const LampPoint *points, guint n);
/* A (multi) polygon cut to the box: a multi polygon of the caller's, or NULL when nothing is left of it. */
OGRGeometryH lamp_clip_areas (const LampBox *box, OGRGeometryH areas) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
