/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Ways that are one street, one after the other: OpenStreetMap cuts a street wherever a tag changes, and on none of the
 * pieces would its name find room. Ways of one kind, rank and name are joined where just two of them end.
 *
 * Places are kept as OpenStreetMap has them, in ten-millionths of a degree: 8 bytes a vertex. Not thread-safe.
 */
#pragma once

#include "geo/geo.h"
#include "grid/network.h"

G_BEGIN_DECLS

typedef struct _LampChains LampChains;

LampChains *lamp_chains_new (void) G_GNUC_WARN_UNUSED_RESULT;
void        lamp_chains_free (LampChains *chains);

void lamp_chains_add (LampChains *chains, LampBaseKind kind, guint8 rank, const char *name, const LampPoint *points, guint n);

/* Called for each chain, in the order of the first of their ways; `points` are its own until it returns. FALSE stops. */
typedef gboolean (*LampChainFunc) (LampBaseKind kind, guint8 rank, const char *name, const LampPoint *points, guint n, gpointer data);
gboolean lamp_chains_each (LampChains *chains, LampChainFunc func, gpointer data);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (LampChains, lamp_chains_free)

G_END_DECLS
