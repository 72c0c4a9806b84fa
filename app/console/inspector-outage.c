/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Says everything again when the record, its assignments or its commands change, and once a second for what ages.
 * A label that is set to what it says already costs no layout.
 */
#define G_LOG_DOMAIN "lamp-inspector-outage"
#include "config.h"

#define GETTEXT_PACKAGE LAMP_GETTEXT_PACKAGE
#include "console/inspector-outage.h"

#include "console/complaints.h"
#include "console/facts.h"
#include "console/format-urgency.h"
#include "console/job-row.h"
#include "console/links.h"
#include "console/order.h"
#include "console/suggestion-list.h"
#include "console/timeline.h"
#include "console/wrap-layout.h"
#include "grid/trace.h"

#include <glib/gi18n-lib.h>

#define MAX_SITES 12

struct _LampInspectorOutage
{
  GtkWidget parent_instance;

  /* Template. */
  GtkWidget *root;
  GtkLabel  *number, *title, *subtitle;
  GtkBox    *complaints;
  LampFacts *facts;
  GtkWidget *actions;
  GtkLabel  *why, *who_title;
  GtkWidget *jobs_card, *who_card, *sites_card;
  GtkBox    *jobs, *who, *sites, *timeline;

  LampDesk           *desk;
  LampCommandFlow    *flow;
  LampSuggestionList *suggestions;
  LampTimeline       *happened;
  GSignalGroup       *signals;    /* on the item */
  GArray             *site_index; /* guint32: key sites behind the device, in the network */
  char               *traced;     /* the device that `site_index` is of; NULL: none yet */
  char               *id;
};

G_DEFINE_FINAL_TYPE (LampInspectorOutage, lamp_inspector_outage, GTK_TYPE_WIDGET)

static const LampOutage *
get_outage (LampInspectorOutage *self)
{
  LampItem *item = lamp_desk_lookup (self->desk, "outages", self->id);

  return item != NULL ? lamp_item_get_record (item) : NULL;
}

static void
add_part (GString *text, char *part)
{
  if (part != NULL && text->len > 0)
    g_string_append (text, " · ");
  if (part != NULL)
    g_string_append (text, part);
  g_free (part);
}

static void
say_head (LampInspectorOutage *self, const LampOutage *outage, gint64 now_usec)
{
  g_autofree char *number = g_strdup_printf (_ ("Outage %s"), outage->base.id);
  g_autofree char *device = lamp_format_device (outage->device_kind, outage->device_name);
  g_autofree char *start = lamp_format_time (outage->start_usec, now_usec);
  g_autofree char *elapsed = lamp_format_elapsed (outage->start_usec, lamp_outage_is_open (outage) ? now_usec : outage->restored_usec);
  g_autoptr (GString) text = g_string_new (NULL);

  gtk_label_set_text (self->number, number);
  gtk_label_set_text (self->title, device);
  if (outage->feeder != NULL)
    add_part (text, g_strdup_printf (_ ("Feeder %s"), outage->feeder));
  if (outage->zone != NULL)
    add_part (text, g_strdup_printf (_ ("Zone %s"), outage->zone));
  add_part (text, g_strdup (lamp_format_outage_status (outage->status)));
  if (outage->start_usec != LAMP_UNKNOWN_TIME)
    add_part (text, g_strdup_printf (_ ("since %s (%s)"), start, elapsed));
  gtk_label_set_text (self->subtitle, text->str);
}

static void
add_restore_by (LampInspectorOutage *self, const LampOutage *outage, gint64 now_usec)
{
  g_autofree char *at = NULL;

  if (!lamp_outage_is_open (outage))
    {
      at = outage->restored_usec != LAMP_UNKNOWN_TIME ? lamp_format_time (outage->restored_usec, now_usec) : NULL;
      lamp_facts_add (self->facts, _ ("Restored"), at, NULL);
      return;
    }
  at = lamp_format_restore_by (outage, now_usec);
  lamp_facts_add (self->facts, _ ("Restore by"), at, lamp_outage_is_overdue (outage, now_usec) ? "late" : NULL);
}

static void
add_estimate (LampInspectorOutage *self, const LampOutage *outage, gint64 now_usec)
{
  g_autofree char *estimate = lamp_format_estimate (outage);
  g_autofree char *advice = lamp_format_estimate_advice (outage, now_usec);

  lamp_facts_add (self->facts, _ ("Basis of estimate"), estimate, NULL);
  lamp_facts_add_wide (self->facts, _ ("Estimate to check"), advice, "late");
}

