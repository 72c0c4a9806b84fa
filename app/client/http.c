/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The exchange itself: redirects, deadline, limit, and where the body goes. See http.h.
 */
#define G_LOG_DOMAIN "lamp-client"
#include "config.h"
#define GETTEXT_PACKAGE LAMP_GETTEXT_PACKAGE

#include "client/http.h"

#include <glib/gi18n-lib.h>

#define PIECE_BYTES (64 * 1024)
#define MAX_REDIRECTS 5

typedef struct
{
  SoupSession   *soup;    /* owned */
  SoupMessage   *message; /* owned; the present one of a chain of redirects */
  GCancellable  *own;     /* owned: cancelled by the deadline or with the caller's */
  GCancellable  *outer;   /* owned, nullable */
  gulong         outer_id;
  guint          deadline_id;
  guint          deadline_ms;
  gsize          limit_bytes;
  guint          n_redirects;
  gboolean       late;
  char          *file;     /* owned, nullable */
  GInputStream  *input;    /* owned */
  GOutputStream *output;   /* owned; to `file` */
  GChecksum     *checksum; /* owned; of what went to `file` */
  GByteArray    *bytes;    /* owned */
  gsize          n_bytes;
  LampReply     *reply; /* owned */
} Exchange;

static void
exchange_free (Exchange *exchange)
{
  g_clear_handle_id (&exchange->deadline_id, g_source_remove);
  if (exchange->outer != NULL)
    g_cancellable_disconnect (exchange->outer, exchange->outer_id);
  g_clear_object (&exchange->outer);
  g_clear_object (&exchange->own);
  g_clear_object (&exchange->soup);
  g_clear_object (&exchange->message);
  g_clear_object (&exchange->input);
  g_clear_object (&exchange->output);
  g_clear_pointer (&exchange->checksum, g_checksum_free);
  g_clear_pointer (&exchange->bytes, g_byte_array_unref);
  g_clear_pointer (&exchange->reply, lamp_reply_free);
  g_free (exchange->file);
  g_free (exchange);
}

static void
fail (GTask *task, GError *error)
{
  Exchange *exchange = g_task_get_task_data (task);
  g_autoptr (GError) taken = error;
  g_autofree char *url = g_uri_to_string (soup_message_get_uri (exchange->message));
  g_autofree char *server = lamp_http_dup_server (url);

  if (exchange->late)
    g_task_return_new_error (task, LAMP_CLIENT_ERROR, LAMP_CLIENT_ERROR_TIMEOUT, _ ("The gateway at %s is too slow to answer; trying again."), server);
  else
    g_task_return_error (task, lamp_http_explain (taken, url));
}

static gboolean
deadline_cb (gpointer user_data)
{
  Exchange *exchange = user_data;

  exchange->deadline_id = 0;
  exchange->late = TRUE;
  g_cancellable_cancel (exchange->own);
  return G_SOURCE_REMOVE;
}

static void
start_deadline (Exchange *exchange)
{
  g_clear_handle_id (&exchange->deadline_id, g_source_remove);
  if (exchange->deadline_ms > 0)
    exchange->deadline_id = g_timeout_add (exchange->deadline_ms, deadline_cb, exchange);
}

static void
outer_cancelled_cb (GCancellable *outer, gpointer user_data)
{
  g_cancellable_cancel (user_data);
}

static void
finish (GTask *task)
{
  Exchange *exchange = g_task_get_task_data (task);

  if (exchange->checksum != NULL)
    exchange->reply->sha256 = g_strdup (g_checksum_get_string (exchange->checksum));
  exchange->reply->body = g_byte_array_free_to_bytes (g_steal_pointer (&exchange->bytes));
  g_clear_handle_id (&exchange->deadline_id, g_source_remove);
  g_task_return_pointer (task, g_steal_pointer (&exchange->reply), (GDestroyNotify)lamp_reply_free);
}

static void read_piece (GTask *task);

static void
closed_file_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;

  if (!g_output_stream_close_finish (G_OUTPUT_STREAM (source), result, &error))
    fail (task, error);
  else
    finish (task);
}

static void
wrote_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;

  if (!g_output_stream_write_all_finish (G_OUTPUT_STREAM (source), result, NULL, &error))
    {
      g_task_return_new_error (task, LAMP_CLIENT_ERROR, LAMP_CLIENT_ERROR_RUBBISH, _ ("The file of the region cannot be written (%s); free some space."), error->message);
      g_error_free (error);
    }
  else
    read_piece (g_steal_pointer (&task));
}

