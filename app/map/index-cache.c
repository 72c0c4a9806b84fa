/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * See index-cache.h.
 */
#include "config.h"

#define GETTEXT_PACKAGE LAMP_GETTEXT_PACKAGE

#include "map/index-cache.h"

#include "grid/network-cache.h"
#include "map/index-sources.h"

#include <glib/gi18n-lib.h>

#define CODE G_STRINGIFY (LAMP_INDEX_SOURCES)
#define WHAT "-map"

/* What the arrays are as long as, besides what the index says itself. */
typedef struct
{
  guint32 n_elements, n_nodes, n_vertices, n_customers;
  guint32 n_features[LAMP_BASE_N_LAYERS];
} Counts;

typedef struct
{
  LampArrayFileHead kept;
  Counts            counts;
  LampIndex         index; /* its pointers to arrays are places in the file */
} Head;

static Counts
count (const LampNetwork *network)
{
  Counts counts = { network->n_elements, network->n_nodes, network->n_vertices, network->n_customers, { 0 } };

  for (guint kind = 0; kind < LAMP_BASE_N_LAYERS; kind++)
    counts.n_features[kind] = network->base[kind].n_features;
  return counts;
}

static LampIndex *
map_file (const char *name, LampNetwork *network)
{
  g_autofree LampIndex *index = NULL;
  Counts                counts = count (network);
  const Head           *head = NULL;
  LampArrayFile         file;

  if (!lamp_array_file_map (&file, name, sizeof *head, CODE, lamp_network_get_edition (network), FALSE))
    return NULL;
  head = (const Head *)(const void *)file.base;
  index = g_memdup2 (&head->index, sizeof *index);
  index->network = network;
  if (memcmp (&head->counts, &counts, sizeof counts) != 0 || !lamp_index_visit_arrays (index, lamp_array_file_find, &file))
    {
      g_mapped_file_unref (file.mapping);
      return NULL;
    }
  index->mapping = file.mapping;
  lamp_network_ref (network);
  g_atomic_ref_count_init (&index->ref_count);
  return g_steal_pointer (&index);
}

LampIndex *
lamp_index_open (LampNetwork *network)
{
  g_autofree char *file = NULL;
  LampIndex       *index = NULL;

  g_return_val_if_fail (network != NULL, NULL);

  file = lamp_network_dup_kept_file (network, WHAT);
  index = file != NULL ? map_file (file, network) : NULL;
  if (index == NULL)
    return lamp_index_new (network);
  lamp_array_file_touch (file);
  return index;
}

gboolean
lamp_index_is_kept (const LampIndex *index)
{
  g_return_val_if_fail (index != NULL, FALSE);

  return index->mapping != NULL;
}

static gboolean
write_index (LampArrayWriter *writer, gconstpointer what)
{
  const LampIndex *index = what;
  g_autofree Head *head = g_new0 (Head, 1);

  head->counts = count (index->network);
  head->index = *index;
  if (!lamp_index_visit_arrays (&head->index, lamp_array_file_put, writer))
    return FALSE;
  head->index.network = NULL;
  return lamp_array_file_put_head (writer, &head->kept, sizeof *head, CODE, lamp_network_get_edition (index->network));
}

gboolean
lamp_index_keep (const LampIndex *index, GError **error)
{
  g_autofree char *file = NULL;
  int              code = 0;

  g_return_val_if_fail (index != NULL, FALSE);

  file = lamp_index_is_kept (index) ? NULL : lamp_network_dup_kept_file (index->network, WHAT);
  code = file != NULL ? lamp_array_file_write (file, sizeof (Head), write_index, index) : 0;
  if (code == 0)
    return TRUE;
  g_set_error (error, G_IO_ERROR, (gint)g_io_error_from_errno (code), _ ("What the map knows of the grid could not be kept for the next start in “%s” (%s): it will be made again."), file, g_strerror (code));
  return FALSE;
}
