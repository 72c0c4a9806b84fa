/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Where things stand on the map, one clear of another and of a panel beside it, and what room that leaves the map.
 */
#define G_LOG_DOMAIN "lamp-map-pane"
#include "config.h"

#include "console/map-pane-private.h"

#include "console/study-view.h"
#include "console/tip.h"

#include <math.h>

#define CONTROLS_ROOM_PX 60
#define FOOT_ROOM_PX 24
#define CARD_ROOM_PX 340 /* of a trace, beside the controls; above the foot where the map is narrow */
#define NARROW_MAP_PX 900
#define TILE_PX 256.0            /* the world's width at zoom 0 */
#define WORLD_UNITS 4294967296.0 /* the same in LampWorld */

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
  lamp_map_set_insets (LAMP_MAP (self->map), LAMP_MAP_PANE_KPI_ROOM_PX, right_px, bottom_px, FOOT_ROOM_PX);
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
  gtk_widget_set_margin_bottom (self->legend, MAX (LAMP_MAP_PANE_EDGE_PX, size.height + LAMP_MAP_PANE_EDGE_PX / 2));
}

void
lamp_map_pane_update_source (LampMapPane *self)
{
  const char *note = lamp_base_maps_get_note (self->base_maps);

  gtk_label_set_text (GTK_LABEL (self->source), note);
  lamp_tip_set (self->source, note);
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
  int            right = gtk_widget_get_width (GTK_WIDGET (overlay)) - self->covered_px - LAMP_MAP_PANE_EDGE_PX;

  if (child == self->source)
    place_source (self, overlay, place);
  if (child != self->scale)
    return child == self->source;
  gtk_widget_get_preferred_size (self->scale, NULL, &scale);
  if (gtk_widget_get_visible (self->legend))
    gtk_widget_get_preferred_size (self->legend, NULL, &legend);
  *place = (GdkRectangle){ right - scale.width, gtk_widget_get_height (GTK_WIDGET (overlay)) - LAMP_MAP_PANE_EDGE_PX - scale.height,
                           scale.width, scale.height };
  if (legend.width > 0 && LAMP_MAP_PANE_EDGE_PX + legend.width > place->x)
    place->y -= legend.height + LAMP_MAP_PANE_EDGE_PX / 2;
  else
    place->y -= gtk_widget_get_margin_bottom (self->legend) - LAMP_MAP_PANE_EDGE_PX;
  return TRUE;
}

void
lamp_map_pane_begin_placing (LampMapPane *self)
{
  g_signal_connect_object (self->overlay, "get-child-position", G_CALLBACK (place_child_cb), self, 0);
  g_signal_connect_object (self->settings, "changed::legend-shown", G_CALLBACK (update_legend), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (lamp_desk_get_study (self->desk), "switched", G_CALLBACK (study_switched_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (lamp_desk_get_tracing (self->desk), "changed", G_CALLBACK (traced_cb), self, G_CONNECT_SWAPPED);
  lamp_map_pane_set_covered (self, 0);
}

void
lamp_map_pane_set_covered (LampMapPane *self, int covered_px)
{
  g_return_if_fail (LAMP_IS_MAP_PANE (self));

  gtk_widget_set_margin_end (self->controls, covered_px + LAMP_MAP_PANE_EDGE_PX);
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
  if (width <= 0 || (x >= FOOT_ROOM_PX && x <= right && y >= LAMP_MAP_PANE_KPI_ROOM_PX && y <= bottom))
    return;
  world.x = shifted (world.x, (width / 2 - (FOOT_ROOM_PX + right) / 2) / unit_px);
  world.y = shifted (world.y, (height / 2 - (LAMP_MAP_PANE_KPI_ROOM_PX + bottom) / 2) / unit_px);
  lamp_map_go_to (map, lamp_point_from_world (world), lamp_map_get_zoom (map));
}
