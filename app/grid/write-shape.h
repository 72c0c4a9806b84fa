/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Our points as GDAL geometries, for the writer of regions. Every handle returned is the caller's.
 */
#pragma once

#include "geo/geo.h"
#include "grid/gdal-use.h"

G_BEGIN_DECLS

OGRGeometryH lamp_write_point (LampPoint at);
OGRGeometryH lamp_write_line (const LampPoint *points, guint n_points);
/* A multi line string; `sizes[i]` points of each part in a row. */
OGRGeometryH lamp_write_lines (const LampPoint *points, const guint *sizes, guint n_parts);
/* A multi polygon from rings to be filled even-odd: a ring inside another is its hole, one inside that an
 * island, and so on. Rings are closed when they are not. */
OGRGeometryH lamp_write_areas (const LampPoint *points, const guint *sizes, guint n_parts);

G_END_DECLS
