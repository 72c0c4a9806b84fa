/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Opening: is what is kept fit to be used, and making its places addresses. The file is described in
 * network-cache-private.h, writing it is network-keep.c.
 */
#include "config.h"

#include "grid/network-cache-private.h"

#include <fcntl.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

void
lamp_network_seal (const LampCacheHead *head, guint8 *digest)
{
  struct sha256_ctx context;

  sha256_init (&context);
  sha256_update (&context, sizeof *head, (const guint8 *)head);
  sha256_digest (&context, SHA256_DIGEST_SIZE, digest);
}

#define VISIT(text)         \
  if (!visit (&text, data)) \
  return FALSE

static gboolean
visit_sites (LampNetwork *network, LampTextVisit visit, gpointer data)
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

gboolean
lamp_network_visit_texts (LampNetwork *network, LampTextVisit visit, gpointer data)
{
  VISIT (network->name);
  VISIT (network->attribution);
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
text_from_offset (const char **text, gpointer data)
{
  const LampNetwork *network = data;
  gsize              offset = GPOINTER_TO_SIZE (*text);

  if (offset > network->strings_size)
    return FALSE;
  *text = offset == 0 ? NULL : network->strings + offset - 1;
  return TRUE;
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
  if (place < sizeof (LampCacheStart) || place % LAMP_CACHE_ALIGNMENT != 0 || place > mapped->size || n_bytes > mapped->size - place)
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
      network->strings[network->strings_size - 1] != '\0' || !lamp_network_visit_texts (network, text_from_offset, network) ||
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
is_whole (const LampCacheStart *start, gsize size, const LampEdition *edition)
{
  guint8 digest[SHA256_DIGEST_SIZE];

  if (size < sizeof *start || start->head.size != size ||
      strncmp (start->head.code, LAMP_CACHE_CODE, sizeof start->head.code) != 0 ||
      !lamp_edition_equal (&start->head.priv.edition, edition))
    return FALSE;
  lamp_network_seal (&start->head, digest);
  return memcmp (digest, start->digest, sizeof digest) == 0;
}

static LampNetwork *
map_file (const char *file, const LampEdition *edition)
{
  g_autoptr (GMappedFile) mapping = is_ours (file) ? g_mapped_file_new (file, TRUE, NULL) : NULL;
  Mapped          mapped = { 0 };
  LampCacheStart *start = NULL;
  LampNetwork    *network = NULL;

  if (mapping == NULL)
    return NULL;
  mapped = (Mapped){ (guint8 *)g_mapped_file_get_contents (mapping), g_mapped_file_get_length (mapping) };
  start = (LampCacheStart *)mapped.base;
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

char *
lamp_network_dup_cache_file (const char *path, const char *folder)
{
  g_autofree char *whole = g_canonicalize_filename (path, NULL);
  g_autofree char *digest = g_compute_checksum_for_string (G_CHECKSUM_SHA256, whole, -1);
  g_autofree char *name = g_strdup_printf ("%.32s" LAMP_CACHE_SUFFIX, digest);

  return g_build_filename (folder, name, NULL);
}

gboolean
lamp_region_has_changes_beside (const char *path)
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

  if (folder != NULL && lamp_edition_read (path, &edition) && !lamp_region_has_changes_beside (path))
    {
      file = lamp_network_dup_cache_file (path, folder);
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

char *
lamp_network_dup_folder (void)
{
  return g_build_filename (g_get_user_cache_dir (), "lamplighter", "grids", NULL);
}
