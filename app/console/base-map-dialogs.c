/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * See base-map-dialogs.h. What is wrong with an address is said while it is typed: the dialog cannot be answered with one.
 */
#define G_LOG_DOMAIN "lamp-base-map-dialogs"
#include "config.h"

#define GETTEXT_PACKAGE LAMP_GETTEXT_PACKAGE
#include "console/base-map-dialogs.h"

#include "console/message-dialog.h"

#include "map/tile-server.h"

#include <adwaita.h>
#include <glib/gi18n-lib.h>

#define USUAL_ZOOM 19
#define FORM_WIDTH_PX 420

static void
file_cb (GtkNativeDialog *dialog, int response, LampBaseMaps *base_maps)
{
  g_autoptr (GFile) file = response == GTK_RESPONSE_ACCEPT ? gtk_file_chooser_get_file (GTK_FILE_CHOOSER (dialog)) : NULL;
  g_autofree char *path = file != NULL ? g_file_get_path (file) : NULL;

  if (path != NULL)
    lamp_base_maps_add_file (base_maps, path);
  g_object_set_data (G_OBJECT (base_maps), "file-dialog", NULL); /* the last reference */
}

static void
add_filter (GtkFileChooser *chooser, const char *name, const char *const *patterns)
{
  g_autoptr (GtkFileFilter) filter = gtk_file_filter_new ();

  gtk_file_filter_set_name (filter, name);
  for (guint i = 0; patterns[i] != NULL; i++)
    gtk_file_filter_add_pattern (filter, patterns[i]);
  gtk_file_chooser_add_filter (chooser, filter);
}

static void
ask_file_cb (LampBaseMaps *base_maps, GtkWidget *widget)
{
  static const char *const usual[] = { "*.mbtiles", "*.gpkg", "*.tif", "*.tiff", "*.vrt", "*.xml", "*.jp2", "*.MBTILES", "*.GPKG", "*.TIF", "*.TIFF", NULL };
  static const char *const all[] = { "*", NULL };
  GtkFileChooserNative    *dialog = gtk_file_chooser_native_new (_ ("Add a Base Map"), GTK_WINDOW (gtk_widget_get_root (widget)),
                                                                 GTK_FILE_CHOOSER_ACTION_OPEN, _ ("_Add"), _ ("_Cancel"));

  add_filter (GTK_FILE_CHOOSER (dialog), _ ("Maps of pictures (MBTiles, GeoPackage, GeoTIFF, WMTS or WMS description)"), usual);
  add_filter (GTK_FILE_CHOOSER (dialog), _ ("All files"), all);
  g_signal_connect_object (dialog, "response", G_CALLBACK (file_cb), base_maps, 0);
  g_object_set_data_full (G_OBJECT (base_maps), "file-dialog", dialog, g_object_unref);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (dialog));
}

/* The fields of the dialog, which owns this. */
typedef struct
{
  LampBaseMaps     *base_maps; /* owned */
  AdwMessageDialog *dialog;
  GtkWidget        *address, *title, *attribution, *most_zoom, *wrong;
} Form;

static void
form_free (gpointer data)
{
  Form *form = data;

  g_object_unref (form->base_maps);
  g_free (form);
}

static char *
dup_text (GtkWidget *entry)
{
  return g_strstrip (g_strdup (gtk_editable_get_text (GTK_EDITABLE (entry))));
}

static void
form_changed_cb (Form *form)
{
  g_autofree char *address = dup_text (form->address);
  g_autoptr (GError) error = NULL;
  gboolean good = lamp_tile_server_check_url (address, &error);

  gtk_label_set_text (GTK_LABEL (form->wrong), good || *address == '\0' ? "" : error->message);
  adw_message_dialog_set_response_enabled (form->dialog, "add", good);
}

static char *
dup_host (const char *address)
{
  g_autofree char *plain = lamp_tile_server_dup_url (address, (LampBlockKey){ 0, 0, 0 });
  g_autoptr (GUri) uri = g_uri_parse (plain, G_URI_FLAGS_NONE, NULL);

  return g_strdup (uri != NULL ? g_uri_get_host (uri) : address);
}

