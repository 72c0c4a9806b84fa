/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * See tile.h.
 */
#include "map/tile.h"

static guint32
to_unit (double px, double px_per_unit)
{
  return (guint32)CLAMP (px / px_per_unit, 0.0, LAMP_WORLD_SIZE - 1.0);
}

LampWorldBox
lamp_tile_box (LampTileKey key, double margin_px)
{
  double k = lamp_tile_px_per_unit (key);
  double left = (double)key.x * LAMP_TILE_PX, top = (double)key.y * LAMP_TILE_PX;

  return (LampWorldBox){
    to_unit (left - margin_px, k),
    to_unit (top - margin_px, k),
    to_unit (left + LAMP_TILE_PX + margin_px, k),
    to_unit (top + LAMP_TILE_PX + margin_px, k),
  };
}

guint
lamp_tile_hash (gconstpointer key)
{
  const LampTileKey *tile = key;

  return (guint)tile->x * 73856093u ^ (guint)tile->y * 19349663u ^ ((guint)tile->step * 1024u + (guint)(tile->scale * 120.0)) * 83492791u;
}

gboolean
lamp_tile_equal (gconstpointer a, gconstpointer b)
{
  const LampTileKey *one = a, *other = b;

  return one->x == other->x && one->y == other->y && one->step == other->step && one->scale == other->scale;
}
