/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * See base-chains.h. All ends are sorted by street and place: where just two stand together they are joined.
 * Cost: O(n log n) in the ways.
 */
#include "grid/base-chains.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define UNITS 1e7 /* a degree */

typedef struct
{
  gint32 x, y;
} Spot;

typedef struct
{
  guint32 street; /* into the streets */
  gsize   start;  /* into the spots */
  guint32 n;
  guint32 next[2]; /* way * 2 + end joined to its first and last spot; LAMP_NONE for none */
  guint8  used;
} Way;

typedef struct
{
  const char *name;
  guint8      kind, rank;
} Street;

typedef struct
{
  guint32 street;
  Spot    at;
  guint32 end; /* way * 2 + which */
} End;

struct _LampChains
{
  GStringChunk *text;
  GHashTable   *street_index; /* "kind rank name" → index + 1 */
  GArray       *streets;      /* Street */
  GArray       *ways;         /* Way */
  GArray       *spots;        /* Spot */
};

LampChains *
lamp_chains_new (void)
{
  LampChains *chains = g_new0 (LampChains, 1);

  chains->text = g_string_chunk_new (64 * 1024);
  chains->street_index = g_hash_table_new (g_str_hash, g_str_equal);
  chains->streets = g_array_new (FALSE, FALSE, sizeof (Street));
  chains->ways = g_array_new (FALSE, FALSE, sizeof (Way));
  chains->spots = g_array_new (FALSE, FALSE, sizeof (Spot));
  return chains;
}

void
lamp_chains_free (LampChains *chains)
{
  if (chains == NULL)
    return;
  g_hash_table_unref (chains->street_index);
  g_array_unref (chains->streets);
  g_array_unref (chains->ways);
  g_array_unref (chains->spots);
  g_string_chunk_free (chains->text);
  g_free (chains);
}

static guint32
find_street (LampChains *chains, LampBaseKind kind, guint8 rank, const char *name)
{
  g_autofree char *key = g_strdup_printf ("%u %u %s", kind, rank, name);
  guint            index = GPOINTER_TO_UINT (g_hash_table_lookup (chains->street_index, key));

  if (index == 0)
    {
      char  *kept = g_string_chunk_insert (chains->text, key);
      Street street = { kept + (strlen (key) - strlen (name)), (guint8)kind, rank };

      g_array_append_val (chains->streets, street);
      index = chains->streets->len;
      g_hash_table_insert (chains->street_index, kept, GUINT_TO_POINTER (index));
    }
  return index - 1;
}

void
lamp_chains_add (LampChains *chains, LampBaseKind kind, guint8 rank, const char *name, const LampPoint *points, guint n)
{
  Way way = { .street = find_street (chains, kind, rank, name), .start = chains->spots->len, .n = n, .next = { LAMP_NONE, LAMP_NONE } };

  for (guint i = 0; i < n; i++)
    {
      Spot spot = { (gint32)lround (points[i].lon_deg * UNITS), (gint32)lround (points[i].lat_deg * UNITS) };

      g_array_append_val (chains->spots, spot);
    }
  g_array_append_val (chains->ways, way);
}

static int
compare_places (const End *one, const End *other)
{
  if (one->street != other->street)
    return one->street < other->street ? -1 : 1;
  if (one->at.x != other->at.x)
    return one->at.x < other->at.x ? -1 : 1;
  return one->at.y == other->at.y ? 0 : one->at.y < other->at.y ? -1
                                                                : 1;
}

static int
compare_ends (const void *a, const void *b)
{
  const End *one = a, *other = b;
  int        order = compare_places (one, other);

  return order != 0 ? order : one->end < other->end ? -1
                                                    : one->end > other->end;
}

static Way *
way_at (LampChains *chains, guint32 way)
{
  return &g_array_index (chains->ways, Way, way);
}

static void
join (LampChains *chains)
{
  gsize           n = (gsize)chains->ways->len * 2;
  g_autofree End *ends = g_new (End, MAX (n, 1));

  for (gsize i = 0; i < n; i++)
    {
      const Way *way = way_at (chains, (guint32)(i / 2));

      ends[i] = (End){ way->street, g_array_index (chains->spots, Spot, way->start + (i % 2 == 0 ? 0 : way->n - 1)), (guint32)i };
    }
  qsort (ends, n, sizeof *ends, compare_ends);
  for (gsize first = 0, end = 0; first < n; first = end)
    {
      while (end < n && compare_places (&ends[first], &ends[end]) == 0)
        end++;
      if (end - first != 2)
        continue;
      way_at (chains, ends[first].end / 2)->next[ends[first].end % 2] = ends[first + 1].end;
      way_at (chains, ends[first + 1].end / 2)->next[ends[first + 1].end % 2] = ends[first].end;
    }
}

/* The end at which the chain of a way begins; of a ring, its own first. */
static guint32
find_beginning (LampChains *chains, guint32 way)
{
  guint32 at = way * 2;

  while (TRUE)
    {
      guint32 before = way_at (chains, at / 2)->next[at % 2];

      if (before == LAMP_NONE || before / 2 == way)
        return before == LAMP_NONE ? at : way * 2;
      at = before ^ 1;
    }
}

/* Walks in at `end` and out at the other one, to the end of the chain. */
static void
collect (LampChains *chains, guint32 end, GArray *points)
{
  g_array_set_size (points, 0);
  while (end != LAMP_NONE && !way_at (chains, end / 2)->used)
    {
      Way *way = way_at (chains, end / 2);

      way->used = TRUE;
      for (guint32 i = points->len > 0 ? 1 : 0; i < way->n; i++) /* the first is the last of the one before */
        {
          Spot      spot = g_array_index (chains->spots, Spot, way->start + (end % 2 == 0 ? i : way->n - 1 - i));
          LampPoint point = { spot.x / UNITS, spot.y / UNITS };

          g_array_append_val (points, point);
        }
      end = way->next[(end % 2) ^ 1];
    }
}

gboolean
lamp_chains_each (LampChains *chains, LampChainFunc func, gpointer data)
{
  g_autoptr (GArray) points = g_array_new (FALSE, FALSE, sizeof (LampPoint));

  join (chains);
  for (guint32 i = 0; i < chains->ways->len; i++)
    {
      const Street *street = &g_array_index (chains->streets, Street, way_at (chains, i)->street);

      if (way_at (chains, i)->used)
        continue;
      collect (chains, find_beginning (chains, i), points);
      if (!func ((LampBaseKind)street->kind, street->rank, street->name, (const LampPoint *)(const void *)points->data, points->len, data))
        return FALSE;
    }
  return TRUE;
}
