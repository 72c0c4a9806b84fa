/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * See array-file.h. Opening: is what is kept fit to be used. Writing it is array-file-write.c.
 */
#include "grid/array-file-private.h"

#include <fcntl.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

void
lamp_array_file_seal (const LampArrayFileHead *head, gsize head_size, guint8 *digest)
{
  struct sha256_ctx context;

  sha256_init (&context);
  sha256_update (&context, head_size - SHA256_DIGEST_SIZE, (const guint8 *)head + SHA256_DIGEST_SIZE);
  sha256_digest (&context, SHA256_DIGEST_SIZE, digest);
}

/* Nobody but this user may have written it. */
static gboolean
is_ours (const char *name)
{
  GStatBuf info;

  return g_lstat (name, &info) == 0 && S_ISREG (info.st_mode) && info.st_uid == geteuid () && (info.st_mode & (S_IWGRP | S_IWOTH)) == 0;
}

static gboolean
is_whole (const LampArrayFile *file, const char *code, const LampEdition *edition)
{
  const LampArrayFileHead *head = (const LampArrayFileHead *)(const void *)file->base;
  guint8                   digest[SHA256_DIGEST_SIZE];

  if (file->size < file->head_size || head->size != file->size || head->head_size != file->head_size ||
      strncmp (head->code, code, sizeof head->code) != 0 || !lamp_edition_equal (&head->edition, edition))
    return FALSE;
  lamp_array_file_seal (head, file->head_size, digest);
  return memcmp (digest, head->digest, sizeof digest) == 0;
}

gboolean
lamp_array_file_map (LampArrayFile *file, const char *name, gsize head_size, const char *code, const LampEdition *edition, gboolean writable)
{
  *file = (LampArrayFile){ .mapping = is_ours (name) ? g_mapped_file_new (name, writable, NULL) : NULL, .head_size = head_size };
  if (file->mapping == NULL)
    return FALSE;
  file->base = (guint8 *)g_mapped_file_get_contents (file->mapping);
  file->size = g_mapped_file_get_length (file->mapping);
  if (is_whole (file, code, edition))
    return TRUE;
  g_clear_pointer (&file->mapping, g_mapped_file_unref);
  return FALSE;
}

gboolean
lamp_array_file_find (gpointer *array, gsize n_bytes, gpointer data)
{
  const LampArrayFile *file = data;
  gsize                place = GPOINTER_TO_SIZE (*array);

  if (place == 0)
    return n_bytes == 0;
  if (place < file->head_size || place % LAMP_ARRAY_FILE_ALIGNMENT != 0 || place > file->size || n_bytes > file->size - place)
    return FALSE;
  *array = file->base + place;
  return TRUE;
}

gboolean
lamp_array_free (gpointer *array, gsize n_bytes, gpointer data)
{
  g_clear_pointer (array, g_free);
  return TRUE;
}

void
lamp_array_file_touch (const char *name)
{
  utimensat (AT_FDCWD, name, NULL, 0);
}
