/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * One command: the object and its line in the file. See outbox.h and outbox-private.h.
 */
#define G_LOG_DOMAIN "lamp-client"
#include "config.h"

#include "client/json.h"
#include "client/outbox-private.h"

#include <string.h>

#define LOCAL_PREFIX "local-"

G_DEFINE_FINAL_TYPE (LampCommand, lamp_command, G_TYPE_OBJECT)

enum {
  PROP_0,
  PROP_STATE,
  N_PROPS
};

static GParamSpec *props[N_PROPS];

static void
lamp_command_finalize (GObject *object)
{
  LampCommand *self = LAMP_COMMAND (object);

  g_free (self->key);
  g_free (self->replaces);
  g_free (self->kind);
  g_free (self->collection);
  g_free (self->id);
  g_free (self->crew);
  g_free (self->text);
  g_free (self->mode);
  g_free (self->local_id);
  g_free (self->if_match);
  g_free (self->seen);
  g_free (self->result_id);
  g_clear_pointer (&self->body, json_object_unref);
  g_clear_pointer (&self->problem, json_object_unref);

  G_OBJECT_CLASS (lamp_command_parent_class)->finalize (object);
}

static void
lamp_command_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  LampCommand *self = LAMP_COMMAND (object);

  if (prop_id == PROP_STATE)
    g_value_set_int (value, (int)self->state);
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
}

static void
lamp_command_class_init (LampCommandClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->finalize = lamp_command_finalize;
  object_class->get_property = lamp_command_get_property;
  props[PROP_STATE] = g_param_spec_int ("state", NULL, NULL, LAMP_COMMAND_SENDING, LAMP_COMMAND_REFUSED, LAMP_COMMAND_SENDING, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY);
  g_object_class_install_properties (object_class, N_PROPS, props);
}

static void
lamp_command_init (LampCommand *self)
{
  self->ert_usec = LAMP_UNKNOWN_TIME;
  self->result_seq = -1;
}

LampCommand *
lamp_command_new (const char *kind, const char *collection, const char *id)
{
  LampCommand *self = g_object_new (LAMP_TYPE_COMMAND, NULL);

  self->key = g_uuid_string_random ();
  self->local_id = g_strconcat (LOCAL_PREFIX, self->key, NULL);
  self->kind = g_strdup (kind);
  self->collection = g_strdup (collection);
  self->id = g_strdup (id);
  self->created_usec = g_get_real_time ();
  return self;
}

void
lamp_command_set_state (LampCommand *self, LampCommandState state)
{
  if (self->state == state)
    return;
  self->state = state;
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_STATE]);
}

void
lamp_command_renew_key (LampCommand *self)
{
  g_free (self->replaces);
  self->replaces = self->key;
  self->key = g_uuid_string_random ();
  self->attempted = FALSE;
  g_clear_pointer (&self->body, json_object_unref);
  g_clear_pointer (&self->if_match, g_free);
}

gboolean
lamp_command_is_local (LampCommand *self)
{
  return strcmp (self->collection, "assignments") == 0 && g_str_has_prefix (self->id, LOCAL_PREFIX);
}

char *
lamp_command_dup_path (LampCommand *self)
{
  g_autofree char *id = NULL;

  if (strcmp (self->kind, "assign") == 0)
    return g_strdup ("/collections/assignments/items");
  id = g_uri_escape_string (self->id, NULL, FALSE);
  return g_strdup_printf ("/collections/%s/items/%s/actions", self->collection, id);
}

static void
set_string (JsonObject *object, const char *name, const char *value)
{
  if (value != NULL)
    json_object_set_string_member (object, name, value);
}

JsonObject *
lamp_command_to_json (LampCommand *self)
{
  JsonObject *object = json_object_new ();

  set_string (object, "op", "command");
  set_string (object, "key", self->key);
  set_string (object, "replaces", self->replaces);
  set_string (object, "kind", self->kind);
  set_string (object, "collection", self->collection);
  set_string (object, "id", self->id);
  set_string (object, "crew", self->crew);
  set_string (object, "text", self->text);
  set_string (object, "mode", self->mode);
  set_string (object, "localId", self->local_id);
  set_string (object, "ifMatch", self->if_match);
  set_string (object, "seen", self->seen);
  json_object_set_boolean_member (object, "asSecond", self->as_second);
  json_object_set_boolean_member (object, "attempted", self->attempted);
  json_object_set_boolean_member (object, "refused", self->state == LAMP_COMMAND_REFUSED);
  json_object_set_int_member (object, "created", self->created_usec);
  json_object_set_int_member (object, "rebased", self->n_rebased);
  if (self->ert_usec != LAMP_UNKNOWN_TIME)
    json_object_set_int_member (object, "ert", self->ert_usec);
  if (self->body != NULL)
    json_object_set_object_member (object, "body", json_object_ref (self->body));
  if (self->problem != NULL)
    json_object_set_object_member (object, "problem", json_object_ref (self->problem));
  return object;
}

