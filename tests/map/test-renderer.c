/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Which renderer draws the windows (renderer.h): GTK's own choice, ours, and the user's. Skipped where GTK does not take GL by itself without
 * a graphics card.
 */
#include "map/renderer.h"
#include "map/shot.h"

#include <gsk/gsk.h>

static gboolean
has_cairo (GdkDisplay *display)
{
  GtkWidget *window = gtk_window_new ();
  gboolean   is_cairo;

  gtk_window_set_display (GTK_WINDOW (window), display);
  gtk_widget_realize (window);
  is_cairo = GSK_IS_CAIRO_RENDERER (gtk_native_get_renderer (GTK_NATIVE (window)));
  gtk_window_destroy (GTK_WINDOW (window));
  return is_cairo;
}

/* A display that is opened anew has had no choice yet. */
static void
test_choose (void)
{
  g_autoptr (GdkDisplay) untouched = gdk_display_open (NULL), chosen = gdk_display_open (NULL), told = gdk_display_open (NULL);

  if (has_cairo (untouched))
    {
      g_test_skip ("GTK draws with cairo by itself");
      return;
    }
  lamp_renderer_choose (chosen);
  g_assert_true (has_cairo (chosen));
  g_assert_true (has_cairo (chosen)); /* every window of it */

  g_setenv ("GSK_RENDERER", "gl", TRUE);
  lamp_renderer_choose (told);
  g_assert_false (has_cairo (told));
}

int
main (int argc, char **argv)
{
  if (!shot_init (&argc, &argv))
    return 77;
  g_test_add_func ("/map/renderer/choose", test_choose);
  return g_test_run ();
}
