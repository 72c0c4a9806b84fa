/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What a dispatcher asks: a new command, at once in the list and on its way; a second try, or the end, of one that was not
 * done. See outbox.h.
 */
#include "client/outbox-private.h"
#include "client/session-private.h"

#include <string.h>

/* What cannot go at once is written down as it waits. */
static void
send_or_keep (LampOutbox *self, LampCommand *command)
{
  lamp_outbox_pump (self);
  if (lamp_outbox_has (self, command) && !command->in_flight && lamp_command_is_open (command))
    lamp_outbox_keep (self, command, NULL, NULL);
}

static LampCommand *
enqueue (LampOutbox *self, LampCommand *command)
{
  g_autoptr (LampCommand) held = g_object_ref (command);

  command->mode = g_strdup (self->session->mode);
  command->state = self->sends != NULL ? LAMP_COMMAND_SENDING : LAMP_COMMAND_WAITING;
  g_ptr_array_add (self->commands, command);
  command->seen = lamp_outbox_look (self, command);
  g_list_model_items_changed (G_LIST_MODEL (self), self->commands->len - 1, 0, 1);
  lamp_outbox_refresh (self, command);
  lamp_outbox_update_n_waiting (self);
  /* Whoever acts does not wait for the pause after somebody else's failure. */
  g_clear_handle_id (&self->retry_id, g_source_remove);
  send_or_keep (self, command);
  return lamp_outbox_has (self, command) ? command : NULL;
}

LampCommand *
lamp_outbox_assign (LampOutbox *self, const char *outage, const char *crew, gboolean as_second)
{
  LampCommand *command = NULL;

  g_return_val_if_fail (LAMP_IS_OUTBOX (self) && outage != NULL && crew != NULL, NULL);

  if (self->session == NULL)
    return NULL;
  command = lamp_command_new ("assign", "outages", outage);
  command->crew = g_strdup (crew);
  command->as_second = as_second;
  return enqueue (self, command);
}

static LampCommand *
find_maker (LampOutbox *self, const char *assignment)
{
  for (guint i = 0; i < self->commands->len; i++)
    {
      LampCommand *command = g_ptr_array_index (self->commands, i);

      if (strcmp (command->kind, "assign") == 0 && strcmp (command->local_id, assignment) == 0)
        return command;
    }
  return NULL;
}

LampCommand *
lamp_outbox_assignment (LampOutbox *self, const char *assignment, const char *action, const char *reason)
{
  LampCommand *maker = NULL;
  LampCommand *command = NULL;

  g_return_val_if_fail (LAMP_IS_OUTBOX (self) && assignment != NULL && action != NULL, NULL);

  if (self->session == NULL)
    return NULL;
  maker = find_maker (self, assignment);
  /* Nobody was told yet, so there is nobody to call back. */
  if (maker != NULL && !maker->attempted && strcmp (action, "recall") == 0)
    {
      lamp_outbox_drop (self, maker);
      return NULL;
    }
  command = lamp_command_new (action, "assignments", assignment);
  command->text = g_strdup (reason);
  return enqueue (self, command);
}

LampCommand *
lamp_outbox_outage (LampOutbox *self, const char *outage, const char *action, const char *text, gint64 ert_usec)
{
  LampCommand *command = NULL;

  g_return_val_if_fail (LAMP_IS_OUTBOX (self) && outage != NULL && action != NULL, NULL);

  if (self->session == NULL)
    return NULL;
  command = lamp_command_new (action, "outages", outage);
  command->text = g_strdup (text);
  if (strcmp (action, "set-ert") == 0)
    command->ert_usec = ert_usec;
  return enqueue (self, command);
}

void
lamp_outbox_confirm (LampOutbox *self, LampCommand *command)
{
  g_return_if_fail (LAMP_IS_OUTBOX (self) && LAMP_IS_COMMAND (command));

  if (self->session == NULL || !lamp_outbox_has (self, command) ||
      (command->state != LAMP_COMMAND_ASKS && command->state != LAMP_COMMAND_REFUSED) ||
      g_strcmp0 (command->mode, self->session->mode) != 0)
    return;
  lamp_command_renew_key (command);
  g_clear_pointer (&command->problem, json_object_unref);
  g_free (command->seen);
  command->seen = lamp_outbox_look (self, command);
  command->created_usec = g_get_real_time ();
  command->n_rebased = 0;
  lamp_command_set_state (command, self->sends != NULL ? LAMP_COMMAND_SENDING : LAMP_COMMAND_WAITING);
  lamp_outbox_refresh (self, command);
  lamp_outbox_update_n_waiting (self);
  send_or_keep (self, command);
}

void
lamp_outbox_drop (LampOutbox *self, LampCommand *command)
{
  g_return_if_fail (LAMP_IS_OUTBOX (self) && LAMP_IS_COMMAND (command));

  if (self->session == NULL || !lamp_outbox_has (self, command))
    return;
  /* The gateway may have heard of it: then the crew has to be called back. */
  if (strcmp (command->kind, "assign") == 0 && command->attempted && (command->state == LAMP_COMMAND_SENDING || command->state == LAMP_COMMAND_WAITING))
    {
      lamp_outbox_assignment (self, command->local_id, "recall", NULL);
      return;
    }
  lamp_outbox_remove (self, command);
}
