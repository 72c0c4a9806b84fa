/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Rings; see trace.h. Each element that closes one (energisation-private.h) stands for it: the ring is that element and
 * the two ways up from its ends to where they meet.
 */
#include "config.h"

#include "grid/trace-private.h"

#include <string.h>

typedef struct
{
  const LampEnergisation *state;
  guint32 (*seen)[LAMP_N_PHASES]; /* of a vertex: number of the ring that came by last */
  guint32 ring;
  guint8 *flags;
} Rings;

typedef struct
{
  guint32 node;
  guint   letter;
} Vertex;

/* Up from `at` until `stop`, or a vertex of this ring, or a source; marks elements when told how. Returns where it ended. */
static Vertex
climb (Rings *rings, Vertex at, const Vertex *stop, guint8 flags, guint *n_steps)
{
  guint32 element = LAMP_NONE;

  for (;;)
    {
      if (stop != NULL && at.node == stop->node && at.letter == stop->letter)
        return at;
      if (flags == 0)
        {
          if (rings->seen[at.node][at.letter] == rings->ring)
            return at;
          rings->seen[at.node][at.letter] = rings->ring;
        }
      if (!lamp_energisation_climb (rings->state, &at.node, &at.letter, &element))
        return at;
      rings->flags[element] |= flags;
      (*n_steps)++;
    }
}

static void
mark_ring (Rings *rings, guint32 element, Vertex from, Vertex to)
{
  Vertex   root = { 0 };
  Vertex   meet = { 0 };
  gboolean sources = FALSE;
  guint    n_steps = 0;
  guint8   flags = LAMP_RING_LOOP;

  rings->ring++;
  root = climb (rings, from, NULL, 0, &n_steps);
  meet = climb (rings, to, NULL, 0, &n_steps);
  sources = meet.node != root.node && rings->state->up[meet.node][meet.letter] == LAMP_FEED_NONE;
  if (sources)
    flags = LAMP_RING_SOURCES;
  n_steps = 0;
  climb (rings, from, sources ? NULL : &meet, flags, &n_steps);
  climb (rings, to, sources ? NULL : &meet, flags, &n_steps);
  rings->flags[element] |= flags;
  if (!sources && n_steps == 1)
    {
      guint32 other = rings->state->up[from.node][from.letter];

      if (meet.node == from.node)
        other = rings->state->up[to.node][to.letter];
      rings->flags[element] |= LAMP_RING_PARALLEL;
      rings->flags[lamp_feed_element (other)] |= LAMP_RING_PARALLEL;
    }
}

/* On each letter that it carries and that neither end has through it. */
static void
mark_rings_of (Rings *rings, guint32 element)
{
  const LampEnergisation *state = rings->state;
  guint32                 from = state->network->element_from[element];
  guint32                 to = state->network->element_to[element];

  for (guint p = 0; p < LAMP_N_PHASES; p++)
    {
      guint8 arrives = lamp_energisation_conduct (state, element, from, state->phases[from] & (guint8)(1u << p)) & state->phases[to];

      for (guint q = 0; q < LAMP_N_PHASES; q++)
        if ((arrives & 1u << q) != 0 && !lamp_energisation_feeds (state, element, to, q) && !lamp_energisation_feeds (state, element, from, p))
          mark_ring (rings, element, (Vertex){ from, p }, (Vertex){ to, q });
    }
}

const guint8 *
lamp_trace_kept_rings (LampEnergisation *state)
{
  if (state->rings == NULL && g_hash_table_size (state->closes) > 0)
    state->rings = lamp_trace_rings (state);
  return state->rings;
}

gboolean
lamp_trace_has_rings (const LampEnergisation *self)
{
  g_return_val_if_fail (self != NULL, FALSE);

  return g_hash_table_size (self->closes) > 0;
}

guint8 *
lamp_trace_rings (const LampEnergisation *self)
{
  Rings          rings = { .state = self };
  GHashTableIter iter;
  gpointer       key = NULL;

  g_return_val_if_fail (self != NULL, NULL);

  rings.flags = g_malloc0 (MAX (self->network->n_elements, 1));
  if (g_hash_table_size (self->closes) == 0)
    return rings.flags;
  rings.seen = g_malloc0 (MAX (self->network->n_nodes, 1) * sizeof *rings.seen);
  g_hash_table_iter_init (&iter, self->closes);
  while (g_hash_table_iter_next (&iter, &key, NULL))
    mark_rings_of (&rings, GPOINTER_TO_UINT (key));
  g_free (rings.seen);
  return rings.flags;
}
