/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A bar of a round length on the ground at the middle of the view, and where that is. See controls.h.
 */
#include "config.h"
#define GETTEXT_PACKAGE LAMP_GETTEXT_PACKAGE

#include "map/controls.h"
#include "map/map-private.h"
#include "map/scale-bar.h"

#include <glib/gi18n-lib.h>

typedef struct
{
  LampMap   *map; /* borrowed: the handlers go with the box */
  GtkWidget *bar, *label;
  double     bar_px;
} Scale;

static void
update (Scale *scale)
{
  g_autofree char *text = NULL;

  scale->bar_px = lamp_scale_bar_measure (lamp_map_get_centre (scale->map), lamp_map_get_zoom (scale->map), &text);
  gtk_label_set_text (GTK_LABEL (scale->label), text);
  gtk_widget_queue_draw (scale->bar);
}

static void
view_changed_cb (LampMap *map, GtkWidget *box)
{
  update (g_object_get_data (G_OBJECT (box), "scale"));
}

static void
draw_bar_cb (GtkDrawingArea *area, cairo_t *cr, int width, int height, gpointer user_data)
{
  Scale  *scale = user_data;
  GdkRGBA colour;

  gtk_style_context_get_color (gtk_widget_get_style_context (GTK_WIDGET (area)), &colour);
  gdk_cairo_set_source_rgba (cr, &colour);
  lamp_scale_bar_draw (cr, scale->bar_px, height);
}

GtkWidget *
lamp_map_scale_new (LampMap *map)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 3);
  Scale     *scale = g_new0 (Scale, 1);

  g_return_val_if_fail (LAMP_IS_MAP (map), NULL);

  scale->map = map;
  scale->bar = gtk_drawing_area_new ();
  scale->label = gtk_label_new (NULL);
  gtk_drawing_area_set_content_width (GTK_DRAWING_AREA (scale->bar), (int)LAMP_SCALE_LONGEST_PX + 2);
  gtk_drawing_area_set_content_height (GTK_DRAWING_AREA (scale->bar), LAMP_SCALE_HEIGHT_PX);
  gtk_drawing_area_set_draw_func (GTK_DRAWING_AREA (scale->bar), draw_bar_cb, scale, NULL);
  gtk_label_set_xalign (GTK_LABEL (scale->label), 0.0f);
  gtk_widget_add_css_class (scale->label, "caption");
  gtk_widget_add_css_class (scale->label, "numeric");
  gtk_box_append (GTK_BOX (box), scale->bar);
  gtk_box_append (GTK_BOX (box), scale->label);
  gtk_widget_add_css_class (box, "osd-panel");
  gtk_widget_add_css_class (box, "lamp-map-scale");
  gtk_widget_set_halign (box, GTK_ALIGN_END);
  gtk_widget_set_valign (box, GTK_ALIGN_END);
  gtk_widget_set_can_target (box, FALSE);
  gtk_accessible_update_property (GTK_ACCESSIBLE (box), GTK_ACCESSIBLE_PROPERTY_LABEL, _ ("Scale of the map"), -1);
  g_object_set_data_full (G_OBJECT (box), "map", g_object_ref (map), g_object_unref);
  g_object_set_data_full (G_OBJECT (box), "scale", scale, g_free);
  g_signal_connect_object (map, "view-changed", G_CALLBACK (view_changed_cb), box, 0);
  update (scale);
  return box;
}
