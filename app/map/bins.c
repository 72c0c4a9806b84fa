/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * See bins.h. Built by counting, then placing.
 */
#include "map/bins.h"

#define FINEST_SHIFT (32 - 15)
#define MOST_CELLS (1u << 20)

static LampWorld
centre (LampWorldBox box)
{
  return (LampWorld){ box.x0 + (box.x1 - box.x0) / 2, box.y0 + (box.y1 - box.y0) / 2 };
}

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

static guint32
cell_of (const LampBins *bins, LampWorldBox box)
{
  guint32   widest = 1u << (bins->shift - 2);
  LampWorld at = centre (box);

  if (box.x1 - box.x0 > widest || box.y1 - box.y0 > widest)
    return n_cells (bins);
  return ((at.y >> bins->shift) - bins->row0) * bins->columns + (at.x >> bins->shift) - bins->column0;
}

void
lamp_bins_build (LampBins *bins, const LampWorldBox *boxes, guint32 n)
{
  lamp_bins_build_cells (bins, boxes, n, FINEST_SHIFT);
}

void
lamp_bins_build_cells (LampBins *bins, const LampWorldBox *boxes, guint32 n, guint shift)
{
  g_autofree guint32 *fill = NULL;
  LampWorldBox        extent = LAMP_WORLD_BOX_EMPTY;

  *bins = (LampBins){ 0 };
  for (guint32 i = 0; i < n; i++)
    if (!lamp_world_box_is_empty (boxes[i]))
      {
        lamp_world_box_add (&extent, centre (boxes[i]));
        bins->n++;
      }
  if (bins->n == 0)
    return;

  choose_cells (bins, extent, shift);
  bins->reach = 1u << (bins->shift - 3);
  bins->order = g_new (guint32, bins->n);
  bins->start = g_new0 (guint32, n_cells (bins) + 2);
  for (guint32 i = 0; i < n; i++)
    if (!lamp_world_box_is_empty (boxes[i]))
      bins->start[cell_of (bins, boxes[i]) + 1]++;
  for (guint32 cell = 0; cell <= n_cells (bins); cell++)
    bins->start[cell + 1] += bins->start[cell];
  fill = g_memdup2 (bins->start, sizeof (guint32) * (n_cells (bins) + 1));
  for (guint32 i = 0; i < n; i++)
    if (!lamp_world_box_is_empty (boxes[i]))
      bins->order[fill[cell_of (bins, boxes[i])]++] = i;
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
