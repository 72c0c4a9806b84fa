/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * See trial.h.
 */
#include "engine/trial.h"

#include "grid/gdal-use.h"
#include "grid/import.h"

#include <math.h>
#include <glib/gstdio.h>

#define SECOND ((gint64)G_USEC_PER_SEC)
#define GASP_SHARE 0.8
#define LATE_SHARE 0.1
#define STEP_BY_STEP 60 /* reports; then in steps of a tenth */

/* --- the grid --- */

static TrialGroup
group_of (LampElementKind kind)
{
  switch ((int)kind)
    {
    case LAMP_ELEMENT_BREAKER:
    case LAMP_ELEMENT_RECLOSER:
      return TRIAL_BREAKER;
    case LAMP_ELEMENT_FUSE:
      return TRIAL_FUSE;
    case LAMP_ELEMENT_TRANSFORMER:
      return TRIAL_TRANSFORMER;
    case LAMP_ELEMENT_LINE:
      return TRIAL_LINE;
    default:
      return TRIAL_SWITCH;
    }
}

/* The uppermost protective device: its feeder, whatever the data call it. */
static guint32
find_head (const LampTree *tree, guint32 element)
{
  while (tree->deciding[element] != LAMP_NONE)
    element = tree->deciding[element];
  return element;
}

static void
take_fault (TrialGrid *grid, guint32 element)
{
  guint32 clearing = lamp_tree_clearing (grid->tree, element);
  guint32 head;
  GArray *mates;

  if (lamp_tree_count_customers (grid->tree, element) == 0 || (grid->network->element_flags[element] & LAMP_ELEMENT_NORMALLY_OPEN) ||
      clearing == LAMP_NONE || (grid->network->element_flags[clearing] & LAMP_ELEMENT_TELEMETERED))
    return;
  g_array_append_val (grid->faults[TRIAL_ANY], element);
  g_array_append_val (grid->faults[group_of (grid->network->element_kind[element])], element);
  head = find_head (grid->tree, clearing);
  mates = g_hash_table_lookup (grid->mates, GUINT_TO_POINTER (head));
  if (mates == NULL)
    {
      mates = g_array_new (FALSE, FALSE, sizeof (guint32));
      g_hash_table_insert (grid->mates, GUINT_TO_POINTER (head), mates);
    }
  g_array_append_val (mates, element);
}

TrialGrid *
trial_grid_new (LampNetwork *network)
{
  TrialGrid *grid = g_new0 (TrialGrid, 1);

  grid->network = network;
  grid->normal = lamp_energisation_new (network);
  grid->tree = lamp_tree_new (grid->normal);
  grid->predictor = lamp_predictor_new (grid->normal, NULL);
  grid->mates = g_hash_table_new_full (NULL, NULL, NULL, (GDestroyNotify)g_array_unref);
  for (guint i = 0; i < TRIAL_N_GROUPS; i++)
    grid->faults[i] = g_array_new (FALSE, FALSE, sizeof (guint32));
  for (guint32 i = 0; i < network->n_elements; i++)
    take_fault (grid, i);
  return grid;
}

void
trial_grid_free (TrialGrid *grid)
{
  lamp_predictor_free (grid->predictor);
  lamp_tree_free (grid->tree);
  lamp_energisation_free (grid->normal);
  g_hash_table_unref (grid->mates);
  for (guint i = 0; i < TRIAL_N_GROUPS; i++)
    g_array_unref (grid->faults[i]);
  lamp_network_unref (grid->network);
  g_free (grid);
}

LampNetwork *
trial_load_shared (const char *name)
{
  const char      *shared = g_getenv ("LAMP_SHARED_DATA");
  gboolean         greensboro = g_str_equal (name, "greensboro");
  g_autofree char *source = g_build_filename (shared != NULL ? shared : "", name, greensboro ? "three-substations.gpkg" : "ieee9500.gpkg", NULL);
  g_autofree char *profile_path = g_test_build_filename (G_TEST_DIST, "..", "data", "profiles", greensboro ? "smartds.ini" : "ieee9500.ini", NULL);
  g_autofree char *folder = NULL, *path = NULL;
  g_autoptr (LampProfile) profile = NULL;
  g_autoptr (LampImportReport) report = NULL;
  g_autoptr (GError) error = NULL;
  LampNetwork *network;

  if (shared == NULL || !g_file_test (source, G_FILE_TEST_EXISTS))
    return NULL;
  folder = g_dir_make_tmp ("lamp-trial-XXXXXX", NULL);
  path = g_build_filename (folder, "region.gpkg", NULL);
  lamp_gdal_init ();
  profile = lamp_profile_load (profile_path, &error);
  g_assert_no_error (error);
  report = lamp_import_report_new ();
  if (!lamp_import_run (profile, source, path, report, NULL, NULL, NULL, &error))
    g_error ("%s", error->message);
  network = lamp_network_load (path, NULL, &error);
  g_assert_no_error (error);
  g_unlink (path);
  g_rmdir (folder);
  return network;
}

