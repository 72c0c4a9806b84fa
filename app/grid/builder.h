/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A network on its way from a file into its arrays. The steps, each in a file of its own:
 *  1. network-read.c and network-elements.c: the layers into columns, in the order of the file; nodes numbered
 *     as they are met. GDAL reads ahead. Meanwhile network-customers.c, with a dataset and pools of its own,
 *     reads the customers.
 *  2. network-tree.c: the normal tree and, from it, the final numbers of elements and nodes. Meanwhile network-beside.c, on
 *     another thread, which has the file and the pool to itself: which nodes customers are at, sites, depots and the base map. From then on the pool
 *     does not grow, so text may be pointed at.
 *  3. network-order.c: elements moved to their final number; meanwhile, network-place.c, nodes look for their places. Until the end another thread makes the look-up tables.
 *  4. network-finish.c: customers by their nodes, and all that carries texts. Meanwhile network-place.c: courses of
 *     elements, those without geometry by their nodes.
 *  5. network-place.c: customers, the extent.
 *  6. network-voltage.c: voltage classes and service drops; meanwhile feeders the file does not name, and voltages.
 * What comes out, and which error, does not depend on how the threads run.
 */
#pragma once

#include "grid/gdal-use.h"
#include "grid/network-private.h"
#include "grid/table.h"

G_BEGIN_DECLS

#define LAMP_VOLTAGE_UNKNOWN 255
typedef struct
{
  guint32   id, name, source; /* offsets */
  guint32   node;             /* index, of a source */
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

typedef struct _LampCustomers LampCustomers;

typedef struct
{
  const char          *path;
  GDALDatasetH         dataset;
  const LampLoadWatch *watch; /* nullable */
  GCancellable        *cancellable;
  LampNetwork         *network; /* owned until it is whole */

  /* In the order of the file; the network's own arrays take over in step 3. */
  guint32  n_elements, n_elements_max;
  guint32 *id, *id_hash, *name, *from, *to;
  guint8  *kind, *flags, *phases, *voltage;
  guint16 *feeder;
  float   *length_m, *rating, *kv;
  guint32 *vertex_start;
  GArray  *vertices; /* LampWorld */

  LampPool     *pool;  /* the network's */
  LampTextTable words; /* texts that repeat: names, feeders, what sites say */
  LampTextTable nodes; /* ids of nodes, counted */
  guint32       n_nodes;

  GHashTable *feeder_index;               /* offset of the id → index + 1 */
  GArray     *feeders, *sources, *depots; /* LampNamedRow */
  GArray     *sites;                      /* LampSiteRow */
  GArray     *supply_points, *contacts;   /* LampSiteDetail */
  guint32     region_name, attribution;   /* offsets */
  gboolean    is_region;                  /* its metadata say so */

  LampCustomers *customers;     /* being read */
  guint32       *customer_hash; /* of their ids */
  GError        *error_beside;

  /* From the tree, by the file's numbers. */
  guint32 *element_order; /* new number → old */
  guint32 *node_order;
  guint32 *node_number; /* old → new */
  GThread *moving;      /* moves what the last steps need */
  GThread *look_ups;    /* makes them meanwhile */
} LampBuilder;

/* Metadata, feeders, sources; then lines, devices and transformers; sites and depots. */
gboolean lamp_builder_read_head (LampBuilder *builder, GError **error);
gboolean lamp_builder_read_elements (LampBuilder *builder, GError **error);
gboolean lamp_builder_read_sites (LampBuilder *builder, GError **error);

/* A dataset of the edition whose header was looked at: an import may put a new one in its place at any time. To be closed by the caller. */
GDALDatasetH lamp_builder_open_dataset (const LampBuilder *builder, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* On a thread of its own, which writes the network's customers and customer_hash and asks nothing of the builder that reading elements
 * changes. To be awaited in any case; with an error soon when it was stopped. */
LampCustomers *lamp_customers_begin (LampBuilder *builder) G_GNUC_WARN_UNUSED_RESULT;
void           lamp_customers_stop (LampCustomers *customers);
gboolean       lamp_customers_await (LampCustomers *customers, GError **error);
/* They get the file's numbers of their nodes, and their ids come into the pool. Reads `nodes`. */
void lamp_customers_settle (LampCustomers *customers);
void lamp_customers_free (LampCustomers *customers);

/* What is left of the customers; sites and depots; the base map. Adds to the pool, reads `nodes`. */
gboolean lamp_builder_read_beside (LampBuilder *builder, GError **error);

void lamp_builder_make_tree (LampBuilder *builder);
/* Leaves names, feeders, lengths, ratings and voltages to a second thread and ids to a third, to be awaited before they are read. */
void lamp_builder_put_in_order (LampBuilder *builder);
void lamp_builder_await_elements (LampBuilder *builder);
void lamp_builder_await_look_ups (LampBuilder *builder);
/* A thread's function; `data` is the LampBuilder. Nodes, by what the elements' own geometry says. Writes node_at. */
gpointer lamp_builder_settle_nodes (gpointer data);
/* Customers get the final numbers of their nodes, and nodes that have no place that of a customer. */
void lamp_builder_number_customers (LampBuilder *builder);
void lamp_builder_finish (LampBuilder *builder);
/* Likewise. Writes vertices, where they start and a flag of elements; what lamp_builder_finish writes it does not read. */
gpointer lamp_builder_place_elements (gpointer data);
/* Customers, and the extent. */
void lamp_builder_place_rest (LampBuilder *builder);
/* A thread's function; `data` is the LampBuilder. Writes voltage classes and a flag of elements. */
gpointer lamp_builder_classify (gpointer data);
/* Feeders and voltages; neither reads nor writes what lamp_builder_classify writes. */
void lamp_builder_complete (LampBuilder *builder);

/* Offset of a text, equal ones have equal offsets. */
guint32 lamp_builder_intern (LampBuilder *builder, const char *text, gsize length);
/* The number of a node by the offset of its id, in the order of the file; LAMP_NONE when no element has it. */
guint32 lamp_builder_find_node (const LampBuilder *builder, guint32 id);
/* Index of the feeder with that id (an offset), made when new; LAMP_NO_FEEDER for the empty id. */
guint16 lamp_builder_feeder (LampBuilder *builder, guint32 id);

/* The final number of a node that has this one in the order of the file; LAMP_NONE stays what it is. */
static inline guint32
lamp_builder_final_node (const LampBuilder *builder, guint32 old)
{
  return old == LAMP_NONE ? LAMP_NONE : builder->node_number[old];
}

/* A new array of n with new[i] = old[order[i]]; frees the old one. `size` of an element: 1, 2, 4 or 8 bytes. */
gpointer lamp_builder_move (gpointer old, gsize size, const guint32 *order, guint32 n) G_GNUC_WARN_UNUSED_RESULT;

/* Which elements touch each node. `start` has n_nodes + 1 entries; both owned by the caller. An element
 * with both ends at one node is there once. */
void lamp_network_link (guint32        n_nodes,
                        guint32        n_elements,
                        const guint32 *from,
                        const guint32 *to,
                        guint32      **start,
                        guint32      **edges);

G_END_DECLS
