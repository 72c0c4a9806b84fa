/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * See tile-draw.h.
 */
#include "map/tile-draw.h"

#define COARSE 2.0 /* from so many times its size on a picture is not worth smoothing: it is there for a moment */

void
lamp_placed_add (GArray *placed, const LampView *view, LampTile *tile)
{
  double     ratio = lamp_zoom_width_px (view->zoom, view->scale) / lamp_zoom_width_px (lamp_zoom_from_step (tile->key.step), tile->key.scale);
  double     k = lamp_view_k (view) * view->scale;
  double     left = view->x * k - view->width * view->scale / 2.0, top = view->y * k - view->height * view->scale / 2.0;
  LampPlaced one = { .tile = tile, .size = LAMP_TILE_PX * ratio };

  if (fabs (ratio - 1.0) < 1e-6)
    {
      one.size = LAMP_TILE_PX;
      one.x = (double)tile->key.x * LAMP_TILE_PX - floor (left + 0.5);
      one.y = (double)tile->key.y * LAMP_TILE_PX - floor (top + 0.5);
    }
  else
    {
      one.x = tile->key.x * one.size - left;
      one.y = tile->key.y * one.size - top;
    }
  g_array_append_val (placed, one);
}

static void
draw_surfaces (GtkSnapshot *snapshot, const LampView *view, GArray *placed, double dx, double dy)
{
  cairo_t *cr = gtk_snapshot_append_cairo (snapshot, &GRAPHENE_RECT_INIT (0, 0, (float)view->width, (float)view->height));

  cairo_scale (cr, 1.0 / view->scale, 1.0 / view->scale);
  cairo_translate (cr, dx, dy);
  cairo_set_operator (cr, CAIRO_OPERATOR_SOURCE);
  for (guint i = 0; i < placed->len; i++)
    {
      const LampPlaced *one = &g_array_index (placed, LampPlaced, i);
      gboolean          same = one->size == LAMP_TILE_PX;
      double            x0 = floor (one->x), y0 = floor (one->y), x1 = ceil (one->x + one->size), y1 = ceil (one->y + one->size);

      if (x1 < 0 || y1 < 0 || x0 > view->width * view->scale || y0 > view->height * view->scale)
        continue;
      cairo_save (cr);
      cairo_rectangle (cr, x0, y0, x1 - x0, y1 - y0);
      cairo_translate (cr, one->x, one->y);
      cairo_scale (cr, one->size / LAMP_TILE_PX, one->size / LAMP_TILE_PX);
      cairo_set_source_surface (cr, lamp_tile_get_surface (one->tile), 0, 0);
      cairo_pattern_set_filter (cairo_get_source (cr), same || one->size >= COARSE * LAMP_TILE_PX ? CAIRO_FILTER_NEAREST : CAIRO_FILTER_BILINEAR);
      cairo_pattern_set_extend (cairo_get_source (cr), same ? CAIRO_EXTEND_NONE : CAIRO_EXTEND_PAD);
      cairo_fill (cr);
      cairo_restore (cr);
    }
  cairo_destroy (cr);
}

static void
draw_textures (GtkSnapshot *snapshot, const LampView *view, GArray *placed, double dx, double dy)
{
  float scale = (float)view->scale;

  for (guint i = 0; i < placed->len; i++)
    {
      const LampPlaced *one = &g_array_index (placed, LampPlaced, i);
      float             x = (float)(one->x + dx) / scale, y = (float)(one->y + dy) / scale, size = (float)one->size / scale;

      if (x + size < 0 || y + size < 0 || x > view->width || y > view->height)
        continue;
      gtk_snapshot_append_texture (snapshot, lamp_tile_get_texture (one->tile), &GRAPHENE_RECT_INIT (x, y, size, size));
    }
}

void
lamp_placed_draw (GArray *placed, GtkSnapshot *snapshot, const LampView *view, gboolean is_cairo, double dx, double dy)
{
  if (is_cairo)
    draw_surfaces (snapshot, view, placed, dx, dy);
  else
    draw_textures (snapshot, view, placed, dx, dy);
}
