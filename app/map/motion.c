/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * See motion.h.
 */
#include "map/motion.h"

#include <math.h>

#define JUMP_M 3000.0
#define LONGEST_USEC (120 * G_USEC_PER_SEC)

static double
share (const LampMotion *motion, gint64 now_usec)
{
  if (now_usec >= motion->end_usec)
    return 1.0;
  if (now_usec <= motion->start_usec)
    return 0.0;
  return (double)(now_usec - motion->start_usec) / (double)(motion->end_usec - motion->start_usec);
}

void
lamp_motion_add (LampMotion *motion, LampWorld at, gint64 fix_usec, gint64 now_usec)
{
  gboolean  first = motion->fix_usec == G_MININT64;
  LampWorld from = first ? at : lamp_motion_at (motion, now_usec);
  gint64    since = first ? 0 : fix_usec - motion->fix_usec;

  if (!first && since == 0 && at.x == (guint32)motion->x1 && at.y == (guint32)motion->y1)
    return;
  if (since <= 0 || lamp_world_distance_m (from, at) > JUMP_M)
    {
      from = at;
      since = 0;
    }
  motion->x0 = from.x;
  motion->y0 = from.y;
  motion->x1 = at.x;
  motion->y1 = at.y;
  motion->start_usec = now_usec;
  motion->end_usec = now_usec + MIN (since, LONGEST_USEC);
  motion->fix_usec = fix_usec;
}

LampWorld
lamp_motion_at (const LampMotion *motion, gint64 now_usec)
{
  double t = share (motion, now_usec);

  return (LampWorld){ (guint32)floor (motion->x0 + (motion->x1 - motion->x0) * t + 0.5),
                      (guint32)floor (motion->y0 + (motion->y1 - motion->y0) * t + 0.5) };
}

gboolean
lamp_motion_is_moving (const LampMotion *motion, gint64 now_usec)
{
  return now_usec < motion->end_usec && (motion->x0 != motion->x1 || motion->y0 != motion->y1);
}

double
lamp_motion_heading_deg (const LampMotion *motion)
{
  double degrees = atan2 (motion->x1 - motion->x0, motion->y0 - motion->y1) * 180.0 / G_PI;

  return degrees < 0.0 ? degrees + 360.0 : degrees;
}

void
lamp_trail_add (LampTrail *trail, LampWorld at, gint64 fix_usec)
{
  LampWorld last = trail->n > 0 ? trail->at[(trail->n - 1) % LAMP_TRAIL_FIXES] : at;

  if (trail->n > 0 && fix_usec == trail->last_usec && at.x == last.x && at.y == last.y)
    return;
  if (trail->n > 0 && (fix_usec < trail->last_usec || fix_usec - trail->last_usec > LAMP_TRAIL_GAP_SEC * G_USEC_PER_SEC ||
                       lamp_world_distance_m (last, at) > JUMP_M))
    trail->n = 0;
  trail->last_usec = fix_usec;
  if (trail->n == 0 || at.x != last.x || at.y != last.y)
    trail->at[trail->n++ % LAMP_TRAIL_FIXES] = at;
}

guint
lamp_trail_get_n (const LampTrail *trail)
{
  return MIN (trail->n, LAMP_TRAIL_FIXES);
}

LampWorld
lamp_trail_get (const LampTrail *trail, guint nth)
{
  return trail->at[(trail->n - lamp_trail_get_n (trail) + nth) % LAMP_TRAIL_FIXES];
}
