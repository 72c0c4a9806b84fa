/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * See crew.h.
 */
#include "records/crew.h"

#include "records/record-private.h"

static const char *const skills[] = { "line", "cable", "switching", "tree", NULL };
static const char *const statuses[] = { "offShift", "available", "assigned", "acknowledged", "enroute", "onSite", "working", "suspended", NULL };

static const LampField fields[] = {
  LAMP_FIELD (LampCrew, STRING, "name", name, "Name of the crew"),
  LAMP_FIELD_WORDS (LampCrew, STRINGS, "skills", skills, skills, "What it can do"),
  LAMP_FIELD (LampCrew, STRING, "vehicle", vehicle, "Its vehicle"),
  LAMP_FIELD (LampCrew, INTEGER, "members", members, "How many people"),
  LAMP_FIELD (LampCrew, STRING, "phone", phone, "How to call it"),
  LAMP_FIELD (LampCrew, STRING, "zone", zone, "Its home zone"),
  LAMP_FIELD (LampCrew, TIME, "shiftStart", shift_start_usec, "Start of its shift"),
  LAMP_FIELD (LampCrew, TIME, "shiftEnd", shift_end_usec, "End of its shift"),
  LAMP_FIELD_WORDS (LampCrew, STRING, "status", status, statuses, "What it does now"),
  LAMP_FIELD (LampCrew, TIME, "positionAt", position_usec, "Time of its last position fix"),
  LAMP_FIELD (LampCrew, NUMBER, "speed_mps", speed_mps, "Speed over ground, m/s"),
  LAMP_FIELD (LampCrew, NUMBER, "heading_deg", heading_deg, "Heading, degrees clockwise from north"),
  LAMP_FIELD (LampCrew, STRING, "source", source, "Where the position comes from: avl or manual"),
  LAMP_FIELD (LampCrew, STRING, "currentAssignment", current_assignment, "Id of its assignment; null when free"),
  LAMP_FIELD_END,
};

const LampRecordType lamp_crew_type = {
  .collection = "crews",
  .singular = "crew",
  .title = "Crews",
  .description = "Repair crews, placed at their last position fix",
  .size = sizeof (LampCrew),
  .geometry = "Point",
  .fields = fields,
  .start_field = "positionAt",
};

LampFix
lamp_crew_get_fix (const LampCrew *crew, gint64 now_usec, double speed)
{
  if (crew->position_usec == LAMP_UNKNOWN_TIME)
    return LAMP_FIX_UNKNOWN;
  if (lamp_time_is_ahead (crew->position_usec, now_usec, speed))
    return LAMP_FIX_AHEAD;
  return (double)(now_usec - crew->position_usec) > MAX (LAMP_FIX_OLD_SEC, LAMP_FIX_WAY_SEC * speed) * 1e6 ? LAMP_FIX_OLD : LAMP_FIX_FRESH;
}
