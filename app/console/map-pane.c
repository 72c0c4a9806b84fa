/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The map borrows the desk's energisation: it is told of another before the desk lets go of the old one, and of none
 * before the desk goes.
 */
#define G_LOG_DOMAIN "lamp-map-pane"
#include "config.h"

#define GETTEXT_PACKAGE LAMP_GETTEXT_PACKAGE
#include "console/map-pane.h"

#include "console/gather-card.h"
#include "console/list-glue.h"
#include "console/map-actions.h"
#include "console/settings.h"
#include "map/controls.h"

#include <glib/gi18n-lib.h>

#include <math.h>

#define EDGE_PX 12
#define KPI_ROOM_PX 84
#define CONTROLS_ROOM_PX 60
#define FOOT_ROOM_PX 24
#define GRID_PATIENCE_TICKS 20
#define TILE_PX 256.0            /* the world's width at zoom 0 */
#define WORLD_UNITS 4294967296.0 /* the same in LampWorld */

struct _LampMapPane
{
  GtkWidget parent_instance;

  GtkWidget *overlay;
  GtkWidget *map, *kpis, *controls, *legend, *scale, *loading, *note;
  LampDesk  *desk;
  GSettings *settings;
  gboolean   has_grid;
  int        covered_px;
  guint      n_ticks;              /* without a grid */
  gboolean   layers_from_settings; /* being set from there */
};

G_DEFINE_FINAL_TYPE (LampMapPane, lamp_map_pane, GTK_TYPE_WIDGET)

/* Their words in the settings. */
static const char *const layer_names[LAMP_MAP_N_LAYERS] = { "base", "names", "sites", "crews", "feeders" };

static void
grid_loaded_cb (LampMapPane *self)
{
  self->has_grid = TRUE;
  gtk_widget_set_visible (self->loading, FALSE);
  lamp_map_set_grid (LAMP_MAP (self->map), lamp_desk_get_energisation (self->desk));
}

static void
grid_failed_cb (LampMapPane *self, const char *sentence)
{
  if (!self->has_grid)
    gtk_label_set_text (GTK_LABEL (self->loading), sentence);
  else
    lamp_desk_say (self->desk, sentence);
}

static void
energisation_changed_cb (LampMapPane *self, const LampWorldBox *dirty)
{
  lamp_map_grid_changed (LAMP_MAP (self->map), *dirty);
}

static void
update_clock (LampMapPane *self)
{
  LampSession *session = lamp_desk_get_session (self->desk);

  lamp_map_set_clock (LAMP_MAP (self->map), lamp_desk_get_now_usec (self->desk),
                      session != NULL ? lamp_session_get_speed (session) : 1.0);
}

/* A server made by others may have no grid for us; then the wait must not look endless. */
static void
tick_cb (LampMapPane *self)
{
  update_clock (self);
  if (!self->has_grid && ++self->n_ticks == GRID_PATIENCE_TICKS)
    gtk_label_set_text (GTK_LABEL (self->loading),
                        _ ("No grid has come from this gateway yet. Outages and crews are shown all the same."));
}

static void
update_stale (LampMapPane *self)
{
  LampSessionState state = lamp_session_get_state (lamp_desk_get_session (self->desk));

  lamp_map_set_stale (LAMP_MAP (self->map), state != LAMP_SESSION_LIVE);
  update_clock (self);
}

static void
update_night (LampMapPane *self)
{
  lamp_map_set_night (LAMP_MAP (self->map), adw_style_manager_get_dark (adw_style_manager_get_default ()));
}

static void
show_cb (LampMapPane *self)
{
  lamp_map_show_selected (LAMP_MAP (self->map));
}

static void
activated_cb (LampMapPane *self, LampSelectKind kind, const char *id)
{
  lamp_desk_show (self->desk, kind, id);
}

static void
assign_dropped_cb (LampMapPane *self, const char *crew, const char *outage)
{
  lamp_desk_assign (self->desk, outage, crew);
}

static void
menu_cb (LampMapPane *self, LampSelectKind kind, const char *id, double x, double y)
{
  if (kind == LAMP_SELECT_NONE)
    {
      lamp_ground_menu_popup (LAMP_MAP (self->map), x, y);
      return;
    }
  lamp_desk_select (self->desk, kind, id);
  lamp_thing_menu_popup (self->map, kind, x, y);
}

