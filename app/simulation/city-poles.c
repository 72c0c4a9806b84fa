/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Poles along the streets, the links between them, and the forest electricity takes: every pole hangs on the substation
 * that is nearest by weighted metres. Main roads count less than they are long, so the ways gather there; bridges count
 * more. One search does it for all; the same search later finds the ways of ties and second supplies.
 */
#include "simulation/city-plan.h"

#include <math.h>
#include <stdlib.h>

#define POLE_EVERY_M 36.0

static const double WEIGHTS[] = { 0.0, 0.55, 0.8, 1.0 }; /* by rank */

/* --- poles and links --- */

static guint
add_pole (LampCity *city, LampCityVec at)
{
  LampCityPole pole = { .at = at, .zone = lamp_city_zone (city, at), .parent = G_MAXUINT, .parent_road = G_MAXUINT, .substation = G_MAXUINT, .transformer = G_MAXUINT, .own_transformer = G_MAXUINT };

  g_array_append_val (city->poles, pole);
  return city->poles->len - 1;
}

static gboolean
is_on_sheet (LampCityVec at)
{
  return at.x > 0.0 && at.y > 0.0 && at.x < CITY_WIDTH_M && at.y < CITY_HEIGHT_M;
}

typedef struct
{
  guint        from;
  LampCityLink link;
} LooseLink;

static void
add_links (GArray *loose, guint a, guint b, guint road, double length_m, double cost)
{
  LooseLink there = { a, { b, road, length_m, cost } }, back = { b, { a, road, length_m, cost } };

  g_array_append_val (loose, there);
  g_array_append_val (loose, back);
}

static void
add_road_poles (LampCity *city, guint index, guint a, guint b, GArray *loose)
{
  const LampCityRoad   *road = &g_array_index (city->roads, LampCityRoad, index);
  const LampCityStreet *street = g_ptr_array_index (city->streets, road->street);
  LampCityVec           from = g_array_index (city->nodes, LampCityVec, road->a), to = g_array_index (city->nodes, LampCityVec, road->b);
  double                length_m = lamp_city_distance (from, to);
  guint                 n = road->bridge ? 1 : 1 + (guint)floor (length_m / POLE_EVERY_M);
  double                weight = WEIGHTS[street->rank] * (1.0 + 0.12 * lamp_city_noise (from, 260.0, 600)) * (road->bridge ? 3.0 : 1.0);
  guint                 last = a;

  for (guint i = 1; i <= n; i++)
    {
      double t = (double)i / n;
      guint  pole = i == n ? b : add_pole (city, (LampCityVec){ from.x + t * (to.x - from.x), from.y + t * (to.y - from.y) });

      add_links (loose, last, pole, index, length_m / n, length_m / n * weight);
      last = pole;
    }
}

static int
compare_links (const void *a, const void *b)
{
  const LooseLink *x = a, *y = b;

  if (x->from != y->from)
    return x->from < y->from ? -1 : 1;
  if (x->link.pole != y->link.pole)
    return x->link.pole < y->link.pole ? -1 : 1;
  return x->link.road < y->link.road ? -1 : x->link.road > y->link.road;
}

static void
make_links (LampCity *city)
{
  g_autofree guint *pole_of = g_new (guint, city->nodes->len);
  g_autoptr (GArray) loose = g_array_new (FALSE, FALSE, sizeof (LooseLink));

  for (guint i = 0; i < city->nodes->len; i++)
    pole_of[i] = G_MAXUINT;
  for (guint i = 0; i < city->roads->len; i++)
    {
      const LampCityRoad *road = &g_array_index (city->roads, LampCityRoad, i);
      guint               ends[2] = { road->a, road->b };

      if (((LampCityStreet *)g_ptr_array_index (city->streets, road->street))->rank == 0 ||
          !is_on_sheet (g_array_index (city->nodes, LampCityVec, road->a)) || !is_on_sheet (g_array_index (city->nodes, LampCityVec, road->b)))
        continue;
      for (guint e = 0; e < 2; e++)
        if (pole_of[ends[e]] == G_MAXUINT)
          pole_of[ends[e]] = add_pole (city, g_array_index (city->nodes, LampCityVec, ends[e]));
      add_road_poles (city, i, pole_of[road->a], pole_of[road->b], loose);
    }
  qsort (loose->data, loose->len, sizeof (LooseLink), compare_links);
  for (guint i = 0; i < loose->len; i++)
    {
      const LooseLink *link = &g_array_index (loose, LooseLink, i);
      LampCityPole    *pole = &g_array_index (city->poles, LampCityPole, link->from);

      if (pole->n_links++ == 0)
        pole->first_link = i;
      g_array_append_val (city->links, link->link);
    }
}

/* --- the search --- */

typedef struct
{
  double distance;
  guint  pole;
} Open;

static gboolean
is_before (const Open *a, const Open *b)
{
  return a->distance < b->distance || (a->distance == b->distance && a->pole < b->pole);
}

