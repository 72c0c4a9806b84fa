/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The change stream. What arrives is cut into events by stream.c, gathered, and applied to the copy (follow-apply.c) once a
 * frame at most.
 *
 * One command may change several records, all under one sequence. When the line is cut between them, coming back asks from
 * the sequence before, and what is there already changes nothing. After a change that makes no sense all is loaded anew.
 */
#define G_LOG_DOMAIN "lamp-client"
#include "config.h"
#define GETTEXT_PACKAGE LAMP_GETTEXT_PACKAGE

#include "client/follow-private.h"

#include <glib/gi18n-lib.h>

#define PIECE_BYTES (32 * 1024)
#define FRAME_USEC 16667
#define MAX_EVENTS 2000 /* waiting to be applied; more stay on the wire */
#define WATCH_MS 250

void
lamp_follow_free (LampFollow *follow)
{
  g_clear_handle_id (&follow->flush_id, g_source_remove);
  lamp_follow_drop_events (follow);
  g_clear_pointer (&follow->parser, lamp_stream_parser_free);
  g_clear_object (&follow->input);
  g_clear_object (&follow->message);
  g_clear_object (&follow->attempt);
  g_free (follow);
}

static void
start_over (LampFollow *follow, const char *why)
{
  LampSession *self = follow->self;

  g_debug ("new snapshot: %s", why);
  self->has_snapshot = FALSE;
  lamp_session_forget_failures (self);
  /* At once; but who asks for it again and again is not asked again and again. */
  if (self->n_failures > 0)
    {
      g_autoptr (GError) error = g_error_new (LAMP_CLIENT_ERROR, LAMP_CLIENT_ERROR_SERVER, _ ("The gateway at %s lets us begin anew again and again; trying again."), self->base_url);

      lamp_session_fail (self, error);
      return;
    }
  self->n_failures++;
  lamp_session_give_up_attempt (self);
  lamp_session_connect (self);
}

static void
broken_change (LampFollow *follow)
{
  LampSession *self = follow->self;
  g_autoptr (GError) error = g_error_new (LAMP_CLIENT_ERROR, LAMP_CLIENT_ERROR_RUBBISH,
                                          _ ("The gateway at %s sent a change that makes no sense; everything is loaded anew."), self->base_url);

  self->has_snapshot = FALSE;
  lamp_session_fail (self, error);
}

/* Returns FALSE when `follow` is gone. */
static gboolean
flush (LampFollow *follow)
{
  LampSession      *self = follow->self;
  LampFollowOutcome outcome = LAMP_FOLLOW_APPLIED;

  follow->flushed_usec = g_get_monotonic_time ();
  outcome = lamp_follow_apply (follow);
  lamp_outbox_copy_changed (self->outbox, lamp_session_get_whole_seq (self));
  /* Views may have stopped the session. */
  if (self->follow != follow)
    return FALSE;
  if (outcome == LAMP_FOLLOW_BROKEN)
    broken_change (follow);
  else if (outcome == LAMP_FOLLOW_RESET)
    start_over (follow, "the gateway asked for it");
  else
    {
      lamp_session_succeed (self);
      return self->follow == follow;
    }
  return FALSE;
}

static void schedule_flush (LampFollow *follow);
static void read_more (LampFollow *follow);

static gboolean
flush_cb (gpointer user_data)
{
  LampFollow *follow = user_data;

  follow->flush_id = 0;
  if (!flush (follow))
    return G_SOURCE_REMOVE;
  schedule_flush (follow);
  if (follow->full && g_queue_get_length (&follow->events) < MAX_EVENTS / 2)
    {
      follow->full = FALSE;
      read_more (follow);
    }
  return G_SOURCE_REMOVE;
}

/* --- Reading --- */

/* Not from within a read: so many small pieces make one batch. At most once a frame. */
static void
schedule_flush (LampFollow *follow)
{
  gint64 wait_usec = follow->flushed_usec + FRAME_USEC - g_get_monotonic_time ();

  if (g_queue_is_empty (&follow->events) || follow->flush_id != 0)
    return;
  follow->flush_id = g_timeout_add (wait_usec > 0 ? (guint)(wait_usec / 1000) + 1 : 0, flush_cb, follow);
}

