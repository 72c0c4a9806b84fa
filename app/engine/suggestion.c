/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Who could go; see suggestion.h.
 */
#include "engine/suggestion.h"

#include <math.h>
#include <string.h>

#define SOON_SEC 300 /* a job that should be over by now is taken to need this much more */

/* What a crew still has to do before it could come. */
typedef struct
{
  gboolean  busy, already, same_feeder;
  gint64    free_at_usec;
  LampWorld from; /* where it will be then */
} Engagement;

static gint64
seconds (double value_s)
{
  return (gint64)(value_s * G_USEC_PER_SEC);
}

const char *
lamp_outage_skill (const LampOutage *outage)
{
  static const struct
  {
    const char *cause, *kind; /* NULL for any */
    const char *skill;
  } rules[] = {
    { "treeContact", NULL, "tree" },
    { "cableFault", NULL, "cable" },
    { "digIn", NULL, "cable" },
    { NULL, "breaker", "switching" },
    { NULL, "recloser", "switching" },
    { NULL, "sectionaliser", "switching" },
    { NULL, "loadBreakSwitch", "switching" },
    { NULL, "disconnector", "switching" },
  };

  g_return_val_if_fail (outage != NULL, "line");

  for (gsize i = 0; i < G_N_ELEMENTS (rules); i++)
    if ((rules[i].cause == NULL || g_strcmp0 (rules[i].cause, outage->cause) == 0) &&
        (rules[i].kind == NULL || g_strcmp0 (rules[i].kind, outage->device_kind) == 0))
      return rules[i].skill;
  return "line";
}

static LampWorld
record_world (const LampRecord *record)
{
  return record->placed ? lamp_world_from_point (record->at) : LAMP_WORLD_NONE;
}

/* When this job will be over: from the last step that is known of it. */
static gint64
job_ends_usec (const LampAssignment *assignment, gint64 now_usec)
{
  const gint64 marks[] = { assignment->working_usec, assignment->arrived_usec, assignment->eta_usec, assignment->assigned_usec };
  gint64       ends_usec = now_usec;

  for (gsize i = 0; i < G_N_ELEMENTS (marks); i++)
    if (marks[i] != LAMP_UNKNOWN_TIME)
      {
        ends_usec = marks[i] + seconds (LAMP_TYPICAL_JOB_SEC);
        break;
      }
  return MAX (ends_usec, now_usec + seconds (SOON_SEC));
}

static const LampOutage *
find_outage (const GPtrArray *outages, const char *id)
{
  for (guint i = 0; outages != NULL && i < outages->len; i++)
    {
      const LampOutage *outage = g_ptr_array_index (outages, i);

      if (g_strcmp0 (outage->base.id, id) == 0)
        return outage;
    }
  return NULL;
}

static void
engage (Engagement *engagement, const LampAssignment *assignment, const LampOutage *outage, const GPtrArray *outages, gint64 now_usec)
{
  const LampOutage *other = find_outage (outages, assignment->outage);
  gint64            ends_usec;

  if (g_strcmp0 (assignment->outage, outage->base.id) == 0)
    engagement->already = TRUE;
  else if (other != NULL && other->feeder != NULL && g_strcmp0 (other->feeder, outage->feeder) == 0)
    engagement->same_feeder = TRUE;
  if (g_strcmp0 (assignment->status, "suspended") == 0)
    return;

  ends_usec = job_ends_usec (assignment, now_usec);
  if (engagement->busy) /* one after the other, whichever comes first */
    ends_usec = MAX (ends_usec, engagement->free_at_usec) + seconds (LAMP_TYPICAL_JOB_SEC);
  engagement->busy = TRUE;
  engagement->free_at_usec = ends_usec;
  if (assignment->base.placed)
    engagement->from = record_world (&assignment->base);
}

