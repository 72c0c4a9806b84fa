/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The window is painted once more by its own renderer, so the picture has what the screen has, popovers excepted.
 */
#define G_LOG_DOMAIN "lamp-window-picture"
#include "config.h"

#define GETTEXT_PACKAGE LAMP_GETTEXT_PACKAGE
#include "console/window-picture.h"

#include <glib/gi18n-lib.h>

gboolean
lamp_window_picture_save (GtkWindow *window, const char *path, GError **error)
{
  g_autoptr (GdkPaintable) paintable = gtk_widget_paintable_new (GTK_WIDGET (window));
  g_autoptr (GdkTexture) texture = NULL;
  g_autoptr (GskRenderNode) node = NULL;
  g_autoptr (GBytes) png = NULL;
  GtkSnapshot *snapshot = gtk_snapshot_new ();
  GskRenderer *renderer = gtk_native_get_renderer (GTK_NATIVE (window));
  int          width = gdk_paintable_get_intrinsic_width (paintable);
  int          height = gdk_paintable_get_intrinsic_height (paintable);
  int          scale = gtk_widget_get_scale_factor (GTK_WIDGET (window));

  gtk_snapshot_scale (snapshot, (float)scale, (float)scale);
  gdk_paintable_snapshot (paintable, snapshot, width, height);
  node = gtk_snapshot_free_to_node (snapshot);
  if (node == NULL || renderer == NULL)
    {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_NOT_INITIALIZED, _ ("The window shows nothing yet, so there is no picture of it."));
      return FALSE;
    }
  texture = gsk_renderer_render_texture (
      renderer, node, &GRAPHENE_RECT_INIT (0, 0, (float)(width * scale), (float)(height * scale)));
  png = gdk_texture_save_to_png_bytes (texture);
  return g_file_set_contents (path, g_bytes_get_data (png, NULL), (gssize)g_bytes_get_size (png), error);
}