static JsonObject *
dup_object (JsonObject *object, const char *name)
{
  JsonObject *member = lamp_json_object (object, name);

  return member != NULL ? json_object_ref (member) : NULL;
}

LampCommand *
lamp_command_from_json (JsonObject *object)
{
  LampCommand *self = NULL;
  const char  *key = lamp_json_string (object, "key");
  const char  *kind = lamp_json_string (object, "kind");
  const char  *collection = lamp_json_string (object, "collection");
  const char  *id = lamp_json_string (object, "id");
  const char  *crew = lamp_json_string (object, "crew");

  if (key == NULL || kind == NULL || collection == NULL || id == NULL || (strcmp (kind, "assign") == 0 && crew == NULL))
    return NULL;
  self = lamp_command_new (kind, collection, id);
  g_free (self->key);
  self->key = g_strdup (key);
  if (lamp_json_string (object, "localId") != NULL)
    {
      g_free (self->local_id);
      self->local_id = g_strdup (lamp_json_string (object, "localId"));
    }
  self->crew = g_strdup (crew);
  self->text = g_strdup (lamp_json_string (object, "text"));
  self->mode = g_strdup (lamp_json_string (object, "mode"));
  self->if_match = g_strdup (lamp_json_string (object, "ifMatch"));
  self->seen = g_strdup (lamp_json_string (object, "seen"));
  self->as_second = lamp_json_boolean (object, "asSecond");
  self->attempted = lamp_json_boolean (object, "attempted");
  self->state = lamp_json_boolean (object, "refused") ? LAMP_COMMAND_REFUSED : LAMP_COMMAND_WAITING;
  self->created_usec = lamp_json_int (object, "created", self->created_usec);
  self->n_rebased = (guint)CLAMP (lamp_json_int (object, "rebased", 0), 0, 100);
  self->ert_usec = lamp_json_int (object, "ert", LAMP_UNKNOWN_TIME);
  self->body = dup_object (object, "body");
  self->problem = dup_object (object, "problem");
  return self;
}

const char *
lamp_command_get_kind (LampCommand *self)
{
  g_return_val_if_fail (LAMP_IS_COMMAND (self), NULL);

  return self->kind;
}

const char *
lamp_command_get_collection (LampCommand *self)
{
  g_return_val_if_fail (LAMP_IS_COMMAND (self), NULL);

  return self->collection;
}

const char *
lamp_command_get_id (LampCommand *self)
{
  g_return_val_if_fail (LAMP_IS_COMMAND (self), NULL);

  return self->id;
}

const char *
lamp_command_get_crew (LampCommand *self)
{
  g_return_val_if_fail (LAMP_IS_COMMAND (self), NULL);

  return self->crew;
}

LampCommandState
lamp_command_get_state (LampCommand *self)
{
  g_return_val_if_fail (LAMP_IS_COMMAND (self), LAMP_COMMAND_REFUSED);

  return self->state;
}

gint64
lamp_command_get_created_usec (LampCommand *self)
{
  g_return_val_if_fail (LAMP_IS_COMMAND (self), 0);

  return self->created_usec;
}

gboolean
lamp_command_was_sent (LampCommand *self)
{
  g_return_val_if_fail (LAMP_IS_COMMAND (self), FALSE);

  return self->attempted;
}

const char *
lamp_command_get_problem_code (LampCommand *self)
{
  g_return_val_if_fail (LAMP_IS_COMMAND (self), NULL);

  return lamp_json_string (self->problem, "code");
}

const char *
lamp_command_get_problem_detail (LampCommand *self)
{
  const char *detail = NULL;

  g_return_val_if_fail (LAMP_IS_COMMAND (self), NULL);

  detail = lamp_json_string (self->problem, "detail");
  return detail != NULL ? detail : lamp_json_string (self->problem, "title");
}

JsonObject *
lamp_command_get_problem (LampCommand *self)
{
  g_return_val_if_fail (LAMP_IS_COMMAND (self), NULL);

  return self->problem;
}

const char *
lamp_command_get_result_id (LampCommand *self)
{
  g_return_val_if_fail (LAMP_IS_COMMAND (self), NULL);

  return self->result_id;
}
