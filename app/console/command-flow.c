/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Commands are sent, and what the gateway answers is heard: a refusal is said and stays, and what was to be undone once it is done is undone
 * (command-undo.c).
 */
#define G_LOG_DOMAIN "lamp-command-flow"
#include "config.h"

#define GETTEXT_PACKAGE LAMP_GETTEXT_PACKAGE
#include "console/command-flow.h"

#include "console/command-dialogs.h"
#include "console/command-flow-private.h"
#include "console/command-words.h"
#include "records/assignment.h"
#include "records/outage.h"

#include <glib/gi18n-lib.h>

G_DEFINE_FINAL_TYPE (LampCommandFlow, lamp_command_flow, G_TYPE_OBJECT)

enum {
  FIRST_CHANGED,
  N_SIGNALS,
};
static guint signals[N_SIGNALS];

static gboolean
has_outbox (LampCommandFlow *self)
{
  if (self->outbox != NULL)
    return TRUE;
  lamp_desk_say (self->desk, _ ("Nothing can be sent: there is no gateway. Choose one in the menu."));
  return FALSE;
}

static void
assign (LampCommandFlow *self, const char *outage, const char *crew, gboolean as_second)
{
  lamp_command_flow_say_done (self, lamp_outbox_assign (self->outbox, outage, crew, as_second), g_new0 (LampUndo, 1));
}

void
lamp_command_flow_assign_second (LampCommandFlow *self, const char *outage, const char *crew)
{
  g_return_if_fail (LAMP_IS_COMMAND_FLOW (self));

  if (has_outbox (self))
    assign (self, outage, crew, TRUE);
}

/* An outage that has a crew asks first: that crew may have come a moment ago, or been overlooked. */
static gboolean
assign_cb (LampCommandFlow *self, const char *outage, const char *crew)
{
  LampItem *assignment = NULL;

  if (!has_outbox (self))
    return TRUE;
  lamp_desk_get_crew_of_outage (self->desk, outage, &assignment);
  if (assignment == NULL || self->window == NULL)
    assign (self, outage, crew, assignment != NULL);
  else
    lamp_command_ask_second (self, outage, crew);
  return TRUE;
}

void
lamp_command_flow_move (LampCommandFlow *self, const char *assignment, const char *action)
{
  LampItem    *item = NULL;
  LampUndo    *undo = NULL;
  LampCommand *command = NULL;

  g_return_if_fail (LAMP_IS_COMMAND_FLOW (self));

  item = lamp_desk_lookup (self->desk, "assignments", assignment);
  if (item == NULL || !has_outbox (self))
    return;
  if (!g_str_equal (action, "advance"))
    {
      const LampAssignment *record = lamp_item_get_record (item);

      undo = g_new0 (LampUndo, 1);
      undo->outage = g_strdup (record->outage);
      undo->crew = g_strdup (record->crew);
    }
  command = lamp_outbox_assignment (self->outbox, assignment, action, NULL);
  lamp_command_flow_say_done (self, command, undo);
}

void
lamp_command_flow_outage (LampCommandFlow *self, const char *outage, const char *action, const char *text, gint64 ert_usec)
{
  LampItem *item = lamp_desk_lookup (self->desk, "outages", outage);
  LampUndo *undo = NULL;

  if (item == NULL || !has_outbox (self))
    return;
  if (g_str_equal (action, "set-ert"))
    {
      undo = g_new0 (LampUndo, 1);
      undo->ert_usec = ((LampOutage *)lamp_item_get_record (item))->ert_usec;
      if (undo->ert_usec == LAMP_UNKNOWN_TIME)
        g_clear_pointer (&undo, lamp_undo_free);
    }
  lamp_command_flow_say_done (self, lamp_outbox_outage (self->outbox, outage, action, text, ert_usec), undo);
}

void
lamp_command_flow_settle (LampCommandFlow *self, LampCommand *command, LampSettle settle)
{
  g_autofree char *outage = NULL, *crew = NULL;

  g_return_if_fail (LAMP_IS_COMMAND_FLOW (self));

  switch (settle)
    {
    case LAMP_SETTLE_SEND:
      lamp_outbox_confirm (self->outbox, command);
      break;
    case LAMP_SETTLE_AS_SECOND:
      outage = g_strdup (lamp_command_get_id (command));
      crew = g_strdup (lamp_command_get_crew (command));
      lamp_outbox_drop (self->outbox, command);
      assign (self, outage, crew, TRUE);
      break;
    case LAMP_SETTLE_LEAVE:
      lamp_outbox_drop (self->outbox, command);
      break;
    default:
      g_assert_not_reached ();
    }
}

char *
lamp_command_flow_dup_complaint (LampCommandFlow *self, LampCommand *command)
{
  g_return_val_if_fail (LAMP_IS_COMMAND_FLOW (self), NULL);

  return lamp_command_say_complaint (self->desk, command);
}

