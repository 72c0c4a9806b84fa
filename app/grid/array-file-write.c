/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Writing what array-file.c maps: whole on the disk before it has its name, and by one process at a time.
 */
#include "grid/array-file-private.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

static gboolean
write_all (LampArrayWriter *writer, const void *bytes, gsize n, gsize at)
{
  for (gsize done = 0; done < n && writer->code == 0;)
    {
      gssize written = pwrite (writer->fd, (const guint8 *)bytes + done, n - done, (off_t)(at + done));

      if (written < 0 && errno != EINTR)
        writer->code = errno;
      done += written > 0 ? (gsize)written : 0;
    }
  return writer->code == 0;
}

gboolean
lamp_array_file_put (gpointer *array, gsize n_bytes, gpointer data)
{
  LampArrayWriter *writer = data;
  gsize            place = (writer->end + LAMP_ARRAY_FILE_ALIGNMENT - 1) / LAMP_ARRAY_FILE_ALIGNMENT * LAMP_ARRAY_FILE_ALIGNMENT;

  if (*array == NULL || n_bytes == 0)
    {
      *array = NULL;
      return TRUE;
    }
  if (!write_all (writer, *array, n_bytes, place))
    return FALSE;
  *array = GSIZE_TO_POINTER (place);
  writer->end = place + n_bytes;
  return TRUE;
}

gboolean
lamp_array_file_put_head (LampArrayWriter *writer, LampArrayFileHead *head, gsize head_size, const char *code, const LampEdition *edition)
{
  g_strlcpy (head->code, code, sizeof head->code);
  head->head_size = head_size;
  head->size = writer->end;
  head->edition = *edition;
  lamp_array_file_seal (head, head_size, head->digest);
  return write_all (writer, head, head_size, 0);
}

/* The file it is written to, held by us alone; -1 and errno when that cannot be, 0 when another holds it. */
static int
open_alone (const char *name)
{
  int         fd = g_open (name, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
  struct stat held, there;

  if (fd < 0)
    return -1;
  /* Who held it before us may have put it in its place meanwhile. */
  if (flock (fd, LOCK_EX | LOCK_NB) == 0 && fstat (fd, &held) == 0 && stat (name, &there) == 0 && held.st_ino == there.st_ino)
    return fd;
  close (fd);
  return 0;
}

static void
forget_old (const char *folder)
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  gint64      oldest = g_get_real_time () / G_USEC_PER_SEC - (gint64)LAMP_ARRAY_FILE_KEEP_DAYS * 24 * 60 * 60;
  const char *name = NULL;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *file = g_build_filename (folder, name, NULL);
      GStatBuf         info;

      if (g_str_has_suffix (name, LAMP_ARRAY_FILE_SUFFIX) && g_lstat (file, &info) == 0 && info.st_mtime < oldest)
        g_unlink (file);
    }
}

int
lamp_array_file_write (const char *name, gsize head_size, LampArrayFill fill, gconstpointer what)
{
  g_autofree char *folder = g_path_get_dirname (name);
  g_autofree char *partial = g_strconcat (name, ".part", NULL);
  LampArrayWriter  writer = { .fd = -1, .end = head_size };

  if (g_mkdir_with_parents (folder, 0700) != 0)
    return errno;
  forget_old (folder);
  writer.fd = open_alone (partial);
  if (writer.fd <= 0)
    return writer.fd == 0 ? 0 : errno;

  /* Whole on the disk before it has its name: after a power cut there is the old one or the new one. */
  if (ftruncate (writer.fd, 0) != 0 || !fill (&writer, what) || fsync (writer.fd) != 0 || g_rename (partial, name) != 0)
    writer.code = writer.code != 0 ? writer.code : errno;
  if (writer.code != 0)
    g_unlink (partial);
  close (writer.fd);
  return writer.code;
}
