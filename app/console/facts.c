/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A cell is a box of two labels in a grid; a wide one starts a row of its own.
 */
#define G_LOG_DOMAIN "lamp-facts"
#include "config.h"

#include "console/facts.h"

#include "console/wrapped-label.h"

#define N_COLUMNS 2

typedef struct
{
  GtkWidget  *box, *caption, *value;
  const char *style_class;
  int         column, row, width;
} Fact;

struct _LampFacts
{
  GtkWidget parent_instance;

  GtkWidget *grid;
  GArray    *facts; /* Fact */
  guint      n_said;
  int        column, row; /* where the next goes */
};

G_DEFINE_FINAL_TYPE (LampFacts, lamp_facts, GTK_TYPE_WIDGET)

static void
lamp_facts_dispose (GObject *object)
{
  LampFacts *self = LAMP_FACTS (object);

  g_clear_pointer (&self->grid, gtk_widget_unparent);
  g_clear_pointer (&self->facts, g_array_unref);

  G_OBJECT_CLASS (lamp_facts_parent_class)->dispose (object);
}

static void
lamp_facts_class_init (LampFactsClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = lamp_facts_dispose;
  gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (klass), GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_css_name (GTK_WIDGET_CLASS (klass), "facts");
}

static void
lamp_facts_init (LampFacts *self)
{
  self->facts = g_array_new (FALSE, TRUE, sizeof (Fact));
  self->grid = gtk_grid_new ();
  gtk_grid_set_column_homogeneous (GTK_GRID (self->grid), TRUE);
  gtk_grid_set_column_spacing (GTK_GRID (self->grid), 12);
  gtk_grid_set_row_spacing (GTK_GRID (self->grid), 8);
  gtk_widget_set_parent (self->grid, GTK_WIDGET (self));
}

GtkWidget *
lamp_facts_new (void)
{
  return g_object_new (LAMP_TYPE_FACTS, NULL);
}

static Fact *
next_fact (LampFacts *self)
{
  if (self->n_said == self->facts->len)
    {
      Fact fact = { .box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0), .column = -1 };

      fact.caption = lamp_wrapped_label_new ("caption");
      gtk_widget_add_css_class (fact.caption, "dim-label");
      fact.value = lamp_wrapped_label_new ("value");
      gtk_box_append (GTK_BOX (fact.box), fact.caption);
      gtk_box_append (GTK_BOX (fact.box), fact.value);
      gtk_grid_attach (GTK_GRID (self->grid), fact.box, 0, 0, 1, 1);
      g_array_append_val (self->facts, fact);
    }
  return &g_array_index (self->facts, Fact, self->n_said++);
}

static void
set_classes (GtkWidget *widget, const char *names, gboolean on)
{
  g_auto (GStrv) classes = g_strsplit (names != NULL ? names : "", " ", -1);

  for (guint i = 0; classes[i] != NULL; i++)
    if (on)
      gtk_widget_add_css_class (widget, classes[i]);
    else
      gtk_widget_remove_css_class (widget, classes[i]);
}

static void
place (LampFacts *self, Fact *fact, int width)
{
  if (width > N_COLUMNS - self->column)
    {
      self->row++;
      self->column = 0;
    }
  if (fact->column != self->column || fact->row != self->row || fact->width != width)
    {
      GtkLayoutManager *layout = gtk_widget_get_layout_manager (self->grid);
      GtkLayoutChild   *child = gtk_layout_manager_get_layout_child (layout, fact->box);

      g_object_set (child, "column", self->column, "row", self->row, "column-span", width, NULL);
      fact->column = self->column;
      fact->row = self->row;
      fact->width = width;
    }
  self->column += width;
}

static void
add (LampFacts *self, const char *caption, const char *value, const char *style_class, int width)
{
  Fact *fact = NULL;

  if (value == NULL)
    return;
  fact = next_fact (self);
  place (self, fact, width);
  gtk_label_set_text (GTK_LABEL (fact->caption), caption);
  gtk_label_set_text (GTK_LABEL (fact->value), value);
  if (g_strcmp0 (fact->style_class, style_class) != 0)
    {
      set_classes (fact->value, fact->style_class, FALSE);
      set_classes (fact->value, style_class, TRUE);
      fact->style_class = style_class;
    }
  gtk_widget_set_visible (fact->box, TRUE);
}

void
lamp_facts_begin (LampFacts *self)
{
  g_return_if_fail (LAMP_IS_FACTS (self));

  self->n_said = 0;
  self->column = 0;
  self->row = 0;
}

void
lamp_facts_add (LampFacts *self, const char *caption, const char *value, const char *style_class)
{
  g_return_if_fail (LAMP_IS_FACTS (self));

  add (self, caption, value, style_class, 1);
}

void
lamp_facts_add_wide (LampFacts *self, const char *caption, const char *value, const char *style_class)
{
  g_return_if_fail (LAMP_IS_FACTS (self));

  add (self, caption, value, style_class, N_COLUMNS);
}

void
lamp_facts_end (LampFacts *self)
{
  g_return_if_fail (LAMP_IS_FACTS (self));

  for (guint i = self->n_said; i < self->facts->len; i++)
    gtk_widget_set_visible (g_array_index (self->facts, Fact, i).box, FALSE);
}
