/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What the gateway of fake-gateway.h does when it is told to: once under each key.
 */
#include "fake-private.h"

#include "client/json.h"

#include <string.h>

typedef struct
{
  char *body;
  guint status;
  char *answer, *etag;
} Answer;

static void
answer_free (Answer *answer)
{
  g_free (answer->body);
  g_free (answer->answer);
  g_free (answer->etag);
  g_free (answer);
}

static void
command_free (FakeCommand *command)
{
  g_free (command->path);
  g_free (command->key);
  g_free (command->if_match);
  g_free (command->text);
  g_clear_pointer (&command->body, json_object_unref);
  g_free (command);
}

void
fake_gateway_commit_assignment (FakeGateway *fake, LampAssignment *assignment)
{
  LampOutage *outage = lamp_record_copy (fake_gateway_find (fake, "outages", assignment->outage));
  LampCrew   *crew = lamp_record_copy (fake_gateway_find (fake, "crews", assignment->crew));
  gboolean    over = !lamp_assignment_is_open (assignment);
  LampRecord *all[] = { &assignment->base, &outage->base, &crew->base };

  lamp_record_set_string (&outage->crew_status, over ? "awaitingCrewAssignment" : "assigned");
  lamp_record_set_string (&crew->status, over ? "available" : "assigned");
  lamp_record_set_string (&crew->current_assignment, over ? NULL : assignment->base.id);
  crew->base.telemetry = ((LampRecord *)fake_gateway_find (fake, "crews", assignment->crew))->telemetry;
  fake_commit (fake, all, 3);
}

static gboolean
is_taken (FakeGateway *fake, const char *outage, const char *crew)
{
  GPtrArray *list = fake_list (fake, "assignments");

  for (guint i = 0; i < list->len; i++)
    {
      LampAssignment *assignment = g_ptr_array_index (list, i);

      if (lamp_assignment_is_open (assignment) && (g_strcmp0 (assignment->outage, outage) == 0 || g_strcmp0 (assignment->crew, crew) == 0))
        return TRUE;
    }
  return FALSE;
}

/* NULL: refused, and answered. */
static LampRecord *
apply_assign (FakeGateway *fake, SoupServerMessage *message, JsonObject *body)
{
  const char      *outage = lamp_json_string (body, "outage");
  const char      *crew = lamp_json_string (body, "crew");
  LampAssignment  *made = NULL;
  g_autofree char *id = g_strdup_printf ("A-%u", fake->next_id++);

  if (fake_gateway_find (fake, "outages", outage) == NULL || fake_gateway_find (fake, "crews", crew) == NULL)
    {
      fake_refuse (fake, message, 404, "not-found", "");
      return NULL;
    }
  if (is_taken (fake, lamp_json_boolean (body, "asSecond") ? NULL : outage, crew))
    {
      fake_refuse (fake, message, 409, "crew-taken", ",\"holder\":{\"by\":\"wang.fang\",\"at\":\"2026-01-05T08:00:00.000Z\"}");
      return NULL;
    }
  made = lamp_record_new (&lamp_assignment_type, id);
  lamp_record_set_string (&made->outage, outage);
  lamp_record_set_string (&made->crew, crew);
  lamp_record_set_string (&made->status, "assigned");
  fake_gateway_commit_assignment (fake, made);
  return &made->base;
}

static LampRecord *
apply_action (FakeGateway *fake, SoupServerMessage *message, FakeCommand *command)
{
  g_auto (GStrv) parts = g_strsplit (command->path, "/", -1); /* "", collections, C, items, ID, actions */
  g_autofree char *id = g_uri_unescape_string (parts[4], NULL);
  LampRecord      *known = fake_gateway_find (fake, parts[2], id);
  const char      *action = lamp_json_string (command->body, "action");
  g_autofree char *etag = known != NULL ? lamp_record_dup_etag (known) : NULL;
  LampRecord      *own = NULL;

  if (known == NULL)
    fake_refuse (fake, message, 404, "not-found", "");
  else if (command->if_match == NULL)
    fake_refuse (fake, message, 428, "precondition-required", "");
  else if (strcmp (command->if_match, etag) != 0)
    fake_refuse (fake, message, 412, "changed", "");
  else
    own = lamp_record_copy (known);
  if (own == NULL)
    return NULL;
  if (known->type == &lamp_assignment_type)
    {
      LampAssignment *assignment = (LampAssignment *)own;
      const char     *next = strcmp (action, "advance") == 0 ? lamp_assignment_next (assignment->status) : strcmp (action, "recall") == 0 ? "recalled"
                                                                                                                                          : "suspended";

      lamp_record_set_string (&assignment->status, next);
      fake_gateway_commit_assignment (fake, assignment);
      return own;
    }
  if (strcmp (action, "acknowledge") == 0)
    lamp_record_set_string (&((LampOutage *)own)->acknowledged_by, "li.wei");
  else if (strcmp (action, "close") == 0)
    lamp_record_set_string (&((LampOutage *)own)->status, "closed");
  else if (strcmp (action, "set-ert") == 0)
    lamp_time_from_string (lamp_json_string (command->body, "ert"), &((LampOutage *)own)->ert_usec);
  fake_gateway_put (fake, own);
  return own;
}

