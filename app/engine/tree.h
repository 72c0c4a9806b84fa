/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * One switching state as a tree, with its customers: what is behind an element, as ranges of two arrays. Prediction and
 * the storm ask this far more often than anything else.
 *
 * Vocabulary
 *  - unit: the smallest thing that several customers lose together: their distribution transformer, or, for a customer
 *    who has none (medium voltage), the element that feeds it.
 *  - position: where an element stands in the preorder of the tree. What lies behind element e are the positions
 *    position[e] … end[e] - 1. In the normal state that is its index, by the network's own preorder (grid/network.h).
 *
 * The parent of an element is the lowest one that feeds all its ends: elements of a closed loop, or of a parallel between
 * two sources, have nothing behind them but what hangs on them alone.
 *
 * Immutable, any thread; the owner frees it. Cost: O(elements + customers) to make; the questions are O(1) but for the
 * climbs.
 */
#pragma once

#include "grid/energisation.h"

G_BEGIN_DECLS

typedef struct
{
  LampNetwork *network;       /* a reference */
  guint32     *parent;        /* of each element; LAMP_NONE at a source, between sources or on an island */
  guint32     *position;      /* of each element */
  guint32     *element;       /* at each position */
  guint32     *end;           /* of each element: one past the last position behind it */
  guint32     *protective;    /* of each element: the next breaker, recloser or fuse up, not itself; or LAMP_NONE */
  guint32     *deciding;      /* of each element: likewise, also the next transformer that feeds other units; or LAMP_NONE */
  guint32     *units;         /* n_elements + 1: how many units there are before each position */
  guint32     *first;         /* n_elements + 1: where in `customers` those begin whom the element at a position feeds */
  guint32     *customers;     /* indices of the fed customers, by position of the element that feeds them */
  guint32     *feeding;       /* of each customer: the lowest element it hangs on alone; LAMP_NONE on an island, at a source or on a parallel of sources */
  guint32     *nearest;       /* of each customer: likewise, or on such a parallel the element a source reaches it by; else LAMP_NONE */
  guint32     *unit;          /* of each customer: its unit, LAMP_NONE where `feeding` is */
  guint32      n_fed;         /* length of `customers` */
  guint32     *point_feeding; /* of each supply point of the first key site, the second, …: as `feeding` */
  guint32     *point_start;   /* n_sites + 1: where in point_feeding a site's begin */
} LampTree;

/* The normal state, whatever `energisation` shows at present. */
LampTree *lamp_tree_new (const LampEnergisation *energisation) G_GNUC_WARN_UNUSED_RESULT;
/* The present state of its switches. What they leave without supply hangs where it hangs in the normal state. */
LampTree *lamp_tree_new_present (const LampEnergisation *switching) G_GNUC_WARN_UNUSED_RESULT;
void      lamp_tree_free (LampTree *tree);

static inline gboolean
lamp_tree_is_behind (const LampTree *tree, guint32 element, guint32 of)
{
  return tree->position[element] >= tree->position[of] && tree->position[element] < tree->end[of];
}

/* Customers who lose supply when `element` opens. */
static inline guint32
lamp_tree_count_customers (const LampTree *tree, guint32 element)
{
  return tree->first[tree->end[element]] - tree->first[tree->position[element]];
}

/* Units behind an element, itself included when it is one. */
static inline guint32
lamp_tree_count_units (const LampTree *tree, guint32 element)
{
  return tree->units[tree->end[element]] - tree->units[tree->position[element]];
}

static inline const guint32 *
lamp_tree_customers (const LampTree *tree, guint32 element, guint32 *n)
{
  *n = lamp_tree_count_customers (tree, element);
  return tree->customers + tree->first[tree->position[element]];
}

/* Normally open, and nobody is fed through it at present either. */
static inline gboolean
lamp_tree_is_idle_tie (const LampTree *tree, guint32 element)
{
  return (tree->network->element_flags[element] & LAMP_ELEMENT_NORMALLY_OPEN) != 0 && lamp_tree_count_customers (tree, element) == 0;
}

/* What clears a fault on this element: itself when it is a protective device, a transformer or the service drop of one
 * customer, else the next such one above it. LAMP_NONE when nothing does. */
guint32 lamp_tree_clearing (const LampTree *tree, guint32 element);
/* The lowest deciding element behind which both lie (itself counts); LAMP_NONE when there is none. */
guint32 lamp_tree_common (const LampTree *tree, guint32 one, guint32 other);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (LampTree, lamp_tree_free)

G_END_DECLS
