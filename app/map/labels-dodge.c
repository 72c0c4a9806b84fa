/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Names of places make way for the stars of key sites, which are as fixed as they are: every tile knows them and decides alike.
 * What moves, or comes and goes, covers a name for as long as it is there. See labels.h.
 */
#include "map/labels.h"

/* Logical px. */
#define STAR_PX 12.0
#define SMALL_STAR_PX 7.0
#define WHOLE_STARS_FROM_ZOOM 12.8 /* as in marks.c */
#define GAP_PX 2.0
#define MOST_NEAR 64 /* stars */

/* Stars near a text, from its middle. */
typedef struct
{
  double x[MOST_NEAR], y[MOST_NEAR];
  guint  n;
} Stars;

static void
find_stars (const LampPainting *painting, double x, double y, double reach_x, double reach_y, Stars *stars)
{
  const LampNetwork *network = painting->network;

  stars->n = 0;
  for (guint32 i = 0; i < network->n_sites && stars->n < MOST_NEAR; i++)
    {
      double dx = network->sites[i].at.x * painting->k - x, dy = network->sites[i].at.y * painting->k - y;

      if (fabs (dx) >= reach_x || fabs (dy) >= reach_y || !lamp_world_is_known (network->sites[i].at))
        continue;
      stars->x[stars->n] = dx;
      stars->y[stars->n++] = dy;
    }
}

static guint
count_covered (const Stars *stars, double x, double y, double half_width, double half_height)
{
  guint n = 0;

  for (guint i = 0; i < stars->n; i++)
    n += fabs (stars->x[i] - x) < half_width && fabs (stars->y[i] - y) < half_height;
  return n;
}

void
lamp_label_dodge (const LampPainting *painting, double *x, double *y, double half_width, double half_height)
{
  /* The nearest first; across in halves of the text, up and down in lines. */
  static const double steps[][2] = { { 0, 0 }, { 0, -1 }, { 0, 1 }, { -1, 0 }, { 1, 0 }, { -1, -1 }, { 1, -1 }, { -1, 1 }, { 1, 1 }, { 0, -2 }, { 0, 2 } };
  double              r = (painting->zoom < WHOLE_STARS_FROM_ZOOM ? SMALL_STAR_PX : STAR_PX) * painting->scale;
  double              across = half_width + r / 2.0, down = half_height + r / 2.0 + GAP_PX * painting->scale;
  guint               best = 0, least = G_MAXUINT;
  Stars               stars;

  find_stars (painting, *x, *y, half_width + r + across, half_height + r + 2.0 * down, &stars);
  for (guint i = 0; i < G_N_ELEMENTS (steps) && least > 0; i++)
    {
      guint covered = count_covered (&stars, steps[i][0] * across, steps[i][1] * down, half_width + r, half_height + r);

      best = covered < least ? i : best;
      least = MIN (least, covered);
    }
  *x += steps[best][0] * across;
  *y += steps[best][1] * down;
}
