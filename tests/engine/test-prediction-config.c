/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The rules' file: what is shipped is what is built in, areas add to the region, and nothing wrong is taken.
 */
#include "engine/prediction-config.h"
#include "engine/rules.h"

#include <string.h>

static LampPredictionConfig *
parse (const char *text, GError **error)
{
  return lamp_prediction_config_parse ("storm.ini", text, strlen (text), error);
}

static void
assert_same (const LampPredictionRules *one, const LampPredictionRules *other)
{
  g_assert_cmpuint (one->unit_reports, ==, other->unit_reports);
  g_assert_cmpfloat (one->unit_share, ==, other->unit_share);
  g_assert_cmpuint (one->device_units, ==, other->device_units);
  g_assert_cmpfloat (one->device_share, ==, other->device_share);
  g_assert_cmpfloat (one->second_fault, ==, other->second_fault);
  g_assert_cmpfloat (one->second_service, ==, other->second_service);
}

static void
test_shipped (void)
{
  g_autofree char *path = g_test_build_filename (G_TEST_DIST, "..", "data", "prediction", "default.ini", NULL);
  g_autoptr (GError) error = NULL;
  g_autofree char *text = NULL;
  g_autoptr (LampPredictionConfig) shipped = NULL;
  g_autoptr (LampPredictionConfig) built_in = lamp_prediction_config_new ();

  g_assert_true (g_file_get_contents (path, &text, NULL, NULL));
  shipped = parse (text, &error);
  g_assert_no_error (error);
  for (LampMode mode = 0; mode < LAMP_MODE_N; mode++)
    {
      LampPredictionRules one = lamp_prediction_config_get (shipped, "Z", "F", mode), other = lamp_prediction_config_get (built_in, NULL, NULL, mode);

      assert_same (&one, &other);
      g_assert_cmpuint (one.storm_events, ==, other.storm_events);
    }
}

/* A file that says nothing changes nothing. */
static void
test_empty (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (LampPredictionConfig) empty = lamp_prediction_config_parse ("empty", NULL, 0, &error);
  g_autoptr (LampPredictionConfig) built_in = lamp_prediction_config_new ();
  LampPredictionRules one, other;

  g_assert_no_error (error);
  one = lamp_prediction_config_get (empty, NULL, NULL, LAMP_MODE_STORM);
  other = lamp_prediction_config_get (built_in, NULL, NULL, LAMP_MODE_STORM);
  assert_same (&one, &other);
}

static void
test_areas (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (LampPredictionConfig) config = parse ("[normal]\nunit-reports = 3\n[zone North]\nunit-reports = 4\nunit-share = 0.25\n[feeder F 7]\nunit-reports = 5\n[zone North storm]\nsecond-fault = 7\n", &error);

  g_assert_no_error (error);
  g_assert_cmpuint (lamp_prediction_config_get (config, "South", "F 1", LAMP_MODE_NORMAL).unit_reports, ==, 3);
  g_assert_cmpuint (lamp_prediction_config_get (config, "North", "F 1", LAMP_MODE_NORMAL).unit_reports, ==, 4);
  g_assert_cmpuint (lamp_prediction_config_get (config, "North", "F 7", LAMP_MODE_NORMAL).unit_reports, ==, 5);
  g_assert_cmpfloat (lamp_prediction_config_get (config, "North", "F 7", LAMP_MODE_NORMAL).unit_share, ==, 0.25);
  g_assert_cmpfloat (lamp_prediction_config_get (config, "North", NULL, LAMP_MODE_STORM).second_fault, ==, 7.0);
  g_assert_cmpfloat (lamp_prediction_config_get (config, "North", NULL, LAMP_MODE_NORMAL).second_fault, !=, 7.0);
}

/* A name may end as the groups of storms do. */
static void
test_missing (void)
{
  LampSource  sources[] = { { .name = "North" }, { .name = "Cape storm" } };
  LampFeeder  feeders[] = { { .name = "F 7" } };
  LampNetwork network = { .sources = sources, .n_sources = G_N_ELEMENTS (sources), .feeders = feeders, .n_feeders = G_N_ELEMENTS (feeders) };
  g_autoptr (GError) error = NULL;
  g_autoptr (LampPredictionConfig) config = parse ("[normal]\n[storm]\n[zone North storm]\n[zone Cape storm]\n[feeder F 7]\n[zone F 7]\n[feeder Nort storm]\n", &error);
  g_auto (GStrv) missing = NULL;
  g_autofree char *all = NULL;

  g_assert_no_error (error);
  missing = lamp_prediction_config_dup_missing (config, &network);
  all = g_strjoinv (", ", missing);
  g_assert_cmpstr (all, ==, "feeder Nort storm, zone F 7");
}

static void
test_refused (void)
{
  const struct
  {
    const char *text, *says;
  } wrong[] = {
    { "unit-reports = 2\n", "file of rules" },
    { "[normal]\nunit-reports = 2\n[\xff]\n", "UTF-8" },
    { "[normall]\n", "[normall]" },
    { "[zone ]\n", "[zone ]" },
    { "[normal]\nunit-report = 2\n", "unit-report" },
    { "[normal]\nunit-reports = 0\n", "unit-reports" },
    { "[normal]\nunit-reports = 2.5\n", "whole" },
    { "[normal]\nunit-reports = 1e7\n", "1e+06" },
    { "[normal]\nunit-share = 1.5\n", "unit-share" },
    { "[normal]\nunit-share = 0.5\\q\n", "unit-share" },
    { "[normal]\nunit-share = nan\n", "unit-share" },
    { "[storm]\nsecond-fault = 1e13\n", "second-fault" },
    { "[storm]\nsecond-fault = x\n", "second-fault" },
    { "[storm]\nsecond-fault =\n", "second-fault" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (wrong); i++)
    {
      g_autoptr (GError) error = NULL;
      LampRulesError        code = i < 2 ? LAMP_RULES_ERROR_UNREADABLE : LAMP_RULES_ERROR_WRONG;
      LampPredictionConfig *config = parse (wrong[i].text, &error);

      g_assert_null (config);
      g_assert_error (error, LAMP_RULES_ERROR, code);
      g_assert_nonnull (g_strstr_len (error->message, -1, wrong[i].says));
      g_assert_nonnull (g_strstr_len (error->message, -1, "storm.ini"));
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/engine/prediction-config/shipped", test_shipped);
  g_test_add_func ("/engine/prediction-config/empty", test_empty);
  g_test_add_func ("/engine/prediction-config/areas", test_areas);
  g_test_add_func ("/engine/prediction-config/missing", test_missing);
  g_test_add_func ("/engine/prediction-config/refused", test_refused);
  return g_test_run ();
}
