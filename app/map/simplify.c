/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * See simplify.h. A stretch between two vertices that stay is split at the vertex farthest from the edge that would replace it. That
 * one stays as long as it is farther than the tolerance, and never longer than the ends of its stretch.
 */
#include "map/simplify.h"

#include <math.h>

typedef struct
{
  guint32 first, last;
  double  bound;
} Stretch;

/* The vertex between two that lies farthest from the edge between them; its squared distance. */
static double
find_farthest (const LampWorld *course, Stretch stretch, guint32 *farthest)
{
  LampWorld origin = course[stretch.first];
  double    dx = (double)course[stretch.last].x - origin.x, dy = (double)course[stretch.last].y - origin.y;
  double    length2 = dx * dx + dy * dy, per_length2 = length2 > 0.0 ? 1.0 / length2 : 0.0, most2 = -1.0;

  for (guint32 i = stretch.first + 1; i < stretch.last; i++)
    {
      double x = (double)course[i].x - origin.x, y = (double)course[i].y - origin.y;
      double along = CLAMP ((x * dx + y * dy) * per_length2, 0.0, 1.0);
      double away2;

      x -= along * dx;
      y -= along * dy;
      away2 = x * x + y * y;
      if (away2 > most2)
        {
          most2 = away2;
          *farthest = i;
        }
    }
  return most2;
}

static void
simplify_run (const LampWorld *course, guint32 first, guint32 last, double least, float *stays)
{
  Stretch stack[LAMP_SIMPLIFY_RUN + 1];
  guint   n = 0;

  stack[n++] = (Stretch){ first, last, G_MAXFLOAT };
  while (n > 0)
    {
      Stretch stretch = stack[--n];
      guint32 farthest = 0;
      double  away;

      if (stretch.last - stretch.first < 2)
        continue;
      away = sqrt (find_farthest (course, stretch, &farthest));
      if (away < least)
        continue; /* nor does anything between */
      away = MIN (away, stretch.bound);
      stays[farthest] = (float)away;
      stack[n++] = (Stretch){ stretch.first, farthest, away };
      stack[n++] = (Stretch){ farthest, stretch.last, away };
    }
}

void
lamp_simplify (const LampWorld *course, guint32 n, double least, float *stays)
{
  for (guint32 i = 0; i < n; i++)
    stays[i] = i % LAMP_SIMPLIFY_RUN == 0 || i + 1 == n ? G_MAXFLOAT : 0.0f;
  for (guint32 first = 0; first + 1 < n; first += LAMP_SIMPLIFY_RUN)
    simplify_run (course, first, MIN (first + LAMP_SIMPLIFY_RUN, n - 1), least, stays);
}
