/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What the tiles show at one moment: index, colours and the state of every element, frozen. A worker paints from a scene
 * while the main thread already prepares the next.
 *
 * Immutable once made, reference counted (atomic), any thread.
 */
#pragma once

#include <cairo.h>

#include "map/palette.h"
#include "map/state.h"
#include "map/tile.h"
#include "map/view.h"

G_BEGIN_DECLS

typedef enum {
  LAMP_SHOW_BASE = 1 << 0,     /* water, green, buildings, streets */
  LAMP_SHOW_NAMES = 1 << 1,    /* all text */
  LAMP_SHOW_FEEDERS = 1 << 2,  /* medium voltage by the colour of its feeder */
  LAMP_SHOW_VERTICES = 1 << 3, /* every vertex of every line, also from afar: what the levels are measured against */
} LampShow;

typedef struct
{
  gatomicrefcount ref_count;
  LampIndex      *index; /* NULL: ground only */
  GBytes         *state; /* of n_elements bytes; NULL: everything energised and normal */
  LampPalette    *palette;
  gboolean        night;
  LampShow        show;
  gsize           chains_once; /* of `chains`: made by the first who asks */
  LampChainStates chains;
} LampScene;

LampScene *lamp_scene_new (LampIndex *index, GBytes *state, LampPalette *palette, gboolean night, LampShow show) G_GNUC_WARN_UNUSED_RESULT;
LampScene *lamp_scene_ref (LampScene *scene);
void       lamp_scene_unref (LampScene *scene);

/* How the chains of its index stand; any thread. */
const LampChainStates *lamp_scene_get_chains (const LampScene *scene);

/* Paints a tile: LAMP_TILE_PX² pixels 0xFFRRGGBB. `labels` FALSE leaves all text out (for what is shown scaled).
 * Stops early when *cancelled becomes non-zero. */
void lamp_scene_paint (const LampScene *scene, LampTileKey key, gboolean labels, guint32 *pixels, const int *cancelled);

/* Draws any view, at any zoom, with its upper left corner at the origin of `cr`: over `pixels`, which `cr` draws on too, rows of
 * as many pixels as the view is wide without a gap; or, when that is NULL, nothing but vectors. Its edges are those
 * of a picture: no text is cut by them, and none stands where something is `taken` by others, but the names of substations.
 * `view` must be aligned (view.h). */
void lamp_scene_draw (const LampScene *scene, const LampView *view, cairo_t *cr, guint32 *pixels, const LampRect *taken, guint n_taken);
/* Where the substations and their names will be: LampRect. */
GArray *lamp_scene_dup_substation_rects (const LampScene *scene, const LampView *view) G_GNUC_WARN_UNUSED_RESULT;

/* The state of every element for a scene. `traced`: elements as a set, NULL for none. */
GBytes *lamp_scene_dup_state (const LampIndex *index, const LampEnergisation *energisation, GHashTable *traced) G_GNUC_WARN_UNUSED_RESULT;

/* Which classes of lines a view shows ([LAMP_N_VOLTAGE_CLASSES]), and whether any of them is out or its supply unknown. */
void lamp_scene_find_lines (const LampScene *scene, const LampView *view, gboolean *classes, gboolean *out, gboolean *unknown);

/* How wide a class of lines is drawn, logical px. */
double lamp_scene_line_width (LampVoltageClass voltage, double zoom);
/* What is drawn at a zoom, so that only that can be hit. */
int      lamp_scene_finest_class (double zoom);
gboolean lamp_scene_shows_switches (double zoom);
gboolean lamp_scene_shows_transformers (double zoom);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (LampScene, lamp_scene_unref)

G_END_DECLS
