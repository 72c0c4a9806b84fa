/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * See view.h.
 */
#include "map/view.h"

LampView
lamp_view_fit_between (LampView view, LampWorldBox box, LampInsets insets, double most_zoom)
{
  double free_width = MAX (view.width - insets.left - insets.right, 32.0);
  double free_height = MAX (view.height - insets.top - insets.bottom, 32.0);
  double wide = MAX ((double)box.x1 - box.x0, 1.0), high = MAX ((double)box.y1 - box.y0, 1.0);
  double k = MIN (free_width / wide, free_height / high);

  view.zoom = CLAMP (log2 (k * LAMP_WORLD_SIZE / 256.0), 0.0, most_zoom);
  k = lamp_view_k (&view);
  view.x = box.x0 + ((double)box.x1 - box.x0) / 2.0 + (insets.right - insets.left) / 2.0 / k;
  view.y = box.y0 + ((double)box.y1 - box.y0) / 2.0 + (insets.bottom - insets.top) / 2.0 / k;
  return view;
}

LampView
lamp_view_fit (LampView view, LampWorldBox box, LampInsets insets, double most_zoom)
{
  LampView fitted = lamp_view_fit_between (view, box, insets, most_zoom);

  /* once more, for the middle of what is free */
  return lamp_view_fit_between (view, box, insets, floor (fitted.zoom * LAMP_ZOOM_STEPS + 1e-6) / LAMP_ZOOM_STEPS);
}

LampView
lamp_view_with_at (LampView view, LampWorld at, LampInsets insets)
{
  double k = lamp_view_k (&view);

  view.x = at.x + (insets.right - insets.left) / 2.0 / k;
  view.y = at.y + (insets.bottom - insets.top) / 2.0 / k;
  return view;
}

LampView
lamp_view_align (LampView view)
{
  double k = lamp_view_k (&view) * view.scale;

  view.x = (floor (view.x * k - view.width * view.scale / 2.0 + 0.5) + view.width * view.scale / 2.0) / k;
  view.y = (floor (view.y * k - view.height * view.scale / 2.0 + 0.5) + view.height * view.scale / 2.0) / k;
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
