/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What the formatting functions say, one line a case.
 */
#include "console/format.h"

#include <locale.h>
#include <math.h>
#include <string.h>

#define SEC G_GINT64_CONSTANT (1000000)
#define MIN_USEC (60 * SEC)
#define HOUR_USEC (60 * MIN_USEC)
#define NOW (G_GINT64_CONSTANT (1767637927) * SEC) /* 2026-01-05T18:32:07Z */

static void
is (char *text, const char *expected)
{
  g_assert_cmpstr (text, ==, expected);
  g_free (text);
}

static void
test_numbers (void)
{
  is (lamp_format_count (0), "0");
  is (lamp_format_count (999), "999");
  is (lamp_format_count (1070), "1,070");
  is (lamp_format_count (1234567), "1,234,567");
  is (lamp_format_count (-1500), "−1,500");
  is (lamp_format_count (LAMP_UNKNOWN_INTEGER), "–");
  is (lamp_format_customers (1), "1 customer");
  is (lamp_format_customers (1070), "1,070 customers");
  is (lamp_format_distance (4), "0 m");
  is (lamp_format_distance (847), "850 m");
  is (lamp_format_distance (996), "1.0 km");
  is (lamp_format_distance (1100), "1.1 km");
  is (lamp_format_distance (9930), "9.9 km");
  is (lamp_format_distance (24200), "24 km");
  is (lamp_format_distance (NAN), "–");
  is (lamp_format_power_kw (450), "450 kW");
  is (lamp_format_power_kw (1240), "1.2 MW");
  is (lamp_format_power_kva (630), "630 kVA");
  is (lamp_format_power_kva (16000), "16 MVA");
  is (lamp_format_position ((LampPoint){ -79.8492, 36.0968 }), "36.0968° N 79.8492° W");
  is (lamp_format_position ((LampPoint){ NAN, 0 }), "–");
}

static void
test_durations (void)
{
  is (lamp_format_duration (0), "0 s");
  is (lamp_format_duration (59.9), "59 s");
  is (lamp_format_duration (60), "1 min");
  is (lamp_format_duration (12 * 60 + 59), "12 min");
  is (lamp_format_duration (3600), "1 h 00");
  is (lamp_format_duration (6180), "1 h 43");
  is (lamp_format_duration (52 * 3600), "2 d 4 h");
  is (lamp_format_duration (INFINITY), "–");
  is (lamp_format_duration (1e300), "11574 d 1 h");
  is (lamp_format_age (0.31), "0.3 s");
  is (lamp_format_age (0.96), "1 s");
  is (lamp_format_age (12.2), "12 s");
  is (lamp_format_age (6 * 3600), "6 h");
  is (lamp_format_age (2 * 86400), "2 days");
  is (lamp_format_age (NAN), "–");
}

static void
test_times (void)
{
  is (lamp_format_clock (NOW), "18:32");
  is (lamp_format_clock_seconds (NOW), "18:32:07");
  is (lamp_format_time (NOW - HOUR_USEC, NOW), "17:32");
  is (lamp_format_time (NOW - 24 * HOUR_USEC, NOW), "4 Jan 18:32");
  is (lamp_format_time_short (NOW + 7 * HOUR_USEC, NOW), "01:32"); /* tomorrow */
  is (lamp_format_time_short (NOW - 23 * HOUR_USEC, NOW), "19:32");
  is (lamp_format_time_short (NOW + 25 * HOUR_USEC, NOW), "6 Jan");
  is (lamp_format_time_short (LAMP_UNKNOWN_TIME, NOW), LAMP_FORMAT_NONE);
  is (lamp_format_date (NOW), "5 Jan 2026");
  is (lamp_format_time_full (NOW), "2026-01-05T18:32:07+00:00");
  is (lamp_format_zone (NOW), "UTC");
  is (lamp_format_clock (LAMP_UNKNOWN_TIME), "–");
  is (lamp_format_clock (G_MAXINT64), "–");
  is (lamp_format_clock (-1), "23:59");
  is (lamp_format_elapsed (NOW - 103 * MIN_USEC, NOW), "1 h 43");
  is (lamp_format_elapsed (NOW + MIN_USEC, NOW), "0 s");
  is (lamp_format_until (NOW + 12 * MIN_USEC, NOW), "in 12 min");
  is (lamp_format_until (NOW + 30 * SEC, NOW), "now");
  is (lamp_format_until (NOW - 30 * SEC, NOW), "now");
  is (lamp_format_until (NOW - 7 * MIN_USEC, NOW), "7 min overdue");
  is (lamp_format_until (LAMP_UNKNOWN_TIME, NOW), "–");
  is (lamp_format_ago (NOW - 12 * MIN_USEC, NOW), "12 min ago");
  is (lamp_format_ago (NOW - SEC, NOW), "just now");
  is (lamp_format_ago (NOW + MIN_USEC, NOW), "just now");
  is (lamp_format_ahead (NOW + 103 * MIN_USEC, NOW), "1 h 43 ahead: a clock is wrong"); /* it never happened yet */
  is (lamp_format_backup_end (NOW + 25 * MIN_USEC, NOW), "backup ends in 25 min");
  is (lamp_format_backup_end (NOW - 30 * SEC, NOW), "backup ends now");
  is (lamp_format_backup_end (NOW - 29 * MIN_USEC, NOW), "backup ended 29 min ago");
  g_assert_true (lamp_format_is_overdue (NOW - MIN_USEC, NOW));
  g_assert_false (lamp_format_is_overdue (NOW - 59 * SEC, NOW));
  g_assert_false (lamp_format_is_overdue (LAMP_UNKNOWN_TIME, NOW));
}