static Engagement
find_engagement (const LampCrew *crew, const LampOutage *outage, const GPtrArray *assignments, const GPtrArray *outages, gint64 now_usec)
{
  Engagement engagement = { .free_at_usec = now_usec, .from = record_world (&crew->base) };

  for (guint i = 0; assignments != NULL && i < assignments->len; i++)
    {
      const LampAssignment *assignment = g_ptr_array_index (assignments, i);

      if (g_strcmp0 (assignment->crew, crew->base.id) == 0 && lamp_assignment_is_open (assignment))
        engage (&engagement, assignment, outage, outages, now_usec);
    }
  return engagement;
}

static gboolean
has_skill (const LampCrew *crew, const char *skill)
{
  return crew->skills != NULL && g_strv_contains ((const char *const *)crew->skills, skill);
}

static gboolean
is_on_shift (const LampCrew *crew, gint64 now_usec)
{
  if (g_strcmp0 (crew->status, "offShift") == 0)
    return FALSE;
  if (crew->shift_start_usec != LAMP_UNKNOWN_TIME && now_usec < crew->shift_start_usec)
    return FALSE;
  return crew->shift_end_usec == LAMP_UNKNOWN_TIME || now_usec < crew->shift_end_usec;
}

static guint
shift_warning (const LampCrew *crew, gint64 eta_usec, gint64 now_usec, double repair_s)
{
  if (!is_on_shift (crew, now_usec))
    return LAMP_WARN_OFF_SHIFT;
  if (crew->shift_end_usec == LAMP_UNKNOWN_TIME || eta_usec == LAMP_UNKNOWN_TIME)
    return 0;
  if (eta_usec > crew->shift_end_usec)
    return LAMP_WARN_SHIFT_ENDS_FIRST;
  return eta_usec + seconds (repair_s) > crew->shift_end_usec ? LAMP_WARN_SHIFT_ENDS : 0;
}

static guint
warning_of_fix (LampFix fix)
{
  switch (fix)
    {
    case LAMP_FIX_OLD:
    case LAMP_FIX_UNKNOWN:
      return LAMP_WARN_POSITION_OLD;
    case LAMP_FIX_AHEAD:
      return LAMP_WARN_CLOCK_WRONG;
    case LAMP_FIX_FRESH:
    default:
      return 0;
    }
}

static LampSuggestion
suggest_one (const LampCrew *crew, const LampOutage *outage, const Engagement *engagement, gint64 now_usec, double speed)
{
  LampSuggestion suggestion = { .crew = crew, .drive_s = NAN, .drive_m = NAN, .free_at_usec = engagement->free_at_usec, .eta_usec = LAMP_UNKNOWN_TIME };
  const char    *skill = lamp_outage_skill (outage);

  suggestion.why = engagement->busy ? LAMP_WHY_FREE_LATER : LAMP_WHY_FREE_NOW;
  if (has_skill (crew, skill))
    suggestion.why |= LAMP_WHY_ALL_SKILLS;
  else
    {
      suggestion.warnings |= LAMP_WARN_MISSING_SKILL;
      suggestion.missing_skill = skill;
    }
  if (engagement->same_feeder)
    suggestion.why |= LAMP_WHY_SAME_FEEDER;
  if (engagement->busy)
    suggestion.warnings |= LAMP_WARN_BUSY;
  if (engagement->already)
    suggestion.warnings |= LAMP_WARN_ALREADY;
  if (!crew->base.placed)
    suggestion.warnings |= LAMP_WARN_NO_POSITION;
  else
    suggestion.warnings |= warning_of_fix (lamp_crew_get_fix (crew, now_usec, speed));
  return suggestion;
}

/* Fills in drives and arrivals, for all in one search. */
static void
add_drives (LampRoads *roads, const LampOutage *outage, GArray *suggestions, const LampWorld *from)
{
  guint                n = suggestions->len;
  g_autofree double   *duration_s = g_new (double, n);
  g_autofree double   *length_m = g_new (double, n);
  g_autofree gboolean *by_road = g_new (gboolean, n);

  if (!outage->base.placed)
    return;
  lamp_roads_durations (roads, from, n, record_world (&outage->base), duration_s, length_m, by_road);
  for (guint i = 0; i < n; i++)
    {
      LampSuggestion *suggestion = &g_array_index (suggestions, LampSuggestion, i);

      if (!lamp_world_is_known (from[i]))
        continue;
      suggestion->drive_s = duration_s[i];
      suggestion->drive_m = length_m[i];
      suggestion->eta_usec = suggestion->free_at_usec + seconds (duration_s[i]);
      if (!by_road[i])
        suggestion->warnings |= LAMP_WARN_STRAIGHT_LINE;
    }
}

