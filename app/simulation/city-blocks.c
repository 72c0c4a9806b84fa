/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Buildings: rows along both sides of every street, in the manner of the quarter. Whatever would stand on water, green,
 * another street or another building is left out; so the corners of blocks stay open where streets meet.
 * Then the households: about CITY_CUSTOMERS of them, by floor space in town, one or a few to a house in the suburbs.
 */
#include "simulation/city-plan.h"

#include <math.h>

#define CITY_CUSTOMERS 30000 /* without the key sites */
#define BLOCKED (GROUND_WATER | GROUND_GREEN | GROUND_ROAD | GROUND_BUILT | GROUND_RAIL | GROUND_MOTORWAY)
#define TRIES 3
#define SHARED_WALL_M 1.3 /* cells are coarse: this much of a building's edge is not marked, so that the next may touch it */
#define BANK_M 4.0        /* from a wall to the water */

static const double ROAD_WIDTH_M[] = { 30.0, 21.0, 12.0, 8.5 };

typedef struct
{
  double width_m[2], depth_m[2]; /* half, from and to */
  double gap_m[2];
  double setback_m[2]; /* from the edge of the street */
  double empty;        /* share of plots left empty */
  double floors;
} Manner;

static const Manner MANNERS[] = {
  [ZONE_NONE] = { { 6, 8 }, { 5, 7 }, { 60, 400 }, { 8, 20 }, 0.5, 1 },
  [ZONE_OLD_TOWN] = { { 5, 9 }, { 5.5, 8.5 }, { 0, 0.4 }, { 0.5, 1.2 }, 0.03, 3.4 },
  [ZONE_INNER] = { { 8, 16 }, { 6, 8 }, { 0, 3 }, { 2, 3.5 }, 0.04, 4.2 },
  [ZONE_SUBURB] = { { 5.2, 8 }, { 4.6, 6.4 }, { 7, 16 }, { 5, 9 }, 0.08, 1 },
  [ZONE_INDUSTRY] = { { 18, 46 }, { 12, 30 }, { 8, 24 }, { 6, 12 }, 0.12, 1 },
};

/* A stretch of street without a gap. */
typedef struct
{
  LampCityPath course;
  GArray      *roads; /* guint, one a piece of the course */
  guint8       rank;
} Stretch;

/* Where one is `gone_m` along the stretch; which of its pieces, and its direction. */
static LampCityVec
place_on (const Stretch *stretch, double gone_m, guint *piece, LampCityVec *along)
{
  const LampCityPath *course = &stretch->course;

  for (guint i = 0;; i++)
    {
      LampCityVec a = course->at[i], b = course->at[i + 1];
      double      length = lamp_city_distance (a, b);

      if (gone_m <= length || i + 2 == course->n)
        {
          *piece = i;
          *along = lamp_city_unit ((LampCityVec){ b.x - a.x, b.y - a.y });
          return (LampCityVec){ a.x + along->x * gone_m, a.y + along->y * gone_m };
        }
      gone_m -= length;
    }
}

static double
between (LampCityRandom *random, const double range[2])
{
  return lamp_city_random_range (random, range[0], range[1]);
}

/* How many households it would hold, before all are brought to the size of the city. */
static double
households (const LampCityBuilding *building)
{
  double area_m2 = 4.0 * building->half_width * building->half_depth;

  if (building->zone == ZONE_SUBURB)
    return building->half_width > 8.5 ? 1.15 : 0.95;
  if (building->zone != ZONE_OLD_TOWN && building->zone != ZONE_INNER)
    return 1.0;
  return MAX (1.0, area_m2 * MANNERS[building->zone].floors / 150.0);
}

static guint8
rank_of (LampCityZone zone)
{
  if (zone == ZONE_INDUSTRY)
    return 0;
  return zone == ZONE_SUBURB || zone == ZONE_NONE ? 2 : 1;
}

/* A shallower and narrower one may fit where the block is cut at an angle. */
static gboolean
fit (LampCity *city, LampCityBuilding *building, LampCityVec on, double side, double off_m, double reach_m)
{
  for (int i = 0; i < TRIES; i++)
    {
      double off = off_m + building->half_depth;

      building->at = (LampCityVec){ on.x - side * building->along.y * off, on.y + side * building->along.x * off };
      if (!lamp_city_ground_box_has (city, building->at, building->along, building->half_width + reach_m, building->half_depth + reach_m, BLOCKED) &&
          !lamp_city_ground_box_has (city, building->at, building->along, building->half_width + BANK_M, building->half_depth + BANK_M, GROUND_WATER))
        return TRUE;
      building->half_depth *= 0.8;
      building->half_width *= 0.86;
    }
  return FALSE;
}

