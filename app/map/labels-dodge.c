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

static guint
count_covered (const LampPainting *painting, double x, double y, double half_width, double half_height, double r)
{
  const LampNetwork *network = painting->network;
  guint              n = 0;

  for (guint32 i = 0; i < network->n_sites; i++)
    {
      LampWorld at = network->sites[i].at;

      n += lamp_world_is_known (at) && fabs (at.x * painting->k - x) < half_width + r && fabs (at.y * painting->k - y) < half_height + r;
    }
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

  for (guint i = 0; i < G_N_ELEMENTS (steps) && least > 0; i++)
    {
      guint covered = count_covered (painting, *x + steps[i][0] * across, *y + steps[i][1] * down, half_width, half_height, r);

      best = covered < least ? i : best;
      least = MIN (least, covered);
    }
  *x += steps[best][0] * across;
  *y += steps[best][1] * down;
}
