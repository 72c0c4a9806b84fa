/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What happens in the storm, as those would tell it who see it: meters, the control centre's switches, crews. Each event
 * becomes a command of who would give it, or a report to the desk; positions become fixes.
 */
#include "gateway/demo-private.h"

#include "gateway/gateway-private.h"
#include "records/crew.h"
#include "records/switch.h"

static void
report (LampDemo *demo, LampReportKind kind, guint32 subject, gint64 at_usec)
{
  lamp_desk_report (demo->desk, &(LampReport){ kind, subject, at_usec, FALSE });
}

static void
take_switch (LampDemo *demo, LampTurn *turn, const LampStormEvent *event)
{
  const char *id = lamp_network_element_id (demo->network, event->element);
  LampEdit   *edit = lamp_turn_begin (turn, event->crew != NULL ? lamp_crew_call (lamp_turn_get_state (turn), event->crew) : LAMP_DESK_ACTOR, event->open ? "open" : "close");
  LampSwitch *device = lamp_edit_open (edit, &lamp_switch_type, id);

  if (device == NULL)
    {
      device = lamp_open_switch (demo->network, event->element);
      lamp_edit_add (edit, device);
    }
  device->open = event->open;
  device->at_usec = event->at_usec;
  lamp_record_set_string (&device->source, event->source);
  lamp_edit_accept (edit, FALSE, NULL, NULL);
  if (g_strcmp0 (event->source, "scada") == 0)
    report (demo, event->open ? LAMP_REPORT_SCADA_OPEN : LAMP_REPORT_SCADA_CLOSED, event->element, event->at_usec);
}

static void
take_shift (LampTurn *turn, const LampStormEvent *event)
{
  LampEdit *edit = lamp_turn_begin (turn, lamp_crew_call (lamp_turn_get_state (turn), event->crew), event->on_shift ? "begin-shift" : "end-shift");
  LampCrew *crew = lamp_edit_open (edit, &lamp_crew_type, event->crew);

  if (crew != NULL && event->on_shift && g_strcmp0 (crew->status, "offShift") == 0)
    lamp_record_set_string (&crew->status, "available");
  else if (crew != NULL && !event->on_shift && crew->current_assignment == NULL)
    lamp_record_set_string (&crew->status, "offShift");
  lamp_edit_accept (edit, FALSE, NULL, NULL);
}

static int
step_rank (const char *status)
{
  static const char *const steps[] = { "assigned", "acknowledged", "enroute", "arrived", "working", "fieldComplete" };

  for (guint i = 0; i < G_N_ELEMENTS (steps); i++)
    if (g_strcmp0 (steps[i], status) == 0)
      return (int)i;
  return -1;
}

/* A crew may be further than anybody said; then the steps between happened too. It never goes back. */
static void
take_step (LampTurn *turn, const LampStormEvent *event)
{
  const LampState *state = lamp_turn_get_state (turn);
  LampEdit        *edit = lamp_turn_begin (turn, lamp_crew_call (state, event->crew), "advance");
  LampAssignment  *assignment = lamp_edit_open (edit, &lamp_assignment_type, event->assignment);

  if (assignment == NULL || !lamp_assignment_is_open (assignment))
    {
      lamp_edit_drop (edit);
      return;
    }
  if (g_str_equal (assignment->status, "suspended") && step_rank (event->status) >= step_rank ("enroute"))
    lamp_assignment_set_status (assignment, "enroute", event->at_usec);
  while (step_rank (assignment->status) >= 0 && step_rank (assignment->status) < step_rank (event->status))
    lamp_assignment_set_status (assignment, lamp_assignment_next (assignment->status), event->at_usec);
  lamp_settle_crew (edit, state, assignment->crew);
  lamp_settle_outage (edit, state, assignment->outage);
  lamp_edit_accept (edit, FALSE, NULL, NULL);
}

static void
take_found (LampDemo *demo, LampTurn *turn, const LampStormEvent *event)
{
  const LampState      *state = lamp_turn_get_state (turn);
  const LampAssignment *assignment = lamp_state_lookup (state, &lamp_assignment_type, event->assignment);
  LampEdit             *edit = lamp_turn_begin (turn, lamp_crew_call (state, event->crew), "report");
  LampOutage           *outage = assignment != NULL ? lamp_edit_open (edit, &lamp_outage_type, assignment->outage) : NULL;

  if (outage != NULL && lamp_outage_is_open (outage))
    {
      lamp_record_set_string (&outage->cause, event->cause);
      if (event->element != LAMP_NONE && g_str_equal (outage->status, "predicted"))
        lamp_record_set_string (&outage->status, "confirmed");
      if (event->ert_usec > 0)
        {
          outage->ert_usec = event->ert_usec;
          lamp_record_set_string (&outage->ert_source, "crew");
          lamp_record_set_string (&outage->ert_confidence, "high");
        }
      if (event->element != LAMP_NONE)
        lamp_desk_set_device (demo->desk, outage->base.id, event->element, event->at_usec);
      else
        report (demo, LAMP_REPORT_RESTORED, lamp_desk_get_device (demo->desk, outage->base.id), event->at_usec);
    }
  lamp_edit_accept (edit, FALSE, NULL, NULL);
}

