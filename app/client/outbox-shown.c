/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What of the commands the copy shows: each record as the gateway has it, with what every open command will make of it, and
 * how that stands. A command that was accepted goes on being shown until the change arrives.
 */
#include "client/outbox-private.h"
#include "client/session-private.h"

#include <string.h>

static void
refresh_one (const char *collection, const char *id, gpointer user_data)
{
  LampOutbox *self = user_data;

  if (self->session != NULL)
    lamp_session_refresh_shown (self->session, collection, id);
}

void
lamp_outbox_refresh (LampOutbox *self, LampCommand *command)
{
  lamp_command_foreach_touched (command, refresh_one, self);
}

typedef struct
{
  const LampRecordType *type;
  const char           *id;
  gboolean              found;
} Search;

static void
search_one (const char *collection, const char *id, gpointer user_data)
{
  Search *search = user_data;

  if (strcmp (collection, search->type->collection) == 0 && strcmp (id, search->id) == 0)
    search->found = TRUE;
}

static gboolean
touches (LampCommand *command, const LampRecordType *type, const char *id)
{
  Search search = { type, id, FALSE };

  lamp_command_foreach_touched (command, search_one, &search);
  return search.found;
}

static LampPending
pending_of (LampCommand *command, const LampRecordType *type, const char *id)
{
  switch (command->state)
    {
    case LAMP_COMMAND_SENDING:
      return LAMP_PENDING_SENDING;
    case LAMP_COMMAND_WAITING:
      return LAMP_PENDING_WAITING;
    case LAMP_COMMAND_ASKS:
    case LAMP_COMMAND_REFUSED:
      /* The question stands at what it was asked of, not at everything it would have changed. */
      return strcmp (command->collection, type->collection) == 0 && strcmp (command->id, id) == 0 ? LAMP_PENDING_CONFLICT : LAMP_PENDING_NONE;
    case LAMP_COMMAND_ACCEPTED:
    default:
      return LAMP_PENDING_NONE;
    }
}

gpointer
lamp_outbox_dup_expected (LampOutbox *self, const LampRecordType *type, const char *id, gpointer server, LampPending *pending)
{
  gpointer record = server != NULL ? lamp_record_ref (server) : NULL;

  *pending = LAMP_PENDING_NONE;
  for (guint i = 0; i < self->settling->len; i++)
    if (touches (g_ptr_array_index (self->settling, i), type, id))
      lamp_command_expect (g_ptr_array_index (self->settling, i), self->session, type, id, &record);
  for (guint i = 0; i < self->commands->len; i++)
    {
      LampCommand *command = g_ptr_array_index (self->commands, i);

      if (!touches (command, type, id))
        continue;
      *pending = MAX (*pending, pending_of (command, type, id));
      if (command->state == LAMP_COMMAND_SENDING || command->state == LAMP_COMMAND_WAITING)
        lamp_command_expect (command, self->session, type, id, &record);
    }
  if (record == server)
    g_clear_pointer (&record, lamp_record_unref);
  return record;
}

void
lamp_outbox_copy_changed (LampOutbox *self, gint64 seq)
{
  g_autoptr (GPtrArray) settled = g_ptr_array_new_with_free_func (g_object_unref);

  for (guint i = self->settling->len; i-- > 0;)
    if (((LampCommand *)g_ptr_array_index (self->settling, i))->result_seq <= seq)
      g_ptr_array_add (settled, g_ptr_array_steal_index (self->settling, i));
  for (guint i = 0; i < settled->len; i++)
    lamp_outbox_refresh (self, g_ptr_array_index (settled, i));
  for (guint i = 0; i < self->settling->len; i++)
    lamp_outbox_refresh (self, g_ptr_array_index (self->settling, i));
  for (guint i = 0; i < self->commands->len; i++)
    lamp_outbox_refresh (self, g_ptr_array_index (self->commands, i));
}

void
lamp_outbox_copy_dropped (LampOutbox *self)
{
  lamp_outbox_copy_changed (self, G_MAXINT64);
}
