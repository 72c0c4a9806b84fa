/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The map borrows the desk's energisation: it is told of another before the desk lets go of the old one, and of none
 * before the desk goes.
 */
#define G_LOG_DOMAIN "lamp-map-pane"
#include "config.h"

#define GETTEXT_PACKAGE LAMP_GETTEXT_PACKAGE
#include "console/map-pane.h"

#include "console/base-map-dialogs.h"
#include "console/base-maps.h"
#include "console/gather-card.h"
#include "console/list-glue.h"
#include "console/map-actions.h"
#include "console/settings.h"
#include "console/study-actions.h"
#include "console/study-view.h"
#include "map/controls.h"

#include <glib/gi18n-lib.h>

#include <math.h>

#define EDGE_PX 12
#define KPI_ROOM_PX 84
#define CONTROLS_ROOM_PX 60
#define FOOT_ROOM_PX 24
#define CARD_ROOM_PX 340 /* of a trace, beside the controls; above the foot where the map is narrow */
#define NARROW_MAP_PX 900
#define GRID_PATIENCE_TICKS 20
#define TILE_PX 256.0            /* the world's width at zoom 0 */
#define WORLD_UNITS 4294967296.0 /* the same in LampWorld */

struct _LampMapPane
{
  GtkWidget parent_instance;

  GtkWidget    *overlay, *study_view; /* the first in the second */
  GtkWidget    *map, *kpis, *controls, *legend, *scale, *source, *loading, *note;
  LampDesk     *desk;
  GSettings    *settings;
  LampBaseMaps *base_maps;
  gboolean      has_grid;
  int           covered_px;
  guint32       traced;               /* where the trace starts that was revealed; LAMP_NONE */
  guint         n_ticks;              /* without a grid */
  gboolean      layers_from_settings; /* being set from there */
};

G_DEFINE_FINAL_TYPE (LampMapPane, lamp_map_pane, GTK_TYPE_WIDGET)

static void
grid_loaded_cb (LampMapPane *self)
{
  self->has_grid = TRUE;
  gtk_widget_set_visible (self->loading, FALSE);
  lamp_map_set_grid (LAMP_MAP (self->map), lamp_study_mode_get_shown (lamp_desk_get_study (self->desk)));
  lamp_base_maps_update_note (self->base_maps);
}

static void
grid_sketched_cb (LampMapPane *self, const LampSketch *sketch)
{
  lamp_map_set_sketch (LAMP_MAP (self->map), sketch);
}

static void
grid_failed_cb (LampMapPane *self, const char *sentence)
{
  lamp_map_set_sketch (LAMP_MAP (self->map), NULL);
  if (!self->has_grid)
    gtk_label_set_text (GTK_LABEL (self->loading), sentence);
  else
    lamp_desk_say (self->desk, sentence);
}

static void
energisation_changed_cb (LampMapPane *self, const LampWorldBox *dirty)
{
  if (!lamp_study_mode_is_on (lamp_desk_get_study (self->desk)))
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
  if (lamp_study_mode_is_on (lamp_desk_get_study (self->desk)))
    lamp_desk_say (self->desk, _ ("You are in a study: nothing is sent from the map. Leave it (Esc), or use the lists."));
  else
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
  if (!lamp_study_menu_popup (self->desk, self->map, kind, x, y))
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
      shown[n++] = lamp_map_layer_get_name ((LampMapLayer)i);
  g_settings_set_strv (self->settings, "map-layers", shown);
}

static void
layers_from_settings (LampMapPane *self)
{
  g_auto (GStrv) shown = g_settings_get_strv (self->settings, "map-layers");

  self->layers_from_settings = TRUE;
  for (int i = 0; i < LAMP_MAP_N_LAYERS; i++)
    lamp_map_set_layer_shown (LAMP_MAP (self->map), (LampMapLayer)i,
                              g_strv_contains ((const char *const *)shown, lamp_map_layer_get_name ((LampMapLayer)i)));
  self->layers_from_settings = FALSE;
}

