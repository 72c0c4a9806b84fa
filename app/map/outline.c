/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * See outline.h. The raster holds reach − distance, so the outline is where it is 0: marching squares, each crossing of a
 * raster line knowing the next one along the ring, the inside always at the same hand.
 */
#include "map/outline.h"

#include <math.h>

#define CELLS_TO_REACH 3.0
#define LEAST_HOLE 16.0 /* squared reaches */

typedef struct
{
  double   x0, y0, cell, reach; /* world units */
  guint32  columns, rows;
  float   *values;
  guint32 *next; /* per crossing; G_MAXUINT32 for none */
} Raster;

static LampWorldBox
bound (const LampSegment *segments, guint n)
{
  LampWorldBox box = LAMP_WORLD_BOX_EMPTY;

  for (guint i = 0; i < n; i++)
    {
      lamp_world_box_add (&box, segments[i].a);
      lamp_world_box_add (&box, segments[i].b);
    }
  return box;
}

static void
init_raster (Raster *raster, LampWorldBox box, double reach)
{
  double wide = (double)box.x1 - box.x0, high = (double)box.y1 - box.y0, margin;

  raster->cell = MAX (reach / CELLS_TO_REACH, MAX (wide, high) / (LAMP_OUTLINE_CELLS - 2.0 * CELLS_TO_REACH - 6.0));
  raster->reach = MAX (reach, raster->cell * CELLS_TO_REACH);
  margin = raster->reach + 2.0 * raster->cell;
  raster->x0 = box.x0 - margin;
  raster->y0 = box.y0 - margin;
  raster->columns = (guint32)ceil ((wide + 2.0 * margin) / raster->cell) + 1;
  raster->rows = (guint32)ceil ((high + 2.0 * margin) / raster->cell) + 1;
  raster->values = g_new (float, (gsize)raster->columns * raster->rows);
  raster->next = g_new (guint32, (gsize)raster->columns * raster->rows * 2);
  for (gsize i = 0; i < (gsize)raster->columns * raster->rows; i++)
    raster->values[i] = (float)-raster->cell;
  for (gsize i = 0; i < (gsize)raster->columns * raster->rows * 2; i++)
    raster->next[i] = G_MAXUINT32;
}

static double
distance (double x, double y, double ax, double ay, double bx, double by)
{
  double dx = bx - ax, dy = by - ay, length2 = dx * dx + dy * dy;
  double t = length2 > 0.0 ? CLAMP (((x - ax) * dx + (y - ay) * dy) / length2, 0.0, 1.0) : 0.0;

  return hypot (x - ax - t * dx, y - ay - t * dy);
}

static void
add_segment (Raster *raster, const LampSegment *segment)
{
  double  far = raster->reach + raster->cell;
  double  ax = segment->a.x - raster->x0, ay = segment->a.y - raster->y0, bx = segment->b.x - raster->x0, by = segment->b.y - raster->y0;
  guint32 column0 = (guint32)MAX ((MIN (ax, bx) - far) / raster->cell, 0.0), row0 = (guint32)MAX ((MIN (ay, by) - far) / raster->cell, 0.0);
  guint32 column1 = (guint32)((MAX (ax, bx) + far) / raster->cell) + 1, row1 = (guint32)((MAX (ay, by) + far) / raster->cell) + 1;

  for (guint32 row = row0; row <= row1 && row < raster->rows; row++)
    for (guint32 column = column0; column <= column1 && column < raster->columns; column++)
      {
        float *value = &raster->values[(gsize)row * raster->columns + column];
        float  here = (float)(raster->reach - distance (column * raster->cell, row * raster->cell, ax, ay, bx, by));

        *value = MAX (*value, here);
      }
}

/* A crossing lies on the raster line from a node to its right (even) or lower (odd) neighbour. */
static guint32
crossing (const Raster *raster, guint32 column, guint32 row, gboolean down)
{
  return (row * raster->columns + column) * 2 + down;
}

/* The sides of a square: top, right, bottom, left. Which of them a ring enters and leaves by, for each pattern of its corners
 * that are inside: upper left 1, upper right 2, lower right 4, lower left 8. Where two corners face each other they stay apart. */
static const gint8 ways[16][5] = {
  { -1 },
  { 3, 0, -1 },
  { 0, 1, -1 },
  { 3, 1, -1 },
  { 1, 2, -1 },
  { 3, 0, 1, 2, -1 },
  { 0, 2, -1 },
  { 3, 2, -1 },
  { 2, 3, -1 },
  { 2, 0, -1 },
  { 0, 1, 2, 3, -1 },
  { 2, 1, -1 },
  { 1, 3, -1 },
  { 1, 0, -1 },
  { 0, 3, -1 },
  { -1 },
};

