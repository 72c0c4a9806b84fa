/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * See state.h.
 */
#include "map/state.h"

#define DRAWN (LAMP_STATE_SUPPLY_MASK | LAMP_STATE_TRACED) /* what lines are drawn by; the rest is of devices */

static guint8
drawn_as (guint8 state)
{
  return (guint8)((guint8)lamp_state_supply (state) | (state & LAMP_STATE_TRACED));
}

static gboolean
is_all_live (const guint8 *elements, guint32 n)
{
  guint8 other = 0;

  for (guint32 i = 0; i < n; i++)
    other |= (guint8)((elements[i] & DRAWN) ^ LAMP_SUPPLY_ENERGISED);
  return other == 0;
}

static guint8
state_of_chain (const LampChains *chains, guint32 chain, const guint8 *elements)
{
  guint8 state = drawn_as (elements[chains->elements[chains->start[chain]]]);

  for (guint32 i = chains->start[chain] + 1; i < chains->start[chain + 1]; i++)
    if (drawn_as (elements[chains->elements[i]]) != state)
      return LAMP_CHAIN_MIXED;
  return state;
}

void
lamp_chain_states_init (LampChainStates *states, const LampIndex *index, const guint8 *elements)
{
  const LampNetwork *network = index->network;
  const LampChains  *chains = &index->levels.chains;

  *states = (LampChainStates){ 0 };
  if (elements == NULL || is_all_live (elements, network->n_elements))
    return;
  states->states = g_new (guint8, MAX (chains->n, 1));
  for (guint32 chain = 0; chain < chains->n; chain++)
    {
      states->states[chain] = state_of_chain (chains, chain, elements);
      states->n_marked += states->states[chain] == LAMP_CHAIN_MIXED || lamp_state_supply (states->states[chain]) == LAMP_SUPPLY_OUT;
    }
  states->marked = g_new (guint32, MAX (states->n_marked, 1));
  states->n_marked = 0;
  for (guint32 chain = 0; chain < chains->n; chain++)
    if (states->states[chain] == LAMP_CHAIN_MIXED)
      states->marked[states->n_marked++] = chain;
    else if (lamp_state_supply (states->states[chain]) == LAMP_SUPPLY_OUT)
      {
        states->marked[states->n_marked++] = chain;
        states->n_out[network->element_voltage[chains->elements[chains->start[chain]]]]++;
      }
}

void
lamp_chain_states_clear (LampChainStates *states)
{
  g_clear_pointer (&states->states, g_free);
  g_clear_pointer (&states->marked, g_free);
  states->n_marked = 0;
}
