/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The base map of the demo city into the draft: water, green, buildings, roads, railway, names of places.
 */
#include "simulation/city-plan.h"

static void
add_ring (LampCity *city, LampBaseKind kind, guint8 rank, const char *name, const LampCityPath *ring)
{
  g_autofree LampPoint *points = g_new (LampPoint, ring->n + 1);
  guint                 n = ring->n + 1;

  for (guint i = 0; i < ring->n; i++)
    points[i] = lamp_city_point (ring->at[i]);
  points[ring->n] = points[0];
  lamp_draft_add_base (city->draft, kind, rank, name, points, &n, 1);
}

static void
add_areas (LampCity *city)
{
  for (guint i = 0; i < city->areas->len; i++)
    {
      LampCityArea *area = g_ptr_array_index (city->areas, i);

      lamp_city_path_simplify (&area->ring, 0.5);
      add_ring (city, area->kind, 0, area->name, &area->ring);
    }
}

static void
add_buildings (LampCity *city)
{
  for (guint i = 0; i < city->buildings->len; i++)
    {
      const LampCityBuilding *b = &g_array_index (city->buildings, LampCityBuilding, i);
      double                  wx = b->along.x * b->half_width, wy = b->along.y * b->half_width;
      double                  dx = -b->along.y * b->half_depth, dy = b->along.x * b->half_depth;
      LampCityVec             corners[] = {
                    { b->at.x - wx - dx, b->at.y - wy - dy },
                    { b->at.x + wx - dx, b->at.y + wy - dy },
                    { b->at.x + wx + dx, b->at.y + wy + dy },
                    { b->at.x - wx + dx, b->at.y - wy + dy },
      };

      add_ring (city, LAMP_BASE_BUILT, b->rank, "", &(LampCityPath){ corners, 4, 4 });
    }
}

/* Into the parts of a feature: one for each stretch without a gap. */
static void
add_stretches (const LampCity *city, const LampCityStreet *street, GArray *points, GArray *parts)
{
  guint n = 0;

  for (guint i = 0; i <= street->n_nodes; i++)
    {
      LampPoint point;

      if (i < street->n_nodes && street->nodes[i] != G_MAXUINT)
        {
          point = lamp_city_point (g_array_index (city->nodes, LampCityVec, street->nodes[i]));
          g_array_append_val (points, point);
          n++;
          continue;
        }
      if (n > 0)
        g_array_append_val (parts, n);
      n = 0;
    }
}

/* One feature a name: a quay that water or a bridge breaks is still one street. */
static void
add_roads (LampCity *city)
{
  g_autoptr (GArray) points = g_array_new (FALSE, FALSE, sizeof (LampPoint));
  g_autoptr (GArray) parts = g_array_new (FALSE, FALSE, sizeof (guint));

  for (guint i = 0; i < city->streets->len; i++)
    {
      const LampCityStreet *street = g_ptr_array_index (city->streets, i);
      const LampCityStreet *next = i + 1 < city->streets->len ? g_ptr_array_index (city->streets, i + 1) : NULL;

      add_stretches (city, street, points, parts);
      if (next != NULL && g_str_equal (next->name, street->name))
        continue;
      if (parts->len > 0)
        lamp_draft_add_base (city->draft, LAMP_BASE_ROAD, street->rank, street->name, (const LampPoint *)points->data, (const guint *)parts->data, parts->len);
      g_array_set_size (points, 0);
      g_array_set_size (parts, 0);
    }
}

static void
add_rail (LampCity *city, const LampCityStreet *rail)
{
  g_autofree LampPoint *points = g_new (LampPoint, rail->course.n);
  guint                 n = rail->course.n;

  for (guint i = 0; i < n; i++)
    points[i] = lamp_city_point (rail->course.at[i]);
  lamp_draft_add_base (city->draft, LAMP_BASE_RAIL, 0, rail->name, points, &n, 1);
}

static void
add_places (LampCity *city)
{
  static const struct
  {
    const char *name;
    double      x, y;
    guint8      rank; /* 0 city, 1 district, 2 quarter or village */
  } places[] = {
    { "Port Ardent", 6080, 5020, 0 },
    { "Old Town", 5720, 5380, 1 },
    { "Harbour", 5280, 2520, 1 },
    { "Northgate", 5450, 6980, 1 },
    { "Castle Side", 7760, 4420, 1 },
    { "Larkfield", 9050, 6180, 1 },
    { "Abbey Hill", 7960, 7080, 1 },
    { "Westferry", 4360, 4720, 1 },
    { "Southbank", 6520, 3480, 1 },
    { "Kite Hill", 2820, 5180, 1 },
    { "Mereside", 3800, 7420, 1 },
    { "Canal Quarter", 8650, 3300, 2 },
    { "Strand", 9450, 2250, 2 },
    { "Marshend", 2700, 3850, 2 },
    { "Gallows Corner", 1480, 4600, 2 },
    { "Withy Green", 1080, 6420, 2 },
    { "Upper Lark", 10850, 5420, 2 },
    { "Dunes End", 10650, 1750, 2 },
    { "Eastgate Works", 10350, 3850, 2 },
    { "North Works", 7300, 8150, 2 },
    { "Beacon Row", 10450, 8760, 2 },
    { "Copse End", 3260, 8600, 2 },
  };
  guint one = 1;

  for (guint i = 0; i < G_N_ELEMENTS (places); i++)
    {
      LampPoint at = lamp_city_point ((LampCityVec){ places[i].x, places[i].y });

      lamp_draft_add_base (city->draft, LAMP_BASE_PLACE, places[i].rank, places[i].name, &at, &one, 1);
    }
}

void
lamp_city_write_base (LampCity *city)
{
  add_areas (city);
  add_buildings (city);
  add_roads (city);
  for (guint i = 0; i < city->rails->len; i++)
    add_rail (city, g_ptr_array_index (city->rails, i));
  add_places (city);
}
