/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Where a crew is drawn between two fixes. A fix is a place at a time of the gateway's clock; what is drawn follows one
 * fix behind: it goes from where it is drawn to the new fix in as long as lies between the last two, so it never has to
 * guess where a crew will be. Beyond JUMP_M it jumps. Pure; times are the gateway's, microseconds.
 */
#pragma once

#include "geo/geo.h"

G_BEGIN_DECLS

typedef struct
{
  double x0, y0, x1, y1;       /* world units: from, to */
  gint64 start_usec, end_usec; /* when it leaves and arrives */
  gint64 fix_usec;             /* of the last fix; G_MININT64 before the first */
} LampMotion;

#define LAMP_MOTION_NONE ((LampMotion){ .fix_usec = G_MININT64 })

/* A fix came, at `now`; the same one again changes nothing. */
void lamp_motion_add (LampMotion *motion, LampWorld at, gint64 fix_usec, gint64 now_usec);
/* Where it is drawn at `now`. */
LampWorld lamp_motion_at (const LampMotion *motion, gint64 now_usec);
gboolean  lamp_motion_is_moving (const LampMotion *motion, gint64 now_usec);

/* Where it is going, degrees clockwise from north, [0, 360); 0 when it does not move. */
double lamp_motion_heading_deg (const LampMotion *motion);

#define LAMP_TRAIL_FIXES 24

/* The last fixes of a crew, oldest dropped first. A gap longer than LAMP_TRAIL_GAP_SEC, a jump, or a fix that is older than
 * the last begins it anew: nobody knows what lies between. */
typedef struct
{
  LampWorld at[LAMP_TRAIL_FIXES]; /* a ring */
  guint     n;                    /* how many ever came since it began */
  gint64    last_usec;
} LampTrail;

#define LAMP_TRAIL_GAP_SEC 600

/* The same fix again, or one at the same place, adds no point. */
void lamp_trail_add (LampTrail *trail, LampWorld at, gint64 fix_usec);
/* How many points there are, and the nth of them, the oldest first. */
guint     lamp_trail_get_n (const LampTrail *trail);
LampWorld lamp_trail_get (const LampTrail *trail, guint nth);

G_END_DECLS
