/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * See levels.h. Chain by chain: its course is traced once, told which vertex stays how long, and thinned from the finest level to the
 * coarsest.
 */
#include "map/levels.h"

#include "map/simplify.h"

#include <math.h>

#define TOLERANCE_PX 0.5
#define GAP_UNITS 64.0 /* what a course itself may be off by (chains.c) */
#define CELL_PX 128.0  /* of a level's bins */

typedef struct
{
  LampLevels        *levels;
  const LampNetwork *network;
  LampCourse         course;
  GArray            *stays; /* float, one a vertex of the course */
  GArray            *kept;  /* guint32, vertices of the part at hand */
  GArray            *edges[LAMP_N_LEVELS][LAMP_N_VOLTAGE_CLASSES];
} Build;

int
lamp_levels_choose (double px_per_unit)
{
  double zoom = log2 (px_per_unit * LAMP_WORLD_SIZE / 256.0);

  return (int)CLAMP (ceil (zoom - 1e-6), (double)LAMP_LEVEL_FIRST, LAMP_LEVEL_LAST + 1.0);
}

static double
tolerance (int level)
{
  return lamp_level_px (level) * TOLERANCE_PX - GAP_UNITS;
}

static guint
class_of (const LampNetwork *network, const LampChains *chains, guint32 chain)
{
  return MIN (network->element_voltage[chains->elements[chains->start[chain]]], LAMP_N_VOLTAGE_CLASSES - 1);
}

/* Leaves of the kept ones those that stay at this level. */
static void
thin (Build *build, int level)
{
  guint32 *kept = (guint32 *)(void *)build->kept->data;
  double   least = tolerance (level);
  guint    n = 0;

  for (guint i = 0; i < build->kept->len; i++)
    if (g_array_index (build->stays, float, kept[i]) >= least)
      kept[n++] = kept[i];
  g_array_set_size (build->kept, n);
}

static void
add_edges (Build *build, int level, guint voltage, guint32 chain, double *along)
{
  const LampWorld *vertices = (const LampWorld *)(void *)build->course.vertices->data;

  for (guint i = 1; i < build->kept->len; i++)
    {
      LampLevelEdge edge = { vertices[g_array_index (build->kept, guint32, i - 1)], vertices[g_array_index (build->kept, guint32, i)], chain, (float)*along };

      *along += hypot ((double)edge.b.x - edge.a.x, (double)edge.b.y - edge.a.y);
      g_array_append_val (build->edges[level - LAMP_LEVEL_FIRST][voltage], edge);
    }
}

/* Down to which level roots shorter than a pixel stay: one in each pixel, the first there is. */
static gboolean
takes_pixel (GHashTable *taken, LampWorld at, int level)
{
  guint   shift = (guint)(24 - level);
  guint64 cell = (guint64)(at.x >> shift) << 32 | (at.y >> shift);

  return g_hash_table_add (taken, g_memdup2 (&cell, sizeof cell));
}

static int
find_coarsest (Build *build, GHashTable *taken[LAMP_N_LEVELS], guint32 chain)
{
  const LampChains *chains = &build->levels->chains;
  int               level = LAMP_LEVEL_LAST;

  while (level >= LAMP_LEVEL_FIRST && lamp_levels_keeps (build->levels, level, chain))
    level--;
  while (chains->is_root[chain] && level >= LAMP_LEVEL_FIRST && takes_pixel (taken[level - LAMP_LEVEL_FIRST], chains->at[chain], level))
    level--;
  return level + 1;
}

static void
add_part (Build *build, guint32 chain, guint32 first, guint32 end, int coarsest, double along[LAMP_N_LEVELS])
{
  guint voltage = class_of (build->network, &build->levels->chains, chain);

  g_array_set_size (build->kept, 0);
  lamp_simplify ((const LampWorld *)(void *)build->course.vertices->data + first, end - first, tolerance (LAMP_LEVEL_LAST),
                 (float *)(void *)build->stays->data + first);
  for (guint32 i = first; i < end; i++)
    g_array_append_val (build->kept, i);
  for (int level = LAMP_LEVEL_LAST; level >= MAX (coarsest, lamp_levels_first (voltage)); level--)
    {
      thin (build, level);
      add_edges (build, level, voltage, chain, &along[level - LAMP_LEVEL_FIRST]);
    }
}

