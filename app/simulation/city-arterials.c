/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The roads everything else hangs on: motorway, ring road, boulevards, the radial roads with their bridges, the
 * quays along the river and the harbour's own roads; and the railway. Splines through points set by hand. The quays
 * are made from the river's own outline, a fixed way off the water.
 *
 * A road that may cross water is said so here; every other street ends at the bank.
 */
#include "simulation/city-plan.h"

#define HAND(...) ((const LampCityVec[]){ __VA_ARGS__ })
#define N_HAND(...) (sizeof (HAND (__VA_ARGS__)) / sizeof (LampCityVec))
#define ROAD(name, rank, closed, ...) hand_road (city, name, rank, TRUE, closed, HAND (__VA_ARGS__), N_HAND (__VA_ARGS__))
#define STREET(name, ...) hand_road (city, name, 2, FALSE, FALSE, HAND (__VA_ARGS__), N_HAND (__VA_ARGS__))
#define RAIL(name, ...) hand_rail (city, name, HAND (__VA_ARGS__), N_HAND (__VA_ARGS__))

static const double ROAD_WIDTH_M[] = { 30.0, 21.0, 13.0, 9.0 };

LampCityStreet *
lamp_city_street_new (const char *name, guint8 rank, gboolean bridges)
{
  LampCityStreet *street = g_new0 (LampCityStreet, 1);

  street->name = g_strdup (name);
  street->rank = rank;
  street->bridges = bridges;
  return street;
}

static void
stroke (LampCity *city, const LampCityPath *course, double width_m, guint8 bits)
{
  for (guint i = 0; i + 1 < course->n; i++)
    lamp_city_ground_stroke (city, course->at[i], course->at[i + 1], width_m, bits);
}

static void
hand_road (LampCity *city, const char *name, guint8 rank, gboolean bridges, gboolean closed, const LampCityVec *control, guint n)
{
  LampCityStreet *street = lamp_city_street_new (name, rank, bridges);

  lamp_city_spline (&street->course, control, n, closed, 28.0);
  if (closed)
    lamp_city_path_add (&street->course, street->course.at[0].x, street->course.at[0].y);
  g_ptr_array_add (city->streets, street);
  stroke (city, &street->course, ROAD_WIDTH_M[rank], rank == 0 ? GROUND_ROAD | GROUND_MOTORWAY : GROUND_ROAD);
}

static void
hand_rail (LampCity *city, const char *name, const LampCityVec *control, guint n)
{
  LampCityStreet *rail = lamp_city_street_new (name, 0, TRUE);

  lamp_city_spline (&rail->course, control, n, FALSE, 30.0);
  g_ptr_array_add (city->rails, rail);
  stroke (city, &rail->course, 26.0, GROUND_RAIL);
}

static const LampCityPath *
find_ring (const LampCity *city, const char *name)
{
  for (guint i = 0; i < city->areas->len; i++)
    {
      const LampCityArea *area = g_ptr_array_index (city->areas, i);

      if (g_strcmp0 (area->name, name) == 0)
        return &area->ring;
    }
  g_assert_not_reached ();
}

/* A street beside a water or a park: its outline moved outwards, where it lies within the box and on free ground. */
static void
quay (LampCity *city, const char *area, const char *name, double off_m, double west, double south, double east, double north)
{
  const LampCityPath *ring = find_ring (city, area);
  LampCityStreet     *street = NULL;
  double              turn = 0.0;

  for (guint i = 0, j = ring->n - 1; i < ring->n; j = i++)
    turn += ring->at[j].x * ring->at[i].y - ring->at[i].x * ring->at[j].y;
  if (turn > 0.0)
    off_m = -off_m;
  for (guint i = 1; i + 1 < ring->n; i++)
    {
      LampCityVec d = lamp_city_unit ((LampCityVec){ ring->at[i + 1].x - ring->at[i - 1].x, ring->at[i + 1].y - ring->at[i - 1].y });
      LampCityVec p = { ring->at[i].x - d.y * off_m, ring->at[i].y + d.x * off_m };
      gboolean    here = p.x > west && p.x < east && p.y > south && p.y < north &&
                      !lamp_city_ground_box_has (city, p, d, 9.0, 9.0, GROUND_WATER | GROUND_FOREST | GROUND_MOTORWAY | GROUND_RAIL) &&
                      !lamp_city_ground_box_has (city, p, d, 26.0, 26.0, GROUND_ROAD);

      if (here && street == NULL)
        street = lamp_city_street_new (name, 2, FALSE);
      if (here)
        lamp_city_path_add (&street->course, p.x, p.y);
      if (street != NULL && (!here || i + 2 >= ring->n))
        {
          lamp_city_path_simplify (&street->course, 0.8);
          stroke (city, &street->course, ROAD_WIDTH_M[2], GROUND_ROAD);
          g_ptr_array_add (city->streets, g_steal_pointer (&street));
        }
    }
}

