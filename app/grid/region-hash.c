/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * See region-hash.h.
 */
#include "config.h"

#define GETTEXT_PACKAGE LAMP_GETTEXT_PACKAGE

#include "grid/region-hash.h"

#include "grid/network-private.h"

#include <errno.h>
#include <fcntl.h>
#include <gio/gio.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <nettle/sha2.h>
#include <unistd.h>

#define CHUNK (256 * 1024)

static char *
to_hex (const guint8 *digest, gsize size)
{
  char *hex = g_malloc (2 * size + 1);

  for (gsize i = 0; i < size; i++)
    g_snprintf (hex + i * 2, 3, "%02x", digest[i]);
  return hex;
}

static gboolean
fail (const char *path, int code, GError **error)
{
  g_set_error (error, G_IO_ERROR, (gint)g_io_error_from_errno (code), _ ("The region file “%s” cannot be read (%s): check its permissions and that it is a file."), path, g_strerror (code));
  return FALSE;
}

gboolean
lamp_region_is_loaded (const LampNetwork *loaded, int fd)
{
  struct stat info;
  LampEdition now;

  g_return_val_if_fail (loaded != NULL, FALSE);

  if (fstat (fd, &info) != 0)
    return FALSE;
  now = lamp_edition_of (&info);
  return lamp_edition_equal (&now, &loaded->priv->edition);
}

/* It may be replaced, or written to, at any time: what is loaded must be what was there before and after. */
static gboolean
is_still (int fd, const char *path, const LampNetwork *loaded, GError **error)
{
  if (loaded == NULL || lamp_region_is_loaded (loaded, fd))
    return TRUE;
  g_set_error (error, LAMP_GRID_ERROR, LAMP_GRID_ERROR_UNREADABLE, _ ("The region file “%s” is not the one that was loaded any more: load it again."), path);
  return FALSE;
}

static gboolean
digest_file (int fd, const char *path, guint8 *digest, GError **error)
{
  g_autofree guint8 *chunk = g_malloc (CHUNK);
  struct sha256_ctx  context;
  gssize             n = 0;

  sha256_init (&context);
  while ((n = read (fd, chunk, CHUNK)) > 0 || (n < 0 && errno == EINTR))
    if (n > 0)
      sha256_update (&context, (gsize)n, chunk);
  if (n < 0)
    return fail (path, errno, error);
  sha256_digest (&context, SHA256_DIGEST_SIZE, digest);
  return TRUE;
}

char *
lamp_region_hash (const char *path, const LampNetwork *loaded, GError **error)
{
  guint8 digest[SHA256_DIGEST_SIZE];
  char  *hex = NULL;
  int    fd = -1;

  g_return_val_if_fail (path != NULL, NULL);

  fd = g_open (path, O_RDONLY | O_CLOEXEC, 0);
  if (fd < 0)
    {
      fail (path, errno, error);
      return NULL;
    }
  if (is_still (fd, path, loaded, error) && digest_file (fd, path, digest, error) && is_still (fd, path, loaded, error))
    hex = to_hex (digest, sizeof digest);
  close (fd);
  return hex;
}
