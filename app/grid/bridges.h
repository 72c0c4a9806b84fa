/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What hangs on one element: from the sources through everything closed, which elements are the only way to what is
 * behind them. By connectivity, without phases: supply is lost when no path is left at all.
 *
 * A depth-first walk with low points (Tarjan 1974), all sources being one root. Every node that a source reaches has a
 * place in its preorder; what hangs on a bridge is a range of places. Immutable, any thread. O(elements).
 */
#pragma once

#include "grid/energisation.h"

G_BEGIN_DECLS

typedef struct
{
  LampNetwork *network; /* a reference */
  guint32      n;       /* reached nodes */
  guint32     *node;    /* by place: which node */
  guint32     *end;     /* by place: one past the last place below it */
  guint32     *feed;    /* by place: the element it was reached through; LAMP_NONE at a source */
  guint32     *parent;  /* by place: the place it was reached from; LAMP_NONE at a source */
  guint8      *bridge;  /* by place: without its feed, nothing below is reached */
  guint32     *place;   /* of each node; LAMP_NONE when no source reaches it */
  guint32     *below;   /* of each element: the place that is below it when it is a bridge, else LAMP_NONE */
} LampBridges;

/* In the state the energisation has. An element open on some of its phases only is closed here. */
LampBridges *lamp_bridges_new (const LampEnergisation *state) G_GNUC_WARN_UNUSED_RESULT;
void         lamp_bridges_free (LampBridges *bridges);

/* The lowest place that has both below it or is one of them; LAMP_NONE when only the root has. LAMP_NONE in gives it out. */
guint32 lamp_bridges_common (const LampBridges *bridges, guint32 a, guint32 b);

/* The same of all live supply points of a key site: the lowest place that has them all; LAMP_NONE when there is none, or
 * when the site is dead. */
guint32 lamp_bridges_site (const LampBridges *bridges, guint32 site);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (LampBridges, lamp_bridges_free)

G_END_DECLS
