/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The key sites, crew depots and substations of the demo city: what they are, where about they want to be, and the plot
 * each finds there beside a street. They come before the houses, which then build around them.
 *
 * Telephone numbers are from 01632 960000–960999, which the British regulator keeps for fiction.
 */
#include "simulation/city-plan.h"

#define PLOT_REACH_M 900.0
#define BLOCKED (GROUND_WATER | GROUND_GREEN | GROUND_ROAD | GROUND_BUILT | GROUND_RAIL | GROUND_MOTORWAY)

static const double ROAD_WIDTH_M[] = { 30.0, 21.0, 12.0, 8.5 };

typedef struct
{
  const char   *kind, *name;
  LampSiteClass site_class;
  double        x, y;
  double        half_width, half_depth;
  double        contract_kva, critical_kw;
  guint         supplies;
  const char   *backup;
  double        start_s, autonomy_min;
} SiteSpec;

#define SPECIAL LAMP_SITE_SPECIAL
#define FIRST LAMP_SITE_FIRST
#define SECOND LAMP_SITE_SECOND
#define TEMPORARY LAMP_SITE_TEMPORARY
#define ORDINARY LAMP_SITE_ORDINARY

static const SiteSpec SITES[] = {
  { "hospital", "Ardent General Hospital", SPECIAL, 6700, 7180, 58, 34, 4000, 1900, 2, "diesel", 12, 480 },
  { "government", "City Hall", SPECIAL, 6050, 5330, 30, 20, 1250, 400, 2, "diesel", 15, 240 },
  { "emergency", "Ardent Control Centre", SPECIAL, 5700, 4750, 22, 16, 800, 420, 2, "ups", 0, 120 },
  { "dataCentre", "Kestrel Data Centre", SPECIAL, 10350, 4050, 55, 34, 6300, 4800, 2, "ups", 0, 90 },
  { "waterWorks", "Arden Water Works", SPECIAL, 7650, 7950, 42, 28, 2500, 1400, 2, "diesel", 60, 180 },
  { "chemicalWorks", "Northfield Chemical", SPECIAL, 7050, 8200, 75, 42, 5000, 1600, 2, "diesel", 30, 60 },
  { "hospital", "St Brannoc's Hospital", FIRST, 3700, 5000, 44, 26, 2500, 1100, 2, "diesel", 15, 360 },
  { "hospital", "Lark Water Hospital", FIRST, 9250, 5650, 44, 26, 2000, 900, 2, "diesel", 15, 300 },
  { "metro", "Metro Exchange", FIRST, 5980, 5050, 18, 12, 3150, 1500, 2, "battery", 1, 45 },
  { "metro", "Metro Northgate", FIRST, 5960, 7000, 15, 10, 1600, 700, 2, "battery", 1, 45 },
  { "metro", "Metro Harbour", FIRST, 5980, 2760, 15, 10, 1600, 700, 2, "battery", 1, 45 },
  { "metro", "Metro Castle Side", FIRST, 7700, 3900, 15, 10, 1600, 700, 2, "battery", 1, 45 },
  { "metro", "Metro Westferry", FIRST, 4500, 4150, 15, 10, 1600, 700, 2, "battery", 1, 45 },
  { "railway", "Central Station", FIRST, 5560, 6330, 50, 18, 2000, 800, 2, "diesel", 20, 120 },
  { "railway", "Harbour Freight Yard", SECOND, 5250, 2420, 48, 20, 1000, 250, 1, "none", 0, 0 },
  { "chemicalWorks", "Amber Coatings", FIRST, 4700, 1500, 46, 28, 2500, 700, 2, "diesel", 30, 45 },
  { "chemicalWorks", "Bay Fertilisers", FIRST, 6780, 1750, 50, 30, 3150, 900, 2, "diesel", 30, 40 },
  { "dataCentre", "Moat Lane Exchange", FIRST, 6500, 5750, 24, 17, 1600, 1100, 2, "ups", 0, 120 },
  { "waterWorks", "Mere Pumping Station", FIRST, 3650, 6600, 22, 15, 1000, 600, 2, "diesel", 60, 240 },
  { "waterWorks", "Southbank Sewage Works", FIRST, 7700, 2300, 46, 28, 1600, 800, 2, "diesel", 60, 120 },
  { "broadcast", "Beacon Broadcasting", FIRST, 6900, 5100, 22, 15, 800, 350, 2, "ups", 0, 180 },
  { "emergency", "Fire Station Harbour", FIRST, 5450, 3050, 20, 13, 315, 120, 1, "diesel", 15, 480 },
  { "emergency", "Fire Station Northgate", SECOND, 5450, 7250, 20, 13, 315, 120, 1, "diesel", 15, 480 },
  { "emergency", "Police Headquarters", FIRST, 6250, 4750, 22, 15, 630, 250, 2, "diesel", 15, 300 },
  { "emergency", "Ambulance Station East", SECOND, 8450, 5200, 17, 12, 250, 90, 1, "diesel", 15, 360 },
  { "hospital", "Kite Hill Clinic", SECOND, 2500, 5300, 24, 15, 630, 220, 1, "diesel", 20, 180 },
  { "hospital", "Abbey Hospice", SECOND, 8000, 7150, 24, 15, 500, 200, 1, "diesel", 20, 240 },
  { "government", "Law Courts", SECOND, 6250, 5500, 24, 17, 630, 150, 1, "diesel", 30, 120 },
  { "government", "County Archive", SECOND, 5650, 5150, 20, 14, 400, 90, 1, "none", 0, 0 },
  { "stadium", "Lantern Stadium", SECOND, 4250, 7350, 62, 44, 2500, 500, 2, "diesel", 30, 120 },
  { "stadium", "Canal Arena", SECOND, 8350, 2650, 40, 30, 1250, 250, 1, "diesel", 30, 90 },
  { "mall", "Northgate Arcades", SECOND, 6350, 6800, 48, 30, 2500, 300, 1, "diesel", 30, 60 },
  { "mall", "Castle Market Hall", SECOND, 7350, 4350, 34, 22, 1600, 200, 1, "none", 0, 0 },
  { "airport", "Dunes Airfield", SECOND, 10300, 1600, 60, 24, 1250, 400, 2, "diesel", 15, 240 },
  { "factory", "Glass Works", SECOND, 10050, 3650, 62, 34, 4000, 1800, 2, "diesel", 30, 30 },
  { "factory", "Eastgate Foundry", SECOND, 10550, 3750, 58, 30, 5000, 1200, 1, "none", 0, 0 },
  { "factory", "Tidewater Cold Store", SECOND, 6050, 1750, 50, 28, 1600, 700, 1, "diesel", 60, 90 },
  { "dataCentre", "Larkfield Colocation", SECOND, 9000, 6300, 30, 20, 1600, 1200, 2, "ups", 0, 60 },
  { "waterWorks", "Upper Lark Reservoir", SECOND, 10700, 5850, 18, 13, 400, 250, 1, "diesel", 60, 180 },
  { "broadcast", "Harbour Radio", SECOND, 5400, 4450, 14, 10, 250, 100, 1, "ups", 0, 240 },
  { "railway", "Larkfield Signal Box", SECOND, 8650, 5350, 13, 9, 160, 100, 1, "battery", 1, 240 },
  { "stadium", "Harvest Fair Ground", TEMPORARY, 8300, 1950, 28, 18, 800, 150, 1, "none", 0, 0 },
  { "government", "Election Count Centre", TEMPORARY, 4900, 6500, 22, 15, 400, 120, 1, "diesel", 30, 120 },
  { "stadium", "Regatta Grandstand", TEMPORARY, 6500, 4250, 26, 13, 500, 80, 1, "none", 0, 0 },
  { "school", "Examination Hall", TEMPORARY, 7650, 6050, 22, 15, 250, 60, 1, "none", 0, 0 },
  { "school", "Ardent University", ORDINARY, 7650, 5250, 56, 30, 2500, 400, 1, "diesel", 30, 60 },
  { "school", "Maritime College", ORDINARY, 4650, 3650, 36, 22, 800, 100, 1, "none", 0, 0 },
  { "school", "Northgate School", ORDINARY, 5200, 6950, 30, 17, 315, 40, 1, "none", 0, 0 },
  { "school", "Lark Road School", ORDINARY, 9650, 6000, 30, 17, 315, 40, 1, "none", 0, 0 },
  { "school", "Westferry School", ORDINARY, 3950, 4350, 30, 17, 315, 40, 1, "none", 0, 0 },
  { "mall", "Lark Park Centre", ORDINARY, 8950, 5050, 44, 27, 1600, 120, 1, "none", 0, 0 },
  { "mall", "Ferry Road Market", ORDINARY, 3150, 3900, 32, 20, 800, 80, 1, "none", 0, 0 },
  { "factory", "Chandlers' Mill", ORDINARY, 7150, 1950, 44, 26, 1250, 150, 1, "none", 0, 0 },
  { "factory", "Copper Dock Shipyard", ORDINARY, 5150, 1650, 60, 32, 3150, 500, 1, "none", 0, 0 },
  { "factory", "Northfield Bakery", ORDINARY, 6600, 7950, 38, 24, 1000, 250, 1, "none", 0, 0 },
  { "factory", "Timber Dock Sawmill", ORDINARY, 6350, 1350, 46, 26, 1250, 120, 1, "none", 0, 0 },
  { "factory", "Eastgate Plastics", ORDINARY, 10250, 4250, 44, 26, 1600, 200, 1, "none", 0, 0 },
  { "factory", "Ballast Road Brewery", ORDINARY, 6450, 2050, 36, 24, 1000, 180, 1, "none", 0, 0 },
  { "government", "Customs House", ORDINARY, 5950, 2450, 22, 14, 400, 80, 1, "none", 0, 0 },
  { "broadcast", "Beacon Hill Relay", ORDINARY, 10450, 8700, 9, 7, 63, 30, 1, "battery", 1, 480 },
};

