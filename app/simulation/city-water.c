/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Water and green of the demo city. The river, its two brooks and the canals are splines with a width that changes
 * along them; the sea is a spline along the coast, closed far outside the sheet; docks are rectangles cut into the
 * harbour's shore; lakes, parks and woods are blobs. What is drawn by hand here is the place itself, so it does not
 * depend on the seed: only the small roughness of its outlines would.
 */
#include "simulation/city-plan.h"

#define HAND(...) ((const LampCityVec[]){ __VA_ARGS__ })

LampCityArea *
lamp_city_area_new (LampCity *city, LampBaseKind kind, const char *name)
{
  LampCityArea *area = g_new0 (LampCityArea, 1);

  area->kind = kind;
  area->name = g_strdup (name);
  g_ptr_array_add (city->areas, area);
  return area;
}

/* A river along control points, as wide at each as `widths_m` says. */
static void
river (LampCity *city, const char *name, const LampCityVec *control, const double *widths_m, guint n)
{
  LampCityArea      *area = lamp_city_area_new (city, LAMP_BASE_WATER, name);
  LampCityPath       middle = { 0 };
  g_autofree double *half = NULL;

  lamp_city_spline (&middle, control, n, FALSE, 22.0);
  half = g_new0 (double, middle.n);
  for (guint i = 0; i < middle.n; i++)
    {
      LampCityPath hand = { (LampCityVec *)control, n, n };
      double       along = 0.0;
      guint        span = 0;

      lamp_city_path_distance (&hand, middle.at[i], &along);
      span = MIN ((guint)along, n - 2);
      half[i] = widths_m[span] + (widths_m[span + 1] - widths_m[span]) * (along - span);
      half[i] *= 0.5 * (1.0 + 0.14 * lamp_city_noise (middle.at[i], 420.0, 5));
    }
  /* Two passes of a running mean keep the banks smooth where the widths of the hand's points meet. */
  for (guint pass = 0; pass < 2; pass++)
    for (guint i = 1; i + 1 < middle.n; i++)
      half[i] = (half[i - 1] + 2.0 * half[i] + half[i + 1]) / 4.0;
  lamp_city_ribbon (&area->ring, &middle, half);
  lamp_city_ground_fill (city, &area->ring, GROUND_WATER);
  lamp_city_path_clear (&middle);
}

static void
sea (LampCity *city)
{
  static const LampCityVec coast[] = {
    { 17500, 500 },
    { 15000, 300 },
    { 13200, 700 },
    { 11900, 560 },
    { 10900, 860 },
    { 9900, 620 },
    { 9000, 700 },
    { 8200, 980 },
    { 7500, 1080 },
    { 7000, 900 },
    { 5600, 860 },
    { 4350, 880 },
    { 3850, 1000 },
    { 3650, 1500 },
    { 3000, 2300 },
    { 2350, 2350 },
    { 1950, 2150 },
    { 1500, 2450 },
    { 1050, 3150 },
    { 600, 3500 },
    { 250, 4250 },
    { -500, 4500 },
    { -1600, 5300 },
    { -3200, 5450 },
    { -5500, 6300 },
  };
  LampCityArea *area = lamp_city_area_new (city, LAMP_BASE_WATER, "Ardent Bay");

  lamp_city_spline (&area->ring, coast, G_N_ELEMENTS (coast), FALSE, 35.0);
  for (guint i = 0; i < area->ring.n; i++)
    {
      LampCityVec *p = &area->ring.at[i];
      double       wild = p->x > 3500 && p->x < 7100 ? 4.0 : 45.0; /* quay walls are straight */

      p->y += wild * lamp_city_noise (*p, 330.0, 21) + wild * 0.25 * lamp_city_noise (*p, 90.0, 22);
      p->x += wild * 0.6 * lamp_city_noise (*p, 310.0, 23);
    }
  lamp_city_path_add (&area->ring, -5500, -5500);
  lamp_city_path_add (&area->ring, 17500, -5500);
  lamp_city_ground_fill (city, &area->ring, GROUND_WATER);
}

