/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What lines and symbols mean, beside the map. See controls.h.
 */
#include "config.h"
#define GETTEXT_PACKAGE LAMP_GETTEXT_PACKAGE

#include "map/controls.h"
#include "map/legend-keys.h"
#include "map/map-private.h"

#include <glib/gi18n-lib.h>

#define ROWS 3

static const LampKey keys[] = {
  LAMP_KEY_ENERGISED,
  LAMP_KEY_OUT,
  LAMP_KEY_OPEN_SWITCH,
  LAMP_KEY_LOOK + LAMP_LOOK_OUTAGE_CONFIRMED,
  LAMP_KEY_LOOK + LAMP_LOOK_OUTAGE_PREDICTED,
  LAMP_KEY_LOOK + LAMP_LOOK_OUTAGE_PLANNED,
  LAMP_KEY_LOOK + LAMP_LOOK_SITE,
  LAMP_KEY_LOOK + LAMP_LOOK_SITE_LAST_SOURCE,
  LAMP_KEY_LOOK + LAMP_LOOK_SITE_OUT,
  LAMP_KEY_LOOK + LAMP_LOOK_CREW_AVAILABLE,
  LAMP_KEY_LOOK + LAMP_LOOK_CREW_ENROUTE,
  LAMP_KEY_LOOK + LAMP_LOOK_CREW_ON_SITE,
  LAMP_KEY_RING,
  LAMP_KEY_PHASES,
  LAMP_KEY_FLOW,
};

/* Told only while there is such a thing to be seen. */
static gboolean
is_needed (LampMap *map, LampKey key)
{
  if (key == LAMP_KEY_RING)
    return map->has_rings;
  if (key == LAMP_KEY_PHASES)
    return lamp_map_get_layer_shown (map, LAMP_MAP_LAYER_PHASES);
  return key != LAMP_KEY_FLOW || lamp_map_get_layer_shown (map, LAMP_MAP_LAYER_FLOW);
}

static void
update (LampMap *map, GtkWidget *grid)
{
  for (guint key = 0; key < G_N_ELEMENTS (keys); key++)
    for (int part = 0; part < 2; part++)
      {
        GtkWidget *child = gtk_grid_get_child_at (GTK_GRID (grid), (int)(key / ROWS) * 2 + part, (int)(key % ROWS));

        gtk_widget_set_visible (child, is_needed (map, keys[key]));
        gtk_widget_queue_draw (child);
      }
}

static void
draw_key_cb (GtkDrawingArea *area, cairo_t *cr, int width, int height, gpointer user_data)
{
  LampMap *map = g_object_get_data (G_OBJECT (area), "map");

  cairo_translate (cr, width / 2.0, height / 2.0);
  lamp_key_draw (cr, keys[GPOINTER_TO_UINT (user_data)], lamp_map_get_colours (map), lamp_map_get_stale (map), lamp_map_get_zoom (map));
}

static void
attach_key (GtkWidget *grid, LampMap *map, guint key)
{
  GtkWidget *area = gtk_drawing_area_new ();
  GtkWidget *label = gtk_label_new (lamp_key_get_label (keys[key]));
  int        column = (int)(key / ROWS) * 2, row = (int)(key % ROWS);

  gtk_drawing_area_set_content_width (GTK_DRAWING_AREA (area), LAMP_KEY_WIDTH_PX);
  gtk_drawing_area_set_content_height (GTK_DRAWING_AREA (area), LAMP_KEY_HEIGHT_PX);
  g_object_set_data_full (G_OBJECT (area), "map", g_object_ref (map), g_object_unref);
  gtk_drawing_area_set_draw_func (GTK_DRAWING_AREA (area), draw_key_cb, GUINT_TO_POINTER (key), NULL);
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
  g_signal_connect_object (map, "layers-changed", G_CALLBACK (update), grid, 0);
  update (map, grid);
  gtk_widget_add_css_class (grid, "osd-panel");
  gtk_widget_add_css_class (grid, "lamp-map-legend");
  gtk_widget_set_halign (grid, GTK_ALIGN_START);
  gtk_widget_set_valign (grid, GTK_ALIGN_END);
  gtk_widget_set_can_target (grid, FALSE);
  gtk_accessible_update_property (GTK_ACCESSIBLE (grid), GTK_ACCESSIBLE_PROPERTY_LABEL, _ ("Legend of the map"), -1);
  return grid;
}
