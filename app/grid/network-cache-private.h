/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The file that keeps a network's arrays (array-file.h). Its head holds copies of the network's two structs, and in the rows
 * with pointers each pointer to a text is its offset in the pool and one; 0 is NULL.
 */
#pragma once

#include "grid/array-file.h"
#include "grid/grid-sources.h"
#include "grid/network-cache.h"
#include "grid/network-private.h"

G_BEGIN_DECLS

#define LAMP_CACHE_CODE G_STRINGIFY (LAMP_GRID_SOURCES)

typedef struct
{
  LampArrayFileHead          kept;
  LampNetwork                network;
  struct _LampNetworkPrivate priv;
} LampCacheHead;

/* The texts that are pointed to, one after the other: those of feeders, sources, depots, sites and contacts. */
typedef gboolean (*LampTextVisit) (const char **text, gpointer data);
gboolean lamp_network_visit_texts (LampNetwork *network, LampTextVisit visit, gpointer data);

/* Named by the region's path and what is kept of it, "" for the network itself; which edition it is of stands inside. */
char *lamp_network_dup_cache_file (const char *path, const char *folder, const char *what) G_GNUC_WARN_UNUSED_RESULT;
/* What an editor has written beside the file is in no edition of it. */
gboolean lamp_region_has_changes_beside (const char *path);

G_END_DECLS
