/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * How bins are made, of things of any kind: a function tells the box of each. Included where bins are made, so that the compiler sees
 * both at once.
 */
#pragma once

#include "grid/large.h"
#include "map/bins.h"

G_BEGIN_DECLS

/* Asked for one after the other, twice. */
typedef LampWorldBox (*LampBoxOf) (gpointer things, guint32 i);

#define LAMP_BINS_SHIFT (32 - 15) /* the cells of zoom 15 */

/* With room for the cells that these centres lie in: of 2^shift world units, or coarser ones where those would be too many. */
void lamp_bins_begin (LampBins *bins, LampWorldBox centres, guint shift);
/* What lamp_bins_place () told, as an order. */
void lamp_bins_set_order (LampBins *bins, const guint32 *places, guint32 n);

static inline LampWorld
lamp_bins_centre (LampWorldBox box)
{
  return (LampWorld){ box.x0 + (box.x1 - box.x0) / 2, box.y0 + (box.y1 - box.y0) / 2 };
}

static inline guint32
lamp_bins_cell_of (const LampBins *bins, LampWorldBox box)
{
  guint32   widest = 1u << (bins->shift - 2);
  LampWorld at = lamp_bins_centre (box);

  if (box.x1 - box.x0 > widest || box.y1 - box.y0 > widest)
    return bins->columns * bins->rows;
  return ((at.y >> bins->shift) - bins->row0) * bins->columns + (at.x >> bins->shift) - bins->column0;
}

/* Bins without an order: the position of each thing in it instead, G_MAXUINT32 for what has no place.
 * The caller frees it. */
static inline G_ALWAYS_INLINE guint32 *
lamp_bins_place (LampBins *bins, gpointer things, guint32 n, LampBoxOf box_of, guint shift)
{
  guint32     *places = lamp_large_new (guint32, n);
  LampWorldBox centres = LAMP_WORLD_BOX_EMPTY;

  *bins = (LampBins){ 0 };
  for (guint32 i = 0; i < n; i++)
    {
      LampWorldBox box = box_of (things, i);

      if (!lamp_world_box_is_empty (box))
        {
          lamp_world_box_add (&centres, lamp_bins_centre (box));
          bins->n++;
        }
    }
  if (bins->n > 0)
    lamp_bins_begin (bins, centres, shift);

  /* Counted one cell further on, so that while they are placed start[cell + 1] is where the next of a cell goes. */
  for (guint32 i = 0; i < n; i++)
    {
      LampWorldBox box = box_of (things, i);

      places[i] = lamp_world_box_is_empty (box) ? G_MAXUINT32 : lamp_bins_cell_of (bins, box);
      if (places[i] != G_MAXUINT32)
        bins->start[places[i] + 2]++;
    }
  for (guint32 cell = 0; bins->n > 0 && cell < bins->columns * bins->rows; cell++)
    bins->start[cell + 2] += bins->start[cell + 1];
  for (guint32 i = 0; i < n; i++)
    if (places[i] != G_MAXUINT32)
      places[i] = bins->start[places[i] + 1]++;
  return places;
}

G_END_DECLS
