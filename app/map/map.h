/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The map: base map, grid by voltage and supply, key sites, outages, crews; over libshumate's viewport and gestures.
 * It shows what it is given and tells what the user did; it knows no server.
 *
 * Signals
 *  - "activated" (LampSelectKind kind, const char *id): double click or Enter on a thing.
 *  - "assign-dropped" (const char *crew, const char *outage): a crew was dropped on an outage or the other way.
 *  - "menu" (LampSelectKind kind, const char *id, double x, double y): right click, widget coordinates; NONE and NULL
 *    on bare ground.
 *  - "view-changed": centre, zoom or size of the view changed.
 *  - "layers-changed": a layer was shown or hidden, or what explains the map must say something else.
 * Properties: "settled" (boolean, notified): lamp_map_is_settled ().
 *
 * Measuring, following, marking and gathering are in map-tools.h.
 *
 * What is dragged out of it, and may be dropped on it, is the text "lamp:crew:ID" or "lamp:outage:ID".
 * Keys while it has the focus: arrows pan, + and - zoom, 1 outages, 2 crews, 3 sites, 0 everything, Enter activates
 * what is selected, Escape selects nothing.
 * Main thread only.
 */
#pragma once

#include <gtk/gtk.h>

#include "grid/energisation.h"
#include "map/base-map.h"
#include "map/layers.h"
#include "map/selection.h"
#include "map/sketch.h"

G_BEGIN_DECLS

typedef enum {
  LAMP_FIT_ALL,
  LAMP_FIT_OUTAGES,
  LAMP_FIT_CREWS,
  LAMP_FIT_SITES,
} LampFit;

#define LAMP_TYPE_MAP (lamp_map_get_type ())
G_DECLARE_FINAL_TYPE (LampMap, lamp_map, LAMP, MAP, GtkWidget)

GtkWidget *lamp_map_new (LampSelection *selection) G_GNUC_WARN_UNUSED_RESULT;

/* What is known of a grid's lines while it is read; NULL when nothing will come of it. Shown whole, unless there is a grid already, and
 * until that which comes is drawn. */
void lamp_map_set_sketch (LampMap *self, const LampSketch *sketch);
/* The grid and its supply; NULL for none. The energisation is borrowed and owned by the caller, who says what changed
 * and sets another (or NULL) before freeing it. The first grid is shown whole, unless the user is elsewhere on its
 * sketch by then. */
void lamp_map_set_grid (LampMap *self, LampEnergisation *energisation);
/* Its states are others; nothing is when `dirty` is empty. What looks otherwise is painted anew. */
void lamp_map_grid_changed (LampMap *self, LampWorldBox dirty);

/* Lists of LampItem: outages, crews, sites. Any may be NULL. */
void lamp_map_set_outages (LampMap *self, GListModel *outages);
void lamp_map_set_crews (LampMap *self, GListModel *crews);
void lamp_map_set_sites (LampMap *self, GListModel *sites);

/* The gateway's clock: positions are interpolated and aged against it. `speed` is its seconds per second. */
void lamp_map_set_clock (LampMap *self, gint64 now_usec, double speed);
/* What is known of the gateway is old: everything live, and the states of lines and switches, have no colour. */
void     lamp_map_set_stale (LampMap *self, gboolean stale);
gboolean lamp_map_get_stale (LampMap *self);

/* Whether outages nobody has acknowledged blink; they do not where the desktop wants nothing to move. */
void lamp_map_set_blink (LampMap *self, gboolean blink);

void     lamp_map_set_night (LampMap *self, gboolean night);
gboolean lamp_map_get_night (LampMap *self);
/* A palette profile, see palette.h. On error the old one stays. */
gboolean lamp_map_set_palette (LampMap *self, const char *name, GError **error);

/* What the layers menu shows and hides. */
void     lamp_map_set_layer_shown (LampMap *self, LampMapLayer layer, gboolean shown);
gboolean lamp_map_get_layer_shown (LampMap *self, LampMapLayer layer);

/* What is beneath the grid; NULL: water, green, buildings and streets of the region. Takes a reference; who made it closes
 * it. "layers-changed" tells. */
void         lamp_map_set_base_map (LampMap *self, LampBaseMap *base_map);
LampBaseMap *lamp_map_get_base_map (LampMap *self); /* borrowed */
/* Whom to name for what is shown beneath the grid; "" for nobody. */
char *lamp_map_dup_attribution (LampMap *self) G_GNUC_WARN_UNUSED_RESULT;

/* Elements of the grid with a sky-blue halo: what a trace found. None: n = 0. */
void lamp_map_set_traced (LampMap *self, const guint32 *elements, guint n);

/* It shows a study, not what is so: a hatched frame, and what is live muted. Nothing can be dragged out of it then. The frame
 * ends where `covered_px` at the right lie under another panel. */
void     lamp_map_set_study (LampMap *self, gboolean study, int covered_px);
gboolean lamp_map_get_study (LampMap *self);

/* Panels that cover the map's edges, logical pixels: fits and centring use what is left free. */
void lamp_map_set_insets (LampMap *self, int top_px, int right_px, int bottom_px, int left_px);

typedef enum {
  LAMP_SHOWN_NOWHERE, /* nobody knows where it is */
  LAMP_SHOWN_PLACE,   /* where it is, but it is not drawn: its layer is hidden, or it is over */
  LAMP_SHOWN,
} LampShown;

/* Zoom to the selected thing. */
LampShown lamp_map_show_selected (LampMap *self);
/* Where the selected outage, crew or key site is; FALSE when nobody knows, or it is far from the region, which is a slip more often than
 * a journey. */
gboolean lamp_map_locate_selected (LampMap *self, LampPoint *at);
/* Zoom to all of a kind that is in the region or near it. */
void lamp_map_fit (LampMap *self, LampFit fit);
void lamp_map_zoom (LampMap *self, int steps);

double    lamp_map_get_zoom (LampMap *self);
LampPoint lamp_map_get_centre (LampMap *self);
void      lamp_map_go_to (LampMap *self, LampPoint centre, double zoom);

/* TRUE when everything in view is drawn sharp: what tests and pictures wait for ("settled" is notified). */
gboolean lamp_map_is_settled (LampMap *self);

G_END_DECLS
