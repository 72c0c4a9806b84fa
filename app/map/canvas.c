/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * See canvas.h.
 */
#include "map/canvas.h"

#include "map/renderer.h"

#include <epoxy/gl.h>
#include <gsk/gsk.h>
#ifndef GSK_TYPE_GL_RENDERER /* a header of its own in older ones, which newer ones warn of */
#include <gsk/gl/gskglrenderer.h>
#endif

/* GTK may show it for a while after the canvas has gone. */
typedef struct
{
  GdkGLContext *context;
  GLuint        id;
  int           width, height;
} Sheet;

struct _LampCanvas
{
  GdkGLContext *context;
  Sheet        *sheet; /* NULL before the first drawing; counted (GRcBox) */
  double        scale; /* of what it shows: device pixels to a logical one */
};

static void
clear_sheet (gpointer data)
{
  Sheet *sheet = data;

  gdk_gl_context_make_current (sheet->context);
  glDeleteTextures (1, &sheet->id);
  gdk_gl_context_clear_current ();
  g_object_unref (sheet->context);
}

static void
release_sheet (gpointer sheet)
{
  g_rc_box_release_full (sheet, clear_sheet);
}

LampCanvas *
lamp_canvas_new (GtkWidget *widget)
{
  GtkNative *native = gtk_widget_get_native (widget);
  g_autoptr (GdkGLContext) context = NULL;
  LampCanvas *self = NULL;

  g_return_val_if_fail (native != NULL, NULL);

  if (!GSK_IS_GL_RENDERER (gtk_native_get_renderer (native)))
    return NULL;
  context = gdk_display_create_gl_context (gtk_widget_get_display (widget), NULL); /* not the surface's, which it may outlive */
  if (context == NULL || !gdk_gl_context_realize (context, NULL) || gdk_gl_context_get_use_es (context) || !lamp_gl_is_software (context))
    return NULL;
  self = g_new0 (LampCanvas, 1);
  self->context = g_steal_pointer (&context);
  return self;
}

void
lamp_canvas_free (LampCanvas *self)
{
  if (self == NULL)
    return;
  g_clear_pointer (&self->sheet, release_sheet);
  g_object_unref (self->context);
  g_free (self);
}

/* The current context's. 0 when it has no room for it. */
static GLuint
new_texture (int width, int height)
{
  GLuint id = 0;

  while (glGetError () != GL_NO_ERROR)
    ;
  glGenTextures (1, &id);
  glBindTexture (GL_TEXTURE_2D, id);
  glTexParameteri (GL_TEXTURE_2D, GL_TEXTURE_MIN_FILTER, GL_NEAREST);
  glTexParameteri (GL_TEXTURE_2D, GL_TEXTURE_MAG_FILTER, GL_NEAREST);
  glTexParameteri (GL_TEXTURE_2D, GL_TEXTURE_WRAP_S, GL_CLAMP_TO_EDGE);
  glTexParameteri (GL_TEXTURE_2D, GL_TEXTURE_WRAP_T, GL_CLAMP_TO_EDGE);
  /* Of no particular size, so that Mesa keeps the order it is given; GL_RGBA8 would be turned round, and drawn half as fast. */
  glTexImage2D (GL_TEXTURE_2D, 0, GL_RGBA, width, height, 0, GL_BGRA, GL_UNSIGNED_INT_8_8_8_8_REV, NULL);
  if (glGetError () == GL_NO_ERROR)
    return id;
  glDeleteTextures (1, &id);
  return 0;
}

gboolean
lamp_canvas_begin (LampCanvas *self, const LampView *view)
{
  int    width = (int)ceil (view->width * view->scale - 1e-6), height = (int)ceil (view->height * view->scale - 1e-6);
  GLuint id;

  g_return_val_if_fail (width > 0 && height > 0, FALSE);

  self->scale = view->scale;
  if (self->sheet != NULL && (self->sheet->width != width || self->sheet->height != height))
    g_clear_pointer (&self->sheet, release_sheet);
  gdk_gl_context_make_current (self->context);
  if (self->sheet != NULL)
    {
      glBindTexture (GL_TEXTURE_2D, self->sheet->id);
      return TRUE;
    }
  id = new_texture (width, height);
  if (id == 0)
    {
      gdk_gl_context_clear_current ();
      return FALSE;
    }
  self->sheet = g_rc_box_new0 (Sheet);
  *self->sheet = (Sheet){ g_object_ref (self->context), id, width, height };
  return TRUE;
}

void
lamp_canvas_get_size (const LampCanvas *self, int *width, int *height)
{
  *width = self->sheet->width;
  *height = self->sheet->height;
}

void
lamp_canvas_put (LampCanvas *self, const guint32 *pixels, int stride, int x, int y, int width, int height)
{
  int x0 = MAX (x, 0), y0 = MAX (y, 0), x1 = MIN (x + width, self->sheet->width), y1 = MIN (y + height, self->sheet->height);

  if (x0 >= x1 || y0 >= y1)
    return;
  glPixelStorei (GL_UNPACK_ROW_LENGTH, stride);
  glTexSubImage2D (GL_TEXTURE_2D, 0, x0, y0, x1 - x0, y1 - y0, GL_BGRA, GL_UNSIGNED_INT_8_8_8_8_REV,
                   pixels + (gsize)(y0 - y) * (gsize)stride + (x0 - x));
  glPixelStorei (GL_UNPACK_ROW_LENGTH, 0);
}

void
lamp_canvas_put_surface (LampCanvas *self, cairo_surface_t *surface)
{
  const guchar *pixels = NULL;

  cairo_surface_flush (surface);
  pixels = cairo_image_surface_get_data (surface);
  if (pixels != NULL)
    lamp_canvas_put (self, (const guint32 *)(gconstpointer)pixels, cairo_image_surface_get_stride (surface) / 4, 0, 0, self->sheet->width, self->sheet->height);
}

GdkTexture *
lamp_canvas_end (LampCanvas *self)
{
  gdk_gl_context_clear_current ();
  return gdk_gl_texture_new (self->context, self->sheet->id, self->sheet->width, self->sheet->height, release_sheet, g_rc_box_acquire (self->sheet));
}

void
lamp_canvas_show (LampCanvas *self, GtkSnapshot *snapshot, double dx, double dy)
{
  g_autoptr (GdkTexture) texture = lamp_canvas_end (self);

  gtk_snapshot_append_texture (snapshot, texture,
                               &GRAPHENE_RECT_INIT ((float)(dx / self->scale), (float)(dy / self->scale), (float)(self->sheet->width / self->scale),
                                                    (float)(self->sheet->height / self->scale)));
}