static void
update_palette (LampMapPane *self)
{
  g_autofree char *name = g_settings_get_string (self->settings, "palette");
  g_autoptr (GError) error = NULL;

  if (!lamp_map_set_palette (LAMP_MAP (self->map), name, &error))
    g_warning ("%s", error->message);
}

/* Figures of what is so do not stand on a picture of what is not. */
static void
study_switched_cb (LampMapPane *self)
{
  gtk_widget_set_visible (self->kpis, !lamp_study_mode_is_on (lamp_desk_get_study (self->desk)));
}

static gboolean
is_traced (LampMapPane *self)
{
  return lamp_tracing_get_kind (lamp_desk_get_tracing (self->desk)) != LAMP_TRACING_NONE;
}

/* What lies under the panel, the controls and the card of a trace. */
static void
get_room (LampMapPane *self, int *right_px, int *bottom_px)
{
  gboolean narrow = gtk_widget_get_width (self->map) - self->covered_px < NARROW_MAP_PX;

  *right_px = self->covered_px + CONTROLS_ROOM_PX + (is_traced (self) && !narrow ? CARD_ROOM_PX : 0);
  *bottom_px = FOOT_ROOM_PX + (is_traced (self) && narrow ? CARD_ROOM_PX : 0);
}

static void
update_insets (LampMapPane *self)
{
  int right_px = 0, bottom_px = 0;

  get_room (self, &right_px, &bottom_px);
  lamp_map_set_insets (LAMP_MAP (self->map), KPI_ROOM_PX, right_px, bottom_px, FOOT_ROOM_PX);
}

/* Under a panel or beside the card of a trace there is no room for it. */
static void
update_legend (LampMapPane *self)
{
  gtk_widget_set_visible (self->legend, self->covered_px == 0 && !is_traced (self) && g_settings_get_boolean (self->settings, "legend-shown"));
}

/* The card does not hide where the trace starts. */
static void
traced_cb (LampMapPane *self)
{
  LampNetwork *network = lamp_desk_get_network (self->desk);
  guint32      start = lamp_tracing_get_start (lamp_desk_get_tracing (self->desk));
  LampWorld    at = LAMP_WORLD_NONE;

  update_legend (self);
  update_insets (self);
  if (start == self->traced)
    return;
  self->traced = start;
  if (start != LAMP_NONE && network != NULL)
    at = lamp_network_element_at (network, start);
  if (lamp_world_is_known (at))
    lamp_map_pane_reveal (self, lamp_point_from_world (at));
}

/* Beneath the legend. */
static void
make_room_for_source (LampMapPane *self)
{
  GtkRequisition size = { 0 };

  if (gtk_widget_get_visible (self->source))
    gtk_widget_get_preferred_size (self->source, &size, NULL);
  gtk_widget_set_margin_bottom (self->legend, MAX (EDGE_PX, size.height + EDGE_PX / 2));
}

static void
update_source (LampMapPane *self)
{
  const char *note = lamp_base_maps_get_note (self->base_maps);

  gtk_label_set_text (GTK_LABEL (self->source), note);
  gtk_widget_set_tooltip_text (self->source, note);
  gtk_widget_set_visible (self->source, *note != '\0');
  make_room_for_source (self);
}

/* In the corner, as everywhere. */
static void
place_source (LampMapPane *self, GtkOverlay *overlay, GdkRectangle *place)
{
  GtkRequisition size = { 0 };
  int            room = gtk_widget_get_width (GTK_WIDGET (overlay)) - self->covered_px;

  gtk_widget_get_preferred_size (self->source, NULL, &size);
  size.width = MIN (size.width, MAX (room, 0));
  *place = (GdkRectangle){ room - size.width, gtk_widget_get_height (GTK_WIDGET (overlay)) - size.height, size.width, size.height };
}