static void
push (GArray *heap, Open open)
{
  guint i = heap->len;

  g_array_append_val (heap, open);
  for (; i > 0 && is_before (&open, &g_array_index (heap, Open, (i - 1) / 2)); i = (i - 1) / 2)
    g_array_index (heap, Open, i) = g_array_index (heap, Open, (i - 1) / 2);
  g_array_index (heap, Open, i) = open;
}

static Open
pop (GArray *heap)
{
  Open  first = g_array_index (heap, Open, 0), last = g_array_index (heap, Open, heap->len - 1);
  guint i = 0, n = heap->len - 1;

  g_array_set_size (heap, n);
  while (2 * i + 1 < n)
    {
      guint child = 2 * i + 1;

      if (child + 1 < n && is_before (&g_array_index (heap, Open, child + 1), &g_array_index (heap, Open, child)))
        child++;
      if (!is_before (&g_array_index (heap, Open, child), &last))
        break;
      g_array_index (heap, Open, i) = g_array_index (heap, Open, child);
      i = child;
    }
  if (n > 0)
    g_array_index (heap, Open, i) = last;
  return first;
}

static void
ways_init (LampCityWays *ways, guint n)
{
  ways->distance = g_new (double, n);
  ways->from = g_new (guint, n);
  ways->road = g_new (guint, n);
  ways->origin = g_new (guint, n);
  for (guint i = 0; i < n; i++)
    {
      ways->distance[i] = G_MAXDOUBLE;
      ways->from[i] = ways->road[i] = ways->origin[i] = G_MAXUINT;
    }
}

void
lamp_city_ways_clear (LampCityWays *ways)
{
  g_clear_pointer (&ways->distance, g_free);
  g_clear_pointer (&ways->from, g_free);
  g_clear_pointer (&ways->road, g_free);
  g_clear_pointer (&ways->origin, g_free);
}

void
lamp_city_search (const LampCity *city, const guint *starts, const double *handicaps, guint n_starts, double reach, LampCityWays *ways)
{
  g_autoptr (GArray) heap = g_array_new (FALSE, FALSE, sizeof (Open));

  ways_init (ways, city->poles->len);
  for (guint i = 0; i < n_starts; i++)
    if (ways->from[starts[i]] == G_MAXUINT)
      {
        ways->distance[starts[i]] = handicaps != NULL ? handicaps[i] : 0.0;
        ways->from[starts[i]] = starts[i];
        ways->origin[starts[i]] = i;
        push (heap, (Open){ ways->distance[starts[i]], starts[i] });
      }
  while (heap->len > 0)
    {
      Open                here = pop (heap);
      const LampCityPole *pole = &g_array_index (city->poles, LampCityPole, here.pole);

      if (here.distance > ways->distance[here.pole])
        continue;
      for (guint i = 0; i < pole->n_links; i++)
        {
          const LampCityLink *link = &g_array_index (city->links, LampCityLink, pole->first_link + i);
          double              distance = here.distance + link->cost;

          if (distance >= ways->distance[link->pole] || distance > reach)
            continue;
          ways->distance[link->pole] = distance;
          ways->from[link->pole] = here.pole;
          ways->road[link->pole] = link->road;
          ways->origin[link->pole] = ways->origin[here.pole];
          push (heap, (Open){ distance, link->pole });
        }
    }
}

/* --- the forest --- */

/* The nearest pole on that road (G_MAXUINT: on any). */
guint
lamp_city_nearest_pole (const LampCity *city, LampCityVec at, guint road)
{
  guint  nearest = G_MAXUINT;
  double best = G_MAXDOUBLE;

  for (guint i = 0; i < city->poles->len; i++)
    {
      const LampCityPole *pole = &g_array_index (city->poles, LampCityPole, i);
      gboolean            on = road == G_MAXUINT;
      double              distance = lamp_city_distance (pole->at, at);

      for (guint k = 0; k < pole->n_links && !on; k++)
        on = g_array_index (city->links, LampCityLink, pole->first_link + k).road == road;
      if (on && distance < best)
        {
          best = distance;
          nearest = i;
        }
    }
  return nearest;
}

static double
turn_of (LampCityVec from, LampCityVec to)
{
  LampCityVec d = { to.x - from.x, to.y - from.y };
  double      p = d.y / MAX (1e-9, fabs (d.x) + fabs (d.y));

  return d.x >= 0.0 ? p : 2.0 - p;
}

/* Children stand in the order of their direction, so that neighbours in the order are neighbours on the ground. */
static void
sort_children (LampCity *city, LampCityPole *pole)
{
  for (guint i = 1; i < pole->n_children; i++)
    for (guint k = i; k > 0; k--)
      {
        guint *two = &city->children[pole->first_child + k - 1];
        guint  swap = two[0];

        if (turn_of (pole->at, g_array_index (city->poles, LampCityPole, two[0]).at) <= turn_of (pole->at, g_array_index (city->poles, LampCityPole, two[1]).at))
          break;
        two[0] = two[1];
        two[1] = swap;
      }
}