static void
gathered_cb (LampMapPane *self, const LampWorldBox *box, const GdkRectangle *at)
{
  lamp_gather_card_popup (LAMP_MAP (self->map), self->desk, *box, at);
}

static void
update_blink (LampMapPane *self)
{
  lamp_map_set_blink (LAMP_MAP (self->map), g_settings_get_boolean (self->settings, "blink"));
}

static void
layers_to_settings (LampMapPane *self)
{
  const char *shown[LAMP_MAP_N_LAYERS + 1] = { NULL };
  guint       n = 0;

  if (self->layers_from_settings)
    return;
  for (int i = 0; i < LAMP_MAP_N_LAYERS; i++)
    if (lamp_map_get_layer_shown (LAMP_MAP (self->map), (LampMapLayer)i))
      shown[n++] = layer_names[i];
  g_settings_set_strv (self->settings, "map-layers", shown);
}

static void
layers_from_settings (LampMapPane *self)
{
  g_auto (GStrv) shown = g_settings_get_strv (self->settings, "map-layers");

  self->layers_from_settings = TRUE;
  for (int i = 0; i < LAMP_MAP_N_LAYERS; i++)
    lamp_map_set_layer_shown (LAMP_MAP (self->map), (LampMapLayer)i,
                              g_strv_contains ((const char *const *)shown, layer_names[i]));
  self->layers_from_settings = FALSE;
}

/* Under a panel there is no room for it. */
static void
update_legend (LampMapPane *self)
{
  gtk_widget_set_visible (self->legend, self->covered_px == 0 && g_settings_get_boolean (self->settings, "legend-shown"));
}

/* The scale stands beside the legend or, where there is no room for both, above it. */
static gboolean
place_scale_cb (GtkOverlay *overlay, GtkWidget *child, GdkRectangle *place, LampMapPane *self)
{
  GtkRequisition scale = { 0 }, legend = { 0 };
  int            right = gtk_widget_get_width (GTK_WIDGET (overlay)) - self->covered_px - EDGE_PX;

  if (child != self->scale)
    return FALSE;
  gtk_widget_get_preferred_size (self->scale, NULL, &scale);
  if (gtk_widget_get_visible (self->legend))
    gtk_widget_get_preferred_size (self->legend, NULL, &legend);
  *place = (GdkRectangle){ right - scale.width, gtk_widget_get_height (GTK_WIDGET (overlay)) - EDGE_PX - scale.height,
                           scale.width, scale.height };
  if (legend.width > 0 && EDGE_PX + legend.width > place->x)
    place->y -= legend.height + EDGE_PX / 2;
  return TRUE;
}

static void
add_overlay (LampMapPane *self, GtkWidget *child, GtkAlign halign, GtkAlign valign)
{
  gtk_widget_set_halign (child, halign);
  gtk_widget_set_valign (child, valign);
  gtk_widget_set_margin_start (child, EDGE_PX);
  gtk_widget_set_margin_end (child, EDGE_PX);
  gtk_widget_set_margin_top (child, EDGE_PX);
  gtk_widget_set_margin_bottom (child, EDGE_PX);
  gtk_overlay_add_overlay (GTK_OVERLAY (self->overlay), child);
  gtk_overlay_set_clip_overlay (GTK_OVERLAY (self->overlay), child, FALSE);
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
  add_overlay (self, self->controls, GTK_ALIGN_END, GTK_ALIGN_START);
  add_overlay (self, self->kpis, GTK_ALIGN_START, GTK_ALIGN_START);
  add_overlay (self, self->loading, GTK_ALIGN_CENTER, GTK_ALIGN_CENTER);
  self->note = lamp_map_note_new (LAMP_MAP (self->map));
  add_overlay (self, self->note, GTK_ALIGN_CENTER, GTK_ALIGN_START);
  gtk_widget_set_margin_top (self->note, KPI_ROOM_PX);
  g_signal_connect_object (self->overlay, "get-child-position", G_CALLBACK (place_scale_cb), self, 0);
  g_signal_connect_object (self->settings, "changed::legend-shown", G_CALLBACK (update_legend), self, G_CONNECT_SWAPPED);
}

