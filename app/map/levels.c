/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * See levels.h. Chain by chain: its course is traced once, measured, told which vertex stays how long, and thinned from the finest level
 * to the coarsest. Parts of the chains are done beside each other, then levels are put in the order of their bins.
 */
#include "map/levels.h"

#include "grid/large.h"
#include "map/bins-place.h"
#include "map/jobs.h"
#include "map/pixels.h"
#include "map/simplify.h"

#include <math.h>

#define TOLERANCE_PX 0.5
#define GAP_UNITS 64.0 /* what a course itself may be off by (chains.c) */
#define CELL_PX 128.0  /* of a level's bins */
#define PART_ELEMENTS 20000u
#define MOST_PARTS 64u
#define EXACT_UNITS 67108864.0 /* 2^26: the sum of two squares of whole numbers below has 53 bits */

typedef struct
{
  LampLevelEdge *edges;
  guint32        n, room;
} Edges;

typedef struct
{
  LampLevels        *levels;
  const LampNetwork *network;
  guint32            first, end; /* chains */
  const guint8      *coarsest;   /* of roots: the level they stay down to */
  LampCourse         course;
  float             *stays; /* one a vertex of the course */
  guint32           *kept;  /* vertices of the stretch at hand */
  guint32            n_kept, room;
  Edges              edges[LAMP_N_LEVELS][LAMP_N_VOLTAGE_CLASSES];
} Part;

