/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Studies: on random grids whatever is done, undone and done again must stand as a state made from scratch with the same
 * positions, and gain and lose what a count of both shows; Toytown by hand for what is unsafe.
 */
#include "engine/capacity.h"
#include "engine/study.h"
#include "grid/fixture.h"
#include "grid/oracle.h"

#include <string.h>

#define N_GRIDS 100
#define N_MOVES 30

static void
assert_same (const LampEnergisation *a, const LampEnergisation *b)
{
  const LampNetwork *network = lamp_energisation_get_network (a);

  g_assert_cmpmem (lamp_energisation_get_nodes (a), network->n_nodes, lamp_energisation_get_nodes (b), network->n_nodes);
  g_assert_cmpmem (lamp_energisation_get_node_phases (a), network->n_nodes, lamp_energisation_get_node_phases (b), network->n_nodes);
  g_assert_cmpmem (lamp_energisation_get_elements (a), network->n_elements, lamp_energisation_get_elements (b), network->n_elements);
  for (guint32 i = 0; i < network->n_elements; i++)
    g_assert_cmphex (lamp_energisation_get_open_phases (a, i), ==, lamp_energisation_get_open_phases (b, i));
}

/* By the words of energisation.h, and by an energisation that never saw a change. */
static void
assert_stands (LampStudy *study, const guint8 *open)
{
  const LampEnergisation *state = lamp_study_get_energisation (study);
  LampNetwork            *network = lamp_energisation_get_network (state);
  g_auto (Oracle) oracle = oracle_ask (network, open);
  g_autoptr (LampEnergisation) fresh = lamp_energisation_new (network);

  g_assert_cmpmem (lamp_energisation_get_node_phases (state), network->n_nodes, oracle.phases, network->n_nodes);
  g_assert_cmpmem (lamp_energisation_get_elements (state), network->n_elements, oracle.elements, network->n_elements);
  for (guint32 i = 0; i < network->n_elements; i++)
    lamp_energisation_set_open_phases (fresh, i, open[i], NULL);
  assert_same (state, fresh);
}

static gboolean
is_fed (const LampSiteInfo *site, const guint8 *phases, guint *n)
{
  *n = 0;
  for (guint i = 0; i < site->n_supply_points; i++)
    *n += site->supply_points[i].node == LAMP_NONE || phases[site->supply_points[i].node] != 0;
  return *n > 0;
}

static gboolean
holds (const GArray *array, guint32 value)
{
  guint n = 0;

  for (guint i = 0; i < array->len; i++)
    n += g_array_index (array, guint32, i) == value;
  g_assert_cmpuint (n, <=, 1);
  return n == 1;
}

/* Customer by customer, site by site, switch by switch. */
static void
assert_effect (LampStudy *study, const LampEnergisation *real)
{
  const LampEnergisation *state = lamp_study_get_energisation (study);
  const LampNetwork      *network = lamp_energisation_get_network (state);
  const guint8           *was = lamp_energisation_get_node_phases (real), *now = lamp_energisation_get_node_phases (state);
  g_auto (LampStudyEffect) effect = { 0 };
  guint  n_gained = 0, n_lost = 0, n_partly = 0, n_changed = 0;
  double kw = 0.0;

  lamp_study_compare (study, &effect);
  for (guint32 i = 0; i < network->n_customers; i++)
    {
      guint32 node = network->customer_node[i];

      if (node == LAMP_NONE)
        continue;
      n_gained += was[node] == 0 && now[node] != 0;
      n_lost += was[node] != 0 && now[node] == 0;
      n_partly += now[node] != 0 && (was[node] & ~now[node]) != 0;
      kw += (now[node] != 0) * (double)network->customer_kw[i] - (was[node] != 0) * (double)network->customer_kw[i];
    }
  for (guint32 i = 0; i < network->n_elements; i++)
    n_changed += lamp_energisation_get_open_phases (real, i) != lamp_energisation_get_open_phases (state, i);
  g_assert_cmpuint (effect.n_gained, ==, n_gained);
  g_assert_cmpuint (effect.n_lost, ==, n_lost);
  g_assert_cmpuint (effect.n_partly, ==, n_partly);
  g_assert_cmpuint (effect.n_changed, ==, n_changed);
  g_assert_cmpfloat_with_epsilon (effect.kw_gained - effect.kw_lost, kw, 1e-3);
  for (guint32 i = 0; i < network->n_sites; i++)
    {
      guint    n_was = 0, n_now = 0;
      gboolean fed_before = is_fed (&network->sites[i], was, &n_was), fed_now = is_fed (&network->sites[i], now, &n_now);

      g_assert_cmpint (holds (effect.sites_gained, i), ==, !fed_before && fed_now);
      g_assert_cmpint (holds (effect.sites_lost, i), ==, fed_before && !fed_now);
      g_assert_cmpint (holds (effect.sites_thinned, i), ==, fed_now && n_now < n_was);
    }
}

