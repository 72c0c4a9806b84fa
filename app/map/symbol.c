/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * See symbol.h.
 */
#include "map/symbol.h"

#include "map/paint.h"
#include "map/words.h"

#include <math.h>

#define EDGE_PX 2.0 /* the outline that keeps a symbol apart */
#define CREW_PX 7.5
#define STAR_PX 11.0
#define SMALL_STAR_PX 6.0
#define RING_PX 14.5
#define WIDEST_PX 230.0 /* of a text that is cut short */

/* The path in place gets its edge, then its filling (0: none) and its line. */
static void
finish (cairo_t *cr, guint32 edge, guint32 filling, guint32 line, double width)
{
  cairo_set_line_join (cr, CAIRO_LINE_JOIN_ROUND);
  cairo_set_line_width (cr, width + 2.0 * EDGE_PX);
  lamp_paint_set_colour (cr, edge);
  cairo_stroke_preserve (cr);
  if (filling != 0)
    {
      lamp_paint_set_colour (cr, filling);
      cairo_fill_preserve (cr);
    }
  lamp_paint_set_colour (cr, line);
  cairo_set_line_width (cr, width);
  cairo_stroke (cr);
}

static void
trace_triangle (cairo_t *cr, double r)
{
  cairo_move_to (cr, 0.0, -r);
  cairo_line_to (cr, r * 1.05, r * 0.82);
  cairo_line_to (cr, -r * 1.05, r * 0.82);
  cairo_close_path (cr);
}

static void
trace_star (cairo_t *cr, double r)
{
  for (int i = 0; i < 10; i++)
    {
      double angle = i * G_PI / 5.0 - G_PI / 2.0, reach = i % 2 == 0 ? r : r * 0.56;

      cairo_line_to (cr, cos (angle) * reach, sin (angle) * reach + r * 0.06);
    }
  cairo_close_path (cr);
}

static void
draw_outage (cairo_t *cr, const LampSymbol *symbol, const guint32 *colours)
{
  guint32 out = colours[symbol->stale ? LAMP_COLOUR_STALE : LAMP_COLOUR_OUT], hollow = colours[LAMP_COLOUR_SYMBOL_FILL];

  if (symbol->fresh)
    {
      trace_triangle (cr, 17.0);
      finish (cr, hollow, 0, out, 1.6);
    }
  if (symbol->look == LAMP_LOOK_OUTAGE_PLANNED)
    {
      cairo_rectangle (cr, -8.5, -8.5, 17.0, 17.0);
      finish (cr, hollow, hollow, out, 2.4);
      cairo_move_to (cr, 0.0, -5.0);
      cairo_line_to (cr, 0.0, 0.5);
      cairo_line_to (cr, 3.8, 2.8);
      cairo_set_line_width (cr, 2.0);
      cairo_stroke (cr);
      return;
    }
  if (symbol->look == LAMP_LOOK_OUTAGE_MOMENTARY)
    {
      cairo_move_to (cr, 0.0, -11.0);
      cairo_line_to (cr, 5.0, 0.0);
      cairo_line_to (cr, 0.0, 11.0);
      cairo_line_to (cr, -5.0, 0.0);
      cairo_close_path (cr);
      finish (cr, hollow, hollow, out, 1.8);
      return;
    }
  trace_triangle (cr, 11.0);
  finish (cr, hollow, symbol->look == LAMP_LOOK_OUTAGE_CONFIRMED ? out : hollow, out, 2.4);
}

static void
trace_crew (cairo_t *cr, const LampSymbol *symbol)
{
  double heading = symbol->heading_deg * G_PI / 180.0;

  cairo_new_path (cr);
  if (symbol->look != LAMP_LOOK_CREW_ENROUTE)
    {
      cairo_arc (cr, 0.0, 0.0, CREW_PX, 0.0, 2.0 * G_PI);
      return;
    }
  cairo_save (cr);
  cairo_rotate (cr, heading);
  cairo_move_to (cr, 0.0, -11.0);
  cairo_line_to (cr, 8.0, 9.0);
  cairo_line_to (cr, 0.0, 5.0);
  cairo_line_to (cr, -8.0, 9.0);
  cairo_close_path (cr);
  cairo_restore (cr);
}

