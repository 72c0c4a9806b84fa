/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Which elements end at a node. See builder.h. O(nodes + elements).
 */
#include "config.h"

#include "grid/builder.h"
#include "grid/large.h"

void
lamp_network_link (guint32        n_nodes,
                   guint32        n_elements,
                   const guint32 *from,
                   const guint32 *to,
                   guint32      **start,
                   guint32      **edges)
{
  guint32 *first = lamp_large_new0_exact (guint32, (gsize)n_nodes + 2);
  guint32 *list = NULL;

  /* Counted two places up, so that filling leaves every start where it belongs. */
  for (guint32 i = 0; i < n_elements; i++)
    {
      if (from[i] != LAMP_NONE)
        first[from[i] + 2]++;
      if (to[i] != LAMP_NONE && to[i] != from[i])
        first[to[i] + 2]++;
    }
  for (guint32 i = 2; i < n_nodes + 2; i++)
    first[i] += first[i - 1];

  list = lamp_large_new_exact (guint32, first[n_nodes + 1]);
  for (guint32 i = 0; i < n_elements; i++)
    {
      if (from[i] != LAMP_NONE)
        list[first[from[i] + 1]++] = i;
      if (to[i] != LAMP_NONE && to[i] != from[i])
        list[first[to[i] + 1]++] = i;
    }

  *start = first;
  *edges = list;
}
