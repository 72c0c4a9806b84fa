/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What differs between two versions of a region: elements, customers, sources, feeders and sites, matched by id
 * within what they are. An update of the utility's data is read as what it did to the grid.
 *
 *  - added, removed: an id only one of them has. Elements of all kinds share their ids.
 *  - rewired: it joins other nodes than before; which end is `from` does not matter. A customer, source or site hangs
 *    at another node.
 *  - moved: a vertex lies farther than the tolerance from where it was, or there are more or fewer of them, or it lost
 *    or gained its place. What only follows its nodes is not moved by itself.
 *  - changed: one attribute, with its value before and after. Voltage class and service drop are not looked at: where
 *    the data do not say them they follow from what lies around.
 * An element may be rewired, moved and changed at once: one difference each. Of an id that occurs more than once the
 * first counts, and of ids that are empty nothing is said.
 *
 * Cost: a look-up and a comparison for each thing in either. Pure, any thread.
 */
#pragma once

#include "grid/network.h"

G_BEGIN_DECLS

#define LAMP_DIFF_TOLERANCE_M 0.5 /* what surveys and projections move a point by without meaning it */

typedef enum {
  LAMP_DIFF_ADDED,
  LAMP_DIFF_REMOVED,
  LAMP_DIFF_REWIRED,
  LAMP_DIFF_MOVED,
  LAMP_DIFF_CHANGED,
  LAMP_DIFF_N,
} LampDiffWhat;

typedef enum {
  LAMP_DIFF_LINES,
  LAMP_DIFF_DEVICES,
  LAMP_DIFF_TRANSFORMERS,
  LAMP_DIFF_CUSTOMERS,
  LAMP_DIFF_SOURCES,
  LAMP_DIFF_FEEDERS,
  LAMP_DIFF_SITES,
  LAMP_DIFF_N_LAYERS,
} LampDiffLayer;

typedef struct
{
  LampDiffWhat  what;
  LampDiffLayer layer; /* where it is now; of what was removed, where it was */
  const char   *kind;  /* of an element, else ""; as in files. Static */
  char         *id;
  const char   *field;          /* of what changed, as data/region.md calls it; else "". Static */
  char         *before, *after; /* nodes, metres, values; "" where there is nothing */
} LampDifference;

typedef struct
{
  GPtrArray *differences;                        /* LampDifference; by layer, then what was there before in its order, then what is new */
  guint32    n[LAMP_DIFF_N_LAYERS][LAMP_DIFF_N]; /* things, not fields: one changed in two ways counts once */
  guint32    n_customers_other_transformer;      /* in both, fed by another transformer than before or by none */
  guint32    n_customers_other_feeder;
} LampDiff;

/* What leads from `before` to `after`. `tolerance_m` on the ground. */
LampDiff *lamp_diff_new (const LampNetwork *before, const LampNetwork *after, double tolerance_m) G_GNUC_WARN_UNUSED_RESULT;
void      lamp_diff_free (LampDiff *diff);

/* As programs know it: "rewired"; "transformers". */
const char *lamp_diff_what_to_string (LampDiffWhat what);
const char *lamp_diff_layer_to_string (LampDiffLayer layer);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (LampDiff, lamp_diff_free)

G_END_DECLS
