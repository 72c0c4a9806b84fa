/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The ground of the demo city as a raster: what covers each cell of 2 m. It answers in constant time what a map of
 * polygons could only answer by searching: is here water, is this plot still free, what kind of quarter is this.
 */
#include "simulation/city-plan.h"

#include <math.h>
#include <stdlib.h>

static gboolean
cell_of (LampCityVec at, int *column, int *row)
{
  *column = (int)floor (at.x / CITY_CELL_M);
  *row = (int)floor (at.y / CITY_CELL_M);
  return *column >= 0 && *row >= 0 && *column < CITY_COLUMNS && *row < CITY_ROWS;
}

guint8
lamp_city_ground_at (const LampCity *city, LampCityVec at)
{
  int column = 0, row = 0;

  return cell_of (at, &column, &row) ? city->ground[row * CITY_COLUMNS + column] : 0;
}

static int
compare_doubles (const void *a, const void *b)
{
  double x = *(const double *)a, y = *(const double *)b;

  return (x > y) - (x < y);
}

/* Even-odd, one scan line through the middle of each row of cells. */
void
lamp_city_ground_fill (LampCity *city, const LampCityPath *ring, guint8 bits)
{
  g_autofree double *crossings = g_new (double, ring->n + 1);

  for (int row = 0; row < CITY_ROWS; row++)
    {
      double y = (row + 0.5) * CITY_CELL_M;
      guint  n = 0;

      for (guint i = 0, j = ring->n - 1; i < ring->n; j = i++)
        {
          const LampCityVec *a = &ring->at[i], *b = &ring->at[j];

          if ((a->y > y) != (b->y > y))
            crossings[n++] = (b->x - a->x) * (y - a->y) / (b->y - a->y) + a->x;
        }
      qsort (crossings, n, sizeof (double), compare_doubles);
      for (guint i = 0; i + 1 < n; i += 2)
        {
          int from = MAX (0, (int)ceil (crossings[i] / CITY_CELL_M - 0.5));
          int to = MIN (CITY_COLUMNS - 1, (int)floor (crossings[i + 1] / CITY_CELL_M - 0.5));

          for (int column = from; column <= to; column++)
            city->ground[row * CITY_COLUMNS + column] |= bits;
        }
    }
}

void
lamp_city_ground_stroke (LampCity *city, LampCityVec a, LampCityVec b, double width_m, guint8 bits)
{
  double half = width_m / 2.0;
  int    c0 = MAX (0, (int)floor ((MIN (a.x, b.x) - half) / CITY_CELL_M));
  int    c1 = MIN (CITY_COLUMNS - 1, (int)floor ((MAX (a.x, b.x) + half) / CITY_CELL_M));
  int    r0 = MAX (0, (int)floor ((MIN (a.y, b.y) - half) / CITY_CELL_M));
  int    r1 = MIN (CITY_ROWS - 1, (int)floor ((MAX (a.y, b.y) + half) / CITY_CELL_M));

  for (int row = r0; row <= r1; row++)
    for (int column = c0; column <= c1; column++)
      {
        LampCityVec p = { (column + 0.5) * CITY_CELL_M, (row + 0.5) * CITY_CELL_M };

        if (lamp_city_segment_distance (p, a, b, NULL) <= half)
          city->ground[row * CITY_COLUMNS + column] |= bits;
      }
}

gboolean
lamp_city_ground_line_has (const LampCity *city, LampCityVec a, LampCityVec b, guint8 bits)
{
  guint steps = 1 + (guint)(lamp_city_distance (a, b) / CITY_CELL_M);

  for (guint i = 0; i <= steps; i++)
    {
      double t = (double)i / steps;

      if (lamp_city_ground_at (city, (LampCityVec){ a.x + t * (b.x - a.x), a.y + t * (b.y - a.y) }) & bits)
        return TRUE;
    }
  return FALSE;
}

