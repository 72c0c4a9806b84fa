/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The menu of a device, and the keys on the map. While a study is shown there is nothing on the map that sends anything: menus of
 * outages and crews offer only to look, and keys of commands say why they do nothing.
 */
#define G_LOG_DOMAIN "lamp-study-menu"
#include "config.h"

#define GETTEXT_PACKAGE LAMP_GETTEXT_PACKAGE
#include "console/study-actions.h"

#include "console/list-glue.h"

#include <glib/gi18n-lib.h>

static void
append_trace (GMenu *menu, const char *label, const char *kind)
{
  g_autofree char *action = g_strdup_printf ("win.trace::%s", kind);

  g_menu_append (menu, label, action);
}

GMenuModel *
lamp_study_menu (LampDesk *desk, const char *device, gboolean clear)
{
  GMenu *menu = g_menu_new ();
  g_autoptr (GMenu) traces = g_menu_new ();
  g_autoptr (GMenu) study = g_menu_new ();
  LampEnergisation *state = lamp_study_mode_get_shown (lamp_desk_get_study (desk));
  LampNetwork      *network = state != NULL ? lamp_energisation_get_network (state) : NULL;
  guint32           element = network != NULL ? lamp_network_find_element (network, device) : LAMP_NONE;

  append_trace (traces, C_ ("menu of a device", "Trace _Up to the Source"), "up");
  append_trace (traces, C_ ("menu of a device", "Trace _Down"), "down");
  append_trace (traces, C_ ("menu of a device", "To the Next _Protective Device"), "protective");
  append_trace (traces, C_ ("menu of a device", "_Isolate a Fault Here"), "isolate");
  append_trace (traces, C_ ("menu of a device", "_Back-feed Options"), "back-feed");
  if (clear && lamp_tracing_get_kind (lamp_desk_get_tracing (desk)) != LAMP_TRACING_NONE)
    g_menu_append (traces, C_ ("menu of a device", "_Clear the Trace"), "win.clear-trace");
  g_menu_append_section (menu, NULL, G_MENU_MODEL (traces));
  if (element != LAMP_NONE && lamp_element_kind_is_switch ((LampElementKind)network->element_kind[element]))
    g_menu_append (study, lamp_energisation_is_open (state, element) ? C_ ("menu of a device", "_What If It Closes?") : C_ ("menu of a device", "_What If It Opens?"), "win.what-if");
  g_menu_append_section (menu, NULL, G_MENU_MODEL (study));
  return G_MENU_MODEL (menu);
}

/* Of an outage, a crew or a site while a study is shown. */
static GMenuModel *
looking_menu (void)
{
  GMenu *menu = g_menu_new ();
  g_autoptr (GMenu) reason = g_menu_new ();

  g_menu_append (menu, C_ ("menu of a thing", "_Show on the Map"), "win.show");
  g_menu_append (menu, C_ ("menu of a thing", "_Copy Its Number"), "win.copy-id");
  /* An action that is not there: an item to be read. */
  g_menu_append (reason, _ ("In a study nothing is sent from the map: use the lists."), "win.study-reason");
  g_menu_append_section (menu, NULL, G_MENU_MODEL (reason));
  return G_MENU_MODEL (menu);
}

static GMenuModel *
device_menu (LampDesk *desk)
{
  GMenu *menu = g_menu_new ();
  g_autoptr (GMenu) thing = g_menu_new ();
  g_autoptr (GMenuModel) own = lamp_study_menu (desk, lamp_selection_get_id (lamp_desk_get_selection (desk)), TRUE);

  g_menu_append (thing, C_ ("menu of a thing", "_Show on the Map"), "win.show");
  g_menu_append_section (menu, NULL, G_MENU_MODEL (thing));
  for (int i = 0; i < g_menu_model_get_n_items (own); i++)
    {
      g_autoptr (GMenuModel) section = g_menu_model_get_item_link (own, i, G_MENU_LINK_SECTION);

      g_menu_append_section (menu, NULL, section);
    }
  g_menu_append (menu, C_ ("menu of a thing", "_Copy Its Number"), "win.copy-id");
  return G_MENU_MODEL (menu);
}

