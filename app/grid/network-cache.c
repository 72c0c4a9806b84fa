/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The file: a head, then every array at a multiple of ALIGNMENT. The head holds copies of the network's two structs in
 * which each pointer to an array is that array's place in the file, and each pointer to a text its offset in the pool
 * and one; 0 is NULL. So mapping it is adding two addresses.
 */
#include "config.h"

#define GETTEXT_PACKAGE LAMP_GETTEXT_PACKAGE

#include "grid/network-cache.h"

#include "grid/grid-sources.h"
#include "grid/network-private.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <nettle/sha2.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#define ALIGNMENT 64
#define SUFFIX ".arrays"
#define CODE G_STRINGIFY (LAMP_GRID_SOURCES)

typedef struct
{
  char                       code[80]; /* what made it */
  guint64                    size;     /* bytes of the file */
  LampNetwork                network;
  struct _LampNetworkPrivate priv;
} Head;

typedef struct
{
  Head   head;
  guint8 digest[SHA256_DIGEST_SIZE]; /* of the head */
} Start;

static void
digest_head (const Head *head, guint8 *digest)
{
  struct sha256_ctx context;

  sha256_init (&context);
  sha256_update (&context, sizeof *head, (const guint8 *)head);
  sha256_digest (&context, SHA256_DIGEST_SIZE, digest);
}

/* Rows that hold texts, text by text. */
typedef gboolean (*TextVisit) (const char **text, gpointer data);

#define VISIT(text)         \
  if (!visit (&text, data)) \
  return FALSE

static gboolean
visit_sites (LampNetwork *network, TextVisit visit, gpointer data)
{
  for (guint32 i = 0; i < network->n_sites; i++)
    {
      LampSiteInfo *site = &network->sites[i];

      VISIT (site->id);
      VISIT (site->account);
      VISIT (site->name);
      VISIT (site->kind);
      VISIT (site->backup_kind);
      VISIT (site->verified_at);
    }
  for (guint32 i = 0; i < network->priv->n_contacts; i++)
    {
      VISIT (network->priv->contacts[i].name);
      VISIT (network->priv->contacts[i].role);
      VISIT (network->priv->contacts[i].phone);
    }
  return TRUE;
}

static gboolean
visit_texts (LampNetwork *network, TextVisit visit, gpointer data)
{
  VISIT (network->name);
  for (guint32 i = 0; i < network->n_feeders; i++)
    {
      VISIT (network->feeders[i].id);
      VISIT (network->feeders[i].name);
    }
  for (guint32 i = 0; i < network->n_sources; i++)
    {
      VISIT (network->sources[i].id);
      VISIT (network->sources[i].name);
    }
  for (guint32 i = 0; i < network->n_depots; i++)
    {
      VISIT (network->depots[i].id);
      VISIT (network->depots[i].name);
    }
  return visit_sites (network, visit, data);
}

static gboolean
text_to_offset (const char **text, gpointer data)
{
  const LampNetwork *network = data;

  if (*text != NULL)
    *text = GSIZE_TO_POINTER ((gsize)(*text - network->strings) + 1);
  return TRUE;
}

