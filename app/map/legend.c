/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What lines and symbols mean. Each key is a small drawing by the map's own code beside a word. See controls.h.
 */
#include "config.h"
#define GETTEXT_PACKAGE LAMP_GETTEXT_PACKAGE

#include "map/controls.h"
#include "map/map-private.h"

#include <glib/gi18n-lib.h>

#define KEY_WIDTH_PX 28
#define KEY_HEIGHT_PX 22
#define ROWS 3

typedef enum {
  KEY_SYMBOL,
  KEY_ENERGISED,
  KEY_OUT,
  KEY_OPEN_SWITCH,
} KeyKind;

static const struct
{
  KeyKind     kind;
  LampLook    look;
  const char *label;
} keys[] = {
  { KEY_ENERGISED, 0, N_ ("energised") },
  { KEY_OUT, 0, N_ ("de-energised") },
  { KEY_OPEN_SWITCH, 0, N_ ("open switch") },
  { KEY_SYMBOL, LAMP_LOOK_OUTAGE_CONFIRMED, N_ ("outage confirmed") },
  { KEY_SYMBOL, LAMP_LOOK_OUTAGE_PREDICTED, N_ ("outage predicted") },
  { KEY_SYMBOL, LAMP_LOOK_OUTAGE_PLANNED, N_ ("outage planned") },
  { KEY_SYMBOL, LAMP_LOOK_SITE, N_ ("key site and its class") },
  { KEY_SYMBOL, LAMP_LOOK_SITE_LAST_SOURCE, N_ ("on its last source") },
  { KEY_SYMBOL, LAMP_LOOK_SITE_OUT, N_ ("key site out") },
  { KEY_SYMBOL, LAMP_LOOK_CREW_AVAILABLE, N_ ("crew available") },
  { KEY_SYMBOL, LAMP_LOOK_CREW_ENROUTE, N_ ("crew en route") },
  { KEY_SYMBOL, LAMP_LOOK_CREW_ON_SITE, N_ ("crew on site") },
};

static void
set_colour (cairo_t *cr, guint32 colour)
{
  cairo_set_source_rgba (cr, (colour >> 16 & 0xff) / 255.0, (colour >> 8 & 0xff) / 255.0, (colour & 0xff) / 255.0, (colour >> 24) / 255.0);
}

static void
draw_line (cairo_t *cr, const guint32 *colours, gboolean out)
{
  const double dashes[] = { 7.0, 3.0 };

  cairo_move_to (cr, -12.0, 0.0);
  cairo_line_to (cr, 12.0, 0.0);
  if (!out)
    {
      set_colour (cr, colours[LAMP_COLOUR_LINE_FEEDER]);
      cairo_set_line_width (cr, 2.6);
      cairo_stroke (cr);
      return;
    }
  set_colour (cr, colours[LAMP_COLOUR_OUT_HALO]);
  cairo_set_line_width (cr, 13.0);
  cairo_stroke_preserve (cr);
  set_colour (cr, colours[LAMP_COLOUR_OUT_CASING]);
  cairo_set_line_width (cr, 5.0);
  cairo_stroke_preserve (cr);
  set_colour (cr, colours[LAMP_COLOUR_OUT]);
  cairo_set_dash (cr, dashes, 2, 0.0);
  cairo_set_line_width (cr, 3.2);
  cairo_stroke (cr);
}

static void
draw_key_cb (GtkDrawingArea *area, cairo_t *cr, int width, int height, gpointer user_data)
{
  LampMap       *map = g_object_get_data (G_OBJECT (area), "map");
  guint          key = GPOINTER_TO_UINT (user_data);
  const guint32 *colours = lamp_map_get_colours (map);
  LampSymbol     symbol = { .look = keys[key].look, .heading_deg = 60 };

  cairo_translate (cr, width / 2.0, height / 2.0);
  switch (keys[key].kind)
    {
    case KEY_SYMBOL:
      if (symbol.look >= LAMP_LOOK_SITE)
        g_strlcpy (symbol.mark, lamp_site_class_mark ("first"), sizeof symbol.mark);
      cairo_scale (cr, 0.72, 0.72);
      lamp_symbol_draw (cr, &symbol, colours);
      break;
    case KEY_ENERGISED:
    case KEY_OUT:
      draw_line (cr, colours, keys[key].kind == KEY_OUT);
      break;
    case KEY_OPEN_SWITCH:
      cairo_rectangle (cr, -4.0, -4.0, 8.0, 8.0);
      set_colour (cr, colours[LAMP_COLOUR_SYMBOL_FILL]);
      cairo_fill_preserve (cr);
      set_colour (cr, colours[LAMP_COLOUR_SYMBOL]);
      cairo_set_line_width (cr, 1.6);
      cairo_stroke (cr);
      break;
    }
}

static void
attach_key (GtkWidget *grid, LampMap *map, guint key)
{
  GtkWidget *area = gtk_drawing_area_new ();
  GtkWidget *label = gtk_label_new (_ (keys[key].label));
  int        column = (int)(key / ROWS) * 2, row = (int)(key % ROWS);

  gtk_drawing_area_set_content_width (GTK_DRAWING_AREA (area), KEY_WIDTH_PX);
  gtk_drawing_area_set_content_height (GTK_DRAWING_AREA (area), KEY_HEIGHT_PX);
  g_object_set_data_full (G_OBJECT (area), "map", g_object_ref (map), g_object_unref);
  gtk_drawing_area_set_draw_func (GTK_DRAWING_AREA (area), draw_key_cb, GUINT_TO_POINTER (key), NULL);
  g_signal_connect_object (map, "layers-changed", G_CALLBACK (gtk_widget_queue_draw), area, G_CONNECT_SWAPPED);
  gtk_accessible_update_state (GTK_ACCESSIBLE (area), GTK_ACCESSIBLE_STATE_HIDDEN, TRUE, -1);
  gtk_label_set_xalign (GTK_LABEL (label), 0.0f);
  gtk_widget_add_css_class (label, "caption");
  if (column > 0)
    gtk_widget_set_margin_start (area, 12);
  gtk_grid_attach (GTK_GRID (grid), area, column, row, 1, 1);
  gtk_grid_attach (GTK_GRID (grid), label, column + 1, row, 1, 1);
}

GtkWidget *
lamp_map_legend_new (LampMap *map)
{
  GtkWidget *grid = gtk_grid_new ();

  g_return_val_if_fail (LAMP_IS_MAP (map), NULL);

  gtk_grid_set_column_spacing (GTK_GRID (grid), 6);
  for (guint key = 0; key < G_N_ELEMENTS (keys); key++)
    attach_key (grid, map, key);
  gtk_widget_add_css_class (grid, "osd-panel");
  gtk_widget_add_css_class (grid, "lamp-map-legend");
  gtk_widget_set_halign (grid, GTK_ALIGN_START);
  gtk_widget_set_valign (grid, GTK_ALIGN_END);
  gtk_widget_set_can_target (grid, FALSE);
  gtk_accessible_update_property (GTK_ACCESSIBLE (grid), GTK_ACCESSIBLE_PROPERTY_LABEL, _ ("Legend of the map"), -1);
  return grid;
}