static void
make_main_roads (LampCity *city)
{
  ROAD ("Northern Bypass", 0, FALSE, { -5500, 7450 }, { -2500, 7300 }, { 0, 6950 }, { 1700, 7000 }, { 3250, 8000 }, { 5300, 8640 }, { 7600, 8720 }, { 9500, 7950 }, { 10850, 6650 }, { 11330, 5000 }, { 11330, 3500 }, { 11950, 2500 }, { 13500, 1800 }, { 17500, 1500 });
  ROAD ("Ring Road", 1, TRUE, { 6000, 7330 }, { 7100, 7090 }, { 8050, 6650 }, { 8650, 5750 }, { 8560, 4700 }, { 7980, 3600 }, { 7050, 2850 }, { 6000, 2620 }, { 5000, 2830 }, { 4200, 3180 }, { 3560, 3780 }, { 3380, 4700 }, { 3320, 5600 }, { 3480, 6550 }, { 4150, 7180 }, { 5050, 7400 });
  ROAD ("North Road", 1, FALSE, { 5950, 5150 }, { 5960, 5760 }, { 5900, 6500 }, { 6010, 7330 }, { 5780, 8050 }, { 5620, 8690 }, { 5500, 9700 }, { 5900, 11500 }, { 5600, 14000 });
  ROAD ("Mere Road", 1, FALSE, { 5540, 5520 }, { 5060, 6010 }, { 4800, 6560 }, { 4180, 7190 }, { 3600, 8120 }, { 2900, 9500 }, { 2300, 11000 }, { 700, 14000 });
  ROAD ("West Road", 1, FALSE, { 5950, 5150 }, { 5290, 5080 }, { 4400, 5120 }, { 3350, 5420 }, { 2300, 5560 }, { 1100, 6150 }, { 0, 6230 }, { -2000, 6050 }, { -5500, 7000 });
  ROAD ("Ferry Road", 1, FALSE, { 5620, 4640 }, { 5120, 4330 }, { 4400, 4060 }, { 3560, 3790 }, { 2500, 3700 }, { 1650, 4150 }, { 1050, 5000 }, { 1000, 6170 });
  ROAD ("Harbour Road", 1, FALSE, { 5950, 5150 }, { 5900, 4700 }, { 5920, 4200 }, { 6000, 3500 }, { 5990, 2620 }, { 5760, 2150 }, { 5700, 1350 });
  ROAD ("Castle Road", 1, FALSE, { 6350, 4950 }, { 6780, 4530 }, { 7250, 4120 }, { 7980, 3600 }, { 8850, 3020 }, { 9800, 2900 }, { 10900, 2950 }, { 11700, 2830 }, { 13200, 2900 }, { 17500, 3200 });
  ROAD ("Lark Road", 1, FALSE, { 5950, 5150 }, { 6880, 5420 }, { 7400, 5480 }, { 8640, 5760 }, { 9500, 5720 }, { 10600, 5700 }, { 11250, 5720 }, { 13000, 6400 }, { 17500, 6900 });
  ROAD ("Abbey Road", 1, FALSE, { 6400, 5580 }, { 6960, 6060 }, { 7500, 6420 }, { 8060, 6640 }, { 8900, 7170 }, { 9520, 7930 }, { 10600, 8950 }, { 12000, 10700 }, { 14500, 14000 });
  ROAD ("The Boulevard", 1, FALSE, { 5200, 4380 }, { 5090, 4600 }, { 5060, 4900 }, { 5090, 5400 }, { 5330, 5800 }, { 5920, 6080 }, { 6500, 6030 }, { 6930, 5800 }, { 7080, 5440 });
  ROAD ("Works Road", 2, FALSE, { 5790, 8010 }, { 6400, 8080 }, { 7100, 8320 }, { 7800, 8480 });
  ROAD ("Eastgate Road", 1, FALSE, { 9990, 2900 }, { 10130, 3500 }, { 10330, 4350 }, { 10420, 5100 }, { 10600, 5710 });
  ROAD ("Coast Road", 1, FALSE, { 5990, 2400 }, { 6600, 2020 }, { 7300, 1650 }, { 8000, 1330 }, { 9000, 1220 }, { 10300, 1250 }, { 11300, 1330 }, { 12500, 1150 }, { 17500, 1000 });
}