static void
dock (LampCity *city, const char *name, LampCityVec from, LampCityVec to, double width_m)
{
  LampCityArea *area = lamp_city_area_new (city, LAMP_BASE_WATER, name);
  LampCityVec   d = lamp_city_unit ((LampCityVec){ to.x - from.x, to.y - from.y });
  double        w = width_m / 2.0;

  lamp_city_path_add (&area->ring, from.x - d.y * w, from.y + d.x * w);
  lamp_city_path_add (&area->ring, to.x - d.y * w, to.y + d.x * w);
  lamp_city_path_add (&area->ring, to.x + d.y * w, to.y - d.x * w);
  lamp_city_path_add (&area->ring, from.x + d.y * w, from.y - d.x * w);
  lamp_city_ground_fill (city, &area->ring, GROUND_WATER);
}

static void
lake (LampCity *city, const char *name, LampCityVec at, double rx, double ry, double angle, guint32 salt)
{
  LampCityArea *area = lamp_city_area_new (city, LAMP_BASE_WATER, name);

  lamp_city_blob (&area->ring, at, rx, ry, angle, 0.34, salt);
  lamp_city_ground_fill (city, &area->ring, GROUND_WATER);
}

void
lamp_city_make_water (LampCity *city)
{
  sea (city);
  river (city, "River Arden",
         HAND ({ 10300, 14000 }, { 9900, 12000 }, { 9150, 10200 }, { 8950, 9000 }, { 8250, 8050 }, { 7350, 7650 }, { 6950, 6750 }, { 7400, 5800 }, { 7150, 4950 }, { 6300, 4330 }, { 5400, 4120 }, { 4750, 3500 }, { 4250, 2700 }, { 3500, 2150 }, { 2900, 1500 }),
         (const double[]){ 70, 75, 85, 95, 110, 125, 140, 150, 165, 185, 205, 250, 330, 620, 1200 }, 15);
  river (city, "Withy Brook",
         HAND ({ -5500, 8200 }, { -2500, 7900 }, { -300, 7950 }, { 1100, 7450 }, { 1750, 6600 }, { 2650, 6150 }, { 3250, 5000 }, { 4050, 4550 }, { 4800, 3700 }),
         (const double[]){ 10, 12, 14, 16, 17, 18, 20, 22, 30 }, 9);
  river (city, "Lark",
         HAND ({ 17500, 9300 }, { 14500, 8600 }, { 12600, 7300 }, { 11400, 6900 }, { 10650, 6250 }, { 10100, 5400 }, { 9400, 4900 }),
         (const double[]){ 10, 12, 14, 16, 18, 22, 30 }, 7);
  river (city, "Tallow Canal",
         HAND ({ 7150, 860 }, { 7240, 1700 }, { 7500, 2400 }, { 8200, 3150 }, { 8700, 3900 }, { 9150, 4700 }),
         (const double[]){ 46, 34, 30, 30, 30, 34 }, 6);
  river (city, "The Moat",
         HAND ({ 5620, 4200 }, { 5430, 4480 }, { 5290, 4850 }, { 5290, 5300 }, { 5510, 5690 }, { 5900, 5890 }, { 6330, 5870 }, { 6680, 5640 }, { 6880, 5330 }, { 7190, 5070 }),
         (const double[]){ 40, 30, 28, 28, 28, 28, 28, 28, 30, 40 }, 10);
  lake (city, "Lark Water", (LampCityVec){ 9350, 4850 }, 430, 290, 0.6, 3);
  lake (city, "The Mere", (LampCityVec){ 4270, 6220 }, 360, 215, 1.1, 4);
  lake (city, "High Reservoir", (LampCityVec){ 1150, 8250 }, 560, 330, 0.3, 8);
  lake (city, "Swan Pond", (LampCityVec){ 4880, 5330 }, 95, 55, 0.4, 9);
  lake (city, "Quarry Pool", (LampCityVec){ 10350, 7850 }, 170, 110, 2.0, 10);
  lake (city, "Fleet Pond", (LampCityVec){ 8050, 6250 }, 110, 70, 2.6, 11);
  dock (city, "Amber Dock", (LampCityVec){ 4560, 600 }, (LampCityVec){ 4430, 1750 }, 150);
  dock (city, "Copper Dock", (LampCityVec){ 5010, 600 }, (LampCityVec){ 4890, 1980 }, 165);
  dock (city, "Tin Dock", (LampCityVec){ 5500, 600 }, (LampCityVec){ 5400, 1880 }, 160);
  dock (city, "Salt Dock", (LampCityVec){ 6060, 600 }, (LampCityVec){ 6010, 1640 }, 190);
  dock (city, "Timber Dock", (LampCityVec){ 6560, 600 }, (LampCityVec){ 6540, 1420 }, 120);
  dock (city, "Old Harbour", (LampCityVec){ 4900, 3540 }, (LampCityVec){ 5560, 3330 }, 85);
  dock (city, "Chandlers' Basin", (LampCityVec){ 7300, 2300 }, (LampCityVec){ 6900, 2180 }, 60);
}

