/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * See fuzz.h.
 */
#include "fuzz/fuzz.h"

#include "folder.h"

#include <glib/gstdio.h>
#include <stdlib.h>

static char *folder;

static void
remove_folder (void)
{
  folder_remove (folder);
  g_clear_pointer (&folder, g_free);
}

const char *
lamp_fuzz_folder (void)
{
  if (folder == NULL)
    {
      folder = g_build_filename (g_access ("/dev/shm", W_OK) == 0 ? "/dev/shm" : g_get_tmp_dir (), "lamp-fuzz-XXXXXX", NULL);
      g_assert_nonnull (g_mkdtemp (folder));
      atexit (remove_folder);
    }
  return folder;
}

char *
lamp_fuzz_file (const char *name, const guint8 *data, gsize size)
{
  char *path = g_build_filename (lamp_fuzz_folder (), name, NULL);

  g_assert_true (g_file_set_contents_full (path, (const char *)data, (gssize)size, G_FILE_SET_CONTENTS_NONE, 0600, NULL));
  return path;
}

char *
lamp_fuzz_text (const guint8 *data, gsize size)
{
  char *text = g_malloc (size + 1);

  if (size > 0)
    memcpy (text, data, size);
  text[size] = '\0';
  return text;
}

void
lamp_fuzz_assert_reason (gboolean good, GError **error)
{
  g_assert_true (good == (*error == NULL));
  if (*error == NULL)
    return;
  g_assert_true (g_utf8_validate ((*error)->message, -1, NULL));
  g_assert_cmpint ((*error)->message[0], !=, '\0');
  g_clear_error (error);
}
