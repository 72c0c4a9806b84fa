/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What a network owns beside its public arrays: look-up tables and the normal tree.
 *
 * The normal tree is what a breadth-first walk from the sources through everything normally closed spans.
 * Elements are numbered so that what hangs below a tree element is the range [element, tree_end[element]).
 * A closed element that is not in the tree closes a loop; it and normally open ties stand right after the
 * tree element of the lowest node that lies above both their ends, so a range holds exactly the elements that
 * have both ends in it. Elements between two trees follow the trees; what no source reaches follows last.
 */
#pragma once

#include "grid/network.h"
#include "grid/pool.h"

G_BEGIN_DECLS

struct _LampNetworkPrivate
{
  LampPool    pool;
  LampIdTable element_ids, node_ids, customer_ids, site_ids;
  guint32    *site_keys; /* offsets of the sites' ids: keys of site_ids */

  LampSupplyPoint *supply_points; /* all sites' in a row */
  guint32          n_supply_points;
  LampContact     *contacts;
  guint32          n_contacts;

  guint32  n_reached;        /* elements from here on are in islands */
  guint32 *tree_end;         /* one an element; element itself when it is not in the tree */
  guint32 *tree_parent;      /* the next element towards the source; LAMP_NONE at a source or in an island */
  guint8  *tree_bridge;      /* TRUE when opening it puts out what is behind it */
  guint32 *node_feed;        /* the tree element that feeds a node; LAMP_NONE for a source and in islands */
  guint8  *node_reached;     /* by a source in the normal state */
  guint32 *customers_before; /* n_elements + 1: customers fed by elements with a smaller index */

  /* What was found while reading, for the quality report. */
  guint32 n_repeated_elements;
  guint32 n_orphans; /* supply points and contacts that name no site */
};

/* Is it what the normal tree goes through. */
static inline gboolean
lamp_network_is_tree (const LampNetwork *network, guint32 element)
{
  return network->priv->tree_end[element] > element;
}

/* The tree element that feeds one of its ends, `from` before `to`: what a tie or a loop's end goes by when
 * nothing above both ends says more. The element itself is none. */
guint32 lamp_network_nearest_feed (const LampNetwork *network, guint32 element);

void lamp_base_layer_clear (LampBaseLayer *layer);

/* An empty network that owns its private part. */
LampNetwork *lamp_network_alloc (void);

G_END_DECLS
