/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * STATE/outbox-GATEWAY.jsonl: one JSON object a line, appended and synced before a command is sent. {"op":"command", …} says
 * how a command stands, a later line of the same key, or of a new key that "replaces" the old, takes its place;
 * {"op":"gone","key"} ends it. A line cut off by a crash was never synced, so it was never sent, and is left out. Two windows do not write into one file: each
 * locks its own, and takes over what the files of windows that are gone still hold.
 *
 * Lines of one gateway never go to another: the address is in the name.
 */
#define G_LOG_DOMAIN "lamp-client"
#include "config.h"
#define GETTEXT_PACKAGE LAMP_GETTEXT_PACKAGE

#include "client/json.h"
#include "client/outbox-private.h"

#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#define MAX_FILES 16 /* windows on one gateway by one user */

struct _LampOutboxFile
{
  gatomicrefcount ref_count;
  int             fd;     /* locked */
  GThreadPool    *worker; /* one thread, so lines are written in order */
};

typedef struct
{
  LampOutboxFile    *file; /* owned */
  char              *text; /* a line with its end; NULL: empty the file */
  LampOutboxFileFunc done;
  gpointer           user_data;
  GError            *error;
} Write;

static void
file_unref (LampOutboxFile *file)
{
  if (!g_atomic_ref_count_dec (&file->ref_count))
    return;
  g_free (file);
}

static gboolean
write_all (int fd, const char *text, GError **error)
{
  gsize left = strlen (text);

  while (left > 0)
    {
      gssize n = write (fd, text, left);

      if (n < 0 && errno == EINTR)
        continue;
      if (n <= 0)
        {
          g_set_error_literal (error, G_IO_ERROR, g_io_error_from_errno (errno), g_strerror (errno));
          return FALSE;
        }
      text += n;
      left -= (gsize)n;
    }
  return TRUE;
}

static gboolean
written_cb (gpointer user_data)
{
  Write *job = user_data;

  if (job->done != NULL)
    job->done (job->error, job->user_data);
  file_unref (job->file);
  g_clear_error (&job->error);
  g_free (job->text);
  g_free (job);
  return G_SOURCE_REMOVE;
}

static void
write_worker (gpointer data, gpointer user_data)
{
  Write      *job = data;
  int         fd = job->file->fd;
  struct stat status;

  if (fstat (fd, &status) != 0)
    job->error = g_error_new_literal (G_IO_ERROR, g_io_error_from_errno (errno), g_strerror (errno));
  else if (job->text == NULL)
    {
      if (ftruncate (fd, 0) != 0 || fdatasync (fd) != 0)
        job->error = g_error_new_literal (G_IO_ERROR, g_io_error_from_errno (errno), g_strerror (errno));
    }
  else if (!write_all (fd, job->text, &job->error))
    {
      /* Half a line would spoil the next one. */
      if (ftruncate (fd, status.st_size) != 0)
        g_warning ("The outbox holds half a line");
    }
  else if (fdatasync (fd) != 0)
    job->error = g_error_new_literal (G_IO_ERROR, g_io_error_from_errno (errno), g_strerror (errno));
  g_idle_add_full (G_PRIORITY_DEFAULT, written_cb, job, NULL);
}

static void
push (LampOutboxFile *file, char *text, LampOutboxFileFunc done, gpointer user_data)
{
  Write *job = g_new0 (Write, 1);

  g_atomic_ref_count_inc (&file->ref_count);
  job->file = file;
  job->text = text;
  job->done = done;
  job->user_data = user_data;
  g_thread_pool_push (file->worker, job, NULL);
}

static char *
to_line (JsonObject *object)
{
  g_autofree char *text = lamp_json_to_string (object);

  return g_strconcat (text, "\n", NULL);
}

void
lamp_outbox_file_append (LampOutboxFile *file, JsonObject *line, LampOutboxFileFunc done, gpointer user_data)
{
  push (file, to_line (line), done, user_data);
}

void
lamp_outbox_file_empty (LampOutboxFile *file)
{
  push (file, NULL, NULL, NULL);
}

void
lamp_outbox_file_close (LampOutboxFile *file)
{
  g_thread_pool_free (g_steal_pointer (&file->worker), FALSE, TRUE);
  close (file->fd); /* and with it the lock goes */
  file_unref (file);
}

/* --- Opening --- */

/* One line's word on a command; `by_key` says in which slot of `lines` one is. */
static void
take_line (JsonObject *object, GPtrArray *lines, GHashTable *by_key)
{
  const char *key = lamp_json_string (object, "key");
  const char *replaces = lamp_json_string (object, "replaces");
  gboolean    is_command = g_strcmp0 (lamp_json_string (object, "op"), "command") == 0;
  gpointer    at = NULL;

  if (key == NULL)
    return;
  if (!g_hash_table_lookup_extended (by_key, key, NULL, &at) && (replaces == NULL || !g_hash_table_lookup_extended (by_key, replaces, NULL, &at)))
    {
      if (!is_command)
        return;
      at = GUINT_TO_POINTER (lines->len);
      g_ptr_array_add (lines, NULL);
    }
  if (replaces != NULL)
    g_hash_table_remove (by_key, replaces);
  g_clear_pointer ((JsonObject **)&lines->pdata[GPOINTER_TO_UINT (at)], json_object_unref);
  if (is_command)
    lines->pdata[GPOINTER_TO_UINT (at)] = json_object_ref (object);
  g_hash_table_replace (by_key, g_strdup (key), at);
}

