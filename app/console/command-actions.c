/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Keys and menus: the window's actions on what is selected. What can be taken back is done at once; what cannot is
 * asked about first, in words that say what it costs.
 */
#define G_LOG_DOMAIN "lamp-command-actions"
#include "config.h"

#define GETTEXT_PACKAGE LAMP_GETTEXT_PACKAGE
#include "console/command-dialogs.h"
#include "console/command-flow-private.h"
#include "console/command-words.h"
#include "records/assignment.h"
#include "records/outage.h"

#include <glib/gi18n-lib.h>

static const char *
selected (LampCommandFlow *self, LampSelectKind kind)
{
  LampSelection *selection = lamp_desk_get_selection (self->desk);

  return lamp_selection_get_kind (selection) == kind ? lamp_selection_get_id (selection) : NULL;
}

static const LampOutage *
selected_outage (LampCommandFlow *self)
{
  LampItem *item = lamp_desk_lookup (self->desk, "outages", selected (self, LAMP_SELECT_OUTAGE));

  return item != NULL ? lamp_item_get_record (item) : NULL;
}

/* The job of the selected crew, or of the crew on the selected outage; NULL when there is none. */
static const LampAssignment *
selected_job (LampCommandFlow *self)
{
  const char *outage = selected (self, LAMP_SELECT_OUTAGE);
  const char *crew = selected (self, LAMP_SELECT_CREW);
  g_autoptr (GPtrArray) jobs = NULL;

  if (outage == NULL && crew == NULL)
    return NULL;
  jobs = lamp_desk_dup_assignments (self->desk, outage, crew);
  return jobs->len > 0 ? lamp_item_get_record (jobs->pdata[jobs->len - 1]) : NULL;
}

static void
show_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  LampCommandFlow *self = data;
  LampSelection   *selection = lamp_desk_get_selection (self->desk);

  lamp_desk_show (self->desk, lamp_selection_get_kind (selection), lamp_selection_get_id (selection));
}

static void
show_outage_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  lamp_desk_show (((LampCommandFlow *)data)->desk, LAMP_SELECT_OUTAGE, g_variant_get_string (parameter, NULL));
}

static void
assign_first_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  LampCommandFlow *self = data;

  if (self->first_crew != NULL)
    lamp_desk_assign (self->desk, self->first_outage, self->first_crew);
}

static void
acknowledge_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  LampCommandFlow *self = data;

  lamp_command_flow_outage (self, selected (self, LAMP_SELECT_OUTAGE), "acknowledge", NULL, LAMP_UNKNOWN_TIME);
}

static void
do_recall (LampCommandFlow *self, const char *assignment)
{
  lamp_command_flow_move (self, assignment, "recall");
}

/* On the way it can be sent again; from the site it would have to come back. */
void
lamp_command_flow_recall (LampCommandFlow *self, const char *assignment)
{
  LampItem             *item = lamp_desk_lookup (self->desk, "assignments", assignment);
  const LampAssignment *job = item != NULL ? lamp_item_get_record (item) : NULL;
  g_autofree char      *crew = NULL, *device = NULL, *title = NULL, *body = NULL;

  if (job == NULL)
    return;
  if (job->arrived_usec == LAMP_UNKNOWN_TIME)
    {
      do_recall (self, assignment);
      return;
    }
  crew = lamp_name_crew (self->desk, job->crew);
  device = lamp_name_outage (self->desk, job->outage);
  title = g_strdup_printf (_ ("Recall %s?"), crew);
  body = g_strdup_printf (_ ("It is at work on %s. Repair there stops and the outage waits for a crew again."), device);
  lamp_command_ask (self, assignment, title, body, _ ("_Recall"), TRUE, do_recall);
}

static void
recall_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  const LampAssignment *job = selected_job (data);

  if (job != NULL)
    lamp_command_flow_recall (data, job->base.id);
}

static void
do_advance (LampCommandFlow *self, const char *assignment)
{
  lamp_command_flow_move (self, assignment, "advance");
}

/* A report cannot be taken back: others act on it. */
void
lamp_command_flow_advance (LampCommandFlow *self, const char *assignment)
{
  LampItem             *item = lamp_desk_lookup (self->desk, "assignments", assignment);
  const LampAssignment *job = item != NULL ? lamp_item_get_record (item) : NULL;
  const char           *step = job != NULL ? lamp_name_step (lamp_assignment_next (job->status)) : NULL;
  g_autofree char      *crew = NULL, *device = NULL, *title = NULL, *body = NULL;

  if (step == NULL)
    return;
  crew = lamp_name_crew (self->desk, job->crew);
  device = lamp_name_outage (self->desk, job->outage);
  /* TRANSLATORS: first a crew, then what it reports: “Arrived”. */
  title = g_strdup_printf (_ ("Report for %s: %s?"), crew, step);
  body = g_strdup_printf (_ ("Do this when the crew at %s told you by phone or radio. It cannot be taken back."), device);
  lamp_command_ask (self, assignment, title, body, _ ("_Report"), FALSE, do_advance);
}

