/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * See commands.h. What it does is in decide-*.c; here is only how it is asked and answered.
 */
#define G_LOG_DOMAIN "lamp-gateway"
#include "config.h"

#include "gateway/commands.h"

#include "gateway/demo.h"
#include "gateway/gateway-private.h"
#include "gateway/items.h"
#include "gateway/request-private.h"
#include "gateway/routes-private.h"

#include <string.h>

#define MAX_KEY 255
#define MAX_WAITING 2000 /* commands before the ledger */

typedef struct
{
  LampGateway           *gateway;
  LampRequest           *request;
  const LampCommandType *type;
  JsonNode              *body;
  char                  *actor, *id, *if_match;
  char                  *key;    /* NULL: none */
  char                  *flight; /* actor and key, while it is on its way */
  char                  *hash;   /* of the request */
  LampDecision           decision;
  LampAnswer            *answer;
  gboolean               replayed, key_misused;
} Command;

static void
command_free (Command *self)
{
  g_clear_pointer (&self->body, json_node_unref);
  g_clear_pointer (&self->answer, lamp_answer_free);
  lamp_decision_clear (&self->decision);
  g_free (self->actor);
  g_free (self->id);
  g_free (self->if_match);
  g_free (self->key);
  g_free (self->flight);
  g_free (self->hash);
  g_free (self);
}

/* --- the ledger's thread --- */

static gboolean
decide (Command *self, LampEdit *edit)
{
  const LampCommandType *type = self->type;
  LampRecord            *record = self->id != NULL ? lamp_edit_look (edit, type->type, self->id) : NULL;

  if (self->id != NULL && record == NULL)
    return lamp_decision_refuse_unknown (&self->decision, "not-found", "Not found", type->type, self->id);
  if (record != NULL && !lamp_decision_check_match (&self->decision, record))
    return FALSE;
  if (!type->decide (edit, &self->decision))
    return FALSE;
  if (self->decision.result_id == NULL)
    self->decision.result_id = g_strdup (self->id);
  return TRUE;
}

static LampAnswer *
write_answer (Command *self, LampTurn *turn)
{
  LampRecord *record = lamp_state_lookup (lamp_turn_get_state (turn), self->type->type, self->decision.result_id);
  LampAnswer *answer = g_new0 (LampAnswer, 1);
  g_autoptr (GString) body = g_string_new (NULL);

  lamp_items_append_feature (body, record, NULL);
  answer->request_hash = g_strdup (self->hash);
  answer->status = self->type->on_new ? 201 : 200;
  answer->etag = lamp_record_dup_etag (record);
  answer->body = g_string_free (g_steal_pointer (&body), FALSE);
  answer->seq = lamp_state_get_seq (lamp_turn_get_state (turn));
  if (self->type->on_new)
    answer->location = g_strdup_printf ("/collections/%s/items/%s", self->type->type->collection, record->id);
  return answer;
}

static void
work (LampTurn *turn, gpointer data)
{
  Command  *self = data;
  LampEdit *edit;

  if (self->key != NULL)
    self->answer = lamp_turn_find_answer (turn, self->actor, self->key);
  if (self->answer != NULL)
    {
      self->replayed = TRUE;
      self->key_misused = !g_str_equal (self->answer->request_hash, self->hash);
      return;
    }
  edit = lamp_turn_begin (turn, self->actor, self->type->name);
  self->decision.turn = turn;
  if (!decide (self, edit))
    {
      lamp_edit_drop (edit);
      return;
    }
  if (!lamp_edit_accept (edit, TRUE, self->decision.reason, self->key))
    return;
  self->answer = write_answer (self, turn);
  if (self->key != NULL)
    lamp_turn_put_answer (turn, self->actor, self->key, self->answer);
}

static void
kept (gpointer data)
{
  Command *self = data;

  if (self->gateway->demo != NULL && self->answer != NULL && !self->replayed)
    lamp_demo_order (self->gateway->demo, &self->decision.order);
}

/* --- the answer --- */

static void
answer_refusal (Command *self)
{
  LampDecision *decision = &self->decision;

  lamp_request_problem (self->request, decision->status, decision->code, decision->title, g_steal_pointer (&decision->extra), "%s", decision->detail);
}