static void
join_map (LampMapPane *self)
{
  LampSession *session = lamp_desk_get_session (self->desk);

  lamp_map_set_outages (LAMP_MAP (self->map), lamp_desk_get_collection (self->desk, "outages"));
  lamp_map_set_crews (LAMP_MAP (self->map), lamp_desk_get_collection (self->desk, "crews"));
  lamp_map_set_sites (LAMP_MAP (self->map), lamp_desk_get_collection (self->desk, "sites"));
  g_signal_connect_object (self->map, "activated", G_CALLBACK (activated_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->map, "assign-dropped", G_CALLBACK (assign_dropped_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->map, "menu", G_CALLBACK (menu_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->map, "gathered", G_CALLBACK (gathered_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->settings, "changed::blink", G_CALLBACK (update_blink), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->map, "layers-changed", G_CALLBACK (layers_to_settings), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->desk, "grid-loaded", G_CALLBACK (grid_loaded_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->desk, "grid-failed", G_CALLBACK (grid_failed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->desk, "energisation-changed", G_CALLBACK (energisation_changed_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->desk, "show", G_CALLBACK (show_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->desk, "tick", G_CALLBACK (tick_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (adw_style_manager_get_default (), "notify::dark", G_CALLBACK (update_night), self,
                           G_CONNECT_SWAPPED);
  if (session != NULL)
    {
      g_signal_connect_object (session, "notify::state", G_CALLBACK (update_stale), self, G_CONNECT_SWAPPED);
      g_signal_connect_object (session, "clock-changed", G_CALLBACK (update_clock), self, G_CONNECT_SWAPPED);
      update_stale (self);
    }
  update_clock (self);
  update_night (self);
  update_blink (self);
  if (lamp_desk_get_energisation (self->desk) != NULL)
    grid_loaded_cb (self);
}

static void
lamp_map_pane_dispose (GObject *object)
{
  LampMapPane *self = LAMP_MAP_PANE (object);

  if (self->map != NULL)
    {
      lamp_map_set_grid (LAMP_MAP (self->map), NULL);
      self->map = NULL;
    }
  g_clear_pointer (&self->overlay, gtk_widget_unparent);
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
  self->overlay = gtk_overlay_new ();
  gtk_widget_set_parent (self->overlay, GTK_WIDGET (self));
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
  layers_from_settings (self);
  fill_overlay (self);
  lamp_map_pane_set_covered (self, 0);
  join_map (self);
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

void
lamp_map_pane_set_covered (LampMapPane *self, int covered_px)
{
  g_return_if_fail (LAMP_IS_MAP_PANE (self));

  gtk_widget_set_margin_end (self->controls, covered_px + EDGE_PX);
  self->covered_px = covered_px;
  update_legend (self);
  gtk_widget_queue_allocate (self->overlay);
  gtk_widget_set_margin_end (self->kpis, covered_px + CONTROLS_ROOM_PX);
  gtk_widget_set_margin_end (self->note, covered_px + CONTROLS_ROOM_PX);
  lamp_map_set_insets (LAMP_MAP (self->map), KPI_ROOM_PX, covered_px + CONTROLS_ROOM_PX, FOOT_ROOM_PX, FOOT_ROOM_PX);
}

static guint32
shifted (guint32 world, double by)
{
  return (guint32)CLAMP ((double)world + by, 0.0, (double)G_MAXUINT32);
}

void
lamp_map_pane_reveal (LampMapPane *self, LampPoint at)
{
  LampMap  *map = LAMP_MAP (self->map);
  double    unit_px = TILE_PX * exp2 (lamp_map_get_zoom (map)) / WORLD_UNITS; /* pixels of a world unit */
  double    width = gtk_widget_get_width (self->map), height = gtk_widget_get_height (self->map);
  double    right = width - self->covered_px - CONTROLS_ROOM_PX, bottom = height - FOOT_ROOM_PX;
  LampWorld world = lamp_world_from_point (at), centre = lamp_world_from_point (lamp_map_get_centre (map));
  double    x = width / 2 + ((double)world.x - centre.x) * unit_px, y = height / 2 + ((double)world.y - centre.y) * unit_px;

  g_return_if_fail (LAMP_IS_MAP_PANE (self));

  if (width <= 0 || (x >= FOOT_ROOM_PX && x <= right && y >= KPI_ROOM_PX && y <= bottom))
    return;
  world.x = shifted (world.x, (width / 2 - (FOOT_ROOM_PX + right) / 2) / unit_px);
  world.y = shifted (world.y, (height / 2 - (KPI_ROOM_PX + bottom) / 2) / unit_px);
  lamp_map_go_to (map, lamp_point_from_world (world), lamp_map_get_zoom (map));
}
