/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What goes on on the map, in a line, with a button that ends it. See map-tools.h.
 */
#include "config.h"
#define GETTEXT_PACKAGE LAMP_GETTEXT_PACKAGE

#include "map/map-tools.h"

#include <glib/gi18n-lib.h>

static void
end_cb (LampMap *map)
{
  lamp_map_escape (map);
  gtk_widget_grab_focus (GTK_WIDGET (map));
}

static void
changed_cb (LampMap *map, GtkWidget *box)
{
  const char *text = lamp_map_tool_text (map);

  gtk_widget_set_visible (box, text != NULL);
  gtk_label_set_text (g_object_get_data (G_OBJECT (box), "label"), text != NULL ? text : "");
}

GtkWidget *
lamp_map_note_new (LampMap *map)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6), *label = gtk_label_new (NULL), *button = NULL;

  g_return_val_if_fail (LAMP_IS_MAP (map), NULL);

  button = gtk_button_new_from_icon_name ("window-close-symbolic");
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_natural_wrap_mode (GTK_LABEL (label), GTK_NATURAL_WRAP_NONE);
  gtk_widget_add_css_class (label, "numeric");
  gtk_widget_add_css_class (button, "flat");
  gtk_widget_add_css_class (button, "circular");
  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  gtk_widget_set_tooltip_text (button, _ ("End This (Esc)"));
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, _ ("End this"), -1);
  g_signal_connect_object (button, "clicked", G_CALLBACK (end_cb), map, G_CONNECT_SWAPPED);
  gtk_box_append (GTK_BOX (box), label);
  gtk_box_append (GTK_BOX (box), button);
  gtk_widget_add_css_class (box, "osd-panel");
  gtk_widget_add_css_class (box, "lamp-map-note");
  g_object_set_data (G_OBJECT (box), "label", label);
  g_object_set_data_full (G_OBJECT (box), "map", g_object_ref (map), g_object_unref);
  g_signal_connect_object (map, "tools-changed", G_CALLBACK (changed_cb), box, 0);
  changed_cb (map, box);
  return box;
}
