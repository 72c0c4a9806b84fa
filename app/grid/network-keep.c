/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Writing what network-cache.c maps.
 */
#include "config.h"

#define GETTEXT_PACKAGE LAMP_GETTEXT_PACKAGE

#include "grid/network-cache-private.h"

#include <glib/gi18n-lib.h>

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
  priv->region = NULL;
  priv->folder = NULL;
}

/* The rows with pointers are copied: places take their place. */
static gboolean
write_network (LampArrayWriter *writer, gconstpointer what)
{
  const LampNetwork        *network = what;
  g_autofree LampCacheHead *head = g_new0 (LampCacheHead, 1);
  LampNetwork              *copy = &head->network;
  gpointer                  rows[] = { g_memdup2 (network->feeders, sizeof *network->feeders * network->n_feeders),
                                       g_memdup2 (network->sources, sizeof *network->sources * network->n_sources),
                                       g_memdup2 (network->sites, sizeof *network->sites * network->n_sites),
                                       g_memdup2 (network->depots, sizeof *network->depots * network->n_depots),
                                       g_memdup2 (network->priv->contacts, sizeof *network->priv->contacts * network->priv->n_contacts) };

  *copy = *network;
  copy->priv = &head->priv;
  *copy->priv = *network->priv;
  forget_pointers (copy->priv);
  details_to_places (&(LampNetwork){ .n_sites = network->n_sites, .sites = rows[2], .priv = network->priv });
  copy->feeders = rows[0];
  copy->sources = rows[1];
  copy->sites = rows[2];
  copy->depots = rows[3];
  copy->priv->contacts = rows[4];
  lamp_network_visit_texts (copy, text_to_offset, copy);
  lamp_network_visit_arrays (copy, lamp_array_file_put, writer);
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    g_free (rows[i]);

  copy->priv = NULL;
  return writer->code == 0 && lamp_array_file_put_head (writer, &head->kept, sizeof *head, LAMP_CACHE_CODE, &network->priv->edition);
}

static gboolean
fail (const char *file, int code, GError **error)
{
  g_set_error (error, G_IO_ERROR, (gint)g_io_error_from_errno (code), _ ("The grid could not be kept for the next start in “%s” (%s): it will be read from the region again."), file, g_strerror (code));
  return FALSE;
}

gboolean
lamp_network_keep (const LampNetwork *network, const char *path, const char *folder, GError **error)
{
  g_autofree char *file = NULL;
  int              code = 0;

  g_return_val_if_fail (network != NULL && path != NULL && folder != NULL, FALSE);

  if (!lamp_edition_is_at (&network->priv->edition, path) || lamp_region_has_changes_beside (path))
    return TRUE;
  file = lamp_network_dup_cache_file (path, folder, "");
  code = lamp_array_file_write (file, sizeof (LampCacheHead), write_network, network);
  return code == 0 || fail (file, code, error);
}
