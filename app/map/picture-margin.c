/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * See picture-margin.h.
 */
#include "config.h"
#define GETTEXT_PACKAGE LAMP_GETTEXT_PACKAGE

#include "map/picture-margin.h"

#include "map/paint.h"
#include "map/scale-bar.h"
#include "map/words.h"

#include <glib/gi18n-lib.h>

#define EDGE_PX 14.0
#define ROW_PX 21.0
#define COLUMN_GAP_PX 18.0
#define KEY_PX 34.0    /* a key's drawing and the gap after it */
#define SCALE_PX 230.0 /* room for scale and north */
#define CAPTION_PX 22.0
#define KEY_TEXT_PX 12.0
#define CAPTION_TEXT_PX 13.0
#define ATTRIBUTION_TEXT_PX 10.0

static void
set_text (PangoLayout *layout, const char *text, double size_px, gboolean bold)
{
  g_autofree char      *valid = g_utf8_make_valid (text, -1); /* a region's name may be anything */
  PangoFontDescription *font = pango_font_description_from_string (bold ? "Cantarell, Sans Bold" : "Cantarell, Sans");

  pango_font_description_set_absolute_size (font, size_px * PANGO_SCALE);
  pango_layout_set_font_description (layout, font);
  pango_font_description_free (font);
  pango_layout_set_single_paragraph_mode (layout, TRUE);
  pango_layout_set_ellipsize (layout, PANGO_ELLIPSIZE_NONE);
  pango_layout_set_width (layout, -1);
  pango_layout_set_text (layout, valid, -1);
}

static double
width_of (PangoLayout *layout)
{
  int width;

  pango_layout_get_size (layout, &width, NULL);
  return width / (double)PANGO_SCALE;
}

/* Around a middle line. */
static void
show_text (cairo_t *cr, PangoLayout *layout, double x, double middle)
{
  int height;

  pango_layout_get_size (layout, NULL, &height);
  cairo_move_to (cr, x, middle - height / 2.0 / PANGO_SCALE);
  lamp_words_show (cr, layout);
}

static gboolean
is_seen (const LampView *view, LampWorld at)
{
  double x = lamp_view_to_x (view, at.x), y = lamp_view_to_y (view, at.y);

  return lamp_world_is_known (at) && x >= 0.0 && y >= 0.0 && x < view->width && y < view->height;
}

static void
find_devices (const LampScene *scene, const LampView *view, gboolean *seen)
{
  const LampIndex   *index = scene->index;
  const LampNetwork *network = index->network;
  const guint8      *state = scene->state != NULL ? g_bytes_get_data (scene->state, NULL) : NULL;

  for (guint32 i = 0; i < network->n_sources && !seen[LAMP_KEY_SUBSTATION]; i++)
    seen[LAMP_KEY_SUBSTATION] = network->sources[i].node != LAMP_NONE && is_seen (view, network->node_at[network->sources[i].node]);
  for (guint32 i = 0; i < index->n_switches && !seen[LAMP_KEY_OPEN_SWITCH] && lamp_scene_shows_switches (view->zoom); i++)
    seen[LAMP_KEY_OPEN_SWITCH] = state != NULL && (state[index->switches[i]] & LAMP_STATE_OPEN) != 0 && is_seen (view, index->switch_at[i]);
}

static void
find_looks (LampLive *live, LampMarks *marks, const LampView *view, gboolean *seen)
{
  guint            n, n_marks;
  const LampThing *things = lamp_live_get_things (live, &n);
  const LampMark  *list = lamp_marks_arrange (marks, view, &n_marks);

  for (guint i = 0; i < n_marks; i++)
    if (is_seen (view, things[list[i].thing].at))
      seen[LAMP_KEY_LOOK + things[list[i].thing].symbol.look] = TRUE;
}

/* The widths of the columns when the keys stand in so many rows, and of all together. */
static double
measure_columns (const LampMargin *margin, PangoLayout *layout, guint rows, double *widths)
{
  double all = 0.0;

  for (guint column = 0; column * rows < margin->n_keys; column++)
    {
      widths[column] = 0.0;
      for (guint i = column * rows; i < MIN ((column + 1) * rows, margin->n_keys); i++)
        {
          set_text (layout, lamp_key_get_label (margin->keys[i]), KEY_TEXT_PX, FALSE);
          widths[column] = MAX (widths[column], KEY_PX + width_of (layout) + COLUMN_GAP_PX);
        }
      all += widths[column];
    }
  return all;
}