static LampNetwork *
random_network (guint32 seed)
{
  return lamp_fixture_load (lamp_fixture_random_draft (seed));
}

/* A few devices off their normal position: a grid as it is on any day. */
static guint8 *
random_day (GRand *rand, LampEnergisation *real)
{
  LampNetwork *network = lamp_energisation_get_network (real);
  guint8      *open = oracle_normal_positions (network);

  for (guint i = 0; i < 4; i++)
    {
      guint32 element = (guint32)g_rand_int_range (rand, 0, (gint32)network->n_elements);

      open[element] = g_rand_boolean (rand) ? LAMP_PHASE_ABC : 0;
      lamp_energisation_set_open (real, element, open[element] != 0, NULL);
    }
  return open;
}

typedef struct
{
  LampStudy *study;
  GPtrArray *tops; /* positions after each step that is done; the first are the base's */
  GPtrArray *undone;
  gsize      n;
} Walk;

static void
move_on (Walk *walk, GRand *rand)
{
  const guint8 *top = walk->tops->pdata[walk->tops->len - 1];
  guint32       element = (guint32)g_rand_int_range (rand, 0, (gint32)walk->n);
  gboolean      open = g_rand_boolean (rand);
  gboolean      does = top[element] != (open ? LAMP_PHASE_ABC : 0);
  guint8       *next = NULL;

  g_assert_cmpint (lamp_study_set_open (walk->study, element, open, NULL), ==, does);
  if (!does)
    return;
  next = g_memdup2 (top, walk->n);
  next[element] = open ? LAMP_PHASE_ABC : 0;
  g_ptr_array_add (walk->tops, next);
  g_ptr_array_set_size (walk->undone, 0);
}

static void
move_back (Walk *walk)
{
  gboolean any = walk->tops->len > 1;

  g_assert_cmpint (lamp_study_undo (walk->study, NULL), ==, any);
  if (any)
    g_ptr_array_add (walk->undone, g_ptr_array_steal_index (walk->tops, walk->tops->len - 1));
}

static void
move_again (Walk *walk)
{
  gboolean any = walk->undone->len > 0;

  g_assert_cmpint (lamp_study_redo (walk->study, NULL), ==, any);
  if (any)
    g_ptr_array_add (walk->tops, g_ptr_array_steal_index (walk->undone, walk->undone->len - 1));
}

static void
check_walk (guint32 seed)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (seed);
  g_autoptr (LampNetwork) network = random_network (seed);
  g_autoptr (LampEnergisation) real = lamp_energisation_new (network);
  guint8 *day = random_day (rand, real);
  g_autoptr (LampEnergisation) untouched = lamp_energisation_copy (real);
  g_autoptr (LampStudy) study = lamp_study_new (real);
  g_autoptr (GPtrArray) tops = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GPtrArray) undone = g_ptr_array_new_with_free_func (g_free);
  Walk  walk = { study, tops, undone, network->n_elements };
  guint n = 0;

  g_ptr_array_add (tops, day);
  for (guint i = 0; i < N_MOVES; i++)
    {
      gint32 what = g_rand_int_range (rand, 0, 10);

      if (what < 6)
        move_on (&walk, rand);
      else if (what < 8)
        move_back (&walk);
      else
        move_again (&walk);
      assert_stands (study, tops->pdata[tops->len - 1]);
      lamp_study_get_steps (study, &n);
      g_assert_cmpuint (n, ==, tops->len - 1);
      g_assert_cmpuint (lamp_study_count_undone (study), ==, undone->len);
    }
  assert_effect (study, real);
  assert_same (real, untouched);
  lamp_study_reset (study, NULL);
  assert_same (lamp_study_get_energisation (study), real);
  assert_effect (study, real);
  g_assert_false (lamp_study_undo (study, NULL) || lamp_study_redo (study, NULL));
}

