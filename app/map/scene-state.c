/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The state of every element as a scene wants it, and what differs between two of them. See scene.h and changes.h.
 */
#include "map/changes.h"
#include "map/scene.h"

#include "grid/trace.h"

#include <string.h>

#define CELLS 64u           /* across the extent: what changed in one of them is one box */
#define MOST_CHANGED 100000 /* with more, it is quicker to paint everything than to find out what */
#define WORD sizeof (guint64)

static void
add_switches (const LampIndex *index, const LampEnergisation *energisation, guint8 *state)
{
  for (guint32 i = 0; i < index->n_switches; i++)
    {
      guint32  device = index->switches[i];
      gboolean open = lamp_energisation_is_open (energisation, device);

      if (open)
        state[device] |= LAMP_STATE_OPEN;
      if (open != lamp_energisation_is_normally_open (energisation, device))
        state[device] |= LAMP_STATE_OFF_NORMAL;
    }
}

static void
add_flow (const LampNetwork *network, const LampEnergisation *energisation, guint8 *state)
{
  static const guint8 of_way[] = {
    [LAMP_WAY_NONE] = 0,
    [LAMP_WAY_FORWARD] = LAMP_STATE_FORWARD,
    [LAMP_WAY_BACKWARD] = LAMP_STATE_BACKWARD,
    [LAMP_WAY_BOTH] = 0, /* no arrow would be true */
  };

  for (guint32 e = 0; e < network->n_elements; e++)
    if (network->element_kind[e] == LAMP_ELEMENT_LINE && (network->element_flags[e] & LAMP_ELEMENT_SERVICE_DROP) == 0) /* who has arrows */
      state[e] |= of_way[lamp_energisation_get_way (energisation, e)];
}

static void
add_rings (LampEnergisation *energisation, guint8 *state, guint32 n)
{
  const guint8 *rings = lamp_trace_kept_rings (energisation);

  for (guint32 e = 0; rings != NULL && e < n; e++)
    if (rings[e] != 0)
      state[e] |= LAMP_STATE_RING;
}

GBytes *
lamp_scene_dup_state (const LampIndex *index, LampEnergisation *energisation, GHashTable *traced, LampShow show)
{
  guint32        n = index->network->n_elements;
  guint8        *state = g_memdup2 (lamp_energisation_get_elements (energisation), MAX (n, 1));
  GHashTableIter iter;
  gpointer       element;

  add_switches (index, energisation, state);
  if ((show & LAMP_SHOW_FLOW) != 0)
    add_flow (index->network, energisation, state);
  add_rings (energisation, state, n);
  if (traced != NULL)
    g_hash_table_iter_init (&iter, traced);
  while (traced != NULL && g_hash_table_iter_next (&iter, &element, NULL))
    state[GPOINTER_TO_UINT (element)] |= LAMP_STATE_TRACED;
  return g_bytes_new_take (state, MAX (n, 1));
}

/* Both bits of a byte at once, in a word of them. */
gboolean
lamp_state_has_rings (const guint8 *state, gsize n)
{
  const guint64 forward = LAMP_STATE_FORWARD * G_GUINT64_CONSTANT (0x0101010101010101);
  gsize         at = 0;

  for (; at + WORD <= n; at += WORD)
    {
      guint64 word;

      memcpy (&word, state + at, WORD);
      if ((word & word >> 1 & forward) != 0)
        return TRUE;
    }
  for (; at < n; at++)
    if ((state[at] & LAMP_STATE_RING) == LAMP_STATE_RING)
      return TRUE;
  return FALSE;
}

/* Boxes by the cell that the middle of what changed lies in. */
typedef struct
{
  const LampNetwork *network;
  GHashTable        *cells; /* number of a cell + 1 → place in `boxes` + 1 */
  GArray            *boxes;
  guint32            n; /* elements that changed */
} Cells;

static guint32
cell_of (LampWorldBox extent, guint32 value0, guint32 value1, guint32 low, guint32 high)
{
  guint32 middle = value0 / 2 + value1 / 2;

  return (guint32)((guint64)(CLAMP (middle, low, high) - low) * CELLS / ((guint64)high - low + 1));
}

static void
add_element (Cells *cells, guint32 element)
{
  LampWorldBox extent = cells->network->extent, box = lamp_network_element_box (cells->network, element);
  guint        cell, place;

  if (lamp_world_box_is_empty (box) || lamp_world_box_is_empty (extent))
    return;
  cell = cell_of (extent, box.y0, box.y1, extent.y0, extent.y1) * CELLS + cell_of (extent, box.x0, box.x1, extent.x0, extent.x1);
  place = GPOINTER_TO_UINT (g_hash_table_lookup (cells->cells, GUINT_TO_POINTER (cell + 1)));
  if (place == 0)
    {
      g_array_append_val (cells->boxes, box);
      g_hash_table_insert (cells->cells, GUINT_TO_POINTER (cell + 1), GUINT_TO_POINTER (cells->boxes->len));
      return;
    }
  lamp_world_box_join (&g_array_index (cells->boxes, LampWorldBox, place - 1), box);
}

GArray *
lamp_changes_find (const LampNetwork *network, GBytes *before, GBytes *after)
{
  g_autoptr (GHashTable) table = g_hash_table_new (NULL, NULL);
  Cells         cells = { network, table, g_array_new (FALSE, FALSE, sizeof (LampWorldBox)), 0 };
  const guint8 *one = g_bytes_get_data (before, NULL), *other = g_bytes_get_data (after, NULL);
  guint32       n = network->n_elements;
  LampWorldBox  everywhere = { 0, 0, G_MAXUINT32, G_MAXUINT32 };

  g_return_val_if_fail (g_bytes_get_size (before) >= n && g_bytes_get_size (after) >= n, cells.boxes);

  for (guint32 e = 0; e < n; e++)
    {
      /* most of it is alike, and read a word at a time */
      while (e + WORD <= n && memcmp (one + e, other + e, WORD) == 0)
        e += WORD;
      if (e >= n || one[e] == other[e])
        continue;
      if (++cells.n > MOST_CHANGED)
        {
          g_array_set_size (cells.boxes, 0);
          g_array_append_val (cells.boxes, everywhere);
          break;
        }
      add_element (&cells, e);
    }
  return cells.boxes;
}
