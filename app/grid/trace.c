/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Traces by what loses supply; see trace.h. Where nothing is off its normal position, what lies behind an element is a
 * range of elements and a range of customers (network-private.h), so nothing is walked that is not in the answer. Anywhere
 * else the element is opened, what was touched is looked at, and it is closed again.
 */
#include "config.h"

#include "grid/trace-private.h"

#include <string.h>

/* Beside LampPhases, of a node, while an answer is put together: it was touched; it has lost all its supply. */
#define TOUCHED 0x20
#define OUT 0x40

void
lamp_trace_clear (LampTrace *trace)
{
  g_clear_pointer (&trace->elements, g_free);
  g_clear_pointer (&trace->devices, g_free);
  g_clear_pointer (&trace->sites, g_free);
  *trace = (LampTrace){ .elements = NULL };
}

GArray *
lamp_trace_begin (LampTrace *trace)
{
  *trace = (LampTrace){ .elements = NULL };
  return g_array_new (FALSE, FALSE, sizeof (guint32));
}

void
lamp_trace_take (const LampNetwork *network, GArray *elements, LampTrace *trace)
{
  trace->n_elements = elements->len;
  trace->elements = (guint32 *)(void *)g_array_free (elements, FALSE);
  for (guint i = 0; i < trace->n_elements; i++)
    {
      guint32 element = trace->elements[i];

      trace->n_transformers += network->element_kind[element] == LAMP_ELEMENT_TRANSFORMER;
      trace->length_m += (double)network->element_length_m[element];
    }
}

void
lamp_trace_add_customers (const LampNetwork *network, guint32 node, LampTrace *trace)
{
  guint32 n = 0;
  guint32 first = lamp_network_node_customers (network, node, &n);

  trace->n_customers += n;
  for (guint32 i = 0; i < n; i++)
    trace->load_kw += (double)network->customer_kw[first + i];
}

void
lamp_trace_find_sites (const LampNetwork *network, LampNodeTest test, gpointer data, LampTrace *trace)
{
  g_autoptr (GArray) sites = g_array_new (FALSE, FALSE, sizeof (guint32));
  gsize n_sites = 0;

  for (guint32 i = 0; i < network->n_sites; i++)
    for (guint k = 0; k < network->sites[i].n_supply_points; k++)
      if (network->sites[i].supply_points[k].node != LAMP_NONE && test (data, network->sites[i].supply_points[k].node))
        {
          g_array_append_val (sites, i);
          break;
        }
  trace->sites = (guint32 *)(void *)g_array_steal (sites, &n_sites);
  trace->n_sites = (guint)n_sites;
}

/* --- by ranges --- */

typedef struct
{
  const struct _LampNetworkPrivate *priv;
  guint32                           start, end;
} Range;

static gboolean
is_fed_in (gpointer data, guint32 node)
{
  const Range *range = data;
  guint32      feed = range->priv->node_feed[node];

  return feed != LAMP_NONE && feed >= range->start && feed < range->end;
}

static gboolean
end_is_in (Range *range, guint32 node)
{
  return node != LAMP_NONE && is_fed_in (range, node);
}

/* Nothing in the range, or with an end in it, is off its normal position. */
static gboolean
is_as_normal (const LampEnergisation *self, Range *range)
{
  GHashTableIter iter;
  gpointer       key = NULL;

  g_hash_table_iter_init (&iter, self->off);
  while (g_hash_table_iter_next (&iter, &key, NULL))
    {
      guint32 off = GPOINTER_TO_UINT (key);

      if ((off >= range->start && off < range->end) || end_is_in (range, self->network->element_from[off]) ||
          end_is_in (range, self->network->element_to[off]))
        return FALSE;
    }
  return self->elements[range->start] == LAMP_SUPPLY_ENERGISED;
}

static void
take_range (LampEnergisation *self, LampTraceState state, Range *range, LampTrace *trace)
{
  const LampNetwork                *network = self->network;
  const struct _LampNetworkPrivate *priv = network->priv;
  GArray                           *elements = lamp_trace_begin (trace);

  g_array_set_size (elements, range->end - range->start);
  for (guint32 i = range->start; i < range->end; i++)
    {
      ((guint32 *)(void *)elements->data)[i - range->start] = i;
      if (!lamp_network_is_tree (network, i) && (network->element_flags[i] & LAMP_ELEMENT_NORMALLY_OPEN) == 0 && !trace->ring)
        trace->ring = g_hash_table_contains (lamp_trace_state (self, state)->closes, GUINT_TO_POINTER (i));
    }
  lamp_trace_take (network, elements, trace);
  trace->n_customers = priv->customers_before[range->end] - priv->customers_before[range->start];
  for (guint32 i = priv->customers_before[range->start]; i < priv->customers_before[range->end]; i++)
    trace->load_kw += (double)network->customer_kw[i];
  lamp_trace_find_sites (network, is_fed_in, range, trace);
}

