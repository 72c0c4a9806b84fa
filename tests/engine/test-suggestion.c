/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Who could go: the order against one worked out from single routes, and each reason and warning by hand.
 */
#include "engine/suggestion.h"
#include "engine/town.h"

#include <math.h>

#define SECOND ((gint64)G_USEC_PER_SEC)
#define MINUTE (60 * SECOND)
#define NOW (G_GINT64_CONSTANT (1795000000) * SECOND)
#define REPAIR_S 1800.0

static LampNetwork *town;
static LampRoads   *roads;

static LampPoint
corner (double east, double north)
{
  return (LampPoint){ 11.0 + east * 0.0027, 48.0 + north * 0.0018 };
}

static LampOutage *
new_outage (const char *kind, const char *cause)
{
  LampOutage *outage = lamp_record_new (&lamp_outage_type, "O-1");

  outage->base.at = corner (5, 3);
  outage->base.placed = TRUE;
  lamp_record_set_string (&outage->status, "predicted");
  lamp_record_set_string (&outage->device_kind, kind);
  lamp_record_set_string (&outage->cause, cause);
  lamp_record_set_string (&outage->feeder, "F3");
  return outage;
}

static LampCrew *
add_crew (GPtrArray *crews, const char *id, LampPoint at, const char *skills)
{
  LampCrew *crew = lamp_record_new (&lamp_crew_type, id);

  crew->base.at = at;
  crew->base.placed = TRUE;
  crew->skills = g_strsplit (skills, " ", -1);
  lamp_record_set_string (&crew->status, "available");
  crew->shift_start_usec = NOW - 120 * MINUTE;
  crew->shift_end_usec = NOW + 240 * MINUTE;
  crew->position_usec = NOW - 10 * SECOND;
  g_ptr_array_add (crews, crew);
  return crew;
}

static LampAssignment *
add_assignment (GPtrArray *assignments, const char *crew, const char *outage, const char *status)
{
  g_autofree char *id = g_strdup_printf ("A-%u", assignments->len + 1);
  LampAssignment  *assignment = lamp_record_new (&lamp_assignment_type, id);

  lamp_record_set_string (&assignment->crew, crew);
  lamp_record_set_string (&assignment->outage, outage);
  lamp_record_set_string (&assignment->status, status);
  assignment->assigned_usec = NOW - 5 * MINUTE;
  assignment->base.at = corner (8, 6);
  assignment->base.placed = TRUE;
  g_ptr_array_add (assignments, assignment);
  return assignment;
}

static double
drive_s (LampPoint from, const LampOutage *outage)
{
  g_auto (LampRoute) route = { 0 };

  lamp_roads_route (roads, lamp_world_from_point (from), lamp_world_from_point (outage->base.at), &route);
  return route.duration_s;
}

static const LampSuggestion *
find (const GArray *suggestions, const char *crew, guint *place)
{
  for (*place = 0; *place < suggestions->len; (*place)++)
    {
      const LampSuggestion *suggestion = &g_array_index (suggestions, LampSuggestion, *place);

      if (g_str_equal (suggestion->crew->base.id, crew))
        return suggestion;
    }
  g_assert_not_reached ();
}