static const struct
{
  const char *name;
  double      x, y;
} DEPOTS[] = {
  { "Harbour", 5600, 2900 },
  { "Old Town", 5650, 5600 },
  { "Northgate", 5650, 7350 },
  { "Castle Side", 7950, 4250 },
  { "Westferry", 4050, 3950 },
  { "Larkfield", 9250, 5950 },
  { "Abbey Hill", 8200, 6900 },
  { "Kite Hill", 2700, 4950 },
  { "Mereside", 4150, 7350 },
  { "Strand", 8000, 1600 },
  { "Eastgate", 10150, 3300 },
  { "Southbank", 6700, 3300 },
};

static const struct
{
  const char *id, *name, *district;
  double      x, y, handicap;
} SUBSTATIONS[] = {
  { "S1", "Northgate substation", "Northgate", 5400, 7000, 700 },
  { "S2", "Harbour substation", "Harbour", 4850, 3000, 0 },
  { "S3", "Castle Side substation", "Castle", 8350, 4350, 450 },
};

static const char *const FIRST_NAMES[] = { "Ada", "Amir", "Anna", "Ben", "Clara", "Dai", "Edith", "Femi", "Grace", "Hugo", "Ines", "Jack", "Kofi", "Lena", "Mei", "Nils", "Olga", "Priya", "Rosa", "Sam", "Tomas", "Uma", "Vera", "Wei", "Yusuf", "Zoe" };
static const char *const LAST_NAMES[] = { "Abbott", "Barrow", "Calder", "Dunne", "Eaves", "Fenn", "Garrick", "Hale", "Iqbal", "Jarrow", "Kettle", "Lund", "Marsh", "Nayar", "Okoro", "Penrose", "Quill", "Rask", "Stone", "Tarn", "Usher", "Vane", "Wold", "Yates" };
static const char *const DUTY_ROLES[] = { "Duty engineer", "Site manager", "Facilities", "Control room" };

