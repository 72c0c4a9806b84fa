/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * See bins.h. Built by counting, then placing.
 */
#include "map/bins-place.h"

#define MOST_CELLS (1u << 20)

static guint32
n_cells (const LampBins *bins)
{
  return bins->columns * bins->rows;
}

static void
choose_cells (LampBins *bins, LampWorldBox extent, guint shift)
{
  guint64 columns, rows;

  bins->shift = shift;
  for (;; bins->shift++)
    {
      bins->column0 = extent.x0 >> bins->shift;
      bins->row0 = extent.y0 >> bins->shift;
      columns = (extent.x1 >> bins->shift) - bins->column0 + 1;
      rows = (extent.y1 >> bins->shift) - bins->row0 + 1;
      if (columns * rows <= MOST_CELLS)
        break;
    }
  bins->columns = (guint32)columns;
  bins->rows = (guint32)rows;
}

void
lamp_bins_begin (LampBins *bins, LampWorldBox centres, guint shift)
{
  choose_cells (bins, centres, shift);
  bins->reach = 1u << (bins->shift - 3);
  bins->start = g_new0 (guint32, n_cells (bins) + 3); /* one more than is kept: see lamp_bins_place () */
}

static LampWorldBox
nth_box (gpointer boxes, guint32 i)
{
  return ((const LampWorldBox *)boxes)[i];
}

void
lamp_bins_build (LampBins *bins, const LampWorldBox *boxes, guint32 n)
{
  g_autofree guint32 *places = lamp_bins_place (bins, (gpointer)boxes, n, nth_box, LAMP_BINS_SHIFT);

  lamp_bins_set_order (bins, places, n);
}

void
lamp_bins_set_order (LampBins *bins, const guint32 *places, guint32 n)
{
  if (bins->n == 0)
    return;
  bins->order = lamp_large_new_exact (guint32, bins->n);
  for (guint32 i = 0; i < n; i++)
    if (places[i] != G_MAXUINT32)
      bins->order[places[i]] = i;
}

void
lamp_bins_clear (LampBins *bins)
{
  g_clear_pointer (&bins->order, g_free);
  g_clear_pointer (&bins->start, g_free);
  bins->n = 0;
}

void
lamp_bins_query (const LampBins *bins, LampWorldBox box, LampBinsIter *iter)
{
  guint32 x0, y0, x1, y1;

  *iter = (LampBinsIter){ .bins = bins, .row = 1, .row1 = 0 };
  if (bins->n == 0 || lamp_world_box_is_empty (box))
    return;
  x0 = (box.x0 - MIN (box.x0, bins->reach)) >> bins->shift;
  y0 = (box.y0 - MIN (box.y0, bins->reach)) >> bins->shift;
  x1 = (box.x1 + MIN (G_MAXUINT32 - box.x1, bins->reach)) >> bins->shift;
  y1 = (box.y1 + MIN (G_MAXUINT32 - box.y1, bins->reach)) >> bins->shift;
  if (x1 < bins->column0 || y1 < bins->row0 || x0 >= bins->column0 + bins->columns || y0 >= bins->row0 + bins->rows)
    return;
  iter->column0 = MAX (x0, bins->column0) - bins->column0;
  iter->column1 = MIN (x1, bins->column0 + bins->columns - 1) - bins->column0;
  iter->row = MAX (y0, bins->row0) - bins->row0;
  iter->row1 = MIN (y1, bins->row0 + bins->rows - 1) - bins->row0;
}

gboolean
lamp_bins_next (LampBinsIter *iter, guint32 *first, guint32 *end)
{
  const LampBins *bins = iter->bins;

  while (iter->row <= iter->row1)
    {
      guint32 base = iter->row++ * bins->columns;

      *first = bins->start[base + iter->column0];
      *end = bins->start[base + iter->column1 + 1];
      if (*first < *end)
        return TRUE;
    }
  if (iter->wide_done || bins->n == 0)
    return FALSE;
  iter->wide_done = TRUE;
  *first = bins->start[n_cells (bins)];
  *end = bins->start[n_cells (bins) + 1];
  return *first < *end;
}