typedef struct
{
  LampLevels *levels;
  Part       *parts;
  guint       n;
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
thin (Part *part, int level)
{
  double  least = tolerance (level);
  guint32 n = 0;

  for (guint32 i = 0; i < part->n_kept; i++)
    if (part->stays[part->kept[i]] >= least)
      part->kept[n++] = part->kept[i];
  part->n_kept = n;
}

static LampLevelEdge *
add_room (Edges *edges, guint32 n)
{
  if (edges->room - edges->n < n)
    {
      edges->room = MAX (edges->room * 2, MAX (edges->n + n, 256));
      edges->edges = lamp_large_grow (edges->edges, edges->n, edges->room, sizeof (LampLevelEdge));
    }
  edges->n += n;
  return edges->edges + edges->n - n;
}

/* As hypot () has it, at a fraction of the cost. */
static double
length (LampWorld a, LampWorld b)
{
  double dx = (double)b.x - a.x, dy = (double)b.y - a.y;

  return fabs (dx) < EXACT_UNITS && fabs (dy) < EXACT_UNITS ? sqrt (dx * dx + dy * dy) : hypot (dx, dy);
}

static void
add_edges (Part *part, Edges *edges, guint32 chain, double *along)
{
  const LampWorld *vertices = (const LampWorld *)(void *)part->course.vertices->data;
  LampLevelEdge   *edge = add_room (edges, part->n_kept - MIN (part->n_kept, 1));

  for (guint32 i = 1; i < part->n_kept; i++, edge++)
    {
      *edge = (LampLevelEdge){ vertices[part->kept[i - 1]], vertices[part->kept[i]], chain, (float)*along };
      *along += length (edge->a, edge->b);
    }
}

static int
find_coarsest (const LampLevels *levels, guint32 chain)
{
  int level = LAMP_LEVEL_LAST;

  while (level >= LAMP_LEVEL_FIRST && lamp_levels_keeps (levels, level, chain))
    level--;
  return level + 1;
}

/* Roots shorter than a pixel stay further down, one in each pixel: the first there is. So these are looked at in their order. */
static void
find_roots (LampLevels *levels, const LampNetwork *network, LampCourse *course, guint8 *coarsest)
{
  LampChains *chains = &levels->chains;
  LampPixels  taken = { 0 };

  for (guint32 chain = 0; chain < chains->n; chain++)
    {
      int level;

      if (!chains->is_root[chain])
        continue;
      lamp_course_trace (course, chains, chain, network);
      lamp_chains_measure (chains, chain, network, course);
      if (course->vertices->len == 0)
        continue;
      level = find_coarsest (levels, chain) - 1;
      while (level >= LAMP_LEVEL_FIRST && lamp_pixels_take (&taken, chains->at[chain], level))
        level--;
      coarsest[chain] = (guint8)(level + 1);
    }
  lamp_pixels_clear (&taken);
}

static void
add_stretch (Part *part, guint32 chain, guint32 first, guint32 end, int coarsest, double along[LAMP_N_LEVELS])
{
  guint voltage = class_of (part->network, &part->levels->chains, chain);

  lamp_simplify ((const LampWorld *)(void *)part->course.vertices->data + first, end - first, tolerance (LAMP_LEVEL_LAST), part->stays + first);
  for (guint32 i = first; i < end; i++)
    part->kept[i - first] = i;
  part->n_kept = end - first;
  for (int level = LAMP_LEVEL_LAST; level >= MAX (coarsest, lamp_levels_first (voltage)); level--)
    {
      thin (part, level);
      add_edges (part, &part->edges[level - LAMP_LEVEL_FIRST][voltage], chain, &along[level - LAMP_LEVEL_FIRST]);
    }
}

static void
make_room (Part *part, guint32 n)
{
  if (n <= part->room)
    return;
  part->room = MAX (n, part->room * 2);
  part->stays = g_renew (float, part->stays, part->room);
  part->kept = g_renew (guint32, part->kept, part->room);
}

static void
add_chain (Part *part, guint32 chain)
{
  LampChains   *chains = &part->levels->chains;
  const GArray *starts = part->course.starts;
  double        along[LAMP_N_LEVELS] = { 0.0 };
  guint32       n;
  int           coarsest;

  lamp_course_trace (&part->course, chains, chain, part->network);
  if (!chains->is_root[chain]) /* roots have been measured, see find_roots */
    lamp_chains_measure (chains, chain, part->network, &part->course);
  n = part->course.vertices->len;
  if (n == 0 || (!chains->is_root[chain] && !lamp_levels_keeps (part->levels, LAMP_LEVEL_LAST, chain)))
    return;
  make_room (part, n);
  coarsest = chains->is_root[chain] ? part->coarsest[chain] : find_coarsest (part->levels, chain);
  for (guint i = 0; i < starts->len; i++)
    add_stretch (part, chain, g_array_index (starts, guint32, i), i + 1 < starts->len ? g_array_index (starts, guint32, i + 1) : n, coarsest, along);
}

static void
make_part (guint i, gpointer data)
{
  Part *part = &((Build *)data)->parts[i];

  lamp_course_init (&part->course);
  for (guint32 chain = part->first; chain < part->end; chain++)
    add_chain (part, chain);
  lamp_course_clear (&part->course);
  g_clear_pointer (&part->stays, g_free);
  g_clear_pointer (&part->kept, g_free);
}

/* Putting in order */

typedef struct
{
  const Build *build;
  guint        level, voltage;
  guint        part; /* the one at hand */
  guint32      first, end;
} Gathered;

static const Edges *
edges_of (const Gathered *gathered)
{
  return &gathered->build->parts[gathered->part].edges[gathered->level][gathered->voltage];
}

static void
rewind (Gathered *gathered)
{
  gathered->part = 0;
  gathered->first = 0;
  gathered->end = edges_of (gathered)->n;
}

static const LampLevelEdge *
nth_edge (Gathered *gathered, guint32 i)
{
  if (i < gathered->first)
    rewind (gathered);
  while (i >= gathered->end)
    {
      gathered->part++;
      gathered->first = gathered->end;
      gathered->end += edges_of (gathered)->n;
    }
  return &edges_of (gathered)->edges[i - gathered->first];
}

static LampWorldBox
nth_box (gpointer gathered, guint32 i)
{
  const LampLevelEdge *edge = nth_edge (gathered, i);

  return (LampWorldBox){ MIN (edge->a.x, edge->b.x), MIN (edge->a.y, edge->b.y), MAX (edge->a.x, edge->b.x), MAX (edge->a.y, edge->b.y) };
}

/* Each kind of edge once into the order of its bins, and no more memory than that takes. The finest level first: it is the largest. */
static void
settle (guint i, gpointer data)
{
  Build              *build = data;
  guint               which = LAMP_N_LEVELS - 1 - i / LAMP_N_VOLTAGE_CLASSES;
  Gathered            gathered = { .build = build, .level = which, .voltage = i % LAMP_N_VOLTAGE_CLASSES };
  LampLevel          *level = &build->levels->levels[which][gathered.voltage];
  g_autofree guint32 *places = NULL;
  guint32             n = 0;

  for (guint part = 0; part < build->n; part++)
    n += build->parts[part].edges[which][gathered.voltage].n;
  rewind (&gathered);
  places = lamp_bins_place (&level->bins, &gathered, n, nth_box, (guint)log2 (lamp_level_px (LAMP_LEVEL_FIRST + (int)which) * CELL_PX));
  level->edges = lamp_large_new_exact (LampLevelEdge, level->bins.n);
  for (guint32 edge = 0; edge < n; edge++)
    if (places[edge] != G_MAXUINT32)
      level->edges[places[edge]] = *nth_edge (&gathered, edge);
  for (guint part = 0; part < build->n; part++)
    g_free (build->parts[part].edges[which][gathered.voltage].edges);
}

/* So that each has about as many elements; there is at least one, and some may be empty. */
static void
divide (Build *build, const LampNetwork *network, const guint8 *coarsest)
{
  const LampChains *chains = &build->levels->chains;
  guint32           chain = 0;

  build->n = CLAMP (network->n_elements / PART_ELEMENTS, 1, MOST_PARTS);
  build->parts = g_new0 (Part, build->n);
  for (guint i = 0; i < build->n; i++)
    {
      Part *part = &build->parts[i];

      *part = (Part){ .levels = build->levels, .network = network, .coarsest = coarsest, .first = chain };
      while (chain < chains->n && (i + 1 == build->n || chains->start[chain] < (guint64)network->n_elements * (i + 1) / build->n))
        chain++;
      part->end = chain;
    }
}

void
lamp_levels_build (LampLevels *levels, const LampNetwork *network)
{
  g_autofree guint8 *coarsest = NULL;
  LampCourse         course;
  Build              build = { .levels = levels };

  *levels = (LampLevels){ 0 };
  lamp_chains_cut (&levels->chains, network);
  coarsest = g_new0 (guint8, MAX (levels->chains.n, 1));
  lamp_course_init (&course);
  find_roots (levels, network, &course, coarsest);
  lamp_course_clear (&course);
  divide (&build, network, coarsest);
  lamp_jobs_run (build.n, make_part, &build);
  lamp_jobs_run (LAMP_N_LEVELS * LAMP_N_VOLTAGE_CLASSES, settle, &build);
  g_free (build.parts);
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
