/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The inside of the map of a desk, for its files: map-pane.c builds it; map-pane-place.c is where things stand on it and what room
 * that leaves the map; map-pane-join.c is what passes between it, the desk and the settings.
 */
#pragma once

#include "console/base-maps.h"
#include "console/map-pane.h"

G_BEGIN_DECLS

#define LAMP_MAP_PANE_EDGE_PX 12
#define LAMP_MAP_PANE_KPI_ROOM_PX 84

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

/* map-pane-place.c: when all that stands on the map is there. */
void lamp_map_pane_begin_placing (LampMapPane *self);
/* What the base maps' note says changed. */
void lamp_map_pane_update_source (LampMapPane *self);

/* map-pane-join.c: layers of the map as the settings have them. */
void lamp_map_pane_take_layers (LampMapPane *self);
/* All else, from now on, both ways. */
void lamp_map_pane_join (LampMapPane *self);

G_END_DECLS
