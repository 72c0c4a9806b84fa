/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A batch that moves much of the network: everything is worked out from the sources again, in one pass along the normal tree, which
 * costs a quarter an element of what following every change does. What a ring is fed through may then be its normal feed again;
 * what is alive is the same. See energisation.c.
 */
#include "grid/energisation-private.h"

#include <string.h>

#define LARGE_SHARE 4 /* of the network, behind what was moved */

static int
by_number (gconstpointer a, gconstpointer b)
{
  guint32 one = *(const guint32 *)a, other = *(const guint32 *)b;

  return one < other ? -1 : one > other;
}

/* How many elements the normal tree has behind those that were moved, each counted once: numbers are in its preorder. */
static guint32
count_behind (const LampEnergisation *self)
{
  const guint32      *tree_end = self->network->priv->tree_end;
  g_autofree guint32 *moved = g_new (guint32, MAX (self->moved.n, 1));
  guint32             count = 0, end = 0;

  for (guint32 i = 0; i < self->moved.n; i++)
    moved[i] = self->moved.rows[i].node;
  qsort (moved, self->moved.n, sizeof *moved, by_number);
  for (guint32 i = 0; i < self->moved.n; i++)
    if (tree_end[moved[i]] > MAX (end, moved[i]))
      {
        count += tree_end[moved[i]] - MAX (end, moved[i]);
        end = tree_end[moved[i]];
      }
  return count;
}

/* Nearly always little is behind what was moved even when it is counted more than once: then nothing is sorted. */
gboolean
lamp_energisation_is_large (const LampEnergisation *self)
{
  guint32 limit = self->network->n_elements / LARGE_SHARE;
  guint64 most = 0;

  for (guint32 i = 0; i < self->moved.n; i++)
    most += self->network->priv->tree_end[self->moved.rows[i].node] - self->moved.rows[i].node;
  return most > limit && count_behind (self) > limit;
}

/* Lists the nodes that have something else than before, as a batch that follows every change does. */
static void
touch_changed (LampEnergisation *self, const guint8 *before)
{
  self->touched.n = 0;
  for (guint32 node = 0; node < self->network->n_nodes; node++)
    if (self->phases[node] != before[node])
      lamp_node_list_add (&self->touched, node, before[node]);
}

void
lamp_energisation_anew (LampEnergisation *self)
{
  gsize              n_nodes = self->network->n_nodes;
  g_autofree guint8 *before = g_memdup2 (self->phases, n_nodes);
  LampNodeList       moved = self->moved;

  memset (self->phases, 0, n_nodes);
  memset (self->up, 0xff, n_nodes * sizeof *self->up);
  self->moved = (LampNodeList){ 0 };
  lamp_energisation_start (self);
  g_free (self->moved.rows);
  self->moved = moved;
  touch_changed (self, before);
}
