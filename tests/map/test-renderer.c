/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Which renderer draws the windows (renderer.h): without a graphics card cairo, unless the user has chosen. Skipped where GTK does not take GL by
 * itself there. GSK_RENDERER=opengl makes it the test of the user's choice.
 */
#include "map/renderer.h"
#include "map/shot.h"

#include <gsk/gsk.h>

static GdkDisplay *
open_display (void)
{
  GdkDisplay *display = gdk_display_open (NULL);

  g_assert_nonnull (display);
  return display;
}

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
  GdkDisplay *untouched = open_display (), *chosen = open_display ();

  if (has_cairo (untouched))
    g_test_skip ("GTK draws with cairo by itself");
  else
    {
      lamp_renderer_choose (chosen);
      g_assert_cmpint (has_cairo (chosen), ==, g_getenv ("GSK_RENDERER") == NULL);
      g_assert_cmpint (has_cairo (chosen), ==, g_getenv ("GSK_RENDERER") == NULL); /* every window of it */
    }
  gdk_display_close (untouched);
  gdk_display_close (chosen);
}

int
main (int argc, char **argv)
{
  if (!shot_init (&argc, &argv))
    return 77;
  g_test_add_func ("/map/renderer/choose", test_choose);
  return g_test_run ();
}
