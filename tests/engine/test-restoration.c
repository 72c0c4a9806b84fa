/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Restoration and exposure: Toytown by hand; random grids with ties, where a plan, done step by step, must give what it
 * promises and never feed the fault, and exposure is what taking every element away in turn shows.
 */
#include "engine/exposure.h"
#include "engine/restoration.h"
#include "grid/fixture.h"

#include <string.h>

#define N_GRIDS 120

static char *
nth (const char *prefix, guint i)
{
  static char  names[8][24];
  static guint next;
  char        *name = names[next++ % 8];

  g_snprintf (name, sizeof names[0], "%s%u", prefix, i);
  return name;
}

/* Radial from two or three sources, a switch on every third element, ties between any two nodes, ratings here and there. */
static LampNetwork *
random_network (GRand *rand)
{
  LampDraft *draft = lamp_draft_new ("ties");
  guint      n_nodes = (guint)g_rand_int_range (rand, 12, 60);
  guint      n_sources = (guint)g_rand_int_range (rand, 2, 4);

  for (guint i = 0; i < n_sources; i++)
    lamp_draft_add_source (draft, nth ("s", i), NULL, nth ("n", i), NULL, 10.0);
  for (guint i = n_sources; i < n_nodes + 8; i++)
    {
      gboolean         tie = i >= n_nodes;
      LampDraftElement element = {
        .kind = tie || g_rand_int_range (rand, 0, 3) == 0 ? (LampElementKind)g_rand_int_range (rand, LAMP_ELEMENT_BREAKER, LAMP_ELEMENT_TRANSFORMER)
                                                          : LAMP_ELEMENT_LINE,
        .id = nth ("e", i),
        .from_node = nth ("n", tie ? (guint)g_rand_int_range (rand, 0, (gint32)n_nodes) : (guint)g_rand_int_range (rand, (gint32)(i < 8 ? 0 : i - 8), (gint32)i)),
        .to_node = nth ("n", tie ? (guint)g_rand_int_range (rand, 0, (gint32)n_nodes) : i),
        .normally_open = tie,
        .phases = g_rand_int_range (rand, 0, 12) == 0 ? LAMP_PHASE_A : LAMP_PHASE_ABC,
        .rating = g_rand_boolean (rand) ? g_rand_double_range (rand, 1.0, 8.0) : 0.0,
      };

      lamp_draft_add_element (draft, &element);
    }
  for (guint i = 0; i < 2 * n_nodes; i++)
    {
      LampDraftCustomer customer = { .id = nth ("c", i), .node = nth ("n", (guint)g_rand_int_range (rand, 0, (gint32)n_nodes)), .kw = 1.0 + i % 5 };

      lamp_draft_add_customer (draft, &customer);
    }
  for (guint i = 0; i < 6; i++)
    {
      LampDraftSupplyPoint supply[3] = {
        { nth ("n", (guint)g_rand_int_range (rand, 0, (gint32)n_nodes)), NULL, TRUE },
        { nth ("n", (guint)g_rand_int_range (rand, 0, (gint32)n_nodes)), NULL, FALSE },
        { nth ("n", (guint)g_rand_int_range (rand, 0, (gint32)n_nodes)), NULL, FALSE },
      };
      LampDraftSite site = { .id = nth ("k", i), .supply_points = supply, .n_supply_points = 1 + i % 3 };

      lamp_draft_add_site (draft, &site);
    }
  return lamp_fixture_load (draft);
}

/* Reached from a source through what is not open, without `skip`; spread until nothing moves. */
static guint8 *
reached (const LampNetwork *network, const gboolean *open, guint32 skip)
{
  guint8  *seen = g_malloc0 (network->n_nodes);
  gboolean moved = TRUE;

  for (guint i = 0; i < network->n_sources; i++)
    seen[network->sources[i].node] = TRUE;
  while (moved)
    {
      moved = FALSE;
      for (guint32 i = 0; i < network->n_elements; i++)
        if (i != skip && !open[i] && seen[network->element_from[i]] != seen[network->element_to[i]])
          seen[network->element_from[i]] = seen[network->element_to[i]] = moved = TRUE;
    }
  return seen;
}

/* Closed elements between live nodes that no spanning forest needs, all sources being one node. */
static int
count_rings (const LampNetwork *network, const gboolean *open, const guint8 *live)
{
  g_autoptr (GHashTable) sources = g_hash_table_new (NULL, NULL);
  int rings = 0;

  for (guint32 i = 0; i < network->n_elements; i++)
    rings += !open[i] && live[network->element_from[i]] && network->element_from[i] != network->element_to[i];
  for (guint32 i = 0; i < network->n_nodes; i++)
    rings -= live[i];
  for (guint32 i = 0; i < network->n_sources; i++)
    rings += g_hash_table_add (sources, GUINT_TO_POINTER (network->sources[i].node));
  return rings;
}

