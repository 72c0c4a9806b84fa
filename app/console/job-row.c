/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "lamp-job-row"
#include "config.h"

#define GETTEXT_PACKAGE LAMP_GETTEXT_PACKAGE
#include "console/job-row.h"

#include "console/command-words.h"
#include "console/format.h"
#include "console/roster-words.h"
#include "console/tip.h"
#include "records/assignment.h"

#include <glib/gi18n-lib.h>

struct _LampJobRow
{
  GtkWidget parent_instance;

  /* Template. */
  GtkWidget *root;
  GtkImage  *icon;
  GtkLabel  *head, *state;
  GtkWidget *show;
  GtkWidget *actions, *advance, *suspend, *recall;

  LampDesk        *desk;
  LampCommandFlow *flow;
  LampItem        *assignment;
  gboolean         of_crew;
};

G_DEFINE_FINAL_TYPE (LampJobRow, lamp_job_row, GTK_TYPE_WIDGET)

static const LampAssignment *
get_job (LampJobRow *self)
{
  return lamp_item_get_record (self->assignment);
}

static void
show_cb (LampJobRow *self)
{
  if (self->of_crew)
    lamp_desk_show (self->desk, LAMP_SELECT_OUTAGE, get_job (self)->outage);
  else
    lamp_desk_show (self->desk, LAMP_SELECT_CREW, get_job (self)->crew);
}

static void
advance_cb (LampJobRow *self)
{
  lamp_command_flow_advance (self->flow, get_job (self)->base.id);
}

static void
suspend_cb (LampJobRow *self)
{
  lamp_command_flow_move (self->flow, get_job (self)->base.id, "suspend");
}

static void
recall_cb (LampJobRow *self)
{
  lamp_command_flow_recall (self->flow, get_job (self)->base.id);
}

static void
lamp_job_row_dispose (GObject *object)
{
  LampJobRow *self = LAMP_JOB_ROW (object);

  gtk_widget_dispose_template (GTK_WIDGET (self), LAMP_TYPE_JOB_ROW);
  g_clear_object (&self->assignment);
  g_clear_object (&self->desk);
  g_clear_object (&self->flow);

  G_OBJECT_CLASS (lamp_job_row_parent_class)->dispose (object);
}

static void
lamp_job_row_class_init (LampJobRowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = lamp_job_row_dispose;
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/lamplighter/Lamplighter/ui/job-row.ui");
  gtk_widget_class_bind_template_child (widget_class, LampJobRow, root);
  gtk_widget_class_bind_template_child (widget_class, LampJobRow, icon);
  gtk_widget_class_bind_template_child (widget_class, LampJobRow, head);
  gtk_widget_class_bind_template_child (widget_class, LampJobRow, state);
  gtk_widget_class_bind_template_child (widget_class, LampJobRow, show);
  gtk_widget_class_bind_template_child (widget_class, LampJobRow, actions);
  gtk_widget_class_bind_template_child (widget_class, LampJobRow, advance);
  gtk_widget_class_bind_template_child (widget_class, LampJobRow, suspend);
  gtk_widget_class_bind_template_child (widget_class, LampJobRow, recall);
  gtk_widget_class_bind_template_callback (widget_class, show_cb);
  gtk_widget_class_bind_template_callback (widget_class, advance_cb);
  gtk_widget_class_bind_template_callback (widget_class, suspend_cb);
  gtk_widget_class_bind_template_callback (widget_class, recall_cb);
}

