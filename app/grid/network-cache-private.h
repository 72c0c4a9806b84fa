/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The file that keeps a network's arrays: a head, then every array at a multiple of LAMP_CACHE_ALIGNMENT. The head holds
 * copies of the network's two structs in which each pointer to an array is that array's place in the file, and each
 * pointer to a text its offset in the pool and one; 0 is NULL. So mapping it is adding two addresses.
 */
#pragma once

#include "grid/grid-sources.h"
#include "grid/network-cache.h"
#include "grid/network-private.h"

#include <nettle/sha2.h>

G_BEGIN_DECLS

#define LAMP_CACHE_ALIGNMENT 64
#define LAMP_CACHE_SUFFIX ".arrays"
#define LAMP_CACHE_CODE G_STRINGIFY (LAMP_GRID_SOURCES)

typedef struct
{
  char                       code[80]; /* what made it */
  guint64                    size;     /* bytes of the file */
  LampNetwork                network;
  struct _LampNetworkPrivate priv;
} LampCacheHead;

typedef struct
{
  LampCacheHead head;
  guint8        digest[SHA256_DIGEST_SIZE]; /* of the head */
} LampCacheStart;

/* `digest` has SHA256_DIGEST_SIZE bytes. */
void lamp_network_seal (const LampCacheHead *head, guint8 *digest);

/* The texts that are pointed to, one after the other: those of feeders, sources, depots, sites and contacts. */
typedef gboolean (*LampTextVisit) (const char **text, gpointer data);
gboolean lamp_network_visit_texts (LampNetwork *network, LampTextVisit visit, gpointer data);

/* Named by the region's path; which edition it is of stands inside. */
char *lamp_network_dup_cache_file (const char *path, const char *folder) G_GNUC_WARN_UNUSED_RESULT;
/* What an editor has written beside the file is in no edition of it. */
gboolean lamp_region_has_changes_beside (const char *path);

G_END_DECLS