static void
server_cb (AdwMessageDialog *dialog, const char *response, Form *form)
{
  g_autoptr (LampBaseEntry) entry = NULL;

  if (!g_str_equal (response, "add"))
    return;
  entry = g_new0 (LampBaseEntry, 1);
  entry->address = dup_text (form->address);
  entry->title = dup_text (form->title);
  entry->attribution = dup_text (form->attribution);
  entry->most_zoom = (guint)gtk_spin_button_get_value_as_int (GTK_SPIN_BUTTON (form->most_zoom));
  if (*entry->title == '\0')
    {
      g_free (entry->title);
      entry->title = dup_host (entry->address);
    }
  lamp_base_maps_add_server (form->base_maps, entry);
}

static GtkWidget *
add_row (GtkWidget *list, const char *title, const char *subtitle, GtkWidget *field)
{
  GtkWidget *row = adw_action_row_new ();

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), subtitle);
  gtk_widget_set_valign (field, GTK_ALIGN_CENTER);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), field);
  adw_action_row_set_activatable_widget (ADW_ACTION_ROW (row), field);
  gtk_accessible_update_property (GTK_ACCESSIBLE (field), GTK_ACCESSIBLE_PROPERTY_LABEL, title, -1);
  gtk_list_box_append (GTK_LIST_BOX (list), row);
  return field;
}

static GtkWidget *
add_entry (GtkWidget *list, const char *title)
{
  GtkWidget *row = adw_entry_row_new ();

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  gtk_list_box_append (GTK_LIST_BOX (list), row);
  return row;
}

static GtkWidget *
new_form (Form *form)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 8), *list = gtk_list_box_new ();

  gtk_widget_add_css_class (list, "boxed-list");
  gtk_list_box_set_selection_mode (GTK_LIST_BOX (list), GTK_SELECTION_NONE);
  gtk_widget_set_size_request (box, FORM_WIDTH_PX, -1);
  form->address = add_entry (list, _ ("Address, with {z}, {x} and {y}"));
  form->title = add_entry (list, _ ("Name"));
  form->attribution = add_entry (list, _ ("Who made it, as its licence wants it said"));
  form->most_zoom = add_row (list, _ ("Deepest zoom"), _ ("Beyond it its pictures are enlarged"), gtk_spin_button_new_with_range (0, LAMP_TILE_SERVER_MOST_LEVEL, 1));
  gtk_spin_button_set_value (GTK_SPIN_BUTTON (form->most_zoom), USUAL_ZOOM);
  form->wrong = gtk_label_new (NULL);
  gtk_label_set_wrap (GTK_LABEL (form->wrong), TRUE);
  gtk_label_set_xalign (GTK_LABEL (form->wrong), 0.0f);
  gtk_label_set_max_width_chars (GTK_LABEL (form->wrong), 50);
  gtk_widget_add_css_class (form->wrong, "caption");
  gtk_widget_add_css_class (form->wrong, "error");
  gtk_box_append (GTK_BOX (box), list);
  gtk_box_append (GTK_BOX (box), form->wrong);
  g_signal_connect_swapped (form->address, "changed", G_CALLBACK (form_changed_cb), form);
  return box;
}

static void
ask_server_cb (LampBaseMaps *base_maps, GtkWidget *widget)
{
  Form *form = g_new0 (Form, 1);

  form->base_maps = g_object_ref (base_maps);
  form->dialog = lamp_message_dialog_new (GTK_WINDOW (gtk_widget_get_root (widget)), _ ("Add a Tile Server"),
                                          _ ("Its pictures are kept for when the network is away."));
  adw_message_dialog_add_responses (form->dialog, "no", _ ("_Cancel"), "add", _ ("_Add"), NULL);
  adw_message_dialog_set_response_appearance (form->dialog, "add", ADW_RESPONSE_SUGGESTED);
  adw_message_dialog_set_default_response (form->dialog, "add");
  adw_message_dialog_set_close_response (form->dialog, "no");
  lamp_message_dialog_set_child (form->dialog, new_form (form));
  adw_message_dialog_set_response_enabled (form->dialog, "add", FALSE);
  g_object_set_data_full (G_OBJECT (form->dialog), "form", form, form_free);
  g_signal_connect (form->dialog, "response", G_CALLBACK (server_cb), form);
  gtk_window_present (GTK_WINDOW (form->dialog));
  gtk_widget_grab_focus (form->address);
}

void
lamp_base_map_dialogs_attach (LampBaseMaps *base_maps, GtkWidget *widget)
{
  g_signal_connect_object (base_maps, "ask-file", G_CALLBACK (ask_file_cb), widget, 0);
  g_signal_connect_object (base_maps, "ask-server", G_CALLBACK (ask_server_cb), widget, 0);
}