/* A refusal is said at once and stays with its outage until it is settled. */
static void
complain (LampCommandFlow *self, LampCommand *command)
{
  g_autofree char *complaint = lamp_command_say_complaint (self->desk, command);
  const char      *outage = lamp_command_find_outage (self->desk, command);
  AdwToast        *toast = NULL;

  if (complaint == NULL)
    return;
  if (self->undo != NULL && self->undo->command == command)
    lamp_command_flow_forget_undo (self);
  toast = lamp_toast_new (complaint);
  adw_toast_set_timeout (toast, 0);
  adw_toast_set_priority (toast, ADW_TOAST_PRIORITY_HIGH);
  if (outage != NULL)
    {
      adw_toast_set_button_label (toast, _ ("_Show"));
      adw_toast_set_action_name (toast, "win.show-outage");
      adw_toast_set_action_target_value (toast, g_variant_new_string (outage));
    }
  lamp_desk_toast (self->desk, toast);
}

/* The undo that waits for this command; NULL when nobody wants it undone. */
static LampUndo *
steal_wanted (LampCommandFlow *self, LampCommand *command)
{
  for (guint i = 0; i < self->wanted->len; i++)
    if (((LampUndo *)self->wanted->pdata[i])->command == command)
      return g_ptr_array_steal_index (self->wanted, i);
  return NULL;
}

static void
answered_cb (LampCommandFlow *self, LampCommand *command)
{
  gboolean  refused = lamp_command_get_state (command) == LAMP_COMMAND_REFUSED;
  LampUndo *undo = steal_wanted (self, command);

  if (undo == NULL && refused)
    complain (self, command);
  else if (undo != NULL && refused)
    lamp_outbox_drop (self->outbox, command); /* it was not done: all that was wanted */
  else if (undo != NULL)
    lamp_command_flow_take_back (self, undo);
  g_clear_pointer (&undo, lamp_undo_free);
}

/* Nobody needs to be asked whether to send what they took back; asking is no answer, so it is looked for. */
static void
drop_unwanted_cb (LampCommandFlow *self)
{
  for (guint i = self->wanted->len; i-- > 0;)
    {
      LampUndo *undo = self->wanted->pdata[i];

      if (lamp_command_get_state (undo->command) != LAMP_COMMAND_ASKS)
        continue;
      lamp_outbox_drop (self->outbox, undo->command);
      g_ptr_array_remove_index (self->wanted, i);
    }
}

void
lamp_command_flow_set_first (LampCommandFlow *self, const char *outage, const char *crew)
{
  g_return_if_fail (LAMP_IS_COMMAND_FLOW (self));

  if (g_strcmp0 (self->first_outage, outage) == 0 && g_strcmp0 (self->first_crew, crew) == 0)
    return;
  g_free (self->first_outage);
  self->first_outage = g_strdup (outage);
  g_free (self->first_crew);
  self->first_crew = g_strdup (crew);
  g_signal_emit (self, signals[FIRST_CHANGED], 0);
}

static void
lamp_command_flow_dispose (GObject *object)
{
  LampCommandFlow *self = LAMP_COMMAND_FLOW (object);

  g_clear_pointer (&self->undo, lamp_undo_free);
  g_ptr_array_set_size (self->wanted, 0);
  g_clear_object (&self->outbox);
  g_clear_object (&self->desk);
  g_clear_weak_pointer (&self->window);

  G_OBJECT_CLASS (lamp_command_flow_parent_class)->dispose (object);
}

static void
lamp_command_flow_finalize (GObject *object)
{
  LampCommandFlow *self = LAMP_COMMAND_FLOW (object);

  g_ptr_array_unref (self->wanted);
  g_free (self->first_outage);
  g_free (self->first_crew);

  G_OBJECT_CLASS (lamp_command_flow_parent_class)->finalize (object);
}

static void
lamp_command_flow_class_init (LampCommandFlowClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GType         type = G_TYPE_FROM_CLASS (klass);

  object_class->dispose = lamp_command_flow_dispose;
  object_class->finalize = lamp_command_flow_finalize;

  signals[FIRST_CHANGED] = g_signal_new ("first-changed", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  g_signal_new ("undo-changed", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
lamp_command_flow_init (LampCommandFlow *self)
{
  self->wanted = g_ptr_array_new_with_free_func ((GDestroyNotify)lamp_undo_free);
}

LampCommandFlow *
lamp_command_flow_new (LampDesk *desk)
{
  LampCommandFlow *self = g_object_new (LAMP_TYPE_COMMAND_FLOW, NULL);

  self->desk = g_object_ref (desk);
  g_set_object (&self->outbox, lamp_desk_get_outbox (desk));
  g_signal_connect_object (desk, "assign", G_CALLBACK (assign_cb), self, G_CONNECT_SWAPPED);
  if (self->outbox != NULL)
    {
      g_signal_connect_object (self->outbox, "answered", G_CALLBACK (answered_cb), self, G_CONNECT_SWAPPED);
      g_signal_connect_object (desk, "tick", G_CALLBACK (drop_unwanted_cb), self, G_CONNECT_SWAPPED);
    }
  return self;
}