LampPredictionConfig *
trial_load_rules (const char *name)
{
  g_autofree char *file = g_strdup_printf ("%s.ini", name);
  g_autofree char *path = g_test_build_filename (G_TEST_DIST, "..", "data", "prediction", file, NULL);
  g_autofree char *text = NULL;
  g_autoptr (GError) error = NULL;
  LampPredictionConfig *config = NULL;
  gsize                 size = 0;

  g_assert_true (g_file_get_contents (path, &text, &size, NULL));
  config = lamp_prediction_config_parse (name, text, size, &error);
  g_assert_no_error (error);
  return config;
}

/* --- one fault, and who tells of it --- */

typedef struct
{
  guint32 broken, clears;
} Fault;

typedef struct
{
  LampReport report;
  double     arrives_s;
  gboolean   wrong;
} Told;

typedef struct
{
  TrialGrid          *grid;
  const TrialSetting *setting;
  GRand              *rand;
  Fault               faults[2];
  guint               n_faults;
  GArray             *told;  /* Told */
  GHashTable         *wrong; /* customers who were */
} Trial;

static guint32
pick (GRand *rand, const GArray *list)
{
  return g_array_index (list, guint32, g_rand_int_range (rand, 0, (gint32)list->len));
}

static gboolean
overlap (const LampTree *tree, guint32 one, guint32 other)
{
  return lamp_tree_is_behind (tree, one, other) || lamp_tree_is_behind (tree, other, one);
}

static gboolean
draw_faults (Trial *trial)
{
  const LampTree *tree = trial->grid->tree;
  const GArray   *mates;

  trial->n_faults = 1;
  trial->faults[0].broken = pick (trial->rand, trial->grid->faults[trial->setting->group]);
  trial->faults[0].clears = lamp_tree_clearing (tree, trial->faults[0].broken);
  if (trial->setting->n_faults < 2)
    return TRUE;
  mates = g_hash_table_lookup (trial->grid->mates, GUINT_TO_POINTER (find_head (tree, trial->faults[0].clears)));
  trial->faults[1].broken = pick (trial->rand, mates);
  trial->faults[1].clears = lamp_tree_clearing (tree, trial->faults[1].broken);
  trial->n_faults = 2;
  return !overlap (tree, trial->faults[0].clears, trial->faults[1].clears);
}

static void
tell (Trial *trial, LampReportKind kind, guint32 customer, double after_s, gboolean wrong)
{
  Told told = { { .kind = kind, .subject = customer, .at_usec = 1000000 * SECOND + (gint64)(after_s * 1e6) }, after_s, wrong };

  if (g_rand_double (trial->rand) < LATE_SHARE)
    told.arrives_s += 1800.0;
  g_array_append_val (trial->told, told);
}

static gboolean
is_dark (const Trial *trial, guint32 customer)
{
  for (guint i = 0; i < trial->n_faults; i++)
    if (lamp_tree_is_behind (trial->grid->tree, trial->grid->tree->feeding[customer], trial->faults[i].clears))
      return TRUE;
  return FALSE;
}

/* Somebody on the same feeder, whose own main switch has opened. */
static void
tell_wrong (Trial *trial, guint32 head)
{
  guint32        n;
  const guint32 *all = lamp_tree_customers (trial->grid->tree, head, &n);
  guint32        customer = all[g_rand_int_range (trial->rand, 0, (gint32)n)];

  if (is_dark (trial, customer))
    return;
  tell (trial, LAMP_REPORT_CALL, customer, g_rand_double_range (trial->rand, -1800.0, 900.0), TRUE);
  g_hash_table_add (trial->wrong, GUINT_TO_POINTER (customer));
}