/* Free crews on shift with every skill: the shorter drive is first, and alone is the nearest. */
static void
test_shortest_drive (void)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (11);

  for (guint round = 0; round < 20; round++)
    {
      g_autoptr (GPtrArray) crews = g_ptr_array_new_with_free_func (lamp_record_unref);
      g_autoptr (LampRecord) outage = &new_outage ("fuse", NULL)->base;
      g_autoptr (GArray) suggestions = NULL;
      double last_s = 0.0;

      for (guint i = 0; i < 15; i++)
        {
          g_autofree char *id = g_strdup_printf ("crew-%u", i);

          add_crew (crews, id, corner (g_rand_double_range (rand, 0, 8), g_rand_double_range (rand, 0, 6)), "line switching");
        }
      suggestions = lamp_suggest_crews (roads, (LampOutage *)outage, crews, NULL, NULL, NOW, 1.0, REPAIR_S);
      g_assert_cmpuint (suggestions->len, ==, crews->len);
      for (guint i = 0; i < suggestions->len; i++)
        {
          const LampSuggestion *suggestion = &g_array_index (suggestions, LampSuggestion, i);
          double                wanted_s = drive_s (suggestion->crew->base.at, (LampOutage *)outage);

          g_assert_cmpfloat_with_epsilon (suggestion->drive_s, wanted_s, 0.5);
          g_assert_cmpfloat (suggestion->drive_s, >=, last_s - 1e-6);
          g_assert_cmpfloat (suggestion->drive_m, >=, 0.98 * lamp_point_distance_m (suggestion->crew->base.at, outage->at));
          g_assert_cmpint (ABS (suggestion->eta_usec - NOW - (gint64)(wanted_s * SECOND)), <=, SECOND);
          g_assert_cmpint (suggestion->free_at_usec, ==, NOW);
          g_assert_cmpuint (suggestion->why, ==, LAMP_WHY_FREE_NOW | LAMP_WHY_ALL_SKILLS | (i == 0 ? LAMP_WHY_NEAREST : 0));
          g_assert_cmpuint (suggestion->warnings, ==, 0);
          last_s = suggestion->drive_s;
        }
    }
}

/* From best to worst, although the worst are the nearest. */
static void
test_order (void)
{
  static const char *const wanted[] = { "near", "far", "busy", "late", "off", "unskilled", "unskilled-off", "already" };
  g_autoptr (GPtrArray) crews = g_ptr_array_new_with_free_func (lamp_record_unref);
  g_autoptr (GPtrArray) assignments = g_ptr_array_new_with_free_func (lamp_record_unref);
  g_autoptr (LampRecord) outage = &new_outage ("fuse", NULL)->base;
  g_autoptr (GArray) suggestions = NULL;
  guint place;

  add_crew (crews, "already", corner (5, 3), "line");
  lamp_record_set_string (&add_crew (crews, "unskilled-off", corner (5, 3), "cable")->status, "offShift");
  add_crew (crews, "unskilled", corner (5, 3), "cable tree");
  lamp_record_set_string (&add_crew (crews, "off", corner (5, 3), "line")->status, "offShift");
  add_crew (crews, "late", corner (0, 0), "line")->shift_end_usec = NOW + 30 * SECOND;
  add_crew (crews, "busy", corner (5, 3), "line");
  add_crew (crews, "far", corner (0, 6), "line");
  add_crew (crews, "near", corner (4, 3), "line");
  add_assignment (assignments, "busy", "O-2", "working")->working_usec = NOW - MINUTE;
  add_assignment (assignments, "already", "O-1", "enroute");
  suggestions = lamp_suggest_crews (roads, (LampOutage *)outage, crews, assignments, NULL, NOW, 1.0, REPAIR_S);
  for (guint i = 0; i < G_N_ELEMENTS (wanted); i++)
    g_assert_cmpstr (g_array_index (suggestions, LampSuggestion, i).crew->base.id, ==, wanted[i]);
  g_assert_cmpuint (find (suggestions, "late", &place)->warnings, ==, LAMP_WARN_SHIFT_ENDS_FIRST);
  g_assert_cmpuint (find (suggestions, "off", &place)->warnings, ==, LAMP_WARN_OFF_SHIFT);
  g_assert_cmpuint (find (suggestions, "unskilled", &place)->warnings, ==, LAMP_WARN_MISSING_SKILL);
  g_assert_cmpstr (find (suggestions, "unskilled", &place)->missing_skill, ==, "line");
  g_assert_true (find (suggestions, "already", &place)->warnings & LAMP_WARN_ALREADY);
  g_assert_true (find (suggestions, "near", &place)->why & LAMP_WHY_NEAREST);
}

