/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A stack of one page a kind of thing. Only the page that is seen has an id; the others do no work.
 */
#define G_LOG_DOMAIN "lamp-inspector"
#include "config.h"

#define GETTEXT_PACKAGE LAMP_GETTEXT_PACKAGE
#include "console/inspector.h"

#include "console/inspector-crew.h"
#include "console/inspector-device.h"
#include "console/inspector-outage.h"
#include "console/inspector-site.h"

#include <glib/gi18n-lib.h>

struct _LampInspector
{
  GtkWidget parent_instance;

  /* Template. */
  GtkStack      *stack;
  AdwStatusPage *none;
  GtkWidget     *scroller;
  GtkStack      *pages;

  LampDesk            *desk;
  LampInspectorOutage *outage;
  LampInspectorCrew   *crew;
  LampInspectorSite   *site;
  LampInspectorDevice *device;
  LampSelectKind       kind; /* shown now */
  char                *id;
};

G_DEFINE_FINAL_TYPE (LampInspector, lamp_inspector, GTK_TYPE_WIDGET)

/* TRUE when there is such a thing. */
static gboolean
set_page (LampInspector *self, LampSelectKind kind, const char *id)
{
  gboolean is_outage = lamp_inspector_outage_set_id (self->outage, kind == LAMP_SELECT_OUTAGE ? id : NULL);
  gboolean is_crew = lamp_inspector_crew_set_id (self->crew, kind == LAMP_SELECT_CREW ? id : NULL);
  gboolean is_site = lamp_inspector_site_set_id (self->site, kind == LAMP_SELECT_SITE ? id : NULL);
  gboolean is_device = lamp_inspector_device_set_id (self->device, kind == LAMP_SELECT_DEVICE ? id : NULL);

  if (is_outage)
    gtk_stack_set_visible_child (self->pages, GTK_WIDGET (self->outage));
  else if (is_crew)
    gtk_stack_set_visible_child (self->pages, GTK_WIDGET (self->crew));
  else if (is_site)
    gtk_stack_set_visible_child (self->pages, GTK_WIDGET (self->site));
  else if (is_device)
    gtk_stack_set_visible_child (self->pages, GTK_WIDGET (self->device));
  return is_outage || is_crew || is_site || is_device;
}

static void
say_none (LampInspector *self, gboolean gone)
{
  adw_status_page_set_title (self->none, gone ? _ ("No Longer There") : _ ("Nothing Selected"));
  adw_status_page_set_description (self->none,
                                   gone ? _ ("The gateway does not have it any more. Select something else.")
                                        : _ ("Select an outage, a crew, a key site or a device in a list or on the map."));
}

static void
update (LampInspector *self)
{
  LampSelection *selection = lamp_desk_get_selection (self->desk);
  LampSelectKind kind = lamp_selection_get_kind (selection);
  const char    *id = lamp_selection_get_id (selection);
  gboolean       there = set_page (self, kind, id);

  if (!there)
    say_none (self, id != NULL);
  gtk_stack_set_visible_child_name (self->stack, there ? "thing" : "none");
  if (kind != self->kind || g_strcmp0 (id, self->id) != 0)
    {
      self->kind = kind;
      g_free (self->id);
      self->id = g_strdup (id);
      gtk_adjustment_set_value (gtk_scrolled_window_get_vadjustment (GTK_SCROLLED_WINDOW (self->scroller)), 0);
    }
}

/* A thing may come after it was selected, or go. */
static void
tick_cb (LampInspector *self)
{
  LampSelection *selection = lamp_desk_get_selection (self->desk);
  const char    *collection = NULL;
  gboolean       shown = g_str_equal (gtk_stack_get_visible_child_name (self->stack), "thing");

  switch (lamp_selection_get_kind (selection))
    {
    case LAMP_SELECT_OUTAGE:
      collection = "outages";
      break;
    case LAMP_SELECT_CREW:
      collection = "crews";
      break;
    case LAMP_SELECT_SITE:
      collection = "sites";
      break;
    case LAMP_SELECT_DEVICE:
    case LAMP_SELECT_NONE:
    default:
      return;
    }
  if (shown != (lamp_desk_lookup (self->desk, collection, lamp_selection_get_id (selection)) != NULL))
    update (self);
}

static void
lamp_inspector_dispose (GObject *object)
{
  LampInspector *self = LAMP_INSPECTOR (object);

  gtk_widget_dispose_template (GTK_WIDGET (self), LAMP_TYPE_INSPECTOR);
  g_clear_object (&self->desk);

  G_OBJECT_CLASS (lamp_inspector_parent_class)->dispose (object);
}

static void
lamp_inspector_finalize (GObject *object)
{
  g_free (LAMP_INSPECTOR (object)->id);

  G_OBJECT_CLASS (lamp_inspector_parent_class)->finalize (object);
}

static void
lamp_inspector_class_init (LampInspectorClass *klass)
{
  GObjectClass   *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = lamp_inspector_dispose;
  object_class->finalize = lamp_inspector_finalize;
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_css_name (widget_class, "inspector");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_REGION);
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/lamplighter/Lamplighter/ui/inspector.ui");
  gtk_widget_class_bind_template_child (widget_class, LampInspector, stack);
  gtk_widget_class_bind_template_child (widget_class, LampInspector, none);
  gtk_widget_class_bind_template_child (widget_class, LampInspector, scroller);
  gtk_widget_class_bind_template_child (widget_class, LampInspector, pages);
}

static void
lamp_inspector_init (LampInspector *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

GtkWidget *
lamp_inspector_new (LampDesk *desk, LampCommandFlow *flow)
{
  LampInspector *self = g_object_new (LAMP_TYPE_INSPECTOR, NULL);

  self->desk = g_object_ref (desk);
  self->outage = LAMP_INSPECTOR_OUTAGE (lamp_inspector_outage_new (desk, flow));
  self->crew = LAMP_INSPECTOR_CREW (lamp_inspector_crew_new (desk, flow));
  self->site = LAMP_INSPECTOR_SITE (lamp_inspector_site_new (desk, flow));
  self->device = LAMP_INSPECTOR_DEVICE (lamp_inspector_device_new (desk, flow));
  gtk_stack_add_child (self->pages, GTK_WIDGET (self->outage));
  gtk_stack_add_child (self->pages, GTK_WIDGET (self->crew));
  gtk_stack_add_child (self->pages, GTK_WIDGET (self->site));
  gtk_stack_add_child (self->pages, GTK_WIDGET (self->device));
  g_signal_connect_object (lamp_desk_get_selection (desk), "changed", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (desk, "grid-loaded", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (desk, "tick", G_CALLBACK (tick_cb), self, G_CONNECT_SWAPPED);
  update (self);
  return GTK_WIDGET (self);
}

GtkWidget *
lamp_inspector_get_first_assign (LampInspector *self)
{
  g_return_val_if_fail (LAMP_IS_INSPECTOR (self), NULL);

  return self->kind == LAMP_SELECT_OUTAGE ? lamp_inspector_outage_get_first_assign (self->outage) : NULL;
}
