/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Streets that end short of another are drawn out to it.
 */
#include "simulation/city-plan.h"

#define REACH_M 105.0

/* The first street ahead of the end of a path, up to REACH_M on; where, or FALSE. */
static gboolean
find_ahead (LampCity *city, LampCityVec from, LampCityVec direction, LampCityVec *at)
{
  LampCityVec to = { from.x + direction.x * REACH_M, from.y + direction.y * REACH_M };
  double      best = 2.0;

  for (guint i = 0; i < city->streets->len; i++)
    {
      const LampCityStreet *street = g_ptr_array_index (city->streets, i);

      if (street->rank == 0)
        continue;
      for (guint k = 0; k + 1 < street->course.n; k++)
        {
          LampCityVec a = street->course.at[k], b = street->course.at[k + 1];
          double      t = 0.0, u = 0.0;

          if (MIN (a.x, b.x) <= MAX (from.x, to.x) && MAX (a.x, b.x) >= MIN (from.x, to.x) &&
              MIN (a.y, b.y) <= MAX (from.y, to.y) && MAX (a.y, b.y) >= MIN (from.y, to.y) &&
              lamp_city_cross (from, to, a, b, &t, &u) && t < best && t > 0.005)
            best = t;
        }
    }
  if (best > 1.0)
    return FALSE;
  /* One metre further, so that the two do cross whatever the rounding. */
  best += 1.0 / REACH_M;
  *at = (LampCityVec){ from.x + best * (to.x - from.x), from.y + best * (to.y - from.y) };
  return !lamp_city_ground_line_has (city, from, *at, GROUND_WATER | GROUND_FOREST | GROUND_RAIL | GROUND_MOTORWAY);
}

static void
draw_out (LampCity *city, LampCityPath *path, guint8 *met)
{
  for (int side = 0; side < 2; side++)
    {
      LampCityVec end = path->at[path->n - 1], before = path->at[path->n - 2], at;
      LampCityVec d = lamp_city_unit ((LampCityVec){ end.x - before.x, end.y - before.y });

      if (!(*met & (1 << side)) && find_ahead (city, end, d, &at))
        {
          lamp_city_path_add (path, at.x, at.y);
          *met |= (guint8)(1 << side);
        }
      for (guint i = 0; i < path->n / 2; i++)
        {
          LampCityVec swap = path->at[i];

          path->at[i] = path->at[path->n - 1 - i];
          path->at[path->n - 1 - i] = swap;
        }
    }
}

/* Twice, as the first time some meet nothing but an end that is itself drawn out later. */
void
lamp_city_draw_out_streets (LampCity *city, guint first)
{
  GPtrArray         *streets = city->streets;
  g_autofree guint8 *met = g_new0 (guint8, streets->len);

  for (guint pass = 0; pass < 2; pass++)
    for (guint i = first; i < streets->len; i++)
      draw_out (city, &((LampCityStreet *)g_ptr_array_index (streets, i))->course, &met[i]);
}
