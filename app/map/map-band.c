/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What lies together on the map: in a rectangle that is drawn with Shift, or in what is free of the view. See map.h.
 */
#include "map/map-private.h"

#include "map/marks.h"

#define LEAST_BAND_PX 4.0 /* a smaller rectangle is a click that shook */

static gboolean
is_in (const LampThing *thing, const LampView *view, LampWorldBox box)
{
  double    x, y;
  LampWorld stands;

  lamp_marks_stand (thing, view, &x, &y);
  stands = lamp_view_world (view, x, y);
  return lamp_world_box_intersects ((LampWorldBox){ thing->at.x, thing->at.y, thing->at.x, thing->at.y }, box) ||
         lamp_world_box_intersects ((LampWorldBox){ stands.x, stands.y, stands.x, stands.y }, box);
}

GPtrArray *
lamp_map_dup_things_in (LampMap *self, LampWorldBox box, LampSelectKind kind)
{
  GPtrArray       *found = g_ptr_array_new_with_free_func (g_object_unref);
  LampView         view = lamp_map_get_view (self);
  guint            n;
  const LampThing *things = lamp_live_get_things (self->live, &n);

  for (guint i = 0; i < n; i++)
    if (things[i].kind == kind && is_in (&things[i], &view, box))
      g_ptr_array_add (found, g_object_ref (things[i].item));
  return found;
}

static LampWorldBox
box_between (LampMap *self, double x0, double y0, double x1, double y1)
{
  LampView     view = lamp_map_get_view (self);
  LampWorldBox box = LAMP_WORLD_BOX_EMPTY;

  lamp_world_box_add (&box, lamp_view_world (&view, x0, y0));
  lamp_world_box_add (&box, lamp_view_world (&view, x1, y1));
  return box;
}

LampWorldBox
lamp_map_get_free_box (LampMap *self, GdkRectangle *at)
{
  LampView view;
  double   right, bottom;

  g_return_val_if_fail (LAMP_IS_MAP (self), LAMP_WORLD_BOX_EMPTY);

  view = lamp_map_get_view (self);
  right = MAX (view.width - self->insets.right, self->insets.left + 1.0);
  bottom = MAX (view.height - self->insets.bottom, self->insets.top + 1.0);
  *at = (GdkRectangle){ (int)((self->insets.left + right) / 2.0), (int)((self->insets.top + bottom) / 2.0), 1, 1 };
  return box_between (self, self->insets.left, self->insets.top, right, bottom);
}

static void
band_begin_cb (GtkGestureDrag *gesture, double x, double y, LampMap *self)
{
  GdkModifierType state = gtk_event_controller_get_current_event_state (GTK_EVENT_CONTROLLER (gesture));

  if ((state & GDK_SHIFT_MASK) == 0 || self->tools.measuring)
    {
      gtk_gesture_set_state (GTK_GESTURE (gesture), GTK_EVENT_SEQUENCE_DENIED);
      return;
    }
  gtk_gesture_set_state (GTK_GESTURE (gesture), GTK_EVENT_SEQUENCE_CLAIMED);
  gtk_widget_grab_focus (GTK_WIDGET (self));
  self->tools.banding = TRUE;
  self->tools.band = (LampRect){ x, y, x, y };
}

static void
band_update_cb (GtkGestureDrag *gesture, double dx, double dy, LampMap *self)
{
  if (!self->tools.banding)
    return;
  self->tools.band.x1 = self->tools.band.x0 + dx;
  self->tools.band.y1 = self->tools.band.y0 + dy;
  gtk_widget_queue_draw (GTK_WIDGET (self->tool_layer));
}

static void
band_end_cb (GtkGestureDrag *gesture, double dx, double dy, LampMap *self)
{
  LampRect     band = self->tools.band;
  LampWorldBox box = box_between (self, band.x0, band.y0, band.x0 + dx, band.y0 + dy);
  GdkRectangle at = { (int)MIN (band.x0, band.x0 + dx), (int)MIN (band.y0, band.y0 + dy), (int)fabs (dx), (int)fabs (dy) };

  if (!self->tools.banding)
    return;
  self->tools.banding = FALSE;
  gtk_widget_queue_draw (GTK_WIDGET (self->tool_layer));
  if (MAX (fabs (dx), fabs (dy)) >= LEAST_BAND_PX)
    g_signal_emit_by_name (self, "gathered", &box, &at);
}

static void
band_cancel_cb (GtkGesture *gesture, GdkEventSequence *sequence, LampMap *self)
{
  self->tools.banding = FALSE;
  gtk_widget_queue_draw (GTK_WIDGET (self->tool_layer));
}

void
lamp_map_band_init (LampMap *self)
{
  GtkGesture *band = gtk_gesture_drag_new ();

  gtk_gesture_single_set_button (GTK_GESTURE_SINGLE (band), GDK_BUTTON_PRIMARY);
  gtk_event_controller_set_propagation_phase (GTK_EVENT_CONTROLLER (band), GTK_PHASE_CAPTURE);
  g_signal_connect (band, "drag-begin", G_CALLBACK (band_begin_cb), self);
  g_signal_connect (band, "drag-update", G_CALLBACK (band_update_cb), self);
  g_signal_connect (band, "drag-end", G_CALLBACK (band_end_cb), self);
  g_signal_connect (band, "cancel", G_CALLBACK (band_cancel_cb), self);
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (band));
}
