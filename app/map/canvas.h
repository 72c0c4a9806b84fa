/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What a layer shows, as one texture of just its size, for GTK's GL renderer on a machine without a graphics card. There every pixel of a
 * texture is computed by the processor, and what it costs depends on how: a texture that lies wholly within the window, has the window's
 * order of channels and is not smoothed takes 3 ms of two cores at 1920 × 1080; tiles that hang over the window's edge, in the order in
 * which GTK 4.8 uploads them, take 11 (data/map-speed.md). Copying the tiles together first takes one. A graphics card is better off with
 * a texture for each tile, which it keeps.
 *
 * Main thread only.
 */
#pragma once

#include <gtk/gtk.h>

#include "map/view.h"

G_BEGIN_DECLS

typedef struct _LampCanvas LampCanvas;

/* For a widget that is realized; NULL where its renderer is another one, or has a graphics card. */
LampCanvas *lamp_canvas_new (GtkWidget *widget);
void        lamp_canvas_free (LampCanvas *canvas);

/* It is to be as large as the view, in device pixels; what was on it is lost when it was not. FALSE when it cannot be drawn on: draw in
 * another way then. Nothing else is to be drawn by GL until it is shown or ended. */
gboolean lamp_canvas_begin (LampCanvas *canvas, const LampView *view);
/* Its device pixels, once begun. */
void lamp_canvas_get_size (const LampCanvas *canvas, int *width, int *height);
/* Puts pixels (0xAARRGGBB, premultiplied; so many of them to a row) at (x, y), whole pixels from its corner. What hangs over is left away. */
void lamp_canvas_put (LampCanvas *canvas, const guint32 *pixels, int stride, int x, int y, int width, int height);
/* Puts an image surface of its own size on it, of RGB24 or ARGB32. */
void lamp_canvas_put_surface (LampCanvas *canvas, cairo_surface_t *surface);
/* What is on it, until it is drawn on again; the caller owns the reference. */
GdkTexture *lamp_canvas_end (LampCanvas *canvas);
/* The same over the whole view on the snapshot. `dx` and `dy` as from lamp_device_offset. */
void lamp_canvas_show (LampCanvas *canvas, GtkSnapshot *snapshot, double dx, double dy);

G_END_DECLS
