/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Where everything drawn lies: the edges of the network by voltage class, its devices, customers and base map, each in
 * bins. What tiles are painted from and what a click is tested against.
 *
 * Immutable once made, reference counted (atomic), any thread. It keeps a reference to its network.
 * Cost: O(vertices) to make, on all processors; 8 bytes an edge. Opening what was kept costs nothing: index-cache.h.
 */
#pragma once

#include "grid/array-file.h"
#include "map/levels.h"

G_BEGIN_DECLS

/* From vertices[vertex] to vertices[vertex + 1] of the network. */
typedef struct
{
  guint32 vertex;
  guint32 element;
} LampEdge;

typedef struct
{
  gatomicrefcount ref_count;
  LampNetwork    *network;
  GMappedFile    *mapping; /* what all arrays lie in (index-cache.h); NULL: each is its own memory */

  LampEdge  *edges[LAMP_N_VOLTAGE_CLASSES]; /* in the order of their bins */
  LampBins   edge_bins[LAMP_N_VOLTAGE_CLASSES];
  LampLevels levels; /* the same lines from afar */

  guint32   *switches; /* elements */
  LampWorld *switch_at;
  guint32    n_switches;
  LampBins   switch_bins;
  guint32   *transformers; /* and regulators */
  LampWorld *transformer_at;
  guint32    n_transformers;
  LampBins   transformer_bins;
  LampBins   customer_bins;

  LampWorldBox *base_boxes[LAMP_BASE_N_LAYERS]; /* one a feature */
  LampBins      base_bins[LAMP_BASE_N_LAYERS];
} LampIndex;

/* Blocks for as long as it takes: make it in a worker for a large network. */
LampIndex *lamp_index_new (LampNetwork *network) G_GNUC_WARN_UNUSED_RESULT;
LampIndex *lamp_index_ref (LampIndex *index);
void       lamp_index_unref (LampIndex *index);

/* Every array it owns, until `visit` returns FALSE, which is then returned. */
gboolean lamp_index_visit_arrays (LampIndex *index, LampArrayVisit visit, gpointer data);

/* The element nearest to `at` within `radius` world units: a switch or transformer before a line. LAMP_NONE when there is
 * none. Classes from `finest` on are not looked at, nor are devices when `devices` is FALSE: nobody can mean what is not drawn. */
guint32 lamp_index_hit (const LampIndex *index, LampWorld at, double radius, int finest, gboolean switches, gboolean transformers);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (LampIndex, lamp_index_unref)

G_END_DECLS
