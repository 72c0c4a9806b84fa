/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Orders to crews: given, acknowledged, changed, taken back.
 */
#include "simulation/storm-private.h"

static LampJob *
find_job (const LampStorm *storm, const char *assignment, guint32 *crew, guint *place)
{
  for (*crew = 0; *crew < storm->crews->len; (*crew)++)
    {
      const GPtrArray *jobs = lamp_storm_get_crew (storm, *crew)->jobs;

      for (*place = 0; *place < jobs->len; (*place)++)
        if (g_strcmp0 (((LampJob *)g_ptr_array_index (jobs, *place))->id, assignment) == 0)
          return g_ptr_array_index (jobs, *place);
    }
  return NULL;
}

/* Whoever is off shift is called out of bed. */
void
lamp_storm_plan_acknowledge (LampStorm *storm, guint32 crew, const LampJob *job)
{
  gboolean on_shift = lamp_storm_get_crew (storm, crew)->on_shift;
  gint64   delay_usec = lamp_storm_between (storm, LAMP_CHANCE_ACKNOWLEDGE, job->number, 0, on_shift ? 5.0 : 240.0, on_shift ? 18.0 : 600.0);

  lamp_storm_plan (storm, storm->now_usec + delay_usec, (LampHappens){ .kind = LAMP_HAPPENS_ACKNOWLEDGE, .subject = crew, .other = job->number });
}

void
lamp_storm_happens_acknowledge (LampStorm *storm, const LampHappens *happens)
{
  LampStormCrew *crew = lamp_storm_get_crew (storm, happens->subject);

  for (guint i = 0; i < crew->jobs->len; i++)
    {
      LampJob *job = g_ptr_array_index (crew->jobs, i);

      if (job->number != happens->other || job->state != LAMP_JOB_NEW)
        continue;
      lamp_storm_set_shift (storm, happens->subject, TRUE);
      lamp_storm_tell_step (storm, happens->subject, job, LAMP_TOLD_ACKNOWLEDGED);
      job->state = LAMP_JOB_ACKNOWLEDGED;
      if (job == lamp_storm_current_job (crew))
        lamp_storm_take_up (storm, happens->subject);
      return;
    }
}

/* It goes on behind whatever the crew does by now. */
static void
go_on (LampStorm *storm, guint32 index, guint place)
{
  LampStormCrew *crew = lamp_storm_get_crew (storm, index);
  LampJob       *job = g_ptr_array_steal_index (crew->jobs, place);

  job->suspended = FALSE;
  g_ptr_array_add (crew->jobs, job);
  if (job == lamp_storm_current_job (crew))
    lamp_storm_take_up (storm, index);
}

gboolean
lamp_storm_assign (LampStorm *storm, const char *crew, const char *assignment, guint32 device)
{
  guint32  index, holder;
  guint    place;
  LampJob *job;

  g_return_val_if_fail (storm != NULL, FALSE);
  g_return_val_if_fail (assignment != NULL, FALSE);

  index = lamp_storm_find_crew (storm, crew);
  if (index == LAMP_NONE)
    return FALSE;
  job = find_job (storm, assignment, &holder, &place);
  if (job != NULL && holder != index)
    {
      lamp_storm_recall (storm, assignment);
      job = NULL;
    }
  if (job == NULL)
    {
      lamp_storm_plan_acknowledge (storm, index, lamp_storm_add_job (storm, index, assignment, device));
      return TRUE;
    }
  if (job->suspended)
    {
      job->device = device;
      go_on (storm, index, place);
    }
  else if (job->device != device)
    {
      job->device = device;
      if (job->state == LAMP_JOB_DRIVING) /* later it has the fault before its eyes */
        lamp_storm_take_up (storm, index);
    }
  return TRUE;
}

/* Takes the crew off a job, wherever it is with it. TRUE when that was what it was doing. */
static gboolean
drop (LampStorm *storm, guint32 crew, LampJob *job)
{
  gboolean was_current = job == lamp_storm_current_job (lamp_storm_get_crew (storm, crew));
  guint32  fault = job->fault;

  job->fault = LAMP_NONE;
  if (was_current)
    lamp_storm_stop (storm, crew);
  if (fault != LAMP_NONE && lamp_storm_get_fault (storm, fault)->active)
    lamp_storm_pace (storm, fault);
  return was_current;
}

void
lamp_storm_suspend (LampStorm *storm, const char *assignment)
{
  guint32  crew;
  guint    place;
  LampJob *job;
  gboolean was_current;

  g_return_if_fail (storm != NULL);

  job = find_job (storm, assignment, &crew, &place);
  if (job == NULL || job->suspended)
    return;
  was_current = drop (storm, crew, job);
  job->suspended = TRUE;
  job->state = LAMP_JOB_ACKNOWLEDGED;
  job->told = LAMP_TOLD_ACKNOWLEDGED; /* the wire's next step is en route */
  if (was_current)
    lamp_storm_take_up (storm, crew);
}

void
lamp_storm_recall (LampStorm *storm, const char *assignment)
{
  guint32  crew;
  guint    place;
  LampJob *job;
  gboolean was_current;

  g_return_if_fail (storm != NULL);

  job = find_job (storm, assignment, &crew, &place);
  if (job == NULL)
    return;
  was_current = !job->suspended && drop (storm, crew, job);
  g_ptr_array_remove_index (lamp_storm_get_crew (storm, crew)->jobs, place);
  if (was_current)
    lamp_storm_take_up (storm, crew);
}
