/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * How a command goes out. It is written down with all that is sent, then sent; from then on the gateway may know of it, so it
 * is repeated, byte for byte under its key, until there is an answer (outbox-answer.c). Commands that touch the same record
 * go one after the other, in the order they were asked for.
 */
#define G_LOG_DOMAIN "lamp-client"
#include "config.h"
#define GETTEXT_PACKAGE LAMP_GETTEXT_PACKAGE

#include "client/json.h"
#include "client/outbox-private.h"
#include "client/session-private.h"

#include <glib/gi18n-lib.h>

#include <string.h>

#define ANSWER_LIMIT_BYTES (1024 * 1024)
#define KEY_KNOWN_USEC (12 * 3600 * (gint64)G_USEC_PER_SEC) /* a gateway may have forgotten an older key */

typedef struct
{
  LampOutbox   *outbox;  /* owned */
  LampCommand  *command; /* owned */
  GCancellable *sends;   /* owned */
  char         *key;     /* under which it went */
} Send;

static void
send_free (Send *send)
{
  g_object_unref (send->outbox);
  g_object_unref (send->command);
  g_object_unref (send->sends);
  g_free (send->key);
  g_free (send);
}

static void
posted_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Send        *send = user_data;
  LampOutbox  *self = send->outbox;
  LampCommand *command = send->command;
  g_autoptr (GError) error = NULL;
  g_autoptr (LampReply) reply = lamp_http_send_finish (result, &error);

  if (g_strcmp0 (send->key, command->key) == 0)
    command->in_flight = FALSE;
  if (self->session == NULL || !lamp_outbox_has (self, command) || g_strcmp0 (send->key, command->key) != 0)
    ;
  else if (reply != NULL && !lamp_session_heard (self->session, reply->headers))
    ; /* of another mode than the command: what it says is not about this */
  else if (reply != NULL)
    lamp_outbox_take_answer (self, command, reply);
  else if (!g_cancellable_is_cancelled (send->sends))
    lamp_outbox_take_silence (self, command, error);
  if (self->session != NULL)
    lamp_outbox_pump (self);
  send_free (send);
}

static SoupMessage *
make_message (LampOutbox *self, LampCommand *command)
{
  g_autofree char *path = lamp_command_dup_path (command);
  g_autofree char *text = lamp_json_to_string (command->body);
  gsize            size = strlen (text);
  g_autoptr (GBytes) body = g_bytes_new_take (g_steal_pointer (&text), size);
  SoupMessage        *message = lamp_session_new_message (self->session, "POST", path);
  SoupMessageHeaders *headers = NULL;

  if (message == NULL)
    return NULL;
  headers = soup_message_get_request_headers (message);
  soup_message_headers_replace (headers, "Accept", "application/geo+json, application/json, application/problem+json");
  soup_message_headers_replace (headers, "Idempotency-Key", command->key);
  if (command->if_match != NULL)
    soup_message_headers_replace (headers, "If-Match", command->if_match);
  soup_message_set_request_body_from_bytes (message, "application/json", body);
  return message;
}

static void
post (Send *send)
{
  LampOutbox    *self = send->outbox;
  LampHttpLimits limits = { .deadline_ms = self->session->tuning.deadline_ms, .limit_bytes = ANSWER_LIMIT_BYTES };
  g_autoptr (SoupMessage) message = make_message (self, send->command);

  lamp_http_send_async (self->session->soup, message, &limits, send->sends, posted_cb, send);
}

static void
kept_cb (const GError *error, gpointer user_data)
{
  Send       *send = user_data;
  LampOutbox *self = send->outbox;

  if (self->session != NULL && error != NULL)
    {
      g_autofree char *sentence = g_strdup_printf (_ ("Commands cannot be kept on the disk (%s): what is not answered when this window closes is lost."), error->message);

      lamp_session_tell (self->session, sentence);
    }
  if (self->session == NULL || g_cancellable_is_cancelled (send->sends) || !lamp_outbox_has (self, send->command))
    {
      send->command->in_flight = FALSE;
      if (self->session != NULL)
        lamp_outbox_pump (self);
      send_free (send);
      return;
    }
  post (send);
}

/* FALSE: it does not go, and says why. */
static gboolean
may_still_go (LampOutbox *self, LampCommand *command)
{
  g_autofree char *now = NULL;

  if (g_strcmp0 (command->mode, self->session->mode) != 0)
    {
      g_autofree char *detail = g_strdup_printf (_ ("This was asked for in the mode “%s”, but the gateway is now in the mode “%s”; it was not sent."),
                                                 command->mode != NULL ? command->mode : "?", self->session->mode != NULL ? self->session->mode : "?");

      lamp_outbox_refuse (self, command, lamp_outbox_make_problem ("other-mode", detail));
      return FALSE;
    }
  /* Once sent, only the gateway knows whether it was done: asking under the same key finds out. */
  if (command->attempted && g_get_real_time () - command->created_usec < KEY_KNOWN_USEC)
    return TRUE;
  now = lamp_outbox_look (self, command);
  if (!command->attempted && g_strcmp0 (now, command->seen) == 0)
    return TRUE;
  lamp_outbox_set_command_state (self, command, LAMP_COMMAND_ASKS);
  return FALSE;
}

static void
begin (LampOutbox *self, LampCommand *command)
{
  Send *send = NULL;

  if (!may_still_go (self, command))
    return;
  send = g_new0 (Send, 1);
  send->outbox = g_object_ref (self);
  send->command = g_object_ref (command);
  send->sends = g_object_ref (self->sends);
  command->in_flight = TRUE;
  if (command->attempted && command->body != NULL)
    {
      send->key = g_strdup (command->key);
      lamp_outbox_set_command_state (self, command, LAMP_COMMAND_SENDING);
      post (send);
      return;
    }
  lamp_command_prepare (command, self->session);
  command->attempted = TRUE;
  send->key = g_strdup (command->key);
  lamp_outbox_set_command_state (self, command, LAMP_COMMAND_SENDING);
  lamp_outbox_keep (self, command, kept_cb, send);
}

static void
mark_touched (const char *collection, const char *id, gpointer user_data)
{
  g_hash_table_add (user_data, g_strconcat (collection, "/", id, NULL));
}

typedef struct
{
  GHashTable *busy;
  gboolean    hit;
} Overlap;

static void
check_touched (const char *collection, const char *id, gpointer user_data)
{
  Overlap         *overlap = user_data;
  g_autofree char *key = g_strconcat (collection, "/", id, NULL);

  overlap->hit = overlap->hit || g_hash_table_contains (overlap->busy, key);
}

void
lamp_outbox_pump (LampOutbox *self)
{
  g_autoptr (GPtrArray) all = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr (GHashTable) busy = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  for (guint i = 0; i < self->commands->len; i++)
    g_ptr_array_add (all, g_object_ref (g_ptr_array_index (self->commands, i)));
  for (guint i = 0; i < all->len && self->sends != NULL && self->retry_id == 0; i++)
    {
      LampCommand *command = g_ptr_array_index (all, i);
      Overlap      overlap = { busy, FALSE };

      if (!lamp_outbox_has (self, command) || (command->state != LAMP_COMMAND_SENDING && command->state != LAMP_COMMAND_WAITING))
        continue;
      lamp_command_foreach_touched (command, check_touched, &overlap);
      lamp_command_foreach_touched (command, mark_touched, busy);
      if (!overlap.hit && !command->in_flight && !lamp_command_is_local (command))
        begin (self, command);
    }
}
