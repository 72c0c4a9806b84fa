/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The state of elements as the map draws them, one byte each, and that of whole chains (chains.h), so that from afar one byte says how
 * a thousand segments stand.
 *
 * Immutable once made, any thread. Cost: 0.1 ms for a million elements that are all as they should be, else some milliseconds.
 */
#pragma once

#include "grid/energisation.h"
#include "map/index.h"

G_BEGIN_DECLS

/* One byte an element. */
typedef enum {
  LAMP_STATE_SUPPLY_MASK = 3, /* LampSupply */
  LAMP_STATE_OPEN = 1 << 2,
  LAMP_STATE_OFF_NORMAL = 1 << 3, /* open and normally closed, or the other way */
  LAMP_STATE_TRACED = 1 << 4,
  LAMP_STATE_FORWARD = 1 << 5,                                /* fed from its first end; said only while flow is shown */
  LAMP_STATE_BACKWARD = 1 << 6,                               /* from its other */
  LAMP_STATE_RING = LAMP_STATE_FORWARD | LAMP_STATE_BACKWARD, /* on a closed ring, or beside another element */
} LampState;

#define LAMP_CHAIN_MIXED 0xff /* its elements differ */

typedef struct
{
  guint8  *states; /* one a chain: supply and LAMP_STATE_TRACED, or LAMP_CHAIN_MIXED; NULL: everything is live and nothing traced */
  guint32 *marked; /* chains of which something is out, and those that are mixed */
  guint32  n_marked;
  guint32  n_out[LAMP_N_VOLTAGE_CLASSES]; /* chains that are out as a whole, by class */
} LampChainStates;

/* What it is drawn as: with a phase live it is live, and never drawn as dead; the tip and the inspector say the rest. */
static inline LampSupply
lamp_state_supply (guint8 state)
{
  LampSupply supply = (LampSupply)(state & LAMP_STATE_SUPPLY_MASK);

  return supply == LAMP_SUPPLY_PARTLY ? LAMP_SUPPLY_ENERGISED : supply;
}

void lamp_chain_states_init (LampChainStates *states, const LampIndex *index, const guint8 *elements);
void lamp_chain_states_clear (LampChainStates *states);

G_END_DECLS
