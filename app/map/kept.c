/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * See kept.h.
 */
#include "map/kept.h"

#include "map/sprites.h"

void
lamp_kept_clear (LampKept *kept)
{
  g_clear_object (&kept->texture);
  g_clear_pointer (&kept->surface, cairo_surface_destroy);
}

LampView
lamp_kept_widen (const LampView *view)
{
  LampView wide = *view;

  wide.width += 2.0 * LAMP_KEPT_MARGIN_PX;
  wide.height += 2.0 * LAMP_KEPT_MARGIN_PX;
  return wide;
}

gboolean
lamp_kept_fits (const LampKept *kept, const LampView *view, guint64 version)
{
  LampView wide = lamp_kept_widen (view);
  double   k = lamp_view_k (view);

  return kept->surface != NULL && kept->version == version && kept->view.zoom == view->zoom && kept->view.scale == view->scale &&
         kept->view.width == wide.width && kept->view.height == wide.height &&
         fabs (kept->view.x - view->x) * k <= LAMP_KEPT_MARGIN_PX && fabs (kept->view.y - view->y) * k <= LAMP_KEPT_MARGIN_PX;
}

cairo_t *
lamp_kept_begin (LampKept *kept, const LampView *view, guint64 version)
{
  lamp_kept_clear (kept);
  kept->view = lamp_kept_widen (view);
  kept->version = version;
  kept->surface = cairo_image_surface_create (CAIRO_FORMAT_ARGB32, (int)ceil (kept->view.width * view->scale), (int)ceil (kept->view.height * view->scale));
  cairo_surface_set_device_scale (kept->surface, view->scale, view->scale);
  return cairo_create (kept->surface);
}

void
lamp_kept_show (LampKept *kept, const LampView *view, GtkSnapshot *snapshot, cairo_t *cr)
{
  double k = lamp_view_k (view), x, y;

  if (kept->surface == NULL)
    return;
  x = floor (((kept->view.x - view->x) * k - LAMP_KEPT_MARGIN_PX) * view->scale + 0.5) / view->scale;
  y = floor (((kept->view.y - view->y) * k - LAMP_KEPT_MARGIN_PX) * view->scale + 0.5) / view->scale;
  /* Not flushed: cairo would copy all of it, for the frame before still holds it as it was. */
  if (snapshot != NULL)
    {
      if (kept->texture == NULL)
        kept->texture = lamp_texture_new_for_surface (kept->surface);
      gtk_snapshot_append_texture (snapshot, kept->texture, &GRAPHENE_RECT_INIT ((float)x, (float)y, (float)kept->view.width, (float)kept->view.height));
      return;
    }
  cairo_set_source_surface (cr, kept->surface, x, y);
  cairo_pattern_set_filter (cairo_get_source (cr), CAIRO_FILTER_NEAREST);
  cairo_paint (cr);
}
