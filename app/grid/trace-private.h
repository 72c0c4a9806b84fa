/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What the traces share: trace.c goes by what loses supply, trace-path.c along ways, trace-rings.c around.
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

/* The energisation a trace of that state goes by. */
static inline LampEnergisation *
lamp_trace_state (LampEnergisation *self, LampTraceState state)
{
  return state == LAMP_TRACE_NORMAL ? lamp_energisation_get_normal (self) : self;
}

G_END_DECLS
