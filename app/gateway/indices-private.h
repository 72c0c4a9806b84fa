/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What `lamplighterd indices` was asked, found and says: indices-command.c computes it, indices-print.c words it.
 */
#pragma once

#include "engine/interruptions.h"

G_BEGIN_DECLS

typedef struct
{
  /* As asked. */
  char    *store, *region, *from, *to, *zone_name;
  double   momentary_min, celid_hours, med_threshold_min;
  gboolean exclude_med, population, forced_only, json, csv;
  /* As understood. */
  GTimeZone         *zone;
  LampNetwork       *network;
  LampTree          *tree;
  LampInterruptions *interruptions;
  LampIndicesOptions options;
  gint64             first_usec, last_usec; /* of the journal; LAMP_UNKNOWN_TIME when it is empty */
  /* As found. */
  LampMajorDays learnt;
  GArray       *major; /* gint32; NULL: no threshold */
  LampIndices   indices;
} LampIndicesReport;

/* For people, or as JSON or CSV. */
char *lamp_indices_to_string (const LampIndicesReport *report);

G_END_DECLS
