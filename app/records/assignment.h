/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * One crew on one outage. Only the transitions of lamp_assignment_can() are possible; anything else is refused.
 */
#pragma once

#include "records/record.h"

G_BEGIN_DECLS

extern const LampRecordType lamp_assignment_type;

typedef struct
{
  LampRecord base;          /* placed at its outage */
  char      *outage, *crew; /* ids */
  char      *status;        /* assigned acknowledged enroute arrived working suspended fieldComplete recalled */
  gint64     eta_usec;
  char      *eta_source; /* "route" or "straightLine" */
  gint64     assigned_usec, acknowledged_usec, enroute_usec, arrived_usec, working_usec;
  gint64     suspended_usec, complete_usec, recalled_usec;
  char      *by;     /* who assigned */
  char      *reason; /* of a suspension or recall */
} LampAssignment;

/* Not yet fieldComplete or recalled. */
gboolean lamp_assignment_is_open (const LampAssignment *assignment);
/* The status `advance` leads to from `status`; NULL at the end. */
const char *lamp_assignment_next (const char *status);
gboolean    lamp_assignment_can (const char *from, const char *to);

G_END_DECLS
