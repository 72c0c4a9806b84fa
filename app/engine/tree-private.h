/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What the halves of the tree share: tree.c makes ranges of parents, tree-present.c finds parents.
 */
#pragma once

#include "engine/tree.h"

G_BEGIN_DECLS

/* Fills the parent of each element, what feeds each customer and supply point and what is nearest to a customer. */
void lamp_tree_search_present (LampTree *tree, const LampEnergisation *switching);

G_END_DECLS