/* 0 is best. */
static int
rank_of (const LampSuggestion *suggestion)
{
  int rank = 0;

  if (suggestion->warnings & LAMP_WARN_SHIFT_ENDS_FIRST)
    rank = 1;
  if (suggestion->warnings & LAMP_WARN_OFF_SHIFT)
    rank = 2;
  if (suggestion->warnings & LAMP_WARN_MISSING_SKILL)
    rank += 3;
  if (suggestion->warnings & LAMP_WARN_ALREADY)
    rank += 6;
  return rank;
}

static int
compare_suggestions (gconstpointer a, gconstpointer b)
{
  const LampSuggestion *one = a, *other = b;
  int                   rank = rank_of (one) - rank_of (other);

  if (rank != 0)
    return rank;
  if (one->eta_usec != other->eta_usec)
    {
      if (one->eta_usec == LAMP_UNKNOWN_TIME || other->eta_usec == LAMP_UNKNOWN_TIME)
        return one->eta_usec == LAMP_UNKNOWN_TIME ? 1 : -1;
      return one->eta_usec < other->eta_usec ? -1 : 1;
    }
  return g_strcmp0 (one->crew->base.id, other->crew->base.id);
}

/* The first is the nearest when no other qualified crew on shift would be there sooner. */
static void
mark_nearest (GArray *suggestions)
{
  LampSuggestion *first;

  if (suggestions->len == 0)
    return;
  first = &g_array_index (suggestions, LampSuggestion, 0);
  if (first->eta_usec == LAMP_UNKNOWN_TIME || !(first->why & LAMP_WHY_ALL_SKILLS))
    return;
  for (guint i = 1; i < suggestions->len; i++)
    {
      const LampSuggestion *other = &g_array_index (suggestions, LampSuggestion, i);

      if ((other->why & LAMP_WHY_ALL_SKILLS) && !(other->warnings & LAMP_WARN_OFF_SHIFT) &&
          other->eta_usec != LAMP_UNKNOWN_TIME && other->eta_usec < first->eta_usec)
        return;
    }
  first->why |= LAMP_WHY_NEAREST;
}

GArray *
lamp_suggest_crews (LampRoads        *roads,
                    const LampOutage *outage,
                    const GPtrArray  *crews,
                    const GPtrArray  *assignments,
                    const GPtrArray  *outages,
                    gint64            now_usec,
                    double            speed,
                    double            repair_s)
{
  GArray               *suggestions;
  g_autofree LampWorld *from = NULL;

  g_return_val_if_fail (roads != NULL, NULL);
  g_return_val_if_fail (outage != NULL, NULL);
  g_return_val_if_fail (crews != NULL, NULL);

  suggestions = g_array_sized_new (FALSE, FALSE, sizeof (LampSuggestion), crews->len);
  from = g_new (LampWorld, crews->len);
  for (guint i = 0; i < crews->len; i++)
    {
      const LampCrew *crew = g_ptr_array_index (crews, i);
      Engagement      engagement = find_engagement (crew, outage, assignments, outages, now_usec);
      LampSuggestion  suggestion = suggest_one (crew, outage, &engagement, now_usec, speed);

      from[i] = engagement.from;
      g_array_append_val (suggestions, suggestion);
    }
  add_drives (roads, outage, suggestions, from);
  for (guint i = 0; i < suggestions->len; i++)
    {
      LampSuggestion *suggestion = &g_array_index (suggestions, LampSuggestion, i);

      suggestion->warnings |= shift_warning (suggestion->crew, suggestion->eta_usec, now_usec, repair_s);
    }
  g_array_sort (suggestions, compare_suggestions);
  mark_nearest (suggestions);
  return suggestions;
}
