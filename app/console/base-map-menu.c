/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The menu of base maps: which there are, which is shown, another one, one less. See base-maps.h.
 */
#define G_LOG_DOMAIN "lamp-base-maps"
#include "config.h"

#define GETTEXT_PACKAGE LAMP_GETTEXT_PACKAGE
#include "console/base-maps-private.h"

#include <glib/gi18n-lib.h>

char *
lamp_base_maps_dup_choice (LampBaseMaps *self)
{
  g_autoptr (GPtrArray) list = lamp_base_list_read (self->settings);
  g_autofree char *chosen = g_settings_get_string (self->settings, "base-map");

  if (!lamp_map_get_layer_shown (self->map, LAMP_MAP_LAYER_BASE))
    return g_strdup (LAMP_BASE_NONE);
  return g_strdup (lamp_base_list_find (list, chosen) != NULL ? chosen : LAMP_BASE_REGION);
}

static void
add_choice (GMenu *menu, const char *title, const char *address)
{
  g_autoptr (GString) label = g_string_new (title);
  g_autoptr (GMenuItem) item = NULL;

  g_string_replace (label, "_", "__", 0); /* else it would be a key of the menu */
  item = g_menu_item_new (label->str, NULL);
  g_menu_item_set_action_and_target (item, "base.choose", "s", address);
  g_menu_append_item (menu, item);
}

void
lamp_base_maps_update_menu (LampBaseMaps *self)
{
  g_autoptr (GPtrArray) list = lamp_base_list_read (self->settings);
  g_autofree char     *choice = lamp_base_maps_dup_choice (self);
  const LampBaseEntry *entry = lamp_base_list_find (list, choice);

  g_menu_remove_all (self->choices);
  /* Translators: a choice of base maps. */
  add_choice (self->choices, _ ("The region's own"), LAMP_BASE_REGION);
  for (guint i = 0; i < list->len; i++)
    {
      const LampBaseEntry *one = g_ptr_array_index (list, i);

      add_choice (self->choices, one->title, one->address);
    }
  /* Translators: a choice of base maps: there is to be none. */
  add_choice (self->choices, C_ ("base map", "None"), LAMP_BASE_NONE);
  g_menu_remove_all (self->changes);
  g_menu_append (self->changes, _ ("Add a File…"), "base.add-file");
  g_menu_append (self->changes, _ ("Add a Tile Server…"), "base.add-server");
  if (entry != NULL)
    {
      g_autofree char *label = g_strdup_printf (_ ("Remove “%s” from This List"), entry->title);
      g_autoptr (GString) plain = g_string_new (label);

      g_string_replace (plain, "_", "__", 0);
      g_menu_append (self->changes, plain->str, "base.remove");
    }
  g_simple_action_set_state (G_SIMPLE_ACTION (g_action_map_lookup_action (G_ACTION_MAP (self->actions), "choose")), g_variant_new_string (choice));
}

static void
choose_cb (GSimpleAction *action, GVariant *target, gpointer data)
{
  lamp_base_maps_choose (data, g_variant_get_string (target, NULL));
}

static void
add_file_cb (GSimpleAction *action, GVariant *target, gpointer data)
{
  g_signal_emit_by_name (data, "ask-file");
}

static void
add_server_cb (GSimpleAction *action, GVariant *target, gpointer data)
{
  g_signal_emit_by_name (data, "ask-server");
}

static void
remove_cb (GSimpleAction *action, GVariant *target, gpointer data)
{
  LampBaseMaps    *self = data;
  g_autofree char *choice = lamp_base_maps_dup_choice (self);

  lamp_base_list_remove (self->settings, choice);
  lamp_base_maps_choose (self, LAMP_BASE_REGION);
}

void
lamp_base_maps_init_menu (LampBaseMaps *self)
{
  static const GActionEntry entries[] = {
    { .name = "choose", .activate = choose_cb, .parameter_type = "s", .state = "'" LAMP_BASE_REGION "'" },
    { .name = "add-file", .activate = add_file_cb },
    { .name = "add-server", .activate = add_server_cb },
    { .name = "remove", .activate = remove_cb },
  };

  self->menu = g_menu_new ();
  self->choices = g_menu_new ();
  self->changes = g_menu_new ();
  g_menu_append_section (self->menu, _ ("Base map"), G_MENU_MODEL (self->choices));
  g_menu_append_section (self->menu, NULL, G_MENU_MODEL (self->changes));
  self->actions = g_simple_action_group_new ();
  g_action_map_add_action_entries (G_ACTION_MAP (self->actions), entries, G_N_ELEMENTS (entries), self);
}
