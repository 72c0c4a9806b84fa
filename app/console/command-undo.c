/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * One thing can be undone at a time: the last one, for as long as its toast stands. To undo a command that was sent is
 * to wait for the answer first, whatever else is done meanwhile; only what was never sent can simply be forgotten.
 */
#define G_LOG_DOMAIN "lamp-command-flow"
#include "config.h"

#define GETTEXT_PACKAGE LAMP_GETTEXT_PACKAGE
#include "console/command-flow-private.h"

#include "console/command-words.h"

#include <glib/gi18n-lib.h>

void
lamp_undo_free (LampUndo *undo)
{
  g_clear_object (&undo->command);
  g_clear_object (&undo->toast);
  g_free (undo->outage);
  g_free (undo->crew);
  g_free (undo);
}

/* What could be undone till now, without its toast; NULL when there is nothing. */
static LampUndo *
steal_undo (LampCommandFlow *self)
{
  LampUndo *undo = g_steal_pointer (&self->undo);

  if (undo == NULL)
    return NULL;
  g_signal_handlers_disconnect_by_data (undo->toast, self);
  adw_toast_dismiss (undo->toast);
  g_signal_emit_by_name (self, "undo-changed");
  return undo;
}

void
lamp_command_flow_forget_undo (LampCommandFlow *self)
{
  LampUndo *undo = steal_undo (self);

  g_clear_pointer (&undo, lamp_undo_free);
}

void
lamp_command_flow_take_back (LampCommandFlow *self, const LampUndo *undo)
{
  const char *kind = lamp_command_get_kind (undo->command);

  if (g_str_equal (kind, "assign") && lamp_command_get_result_id (undo->command) != NULL)
    lamp_outbox_assignment (self->outbox, lamp_command_get_result_id (undo->command), "recall", "undone");
  else if (g_str_equal (kind, "recall"))
    lamp_outbox_assign (self->outbox, undo->outage, undo->crew, TRUE);
  else if (g_str_equal (kind, "suspend"))
    lamp_outbox_assignment (self->outbox, lamp_command_get_id (undo->command), "advance", NULL);
  else if (g_str_equal (kind, "set-ert") && undo->ert_usec != LAMP_UNKNOWN_TIME)
    lamp_outbox_outage (self->outbox, lamp_command_get_id (undo->command), "set-ert", NULL, undo->ert_usec);
}

void
lamp_command_flow_undo (LampCommandFlow *self)
{
  LampUndo *undo = steal_undo (self);

  if (undo == NULL)
    return;
  switch (lamp_command_get_state (undo->command))
    {
    case LAMP_COMMAND_ACCEPTED:
      lamp_command_flow_take_back (self, undo);
      break;
    case LAMP_COMMAND_SENDING:
    case LAMP_COMMAND_WAITING:
      /* The outbox knows by itself how to take back a crew that may have been sent. */
      if (!lamp_command_was_sent (undo->command) || g_str_equal (lamp_command_get_kind (undo->command), "assign"))
        lamp_outbox_drop (self->outbox, undo->command);
      else
        g_ptr_array_add (self->wanted, g_steal_pointer (&undo));
      break;
    case LAMP_COMMAND_ASKS:
    case LAMP_COMMAND_REFUSED:
      lamp_outbox_drop (self->outbox, undo->command);
      break;
    default:
      g_assert_not_reached ();
    }
  g_clear_pointer (&undo, lamp_undo_free);
}

gboolean
lamp_command_flow_can_undo (LampCommandFlow *self)
{
  return self->undo != NULL;
}

static void
toast_gone_cb (LampCommandFlow *self, AdwToast *toast)
{
  if (self->undo != NULL && self->undo->toast == toast)
    {
      g_clear_pointer (&self->undo, lamp_undo_free);
      g_signal_emit_by_name (self, "undo-changed");
    }
}

void
lamp_command_flow_say_done (LampCommandFlow *self, LampCommand *command, LampUndo *undo)
{
  g_autofree char *done = command != NULL ? lamp_command_say_done (self->desk, command) : NULL;
  g_autofree char *text = NULL;
  AdwToast        *toast = NULL;

  lamp_command_flow_forget_undo (self);
  if (done == NULL)
    {
      g_clear_pointer (&undo, lamp_undo_free);
      return;
    }
  if (lamp_command_get_state (command) == LAMP_COMMAND_WAITING)
    text = g_strdup_printf (_ ("%s – waits for the gateway"), done);
  toast = lamp_toast_new (text != NULL ? text : done);
  adw_toast_set_timeout (toast, LAMP_UNDO_SEC);
  adw_toast_set_priority (toast, ADW_TOAST_PRIORITY_HIGH);
  if (undo != NULL)
    {
      undo->command = g_object_ref (command);
      undo->toast = g_object_ref (toast);
      self->undo = undo;
      adw_toast_set_button_label (toast, _ ("_Undo"));
      adw_toast_set_action_name (toast, "win.undo");
      g_signal_connect_object (toast, "dismissed", G_CALLBACK (toast_gone_cb), self, G_CONNECT_SWAPPED);
      g_signal_emit_by_name (self, "undo-changed");
    }
  lamp_desk_toast (self->desk, toast);
}