static void
read_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (LampSession) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GError) explained = NULL;
  g_autoptr (GBytes) piece = g_input_stream_read_bytes_finish (G_INPUT_STREAM (source), result, &error);
  LampFollow *follow = self->follow;
  gsize       size = 0;
  const char *bytes = NULL;

  if (follow == NULL || follow->input != G_INPUT_STREAM (source))
    return; /* of an attempt that was given up */
  if (piece == NULL || g_bytes_get_size (piece) == 0)
    {
      explained = error != NULL ? lamp_http_explain (error, self->base_url)
                                : g_error_new (LAMP_CLIENT_ERROR, LAMP_CLIENT_ERROR_UNREACHABLE, _ ("The gateway at %s closed the connection; trying again."), self->base_url);
      /* What came before the end counts. */
      while (!g_queue_is_empty (&follow->events))
        if (!flush (follow))
          return;
      lamp_session_fail (self, explained);
      return;
    }
  bytes = g_bytes_get_data (piece, &size);
  self->last_word_usec = follow->heard_usec = g_get_monotonic_time ();
  if (self->state == LAMP_SESSION_STALE)
    lamp_session_set_state (self, LAMP_SESSION_LIVE, "");
  if (!lamp_stream_parser_feed (follow->parser, bytes, size))
    {
      broken_change (follow);
      return;
    }
  self->retry_ms = lamp_stream_parser_get_retry_ms (follow->parser);
  schedule_flush (follow);
  follow->full = g_queue_get_length (&follow->events) >= MAX_EVENTS;
  if (!follow->full)
    read_more (follow);
}

static void
read_more (LampFollow *follow)
{
  g_input_stream_read_bytes_async (follow->input, PIECE_BYTES, G_PRIORITY_DEFAULT, follow->attempt, read_cb, g_object_ref (follow->self));
}

/* --- Opening --- */

static gboolean
watch_cb (gpointer user_data)
{
  LampSession *self = user_data;
  LampFollow  *follow = self->follow;
  gint64       quiet_ms = 0;

  if (follow == NULL)
    {
      self->watch_id = 0;
      return G_SOURCE_REMOVE;
    }
  if (follow->full)
    follow->heard_usec = g_get_monotonic_time (); /* it is we who do not listen */
  quiet_ms = (g_get_monotonic_time () - follow->heard_usec) / 1000;
  if (quiet_ms > self->tuning.silence_ms || (follow->input == NULL && quiet_ms > self->tuning.deadline_ms))
    {
      g_autoptr (GError) error = g_error_new (LAMP_CLIENT_ERROR, LAMP_CLIENT_ERROR_TIMEOUT, _ ("The gateway at %s has fallen silent; trying again."), self->base_url);

      self->watch_id = 0;
      lamp_session_fail (self, error);
      return G_SOURCE_REMOVE;
    }
  if (quiet_ms > self->tuning.heartbeat_ms && self->state == LAMP_SESSION_LIVE)
    lamp_session_set_state (self, LAMP_SESSION_STALE, _ ("No word from the gateway; what is shown may be old."));
  return G_SOURCE_CONTINUE;
}

static void
start_polling (LampFollow *follow)
{
  LampSession *self = follow->self;

  g_clear_pointer (&self->follow, lamp_follow_free);
  self->polling = TRUE;
  lamp_session_succeed (self);
  lamp_session_take_snapshot (self);
}

