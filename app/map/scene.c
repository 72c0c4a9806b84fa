/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * See scene.h.
 */
#include "map/scene.h"

#include "map/paint.h"

LampScene *
lamp_scene_new (LampIndex *index, GBytes *state, LampPalette *palette, gboolean night, LampShow show)
{
  LampScene *scene = g_new0 (LampScene, 1);

  g_atomic_ref_count_init (&scene->ref_count);
  scene->index = index != NULL ? lamp_index_ref (index) : NULL;
  scene->state = state != NULL ? g_bytes_ref (state) : NULL;
  scene->palette = lamp_palette_ref (palette);
  scene->night = night;
  scene->show = show;
  return scene;
}

LampScene *
lamp_scene_ref (LampScene *scene)
{
  g_atomic_ref_count_inc (&scene->ref_count);
  return scene;
}

void
lamp_scene_unref (LampScene *scene)
{
  if (!g_atomic_ref_count_dec (&scene->ref_count))
    return;
  g_clear_pointer (&scene->index, lamp_index_unref);
  g_clear_pointer (&scene->state, g_bytes_unref);
  lamp_palette_unref (scene->palette);
  g_free (scene);
}

int
lamp_scene_finest_class (double zoom)
{
  if (zoom >= 14.6)
    return LAMP_VOLTAGE_LOW;
  return zoom >= 10.5 ? LAMP_VOLTAGE_LATERAL : LAMP_VOLTAGE_FEEDER;
}

gboolean
lamp_scene_shows_switches (double zoom)
{
  return zoom >= 12.6;
}

gboolean
lamp_scene_shows_transformers (double zoom)
{
  return zoom >= 15.0;
}

double
lamp_paint_by_zoom (const LampPainting *painting, const double (*table)[2])
{
  double zoom = painting->zoom;
  guint  i = 0;

  if (zoom <= table[0][0])
    return table[0][1] * painting->scale;
  while (table[i + 1][0] != 0.0 && table[i + 1][0] < zoom)
    i++;
  if (table[i + 1][0] == 0.0)
    return table[i][1] * painting->scale;
  return (table[i][1] + (table[i + 1][1] - table[i][1]) * (zoom - table[i][0]) / (table[i + 1][0] - table[i][0])) * painting->scale;
}

guint32
lamp_paint_fade (guint32 colour, double share)
{
  return (colour & 0x00ffffff) | (guint32)((colour >> 24) * CLAMP (share, 0.0, 1.0)) << 24;
}

void
lamp_paint_set_colour (cairo_t *cr, guint32 colour)
{
  cairo_set_source_rgba (cr, (colour >> 16 & 0xff) / 255.0, (colour >> 8 & 0xff) / 255.0, (colour & 0xff) / 255.0,
                         (colour >> 24) / 255.0);
}

void
lamp_scene_paint (const LampScene *scene, LampTileKey key, gboolean labels, guint32 *pixels, const int *cancelled)
{
  static void (*const painters[]) (LampPainting *) = { lamp_paint_base, lamp_paint_grid, lamp_paint_devices, lamp_paint_labels };
  LampPainting painting = {
    .scene = scene,
    .index = scene->index,
    .network = scene->index != NULL ? scene->index->network : NULL,
    .state = scene->state != NULL ? g_bytes_get_data (scene->state, NULL) : NULL,
    .colours = lamp_palette_get_colours (scene->palette, scene->night),
    .key = key,
    .zoom = lamp_zoom_from_step (key.step),
    .scale = key.scale,
    .k = lamp_tile_px_per_unit (key),
    .raster = { pixels, LAMP_TILE_PX, LAMP_TILE_PX },
  };
  cairo_surface_t *surface;

  lamp_raster_clear (&painting.raster, painting.colours[LAMP_COLOUR_GROUND]);
  if (scene->index == NULL)
    return;
  painting.left = key.x * (LAMP_TILE_PX / painting.k);
  painting.top = key.y * (LAMP_TILE_PX / painting.k);
  surface = cairo_image_surface_create_for_data ((guchar *)pixels, CAIRO_FORMAT_RGB24, LAMP_TILE_PX, LAMP_TILE_PX, LAMP_TILE_PX * 4);
  painting.cr = cairo_create (surface);
  for (guint i = 0; i < G_N_ELEMENTS (painters); i++)
    {
      if (g_atomic_int_get (cancelled))
        break;
      if ((painters[i] == lamp_paint_labels && (!labels || (scene->show & LAMP_SHOW_NAMES) == 0)) ||
          (painters[i] == lamp_paint_base && (scene->show & LAMP_SHOW_BASE) == 0))
        continue;
      painters[i](&painting);
    }
  cairo_destroy (painting.cr);
  cairo_surface_destroy (surface);
}
