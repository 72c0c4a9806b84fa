/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * See assignment.h.
 */
#include "records/assignment.h"

#include "records/record-private.h"

static const char *const statuses[] = { "assigned", "acknowledged", "enroute", "arrived", "working", "suspended", "fieldComplete", "recalled", NULL };
static const char *const eta_sources[] = { "route", "straightLine", NULL };

static const LampField fields[] = {
  LAMP_FIELD (LampAssignment, STRING, "outage", outage, "Id of the outage"),
  LAMP_FIELD (LampAssignment, STRING, "crew", crew, "Id of the crew"),
  LAMP_FIELD_WORDS (LampAssignment, STRING, "status", status, statuses, "How far it is"),
  LAMP_FIELD (LampAssignment, TIME, "eta", eta_usec, "Estimated time of arrival"),
  LAMP_FIELD_WORDS (LampAssignment, STRING, "etaSource", eta_source, eta_sources, "How the arrival was estimated"),
  LAMP_FIELD (LampAssignment, TIME, "assignedAt", assigned_usec, "When it was assigned"),
  LAMP_FIELD (LampAssignment, TIME, "acknowledgedAt", acknowledged_usec, "When the crew took it"),
  LAMP_FIELD (LampAssignment, TIME, "enrouteAt", enroute_usec, "When the crew set out"),
  LAMP_FIELD (LampAssignment, TIME, "arrivedAt", arrived_usec, "When the crew arrived"),
  LAMP_FIELD (LampAssignment, TIME, "workingAt", working_usec, "When work began"),
  LAMP_FIELD (LampAssignment, TIME, "suspendedAt", suspended_usec, "When it was last suspended"),
  LAMP_FIELD (LampAssignment, TIME, "fieldCompleteAt", complete_usec, "When the work in the field was done"),
  LAMP_FIELD (LampAssignment, TIME, "recalledAt", recalled_usec, "When it was recalled"),
  LAMP_FIELD (LampAssignment, STRING, "by", by, "Who assigned it"),
  LAMP_FIELD (LampAssignment, STRING, "reason", reason, "Why it was suspended or recalled"),
  LAMP_FIELD_END,
};

const LampRecordType lamp_assignment_type = {
  .collection = "assignments",
  .singular = "assignment",
  .title = "Assignments",
  .description = "One crew on one outage, placed at the outage",
  .size = sizeof (LampAssignment),
  .geometry = "Point",
  .fields = fields,
  .start_field = "assignedAt",
  .needs_match = TRUE,
};

/* A suspended crew has left, or may have: it sets out again. */
static const struct
{
  const char *status, *next;
} steps[] = {
  { "assigned", "acknowledged" },
  { "acknowledged", "enroute" },
  { "enroute", "arrived" },
  { "arrived", "working" },
  { "working", "fieldComplete" },
  { "suspended", "enroute" },
};

const char *
lamp_assignment_next (const char *status)
{
  for (gsize i = 0; i < G_N_ELEMENTS (steps); i++)
    if (g_strcmp0 (steps[i].status, status) == 0)
      return steps[i].next;

  return NULL;
}

gboolean
lamp_assignment_is_open (const LampAssignment *assignment)
{
  return lamp_assignment_next (assignment->status) != NULL;
}

gboolean
lamp_assignment_can (const char *from, const char *to)
{
  const char *next = lamp_assignment_next (from);

  if (next == NULL)
    return FALSE;

  return g_strcmp0 (to, next) == 0 || g_strcmp0 (to, "recalled") == 0 ||
         (g_strcmp0 (to, "suspended") == 0 && !g_str_equal (from, "suspended"));
}
