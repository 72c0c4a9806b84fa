/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Which file it is, and since when as it is: two looks that agree saw the same bytes. Pure.
 */
#pragma once

#include <glib.h>
#include <sys/stat.h>

G_BEGIN_DECLS

typedef struct
{
  guint64 device, inode, size;
  gint64  modified_nsec;
} LampEdition;

static inline LampEdition
lamp_edition_of (const struct stat *info)
{
  return (LampEdition){ info->st_dev, info->st_ino, (guint64)info->st_size, info->st_mtim.tv_sec * G_GINT64_CONSTANT (1000000000) + info->st_mtim.tv_nsec };
}

static inline gboolean
lamp_edition_equal (const LampEdition *one, const LampEdition *other)
{
  return one->device == other->device && one->inode == other->inode && one->size == other->size && one->modified_nsec == other->modified_nsec;
}

/* FALSE when the file cannot be looked at. */
static inline gboolean
lamp_edition_read (const char *path, LampEdition *edition)
{
  struct stat info;

  if (stat (path, &info) != 0)
    return FALSE;
  *edition = lamp_edition_of (&info);
  return TRUE;
}

/* Is the file at `path` still that one? */
static inline gboolean
lamp_edition_is_at (const LampEdition *edition, const char *path)
{
  LampEdition now;

  return lamp_edition_read (path, &now) && lamp_edition_equal (edition, &now);
}

G_END_DECLS
