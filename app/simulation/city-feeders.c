/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Feeders. The transformers of a substation, in the order in which a walk around its tree meets them, are cut into as many
 * runs as it has feeders. A cut is put where the two neighbours part near the substation, so that feeders share
 * streets only there. A feeder goes wherever its transformers need it; where much lies behind, it is trunk.
 */
#include "simulation/city-plan.h"

#include <math.h>

#define FEEDERS_EACH 4
#define UNEVEN 0.26 /* how far a feeder may be from its fair share */
#define UNEVEN_COST_M 250.0
#define TRUNK_SHARE 0.10       /* of the feeder's load */
#define TRUNK_TAIL_SHARE 0.045 /* to where the heaviest branch goes on as trunk */

/* Load is counted in households; a key site counts as many as it draws. */
static guint
load_of (const LampCityTransformer *transformer)
{
  return transformer->site == G_MAXUINT ? transformer->customers : 1 + transformer->kva / 30;
}

/* Transformers of each pole become lists; the first of each. */
static guint *
chain_transformers (LampCity *city)
{
  guint *first_at = g_new (guint, city->poles->len);

  for (guint i = 0; i < city->poles->len; i++)
    first_at[i] = G_MAXUINT;
  for (guint i = city->transformers->len; i > 0; i--)
    {
      LampCityTransformer *transformer = &g_array_index (city->transformers, LampCityTransformer, i - 1);

      transformer->next = first_at[transformer->pole];
      first_at[transformer->pole] = i - 1;
    }
  return first_at;
}

/* The transformers of a tree in preorder. */
static void
walk (const LampCity *city, guint root, const guint *first_at, GArray *run)
{
  g_autoptr (GArray) stack = g_array_new (FALSE, FALSE, sizeof (guint));

  g_array_append_val (stack, root);
  while (stack->len > 0)
    {
      guint               index = g_array_index (stack, guint, stack->len - 1);
      const LampCityPole *pole = &g_array_index (city->poles, LampCityPole, index);

      g_array_set_size (stack, stack->len - 1);
      for (guint t = first_at[index]; t != G_MAXUINT; t = g_array_index (city->transformers, LampCityTransformer, t).next)
        g_array_append_val (run, t);
      for (guint k = pole->n_children; k > 0; k--)
        g_array_append_val (stack, city->children[pole->first_child + k - 1]);
    }
}

/* How far from the substation the ways to the two part, in weighted metres. */
static double
parting (const LampCity *city, guint a, guint b)
{
  while (a != b)
    {
      const LampCityPole *at_a = &g_array_index (city->poles, LampCityPole, a), *at_b = &g_array_index (city->poles, LampCityPole, b);

      if (at_a->distance_m >= at_b->distance_m)
        a = at_a->parent;
      else
        b = at_b->parent;
    }
  return g_array_index (city->poles, LampCityPole, a).distance_m;
}

static const LampCityTransformer *
in_run (const LampCity *city, const GArray *run, guint i)
{
  return &g_array_index (city->transformers, LampCityTransformer, g_array_index (run, guint, i));
}

/* Where the run is best cut, when `middle` of load should lie before the cut, ± `slack`: the first after it. */
static guint
find_cut (const LampCity *city, const GArray *run, double middle, double slack)
{
  double best = G_MAXDOUBLE, gone = 0.0;
  guint  cut = run->len;

  for (guint i = 1; i < run->len; i++)
    {
      double cost = 0.0;

      gone += load_of (in_run (city, run, i - 1));
      if (fabs (gone - middle) > slack)
        continue;
      cost = parting (city, in_run (city, run, i - 1)->pole, in_run (city, run, i)->pole) + UNEVEN_COST_M * fabs (gone - middle) / slack;
      if (cost < best)
        {
          best = cost;
          cut = i;
        }
    }
  return cut;
}

static void
add_feeder (LampCity *city, guint substation, guint nth)
{
  /* Side by side in the street, a few metres from its middle. */
  static const LampCityVec SHIFTS[FEEDERS_EACH] = { { 2.6, 1.2 }, { -1.2, 2.6 }, { -2.6, -1.2 }, { 1.2, -2.6 } };
  LampCityFeeder           feeder = { .substation = substation, .number = city->feeders->len + 1, .shift = SHIFTS[nth] };

  feeder.id = g_strdup_printf ("F%02u", feeder.number);
  feeder.name = g_strdup_printf ("%s %u", city->substations[substation].district, nth + 1);
  feeder.behind = g_new0 (guint, city->poles->len);
  feeder.role = g_new0 (guint8, city->poles->len);
  g_array_append_val (city->feeders, feeder);
}