static void
tell_fault (Trial *trial, guint32 clears)
{
  const LampTree *tree = trial->grid->tree;
  guint32         n, unit = LAMP_NONE;
  const guint32  *customers = lamp_tree_customers (tree, clears, &n);
  gboolean        metered = FALSE;
  guint           before = trial->told->len, n_true;
  guint32         n_calls = MAX (1, (guint32)(trial->setting->calls * n + 0.5));

  for (guint32 i = 0; i < n; i++)
    {
      if (tree->unit[customers[i]] != unit)
        metered = g_rand_double (trial->rand) < trial->setting->meters;
      unit = tree->unit[customers[i]];
      if (g_rand_double (trial->rand) * (n - i) < n_calls) /* exactly so many of those left */
        {
          n_calls--;
          tell (trial, LAMP_REPORT_CALL, customers[i], MIN (-300.0 * log (1.0 - g_rand_double (trial->rand)), 3600.0), FALSE);
        }
      if (metered && g_rand_double (trial->rand) < GASP_SHARE)
        tell (trial, LAMP_REPORT_LAST_GASP, customers[i], g_rand_double_range (trial->rand, 3.0, 45.0), FALSE);
    }
  n_true = trial->told->len - before;
  for (guint i = 0; i < n_true; i++)
    if (g_rand_double (trial->rand) < trial->setting->wrong)
      tell_wrong (trial, find_head (tree, clears));
}

static int
compare_told (gconstpointer a, gconstpointer b)
{
  double one = ((const Told *)a)->arrives_s, other = ((const Told *)b)->arrives_s;

  return one < other ? -1 : one > other;
}

static void
draw (Trial *trial)
{
  g_array_set_size (trial->told, 0);
  g_hash_table_remove_all (trial->wrong);
  while (!draw_faults (trial))
    ;
  for (guint i = 0; i < trial->n_faults; i++)
    tell_fault (trial, trial->faults[i].clears);
  g_array_sort (trial->told, compare_told);
}

/* --- judging --- */

/* The same customers behind. */
static gboolean
same (const LampTree *tree, guint32 one, guint32 other)
{
  return one == other || (tree->first[tree->position[one]] == tree->first[tree->position[other]] && tree->first[tree->end[one]] == tree->first[tree->end[other]]);
}

/* What would clear it if the right one did not: of a service drop its transformer. */
static guint32
next_above (const LampTree *tree, guint32 clears)
{
  return tree->parent[clears] != LAMP_NONE ? lamp_tree_clearing (tree, tree->parent[clears]) : LAMP_NONE;
}

/* 2: right; 1: its next protective device above. */
static int
judge_device (const LampTree *tree, guint32 device, guint32 clears)
{
  guint32 above = next_above (tree, clears);

  if (same (tree, device, clears))
    return 2;
  return above != LAMP_NONE && same (tree, device, above) ? 1 : 0;
}

/* A service is right when it is the only customer the fault put out. */
static int
judge (const LampTree *tree, const LampPrediction *prediction, guint32 clears)
{
  if (prediction->customer == LAMP_NONE)
    return judge_device (tree, prediction->device, clears);
  return lamp_tree_count_customers (tree, clears) == 1 && lamp_tree_is_behind (tree, tree->feeding[prediction->customer], clears) ? 2 : 0;
}

static int
judge_fault (const Trial *trial, const GArray *predictions, guint32 clears)
{
  int best = 0;

  for (guint i = 0; i < predictions->len && best < 2; i++)
    best = MAX (best, judge (trial->grid->tree, &g_array_index (predictions, LampPrediction, i), clears));
  return best;
}

/* Just that one customer, who has no supply behind their own switch: that is no fault of the grid's, and well named. */
static gboolean
is_own_trouble (const Trial *trial, const LampPrediction *prediction)
{
  guint32        n;
  const guint32 *behind = lamp_tree_customers (trial->grid->tree, prediction->device, &n);
  guint32        customer = prediction->customer != LAMP_NONE ? prediction->customer : n == 1 ? behind[0]
                                                                                              : LAMP_NONE;

  return customer != LAMP_NONE && g_hash_table_contains (trial->wrong, GUINT_TO_POINTER (customer));
}

