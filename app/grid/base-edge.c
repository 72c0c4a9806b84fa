/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * See base-edge.h.
 */
#include "grid/base-edge.h"

#include <math.h>

gboolean
lamp_box_contains (const LampBox *box, LampPoint at)
{
  return at.lon_deg >= box->west_deg && at.lon_deg <= box->east_deg && at.lat_deg >= box->south_deg && at.lat_deg <= box->north_deg;
}

double
lamp_box_along_edge (const LampBox *box, LampPoint at)
{
  double x = (at.lon_deg - box->west_deg) / (box->east_deg - box->west_deg), y = (box->north_deg - at.lat_deg) / (box->north_deg - box->south_deg);
  double off[4] = { fabs (y), fabs (1.0 - x), fabs (1.0 - y), fabs (x) };
  guint  side = 0;

  for (guint i = 1; i < 4; i++)
    side = off[i] < off[side] ? i : side;
  return side == 0 ? x : side == 1 ? 1.0 + y
                     : side == 2   ? 3.0 - x
                                   : 4.0 - y;
}

LampPoint
lamp_box_corner (const LampBox *box, guint i)
{
  const LampPoint corners[4] = { { box->west_deg, box->north_deg }, { box->east_deg, box->north_deg }, { box->east_deg, box->south_deg }, { box->west_deg, box->south_deg } };

  return corners[i % 4];
}

LampPoint
lamp_box_nearest_edge (const LampBox *box, LampPoint at, double *share)
{
  double    width = box->east_deg - box->west_deg, height = box->north_deg - box->south_deg;
  double    off[4] = { (box->north_deg - at.lat_deg) / height, (box->east_deg - at.lon_deg) / width, (at.lat_deg - box->south_deg) / height, (at.lon_deg - box->west_deg) / width };
  LampPoint edges[4] = { { at.lon_deg, box->north_deg }, { box->east_deg, at.lat_deg }, { at.lon_deg, box->south_deg }, { box->west_deg, at.lat_deg } };
  guint     side = 0;

  for (guint i = 1; i < 4; i++)
    side = off[i] < off[side] ? i : side;
  *share = off[side];
  return edges[side];
}