/* --- by trying --- */

static gboolean
is_out (gpointer data, guint32 node)
{
  const LampEnergisation *state = data;

  return (state->phases[node] & OUT) != 0;
}

static gboolean
end_is_touched (const LampEnergisation *state, guint32 node)
{
  return node != LAMP_NONE && (state->phases[node] & TOUCHED) != 0;
}

static gboolean
carries_nothing (const LampEnergisation *state, guint32 element)
{
  return state->elements[element] == LAMP_SUPPLY_OUT || state->elements[element] == LAMP_SUPPLY_UNKNOWN;
}

/* Elements that carry nothing now: those at nodes that were touched, each at one of its ends, and those opened elsewhere. */
static GArray *
list_elements (const LampEnergisation *state, const guint32 *opened, guint n_opened)
{
  const LampNetwork *network = state->network;
  GArray            *elements = g_array_new (FALSE, FALSE, sizeof (guint32));

  for (guint32 i = 0; i < state->touched.n; i++)
    {
      guint32        n = 0;
      guint32        node = state->touched.rows[i].node;
      const guint32 *edges = lamp_network_node_elements (network, node, &n);

      for (guint32 j = 0; j < n; j++)
        if (carries_nothing (state, edges[j]) &&
            (network->element_from[edges[j]] == node || !end_is_touched (state, network->element_from[edges[j]])))
          g_array_append_val (elements, edges[j]);
    }
  for (guint i = 0; i < n_opened; i++)
    if (carries_nothing (state, opened[i]) && !end_is_touched (state, network->element_from[opened[i]]) &&
        !end_is_touched (state, network->element_to[opened[i]]))
      g_array_append_val (elements, opened[i]);
  return elements;
}

/* What the last batch of changes put out. */
static GArray *
look_at_lost (LampEnergisation *state, const guint32 *opened, guint n_opened, LampTrace *trace)
{
  const LampNetwork *network = state->network;
  GArray            *elements = NULL;

  for (guint32 i = 0; i < state->touched.n; i++)
    {
      LampNodePhases row = state->touched.rows[i];
      guint8         now = state->phases[row.node] & LAMP_PHASE_ABC;

      state->phases[row.node] |= TOUCHED;
      if (row.phases != 0 && now == 0)
        {
          lamp_trace_add_customers (network, row.node, trace);
          state->phases[row.node] |= OUT;
        }
      else if ((row.phases & ~now) != 0)
        trace->n_customers_partly += network->node_customer_start[row.node + 1] - network->node_customer_start[row.node];
    }
  elements = list_elements (state, opened, n_opened);
  lamp_trace_find_sites (network, is_out, state, trace);

  for (guint32 i = 0; i < state->touched.n; i++)
    state->phases[state->touched.rows[i].node] &= LAMP_PHASE_ABC;
  return elements;
}

static gboolean
is_on_ring (LampEnergisation *state, guint32 element)
{
  const guint8 *rings = lamp_trace_kept_rings (state);

  return rings != NULL && rings[element] != 0;
}

/* What was dead before does not go out; `lead` comes first in any case. */
static GArray *
put_in_order (const LampEnergisation *state, const GArray *found, guint32 lead, LampTrace *trace)
{
  GArray *elements = g_array_sized_new (FALSE, FALSE, sizeof (guint32), found->len + 1);

  if (lead != LAMP_NONE)
    g_array_append_val (elements, lead);
  for (guint i = 0; i < found->len; i++)
    {
      guint32 element = g_array_index (found, guint32, i);

      if (element == lead || carries_nothing (state, element))
        continue;
      g_array_append_val (elements, element);
      trace->ring = trace->ring || g_hash_table_contains (state->closes, GUINT_TO_POINTER (element));
    }
  return elements;
}

/* Opens them all at once, and puts them back. What feeds what may differ then, and with it which element is said to close a
 * ring, but not whether one is on a ring: so the rings are kept. `lead` is an element to begin the list with, or LAMP_NONE. */
static void
take_lost (LampEnergisation *state, guint32 lead, const guint32 *opened, guint n_opened, LampTrace *trace)
{
  g_autofree guint8 *positions = g_malloc (MAX (n_opened, 1));
  g_autoptr (GArray) found = NULL;
  guint8 *rings = NULL;

  memset (positions, LAMP_PHASE_ABC, n_opened);
  trace->ring = lead != LAMP_NONE && is_on_ring (state, lead);
  rings = g_steal_pointer (&state->rings);
  lamp_energisation_swap (state, opened, positions, n_opened);
  found = look_at_lost (state, opened, n_opened, trace);
  lamp_energisation_swap (state, opened, positions, n_opened);
  state->rings = rings;
  lamp_trace_take (state->network, put_in_order (state, found, lead, trace), trace);
}

