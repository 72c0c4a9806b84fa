/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Where on the lines arrows stand that show which way power flows. Places are on the ground, as if milestones were set along
 * every way from a source in the normal state; so they are the same in every tile, stay where they are while panning
 * and when the flow turns round, and lie evenly over lines of many pieces. Which way an arrow points is the scene's state.
 * Pure, any thread.
 */
#pragma once

#include "grid/network.h"

G_BEGIN_DECLS

/* One guint32 an element: its arrows stand where this and the way from its first vertex, in world units and modulo 2³², are
 * half a spacing beyond a multiple of it; spacings are powers of two. O(vertices). */
GBytes *lamp_flow_measure (const LampNetwork *network) G_GNUC_WARN_UNUSED_RESULT;

/* World units between two arrows at a zoom: 64 to 128 logical px. */
guint32 lamp_flow_spacing (double zoom);

/* Whether its geometry is drawn from its second node to its first. */
gboolean lamp_flow_is_reversed (const LampNetwork *network, guint32 element);

/* World units from one vertex to the next, whole, so that sums of them are the same wherever they are begun. */
static inline guint32
lamp_flow_step (LampWorld a, LampWorld b)
{
  double dx = (double)b.x - a.x, dy = (double)b.y - a.y;

  return (guint32)__builtin_sqrt (dx * dx + dy * dy);
}

G_END_DECLS
