/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The stages of the demo city in their order, and the memory they share.
 */
#include "simulation/city.h"

#include "simulation/city-plan.h"

static void
free_area (gpointer data)
{
  LampCityArea *area = data;

  lamp_city_path_clear (&area->ring);
  g_free (area->name);
  g_free (area);
}

static void
free_street (gpointer data)
{
  LampCityStreet *street = data;

  lamp_city_path_clear (&street->course);
  g_free (street->nodes);
  g_free (street->name);
  g_free (street);
}

static void
clear_feeder (gpointer data)
{
  LampCityFeeder *feeder = data;

  g_free (feeder->id);
  g_free (feeder->name);
  g_free (feeder->behind);
  g_free (feeder->role);
}

static void
clear_spur (gpointer data)
{
  g_free (((LampCitySpur *)data)->poles);
}

static void
city_init (LampCity *city, guint64 seed)
{
  *city = (LampCity){ .seed = seed };
  city->areas = g_ptr_array_new_with_free_func (free_area);
  city->streets = g_ptr_array_new_with_free_func (free_street);
  city->rails = g_ptr_array_new_with_free_func (free_street);
  city->ground = g_new0 (guint8, CITY_COLUMNS * CITY_ROWS);
  city->nodes = g_array_new (FALSE, FALSE, sizeof (LampCityVec));
  city->roads = g_array_new (FALSE, FALSE, sizeof (LampCityRoad));
  city->buildings = g_array_new (FALSE, FALSE, sizeof (LampCityBuilding));
  city->sites = g_array_new (FALSE, FALSE, sizeof (LampCitySpot));
  city->depots = g_array_new (FALSE, FALSE, sizeof (LampCitySpot));
  city->poles = g_array_new (FALSE, TRUE, sizeof (LampCityPole));
  city->links = g_array_new (FALSE, FALSE, sizeof (LampCityLink));
  city->transformers = g_array_new (FALSE, TRUE, sizeof (LampCityTransformer));
  city->feeders = g_array_new (FALSE, TRUE, sizeof (LampCityFeeder));
  g_array_set_clear_func (city->feeders, clear_feeder);
  city->spurs = g_array_new (FALSE, TRUE, sizeof (LampCitySpur));
  g_array_set_clear_func (city->spurs, clear_spur);
}

static void
city_clear (LampCity *city)
{
  g_array_unref (city->spurs);
  g_array_unref (city->feeders);
  g_array_unref (city->transformers);
  g_array_unref (city->links);
  g_array_unref (city->poles);
  g_array_unref (city->depots);
  g_array_unref (city->sites);
  g_array_unref (city->buildings);
  g_array_unref (city->roads);
  g_array_unref (city->nodes);
  g_ptr_array_unref (city->rails);
  g_ptr_array_unref (city->streets);
  g_ptr_array_unref (city->areas);
  g_free (city->children);
  g_free (city->building_pole);
  g_free (city->pole_building_start);
  g_free (city->pole_buildings);
  g_free (city->ground);
}

LampDraft *
lamp_city_make (guint64 seed)
{
  LampCity   city;
  LampDraft *draft = NULL;

  city_init (&city, seed);
  lamp_city_make_water (&city);
  lamp_city_make_green (&city);
  lamp_city_make_arterials (&city);
  lamp_city_make_streets (&city);
  lamp_city_make_roads (&city);
  lamp_city_make_sites (&city);
  lamp_city_make_blocks (&city);
  lamp_city_make_poles (&city);
  lamp_city_make_transformers (&city);
  lamp_city_make_feeders (&city);
  lamp_city_make_spurs (&city);
  city.draft = draft = lamp_draft_new ("Port Ardent, Harbour district");
  lamp_city_write_base (&city);
  lamp_city_write_grid (&city);
  city_clear (&city);
  return draft;
}
