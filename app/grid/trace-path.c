/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Traces along ways: up, to the next protective device, between, and all that is joined; see trace.h.
 */
#include "config.h"

#include "grid/trace-private.h"

/* --- what stands along a way --- */

static gboolean
is_known (gpointer data, guint32 node)
{
  return g_hash_table_contains (data, GUINT_TO_POINTER (node));
}

/* Customers and key sites at the nodes of the elements, each once. */
static void
take_way (const LampNetwork *network, GArray *elements, LampTrace *trace)
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

static void
find_rings (LampEnergisation *state, LampTrace *trace)
{
  const guint8 *rings = lamp_trace_kept_rings (state);

  for (guint i = 0; rings != NULL && i < trace->n_elements; i++)
    trace->ring |= rings[trace->elements[i]] != 0;
}

/* The vertex from which an element has one of its letters; FALSE when it is dead. Of an open tie, what its first live end
 * has. */
static gboolean
find_feed (const LampEnergisation *state, guint32 element, guint wanted, guint32 *node, guint *letter)
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

/* From the element on one of its letters to the source, or until `until` says so of an element, which is included. */
static void
climb_from (const LampEnergisation *state, guint32 element, guint wanted, gboolean (*until) (const LampNetwork *, guint32), GHashTable *known, GArray *way)
{
  guint32 node = LAMP_NONE;
  guint   letter = 0;

  if (!find_feed (state, element, wanted, &node, &letter))
    return;
  while (lamp_energisation_climb (state, &node, &letter, &element))
    {
      if (known == NULL || g_hash_table_add (known, GUINT_TO_POINTER (element)))
        g_array_append_val (way, element);
      if (until != NULL && until (state->network, element))
        return;
    }
}

/* --- up --- */

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
    climb_from (by, element, p, NULL, known, way);
  take_way (network, way, trace);
  find_rings (by, trace);
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
    climb_from (by, element, p, is_protective, NULL, way);
  if (way->len > 1 && is_protective (network, g_array_index (way, guint32, way->len - 1)))
    found = g_array_index (way, guint32, way->len - 1);
  if (trace == NULL)
    return found;

  *trace = (LampTrace){ .elements = NULL };
  take_way (network, g_steal_pointer (&way), trace);
  find_rings (by, trace);
  if (found != LAMP_NONE)
    {
      trace->devices = g_memdup2 (&found, sizeof found);
      trace->n_devices = 1;
    }
  return found;
}

/* --- between --- */

static guint
first_letter (const LampEnergisation *state, guint32 element, guint32 other)
{
  guint8 live = lamp_energisation_get_element_phases (state, element);
  guint8 both = live & lamp_energisation_get_element_phases (state, other);

  return (guint)__builtin_ctz (both != 0 ? both : live | 1u << LAMP_N_PHASES) % LAMP_N_PHASES;
}

static guint32
root_of (const LampEnergisation *state, guint32 element, guint wanted)
{
  guint32 node = LAMP_NONE;
  guint   letter = 0;
  guint32 at = 0;

  if (!find_feed (state, element, wanted, &node, &letter))
    return LAMP_NONE;
  while (lamp_energisation_climb (state, &node, &letter, &at))
    continue;
  return node;
}

/* Each touches the one before it, and none comes twice: not so where phases go round a ring in both ways. */
static gboolean
is_way (const LampNetwork *network, const GArray *way)
{
  g_autoptr (GHashTable) known = g_hash_table_new (NULL, NULL);

  for (guint i = 0; i < way->len; i++)
    {
      guint32 element = g_array_index (way, guint32, i);
      guint32 from = network->element_from[element];
      guint32 to = network->element_to[element];
      guint32 before = g_array_index (way, guint32, i > 0 ? i - 1 : 0);

      if (!g_hash_table_add (known, GUINT_TO_POINTER (element)) ||
          (network->element_from[before] != from && network->element_from[before] != to && network->element_to[before] != from &&
           network->element_to[before] != to))
        return FALSE;
    }
  return TRUE;
}

/* Up from both, and off what they have in common but the lowest. */
static gboolean
join_by_feeds (const LampEnergisation *state, guint32 element, guint32 other, GArray *way)
{
  g_autoptr (GArray) back = g_array_new (FALSE, FALSE, sizeof (guint32));
  guint   first = first_letter (state, element, other);
  guint   second = first_letter (state, other, element);
  guint32 root = root_of (state, element, first);
  guint32 common = LAMP_NONE;

  if (root == LAMP_NONE || root != root_of (state, other, second))
    return FALSE;

  g_array_append_val (way, element);
  climb_from (state, element, first, NULL, NULL, way);
  g_array_append_val (back, other);
  climb_from (state, other, second, NULL, NULL, back);
  while (way->len > 0 && back->len > 0 && g_array_index (way, guint32, way->len - 1) == g_array_index (back, guint32, back->len - 1))
    {
      common = g_array_index (way, guint32, way->len - 1);
      g_array_set_size (way, way->len - 1);
      g_array_set_size (back, back->len - 1);
    }
  /* The last common element is passed only when one of the two is it, or both hang on different ends of it. */
  if (common != LAMP_NONE && (way->len == 0 || back->len == 0))
    g_array_append_val (way, common);
  while (back->len > 0)
    {
      g_array_append_val (way, g_array_index (back, guint32, back->len - 1));
      g_array_set_size (back, back->len - 1);
    }
  if (is_way (state->network, way))
    return TRUE;
  g_array_set_size (way, 0);
  return FALSE;
}

