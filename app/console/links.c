/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "lamp-links"
#include "config.h"

#include "console/links.h"

#include "console/wrapped-label.h"

#define ROW_KEY "lamp-link-row"

typedef struct
{
  LampDesk      *desk;
  LampSelectKind kind;
  char          *id;
  GtkWidget     *image, *first, *second;
  const char    *style;
} Row;

static void
row_free (gpointer data)
{
  Row *row = data;

  g_object_unref (row->desk);
  g_free (row->id);
  g_free (row);
}

static void
clicked_cb (GtkWidget *button)
{
  Row             *row = g_object_get_data (G_OBJECT (button), ROW_KEY);
  g_autofree char *id = g_strdup (row->id);

  if (row->kind != LAMP_SELECT_NONE)
    lamp_desk_show (row->desk, row->kind, id);
}

static GtkWidget *
new_row (LampDesk *desk)
{
  GtkWidget *button = gtk_button_new ();
  GtkWidget *line = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 8);
  GtkWidget *texts = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  Row       *row = g_new0 (Row, 1);

  row->desk = g_object_ref (desk);
  row->image = gtk_image_new ();
  gtk_widget_set_valign (row->image, GTK_ALIGN_CENTER);
  row->first = lamp_wrapped_label_new ("link-first");
  row->second = lamp_wrapped_label_new ("caption");
  gtk_widget_set_hexpand (texts, TRUE);
  gtk_box_append (GTK_BOX (texts), row->first);
  gtk_box_append (GTK_BOX (texts), row->second);
  gtk_box_append (GTK_BOX (line), row->image);
  gtk_box_append (GTK_BOX (line), texts);
  gtk_button_set_child (GTK_BUTTON (button), line);
  gtk_widget_add_css_class (button, "flat");
  gtk_widget_add_css_class (button, "link-row");
  g_object_set_data_full (G_OBJECT (button), ROW_KEY, row, row_free);
  g_signal_connect (button, "clicked", G_CALLBACK (clicked_cb), NULL);
  return button;
}

static void
set_text (GtkWidget *label, const char *text)
{
  gtk_widget_set_visible (label, text != NULL);
  if (text != NULL)
    gtk_label_set_text (GTK_LABEL (label), text);
}

static void
swap_style (Row *row, const char *style)
{
  if (g_strcmp0 (row->style, style) == 0)
    return;
  if (row->style != NULL)
    {
      gtk_widget_remove_css_class (row->image, row->style);
      gtk_widget_remove_css_class (row->second, row->style);
    }
  if (style != NULL)
    {
      gtk_widget_add_css_class (row->image, style);
      gtk_widget_add_css_class (row->second, style);
    }
  row->style = style;
}

static void
set_row (GtkWidget *button, const LampLink *link)
{
  Row             *row = g_object_get_data (G_OBJECT (button), ROW_KEY);
  g_autofree char *label = link->second != NULL ? g_strdup_printf ("%s, %s", link->first, link->second)
                                                : g_strdup (link->first);

  row->kind = link->kind;
  if (g_strcmp0 (row->id, link->id) != 0)
    {
      g_free (row->id);
      row->id = g_strdup (link->id);
    }
  gtk_widget_set_visible (row->image, link->icon != NULL);
  if (link->icon != NULL)
    gtk_image_set_from_icon_name (GTK_IMAGE (row->image), link->icon);
  set_text (row->first, link->first);
  set_text (row->second, link->second);
  swap_style (row, link->style);
  gtk_widget_set_can_target (button, link->kind != LAMP_SELECT_NONE);
  gtk_widget_set_focusable (button, link->kind != LAMP_SELECT_NONE);
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, label, -1);
}

void
lamp_links_update (GtkBox *box, LampDesk *desk, const LampLink *links, guint n)
{
  GtkWidget *child = gtk_widget_get_first_child (GTK_WIDGET (box));

  for (guint i = 0; i < n; i++)
    {
      if (child == NULL)
        {
          child = new_row (desk);
          gtk_box_append (box, child);
        }
      set_row (child, &links[i]);
      child = gtk_widget_get_next_sibling (child);
    }
  while (child != NULL)
    {
      GtkWidget *next = gtk_widget_get_next_sibling (child);

      gtk_box_remove (box, child);
      child = next;
    }
}