static void
cut_into_feeders (LampCity *city, guint substation, const guint *first_at)
{
  g_autoptr (GArray) run = g_array_new (FALSE, FALSE, sizeof (guint));
  LampCitySubstation *from = &city->substations[substation];
  double              total = 0.0, gone = 0.0;
  guint               start = 0;

  walk (city, from->pole, first_at, run);
  for (guint i = 0; i < run->len; i++)
    total += load_of (in_run (city, run, i));
  from->first_feeder = city->feeders->len;
  from->n_feeders = FEEDERS_EACH;
  for (guint nth = 0; nth < FEEDERS_EACH; nth++)
    {
      double share = (total - gone) / (FEEDERS_EACH - nth);
      guint  end = nth + 1 < FEEDERS_EACH ? find_cut (city, run, gone + share, UNEVEN * share) : run->len;

      add_feeder (city, substation, nth);
      for (; start < end; start++)
        {
          LampCityTransformer *transformer = &g_array_index (city->transformers, LampCityTransformer, g_array_index (run, guint, start));

          transformer->feeder = city->feeders->len - 1;
          gone += load_of (transformer);
        }
    }
}

static void
lead_to (LampCity *city, const LampCityTransformer *transformer)
{
  LampCityFeeder *feeder = &g_array_index (city->feeders, LampCityFeeder, transformer->feeder);

  feeder->customers += transformer->customers;
  feeder->role[transformer->pole] |= ROLE_JOINT;
  for (guint pole = transformer->pole; pole != G_MAXUINT; pole = g_array_index (city->poles, LampCityPole, pole).parent)
    {
      feeder->behind[pole] += load_of (transformer);
      if (transformer->site != G_MAXUINT)
        feeder->role[pole] |= ROLE_THREE;
    }
}

static guint
heaviest_child (const LampCity *city, const LampCityFeeder *feeder, guint index)
{
  const LampCityPole *pole = &g_array_index (city->poles, LampCityPole, index);
  guint               heaviest = G_MAXUINT, most = 0;

  for (guint k = 0; k < pole->n_children; k++)
    {
      guint child = city->children[pole->first_child + k];

      if (feeder->behind[child] > most)
        {
          most = feeder->behind[child];
          heaviest = child;
        }
    }
  return heaviest;
}

static gboolean
is_trunk (const LampCityFeeder *feeder, guint pole)
{
  return (feeder->role[pole] & ROLE_KIND_MASK) == ROLE_TRUNK;
}

/* Trunk is what carries much; and from where that ends, the heavier way on for as long as it is worth it. */
static void
mark_trunk (LampCity *city, LampCityFeeder *feeder)
{
  double total = feeder->behind[city->substations[feeder->substation].pole];

  for (guint i = 0; i < city->poles->len; i++)
    if (feeder->behind[i] > 0)
      feeder->role[i] |= feeder->behind[i] >= TRUNK_SHARE * total ? ROLE_TRUNK : ROLE_LATERAL;
  for (guint i = 0; i < city->poles->len; i++)
    for (guint here = i; is_trunk (feeder, here);)
      {
        guint next = heaviest_child (city, feeder, here);

        if (next == G_MAXUINT || is_trunk (feeder, next) || (feeder->behind[next] < TRUNK_TAIL_SHARE * total && !lamp_city_is_wet (city, here)))
          break;
        feeder->role[next] = (guint8)((feeder->role[next] & ~ROLE_KIND_MASK) | ROLE_TRUNK);
        here = next;
      }
}

void
lamp_city_make_feeders (LampCity *city)
{
  g_autofree guint *first_at = chain_transformers (city);

  for (guint i = 0; i < CITY_SUBSTATIONS; i++)
    cut_into_feeders (city, i, first_at);
  for (guint i = 0; i < city->transformers->len; i++)
    lead_to (city, &g_array_index (city->transformers, LampCityTransformer, i));
  for (guint i = 0; i < city->feeders->len; i++)
    mark_trunk (city, &g_array_index (city->feeders, LampCityFeeder, i));
}
