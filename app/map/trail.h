/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Where a crew came from, as a line that fades: from its oldest fix to where it is drawn now. Logical px.
 */
#pragma once

#include <cairo.h>

#include "map/motion.h"
#include "map/view.h"

G_BEGIN_DECLS

/* What of the view it covers; FALSE when that is nothing. `at`: where the crew is drawn. */
gboolean lamp_trail_bound (const LampTrail *trail, LampWorld at, const LampView *view, LampRect *bounds);
void     lamp_trail_draw (cairo_t *cr, const LampTrail *trail, LampWorld at, const LampView *view, guint32 colour);

G_END_DECLS
