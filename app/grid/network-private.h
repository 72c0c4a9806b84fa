/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What a network owns beside its public arrays: look-up tables and the normal tree.
 *
 * The normal tree is what a breadth-first walk from the sources through everything normally closed spans.
 * Elements are numbered so that what hangs below a tree element is the range [element, tree_end[element]).
 * A closed element that is not in the tree closes a loop; it and normally open ties stand right after the
 * tree element of the lowest node that lies above both their ends, so a range holds exactly the elements that
 * have both ends in it. Elements between two trees follow the trees; what no source reaches follows last.
 *
 * The phase graph has a vertex for each phase of each node. A closed element joins equal letters of its two nodes,
 * those in its `phases` (all, when not known), with two exceptions:
 *  - A transformer with one phase, alone between its nodes, makes a secondary of its own (split phase: the letters
 *    there are legs, not phases). It couples its one letter at the supply side with all letters at the other.
 *    Single-phase transformers side by side on different phases are a bank, and keep their letters.
 *  - An element whose letters its feeding node does not have in the normal state contradicts what is above it: dirt, but
 *    the node is fed in the drawing. It couples the first letter that is there with all letters behind it.
 */
#pragma once

#include "grid/array-file.h"
#include "grid/network.h"
#include "grid/pool.h"

G_BEGIN_DECLS

#define LAMP_PASS_COUPLES (1 << 3) /* one letter at one end with all at the other */
#define LAMP_PASS_AT_TO (1 << 4)   /* the one letter is at `to` */

struct _LampNetworkPrivate
{
  LampEdition  edition; /* of the file it was loaded from */
  GMappedFile *mapping; /* what all arrays lie in (network-cache.h); NULL: each is its own memory */
  char        *region;  /* absolute path, and */
  char        *folder;  /* where it and what is made of it is kept; both NULL: nowhere */
  LampPool     pool;
  LampIdTable  element_ids, node_ids, customer_ids, site_ids;
  guint32     *site_keys; /* offsets of the sites' ids: keys of site_ids */

  LampSupplyPoint *supply_points; /* all sites' in a row */
  guint32          n_supply_points;
  LampContact     *contacts;
  guint32          n_contacts;

  guint32  n_node_edges;     /* in the network's node_edges */
  guint32  n_reached;        /* elements from here on are in islands */
  guint32 *tree_end;         /* one an element; element itself when it is not in the tree */
  guint32 *tree_parent;      /* the next element towards the source; LAMP_NONE at a source or in an island */
  guint8  *tree_bridge;      /* TRUE when opening it puts out what is behind it */
  guint32 *node_feed;        /* the tree element that feeds a node; LAMP_NONE for a source and in islands */
  guint8  *node_reached;     /* by a source in the normal state */
  guint32 *customers_before; /* n_elements + 1: customers fed by elements with a smaller index */
  guint8  *element_pass;     /* LampPhases it conducts, or the one letter and LAMP_PASS_COUPLES */
  guint8  *node_phases;      /* LampPhases that are live in the normal state */
  guint8  *element_level;    /* into levels_kv */
  float    levels_kv[256];   /* the first is 0, not known; a 256th voltage is not known either */

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

/* What arrives at the other end when the element is closed and `phases` are live at `node`. */
static inline guint8
lamp_network_pass (const LampNetwork *network, guint32 element, guint32 node, guint8 phases)
{
  guint8  pass = network->priv->element_pass[element];
  guint32 one = LAMP_NONE;

  if ((pass & LAMP_PASS_COUPLES) == 0)
    return phases & pass;
  one = (pass & LAMP_PASS_AT_TO) != 0 ? network->element_to[element] : network->element_from[element];
  if (node == one)
    return (phases & pass) != 0 ? LAMP_PHASE_ABC : 0;
  return phases != 0 ? pass & LAMP_PHASE_ABC : 0;
}

/* Fills element_pass and node_phases once the arrays stand in order. */
void lamp_network_find_phases (LampNetwork *network);

/* Fills element_level from what the file gives of each element (kV, 0 when nothing). */
void lamp_network_find_levels (LampNetwork *network, const float *kv);
void lamp_base_layer_clear (LampBaseLayer *layer);

/* An empty network that owns its private part. */
LampNetwork *lamp_network_alloc (void);

/* Every array a network owns, until `visit` returns FALSE, which is then returned. Rows that hold pointers are arrays like any other. */
gboolean lamp_network_visit_arrays (LampNetwork *network, LampArrayVisit visit, gpointer data);

G_END_DECLS
