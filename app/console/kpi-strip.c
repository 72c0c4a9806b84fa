/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Cost: one pass over outages and sites per burst of changes.
 */
#define G_LOG_DOMAIN "lamp-kpi-strip"
#include "config.h"

#define GETTEXT_PACKAGE LAMP_GETTEXT_PACKAGE
#include "console/kpi-strip.h"

#include "console/figures.h"
#include "console/format.h"
#include "console/watch.h"
#include "console/wrap-layout.h"

#include <glib/gi18n-lib.h>

typedef struct
{
  GtkWidget  *button;
  GtkLabel   *value, *label;
  const char *look; /* of the value, static */
} Figure;

struct _LampKpiStrip
{
  GtkWidget parent_instance;

  GtkWidget *root;
  Figure     figures[LAMP_N_KPIS];
  LampDesk  *desk;
  LampWatch *outages, *sites;
};

G_DEFINE_FINAL_TYPE (LampKpiStrip, lamp_kpi_strip, GTK_TYPE_WIDGET)

enum {
  PRESSED,
  N_SIGNALS,
};
static guint signals[N_SIGNALS];

static const char *
label_of (LampKpi kpi, gint64 value)
{
  gulong n = (gulong)value;

  switch (kpi)
    {
    case LAMP_KPI_CUSTOMERS:
      return ngettext ("customer out", "customers out", n);
    case LAMP_KPI_OUTAGES:
      return ngettext ("outage", "outages", n);
    case LAMP_KPI_SITES_OUT:
      return ngettext ("key site out", "key sites out", n);
    case LAMP_KPI_SITES_EXPOSED:
      return C_ ("key sites", "on last source");
    case LAMP_KPI_UNASSIGNED:
      return C_ ("outages", "unassigned");
    case LAMP_KPI_OVERDUE:
    case LAMP_N_KPIS:
    default:
      return C_ ("outages", "restore overdue");
    }
}

/* Colour is for what is abnormal only. */
static const char *
look_of (LampKpi kpi, gint64 value)
{
  if (value == 0 || kpi == LAMP_KPI_OUTAGES || kpi == LAMP_KPI_UNASSIGNED)
    return NULL;
  return kpi == LAMP_KPI_CUSTOMERS || kpi == LAMP_KPI_SITES_OUT ? "out" : "late";
}

static void
set_figure (Figure *figure, LampKpi kpi, gint64 value)
{
  g_autofree char *text = lamp_format_count (value);
  const char      *label = label_of (kpi, value), *look = look_of (kpi, value);
  g_autofree char *name = g_strdup_printf ("%s %s", text, label);

  if (figure->look != look)
    {
      if (figure->look != NULL)
        gtk_widget_remove_css_class (GTK_WIDGET (figure->value), figure->look);
      if (look != NULL)
        gtk_widget_add_css_class (GTK_WIDGET (figure->value), look);
      figure->look = look;
    }
  if (g_str_equal (gtk_label_get_text (figure->value), text) && g_str_equal (gtk_label_get_text (figure->label), label))
    return;
  gtk_label_set_text (figure->value, text);
  gtk_label_set_text (figure->label, label);
  gtk_accessible_update_property (GTK_ACCESSIBLE (figure->button), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
}

static void
refresh (LampKpiStrip *self)
{
  LampFigures  figures = { 0 };
  const gint64 now_usec = lamp_desk_get_now_usec (self->desk);

  lamp_figures_count (&figures, lamp_watch_get_items (self->outages), lamp_watch_get_items (self->sites), NULL, now_usec);
  set_figure (&self->figures[LAMP_KPI_CUSTOMERS], LAMP_KPI_CUSTOMERS, figures.customers_out);
  set_figure (&self->figures[LAMP_KPI_OUTAGES], LAMP_KPI_OUTAGES, figures.outages);
  set_figure (&self->figures[LAMP_KPI_SITES_OUT], LAMP_KPI_SITES_OUT, figures.sites_out);
  set_figure (&self->figures[LAMP_KPI_SITES_EXPOSED], LAMP_KPI_SITES_EXPOSED, figures.sites_exposed);
  set_figure (&self->figures[LAMP_KPI_UNASSIGNED], LAMP_KPI_UNASSIGNED, figures.unassigned);
  set_figure (&self->figures[LAMP_KPI_OVERDUE], LAMP_KPI_OVERDUE, figures.overdue);
}

static void
clicked_cb (LampKpiStrip *self, GtkWidget *button)
{
  for (int i = 0; i < LAMP_N_KPIS; i++)
    if (self->figures[i].button == button)
      g_signal_emit (self, signals[PRESSED], 0, i);
}

static void
lamp_kpi_strip_dispose (GObject *object)
{
  LampKpiStrip *self = LAMP_KPI_STRIP (object);

  g_clear_object (&self->outages);
  g_clear_object (&self->sites);
  g_clear_pointer (&self->root, gtk_widget_unparent);
  g_clear_object (&self->desk);

  G_OBJECT_CLASS (lamp_kpi_strip_parent_class)->dispose (object);
}

static void
lamp_kpi_strip_class_init (LampKpiStripClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = lamp_kpi_strip_dispose;
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_GROUP);
  gtk_widget_class_set_css_name (widget_class, "kpistrip");

  signals[PRESSED] =
      g_signal_new ("pressed", LAMP_TYPE_KPI_STRIP, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_INT);
}

