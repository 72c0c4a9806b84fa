/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What an action is about hangs on the window: the desk and a weak pointer to the map, replaced with the next desk.
 */
#define G_LOG_DOMAIN "lamp-map-actions"
#include "config.h"

#define GETTEXT_PACKAGE LAMP_GETTEXT_PACKAGE
#include "console/map-actions.h"

#include "console/gather-card.h"
#include "console/list-glue.h"
#include "console/message-dialog.h"
#include "geo/coordinates.h"

#include <adwaita.h>
#include <glib/gi18n-lib.h>

#define JOIN_KEY "lamp-map-join"

typedef struct
{
  GtkWindow *window; /* borrowed: it owns this */
  LampDesk  *desk;
  LampMap   *map; /* weak */
} Join;

static void
join_free (gpointer data)
{
  Join *join = data;

  g_clear_weak_pointer (&join->map);
  g_object_unref (join->desk);
  g_free (join);
}

static Join *
find (gpointer window)
{
  Join *join = g_object_get_data (G_OBJECT (window), JOIN_KEY);

  return join != NULL && join->map != NULL ? join : NULL;
}

static void
measure_cb (GSimpleAction *action, GVariant *parameter, gpointer window)
{
  Join *join = find (window);

  if (join != NULL)
    lamp_map_measure (join->map, NULL);
}

static void
go_cb (AdwMessageDialog *dialog, const char *response, LampMap *map)
{
  GtkEditable *entry = g_object_get_data (G_OBJECT (dialog), "entry");
  LampPoint    point;

  if (!g_str_equal (response, "yes") || !lamp_coordinates_parse (gtk_editable_get_text (entry), &point))
    return;
  lamp_map_mark (map, point);
  gtk_widget_grab_focus (GTK_WIDGET (map));
}

static void
typed_cb (AdwMessageDialog *dialog, GtkEditable *entry)
{
  LampPoint   point;
  const char *text = gtk_editable_get_text (entry);
  gboolean    good = lamp_coordinates_parse (text, &point);

  gboolean told = !good && *text != '\0';

  adw_message_dialog_set_response_enabled (dialog, "yes", good);
  if (told)
    gtk_widget_add_css_class (GTK_WIDGET (entry), "warning");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (entry), "warning");
  /* Its room stays, or the dialog would jump while somebody types. */
  gtk_label_set_text (g_object_get_data (G_OBJECT (dialog), "fault"), told ? _ ("This is no place on earth yet.") : "");
  gtk_accessible_update_state (GTK_ACCESSIBLE (entry), GTK_ACCESSIBLE_STATE_INVALID, told ? GTK_ACCESSIBLE_INVALID_TRUE : GTK_ACCESSIBLE_INVALID_FALSE, -1);
}

/* Asks for a place, goes there and marks it. */
static void
ask_for_place (GtkWindow *window, LampMap *map)
{
  AdwMessageDialog *dialog = lamp_message_dialog_new (window, _ ("Go to Coordinates"),
                                                      _ ("Latitude and longitude, as 54.7119, 2.2419 or 54°42′43″N 2°14′31″E."));
  GtkWidget        *entry = gtk_entry_new (), *fault = gtk_label_new (""), *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);

  adw_message_dialog_add_responses (dialog, "no", _ ("_Cancel"), "yes", _ ("_Go There"), NULL);
  adw_message_dialog_set_default_response (dialog, "yes");
  adw_message_dialog_set_close_response (dialog, "no");
  adw_message_dialog_set_response_appearance (dialog, "yes", ADW_RESPONSE_SUGGESTED);
  adw_message_dialog_set_response_enabled (dialog, "yes", FALSE);
  gtk_entry_set_activates_default (GTK_ENTRY (entry), TRUE);
  gtk_entry_set_max_length (GTK_ENTRY (entry), 120);
  gtk_accessible_update_property (GTK_ACCESSIBLE (entry), GTK_ACCESSIBLE_PROPERTY_LABEL, _ ("Latitude and longitude"), -1);
  gtk_widget_add_css_class (fault, "caption");
  gtk_label_set_xalign (GTK_LABEL (fault), 0);
  gtk_box_append (GTK_BOX (box), entry);
  gtk_box_append (GTK_BOX (box), fault);
  lamp_message_dialog_set_child (dialog, box);
  g_object_set_data (G_OBJECT (dialog), "entry", entry);
  g_object_set_data (G_OBJECT (dialog), "fault", fault);
  g_signal_connect_object (entry, "changed", G_CALLBACK (typed_cb), dialog, G_CONNECT_SWAPPED);
  g_signal_connect_object (dialog, "response", G_CALLBACK (go_cb), map, 0);
  gtk_window_present (GTK_WINDOW (dialog));
  gtk_widget_grab_focus (entry);
}

static void
go_to_cb (GSimpleAction *action, GVariant *parameter, gpointer window)
{
  Join *join = find (window);

  if (join != NULL)
    ask_for_place (window, join->map);
}

static void
gather_cb (GSimpleAction *action, GVariant *parameter, gpointer window)
{
  Join        *join = find (window);
  GdkRectangle at;
  LampWorldBox box;

  if (join == NULL)
    return;
  box = lamp_map_get_free_box (join->map, &at);
  lamp_gather_card_popup (join->map, join->desk, box, &at);
}

