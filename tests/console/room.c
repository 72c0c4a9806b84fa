/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "console/room.h"

#include "console/boot.h"
#include "console/window-picture.h"

#define PATIENCE_USEC (20 * G_USEC_PER_SEC)

void
room_wait_for (const char *what, gboolean (*condition) (gpointer data), gpointer data)
{
  gint64 end_usec = g_get_monotonic_time () + PATIENCE_USEC;

  while (!condition (data))
    {
      if (g_get_monotonic_time () > end_usec)
        g_error ("waited for %s", what);
      g_main_context_iteration (NULL, FALSE);
      g_usleep (500);
    }
}

gboolean
room_is_mapped (gpointer window)
{
  return gtk_widget_get_mapped (window) && gtk_widget_get_width (window) > 0;
}

gboolean
room_has_grid (gpointer desk)
{
  return lamp_desk_get_network (desk) != NULL;
}

LampMap *
room_map_of (Room *room)
{
  return lamp_desk_view_get_map (lamp_window_get_view (room->window));
}

gboolean
room_is_settled (gpointer map)
{
  return lamp_map_is_settled (map);
}

static void
toast_cb (Room *room, AdwToast *toast)
{
  g_string_append_printf (room->said, "%s\n", adw_toast_get_title (toast));
}

/* The program's style, which its application loads by itself. */
void
room_load_style (const char *name)
{
  g_autoptr (GtkCssProvider) provider = gtk_css_provider_new ();
  g_autofree char *path = g_strdup_printf ("/io/github/lamplighter/Lamplighter/%s", name);

  gtk_css_provider_load_from_resource (provider, path);
  gtk_style_context_add_provider_for_display (gdk_display_get_default (), GTK_STYLE_PROVIDER (provider), GTK_STYLE_PROVIDER_PRIORITY_APPLICATION);
}

void
room_set_up (Room *room, gconstpointer width)
{
  room->desk = lamp_desk_new (NULL);
  room->network = lamp_fixture_network ();
  room->mode = lamp_desk_get_study (room->desk);
  room->tracing = lamp_desk_get_tracing (room->desk);
  room->window = g_object_ref_sink (lamp_window_new (NULL));
  lamp_window_set_size_once (room->window, GPOINTER_TO_INT (width), 720);
  room->said = g_string_new (NULL);
  g_signal_connect_swapped (room->desk, "toast", G_CALLBACK (toast_cb), room);
  lamp_window_set_desk (room->window, room->desk);
  lamp_desk_set_network (room->desk, room->network);
  gtk_window_present (GTK_WINDOW (room->window));
  room_wait_for ("the window", room_is_mapped, room->window);
  room_wait_for ("the grid", room_has_grid, room->desk);
  room_wait_for ("the map", room_is_settled, room_map_of (room));
}

gboolean
room_is_gone (gpointer object)
{
  return *(gpointer *)object == NULL;
}

void
room_tear_down (Room *room, gconstpointer unused)
{
  gpointer desk = room->desk, mode = room->mode, tracing = room->tracing;

  g_object_add_weak_pointer (desk, &desk);
  g_object_add_weak_pointer (mode, &mode);
  g_object_add_weak_pointer (tracing, &tracing);
  gtk_window_destroy (GTK_WINDOW (room->window));
  g_object_unref (room->window);
  g_object_unref (room->desk);
  room_wait_for ("the desk to go", room_is_gone, &desk);
  room_wait_for ("the study to go", room_is_gone, &mode);
  room_wait_for ("the traces to go", room_is_gone, &tracing);
  lamp_network_unref (room->network);
  g_string_free (room->said, TRUE);
}

GtkWidget *
room_find (GtkWidget *below, Match matches, gconstpointer data)
{
  if (matches (below, data))
    return below;
  for (GtkWidget *child = gtk_widget_get_first_child (below); child != NULL; child = gtk_widget_get_next_sibling (child))
    {
      GtkWidget *found = room_find (child, matches, data);

      if (found != NULL)
        return found;
    }
  return NULL;
}

