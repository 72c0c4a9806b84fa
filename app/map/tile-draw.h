/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Tiles where a view shows them, drawn in the way each kind of renderer is quick at: surfaces of cairo over the tiles' own memory, a texture
 * each for a graphics card, a canvas where there is none. A tile of the view's own step lies on whole device pixels and is copied; others
 * are scaled. Main thread.
 */
#pragma once

#include <gtk/gtk.h>

#include "map/canvas.h"
#include "map/tile-picture.h"
#include "map/view.h"

G_BEGIN_DECLS

/* One tile on the screen, device px from the view's corner. The tile is borrowed. */
typedef struct
{
  LampTile *tile;
  double    x, y, size;
} LampPlaced;

/* `placed`: of LampPlaced. */
void lamp_placed_add (GArray *placed, const LampView *view, LampTile *tile);
/* In their order. `dx` and `dy` as from lamp_device_offset. */
void lamp_placed_draw_surfaces (GArray *placed, GtkSnapshot *snapshot, const LampView *view, double dx, double dy);
void lamp_placed_draw_textures (GArray *placed, GtkSnapshot *snapshot, const LampView *view, double dx, double dy);
/* On `ground` (0xFFRRGGBB) where there is none. FALSE when the canvas cannot be drawn on: nothing was. */
gboolean lamp_placed_draw_canvas (GArray *placed, GtkSnapshot *snapshot, const LampView *view, LampCanvas *canvas, guint32 ground, double dx, double dy);

G_END_DECLS
