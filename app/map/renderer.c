/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * See renderer.h.
 */
#define G_LOG_DOMAIN "lamp-renderer"
#include "map/renderer.h"

#include <epoxy/gl.h>
#include <string.h>

/* By the names that Mesa's drivers of that kind give themselves. */
gboolean
lamp_gl_is_software (GdkGLContext *context)
{
  static const char *const names[] = { "llvmpipe", "softpipe", "Software Rasterizer" };
  const char              *name = NULL;

  gdk_gl_context_make_current (context);
  name = (const char *)glGetString (GL_RENDERER);
  gdk_gl_context_clear_current ();
  for (guint i = 0; name != NULL && i < G_N_ELEMENTS (names); i++)
    if (strstr (name, names[i]) != NULL)
      return TRUE;
  return FALSE;
}

void
lamp_renderer_choose (GdkDisplay *display)
{
  g_autoptr (GdkGLContext) context = NULL;

  if (g_getenv ("GSK_RENDERER") != NULL)
    return;
  context = gdk_display_create_gl_context (display, NULL);
  if (context == NULL || !gdk_gl_context_realize (context, NULL) || !lamp_gl_is_software (context))
    {
      g_debug ("GTK chooses what draws the windows");
      return;
    }
  /* How GTK's own inspector chooses for its display; the environment is not to be changed once there are threads. */
  g_object_set_data (G_OBJECT (display), "gsk-renderer", (gpointer) "cairo");
  g_debug ("no graphics card: cairo draws the windows");
}
