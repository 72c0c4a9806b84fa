/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * See state.h.
 */
#include "map/state.h"

#include <string.h>

#define DRAWN (LAMP_STATE_SUPPLY_MASK | LAMP_STATE_TRACED) /* what lines are drawn by; the rest is of devices */

static guint8
drawn_as (guint8 state)
{
  return (guint8)((guint8)lamp_state_supply (state) | (state & LAMP_STATE_TRACED));
}

/* What is known of a chain while its elements are looked at. */
typedef struct
{
  guint32 n; /* elements that are not simply live */
  guint8  state;
} Tally;

static void
count (Tally *tally, guint8 state)
{
  if (tally->n++ == 0)
    tally->state = state;
  else if (tally->state != state)
    tally->state = LAMP_CHAIN_MIXED;
}

/* Nearly everything is live, and passed over a word at a time; NULL when all is. */
static Tally *
count_others (const LampChains *chains, const guint8 *elements, guint32 n)
{
  const guint64 drawn = DRAWN * G_GUINT64_CONSTANT (0x0101010101010101), live = LAMP_SUPPLY_ENERGISED * G_GUINT64_CONSTANT (0x0101010101010101);
  Tally        *tallies = NULL;

  for (guint32 e = 0; e < n; e++)
    {
      guint64 word;

      while (e + sizeof word <= n && (memcpy (&word, elements + e, sizeof word), (word & drawn) == live))
        e += sizeof word;
      if (e >= n || drawn_as (elements[e]) == LAMP_SUPPLY_ENERGISED)
        continue;
      if (tallies == NULL)
        tallies = g_new0 (Tally, chains->n);
      count (&tallies[chains->chain_of[e]], drawn_as (elements[e]));
    }
  return tallies;
}

void
lamp_chain_states_init (LampChainStates *states, const LampIndex *index, const guint8 *elements)
{
  const LampNetwork *network = index->network;
  const LampChains  *chains = &index->levels.chains;
  g_autofree Tally  *tallies = elements != NULL ? count_others (chains, elements, network->n_elements) : NULL;

  *states = (LampChainStates){ 0 };
  if (tallies == NULL)
    return;
  states->states = g_new (guint8, chains->n);
  states->marked = g_new (guint32, chains->n);
  for (guint32 chain = 0; chain < chains->n; chain++)
    {
      guint32 n = tallies[chain].n;
      guint8  state = n == 0 ? (guint8)LAMP_SUPPLY_ENERGISED : tallies[chain].state;

      if (n > 0 && n < chains->start[chain + 1] - chains->start[chain])
        state = LAMP_CHAIN_MIXED;
      states->states[chain] = state;
      if (state == LAMP_CHAIN_MIXED || lamp_state_supply (state) == LAMP_SUPPLY_OUT)
        states->marked[states->n_marked++] = chain;
      if (state != LAMP_CHAIN_MIXED && lamp_state_supply (state) == LAMP_SUPPLY_OUT)
        states->n_out[network->element_voltage[chains->elements[chains->start[chain]]]]++;
    }
  states->marked = g_renew (guint32, states->marked, MAX (states->n_marked, 1));
}

void
lamp_chain_states_clear (LampChainStates *states)
{
  g_clear_pointer (&states->states, g_free);
  g_clear_pointer (&states->marked, g_free);
  states->n_marked = 0;
}