static void
score_predictions (const Trial *trial, const GArray *predictions, TrialScore *score)
{
  for (guint i = 0; i < predictions->len; i++)
    {
      const LampPrediction *prediction = &g_array_index (predictions, LampPrediction, i);
      gboolean              right = FALSE;

      if (is_own_trouble (trial, prediction))
        continue;
      for (guint k = 0; k < trial->n_faults; k++)
        right = right || judge (trial->grid->tree, prediction, trial->faults[k].clears) > 0;
      score->n_predicted++;
      score->n_right += right;
    }
}

/* The lowest transformer or protective device behind which all lie who report. */
static void
score_baseline (const Trial *trial, TrialScore *score)
{
  const LampTree *tree = trial->grid->tree;
  guint32         common = LAMP_NONE;
  gboolean        right = FALSE;

  for (guint i = 0; i < trial->told->len; i++)
    {
      guint32 unit = tree->unit[g_array_index (trial->told, Told, i).report.subject];

      if (common == LAMP_NONE)
        common = unit;
      while (common != LAMP_NONE && !lamp_tree_is_behind (tree, unit, common))
        common = tree->deciding[common];
      if (common == LAMP_NONE)
        return;
    }
  for (guint k = 0; k < trial->n_faults; k++)
    if (judge_device (tree, common, trial->faults[k].clears) > 0)
      {
        score->n_base_named++;
        right = TRUE;
      }
  score->n_base_right += right;
}

static gboolean
all_named (const Trial *trial)
{
  const GArray *predictions = lamp_predictor_predict (trial->grid->predictor);

  for (guint k = 0; k < trial->n_faults; k++)
    if (judge_fault (trial, predictions, trial->faults[k].clears) == 0)
      return FALSE;
  return TRUE;
}

static void
report_all (Trial *trial, TrialScore *score)
{
  guint needed = 0, next = 1;

  for (guint i = 0; i < trial->told->len; i++)
    {
      lamp_predictor_report (trial->grid->predictor, &g_array_index (trial->told, Told, i).report);
      if (!trial->setting->count || i + 1 < next)
        continue;
      next = i + 2 <= STEP_BY_STEP ? i + 2 : (i + 2) * 11 / 10;
      if (!all_named (trial))
        needed = 0;
      else if (needed == 0)
        needed = i + 1;
    }
  if (trial->setting->count && needed > 0 && all_named (trial))
    g_array_append_val (score->needed, needed);
}

static void
run_one (Trial *trial, TrialScore *score)
{
  const GArray *predictions;

  draw (trial);
  lamp_predictor_forget (trial->grid->predictor);
  report_all (trial, score);
  predictions = lamp_predictor_predict (trial->grid->predictor);
  for (guint k = 0; k < trial->n_faults; k++)
    {
      int verdict = judge_fault (trial, predictions, trial->faults[k].clears);

      score->n_faults++;
      score->n_exact += verdict == 2;
      score->n_named += verdict > 0;
    }
  score_predictions (trial, predictions, score);
  score_baseline (trial, score);
}

void
trial_run (TrialGrid *grid, const TrialSetting *setting, guint n, GRand *rand, TrialScore *score)
{
  g_autoptr (GArray) told = g_array_new (FALSE, FALSE, sizeof (Told));
  g_autoptr (GHashTable) wrong = g_hash_table_new (NULL, NULL);
  Trial trial = { .grid = grid, .setting = setting, .rand = rand, .told = told, .wrong = wrong };

  *score = (TrialScore){ .needed = g_array_new (FALSE, FALSE, sizeof (guint)) };
  if (grid->faults[setting->group]->len == 0)
    return;
  for (guint i = 0; i < n; i++)
    run_one (&trial, score);
}

void
trial_score_clear (TrialScore *score)
{
  g_clear_pointer (&score->needed, g_array_unref);
}

static int
compare_counts (gconstpointer a, gconstpointer b)
{
  guint one = *(const guint *)a, other = *(const guint *)b;

  return one < other ? -1 : one > other;
}

double
trial_median (const GArray *values)
{
  g_autoptr (GArray) sorted = g_array_copy ((GArray *)values);

  if (sorted->len == 0)
    return NAN;
  g_array_sort (sorted, compare_counts);
  return (g_array_index (sorted, guint, sorted->len / 2) + g_array_index (sorted, guint, (sorted->len - 1) / 2)) / 2.0;
}
