/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * See cluster.h. Heads lie in a hash of square cells as wide as the radius: the nearest is in one of nine.
 */
#include "map/cluster.h"

#include <math.h>

typedef struct
{
  const LampClusterPoint *points;
  double                  cell;
  GHashTable             *first; /* cell → 1 + head, the first of its chain */
  guint32                *next;  /* 1 + head, 0 at the end */
} Heads;

static gpointer
cell_key (gint64 column, gint64 row)
{
  return GSIZE_TO_POINTER ((gsize)((guint64)column * 0x9e3779b97f4a7c15u ^ (guint64)row * 0xc2b2ae3d27d4eb4fu) | 1);
}

static guint32
nearest_head (const Heads *heads, guint32 point, double radius)
{
  const LampClusterPoint *it = &heads->points[point];
  gint64                  column = (gint64)(it->at.x / heads->cell), row = (gint64)(it->at.y / heads->cell);
  double                  best2 = radius * radius;
  guint32                 found = G_MAXUINT32;

  for (int i = 0; i < 9; i++)
    {
      guint32 next = GPOINTER_TO_UINT (g_hash_table_lookup (heads->first, cell_key (column + i % 3 - 1, row + i / 3 - 1)));

      for (; next != 0; next = heads->next[next - 1])
        {
          const LampClusterPoint *head = &heads->points[next - 1];
          double                  dx = (double)head->at.x - it->at.x, dy = (double)head->at.y - it->at.y;
          double                  distance2 = dx * dx + dy * dy;

          if (head->kind == it->kind && (distance2 < best2 || (distance2 == best2 && next - 1 < found)))
            {
              best2 = distance2;
              found = next - 1;
            }
        }
    }
  return found;
}

void
lamp_cluster (const LampClusterPoint *points, guint n, double radius, guint32 *head)
{
  g_autoptr (GHashTable) first = g_hash_table_new (NULL, NULL);
  g_autofree guint32 *next = g_new0 (guint32, MAX (n, 1));
  Heads               heads = { points, MAX (radius, 1.0), first, next };

  for (guint32 i = 0; i < n; i++)
    {
      guint32  found = points[i].keep ? G_MAXUINT32 : nearest_head (&heads, i, radius);
      gpointer key;

      head[i] = found != G_MAXUINT32 ? found : i;
      if (head[i] != i || points[i].keep)
        continue;
      key = cell_key ((gint64)(points[i].at.x / heads.cell), (gint64)(points[i].at.y / heads.cell));
      next[i] = GPOINTER_TO_UINT (g_hash_table_lookup (first, key));
      g_hash_table_insert (first, key, GUINT_TO_POINTER (i + 1));
    }
}