/* The piece has to outlive the write. Takes the task. */
static void
write_piece (GTask *task, GBytes *piece)
{
  Exchange     *exchange = g_task_get_task_data (task);
  gsize         size = 0;
  const guint8 *data = g_bytes_get_data (piece, &size);

  g_checksum_update (exchange->checksum, data, (gssize)size);
  g_object_set_data_full (G_OBJECT (exchange->output), "piece", g_bytes_ref (piece), (GDestroyNotify)g_bytes_unref);
  g_output_stream_write_all_async (exchange->output, data, size, G_PRIORITY_DEFAULT, exchange->own, wrote_cb, task);
}

static void
read_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Exchange *exchange = g_task_get_task_data (task);
  GError   *error = NULL;
  g_autoptr (GBytes) piece = g_input_stream_read_bytes_finish (G_INPUT_STREAM (source), result, &error);
  gsize size = 0;

  if (piece == NULL)
    {
      fail (task, error);
      return;
    }
  if (exchange->output != NULL)
    start_deadline (exchange);
  size = g_bytes_get_size (piece);
  exchange->n_bytes += size;
  if (exchange->n_bytes > exchange->limit_bytes)
    {
      g_cancellable_cancel (exchange->own);
      g_task_return_new_error (task, LAMP_CLIENT_ERROR, LAMP_CLIENT_ERROR_TOO_LARGE, _ ("The gateway sent more than %u MB in one answer; it was not read."), (guint)(exchange->limit_bytes / (1024 * 1024)));
    }
  else if (size == 0 && exchange->output == NULL)
    finish (task);
  else if (size == 0)
    g_output_stream_close_async (exchange->output, G_PRIORITY_DEFAULT, exchange->own, closed_file_cb, g_steal_pointer (&task));
  else if (exchange->output != NULL)
    write_piece (g_steal_pointer (&task), piece);
  else
    {
      g_byte_array_append (exchange->bytes, g_bytes_get_data (piece, NULL), (guint)size);
      read_piece (g_steal_pointer (&task));
    }
}

static void
read_piece (GTask *task)
{
  Exchange *exchange = g_task_get_task_data (task);

  g_input_stream_read_bytes_async (exchange->input, PIECE_BYTES, G_PRIORITY_DEFAULT, exchange->own, read_cb, task);
}

static void
opened_file_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Exchange          *exchange = g_task_get_task_data (task);
  GError            *error = NULL;
  GFileOutputStream *output = g_file_replace_finish (G_FILE (source), result, &error);

  if (output == NULL)
    {
      g_task_return_new_error (task, LAMP_CLIENT_ERROR, LAMP_CLIENT_ERROR_RUBBISH, _ ("The file of the region cannot be written (%s); free some space."), error->message);
      g_error_free (error);
      return;
    }
  exchange->output = G_OUTPUT_STREAM (output);
  exchange->checksum = g_checksum_new (G_CHECKSUM_SHA256);
  read_piece (g_steal_pointer (&task));
}

static void send (GTask *task);

static gboolean
is_redirect (guint status)
{
  return status == 301 || status == 302 || status == 303 || status == 307 || status == 308;
}

static void
copy_headers (SoupMessage *from, SoupMessage *to)
{
  SoupMessageHeadersIter iter;
  const char            *name = NULL;
  const char            *value = NULL;

  soup_message_headers_iter_init (&iter, soup_message_get_request_headers (from));
  while (soup_message_headers_iter_next (&iter, &name, &value))
    if (g_ascii_strcasecmp (name, "Host") != 0)
      soup_message_headers_replace (soup_message_get_request_headers (to), name, value);
}

