/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Where it is needed: the outages nobody goes to, in the agenda's own order.
 */
#define G_LOG_DOMAIN "lamp-inspector-crew"
#include "config.h"

#define GETTEXT_PACKAGE LAMP_GETTEXT_PACKAGE
#include "console/inspector-crew.h"

#include "console/command-words.h"
#include "console/facts.h"
#include "console/format.h"
#include "console/job-row.h"
#include "console/links.h"
#include "console/order.h"
#include "console/roster-words.h"
#include "records/crew.h"

#include <glib/gi18n-lib.h>

struct _LampInspectorCrew
{
  GtkWidget parent_instance;

  /* Template. */
  GtkWidget *root;
  GtkLabel  *number, *title, *subtitle, *idle;
  LampFacts *facts;
  GtkWidget *needs_card;
  GtkBox    *jobs, *needs;

  LampDesk        *desk;
  LampCommandFlow *flow;
  GSignalGroup    *signals; /* on the item */
  char            *id;
};

G_DEFINE_FINAL_TYPE (LampInspectorCrew, lamp_inspector_crew, GTK_TYPE_WIDGET)

#define MAX_NEEDS 5

static void
add_position (LampInspectorCrew *self, const LampCrew *crew, gint64 now_usec)
{
  LampFix          fix = lamp_crew_get_fix (crew, now_usec, lamp_desk_get_speed (self->desk));
  g_autofree char *position = NULL;
  g_autofree char *speed = NULL;

  if (fix == LAMP_FIX_UNKNOWN)
    position = g_strdup (C_ ("position", "not known"));
  else if (fix == LAMP_FIX_AHEAD)
    position = lamp_format_ahead (crew->position_usec, now_usec);
  else
    position = lamp_format_ago (crew->position_usec, now_usec);
  lamp_facts_add (self->facts, _ ("Position"), position, fix != LAMP_FIX_FRESH ? "late" : NULL);
  if (fix == LAMP_FIX_FRESH && crew->speed_mps >= 0)
    speed = g_strdup_printf (_ ("%.0f km/h"), crew->speed_mps * 3.6);
  lamp_facts_add (self->facts, _ ("Speed"), speed, NULL);
}

static void
say_facts (LampInspectorCrew *self, const LampCrew *crew, gint64 now_usec)
{
  g_autofree char *skills = lamp_format_skills ((const char *const *)crew->skills);
  g_autofree char *start = lamp_format_time (crew->shift_start_usec, now_usec);
  g_autofree char *end = lamp_format_time (crew->shift_end_usec, now_usec);
  g_autofree char *shift = g_strdup_printf ("%s – %s", start, end);
  g_autofree char *members = crew->members > 0 ? lamp_format_count (crew->members) : NULL;

  lamp_facts_begin (self->facts);
  lamp_facts_add_wide (self->facts, _ ("Skills"), skills, NULL);
  lamp_facts_add (self->facts, _ ("Shift"), shift, NULL);
  lamp_facts_add (self->facts, _ ("Members"), members, NULL);
  add_position (self, crew, now_usec);
  lamp_facts_add (self->facts, _ ("Phone"), crew->phone, NULL);
  lamp_facts_add (self->facts, _ ("Vehicle"), crew->vehicle, NULL);
  lamp_facts_add (self->facts, _ ("Zone"), crew->zone, NULL);
  lamp_facts_end (self->facts);
}

static int
compare_urgency (gconstpointer a, gconstpointer b)
{
  return lamp_order_outages (*(const LampOutage *const *)a, *(const LampOutage *const *)b, LAMP_ORDER_HARM);
}

/* Borrowed from the desk's items. */
static GPtrArray *
find_needs (LampDesk *desk)
{
  GPtrArray  *needs = g_ptr_array_new ();
  GListModel *outages = lamp_desk_get_collection (desk, "outages");

  for (guint i = 0; outages != NULL && i < g_list_model_get_n_items (outages); i++)
    {
      g_autoptr (LampItem) item = g_list_model_get_item (outages, i);
      LampOutage *outage = lamp_item_get_record (item);

      if (lamp_outage_is_open (outage) && lamp_outage_is_unassigned (outage))
        g_ptr_array_add (needs, outage);
    }
  g_ptr_array_sort (needs, compare_urgency);
  return needs;
}

static void
say_needs (LampInspectorCrew *self)
{
  g_autoptr (GPtrArray) needs = find_needs (self->desk);
  g_autoptr (GPtrArray) texts = g_ptr_array_new_with_free_func (g_free);
  LampLink links[MAX_NEEDS];
  guint    n = MIN (needs->len, MAX_NEEDS);

  for (guint i = 0; i < n; i++)
    {
      const LampOutage *outage = needs->pdata[i];
      g_autofree char  *customers = lamp_format_customers (MAX (outage->customers_out, 0));
      char             *first = lamp_format_device (outage->device_kind, outage->device_name);
      char             *second = g_strdup_printf ("%s · %s", customers, lamp_format_outage_status (outage->status));

      g_ptr_array_add (texts, first);
      g_ptr_array_add (texts, second);
      links[i] = (LampLink){
        LAMP_SELECT_OUTAGE, outage->base.id,
        g_strcmp0 (outage->status, "predicted") == 0 ? "lamp-outage-predicted-symbolic" : "lamp-outage-confirmed-symbolic",
        NULL, first, second
      };
    }
  lamp_links_update (self->needs, self->desk, links, n);
  gtk_widget_set_visible (self->needs_card, n > 0);
}