/* By its offset: people of two of these zones call theirs CST. */
static void
test_zones (void)
{
  static const struct
  {
    const char *zone, *text;
  } cases[] = { { "CST-8", "UTC+08:00" }, { "CST6", "UTC-06:00" }, { "IST-5:30", "UTC+05:30" }, { "GMT0", "UTC" }, { "UTC", "UTC" } };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_setenv ("TZ", cases[i].zone, TRUE);
      is (lamp_format_zone (NOW), cases[i].text);
    }
  is (lamp_format_zone (LAMP_UNKNOWN_TIME), LAMP_FORMAT_NONE);
}

static void
test_words (void)
{
  g_assert_cmpstr (lamp_format_outage_status ("partiallyRestored"), ==, "partly restored");
  g_assert_cmpstr (lamp_format_crew_status ("enroute"), ==, "en route");
  g_assert_cmpstr (lamp_format_assignment_status ("fieldComplete"), ==, "field complete");
  g_assert_cmpstr (lamp_format_outage_crew_status ("awaitingCrewAssignment"), ==, "unassigned");
  g_assert_cmpstr (lamp_format_kind ("loadBreakSwitch"), ==, "Load-break switch");
  g_assert_cmpstr (lamp_format_kind_short ("loadBreakSwitch"), ==, "LBS");
  g_assert_cmpstr (lamp_format_site_class_short ("special"), ==, "S");
  g_assert_cmpstr (lamp_format_site_class_short ("ordinary"), ==, "");
  g_assert_cmpstr (lamp_format_site_class_short (NULL), ==, "");
  g_assert_cmpstr (lamp_format_supply_state ("lastSource"), ==, "on its last source");
  g_assert_cmpstr (lamp_format_hazard ("wireDown"), ==, "wire down");
  /* What a newer gateway may say is shown, not hidden. */
  g_assert_cmpstr (lamp_format_hazard ("meteorite"), ==, "meteorite");
  g_assert_cmpstr (lamp_format_skill (NULL), ==, "–");
  is (lamp_format_skills ((const char *const[]){ "line", "switching", NULL }), "line, switching");
  is (lamp_format_skills ((const char *const[]){ NULL }), "–");
  is (lamp_format_device ("fuse", "83907"), "Fuse 83907");
  is (lamp_format_device ("fuse", "Fuse 83907"), "Fuse 83907");
  is (lamp_format_device ("loadBreakSwitch", "load-break switch 7"), "load-break switch 7");
  is (lamp_format_device ("breaker", NULL), "Breaker");
  is (lamp_format_device (NULL, "X"), "X");
}

static void
test_sentences (void)
{
  const char    *skills[] = { "line", "switching", NULL };
  LampCrew       crew = { .name = (char *)"Crew 5", .skills = (char **)skills, .shift_end_usec = NOW + HOUR_USEC };
  LampSuggestion suggestion = { .crew = &crew,
                                .why = LAMP_WHY_FREE_NOW | LAMP_WHY_NEAREST | LAMP_WHY_ALL_SKILLS,
                                .warnings = LAMP_WARN_SHIFT_ENDS | LAMP_WARN_SHIFT_ENDS_FIRST | LAMP_WARN_MISSING_SKILL,
                                .missing_skill = "tree",
                                .free_at_usec = NOW + 20 * MIN_USEC };
  LampOutage     outage = { .calls = 7, .last_gasps = 1, .scada = (char *)"tripped", .ert_usec = NOW + 103 * MIN_USEC };
  g_auto (GStrv) warnings = lamp_format_warnings (&suggestion, NOW);

  is (lamp_format_why (&suggestion, NOW), "line, switching · free now · nearest with all skills");
  suggestion.why = LAMP_WHY_FREE_LATER | LAMP_WHY_SAME_FEEDER;
  is (lamp_format_why (&suggestion, NOW), "line, switching · free in 20 min · on this feeder already");
  g_assert_cmpuint (g_strv_length (warnings), ==, 2);
  g_assert_cmpstr (warnings[0], ==, "Crew 5 lacks the skill “tree”.");
  g_assert_cmpstr (warnings[1], ==, "Crew 5's shift ends at 19:32, before it would arrive.");
  suggestion.warnings |= LAMP_WARN_BUSY | LAMP_WARN_ALREADY;
  g_strfreev (warnings);
  warnings = lamp_format_warnings (&suggestion, NOW);
  g_assert_cmpuint (g_strv_length (warnings), ==, 1);
  g_assert_cmpstr (warnings[0], ==, "Crew 5 is on this outage already.");
  suggestion.warnings = LAMP_WARN_CLOCK_WRONG;
  g_strfreev (warnings);
  warnings = lamp_format_warnings (&suggestion, NOW);
  g_assert_cmpstr (warnings[0], ==, "Crew 5's clock is wrong: its position may be of any age.");
  is (lamp_format_evidence (&outage), "7 calls, 1 meter, SCADA: tripped");
  is (lamp_format_restore_by (&outage, NOW), "20:15 · in 1 h 43");
  outage = (LampOutage){ .calls = LAMP_UNKNOWN_INTEGER, .last_gasps = 0, .ert_usec = LAMP_UNKNOWN_TIME };
  is (lamp_format_evidence (&outage), "–");
  is (lamp_format_restore_by (&outage, NOW), "none yet");
}

int
main (int argc, char *argv[])
{
  g_setenv ("TZ", "UTC", TRUE);
  setlocale (LC_ALL, "C.UTF-8");
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/format/numbers", test_numbers);
  g_test_add_func ("/format/durations", test_durations);
  g_test_add_func ("/format/times", test_times);
  g_test_add_func ("/format/zones", test_zones);
  g_test_add_func ("/format/words", test_words);
  g_test_add_func ("/format/sentences", test_sentences);
  return g_test_run ();
}
