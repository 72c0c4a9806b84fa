/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Opening: making places in the file addresses. The file is described in network-cache-private.h, writing it is
 * network-keep.c.
 */
#include "config.h"

#include "grid/network-cache-private.h"

#include <glib/gstdio.h>

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

static void
join_table (LampIdTable *table, const guint32 *keys, const char *text)
{
  table->keys = keys;
  table->text = text;
}

/* `network` is a copy of the head's; its pointers become real. */
static gboolean
join (LampNetwork *network, LampArrayFile *file)
{
  struct _LampNetworkPrivate *priv = network->priv;

  if (!lamp_network_visit_arrays (network, lamp_array_file_find, file) || network->strings_size == 0 ||
      network->strings[network->strings_size - 1] != '\0' || !lamp_network_visit_texts (network, text_from_offset, network) ||
      !details_from_places (network))
    return FALSE;
  join_table (&priv->element_ids, network->element_id, network->strings);
  join_table (&priv->node_ids, network->node_id, network->strings);
  join_table (&priv->customer_ids, network->customer_id, network->strings);
  join_table (&priv->site_ids, priv->site_keys, network->strings);
  return TRUE;
}

static LampNetwork *
map_file (const char *name, const LampEdition *edition)
{
  LampCacheHead *head = NULL;
  LampNetwork   *network = NULL;
  LampArrayFile  file;

  if (!lamp_array_file_map (&file, name, sizeof *head, LAMP_CACHE_CODE, edition, TRUE))
    return NULL;
  head = (LampCacheHead *)(void *)file.base;
  network = g_memdup2 (&head->network, sizeof *network);
  network->priv = g_memdup2 (&head->priv, sizeof *network->priv);
  network->priv->mapping = file.mapping;
  g_atomic_ref_count_init (&network->ref_count);
  if (!join (network, &file))
    g_clear_pointer (&network, lamp_network_unref);
  return network;
}

char *
lamp_network_dup_cache_file (const char *path, const char *folder, const char *what)
{
  g_autofree char *whole = g_canonicalize_filename (path, NULL);
  g_autofree char *digest = g_compute_checksum_for_string (G_CHECKSUM_SHA256, whole, -1);
  g_autofree char *name = g_strdup_printf ("%.32s%s" LAMP_ARRAY_FILE_SUFFIX, digest, what);

  return g_build_filename (folder, name, NULL);
}

gboolean
lamp_region_has_changes_beside (const char *path)
{
  g_autofree char *beside = g_strconcat (path, "-wal", NULL);
  GStatBuf         info;

  return g_stat (beside, &info) == 0 && info.st_size > 0;
}

static void
remember_folder (LampNetwork *network, const char *path, const char *folder)
{
  network->priv->region = g_canonicalize_filename (path, NULL);
  network->priv->folder = g_strdup (folder);
}

LampNetwork *
lamp_network_open (const char *path, const char *folder, const LampLoadWatch *watch, GCancellable *cancellable, GError **error)
{
  g_autofree char *file = NULL;
  LampNetwork     *network = NULL;
  LampEdition      edition;

  g_return_val_if_fail (path != NULL, NULL);

  if (folder != NULL && lamp_edition_read (path, &edition) && !lamp_region_has_changes_beside (path))
    {
      file = lamp_network_dup_cache_file (path, folder, "");
      network = map_file (file, &edition);
    }
  if (network != NULL)
    lamp_array_file_touch (file);
  else
    network = lamp_network_load_watched (path, watch, cancellable, error);
  if (network != NULL && file != NULL)
    remember_folder (network, path, folder);
  return network;
}

char *
lamp_network_dup_kept_file (const LampNetwork *network, const char *what)
{
  const struct _LampNetworkPrivate *priv = network->priv;

  if (priv->folder == NULL || !lamp_edition_is_at (&priv->edition, priv->region) || lamp_region_has_changes_beside (priv->region))
    return NULL;
  return lamp_network_dup_cache_file (priv->region, priv->folder, what);
}

const LampEdition *
lamp_network_get_edition (const LampNetwork *network)
{
  return &network->priv->edition;
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
