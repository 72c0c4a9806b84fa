/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Which elements are alive, phase by phase: from the sources through everything closed. The one computation of both
 * programs; the gateway and the console feed it the same network and the same open devices.
 *
 * "Open" here means "does not conduct": a switch that is open, a fuse that blew, and just as well a
 * transformer or line that an outage names as its device. So any element can be opened, on all its phases or on some.
 *
 * Phases
 *  - A source has all three. An element conducts its own letters; unknown phases are all three.
 *  - A single-phase transformer that stands alone makes a secondary of its own, whose letters are legs: all of them live
 *    when its phase is. Three side by side are a bank and keep their letters; regulators always do.
 *  - Letters that contradict what feeds them (a line "C" on a lateral "A") are taken for a slip in the data: the element
 *    is live with the first phase of what feeds it in the normal state.
 *  - What is whole is measured by the normal state: a node has its supply when every phase it normally has is live.
 *
 * Cost: O(elements) to make; a change recomputes only what it can touch: what hangs below the opened element, or what the
 * closed one brings to life. 14 bytes a node, 2 an element (3 once a trace has found rings). Not thread-safe:
 * one owner. It keeps a reference to its network.
 */
#pragma once

#include "grid/network.h"

G_BEGIN_DECLS

typedef enum {
  LAMP_SUPPLY_UNKNOWN, /* no source reaches it even in the normal state: an island in the data */
  LAMP_SUPPLY_ENERGISED,
  LAMP_SUPPLY_OUT,    /* energised in the normal state, not now */
  LAMP_SUPPLY_PARTLY, /* some of its phases are live, others that are so in the normal state are not */
} LampSupply;

/* Which way an element carries, from its end in the order of the network to its other. */
typedef enum {
  LAMP_WAY_NONE,     /* dead, or nothing is fed through it: it closes a ring, or ends nowhere */
  LAMP_WAY_FORWARD,  /* away from its first end */
  LAMP_WAY_BACKWARD, /* away from its second */
  LAMP_WAY_BOTH,     /* some phases the one way, some the other */
} LampWay;

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
/* LampPhases that are live, one byte a node; borrowed as above. */
const guint8 *lamp_energisation_get_node_phases (const LampEnergisation *self);
/* The same of an element: of its own letters, those that are live at an end and on which it is not open. */
guint8 lamp_energisation_get_element_phases (const LampEnergisation *self, guint32 element);

/* Away from what feeds it at present. O(1). */
LampWay lamp_energisation_get_way (const LampEnergisation *self, guint32 element);

/* Open on every phase. */
gboolean lamp_energisation_is_open (const LampEnergisation *self, guint32 element);
/* LampPhases on which it does not conduct; LAMP_PHASE_ABC when it is open, whatever phases it has. */
guint8   lamp_energisation_get_open_phases (const LampEnergisation *self, guint32 element);
gboolean lamp_energisation_is_normally_open (const LampEnergisation *self, guint32 element);

/* Returns TRUE when it changed the supply of anything. `dirty`, when given, is grown by the boxes of all
 * elements whose supply or position changed, so a map repaints only those. */
gboolean lamp_energisation_set_open (LampEnergisation *self,
                                     guint32           element,
                                     gboolean          open,
                                     LampWorldBox     *dirty);
/* The same for a device that opens pole by pole: open on exactly these phases. Phases it does not have are passed over. A
 * transformer that couples (above) is open as soon as any of its own is. */
gboolean lamp_energisation_set_open_phases (LampEnergisation *self,
                                            guint32           element,
                                            guint8            phases,
                                            LampWorldBox     *dirty);

/* Exactly these elements are off their normal position (`open[i]` says how), all others normal. */
void lamp_energisation_set_all (LampEnergisation *self,
                                const guint32    *elements,
                                const gboolean   *open,
                                guint             n,
                                LampWorldBox     *dirty);

/* The element that feeds this one in the normal state, kept when out: the way up from a dead element; its index is
 * smaller. For a tie or what closes a loop: the lowest element that feeds all its ends. LAMP_NONE also between two sources
 * and on an island. For the way up at present see trace.h. */
guint32 lamp_energisation_get_normal_upstream (const LampEnergisation *self, guint32 element);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (LampEnergisation, lamp_energisation_free)

G_END_DECLS