static void
answer_done (Command *self)
{
  LampAnswer      *answer = self->answer;
  g_autofree char *seq = g_strdup_printf ("%" G_GINT64_FORMAT, answer->seq);

  if (answer->location != NULL)
    {
      g_autofree char *location = g_strconcat (self->request->base_url, answer->location, NULL);

      lamp_request_add_header (self->request, "Location", location);
    }
  if (self->replayed)
    lamp_request_add_header (self->request, "Idempotent-Replayed", "true");
  lamp_request_add_header (self->request, "Lamp-Seq", seq);
  lamp_request_answer (self->request, answer->status, LAMP_MEDIA_GEOJSON, answer->etag, g_bytes_new (answer->body, strlen (answer->body)));
}

static void
done (const GError *error, gpointer data)
{
  Command *self = data;

  if (self->flight != NULL)
    g_hash_table_remove (self->gateway->in_flight, self->flight);
  if (error != NULL)
    {
      lamp_request_add_header (self->request, "Retry-After", "5");
      lamp_request_problem (self->request, 503, "store-failed", "Store cannot be written", NULL, "Nothing was changed, because the store could not be written: %s", error->message);
    }
  else if (self->key_misused)
    lamp_request_problem (self->request, 422, "key-used", "Idempotency-Key used before", NULL, "This Idempotency-Key was used for another command; make a new key for each command.");
  else if (self->answer == NULL)
    answer_refusal (self);
  else
    answer_done (self);
  command_free (self);
}

static const LampJob job = { work, kept, done };

/* --- what is asked --- */

static gboolean
bad_body (LampRequest *request, const char *detail)
{
  lamp_request_problem (request, 400, "bad-body", "Body not understood", NULL, "%s", detail);
  return FALSE;
}

static gboolean
check_content_type (LampRequest *request)
{
  const char      *header = lamp_request_get_header (request, "Content-Type");
  g_autofree char *type = header != NULL ? g_ascii_strdown (header, (gssize)strcspn (header, "; \t")) : NULL;

  if (type == NULL || g_str_equal (type, LAMP_MEDIA_JSON) || (g_str_has_prefix (type, "application/") && g_str_has_suffix (type, "+json")))
    return TRUE;
  lamp_request_problem (request, 415, "not-json", "Not JSON", NULL, "A command is application/json, not %.60s.", type);
  return FALSE;
}

static gboolean
read_body (Command *self)
{
  g_autoptr (GError) error = NULL;

  self->body = lamp_json_from_bytes (lamp_request_get_body (self->request), &error);
  if (self->body == NULL)
    return bad_body (self->request, error->message);
  if (!JSON_NODE_HOLDS_OBJECT (self->body))
    return bad_body (self->request, "The body of a command is a JSON object.");
  return TRUE;
}

/* The draft of the header field has it quoted; most send it bare. Both are the same key. */
static gboolean
read_key (Command *self)
{
  const char      *header = lamp_request_get_header (self->request, "Idempotency-Key");
  g_autofree char *key = header != NULL ? g_strstrip (g_strdup (header)) : NULL;
  gsize            size = key != NULL ? strlen (key) : 0;

  if (key == NULL)
    return TRUE;
  if (size >= 2 && key[0] == '"' && key[size - 1] == '"')
    {
      key[size - 1] = '\0';
      memmove (key, key + 1, size - 1);
    }
  if (*key == '\0' || strlen (key) > MAX_KEY || !g_str_is_ascii (key))
    {
      lamp_request_problem (self->request, 400, "bad-key", "Idempotency-Key not usable", NULL, "An Idempotency-Key is 1 to %d ASCII characters, such as a UUID.", MAX_KEY);
      return FALSE;
    }
  self->key = g_steal_pointer (&key);
  return TRUE;
}

static gboolean
find_type (Command *self, const LampCommandType *types)
{
  JsonObject *body = json_node_get_object (self->body);
  JsonNode   *node = json_object_get_member (body, "action");
  const char *action = node != NULL && JSON_NODE_HOLDS_VALUE (node) && json_node_get_value_type (node) == G_TYPE_STRING ? json_node_get_string (node) : NULL;
  g_autoptr (GString) words = g_string_new (NULL);

  for (const LampCommandType *type = types; type->name != NULL; type++)
    {
      if (type->on_new != (self->id == NULL))
        continue;
      if (type->on_new || g_strcmp0 (action, type->name) == 0)
        {
          self->type = type;
          return TRUE;
        }
      g_string_append_printf (words, "%s%s", words->len > 0 ? ", " : "", type->name);
    }
  lamp_request_problem (self->request, 400, "bad-action", "Action not understood", NULL, "\"action\" must be one of: %s.", words->str);
  return FALSE;
}

