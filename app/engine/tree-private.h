/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What the halves of the tree share: tree.c makes ranges of parents, tree-present.c finds parents.
 */
#pragma once

#include "engine/tree.h"

G_BEGIN_DECLS

/* Fills the parent of each element, what feeds each customer and what is nearest to it. */
void lamp_tree_search_present (const LampEnergisation *switching, guint32 *parent, guint32 *feeding, guint32 *nearest);

G_END_DECLS
