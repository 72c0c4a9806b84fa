/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The sea, of which OpenStreetMap has only the shore: lines with land on their left and water on their right. What of them
 * lies in a box is closed along its edges, water side in. Pure but for its own memory; not thread-safe.
 */
#pragma once

#include "grid/base.h"

G_BEGIN_DECLS

typedef struct _LampCoast LampCoast;

LampCoast *lamp_coast_new (void) G_GNUC_WARN_UNUSED_RESULT;
void       lamp_coast_free (LampCoast *coast);

void lamp_coast_add (LampCoast *coast, const LampPoint *points, guint n);
/* The rings of the sea in the box, to be filled even-odd: `points` (LampPoint) in a row, `sizes` (guint) of each. Empty unless
 * it returns LAMP_SEA_MADE. */
LampSea lamp_coast_close (LampCoast *coast, const LampBox *box, GArray *points, GArray *sizes);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (LampCoast, lamp_coast_free)

G_END_DECLS
