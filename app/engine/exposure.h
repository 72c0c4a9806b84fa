/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Exposure: which key sites one more single element would put out, and which elements those are.
 *
 * A site is energised while a supply point of it is; one with two live supply points is exposed only where a single
 * element kills both. By connectivity (grid/bridges.h): an element counts when without it no path is left. Sources are
 * taken as given; whether an element is likely to fail is not asked.
 *
 * Cost: one walk over the grid, then each site's way up to its source.
 */
#pragma once

#include "grid/energisation.h"

G_BEGIN_DECLS

typedef struct
{
  guint32  site;
  guint    n_live;   /* supply points that are live */
  guint32 *elements; /* owned; each alone would put the site out; the nearest first */
  guint    n_elements;
} LampExposure;

/* Every exposed site, in the order of the network, in the state the energisation has. Unref the array. */
GArray *lamp_exposure_find (const LampEnergisation *state) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