typedef struct
{
  GArray     *queue; /* nodes, guint32 */
  guint       done;
  GHashTable *via; /* node → element + 1, 0 at the start */
} Front;

static void
front_begin (Front *front, const LampNetwork *network, guint32 element)
{
  const guint32 ends[2] = { network->element_from[element], network->element_to[element] };

  front->queue = g_array_new (FALSE, FALSE, sizeof (guint32));
  front->done = 0;
  front->via = g_hash_table_new (NULL, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (ends); i++)
    if (ends[i] != LAMP_NONE && g_hash_table_insert (front->via, GUINT_TO_POINTER (ends[i]), NULL))
      g_array_append_val (front->queue, ends[i]);
}

static void
front_clear (Front *front)
{
  g_array_unref (front->queue);
  g_hash_table_unref (front->via);
}

/* One node further; the node at which it meets the other front, or LAMP_NONE. */
static guint32
front_step (Front *front, const Front *other, const LampEnergisation *state)
{
  guint32        n = 0;
  guint32        node = g_array_index (front->queue, guint32, front->done++);
  const guint32 *edges = lamp_network_node_elements (state->network, node, &n);

  if (g_hash_table_contains (other->via, GUINT_TO_POINTER (node)))
    return node;
  for (guint32 i = 0; i < n; i++)
    {
      guint32 next = lamp_network_other_end (state->network, edges[i], node);

      if (state->open[edges[i]] == LAMP_PHASE_ABC || next == LAMP_NONE || g_hash_table_contains (front->via, GUINT_TO_POINTER (next)))
        continue;
      g_hash_table_insert (front->via, GUINT_TO_POINTER (next), GUINT_TO_POINTER (edges[i] + 1));
      g_array_append_val (front->queue, next);
    }
  return LAMP_NONE;
}

static void
walk_back (const Front *front, const LampNetwork *network, guint32 node, GArray *way)
{
  guint32 via = 0;

  while ((via = GPOINTER_TO_UINT (g_hash_table_lookup (front->via, GUINT_TO_POINTER (node)))) != 0)
    {
      guint32 element = via - 1;

      g_array_append_val (way, element);
      node = lamp_network_other_end (network, element, node);
    }
}

/* Breadth-first from both ends at once, the smaller front first: it ends with the smaller of two parts. */
static gboolean
join_by_search (const LampEnergisation *state, guint32 element, guint32 other, GArray *way)
{
  const LampNetwork *network = state->network;
  Front              fronts[2];
  guint32            meet = LAMP_NONE;
  g_autoptr (GArray) first = g_array_new (FALSE, FALSE, sizeof (guint32));

  front_begin (&fronts[0], network, element);
  front_begin (&fronts[1], network, other);
  while (meet == LAMP_NONE && fronts[0].done < fronts[0].queue->len && fronts[1].done < fronts[1].queue->len)
    {
      guint which = fronts[0].queue->len - fronts[0].done <= fronts[1].queue->len - fronts[1].done ? 0 : 1;

      meet = front_step (&fronts[which], &fronts[1 - which], state);
    }
  if (meet != LAMP_NONE)
    {
      g_array_append_val (way, element);
      walk_back (&fronts[0], network, meet, first);
      for (guint i = first->len; i-- > 0;)
        if (g_array_index (first, guint32, i) != element && g_array_index (first, guint32, i) != other)
          g_array_append_val (way, g_array_index (first, guint32, i));
      g_array_set_size (first, 0);
      walk_back (&fronts[1], network, meet, first);
      for (guint i = 0; i < first->len; i++)
        if (g_array_index (first, guint32, i) != element && g_array_index (first, guint32, i) != other)
          g_array_append_val (way, g_array_index (first, guint32, i));
      g_array_append_val (way, other);
    }
  front_clear (&fronts[0]);
  front_clear (&fronts[1]);
  return meet != LAMP_NONE;
}

gboolean
lamp_trace_between (LampEnergisation *self, guint32 element, guint32 other, LampTraceState state, LampTrace *trace)
{
  const LampNetwork *network = self->network;
  LampEnergisation  *by = NULL;
  g_autoptr (GArray) way = g_array_new (FALSE, FALSE, sizeof (guint32));
  gboolean found = FALSE;

  *trace = (LampTrace){ .elements = NULL };
  g_return_val_if_fail (element < network->n_elements && other < network->n_elements, FALSE);

  by = lamp_trace_state (self, state);
  if (element == other)
    {
      g_array_append_val (way, element);
      found = TRUE;
    }
  else if (by->open[element] != LAMP_PHASE_ABC && by->open[other] != LAMP_PHASE_ABC)
    found = join_by_feeds (by, element, other, way);
  if (!found)
    found = join_by_search (by, element, other, way);
  if (!found)
    return FALSE;
  take_way (network, g_steal_pointer (&way), trace);
  find_rings (by, trace);
  return TRUE;
}

/* --- all that is joined --- */

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