G_STATIC_ASSERT (G_N_ELEMENTS (SITES) == 60);
G_STATIC_ASSERT (G_N_ELEMENTS (SUBSTATIONS) == CITY_SUBSTATIONS);

/* The free plot beside a street that lies nearest to where one wants to be. FALSE when there is none. */
static gboolean
find_plot (LampCity *city, LampCityVec wish, double half_width, double half_depth, LampCityBuilding *plot)
{
  double best = PLOT_REACH_M;

  for (guint i = 0; i < city->roads->len; i++)
    {
      const LampCityRoad   *road = &g_array_index (city->roads, LampCityRoad, i);
      LampCityVec           a = g_array_index (city->nodes, LampCityVec, road->a), b = g_array_index (city->nodes, LampCityVec, road->b);
      const LampCityStreet *street = g_ptr_array_index (city->streets, road->street);
      LampCityVec           along = lamp_city_unit ((LampCityVec){ b.x - a.x, b.y - a.y });
      double                off_m = ROAD_WIDTH_M[street->rank] / 2.0 + 3.0 + half_depth;

      if (street->rank == 0 || road->bridge || lamp_city_segment_distance (wish, a, b, NULL) > best)
        continue;
      for (double t = 0.2; t < 1.0; t += 0.3)
        for (double side = -1.0; side <= 1.0; side += 2.0)
          {
            LampCityVec at = { a.x + t * (b.x - a.x) - side * along.y * off_m, a.y + t * (b.y - a.y) + side * along.x * off_m };
            double      distance = lamp_city_distance (at, wish);

            if (distance >= best || lamp_city_ground_box_has (city, at, along, half_width + 4.0, half_depth + 4.0, GROUND_WATER) ||
                lamp_city_ground_box_has (city, at, along, half_width + 1.0, half_depth + 1.0, BLOCKED))
              continue;
            best = distance;
            *plot = (LampCityBuilding){ .at = at, .along = along, .half_width = half_width, .half_depth = half_depth, .zone = lamp_city_zone (city, at), .road = i, .site = G_MAXUINT };
          }
    }
  return best < PLOT_REACH_M;
}

