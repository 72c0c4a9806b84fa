/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * From courses to a road graph: all streets are cut where they cross, ends that nearly meet are joined, what leads
 * nowhere is pruned, and only what hangs together stays. Nodes are rounded to the degree grid of the file, so roads
 * that join there join exactly.
 *
 * Method: segments in buckets of 100 m, every pair of a bucket is crossed once; nodes nearer than JOIN_M are one.
 */
#include "simulation/city-plan.h"

#include <math.h>
#include <stdlib.h>

#define BUCKET_M 100.0
#define JOIN_M 2.5
#define SHORT_END_M 42.0
#define SHORT_MAIN_END_M 140.0
#define THINNING 0.24 /* share of the pieces of suburban lanes left out */

static const double ROAD_WIDTH_M[] = { 30.0, 21.0, 12.0, 8.5 };

typedef struct
{
  LampCityVec a, b;
  guint       street, index; /* which piece of which course */
  GArray     *cuts;          /* double, along a–b */
} Segment;

typedef struct
{
  LampCity   *city;
  GArray     *segments; /* Segment */
  GHashTable *buckets;  /* key → GArray of guint */
  GHashTable *joints;   /* key of a JOIN_M cell → GArray of node indices */
  GHashTable *pairs;    /* road of a pair of nodes */
  GArray    **steps;    /* of each street: road indices in order */
  GArray     *dead;     /* gboolean, one a road */
  GArray     *degree;   /* guint, one a node */
} Knitting;

static gpointer
key_of (int column, int row)
{
  return GINT_TO_POINTER ((row + 4000) * 16384 + column + 4000);
}

static void
put (GHashTable *table, gpointer key, guint value)
{
  GArray *list = g_hash_table_lookup (table, key);

  if (list == NULL)
    {
      list = g_array_new (FALSE, FALSE, sizeof (guint));
      g_hash_table_insert (table, key, list);
    }
  g_array_append_val (list, value);
}

static void
cross_with (Knitting *k, guint index, const GArray *others)
{
  Segment *segment = &g_array_index (k->segments, Segment, index);

  for (guint i = 0; others != NULL && i < others->len; i++)
    {
      Segment *other = &g_array_index (k->segments, Segment, g_array_index (others, guint, i));
      double   t = 0.0, u = 0.0;

      if (lamp_city_cross (segment->a, segment->b, other->a, other->b, &t, &u))
        {
          g_array_append_val (segment->cuts, t);
          g_array_append_val (other->cuts, u);
        }
    }
}

static void
cut_all (Knitting *k)
{
  for (guint s = 0; s < k->city->streets->len; s++)
    {
      const LampCityStreet *street = g_ptr_array_index (k->city->streets, s);

      for (guint i = 0; i + 1 < street->course.n; i++)
        {
          Segment segment = { street->course.at[i], street->course.at[i + 1], s, i, g_array_new (FALSE, FALSE, sizeof (double)) };

          g_array_append_val (k->segments, segment);
        }
    }
  for (guint i = 0; i < k->segments->len; i++)
    {
      const Segment *segment = &g_array_index (k->segments, Segment, i);
      int            c0 = (int)floor (MIN (segment->a.x, segment->b.x) / BUCKET_M), c1 = (int)floor (MAX (segment->a.x, segment->b.x) / BUCKET_M);
      int            r0 = (int)floor (MIN (segment->a.y, segment->b.y) / BUCKET_M), r1 = (int)floor (MAX (segment->a.y, segment->b.y) / BUCKET_M);

      for (int r = r0; r <= r1; r++)
        for (int c = c0; c <= c1; c++)
          {
            cross_with (k, i, g_hash_table_lookup (k->buckets, key_of (c, r)));
            put (k->buckets, key_of (c, r), i);
          }
    }
}

static guint
node_at (Knitting *k, LampCityVec at)
{
  int   column = (int)floor (at.x / JOIN_M), row = (int)floor (at.y / JOIN_M);
  guint zero = 0;

  for (int r = row - 1; r <= row + 1; r++)
    for (int c = column - 1; c <= column + 1; c++)
      {
        const GArray *list = g_hash_table_lookup (k->joints, key_of (c, r));

        for (guint i = 0; list != NULL && i < list->len; i++)
          {
            guint node = g_array_index (list, guint, i);

            if (lamp_city_distance (g_array_index (k->city->nodes, LampCityVec, node), at) < JOIN_M)
              return node;
          }
      }
  at.x = floor (at.x * 100.0 + 0.5) / 100.0;
  at.y = floor (at.y * 100.0 + 0.5) / 100.0;
  put (k->joints, key_of (column, row), k->city->nodes->len);
  g_array_append_val (k->city->nodes, at);
  g_array_append_val (k->degree, zero);
  return k->city->nodes->len - 1;
}

