/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The window is painted once more by its own renderer, so the picture has what the screen has, popovers excepted.
 */
#define G_LOG_DOMAIN "lamp-window-picture"
#include "config.h"

#define GETTEXT_PACKAGE LAMP_GETTEXT_PACKAGE
#include "console/window-picture.h"

#include <glib/gi18n-lib.h>

GdkTexture *
lamp_window_picture_take (GtkWindow *window, const graphene_rect_t *part, GError **error)
{
  g_autoptr (GdkPaintable) paintable = gtk_widget_paintable_new (GTK_WIDGET (window));
  g_autoptr (GskRenderNode) node = NULL;
  GtkSnapshot    *snapshot = gtk_snapshot_new ();
  GskRenderer    *renderer = gtk_native_get_renderer (GTK_NATIVE (window));
  int             width = gdk_paintable_get_intrinsic_width (paintable);
  int             height = gdk_paintable_get_intrinsic_height (paintable);
  float           scale = (float)gtk_widget_get_scale_factor (GTK_WIDGET (window));
  graphene_rect_t box = part != NULL ? *part : GRAPHENE_RECT_INIT (0, 0, (float)width, (float)height);

  gtk_snapshot_scale (snapshot, scale, scale);
  gdk_paintable_snapshot (paintable, snapshot, width, height);
  node = gtk_snapshot_free_to_node (snapshot);
  if (node == NULL || renderer == NULL)
    {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_NOT_INITIALIZED, _ ("The window shows nothing yet, so there is no picture of it."));
      return NULL;
    }
  graphene_rect_scale (&box, scale, scale, &box);
  return gsk_renderer_render_texture (renderer, node, &box);
}

gboolean
lamp_window_picture_save (GtkWindow *window, const char *path, GError **error)
{
  g_autoptr (GdkTexture) texture = lamp_window_picture_take (window, NULL, error);
  g_autoptr (GBytes) png = NULL;

  if (texture == NULL)
    return FALSE;
  png = gdk_texture_save_to_png_bytes (texture);
  return g_file_set_contents (path, g_bytes_get_data (png, NULL), (gssize)g_bytes_get_size (png), error);
}
