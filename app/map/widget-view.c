/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * See widget-view.h.
 */
#include "map/widget-view.h"

/* Half pixels of a scale of 1.5 are only told by newer surfaces; by older ones they are drawn at 2 and shrunk. */
static double
scale_of (GtkWidget *widget)
{
#if GTK_CHECK_VERSION(4, 12, 0)
  GtkNative  *native = gtk_widget_get_native (widget);
  GdkSurface *surface = native != NULL ? gtk_native_get_surface (native) : NULL;

  G_GNUC_BEGIN_IGNORE_DEPRECATIONS; /* newer than what we build for, and asked for only where it is */
  if (surface != NULL)
    return gdk_surface_get_scale (surface);
  G_GNUC_END_IGNORE_DEPRECATIONS;
#endif
  return gtk_widget_get_scale_factor (widget);
}

void
lamp_device_offset (GtkWidget *widget, double scale, double *dx, double *dy)
{
  GtkNative *native = gtk_widget_get_native (widget);
  double     x = 0.0, y = 0.0, shadow_x = 0.0, shadow_y = 0.0;

  if (native != NULL)
    {
      gtk_native_get_surface_transform (native, &shadow_x, &shadow_y);
      gtk_widget_translate_coordinates (widget, GTK_WIDGET (native), 0.0, 0.0, &x, &y);
    }
  x = (x + shadow_x) * scale;
  y = (y + shadow_y) * scale;
  *dx = floor (x + 0.5) - x;
  *dy = floor (y + 0.5) - y;
}

LampView
lamp_view_of (ShumateViewport *viewport, GtkWidget *widget)
{
  ShumateLocation *location = SHUMATE_LOCATION (viewport);
  LampWorld        at = lamp_world_from_point ((LampPoint){ shumate_location_get_longitude (location),
                                                            shumate_location_get_latitude (location) });

  return (LampView){
    .x = at.x,
    .y = at.y,
    .zoom = shumate_viewport_get_zoom_level (viewport),
    .width = gtk_widget_get_width (widget),
    .height = gtk_widget_get_height (widget),
    .scale = scale_of (widget),
  };
}
