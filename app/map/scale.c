/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A bar of a round length on the ground at the middle of the view, and where that is. See controls.h.
 */
#include "config.h"
#define GETTEXT_PACKAGE LAMP_GETTEXT_PACKAGE

#include "map/controls.h"
#include "map/map-private.h"

#include <glib/gi18n-lib.h>

#define LONGEST_PX 120.0
#define BAR_HEIGHT_PX 8

typedef struct
{
  LampMap   *map; /* borrowed: the handlers go with the box */
  GtkWidget *bar, *label;
  double     bar_px;
} Scale;

/* The greatest of 1, 2, 3, 5 times a power of ten that is not above `most`. */
static double
round_length (double most)
{
  static const double steps[] = { 5.0, 3.0, 2.0, 1.0 };
  double              power = pow (10.0, floor (log10 (most)));

  for (guint i = 0; i < G_N_ELEMENTS (steps); i++)
    if (steps[i] * power <= most * (1.0 + 1e-9))
      return steps[i] * power;
  return power;
}

static void
update (Scale *scale)
{
  LampPoint        centre = lamp_map_get_centre (scale->map);
  LampWorld        at = lamp_world_from_point (centre);
  LampView         view = { .zoom = lamp_map_get_zoom (scale->map) };
  double           m_per_px = lamp_world_unit_m (at.y) / lamp_view_k (&view);
  double           length_m = round_length (LONGEST_PX * m_per_px);
  g_autofree char *length = NULL, *text = NULL;

  scale->bar_px = length_m / m_per_px;
  if (length_m >= 1000.0)
    length = g_strdup_printf (C_ ("length of the scale bar", "%g km"), length_m / 1000.0);
  else
    length = g_strdup_printf (C_ ("length of the scale bar", "%g m"), length_m);
  /* Translators: length of the scale bar; latitude, N or S; longitude, E or W. */
  text = g_strdup_printf (_ ("%s · %.4f° %s %.4f° %s"), length, fabs (centre.lat_deg), centre.lat_deg < 0.0 ? C_ ("south", "S") : C_ ("north", "N"),
                          fabs (centre.lon_deg), centre.lon_deg < 0.0 ? C_ ("west", "W") : C_ ("east", "E"));
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
  cairo_set_line_width (cr, 2.0);
  cairo_move_to (cr, 1.0, 1.0);
  cairo_line_to (cr, 1.0, height - 1.0);
  cairo_line_to (cr, scale->bar_px - 1.0, height - 1.0);
  cairo_line_to (cr, scale->bar_px - 1.0, 1.0);
  cairo_stroke (cr);
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
  gtk_drawing_area_set_content_width (GTK_DRAWING_AREA (scale->bar), (int)LONGEST_PX + 2);
  gtk_drawing_area_set_content_height (GTK_DRAWING_AREA (scale->bar), BAR_HEIGHT_PX);
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
