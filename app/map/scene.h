/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What the tiles show at one moment: index, colours and the state of every element, frozen. A worker paints from a scene
 * while the main thread already prepares the next.
 *
 * Immutable once made, reference counted (atomic), any thread.
 */
#pragma once

#include <cairo.h>

#include "map/base-map.h"
#include "map/palette.h"
#include "map/state.h"
#include "map/tile.h"
#include "map/view.h"

G_BEGIN_DECLS

typedef enum {
  LAMP_SHOW_BASE = 1 << 0,     /* water, green, buildings, streets */
  LAMP_SHOW_NAMES = 1 << 1,    /* of streets, places and devices; those of substations are for who draws what is live */
  LAMP_SHOW_FEEDERS = 1 << 2,  /* medium voltage by the colour of its feeder */
  LAMP_SHOW_VERTICES = 1 << 3, /* every vertex of every line, also from afar: what the levels are measured against */
  LAMP_SHOW_PHASES = 1 << 4,   /* letters on medium voltage that has not all of them */
  LAMP_SHOW_FLOW = 1 << 5,     /* arrows away from the source */
} LampShow;

typedef struct
{
  gatomicrefcount ref_count;
  LampIndex      *index; /* NULL: ground only */
  GBytes         *state; /* of n_elements bytes; NULL: everything energised and normal */
  GBytes         *flow;  /* where arrows stand (flow.h); NULL: none are shown */
  LampPalette    *palette;
  gboolean        night;
  LampShow        show;
  LampBaseMap    *base_map;    /* NULL: the region's own. Its blocks come and go, what was painted of them stays */
  gboolean        has_rings;   /* any element of `state` is on one */
  gsize           chains_once; /* of `chains`: made by the first who asks */
  LampChainStates chains;
} LampScene;

LampScene *lamp_scene_new (LampIndex *index, GBytes *state, LampPalette *palette, gboolean night, LampShow show) G_GNUC_WARN_UNUSED_RESULT;
/* Before anybody else has the scene; NULL for the region's own. */
void lamp_scene_set_base_map (LampScene *scene, LampBaseMap *base_map);
/* Whom the licences of what is shown of a base map want named, in the corner of every picture: of the pictures, then of the
 * region's own, which shows wherever they leave something open. Plain text, "" for nobody; either may be NULL. */
char      *lamp_base_dup_attribution (LampBaseMap *base_map, const LampNetwork *network) G_GNUC_WARN_UNUSED_RESULT;
LampScene *lamp_scene_ref (LampScene *scene);
void       lamp_scene_unref (LampScene *scene);
/* Only before anybody else has it. */
void lamp_scene_set_flow (LampScene *scene, GBytes *flow);

/* How the chains of its index stand; any thread. */
const LampChainStates *lamp_scene_get_chains (const LampScene *scene);

/* Paints a tile: LAMP_TILE_PX² pixels 0xFFRRGGBB. `labels` FALSE leaves all text out (for what is shown scaled).
 * Stops early when *cancelled becomes non-zero. */
void lamp_scene_paint (const LampScene *scene, LampTileKey key, gboolean labels, guint32 *pixels, const int *cancelled);
/* The same over a block of tiles, of which `key` is the upper left one, as one picture: what they must look like beside each
 * other. */
void lamp_scene_paint_block (const LampScene *scene, LampTileKey key, int columns, int rows, gboolean labels, guint32 *pixels, const int *cancelled);

/* Draws any view, at any zoom, with its upper left corner at the origin of `cr`: over `pixels`, which `cr` draws on too, rows of
 * as many pixels as the view is wide without a gap; or, when that is NULL, nothing but vectors. Its edges are those
 * of a picture: no text is cut by them, and none stands where something is `taken` by others (logical px of the view).
 * `view` must be aligned (view.h). */
void lamp_scene_draw (const LampScene *scene, const LampView *view, cairo_t *cr, guint32 *pixels, const LampRect *taken, guint n_taken);

/* The state of every element for a scene that shows that. `traced`: elements as a set, NULL for none. */
GBytes *lamp_scene_dup_state (const LampIndex *index, LampEnergisation *energisation, GHashTable *traced, LampShow show) G_GNUC_WARN_UNUSED_RESULT;

/* What lines there are in a view. */
typedef struct
{
  gboolean classes[LAMP_N_VOLTAGE_CLASSES], out, unknown, ring;
  gboolean phases, flow; /* only when they are shown */
} LampSceneLines;

LampSceneLines lamp_scene_find_lines (const LampScene *scene, const LampView *view);

/* How wide a class of lines is drawn, logical px. */
double lamp_scene_line_width (LampVoltageClass voltage, double zoom);
/* What is drawn at a zoom, so that only that can be hit. */
int      lamp_scene_finest_class (double zoom);
gboolean lamp_scene_shows_switches (double zoom);
gboolean lamp_scene_shows_transformers (double zoom);
/* Half the width of a substation's symbol, logical px. */
double   lamp_scene_substation_size (double zoom);
gboolean lamp_scene_shows_phases (double zoom);
gboolean lamp_scene_shows_flow (LampVoltageClass voltage, double zoom);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (LampScene, lamp_scene_unref)

G_END_DECLS
