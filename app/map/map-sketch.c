/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What the map shows while its first grid is read: a sketch of it, until the view is painted.
 */
#define G_LOG_DOMAIN "lamp-map"
#include "config.h"

#include "map/map-private.h"
#include "map/map.h"

void
lamp_map_colour_sketch (LampMap *self)
{
  g_autoptr (GdkTexture) texture = NULL;

  if (self->sketch == NULL)
    return;
  texture = lamp_sketch_to_texture (self->sketch, lamp_map_get_colours (self)[LAMP_COLOUR_LINE_LATERAL]);
  lamp_tile_layer_set_sketch (self->tile_layer, texture, self->sketch->box);
}

void
lamp_map_drop_sketch (LampMap *self)
{
  g_clear_pointer (&self->sketch, lamp_sketch_free);
  lamp_tile_layer_set_sketch (self->tile_layer, NULL, LAMP_WORLD_BOX_EMPTY);
}

void
lamp_map_set_sketch (LampMap *self, const LampSketch *sketch)
{
  gboolean left;

  g_return_if_fail (LAMP_IS_MAP (self));

  left = self->was_fitted || lamp_map_has_left_sketch (self);
  lamp_map_drop_sketch (self);
  if (sketch == NULL || self->energisation != NULL)
    return;
  self->sketch = lamp_sketch_copy (sketch);
  lamp_map_colour_sketch (self);
  if (left)
    return;
  lamp_map_show_box (self, sketch->box);
  self->sketched_from = lamp_map_get_view (self);
}

gboolean
lamp_map_has_left_sketch (LampMap *self)
{
  LampView view = lamp_map_get_view (self);

  return self->sketch != NULL && (view.x != self->sketched_from.x || view.y != self->sketched_from.y || view.zoom != self->sketched_from.zoom);
}