/* A busy crew is free after its job, and drives from there; jobs behind each other add up; suspended ones hold nobody. */
static void
test_busy (void)
{
  g_autoptr (GPtrArray) crews = g_ptr_array_new_with_free_func (lamp_record_unref);
  g_autoptr (GPtrArray) assignments = g_ptr_array_new_with_free_func (lamp_record_unref);
  g_autoptr (GPtrArray) outages = g_ptr_array_new_with_free_func (lamp_record_unref);
  g_autoptr (LampRecord) outage = &new_outage ("fuse", NULL)->base;
  g_autoptr (GArray) suggestions = NULL;
  const LampSuggestion *one, *two;
  LampOutage           *other = lamp_record_new (&lamp_outage_type, "O-2");
  guint                 place;

  lamp_record_set_string (&other->feeder, "F3");
  g_ptr_array_add (outages, other);
  add_crew (crews, "one", corner (0, 0), "line");
  add_crew (crews, "two", corner (0, 0), "line");
  add_crew (crews, "waits", corner (0, 0), "line");
  add_crew (crews, "done", corner (0, 0), "line");
  add_assignment (assignments, "one", "O-2", "working")->working_usec = NOW - 10 * MINUTE;
  add_assignment (assignments, "two", "O-3", "working")->working_usec = NOW - 10 * MINUTE;
  add_assignment (assignments, "two", "O-4", "assigned");
  add_assignment (assignments, "waits", "O-2", "suspended");
  add_assignment (assignments, "done", "O-2", "fieldComplete");
  suggestions = lamp_suggest_crews (roads, (LampOutage *)outage, crews, assignments, outages, NOW, 1.0, REPAIR_S);

  one = find (suggestions, "one", &place);
  g_assert_cmpint (one->free_at_usec, ==, NOW + LAMP_TYPICAL_JOB_SEC * SECOND - 10 * MINUTE);
  g_assert_cmpfloat_with_epsilon (one->drive_s, drive_s (corner (8, 6), (LampOutage *)outage), 0.5);
  g_assert_cmpuint (one->why, ==, LAMP_WHY_FREE_LATER | LAMP_WHY_ALL_SKILLS | LAMP_WHY_SAME_FEEDER);
  g_assert_cmpuint (one->warnings, ==, LAMP_WARN_BUSY);
  two = find (suggestions, "two", &place);
  g_assert_cmpint (two->free_at_usec, >=, one->free_at_usec + LAMP_TYPICAL_JOB_SEC * SECOND);
  g_assert_true (find (suggestions, "waits", &place)->why & LAMP_WHY_FREE_NOW);
  g_assert_true (find (suggestions, "done", &place)->why & LAMP_WHY_FREE_NOW);
  g_assert_false (find (suggestions, "done", &place)->why & LAMP_WHY_SAME_FEEDER);
}

static void
test_warnings (void)
{
  g_autoptr (GPtrArray) crews = g_ptr_array_new_with_free_func (lamp_record_unref);
  g_autoptr (LampRecord) outage = &new_outage ("fuse", NULL)->base;
  g_autoptr (GArray) suggestions = NULL;
  const LampSuggestion *lost;
  guint                 place;

  add_crew (crews, "old", corner (4, 3), "line")->position_usec = NOW - (LAMP_FIX_OLD_SEC + 1) * SECOND;
  add_crew (crews, "fresh", corner (4, 3), "line")->position_usec = NOW - LAMP_FIX_OLD_SEC * SECOND;
  add_crew (crews, "ahead", corner (4, 3), "line")->position_usec = NOW + 3600 * SECOND;
  add_crew (crews, "unaged", corner (4, 3), "line")->position_usec = LAMP_UNKNOWN_TIME;
  add_crew (crews, "lost", corner (4, 3), "line")->base.placed = FALSE;
  add_crew (crews, "tired", corner (4, 3), "line")->shift_end_usec = NOW + 20 * MINUTE;
  add_crew (crews, "tomorrow", corner (4, 3), "line")->shift_start_usec = NOW + MINUTE;
  add_crew (crews, "abroad", (LampPoint){ 11.5, 48.5 }, "line");
  suggestions = lamp_suggest_crews (roads, (LampOutage *)outage, crews, NULL, NULL, NOW, 1.0, REPAIR_S);
  g_assert_cmpuint (find (suggestions, "old", &place)->warnings, ==, LAMP_WARN_POSITION_OLD);
  g_assert_cmpuint (find (suggestions, "fresh", &place)->warnings, ==, 0);
  g_assert_cmpuint (find (suggestions, "ahead", &place)->warnings, ==, LAMP_WARN_CLOCK_WRONG);
  g_assert_cmpuint (find (suggestions, "unaged", &place)->warnings, ==, LAMP_WARN_POSITION_OLD);
  g_assert_cmpuint (find (suggestions, "tired", &place)->warnings, ==, LAMP_WARN_SHIFT_ENDS);
  g_assert_cmpuint (find (suggestions, "tomorrow", &place)->warnings, ==, LAMP_WARN_OFF_SHIFT);
  g_assert_true (find (suggestions, "abroad", &place)->warnings & LAMP_WARN_STRAIGHT_LINE);
  lost = find (suggestions, "lost", &place);
  g_assert_cmpuint (lost->warnings, ==, LAMP_WARN_NO_POSITION);
  g_assert_true (isnan (lost->drive_s));
  g_assert_cmpint (lost->eta_usec, ==, LAMP_UNKNOWN_TIME);
  g_assert_cmpuint (place, ==, 6); /* behind all who are known to come, before who is off */
}

