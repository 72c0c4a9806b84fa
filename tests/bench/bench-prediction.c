/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * How well prediction names the device, on random faults of the shared grids and the demo city, against the baseline "common
 * ancestor of all who report". Prints the table of data/prediction.md. Always the same faults.
 *
 * usage: bench-prediction [CITY.gpkg [FAULTS]]     a row: 300 faults
 */
#include "engine/trial.h"

#include <stdlib.h>

#include <grid/gdal-use.h>

#define DEFAULT_FAULTS 300
#define SEED 4

static const char *const groups[] = { "any", "breakers", "fuses", "switches", "transformers", "lines" };

static double
percent (guint part, guint whole)
{
  return whole > 0 ? 100.0 * part / whole : 0.0;
}

static void
print_row (TrialGrid *grid, TrialSetting setting, guint n)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (SEED);
  g_auto (TrialScore) score = { 0 };

  trial_run (grid, &setting, n, rand, &score);
  if (score.n_faults == 0)
    return;
  g_print ("| %-12s | %u | %3.0f | %2.0f | %5.1f | %5.1f | %5.1f | %4.0f | %5.1f | %5.1f |\n", groups[setting.group], setting.n_faults, setting.calls * 100.0, setting.meters * 100.0,
           percent (score.n_right, score.n_predicted), percent (score.n_named, score.n_faults), percent (score.n_exact, score.n_faults), trial_median (score.needed),
           percent (score.n_base_right, score.n_faults / setting.n_faults), percent (score.n_base_named, score.n_faults));
}

static void
print_grid (const char *name, const char *rules, LampNetwork *network, guint n)
{
  static const double calls[] = { 0.01, 0.05, 0.1, 0.2, 0.5, 1.0 };
  static const double meters[] = { 0.3, 0.6, 0.9 };
  g_autoptr (TrialGrid) grid = NULL;
  g_autoptr (LampPredictionConfig) config = NULL;

  if (network == NULL)
    {
      g_print ("%s is not there; LAMP_SHARED_DATA names the folder of shared data\n", name);
      return;
    }
  grid = trial_grid_new (network);
  config = trial_load_rules (rules);
  lamp_predictor_set_config (grid->predictor, config);
  g_print ("\n%s, rules/%s.ini: %u elements that may break, %u customers, %u units; %u trials a row\n\n", name, rules, grid->faults[TRIAL_ANY]->len, network->n_customers, grid->tree->units[network->n_elements], n);
  g_print ("| faults of    | n | calls %% | meters %% | precision | recall | exact | reports | baseline precision | recall |\n|---|---|---|---|---|---|---|---|---|---|\n");
  for (guint i = 0; i < G_N_ELEMENTS (calls); i++)
    print_row (grid, (TrialSetting){ calls[i], 0.0, 0.015, TRIAL_ANY, 1, TRUE }, n);
  for (guint i = 0; i < G_N_ELEMENTS (meters); i++)
    print_row (grid, (TrialSetting){ 0.05, meters[i], 0.015, TRIAL_ANY, 1, TRUE }, n);
  for (TrialGroup group = TRIAL_BREAKER; group < TRIAL_N_GROUPS; group++)
    print_row (grid, (TrialSetting){ 0.2, 0.0, 0.015, group, 1, TRUE }, n);
  print_row (grid, (TrialSetting){ 0.2, 0.0, 0.015, TRIAL_ANY, 2, TRUE }, n);
  print_row (grid, (TrialSetting){ 0.2, 0.3, 0.015, TRIAL_ANY, 2, TRUE }, n);
}

int
main (int argc, char **argv)
{
  g_autoptr (GError) error = NULL;
  guint n = argc > 2 ? (guint)MAX (atoi (argv[2]), 1) : DEFAULT_FAULTS;

  g_test_init (&argc, &argv, NULL);
  lamp_gdal_init ();
  print_grid ("greensboro", "few-customers", trial_load_shared ("greensboro"), n);
  print_grid ("greensboro", "default", trial_load_shared ("greensboro"), n);
  print_grid ("ieee9500", "default", trial_load_shared ("ieee9500"), n);
  if (argc > 1)
    print_grid ("demo city", "default", lamp_network_load (argv[1], NULL, &error), n);
  return 0;
}