/* Where the city is dense the plot gets smaller until there is one. */
static void
take_plot (LampCity *city, LampCityVec wish, double half_width, double half_depth, LampCityBuilding *plot)
{
  while (!find_plot (city, wish, half_width, half_depth, plot))
    {
      g_assert (half_width > 2.0);
      half_width *= 0.85;
      half_depth *= 0.85;
    }
  lamp_city_ground_box_set (city, plot->at, plot->along, plot->half_width, plot->half_depth, GROUND_BUILT);
}

void
lamp_city_make_sites (LampCity *city)
{
  LampCityBuilding plot;

  for (guint i = 0; i < CITY_SUBSTATIONS; i++)
    {
      take_plot (city, (LampCityVec){ SUBSTATIONS[i].x, SUBSTATIONS[i].y }, 34.0, 24.0, &plot);
      city->substations[i] = (LampCitySubstation){ SUBSTATIONS[i].id, SUBSTATIONS[i].name, SUBSTATIONS[i].district, plot.at, plot.road, G_MAXUINT, 0, 0, SUBSTATIONS[i].handicap };
      /* The control house; the rest of the yard stays open. */
      plot.at = (LampCityVec){ plot.at.x + plot.along.x * 22.0, plot.at.y + plot.along.y * 22.0 };
      plot.half_width = 7.0;
      plot.half_depth = 5.0;
      g_array_append_val (city->buildings, plot);
    }
  for (guint i = 0; i < G_N_ELEMENTS (SITES); i++)
    {
      LampCitySpot spot = { .spec = i, .pole = G_MAXUINT };

      take_plot (city, (LampCityVec){ SITES[i].x, SITES[i].y }, SITES[i].half_width, SITES[i].half_depth, &plot);
      plot.site = i;
      spot.at = plot.at;
      spot.road = plot.road;
      g_array_append_val (city->buildings, plot);
      g_array_append_val (city->sites, spot);
    }
  for (guint i = 0; i < G_N_ELEMENTS (DEPOTS); i++)
    {
      LampCitySpot spot = { .spec = i, .pole = G_MAXUINT };

      take_plot (city, (LampCityVec){ DEPOTS[i].x, DEPOTS[i].y }, 17.0, 10.0, &plot);
      spot.at = plot.at;
      spot.road = plot.road;
      g_array_append_val (city->buildings, plot);
      g_array_append_val (city->depots, spot);
    }
}