static guint32
count_customers (const LampNetwork *network, const guint8 *live)
{
  guint32 n = 0;

  for (guint32 i = 0; i < network->n_customers; i++)
    n += live[network->customer_node[i]];
  return n;
}

static gboolean *
normal_positions (const LampNetwork *network)
{
  gboolean *open = g_new0 (gboolean, network->n_elements);

  for (guint32 i = 0; i < network->n_elements; i++)
    open[i] = (network->element_flags[i] & LAMP_ELEMENT_NORMALLY_OPEN) != 0;
  return open;
}

/* The steps in turn, from `open`: once the protective device is open the fault must be dead, and stay so. */
static void
check_plan (const LampNetwork *network, const LampRestoration *plan, gboolean *open, guint32 n_before, int rings)
{
  g_autofree guint8 *last = NULL;

  for (guint i = 0; i < plan->steps->len; i++)
    {
      const LampStep    *step = &g_array_index (plan->steps, LampStep, i);
      g_autofree guint8 *live = NULL;

      g_assert_cmpint (open[step->element], !=, step->open);
      open[step->element] = step->open;
      live = reached (network, open, LAMP_NONE);
      g_assert_cmpint (count_rings (network, open, live), <=, rings);
      for (guint k = 0; k < plan->section->len && (!step->open || i + 1 == plan->steps->len); k++)
        {
          guint32 element = g_array_index (plan->section, guint32, k);

          g_assert_false (live[network->element_from[element]] || live[network->element_to[element]]);
        }
    }
  last = reached (network, open, LAMP_NONE);
  g_assert_cmpuint (count_customers (network, last), ==, n_before - plan->lost.n_customers + plan->n_restored);
}

static void
check_ties (const LampNetwork *network, const LampRestoration *plan)
{
  for (guint i = 0; i < plan->ties->len; i++)
    {
      const LampTieOption *option = &g_array_index (plan->ties, LampTieOption, i);

      g_assert_true ((network->element_flags[option->tie] & LAMP_ELEMENT_NORMALLY_OPEN) != 0);
      if (option->verdict == LAMP_TIE_OVERLOAD)
        g_assert_cmpfloat (option->spare_kva, <, 0.0);
      if (option->verdict == LAMP_TIE_CHOSEN && option->tightest != LAMP_NONE)
        g_assert_cmpfloat (option->spare_kva, >=, 0.0);
    }
}

static gboolean
holds (const GArray *nodes, guint32 node)
{
  for (guint i = 0; i < nodes->len; i++)
    if (g_array_index (nodes, guint32, i) == node)
      return TRUE;
  return FALSE;
}

/* Each site once in each part it has supply points in; dark when what is isolated leaves none of them live. */
static void
check_sites (const LampNetwork *network, const LampRestoration *plan, const gboolean *normal)
{
  g_autofree gboolean *open = g_memdup2 (normal, sizeof *normal * network->n_elements);
  g_autofree guint8   *live = NULL;

  for (guint i = 0; i < plan->lost.n_devices; i++)
    open[plan->lost.devices[i]] = TRUE;
  live = reached (network, open, LAMP_NONE);
  for (guint i = 0; i < plan->parts->len; i++)
    {
      const LampPart *part = &g_array_index (plan->parts, LampPart, i);
      guint           n_sites = 0, n_dark = 0;

      for (guint32 site = 0; site < network->n_sites; site++)
        {
          const LampSiteInfo *info = &network->sites[site];
          gboolean            there = FALSE, fed = FALSE;

          for (guint k = 0; k < info->n_supply_points; k++)
            {
              there |= holds (part->nodes, info->supply_points[k].node);
              fed |= live[info->supply_points[k].node];
            }
          n_sites += there;
          n_dark += there && !fed;
        }
      g_assert_cmpuint (part->n_sites, ==, n_sites);
      g_assert_cmpuint (part->n_dark, ==, n_dark);
    }
  for (guint i = 0; i < plan->ties->len; i++)
    {
      const LampTieOption *option = &g_array_index (plan->ties, LampTieOption, i);
      const LampPart      *part = option->part != LAMP_NONE ? &g_array_index (plan->parts, LampPart, option->part) : NULL;

      if (option->verdict == LAMP_TIE_IDLE)
        g_assert_cmpuint (part->n_customers + part->n_sites, ==, 0);
      if (option->verdict == LAMP_TIE_ALTERNATIVE)
        g_assert_cmpuint (part->tie, !=, LAMP_NONE);
    }
}

