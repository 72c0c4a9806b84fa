/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The list row a cell lives in is a widget of GTK's own that GtkListItem does not hand out in 4.8: it is the nearest
 * ancestor with the CSS name "row".
 */
#define G_LOG_DOMAIN "lamp-line-cell"
#include "config.h"

#include "console/line-cell.h"

struct _LampLineCell
{
  GtkWidget parent_instance;

  GtkWidget *image; /* made when first wanted */
  GtkWidget *lines; /* box */
  GtkWidget *first, *second;
  /* Style classes that are on, static text. */
  const char *image_class, *first_class, *second_class;

  LampLineCellFunc say;
  gpointer         user_data;
  GSignalGroup    *signals; /* on the item */
};

G_DEFINE_FINAL_TYPE (LampLineCell, lamp_line_cell, GTK_TYPE_WIDGET)

static GtkWidget *
find_row (GtkWidget *widget)
{
  while (widget != NULL && g_strcmp0 (gtk_widget_get_css_name (widget), "row") != 0)
    widget = gtk_widget_get_parent (widget);
  return widget;
}

static void
swap_class (GtkWidget *widget, const char **present, const char *wanted)
{
  if (g_strcmp0 (*present, wanted) == 0)
    return;
  if (*present != NULL)
    gtk_widget_remove_css_class (widget, *present);
  if (wanted != NULL)
    gtk_widget_add_css_class (widget, wanted);
  *present = wanted;
}

static void
set_line (GtkWidget *label, const char **present, const char *text, const char *style_class)
{
  gtk_widget_set_visible (label, text != NULL);
  if (text != NULL && !g_str_equal (gtk_label_get_text (GTK_LABEL (label)), text))
    gtk_label_set_text (GTK_LABEL (label), text);
  swap_class (label, present, style_class);
}

static void
lamp_line_cell_dispose (GObject *object)
{
  LampLineCell *self = LAMP_LINE_CELL (object);

  if (self->signals != NULL)
    g_signal_group_set_target (self->signals, NULL);
  g_clear_object (&self->signals);
  g_clear_pointer (&self->image, gtk_widget_unparent);
  g_clear_pointer (&self->lines, gtk_widget_unparent);

  G_OBJECT_CLASS (lamp_line_cell_parent_class)->dispose (object);
}

static void
lamp_line_cell_class_init (LampLineCellClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = lamp_line_cell_dispose;
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BOX_LAYOUT);
  gtk_widget_class_set_css_name (widget_class, "linecell");
}

static GtkWidget *
new_line (const char *style_class, PangoEllipsizeMode ellipsize)
{
  GtkWidget *label = gtk_label_new (NULL);

  gtk_label_set_ellipsize (GTK_LABEL (label), ellipsize);
  gtk_label_set_single_line_mode (GTK_LABEL (label), TRUE);
  gtk_widget_add_css_class (label, style_class);
  return label;
}

static void
lamp_line_cell_init (LampLineCell *self)
{
  self->lines = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  gtk_widget_set_hexpand (self->lines, TRUE);
  gtk_widget_set_valign (self->lines, GTK_ALIGN_CENTER);
  gtk_widget_set_parent (self->lines, GTK_WIDGET (self));
  /* Names begin alike and differ in their last figures. */
  self->first = new_line ("first", PANGO_ELLIPSIZE_MIDDLE);
  self->second = new_line ("second", PANGO_ELLIPSIZE_END);
  gtk_box_append (GTK_BOX (self->lines), self->first);
  gtk_box_append (GTK_BOX (self->lines), self->second);
  self->signals = g_signal_group_new (LAMP_TYPE_ITEM);
  g_signal_group_connect_swapped (self->signals, "notify::record", G_CALLBACK (lamp_line_cell_refresh), self);
  g_signal_group_connect_swapped (self->signals, "notify::pending", G_CALLBACK (lamp_line_cell_refresh), self);
}