/* Where a crew goes that is drawn as a disc: a wedge at its rim. */
static void
draw_wedge (cairo_t *cr, const LampSymbol *symbol, guint32 edge, guint32 colour)
{
  cairo_save (cr);
  cairo_rotate (cr, symbol->heading_deg * G_PI / 180.0);
  cairo_move_to (cr, 0.0, -CREW_PX - 7.5);
  cairo_line_to (cr, 5.0, -CREW_PX - 1.0);
  cairo_line_to (cr, -5.0, -CREW_PX - 1.0);
  cairo_close_path (cr);
  finish (cr, edge, colour, colour, 0.8);
  cairo_restore (cr);
}

static void
draw_crew (cairo_t *cr, const LampSymbol *symbol, const guint32 *colours)
{
  gboolean off = symbol->look == LAMP_LOOK_CREW_OFF_SHIFT;
  guint32  colour = colours[symbol->stale ? LAMP_COLOUR_STALE : off ? LAMP_COLOUR_OFF_SHIFT
                                                                    : LAMP_COLOUR_CREW];
  guint32  hollow = colours[LAMP_COLOUR_SYMBOL_FILL];
  gboolean filled = symbol->look == LAMP_LOOK_CREW_ON_SITE || symbol->look == LAMP_LOOK_CREW_ENROUTE;

  if (symbol->moving && symbol->look != LAMP_LOOK_CREW_ENROUTE)
    draw_wedge (cr, symbol, hollow, colour);
  trace_crew (cr, symbol);
  finish (cr, hollow, filled ? colour : hollow, colour, off ? 1.4 : filled ? 1.0
                                                                           : 2.6);
  if (symbol->look == LAMP_LOOK_CREW_ASSIGNED)
    {
      cairo_move_to (cr, 0.0, 0.0);
      cairo_arc (cr, 0.0, 0.0, CREW_PX, -G_PI / 2.0, 0.0);
      cairo_close_path (cr);
      cairo_fill (cr);
    }
  if (symbol->look == LAMP_LOOK_CREW_SUSPENDED)
    {
      cairo_rectangle (cr, -3.4, -3.6, 2.4, 7.2);
      cairo_rectangle (cr, 1.0, -3.6, 2.4, 7.2);
      cairo_fill (cr);
    }
  if (symbol->stale)
    {
      const double dashes[] = { 3.0, 3.0 };

      cairo_new_path (cr);
      cairo_arc (cr, 0.0, 0.0, CREW_PX + 5.5, 0.0, 2.0 * G_PI);
      cairo_set_dash (cr, dashes, 2, 0.0);
      cairo_set_line_width (cr, 1.6);
      cairo_stroke (cr);
      cairo_set_dash (cr, NULL, 0, 0.0);
    }
}

static void
draw_mark (cairo_t *cr, const char *mark, guint32 colour)
{
  g_autoptr (PangoLayout) layout = pango_cairo_create_layout (cr);
  PangoFontDescription *font = pango_font_description_from_string ("Cantarell, Sans Bold");
  PangoRectangle        ink;

  pango_font_description_set_absolute_size (font, 9.5 * PANGO_SCALE);
  pango_layout_set_font_description (layout, font);
  pango_font_description_free (font);
  pango_layout_set_text (layout, mark, -1);
  pango_layout_get_extents (layout, &ink, NULL);
  lamp_paint_set_colour (cr, colour);
  cairo_move_to (cr, -(ink.x + ink.width / 2.0) / PANGO_SCALE, -(ink.y + ink.height / 2.0) / PANGO_SCALE + 0.8);
  lamp_words_show (cr, layout);
}