static gboolean
says (GtkWidget *widget, gconstpointer text)
{
  return GTK_IS_LABEL (widget) && gtk_widget_get_mapped (widget) && strstr (gtk_label_get_text (GTK_LABEL (widget)), text) != NULL;
}

gboolean
room_is_of_type (GtkWidget *widget, gconstpointer name)
{
  return g_str_equal (G_OBJECT_TYPE_NAME (widget), name);
}

GtkWidget *
room_part (Room *room, const char *type)
{
  GtkWidget *widget = room_find (GTK_WIDGET (room->window), room_is_of_type, type);

  g_assert_nonnull (widget);
  return widget;
}

void
room_picture (Room *room, const char *name)
{
  const char      *folder = g_getenv ("LAMP_TEST_PICTURES");
  g_autofree char *path = folder != NULL ? g_strdup_printf ("%s/%s.png", folder, name) : NULL;
  g_autoptr (GError) error = NULL;

  room_wait_for ("the map", room_is_settled, room_map_of (room));
  gtk_test_widget_wait_for_draw (GTK_WIDGET (room->window));
  if (path != NULL && !lamp_window_picture_save (GTK_WINDOW (room->window), path, &error))
    g_error ("%s", error->message);
}

void
room_assert_says (Room *room, const char *text)
{
  gtk_test_widget_wait_for_draw (GTK_WIDGET (room->window));
  if (room_find (GTK_WIDGET (room->window), says, text) == NULL)
    g_error ("the window does not say “%s”", text);
}

void
room_assert_silent (Room *room, const char *text)
{
  gtk_test_widget_wait_for_draw (GTK_WIDGET (room->window));
  if (room_find (GTK_WIDGET (room->window), says, text) != NULL)
    g_error ("the window says “%s”", text);
}

void
room_act (Room *room, const char *action)
{
  g_autofree char *name = NULL;
  g_autoptr (GVariant) target = NULL;

  g_assert_true (g_action_parse_detailed_name (action, &name, &target, NULL));
  g_assert_true (gtk_widget_activate_action_variant (GTK_WIDGET (room->window), name, target));
}

gboolean
room_can (Room *room, const char *action)
{
  return g_action_group_get_action_enabled (G_ACTION_GROUP (room->window), action);
}

void
room_choose (Room *room, const char *device)
{
  lamp_desk_select (room->desk, LAMP_SELECT_DEVICE, device);
}

void
room_assert_untouched (Room *room)
{
  g_autoptr (LampEnergisation) normal = lamp_energisation_new (room->network);

  g_assert_cmpmem (lamp_energisation_get_elements (normal), room->network->n_elements,
                   lamp_energisation_get_elements (lamp_desk_get_energisation (room->desk)), room->network->n_elements);
}

static gboolean
has_no_menu (gpointer map)
{
  return room_find (map, room_is_of_type, "GtkPopoverMenu") == NULL;
}

/* A window that goes with its menu open makes GTK complain of itself. */
void
room_close_menu (Room *room)
{
  gtk_popover_popdown (GTK_POPOVER (room_find (GTK_WIDGET (room_map_of (room)), room_is_of_type, "GtkPopoverMenu")));
  room_wait_for ("the menu to go", has_no_menu, room_map_of (room));
}

void
room_init (int *argc, char ***argv, const char *home)
{
  g_autofree char *path = NULL;

  g_test_init (argc, argv, NULL);
  path = g_test_build_filename (G_TEST_BUILT, "console", home, NULL);
  g_setenv ("XDG_STATE_HOME", path, TRUE);
  adw_init ();
  lamp_boot_resources ();
  gtk_icon_theme_add_resource_path (gtk_icon_theme_get_for_display (gdk_display_get_default ()), "/io/github/lamplighter/Lamplighter/icons");
  g_object_set (gtk_settings_get_default (), "gtk-enable-animations", FALSE, NULL);
  room_load_style ("style.css");
}

guint
room_n_steps (Room *room)
{
  guint n = 0;

  if (lamp_study_mode_is_on (room->mode))
    lamp_study_get_steps (lamp_study_mode_get_study (room->mode), &n);
  return n;
}