static void
test_walks (void)
{
  for (guint32 seed = 1; seed <= N_GRIDS; seed++)
    check_walk (seed);
}

/* It closes one, if and only if a letter that it joins was live at both its ends. */
static void
check_ring (const LampStudyStep *step, const guint8 *before, const LampNetwork *network)
{
  guint32  from = network->element_from[step->element], to = network->element_to[step->element];
  gboolean says = (step->risks & (LAMP_STUDY_JOINS_SOURCES | LAMP_STUDY_CLOSES_RING)) != 0;
  gboolean both = FALSE;

  if (!step->open && from != LAMP_NONE && to != LAMP_NONE && from != to)
    for (guint letter = 0; letter < 3; letter++)
      both |= (before[from] & 1u << letter) != 0 && (before[to] & oracle_joins (network, step->element, letter)) != 0;
  g_assert_cmpint (says, ==, both);
}

/* What a step says of itself is what the state before and after it shows. */
static void
check_steps (guint32 seed, guint *n_joins, guint *n_rings)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (seed);
  g_autoptr (LampNetwork) network = random_network (seed);
  g_autoptr (LampEnergisation) real = lamp_energisation_new (network);
  g_autoptr (LampStudy) study = lamp_study_new (real);

  for (guint k = 0; k < N_MOVES; k++)
    {
      g_autoptr (LampStudy) before = lamp_study_new (lamp_study_get_energisation (study));
      g_autofree guint8   *phases = g_memdup2 (lamp_energisation_get_node_phases (lamp_study_get_energisation (study)), network->n_nodes);
      const LampStudyStep *step = NULL;
      g_auto (LampStudyEffect) effect = { 0 };
      guint   n = 0;
      guint32 element = (guint32)g_rand_int_range (rand, 0, (gint32)network->n_elements);

      if (!lamp_study_set_open (study, element, g_rand_boolean (rand), NULL))
        continue;
      step = lamp_study_get_steps (study, &n) + n - 1;
      lamp_study_set_open (before, element, step->open, NULL);
      lamp_study_compare (before, &effect);
      g_assert_cmpuint (step->n_gained, ==, effect.n_gained);
      g_assert_cmpuint (step->n_lost, ==, effect.n_lost);
      if (step->open)
        g_assert_cmpuint (step->n_gained, ==, 0);
      else
        g_assert_cmpuint (step->n_lost, ==, 0);
      check_ring (step, phases, network);
      *n_joins += (step->risks & LAMP_STUDY_JOINS_SOURCES) != 0;
      *n_rings += (step->risks & LAMP_STUDY_CLOSES_RING) != 0;
    }
}

static void
test_steps (void)
{
  guint n_joins = 0, n_rings = 0;

  for (guint32 seed = 1; seed <= N_GRIDS; seed++)
    check_steps (seed, &n_joins, &n_rings);
  g_assert_cmpuint (n_joins, >, 20);
  g_assert_cmpuint (n_rings, >, 20);
}

/* --- Toytown --- */

typedef struct
{
  LampNetwork      *network;
  LampEnergisation *real;
  LampStudy        *study;
} Town;

static void
town_set_up (Town *town, gconstpointer unused)
{
  town->network = lamp_fixture_network ();
  town->real = lamp_energisation_new (town->network);
  town->study = lamp_study_new (town->real);
}

static void
town_tear_down (Town *town, gconstpointer unused)
{
  lamp_study_free (town->study);
  lamp_energisation_free (town->real);
  lamp_network_unref (town->network);
}

/* Opens or closes, and gives the step. */
static LampStudyStep
operate (Town *town, const char *id, gboolean open)
{
  guint n = 0;

  g_assert_true (lamp_study_set_open (town->study, lamp_fixture_element (town->network, id), open, NULL));
  return (lamp_study_get_steps (town->study, &n))[n - 1];
}

static void
begin_with_fault (Town *town, const char *device, const char *tagged)
{
  guint32 fault = lamp_fixture_element (town->network, device);
  guint32 tag = tagged != NULL ? lamp_fixture_element (town->network, tagged) : LAMP_NONE;

  lamp_energisation_set_open (town->real, fault, TRUE, NULL);
  lamp_study_free (town->study);
  town->study = lamp_study_new (town->real);
  lamp_study_set_marks (town->study, &fault, 1, &tag, tagged != NULL);
}