/* The scale stands beside the legend or, where there is no room for both, above it. */
static gboolean
place_child_cb (GtkOverlay *overlay, GtkWidget *child, GdkRectangle *place, LampMapPane *self)
{
  GtkRequisition scale = { 0 }, legend = { 0 };
  int            right = gtk_widget_get_width (GTK_WIDGET (overlay)) - self->covered_px - EDGE_PX;

  if (child == self->source)
    place_source (self, overlay, place);
  if (child != self->scale)
    return child == self->source;
  gtk_widget_get_preferred_size (self->scale, NULL, &scale);
  if (gtk_widget_get_visible (self->legend))
    gtk_widget_get_preferred_size (self->legend, NULL, &legend);
  *place = (GdkRectangle){ right - scale.width, gtk_widget_get_height (GTK_WIDGET (overlay)) - EDGE_PX - scale.height,
                           scale.width, scale.height };
  if (legend.width > 0 && EDGE_PX + legend.width > place->x)
    place->y -= legend.height + EDGE_PX / 2;
  else
    place->y -= gtk_widget_get_margin_bottom (self->legend) - EDGE_PX;
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
  g_signal_connect_object (self->base_maps, "notify::note", G_CALLBACK (update_source), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->base_maps, "say", G_CALLBACK (lamp_desk_say), self->desk, G_CONNECT_SWAPPED);
  update_source (self);
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
  gtk_widget_set_margin_top (self->note, KPI_ROOM_PX);
  g_signal_connect_object (self->overlay, "get-child-position", G_CALLBACK (place_child_cb), self, 0);
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
  g_signal_connect_object (self->desk, "grid-sketched", G_CALLBACK (grid_sketched_cb), self, G_CONNECT_SWAPPED);
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
  g_signal_connect_object (self->settings, "changed::palette", G_CALLBACK (update_palette), self, G_CONNECT_SWAPPED);
  update_palette (self);
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
  layers_from_settings (self);
  fill_overlay (self);
  add_base_maps (self);
  self->study_view = lamp_study_view_new (desk, LAMP_MAP (self->map), GTK_OVERLAY (self->overlay));
  gtk_widget_set_parent (self->study_view, GTK_WIDGET (self));
  g_signal_connect_object (lamp_desk_get_study (desk), "switched", G_CALLBACK (study_switched_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (lamp_desk_get_tracing (desk), "changed", G_CALLBACK (traced_cb), self, G_CONNECT_SWAPPED);
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
  lamp_study_view_set_covered (LAMP_STUDY_VIEW (self->study_view), covered_px);
  update_legend (self);
  gtk_widget_queue_allocate (self->overlay);
  gtk_widget_set_margin_end (self->kpis, covered_px + CONTROLS_ROOM_PX);
  gtk_widget_set_margin_end (self->note, covered_px + CONTROLS_ROOM_PX);
  update_insets (self);
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
  int       right_px = 0, bottom_px = 0;
  double    right = width, bottom = height;
  LampWorld world = lamp_world_from_point (at), centre = lamp_world_from_point (lamp_map_get_centre (map));
  double    x = width / 2 + ((double)world.x - centre.x) * unit_px, y = height / 2 + ((double)world.y - centre.y) * unit_px;

  g_return_if_fail (LAMP_IS_MAP_PANE (self));

  get_room (self, &right_px, &bottom_px);
  right -= right_px;
  bottom -= bottom_px;
  if (width <= 0 || (x >= FOOT_ROOM_PX && x <= right && y >= KPI_ROOM_PX && y <= bottom))
    return;
  world.x = shifted (world.x, (width / 2 - (FOOT_ROOM_PX + right) / 2) / unit_px);
  world.y = shifted (world.y, (height / 2 - (KPI_ROOM_PX + bottom) / 2) / unit_px);
  lamp_map_go_to (map, lamp_point_from_world (world), lamp_map_get_zoom (map));
}
