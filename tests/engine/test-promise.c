/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The shipped sets say what their sources say; what is promised of random outages is what a plain reading of the rules
 * gives; files with mistakes are refused with the place of the mistake.
 */
#include "engine/promise.h"

#include <string.h>

#define MINUTE ((gint64)60 * G_USEC_PER_SEC)
#define HOUR (60 * MINUTE)
#define START (G_GINT64_CONSTANT (1795000000) * G_USEC_PER_SEC)

static LampPromiseSet *
load (const char *id, const char *more)
{
  g_autofree char *name = g_strconcat (id, ".ini", NULL);
  g_autofree char *path = g_test_build_filename (G_TEST_DIST, "..", "data", "promises", name, NULL);
  g_autofree char *text = NULL;
  g_autofree char *whole = NULL;
  g_autoptr (GError) error = NULL;
  LampPromiseSet *set;

  g_file_get_contents (path, &text, NULL, &error);
  g_assert_no_error (error);
  whole = g_strconcat (text, more, NULL);
  set = lamp_promise_set_parse (id, whole, strlen (whole), &error);
  g_assert_no_error (error);
  return set;
}

static LampOutage *
outage_new (const char *zone, gint64 customers)
{
  LampOutage *outage = lamp_record_new (&lamp_outage_type, "O-1");

  lamp_record_set_string (&outage->status, "confirmed");
  lamp_record_set_string (&outage->zone, zone);
  lamp_record_set_string (&outage->feeder, "F1");
  outage->start_usec = START;
  outage->customers_at_start = customers;
  outage->planned = FALSE;
  return outage;
}

static LampPromiseFacts
facts_of (const LampOutage *outage, gint64 arrived_usec)
{
  return (LampPromiseFacts){ outage, arrived_usec, LAMP_UNKNOWN_TIME, LAMP_WEATHER_NORMAL };
}

/* --- State Grid --- */

static void
check_state_grid (const LampPromiseSet *set, const char *zone, gint64 arrival_min, gint64 restoration_min)
{
  g_autoptr (LampRecord) record = (LampRecord *)outage_new (zone, 10);
  LampOutage      *outage = (LampOutage *)record;
  LampPromise      promises[LAMP_PROMISE_N_KINDS];
  LampPromiseFacts facts = facts_of (outage, LAMP_UNKNOWN_TIME);

  g_assert_cmpuint (lamp_promises_judge (set, &facts, START, promises), ==, 1);
  g_assert_cmpint (promises[0].kind, ==, LAMP_PROMISE_ARRIVAL);
  g_assert_cmpint (promises[0].due_usec, ==, START + arrival_min * MINUTE);
  g_assert_cmpint (promises[0].state, ==, LAMP_PROMISE_OPEN);
  g_assert_cmpint (promises[0].done_usec, ==, LAMP_UNKNOWN_TIME);
  lamp_promises_judge (set, &facts, START + (arrival_min - 1) * MINUTE, promises);
  g_assert_cmpint (promises[0].state, ==, LAMP_PROMISE_AT_RISK);
  lamp_promises_judge (set, &facts, START + arrival_min * MINUTE + 1, promises);
  g_assert_cmpint (promises[0].state, ==, LAMP_PROMISE_BROKEN);
  /* Late, and there: it is broken, owed no longer, and the restoration counts from when they came. */
  facts.arrived_usec = START + (arrival_min + 5) * MINUTE;
  g_assert_cmpuint (lamp_promises_judge (set, &facts, facts.arrived_usec, promises), ==, 2);
  g_assert_cmpint (promises[0].state, ==, LAMP_PROMISE_BROKEN);
  g_assert_cmpint (promises[1].kind, ==, LAMP_PROMISE_RESTORATION);
  g_assert_cmpint (promises[1].due_usec, ==, facts.arrived_usec + restoration_min * MINUTE);
  g_assert_cmpint (promises[0].done_usec, ==, facts.arrived_usec);
  g_assert_cmpint (promises[1].done_usec, ==, LAMP_UNKNOWN_TIME);
  outage->restored_usec = promises[1].due_usec;
  lamp_promises_judge (set, &facts, outage->restored_usec + HOUR, promises);
  g_assert_cmpint (promises[1].state, ==, LAMP_PROMISE_KEPT);
}

