/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * See tile-picture.h.
 */
#include "map/tile-picture.h"

GdkTexture *
lamp_tile_get_texture (LampTile *tile)
{
  if (tile->texture == NULL)
    tile->texture = gdk_memory_texture_new (LAMP_TILE_PX, LAMP_TILE_PX, GDK_MEMORY_DEFAULT, tile->pixels, LAMP_TILE_PX * 4);
  return tile->texture;
}

cairo_surface_t *
lamp_tile_get_surface (LampTile *tile)
{
  static const cairo_user_data_key_t owner;

  if (tile->surface == NULL)
    {
      /* Cairo only reads it: a recording of the frame may outlive the tile, so the surface owns its pixels. */
      guchar *pixels = (guchar *)g_bytes_get_data (tile->pixels, NULL);

      tile->surface = cairo_image_surface_create_for_data (pixels, CAIRO_FORMAT_RGB24, LAMP_TILE_PX, LAMP_TILE_PX, LAMP_TILE_PX * 4);
      cairo_surface_set_user_data (tile->surface, &owner, g_bytes_ref (tile->pixels), (cairo_destroy_func_t)g_bytes_unref);
    }
  return tile->surface;
}

void
lamp_tile_drop_picture (LampTile *tile)
{
  g_clear_object (&tile->texture);
  g_clear_pointer (&tile->surface, cairo_surface_destroy);
  g_clear_pointer (&tile->pixels, g_bytes_unref);
}