double
lamp_margin_height (guint rows)
{
  return ceil (EDGE_PX * 1.7 + ROW_PX * rows + CAPTION_PX);
}

void
lamp_margin_measure (LampMargin *margin, const LampPicture *picture, const LampView *view, LampMarks *marks, PangoLayout *layout)
{
  gboolean       seen[LAMP_N_KEYS] = { FALSE };
  double         widths[LAMP_N_KEYS];
  LampSceneLines lines = lamp_scene_find_lines (picture->scene, view);

  for (guint voltage = 0; voltage < LAMP_N_VOLTAGE_CLASSES; voltage++)
    seen[LAMP_KEY_VOLTAGE + voltage] = lines.classes[voltage];
  seen[LAMP_KEY_OUT] = lines.out;
  seen[LAMP_KEY_UNKNOWN] = lines.unknown;
  seen[LAMP_KEY_RING] = lines.ring;
  seen[LAMP_KEY_PHASES] = lines.phases;
  seen[LAMP_KEY_FLOW] = lines.flow;
  find_devices (picture->scene, view, seen);
  find_looks (picture->live, marks, view, seen);
  margin->n_keys = 0;
  for (guint key = 0; key < LAMP_N_KEYS; key++)
    if (seen[key])
      margin->keys[margin->n_keys++] = (LampKey)key;
  for (margin->rows = LAMP_MARGIN_LEAST_ROWS; margin->rows < margin->n_keys; margin->rows++)
    if (measure_columns (margin, layout, margin->rows, widths) <= picture->width - 2.0 * EDGE_PX - SCALE_PX)
      break;
  margin->height = lamp_margin_height (margin->rows);
}

static void
draw_keys (const LampMargin *margin, const guint32 *colours, double zoom, cairo_t *cr, PangoLayout *layout)
{
  double widths[LAMP_N_KEYS], x = EDGE_PX;

  measure_columns (margin, layout, margin->rows, widths);
  for (guint i = 0; i < margin->n_keys; i++)
    {
      double y = EDGE_PX * 0.7 + ROW_PX * (i % margin->rows + 0.5);

      if (i > 0 && i % margin->rows == 0)
        x += widths[i / margin->rows - 1];
      cairo_save (cr);
      cairo_translate (cr, x + LAMP_KEY_WIDTH_PX / 2.0, y);
      lamp_key_draw (cr, margin->keys[i], colours, FALSE, zoom);
      cairo_restore (cr);
      lamp_paint_set_colour (cr, colours[LAMP_COLOUR_SITE]);
      set_text (layout, lamp_key_get_label (margin->keys[i]), KEY_TEXT_PX, FALSE);
      show_text (cr, layout, x + KEY_PX, y);
    }
}

static void
draw_north (cairo_t *cr, PangoLayout *layout, double x, double y)
{
  cairo_move_to (cr, x, y - 10.0);
  cairo_line_to (cr, x + 6.0, y + 10.0);
  cairo_line_to (cr, x, y + 6.0);
  cairo_line_to (cr, x - 6.0, y + 10.0);
  cairo_close_path (cr);
  cairo_fill (cr);
  /* Translators: beside the arrow that points north. */
  set_text (layout, C_ ("on a map", "N"), KEY_TEXT_PX, TRUE);
  show_text (cr, layout, x + 10.0, y);
}

static void
draw_scale (const LampPicture *picture, const LampView *view, cairo_t *cr, PangoLayout *layout)
{
  LampPoint        centre = lamp_point_from_world (lamp_view_world (view, view->width / 2.0, view->height / 2.0));
  g_autofree char *text = NULL;
  double           length = lamp_scale_bar_measure (centre, view->zoom, &text), right = picture->width - EDGE_PX;

  draw_north (cr, layout, right - 22.0, EDGE_PX * 0.7 + ROW_PX * 0.5 + 2.0);
  cairo_save (cr);
  cairo_translate (cr, right - 60.0 - length, EDGE_PX * 0.7 + ROW_PX * 0.5 - 2.0);
  lamp_scale_bar_draw (cr, length, LAMP_SCALE_HEIGHT_PX);
  cairo_restore (cr);
  set_text (layout, text, KEY_TEXT_PX, FALSE);
  show_text (cr, layout, right - width_of (layout), EDGE_PX * 0.7 + ROW_PX * 1.5 + 2.0);
}

