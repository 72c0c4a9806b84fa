/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Where the map looks: moving and zooming. Movements end on a whole zoom step, where tiles are
 * copied and not scaled; a pinch that ends between two steps is drawn to the nearer.
 */
#include "map/map-private.h"

#include "map/widget-view.h"

#define MOVE_USEC (220 * 1000)
#define SNAP_AFTER_MSEC 160
#define LEAST_ZOOM 2.0

LampView
lamp_map_get_view (LampMap *self)
{
  LampView view = lamp_view_of (self->viewport, GTK_WIDGET (self->tile_layer));

  if (view.width < 1.0) /* not allocated yet */
    {
      view.width = gtk_widget_get_width (GTK_WIDGET (self));
      view.height = gtk_widget_get_height (GTK_WIDGET (self));
    }
  return view;
}

static void
apply (LampMap *self, const LampView *view)
{
  LampPoint at = lamp_point_from_world ((LampWorld){ (guint32)CLAMP (view->x, 0.0, LAMP_WORLD_SIZE - 1.0),
                                                     (guint32)CLAMP (view->y, 0.0, LAMP_WORLD_SIZE - 1.0) });

  self->applying = TRUE;
  shumate_viewport_set_zoom_level (self->viewport, view->zoom);
  shumate_location_set_location (SHUMATE_LOCATION (self->viewport), at.lat_deg, at.lon_deg);
  self->applying = FALSE;
  lamp_map_tools_view_changed (self);
  g_signal_emit_by_name (self, "view-changed");
}

static double
to_step (double zoom)
{
  return lamp_zoom_from_step (lamp_zoom_to_step (CLAMP (zoom, LEAST_ZOOM, (double)LAMP_ZOOM_MAX)));
}

/* Between two views, `t` of the way: as if zooming on the one point that lies alike in both. */
static LampView
between (const LampView *from, const LampView *to, double t)
{
  LampView view = *to;
  double   shrink = exp2 (from->zoom - to->zoom), now;

  view.zoom = from->zoom + (to->zoom - from->zoom) * t;
  if (fabs (shrink - 1.0) < 1e-3)
    {
      view.x = from->x + (to->x - from->x) * t;
      view.y = from->y + (to->y - from->y) * t;
      return view;
    }
  now = exp2 (from->zoom - view.zoom);
  /* centre = point + (from − point) · now, and the same with `shrink` for the end */
  view.x = from->x + (to->x - from->x) * (1.0 - now) / (1.0 - shrink);
  view.y = from->y + (to->y - from->y) * (1.0 - now) / (1.0 - shrink);
  return view;
}

static void
stop (LampMap *self)
{
  if (self->tick != 0)
    gtk_widget_remove_tick_callback (GTK_WIDGET (self), self->tick);
  self->tick = 0;
  lamp_tile_layer_set_target (self->tile_layer, NULL);
}

static gboolean
move_cb (GtkWidget *widget, GdkFrameClock *clock, gpointer user_data)
{
  LampMap *self = LAMP_MAP (widget);
  gint64   now = gdk_frame_clock_get_frame_time (clock);
  double   t;
  LampView view;

  if (self->start_usec == 0)
    self->start_usec = now;
  t = MIN ((double)(now - self->start_usec) / (double)MOVE_USEC, 1.0);
  view = t < 1.0 ? between (&self->from, &self->to, 1.0 - (1.0 - t) * (1.0 - t) * (1.0 - t)) : self->to;
  apply (self, &view);
  if (t < 1.0)
    return G_SOURCE_CONTINUE;
  self->tick = 0;
  lamp_tile_layer_set_target (self->tile_layer, NULL);
  lamp_map_check_settled (self);
  return G_SOURCE_REMOVE;
}

static gboolean
may_animate (LampMap *self)
{
  gboolean enabled = FALSE;

  g_object_get (gtk_widget_get_settings (GTK_WIDGET (self)), "gtk-enable-animations", &enabled, NULL);
  return enabled && self->was_fitted && gtk_widget_get_mapped (GTK_WIDGET (self));
}

void
lamp_map_move (LampMap *self, LampView to)
{
  to.zoom = to_step (to.zoom);
  to.x = CLAMP (to.x, 0.0, LAMP_WORLD_SIZE - 1.0);
  to.y = CLAMP (to.y, 0.0, LAMP_WORLD_SIZE - 1.0);
  shumate_map_stop_go_to (self->map);
  g_clear_handle_id (&self->snap_source, g_source_remove);
  if (!may_animate (self))
    {
      stop (self);
      apply (self, &to);
      lamp_tile_layer_prepare (self->tile_layer);
      lamp_map_check_settled (self);
      return;
    }
  self->from = lamp_map_get_view (self);
  self->to = to;
  self->start_usec = 0;
  if (self->tick == 0)
    self->tick = gtk_widget_add_tick_callback (GTK_WIDGET (self), move_cb, NULL, NULL);
  lamp_tile_layer_set_target (self->tile_layer, &to);
  lamp_map_check_settled (self);
}

/* Where it is, or is going to be. */
LampView
lamp_map_get_coming_view (LampMap *self)
{
  LampView view = lamp_map_get_view (self);

  if (self->tick != 0)
    {
      view.x = self->to.x;
      view.y = self->to.y;
      view.zoom = self->to.zoom;
    }
  return view;
}

