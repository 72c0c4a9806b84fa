/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Transformers. From the ends of the forest inwards every pole hands its customers to its parent, until there are enough
 * of them, or the way has become too long for low voltage: there a transformer stands. So what one transformer
 * serves hangs together, and low voltage runs along the forest too. A key site has a transformer of its own.
 */
#include "simulation/city-plan.h"

#define LOW_REACH_M 190.0
#define KVA_A_CUSTOMER 2.6
#define SPARE_KVA 12.0

static const guint ENOUGH[] = { [ZONE_NONE] = 6, [ZONE_OLD_TOWN] = 62, [ZONE_INNER] = 52, [ZONE_SUBURB] = 19, [ZONE_INDUSTRY] = 5 };
static const guint SIZES_KVA[] = { 30, 50, 100, 160, 250, 315, 400, 630, 800, 1000, 1250, 1600, 2000, 2500, 3150, 4000, 5000, 6300, 8000 };

static guint
size_for (double kva)
{
  for (guint i = 0; i < G_N_ELEMENTS (SIZES_KVA); i++)
    if (SIZES_KVA[i] >= kva)
      return SIZES_KVA[i];
  return SIZES_KVA[G_N_ELEMENTS (SIZES_KVA) - 1];
}

/* (transfer full) All poles a substation reaches, in breadth: parents come before their children. */
static GArray *
list_forest (const LampCity *city)
{
  GArray *order = g_array_new (FALSE, FALSE, sizeof (guint));

  for (guint i = 0; i < CITY_SUBSTATIONS; i++)
    g_array_append_val (order, city->substations[i].pole);
  for (guint i = 0; i < order->len; i++)
    {
      const LampCityPole *pole = &g_array_index (city->poles, LampCityPole, g_array_index (order, guint, i));

      g_array_append_vals (order, city->children + pole->first_child, pole->n_children);
    }
  return order;
}

static void
add_transformer (LampCity *city, guint pole, guint customers, guint site, double kva)
{
  LampCityTransformer transformer = { .pole = pole, .feeder = G_MAXUINT, .customers = customers, .kva = size_for (kva), .site = site, .next = G_MAXUINT, .phases = LAMP_PHASE_ABC };

  if (site == G_MAXUINT)
    g_array_index (city->poles, LampCityPole, pole).own_transformer = city->transformers->len;
  g_array_append_val (city->transformers, transformer);
}

/* May low voltage go on to the parent? Not over a bridge, and not to the substation itself. */
static gboolean
may_hand_on (const LampCity *city, const LampCityPole *pole)
{
  return pole->parent != G_MAXUINT && g_array_index (city->poles, LampCityPole, pole->parent).parent != G_MAXUINT &&
         !g_array_index (city->roads, LampCityRoad, pole->parent_road).bridge;
}

static void
hand_on (LampCity *city, guint index, double *span_m)
{
  LampCityPole *pole = &g_array_index (city->poles, LampCityPole, index);
  guint         pending = pole->customers;
  double        reach_m = 0.0;

  for (guint k = 0; k < pole->n_children; k++)
    {
      guint child = city->children[pole->first_child + k];
      guint below = g_array_index (city->poles, LampCityPole, child).low_behind;

      pending += below;
      if (below > 0)
        reach_m = MAX (reach_m, span_m[child]);
    }
  if (pending == 0)
    return;
  if (may_hand_on (city, pole))
    reach_m += lamp_city_distance (pole->at, g_array_index (city->poles, LampCityPole, pole->parent).at);
  if (!may_hand_on (city, pole) || pending >= ENOUGH[pole->zone] || reach_m > LOW_REACH_M)
    {
      add_transformer (city, index, pending, G_MAXUINT, pending * KVA_A_CUSTOMER + SPARE_KVA);
      return;
    }
  pole->low_behind = pending;
  span_m[index] = reach_m;
}

void
lamp_city_make_transformers (LampCity *city)
{
  g_autoptr (GArray) order = list_forest (city);
  g_autofree double *span_m = g_new0 (double, city->poles->len);

  for (guint i = order->len; i > 0; i--)
    hand_on (city, g_array_index (order, guint, i - 1), span_m);
  for (guint i = 0; i < order->len; i++)
    {
      LampCityPole *pole = &g_array_index (city->poles, LampCityPole, g_array_index (order, guint, i));

      pole->transformer = pole->own_transformer;
      if (pole->low_behind > 0)
        pole->transformer = g_array_index (city->poles, LampCityPole, pole->parent).transformer;
    }
  for (guint i = 0; i < city->sites->len; i++)
    add_transformer (city, g_array_index (city->sites, LampCitySpot, i).pole, 1, i, lamp_city_site_kva (city, i));
}
