/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * How well prediction names the device on the shared grids, so that a change that makes it worse fails. The whole table is
 * the benchmark's (tests/bench/bench-prediction.c).
 */
#include "engine/trial.h"

#define N_TRIALS 150
#define SEED 4

/* Of a hundred faults, how many at least. */
static void
assert_names (TrialGrid *grid, guint n_faults, double least)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (SEED);
  g_auto (TrialScore) score = { 0 };

  trial_run (grid, &(TrialSetting){ 0.2, 0.0, 0.015, TRIAL_ANY, n_faults, FALSE }, N_TRIALS, rand, &score);
  g_assert_cmpuint (score.n_faults, ==, N_TRIALS * n_faults);
  g_test_message ("%u faults at once: %u of %u named, baseline %u; %u of %u predictions right", n_faults, score.n_named, score.n_faults, score.n_base_named, score.n_right, score.n_predicted);
  g_assert_cmpfloat (100.0 * score.n_named / score.n_faults, >=, least);
}

static void
test_grid (gconstpointer name)
{
  gboolean     greensboro = g_str_equal (name, "greensboro");
  LampNetwork *network = trial_load_shared (name);
  g_autoptr (TrialGrid) grid = NULL;
  g_autoptr (LampPredictionConfig) config = NULL;

  if (network == NULL)
    {
      g_test_skip ("the grid is not there; LAMP_SHARED_DATA names the folder of shared data");
      return;
    }
  grid = trial_grid_new (network);
  config = trial_load_rules (greensboro ? "few-customers" : "default");
  lamp_predictor_set_config (grid->predictor, config);
  assert_names (grid, 1, 95.0);
  assert_names (grid, 2, 90.0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_data_func ("/engine/prediction-trial/greensboro", "greensboro", test_grid);
  g_test_add_data_func ("/engine/prediction-trial/ieee9500", "ieee9500", test_grid);
  return g_test_run ();
}
