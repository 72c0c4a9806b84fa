/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A box and the places along its edge, by how far they lie clockwise from its north-west corner, a side each being 1: from 0 to 4. Pure.
 */
#pragma once

#include "geo/geo.h"

G_BEGIN_DECLS

/* The edge included. */
gboolean lamp_box_contains (const LampBox *box, LampPoint at);
/* `at` is on the edge, or as good as. */
double lamp_box_along_edge (const LampBox *box, LampPoint at);
/* The corner at i along the edge: 0 is north-west, 4 is again. */
LampPoint lamp_box_corner (const LampBox *box, guint i);
/* The nearest place on the edge to one inside, and how far it is in shares of the box. */
LampPoint lamp_box_nearest_edge (const LampBox *box, LampPoint at, double *share);

G_END_DECLS
