/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The lines of the network as they are seen from afar: for each zoom level the chains (chains.h) with as few vertices as keep
 * them within half a pixel of where they are, and without those that are shorter than a pixel.
 *
 * A chain that is left out lies within a pixel of where it hangs on another; of roots, which hang on none, one stays in every pixel.
 * So nothing that is visible from afar goes missing. What is left out of a level has no state there: whoever shows states looks at the
 * chains themselves (lamp_levels_keeps).
 *
 * Immutable once made, any thread. Cost: about 0.3 s of processor time for a million segments, on all processors; some 65 MB for all levels together.
 */
#pragma once

#include "map/bins.h"
#include "map/chains.h"

G_BEGIN_DECLS

#define LAMP_LEVEL_FIRST 7 /* zoom; farther away this one is drawn */
#define LAMP_LEVEL_LAST 13 /* nearer than this the network itself is */
#define LAMP_N_LEVELS (LAMP_LEVEL_LAST - LAMP_LEVEL_FIRST + 1)
#define LAMP_N_VOLTAGE_CLASSES (LAMP_VOLTAGE_LOW + 1)

typedef struct
{
  LampWorld a, b;
  guint32   chain;
  float     along; /* from the start of the chain to a, world units */
} LampLevelEdge;

typedef struct
{
  LampLevelEdge *edges; /* in the order of their bins */
  LampBins       bins;  /* without an order of its own */
} LampLevel;

typedef struct
{
  LampChains chains;
  LampLevel  levels[LAMP_N_LEVELS][LAMP_N_VOLTAGE_CLASSES];
} LampLevels;

void lamp_levels_build (LampLevels *levels, const LampNetwork *network);
void lamp_levels_clear (LampLevels *levels);

/* The coarsest level that holds a class: farther away it is not drawn but where it is out, and then as there. */
static inline int
lamp_levels_first (guint voltage)
{
  if (voltage <= LAMP_VOLTAGE_FEEDER)
    return LAMP_LEVEL_FIRST;
  return voltage == LAMP_VOLTAGE_LATERAL ? 11 : LAMP_LEVEL_LAST;
}

/* World units of a logical pixel. */
static inline double
lamp_level_px (int level)
{
  return LAMP_WORLD_SIZE / 256.0 / (double)(1u << level);
}

/* The level for so many device pixels across a world unit; LAMP_LEVEL_LAST + 1 when the network itself is to be drawn. */
int lamp_levels_choose (double px_per_unit);

/* Does a level hold something of every edge of this chain; if not, all of it lies within a pixel of its place. */
static inline gboolean
lamp_levels_keeps (const LampLevels *levels, int level, guint32 chain)
{
  return levels->chains.reach[chain] >= lamp_level_px (level);
}

G_END_DECLS
