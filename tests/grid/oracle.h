/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Supply by the words of energisation.h, from scratch and knowing nothing of trees, ranges or changes: it spreads each
 * phase over all elements again and again until nothing moves. For small grids.
 */
#pragma once

#include "grid/energisation.h"

G_BEGIN_DECLS

typedef struct
{
  guint8 *phases;           /* of nodes: LampPhases */
  guint8 *element_phases;   /* the same */
  guint8 *nodes, *elements; /* LampSupply */
} Oracle;

/* `open`: LampPhases of each element on which it is open. Clear with oracle_clear(). */
Oracle oracle_ask (const LampNetwork *network, const guint8 *open);
void   oracle_clear (Oracle *oracle);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Oracle, oracle_clear)

/* How all stand in the normal state; owned by the caller. */
guint8 *oracle_normal_positions (const LampNetwork *network);

/* The letters at `to` that the closed element joins with one letter at `from` (0, 1, 2). */
guint8 oracle_joins (const LampNetwork *network, guint32 element, guint letter);

G_END_DECLS