/* With the plan done: every element without which a chosen tie would be dead carries no more than its rating. */
static void
check_loads (const LampNetwork *network, const LampRestoration *plan, const gboolean *open)
{
  g_autofree guint8 *live = reached (network, open, LAMP_NONE);

  for (guint i = 0; i < plan->steps->len; i++)
    {
      const LampStep    *step = &g_array_index (plan->steps, LampStep, i);
      g_autofree guint8 *apart = reached (network, open, step->element);
      guint32            end = network->element_from[step->element];

      if (step->part == LAMP_NONE)
        continue;
      if (!apart[end])
        end = network->element_to[step->element];
      for (guint32 e = 0; e < network->n_elements; e++)
        {
          g_autofree guint8 *without = reached (network, open, e);
          double             kva = (double)network->element_rating[e] * 10.0 * __builtin_popcount (network->element_phases[e]) / 1.7320508;
          double             kw = 0.0;

          if (kva <= 0.0 || (e != step->element && without[end]))
            continue;
          for (guint32 k = 0; k < network->n_customers; k++)
            kw += live[network->customer_node[k]] && !without[network->customer_node[k]] ? (double)network->customer_kw[k] : 0.0;
          g_assert_cmpfloat (kw, <=, kva + 1e-3);
        }
    }
}

static void
check_fault (LampEnergisation *state, guint32 fault)
{
  LampNetwork         *network = lamp_energisation_get_network (state);
  g_autofree gboolean *open = normal_positions (network);
  g_autofree guint8   *live = NULL;
  g_autoptr (LampRestoration) plan = NULL;

  live = reached (network, open, LAMP_NONE);
  plan = lamp_restoration_new (state, fault, NULL, 0);
  if (plan->source != LAMP_NONE)
    {
      g_assert_cmpuint (plan->steps->len, ==, 0);
      return;
    }
  check_sites (network, plan, open);
  check_plan (network, plan, open, count_customers (network, live), count_rings (network, open, live));
  check_ties (network, plan);
  check_loads (network, plan, open);
}

static void
test_plans (void)
{
  guint n_plans = 0;

  for (guint32 seed = 1; seed <= N_GRIDS; seed++)
    {
      g_autoptr (GRand) rand = g_rand_new_with_seed (seed);
      g_autoptr (LampNetwork) network = random_network (rand);
      g_autoptr (LampEnergisation) state = lamp_energisation_new (network);

      for (guint32 i = 0; i < network->n_elements; i++)
        {
          g_autoptr (LampRestoration) plan = lamp_restoration_new (state, i, NULL, 0);

          n_plans += plan->n_restored > 0;
          check_fault (state, i);
        }
    }
  g_test_message ("%u plans bring customers back", n_plans);
  g_assert_cmpuint (n_plans, >, 100);
}

/* A fault that has been cleared already gives the same plan, but for the tripping. */
static void
test_tripped (void)
{
  g_autoptr (LampNetwork) network = lamp_fixture_network ();
  g_autoptr (LampEnergisation) state = lamp_energisation_new (network);
  g_autoptr (LampRestoration) whole = NULL;
  g_autoptr (LampRestoration) tripped = NULL;
  guint32 l2 = lamp_fixture_element (network, "L2");

  whole = lamp_restoration_new (state, l2, NULL, 0);
  lamp_energisation_set_open (state, lamp_fixture_element (network, "R1"), TRUE, NULL);
  tripped = lamp_restoration_new (state, l2, NULL, 0);
  g_assert_cmpuint (whole->clears, ==, lamp_fixture_element (network, "R1"));
  g_assert_cmpuint (tripped->clears, ==, whole->clears);
  g_assert_cmpuint (whole->n_restored, ==, 1);
  g_assert_cmpuint (tripped->n_restored, ==, 1);
  g_assert_cmpuint (tripped->lost.n_customers, ==, whole->lost.n_customers);
  g_assert_cmpuint (tripped->steps->len + 1, ==, whole->steps->len);
  g_assert_true (lamp_energisation_is_open (state, lamp_fixture_element (network, "R1")));
}

static const LampTieOption *
the_tie (const LampRestoration *plan)
{
  g_assert_cmpuint (plan->ties->len, ==, 1);
  return &g_array_index (plan->ties, LampTieOption, 0);
}

