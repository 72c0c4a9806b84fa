/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Where each crew is: drives along the streets, fixes on the way and while standing, and the shifts.
 */
#include "simulation/storm-private.h"

#define FIX_MOVING_SEC 5
#define FIX_STANDING_SEC 60 /* well within LAMP_FIX_OLD_SEC */

LampStormCrew *
lamp_storm_get_crew (const LampStorm *storm, guint32 crew)
{
  g_assert (crew < storm->crews->len);

  return g_ptr_array_index (storm->crews, crew);
}

guint32
lamp_storm_find_crew (const LampStorm *storm, const char *id)
{
  for (guint32 i = 0; i < storm->crews->len; i++)
    if (g_strcmp0 (lamp_storm_get_crew (storm, i)->id, id) == 0)
      return i;
  return LAMP_NONE;
}

static double
seconds_on_route (const LampStorm *storm, const LampStormCrew *crew)
{
  return (double)(storm->now_usec - crew->route_start_usec) / G_USEC_PER_SEC;
}

static LampWorld
position (const LampStorm *storm, const LampStormCrew *crew, double *heading_deg, double *speed_mps)
{
  LampWorld at, ahead;
  double    elapsed_s;

  *heading_deg = crew->heading_deg;
  *speed_mps = 0.0;
  if (!crew->moving)
    return crew->at;
  elapsed_s = seconds_on_route (storm, crew);
  at = lamp_route_at (&crew->route, elapsed_s, heading_deg);
  ahead = lamp_route_at (&crew->route, elapsed_s + 1.0, NULL);
  *speed_mps = lamp_world_distance_m (at, ahead);
  return at;
}

static void
plan_fix (LampStorm *storm, guint32 crew, gint64 at_usec)
{
  lamp_storm_plan (storm, at_usec, (LampHappens){ .kind = LAMP_HAPPENS_FIX, .subject = crew, .generation = lamp_storm_get_crew (storm, crew)->fix_generation });
}

static void
fix_now (LampStorm *storm, guint32 crew)
{
  lamp_storm_get_crew (storm, crew)->fix_generation++;
  plan_fix (storm, crew, storm->now_usec);
}

void
lamp_storm_happens_fix (LampStorm *storm, const LampHappens *happens)
{
  LampStormCrew *crew = lamp_storm_get_crew (storm, happens->subject);
  LampStormEvent event = { .kind = LAMP_STORM_POSITION, .customer = LAMP_NONE, .element = LAMP_NONE, .remains = LAMP_NONE, .crew = crew->id };

  if (happens->generation != crew->fix_generation)
    return;
  event.at = position (storm, crew, &event.heading_deg, &event.speed_mps);
  if (lamp_world_is_known (event.at))
    lamp_storm_tell (storm, event);
  if (crew->moving)
    plan_fix (storm, happens->subject, storm->now_usec + FIX_MOVING_SEC * LAMP_SECOND);
  else if (crew->on_shift) /* at home the radio is off */
    plan_fix (storm, happens->subject, storm->now_usec + FIX_STANDING_SEC * LAMP_SECOND);
}

void
lamp_storm_plan_step (LampStorm *storm, guint32 index, gint64 at_usec)
{
  LampStormCrew *crew = lamp_storm_get_crew (storm, index);

  crew->generation++;
  lamp_storm_plan (storm, at_usec, (LampHappens){ .kind = LAMP_HAPPENS_CREW, .subject = index, .generation = crew->generation });
}

void
lamp_storm_stop (LampStorm *storm, guint32 index)
{
  LampStormCrew *crew = lamp_storm_get_crew (storm, index);
  double         speed_mps;

  crew->generation++;
  if (!crew->moving)
    return;
  crew->at = position (storm, crew, &crew->heading_deg, &speed_mps);
  crew->moving = FALSE;
  lamp_route_clear (&crew->route);
  fix_now (storm, index);
}

void
lamp_storm_drive (LampStorm *storm, guint32 index, LampWorld to)
{
  LampStormCrew *crew = lamp_storm_get_crew (storm, index);

  lamp_storm_stop (storm, index);
  if (!lamp_world_is_known (to) || !lamp_world_is_known (crew->at) || lamp_world_distance_m (crew->at, to) < 1.0)
    {
      lamp_storm_plan_step (storm, index, storm->now_usec);
      return;
    }
  lamp_roads_route (storm->roads, crew->at, to, &crew->route);
  crew->route_start_usec = storm->now_usec;
  crew->moving = TRUE;
  fix_now (storm, index);
  lamp_storm_plan_step (storm, index, storm->now_usec + (gint64)(crew->route.duration_s * 1000.0 + 1.0) * 1000);
}

void
lamp_storm_set_shift (LampStorm *storm, guint32 index, gboolean on_shift)
{
  LampStormCrew *crew = lamp_storm_get_crew (storm, index);

  if (crew->on_shift == on_shift)
    return;
  crew->on_shift = on_shift;
  lamp_storm_tell (storm, (LampStormEvent){ .kind = LAMP_STORM_SHIFT, .customer = LAMP_NONE, .element = LAMP_NONE, .remains = LAMP_NONE, .crew = crew->id, .on_shift = on_shift });
  fix_now (storm, index);
}

static void
plan_shift (LampStorm *storm, guint32 crew, gint64 at_usec, gboolean begins)
{
  if (at_usec > storm->now_usec)
    lamp_storm_plan (storm, at_usec, (LampHappens){ .kind = LAMP_HAPPENS_SHIFT, .subject = crew, .other = begins });
}

/* Fixes of all crews do not come at the same moment. */
void
lamp_storm_plan_crew (LampStorm *storm, guint32 index)
{
  LampStormCrew *crew = lamp_storm_get_crew (storm, index);

  crew->fix_generation++;
  plan_fix (storm, index, storm->now_usec + lamp_storm_between (storm, LAMP_CHANCE_FIX, index, 0, 0.0, FIX_STANDING_SEC));
  plan_shift (storm, index, crew->shift_start_usec, TRUE);
  plan_shift (storm, index, crew->shift_end_usec, FALSE);
}

void
lamp_storm_happens_shift (LampStorm *storm, const LampHappens *happens)
{
  LampStormCrew *crew = lamp_storm_get_crew (storm, happens->subject);

  if (happens->other)
    lamp_storm_set_shift (storm, happens->subject, TRUE);
  else if (lamp_storm_current_job (crew) == NULL)
    lamp_storm_set_shift (storm, happens->subject, FALSE);
}
