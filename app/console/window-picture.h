/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A picture of a real window as PNG: what the tour and the README's pictures are made of. Main thread only; the
 * window must be mapped.
 */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* FALSE, with a sentence in `error`, when the window shows nothing yet (G_IO_ERROR_NOT_INITIALIZED: try again after the
 * next frame) or the file cannot be written. */
gboolean lamp_window_picture_save (GtkWindow *window, const char *path, GError **error);

G_END_DECLS
