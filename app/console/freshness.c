/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A source the gateway says nothing of is not shown. Ages are real seconds, as the gateway counts them.
 */
#define G_LOG_DOMAIN "lamp-freshness"
#include "config.h"

#define GETTEXT_PACKAGE LAMP_GETTEXT_PACKAGE
#include "console/freshness.h"

#include "console/format.h"
#include "console/wrap-layout.h"

#include <glib/gi18n-lib.h>

#include <math.h>

#define ITEM_SPACING_PX 18

typedef struct
{
  const char *feed; /* in the gateway's /health */
  const char *name;
  double      limit_s; /* late beyond it; 0: never */
} Source;

/* Limits: what reports by itself is late after a few of its intervals; what speaks only of events is not late for days. */
static const Source sources[] = {
  { "calls", NC_ ("source", "Calls"), 6 * 3600 },
  { "scada", NC_ ("source", "SCADA"), 60 },
  { "meters", NC_ ("source", "Meters"), 900 },
  { "crews", NC_ ("source", "Crews"), 60 },
  { "works", NC_ ("source", "Work orders"), 3600 },
  { "grid", NC_ ("source", "Grid"), 0 },
  { "customers", NC_ ("source", "Customers"), 2 * 86400 },
};

#define N_SOURCES G_N_ELEMENTS (sources)

typedef struct
{
  GtkWidget *box, *icon;
  GtkLabel  *name, *age;
} Entry;

struct _LampFreshness
{
  GtkWidget parent_instance;

  GtkWidget *root, *list;
  GtkLabel  *summary, *outbox;
  Entry      entries[N_SOURCES];
  gboolean   compact; /* there is little room … */
  gboolean   folded;  /* … so what is fresh is only counted */
  LampDesk  *desk;
};

G_DEFINE_FINAL_TYPE (LampFreshness, lamp_freshness, GTK_TYPE_WIDGET)

static void
set_text (GtkLabel *label, const char *text)
{
  if (!g_str_equal (gtk_label_get_text (label), text))
    gtk_label_set_text (label, text);
}

static void
set_class (GtkWidget *widget, const char *style_class, gboolean on)
{
  if (on)
    gtk_widget_add_css_class (widget, style_class);
  else
    gtk_widget_remove_css_class (widget, style_class);
}

/* TRUE when it is late. */
static gboolean
refresh_entry (LampFreshness *self, guint i, double age_s)
{
  Entry           *entry = &self->entries[i];
  gboolean         late = sources[i].limit_s > 0 && age_s > sources[i].limit_s;
  g_autofree char *age = lamp_format_age (age_s);
  /* TRANSLATORS: the age of a source's data: "6 min, late". */
  g_autofree char *text = late ? g_strdup_printf (C_ ("age of a source", "%s, late"), age) : g_steal_pointer (&age);

  set_text (entry->age, text);
  gtk_widget_set_visible (entry->icon, late);
  gtk_widget_set_visible (entry->box, late || !self->folded);
  set_class (entry->box, "late", late);
  return late;
}

static void
refresh_summary (LampFreshness *self, guint told, guint late)
{
  g_autofree char *text = NULL;
  guint            fresh = told - late;

  if (told == 0)
    text = g_strdup (_ ("This gateway does not tell how old its sources are"));
  else
    text = g_strdup_printf (ngettext ("%u source fresh", "%u sources fresh", fresh), fresh);
  set_text (self->summary, text);
  gtk_widget_set_visible (GTK_WIDGET (self->summary), told == 0 || self->folded);
}

static void
refresh_outbox (LampFreshness *self)
{
  LampOutbox      *outbox = lamp_desk_get_outbox (self->desk);
  guint            n = outbox != NULL ? lamp_outbox_get_n_waiting (outbox) : 0;
  g_autofree char *text = n > 0 ? g_strdup_printf (ngettext ("Outbox %u waiting", "Outbox %u waiting", n), n)
                                : g_strdup (_ ("Outbox empty"));

  set_text (self->outbox, text);
  set_class (GTK_WIDGET (self->outbox), "late", n > 0);
}

