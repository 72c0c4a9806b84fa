/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Writing what network-cache.c maps: whole on the disk before it has its name, and by one process at a time.
 */
#include "config.h"

#define GETTEXT_PACKAGE LAMP_GETTEXT_PACKAGE

#include "grid/network-cache-private.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

static gboolean
text_to_offset (const char **text, gpointer data)
{
  const LampNetwork *network = data;

  if (*text != NULL)
    *text = GSIZE_TO_POINTER ((gsize)(*text - network->strings) + 1);
  return TRUE;
}

/* The supply points and contacts of each site, by their place in the rows of all sites. */
static void
details_to_places (LampNetwork *network)
{
  for (guint32 i = 0; i < network->n_sites; i++)
    {
      LampSiteInfo *site = &network->sites[i];

      site->supply_points = GSIZE_TO_POINTER ((gsize)(site->supply_points - network->priv->supply_points));
      site->contacts = GSIZE_TO_POINTER ((gsize)(site->contacts - network->priv->contacts));
    }
}

typedef struct
{
  int   fd;
  gsize end; /* of the file so far */
  int   code;
} Writer;

static gboolean
write_all (Writer *writer, const void *bytes, gsize n, gsize at)
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

static gboolean
array_to_place (gpointer *array, gsize n_bytes, gpointer data)
{
  Writer *writer = data;
  gsize   place = (writer->end + LAMP_CACHE_ALIGNMENT - 1) / LAMP_CACHE_ALIGNMENT * LAMP_CACHE_ALIGNMENT;

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

/* What points to memory of this process and is made anew by who maps it. */
static void
forget_pointers (struct _LampNetworkPrivate *priv)
{
  LampIdTable *tables[] = { &priv->element_ids, &priv->node_ids, &priv->customer_ids, &priv->site_ids };

  for (guint i = 0; i < G_N_ELEMENTS (tables); i++)
    {
      tables[i]->keys = NULL;
      tables[i]->text = NULL;
    }
  priv->pool = (LampPool){ 0 };
  priv->mapping = NULL;
}

/* The rows with pointers are copied: places take their place. */
static gboolean
write_network (const LampNetwork *network, Writer *writer)
{
  g_autofree LampCacheStart *start = g_new0 (LampCacheStart, 1);
  LampNetwork               *copy = &start->head.network;
  gpointer                   rows[] = { g_memdup2 (network->feeders, sizeof *network->feeders * network->n_feeders),
                                        g_memdup2 (network->sources, sizeof *network->sources * network->n_sources),
                                        g_memdup2 (network->sites, sizeof *network->sites * network->n_sites),
                                        g_memdup2 (network->depots, sizeof *network->depots * network->n_depots),
                                        g_memdup2 (network->priv->contacts, sizeof *network->priv->contacts * network->priv->n_contacts) };

  *copy = *network;
  copy->priv = &start->head.priv;
  *copy->priv = *network->priv;
  forget_pointers (copy->priv);
  details_to_places (&(LampNetwork){ .n_sites = network->n_sites, .sites = rows[2], .priv = network->priv });
  copy->feeders = rows[0];
  copy->sources = rows[1];
  copy->sites = rows[2];
  copy->depots = rows[3];
  copy->priv->contacts = rows[4];
  lamp_network_visit_texts (copy, text_to_offset, copy);
  writer->end = sizeof *start;
  lamp_network_visit_arrays (copy, array_to_place, writer);
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    g_free (rows[i]);

  copy->priv = NULL;
  g_strlcpy (start->head.code, LAMP_CACHE_CODE, sizeof start->head.code);
  start->head.size = writer->end;
  lamp_network_seal (&start->head, start->digest);
  return write_all (writer, start, sizeof *start, 0);
}

static gboolean
fail (const char *file, int code, GError **error)
{
  g_set_error (error, G_IO_ERROR, (gint)g_io_error_from_errno (code), _ ("The grid could not be kept for the next start in “%s” (%s): it will be read from the region again."), file, g_strerror (code));
  return FALSE;
}

/* The file it is written to, held by us alone; -1 and errno when that cannot be, 0 when another holds it. */
static int
open_alone (const char *file)
{
  int         fd = g_open (file, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
  struct stat held, there;

  if (fd < 0)
    return -1;
  /* Who held it before us may have put it in its place meanwhile. */
  if (flock (fd, LOCK_EX | LOCK_NB) == 0 && fstat (fd, &held) == 0 && stat (file, &there) == 0 && held.st_ino == there.st_ino)
    return fd;
  close (fd);
  return 0;
}

static void
forget_old (const char *folder)
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  gint64      oldest = g_get_real_time () / G_USEC_PER_SEC - (gint64)LAMP_NETWORK_KEEP_DAYS * 24 * 60 * 60;
  const char *name = NULL;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *file = g_build_filename (folder, name, NULL);
      GStatBuf         info;

      if (g_str_has_suffix (name, LAMP_CACHE_SUFFIX) && g_lstat (file, &info) == 0 && info.st_mtime < oldest)
        g_unlink (file);
    }
}

gboolean
lamp_network_keep (const LampNetwork *network, const char *path, const char *folder, GError **error)
{
  g_autofree char *file = NULL;
  g_autofree char *partial = NULL;
  Writer           writer = { .fd = -1 };

  g_return_val_if_fail (network != NULL && path != NULL && folder != NULL, FALSE);

  if (g_mkdir_with_parents (folder, 0700) != 0)
    return fail (folder, errno, error);
  if (!lamp_edition_is_at (&network->priv->edition, path) || lamp_region_has_changes_beside (path))
    return TRUE;
  forget_old (folder);
  file = lamp_network_dup_cache_file (path, folder);
  partial = g_strconcat (file, ".part", NULL);
  writer.fd = open_alone (partial);
  if (writer.fd <= 0)
    return writer.fd == 0 || fail (partial, errno, error);

  /* Whole on the disk before it has its name: after a power cut there is the old one or the new one. */
  if (ftruncate (writer.fd, 0) != 0 || !write_network (network, &writer) || fsync (writer.fd) != 0 || g_rename (partial, file) != 0)
    writer.code = writer.code != 0 ? writer.code : errno;
  if (writer.code != 0)
    g_unlink (partial);
  close (writer.fd);
  return writer.code == 0 || fail (partial, writer.code, error);
}
