/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Lines beside the forest. Ties: between trunks of two feeders that come near each other, open in the middle in the
 * normal state. Second supplies: from the trunk of another feeder to a key site that has two.
 */
#include "simulation/city-plan.h"

#include <stdlib.h>

#define TIE_REACH 650.0 /* weighted metres, each half */
#define TIES_EACH 4
#define TIES_MOST 22
#define SUPPLY_REACH 4000.0

typedef struct
{
  double length;
  guint  a, b; /* poles on both sides of where the two searches meet */
  guint  feeder_a, feeder_b;
} Meeting;

static gboolean
is_trunk (const LampCityFeeder *feeder, guint pole)
{
  return (feeder->role[pole] & ROLE_KIND_MASK) == ROLE_TRUNK;
}

static guint
count_feeders_at (const LampCity *city, guint pole)
{
  guint n = 0;

  for (guint i = 0; i < city->feeders->len; i++)
    n += g_array_index (city->feeders, LampCityFeeder, i).behind[pole] > 0;
  return n;
}

/* Trunk in the outer part of its feeder: there a tie brings back much. */
static gboolean
may_tie (const LampCity *city, const LampCityFeeder *feeder, guint pole)
{
  return is_trunk (feeder, pole) && feeder->behind[pole] < 0.7 * feeder->behind[city->substations[feeder->substation].pole] &&
         count_feeders_at (city, pole) == 1 && !lamp_city_is_wet (city, pole);
}

/* The poles from a start of the search to `end`, into `poles`; backwards when `turn`. */
static void
append_way (const LampCityWays *ways, guint end, gboolean turn, GArray *poles)
{
  guint first = poles->len;

  for (guint pole = end;; pole = ways->from[pole])
    {
      g_array_append_val (poles, pole);
      if (ways->from[pole] == pole)
        break;
    }
  for (guint i = first, k = poles->len - 1; turn && i < k; i++, k--)
    {
      guint swap = g_array_index (poles, guint, i);

      g_array_index (poles, guint, i) = g_array_index (poles, guint, k);
      g_array_index (poles, guint, k) = swap;
    }
}

static void
mark_joint (LampCity *city, guint feeder, guint pole)
{
  LampCityFeeder *from = &g_array_index (city->feeders, LampCityFeeder, feeder);

  from->role[pole] |= ROLE_JOINT;
}

/* Takes the poles. */
static void
add_spur (LampCity *city, guint feeder, guint other, guint site, GArray *poles, guint open_after)
{
  LampCitySpur spur = { .feeder = feeder, .other = other, .site = site, .n_poles = poles->len, .open_after = open_after };

  mark_joint (city, feeder, g_array_index (poles, guint, 0));
  if (other != G_MAXUINT)
    mark_joint (city, other, g_array_index (poles, guint, poles->len - 1));
  spur.poles = (guint *)g_array_free (poles, FALSE);
  g_array_append_val (city->spurs, spur);
}

static int
compare_meetings (const void *a, const void *b)
{
  const Meeting *x = a, *y = b;

  if (x->length != y->length)
    return x->length < y->length ? -1 : 1;
  return x->a < y->a ? -1 : x->a > y->a;
}

/* Where searches from trunks of two feeders meet, shortest first. */
static GArray *
find_meetings (const LampCity *city, const LampCityWays *ways, const guint *feeder_of)
{
  GArray *meetings = g_array_new (FALSE, FALSE, sizeof (Meeting));

  for (guint a = 0; a < city->poles->len; a++)
    {
      const LampCityPole *pole = &g_array_index (city->poles, LampCityPole, a);

      for (guint k = 0; ways->origin[a] != G_MAXUINT && k < pole->n_links; k++)
        {
          const LampCityLink *link = &g_array_index (city->links, LampCityLink, pole->first_link + k);
          guint               b = link->pole;
          Meeting             meeting = { 0.0, a, b, feeder_of[ways->origin[a]], 0 };

          if (b <= a || ways->origin[b] == G_MAXUINT || g_array_index (city->roads, LampCityRoad, link->road).bridge)
            continue;
          meeting.feeder_b = feeder_of[ways->origin[b]];
          meeting.length = ways->distance[a] + link->cost + ways->distance[b];
          /* Ties to another substation are worth a longer way. */
          if (g_array_index (city->feeders, LampCityFeeder, meeting.feeder_a).substation != g_array_index (city->feeders, LampCityFeeder, meeting.feeder_b).substation)
            meeting.length *= 0.6;
          if (meeting.feeder_a != meeting.feeder_b)
            g_array_append_val (meetings, meeting);
        }
    }
  qsort (meetings->data, meetings->len, sizeof (Meeting), compare_meetings);
  return meetings;
}

