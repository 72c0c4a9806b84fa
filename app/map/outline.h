/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A soft outline around lines and points: everything within reach of them, as rings. Made from a raster of distances, whose
 * cells are a third of the reach, or coarser (and the reach wider) where that would be too many: the cost is bounded by
 * LAMP_OUTLINE_CELLS² and the number of segments. Holes too small to mean anything are left out.
 *
 * Pure, any thread.
 */
#pragma once

#include "geo/geo.h"

G_BEGIN_DECLS

#define LAMP_OUTLINE_CELLS 256 /* a side at most */

typedef struct
{
  LampWorld a, b; /* the same for a point */
} LampSegment;

typedef struct
{
  LampWorld   *points;     /* of all rings; owned */
  guint32     *ring_start; /* n_rings + 1, into points; owned */
  guint        n_rings;
  LampWorldBox box;
} LampOutline;

/* `reach` in world units, above 0. No segments: no rings. */
LampOutline *lamp_outline_new (const LampSegment *segments, guint n, double reach) G_GNUC_WARN_UNUSED_RESULT;
void         lamp_outline_free (LampOutline *outline);
/* Does it lie inside? By the even-odd rule. */
gboolean lamp_outline_contains (const LampOutline *outline, LampWorld at);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (LampOutline, lamp_outline_free)

G_END_DECLS
