/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What the answer to a command means, or that there was none:
 *
 *  - 2xx with the record: accepted. The answer is put into the copy at once.
 *  - 412: what it was based on has another ETag. When nothing that matters changed, it is sent anew on the present
 *    one; when something did, it asks.
 *  - any other 4xx: refused, with the problem as told.
 *  - everything else (no answer, half of one, a 5xx, a page of somebody else's): not known; it waits and is repeated.
 */
#define G_LOG_DOMAIN "lamp-client"
#include "config.h"
#define GETTEXT_PACKAGE LAMP_GETTEXT_PACKAGE

#include "client/json.h"
#include "client/outbox-private.h"
#include "client/session-private.h"

#include <glib/gi18n-lib.h>

#include <string.h>

#define MAX_REBASED 5

void
lamp_outbox_set_command_state (LampOutbox *self, LampCommand *command, LampCommandState state)
{
  lamp_command_set_state (command, state);
  lamp_outbox_refresh (self, command);
  lamp_outbox_update_n_waiting (self);
}

static gboolean
retry_cb (gpointer user_data)
{
  LampOutbox *self = user_data;

  self->retry_id = 0;
  lamp_outbox_pump (self);
  return G_SOURCE_REMOVE;
}

static void
retry_later (LampOutbox *self)
{
  const LampSessionTuning *tuning = &self->session->tuning;

  if (self->retry_id != 0 || self->sends == NULL)
    return;
  self->retry_id = g_timeout_add (MIN (tuning->backoff_ms << MIN (self->n_failures, 10), tuning->backoff_max_ms), retry_cb, self);
  self->n_failures++;
}

/* What was asked of a thing that now never comes about falls with it; once it is there, it goes by its own name. */
static void
settle_dependants (LampOutbox *self, LampCommand *maker)
{
  g_autoptr (GPtrArray) all = g_ptr_array_copy (self->commands, (GCopyFunc)g_object_ref, NULL);

  for (guint i = 0; i < all->len; i++)
    {
      LampCommand *command = g_ptr_array_index (all, i);

      if (command == maker || strcmp (command->id, maker->local_id) != 0)
        continue;
      if (maker->result_id == NULL)
        {
          lamp_outbox_remove (self, command);
          continue;
        }
      g_free (command->id);
      command->id = g_strdup (maker->result_id);
      lamp_outbox_keep (self, command, NULL, NULL);
    }
}

/* Our own command changed what the later ones were based on, and we know of it. */
static void
look_again (LampOutbox *self)
{
  for (guint i = 0; i < self->commands->len; i++)
    {
      LampCommand *command = g_ptr_array_index (self->commands, i);

      if (command->state != LAMP_COMMAND_SENDING || command->attempted)
        continue;
      g_free (command->seen);
      command->seen = lamp_outbox_look (self, command);
    }
}

void
lamp_outbox_refuse (LampOutbox *self, LampCommand *command, JsonObject *problem)
{
  g_clear_pointer (&command->problem, json_object_unref);
  command->problem = problem;
  lamp_outbox_set_command_state (self, command, LAMP_COMMAND_REFUSED);
  lamp_outbox_keep (self, command, NULL, NULL);
  settle_dependants (self, command);
  lamp_outbox_emit_answered (self, command);
}

JsonObject *
lamp_outbox_make_problem (const char *code, const char *detail)
{
  JsonObject *problem = json_object_new ();

  json_object_set_string_member (problem, "code", code);
  json_object_set_string_member (problem, "detail", detail);
  return problem;
}

static JsonObject *
take_problem (LampOutbox *self, LampReply *reply)
{
  g_autoptr (JsonNode) node = NULL;
  JsonObject      *told = lamp_reply_parse_problem (reply, &node);
  g_autofree char *detail = NULL;

  if (told != NULL && (lamp_json_string (told, "detail") != NULL || lamp_json_string (told, "title") != NULL))
    return json_object_ref (told);
  detail = g_strdup_printf (_ ("The gateway refused this (%u) without saying why; ask its administrator."), reply->status);
  return lamp_outbox_make_problem (lamp_json_string (told, "code") != NULL ? lamp_json_string (told, "code") : "refused", detail);
}

static LampRecord *
read_result (LampCommand *command, LampReply *reply, GError **error)
{
  gboolean              makes = strcmp (command->kind, "assign") == 0;
  const LampRecordType *type = lamp_collection_find (makes ? "assignments" : command->collection);
  g_autoptr (JsonNode) node = lamp_reply_parse_object (reply, error);
  LampRecord *record = node != NULL && type != NULL ? lamp_record_from_feature (type, json_node_get_object (node), error) : NULL;
  gint64      revision = lamp_etag_get_revision (soup_message_headers_get_one (reply->headers, "ETag"));

  if (record != NULL && !makes && strcmp (record->id, command->id) != 0)
    {
      g_set_error_literal (error, LAMP_CLIENT_ERROR, LAMP_CLIENT_ERROR_RUBBISH, _ ("The gateway answered about something else than was asked; trying again."));
      g_clear_pointer (&record, lamp_record_unref);
    }
  if (record != NULL && record->revision <= 0 && revision > 0)
    record->revision = revision;
  return record;
}

static void
accept (LampOutbox *self, LampCommand *command, LampRecord *record, LampReply *reply)
{
  LampSession     *session = self->session;
  const char      *seq = soup_message_headers_get_one (reply->headers, "Lamp-Seq");
  LampCollection  *made = lamp_session_peek_collection (session, record->type->collection);
  g_autofree char *local_id = g_strdup (command->local_id);

  command->result_seq = record->revision > 0 ? record->revision : seq != NULL ? g_ascii_strtoll (seq, NULL, 10)
                                                                              : -1;
  command->result_id = g_strdup (record->id);
  lamp_collection_begin (made);
  lamp_collection_put (made, record);
  if (strcmp (command->kind, "assign") == 0)
    {
      settle_dependants (self, command);
      g_free (command->local_id);
      command->local_id = g_strdup (record->id);
    }
  lamp_command_set_state (command, LAMP_COMMAND_ACCEPTED);
  if (session->polling || command->result_seq > lamp_session_get_whole_seq (session))
    g_ptr_array_add (self->settling, g_object_ref (command));
  lamp_outbox_remove (self, command);
  lamp_session_refresh_shown (session, "assignments", local_id);
  lamp_collection_end (made);
  look_again (self);
  lamp_outbox_emit_answered (self, command);
}

/* Nothing was done under the old key. */
static void
take_mismatch (LampOutbox *self, LampCommand *command, LampReply *reply)
{
  g_autofree char *now = lamp_outbox_look (self, command);
  gboolean         same = g_strcmp0 (now, command->seen) == 0;

  if (same && command->n_rebased >= MAX_REBASED)
    {
      lamp_outbox_refuse (self, command, take_problem (self, reply));
      return;
    }
  lamp_command_renew_key (command);
  if (!same)
    {
      g_clear_pointer (&command->problem, json_object_unref);
      command->problem = take_problem (self, reply);
      lamp_outbox_set_command_state (self, command, LAMP_COMMAND_ASKS);
      lamp_outbox_keep (self, command, NULL, NULL);
      return;
    }
  command->n_rebased++;
  lamp_outbox_set_command_state (self, command, LAMP_COMMAND_WAITING);
  lamp_outbox_keep (self, command, NULL, NULL);
  /* The change that our copy lacks is on its way. */
  retry_later (self);
}

void
lamp_outbox_take_silence (LampOutbox *self, LampCommand *command, const GError *error)
{
  lamp_outbox_set_command_state (self, command, LAMP_COMMAND_WAITING);
  if (error != NULL && error->domain == LAMP_CLIENT_ERROR && error->code != LAMP_CLIENT_ERROR_UNREACHABLE && error->code != LAMP_CLIENT_ERROR_TIMEOUT)
    lamp_session_tell (self->session, error->message);
  retry_later (self);
}

static gboolean
is_in_progress (LampReply *reply)
{
  g_autoptr (JsonNode) node = NULL;
  const char *code = lamp_json_string (lamp_reply_parse_problem (reply, &node), "code");

  return reply->status == 409 && code != NULL && strstr (code, "in-progress") != NULL;
}

void
lamp_outbox_take_answer (LampOutbox *self, LampCommand *command, LampReply *reply)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (LampRecord) record = NULL;

  if (reply->status >= 200 && reply->status < 300)
    {
      record = read_result (command, reply, &error);
      if (record != NULL)
        {
          self->n_failures = 0;
          accept (self, command, record, reply);
        }
      else
        lamp_outbox_take_silence (self, command, error);
    }
  else if (reply->status == 412)
    take_mismatch (self, command, reply);
  else if (reply->status >= 500 || reply->status == 408 || reply->status == 425 || reply->status == 429 || is_in_progress (reply))
    lamp_outbox_take_silence (self, command, NULL);
  else if (lamp_reply_is_json (reply))
    {
      self->n_failures = 0;
      lamp_outbox_refuse (self, command, take_problem (self, reply));
    }
  else
    {
      /* Not the gateway's word: a proxy's, or a hotel's. */
      lamp_reply_check_status (reply, &error);
      lamp_outbox_take_silence (self, command, error);
    }
}
