/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Traces along the ways that feed an element: up, and to the next protective device; see trace.h. And what stands along any way.
 */
#include "config.h"

#include "grid/trace-private.h"

static gboolean
is_known (gpointer data, guint32 node)
{
  return g_hash_table_contains (data, GUINT_TO_POINTER (node));
}

void
lamp_trace_take_way (const LampNetwork *network, GArray *elements, LampTrace *trace)
{
  g_autoptr (GHashTable) nodes = g_hash_table_new (NULL, NULL);

  for (guint i = 0; i < elements->len; i++)
    {
      guint32       element = g_array_index (elements, guint32, i);
      const guint32 ends[2] = { network->element_from[element], network->element_to[element] };

      for (guint k = 0; k < G_N_ELEMENTS (ends); k++)
        if (ends[k] != LAMP_NONE && g_hash_table_add (nodes, GUINT_TO_POINTER (ends[k])))
          lamp_trace_add_customers (network, ends[k], trace);
    }
  lamp_trace_find_sites (network, is_known, nodes, trace);
  lamp_trace_take (network, elements, trace);
}

void
lamp_trace_mark_rings (LampEnergisation *state, LampTrace *trace)
{
  const guint8 *rings = lamp_trace_kept_rings (state);

  for (guint i = 0; rings != NULL && i < trace->n_elements; i++)
    trace->ring |= rings[trace->elements[i]] != 0;
}

gboolean
lamp_trace_find_feed (const LampEnergisation *state, guint32 element, guint wanted, guint32 *node, guint *letter)
{
  const guint32 ends[2] = { state->network->element_from[element], state->network->element_to[element] };
  guint8        pass = state->network->priv->element_pass[element];
  gboolean      couples = (pass & LAMP_PASS_COUPLES) != 0;
  guint8        live = lamp_energisation_get_element_phases (state, element);

  if (!couples && (live & 1u << wanted) == 0)
    return FALSE;
  for (guint i = 0; i < G_N_ELEMENTS (ends) && live != 0; i++)
    {
      if (ends[i] == LAMP_NONE || (state->phases[ends[i]] & 1u << wanted) == 0 || lamp_energisation_feeds (state, element, ends[i], wanted))
        continue;
      if (couples && state->open[element] == 0 && i == ((pass & LAMP_PASS_AT_TO) != 0) && (pass & 1u << wanted) == 0) /* the end with the one letter */
        continue;
      *node = ends[i];
      *letter = wanted;
      return TRUE;
    }
  return FALSE;
}

void
lamp_trace_climb (const LampEnergisation *state, guint32 element, guint wanted, LampElementTest until, GHashTable *known, GArray *way)
{
  guint32 node = LAMP_NONE;
  guint   letter = 0;

  if (!lamp_trace_find_feed (state, element, wanted, &node, &letter))
    return;
  while (lamp_energisation_climb (state, &node, &letter, &element))
    {
      if (known == NULL || g_hash_table_add (known, GUINT_TO_POINTER (element)))
        g_array_append_val (way, element);
      if (until != NULL && until (state->network, element))
        return;
    }
}

void
lamp_trace_up (LampEnergisation *self, guint32 element, LampTraceState state, LampTrace *trace)
{
  const LampNetwork *network = self->network;
  LampEnergisation  *by = NULL;
  GArray            *way = lamp_trace_begin (trace);
  g_autoptr (GHashTable) known = g_hash_table_new (NULL, NULL);

  if (element >= network->n_elements)
    {
      g_array_unref (way);
      g_return_if_reached ();
    }

  by = lamp_trace_state (self, state);
  g_array_append_val (way, element);
  g_hash_table_add (known, GUINT_TO_POINTER (element));
  for (guint p = 0; p < LAMP_N_PHASES; p++)
    lamp_trace_climb (by, element, p, NULL, known, way);
  lamp_trace_take_way (network, way, trace);
  lamp_trace_mark_rings (by, trace);
}

static gboolean
is_protective (const LampNetwork *network, guint32 element)
{
  return lamp_element_kind_is_protective ((LampElementKind)network->element_kind[element]);
}

guint32
lamp_trace_protective (LampEnergisation *self, guint32 element, LampTraceState state, LampTrace *trace)
{
  const LampNetwork *network = self->network;
  LampEnergisation  *by = NULL;
  guint32            found = LAMP_NONE;
  g_autoptr (GArray) way = g_array_new (FALSE, FALSE, sizeof (guint32));

  g_return_val_if_fail (element < network->n_elements, LAMP_NONE);

  by = lamp_trace_state (self, state);
  g_array_append_val (way, element);
  for (guint p = 0; p < LAMP_N_PHASES && way->len == 1; p++)
    lamp_trace_climb (by, element, p, is_protective, NULL, way);
  if (way->len > 1 && is_protective (network, g_array_index (way, guint32, way->len - 1)))
    found = g_array_index (way, guint32, way->len - 1);
  if (trace == NULL)
    return found;

  *trace = (LampTrace){ .elements = NULL };
  lamp_trace_take_way (network, g_steal_pointer (&way), trace);
  lamp_trace_mark_rings (by, trace);
  if (found != LAMP_NONE)
    {
      trace->devices = g_memdup2 (&found, sizeof found);
      trace->n_devices = 1;
    }
  return found;
}