static void
advance_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  const LampAssignment *job = selected_job (data);

  if (job != NULL)
    lamp_command_flow_advance (data, job->base.id);
}

static void
do_close (LampCommandFlow *self, const char *outage)
{
  lamp_command_flow_outage (self, outage, "close", NULL, LAMP_UNKNOWN_TIME);
}

static void
close_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  LampCommandFlow  *self = data;
  const LampOutage *outage = selected_outage (self);
  g_autofree char  *device = NULL, *title = NULL;

  if (outage == NULL)
    return;
  device = lamp_name_outage (self->desk, outage->base.id);
  title = g_strdup_printf (_ ("Close %s?"), device);
  lamp_command_ask (self, outage->base.id, title,
                    _ ("Everybody behind it has supply again. A closed outage leaves the list and cannot be opened again."),
                    _ ("_Close Outage"), FALSE, do_close);
}

static void
note_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  const LampOutage *outage = selected_outage (data);

  if (outage != NULL)
    lamp_command_ask_note (data, outage->base.id);
}

static void
ert_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  const LampOutage *outage = selected_outage (data);

  if (outage != NULL)
    lamp_command_ask_ert (data, outage->base.id);
}

static void
copy_id_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  LampCommandFlow *self = data;
  const char      *id = lamp_selection_get_id (lamp_desk_get_selection (self->desk));

  if (id != NULL)
    gdk_clipboard_set_text (gtk_widget_get_clipboard (GTK_WIDGET (self->window)), id);
}

static void
undo_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  lamp_command_flow_undo (data);
}

static void
set_enabled (LampCommandFlow *self, const char *name, gboolean enabled)
{
  GAction *action = g_action_map_lookup_action (G_ACTION_MAP (self->window), name);

  g_simple_action_set_enabled (G_SIMPLE_ACTION (action), enabled);
}

/* The same for every change: a handful of look-ups. */
static void
update (LampCommandFlow *self)
{
  gboolean              may_act = lamp_desk_may_act (self->desk);
  const LampOutage     *outage = NULL;
  const LampAssignment *job = NULL;
  gboolean              open = FALSE, any = FALSE;

  if (self->window == NULL)
    return;
  outage = selected_outage (self);
  job = may_act ? selected_job (self) : NULL;
  open = may_act && outage != NULL && lamp_outage_is_open (outage);
  any = lamp_selection_get_kind (lamp_desk_get_selection (self->desk)) != LAMP_SELECT_NONE;
  set_enabled (self, "show", any);
  set_enabled (self, "copy-id", any);
  set_enabled (self, "assign-first", open && self->first_crew != NULL && g_str_equal (self->first_outage, outage->base.id));
  set_enabled (self, "acknowledge", open && outage->acknowledged_by == NULL);
  set_enabled (self, "set-ert", open);
  set_enabled (self, "note", may_act && outage != NULL);
  set_enabled (self, "close-outage", may_act && outage != NULL && g_strcmp0 (outage->status, "restored") == 0);
  set_enabled (self, "recall", job != NULL && lamp_assignment_can (job->status, "recalled"));
  set_enabled (self, "advance", job != NULL && lamp_assignment_next (job->status) != NULL);
  set_enabled (self, "undo", lamp_command_flow_can_undo (self));
}

void
lamp_command_flow_add_actions (LampCommandFlow *self, GtkWindow *window)
{
  static const GActionEntry entries[] = {
    { .name = "show", .activate = show_cb },
    { .name = "show-outage", .activate = show_outage_cb, .parameter_type = "s" },
    { .name = "assign-first", .activate = assign_first_cb },
    { .name = "acknowledge", .activate = acknowledge_cb },
    { .name = "recall", .activate = recall_cb },
    { .name = "advance", .activate = advance_cb },
    { .name = "close-outage", .activate = close_cb },
    { .name = "note", .activate = note_cb },
    { .name = "set-ert", .activate = ert_cb },
    { .name = "copy-id", .activate = copy_id_cb },
    { .name = "undo", .activate = undo_cb },
  };
  LampSession *session = NULL;

  g_return_if_fail (LAMP_IS_COMMAND_FLOW (self));
  g_return_if_fail (G_IS_ACTION_MAP (window));

  g_set_weak_pointer (&self->window, window);
  g_action_map_add_action_entries (G_ACTION_MAP (window), entries, G_N_ELEMENTS (entries), self);
  g_signal_connect_object (lamp_desk_get_selection (self->desk), "changed", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->desk, "assignments-changed", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->desk, "tick", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  g_signal_connect (self, "first-changed", G_CALLBACK (update), NULL);
  g_signal_connect (self, "undo-changed", G_CALLBACK (update), NULL);
  session = lamp_desk_get_session (self->desk);
  if (session != NULL)
    g_signal_connect_object (session, "notify::user", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  update (self);
}
