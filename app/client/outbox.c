/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The list of commands: taken over from the file, kept in it, told to those who look on. See outbox.h and outbox-private.h.
 */
#define G_LOG_DOMAIN "lamp-client"
#include "config.h"

#include "client/outbox-private.h"
#include "client/session-private.h"

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
