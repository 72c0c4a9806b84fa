/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * See shot.h.
 */
#include "map/shot.h"

gboolean
shot_init (int *argc, char ***argv)
{
  if (g_getenv ("DISPLAY") == NULL && g_getenv ("WAYLAND_DISPLAY") == NULL)
    {
      g_print ("1..0 # SKIP needs a display: run under xvfb-run\n");
      return FALSE;
    }
  gtk_test_init (argc, argv, NULL);
  return TRUE;
}

GdkTexture *
shot_take (LampMap *map)
{
  return shot_take_widget (GTK_WIDGET (map));
}

GdkTexture *
shot_take_widget (GtkWidget *widget)
{
  g_autoptr (GdkPaintable) paintable = gtk_widget_paintable_new (widget);
  g_autoptr (GskRenderNode) node = NULL;
  GtkSnapshot *snapshot = gtk_snapshot_new ();

  gdk_paintable_snapshot (paintable, snapshot, gtk_widget_get_width (widget), gtk_widget_get_height (widget));
  node = gtk_snapshot_free_to_node (snapshot);
  if (node == NULL)
    return NULL;
  return gsk_renderer_render_texture (gtk_native_get_renderer (gtk_widget_get_native (widget)), node, NULL);
}

guint
shot_count (GdkTexture *shot, guint32 colour)
{
  int                 width = gdk_texture_get_width (shot), height = gdk_texture_get_height (shot);
  g_autofree guint32 *pixels = g_new (guint32, (gsize)width * (gsize)height);
  guint               n = 0;

  gdk_texture_download (shot, (guchar *)pixels, (gsize)width * 4);
  for (int i = 0; i < width * height; i++)
    n += (pixels[i] & 0xffffff) == (colour & 0xffffff);
  return n;
}
