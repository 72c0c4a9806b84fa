/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * See frame-memory.h.
 */
#include "map/frame-memory.h"

#include <cairo-xlib.h>
#include <gdk/x11/gdkx.h>

#define PIXEL_BYTES 4
#define HELD_PX 32 /* 4 KiB: cairo shares no smaller images */

typedef struct
{
  GdkSurface      *surface; /* NULL while the widget is not on screen */
  cairo_surface_t *held;    /* NULL: nothing is */
  gsize            room;    /* of the frames it was made for, bytes */
} Memory;

/* Cairo rounds up what it lays in such memory to powers of two. */
static gsize
room_for (int width, int height)
{
  gsize room = 1;

  while (room < (gsize)width * (gsize)height * PIXEL_BYTES)
    room *= 2;
  return room;
}

/* For an image as large as a frame cairo takes memory that has room for some more of them; the small one that comes after it lies in the
 * same, and the rest is free for frames once the large one has gone. */
static cairo_surface_t *
hold (GdkSurface *surface, int width, int height)
{
  Display         *display = gdk_x11_display_get_xdisplay (gdk_surface_get_display (surface));
  int              screen = DefaultScreen (display);
  cairo_surface_t *like = cairo_xlib_surface_create (display, DefaultRootWindow (display), DefaultVisual (display, screen), 1, 1);
  cairo_surface_t *large = cairo_surface_create_similar_image (like, CAIRO_FORMAT_RGB24, width, height);
  cairo_surface_t *held = cairo_surface_create_similar_image (like, CAIRO_FORMAT_RGB24, HELD_PX, HELD_PX);

  cairo_surface_destroy (large);
  cairo_surface_destroy (like);
  return held;
}

static void
let_go (Memory *memory)
{
  g_clear_pointer (&memory->held, cairo_surface_destroy);
  memory->room = 0;
}

static void
fit (Memory *memory)
{
  int   scale = gdk_surface_get_scale_factor (memory->surface);
  int   width = gdk_surface_get_width (memory->surface) * scale, height = gdk_surface_get_height (memory->surface) * scale;
  gsize room = room_for (width, height);

  if (room == memory->room)
    return;
  let_go (memory);
  memory->held = hold (memory->surface, width, height);
  memory->room = room;
}

static void
unmap_cb (GtkWidget *widget, Memory *memory)
{
  if (memory->surface != NULL)
    g_signal_handlers_disconnect_by_data (memory->surface, memory);
  g_clear_object (&memory->surface);
  let_go (memory);
}

static void
map_cb (GtkWidget *widget, Memory *memory)
{
  GtkNative *native = gtk_widget_get_native (widget);

  unmap_cb (widget, memory);
  if (!GDK_IS_X11_DISPLAY (gtk_widget_get_display (widget)) || !GSK_IS_CAIRO_RENDERER (gtk_native_get_renderer (native)))
    return;
  memory->surface = g_object_ref (gtk_native_get_surface (native));
  g_signal_connect_swapped (memory->surface, "layout", G_CALLBACK (fit), memory);
  g_signal_connect_swapped (memory->surface, "notify::scale-factor", G_CALLBACK (fit), memory);
  fit (memory);
}

static void
memory_free (gpointer data)
{
  unmap_cb (NULL, data);
  g_free (data);
}

void
lamp_frame_memory_hold (GtkWidget *widget)
{
  Memory *memory;

  g_return_if_fail (GTK_IS_WIDGET (widget) && g_object_get_data (G_OBJECT (widget), "lamp-frame-memory") == NULL);

  memory = g_new0 (Memory, 1);
  g_object_set_data_full (G_OBJECT (widget), "lamp-frame-memory", memory, memory_free);
  g_signal_connect (widget, "map", G_CALLBACK (map_cb), memory);
  g_signal_connect (widget, "unmap", G_CALLBACK (unmap_cb), memory);
}
