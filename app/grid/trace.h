/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Traces: what lies up, down, between, around an element, in the normal or the present state, and what hangs there.
 *
 * The present state is that of the energisation given. The normal state needs one of its own only where a ring or a
 * phase decides; it is made then, once (O(elements)), and kept by the energisation.
 * Every trace leaves the energisation as it was, but some open and close elements in it on the way: so it is not
 * const, and belongs to its one owner.
 *
 * What is counted: customers and key sites (those with a supply point there) at the nodes of the result; transformers,
 * metres of line among its elements; kilowatts of its customers.
 *
 * Cost: proportionate to the result (down, isolating, connected) or to the way to the source (up, protective,
 * between), beside one look at each key site. Where there are rings at present, the first trace after a change also
 * finds them all, at the cost of lamp_trace_rings; the energisation keeps them for those that follow.
 */
#pragma once

#include "grid/energisation.h"

G_BEGIN_DECLS

typedef enum {
  LAMP_TRACE_NORMAL,
  LAMP_TRACE_PRESENT,
} LampTraceState;

typedef struct
{
  guint32 *elements; /* owned; the start first, each after one it hangs on */
  guint    n_elements;
  guint32 *devices; /* owned; what to operate: the protective device, or all that isolate. No others fill it */
  guint    n_devices;
  guint32  n_customers;
  guint32  n_customers_partly; /* beside those: they lose some of their phases, not all (down and isolating) */
  guint32 *sites;              /* owned; indices of key sites with a supply point there */
  guint    n_sites;
  guint32  n_transformers;
  double   load_kw;
  double   length_m; /* of lines */
  gboolean ring;     /* a closed ring, a parallel or a join of two sources goes through it */
} LampTrace;

void lamp_trace_clear (LampTrace *trace);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (LampTrace, lamp_trace_clear)

/* Everything that loses supply when `element` opens, itself included; nothing but itself when it is open or dead or
 * when a ring closes over it. An element is listed when it loses all its phases. */
void lamp_trace_down (LampEnergisation *self, guint32 element, LampTraceState state, LampTrace *trace);
/* From `element` to its source, both included; on several phases, along all their ways. A dead one: only itself. */
void lamp_trace_up (LampEnergisation *self, guint32 element, LampTraceState state, LampTrace *trace);
/* From `element` up to the next breaker, recloser or fuse, which is returned and the one in `devices`; not the element
 * itself. LAMP_NONE, and the whole way up, when there is none. `trace` may be NULL. */
guint32 lamp_trace_protective (LampEnergisation *self, guint32 element, LampTraceState state, LampTrace *trace);
/* A way between two elements through what is closed, both included; along what feeds them where that joins them, else the
 * shortest. FALSE, with nothing found, when there is none. */
gboolean lamp_trace_between (LampEnergisation *self, guint32 element, guint32 other, LampTraceState state, LampTrace *trace);
/* Everything joined with `element` through what is closed, dead or alive; an open element: itself and both its sides. */
void lamp_trace_connected (LampEnergisation *self, guint32 element, LampTraceState state, LampTrace *trace);
/* For a fault on `element`: in `devices` the nearest closed switches all around (breakers and fuses count), what opens
 * to isolate it; in the rest what loses supply when all of them are open. `zone`, when given, gets the elements of the
 * faulted section itself (guint32, appended): all that cannot be parted from the fault. */
void lamp_trace_isolating (LampEnergisation *self, guint32 element, LampTraceState state, LampTrace *trace, GArray *zone);

/* The element that normally feeds a node; LAMP_NONE for a source or an island. */
guint32 lamp_trace_feeding (const LampEnergisation *self, guint32 node);
/* Customers whom no path from a source reaches any more when `element` opens in the normal state. O(1). */
guint32 lamp_trace_count_customers (const LampEnergisation *self, guint32 element);

/* Where rings are. */
typedef enum {
  LAMP_RING_LOOP = 1 << 0,     /* on a closed ring within what one source feeds */
  LAMP_RING_SOURCES = 1 << 1,  /* on a closed way from one source to another */
  LAMP_RING_PARALLEL = 1 << 2, /* beside another closed element between the same nodes, on the same phase */
} LampRing;

/* Whether there is any at present. O(1). */
gboolean lamp_trace_has_rings (const LampEnergisation *self);
/* LampRing of every element in the state of the energisation, phase by phase: three single-phase devices side by side on
 * different phases are none. Owned by the caller. O(rings · way to the source) beside the array. */
guint8 *lamp_trace_rings (const LampEnergisation *self) G_GNUC_WARN_UNUSED_RESULT;
/* The same, kept by the energisation until its next change: who asks again pays nothing. Borrowed; NULL when there are no
 * rings. */
const guint8 *lamp_trace_kept_rings (LampEnergisation *state);

G_END_DECLS
