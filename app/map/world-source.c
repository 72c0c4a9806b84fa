/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * See world-source.h.
 */
#include "map/world-source.h"

#include "map/tile.h"

struct _LampWorldSource
{
  ShumateMapSource parent_instance;
};

G_DEFINE_FINAL_TYPE (LampWorldSource, lamp_world_source, SHUMATE_TYPE_MAP_SOURCE)

static void
lamp_world_source_class_init (LampWorldSourceClass *klass)
{
}

static void
lamp_world_source_init (LampWorldSource *self)
{
}

ShumateMapSource *
lamp_world_source_new (void)
{
  return g_object_new (LAMP_TYPE_WORLD_SOURCE, "id", "lamp-world", "min-zoom-level", 0, "max-zoom-level", LAMP_ZOOM_MAX, "tile-size", 256,
                       "projection", SHUMATE_MAP_PROJECTION_MERCATOR, NULL);
}