static void
add_chain (Build *build, guint32 chain, GHashTable *taken[LAMP_N_LEVELS])
{
  const LampChains *chains = &build->levels->chains;
  double            along[LAMP_N_LEVELS] = { 0.0 };
  int               coarsest;

  if (!chains->is_root[chain] && !lamp_levels_keeps (build->levels, LAMP_LEVEL_LAST, chain))
    return;
  lamp_course_trace (&build->course, chains, chain, build->network);
  if (build->course.vertices->len == 0)
    return;
  coarsest = find_coarsest (build, taken, chain);
  g_array_set_size (build->stays, build->course.vertices->len);
  for (guint part = 0; part < build->course.starts->len; part++)
    {
      guint32 first = g_array_index (build->course.starts, guint32, part);
      guint32 end = part + 1 < build->course.starts->len ? g_array_index (build->course.starts, guint32, part + 1) : build->course.vertices->len;

      add_part (build, chain, first, end, coarsest, along);
    }
}

/* Each kind of edge once into the order of its bins, and no more memory than that takes. */
static void
settle (LampLevel *level, GArray *edges, int zoom)
{
  g_autofree LampWorldBox *boxes = g_new (LampWorldBox, MAX (edges->len, 1));

  for (guint i = 0; i < edges->len; i++)
    {
      const LampLevelEdge *edge = &g_array_index (edges, LampLevelEdge, i);

      boxes[i] = (LampWorldBox){ MIN (edge->a.x, edge->b.x), MIN (edge->a.y, edge->b.y), MAX (edge->a.x, edge->b.x), MAX (edge->a.y, edge->b.y) };
    }
  lamp_bins_build_cells (&level->bins, boxes, edges->len, (guint)log2 (lamp_level_px (zoom) * CELL_PX));
  level->edges = g_new (LampLevelEdge, MAX (level->bins.n, 1));
  for (guint32 i = 0; i < level->bins.n; i++)
    level->edges[i] = g_array_index (edges, LampLevelEdge, level->bins.order[i]);
  g_clear_pointer (&level->bins.order, g_free);
  g_array_unref (edges);
}

void
lamp_levels_build (LampLevels *levels, const LampNetwork *network)
{
  Build       build = { .levels = levels, .network = network };
  GHashTable *taken[LAMP_N_LEVELS];

  *levels = (LampLevels){ 0 };
  lamp_chains_build (&levels->chains, network);
  lamp_course_init (&build.course);
  build.stays = g_array_new (FALSE, FALSE, sizeof (float));
  build.kept = g_array_new (FALSE, FALSE, sizeof (guint32));
  for (guint i = 0; i < LAMP_N_LEVELS; i++)
    {
      taken[i] = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);
      for (guint voltage = 0; voltage < LAMP_N_VOLTAGE_CLASSES; voltage++)
        build.edges[i][voltage] = g_array_new (FALSE, FALSE, sizeof (LampLevelEdge));
    }
  for (guint32 chain = 0; chain < levels->chains.n; chain++)
    add_chain (&build, chain, taken);
  for (guint i = 0; i < LAMP_N_LEVELS; i++)
    {
      g_hash_table_unref (taken[i]);
      for (guint voltage = 0; voltage < LAMP_N_VOLTAGE_CLASSES; voltage++)
        settle (&levels->levels[i][voltage], build.edges[i][voltage], LAMP_LEVEL_FIRST + (int)i);
    }
  g_array_unref (build.stays);
  g_array_unref (build.kept);
  lamp_course_clear (&build.course);
}

void
lamp_levels_clear (LampLevels *levels)
{
  for (guint i = 0; i < LAMP_N_LEVELS; i++)
    for (guint voltage = 0; voltage < LAMP_N_VOLTAGE_CLASSES; voltage++)
      {
        g_clear_pointer (&levels->levels[i][voltage].edges, g_free);
        lamp_bins_clear (&levels->levels[i][voltage].bins);
      }
  lamp_chains_clear (&levels->chains);
}