static gboolean
text_from_offset (const char **text, gpointer data)
{
  const LampNetwork *network = data;
  gsize              offset = GPOINTER_TO_SIZE (*text);

  if (offset > network->strings_size)
    return FALSE;
  *text = offset == 0 ? NULL : network->strings + offset - 1;
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

static gboolean
details_from_places (LampNetwork *network)
{
  for (guint32 i = 0; i < network->n_sites; i++)
    {
      LampSiteInfo *site = &network->sites[i];
      gsize         supply = GPOINTER_TO_SIZE (site->supply_points), contact = GPOINTER_TO_SIZE (site->contacts);

      if (supply + site->n_supply_points > network->priv->n_supply_points || contact + site->n_contacts > network->priv->n_contacts)
        return FALSE;
      site->supply_points = network->priv->supply_points + supply;
      site->contacts = network->priv->contacts + contact;
    }
  return TRUE;
}

/* Mapping */

typedef struct
{
  guint8 *base;
  gsize   size;
} Mapped;

static gboolean
array_from_place (gpointer *array, gsize n_bytes, gpointer data)
{
  Mapped *mapped = data;
  gsize   place = GPOINTER_TO_SIZE (*array);

  if (place == 0)
    return n_bytes == 0;
  if (place < sizeof (Start) || place % ALIGNMENT != 0 || place > mapped->size || n_bytes > mapped->size - place)
    return FALSE;
  *array = mapped->base + place;
  return TRUE;
}

static void
join_table (LampIdTable *table, const guint32 *keys, const char *text)
{
  table->keys = keys;
  table->text = text;
}

/* `network` is a copy of the head's; its pointers become real. */
static gboolean
join (LampNetwork *network, Mapped *mapped)
{
  struct _LampNetworkPrivate *priv = network->priv;

  if (!lamp_network_visit_arrays (network, array_from_place, mapped) || network->strings_size == 0 ||
      network->strings[network->strings_size - 1] != '\0' || !visit_texts (network, text_from_offset, network) ||
      !details_from_places (network))
    return FALSE;
  join_table (&priv->element_ids, network->element_id, network->strings);
  join_table (&priv->node_ids, network->node_id, network->strings);
  join_table (&priv->customer_ids, network->customer_id, network->strings);
  join_table (&priv->site_ids, priv->site_keys, network->strings);
  return TRUE;
}

/* Nobody but this user may have written it. */
static gboolean
is_ours (const char *file)
{
  GStatBuf info;

  return g_lstat (file, &info) == 0 && S_ISREG (info.st_mode) && info.st_uid == geteuid () && (info.st_mode & (S_IWGRP | S_IWOTH)) == 0;
}

static gboolean
is_whole (const Start *start, gsize size, const LampEdition *edition)
{
  guint8 digest[SHA256_DIGEST_SIZE];

  if (size < sizeof *start || start->head.size != size ||
      strncmp (start->head.code, CODE, sizeof start->head.code) != 0 ||
      !lamp_edition_equal (&start->head.priv.edition, edition))
    return FALSE;
  digest_head (&start->head, digest);
  return memcmp (digest, start->digest, sizeof digest) == 0;
}

static LampNetwork *
map_file (const char *file, const LampEdition *edition)
{
  g_autoptr (GMappedFile) mapping = is_ours (file) ? g_mapped_file_new (file, TRUE, NULL) : NULL;
  Mapped       mapped = { 0 };
  Start       *start = NULL;
  LampNetwork *network = NULL;

  if (mapping == NULL)
    return NULL;
  mapped = (Mapped){ (guint8 *)g_mapped_file_get_contents (mapping), g_mapped_file_get_length (mapping) };
  start = (Start *)mapped.base;
  if (!is_whole (start, mapped.size, edition))
    return NULL;

  network = g_memdup2 (&start->head.network, sizeof *network);
  network->priv = g_memdup2 (&start->head.priv, sizeof *network->priv);
  network->priv->mapping = g_steal_pointer (&mapping);
  g_atomic_ref_count_init (&network->ref_count);
  if (!join (network, &mapped))
    g_clear_pointer (&network, lamp_network_unref);
  return network;
}

/* Named by the region's path; which edition it is of stands inside. */
static char *
dup_file (const char *path, const char *folder)
{
  g_autofree char *whole = g_canonicalize_filename (path, NULL);
  g_autofree char *digest = g_compute_checksum_for_string (G_CHECKSUM_SHA256, whole, -1);
  g_autofree char *name = g_strdup_printf ("%.32s" SUFFIX, digest);

  return g_build_filename (folder, name, NULL);
}

/* What an editor has written beside the file is in no edition of it. */
static gboolean
has_changes_beside (const char *path)
{
  g_autofree char *beside = g_strconcat (path, "-wal", NULL);
  GStatBuf         info;

  return g_stat (beside, &info) == 0 && info.st_size > 0;
}

LampNetwork *
lamp_network_open (const char *path, const char *folder, GCancellable *cancellable, GError **error)
{
  g_autofree char *file = NULL;
  LampNetwork     *network = NULL;
  LampEdition      edition;

  g_return_val_if_fail (path != NULL, NULL);

  if (folder != NULL && lamp_edition_read (path, &edition) && !has_changes_beside (path))
    {
      file = dup_file (path, folder);
      network = map_file (file, &edition);
    }
  if (network == NULL)
    return lamp_network_load (path, cancellable, error);
  utimensat (AT_FDCWD, file, NULL, 0); /* it is in use */
  return network;
}

gboolean
lamp_network_is_kept (const LampNetwork *network)
{
  g_return_val_if_fail (network != NULL, FALSE);

  return network->priv->mapping != NULL;
}

/* Keeping */

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
  gsize   place = (writer->end + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;

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

static void
no_tables (struct _LampNetworkPrivate *priv)
{
  join_table (&priv->element_ids, NULL, NULL);
  join_table (&priv->node_ids, NULL, NULL);
  join_table (&priv->customer_ids, NULL, NULL);
  join_table (&priv->site_ids, NULL, NULL);
  priv->pool = (LampPool){ 0 };
  priv->mapping = NULL;
}

/* The rows with pointers are copied: places take their place. */
static gboolean
write_network (const LampNetwork *network, Writer *writer)
{
  g_autofree Start *start = g_new0 (Start, 1);
  LampNetwork      *copy = &start->head.network;
  gpointer          rows[] = { g_memdup2 (network->feeders, sizeof *network->feeders * network->n_feeders),
                               g_memdup2 (network->sources, sizeof *network->sources * network->n_sources),
                               g_memdup2 (network->sites, sizeof *network->sites * network->n_sites),
                               g_memdup2 (network->depots, sizeof *network->depots * network->n_depots),
                               g_memdup2 (network->priv->contacts, sizeof *network->priv->contacts * network->priv->n_contacts) };

  *copy = *network;
  copy->priv = &start->head.priv;
  *copy->priv = *network->priv;
  no_tables (copy->priv);
  details_to_places (&(LampNetwork){ .n_sites = network->n_sites, .sites = rows[2], .priv = network->priv });
  copy->feeders = rows[0];
  copy->sources = rows[1];
  copy->sites = rows[2];
  copy->depots = rows[3];
  copy->priv->contacts = rows[4];
  visit_texts (copy, text_to_offset, copy);
  writer->end = sizeof *start;
  lamp_network_visit_arrays (copy, array_to_place, writer);
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    g_free (rows[i]);

  copy->priv = NULL;
  g_strlcpy (start->head.code, CODE, sizeof start->head.code);
  start->head.size = writer->end;
  digest_head (&start->head, start->digest);
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

      if (g_str_has_suffix (name, SUFFIX) && g_lstat (file, &info) == 0 && info.st_mtime < oldest)
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
  if (!lamp_edition_is_at (&network->priv->edition, path) || has_changes_beside (path))
    return TRUE;
  forget_old (folder);
  file = dup_file (path, folder);
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

char *
lamp_network_dup_folder (void)
{
  return g_build_filename (g_get_user_cache_dir (), "lamplighter", "grids", NULL);
}
