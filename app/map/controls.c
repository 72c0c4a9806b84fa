/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The column of buttons on a map: closer, farther, everything, layers. See controls.h.
 */
#include "config.h"
#define GETTEXT_PACKAGE LAMP_GETTEXT_PACKAGE

#include "map/controls.h"

#include <glib/gi18n-lib.h>

static const char *const labels[LAMP_MAP_N_LAYERS] = {
  [LAMP_MAP_LAYER_BASE] = N_ ("Base map"),
  [LAMP_MAP_LAYER_NAMES] = N_ ("Names"),
  [LAMP_MAP_LAYER_SITES] = N_ ("Key sites"),
  [LAMP_MAP_LAYER_CREWS] = N_ ("Crews"),
  [LAMP_MAP_LAYER_FEEDERS] = N_ ("Feeders by colour"),
  [LAMP_MAP_LAYER_PHASES] = N_ ("Phases"),
  [LAMP_MAP_LAYER_FLOW] = N_ ("Direction of flow"),
};

static void
closer_cb (LampMap *map)
{
  lamp_map_zoom (map, 1);
}

static void
farther_cb (LampMap *map)
{
  lamp_map_zoom (map, -1);
}

static void
everything_cb (LampMap *map)
{
  lamp_map_fit (map, LAMP_FIT_ALL);
}

static GtkWidget *
add_button (GtkWidget *box, const char *icon, const char *name, const char *key, GCallback clicked, LampMap *map)
{
  GtkWidget       *button = gtk_button_new_from_icon_name (icon);
  g_autofree char *tip = g_strdup_printf ("%s (%s)", name, key);

  gtk_widget_set_tooltip_text (button, tip);
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  g_signal_connect_object (button, "clicked", clicked, map, G_CONNECT_SWAPPED);
  gtk_box_append (GTK_BOX (box), button);
  return button;
}

static void
layer_changed_cb (GSimpleAction *action, GVariant *state, LampMap *map)
{
  LampMapLayer layer = (LampMapLayer)GPOINTER_TO_INT (g_object_get_data (G_OBJECT (action), "layer"));

  lamp_map_set_layer_shown (map, layer, g_variant_get_boolean (state));
}

static void
layers_changed_cb (LampMap *map, GSimpleActionGroup *group)
{
  for (guint layer = 0; layer < LAMP_MAP_N_LAYERS; layer++)
    g_simple_action_set_state (G_SIMPLE_ACTION (g_action_map_lookup_action (G_ACTION_MAP (group), lamp_map_layer_get_name ((LampMapLayer)layer))),
                               g_variant_new_boolean (lamp_map_get_layer_shown (map, layer)));
}

/* What somebody hid yesterday must not be missed today. */
static void
tell_hidden_cb (LampMap *map, GtkWidget *button)
{
  gboolean    sites = !lamp_map_get_layer_shown (map, LAMP_MAP_LAYER_SITES), crews = !lamp_map_get_layer_shown (map, LAMP_MAP_LAYER_CREWS);
  const char *text = _ ("Layers");

  if (sites && crews)
    text = _ ("Layers: key sites and crews are hidden");
  else if (sites)
    text = _ ("Layers: key sites are hidden");
  else if (crews)
    text = _ ("Layers: crews are hidden");
  if (sites || crews)
    gtk_widget_add_css_class (button, "hiding");
  else
    gtk_widget_remove_css_class (button, "hiding");
  gtk_widget_set_tooltip_text (button, text);
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, text, -1);
}

static GtkWidget *
new_layers_button (LampMap *map)
{
  GtkWidget *button = gtk_menu_button_new ();
  g_autoptr (GMenu) menu = g_menu_new ();
  g_autoptr (GMenu) section = g_menu_new ();
  g_autoptr (GSimpleActionGroup) group = g_simple_action_group_new ();

  for (guint layer = 0; layer < LAMP_MAP_N_LAYERS; layer++)
    {
      g_autofree char *name = g_strconcat ("layer.", lamp_map_layer_get_name ((LampMapLayer)layer), NULL);
      g_autoptr (GSimpleAction) action = g_simple_action_new_stateful (lamp_map_layer_get_name ((LampMapLayer)layer), NULL, g_variant_new_boolean (lamp_map_get_layer_shown (map, layer)));

      g_object_set_data (G_OBJECT (action), "layer", GINT_TO_POINTER (layer));
      g_signal_connect_object (action, "change-state", G_CALLBACK (layer_changed_cb), map, 0);
      g_action_map_add_action (G_ACTION_MAP (group), G_ACTION (action));
      g_menu_append (section, _ (labels[layer]), name);
    }
  g_menu_append_section (menu, NULL, G_MENU_MODEL (section));
  g_object_set_data (G_OBJECT (menu), "layers", section);
  gtk_widget_insert_action_group (button, "layer", G_ACTION_GROUP (group));
  g_signal_connect_object (map, "layers-changed", G_CALLBACK (layers_changed_cb), group, 0);
  gtk_menu_button_set_icon_name (GTK_MENU_BUTTON (button), "view-list-symbolic");
  gtk_menu_button_set_menu_model (GTK_MENU_BUTTON (button), G_MENU_MODEL (menu));
  gtk_menu_button_set_direction (GTK_MENU_BUTTON (button), GTK_ARROW_LEFT);
  g_signal_connect_object (map, "layers-changed", G_CALLBACK (tell_hidden_cb), button, 0);
  tell_hidden_cb (map, button);
  return button;
}

void
lamp_map_controls_set_base_menu (GtkWidget *controls, GMenuModel *sections, const char *prefix, GActionGroup *actions)
{
  GtkMenuButton *button = GTK_MENU_BUTTON (gtk_widget_get_last_child (controls));
  GMenu         *menu = G_MENU (gtk_menu_button_get_menu_model (button));

  g_menu_remove (g_object_get_data (G_OBJECT (menu), "layers"), LAMP_MAP_LAYER_BASE);
  for (int i = g_menu_model_get_n_items (sections) - 1; i >= 0; i--)
    {
      g_autoptr (GMenuItem) item = g_menu_item_new_from_model (sections, i);

      g_menu_prepend_item (menu, item);
    }
  gtk_widget_insert_action_group (GTK_WIDGET (button), prefix, actions);
}

GtkWidget *
lamp_map_controls_new (LampMap *map)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);

  g_return_val_if_fail (LAMP_IS_MAP (map), NULL);

  add_button (box, "zoom-in-symbolic", _ ("Zoom in"), "+", G_CALLBACK (closer_cb), map);
  add_button (box, "zoom-out-symbolic", _ ("Zoom out"), "−", G_CALLBACK (farther_cb), map);
  add_button (box, "zoom-fit-best-symbolic", _ ("Show the whole grid"), "0", G_CALLBACK (everything_cb), map);
  gtk_box_append (GTK_BOX (box), new_layers_button (map));
  gtk_widget_add_css_class (box, "linked");
  gtk_widget_add_css_class (box, "osd-panel");
  gtk_widget_add_css_class (box, "lamp-map-controls");
  gtk_widget_set_halign (box, GTK_ALIGN_END);
  gtk_widget_set_valign (box, GTK_ALIGN_START);
  g_object_set_data_full (G_OBJECT (box), "map", g_object_ref (map), g_object_unref);
  return box;
}
