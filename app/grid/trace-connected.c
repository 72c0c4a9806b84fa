/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The trace of all that is joined to an element by what is closed; see trace.h.
 */
#include "config.h"

#include "grid/trace-private.h"

static gboolean
is_marked (gpointer data, guint32 node)
{
  return ((const guint8 *)data)[node] != 0;
}

/* The last come first: neighbours have neighbouring numbers. An element is listed at its first end. */
static GArray *
walk_joined (const LampEnergisation *state, guint32 element, guint8 *seen, LampTrace *trace)
{
  const LampNetwork  *network = state->network;
  const guint32       ends[2] = { network->element_to[element], network->element_from[element] };
  g_autofree guint32 *stack = g_new (guint32, MAX (network->n_nodes, 1));
  guint32             n = 0;
  GArray             *elements = g_array_new (FALSE, FALSE, sizeof (guint32));

  g_array_append_val (elements, element);
  for (guint i = 0; i < G_N_ELEMENTS (ends); i++)
    if (ends[i] != LAMP_NONE && !seen[ends[i]])
      {
        seen[ends[i]] = TRUE;
        stack[n++] = ends[i];
      }
  while (n > 0)
    {
      guint32 node = stack[--n];

      lamp_trace_add_customers (network, node, trace);
      for (guint32 i = network->node_edge_start[node]; i < network->node_edge_start[node + 1]; i++)
        {
          guint32 edge = network->node_edges[i];
          guint32 next = lamp_network_other_end (network, edge, node);

          if (state->open[edge] == LAMP_PHASE_ABC)
            continue;
          if (edge != element && (network->element_from[edge] == node || network->element_from[edge] == LAMP_NONE))
            g_array_append_val (elements, edge);
          if (next == LAMP_NONE || seen[next])
            continue;
          seen[next] = TRUE;
          stack[n++] = next;
        }
    }
  return elements;
}

void
lamp_trace_connected (LampEnergisation *self, guint32 element, LampTraceState state, LampTrace *trace)
{
  const LampNetwork *network = self->network;
  LampEnergisation  *by = NULL;
  g_autofree guint8 *seen = g_malloc0 (MAX (network->n_nodes, 1));
  GArray            *elements = NULL;
  GHashTableIter     iter;
  gpointer           key = NULL;

  *trace = (LampTrace){ .elements = NULL };
  g_return_if_fail (element < network->n_elements);

  by = lamp_trace_state (self, state);
  elements = walk_joined (by, element, seen, trace);
  lamp_trace_find_sites (network, is_marked, seen, trace);
  lamp_trace_take (network, elements, trace);
  g_hash_table_iter_init (&iter, by->closes);
  while (g_hash_table_iter_next (&iter, &key, NULL))
    trace->ring |= seen[network->element_from[GPOINTER_TO_UINT (key)]] != 0;
}
