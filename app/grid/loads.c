/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * See loads.h. Everything that can be lost is put at the lowest place that has all of it below (bridges.h); what a bridge
 * carries is then the sum over its range of places.
 */
#include "config.h"

#include "grid/loads.h"

#include "grid/bridges.h"
#include "grid/energisation-private.h"

typedef struct
{
  guint32 n_customers, n_transformers, n_sites;
  double  kw;
} Sum;

static guint32
place_of (const LampBridges *bridges, guint32 node)
{
  return node != LAMP_NONE ? bridges->place[node] : LAMP_NONE;
}

static void
put_customers (const LampBridges *bridges, Sum *sums)
{
  const LampNetwork *network = bridges->network;

  for (guint32 i = 0; i < network->n_customers; i++)
    {
      guint32 place = place_of (bridges, network->customer_node[i]);

      if (place == LAMP_NONE)
        continue;
      sums[place].n_customers++;
      sums[place].kw += (double)network->customer_kw[i];
    }
}

/* One with an end that no source reaches goes by the other. */
static void
put_transformers (const LampBridges *bridges, Sum *sums)
{
  const LampNetwork *network = bridges->network;

  for (guint32 i = 0; i < network->n_elements; i++)
    {
      guint32 a = LAMP_NONE;
      guint32 b = LAMP_NONE;

      if (network->element_kind[i] != LAMP_ELEMENT_TRANSFORMER)
        continue;
      a = place_of (bridges, network->element_from[i]);
      b = place_of (bridges, network->element_to[i]);
      a = a == LAMP_NONE || b == LAMP_NONE ? MIN (a, b) : lamp_bridges_common (bridges, a, b);
      if (a != LAMP_NONE)
        sums[a].n_transformers++;
    }
}

static void
put_sites (const LampBridges *bridges, Sum *sums)
{
  const LampNetwork *network = bridges->network;

  for (guint32 i = 0; i < network->n_sites; i++)
    {
      guint32 common = lamp_bridges_site (bridges, i);

      if (common != LAMP_NONE)
        sums[common].n_sites++;
    }
}

/* sums[p] becomes what stands before place p: a range's sum is a difference. */
static Sum *
sum_up (const LampBridges *bridges)
{
  Sum *sums = g_new0 (Sum, (gsize)bridges->n + 1);
  Sum  so_far = { 0 };

  put_customers (bridges, sums);
  put_transformers (bridges, sums);
  put_sites (bridges, sums);
  for (guint32 i = 0; i <= bridges->n; i++)
    {
      Sum own = sums[i];

      sums[i] = so_far;
      so_far.n_customers += own.n_customers;
      so_far.n_transformers += own.n_transformers;
      so_far.n_sites += own.n_sites;
      so_far.kw += own.kw;
    }
  return sums;
}

/* On a ring or in a bank: who lacks a phase is found by opening it. */
static void
try_phases (LampEnergisation *state, LampLoad *load)
{
  const LampNetwork *network = state->network;
  guint8             position = LAMP_PHASE_ABC;

  lamp_energisation_swap (state, &load->element, &position, 1);
  for (guint32 i = 0; i < state->touched.n; i++)
    {
      LampNodePhases row = state->touched.rows[i];
      guint32        n = 0;
      guint32        first = 0;

      if ((row.phases & ~state->phases[row.node]) == 0)
        continue;
      first = lamp_network_node_customers (network, row.node, &n);
      load->n_customers_partly += n;
      for (guint32 k = 0; k < n; k++)
        load->kw_partly += (double)network->customer_kw[first + k];
    }
  lamp_energisation_swap (state, &load->element, &position, 1);
}

static LampLoad
load_of (LampEnergisation *state, const LampBridges *bridges, const Sum *sums, guint32 element)
{
  LampLoad load = { .element = element };
  guint32  place = bridges->below[element];

  if (place != LAMP_NONE)
    {
      const Sum *first = &sums[place];
      const Sum *last = &sums[bridges->end[place]];

      load.n_customers = last->n_customers - first->n_customers;
      load.n_transformers = last->n_transformers - first->n_transformers;
      if (bridges->network->element_kind[element] == LAMP_ELEMENT_TRANSFORMER)
        load.n_transformers++; /* its far side is dead, so it is out itself */
      load.n_sites = last->n_sites - first->n_sites;
      load.kw = load.n_customers > 0 ? last->kw - first->kw : 0.0;
    }
  else if (state->open[element] != LAMP_PHASE_ABC)
    try_phases (state, &load);
  return load;
}

GArray *
lamp_loads_find (LampEnergisation *state)
{
  g_autoptr (LampBridges) bridges = lamp_bridges_new (state);
  g_autofree Sum *sums = sum_up (bridges);
  GArray         *loads = g_array_new (FALSE, FALSE, sizeof (LampLoad));

  for (guint32 i = 0; i < state->network->n_elements; i++)
    if (state->network->element_kind[i] != LAMP_ELEMENT_LINE)
      {
        LampLoad load = load_of (state, bridges, sums, i);

        g_array_append_val (loads, load);
      }
  return loads;
}