GtkWidget *
lamp_line_cell_new (float xalign, LampLineCellFunc say, gpointer user_data)
{
  LampLineCell *self = g_object_new (LAMP_TYPE_LINE_CELL, NULL);

  self->say = say;
  self->user_data = user_data;
  gtk_label_set_xalign (GTK_LABEL (self->first), xalign);
  gtk_label_set_xalign (GTK_LABEL (self->second), xalign);
  return GTK_WIDGET (self);
}

void
lamp_line_cell_set_item (LampLineCell *self, LampItem *item)
{
  g_return_if_fail (LAMP_IS_LINE_CELL (self));

  g_signal_group_set_target (self->signals, item);
  lamp_line_cell_refresh (self);
}

LampItem *
lamp_line_cell_get_item (LampLineCell *self)
{
  g_autoptr (GObject) item = NULL;

  g_return_val_if_fail (LAMP_IS_LINE_CELL (self), NULL);

  item = self->signals != NULL ? g_signal_group_dup_target (self->signals) : NULL;
  return item != NULL ? LAMP_ITEM (item) : NULL; /* the list item holds it */
}

void
lamp_line_cell_refresh (LampLineCell *self)
{
  LampItem *item = lamp_line_cell_get_item (self);

  if (item != NULL && self->say != NULL)
    self->say (self, item, self->user_data);
}

void
lamp_line_cell_set_icon (LampLineCell *self, const char *icon_name, const char *style_class)
{
  if (self->image == NULL)
    {
      self->image = gtk_image_new ();
      gtk_widget_set_valign (self->image, GTK_ALIGN_CENTER);
      gtk_accessible_update_state (GTK_ACCESSIBLE (self->image), GTK_ACCESSIBLE_STATE_HIDDEN, TRUE, -1);
      gtk_widget_insert_before (self->image, GTK_WIDGET (self), self->lines);
    }
  if (g_strcmp0 (gtk_image_get_icon_name (GTK_IMAGE (self->image)), icon_name) != 0)
    gtk_image_set_from_icon_name (GTK_IMAGE (self->image), icon_name);
  swap_class (self->image, &self->image_class, style_class);
}

void
lamp_line_cell_set_first (LampLineCell *self, const char *text, const char *style_class)
{
  set_line (self->first, &self->first_class, text, style_class);
}

void
lamp_line_cell_set_second (LampLineCell *self, const char *text, const char *style_class)
{
  set_line (self->second, &self->second_class, text, style_class);
}

void
lamp_line_cell_set_row_class (LampLineCell *self, const char *style_class, gboolean on)
{
  GtkWidget *row = find_row (GTK_WIDGET (self));

  if (row == NULL || gtk_widget_has_css_class (row, style_class) == on)
    return;
  if (on)
    gtk_widget_add_css_class (row, style_class);
  else
    gtk_widget_remove_css_class (row, style_class);
}

void
lamp_line_cell_set_row_label (LampLineCell *self, const char *label)
{
  GtkWidget *row = find_row (GTK_WIDGET (self));

  if (row != NULL)
    gtk_accessible_update_property (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_PROPERTY_LABEL, label, -1);
}

static LampItem *
find_item_below (GtkWidget *widget)
{
  if (LAMP_IS_LINE_CELL (widget))
    return lamp_line_cell_get_item (LAMP_LINE_CELL (widget));
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL; child = gtk_widget_get_next_sibling (child))
    {
      LampItem *item = find_item_below (child);

      if (item != NULL)
        return item;
    }
  return NULL;
}

LampItem *
lamp_line_cell_pick (GtkWidget *list, double x, double y, GtkWidget **row)
{
  GtkWidget *found = find_row (gtk_widget_pick (list, x, y, GTK_PICK_DEFAULT));

  if (row != NULL)
    *row = found;
  return found != NULL ? find_item_below (found) : NULL;
}