static void
add_promises (LampInspectorOutage *self, const LampOutage *outage, gint64 now_usec)
{
  static const char *const looks[] = {
    [LAMP_PROMISE_AT_RISK] = "late",
    [LAMP_PROMISE_BROKEN] = "out",
    [LAMP_PROMISE_KEPT] = NULL,
  };
  LampPromise promises[LAMP_PROMISE_N_KINDS];
  guint       n = lamp_promises_from_json (outage->promises, promises);

  for (guint i = 0; i < n; i++)
    {
      g_autofree char *text = lamp_format_promise (&promises[i], now_usec);

      lamp_facts_add_wide (self->facts, _ ("Promised"), text, looks[promises[i].state]);
    }
}

static void
say_facts (LampInspectorOutage *self, const LampOutage *outage, gint64 now_usec)
{
  gboolean         open = lamp_outage_is_open (outage);
  gint64           customers = open ? outage->customers_out : outage->customers_at_start;
  g_autofree char *count = customers != LAMP_UNKNOWN_INTEGER ? lamp_format_count (customers) : g_strdup (LAMP_FORMAT_NONE);
  g_autofree char *sites = outage->key_sites_out > 0 ? lamp_format_count (outage->key_sites_out) : g_strdup (C_ ("key sites", "none"));

  lamp_facts_begin (self->facts);
  lamp_facts_add (self->facts, open ? _ ("Customers out") : _ ("Customers were out"), count,
                  open && customers > 0 ? "figure out" : "figure");
  lamp_facts_add (self->facts, _ ("Key sites out"), sites, outage->key_sites_out > 0 ? "figure out" : "figure");
  add_restore_by (self, outage, now_usec);
  if (open)
    add_estimate (self, outage, now_usec);
  if (open && outage->rank_reason != NULL)
    {
      g_autofree char *urgency = lamp_format_urgency (outage, lamp_desk_get_urgent_site (self->desk, outage), now_usec);

      lamp_facts_add_wide (self->facts, _ ("Urgency"), urgency, outage->harm_usec != LAMP_UNKNOWN_TIME ? "out" : NULL);
    }
  add_promises (self, outage, now_usec);
  if (outage->hazard != NULL)
    lamp_facts_add_wide (self->facts, _ ("Hazard"), lamp_format_hazard (outage->hazard), "out");
  if (open)
    lamp_facts_add_wide (self->facts, _ ("Acknowledged"),
                         outage->acknowledged_by != NULL ? outage->acknowledged_by : C_ ("acknowledged", "not yet"), NULL);
  if (outage->cause != NULL)
    lamp_facts_add_wide (self->facts, _ ("Cause"), outage->cause, NULL);
  lamp_facts_end (self->facts);
}

static void
say_why (LampInspectorOutage *self, const LampOutage *outage)
{
  g_autofree char *text = lamp_format_reason (outage);

  gtk_label_set_text (self->why, text);
}

/* Which key sites hang behind the device: only when device or grid change. */
static void
find_sites (LampInspectorOutage *self, const LampOutage *outage)
{
  LampNetwork *network = lamp_desk_get_network (self->desk);
  guint32      element = LAMP_NONE;
  g_auto (LampTrace) behind = { 0 };

  if (network == NULL || g_strcmp0 (self->traced, outage->device) == 0)
    return;
  g_free (self->traced);
  self->traced = g_strdup (outage->device);
  g_array_set_size (self->site_index, 0);
  if (outage->device == NULL)
    return;
  element = lamp_network_find_element (network, outage->device);
  if (element == LAMP_NONE)
    return;
  lamp_trace_down (lamp_desk_get_energisation (self->desk), element, LAMP_TRACE_NORMAL, &behind);
  g_array_append_vals (self->site_index, behind.sites, behind.n_sites);
}

