/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What a crew does with an order: takes it, sets out, drives, looks for the fault, brings back what can be brought back
 * by switching, repairs, packs up; then the next one, or home.
 *
 * Crews at one fault share the work. Whoever is recalled leaves what is done for the next.
 */
#include "simulation/storm-private.h"

#define HELPER_SHARE 0.7 /* of what one crew alone does in a time, for each that joins */
#define HOME_M 60.0

void
lamp_job_free (gpointer data)
{
  LampJob *job = data;

  g_free (job->id);
  g_free (job);
}

LampJob *
lamp_storm_current_job (const LampStormCrew *crew)
{
  for (guint i = 0; i < crew->jobs->len; i++)
    {
      LampJob *job = g_ptr_array_index (crew->jobs, i);

      if (!job->suspended)
        return job;
    }
  return NULL;
}

LampJob *
lamp_storm_add_job (LampStorm *storm, guint32 crew, const char *assignment, guint32 device)
{
  LampJob *job = g_new0 (LampJob, 1);

  job->id = g_strdup (assignment);
  job->number = storm->n_jobs++;
  job->device = device;
  job->fault = LAMP_NONE;
  job->given_usec = storm->now_usec;
  g_ptr_array_add (lamp_storm_get_crew (storm, crew)->jobs, job);
  return job;
}

static gboolean
works_on (const LampJob *job, guint32 fault)
{
  return job != NULL && job->fault == fault && job->state == LAMP_JOB_REPAIRING;
}

gboolean
lamp_storm_is_attended (const LampStorm *storm, guint32 fault)
{
  for (guint32 i = 0; i < storm->crews->len; i++)
    {
      const LampJob *job = lamp_storm_current_job (lamp_storm_get_crew (storm, i));

      if (job != NULL && (job->fault == fault || (job->fault == LAMP_NONE && lamp_storm_find_fault_near (storm, job->device) == fault)))
        return TRUE;
    }
  return FALSE;
}

/* Itself; what keeps the device dark, the nearest above; or the first behind it, when the guess was too high. */
guint32
lamp_storm_find_fault_near (const LampStorm *storm, guint32 device)
{
  guint32 above = LAMP_NONE, behind = LAMP_NONE, above_opens = 0;

  if (device >= storm->network->n_elements)
    return LAMP_NONE;
  for (guint32 i = 0; i < storm->faults->len; i++)
    {
      const LampFault *fault = &g_array_index (storm->faults, LampFault, i);

      if (!fault->active)
        continue;
      if (fault->opens == device || fault->broken == device)
        return i;
      if (lamp_tree_is_behind (storm->tree, device, fault->opens) && (above == LAMP_NONE || fault->opens > above_opens))
        {
          above = i;
          above_opens = fault->opens;
        }
      else if (behind == LAMP_NONE && lamp_tree_is_behind (storm->tree, fault->opens, device))
        behind = i;
    }
  return above != LAMP_NONE ? above : behind;
}

/* Was there something, which somebody else has repaired since the crew was sent? */
static gboolean
has_been_repaired (const LampStorm *storm, const LampJob *job)
{
  for (guint32 i = 0; i < storm->faults->len; i++)
    {
      const LampFault *fault = &g_array_index (storm->faults, LampFault, i);

      if (!fault->active && fault->end_usec >= job->given_usec &&
          (lamp_tree_is_behind (storm->tree, job->device, fault->opens) || lamp_tree_is_behind (storm->tree, fault->opens, job->device)))
        return TRUE;
    }
  return FALSE;
}

void
lamp_storm_tell_step (LampStorm *storm, guint32 crew, LampJob *job, LampTold told)
{
  static const char *const words[] = { NULL, "acknowledged", "enroute", "arrived", "working", "fieldComplete" };

  if (told <= job->told)
    return;
  job->told = told;
  lamp_storm_tell (storm, (LampStormEvent){
                              .kind = LAMP_STORM_STEP,
                              .customer = LAMP_NONE,
                              .element = LAMP_NONE,
                              .remains = LAMP_NONE,
                              .crew = lamp_storm_get_crew (storm, crew)->id,
                              .assignment = job->id,
                              .status = words[told],
                          });
}

static void
tell_report (LampStorm *storm, guint32 crew, const LampJob *job, gint64 ert_usec)
{
  const LampFault *fault = job->fault != LAMP_NONE ? lamp_storm_get_fault (storm, job->fault) : NULL;

  lamp_storm_tell (storm, (LampStormEvent){
                              .kind = LAMP_STORM_REPORT,
                              .customer = LAMP_NONE,
                              .element = fault != NULL ? fault->opens : LAMP_NONE,
                              .remains = LAMP_NONE,
                              .crew = lamp_storm_get_crew (storm, crew)->id,
                              .assignment = job->id,
                              .cause = fault != NULL ? fault->cause : "noFault",
                              .ert_usec = ert_usec,
                          });
}

