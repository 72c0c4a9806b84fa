/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A spatial index for things that never move: bins by web-mercator cell.
 *
 * Each thing lies in the one cell of its box's centre; a query looks as far around as the widest of them reaches.
 * What is wider than a quarter of a cell lies in one more bin that every query looks at. Cells are those of zoom 15
 * (about a kilometre), or coarser where the extent would need more than a million of them. A query is a few ranges
 * of an order array; the caller compares boxes itself.
 *
 * Immutable once made, any thread. Cost: O(n) to make; 4 bytes a thing and 4 a cell.
 */
#pragma once

#include "geo/geo.h"

G_BEGIN_DECLS

typedef struct
{
  guint32  n;     /* things that have a place */
  guint32 *order; /* which thing stands at each position; owned */
  guint32 *start; /* per cell, row by row, then the bin of the wide ones; n_cells + 2 */
  guint32  column0, row0, columns, rows;
  guint    shift; /* world units to cells */
  guint32  reach; /* world units around a query's box */
} LampBins;

typedef struct
{
  const LampBins *bins;
  guint32         column0, column1, row, row1;
  gboolean        wide_done;
} LampBinsIter;

/* Empty boxes have no place and are left out. */
void lamp_bins_build (LampBins *bins, const LampWorldBox *boxes, guint32 n);
void lamp_bins_clear (LampBins *bins);

void lamp_bins_query (const LampBins *bins, LampWorldBox box, LampBinsIter *iter);
/* Positions *first … *end - 1 of `order` may touch the box. */
gboolean lamp_bins_next (LampBinsIter *iter, guint32 *first, guint32 *end);

G_END_DECLS
