/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A repair crew: who, what they can do, where they are and how old that is.
 */
#pragma once

#include "records/record.h"

G_BEGIN_DECLS

extern const LampRecordType lamp_crew_type;

typedef struct
{
  LampRecord base; /* placed at its last fix */
  char      *name;
  char     **skills; /* line cable switching tree */
  char      *vehicle;
  gint64     members;
  char      *phone;
  char      *zone;
  gint64     shift_start_usec, shift_end_usec;
  char      *status;        /* offShift available assigned acknowledged enroute onSite working suspended */
  gint64     position_usec; /* time of the fix */
  double     speed_mps, heading_deg;
  char      *source;             /* "avl", "manual" */
  char      *current_assignment; /* id, NULL when free */
} LampCrew;

G_END_DECLS