static void
say_sites (LampInspectorOutage *self, const LampOutage *outage, gint64 now_usec)
{
  LampNetwork *network = lamp_desk_get_network (self->desk);
  LampLink     links[MAX_SITES];
  g_autoptr (GPtrArray) texts = g_ptr_array_new_with_free_func (g_free);
  guint n = 0;

  for (guint i = 0; network != NULL && i < self->site_index->len && n < MAX_SITES; i++)
    {
      const LampSiteInfo *info = &network->sites[g_array_index (self->site_index, guint32, i)];
      LampItem           *item = lamp_desk_lookup (self->desk, "sites", info->id);
      const LampSite     *site = item != NULL ? lamp_item_get_record (item) : NULL;
      char               *second = NULL;

      if (site == NULL || !lamp_outage_is_open (outage) || !(lamp_site_is_out (site) || lamp_site_is_exposed (site)))
        continue;
      if (site->harm_usec != LAMP_UNKNOWN_TIME && lamp_site_has_backup (site))
        {
          g_autofree char *end = lamp_format_backup_end (site->harm_usec, now_usec);

          second = g_strdup_printf ("%s · %s", lamp_format_supply_state (site->supply_state), end);
        }
      else
        second = g_strdup (lamp_format_supply_state (site->supply_state));
      g_ptr_array_add (texts, second);
      links[n++] = (LampLink){ LAMP_SELECT_SITE, info->id, "lamp-site-symbolic", lamp_site_is_out (site) ? "out" : "late",
                               info->name, second };
    }
  lamp_links_update (self->sites, self->desk, links, n);
  gtk_widget_set_visible (self->sites_card, n > 0);
}

static void
say_jobs (LampInspectorOutage *self, const LampOutage *outage)
{
  g_autoptr (GPtrArray) jobs = lamp_desk_dup_assignments (self->desk, outage->base.id, NULL);

  lamp_job_rows_update (self->jobs, self->desk, self->flow, jobs, FALSE);
  gtk_widget_set_visible (self->jobs_card, jobs->len > 0);
  gtk_widget_set_visible (self->who_card, lamp_outage_is_open (outage));
  gtk_label_set_text (self->who_title, jobs->len > 0 ? _ ("Who else could go") : _ ("Who could go"));
  lamp_suggestion_list_set_outage (self->suggestions, lamp_outage_is_open (outage) ? outage->base.id : NULL);
}

static void
say_actions (LampInspectorOutage *self)
{
  gtk_widget_set_visible (self->actions, lamp_desk_may_act (self->desk));
  for (GtkWidget *button = gtk_widget_get_first_child (self->actions); button != NULL;
       button = gtk_widget_get_next_sibling (button))
    gtk_widget_set_visible (button, gtk_widget_get_sensitive (button));
}

static void
update (LampInspectorOutage *self)
{
  const LampOutage *outage = self->id != NULL ? get_outage (self) : NULL;
  gint64            now_usec = lamp_desk_get_now_usec (self->desk);

  if (outage == NULL)
    return;
  say_head (self, outage, now_usec);
  lamp_complaints_update (self->complaints, self->desk, self->flow, outage->base.id);
  say_facts (self, outage, now_usec);
  say_actions (self);
  say_why (self, outage);
  say_jobs (self, outage);
  find_sites (self, outage);
  say_sites (self, outage, now_usec);
  lamp_timeline_update (self->happened, outage->base.id);
}

static void
grid_changed_cb (LampInspectorOutage *self)
{
  g_clear_pointer (&self->traced, g_free);
  g_array_set_size (self->site_index, 0);
  update (self);
}

static void
lamp_inspector_outage_dispose (GObject *object)
{
  LampInspectorOutage *self = LAMP_INSPECTOR_OUTAGE (object);

  if (self->signals != NULL)
    g_signal_group_set_target (self->signals, NULL);
  g_clear_object (&self->signals);
  gtk_widget_dispose_template (GTK_WIDGET (self), LAMP_TYPE_INSPECTOR_OUTAGE);
  g_clear_object (&self->desk);
  g_clear_object (&self->flow);

  G_OBJECT_CLASS (lamp_inspector_outage_parent_class)->dispose (object);
}

static void
lamp_inspector_outage_finalize (GObject *object)
{
  LampInspectorOutage *self = LAMP_INSPECTOR_OUTAGE (object);

  g_array_unref (self->site_index);
  g_free (self->traced);
  g_free (self->id);

  G_OBJECT_CLASS (lamp_inspector_outage_parent_class)->finalize (object);
}

