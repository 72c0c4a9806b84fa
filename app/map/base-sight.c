/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * See base-sight.h.
 */
#include "map/base-sight.h"

#include <math.h>

#define A_LEVEL_AWAY_PX 2000.0
#define A_LITTLE 1e-3 /* of two that are looked at, the middle one comes first */

void
lamp_base_sight_init (LampBaseSight *self)
{
  g_mutex_init (&self->lock);
  self->k = 0.0;
  self->block_px = 256;
  self->most_level = 28;
}

void
lamp_base_sight_clear (LampBaseSight *self)
{
  g_mutex_clear (&self->lock);
}

void
lamp_base_sight_set (LampBaseSight *self, LampWorld at, double k)
{
  g_mutex_lock (&self->lock);
  self->at = at;
  self->k = k;
  g_mutex_unlock (&self->lock);
}

void
lamp_base_sight_set_blocks (LampBaseSight *self, int block_px, int most_level)
{
  self->block_px = block_px;
  self->most_level = most_level;
}

double
lamp_base_sight_get_distance (LampBaseSight *self, LampBlockKey key)
{
  double    size = LAMP_WORLD_SIZE / exp2 (key.z), k, from_middle, from_edge, levels;
  LampWorld at;

  g_mutex_lock (&self->lock);
  at = self->at;
  k = self->k;
  g_mutex_unlock (&self->lock);
  if (k <= 0.0)
    return 0.0;
  from_middle = MAX (fabs ((key.x + 0.5) * size - at.x), fabs ((key.y + 0.5) * size - at.y));
  from_edge = MAX (from_middle - size / 2.0, 0.0);
  levels = fabs (MIN (log2 (k * LAMP_WORLD_SIZE / self->block_px), self->most_level) - key.z);
  return (from_edge + from_middle * A_LITTLE) * k + (levels > 1.0 ? levels * A_LEVEL_AWAY_PX : 0.0);
}