static void
wood (LampCity *city, const char *name, double x, double y, double rx, double ry, double angle, guint32 salt)
{
  LampCityArea *area = lamp_city_area_new (city, LAMP_BASE_GREEN, name);

  lamp_city_blob (&area->ring, (LampCityVec){ x, y }, rx, ry, angle, 0.45, salt);
  lamp_city_ground_fill (city, &area->ring, GROUND_GREEN | GROUND_FOREST);
}

void
lamp_city_make_green (LampCity *city)
{
  static const struct
  {
    const char *name;
    double      x, y, rx, ry, angle;
  } woods[] = {
    { "Royal Meadow", 4830, 5330, 300, 190, 0.5 },
    { "Mere Park", 4230, 6200, 520, 330, 1.1 },
    { "Bastion Garden", 5180, 4650, 60, 190, 0.0 },
    { "North Bastion", 6150, 5990, 240, 50, 0.0 },
    { "Lark Water Park", 9400, 4900, 640, 440, 0.6 },
    { "Arden Wood", 10500, 7750, 1150, 640, 0.5 },
    { "Kite Hill", 2350, 4650, 520, 330, 1.9 },
    { "Withy Meadows", 2250, 6450, 620, 150, -0.35 },
    { "Upper Withy", 750, 7650, 900, 210, -0.2 },
    { "Strand Dunes", 9700, 960, 1500, 170, 0.02 },
    { "Fleet Park", 8080, 6230, 300, 220, 0.5 },
    { "Hospital Garden", 6850, 7280, 130, 240, 0.4 },
    { "East Cemetery", 8250, 5050, 230, 170, 0.3 },
    { "South Park", 6300, 3100, 270, 170, -0.3 },
    { "Golf Links", 8850, 1750, 560, 360, 0.1 },
    { "Reservoir Wood", 1250, 8350, 1100, 620, 0.2 },
    { "Estuary Marsh", 2150, 2900, 650, 260, 2.2 },
    { "North Wood", 6900, 9550, 1300, 600, 0.1 },
    { "Gallows Wood", 350, 5250, 430, 330, 0.9 },
    { "Hazel Copse", 11600, 4500, 330, 480, 0.1 },
    { "Beacon Wood", 13700, 5200, 1500, 1000, 0.4 },
    { "Far Wood", -2600, 6700, 1500, 700, 0.2 },
    { "Abbot's Wood", -1900, 10100, 1900, 900, 0.3 },
    { "Great Chase", 3600, 11000, 2100, 1000, -0.2 },
    { "Larkhead", 14200, 10200, 1500, 1200, 0.8 },
    { "Long Down", 14000, 2400, 1300, 500, 0.2 },
    { "Oxen Wood", 7600, 12300, 1400, 900, 0.6 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (woods); i++)
    wood (city, woods[i].name, woods[i].x, woods[i].y, woods[i].rx, woods[i].ry, woods[i].angle, 40 + i);
}
