/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The region file, kept in STATE/grids/HASH.gpkg and downloaded once per content. Which one belongs to a gateway is in
 * STATE/grids/GATEWAY.current, so that the next start shows the grid before anybody has answered. A download goes
 * to a file aside and takes its place only when it is whole and what its hash says.
 */
#define G_LOG_DOMAIN "lamp-client"
#include "config.h"
#define GETTEXT_PACKAGE LAMP_GETTEXT_PACKAGE

#include "client/session-private.h"

#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>

#include <string.h>

#define GRID_LIMIT_BYTES ((gsize)4 * 1024 * 1024 * 1024)
#define PIECE_DEADLINE_MS 30000
#define RETRY_SEC 5
#define MAX_FAILURES 5
#define MAX_LIST_BYTES 2000 /* of ETags in a header */

static char *
grids_dir (LampSession *self)
{
  return g_build_filename (self->state_dir, "grids", NULL);
}

static char *
current_path (LampSession *self)
{
  g_autofree char *dir = grids_dir (self);
  g_autofree char *hash = g_compute_checksum_for_string (G_CHECKSUM_SHA256, self->base_url, -1);
  g_autofree char *name = g_strdup_printf ("%.16s.current", hash);

  return g_build_filename (dir, name, NULL);
}

static gboolean
is_hash (const char *text)
{
  return text != NULL && strlen (text) == 64 && strspn (text, "0123456789abcdef") == 64;
}

static char *
hash_path (LampSession *self, const char *hash)
{
  g_autofree char *dir = grids_dir (self);
  g_autofree char *name = g_strconcat (hash, ".gpkg", NULL);

  return g_build_filename (dir, name, NULL);
}

/* Hash of the file that was last used with this gateway, if it is still there. */
static char *
read_current (LampSession *self)
{
  g_autofree char *path = current_path (self);
  g_autofree char *hash = NULL;
  g_autofree char *file = NULL;

  if (!g_file_get_contents (path, &hash, NULL, NULL) || !is_hash (g_strstrip (hash)))
    return NULL;
  file = hash_path (self, hash);
  return g_file_test (file, G_FILE_TEST_IS_REGULAR) ? g_steal_pointer (&hash) : NULL;
}

void
lamp_session_use_cached_grid (LampSession *self)
{
  g_autofree char *hash = self->state_dir != NULL ? read_current (self) : NULL;
  g_autofree char *path = hash != NULL ? hash_path (self, hash) : NULL;

  if (path != NULL)
    lamp_session_set_grid_path (self, path);
}

typedef struct
{
  LampSession  *self;        /* owned */
  GCancellable *downloading; /* owned */
  char         *partial;     /* where it arrives */
} Download;

static void
download_free (Download *download)
{
  g_unlink (download->partial);
  g_object_unref (download->self);
  g_object_unref (download->downloading);
  g_free (download->partial);
  g_free (download);
}

static gboolean
retry_cb (gpointer user_data)
{
  LampSession *self = user_data;

  self->grid_retry_id = 0;
  lamp_session_download_grid (self);
  return G_SOURCE_REMOVE;
}

static void
failed (LampSession *self, const char *sentence)
{
  lamp_session_tell (self, sentence);
  if (self->started && self->grid_retry_id == 0 && ++self->n_grid_failures < MAX_FAILURES)
    self->grid_retry_id = g_timeout_add_seconds (RETRY_SEC * self->n_grid_failures, retry_cb, self);
}

/* The hash the gateway names in its ETag; NULL when it uses another kind. */
static char *
told_hash (LampReply *reply)
{
  const char      *etag = soup_message_headers_get_one (reply->headers, "ETag");
  g_autofree char *hash = NULL;

  if (etag == NULL || strlen (etag) != 66)
    return NULL;
  hash = g_ascii_strdown (etag + 1, 64);
  return is_hash (hash) ? g_steal_pointer (&hash) : NULL;
}

/* The file of that hash is there: it is this gateway's from now on. */
static void
use (LampSession *self, const char *hash)
{
  g_autofree char *path = hash_path (self, hash);
  g_autofree char *current = current_path (self);

  g_file_set_contents (current, hash, -1, NULL); /* else it is asked for again at the next start */
  self->n_grid_failures = 0;
  lamp_session_set_grid_path (self, path);
}

static void
keep (Download *download, LampReply *reply)
{
  LampSession     *self = download->self;
  g_autofree char *told = told_hash (reply);
  g_autofree char *path = hash_path (self, reply->sha256);

  if (told != NULL && g_strcmp0 (told, reply->sha256) != 0)
    failed (self, _ ("The region file arrived damaged; it is fetched again."));
  else if (g_rename (download->partial, path) != 0)
    {
      g_autofree char *sentence = g_strdup_printf (_ ("The region file cannot be kept in %s; check that there is space and that it may be written."), path);

      failed (self, sentence);
    }
  else
    use (self, reply->sha256);
}

static void
downloaded_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Download    *download = user_data;
  LampSession *self = download->self;
  g_autoptr (GError) error = NULL;
  g_autoptr (LampReply) reply = lamp_http_send_finish (result, &error);

  if (!g_cancellable_is_cancelled (download->downloading))
    {
      g_clear_object (&self->downloading);
      if (reply == NULL)
        failed (self, error->message);
      else if (reply->status == 200 && reply->sha256 != NULL)
        keep (download, reply);
      else if (reply->status == 304)
        {
          g_autofree char *hash = told_hash (reply);

          if (hash != NULL)
            use (self, hash);
        }
      else if (reply->status != 404 && !lamp_reply_check_status (reply, &error))
        failed (self, error->message);
    }
  download_free (download);
}

/* ETags of all regions we have, whichever gateway they came from; NULL when there is none. */
static char *
list_cached (const char *dir_path)
{
  g_autoptr (GDir) dir = g_dir_open (dir_path, 0, NULL);
  g_autoptr (GString) list = g_string_new (NULL);
  const char *name = NULL;

  while (dir != NULL && list->len < MAX_LIST_BYTES && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *hash = g_str_has_suffix (name, ".gpkg") ? g_strndup (name, strlen (name) - 5) : NULL;

      if (is_hash (hash))
        g_string_append_printf (list, "%s\"%s\"", list->len > 0 ? ", " : "", hash);
    }
  return list->len > 0 ? g_strdup (list->str) : NULL;
}

void
lamp_session_download_grid (LampSession *self)
{
  g_autoptr (SoupMessage) message = NULL;
  g_autofree char *dir = self->state_dir != NULL ? grids_dir (self) : NULL;
  g_autofree char *etags = NULL;
  g_autofree char *uuid = g_uuid_string_random ();
  g_autofree char *name = g_strconcat ("download-", uuid, ".part", NULL);
  LampHttpLimits   limits = { .deadline_ms = PIECE_DEADLINE_MS, .limit_bytes = GRID_LIMIT_BYTES };
  Download        *download = NULL;

  if (self->downloading != NULL || self->base == NULL || dir == NULL || g_mkdir_with_parents (dir, 0700) != 0)
    return;
  message = lamp_session_new_message (self, "GET", "/grid");
  etags = list_cached (dir);
  if (etags != NULL)
    soup_message_headers_replace (soup_message_get_request_headers (message), "If-None-Match", etags);
  self->downloading = g_cancellable_new ();
  download = g_new0 (Download, 1);
  download->self = g_object_ref (self);
  download->downloading = g_object_ref (self->downloading);
  download->partial = g_build_filename (dir, name, NULL);
  limits.file = download->partial;
  lamp_http_send_async (self->soup, message, &limits, self->downloading, downloaded_cb, download);
}