static void
test_state_grid (void)
{
  g_autoptr (LampPromiseSet) set = load ("state-grid", NULL);
  g_autoptr (LampPromiseSet) own = NULL;
  g_autofree char *text = NULL;
  g_autofree char *path = g_test_build_filename (G_TEST_DIST, "..", "data", "promises", "state-grid.ini", NULL);
  g_auto (GStrv) parts = NULL;

  check_state_grid (set, "Harbour", 45, 180);
  /* The same with areas of one's own. */
  g_assert_true (g_file_get_contents (path, &text, NULL, NULL));
  parts = g_strsplit (text, "default = urban\n", 2);
  g_free (g_steal_pointer (&text));
  text = g_strconcat (parts[0], "default = urban\nrural = Harbour; Valley\nremote = Mountain\n", parts[1], NULL);
  own = lamp_promise_set_parse ("own", text, strlen (text), NULL);
  g_assert_nonnull (own);
  check_state_grid (own, "Market", 45, 180);
  check_state_grid (own, "Harbour", 90, 240);
  check_state_grid (own, "Valley", 90, 240);
  check_state_grid (own, "Mountain", 120, 240);
  g_assert_cmpint (lamp_promise_set_get_area (own, "Mountain", "Valley"), ==, LAMP_AREA_REMOTE);
}

static void
test_missing (void)
{
  static const char text[] = "[promises]\nname = Own\n[areas]\nrural = Harbour; Valey\nremote = F 7; Mountain\n";
  LampSource        sources[] = { { .name = "Harbour" }, { .name = "Valley" } };
  LampFeeder        feeders[] = { { .name = "F 7" } };
  LampNetwork       network = { .sources = sources, .n_sources = G_N_ELEMENTS (sources), .feeders = feeders, .n_feeders = G_N_ELEMENTS (feeders) };
  g_autoptr (GError) error = NULL;
  g_autoptr (LampPromiseSet) set = lamp_promise_set_parse ("own", text, strlen (text), &error);
  g_auto (GStrv) missing = NULL;
  g_autofree char *all = NULL;

  g_assert_no_error (error);
  missing = lamp_promise_set_dup_missing (set, &network);
  all = g_strjoinv (", ", missing);
  g_assert_cmpstr (all, ==, "Mountain, Valey");
}

/* Seven days before planned work. */
static void
test_notice (void)
{
  g_autoptr (LampPromiseSet) set = load ("state-grid", NULL);
  g_autoptr (LampRecord) record = (LampRecord *)outage_new (NULL, 10);
  LampPromise      promises[LAMP_PROMISE_N_KINDS];
  LampPromiseFacts facts = facts_of ((LampOutage *)record, LAMP_UNKNOWN_TIME);

  ((LampOutage *)record)->planned = TRUE;
  g_assert_cmpuint (lamp_promises_judge (set, &facts, START - 7 * 24 * HOUR - 12 * HOUR, promises), ==, 1);
  g_assert_cmpint (promises[0].kind, ==, LAMP_PROMISE_NOTICE);
  g_assert_cmpint (promises[0].due_usec, ==, START - 7 * 24 * HOUR);
  g_assert_cmpint (promises[0].state, ==, LAMP_PROMISE_AT_RISK);
  facts.announced_usec = START - 6 * 24 * HOUR;
  lamp_promises_judge (set, &facts, START, promises);
  g_assert_cmpint (promises[0].state, ==, LAMP_PROMISE_BROKEN);
}

/* --- Great Britain --- */