static void
test_toytown (void)
{
  g_autoptr (LampNetwork) network = lamp_fixture_network ();
  g_autoptr (LampEnergisation) state = lamp_energisation_new (network);
  guint32 l2 = lamp_fixture_element (network, "L2");
  guint32 l3 = lamp_fixture_element (network, "L3");
  g_autoptr (LampRestoration) plan = lamp_restoration_new (state, l2, NULL, 0);
  g_autoptr (LampRestoration) tagged = lamp_restoration_new (state, l2, &l3, 1);
  g_autoptr (LampRestoration) onto = lamp_restoration_new (state, l3, NULL, 0);
  static const char *const steps[] = { "R1", "SW1", "TIE" };

  g_assert_cmpuint (plan->steps->len, ==, G_N_ELEMENTS (steps));
  for (guint i = 0; i < plan->steps->len; i++)
    {
      const LampStep *step = &g_array_index (plan->steps, LampStep, i);

      g_assert_cmpstr (lamp_network_element_id (network, step->element), ==, steps[i]);
      g_assert_cmpint (step->open, ==, i < 2);
    }
  g_assert_cmpint (the_tie (plan)->verdict, ==, LAMP_TIE_CHOSEN);
  /* 400 A at 10 kV are 6,928 kVA; L5 and TIE carry T4's 30 kW and T3's 8 kW, or the 8 kW alone. */
  g_assert_true (the_tie (plan)->known);
  g_assert_cmpstr (lamp_network_element_id (network, the_tie (plan)->tightest), ==, "L5");
  g_assert_cmpfloat_with_epsilon (the_tie (plan)->spare_kva, 4000.0 * 1.7320508 - 38.0, 0.01);
  g_assert_cmpint (the_tie (tagged)->verdict, ==, LAMP_TIE_BLOCKED);
  g_assert_cmpuint (tagged->n_restored, ==, 0);
  g_assert_cmpint (the_tie (onto)->verdict, ==, LAMP_TIE_FAULT);
}

/* --- exposure --- */

static guint
count_live (const LampSiteInfo *site, const guint8 *live)
{
  guint n = 0;

  for (guint i = 0; i < site->n_supply_points; i++)
    n += site->supply_points[i].node != LAMP_NONE && live[site->supply_points[i].node];
  return n;
}

static gboolean
names (const LampExposure *exposure, guint32 element)
{
  for (guint i = 0; i < exposure->n_elements; i++)
    if (exposure->elements[i] == element)
      return TRUE;
  return FALSE;
}

static void
check_site (const LampNetwork *network, const GArray *exposures, guint32 site, const gboolean *open, const guint8 *live)
{
  const LampExposure *exposure = NULL;
  guint               n = 0;

  for (guint i = 0; i < exposures->len; i++)
    if (g_array_index (exposures, LampExposure, i).site == site)
      exposure = &g_array_index (exposures, LampExposure, i);
  for (guint32 i = 0; i < network->n_elements && count_live (&network->sites[site], live) > 0; i++)
    {
      g_autofree guint8 *without = reached (network, open, i);

      if (count_live (&network->sites[site], without) > 0)
        continue;
      g_assert_nonnull (exposure);
      g_assert_true (names (exposure, i));
      n++;
    }
  g_assert_cmpuint (exposure != NULL ? exposure->n_elements : 0, ==, n);
  if (exposure != NULL)
    g_assert_cmpuint (exposure->n_live, ==, count_live (&network->sites[site], live));
}

static void
test_exposure (void)
{
  for (guint32 seed = 1; seed <= N_GRIDS; seed++)
    {
      g_autoptr (GRand) rand = g_rand_new_with_seed (seed);
      g_autoptr (LampNetwork) network = random_network (rand);
      g_autoptr (LampEnergisation) state = lamp_energisation_new (network);
      g_autofree gboolean *open = normal_positions (network);
      g_autofree guint8   *live = NULL;
      g_autoptr (GArray) exposures = NULL;

      /* Rings and dead parts too. */
      for (guint i = 0; i < 4 && seed % 2 == 0; i++)
        {
          guint32 element = (guint32)g_rand_int_range (rand, 0, (gint32)network->n_elements);

          open[element] = !open[element];
          lamp_energisation_set_open (state, element, open[element], NULL);
        }
      live = reached (network, open, LAMP_NONE);
      exposures = lamp_exposure_find (state);
      for (guint32 i = 0; i < network->n_sites; i++)
        check_site (network, exposures, i, open, live);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/restoration/toytown", test_toytown);
  g_test_add_func ("/restoration/tripped", test_tripped);
  g_test_add_func ("/restoration/plans", test_plans);
  g_test_add_func ("/exposure/random", test_exposure);
  return g_test_run ();
}
