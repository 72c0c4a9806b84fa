/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A file that is there whole or not at all: made under a hidden name beside its target, synced, renamed. A symbolic link
 * stays one; what it leads to is replaced. All functions block; any thread, one at a time.
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct
{
  char *path;      /* as it was asked for: what sentences name */
  char *target;    /* what will be replaced */
  char *temporary; /* what is to be written until then; ends in .gpkg */
} LampWholeFile;

/* FALSE when `path` is a link that leads nowhere; clear it then too. */
gboolean lamp_whole_file_begin (LampWholeFile *file, const char *path, GError **error);
/* What was written becomes the file at the target. */
gboolean lamp_whole_file_finish (LampWholeFile *file, GError **error);
/* Removes what was not finished, and what SQLite may have left beside it. */
void lamp_whole_file_clear (LampWholeFile *file);

/* Sets LAMP_GRID_ERROR_WRITE: `path` could not be written, because of `why` (a translated clause). FALSE. */
gboolean lamp_whole_file_fail (const char *path, const char *why, GError **error);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (LampWholeFile, lamp_whole_file_clear)

G_END_DECLS