static void
add_figure (LampKpiStrip *self, Figure *figure)
{
  GtkWidget *lines = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);

  figure->button = gtk_button_new ();
  figure->value = GTK_LABEL (gtk_label_new (""));
  figure->label = GTK_LABEL (gtk_label_new (""));
  gtk_label_set_xalign (figure->value, 0);
  gtk_label_set_xalign (figure->label, 0);
  gtk_widget_add_css_class (GTK_WIDGET (figure->value), "value");
  gtk_widget_add_css_class (GTK_WIDGET (figure->label), "label");
  gtk_box_append (GTK_BOX (lines), GTK_WIDGET (figure->value));
  gtk_box_append (GTK_BOX (lines), GTK_WIDGET (figure->label));
  gtk_button_set_child (GTK_BUTTON (figure->button), lines);
  gtk_button_set_has_frame (GTK_BUTTON (figure->button), FALSE);
  g_signal_connect_swapped (figure->button, "clicked", G_CALLBACK (clicked_cb), self);
  gtk_widget_set_parent (figure->button, self->root);
}

static void
lamp_kpi_strip_init (LampKpiStrip *self)
{
  self->root = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 0);
  gtk_widget_set_layout_manager (self->root, lamp_wrap_layout_new_even (0, 0));
  gtk_widget_set_parent (self->root, GTK_WIDGET (self));
  gtk_widget_set_overflow (GTK_WIDGET (self), GTK_OVERFLOW_HIDDEN);
  for (int i = 0; i < LAMP_N_KPIS; i++)
    add_figure (self, &self->figures[i]);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, _ ("How bad it is"), -1);
}

GtkWidget *
lamp_kpi_strip_new (LampDesk *desk)
{
  LampKpiStrip *self = g_object_new (LAMP_TYPE_KPI_STRIP, NULL);

  g_return_val_if_fail (LAMP_IS_DESK (desk), NULL);

  self->desk = g_object_ref (desk);
  self->outages = lamp_watch_new (lamp_desk_get_collection (desk, "outages"));
  self->sites = lamp_watch_new (lamp_desk_get_collection (desk, "sites"));
  g_signal_connect_object (self->outages, "changed", G_CALLBACK (refresh), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->sites, "changed", G_CALLBACK (refresh), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (desk, "tick", G_CALLBACK (refresh), self, G_CONNECT_SWAPPED);
  refresh (self);
  return GTK_WIDGET (self);
}
