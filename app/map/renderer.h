/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * By what the windows are drawn. On a machine without a graphics card GTK takes GL all the same, and Mesa's llvmpipe computes every pixel of
 * every layer in every frame; cairo draws what has changed, and the map in 0.4 to 0.7 of the time (data/map-speed.md).
 *
 * Main thread only.
 */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* Does the processor draw what a graphics card would? For a context that is realized; another one may be current before, none is after. */
gboolean lamp_gl_is_software (GdkGLContext *context);

/* The display's windows are drawn by cairo from now on if it has no graphics card. Whoever sets GSK_RENDERER has chosen already. Before the
 * first window. */
void lamp_renderer_choose (GdkDisplay *display);

G_END_DECLS