gboolean
lamp_study_menu_popup (LampDesk *desk, GtkWidget *map, LampSelectKind kind, double x, double y)
{
  g_autoptr (GMenuModel) menu = NULL;

  if (kind == LAMP_SELECT_DEVICE)
    menu = device_menu (desk);
  else if (lamp_study_mode_is_on (lamp_desk_get_study (desk)) && kind != LAMP_SELECT_NONE)
    menu = looking_menu ();
  if (menu == NULL)
    return FALSE;
  lamp_menu_popup (map, menu, NULL, NULL, x, y);
  return TRUE;
}

/* --- keys --- */

/* Sends something, if it may now. */
static gboolean
is_command_key (GtkWidget *map, guint keyval)
{
  static const struct
  {
    guint       key;
    const char *action;
  } commands[] = { { GDK_KEY_a, "assign-first" }, { GDK_KEY_k, "acknowledge" }, { GDK_KEY_e, "set-ert" }, { GDK_KEY_m, "note" } };
  GtkRoot *root = gtk_widget_get_root (map);

  for (guint i = 0; i < G_N_ELEMENTS (commands); i++)
    if (gdk_keyval_to_lower (keyval) == commands[i].key)
      return G_IS_ACTION_GROUP (root) && g_action_group_get_action_enabled (G_ACTION_GROUP (root), commands[i].action);
  return FALSE;
}

static gboolean
is_menu_key (guint keyval, GdkModifierType state)
{
  return keyval == GDK_KEY_Menu || (keyval == GDK_KEY_F10 && (state & GDK_SHIFT_MASK) != 0);
}

static gboolean
study_key (LampDesk *desk, GtkWidget *map, guint keyval, GdkModifierType state)
{
  LampStudyMode *mode = lamp_desk_get_study (desk);
  gboolean       control = (state & GDK_CONTROL_MASK) != 0, shift = (state & GDK_SHIFT_MASK) != 0;

  if (control && gdk_keyval_to_lower (keyval) == GDK_KEY_z)
    {
      if (shift)
        lamp_study_mode_redo (mode);
      else
        lamp_study_mode_undo (mode);
      return TRUE;
    }
  if (!control && (state & GDK_ALT_MASK) == 0 && is_command_key (map, keyval))
    {
      lamp_desk_say (desk, _ ("You are in a study: nothing is sent from the map. Leave it (Esc), or use the lists."));
      return TRUE;
    }
  if (keyval == GDK_KEY_Escape && lamp_selection_get_kind (lamp_desk_get_selection (desk)) == LAMP_SELECT_NONE)
    {
      gtk_widget_activate_action (map, "win.study-leave", NULL);
      return TRUE;
    }
  return FALSE;
}

/* Where its own keys close it first. */
static gboolean
is_in_popover (GtkWidget *map)
{
  GtkRoot   *root = gtk_widget_get_root (map);
  GtkWidget *focus = root != NULL ? gtk_root_get_focus (root) : NULL;

  return focus != NULL && gtk_widget_get_ancestor (focus, GTK_TYPE_POPOVER) != NULL;
}

gboolean
lamp_study_key (LampDesk *desk, GtkWidget *map, guint keyval, GdkModifierType state, double x, double y)
{
  LampTracing *tracing = lamp_desk_get_tracing (desk);

  if (is_in_popover (map))
    return FALSE;
  if (keyval == GDK_KEY_Escape && lamp_tracing_get_kind (tracing) != LAMP_TRACING_NONE)
    {
      lamp_tracing_clear (tracing);
      return TRUE;
    }
  if (is_menu_key (keyval, state) && gtk_widget_has_focus (map))
    return lamp_study_menu_popup (desk, map, lamp_selection_get_kind (lamp_desk_get_selection (desk)), x, y);
  return lamp_study_mode_is_on (lamp_desk_get_study (desk)) && study_key (desk, map, keyval, state);
}
