/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * See picture.h.
 */
#include "config.h"
#define GETTEXT_PACKAGE LAMP_GETTEXT_PACKAGE

#include "map/picture.h"

#include "map/marks.h"
#include "map/paint.h"
#include "map/picture-margin.h"
#include "map/words.h"

#include <glib/gi18n-lib.h>

#include <cairo-pdf.h>
#include <cairo-svg.h>
#include <string.h>

#define MOST_ZOOM 19.0
#define POINTS_PER_PX 0.75 /* 96 px and 72 points an inch */

/* What the pen of a picture draws on. */
typedef struct
{
  cairo_t       *cr;
  PangoLayout   *layout;
  const guint32 *colours;
  double         scale;
} Paper;

static const struct
{
  const char     *suffix;
  LampPictureKind kind;
} suffixes[] = { { ".png", LAMP_PICTURE_PNG }, { ".svg", LAMP_PICTURE_SVG }, { ".pdf", LAMP_PICTURE_PDF } };

gboolean
lamp_picture_kind_of_name (const char *name, LampPictureKind *kind)
{
  g_autofree char *lower = g_ascii_strdown (name, -1);

  for (guint i = 0; i < G_N_ELEMENTS (suffixes); i++)
    if (g_str_has_suffix (lower, suffixes[i].suffix))
      {
        *kind = suffixes[i].kind;
        return TRUE;
      }
  return FALSE;
}

/* On whole device pixels, as in the window. */
static void
begin_at (Paper *paper, double x, double y)
{
  cairo_save (paper->cr);
  cairo_translate (paper->cr, floor (x * paper->scale + 0.5) / paper->scale, floor (y * paper->scale + 0.5) / paper->scale);
}

static void
pen_symbol (gpointer data, const LampSymbol *symbol, double x, double y)
{
  Paper *paper = data;

  begin_at (paper, x, y);
  lamp_symbol_draw (paper->cr, symbol, paper->colours);
  cairo_restore (paper->cr);
}

static void
pen_text (gpointer data, LampTextKind kind, const char *text, double x, double y)
{
  Paper *paper = data;

  begin_at (paper, x, y);
  lamp_text_draw (paper->cr, paper->layout, kind, text, paper->colours);
  cairo_restore (paper->cr);
}

static void
pen_measure (gpointer data, LampTextKind kind, const char *text, double *width, double *height)
{
  lamp_text_measure (((Paper *)data)->layout, kind, text, width, height);
}

static void
pen_ring (gpointer data, double x, double y, double r, guint32 colour, double width)
{
  Paper *paper = data;

  cairo_new_path (paper->cr);
  cairo_arc (paper->cr, x, y, r - width / 2.0, 0.0, 2.0 * G_PI);
  lamp_paint_set_colour (paper->cr, colour);
  cairo_set_line_width (paper->cr, width);
  cairo_stroke (paper->cr);
}

static void
pen_nothing_symbol (gpointer data, const LampSymbol *symbol, double x, double y)
{
}

static void
pen_nothing_text (gpointer data, LampTextKind kind, const char *text, double x, double y)
{
}

static void
pen_nothing_ring (gpointer data, double x, double y, double r, guint32 colour, double width)
{
}

static int
to_px (int length, double scale)
{
  return (int)(length * scale + 1e-6);
}

/* The legend takes room for what the view shows, and the view shows something else with less room: the least that
 * agrees. */
static LampView
lay_out (const LampPicture *picture, double scale, LampMarks *marks, PangoLayout *layout, LampMargin *margin)
{
  const double     room_px = picture->margin_px;
  const LampInsets room = { 2.0 * room_px, room_px, room_px, room_px };
  LampView         view = { .scale = scale, .width = to_px (picture->width, scale) / scale };

  for (guint rows = LAMP_MARGIN_LEAST_ROWS;; rows++)
    {
      double height = lamp_margin_height (rows);

      /* whole device pixels */
      view.height = MAX (floor (to_px (picture->height, scale) - height * scale), 1.0) / scale;
      view = lamp_view_align (lamp_view_fit_between (view, picture->box, room, MOST_ZOOM));
      lamp_margin_measure (margin, picture, &view, marks, layout);
      if (margin->height <= height || rows >= LAMP_N_KEYS)
        return view;
    }
}

