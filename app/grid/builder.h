/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A network on its way from a file into its arrays. The steps, each in a file of its own:
 *  1. network-read.c: every layer into columns, in the order of the file; nodes numbered as they are met.
 *  2. network-tree.c: the normal tree and, from it, the final numbers of elements and nodes.
 *  3. network-order.c: everything moved to its final number; look-up tables made.
 *  4. network-place.c: places of nodes, elements without geometry, customers; the extent.
 *  5. network-voltage.c: voltage classes, service drops and feeders the file does not name.
 * One thread, one load.
 */
#pragma once

#include "grid/gdal-use.h"
#include "grid/network-private.h"

G_BEGIN_DECLS

#define LAMP_VOLTAGE_UNKNOWN 255

typedef struct
{
  guint32   id, name, other; /* offsets */
  LampWorld at;
  double    kv;
} LampNamedRow;

typedef struct
{
  guint32  site;    /* offset of its id */
  guint32  a, b, c; /* offsets: node and feeder, or name, role and phone */
  gboolean main;
} LampSiteDetail;

typedef struct
{
  guint32       id, account, name, kind, backup_kind, verified_at; /* offsets */
  LampSiteClass site_class;
  LampWorld     at;
  double        contract_kva, critical_kw, backup_start_s, backup_autonomy_min;
} LampSiteRow;

typedef struct
{
  const char   *path;
  GDALDatasetH  dataset;
  GCancellable *cancellable;
  LampNetwork  *network; /* owned until it is whole */

  /* In the order of the file; the network's own arrays take over in step 3. */
  guint32  n_elements, n_elements_max;
  guint32 *id, *name, *from, *to;
  guint8  *kind, *flags, *phases, *voltage;
  guint16 *feeder;
  float   *length_m, *rating, *kv;
  guint32 *vertex_start;
  GArray  *vertices; /* LampWorld */

  guint32     n_nodes;
  guint32    *node_id;
  LampIdTable nodes; /* while reading */

  GHashTable *feeder_index;               /* offset of the id → index + 1 */
  GArray     *feeders, *sources, *depots; /* LampNamedRow */
  GArray     *sites;                      /* LampSiteRow */
  GArray     *supply_points, *contacts;   /* LampSiteDetail */
  guint32    *customer_node_id;           /* offsets, until nodes have their numbers */
  guint32     region_name;                /* offset */
  gboolean    is_region;                  /* its metadata say so */

  /* From the tree, by the file's numbers. */
  guint32 *element_order; /* new number → old */
  guint32 *node_order;
} LampBuilder;

gboolean lamp_builder_read (LampBuilder *builder, GError **error);
void     lamp_builder_make_tree (LampBuilder *builder);
void     lamp_builder_put_in_order (LampBuilder *builder);
void     lamp_builder_place (LampBuilder *builder);
void     lamp_builder_classify (LampBuilder *builder);

/* Index of the feeder with that id (an offset), made when new; LAMP_NO_FEEDER for the empty id. */
guint16 lamp_builder_feeder (LampBuilder *builder, guint32 id);

/* Which elements touch each node. `start` has n_nodes + 1 entries; both owned by the caller. An element
 * with both ends at one node is there once. */
void lamp_network_link (guint32        n_nodes,
                        guint32        n_elements,
                        const guint32 *from,
                        const guint32 *to,
                        guint32      **start,
                        guint32      **edges);

G_END_DECLS