static void
join_square (Raster *raster, guint32 column, guint32 row)
{
  const float *upper = &raster->values[(gsize)row * raster->columns + column], *lower = upper + raster->columns;
  guint        inside = (upper[0] > 0.0f) | (upper[1] > 0.0f) << 1 | (lower[1] > 0.0f) << 2 | (lower[0] > 0.0f) << 3;
  guint32      sides[] = { crossing (raster, column, row, FALSE), crossing (raster, column + 1, row, TRUE),
                           crossing (raster, column, row + 1, FALSE), crossing (raster, column, row, TRUE) };

  for (const gint8 *way = ways[inside]; *way >= 0; way += 2)
    raster->next[sides[way[0]]] = sides[way[1]];
}

static LampWorld
place (const Raster *raster, guint32 at)
{
  guint32 node = at / 2, column = node % raster->columns, row = node / raster->columns;
  float   here = raster->values[node], there = raster->values[at % 2 == 0 ? node + 1 : node + raster->columns];
  double  share = here / (here - there);
  double  x = raster->x0 + (column + (at % 2 == 0 ? share : 0.0)) * raster->cell, y = raster->y0 + (row + (at % 2 == 0 ? 0.0 : share)) * raster->cell;

  return (LampWorld){ (guint32)CLAMP (x, 0.0, LAMP_WORLD_SIZE - 1.0), (guint32)CLAMP (y, 0.0, LAMP_WORLD_SIZE - 1.0) };
}

/* Twice the area; negative for a hole. */
static double
area2 (const LampWorld *points, guint n)
{
  double area = 0.0;

  for (guint i = 0; i < n; i++)
    {
      LampWorld a = points[i], b = points[(i + 1) % n], o = points[0];

      area -= ((double)a.x - o.x) * ((double)b.y - o.y) - ((double)b.x - o.x) * ((double)a.y - o.y);
    }
  return area;
}

/* Follows a ring from a crossing on, forgetting it on the way. */
static void
take_ring (Raster *raster, guint32 first, GArray *points)
{
  guint32 at = first;

  do
    {
      LampWorld here = place (raster, at);
      guint32   next = raster->next[at];

      raster->next[at] = G_MAXUINT32;
      g_array_append_val (points, here);
      at = next;
    }
  while (at != G_MAXUINT32 && at != first);
}

/* What is too small a hole is filled. */
static gboolean
matters (const Raster *raster, const GArray *ring)
{
  double area = ring->len < 3 ? 0.0 : area2 ((const LampWorld *)(void *)ring->data, ring->len) / 2.0;

  return area > 0.0 || area < -LEAST_HOLE * raster->reach * raster->reach;
}

static void
take_rings (Raster *raster, GArray *points, GArray *starts)
{
  g_autoptr (GArray) ring = g_array_new (FALSE, FALSE, sizeof (LampWorld));

  for (guint32 at = 0; at < raster->columns * raster->rows * 2; at++)
    {
      if (raster->next[at] == G_MAXUINT32)
        continue;
      g_array_set_size (ring, 0);
      take_ring (raster, at, ring);
      if (!matters (raster, ring))
        continue;
      g_array_append_val (starts, points->len);
      g_array_append_vals (points, ring->data, ring->len);
    }
  g_array_append_val (starts, points->len);
}

LampOutline *
lamp_outline_new (const LampSegment *segments, guint n, double reach)
{
  LampOutline *outline = g_new0 (LampOutline, 1);
  g_autoptr (GArray) points = g_array_new (FALSE, FALSE, sizeof (LampWorld));
  g_autoptr (GArray) starts = g_array_new (FALSE, FALSE, sizeof (guint32));
  Raster raster = { 0 };

  if (n > 0)
    init_raster (&raster, bound (segments, n), reach);
  for (guint i = 0; i < n; i++)
    add_segment (&raster, &segments[i]);
  for (guint32 row = 0; row + 1 < raster.rows; row++)
    for (guint32 column = 0; column + 1 < raster.columns; column++)
      join_square (&raster, column, row);
  take_rings (&raster, points, starts);
  g_free (raster.values);
  g_free (raster.next);
  outline->box = LAMP_WORLD_BOX_EMPTY;
  for (guint i = 0; i < points->len; i++)
    lamp_world_box_add (&outline->box, g_array_index (points, LampWorld, i));
  outline->n_rings = starts->len - 1;
  outline->points = (LampWorld *)(void *)g_array_free (g_steal_pointer (&points), FALSE);
  outline->ring_start = (guint32 *)(void *)g_array_free (g_steal_pointer (&starts), FALSE);
  return outline;
}

void
lamp_outline_free (LampOutline *outline)
{
  g_free (outline->points);
  g_free (outline->ring_start);
  g_free (outline);
}

gboolean
lamp_outline_contains (const LampOutline *outline, LampWorld at)
{
  gboolean inside = FALSE;

  for (guint ring = 0; ring < outline->n_rings; ring++)
    for (guint32 i = outline->ring_start[ring]; i < outline->ring_start[ring + 1]; i++)
      {
        LampWorld a = outline->points[i], b = outline->points[i + 1 < outline->ring_start[ring + 1] ? i + 1 : outline->ring_start[ring]];

        if ((a.y > at.y) != (b.y > at.y) && at.x < ((double)b.x - a.x) * ((double)at.y - a.y) / ((double)b.y - a.y) + a.x)
          inside = !inside;
      }
  return inside;
}
