/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The file of the outbox as a crash or a stranger left it: its lines come back as commands or not at all.
 */
#include "client/outbox-private.h"
#include "fuzz/fuzz.h"

#define URL "http://gateway"

static LampOutboxFile *
open_file (GPtrArray **lines)
{
  return lamp_outbox_file_open (lamp_fuzz_folder (), URL, lines, NULL);
}

static char *
find_name (void)
{
  g_autoptr (GDir) dir = g_dir_open (lamp_fuzz_folder (), 0, NULL);
  const char *name = NULL;

  while ((name = g_dir_read_name (dir)) != NULL)
    if (g_str_has_prefix (name, "outbox-") && g_str_has_suffix (name, ".jsonl"))
      return g_strdup (name);
  g_assert_not_reached ();
}

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  static char     *name;
  GPtrArray       *lines = NULL;
  LampOutboxFile  *file = NULL;
  g_autofree char *path = NULL;

  if (name == NULL)
    {
      file = open_file (&lines);
      g_assert_nonnull (file);
      lamp_outbox_file_close (file);
      g_ptr_array_unref (lines);
      name = find_name ();
    }

  path = lamp_fuzz_file (name, data, size);
  lines = NULL;
  file = open_file (&lines);
  for (guint i = 0; lines != NULL && i < lines->len; i++)
    {
      LampCommand *command = lamp_command_from_json (lines->pdata[i]);

      if (command != NULL)
        {
          JsonObject *written = lamp_command_to_json (command);

          json_object_unref (written);
          g_object_unref (command);
        }
    }
  if (file != NULL)
    lamp_outbox_file_close (file);
  g_clear_pointer (&lines, g_ptr_array_unref);
  return 0;
}