static void
refresh (LampFreshness *self)
{
  LampSession *session = lamp_desk_get_session (self->desk);
  guint        told = 0, late = 0;

  /* Nothing is called fresh that nobody can vouch for: with the gateway away the ages are shown as they grow. */
  self->folded = self->compact && session != NULL && lamp_session_get_state (session) == LAMP_SESSION_LIVE;
  for (guint i = 0; i < N_SOURCES; i++)
    {
      double age_s = session != NULL ? lamp_session_get_feed_age_s (session, sources[i].feed) : NAN;

      if (isnan (age_s))
        {
          gtk_widget_set_visible (self->entries[i].box, FALSE);
          continue;
        }
      told++;
      late += refresh_entry (self, i, age_s);
    }
  refresh_summary (self, told, late);
  refresh_outbox (self);
}

static void
lamp_freshness_dispose (GObject *object)
{
  LampFreshness *self = LAMP_FRESHNESS (object);

  g_clear_pointer (&self->root, gtk_widget_unparent);
  g_clear_object (&self->desk);

  G_OBJECT_CLASS (lamp_freshness_parent_class)->dispose (object);
}

static void
lamp_freshness_class_init (LampFreshnessClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = lamp_freshness_dispose;
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_GROUP);
  gtk_widget_class_set_css_name (widget_class, "freshness");
}

static void
add_entry (LampFreshness *self, guint i)
{
  Entry *entry = &self->entries[i];

  entry->box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 5);
  entry->icon = gtk_image_new_from_icon_name ("lamp-warning-symbolic");
  entry->name = GTK_LABEL (gtk_label_new (g_dpgettext2 (GETTEXT_PACKAGE, "source", sources[i].name)));
  entry->age = GTK_LABEL (gtk_label_new (""));
  gtk_widget_add_css_class (GTK_WIDGET (entry->name), "name");
  gtk_widget_add_css_class (GTK_WIDGET (entry->age), "age");
  gtk_box_append (GTK_BOX (entry->box), entry->icon);
  gtk_box_append (GTK_BOX (entry->box), GTK_WIDGET (entry->name));
  gtk_box_append (GTK_BOX (entry->box), GTK_WIDGET (entry->age));
  gtk_widget_set_parent (entry->box, self->list);
}

/* A plain widget that wraps its children; it is told of in the .c file because nobody else needs one. */
static GtkWidget *
new_list (void)
{
  GtkWidget *list = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 0);

  gtk_widget_set_layout_manager (list, lamp_wrap_layout_new (ITEM_SPACING_PX, 2));
  gtk_widget_set_hexpand (list, TRUE);
  return list;
}

static void
lamp_freshness_init (LampFreshness *self)
{
  self->root = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, ITEM_SPACING_PX);
  gtk_widget_set_parent (self->root, GTK_WIDGET (self));
  self->list = new_list ();
  gtk_box_append (GTK_BOX (self->root), self->list);
  self->summary = GTK_LABEL (gtk_label_new (""));
  gtk_widget_add_css_class (GTK_WIDGET (self->summary), "name");
  gtk_widget_set_parent (GTK_WIDGET (self->summary), self->list);
  for (guint i = 0; i < N_SOURCES; i++)
    add_entry (self, i);
  self->outbox = GTK_LABEL (gtk_label_new (""));
  gtk_widget_add_css_class (GTK_WIDGET (self->outbox), "name");
  gtk_widget_set_valign (GTK_WIDGET (self->outbox), GTK_ALIGN_START);
  gtk_box_append (GTK_BOX (self->root), GTK_WIDGET (self->outbox));
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, _ ("Age of the sources"), -1);
}

GtkWidget *
lamp_freshness_new (LampDesk *desk)
{
  LampFreshness *self = g_object_new (LAMP_TYPE_FRESHNESS, NULL);

  g_return_val_if_fail (LAMP_IS_DESK (desk), NULL);

  self->desk = g_object_ref (desk);
  g_signal_connect_object (desk, "tick", G_CALLBACK (refresh), self, G_CONNECT_SWAPPED);
  if (lamp_desk_get_outbox (desk) != NULL)
    g_signal_connect_object (lamp_desk_get_outbox (desk), "notify::n-waiting", G_CALLBACK (refresh_outbox), self,
                             G_CONNECT_SWAPPED);
  refresh (self);
  return GTK_WIDGET (self);
}

void
lamp_freshness_set_compact (LampFreshness *self, gboolean compact)
{
  g_return_if_fail (LAMP_IS_FRESHNESS (self));

  if (self->compact == compact)
    return;
  self->compact = compact;
  refresh (self);
}
