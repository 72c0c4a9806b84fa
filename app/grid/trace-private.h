/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What the traces share: trace.c goes by what loses supply, trace-path.c along the ways that feed, trace-between.c from one
 * element to another, trace-connected.c over all that is joined, trace-rings.c around.
 */
#pragma once

#include "grid/energisation-private.h"
#include "grid/trace.h"

G_BEGIN_DECLS

/* Starts an answer with nothing in it. */
GArray *lamp_trace_begin (LampTrace *trace);
/* Takes the elements over, and adds up transformers and metres. */
void lamp_trace_take (const LampNetwork *network, GArray *elements, LampTrace *trace);
void lamp_trace_add_customers (const LampNetwork *network, guint32 node, LampTrace *trace);

typedef gboolean (*LampNodeTest) (gpointer data, guint32 node);
/* Key sites with a supply point at a node that passes. */
void lamp_trace_find_sites (const LampNetwork *network, LampNodeTest test, gpointer data, LampTrace *trace);

/* trace-path.c: takes the elements over, with the customers and key sites at their nodes, each once. */
void lamp_trace_take_way (const LampNetwork *network, GArray *elements, LampTrace *trace);
/* Says whether one of its elements is in a ring. */
void lamp_trace_mark_rings (LampEnergisation *state, LampTrace *trace);
/* The vertex from which an element has one of its letters; FALSE when it is dead. Of an open tie, what its first live end
 * has. */
gboolean lamp_trace_find_feed (const LampEnergisation *state, guint32 element, guint wanted, guint32 *node, guint *letter);
typedef gboolean (*LampElementTest) (const LampNetwork *network, guint32 element);
/* From the element on one of its letters to the source, or until `until` says so of an element, which is included; not those
 * that are known already. `until` and `known` may be NULL. */
void lamp_trace_climb (const LampEnergisation *state, guint32 element, guint wanted, LampElementTest until, GHashTable *known, GArray *way);

/* The energisation a trace of that state goes by. */
static inline LampEnergisation *
lamp_trace_state (LampEnergisation *self, LampTraceState state)
{
  return state == LAMP_TRACE_NORMAL ? lamp_energisation_get_normal (self) : self;
}

G_END_DECLS
