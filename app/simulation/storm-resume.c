/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The world after a restart, from what the gateway had been told of it.
 */
#include "simulation/storm-private.h"

#include "records/assignment.h"
#include "records/outage.h"

static guint32
find_device (const LampStorm *storm, const LampOutage *outage)
{
  return outage->device != NULL ? lamp_network_find_element (storm->network, outage->device) : LAMP_NONE;
}

/* One customer's own trouble is no fault of the network. */
static gboolean
is_fault (const LampStorm *storm, const LampOutage *outage, guint32 device)
{
  return lamp_outage_is_open (outage) && outage->planned != TRUE && device != LAMP_NONE &&
         g_strcmp0 (outage->rule, "service") != 0 && !lamp_energisation_is_open (storm->truth, device);
}

static void
resume_fault (LampStorm *storm, const LampOutage *outage)
{
  guint32   device = find_device (storm, outage);
  LampFault fault = { .broken = device, .opens = device, .start_usec = storm->now_usec, .since_usec = storm->now_usec };

  if (!is_fault (storm, outage, device))
    return;
  if (outage->start_usec != LAMP_UNKNOWN_TIME)
    fault.start_usec = MIN (outage->start_usec, storm->now_usec);
  fault.cause = lamp_storm_choose_cause (storm, device);
  fault.work_usec = lamp_storm_repair_usec (storm, device);
  lamp_storm_break (storm, fault);
}

static void
resume_crew (LampStorm *storm, const LampCrew *record)
{
  guint32        index = lamp_storm_find_crew (storm, record->base.id);
  LampStormCrew *crew = index != LAMP_NONE ? lamp_storm_get_crew (storm, index) : NULL;

  if (crew == NULL)
    return;
  if (record->base.placed)
    crew->at = lamp_world_from_point (record->base.at);
  if (record->heading_deg >= 0.0) /* not when it is not a number */
    crew->heading_deg = record->heading_deg;
  if (record->shift_start_usec != LAMP_UNKNOWN_TIME)
    crew->shift_start_usec = record->shift_start_usec;
  if (record->shift_end_usec != LAMP_UNKNOWN_TIME)
    crew->shift_end_usec = record->shift_end_usec;
  crew->on_shift = g_strcmp0 (record->status, "offShift") != 0;
}

static const struct
{
  const char  *status;
  LampJobState state;
  LampTold     told;
} STEPS[] = {
  { "assigned", LAMP_JOB_NEW, LAMP_TOLD_NOTHING },
  { "suspended", LAMP_JOB_ACKNOWLEDGED, LAMP_TOLD_ACKNOWLEDGED },
  { "acknowledged", LAMP_JOB_ACKNOWLEDGED, LAMP_TOLD_ACKNOWLEDGED },
  { "enroute", LAMP_JOB_DRIVING, LAMP_TOLD_ENROUTE },
  { "arrived", LAMP_JOB_PATROL, LAMP_TOLD_ARRIVED },
  { "working", LAMP_JOB_PATROL, LAMP_TOLD_WORKING }, /* and looks about once more */
};

static guint
step_of (const LampAssignment *assignment)
{
  guint i = 0;

  while (i + 1 < G_N_ELEMENTS (STEPS) && g_strcmp0 (STEPS[i].status, assignment->status) != 0)
    i++;
  return i;
}

/* What a crew was furthest with comes first in its queue; then what it was given first. */
static int
compare_assignments (gconstpointer a, gconstpointer b)
{
  const LampAssignment *one = *(const LampAssignment *const *)a, *other = *(const LampAssignment *const *)b;
  guint                 one_step = step_of (one), other_step = step_of (other);

  if (one_step != other_step)
    return one_step > other_step ? -1 : 1;
  if (one->assigned_usec != other->assigned_usec)
    return one->assigned_usec < other->assigned_usec ? -1 : 1;
  return g_strcmp0 (one->base.id, other->base.id);
}

static const LampOutage *
find_outage (const GPtrArray *outages, const char *id)
{
  for (guint i = 0; i < outages->len; i++)
    if (g_strcmp0 (((LampOutage *)g_ptr_array_index (outages, i))->base.id, id) == 0)
      return g_ptr_array_index (outages, i);
  return NULL;
}

static void
resume_job (LampStorm *storm, const LampAssignment *assignment, const GPtrArray *outages)
{
  guint32           crew = lamp_storm_find_crew (storm, assignment->crew);
  const LampOutage *outage = find_outage (outages, assignment->outage);
  guint             step = step_of (assignment);
  LampJob          *job;

  if (crew == LAMP_NONE || !lamp_assignment_is_open (assignment))
    return;
  job = lamp_storm_add_job (storm, crew, assignment->base.id, outage != NULL ? find_device (storm, outage) : LAMP_NONE);
  job->state = STEPS[step].state;
  job->told = STEPS[step].told;
  if (job->told == LAMP_TOLD_WORKING && (outage == NULL || !lamp_outage_is_open (outage)))
    job->state = LAMP_JOB_LEAVING; /* the lights are back already */
  job->suspended = g_strcmp0 (assignment->status, "suspended") == 0;
  if (assignment->assigned_usec != LAMP_UNKNOWN_TIME)
    job->given_usec = assignment->assigned_usec;
  if (job->state == LAMP_JOB_NEW)
    lamp_storm_plan_acknowledge (storm, crew, job);
}

static void
resume_jobs (LampStorm *storm, const GPtrArray *assignments, const GPtrArray *outages)
{
  g_autoptr (GPtrArray) order = g_ptr_array_new ();

  for (guint i = 0; i < assignments->len; i++)
    g_ptr_array_add (order, g_ptr_array_index (assignments, i));
  g_ptr_array_sort (order, compare_assignments);
  for (guint i = 0; i < order->len; i++)
    resume_job (storm, g_ptr_array_index (order, i), outages);
}

static void
plan_all (LampStorm *storm)
{
  for (guint32 i = 0; i < storm->crews->len; i++)
    {
      LampStormCrew *crew = lamp_storm_get_crew (storm, i);

      lamp_storm_plan_crew (storm, i);
      if (crew->on_shift && storm->now_usec >= crew->shift_end_usec)
        lamp_storm_plan (storm, storm->now_usec, (LampHappens){ .kind = LAMP_HAPPENS_SHIFT, .subject = i });
      if (lamp_storm_current_job (crew) != NULL)
        lamp_storm_take_up (storm, i);
      else
        lamp_storm_plan_step (storm, i, storm->now_usec + LAMP_MINUTE);
    }
  lamp_storm_plan_faults (storm, storm->now_usec);
  lamp_storm_plan_wrong_call (storm, (guint32)(storm->now_usec / LAMP_MINUTE), storm->now_usec);
}

void
lamp_storm_resume (LampStorm *storm, gint64 now_usec, const GPtrArray *outages, const GPtrArray *crews, const GPtrArray *assignments)
{
  g_return_if_fail (storm != NULL);
  g_return_if_fail (outages != NULL && crews != NULL && assignments != NULL);

  g_array_set_size (storm->queue, 0);
  storm->now_usec = MAX (now_usec, storm->now_usec);
  for (guint i = 0; i < crews->len; i++)
    resume_crew (storm, g_ptr_array_index (crews, i));
  for (guint i = 0; i < outages->len; i++)
    resume_fault (storm, g_ptr_array_index (outages, i));
  resume_jobs (storm, assignments, outages);
  plan_all (storm);
}