static void
opened (LampFollow *follow)
{
  LampSession        *self = follow->self;
  SoupMessageHeaders *headers = soup_message_get_response_headers (follow->message);
  const char         *seq = soup_message_headers_get_one (headers, "Lamp-Seq");
  gint64              at_seq = seq != NULL ? g_ascii_strtoll (seq, NULL, 10) : -1;

  self->polling = FALSE;
  if (seq != NULL && at_seq < self->seq)
    {
      lamp_outbox_copy_dropped (self->outbox);
      start_over (follow, "the gateway counts from an earlier sequence than ours");
      return;
    }
  self->catch_up_seq = at_seq;
  lamp_session_succeed (self);
  if (self->follow == follow)
    read_more (follow);
}

/* No stream, and nothing that says there is none. */
static void
fail_opening (LampSession *self, guint status, const char *type)
{
  LampReply reply = { .status = status, .url = self->base_url, .content_type = (char *)type, .body = g_bytes_new (NULL, 0) };
  g_autoptr (GError) explained = NULL;

  if (lamp_reply_check_status (&reply, &explained))
    explained = g_error_new (LAMP_CLIENT_ERROR, LAMP_CLIENT_ERROR_RUBBISH, _ ("The answer of the gateway at %s makes no sense (%s); trying again."), self->base_url, type != NULL ? type : _ ("no content type"));
  g_bytes_unref (reply.body);
  lamp_session_fail (self, explained);
}

static void
opened_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (LampSession) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GError) explained = NULL;
  g_autoptr (GInputStream) input = soup_session_send_finish (SOUP_SESSION (source), result, &error);
  LampFollow  *follow = self->follow;
  SoupMessage *message = soup_session_get_async_result_message (SOUP_SESSION (source), result);
  guint        status = 0;
  const char  *type = NULL;

  if (follow == NULL || follow->message != message)
    return; /* of an attempt that was given up */
  if (input == NULL)
    {
      explained = lamp_http_explain (error, self->base_url);
      lamp_session_fail (self, explained);
      return;
    }
  follow->heard_usec = g_get_monotonic_time ();
  status = soup_message_get_status (follow->message);
  type = soup_message_headers_get_content_type (soup_message_get_response_headers (follow->message), NULL);
  if (status == 200 && g_strcmp0 (type, "text/event-stream") == 0)
    {
      follow->input = g_steal_pointer (&input);
      if (lamp_session_heard (self, soup_message_get_response_headers (follow->message)))
        opened (follow);
      return;
    }
  if (status == 404 || status == 405 || status == 406 || status == 501)
    start_polling (follow);
  else if (status == 410)
    start_over (follow, "what we missed is not kept any more");
  else
    fail_opening (self, status, type);
}

void
lamp_session_follow (LampSession *self)
{
  gint64              since = MAX (lamp_session_get_whole_seq (self), 0);
  g_autofree char    *path = g_strdup_printf ("/changes?since=%" G_GINT64_FORMAT, since);
  g_autofree char    *last = g_strdup_printf ("%" G_GINT64_FORMAT, since);
  LampFollow         *follow = g_new0 (LampFollow, 1);
  SoupMessageHeaders *headers = NULL;

  g_clear_pointer (&self->follow, lamp_follow_free);
  self->follow = follow;
  follow->self = self;
  follow->attempt = g_object_ref (self->attempt);
  follow->parser = lamp_stream_parser_new (lamp_follow_gather_cb, follow);
  follow->message = lamp_session_new_message (self, "GET", path);
  follow->heard_usec = g_get_monotonic_time ();
  headers = soup_message_get_request_headers (follow->message);
  soup_message_headers_replace (headers, "Accept", "text/event-stream");
  soup_message_headers_replace (headers, "Cache-Control", "no-cache");
  if (self->was_live)
    soup_message_headers_replace (headers, "Last-Event-ID", last);
  soup_message_add_flags (follow->message, SOUP_MESSAGE_NO_REDIRECT);
  g_clear_handle_id (&self->watch_id, g_source_remove);
  self->watch_id = g_timeout_add (MIN (WATCH_MS, self->tuning.heartbeat_ms / 4 + 1), watch_cb, self);
  soup_session_send_async (self->soup, follow->message, G_PRIORITY_DEFAULT, follow->attempt, opened_cb, g_object_ref (self));
}
