/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The list of commands, what is asked of it, and what of it the copy shows. See outbox.h and outbox-private.h.
 */
#define G_LOG_DOMAIN "lamp-client"
#include "config.h"
#define GETTEXT_PACKAGE LAMP_GETTEXT_PACKAGE

#include "client/json.h"
#include "client/outbox-private.h"
#include "client/session-private.h"

#include <glib/gi18n-lib.h>

#include <string.h>

static void lamp_outbox_list_model_init (GListModelInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (LampOutbox, lamp_outbox, G_TYPE_OBJECT, G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL, lamp_outbox_list_model_init))

enum {
  PROP_0,
  PROP_N_WAITING,
  N_PROPS
};

enum {
  ANSWERED,
  N_SIGNALS
};

static GParamSpec *props[N_PROPS];
static guint       signals[N_SIGNALS];

static GType
lamp_outbox_get_item_type (GListModel *model)
{
  return LAMP_TYPE_COMMAND;
}

static guint
lamp_outbox_get_n_items (GListModel *model)
{
  return LAMP_OUTBOX (model)->commands->len;
}

static gpointer
lamp_outbox_get_item (GListModel *model, guint position)
{
  LampOutbox *self = LAMP_OUTBOX (model);

  return position < self->commands->len ? g_object_ref (g_ptr_array_index (self->commands, position)) : NULL;
}

static void
lamp_outbox_list_model_init (GListModelInterface *iface)
{
  iface->get_item_type = lamp_outbox_get_item_type;
  iface->get_n_items = lamp_outbox_get_n_items;
  iface->get_item = lamp_outbox_get_item;
}

static void
lamp_outbox_dispose (GObject *object)
{
  lamp_outbox_detach (LAMP_OUTBOX (object));

  G_OBJECT_CLASS (lamp_outbox_parent_class)->dispose (object);
}

static void
lamp_outbox_finalize (GObject *object)
{
  LampOutbox *self = LAMP_OUTBOX (object);

  g_ptr_array_unref (self->commands);
  g_ptr_array_unref (self->settling);
  g_free (self->trouble);

  G_OBJECT_CLASS (lamp_outbox_parent_class)->finalize (object);
}

static void
lamp_outbox_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  LampOutbox *self = LAMP_OUTBOX (object);

  if (prop_id == PROP_N_WAITING)
    g_value_set_uint (value, self->n_waiting);
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
}

static void
lamp_outbox_class_init (LampOutboxClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = lamp_outbox_dispose;
  object_class->finalize = lamp_outbox_finalize;
  object_class->get_property = lamp_outbox_get_property;
  props[PROP_N_WAITING] = g_param_spec_uint ("n-waiting", NULL, NULL, 0, G_MAXUINT, 0, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY);
  g_object_class_install_properties (object_class, N_PROPS, props);
  signals[ANSWERED] = g_signal_new ("answered", LAMP_TYPE_OUTBOX, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1, LAMP_TYPE_COMMAND);
}

static void
lamp_outbox_init (LampOutbox *self)
{
  self->commands = g_ptr_array_new_with_free_func (g_object_unref);
  self->settling = g_ptr_array_new_with_free_func (g_object_unref);
}

LampOutbox *
lamp_outbox_new (LampSession *session)
{
  LampOutbox *self = g_object_new (LAMP_TYPE_OUTBOX, NULL);
  g_autoptr (GPtrArray) lines = NULL;
  g_autoptr (GError) error = NULL;

  self->session = session;
  if (session->state_dir == NULL)
    return self;
  self->file = lamp_outbox_file_open (session->state_dir, session->base_url, &lines, &error);
  if (self->file == NULL)
    self->trouble = g_strdup (error->message);
  for (guint i = 0; i < lines->len; i++)
    {
      LampCommand *command = lamp_command_from_json (g_ptr_array_index (lines, i));

      if (command != NULL)
        g_ptr_array_add (self->commands, command);
    }
  lamp_outbox_update_n_waiting (self);
  return self;
}

void
lamp_outbox_detach (LampOutbox *self)
{
  self->session = NULL;
  g_clear_handle_id (&self->retry_id, g_source_remove);
  if (self->sends != NULL)
    g_cancellable_cancel (self->sends);
  g_clear_object (&self->sends);
  g_clear_pointer (&self->file, lamp_outbox_file_close);
}

