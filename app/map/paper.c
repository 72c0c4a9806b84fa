/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * See paper.h.
 */
#include "map/paper.h"

#include "map/paint.h"

static void
put (LampPaper *paper, const LampSprite *sprite, double x, double y)
{
  double left = (floor ((x + sprite->x) * paper->scale + 0.5) + paper->dx) / paper->scale;
  double top = (floor ((y + sprite->y) * paper->scale + 0.5) + paper->dy) / paper->scale;

  if (paper->snapshot != NULL)
    {
      gtk_snapshot_append_texture (paper->snapshot, lamp_sprite_get_texture (sprite),
                                   &GRAPHENE_RECT_INIT ((float)left, (float)top, (float)sprite->width, (float)sprite->height));
      return;
    }
  if (paper->cr == NULL)
    return;
  cairo_set_source_surface (paper->cr, sprite->surface, left, top);
  cairo_pattern_set_filter (cairo_get_source (paper->cr), CAIRO_FILTER_NEAREST);
  cairo_rectangle (paper->cr, left, top, sprite->width, sprite->height);
  cairo_fill (paper->cr);
}

static void
pen_symbol (gpointer data, const LampSymbol *symbol, double x, double y)
{
  LampPaper *paper = data;

  put (paper, lamp_sprites_symbol (paper->sprites, symbol), x, y);
}

static void
pen_text (gpointer data, LampTextKind kind, const char *text, double x, double y)
{
  LampPaper *paper = data;

  put (paper, lamp_sprites_text (paper->sprites, kind, text), x, y);
}

static void
pen_measure (gpointer data, LampTextKind kind, const char *text, double *width, double *height)
{
  LampPaper        *paper = data;
  const LampSprite *sprite = lamp_sprites_text (paper->sprites, kind, text);

  *width = sprite->width;
  *height = sprite->height;
}

static void
append_ring (GtkSnapshot *snapshot, double x, double y, double r, guint32 colour, float width)
{
  GdkRGBA        rgba = { (float)(colour >> 16 & 0xff) / 255.0f, (float)(colour >> 8 & 0xff) / 255.0f, (float)(colour & 0xff) / 255.0f,
                          (float)(colour >> 24) / 255.0f };
  GskRoundedRect outline;
  float          widths[4] = { width, width, width, width };
  GdkRGBA        four[4] = { rgba, rgba, rgba, rgba };

  gsk_rounded_rect_init_from_rect (&outline, &GRAPHENE_RECT_INIT ((float)(x - r), (float)(y - r), (float)(2.0 * r), (float)(2.0 * r)), (float)r);
  gtk_snapshot_append_border (snapshot, &outline, widths, four);
}

/* `r` is its outer edge, as with nodes. */
static void
pen_ring (gpointer data, double x, double y, double r, guint32 colour, double width)
{
  LampPaper *paper = data;

  if (paper->snapshot != NULL)
    append_ring (paper->snapshot, x, y, r, colour, (float)width);
  if (paper->snapshot != NULL || paper->cr == NULL)
    return;
  cairo_new_path (paper->cr);
  cairo_arc (paper->cr, x, y, r - width / 2.0, 0.0, 2.0 * G_PI);
  lamp_paint_set_colour (paper->cr, colour);
  cairo_set_line_width (paper->cr, width);
  cairo_stroke (paper->cr);
}

const LampPen lamp_paper_pen = { pen_symbol, pen_text, pen_measure, pen_ring };