static void
test_parallel (Town *town, gconstpointer unused)
{
  LampStudyStep step = operate (town, "TIE", FALSE);

  g_assert_cmpuint (step.risks, ==, LAMP_STUDY_JOINS_SOURCES);
  /* Opened in two places it is no ring any more: closing one of them is safe, the other joins the sources again. */
  g_assert_cmpuint (operate (town, "SW1", TRUE).risks, ==, 0);
  g_assert_cmpuint (operate (town, "TIE", TRUE).n_lost, ==, 1);
  g_assert_cmpuint (operate (town, "TIE", FALSE).risks, ==, 0);
  g_assert_cmpuint (operate (town, "SW1", FALSE).risks, ==, LAMP_STUDY_JOINS_SOURCES);
}

/* R1 has tripped. Fed from the other side the fault would be live again, until SW1 is open between them. */
static void
test_onto_fault (Town *town, gconstpointer unused)
{
  LampStudyStep step = { 0 };

  begin_with_fault (town, "R1", NULL);
  step = operate (town, "TIE", FALSE);
  g_assert_cmpuint (step.risks, ==, LAMP_STUDY_ONTO_FAULT);
  g_assert_cmpuint (step.fault, ==, lamp_fixture_element (town->network, "R1"));
  lamp_study_reset (town->study, NULL);
  g_assert_cmpuint (operate (town, "SW1", TRUE).risks, ==, 0);
  step = operate (town, "TIE", FALSE);
  g_assert_cmpuint (step.risks, ==, 0);
  g_assert_cmpuint (step.n_gained, ==, 1);
  step = operate (town, "SW1", FALSE);
  g_assert_cmpuint (step.risks, ==, LAMP_STUDY_ONTO_FAULT);
  lamp_study_reset (town->study, NULL);
  g_assert_cmpuint (operate (town, "R1", FALSE).risks, ==, LAMP_STUDY_ONTO_FAULT);
}

static void
test_sites_and_tags (Town *town, gconstpointer unused)
{
  g_auto (LampStudyEffect) effect = { 0 };
  guint32 hospital = lamp_fixture_site (town->network, "H1"), mill = lamp_fixture_site (town->network, "M1");

  begin_with_fault (town, "FU3", "SW1");
  g_assert_cmpuint (operate (town, "SW1", TRUE).risks, ==, LAMP_STUDY_TAGGED);
  lamp_study_compare (town->study, &effect);
  g_assert_cmpuint (effect.n_changed, ==, 1);
  /* The hospital lives by its main supply alone since FU3 went. */
  g_assert_true (effect.sites_lost->len == 1 && g_array_index (effect.sites_lost, guint32, 0) == hospital);
  lamp_study_effect_clear (&effect);
  operate (town, "FU3", FALSE);
  operate (town, "FU2", TRUE);
  lamp_study_compare (town->study, &effect);
  g_assert_true (effect.sites_lost->len == 1 && g_array_index (effect.sites_lost, guint32, 0) == mill);
  g_assert_cmpuint (effect.sites_thinned->len, ==, 0);
  g_assert_cmpuint (effect.n_gained, ==, 3);
}

/* The reality moves on: what was done by then falls out of the steps, the others are done again. */
static void
test_begin_again (Town *town, gconstpointer unused)
{
  g_autoptr (LampStudy) again = NULL;
  guint n = 0;

  operate (town, "SW1", TRUE);
  operate (town, "TIE", FALSE);
  g_assert_cmpuint (lamp_study_count_changes (town->study, town->real), ==, 0);
  lamp_energisation_set_open (town->real, lamp_fixture_element (town->network, "SW1"), TRUE, NULL);
  lamp_energisation_set_open (town->real, lamp_fixture_element (town->network, "FU1"), TRUE, NULL);
  g_assert_cmpuint (lamp_study_count_changes (town->study, town->real), ==, 2);
  again = lamp_study_new (town->real);
  g_assert_cmpuint (lamp_study_repeat (again, town->study), ==, 1);
  g_assert_cmpuint (lamp_study_count_changes (again, town->real), ==, 0);
  g_assert_cmpuint (lamp_study_get_steps (again, &n)->element, ==, lamp_fixture_element (town->network, "TIE"));
  g_assert_cmpuint (n, ==, 1);
  g_assert_true (lamp_energisation_is_open (lamp_study_get_energisation (again), lamp_fixture_element (town->network, "FU1")));
  assert_effect (again, town->real);
}

