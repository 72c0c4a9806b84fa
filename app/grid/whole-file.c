/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * See whole-file.h.
 */
#include "config.h"

#define GETTEXT_PACKAGE LAMP_GETTEXT_PACKAGE

#include "grid/whole-file.h"

#include "grid/draft.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <unistd.h>

gboolean
lamp_whole_file_fail (const char *path, const char *why, GError **error)
{
  g_set_error (error,
               LAMP_GRID_ERROR,
               LAMP_GRID_ERROR_WRITE,
               _ ("The region could not be written to “%s” (%s): check that the folder exists, may be written to and has room, then try again."),
               path,
               why);
  return FALSE;
}

gboolean
lamp_whole_file_begin (LampWholeFile *file, const char *path, GError **error)
{
  g_autofree char *folder = NULL;
  g_autofree char *base = NULL;
  g_autofree char *name = NULL;

  *file = (LampWholeFile){ .path = g_strdup (path), .target = lamp_draft_dup_target (path, error) };
  if (file->target == NULL)
    return FALSE;

  folder = g_path_get_dirname (file->target);
  base = g_path_get_basename (file->target);
  name = g_strdup_printf (".%s.%08x.gpkg", base, g_random_int ());
  file->temporary = g_build_filename (folder, name, NULL);
  return TRUE;
}

static gboolean
sync_path (const char *path, int flags)
{
  int      fd = open (path, flags | O_CLOEXEC);
  gboolean synced = fd >= 0 && fsync (fd) == 0;

  if (fd >= 0)
    close (fd);
  return synced;
}

gboolean
lamp_whole_file_finish (LampWholeFile *file, GError **error)
{
  g_autofree char *folder = g_path_get_dirname (file->target);

  if (!sync_path (file->temporary, O_RDONLY) || g_rename (file->temporary, file->target) != 0)
    return lamp_whole_file_fail (file->path, g_strerror (errno), error);

  g_clear_pointer (&file->temporary, g_free);
  /* The new name itself; some file systems refuse to sync a folder, and the data is safe without. */
  (void)sync_path (folder, O_RDONLY | O_DIRECTORY);
  return TRUE;
}

void
lamp_whole_file_clear (LampWholeFile *file)
{
  static const char *const beside[] = { "", "-journal", "-wal", "-shm" };

  for (guint i = 0; file->temporary != NULL && i < G_N_ELEMENTS (beside); i++)
    {
      g_autofree char *name = g_strconcat (file->temporary, beside[i], NULL);

      g_unlink (name);
    }
  g_clear_pointer (&file->temporary, g_free);
  g_clear_pointer (&file->target, g_free);
  g_clear_pointer (&file->path, g_free);
}
