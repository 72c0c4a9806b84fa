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

/* What the age of a crew's last fix says of where it is now. */
typedef enum {
  LAMP_FIX_FRESH,
  LAMP_FIX_OLD,     /* older than LAMP_FIX_OLD_SEC: it may be elsewhere by now */
  LAMP_FIX_AHEAD,   /* of the future: a clock is wrong, and it may be of any age */
  LAMP_FIX_UNKNOWN, /* nobody says how old it is, or there is none */
} LampFix;

#define LAMP_FIX_OLD_SEC 180 /* by the gateway's clock: three times as long as a receiver that stands still is silent */
#define LAMP_FIX_WAY_SEC 15  /* by ours: so long a fix may be under way, however fast the gateway's clock goes */

/* `speed`: as for lamp_time_is_ahead. Pure, any thread. */
LampFix lamp_crew_get_fix (const LampCrew *crew, gint64 now_usec, double speed);

G_END_DECLS
