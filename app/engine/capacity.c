/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * See capacity.h.
 */
#include "engine/capacity.h"

#include "grid/bridges.h"

#define VOLTS_PHASE_TO_PHASE 1.7320508075688772 /* of one phase to earth: the square root of 3 */

double
lamp_capacity_kva (const LampNetwork *network, guint32 element)
{
  LampElementKind kind = (LampElementKind)network->element_kind[element];
  double          rating = (double)network->element_rating[element];
  guint           n_phases = (guint)__builtin_popcount (network->element_phases[element] & LAMP_PHASE_ABC);

  if (kind == LAMP_ELEMENT_TRANSFORMER || kind == LAMP_ELEMENT_REGULATOR || rating <= 0.0)
    return rating;
  return n_phases * rating * lamp_network_element_kv (network, element) / VOLTS_PHASE_TO_PHASE;
}

/* Kilowatts of the customers before each place of the walk; n + 1. */
static double *
sum_loads (const LampBridges *bridges)
{
  const LampNetwork *network = bridges->network;
  double            *before = g_new (double, (gsize)bridges->n + 1);
  double             sum = 0.0;

  for (guint32 i = 0; i < bridges->n; i++)
    {
      guint32 n = 0;
      guint32 first = lamp_network_node_customers (network, bridges->node[i], &n);

      before[i] = sum;
      for (guint32 k = 0; k < n; k++)
        sum += (double)network->customer_kw[first + k];
    }
  before[bridges->n] = sum;
  return before;
}

static int
compare_worst_first (gconstpointer a, gconstpointer b)
{
  const LampOverload *x = a, *y = b;
  double              x_part = x->kva / x->capacity_kva, y_part = y->kva / y->capacity_kva;

  if (x_part != y_part)
    return x_part < y_part ? 1 : -1;
  return (x->element > y->element) - (x->element < y->element);
}

GArray *
lamp_overload_find (const LampEnergisation *state)
{
  GArray *found = g_array_new (FALSE, FALSE, sizeof (LampOverload));
  g_autoptr (LampBridges) bridges = NULL;
  g_autofree double *before = NULL;

  g_return_val_if_fail (state != NULL, found);

  bridges = lamp_bridges_new (state);
  before = sum_loads (bridges);
  for (guint32 at = 0; at < bridges->n; at++)
    {
      LampOverload overload = { bridges->feed[at], before[bridges->end[at]] - before[at], 0.0 };

      if (overload.element == LAMP_NONE || !bridges->bridge[at] || overload.kva <= 0.0)
        continue;
      overload.capacity_kva = lamp_capacity_kva (bridges->network, overload.element);
      if (overload.capacity_kva > 0.0 && overload.kva > overload.capacity_kva)
        g_array_append_val (found, overload);
    }
  g_array_sort (found, compare_worst_first);
  return found;
}