static void
update (LampInspectorCrew *self)
{
  LampItem       *item = lamp_desk_lookup (self->desk, "crews", self->id);
  const LampCrew *crew = item != NULL ? lamp_item_get_record (item) : NULL;
  g_autoptr (GPtrArray) jobs = NULL;
  g_autofree char *number = NULL;

  if (crew == NULL)
    return;
  number = g_strdup_printf (_ ("Crew %s"), crew->base.id);
  jobs = lamp_desk_dup_assignments (self->desk, NULL, crew->base.id);
  gtk_label_set_text (self->number, number);
  gtk_label_set_text (self->title, crew->name != NULL ? crew->name : crew->base.id);
  gtk_label_set_text (self->subtitle, lamp_format_crew_status (crew->status));
  say_facts (self, crew, lamp_desk_get_now_usec (self->desk));
  lamp_job_rows_update (self->jobs, self->desk, self->flow, jobs, TRUE);
  gtk_widget_set_visible (GTK_WIDGET (self->jobs), jobs->len > 0);
  gtk_widget_set_visible (GTK_WIDGET (self->idle), jobs->len == 0);
  gtk_label_set_text (self->idle, lamp_crew_is_on_shift (crew) ? _ ("It has no job. Drop it on an outage to send it there.")
                                                               : _ ("It is off shift."));
  say_needs (self);
}

static void
lamp_inspector_crew_dispose (GObject *object)
{
  LampInspectorCrew *self = LAMP_INSPECTOR_CREW (object);

  if (self->signals != NULL)
    g_signal_group_set_target (self->signals, NULL);
  g_clear_object (&self->signals);
  gtk_widget_dispose_template (GTK_WIDGET (self), LAMP_TYPE_INSPECTOR_CREW);
  g_clear_object (&self->desk);
  g_clear_object (&self->flow);

  G_OBJECT_CLASS (lamp_inspector_crew_parent_class)->dispose (object);
}

static void
lamp_inspector_crew_finalize (GObject *object)
{
  g_free (LAMP_INSPECTOR_CREW (object)->id);

  G_OBJECT_CLASS (lamp_inspector_crew_parent_class)->finalize (object);
}

static void
lamp_inspector_crew_class_init (LampInspectorCrewClass *klass)
{
  GObjectClass   *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  g_type_ensure (LAMP_TYPE_FACTS);
  object_class->dispose = lamp_inspector_crew_dispose;
  object_class->finalize = lamp_inspector_crew_finalize;
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/lamplighter/Lamplighter/ui/inspector-crew.ui");
  gtk_widget_class_bind_template_child (widget_class, LampInspectorCrew, root);
  gtk_widget_class_bind_template_child (widget_class, LampInspectorCrew, number);
  gtk_widget_class_bind_template_child (widget_class, LampInspectorCrew, title);
  gtk_widget_class_bind_template_child (widget_class, LampInspectorCrew, subtitle);
  gtk_widget_class_bind_template_child (widget_class, LampInspectorCrew, idle);
  gtk_widget_class_bind_template_child (widget_class, LampInspectorCrew, facts);
  gtk_widget_class_bind_template_child (widget_class, LampInspectorCrew, needs_card);
  gtk_widget_class_bind_template_child (widget_class, LampInspectorCrew, jobs);
  gtk_widget_class_bind_template_child (widget_class, LampInspectorCrew, needs);
}

static void
lamp_inspector_crew_init (LampInspectorCrew *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  self->signals = g_signal_group_new (LAMP_TYPE_ITEM);
  g_signal_group_connect_swapped (self->signals, "notify::record", G_CALLBACK (update), self);
  g_signal_group_connect_swapped (self->signals, "notify::pending", G_CALLBACK (update), self);
}

GtkWidget *
lamp_inspector_crew_new (LampDesk *desk, LampCommandFlow *flow)
{
  LampInspectorCrew *self = g_object_new (LAMP_TYPE_INSPECTOR_CREW, NULL);

  self->desk = g_object_ref (desk);
  self->flow = g_object_ref (flow);
  g_signal_connect_object (desk, "tick", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (desk, "assignments-changed", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  return GTK_WIDGET (self);
}

gboolean
lamp_inspector_crew_set_id (LampInspectorCrew *self, const char *id)
{
  LampItem *item = NULL;

  g_return_val_if_fail (LAMP_IS_INSPECTOR_CREW (self), FALSE);

  item = lamp_desk_lookup (self->desk, "crews", id);
  g_free (self->id);
  self->id = g_strdup (id);
  g_signal_group_set_target (self->signals, item);
  update (self);
  return item != NULL;
}
