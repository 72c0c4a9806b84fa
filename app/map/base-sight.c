/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * See base-sight.h.
 */
#include "map/base-sight.h"

#include <math.h>

#define A_LEVEL_AWAY_PX 2000.0

void
lamp_base_sight_init (LampBaseSight *self)
{
  g_mutex_init (&self->lock);
  self->k = 0.0;
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

double
lamp_base_sight_get_distance (LampBaseSight *self, LampBlockKey key, int block_px)
{
  double    size = LAMP_WORLD_SIZE / exp2 (key.z), k, dx, dy, levels;
  LampWorld at;

  g_mutex_lock (&self->lock);
  at = self->at;
  k = self->k;
  g_mutex_unlock (&self->lock);
  if (k <= 0.0)
    return 0.0;
  dx = fabs ((key.x + 0.5) * size - at.x);
  dy = fabs ((key.y + 0.5) * size - at.y);
  levels = fabs (log2 (k * size / block_px));
  return MAX (dx, dy) * k + (levels > 1.0 ? levels * A_LEVEL_AWAY_PX : 0.0);
}
