/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Low voltage: from each public transformer along the forest to the poles it serves, from there a service to every
 * building, and the customers in it.
 */
#include "simulation/city-plan.h"

typedef struct
{
  LampCity      *city;
  LampCityRandom random;
  guint          n_customers;
} Service;

static void
write_customers (Service *service, const LampCityBuilding *building, const char *node)
{
  for (guint i = 0; i < building->customers; i++)
    {
      double      t = building->customers > 1 ? 1.5 * ((double)i / (building->customers - 1) - 0.5) : 0.0;
      LampCityVec at = { building->at.x + t * building->half_width * building->along.x, building->at.y + t * building->half_width * building->along.y };
      double      draw = lamp_city_random (&service->random);
      /* Its share of the feeder's peak, which is far less than what it could draw alone: a feeder has room for its neighbour then. */
      double kw = building->zone == ZONE_INDUSTRY ? lamp_city_random_range (&service->random, 1.5, 7.0) : 0.2 + 1.2 * draw * draw;
      char   id[16];

      g_snprintf (id, sizeof id, "1%07u", 200000 + 7 * ++service->n_customers);
      lamp_draft_add_customer (service->city->draft, &(LampDraftCustomer){ id, node, lamp_city_point (at), TRUE, kw });
    }
}

static void
write_building (Service *service, guint transformer, guint pole, guint index)
{
  LampCity                  *city = service->city;
  const LampCityTransformer *from = &g_array_index (city->transformers, LampCityTransformer, transformer);
  const LampCityBuilding    *building = &g_array_index (city->buildings, LampCityBuilding, index);
  LampCityVec                at = lamp_city_line_at (city, from->feeder, pole);
  LampCityVec                away = { -building->along.y, building->along.x };
  double                     side = (at.x - building->at.x) * away.x + (at.y - building->at.y) * away.y >= 0.0 ? 1.0 : -1.0;
  LampCityPath               course = { 0 };
  char                       low[32], node[16];

  g_snprintf (node, sizeof node, "B%u", index);
  lamp_city_path_add (&course, at.x, at.y);
  lamp_city_path_add (&course, building->at.x + side * away.x * building->half_depth, building->at.y + side * away.y * building->half_depth);
  lamp_city_add_line (city, from->feeder, lamp_city_low_node (transformer, pole, low), node, LAMP_VOLTAGE_LOW, from->phases, lamp_city_is_cable (city, pole), G_MAXUINT, &course);
  lamp_city_path_clear (&course);
  write_customers (service, building, node);
}

/* On from `pole` through its child until there is somebody to serve, or the line forks. The pole it ends at. */
static guint
write_stretch (LampCity *city, guint transformer, guint pole, guint child)
{
  const LampCityTransformer *from = &g_array_index (city->transformers, LampCityTransformer, transformer);
  guint                      road = g_array_index (city->poles, LampCityPole, child).parent_road, here = pole;
  LampCityPath               course = { 0 };
  char                       nodes[2][32];

  for (guint next = child; next != G_MAXUINT;)
    {
      const LampCityPole *at = &g_array_index (city->poles, LampCityPole, next);
      guint               only = G_MAXUINT, n = 0;
      LampCityVec         place = lamp_city_line_at (city, from->feeder, here);

      lamp_city_path_add (&course, place.x, place.y);
      here = next;
      for (guint k = 0; k < at->n_children; k++)
        if (g_array_index (city->poles, LampCityPole, city->children[at->first_child + k]).low_behind > 0)
          {
            only = city->children[at->first_child + k];
            n++;
          }
      next = at->customers == 0 && n == 1 ? only : G_MAXUINT;
    }
  lamp_city_path_add (&course, lamp_city_line_at (city, from->feeder, here).x, lamp_city_line_at (city, from->feeder, here).y);
  lamp_city_add_line (city, from->feeder, lamp_city_low_node (transformer, pole, nodes[0]), lamp_city_low_node (transformer, here, nodes[1]), LAMP_VOLTAGE_LOW, from->phases, lamp_city_is_cable (city, pole), road, &course);
  lamp_city_path_clear (&course);
  return here;
}

static void
write_transformer (Service *service, guint transformer)
{
  LampCity *city = service->city;
  g_autoptr (GArray) stack = g_array_new (FALSE, FALSE, sizeof (guint));

  g_array_append_val (stack, g_array_index (city->transformers, LampCityTransformer, transformer).pole);
  while (stack->len > 0)
    {
      guint               index = g_array_index (stack, guint, stack->len - 1);
      const LampCityPole *pole = &g_array_index (city->poles, LampCityPole, index);

      g_array_set_size (stack, stack->len - 1);
      for (guint i = city->pole_building_start[index]; i < city->pole_building_start[index + 1]; i++)
        write_building (service, transformer, index, city->pole_buildings[i]);
      for (guint k = 0; k < pole->n_children; k++)
        {
          guint child = city->children[pole->first_child + k], end = G_MAXUINT;

          if (g_array_index (city->poles, LampCityPole, child).low_behind == 0)
            continue;
          end = write_stretch (city, transformer, index, child);
          g_array_append_val (stack, end);
        }
    }
}

void
lamp_city_write_low (LampCity *city)
{
  Service service = { .city = city };

  lamp_city_random_init (&service.random, city->seed, "customers");
  for (guint i = 0; i < city->transformers->len; i++)
    if (g_array_index (city->transformers, LampCityTransformer, i).site == G_MAXUINT)
      write_transformer (&service, i);
}
