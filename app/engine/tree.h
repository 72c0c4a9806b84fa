/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The normal state as a tree, with its customers: what is behind an element, as ranges of two arrays. Prediction and
 * the storm ask this far more often than anything else.
 *
 * Vocabulary
 *  - unit: the smallest thing that several customers lose together: their distribution transformer, or, for a customer
 *    who has none (medium voltage), the element that feeds it.
 *
 * Rests on the network's preorder (grid/network.h): what lies behind element e is e … end[e] - 1. A loop in the normal
 * state is seen as the tree that spans it. Immutable, any thread; the owner frees it. Cost: O(elements + customers log
 * customers) to make; the questions are O(1) but for the climbs.
 */
#pragma once

#include "grid/energisation.h"

G_BEGIN_DECLS

typedef struct
{
  LampNetwork *network;    /* a reference */
  guint32     *parent;     /* of each element in the normal state; LAMP_NONE at a source or on an island */
  guint32     *end;        /* of each element: one past the last element behind it */
  guint32     *protective; /* of each element: the next breaker, recloser or fuse up, not itself; or LAMP_NONE */
  guint32     *units;      /* n_elements + 1: how many units there are before each element */
  guint32     *first;      /* n_elements + 1: where in `customers` those begin whom this element feeds */
  guint32     *customers;  /* indices of the fed customers, in order of the element that feeds them */
  guint32     *feeding;    /* of each customer: the element that feeds it, LAMP_NONE on an island */
  guint32     *unit;       /* of each customer: its unit, LAMP_NONE on an island */
  guint32      n_fed;      /* length of `customers` */
} LampTree;

LampTree *lamp_tree_new (const LampEnergisation *normal) G_GNUC_WARN_UNUSED_RESULT;
void      lamp_tree_free (LampTree *tree);

static inline gboolean
lamp_tree_is_behind (const LampTree *tree, guint32 element, guint32 of)
{
  return element >= of && element < tree->end[of];
}

/* Customers who lose supply when `element` opens in the normal state. */
static inline guint32
lamp_tree_count_customers (const LampTree *tree, guint32 element)
{
  return tree->first[tree->end[element]] - tree->first[element];
}

/* Units behind an element, itself included when it is one. */
static inline guint32
lamp_tree_count_units (const LampTree *tree, guint32 element)
{
  return tree->units[tree->end[element]] - tree->units[element];
}

static inline const guint32 *
lamp_tree_customers (const LampTree *tree, guint32 element, guint32 *n)
{
  *n = lamp_tree_count_customers (tree, element);
  return tree->customers + tree->first[element];
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (LampTree, lamp_tree_free)

G_END_DECLS