guint
lamp_city_site_supplies (const LampCity *city, guint site)
{
  return SITES[site].supplies;
}

double
lamp_city_site_kva (const LampCity *city, guint site)
{
  return SITES[site].contract_kva;
}

static const char *
find_feeder (const LampCity *city, guint site, gboolean main)
{
  for (guint i = 0; main && i < city->transformers->len; i++)
    {
      const LampCityTransformer *transformer = &g_array_index (city->transformers, LampCityTransformer, i);

      if (transformer->site == site)
        return g_array_index (city->feeders, LampCityFeeder, transformer->feeder).id;
    }
  for (guint i = 0; !main && i < city->spurs->len; i++)
    {
      const LampCitySpur *spur = &g_array_index (city->spurs, LampCitySpur, i);

      if (spur->site == site)
        return g_array_index (city->feeders, LampCityFeeder, spur->feeder).id;
    }
  return NULL;
}

static const char *
person (LampCityRandom *random, char buffer[48])
{
  const char *first = FIRST_NAMES[lamp_city_random_int (random, G_N_ELEMENTS (FIRST_NAMES))];

  g_snprintf (buffer, 48, "%s %s", first, LAST_NAMES[lamp_city_random_int (random, G_N_ELEMENTS (LAST_NAMES))]);
  return buffer;
}

static void
write_site (LampCity *city, LampCityRandom *random, guint i)
{
  const SiteSpec      *spec = &SITES[i];
  const LampCitySpot  *spot = &g_array_index (city->sites, LampCitySpot, i);
  char                 id[16], account[16], nodes[2][32], names[2][48], phones[2][24], verified[16];
  const char          *standby = find_feeder (city, i, FALSE);
  LampDraftSupplyPoint supplies[2] = {
    { lamp_city_site_node (i, TRUE, nodes[0]), find_feeder (city, i, TRUE), TRUE },
    { lamp_city_site_node (i, FALSE, nodes[1]), standby, FALSE },
  };
  LampContact   contacts[2];
  LampDraftSite site = { .id = id, .account = account, .name = spec->name, .kind = spec->kind, .site_class = spec->site_class, .at = lamp_city_point (spot->at), .supply_points = supplies, .n_supply_points = standby != NULL ? 2 : 1, .contract_kva = spec->contract_kva, .critical_kw = spec->critical_kw, .backup_kind = spec->backup, .backup_start_s = spec->start_s, .backup_autonomy_min = spec->autonomy_min, .contacts = contacts, .n_contacts = 2, .verified_at = verified };

  g_snprintf (id, sizeof id, "K%02u", i + 1);
  g_snprintf (account, sizeof account, "9%07u", 100000 + i * 37);
  for (guint c = 0; c < 2; c++)
    {
      g_snprintf (phones[c], sizeof phones[c], "+44 1632 960%03u", 100 + 2 * i + c);
      contacts[c] = (LampContact){ person (random, names[c]), DUTY_ROLES[(i + c * 3) % 2 == 0 ? c : c + 2], phones[c] };
    }
  g_snprintf (verified, sizeof verified, "2026-%02u-%02u", 1 + lamp_city_random_int (random, 10), 1 + lamp_city_random_int (random, 28));
  lamp_draft_add_site (city->draft, &site);
  /* Its share of the feeder's peak, as of all customers (city-low.c). */
  lamp_draft_add_customer (city->draft, &(LampDraftCustomer){ account, nodes[0], site.at, TRUE, 0.5 * spec->critical_kw + 0.05 * spec->contract_kva });
}

void
lamp_city_write_sites (LampCity *city)
{
  LampCityRandom random;

  lamp_city_random_init (&random, city->seed, "sites");
  for (guint i = 0; i < city->sites->len; i++)
    write_site (city, &random, i);
  for (guint i = 0; i < city->depots->len; i++)
    {
      char id[8];

      g_snprintf (id, sizeof id, "D%02u", i + 1);
      lamp_draft_add_depot (city->draft, id, DEPOTS[i].name, lamp_city_point (g_array_index (city->depots, LampCitySpot, i).at));
    }
}