void
lamp_trace_down (LampEnergisation *self, guint32 element, LampTraceState state, LampTrace *trace)
{
  LampNetwork      *network = self->network;
  LampEnergisation *by = NULL;
  Range             range = { network->priv, element, 0 };

  *trace = (LampTrace){ .elements = NULL };
  g_return_if_fail (element < network->n_elements);

  range.end = network->priv->tree_end[element];
  if (lamp_network_is_tree (network, element) && network->priv->tree_bridge[element] &&
      (state == LAMP_TRACE_NORMAL || is_as_normal (self, &range)))
    {
      take_range (self, state, &range, trace);
      return;
    }
  by = lamp_trace_state (self, state);
  take_lost (by, element, &element, by->open[element] != LAMP_PHASE_ABC, trace);
}

/* --- the section around a fault --- */

typedef struct
{
  LampEnergisation *state;
  GArray           *nodes;             /* reached, guint32 */
  GHashTable       *seen;              /* nodes */
  GArray           *devices, *section; /* guint32 */
  GHashTable       *listed;            /* elements */
} Section;

static void
enter (Section *section, guint32 node)
{
  if (node != LAMP_NONE && g_hash_table_add (section->seen, GUINT_TO_POINTER (node)))
    g_array_append_val (section->nodes, node);
}

static void
go_on (Section *section, guint32 node, guint32 element)
{
  const LampNetwork *network = section->state->network;
  gboolean           parts = lamp_element_kind_is_switch ((LampElementKind)network->element_kind[element]);

  if (section->state->open[element] == LAMP_PHASE_ABC || !g_hash_table_add (section->listed, GUINT_TO_POINTER (element)))
    return;
  g_array_append_val (parts ? section->devices : section->section, element);
  if (!parts)
    enter (section, lamp_network_other_end (network, element, node));
}

/* From the fault through everything that is no switch. */
static void
find_section (Section *section, guint32 element)
{
  const LampNetwork *network = section->state->network;

  g_hash_table_add (section->listed, GUINT_TO_POINTER (element));
  g_array_append_val (section->section, element);
  enter (section, network->element_from[element]);
  enter (section, network->element_to[element]);
  for (guint i = 0; i < section->nodes->len; i++)
    {
      guint32        n = 0;
      guint32        node = g_array_index (section->nodes, guint32, i);
      const guint32 *edges = lamp_network_node_elements (network, node, &n);

      for (guint32 j = 0; j < n; j++)
        go_on (section, node, edges[j]);
    }
}

void
lamp_trace_isolating (LampEnergisation *self, guint32 element, LampTraceState state, LampTrace *trace, GArray *zone)
{
  g_autoptr (GArray) nodes = g_array_new (FALSE, FALSE, sizeof (guint32));
  g_autoptr (GArray) own = zone == NULL ? g_array_new (FALSE, FALSE, sizeof (guint32)) : g_array_ref (zone);
  g_autoptr (GHashTable) seen = g_hash_table_new (NULL, NULL);
  g_autoptr (GHashTable) listed = g_hash_table_new (NULL, NULL);
  Section section = { lamp_trace_state (self, state), nodes, seen, g_array_new (FALSE, FALSE, sizeof (guint32)), own, listed };

  *trace = (LampTrace){ .elements = NULL };
  g_return_if_fail (element < self->network->n_elements);

  find_section (&section, element);
  take_lost (section.state, LAMP_NONE, (const guint32 *)(void *)section.devices->data, section.devices->len, trace);
  trace->n_devices = section.devices->len;
  trace->devices = (guint32 *)(void *)g_array_free (section.devices, FALSE);
}

/* --- short answers --- */

guint32
lamp_trace_feeding (const LampEnergisation *self, guint32 node)
{
  g_return_val_if_fail (node < self->network->n_nodes, LAMP_NONE);

  return lamp_network_node_feeding (self->network, node);
}

guint32
lamp_trace_count_customers (const LampEnergisation *self, guint32 element)
{
  const struct _LampNetworkPrivate *priv = self->network->priv;

  g_return_val_if_fail (element < self->network->n_elements, 0);

  if (!lamp_network_is_tree (self->network, element) || !priv->tree_bridge[element])
    return 0;
  return priv->customers_before[priv->tree_end[element]] - priv->customers_before[element];
}