void
lamp_map_zoom_at (LampMap *self, double levels, double x, double y)
{
  LampView view = lamp_map_get_coming_view (self);

  if (x < 0.0 || y < 0.0 || self->tools.followed != NULL)
    {
      x = (self->insets.left + view.width - self->insets.right) / 2.0;
      y = (self->insets.top + view.height - self->insets.bottom) / 2.0;
    }
  lamp_map_move (self, lamp_view_zoom_at (view, to_step (view.zoom + levels), x, y));
}

void
lamp_map_pan (LampMap *self, double dx_px, double dy_px)
{
  LampView view = lamp_map_get_coming_view (self);

  lamp_map_follow (self, NULL);
  lamp_map_tools_panned_by_key (self);
  view.x += dx_px / lamp_view_k (&view);
  view.y += dy_px / lamp_view_k (&view);
  lamp_map_move (self, view);
}

void
lamp_map_keep_at (LampMap *self, LampWorld at)
{
  LampView view = lamp_map_get_view (self);

  if (self->tick != 0)
    return;
  view = lamp_view_align (lamp_view_with_at (view, at, self->insets));
  apply (self, &view);
}

static void
snap_cb (gpointer user_data)
{
  LampMap *self = user_data;

  self->snap_source = 0;
  if (self->tick == 0)
    lamp_map_move (self, lamp_map_get_view (self));
}

/* What ended between two steps is drawn to the nearer. */
static void
rest_soon (LampMap *self)
{
  double zoom = shumate_viewport_get_zoom_level (self->viewport);

  g_clear_handle_id (&self->snap_source, g_source_remove);
  if (fabs (zoom - to_step (zoom)) > 1e-6)
    self->snap_source = g_timeout_add_once (SNAP_AFTER_MSEC, snap_cb, self);
}

void
lamp_map_pinch (LampMap *self, double levels, double x, double y)
{
  LampView view = lamp_map_get_view (self);

  stop (self);
  view = lamp_view_zoom_at (view, CLAMP (view.zoom + levels, LEAST_ZOOM, (double)LAMP_ZOOM_MAX), x, y);
  apply (self, &view);
  rest_soon (self);
}

static void
viewport_changed_cb (ShumateViewport *viewport, GParamSpec *pspec, LampMap *self)
{
  if (self->applying)
    return;
  /* A gesture of libshumate's: it comes before whatever we were about to show. */
  lamp_map_follow (self, NULL);
  lamp_map_tools_view_changed (self);
  if (self->tick != 0)
    stop (self);
  if (shumate_viewport_get_rotation (viewport) != 0.0)
    shumate_viewport_set_rotation (viewport, 0.0); /* north stays up: text in tiles could not be read */
  rest_soon (self);
  g_signal_emit_by_name (self, "view-changed");
  lamp_map_check_settled (self);
}

void
lamp_map_view_init (LampMap *self)
{
  shumate_viewport_set_min_zoom_level (self->viewport, (guint)LEAST_ZOOM);
  shumate_viewport_set_max_zoom_level (self->viewport, LAMP_ZOOM_MAX);
  g_signal_connect_object (self->viewport, "notify", G_CALLBACK (viewport_changed_cb), self, 0);
}

void
lamp_map_view_dispose (LampMap *self)
{
  g_clear_handle_id (&self->snap_source, g_source_remove);
  if (self->tick != 0)
    gtk_widget_remove_tick_callback (GTK_WIDGET (self), self->tick);
  self->tick = 0;
}

void
lamp_map_zoom (LampMap *self, int steps)
{
  g_return_if_fail (LAMP_IS_MAP (self));

  lamp_map_zoom_at (self, steps, -1.0, -1.0);
}

double
lamp_map_get_zoom (LampMap *self)
{
  g_return_val_if_fail (LAMP_IS_MAP (self), 0.0);
  return shumate_viewport_get_zoom_level (self->viewport);
}

LampPoint
lamp_map_get_centre (LampMap *self)
{
  g_return_val_if_fail (LAMP_IS_MAP (self), ((LampPoint){ 0.0, 0.0 }));
  return (LampPoint){ shumate_location_get_longitude (SHUMATE_LOCATION (self->viewport)),
                      shumate_location_get_latitude (SHUMATE_LOCATION (self->viewport)) };
}

void
lamp_map_go_to (LampMap *self, LampPoint centre, double zoom)
{
  LampWorld at;
  LampView  view;

  g_return_if_fail (LAMP_IS_MAP (self) && lamp_point_is_valid (centre));

  lamp_map_follow (self, NULL);
  at = lamp_world_from_point (centre);
  view = lamp_map_get_view (self);
  view.x = at.x;
  view.y = at.y;
  view.zoom = zoom;
  lamp_map_move (self, view);
  self->was_fitted = TRUE;
}

void
lamp_map_set_insets (LampMap *self, int top_px, int right_px, int bottom_px, int left_px)
{
  g_return_if_fail (LAMP_IS_MAP (self));

  self->insets = (LampInsets){ top_px, right_px, bottom_px, left_px };
}