static void
lamp_inspector_outage_class_init (LampInspectorOutageClass *klass)
{
  GObjectClass   *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  g_type_ensure (LAMP_TYPE_FACTS);
  object_class->dispose = lamp_inspector_outage_dispose;
  object_class->finalize = lamp_inspector_outage_finalize;
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/lamplighter/Lamplighter/ui/inspector-outage.ui");
  gtk_widget_class_bind_template_child (widget_class, LampInspectorOutage, root);
  gtk_widget_class_bind_template_child (widget_class, LampInspectorOutage, number);
  gtk_widget_class_bind_template_child (widget_class, LampInspectorOutage, title);
  gtk_widget_class_bind_template_child (widget_class, LampInspectorOutage, subtitle);
  gtk_widget_class_bind_template_child (widget_class, LampInspectorOutage, complaints);
  gtk_widget_class_bind_template_child (widget_class, LampInspectorOutage, facts);
  gtk_widget_class_bind_template_child (widget_class, LampInspectorOutage, actions);
  gtk_widget_class_bind_template_child (widget_class, LampInspectorOutage, why);
  gtk_widget_class_bind_template_child (widget_class, LampInspectorOutage, jobs_card);
  gtk_widget_class_bind_template_child (widget_class, LampInspectorOutage, jobs);
  gtk_widget_class_bind_template_child (widget_class, LampInspectorOutage, who_card);
  gtk_widget_class_bind_template_child (widget_class, LampInspectorOutage, who_title);
  gtk_widget_class_bind_template_child (widget_class, LampInspectorOutage, who);
  gtk_widget_class_bind_template_child (widget_class, LampInspectorOutage, sites_card);
  gtk_widget_class_bind_template_child (widget_class, LampInspectorOutage, sites);
  gtk_widget_class_bind_template_child (widget_class, LampInspectorOutage, timeline);
}

static void
lamp_inspector_outage_init (LampInspectorOutage *self)
{
  self->site_index = g_array_new (FALSE, FALSE, sizeof (guint32));
  gtk_widget_init_template (GTK_WIDGET (self));
  gtk_widget_set_layout_manager (self->actions, lamp_wrap_layout_new (6, 6));
  self->signals = g_signal_group_new (LAMP_TYPE_ITEM);
  g_signal_group_connect_swapped (self->signals, "notify::record", G_CALLBACK (update), self);
  g_signal_group_connect_swapped (self->signals, "notify::pending", G_CALLBACK (update), self);
}

GtkWidget *
lamp_inspector_outage_new (LampDesk *desk, LampCommandFlow *flow)
{
  LampInspectorOutage *self = g_object_new (LAMP_TYPE_INSPECTOR_OUTAGE, NULL);
  LampOutbox          *outbox = lamp_desk_get_outbox (desk);

  self->desk = g_object_ref (desk);
  self->flow = g_object_ref (flow);
  self->suggestions = LAMP_SUGGESTION_LIST (lamp_suggestion_list_new (desk, flow));
  gtk_box_append (self->who, GTK_WIDGET (self->suggestions));
  self->happened = LAMP_TIMELINE (lamp_timeline_new (desk));
  gtk_box_append (self->timeline, GTK_WIDGET (self->happened));
  g_signal_connect_object (desk, "tick", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (desk, "assignments-changed", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (desk, "grid-loaded", G_CALLBACK (grid_changed_cb), self, G_CONNECT_SWAPPED);
  if (outbox != NULL)
    {
      g_signal_connect_object (outbox, "items-changed", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
      g_signal_connect_object (outbox, "answered", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
    }
  return GTK_WIDGET (self);
}

gboolean
lamp_inspector_outage_set_id (LampInspectorOutage *self, const char *id)
{
  LampItem *item = NULL;

  g_return_val_if_fail (LAMP_IS_INSPECTOR_OUTAGE (self), FALSE);

  item = lamp_desk_lookup (self->desk, "outages", id);
  g_free (self->id);
  self->id = g_strdup (id);
  g_signal_group_set_target (self->signals, item);
  if (item == NULL)
    lamp_suggestion_list_set_outage (self->suggestions, NULL);
  update (self);
  return item != NULL;
}

GtkWidget *
lamp_inspector_outage_get_first_assign (LampInspectorOutage *self)
{
  g_return_val_if_fail (LAMP_IS_INSPECTOR_OUTAGE (self), NULL);

  return lamp_suggestion_list_get_first (self->suggestions);
}