/* Only reading goes where it is sent, and only within the same server. */
static void
redirect (GTask *task)
{
  Exchange   *exchange = g_task_get_task_data (task);
  GUri       *from = soup_message_get_uri (exchange->message);
  const char *location = soup_message_headers_get_one (soup_message_get_response_headers (exchange->message), "Location");
  g_autoptr (GUri) to = location != NULL ? g_uri_parse_relative (from, location, SOUP_HTTP_URI_FLAGS, NULL) : NULL;
  g_autoptr (SoupMessage) next = NULL;
  g_autofree char *target = to != NULL ? g_uri_to_string (to) : NULL;
  g_autofree char *url = g_uri_to_string (from);
  g_autofree char *server = lamp_http_dup_server (url);

  if (to == NULL || g_strcmp0 (soup_message_get_method (exchange->message), "GET") != 0 ||
      !lamp_http_is_same_server (from, to))
    {
      g_autofree char *target_server = target != NULL ? lamp_http_dup_server (target) : g_strdup ("?");

      g_task_return_new_error (task, LAMP_CLIENT_ERROR, LAMP_CLIENT_ERROR_REDIRECT, _ ("The gateway at %s sends us on to %s; if that is right, use that address."), server, target_server);
      g_object_unref (task);
      return;
    }
  if (++exchange->n_redirects > MAX_REDIRECTS)
    {
      g_task_return_new_error (task, LAMP_CLIENT_ERROR, LAMP_CLIENT_ERROR_REDIRECT, _ ("The server at %s sends us round in circles; check the gateway's address."), server);
      g_object_unref (task);
      return;
    }
  next = soup_message_new_from_uri ("GET", to);
  copy_headers (exchange->message, next);
  g_clear_object (&exchange->input);
  g_set_object (&exchange->message, next);
  send (task);
}

static void
sent_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Exchange   *exchange = g_task_get_task_data (task);
  GError     *error = NULL;
  const char *type = NULL;

  exchange->input = soup_session_send_finish (SOUP_SESSION (source), result, &error);
  if (exchange->input == NULL)
    {
      fail (task, error);
      return;
    }
  if (is_redirect (soup_message_get_status (exchange->message)))
    {
      redirect (g_steal_pointer (&task));
      return;
    }
  exchange->reply = g_new0 (LampReply, 1);
  exchange->reply->status = soup_message_get_status (exchange->message);
  exchange->reply->headers = soup_message_headers_ref (soup_message_get_response_headers (exchange->message));
  exchange->reply->url = g_uri_to_string (soup_message_get_uri (exchange->message));
  type = soup_message_headers_get_content_type (exchange->reply->headers, NULL);
  exchange->reply->content_type = type != NULL ? g_ascii_strdown (type, -1) : NULL;
  if (exchange->file != NULL && exchange->reply->status == 200)
    {
      g_autoptr (GFile) file = g_file_new_for_path (exchange->file);

      g_file_replace_async (file, NULL, FALSE, G_FILE_CREATE_PRIVATE | G_FILE_CREATE_REPLACE_DESTINATION, G_PRIORITY_DEFAULT, exchange->own, opened_file_cb, g_steal_pointer (&task));
      return;
    }
  read_piece (g_steal_pointer (&task));
}

static void
send (GTask *task)
{
  Exchange *exchange = g_task_get_task_data (task);

  soup_message_add_flags (exchange->message, SOUP_MESSAGE_NO_REDIRECT);
  soup_session_send_async (exchange->soup, exchange->message, G_PRIORITY_DEFAULT, exchange->own, sent_cb, task);
}

void
lamp_http_send_async (SoupSession          *soup,
                      SoupMessage          *message,
                      const LampHttpLimits *limits,
                      GCancellable         *cancellable,
                      GAsyncReadyCallback   callback,
                      gpointer              user_data)
{
  GTask    *task = g_task_new (NULL, NULL, callback, user_data);
  Exchange *exchange = g_new0 (Exchange, 1);

  g_task_set_source_tag (task, lamp_http_send_async);
  exchange->soup = g_object_ref (soup);
  exchange->message = g_object_ref (message);
  exchange->own = g_cancellable_new ();
  exchange->bytes = g_byte_array_new ();
  exchange->deadline_ms = limits->deadline_ms;
  exchange->limit_bytes = limits->limit_bytes;
  exchange->file = g_strdup (limits->file);
  g_task_set_task_data (task, exchange, (GDestroyNotify)exchange_free);
  if (cancellable != NULL)
    {
      exchange->outer = g_object_ref (cancellable);
      exchange->outer_id = g_cancellable_connect (cancellable, G_CALLBACK (outer_cancelled_cb), g_object_ref (exchange->own), g_object_unref);
    }
  start_deadline (exchange);
  send (task);
}

LampReply *
lamp_http_send_finish (GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}
