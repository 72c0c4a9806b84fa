/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "lamp-study-view"
#include "config.h"

#include "console/study-view.h"

#include "console/study-actions.h"
#include "console/study-banner.h"
#include "console/trace-card.h"

#include <math.h>

#define EDGE_PX 12
#define CONTROLS_ROOM_PX 60 /* zoom buttons beside the card */
#define SCALE_ROOM_PX 64    /* the scale below it */
#define TILE_PX 256.0
#define WORLD_UNITS 4294967296.0

struct _LampStudyView
{
  GtkWidget parent_instance;

  GtkWidget *box, *banner, *card;
  LampDesk  *desk;
  LampMap   *map; /* borrowed; NULL once closed */
  int        covered_px;
};

G_DEFINE_FINAL_TYPE (LampStudyView, lamp_study_view, GTK_TYPE_WIDGET)

static void
switched_cb (LampStudyView *self)
{
  LampStudyMode *mode = lamp_desk_get_study (self->desk);

  if (self->map == NULL)
    return;
  lamp_map_set_grid (self->map, lamp_study_mode_get_shown (mode));
  lamp_map_set_study (self->map, lamp_study_mode_is_on (mode), self->covered_px);
}

static void
changed_cb (LampStudyView *self, const LampWorldBox *dirty)
{
  if (self->map != NULL)
    lamp_map_grid_changed (self->map, *dirty);
}

/* What is found, and what is to be operated for it. */
static void
traced_cb (LampStudyView *self)
{
  const LampTrace *trace = lamp_tracing_get_trace (lamp_desk_get_tracing (self->desk));
  g_autoptr (GArray) elements = g_array_new (FALSE, FALSE, sizeof (guint32));

  if (self->map == NULL)
    return;
  if (trace != NULL && trace->n_elements > 0)
    g_array_append_vals (elements, trace->elements, trace->n_elements);
  if (trace != NULL && trace->n_devices > 0)
    g_array_append_vals (elements, trace->devices, trace->n_devices);
  lamp_map_set_traced (self->map, (const guint32 *)(gconstpointer)elements->data, elements->len);
}

/* Where the selected device is on the map, or its middle. */
static void
find_selected (LampStudyView *self, double *x, double *y)
{
  LampSelection *selection = lamp_desk_get_selection (self->desk);
  LampNetwork   *network = lamp_desk_get_network (self->desk);
  double         width = gtk_widget_get_width (GTK_WIDGET (self->map)), height = gtk_widget_get_height (GTK_WIDGET (self->map));
  double         unit_px = TILE_PX * exp2 (lamp_map_get_zoom (self->map)) / WORLD_UNITS;
  LampWorld      centre = lamp_world_from_point (lamp_map_get_centre (self->map)), at = centre;
  guint32        element = LAMP_NONE;

  if (network != NULL && lamp_selection_get_kind (selection) == LAMP_SELECT_DEVICE)
    element = lamp_network_find_element (network, lamp_selection_get_id (selection));
  if (element != LAMP_NONE && lamp_world_is_known (lamp_network_element_at (network, element)))
    at = lamp_network_element_at (network, element);
  *x = CLAMP (width / 2 + ((double)at.x - centre.x) * unit_px, 0.0, width);
  *y = CLAMP (height / 2 + ((double)at.y - centre.y) * unit_px, 0.0, height);
}

static gboolean
key_cb (GtkEventControllerKey *controller, guint keyval, guint keycode, GdkModifierType state, LampStudyView *self)
{
  double x = 0.0, y = 0.0;

  if (self->map == NULL)
    return GDK_EVENT_PROPAGATE;
  find_selected (self, &x, &y);
  return lamp_study_key (self->desk, GTK_WIDGET (self->map), keyval, state, x, y);
}

static void
lamp_study_view_dispose (GObject *object)
{
  LampStudyView *self = LAMP_STUDY_VIEW (object);

  self->map = NULL;
  g_clear_pointer (&self->box, gtk_widget_unparent);
  g_clear_object (&self->desk);

  G_OBJECT_CLASS (lamp_study_view_parent_class)->dispose (object);
}

static void
lamp_study_view_class_init (LampStudyViewClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = lamp_study_view_dispose;
  gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (klass), GTK_TYPE_BIN_LAYOUT);
}

static void
lamp_study_view_init (LampStudyView *self)
{
  GtkEventController *key = gtk_event_controller_key_new ();

  self->box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  gtk_widget_set_parent (self->box, GTK_WIDGET (self));
  gtk_event_controller_set_propagation_phase (key, GTK_PHASE_CAPTURE);
  g_signal_connect (key, "key-pressed", G_CALLBACK (key_cb), self);
  gtk_widget_add_controller (GTK_WIDGET (self), key);
}

GtkWidget *
lamp_study_view_new (LampDesk *desk, LampMap *map, GtkOverlay *overlay)
{
  LampStudyView *self = g_object_new (LAMP_TYPE_STUDY_VIEW, NULL);

  self->desk = g_object_ref (desk);
  self->map = map;
  self->banner = lamp_study_banner_new (desk);
  self->card = lamp_trace_card_new (desk);
  gtk_widget_set_halign (self->card, GTK_ALIGN_END);
  gtk_widget_set_valign (self->card, GTK_ALIGN_END);
  gtk_widget_set_margin_bottom (self->card, SCALE_ROOM_PX);
  gtk_widget_set_margin_top (self->card, EDGE_PX);
  gtk_overlay_add_overlay (overlay, self->card);
  gtk_widget_set_vexpand (GTK_WIDGET (overlay), TRUE);
  gtk_box_append (GTK_BOX (self->box), self->banner);
  gtk_box_append (GTK_BOX (self->box), GTK_WIDGET (overlay));
  lamp_study_view_set_covered (self, 0);
  g_signal_connect_object (lamp_desk_get_study (desk), "switched", G_CALLBACK (switched_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (lamp_desk_get_study (desk), "changed", G_CALLBACK (changed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (lamp_desk_get_tracing (desk), "changed", G_CALLBACK (traced_cb), self, G_CONNECT_SWAPPED);
  return GTK_WIDGET (self);
}

void
lamp_study_view_close (LampStudyView *self)
{
  g_return_if_fail (LAMP_IS_STUDY_VIEW (self));

  self->map = NULL;
}

void
lamp_study_view_set_covered (LampStudyView *self, int covered_px)
{
  g_return_if_fail (LAMP_IS_STUDY_VIEW (self));

  self->covered_px = covered_px;
  if (self->map != NULL)
    lamp_map_set_study (self->map, lamp_study_mode_is_on (lamp_desk_get_study (self->desk)), covered_px);
  gtk_widget_set_margin_end (self->banner, covered_px);
  gtk_widget_set_margin_end (self->card, covered_px + CONTROLS_ROOM_PX);
}
