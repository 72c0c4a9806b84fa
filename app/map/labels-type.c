/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Setting the text of tiles: fonts, how wide a text is, drawing it with its halo. Each worker thread has its own font map
 * and its own table of widths.
 */
#include "map/labels.h"

#include "map/words.h"

#define HALO_PX 1.4 /* around the letters */
#define MOST_WIDTHS 20000

static const struct
{
  const char *font;
  double      size_px;
  double      letter_spacing_px;
} styles[LAMP_N_LABEL_STYLES] = {
  [LAMP_LABEL_SUBSTATION] = { "Cantarell, Sans Bold", 12.0, 0.0 },
  [LAMP_LABEL_PLACE] = { "Cantarell, Sans Bold", 13.5, 1.2 },
  [LAMP_LABEL_HAMLET] = { "Cantarell, Sans Semi-Bold", 11.5, 0.6 },
  [LAMP_LABEL_WATER] = { "Cantarell, Sans Italic", 12.0, 0.4 },
  [LAMP_LABEL_MAIN_STREET] = { "Cantarell, Sans Semi-Bold", 11.0, 0.2 },
  [LAMP_LABEL_STREET] = { "Cantarell, Sans", 10.5, 0.2 },
  [LAMP_LABEL_DEVICE] = { "Cantarell, Sans", 10.0, 0.0 },
  [LAMP_LABEL_PHASE] = { "Cantarell, Sans Bold", 10.0, 0.0 },
};
struct _LampTypesetter
{
  PangoContext *context;
  PangoLayout  *layouts[LAMP_N_LABEL_STYLES];
  double        scale;
  GHashTable   *widths[LAMP_N_LABEL_STYLES]; /* text → width in thousandths of a px, at scale 1 */
};

static void
typesetter_free (gpointer data)
{
  LampTypesetter *setter = data;

  for (guint i = 0; i < LAMP_N_LABEL_STYLES; i++)
    {
      g_object_unref (setter->layouts[i]);
      g_hash_table_unref (setter->widths[i]);
    }
  g_object_unref (setter->context);
  g_free (setter);
}

static GPrivate typesetters = G_PRIVATE_INIT (typesetter_free);

static LampTypesetter *
typesetter_new (void)
{
  LampTypesetter *setter = g_new0 (LampTypesetter, 1);
  g_autoptr (PangoFontMap) fonts = pango_cairo_font_map_new ();
  cairo_font_options_t *options = cairo_font_options_create ();

  cairo_font_options_set_hint_style (options, CAIRO_HINT_STYLE_NONE);
  cairo_font_options_set_hint_metrics (options, CAIRO_HINT_METRICS_OFF);
  cairo_font_options_set_antialias (options, CAIRO_ANTIALIAS_GRAY);
  setter->context = pango_font_map_create_context (fonts);
  pango_cairo_context_set_resolution (setter->context, 96.0);
  pango_cairo_context_set_font_options (setter->context, options);
  pango_context_set_round_glyph_positions (setter->context, FALSE);
  cairo_font_options_destroy (options);
  for (guint i = 0; i < LAMP_N_LABEL_STYLES; i++)
    {
      PangoFontDescription *font = pango_font_description_from_string (styles[i].font);
      PangoAttrList        *attributes = pango_attr_list_new ();

      pango_font_description_set_absolute_size (font, styles[i].size_px * PANGO_SCALE);
      pango_attr_list_insert (attributes, pango_attr_letter_spacing_new ((int)(styles[i].letter_spacing_px * PANGO_SCALE)));
      setter->layouts[i] = pango_layout_new (setter->context);
      pango_layout_set_font_description (setter->layouts[i], font);
      pango_layout_set_attributes (setter->layouts[i], attributes);
      pango_attr_list_unref (attributes);
      pango_font_description_free (font);
      setter->widths[i] = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
    }
  return setter;
}

LampTypesetter *
lamp_typesetter_get (void)
{
  LampTypesetter *setter = g_private_get (&typesetters);

  if (setter == NULL)
    {
      setter = typesetter_new ();
      g_private_set (&typesetters, setter);
    }
  return setter;
}

double
lamp_typesetter_measure (LampTypesetter *setter, LampLabelStyle style, const char *text)
{
  gpointer found = g_hash_table_lookup (setter->widths[style], text);
  int      width;

  if (found != NULL)
    return GPOINTER_TO_UINT (found) / 1000.0;
  pango_layout_set_text (setter->layouts[style], text, -1);
  pango_layout_get_size (setter->layouts[style], &width, NULL);
  if (g_hash_table_size (setter->widths[style]) >= MOST_WIDTHS)
    g_hash_table_remove_all (setter->widths[style]);
  g_hash_table_insert (setter->widths[style], g_strdup (text), GUINT_TO_POINTER ((guint)(width * 1000.0 / PANGO_SCALE) + 1));
  return width / (double)PANGO_SCALE;
}

double
lamp_label_height (LampLabelStyle style)
{
  return styles[style].size_px * 1.24;
}

/* Quickest as the same glyphs around; as one outline where each of them would stay in the file. */
static void
draw_halo (LampPainting *painting, PangoLayout *layout)
{
  static const double around[8][2] = { { 1, 0 }, { -1, 0 }, { 0, 1 }, { 0, -1 }, { 0.7, 0.7 }, { -0.7, 0.7 }, { 0.7, -0.7 }, { -0.7, -0.7 } };
  cairo_t            *cr = painting->cr;

  lamp_paint_set_colour (cr, painting->colours[LAMP_COLOUR_TEXT_HALO]);
  for (guint i = 0; painting->raster.pixels != NULL && i < G_N_ELEMENTS (around); i++)
    {
      cairo_move_to (cr, around[i][0] * HALO_PX, around[i][1] * HALO_PX);
      pango_cairo_show_layout (cr, layout);
    }
  if (painting->raster.pixels != NULL)
    return;
  cairo_move_to (cr, 0.0, 0.0);
  pango_cairo_layout_path (cr, layout);
  cairo_set_line_join (cr, CAIRO_LINE_JOIN_ROUND);
  cairo_set_line_width (cr, 2.0 * HALO_PX);
  cairo_stroke (cr);
}

void
lamp_typesetter_draw (LampTypesetter *setter, LampPainting *painting, const LampLabel *label)
{
  PangoLayout *layout = setter->layouts[label->style];
  cairo_t     *cr = painting->cr;
  int          width, height;

  cairo_save (cr);
  cairo_translate (cr, label->x - painting->left * painting->k, label->y - painting->top * painting->k);
  cairo_rotate (cr, label->angle);
  cairo_scale (cr, painting->scale, painting->scale);
  pango_layout_set_text (layout, label->text, -1);
  pango_layout_get_size (layout, &width, &height);
  cairo_translate (cr, -width / 2.0 / PANGO_SCALE, -height / 2.0 / PANGO_SCALE);
  draw_halo (painting, layout);
  lamp_paint_set_colour (cr, painting->colours[label->colour]);
  cairo_move_to (cr, 0.0, 0.0);
  lamp_words_show (cr, layout);
  cairo_restore (cr);
}
