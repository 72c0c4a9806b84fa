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

G_END_DECLS