static void
draw_site (cairo_t *cr, const LampSymbol *symbol, const guint32 *colours)
{
  gboolean out = symbol->look == LAMP_LOOK_SITE_OUT || symbol->look == LAMP_LOOK_SITE_ON_BACKUP;
  guint32  colour = colours[symbol->stale ? LAMP_COLOUR_STALE : out ? LAMP_COLOUR_OUT_TEXT
                                                                    : LAMP_COLOUR_SITE];

  if (symbol->look == LAMP_LOOK_SITE_LAST_SOURCE || symbol->look == LAMP_LOOK_SITE_ON_BACKUP)
    {
      cairo_new_path (cr);
      cairo_arc (cr, 0.0, 0.0, RING_PX, 0.0, 2.0 * G_PI);
      finish (cr, colours[LAMP_COLOUR_SYMBOL_FILL], 0, colours[symbol->stale ? LAMP_COLOUR_STALE : LAMP_COLOUR_LATE], 2.2);
    }
  trace_star (cr, symbol->small ? SMALL_STAR_PX : STAR_PX);
  finish (cr, colours[LAMP_COLOUR_SYMBOL_FILL], colour, colour, 1.0);
  if (symbol->mark[0] != '\0' && !symbol->small)
    draw_mark (cr, symbol->mark, colours[LAMP_COLOUR_ON_COLOUR]);
}

double
lamp_symbol_radius (LampLook look)
{
  if (look <= LAMP_LOOK_OUTAGE_MOMENTARY)
    return 12.0;
  if (look <= LAMP_LOOK_CREW_OFF_SHIFT)
    return look == LAMP_LOOK_CREW_ENROUTE ? 11.0 : 9.0;
  return look == LAMP_LOOK_SITE_LAST_SOURCE || look == LAMP_LOOK_SITE_ON_BACKUP ? RING_PX + 1.0 : STAR_PX;
}

void
lamp_symbol_draw (cairo_t *cr, const LampSymbol *symbol, const guint32 *colours)
{
  cairo_new_path (cr);
  if (symbol->look <= LAMP_LOOK_OUTAGE_MOMENTARY)
    draw_outage (cr, symbol, colours);
  else if (symbol->look <= LAMP_LOOK_CREW_OFF_SHIFT)
    draw_crew (cr, symbol, colours);
  else
    draw_site (cr, symbol, colours);
}

/* What a kind of text looks like: a colour on a pill, or with a halo where there is none. */
static const struct
{
  double     size_px, pad_x, pad_y;
  gboolean   pill;
  LampColour text, behind;
} kinds[LAMP_N_TEXTS] = {
  [LAMP_TEXT_PILL] = { 12.0, 5.5, 1.0, TRUE, LAMP_COLOUR_ON_COLOUR, LAMP_COLOUR_OUT_TEXT },
  [LAMP_TEXT_PILL_LATE] = { 12.0, 5.5, 1.0, TRUE, LAMP_COLOUR_ON_COLOUR, LAMP_COLOUR_UNKNOWN },
  [LAMP_TEXT_COUNT] = { 10.5, 4.5, 0.5, TRUE, LAMP_COLOUR_SYMBOL_FILL, LAMP_COLOUR_LINE_FEEDER },
  [LAMP_TEXT_CREW] = { 11.5, 2.0, 1.0, FALSE, LAMP_COLOUR_CREW_TEXT, LAMP_COLOUR_TEXT_HALO },
  [LAMP_TEXT_CREW_STALE] = { 11.5, 2.0, 1.0, FALSE, LAMP_COLOUR_DEVICE_TEXT, LAMP_COLOUR_TEXT_HALO },
  [LAMP_TEXT_SITE] = { 11.5, 2.0, 1.0, FALSE, LAMP_COLOUR_SITE, LAMP_COLOUR_TEXT_HALO },
  [LAMP_TEXT_SITE_OUT] = { 11.5, 2.0, 1.0, FALSE, LAMP_COLOUR_OUT_TEXT, LAMP_COLOUR_TEXT_HALO },
  [LAMP_TEXT_SUBSTATION] = { 12.0, 2.0, 1.0, FALSE, LAMP_COLOUR_DEVICE_TEXT, LAMP_COLOUR_TEXT_HALO },
  [LAMP_TEXT_KEY] = { 10.0, 0.0, 0.0, FALSE, LAMP_COLOUR_DEVICE_TEXT, LAMP_COLOUR_TEXT_HALO },
};

