/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A picture of a real window: what the tour and the README's pictures are made of, as PNG. Main thread only; the
 * window must be mapped.
 */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* What the window shows in its last frame, in device pixels; of it all or, in its logical px, a part. NULL, with a sentence in `error`, when it
 * shows nothing yet (G_IO_ERROR_NOT_INITIALIZED: try again after the next frame). */
GdkTexture *lamp_window_picture_take (GtkWindow *window, const graphene_rect_t *part, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* FALSE, with a sentence in `error`, when the window shows nothing yet (G_IO_ERROR_NOT_INITIALIZED: try again after the
 * next frame) or the file cannot be written. */
gboolean lamp_window_picture_save (GtkWindow *window, const char *path, GError **error);

G_END_DECLS
