/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A radial grid on the streets of a conurbation, as large as asked for: what the map is measured with.
 *
 * Feeders of 10,000 line segments each, four to a substation, on crooked streets 85 m apart: main lines along every tenth
 * street, laterals along the others, 2.9 vertices a segment. A million of them fill a picture of 1920 × 1080 at zoom 10.6, where main lines
 * and laterals are both drawn. With `points`, every tenth segment hangs on a switch and at every fifth street corner stands a
 * transformer with a customer: 300,000 things in places a million segments.
 */
#pragma once

#include "grid/draft.h"

G_BEGIN_DECLS

#define WIDE_GRID_FEEDER 10000 /* segments */

LampDraft *wide_grid_make (guint n_segments, gboolean points) G_GNUC_WARN_UNUSED_RESULT;
/* Writes it to `path`, unless it is there already. Ends the program with a sentence when it cannot. */
void wide_grid_write (const char *path, guint n_segments, gboolean points);

G_END_DECLS
