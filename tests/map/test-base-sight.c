/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Which block comes first, and which nobody waits for.
 */
#include "map/base-sight.h"

#include <math.h>

#define BLOCK_PX 512
#define MOST_LEVEL 14
#define FAR_PX 5000.0 /* as base-file.c has it */

static LampBlockKey
block_at (LampWorld at, int level)
{
  double size = LAMP_WORLD_SIZE / exp2 (level);

  return (LampBlockKey){ level, (gint32)(at.x / size), (gint32)(at.y / size) };
}

static void
look (LampBaseSight *sight, LampWorld at, double zoom)
{
  lamp_base_sight_set (sight, at, BLOCK_PX * exp2 (zoom) / LAMP_WORLD_SIZE);
}

static void
test_distance (void)
{
  const LampWorld    at = { 1234567890, 2012345678 };
  const LampBlockKey here = block_at (at, 12), beside = { here.z, here.x + 1, here.y }, far_off = { here.z, here.x + 40, here.y };
  LampBaseSight      sight;

  lamp_base_sight_init (&sight);
  lamp_base_sight_set_blocks (&sight, BLOCK_PX, MOST_LEVEL);
  g_assert_cmpfloat (lamp_base_sight_get_distance (&sight, far_off), ==, 0.0); /* nobody looks */
  look (&sight, at, 12.0);
  g_assert_cmpfloat (lamp_base_sight_get_distance (&sight, here), <, lamp_base_sight_get_distance (&sight, beside));
  g_assert_cmpfloat (lamp_base_sight_get_distance (&sight, beside), <, FAR_PX);
  g_assert_cmpfloat (lamp_base_sight_get_distance (&sight, far_off), >, FAR_PX);
  g_assert_cmpfloat (lamp_base_sight_get_distance (&sight, block_at (at, 6)), >, FAR_PX);

  /* Between levels. */
  for (double zoom = 12.0; zoom <= 13.0; zoom += 0.1)
    {
      look (&sight, at, zoom);
      g_assert_cmpfloat (lamp_base_sight_get_distance (&sight, here), <, FAR_PX);
    }
  lamp_base_sight_clear (&sight);
}

/* Enlarged far beyond the deepest level there is, a block is larger than the view: it is looked at all the same. */
static void
test_enlarged (void)
{
  const LampWorld at = { 1234567890, 2012345678 };
  LampBaseSight   sight;

  lamp_base_sight_init (&sight);
  lamp_base_sight_set_blocks (&sight, BLOCK_PX, MOST_LEVEL);
  for (double zoom = MOST_LEVEL; zoom <= 21.0; zoom += 1.0)
    {
      look (&sight, at, zoom);
      g_assert_cmpfloat (lamp_base_sight_get_distance (&sight, block_at (at, MOST_LEVEL)), <, FAR_PX);
      g_assert_cmpfloat (lamp_base_sight_get_distance (&sight, block_at (at, 8)), >, FAR_PX);
    }
  lamp_base_sight_clear (&sight);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/map/base-sight/distance", test_distance);
  g_test_add_func ("/map/base-sight/enlarged", test_enlarged);
  return g_test_run ();
}
