/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The copy a session holds of what is live: a collection of each kind from the start, shown as the gateway has it, with
 * what our own commands will make of it.
 */
#include "client/session-private.h"

LampCollection *
lamp_session_peek_collection (LampSession *self, const char *collection)
{
  return collection != NULL ? g_hash_table_lookup (self->collections, collection) : NULL;
}

void
lamp_session_drop_copy (LampSession *self)
{
  g_autoptr (GPtrArray) none = g_ptr_array_new ();
  GHashTableIter iter;
  gpointer       collection = NULL;

  self->has_snapshot = FALSE;
  self->was_live = FALSE;
  self->seq = 0;
  self->seq_open = FALSE;
  g_clear_pointer (&self->pages, g_hash_table_unref);
  g_hash_table_iter_init (&iter, self->collections);
  while (g_hash_table_iter_next (&iter, NULL, &collection))
    lamp_collection_replace_all (collection, none);
  lamp_outbox_copy_dropped (self->outbox);
  lamp_outbox_set_online (self->outbox, FALSE);
}

void
lamp_session_refresh_shown (LampSession *self, const char *collection, const char *id)
{
  LampCollection *list = lamp_session_peek_collection (self, collection);
  LampPending     pending = LAMP_PENDING_NONE;
  g_autoptr (LampRecord) expected = NULL;

  if (list == NULL || id == NULL)
    return;
  expected = lamp_outbox_dup_expected (self->outbox, lamp_collection_get_record_type (list), id, lamp_collection_get_server_record (list, id), &pending);
  lamp_collection_show (list, id, expected, pending);
}

GListModel *
lamp_session_get_collection (LampSession *self, const char *collection)
{
  g_return_val_if_fail (LAMP_IS_SESSION (self), NULL);

  return (GListModel *)lamp_session_peek_collection (self, collection);
}

LampItem *
lamp_session_lookup (LampSession *self, const char *collection, const char *id)
{
  LampCollection *list = NULL;

  g_return_val_if_fail (LAMP_IS_SESSION (self), NULL);

  list = lamp_session_peek_collection (self, collection);
  return list != NULL ? lamp_collection_lookup (list, id) : NULL;
}
