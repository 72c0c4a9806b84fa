/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * See view.h.
 */
#include "map/view.h"

LampView
lamp_view_fit (LampView view, LampWorldBox box, LampInsets insets, double most_zoom)
{
  double free_width = MAX (view.width - insets.left - insets.right, 32.0);
  double free_height = MAX (view.height - insets.top - insets.bottom, 32.0);
  double wide = MAX ((double)box.x1 - box.x0, 1.0), high = MAX ((double)box.y1 - box.y0, 1.0);
  double k = MIN (free_width / wide, free_height / high);
  double zoom = log2 (k * LAMP_WORLD_SIZE / 256.0);

  zoom = CLAMP (zoom, 0.0, most_zoom);
  view.zoom = floor (zoom * LAMP_ZOOM_STEPS + 1e-6) / LAMP_ZOOM_STEPS;
  k = lamp_view_k (&view);
  view.x = box.x0 + ((double)box.x1 - box.x0) / 2.0 + (insets.right - insets.left) / 2.0 / k;
  view.y = box.y0 + ((double)box.y1 - box.y0) / 2.0 + (insets.bottom - insets.top) / 2.0 / k;
  return view;
}

LampView
lamp_view_zoom_at (LampView view, double zoom, double x, double y)
{
  double world_x = lamp_view_from_x (&view, x), world_y = lamp_view_from_y (&view, y);

  view.zoom = CLAMP (zoom, 0.0, (double)LAMP_ZOOM_MAX);
  view.x = world_x - (x - view.width / 2.0) / lamp_view_k (&view);
  view.y = world_y - (y - view.height / 2.0) / lamp_view_k (&view);
  return view;
}
