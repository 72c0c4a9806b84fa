/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The trace between two elements: along what feeds them where that joins them, else the way of the fewest elements; see trace.h.
 */
#include "config.h"

#include "grid/trace-private.h"

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

  if (!lamp_trace_find_feed (state, element, wanted, &node, &letter))
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
  lamp_trace_climb (state, element, first, NULL, NULL, way);
  g_array_append_val (back, other);
  lamp_trace_climb (state, other, second, NULL, NULL, back);
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
  lamp_trace_take_way (network, g_steal_pointer (&way), trace);
  lamp_trace_mark_rings (by, trace);
  return TRUE;
}
