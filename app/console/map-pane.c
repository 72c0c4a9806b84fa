/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * See map-pane.h. The map and all that stands on it, from its making to its end.
 */
#define G_LOG_DOMAIN "lamp-map-pane"
#include "config.h"

#define GETTEXT_PACKAGE LAMP_GETTEXT_PACKAGE
#include "console/map-pane-private.h"

#include "console/base-map-dialogs.h"
#include "console/settings.h"
#include "console/study-view.h"
#include "map/controls.h"
#include "map/map-tools.h"

#include <glib/gi18n-lib.h>

G_DEFINE_FINAL_TYPE (LampMapPane, lamp_map_pane, GTK_TYPE_WIDGET)

static void
add_overlay (LampMapPane *self, GtkWidget *child, GtkAlign halign, GtkAlign valign)
{
  gtk_widget_set_halign (child, halign);
  gtk_widget_set_valign (child, valign);
  gtk_widget_set_margin_start (child, LAMP_MAP_PANE_EDGE_PX);
  gtk_widget_set_margin_end (child, LAMP_MAP_PANE_EDGE_PX);
  gtk_widget_set_margin_top (child, LAMP_MAP_PANE_EDGE_PX);
  gtk_widget_set_margin_bottom (child, LAMP_MAP_PANE_EDGE_PX);
  gtk_overlay_add_overlay (GTK_OVERLAY (self->overlay), child);
  gtk_overlay_set_clip_overlay (GTK_OVERLAY (self->overlay), child, FALSE);
}

static void
add_source (LampMapPane *self)
{
  self->source = gtk_label_new (NULL);
  gtk_label_set_ellipsize (GTK_LABEL (self->source), PANGO_ELLIPSIZE_END);
  gtk_widget_add_css_class (self->source, "caption");
  gtk_widget_add_css_class (self->source, "lamp-map-source");
  gtk_overlay_add_overlay (GTK_OVERLAY (self->overlay), self->source);
}

/* The map shows what the settings say before anything of it is seen. */
static void
add_base_maps (LampMapPane *self)
{
  self->base_maps = lamp_base_maps_new (LAMP_MAP (self->map), self->settings);
  lamp_map_controls_set_base_menu (self->controls, lamp_base_maps_get_menu (self->base_maps), "base", lamp_base_maps_get_actions (self->base_maps));
  lamp_base_map_dialogs_attach (self->base_maps, self->map);
  g_signal_connect_object (self->base_maps, "notify::note", G_CALLBACK (lamp_map_pane_update_source), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->base_maps, "say", G_CALLBACK (lamp_desk_say), self->desk, G_CONNECT_SWAPPED);
  lamp_map_pane_update_source (self);
}

static void
fill_overlay (LampMapPane *self)
{
  self->kpis = lamp_kpi_strip_new (self->desk);
  self->controls = lamp_map_controls_new (LAMP_MAP (self->map));
  self->legend = lamp_map_legend_new (LAMP_MAP (self->map));
  self->scale = lamp_map_scale_new (LAMP_MAP (self->map));
  self->loading = gtk_label_new (_ ("Loading the grid of the region…"));
  gtk_label_set_wrap (GTK_LABEL (self->loading), TRUE);
  gtk_widget_add_css_class (self->loading, "map-note");
  add_overlay (self, self->legend, GTK_ALIGN_START, GTK_ALIGN_END);
  gtk_overlay_add_overlay (GTK_OVERLAY (self->overlay), self->scale);
  add_source (self);
  add_overlay (self, self->controls, GTK_ALIGN_END, GTK_ALIGN_START);
  add_overlay (self, self->kpis, GTK_ALIGN_START, GTK_ALIGN_START);
  add_overlay (self, self->loading, GTK_ALIGN_CENTER, GTK_ALIGN_CENTER);
  self->note = lamp_map_note_new (LAMP_MAP (self->map));
  add_overlay (self, self->note, GTK_ALIGN_CENTER, GTK_ALIGN_START);
  gtk_widget_set_margin_top (self->note, LAMP_MAP_PANE_KPI_ROOM_PX);
}

static void
lamp_map_pane_dispose (GObject *object)
{
  LampMapPane *self = LAMP_MAP_PANE (object);

  if (self->base_maps != NULL)
    lamp_base_maps_close (self->base_maps);
  g_clear_object (&self->base_maps);
  if (self->map != NULL)
    {
      lamp_study_view_close (LAMP_STUDY_VIEW (self->study_view));
      lamp_map_set_grid (LAMP_MAP (self->map), NULL);
      self->map = NULL;
    }
  g_clear_pointer (&self->study_view, gtk_widget_unparent);
  g_clear_object (&self->settings);
  g_clear_object (&self->desk);

  G_OBJECT_CLASS (lamp_map_pane_parent_class)->dispose (object);
}

static void
lamp_map_pane_class_init (LampMapPaneClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = lamp_map_pane_dispose;
  gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (klass), GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_css_name (GTK_WIDGET_CLASS (klass), "mappane");
}

static void
lamp_map_pane_init (LampMapPane *self)
{
  self->settings = lamp_settings_new ();
  self->traced = LAMP_NONE;
  self->overlay = gtk_overlay_new ();
}

GtkWidget *
lamp_map_pane_new (LampDesk *desk)
{
  LampMapPane *self = g_object_new (LAMP_TYPE_MAP_PANE, NULL);

  g_return_val_if_fail (LAMP_IS_DESK (desk), NULL);

  self->desk = g_object_ref (desk);
  self->map = lamp_map_new (lamp_desk_get_selection (desk));
  gtk_widget_set_hexpand (self->map, TRUE);
  gtk_widget_set_vexpand (self->map, TRUE);
  gtk_overlay_set_child (GTK_OVERLAY (self->overlay), self->map);
  lamp_map_pane_take_layers (self);
  fill_overlay (self);
  add_base_maps (self);
  self->study_view = lamp_study_view_new (desk, LAMP_MAP (self->map), GTK_OVERLAY (self->overlay));
  gtk_widget_set_parent (self->study_view, GTK_WIDGET (self));
  lamp_map_pane_begin_placing (self);
  lamp_map_pane_join (self);
  return GTK_WIDGET (self);
}

LampMap *
lamp_map_pane_get_map (LampMapPane *self)
{
  g_return_val_if_fail (LAMP_IS_MAP_PANE (self), NULL);

  return LAMP_MAP (self->map);
}

LampKpiStrip *
lamp_map_pane_get_kpis (LampMapPane *self)
{
  g_return_val_if_fail (LAMP_IS_MAP_PANE (self), NULL);

  return LAMP_KPI_STRIP (self->kpis);
}
