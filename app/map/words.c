/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * See words.h.
 */
#include "map/words.h"

#include <math.h>

static const cairo_user_data_key_t kept_key;

char *
lamp_words_escape (const char *text)
{
  g_autofree char *clean = g_utf8_make_valid (text, -1);

  for (char *at = clean; *at != '\0'; at++)
    if ((guchar)*at < ' ' || *at == 0x7f)
      *at = ' ';
  return g_markup_escape_text (clean, -1);
}

static void
append_number (GString *svg, double value)
{
  char text[G_ASCII_DTOSTR_BUF_SIZE];

  g_string_append (svg, g_ascii_formatd (text, sizeof text, "%.2f", value));
  g_string_append_c (svg, ' ');
}

static void
keep (cairo_t *cr, PangoLayout *layout, GString *svg)
{
  const PangoFontDescription *font = pango_layout_get_font_description (layout);
  g_autofree char            *text = lamp_words_escape (pango_layout_get_text (layout));
  cairo_matrix_t              matrix;
  double                      x, y;
  int                         width;

  if (!cairo_has_current_point (cr) || *text == '\0')
    return;
  cairo_get_current_point (cr, &x, &y);
  cairo_get_matrix (cr, &matrix);
  cairo_matrix_translate (&matrix, x, y + pango_layout_get_baseline (layout) / (double)PANGO_SCALE);
  pango_layout_get_size (layout, &width, NULL);
  g_string_append (svg, "<text transform=\"matrix(");
  for (guint i = 0; i < 6; i++)
    append_number (svg, ((const double[]){ matrix.xx, matrix.yx, matrix.xy, matrix.yy, matrix.x0, matrix.y0 })[i]);
  g_string_append (svg, ")\" font-size=\"");
  append_number (svg, font != NULL ? pango_font_description_get_size (font) / (double)PANGO_SCALE : 12.0);
  g_string_append (svg, "\" textLength=\"");
  append_number (svg, width / (double)PANGO_SCALE);
  g_string_append_printf (svg, "\">%s</text>\n", text);
}

void
lamp_words_show (cairo_t *cr, PangoLayout *layout)
{
  GString *svg = cairo_get_user_data (cr, &kept_key);

  if (svg != NULL)
    keep (cr, layout, svg);
  pango_cairo_show_layout (cr, layout);
}

void
lamp_words_keep (cairo_t *cr, GString *svg)
{
  if (cairo_set_user_data (cr, &kept_key, svg, NULL) != CAIRO_STATUS_SUCCESS)
    g_error ("out of memory");
}