/* Another edition of the grid: switches are found again by their ids. */
static void
test_other_grid (Town *town, gconstpointer unused)
{
  g_autoptr (LampNetwork) other = lamp_fixture_network ();
  g_autoptr (LampEnergisation) real = lamp_energisation_new (other);
  g_autoptr (LampStudy) again = lamp_study_new (real);

  operate (town, "SW1", TRUE);
  operate (town, "TIE", FALSE);
  g_assert_cmpuint (lamp_study_repeat (again, town->study), ==, 0);
  g_assert_true (lamp_energisation_is_open (lamp_study_get_energisation (again), lamp_fixture_element (other, "SW1")));
  assert_effect (again, real);
}

/* --- overload --- */

static double
carried_by (LampEnergisation *state, guint32 element)
{
  const LampNetwork *network = lamp_energisation_get_network (state);
  g_autoptr (LampEnergisation) without = lamp_energisation_copy (state);
  double kw = 0.0;

  lamp_energisation_set_open (without, element, TRUE, NULL);
  for (guint32 i = 0; i < network->n_customers; i++)
    {
      guint32 node = network->customer_node[i];

      if (node != LAMP_NONE && lamp_energisation_get_node_phases (state)[node] != 0 && lamp_energisation_get_node_phases (without)[node] == 0)
        kw += (double)network->customer_kw[i];
    }
  return kw;
}

/* 38 kW over L5, whose 0.0022 MVA cannot take them once TIE is closed and SW1 open: ratings of the toy grid divided. */
static void
test_overload (Town *town, gconstpointer unused)
{
  LampEnergisation *state = lamp_study_get_energisation (town->study);
  g_autoptr (GArray) none = lamp_overload_find (state);
  g_autoptr (GArray) found = NULL;

  g_assert_cmpuint (none->len, ==, 0);
  operate (town, "SW1", TRUE);
  operate (town, "TIE", FALSE);
  for (guint32 i = 0; i < town->network->n_elements; i++)
    town->network->element_rating[i] /= 190.0f;
  found = lamp_overload_find (state);
  g_assert_cmpuint (found->len, >, 0);
  for (guint32 i = 0; i < town->network->n_elements; i++)
    {
      double        capacity = lamp_capacity_kva (town->network, i), kva = carried_by (state, i);
      LampOverload *named = NULL;

      for (guint k = 0; k < found->len; k++)
        if (g_array_index (found, LampOverload, k).element == i)
          named = &g_array_index (found, LampOverload, k);
      g_assert_cmpint (named != NULL, ==, capacity > 0.0 && kva > capacity);
      if (named != NULL)
        {
          g_assert_cmpfloat_with_epsilon (named->kva, kva, 1e-3);
          g_assert_cmpfloat_with_epsilon (named->capacity_kva, capacity, 1e-6);
        }
    }
  for (guint k = 1; k < found->len; k++)
    g_assert_cmpfloat (g_array_index (found, LampOverload, k - 1).kva / g_array_index (found, LampOverload, k - 1).capacity_kva, >=,
                       g_array_index (found, LampOverload, k).kva / g_array_index (found, LampOverload, k).capacity_kva);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/study/walks", test_walks);
  g_test_add_func ("/study/steps", test_steps);
  g_test_add ("/study/parallel", Town, NULL, town_set_up, test_parallel, town_tear_down);
  g_test_add ("/study/onto-fault", Town, NULL, town_set_up, test_onto_fault, town_tear_down);
  g_test_add ("/study/sites-and-tags", Town, NULL, town_set_up, test_sites_and_tags, town_tear_down);
  g_test_add ("/study/begin-again", Town, NULL, town_set_up, test_begin_again, town_tear_down);
  g_test_add ("/study/other-grid", Town, NULL, town_set_up, test_other_grid, town_tear_down);
  g_test_add ("/study/overload", Town, NULL, town_set_up, test_overload, town_tear_down);
  return g_test_run ();
}