/* `scale`: pixels of `cr` to a logical one. */
static void
draw (const LampPicture *picture, double scale, cairo_t *cr, guint32 *pixels)
{
  g_autoptr (LampMarks) marks = lamp_marks_new (picture->live);
  g_autoptr (PangoLayout) layout = lamp_text_layout_new ();
  g_autoptr (PangoLayout) words = lamp_text_layout_new ();
  const guint32  *colours = lamp_palette_get_colours (picture->scene->palette, picture->scene->night);
  Paper           paper = { cr, layout, colours, scale };
  const LampPen   pen = { pen_symbol, pen_text, pen_measure, pen_ring };
  const LampPen   dry = { pen_nothing_symbol, pen_nothing_text, pen_measure, pen_nothing_ring };
  LampMargin      margin;
  LampView        view;
  const LampRect *taken;
  guint           n_taken;

  lamp_marks_set_frame (marks);
  lamp_marks_set_network (marks, picture->scene->index->network);
  lamp_marks_set_named (marks, (picture->scene->show & LAMP_SHOW_NAMES) != 0);
  view = lay_out (picture, scale, marks, words, &margin);
  /* Once without a drop, so that the map's own text keeps clear of what will be drawn over it. */
  lamp_marks_draw (marks, &view, colours, &dry, &paper);
  taken = lamp_marks_get_taken (marks, &n_taken);
  lamp_scene_draw (picture->scene, &view, cr, pixels, taken, n_taken);
  cairo_scale (cr, scale, scale);
  cairo_save (cr);
  cairo_rectangle (cr, 0.0, 0.0, view.width, view.height);
  cairo_clip (cr);
  lamp_marks_draw (marks, &view, colours, &pen, &paper);
  cairo_restore (cr);
  cairo_translate (cr, 0.0, view.height);
  lamp_margin_draw (&margin, picture, &view, cr, words);
}

static cairo_status_t
append_cb (void *data, const unsigned char *bytes, unsigned int n)
{
  g_byte_array_append (data, bytes, n);
  return CAIRO_STATUS_SUCCESS;
}

char *
lamp_picture_dup_credit (const LampPicture *picture)
{
  if ((picture->scene->show & LAMP_SHOW_BASE) == 0)
    return g_strdup ("");
  return lamp_base_dup_attribution (picture->scene->base_map, picture->scene->index->network);
}

static char *
dup_title (const LampPicture *picture)
{
  g_autofree char *name = g_utf8_make_valid (picture->title, -1);
  g_autofree char *credit = lamp_picture_dup_credit (picture);
  GString         *title = g_string_new (picture->warning);

  g_string_append_printf (title, "%s%s · %s", title->len > 0 ? " · " : "", name, picture->caption);
  if (*credit != '\0')
    g_string_append_printf (title, " · %s", credit);
  return g_string_free (title, FALSE);
}

static cairo_status_t
draw_png (const LampPicture *picture, GByteArray *file)
{
  double           scale = picture->scale > 0.0 ? picture->scale : 1.0;
  int              width = to_px (picture->width, scale), height = to_px (picture->height, scale);
  guint32         *pixels = g_try_malloc0_n ((gsize)width * (gsize)height, sizeof (guint32));
  cairo_surface_t *surface;
  cairo_t         *cr;
  cairo_status_t   status;

  if (pixels == NULL)
    return CAIRO_STATUS_NO_MEMORY;
  surface = cairo_image_surface_create_for_data ((guchar *)pixels, CAIRO_FORMAT_RGB24, width, height, width * 4);
  cr = cairo_create (surface);
  draw (picture, scale, cr, pixels);
  status = cairo_status (cr);
  cairo_destroy (cr);
  if (status == CAIRO_STATUS_SUCCESS)
    status = cairo_surface_write_to_png_stream (surface, append_cb, file);
  cairo_surface_destroy (surface);
  g_free (pixels);
  return status;
}