static const char *
selected_crew (const Join *join)
{
  LampSelection *selection = lamp_desk_get_selection (join->desk);

  return lamp_selection_get_kind (selection) == LAMP_SELECT_CREW ? lamp_selection_get_id (selection) : NULL;
}

/* The selected crew; without one, whatever is followed is let go. */
static void
follow_cb (GSimpleAction *action, GVariant *parameter, gpointer window)
{
  Join            *join = find (window);
  g_autofree char *crew = join != NULL ? g_strdup (selected_crew (join)) : NULL;

  if (join == NULL)
    return;
  if (g_strcmp0 (crew, lamp_map_get_followed (join->map)) == 0)
    {
      lamp_map_follow (join->map, NULL);
      return;
    }
  lamp_map_follow (join->map, crew);
  if (crew == NULL || g_strcmp0 (crew, lamp_map_get_followed (join->map)) == 0)
    return;
  lamp_desk_say (join->desk, lamp_map_get_layer_shown (join->map, LAMP_MAP_LAYER_CREWS) ? _ ("Nobody has told where this is: it is not on the map.")
                                                                                        : _ ("Crews are hidden on the map: show them again under Layers."));
}

static void
update (GtkWindow *window)
{
  Join          *join = find (window);
  GSimpleAction *follow = G_SIMPLE_ACTION (g_action_map_lookup_action (G_ACTION_MAP (window), "follow"));
  const char    *crew = join != NULL ? selected_crew (join) : NULL;
  const char    *followed = join != NULL ? lamp_map_get_followed (join->map) : NULL;

  g_simple_action_set_enabled (follow, crew != NULL || followed != NULL);
  g_simple_action_set_state (follow, g_variant_new_boolean (crew != NULL && g_strcmp0 (crew, followed) == 0));
}

void
lamp_map_actions_add (GtkWindow *window)
{
  static const GActionEntry entries[] = {
    { .name = "measure", .activate = measure_cb },
    { .name = "go-to", .activate = go_to_cb },
    { .name = "gather", .activate = gather_cb },
    { .name = "follow", .activate = follow_cb, .state = "false" },
  };

  g_return_if_fail (GTK_IS_WINDOW (window));

  g_action_map_add_action_entries (G_ACTION_MAP (window), entries, G_N_ELEMENTS (entries), window);
  update (window);
}

void
lamp_map_actions_join (GtkWindow *window, LampDesk *desk, LampMap *map)
{
  Join *join = g_new0 (Join, 1);

  g_return_if_fail (GTK_IS_WINDOW (window) && LAMP_IS_DESK (desk) && LAMP_IS_MAP (map));

  join->window = window;
  join->desk = g_object_ref (desk);
  g_set_weak_pointer (&join->map, map);
  g_object_set_data_full (G_OBJECT (window), JOIN_KEY, join, join_free);
  g_signal_connect_object (map, "tools-changed", G_CALLBACK (update), window, G_CONNECT_SWAPPED);
  g_signal_connect_object (lamp_desk_get_selection (desk), "changed", G_CALLBACK (update), window, G_CONNECT_SWAPPED);
  update (window);
}

/* A place of the ground, for as long as its menu is open. */
typedef struct
{
  LampMap  *map;
  LampPoint at;
} Place;

static void
place_free (gpointer data)
{
  Place *place = data;

  g_object_unref (place->map);
  g_free (place);
}

static void
measure_from_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  Place *place = data;

  lamp_map_measure (place->map, &place->at);
}

static void
copy_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  Place           *place = data;
  g_autofree char *text = lamp_coordinates_format (place->at);

  gdk_clipboard_set_text (gtk_widget_get_clipboard (GTK_WIDGET (place->map)), text);
}

void
lamp_ground_menu_popup (LampMap *map, double x, double y)
{
  static const GActionEntry entries[] = {
    { .name = "measure", .activate = measure_from_cb },
    { .name = "copy", .activate = copy_cb },
  };
  g_autoptr (GMenu) menu = g_menu_new ();
  g_autoptr (GSimpleActionGroup) group = g_simple_action_group_new ();
  Place *place = g_new (Place, 1);

  *place = (Place){ g_object_ref (map), lamp_map_get_point (map, x, y) };
  g_object_set_data_full (G_OBJECT (group), "lamp-place", place, place_free);
  g_action_map_add_action_entries (G_ACTION_MAP (group), entries, G_N_ELEMENTS (entries), place);
  g_menu_append (menu, C_ ("menu of the map", "_Measure From Here"), "place.measure");
  g_menu_append (menu, C_ ("menu of the map", "_Copy Coordinates"), "place.copy");
  g_menu_append (menu, C_ ("menu of the map", "_Go to Coordinates…"), "win.go-to");
  g_menu_append (menu, C_ ("menu of the map", "_What Is in View"), "win.gather");
  lamp_menu_popup (GTK_WIDGET (map), G_MENU_MODEL (menu), "place", G_ACTION_GROUP (group), x, y);
}