static void
answer_record (FakeGateway *fake, SoupServerMessage *message, FakeCommand *command, LampRecord *record)
{
  Answer *kept = g_new0 (Answer, 1);
  g_autoptr (GString) text = g_string_new (NULL);

  lamp_record_append_feature (text, record, NULL);
  kept->body = g_strdup (command->text);
  kept->status = g_str_has_suffix (command->path, "/actions") ? 200 : 201;
  kept->answer = g_strdup (text->str);
  kept->etag = lamp_record_dup_etag (record);
  g_hash_table_insert (fake->answers, g_strdup (command->key), kept);
  g_hash_table_insert (fake->applied, g_strdup (command->key), GUINT_TO_POINTER (GPOINTER_TO_UINT (g_hash_table_lookup (fake->applied, command->key)) + 1));
  fake_answer (fake, message, kept->status, "application/geo+json", kept->etag, kept->answer);
}

static void
cut (FakeGateway *fake, SoupServerMessage *message)
{
  g_autoptr (GIOStream) stream = soup_server_message_steal_connection (message);

  g_io_stream_close (stream, NULL, NULL);
}

/* Written down before it is sent. */
static void
check_kept (FakeGateway *fake, const char *key)
{
  g_autoptr (GDir) dir = g_dir_open (fake->state_dir, 0, NULL);
  const char *name = NULL;
  gboolean    found = FALSE;

  while ((name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (fake->state_dir, name, NULL);
      g_autofree char *text = NULL;

      found = found || (g_file_get_contents (path, &text, NULL, NULL) && strstr (text, key) != NULL);
    }
  g_assert_true (found);
}

static gboolean
count_down (guint *n)
{
  *n -= *n > 0 ? 1 : 0;
  return TRUE;
}

void
fake_answer_command (FakeGateway *fake, SoupServerMessage *message, const char *path)
{
  SoupMessageHeaders *headers = soup_server_message_get_request_headers (message);
  SoupMessageBody    *body = soup_server_message_get_request_body (message);
  FakeCommand        *command = g_new0 (FakeCommand, 1);
  const Answer       *known = NULL;
  g_autoptr (GBytes) bytes = soup_message_body_flatten (body);
  g_autoptr (JsonNode) node = lamp_json_parse (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes), NULL);
  LampRecord *record = NULL;

  g_assert_true (JSON_NODE_HOLDS_OBJECT (node));
  command->path = g_strdup (path);
  command->key = g_strdup (soup_message_headers_get_one (headers, "Idempotency-Key"));
  command->if_match = g_strdup (soup_message_headers_get_one (headers, "If-Match"));
  command->text = g_strndup (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
  command->body = json_object_ref (json_node_get_object (node));
  g_ptr_array_add (fake->commands, command);
  g_assert_nonnull (command->key);
  if (fake->state_dir != NULL)
    check_kept (fake, command->key);
  if (fake->n_lose > 0 && count_down (&fake->n_lose))
    {
      cut (fake, message);
      return;
    }
  known = g_hash_table_lookup (fake->answers, command->key);
  if (known != NULL)
    {
      if (strcmp (known->body, command->text) != 0)
        fake_refuse (fake, message, 422, "key-reused", "");
      else
        fake_answer (fake, message, known->status, "application/geo+json", known->etag, known->answer);
    }
  else if (fake->refuse_status != 0)
    fake_answer (fake, message, fake->refuse_status, "application/problem+json", NULL, fake->refuse_body);
  else if (fake->n_strange > 0 && count_down (&fake->n_strange))
    fake_refuse (fake, message, 412, "changed", "");
  else
    {
      record = g_str_has_suffix (path, "/actions") ? apply_action (fake, message, command) : apply_assign (fake, message, command->body);
      if (record != NULL)
        answer_record (fake, message, command, record);
    }
  if (fake->n_swallow > 0 && count_down (&fake->n_swallow))
    cut (fake, message);
  else if (fake->n_hold > 0 && count_down (&fake->n_hold))
    {
      soup_server_message_pause (message);
      g_ptr_array_add (fake->holding, g_object_ref (message));
    }
}

void
fake_gateway_release (FakeGateway *fake)
{
  for (guint i = 0; i < fake->holding->len; i++)
    soup_server_message_unpause (g_ptr_array_index (fake->holding, i));
  g_ptr_array_set_size (fake->holding, 0);
}

void
fake_commands_init (FakeGateway *fake)
{
  fake->commands = g_ptr_array_new_with_free_func ((GDestroyNotify)command_free);
  fake->answers = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify)answer_free);
  fake->applied = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  fake->holding = g_ptr_array_new_with_free_func (g_object_unref);
}

void
fake_commands_clear (FakeGateway *fake)
{
  g_hash_table_unref (fake->answers);
  g_hash_table_unref (fake->applied);
  g_ptr_array_unref (fake->holding);
  g_ptr_array_unref (fake->commands);
}