static void
add_road (Knitting *k, guint street, guint a, guint b)
{
  const LampCityStreet *owner = g_ptr_array_index (k->city->streets, street);
  LampCityVec           from = g_array_index (k->city->nodes, LampCityVec, a), to = g_array_index (k->city->nodes, LampCityVec, b);
  gboolean              wet = lamp_city_ground_line_has (k->city, from, to, GROUND_WATER);
  guint64               pair = (guint64)MIN (a, b) << 32 | MAX (a, b);
  LampCityRoad          road = { a, b, street, wet };
  gboolean              dead = a == b || (wet && !owner->bridges) || g_hash_table_contains (k->pairs, &pair);
  guint                 index = k->city->roads->len;

  if (!dead)
    {
      g_hash_table_add (k->pairs, g_memdup2 (&pair, sizeof pair));
      g_array_index (k->degree, guint, a)++;
      g_array_index (k->degree, guint, b)++;
    }
  g_array_append_val (k->city->roads, road);
  g_array_append_val (k->dead, dead);
  g_array_append_val (k->steps[street], index);
}

static int
compare_cuts (const void *a, const void *b)
{
  double x = *(const double *)a, y = *(const double *)b;

  return (x > y) - (x < y);
}

static void
knit (Knitting *k)
{
  guint last = G_MAXUINT, last_street = G_MAXUINT;

  for (guint i = 0; i < k->segments->len; i++)
    {
      Segment *segment = &g_array_index (k->segments, Segment, i);
      double   zero = 0.0, one = 1.0;

      g_array_append_val (segment->cuts, zero);
      g_array_append_val (segment->cuts, one);
      qsort (segment->cuts->data, segment->cuts->len, sizeof (double), compare_cuts);
      for (guint c = 0; c < segment->cuts->len; c++)
        {
          double t = g_array_index (segment->cuts, double, c);
          guint  node = node_at (k, (LampCityVec){ segment->a.x + t * (segment->b.x - segment->a.x), segment->a.y + t * (segment->b.y - segment->a.y) });

          if (last_street == segment->street && node != last)
            add_road (k, segment->street, last, node);
          last = node;
          last_street = segment->street;
        }
    }
}

static void
kill_road (Knitting *k, guint index)
{
  const LampCityRoad *road = &g_array_index (k->city->roads, LampCityRoad, index);

  if (g_array_index (k->dead, gboolean, index))
    return;
  g_array_index (k->dead, gboolean, index) = TRUE;
  g_array_index (k->degree, guint, road->a)--;
  g_array_index (k->degree, guint, road->b)--;
}

/* Suburban lanes lose some of their pieces from junction to junction: that leaves T-junctions and larger blocks. */
static void
thin_out (Knitting *k)
{
  LampCityRandom random;

  lamp_city_random_init (&random, k->city->seed, "thinning");
  for (guint s = 0; s < k->city->streets->len; s++)
    {
      const LampCityStreet *street = g_ptr_array_index (k->city->streets, s);
      gboolean              leave_out = FALSE;

      for (guint i = 0; street->rank == 3 && i < k->steps[s]->len; i++)
        {
          guint               index = g_array_index (k->steps[s], guint, i);
          const LampCityRoad *road = &g_array_index (k->city->roads, LampCityRoad, index);

          if (i == 0 || g_array_index (k->degree, guint, road->a) > 2)
            leave_out = g_array_index (k->degree, guint, road->a) > 3 && lamp_city_random (&random) < THINNING &&
                        lamp_city_zone (k->city, g_array_index (k->city->nodes, LampCityVec, road->a)) == ZONE_SUBURB;
          if (leave_out)
            kill_road (k, index);
        }
    }
}

/* Takes off ends that are too short to be a street of their own; from each street's two ends and its gaps inwards. */
static gboolean
prune_street (Knitting *k, guint s, gboolean backwards)
{
  const LampCityStreet *street = g_ptr_array_index (k->city->streets, s);
  GArray               *steps = k->steps[s];
  gboolean              changed = FALSE;

  for (guint i = 0; i < steps->len && !street->dead_end && street->rank > 0; i++)
    {
      double length = 0.0;
      guint  end = i;

      for (; end < steps->len; end++)
        {
          guint               index = g_array_index (steps, guint, backwards ? steps->len - 1 - end : end);
          const LampCityRoad *road = &g_array_index (k->city->roads, LampCityRoad, index);
          guint               start = backwards ? road->b : road->a, stop = backwards ? road->a : road->b;

          if (g_array_index (k->dead, gboolean, index) || (end == i && g_array_index (k->degree, guint, start) != 1))
            break;
          length += lamp_city_distance (g_array_index (k->city->nodes, LampCityVec, start), g_array_index (k->city->nodes, LampCityVec, stop));
          if (g_array_index (k->degree, guint, stop) != 2)
            {
              end++;
              break;
            }
        }
      if (end > i && length < (street->rank == 1 ? SHORT_MAIN_END_M : SHORT_END_M))
        {
          for (guint j = i; j < end; j++)
            kill_road (k, g_array_index (steps, guint, backwards ? steps->len - 1 - j : j));
          changed = TRUE;
        }
    }
  return changed;
}

