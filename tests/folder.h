/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Folders of tests' own.
 */
#pragma once

#include <glib/gstdio.h>
#include <sys/stat.h>

/* With all that is in it; links are not followed. */
static inline void
folder_remove (const char *folder)
{
  GDir       *dir = g_dir_open (folder, 0, NULL);
  const char *name = NULL;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (folder, name, NULL);
      GStatBuf         info;

      if (g_lstat (path, &info) == 0 && S_ISDIR (info.st_mode))
        folder_remove (path);
      else
        g_unlink (path);
    }
  g_clear_pointer (&dir, g_dir_close);
  g_rmdir (folder);
}
