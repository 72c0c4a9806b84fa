/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Which elements are alive: from the sources through everything closed. The one computation of both
 * programs; the gateway and the console feed it the same network and the same open devices.
 *
 * "Open" here means "does not conduct": a switch that is open, a fuse that blew, and just as well a
 * transformer or line that an outage names as its device. So any element can be opened.
 *
 * Cost: O(elements) to make; a change recomputes only what it can touch. Not thread-safe: one owner.
 * It keeps a reference to its network.
 */
#pragma once

#include "grid/network.h"

G_BEGIN_DECLS

typedef enum {
  LAMP_SUPPLY_UNKNOWN, /* no source reaches it even in the normal state: an island in the data */
  LAMP_SUPPLY_ENERGISED,
  LAMP_SUPPLY_OUT, /* energised in the normal state, not now */
} LampSupply;

typedef struct _LampEnergisation LampEnergisation;

/* In the normal state. */
LampEnergisation *lamp_energisation_new (LampNetwork *network) G_GNUC_WARN_UNUSED_RESULT;
LampEnergisation *lamp_energisation_copy (const LampEnergisation *self) G_GNUC_WARN_UNUSED_RESULT;
void              lamp_energisation_free (LampEnergisation *self);

LampNetwork *lamp_energisation_get_network (const LampEnergisation *self);

/* LampSupply, one byte an element or node; borrowed, changes with every set. A closed element has the supply of its
 * ends; an open tie that of its livelier end; anything else that is open carries nothing and is out. */
const guint8 *lamp_energisation_get_elements (const LampEnergisation *self);
const guint8 *lamp_energisation_get_nodes (const LampEnergisation *self);

gboolean lamp_energisation_is_open (const LampEnergisation *self, guint32 element);
gboolean lamp_energisation_is_normally_open (const LampEnergisation *self, guint32 element);

/* Returns TRUE when it changed the supply of anything. `dirty`, when given, is grown by the boxes of all
 * elements whose supply or position changed, so a map repaints only those. */
gboolean lamp_energisation_set_open (LampEnergisation *self,
                                     guint32           element,
                                     gboolean          open,
                                     LampWorldBox     *dirty);

/* Exactly these elements are off their normal position (`open[i]` says how), all others normal. */
void lamp_energisation_set_all (LampEnergisation *self,
                                const guint32    *elements,
                                const gboolean   *open,
                                guint             n,
                                LampWorldBox     *dirty);

/* The element through which the present supply reaches this one; LAMP_NONE at a source or when out. */
guint32 lamp_energisation_get_upstream (const LampEnergisation *self, guint32 element);
/* The same in the normal state, kept when out: the way up from a dead element; its index is smaller. For a tie or what
 * closes a loop: the lowest element that feeds all its ends. LAMP_NONE also between two sources and on an island. */
guint32 lamp_energisation_get_normal_upstream (const LampEnergisation *self, guint32 element);

/* What a trace found. */
typedef struct
{
  guint32 *elements; /* owned; in order of distance from the start */
  guint    n_elements;
  guint32  n_customers;
  guint32 *sites; /* owned; indices of key sites with a supply point there */
  guint    n_sites;
  guint32  n_transformers;
  double   load_kw;
  double   length_m; /* of lines */
} LampTrace;

void lamp_trace_clear (LampTrace *trace);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (LampTrace, lamp_trace_clear)

/* Everything that loses supply if `element` opens in the normal state (the element itself included); nothing but
 * itself when a loop closes over it. */
void lamp_trace_behind (const LampEnergisation *self, guint32 element, LampTrace *trace);
/* From `element` up to its source in the normal state, both included; customers and sites are not looked for. */
void lamp_trace_upstream (const LampEnergisation *self, guint32 element, LampTrace *trace);
/* The next protective device up from `element` in the normal state, not itself; LAMP_NONE at the head. */
guint32 lamp_trace_protective (const LampEnergisation *self, guint32 element);
/* The element that normally feeds a node; LAMP_NONE for a source or an island. */
guint32 lamp_trace_feeding (const LampEnergisation *self, guint32 node);
/* Customers who would lose supply; without building the list. O(1) while the normal state is radial. */
guint32 lamp_trace_count_customers (const LampEnergisation *self, guint32 element);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (LampEnergisation, lamp_energisation_free)

G_END_DECLS
