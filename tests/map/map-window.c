/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * See map-window.h.
 */
#include "map/map-window.h"

#include "grid/fixture.h"
#include "map/controls.h"

void
map_window_settle (MapWindow *self)
{
  gint64 deadline = g_get_monotonic_time () + MAP_WINDOW_PATIENCE_USEC;

  while (!lamp_map_is_settled (self->map))
    {
      g_assert_cmpint (g_get_monotonic_time (), <, deadline);
      g_main_context_iteration (NULL, TRUE);
    }
  gtk_test_widget_wait_for_draw (GTK_WIDGET (self->map));
}

void
map_window_set_up (MapWindow *self, gconstpointer data)
{
  GtkWidget *overlay = gtk_overlay_new ();
  g_autoptr (LampNetwork) network = lamp_fixture_network ();

  self->selection = lamp_selection_new ();
  self->map = LAMP_MAP (lamp_map_new (self->selection));
  self->window = gtk_window_new ();
  g_object_add_weak_pointer (G_OBJECT (self->map), (gpointer *)&self->map);
  gtk_overlay_set_child (GTK_OVERLAY (overlay), GTK_WIDGET (self->map));
  gtk_overlay_add_overlay (GTK_OVERLAY (overlay), lamp_map_controls_new (self->map));
  gtk_overlay_add_overlay (GTK_OVERLAY (overlay), lamp_map_legend_new (self->map));
  gtk_overlay_add_overlay (GTK_OVERLAY (overlay), lamp_map_scale_new (self->map));
  gtk_window_set_child (GTK_WINDOW (self->window), overlay);
  gtk_window_set_default_size (GTK_WINDOW (self->window), 900, 600);
  sample_init (&self->sample, network, 0);
  lamp_map_set_clock (self->map, SAMPLE_NOW_USEC, 0.0);
  lamp_map_set_outages (self->map, G_LIST_MODEL (self->sample.outages));
  lamp_map_set_crews (self->map, G_LIST_MODEL (self->sample.crews));
  lamp_map_set_sites (self->map, G_LIST_MODEL (self->sample.sites));
  if (data == NULL)
    lamp_map_set_grid (self->map, self->sample.energisation);
  gtk_window_present (GTK_WINDOW (self->window));
  map_window_settle (self);
}

void
map_window_tear_down (MapWindow *self, gconstpointer data)
{
  gtk_window_destroy (GTK_WINDOW (self->window));
  while (g_main_context_iteration (NULL, FALSE))
    ;
  for (guint i = 0; self->map != NULL && i < 1000; i++) /* a painting under way may hold the store, never the map */
    g_main_context_iteration (NULL, TRUE);
  g_assert_null (self->map);
  sample_clear (&self->sample);
  g_assert_finalize_object (self->selection);
}

LampWorld
map_window_place (MapWindow *self, const char *element)
{
  return lamp_network_element_at (self->sample.network, lamp_fixture_element (self->sample.network, element));
}

void
map_window_to_px (MapWindow *self, LampWorld at, double *x, double *y)
{
  LampView view = lamp_map_get_view (self->map);

  *x = lamp_view_to_x (&view, at.x);
  *y = lamp_view_to_y (&view, at.y);
}

gpointer
map_window_controller (MapWindow *self, GType type, guint nth)
{
  g_autoptr (GListModel) list = gtk_widget_observe_controllers (GTK_WIDGET (self->map));

  for (guint i = 0; i < g_list_model_get_n_items (list); i++)
    {
      g_autoptr (GObject) object = g_list_model_get_item (list, i);

      if (G_TYPE_CHECK_INSTANCE_TYPE (object, type) && nth-- == 0)
        return object; /* the widget keeps it */
    }
  g_assert_not_reached ();
}

void
map_window_click (MapWindow *self, LampWorld at, double dx, int n_press)
{
  GtkGestureSingle *gesture = NULL;
  double            x, y;

  for (guint i = 0; gesture == NULL || gtk_gesture_single_get_button (gesture) != GDK_BUTTON_PRIMARY; i++)
    gesture = map_window_controller (self, GTK_TYPE_GESTURE_CLICK, i);
  map_window_to_px (self, at, &x, &y);
  g_signal_emit_by_name (gesture, "released", n_press, x + dx, y);
}

gboolean
map_window_press_key (MapWindow *self, guint key)
{
  gboolean handled = FALSE;

  g_signal_emit_by_name (map_window_controller (self, GTK_TYPE_EVENT_CONTROLLER_KEY, 0), "key-pressed", key, 0, 0, &handled);
  return handled;
}