static char *
hash_request (LampRequest *request, const char *if_match)
{
  g_autoptr (GChecksum) sum = g_checksum_new (G_CHECKSUM_SHA256);
  gsize         size;
  const guchar *body = g_bytes_get_data (lamp_request_get_body (request), &size);

  g_checksum_update (sum, (const guchar *)request->path, -1);
  g_checksum_update (sum, (const guchar *)"\n", 1);
  g_checksum_update (sum, (const guchar *)(if_match != NULL ? if_match : ""), -1);
  g_checksum_update (sum, (const guchar *)"\n", 1);
  g_checksum_update (sum, body, (gssize)size);
  return g_strdup (g_checksum_get_string (sum));
}

/* FALSE when one with the same key is on its way. */
static gboolean
take_off (Command *self)
{
  const char *other;

  if (self->key == NULL)
    return TRUE;
  self->flight = g_strconcat (self->actor, "\n", self->key, NULL);
  other = g_hash_table_lookup (self->gateway->in_flight, self->flight);
  if (other == NULL)
    {
      g_hash_table_insert (self->gateway->in_flight, g_strdup (self->flight), g_strdup (self->hash));
      return TRUE;
    }
  if (g_str_equal (other, self->hash))
    {
      lamp_request_add_header (self->request, "Retry-After", "1");
      lamp_request_problem (self->request, 409, "in-progress", "In progress", NULL, "The command with this Idempotency-Key is being done; ask again in a second.");
    }
  else
    {
      lamp_request_problem (self->request, 422, "key-used", "Idempotency-Key used before", NULL, "This Idempotency-Key is in use for another command; make a new key for each command.");
    }
  return FALSE;
}

static void
start (LampGateway *gateway, LampRequest *request, const LampCommandType *types, const char *id)
{
  Command *self = g_new0 (Command, 1);

  self->gateway = gateway;
  self->request = request;
  self->actor = g_strdup (request->user);
  self->id = g_strdup (id);
  self->if_match = g_strdup (lamp_request_get_header (request, "If-Match"));
  if (!check_content_type (request) || !read_body (self) || !read_key (self) || !find_type (self, types))
    {
      command_free (self);
      return;
    }
  self->hash = hash_request (request, self->if_match);
  if (lamp_ledger_get_n_waiting (gateway->ledger) > MAX_WAITING)
    {
      lamp_request_add_header (request, "Retry-After", "2");
      lamp_request_problem (request, 503, "overloaded", "Too much to do", NULL, "More than %d commands wait already; nothing was changed, send it again in a moment.", MAX_WAITING);
      command_free (self);
      return;
    }
  if (!take_off (self))
    {
      command_free (self);
      return;
    }
  self->decision = (LampDecision){ .actor = self->actor, .id = self->id, .if_match = self->if_match, .body = json_node_get_object (self->body), .network = gateway->network, .roads = gateway->roads };
  lamp_ledger_push (gateway->ledger, &job, self);
}

static const LampCommandType *
find_types (LampRequest *request, guint n)
{
  if (n < 3 || !g_str_equal (request->segments[0], "collections") || !g_str_equal (request->segments[2], "items"))
    return NULL;
  if (g_str_equal (request->segments[1], "assignments") && (n == 3 || (n == 5 && g_str_equal (request->segments[4], "actions"))))
    return lamp_assignment_commands;
  if (g_str_equal (request->segments[1], "outages") && n == 5 && g_str_equal (request->segments[4], "actions"))
    return lamp_outage_commands;
  return NULL;
}

gboolean
lamp_request_is_command (LampRequest *request)
{
  return !g_str_equal (request->method, "GET") && !g_str_equal (request->method, "OPTIONS");
}

gboolean
lamp_routes_command (LampGateway *gateway, LampRequest *request)
{
  guint                  n = g_strv_length (request->segments);
  const LampCommandType *types = find_types (request, n);

  if (types == NULL || (n == 3 && !g_str_equal (request->method, "POST")))
    return FALSE;
  if (!g_str_equal (request->method, "POST"))
    lamp_request_not_allowed (request, "OPTIONS, POST");
  else
    start (gateway, request, types, n == 5 ? request->segments[3] : NULL);
  return TRUE;
}