static void
make_children (LampCity *city)
{
  guint n = city->poles->len, next = 0;

  city->children = g_new0 (guint, n + 1);
  for (guint i = 0; i < n; i++)
    {
      const LampCityPole *pole = &g_array_index (city->poles, LampCityPole, i);

      if (pole->parent != G_MAXUINT)
        g_array_index (city->poles, LampCityPole, pole->parent).n_children++;
    }
  for (guint i = 0; i < n; i++)
    {
      LampCityPole *pole = &g_array_index (city->poles, LampCityPole, i);

      pole->first_child = next;
      next += pole->n_children;
      pole->n_children = 0;
    }
  for (guint i = 0; i < n; i++)
    {
      guint         parent = g_array_index (city->poles, LampCityPole, i).parent;
      LampCityPole *above = parent != G_MAXUINT ? &g_array_index (city->poles, LampCityPole, parent) : NULL;

      if (above != NULL)
        city->children[above->first_child + above->n_children++] = i;
    }
  for (guint i = 0; i < n; i++)
    sort_children (city, &g_array_index (city->poles, LampCityPole, i));
}

static void
make_forest (LampCity *city)
{
  LampCityWays ways = { NULL };
  double       handicaps[CITY_SUBSTATIONS];
  guint        starts[CITY_SUBSTATIONS];

  for (guint i = 0; i < CITY_SUBSTATIONS; i++)
    {
      LampCitySubstation *substation = &city->substations[i];

      handicaps[i] = substation->handicap;
      starts[i] = substation->pole = lamp_city_nearest_pole (city, substation->at, substation->road);
    }
  lamp_city_search (city, starts, handicaps, CITY_SUBSTATIONS, G_MAXDOUBLE, &ways);
  for (guint i = 0; i < city->poles->len; i++)
    {
      LampCityPole *pole = &g_array_index (city->poles, LampCityPole, i);

      if (ways.from[i] == G_MAXUINT)
        continue;
      pole->substation = ways.origin[i];
      pole->distance_m = ways.distance[i];
      if (ways.from[i] == i)
        continue;
      pole->parent = ways.from[i];
      pole->parent_road = ways.road[i];
    }
  lamp_city_ways_clear (&ways);
  make_children (city);
}

/* --- who is served from where --- */

/* The poles of every road, so that a building asks only those of its own. */
static void
serve_buildings (LampCity *city)
{
  g_autofree guint *first_of = g_new0 (guint, city->roads->len + 2);
  g_autofree guint *poles_of = g_new0 (guint, 2 * city->links->len + 1);
  guint             n = city->buildings->len;

  for (guint i = 0; i < city->links->len; i++)
    first_of[g_array_index (city->links, LampCityLink, i).road + 2]++;
  for (guint i = 0; i < city->roads->len; i++)
    first_of[i + 2] += first_of[i + 1];
  for (guint i = 0; i < city->links->len; i++)
    {
      const LampCityLink *link = &g_array_index (city->links, LampCityLink, i);

      poles_of[first_of[link->road + 1]++] = link->pole;
    }
  city->building_pole = g_new (guint, n);
  for (guint i = 0; i < n; i++)
    {
      const LampCityBuilding *building = &g_array_index (city->buildings, LampCityBuilding, i);
      double                  best = G_MAXDOUBLE;

      city->building_pole[i] = G_MAXUINT;
      for (guint k = first_of[building->road]; k < first_of[building->road + 1]; k++)
        {
          LampCityPole *pole = &g_array_index (city->poles, LampCityPole, poles_of[k]);
          double        distance = lamp_city_distance (building->at, pole->at);

          if (pole->substation == G_MAXUINT || lamp_city_is_wet (city, poles_of[k]) || distance >= best)
            continue;
          best = distance;
          city->building_pole[i] = poles_of[k];
        }
      if (building->site != G_MAXUINT)
        g_array_index (city->sites, LampCitySpot, building->site).pole = city->building_pole[i];
    }
}

/* Who hangs on no substation has no current: such a house is not in the grid at all. */
static void
list_buildings (LampCity *city)
{
  guint n = city->buildings->len, n_poles = city->poles->len;

  city->pole_building_start = g_new0 (guint, n_poles + 2);
  city->pole_buildings = g_new0 (guint, n + 1);
  for (guint i = 0; i < n; i++)
    {
      LampCityBuilding *building = &g_array_index (city->buildings, LampCityBuilding, i);
      guint             pole = city->building_pole[i];

      if (pole == G_MAXUINT)
        building->customers = 0;
      if (building->customers == 0)
        continue;
      g_array_index (city->poles, LampCityPole, pole).customers += building->customers;
      city->pole_building_start[pole + 2]++;
    }
  for (guint i = 0; i < n_poles; i++)
    city->pole_building_start[i + 2] += city->pole_building_start[i + 1];
  for (guint i = 0; i < n; i++)
    if (g_array_index (city->buildings, LampCityBuilding, i).customers > 0)
      city->pole_buildings[city->pole_building_start[city->building_pole[i] + 1]++] = i;
}

void
lamp_city_make_poles (LampCity *city)
{
  make_links (city);
  make_forest (city);
  serve_buildings (city);
  list_buildings (city);
}