/* Reckons what the workers have done so far, and when they will be through. */
void
lamp_storm_pace (LampStorm *storm, guint32 index)
{
  LampFault *fault = lamp_storm_get_fault (storm, index);
  double     rate = fault->n_workers > 0 ? 1.0 + HELPER_SHARE * (fault->n_workers - 1) : 0.0;

  fault->work_usec -= (gint64)(rate * (double)(storm->now_usec - fault->since_usec));
  fault->work_usec = MAX (fault->work_usec, 0);
  fault->since_usec = storm->now_usec;
  fault->n_workers = 0;
  for (guint32 i = 0; i < storm->crews->len; i++)
    fault->n_workers += works_on (lamp_storm_current_job (lamp_storm_get_crew (storm, i)), index);
  if (fault->n_workers == 0)
    return;
  rate = 1.0 + HELPER_SHARE * (fault->n_workers - 1);
  for (guint32 i = 0; i < storm->crews->len; i++)
    if (works_on (lamp_storm_current_job (lamp_storm_get_crew (storm, i)), index))
      lamp_storm_plan_step (storm, i, storm->now_usec + (gint64)((double)fault->work_usec / rate));
}

static gboolean
is_gone (LampStorm *storm, const LampJob *job)
{
  return job->fault == LAMP_NONE || !lamp_storm_get_fault (storm, job->fault)->active;
}

static gint64
job_delay (const LampStorm *storm, LampChance what, const LampJob *job, double low_s, double high_s)
{
  return storm->now_usec + lamp_storm_between (storm, what, job->number, 0, low_s, high_s);
}

static void
leave (LampStorm *storm, guint32 crew, LampJob *job)
{
  job->state = LAMP_JOB_LEAVING;
  lamp_storm_plan_step (storm, crew, job_delay (storm, LAMP_CHANCE_LEAVE, job, 20, 60));
}

/* The lowest switch between what opened and what is broken; LAMP_NONE when there is none or nobody would gain by it. */
static guint32
isolation_point (const LampStorm *storm, const LampFault *fault)
{
  guint32 element = fault->broken;

  if (element == fault->opens || !lamp_tree_is_behind (storm->tree, element, fault->opens))
    return LAMP_NONE;
  for (element = storm->tree->parent[element]; element != LAMP_NONE && element != fault->opens; element = storm->tree->parent[element])
    if (lamp_element_kind_is_switch ((LampElementKind)storm->network->element_kind[element]))
      return lamp_tree_count_customers (storm->tree, element) < lamp_tree_count_customers (storm->tree, fault->opens) ? element : LAMP_NONE;
  return LAMP_NONE;
}

static void
set_out (LampStorm *storm, guint32 crew, LampJob *job)
{
  lamp_storm_tell_step (storm, crew, job, LAMP_TOLD_ENROUTE);
  job->state = LAMP_JOB_DRIVING;
  lamp_storm_drive (storm, crew, job->device < storm->network->n_elements ? lamp_network_element_at (storm->network, job->device) : LAMP_WORLD_NONE);
}

static void
arrive (LampStorm *storm, guint32 crew, LampJob *job)
{
  guint32 fault = lamp_storm_find_fault_near (storm, job->device);
  gint64  until_usec = job_delay (storm, LAMP_CHANCE_PATROL, job, 30, 90);

  lamp_storm_tell_step (storm, crew, job, LAMP_TOLD_ARRIVED);
  job->state = LAMP_JOB_PATROL;
  if (fault != LAMP_NONE && lamp_storm_get_fault (storm, fault)->first)
    until_usec = job_delay (storm, LAMP_CHANCE_PATROL, job, 12, 25);
  else if (fault != LAMP_NONE && lamp_storm_get_fault (storm, fault)->broken != job->device)
    until_usec = job_delay (storm, LAMP_CHANCE_PATROL, job, 90, 300);
  lamp_storm_plan_step (storm, crew, until_usec);
}

static void
end_patrol (LampStorm *storm, guint32 crew, LampJob *job)
{
  job->fault = lamp_storm_find_fault_near (storm, job->device);
  if (job->fault != LAMP_NONE)
    {
      job->state = LAMP_JOB_TO_FAULT;
      lamp_storm_drive (storm, crew, lamp_network_element_at (storm->network, lamp_storm_get_fault (storm, job->fault)->broken));
      return;
    }
  lamp_storm_tell_step (storm, crew, job, LAMP_TOLD_WORKING);
  if (job->device != LAMP_NONE && !has_been_repaired (storm, job))
    tell_report (storm, crew, job, storm->now_usec);
  leave (storm, crew, job);
}

static void
begin_repair (LampStorm *storm, LampJob *job)
{
  job->state = LAMP_JOB_REPAIRING;
  lamp_storm_pace (storm, job->fault);
}

static void
reach_fault (LampStorm *storm, guint32 crew, LampJob *job)
{
  const LampFault *fault = lamp_storm_get_fault (storm, job->fault);
  gint64           begin_usec = storm->now_usec;

  lamp_storm_tell_step (storm, crew, job, LAMP_TOLD_WORKING);
  if (is_gone (storm, job))
    {
      leave (storm, crew, job);
      return;
    }
  if (isolation_point (storm, fault) != LAMP_NONE)
    begin_usec = job_delay (storm, LAMP_CHANCE_ISOLATE, job, 120, 240);
  tell_report (storm, crew, job, begin_usec + fault->work_usec);
  if (begin_usec == storm->now_usec)
    {
      begin_repair (storm, job);
      return;
    }
  job->state = LAMP_JOB_ISOLATING;
  lamp_storm_plan_step (storm, crew, begin_usec);
}