PangoLayout *
lamp_text_layout_new (void)
{
  PangoContext         *context = pango_font_map_create_context (pango_cairo_font_map_get_default ());
  cairo_font_options_t *options = cairo_font_options_create ();
  PangoLayout          *layout;

  cairo_font_options_set_hint_style (options, CAIRO_HINT_STYLE_NONE);
  cairo_font_options_set_hint_metrics (options, CAIRO_HINT_METRICS_OFF);
  cairo_font_options_set_antialias (options, CAIRO_ANTIALIAS_GRAY);
  pango_cairo_context_set_resolution (context, 96.0);
  pango_cairo_context_set_font_options (context, options);
  cairo_font_options_destroy (options);
  layout = pango_layout_new (context);
  g_object_unref (context);
  return layout;
}

static void
set_text (PangoLayout *layout, LampTextKind kind, const char *text)
{
  PangoFontDescription *font = pango_font_description_from_string ("Cantarell, Sans Bold");
  gboolean              cut = !kinds[kind].pill && kind != LAMP_TEXT_KEY; /* a name, as long as somebody liked */

  pango_font_description_set_absolute_size (font, kinds[kind].size_px * PANGO_SCALE);
  pango_layout_set_font_description (layout, font);
  pango_font_description_free (font);
  pango_layout_set_width (layout, cut ? (int)(WIDEST_PX * PANGO_SCALE) : -1);
  pango_layout_set_ellipsize (layout, cut ? PANGO_ELLIPSIZE_END : PANGO_ELLIPSIZE_NONE);
  pango_layout_set_text (layout, text, -1);
}

void
lamp_text_measure (PangoLayout *layout, LampTextKind kind, const char *text, double *width, double *height)
{
  PangoRectangle logical;

  set_text (layout, kind, text);
  pango_layout_get_extents (layout, NULL, &logical);
  *height = ceil (logical.height / (double)PANGO_SCALE) + 2.0 * kinds[kind].pad_y;
  *width = ceil (logical.width / (double)PANGO_SCALE) + 2.0 * kinds[kind].pad_x;
  if (kinds[kind].pill)
    *width = MAX (*width, *height);
}

void
lamp_text_draw (cairo_t *cr, PangoLayout *layout, LampTextKind kind, const char *text, const guint32 *colours)
{
  lamp_text_draw_in (cr, layout, kind, text, colours[kinds[kind].behind], colours[kinds[kind].text]);
}

void
lamp_text_draw_in (cairo_t *cr, PangoLayout *layout, LampTextKind kind, const char *text, guint32 behind, guint32 colour)
{
  PangoRectangle logical;
  double         width, height, x;

  lamp_text_measure (layout, kind, text, &width, &height);
  pango_layout_get_extents (layout, NULL, &logical);
  x = (width - logical.width / (double)PANGO_SCALE) / 2.0;
  lamp_paint_set_colour (cr, behind);
  if (kinds[kind].pill)
    {
      double r = height / 2.0;

      cairo_new_path (cr);
      cairo_arc (cr, r, r, r, G_PI / 2.0, G_PI * 1.5);
      cairo_arc (cr, width - r, r, r, -G_PI / 2.0, G_PI / 2.0);
      cairo_close_path (cr);
      cairo_fill (cr);
    }
  else
    {
      cairo_move_to (cr, x, kinds[kind].pad_y);
      pango_cairo_layout_path (cr, layout);
      cairo_set_line_join (cr, CAIRO_LINE_JOIN_ROUND);
      cairo_set_line_width (cr, 3.0);
      cairo_stroke (cr);
    }
  lamp_paint_set_colour (cr, colour);
  cairo_move_to (cr, x, kinds[kind].pad_y);
  lamp_words_show (cr, layout);
}