/* Adds what is open in a file's text to `lines`, in order of creation. */
static void
gather (const char *text, gsize size, GPtrArray *lines)
{
  g_autoptr (GHashTable) by_key = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  const char *end = text + size;

  for (const char *line = text; line < end;)
    {
      const char *stop = memchr (line, '\n', (gsize)(end - line));
      g_autoptr (JsonNode) node = stop != NULL ? lamp_json_parse (line, (gsize)(stop - line), NULL) : NULL;

      if (stop == NULL)
        break;
      line = stop + 1;
      if (lamp_json_node_object (node) != NULL)
        take_line (json_node_get_object (node), lines, by_key);
    }
  while (g_ptr_array_remove (lines, NULL))
    ;
}

/* A locked descriptor, or -1 with errno: EWOULDBLOCK when another window has it. */
static int
open_locked (const char *path, int flags)
{
  for (;;)
    {
      int         fd = g_open (path, flags | O_RDWR | O_APPEND | O_CLOEXEC, 0600);
      struct stat status;

      if (fd < 0)
        return -1;
      if (flock (fd, LOCK_EX | LOCK_NB) != 0 || fstat (fd, &status) != 0)
        {
          int saved = errno;

          close (fd);
          errno = saved;
          return -1;
        }
      if (status.st_nlink > 0)
        return fd;
      close (fd); /* another window took it over between our opening and locking it */
    }
}

/* Writes what is open anew, so the file does not grow for ever; synced before the old text goes. */
static gboolean
rewrite (int fd, const char *path, GPtrArray *lines, GError **error)
{
  g_autoptr (GString) text = g_string_new (NULL);
  g_autofree char *aside = g_strconcat (path, ".new", NULL);

  for (guint i = 0; i < lines->len; i++)
    {
      g_autofree char *line = to_line (g_ptr_array_index (lines, i));

      g_string_append (text, line);
    }
  /* A copy aside first: a crash between truncating and writing must not lose anything. */
  if (!g_file_set_contents_full (aside, text->str, (gssize)text->len, G_FILE_SET_CONTENTS_CONSISTENT | G_FILE_SET_CONTENTS_DURABLE, 0600, error))
    return FALSE;
  if (ftruncate (fd, 0) != 0 || !write_all (fd, text->str, error) || fsync (fd) != 0)
    {
      if (error != NULL && *error == NULL)
        g_set_error_literal (error, G_IO_ERROR, g_io_error_from_errno (errno), g_strerror (errno));
      return FALSE;
    }
  g_unlink (aside);
  return TRUE;
}

/* What earlier windows left; and what a crash while rewriting left aside, of which the file itself may hold a part. */
static void
take_over (const char *path, GPtrArray *lines)
{
  g_autofree char *aside = g_strconcat (path, ".new", NULL);
  g_autoptr (GString) all = g_string_new (NULL);
  g_autoptr (GPtrArray) found = g_ptr_array_new ();
  const char *const paths[] = { aside, path };

  for (guint i = 0; i < G_N_ELEMENTS (paths); i++)
    {
      g_autofree char *text = NULL;
      gsize            size = 0;

      if (g_file_get_contents (paths[i], &text, &size, NULL))
        g_string_append_len (all, text, (gssize)size);
    }
  gather (all->str, all->len, found);
  g_ptr_array_extend_and_steal (lines, g_steal_pointer (&found));
}

static void
unref_object (gpointer object)
{
  if (object != NULL)
    json_object_unref (object);
}

LampOutboxFile *
lamp_outbox_file_open (const char *state_dir, const char *base_url, GPtrArray **lines, GError **error)
{
  g_autofree char *hash = g_compute_checksum_for_string (G_CHECKSUM_SHA256, base_url, -1);
  g_autoptr (GPtrArray) found = g_ptr_array_new_with_free_func (unref_object);
  g_autofree char *own = NULL;
  int              others[MAX_FILES];
  char            *other_paths[MAX_FILES] = { NULL };
  guint            n_others = 0;
  int              fd = -1;
  LampOutboxFile  *file = NULL;
  gboolean         rewritten = FALSE;

  if (g_mkdir_with_parents (state_dir, 0700) != 0)
    {
      g_set_error (error, G_IO_ERROR, g_io_error_from_errno (errno), _ ("The folder %s cannot be made (%s); commands could not be kept."), state_dir, g_strerror (errno));
      *lines = g_steal_pointer (&found);
      return NULL;
    }
  for (guint i = 0; i < MAX_FILES; i++)
    {
      g_autofree char *name = i == 0 ? g_strdup_printf ("outbox-%.16s.jsonl", hash) : g_strdup_printf ("outbox-%.16s.%u.jsonl", hash, i + 1);
      g_autofree char *path = g_build_filename (state_dir, name, NULL);
      int              other = open_locked (path, fd < 0 ? O_CREAT : 0);

      if (other < 0)
        continue;
      take_over (path, found);
      if (fd < 0)
        {
          fd = other;
          own = g_steal_pointer (&path);
          continue;
        }
      others[n_others] = other;
      other_paths[n_others++] = g_steal_pointer (&path);
    }
  if (fd < 0)
    g_set_error (error, G_IO_ERROR, g_io_error_from_errno (errno), _ ("The outbox in %s cannot be written (%s); commands could not be kept."), state_dir, g_strerror (errno));
  else
    rewritten = rewrite (fd, own, found, error);
  for (guint i = 0; i < n_others; i++)
    {
      if (rewritten)
        g_unlink (other_paths[i]);
      close (others[i]);
      g_free (other_paths[i]);
    }
  *lines = g_steal_pointer (&found);
  if (!rewritten)
    {
      if (fd >= 0)
        close (fd);
      return NULL;
    }
  file = g_new0 (LampOutboxFile, 1);
  g_atomic_ref_count_init (&file->ref_count);
  file->fd = fd;
  file->worker = g_thread_pool_new (write_worker, NULL, 1, TRUE, NULL);
  return file;
}