static gboolean
is_far_from_ties (const LampCity *city, guint pole)
{
  for (guint i = 0; i < city->spurs->len; i++)
    {
      const LampCitySpur *spur = &g_array_index (city->spurs, LampCitySpur, i);

      if (lamp_city_distance (g_array_index (city->poles, LampCityPole, pole).at, g_array_index (city->poles, LampCityPole, spur->poles[spur->open_after]).at) < 350.0)
        return FALSE;
    }
  return TRUE;
}

static void
make_ties (LampCity *city)
{
  g_autoptr (GArray) starts = g_array_new (FALSE, FALSE, sizeof (guint));
  g_autoptr (GArray) feeder_of = g_array_new (FALSE, FALSE, sizeof (guint));
  g_autoptr (GArray) meetings = NULL;
  g_autofree guint  *n_ties = g_new0 (guint, city->feeders->len);
  g_autofree guint8 *paired = g_new0 (guint8, city->feeders->len * city->feeders->len);
  LampCityWays       ways = { NULL };

  for (guint f = 0; f < city->feeders->len; f++)
    for (guint i = 0; i < city->poles->len; i++)
      if (may_tie (city, &g_array_index (city->feeders, LampCityFeeder, f), i))
        {
          g_array_append_val (starts, i);
          g_array_append_val (feeder_of, f);
        }
  lamp_city_search (city, (const guint *)starts->data, NULL, starts->len, TIE_REACH, &ways);
  meetings = find_meetings (city, &ways, (const guint *)feeder_of->data);
  for (guint i = 0; i < meetings->len && city->spurs->len < TIES_MOST; i++)
    {
      const Meeting *meeting = &g_array_index (meetings, Meeting, i);
      guint          pair = MIN (meeting->feeder_a, meeting->feeder_b) * city->feeders->len + MAX (meeting->feeder_a, meeting->feeder_b);
      GArray        *poles = NULL;
      guint          half = 0;

      if (n_ties[meeting->feeder_a] >= TIES_EACH || n_ties[meeting->feeder_b] >= TIES_EACH || paired[pair] >= 2 || !is_far_from_ties (city, meeting->a) ||
          lamp_city_is_wet (city, meeting->a) || lamp_city_is_wet (city, meeting->b))
        continue;
      poles = g_array_new (FALSE, FALSE, sizeof (guint));
      append_way (&ways, meeting->a, TRUE, poles);
      half = poles->len - 1;
      append_way (&ways, meeting->b, FALSE, poles);
      add_spur (city, meeting->feeder_a, meeting->feeder_b, G_MAXUINT, poles, half);
      n_ties[meeting->feeder_a]++;
      n_ties[meeting->feeder_b]++;
      paired[pair]++;
    }
  lamp_city_ways_clear (&ways);
}

static guint
main_feeder (const LampCity *city, guint site)
{
  for (guint i = 0; i < city->transformers->len; i++)
    if (g_array_index (city->transformers, LampCityTransformer, i).site == site)
      return g_array_index (city->transformers, LampCityTransformer, i).feeder;
  g_assert_not_reached ();
}

/* Outwards from the site until the trunk of another feeder is met; one of another substation if it is not much further. */
static void
make_second_supply (LampCity *city, guint site)
{
  LampCityWays ways = { NULL };
  guint        start = g_array_index (city->sites, LampCitySpot, site).pole, mine = main_feeder (city, site);
  guint        best_pole = G_MAXUINT, best_feeder = G_MAXUINT;
  double       best = G_MAXDOUBLE;
  GArray      *poles = NULL;

  lamp_city_search (city, &start, NULL, 1, SUPPLY_REACH, &ways);
  for (guint f = 0; f < city->feeders->len; f++)
    {
      const LampCityFeeder *feeder = &g_array_index (city->feeders, LampCityFeeder, f);
      gboolean              same = feeder->substation == g_array_index (city->feeders, LampCityFeeder, mine).substation;

      for (guint i = 0; f != mine && i < city->poles->len; i++)
        if (is_trunk (feeder, i) && !lamp_city_is_wet (city, i) && ways.distance[i] + (same ? 400.0 : 0.0) < best)
          {
            best = ways.distance[i] + (same ? 400.0 : 0.0);
            best_pole = i;
            best_feeder = f;
          }
    }
  g_assert (best_pole != G_MAXUINT);
  poles = g_array_new (FALSE, FALSE, sizeof (guint));
  append_way (&ways, best_pole, FALSE, poles);
  add_spur (city, best_feeder, G_MAXUINT, site, poles, G_MAXUINT);
  lamp_city_ways_clear (&ways);
}

void
lamp_city_make_spurs (LampCity *city)
{
  make_ties (city);
  for (guint i = 0; i < city->sites->len; i++)
    if (lamp_city_site_supplies (city, i) > 1)
      make_second_supply (city, i);
}