static void
end_isolation (LampStorm *storm, guint32 crew, LampJob *job)
{
  guint32 remains = is_gone (storm, job) ? LAMP_NONE : isolation_point (storm, lamp_storm_get_fault (storm, job->fault));

  if (is_gone (storm, job))
    {
      leave (storm, crew, job);
      return;
    }
  if (remains != LAMP_NONE)
    lamp_storm_restore (storm, job->fault, remains, job->id, lamp_storm_get_crew (storm, crew)->id);
  begin_repair (storm, job);
}

static void
end_repair (LampStorm *storm, guint32 crew, LampJob *job)
{
  guint32 fault = job->fault;

  leave (storm, crew, job);
  if (is_gone (storm, job))
    return;
  lamp_storm_restore (storm, fault, LAMP_NONE, job->id, lamp_storm_get_crew (storm, crew)->id);
}

static void
end_job (LampStorm *storm, guint32 crew, LampJob *job)
{
  lamp_storm_tell_step (storm, crew, job, LAMP_TOLD_COMPLETE);
  g_ptr_array_remove (lamp_storm_get_crew (storm, crew)->jobs, job);
  lamp_storm_take_up (storm, crew);
}

static gboolean
is_home (const LampStormCrew *crew)
{
  return lamp_world_distance_m (crew->at, crew->home) < HOME_M;
}

/* Without a job: a while where it stands, then home; off, when the shift is over. */
static void
stand_by (LampStorm *storm, guint32 index)
{
  LampStormCrew *crew = lamp_storm_get_crew (storm, index);

  if (crew->on_shift && storm->now_usec >= crew->shift_end_usec)
    lamp_storm_plan (storm, storm->now_usec, (LampHappens){ .kind = LAMP_HAPPENS_SHIFT, .subject = index });
  if (crew->moving || is_home (crew))
    return;
  lamp_storm_plan_step (storm, index, storm->now_usec + lamp_storm_between (storm, LAMP_CHANCE_DEPOT, index, storm->n_jobs, 180, 420));
}

void
lamp_storm_take_up (LampStorm *storm, guint32 index)
{
  LampStormCrew *crew = lamp_storm_get_crew (storm, index);
  LampJob       *job = lamp_storm_current_job (crew);

  if (job == NULL)
    {
      stand_by (storm, index);
      return;
    }
  switch (job->state)
    {
    case LAMP_JOB_NEW: /* goes on when it is acknowledged */
      break;
    case LAMP_JOB_ACKNOWLEDGED:
      job->state = LAMP_JOB_DEPARTING;
      lamp_storm_stop (storm, index);
      lamp_storm_plan_step (storm, index, job_delay (storm, LAMP_CHANCE_DEPART, job, 8, 35));
      break;
    case LAMP_JOB_DRIVING:
      set_out (storm, index, job);
      break;
    case LAMP_JOB_PATROL:
      arrive (storm, index, job);
      break;
    case LAMP_JOB_LEAVING:
      leave (storm, index, job);
      break;
    case LAMP_JOB_DEPARTING:
    case LAMP_JOB_TO_FAULT:
    case LAMP_JOB_ISOLATING:
    case LAMP_JOB_REPAIRING:
    default:
      break; /* it is at it */
    }
}

static void
do_step (LampStorm *storm, guint32 crew, LampJob *job)
{
  switch (job->state)
    {
    case LAMP_JOB_DEPARTING:
      set_out (storm, crew, job);
      break;
    case LAMP_JOB_DRIVING:
      arrive (storm, crew, job);
      break;
    case LAMP_JOB_PATROL:
      end_patrol (storm, crew, job);
      break;
    case LAMP_JOB_TO_FAULT:
      reach_fault (storm, crew, job);
      break;
    case LAMP_JOB_ISOLATING:
      end_isolation (storm, crew, job);
      break;
    case LAMP_JOB_REPAIRING:
      end_repair (storm, crew, job);
      break;
    case LAMP_JOB_LEAVING:
      end_job (storm, crew, job);
      break;
    case LAMP_JOB_NEW:
    case LAMP_JOB_ACKNOWLEDGED:
    default:
      break;
    }
}

void
lamp_storm_happens_crew (LampStorm *storm, const LampHappens *happens)
{
  guint32        index = happens->subject;
  LampStormCrew *crew = lamp_storm_get_crew (storm, index);
  LampJob       *job = lamp_storm_current_job (crew);
  gboolean       arrived = crew->moving;

  if (happens->generation != crew->generation)
    return;
  lamp_storm_stop (storm, index);
  if (job != NULL)
    do_step (storm, index, job);
  else if (!arrived && !is_home (crew))
    lamp_storm_drive (storm, index, crew->home);
}