static void
write_restored (LampDemo *demo, LampOutage *outage, const LampStormEvent *event)
{
  if (event->remains == LAMP_NONE)
    {
      lamp_outage_end (outage, "restored");
      outage->restored_usec = event->at_usec;
      return;
    }
  lamp_record_set_string (&outage->status, "partiallyRestored");
  lamp_desk_set_device (demo->desk, outage->base.id, event->remains, event->at_usec);
}

static void
take_restored (LampDemo *demo, LampTurn *turn, const LampStormEvent *event)
{
  const LampState      *state = lamp_turn_get_state (turn);
  const LampAssignment *assignment = event->assignment != NULL ? lamp_state_lookup (state, &lamp_assignment_type, event->assignment) : NULL;
  g_autofree char      *id = g_strdup (assignment != NULL ? assignment->outage : lamp_desk_find (demo->desk, event->element));
  LampEdit             *edit = lamp_turn_begin (turn, event->crew != NULL ? lamp_crew_call (state, event->crew) : "night-desk", "restore");
  LampOutage           *outage = id != NULL ? lamp_edit_open (edit, &lamp_outage_type, id) : NULL;

  report (demo, LAMP_REPORT_RESTORED, event->element, event->at_usec);
  if (outage != NULL && lamp_outage_is_open (outage) && event->remains == LAMP_NONE && lamp_desk_get_device (demo->desk, id) != LAMP_NONE)
    report (demo, LAMP_REPORT_RESTORED, lamp_desk_get_device (demo->desk, id), event->at_usec);
  if (outage != NULL && lamp_outage_is_open (outage))
    {
      write_restored (demo, outage, event);
      lamp_settle_outage (edit, state, id);
    }
  lamp_edit_accept (edit, FALSE, NULL, NULL);
}

void
lamp_demo_take_event (LampDemo *demo, LampTurn *turn, const LampStormEvent *event)
{
  switch (event->kind)
    {
    case LAMP_STORM_CALL:
      report (demo, LAMP_REPORT_CALL, event->customer, event->at_usec);
      break;
    case LAMP_STORM_LAST_GASP:
      report (demo, LAMP_REPORT_LAST_GASP, event->customer, event->at_usec);
      break;
    case LAMP_STORM_POWER_RESTORED:
      report (demo, LAMP_REPORT_LIVE, event->customer, event->at_usec);
      break;
    case LAMP_STORM_SWITCH:
      take_switch (demo, turn, event);
      break;
    case LAMP_STORM_SHIFT:
      take_shift (turn, event);
      break;
    case LAMP_STORM_STEP:
      take_step (turn, event);
      break;
    case LAMP_STORM_REPORT:
      take_found (demo, turn, event);
      break;
    case LAMP_STORM_RESTORED:
      take_restored (demo, turn, event);
      break;
    case LAMP_STORM_POSITION:
    default:
      break; /* with the fixes, at the end */
    }
}

void
lamp_demo_take_fixes (LampTurn *turn, const GArray *events)
{
  g_autoptr (GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);

  for (guint i = events->len; i > 0; i--)
    {
      const LampStormEvent *event = &g_array_index (events, LampStormEvent, i - 1);
      const LampCrew       *present = event->kind == LAMP_STORM_POSITION ? lamp_state_lookup (lamp_turn_get_state (turn), &lamp_crew_type, event->crew) : NULL;
      LampCrew             *crew;

      if (present == NULL || !g_hash_table_add (seen, (gpointer)event->crew))
        continue;
      crew = lamp_record_copy (present);
      crew->base.at = lamp_point_from_world (event->at);
      crew->base.placed = TRUE;
      crew->position_usec = event->at_usec;
      crew->speed_mps = event->speed_mps;
      crew->heading_deg = event->heading_deg;
      lamp_record_set_string (&crew->source, "avl");
      lamp_turn_fix (turn, crew);
    }
}