static void
make_harbour_roads (LampCity *city)
{
  STREET ("Amber Pier", { 4720, 1020 }, { 4680, 1500 }, { 4600, 2350 });
  STREET ("Copper Pier", { 5220, 1000 }, { 5160, 1600 }, { 5090, 2350 });
  STREET ("Dock Street", { 3900, 2080 }, { 4600, 2130 }, { 5100, 2170 }, { 5740, 2110 });
  STREET ("Salt Pier", { 6290, 1020 }, { 6270, 1500 }, { 6240, 2240 });
  STREET ("Timber Pier", { 6780, 1050 }, { 6790, 1500 }, { 6830, 1880 });
  STREET ("Ballast Road", { 5700, 1780 }, { 6270, 1810 }, { 6790, 1620 }, { 7060, 1480 });
  STREET ("Estuary Road", { 3900, 2080 }, { 4130, 1500 }, { 4180, 1150 });
  STREET ("Warehouse Road", { 3900, 2080 }, { 4330, 2330 }, { 4600, 2350 }, { 5090, 2350 }, { 5550, 2390 }, { 5990, 2400 });
}

void
lamp_city_make_arterials (LampCity *city)
{
  make_main_roads (city);
  make_harbour_roads (city);
  RAIL ("Coast Line", { -5500, 8650 }, { -2500, 8500 }, { 200, 7400 }, { 2000, 6150 }, { 2900, 4800 }, { 3900, 4350 }, { 4700, 4720 }, { 4930, 5700 }, { 5400, 6400 }, { 6200, 6620 }, { 7300, 6300 }, { 8300, 5500 }, { 9150, 4150 }, { 10300, 3300 }, { 12200, 2250 }, { 17500, 2300 });
  RAIL ("Harbour Branch", { 8300, 5500 }, { 8560, 4300 }, { 7700, 3250 }, { 6800, 2500 }, { 5800, 2250 }, { 4600, 2240 });
  RAIL ("Northern Line", { 5400, 6400 }, { 6200, 6620 }, { 6700, 7300 }, { 6650, 8300 }, { 6900, 9600 }, { 7600, 14000 });
  quay (city, "River Arden", "Arden Quay", 26.0, 4100, 2900, 7900, 7600);
  quay (city, "The Moat", "Moat Walk", 18.0, 5000, 4100, 7200, 6100);
  quay (city, "Tallow Canal", "Canal Side", 22.0, 7000, 1500, 9000, 4500);
  quay (city, "Old Harbour", "Old Harbour Side", 22.0, 4500, 3000, 5900, 3900);
  quay (city, "Mere Park", "Mere Walk", 16.0, 3300, 5300, 5200, 7100);
  quay (city, "Royal Meadow", "Meadow Side", 14.0, 4400, 5000, 5060, 5700);
  quay (city, "South Park", "South Park Side", 14.0, 5800, 2700, 6800, 3500);
  quay (city, "Fleet Park", "Fleet Side", 14.0, 7500, 5800, 8600, 6600);
  quay (city, "East Cemetery", "Cemetery Road", 14.0, 7900, 4700, 8700, 5400);
  quay (city, "Hospital Garden", "Garden Terrace", 14.0, 6500, 6900, 7200, 7700);
  quay (city, "Lark Water Park", "Lark Water Drive", 18.0, 8650, 4300, 10300, 5650);
  quay (city, "Kite Hill", "Kite Hill Road", 18.0, 1900, 4000, 3200, 5400);
}