static void
test_great_britain (void)
{
  g_autoptr (LampPromiseSet) plain = load ("great-britain", NULL);
  static const struct
  {
    LampWeather weather;
    gint64      customers, hours;
    const char *rule;
  } cases[] = {
    { LAMP_WEATHER_NORMAL, 4999, 12, "great-britain.normal" },
    { LAMP_WEATHER_NORMAL, 5000, 24, "great-britain.large" },
    { LAMP_WEATHER_SEVERE_1, 10, 24, "great-britain.severe-1" },
    { LAMP_WEATHER_SEVERE_1, 5000, 24, "great-britain.severe-1" },
    { LAMP_WEATHER_SEVERE_2, 10, 48, "great-britain.severe-2" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (LampRecord) record = (LampRecord *)outage_new (NULL, cases[i].customers);
      LampPromise      promises[LAMP_PROMISE_N_KINDS];
      LampPromiseFacts facts = facts_of ((LampOutage *)record, LAMP_UNKNOWN_TIME);

      facts.weather = cases[i].weather;
      g_assert_cmpuint (lamp_promises_judge (plain, &facts, START, promises), ==, 1);
      g_assert_cmpint (promises[0].due_usec, ==, START + cases[i].hours * HOUR);
      g_assert_cmpstr (promises[0].rule, ==, cases[i].rule);
    }
  /* The storm is over, the promise stands. */
  g_assert_cmpint (lamp_promise_set_get_rule_weather (plain, "great-britain.severe-2"), ==, LAMP_WEATHER_SEVERE_2);
  g_assert_cmpint (lamp_promise_set_get_rule_weather (plain, "great-britain.normal"), ==, LAMP_WEATHER_NORMAL);
  g_assert_cmpint (lamp_promise_set_get_rule_weather (plain, NULL), ==, LAMP_WEATHER_NORMAL);
  /* Nobody knows what is usual: no weather is severe. */
  g_assert_cmpint (lamp_promise_set_get_weather (plain, 100000), ==, LAMP_WEATHER_NORMAL);
}

static void
test_weather (void)
{
  static const char text[] = "[promises]\nname=x\n[weather]\nusual-daily-faults=10\n";
  g_autoptr (LampPromiseSet) set = lamp_promise_set_parse ("x", text, strlen (text), NULL);

  g_assert_cmpint (lamp_promise_set_get_weather (set, 79), ==, LAMP_WEATHER_NORMAL);
  g_assert_cmpint (lamp_promise_set_get_weather (set, 80), ==, LAMP_WEATHER_SEVERE_1);
  g_assert_cmpint (lamp_promise_set_get_weather (set, 129), ==, LAMP_WEATHER_SEVERE_1);
  g_assert_cmpint (lamp_promise_set_get_weather (set, 130), ==, LAMP_WEATHER_SEVERE_2);
}

static void
test_none (void)
{
  g_autoptr (LampPromiseSet) set = load ("none", NULL);
  g_autoptr (LampRecord) record = (LampRecord *)outage_new (NULL, 100000);
  LampPromise      promises[LAMP_PROMISE_N_KINDS];
  LampPromiseFacts facts = facts_of ((LampOutage *)record, START);

  g_assert_cmpuint (lamp_promises_judge (set, &facts, START, promises), ==, 0);
  g_assert_null (lamp_promises_to_json (promises, 0));
}

/* --- what must hold of any --- */

static void
test_random (void)
{
  g_autoptr (LampPromiseSet) set = load ("state-grid", NULL);
  g_autoptr (GRand) rand = g_rand_new_with_seed (5);

  for (guint round = 0; round < 3000; round++)
    {
      g_autoptr (LampRecord) record = (LampRecord *)outage_new (NULL, g_rand_int_range (rand, 0, 10000));
      LampOutage      *outage = (LampOutage *)record;
      gint64           now_usec = START + g_rand_int_range (rand, 0, 600) * MINUTE;
      LampPromiseFacts facts = facts_of (outage, g_rand_boolean (rand) ? START + g_rand_int_range (rand, 0, 200) * MINUTE : LAMP_UNKNOWN_TIME);
      LampPromise      promises[LAMP_PROMISE_N_KINDS], again[LAMP_PROMISE_N_KINDS];
      g_autoptr (JsonNode) node = NULL;
      guint n;

      if (g_rand_boolean (rand))
        outage->restored_usec = START + g_rand_int_range (rand, 0, 600) * MINUTE;
      n = lamp_promises_judge (set, &facts, now_usec, promises);
      for (guint i = 0; i < n; i++)
        {
          gboolean arrival = promises[i].kind == LAMP_PROMISE_ARRIVAL && facts.arrived_usec != LAMP_UNKNOWN_TIME;
          gboolean first = arrival && (outage->restored_usec == LAMP_UNKNOWN_TIME || facts.arrived_usec < outage->restored_usec);
          gint64   done_usec = first ? facts.arrived_usec : outage->restored_usec;
          gboolean late = (done_usec != LAMP_UNKNOWN_TIME ? done_usec : now_usec) > promises[i].due_usec;

          g_assert_cmpint (promises[i].done_usec, ==, done_usec);
          g_assert_true (late == (promises[i].state == LAMP_PROMISE_BROKEN));
          g_assert_true ((done_usec != LAMP_UNKNOWN_TIME && !late) == (promises[i].state == LAMP_PROMISE_KEPT));
        }
      node = lamp_promises_to_json (promises, n);
      g_assert_cmpuint (lamp_promises_from_json (node, again), ==, n);
      for (guint i = 0; i < n; i++)
        {
          g_assert_cmpint (again[i].kind, ==, promises[i].kind);
          g_assert_cmpint (again[i].state, ==, promises[i].state);
          g_assert_cmpint (again[i].due_usec, ==, promises[i].due_usec);
          g_assert_cmpint (again[i].done_usec, ==, promises[i].done_usec);
          g_assert_cmpint (again[i].within_usec, ==, promises[i].within_usec);
          g_assert_cmpint (again[i].after, ==, promises[i].after);
          g_assert_cmpstr (again[i].rule, ==, promises[i].rule);
        }
    }
}

/* Whatever a gateway sends: nothing is taken that makes no sense, and nothing crashes. */
static void
test_rubbish_json (void)
{
  static const char *const rubbish[] = {
    "{}", "7", "null", "[]", "[1,null,\"x\",[]]", "[{}]", "[{\"kind\":7,\"state\":\"open\",\"due\":\"x\"}]",
    "[{\"kind\":\"arrival\",\"state\":\"open\",\"due\":\"yesterday\"}]", "[{\"kind\":\"arrival\",\"state\":\"what\",\"due\":\"2026-01-05T14:30:00Z\"}]",
    "[{\"kind\":\"dance\",\"state\":\"open\",\"due\":\"2026-01-05T14:30:00Z\"}]"
  };
  LampPromise promises[LAMP_PROMISE_N_KINDS];

  for (guint i = 0; i < G_N_ELEMENTS (rubbish); i++)
    {
      g_autoptr (JsonNode) node = json_from_string (rubbish[i], NULL);

      g_assert_cmpuint (lamp_promises_from_json (node, promises), ==, 0);
    }
  g_assert_cmpuint (lamp_promises_from_json (NULL, promises), ==, 0);
}

/* --- mistakes in a file --- */

#define HEAD "[promises]\nname=x\n"

static void
test_mistakes (void)
{
  static const struct
  {
    const char *text, *word;
  } cases[] = {
    { "", "name" },
    { "rubbish", "no file of rules" },
    { "[promises]\n", "name" },
    { HEAD "colour=red\n", "colour" },
    { HEAD "[areas]\ndefault=suburban\n", "suburban" },
    { HEAD "[areas]\nrural=A;B\nremote=B\n", "twice" },
    { HEAD "[areas]\nzone=B\n", "zone" },
    { HEAD "[areas]\nrural=\xff\n", "UTF-8" },
    { HEAD "[weather]\nsevere-1=0\n", "severe-1" },
    { HEAD "[weather]\nusual-daily-faults=many\n", "usual-daily-faults" },
    { HEAD "[a]\nwithin=45 min\n", "kind" },
    { HEAD "[a]\nkind=arrival\n", "within" },
    { HEAD "[a]\nkind=departure\nwithin=45 min\n", "departure" },
    { HEAD "[a]\nkind=arrival\nwithin=45\n", "45 min" },
    { HEAD "[a]\nkind=arrival\nwithin=-3 h\n", "within" },
    { HEAD "[a]\nkind=arrival\nwithin=nan h\n", "within" },
    { HEAD "[a]\nkind=arrival\nwithin=900 d\n", "within" },
    { HEAD "[a]\nkind=arrival\nwithin=3 h\nafter=arrival\n", "only a restoration" },
    { HEAD "[a]\nkind=arrival\nwithin=3 h\narea=\n", "area" },
    { HEAD "[a]\nkind=arrival\nwithin=3 h\narea=urban;moon\n", "moon" },
    { HEAD "[a]\nkind=arrival\nwithin=3 h\ncustomers=0\n", "customers" },
    { HEAD "[a]\nkind=arrival\nwithin=3 h\nweather=fine\n", "fine" },
    { HEAD "[a]\nkind=arrival\nwithin=3 h\nwarm=1 h\n", "warm" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_null (lamp_promise_set_parse ("own", cases[i].text, strlen (cases[i].text), &error));
      g_assert_nonnull (error);
      if (strstr (error->message, cases[i].word) == NULL || strstr (error->message, "own") == NULL)
        g_error ("case %u says: %s", i, error->message);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/engine/promise/state-grid", test_state_grid);
  g_test_add_func ("/engine/promise/missing", test_missing);
  g_test_add_func ("/engine/promise/notice", test_notice);
  g_test_add_func ("/engine/promise/great-britain", test_great_britain);
  g_test_add_func ("/engine/promise/weather", test_weather);
  g_test_add_func ("/engine/promise/none", test_none);
  g_test_add_func ("/engine/promise/random", test_random);
  g_test_add_func ("/engine/promise/rubbish-json", test_rubbish_json);
  g_test_add_func ("/engine/promise/mistakes", test_mistakes);
  return g_test_run ();
}