void
lamp_outbox_tell_trouble (LampOutbox *self)
{
  if (self->trouble != NULL)
    lamp_session_tell (self->session, self->trouble);
}

/* --- For both files --- */

gboolean
lamp_outbox_has (LampOutbox *self, LampCommand *command)
{
  return g_ptr_array_find (self->commands, command, NULL);
}

/* What our own commands will make is no news. */
char *
lamp_outbox_look (LampOutbox *self, LampCommand *command)
{
  g_autoptr (GHashTable) ignored = g_hash_table_new (g_str_hash, g_str_equal);

  for (guint i = 0; i < self->commands->len; i++)
    g_hash_table_add (ignored, ((LampCommand *)g_ptr_array_index (self->commands, i))->local_id);
  return lamp_command_look (command, self->session, ignored);
}

void
lamp_outbox_keep (LampOutbox *self, LampCommand *command, LampOutboxFileFunc done, gpointer user_data)
{
  g_autoptr (JsonObject) line = NULL;

  if (self->file == NULL)
    {
      if (done != NULL)
        done (NULL, user_data);
      return;
    }
  line = lamp_command_to_json (command);
  g_clear_pointer (&command->replaces, g_free);
  lamp_outbox_file_append (self->file, line, done, user_data);
}

static void
forget (LampOutbox *self, LampCommand *command)
{
  g_autoptr (JsonObject) line = NULL;

  if (self->file == NULL)
    return;
  if (self->commands->len == 0)
    {
      lamp_outbox_file_empty (self->file);
      return;
    }
  line = json_object_new ();
  json_object_set_string_member (line, "op", "gone");
  json_object_set_string_member (line, "key", command->key);
  lamp_outbox_file_append (self->file, line, NULL, NULL);
}

void
lamp_outbox_update_n_waiting (LampOutbox *self)
{
  guint n = 0;

  for (guint i = 0; i < self->commands->len; i++)
    n += lamp_command_is_open (g_ptr_array_index (self->commands, i)) ? 1 : 0;
  if (n == self->n_waiting)
    return;
  self->n_waiting = n;
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_N_WAITING]);
}

void
lamp_outbox_remove (LampOutbox *self, LampCommand *command)
{
  guint position = 0;

  if (!g_ptr_array_find (self->commands, command, &position))
    return;
  g_object_ref (command);
  g_ptr_array_remove_index (self->commands, position);
  forget (self, command);
  g_list_model_items_changed (G_LIST_MODEL (self), position, 1, 0);
  lamp_outbox_update_n_waiting (self);
  lamp_outbox_refresh (self, command);
  g_object_unref (command);
}

void
lamp_outbox_emit_answered (LampOutbox *self, LampCommand *command)
{
  g_signal_emit (self, signals[ANSWERED], 0, command);
}

/* --- What the copy shows --- */

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

/* --- What is asked of it --- */

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
  lamp_outbox_pump (self);
  /* What could not go at once is written down as it waits. */
  if (lamp_outbox_has (self, command) && !command->in_flight && lamp_command_is_open (command))
    lamp_outbox_keep (self, command, NULL, NULL);
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
  lamp_outbox_pump (self);
  if (lamp_outbox_has (self, command) && !command->in_flight && lamp_command_is_open (command))
    lamp_outbox_keep (self, command, NULL, NULL);
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

void
lamp_outbox_set_online (LampOutbox *self, gboolean online)
{
  if (online == (self->sends != NULL))
    return;
  g_clear_handle_id (&self->retry_id, g_source_remove);
  self->n_failures = 0;
  if (online)
    {
      self->sends = g_cancellable_new ();
      lamp_outbox_pump (self);
      return;
    }
  g_cancellable_cancel (self->sends);
  g_clear_object (&self->sends);
  for (guint i = 0; i < self->commands->len; i++)
    {
      LampCommand *command = g_ptr_array_index (self->commands, i);

      if (command->state != LAMP_COMMAND_SENDING)
        continue;
      lamp_command_set_state (command, LAMP_COMMAND_WAITING);
      lamp_outbox_refresh (self, command);
    }
}

guint
lamp_outbox_get_n_waiting (LampOutbox *self)
{
  g_return_val_if_fail (LAMP_IS_OUTBOX (self), 0);

  return self->n_waiting;
}