/* A word that nobody may mistake; how wide it is. */
static double
draw_warning (const char *warning, const guint32 *colours, cairo_t *cr, PangoLayout *layout, double middle)
{
  double width;

  set_text (layout, warning, CAPTION_TEXT_PX, TRUE);
  width = width_of (layout) + 14.0;
  cairo_rectangle (cr, EDGE_PX, middle - 10.0, width, 20.0);
  lamp_paint_set_colour (cr, colours[LAMP_COLOUR_LATE]);
  cairo_fill (cr);
  lamp_paint_set_colour (cr, colours[LAMP_COLOUR_ON_COLOUR]);
  show_text (cr, layout, EDGE_PX + 7.0, middle);
  return width + 10.0;
}

static void
draw_caption (const LampPicture *picture, const guint32 *colours, cairo_t *cr, PangoLayout *layout, double middle)
{
  double left = EDGE_PX, right = picture->width - EDGE_PX, width;

  if (picture->warning != NULL)
    left += draw_warning (picture->warning, colours, cr, layout, middle);
  lamp_paint_set_colour (cr, colours[LAMP_COLOUR_SITE]);
  set_text (layout, picture->caption, CAPTION_TEXT_PX, FALSE);
  width = width_of (layout);
  show_text (cr, layout, MAX (right - width, left), middle);
  set_text (layout, picture->title, CAPTION_TEXT_PX, TRUE);
  pango_layout_set_ellipsize (layout, PANGO_ELLIPSIZE_END);
  pango_layout_set_width (layout, (int)(MAX (right - width - left - COLUMN_GAP_PX, 1.0) * PANGO_SCALE));
  show_text (cr, layout, left, middle);
}

/* Whose data the base map is made of, as their licence asks, in the lower right corner of the map: above the margin. */
static void
draw_attribution (const LampPicture *picture, const guint32 *colours, cairo_t *cr, PangoLayout *layout)
{
  g_autofree char *attribution = lamp_picture_dup_credit (picture);
  double           width, height = ATTRIBUTION_TEXT_PX * 1.6;

  if (*attribution == '\0')
    return;
  set_text (layout, attribution, ATTRIBUTION_TEXT_PX, FALSE);
  width = MIN (width_of (layout), picture->width - 8.0);
  cairo_rectangle (cr, picture->width - width - 8.0, -height, width + 8.0, height);
  lamp_paint_set_colour (cr, colours[LAMP_COLOUR_TEXT_HALO]);
  cairo_fill (cr);
  lamp_paint_set_colour (cr, colours[LAMP_COLOUR_STREET_TEXT]);
  pango_layout_set_ellipsize (layout, PANGO_ELLIPSIZE_END);
  pango_layout_set_width (layout, (int)(ceil (width) * PANGO_SCALE));
  show_text (cr, layout, picture->width - width - 4.0, -height / 2.0);
}

void
lamp_margin_draw (const LampMargin *margin, const LampPicture *picture, const LampView *view, cairo_t *cr, PangoLayout *layout)
{
  const guint32 *colours = lamp_palette_get_colours (picture->scene->palette, picture->scene->night);

  cairo_rectangle (cr, 0.0, 0.0, picture->width, margin->height);
  lamp_paint_set_colour (cr, colours[LAMP_COLOUR_SYMBOL_FILL]);
  cairo_fill (cr);
  cairo_rectangle (cr, 0.0, 0.0, picture->width, 1.0);
  lamp_paint_set_colour (cr, colours[LAMP_COLOUR_LINE_LOW]);
  cairo_fill (cr);
  draw_attribution (picture, colours, cr, layout);
  draw_keys (margin, colours, view->zoom, cr, layout);
  lamp_paint_set_colour (cr, colours[LAMP_COLOUR_SITE]);
  draw_scale (picture, view, cr, layout);
  draw_caption (picture, colours, cr, layout, margin->height - EDGE_PX * 0.6 - CAPTION_PX / 2.0);
}