static void
lamp_job_row_init (LampJobRow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/* "sending…"; "en route · there in 4 min"; "working since 18:04" */
static char *
say_state (LampJobRow *self)
{
  const LampAssignment *job = get_job (self);
  LampPending           pending = lamp_item_get_pending (self->assignment);
  gint64                now_usec = lamp_desk_get_now_usec (self->desk);
  const char           *status = lamp_format_assignment_status (job->status);
  g_autofree char      *time = NULL;

  if (pending == LAMP_PENDING_SENDING)
    return g_strdup (C_ ("row", "sending…"));
  if (pending == LAMP_PENDING_WAITING)
    return g_strdup (C_ ("row", "waiting for gateway"));
  if (job->arrived_usec != LAMP_UNKNOWN_TIME)
    {
      time = lamp_format_time (job->arrived_usec, now_usec);
      return g_strdup_printf (C_ ("job", "%s · there since %s"), status, time);
    }
  if (job->eta_usec != LAMP_UNKNOWN_TIME)
    {
      time = lamp_format_until (job->eta_usec, now_usec);
      return g_strdup_printf (C_ ("job", "%s · arrives %s"), status, time);
    }
  return g_strdup (status);
}

static void
update_actions (LampJobRow *self)
{
  const LampAssignment *job = get_job (self);
  const char           *step = lamp_name_step (lamp_assignment_next (job->status));
  gboolean              firm = lamp_item_get_pending (self->assignment) == LAMP_PENDING_NONE;

  gtk_widget_set_visible (self->actions, firm && lamp_desk_may_act (self->desk));
  gtk_widget_set_visible (self->advance, step != NULL);
  if (step != NULL && g_strcmp0 (gtk_button_get_label (GTK_BUTTON (self->advance)), step) != 0)
    {
      g_autofree char *label = g_strdup_printf (_ ("Report “%s” for the crew…"), step);

      gtk_button_set_label (GTK_BUTTON (self->advance), step);
      lamp_tip_set (self->advance, label);
    }
  gtk_widget_set_visible (self->suspend, lamp_assignment_can (job->status, "suspended"));
  gtk_widget_set_visible (self->recall, lamp_assignment_can (job->status, "recalled"));
}

static void
update (LampJobRow *self)
{
  const LampAssignment *job = get_job (self);
  g_autofree char      *name = self->of_crew ? lamp_name_outage (self->desk, job->outage) : lamp_name_crew (self->desk, job->crew);
  g_autofree char      *state = say_state (self);
  g_autofree char      *label = g_strdup_printf (_ ("Show %s"), name);
  const char           *status = g_strcmp0 (job->status, "arrived") == 0 ? "onSite" : job->status;

  gtk_image_set_from_icon_name (self->icon, self->of_crew ? "lamp-outage-confirmed-symbolic" : lamp_crew_icon (status));
  gtk_label_set_text (self->head, name);
  gtk_label_set_text (self->state, state);
  lamp_tip_set (self->show, label);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->show), GTK_ACCESSIBLE_PROPERTY_LABEL, label, -1);
  update_actions (self);
}

GtkWidget *
lamp_job_row_new (LampDesk *desk, LampCommandFlow *flow, LampItem *assignment, gboolean of_crew)
{
  LampJobRow *self = g_object_new (LAMP_TYPE_JOB_ROW, NULL);

  self->desk = g_object_ref (desk);
  self->flow = g_object_ref (flow);
  self->assignment = g_object_ref (assignment);
  self->of_crew = of_crew;
  g_signal_connect_object (assignment, "notify::record", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (assignment, "notify::pending", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (desk, "tick", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  update (self);
  return GTK_WIDGET (self);
}

void
lamp_job_rows_update (GtkBox *box, LampDesk *desk, LampCommandFlow *flow, GPtrArray *assignments, gboolean of_crew)
{
  GtkWidget *child = gtk_widget_get_first_child (GTK_WIDGET (box));

  for (guint i = 0; i < assignments->len; i++)
    {
      LampItem *item = assignments->pdata[i];

      /* Rows whose assignment ended or moved go; the rest stand as they are. */
      while (child != NULL && LAMP_JOB_ROW (child)->assignment != item)
        {
          GtkWidget *next = gtk_widget_get_next_sibling (child);

          gtk_box_remove (box, child);
          child = next;
        }
      if (child != NULL)
        child = gtk_widget_get_next_sibling (child);
      else
        gtk_box_append (box, lamp_job_row_new (desk, flow, item, of_crew));
    }
  while (child != NULL)
    {
      GtkWidget *next = gtk_widget_get_next_sibling (child);

      gtk_box_remove (box, child);
      child = next;
    }
}