/* FALSE: nothing can stand here. Terraces are longer houses, where there are terraces. */
static gboolean
build (LampCity *city, LampCityRandom *random, const Stretch *stretch, double side, double gone_m, LampCityZone zone, double *taken_m)
{
  const Manner    *manner = &MANNERS[zone];
  LampCityBuilding building = { .zone = zone, .rank = rank_of (zone), .site = G_MAXUINT };
  gboolean         terrace = zone == ZONE_SUBURB && lamp_city_noise (stretch->course.at[0], 700.0, 500) > 0.22;
  double           off_m = ROAD_WIDTH_M[stretch->rank] / 2.0 + between (random, manner->setback_m) * (stretch->rank == 1 ? 1.6 : 1.0);
  LampCityVec      on;
  guint            piece = 0;

  building.half_width = between (random, manner->width_m) * (terrace ? 2.1 : 1.0);
  building.half_depth = between (random, manner->depth_m);
  *taken_m = 2.0 * building.half_width + between (random, manner->gap_m);
  on = place_on (stretch, gone_m + building.half_width, &piece, &building.along);
  building.road = g_array_index (stretch->roads, guint, piece);
  if (lamp_city_random (random) < manner->empty)
    return TRUE;
  if (!fit (city, &building, on, side, off_m, zone == ZONE_SUBURB && !terrace ? 2.6 : 0.2))
    return FALSE;
  building.weight = households (&building);
  lamp_city_ground_box_set (city, building.at, building.along, building.half_width - SHARED_WALL_M, building.half_depth - SHARED_WALL_M, GROUND_BUILT);
  g_array_append_val (city->buildings, building);
  return TRUE;
}

static void
line_with_houses (LampCity *city, LampCityRandom *random, const Stretch *stretch)
{
  double length_m = 0.0;

  for (guint i = 0; i + 1 < stretch->course.n; i++)
    length_m += lamp_city_distance (stretch->course.at[i], stretch->course.at[i + 1]);
  for (double side = -1.0; side <= 1.0; side += 2.0)
    for (double gone_m = 2.0; gone_m < length_m - 8.0;)
      {
        guint        piece = 0;
        LampCityVec  along;
        LampCityZone zone = lamp_city_zone (city, place_on (stretch, gone_m, &piece, &along));
        double       taken_m = 0.0;

        if (zone == ZONE_NONE)
          gone_m += 40.0;
        else if (build (city, random, stretch, side, gone_m, zone, &taken_m))
          gone_m += taken_m;
        else
          gone_m += 4.0;
      }
}

/* Roads stand in the order of streets, each street's in the order of its nodes. */
static void
build_street (LampCity *city, LampCityRandom *random, const LampCityStreet *street, guint *next_road)
{
  Stretch stretch = { .rank = street->rank, .roads = g_array_new (FALSE, FALSE, sizeof (guint)) };

  for (guint i = 0; i <= street->n_nodes; i++)
    {
      LampCityVec at;

      if (i == street->n_nodes || street->nodes[i] == G_MAXUINT)
        {
          if (street->rank > 0 && stretch.course.n > 1)
            line_with_houses (city, random, &stretch);
          stretch.course.n = 0;
          g_array_set_size (stretch.roads, 0);
          continue;
        }
      at = g_array_index (city->nodes, LampCityVec, street->nodes[i]);
      if (stretch.course.n > 0)
        {
          g_array_append_val (stretch.roads, *next_road);
          (*next_road)++;
        }
      lamp_city_path_add (&stretch.course, at.x, at.y);
    }
  lamp_city_path_clear (&stretch.course);
  g_array_unref (stretch.roads);
}

static gboolean
has_flats (const LampCityBuilding *building)
{
  return building->zone == ZONE_OLD_TOWN || building->zone == ZONE_INNER;
}

/* Houses keep what they hold; flats are brought to what is missing to the size of the city. */
static void
settle_households (LampCity *city)
{
  double fixed = 0.0, flats = 0.0, share = 0.0, carry = 0.5;

  for (guint i = 0; i < city->buildings->len; i++)
    {
      const LampCityBuilding *building = &g_array_index (city->buildings, LampCityBuilding, i);

      *(has_flats (building) ? &flats : &fixed) += building->weight;
    }
  share = flats > 0.0 ? MAX (0.25, (CITY_CUSTOMERS - fixed) / flats) : 0.0;
  for (guint i = 0; i < city->buildings->len; i++)
    {
      LampCityBuilding *building = &g_array_index (city->buildings, LampCityBuilding, i);

      carry += building->weight * (has_flats (building) ? share : 1.0);
      building->customers = (guint)floor (carry);
      carry -= building->customers;
    }
}

void
lamp_city_make_blocks (LampCity *city)
{
  LampCityRandom random;
  guint          next_road = 0;

  lamp_city_random_init (&random, city->seed, "blocks");
  for (guint s = 0; s < city->streets->len; s++)
    build_street (city, &random, g_ptr_array_index (city->streets, s), &next_road);
  settle_households (city);
}