/* Calls for every sample of a turned rectangle; stops when the bits are found, or sets them. */
static gboolean
walk_box (LampCity *city, LampCityVec at, LampCityVec along, double half_width, double half_depth, guint8 bits, gboolean set)
{
  int across = 1 + (int)(2.0 * half_width / (CITY_CELL_M * 0.7)), down = 1 + (int)(2.0 * half_depth / (CITY_CELL_M * 0.7));

  for (int i = 0; i <= across; i++)
    for (int j = 0; j <= down; j++)
      {
        double w = half_width * (2.0 * i / across - 1.0), d = half_depth * (2.0 * j / down - 1.0);
        int    column = 0, row = 0;

        if (!cell_of ((LampCityVec){ at.x + w * along.x - d * along.y, at.y + w * along.y + d * along.x }, &column, &row))
          continue;
        if (set)
          city->ground[row * CITY_COLUMNS + column] |= bits;
        else if (city->ground[row * CITY_COLUMNS + column] & bits)
          return TRUE;
      }
  return FALSE;
}

gboolean
lamp_city_ground_box_has (const LampCity *city, LampCityVec at, LampCityVec along, double half_width, double half_depth, guint8 bits)
{
  return walk_box ((LampCity *)city, at, along, half_width, half_depth, bits, FALSE);
}

void
lamp_city_ground_box_set (LampCity *city, LampCityVec at, LampCityVec along, double half_width, double half_depth, guint8 bits)
{
  walk_box (city, at, along, half_width, half_depth, bits, TRUE);
}

/* Quarters with works instead of homes: the harbour and two estates. */
static gboolean
is_industry (LampCityVec p)
{
  static const double boxes[][4] = {
    { 3700, 0, 7500, 2280 },
    { 9700, 3350, 11050, 4350 },
    { 6450, 7750, 8250, 8550 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (boxes); i++)
    if (p.x > boxes[i][0] && p.y > boxes[i][1] && p.x < boxes[i][2] && p.y < boxes[i][3])
      return TRUE;
  return FALSE;
}

/* Villages that the city has not reached yet: x, y, radius. */
static double
village (LampCityVec p)
{
  static const double villages[][3] = {
    { 1500, 4650, 480 },
    { 1050, 6350, 420 },
    { 10900, 5500, 450 },
    { 10650, 1750, 420 },
    { 10450, 8750, 330 },
    { 3250, 8600, 360 },
  };
  double best = -G_MAXDOUBLE;

  for (guint i = 0; i < G_N_ELEMENTS (villages); i++)
    best = MAX (best, villages[i][2] - lamp_city_distance (p, (LampCityVec){ villages[i][0], villages[i][1] }));
  return best;
}

/* The city grew along the roads that lead out of it; `best` is how far inside its edge a place lies. */
static double
reach (LampCityVec p, double distance)
{
  static const LampCityVec tips[] = {
    { 5750, 8050 }, { 3750, 7700 }, { 2500, 5600 }, { 2500, 3900 }, { 5700, 1500 }, { 9900, 2700 }, { 10300, 5850 }, { 8900, 7200 }
  };
  double inside = 2440.0 - distance;

  for (guint i = 0; i < G_N_ELEMENTS (tips); i++)
    {
      double along = 0.0;
      double off = lamp_city_segment_distance (p, CITY_CENTRE, tips[i], &along);

      inside = MAX (inside, 760.0 - 240.0 * along - off);
    }
  return inside;
}

LampCityZone
lamp_city_zone (const LampCity *city, LampCityVec at)
{
  double distance = lamp_city_distance (at, CITY_CENTRE);
  double wobble = lamp_city_noise (at, 900.0, 77);

  if (at.x < 150 || at.y < 150 || at.x > CITY_WIDTH_M - 150 || at.y > CITY_HEIGHT_M - 150)
    return ZONE_NONE;
  if (is_industry (at))
    return ZONE_INDUSTRY;
  if (distance < 640.0)
    return ZONE_OLD_TOWN;
  if (distance < 1550.0 + 330.0 * wobble)
    return ZONE_INNER;
  return MAX (reach (at, distance), village (at)) + 260.0 * wobble > 0.0 ? ZONE_SUBURB : ZONE_NONE;
}