static void
test_skills (void)
{
  static const struct
  {
    const char *kind, *cause, *skill;
  } cases[] = {
    { "fuse", NULL, "line" },
    { "transformer", "lightning", "line" },
    { "line", "treeContact", "tree" },
    { "breaker", "treeContact", "tree" },
    { "breaker", NULL, "switching" },
    { "loadBreakSwitch", "equipment", "switching" },
    { "line", "digIn", "cable" },
    { NULL, NULL, "line" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (LampRecord) outage = &new_outage (cases[i].kind, cases[i].cause)->base;

      g_assert_cmpstr (lamp_outage_skill ((LampOutage *)outage), ==, cases[i].skill);
    }
}

/* Nobody knows where it is: all are listed, none with an arrival. */
static void
test_no_place (void)
{
  g_autoptr (GPtrArray) crews = g_ptr_array_new_with_free_func (lamp_record_unref);
  g_autoptr (GPtrArray) none = g_ptr_array_new ();
  g_autoptr (LampRecord) outage = &new_outage ("fuse", NULL)->base;
  g_autoptr (GArray) suggestions = NULL;
  g_autoptr (GArray) empty = NULL;

  outage->placed = FALSE;
  add_crew (crews, "b", corner (4, 3), "line");
  add_crew (crews, "a", corner (0, 0), "line");
  suggestions = lamp_suggest_crews (roads, (LampOutage *)outage, crews, NULL, NULL, NOW, 1.0, REPAIR_S);
  g_assert_cmpuint (suggestions->len, ==, 2);
  g_assert_cmpstr (g_array_index (suggestions, LampSuggestion, 0).crew->base.id, ==, "a");
  g_assert_cmpint (g_array_index (suggestions, LampSuggestion, 0).eta_usec, ==, LAMP_UNKNOWN_TIME);
  g_assert_false (g_array_index (suggestions, LampSuggestion, 0).why & LAMP_WHY_NEAREST);
  empty = lamp_suggest_crews (roads, (LampOutage *)outage, none, NULL, NULL, NOW, 1.0, REPAIR_S);
  g_assert_cmpuint (empty->len, ==, 0);
}

int
main (int argc, char **argv)
{
  int status;

  g_test_init (&argc, &argv, NULL);
  town = lamp_town_network (9, 7);
  roads = lamp_roads_new (town);
  g_test_add_func ("/engine/suggestion/shortest-drive", test_shortest_drive);
  g_test_add_func ("/engine/suggestion/order", test_order);
  g_test_add_func ("/engine/suggestion/busy", test_busy);
  g_test_add_func ("/engine/suggestion/warnings", test_warnings);
  g_test_add_func ("/engine/suggestion/skills", test_skills);
  g_test_add_func ("/engine/suggestion/no-place", test_no_place);
  status = g_test_run ();
  lamp_roads_unref (roads);
  lamp_network_unref (town);
  return status;
}