static cairo_status_t
draw_vectors (const LampPicture *picture, cairo_surface_t *surface, double scale, GString *words)
{
  cairo_t       *cr = cairo_create (surface);
  cairo_status_t status;

  if (words != NULL)
    lamp_words_keep (cr, words);
  cairo_scale (cr, scale, scale);
  draw (picture, 1.0, cr, NULL);
  status = cairo_status (cr);
  cairo_destroy (cr);
  cairo_surface_finish (surface);
  return status != CAIRO_STATUS_SUCCESS ? status : cairo_surface_status (surface);
}

static cairo_status_t
draw_pdf (const LampPicture *picture, GByteArray *file)
{
  cairo_surface_t *surface = cairo_pdf_surface_create_for_stream (append_cb, file, picture->width * POINTS_PER_PX, picture->height * POINTS_PER_PX);
  g_autofree char *title = dup_title (picture);
  cairo_status_t   status;

  cairo_pdf_surface_set_metadata (surface, CAIRO_PDF_METADATA_TITLE, title);
  cairo_pdf_surface_set_metadata (surface, CAIRO_PDF_METADATA_CREATOR, "Lamplighter " LAMP_VERSION);
  status = draw_vectors (picture, surface, POINTS_PER_PX, NULL);
  cairo_surface_destroy (surface);
  return status;
}

/* The title for who cannot see it, and all text once more, unseen: cairo leaves only outlines of it. */
static void
add_words (GByteArray *file, const char *title, const GString *words)
{
  g_autofree char *escaped = lamp_words_escape (title);
  g_autoptr (GString) svg = g_string_new_len ((const char *)file->data, (gssize)file->len);
  const char      *root = strstr (svg->str, "<svg "), *open = root != NULL ? strchr (root, '>') : NULL;
  const char      *end = g_strrstr (svg->str, "</svg>");
  gssize           at = open != NULL ? open + 1 - svg->str : 0;
  g_autofree char *head = g_strdup_printf ("\n<title>%s</title>", escaped);

  g_return_if_fail (open != NULL && end != NULL);

  g_string_insert_len (svg, end - svg->str, words->str, (gssize)words->len);
  g_string_insert (svg, at, head); /* before the first, which moved nothing here */
  g_byte_array_set_size (file, 0);
  g_byte_array_append (file, (const guint8 *)svg->str, (guint)svg->len);
}

static cairo_status_t
draw_svg (const LampPicture *picture, GByteArray *file)
{
  cairo_surface_t *surface = cairo_svg_surface_create_for_stream (append_cb, file, picture->width, picture->height);
  g_autofree char *title = dup_title (picture);
  g_autoptr (GString) words = g_string_new ("<g opacity=\"0\" font-family=\"sans-serif\" xml:space=\"preserve\">\n");
  cairo_status_t status;

  cairo_svg_surface_set_document_unit (surface, CAIRO_SVG_UNIT_PX);
  status = draw_vectors (picture, surface, 1.0, words);
  cairo_surface_destroy (surface);
  g_string_append (words, "</g>\n");
  if (status == CAIRO_STATUS_SUCCESS)
    add_words (file, title, words);
  return status;
}

GBytes *
lamp_picture_draw (const LampPicture *picture, LampPictureKind kind, GError **error)
{
  static cairo_status_t (*const drawers[]) (const LampPicture *, GByteArray *) = {
    [LAMP_PICTURE_PNG] = draw_png, [LAMP_PICTURE_SVG] = draw_svg, [LAMP_PICTURE_PDF] = draw_pdf
  };
  g_autoptr (GByteArray) file = g_byte_array_new ();
  cairo_status_t status;

  g_return_val_if_fail (picture->scene != NULL && picture->scene->index != NULL && picture->live != NULL, NULL);
  g_return_val_if_fail (picture->width >= LAMP_PICTURE_LEAST_WIDTH_PX && picture->height >= LAMP_PICTURE_LEAST_HEIGHT_PX, NULL);

  status = drawers[kind](picture, file);
  if (status != CAIRO_STATUS_SUCCESS)
    {
      /* Translators: the reason is the drawing library's. */
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_FAILED, _ ("The picture could not be drawn (%s); try a smaller --size."), cairo_status_to_string (status));
      return NULL;
    }
  return g_byte_array_free_to_bytes (g_steal_pointer (&file));
}