static guint
find_root (guint *parent, guint node)
{
  while (parent[node] != node)
    node = parent[node] = parent[parent[node]];
  return node;
}

/* Only the largest network of streets that hang together stays. */
static void
keep_largest (Knitting *k)
{
  guint             n = k->city->nodes->len, best = 0;
  g_autofree guint *parent = g_new (guint, n);
  g_autofree guint *size = g_new0 (guint, n);

  for (guint i = 0; i < n; i++)
    parent[i] = i;
  for (guint i = 0; i < k->city->roads->len; i++)
    {
      const LampCityRoad *road = &g_array_index (k->city->roads, LampCityRoad, i);

      if (!g_array_index (k->dead, gboolean, i))
        parent[find_root (parent, road->a)] = find_root (parent, road->b);
    }
  for (guint i = 0; i < n; i++)
    size[find_root (parent, i)]++;
  for (guint i = 0; i < n; i++)
    if (size[i] > size[best])
      best = i;
  for (guint i = 0; i < k->city->roads->len; i++)
    if (find_root (parent, g_array_index (k->city->roads, LampCityRoad, i).a) != best)
      kill_road (k, i);
}

/* Roads without the dead ones; streets get their nodes in order. */
static void
settle (Knitting *k)
{
  LampCity *city = k->city;
  GArray   *roads = g_array_new (FALSE, FALSE, sizeof (LampCityRoad));

  for (guint s = 0; s < city->streets->len; s++)
    {
      LampCityStreet *street = g_ptr_array_index (city->streets, s);
      GArray         *nodes = g_array_new (FALSE, FALSE, sizeof (guint));
      guint           gap = G_MAXUINT;

      for (guint i = 0; i < k->steps[s]->len; i++)
        {
          guint        index = g_array_index (k->steps[s], guint, i);
          LampCityRoad road = g_array_index (city->roads, LampCityRoad, index);

          if (g_array_index (k->dead, gboolean, index))
            continue;
          if (nodes->len == 0 || g_array_index (nodes, guint, nodes->len - 1) != road.a)
            {
              if (nodes->len > 0)
                g_array_append_val (nodes, gap);
              g_array_append_val (nodes, road.a);
            }
          g_array_append_val (nodes, road.b);
          g_array_append_val (roads, road);
          lamp_city_ground_stroke (city, g_array_index (city->nodes, LampCityVec, road.a), g_array_index (city->nodes, LampCityVec, road.b), ROAD_WIDTH_M[street->rank], GROUND_ROAD);
        }
      g_free (street->nodes);
      street->n_nodes = nodes->len;
      street->nodes = (guint *)g_array_free (nodes, FALSE);
    }
  g_array_unref (city->roads);
  city->roads = roads;
}

static void
free_cuts (gpointer data)
{
  g_array_unref (((Segment *)data)->cuts);
}

static void
knit_roads (LampCity *city, gboolean thin)
{
  Knitting k = { .city = city };

  g_array_set_size (city->nodes, 0);
  g_array_set_size (city->roads, 0);
  k.segments = g_array_new (FALSE, FALSE, sizeof (Segment));
  g_array_set_clear_func (k.segments, free_cuts);
  k.buckets = g_hash_table_new_full (NULL, NULL, NULL, (GDestroyNotify)g_array_unref);
  k.joints = g_hash_table_new_full (NULL, NULL, NULL, (GDestroyNotify)g_array_unref);
  k.pairs = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);
  k.dead = g_array_new (FALSE, FALSE, sizeof (gboolean));
  k.degree = g_array_new (FALSE, FALSE, sizeof (guint));
  k.steps = g_new (GArray *, city->streets->len);
  for (guint s = 0; s < city->streets->len; s++)
    k.steps[s] = g_array_new (FALSE, FALSE, sizeof (guint));
  cut_all (&k);
  knit (&k);
  if (thin)
    thin_out (&k);
  for (gboolean changed = TRUE; changed;)
    {
      changed = FALSE;
      for (guint s = 0; s < city->streets->len; s++)
        changed = prune_street (&k, s, FALSE) | prune_street (&k, s, TRUE) | changed;
    }
  keep_largest (&k);
  settle (&k);
  for (guint s = 0; s < city->streets->len; s++)
    g_array_unref (k.steps[s]);
  g_free (k.steps);
  g_array_unref (k.degree);
  g_array_unref (k.dead);
  g_hash_table_unref (k.pairs);
  g_hash_table_unref (k.joints);
  g_hash_table_unref (k.buckets);
  g_array_unref (k.segments);
}

void
lamp_city_make_roads (LampCity *city)
{
  knit_roads (city, TRUE);
}
