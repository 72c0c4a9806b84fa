/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * See base-clip.h. Rings are cut side by side (Sutherland and Hodgman): unlike an overlay it takes what is not valid too,
 * and where a concave ring falls apart its pieces stay joined along the edge of the box, which fills the same.
 */
#include "grid/base-clip.h"

static gboolean
clip_side (double delta, double distance, double *from, double *to)
{
  double t = delta != 0.0 ? distance / delta : 0.0;

  if (delta == 0.0)
    return distance >= 0.0;
  if (delta < 0.0)
    *from = MAX (*from, t);
  else
    *to = MIN (*to, t);
  return *from <= *to;
}

/* Liang and Barsky. */
gboolean
lamp_clip_segment (const LampBox *box, LampPoint a, LampPoint b, double *from, double *to)
{
  double dx = b.lon_deg - a.lon_deg, dy = b.lat_deg - a.lat_deg;

  *from = 0.0;
  *to = 1.0;
  return clip_side (-dx, a.lon_deg - box->west_deg, from, to) && clip_side (dx, box->east_deg - a.lon_deg, from, to) &&
         clip_side (-dy, a.lat_deg - box->south_deg, from, to) && clip_side (dy, box->north_deg - a.lat_deg, from, to);
}

gboolean
lamp_clip_meets (const LampBox *box, const LampPoint *points, guint n)
{
  double from, to;

  for (guint i = 0; i + 1 < n; i++)
    if (lamp_clip_segment (box, points[i], points[i + 1], &from, &to))
      return TRUE;
  return FALSE;
}

/* How far inside of one of the four sides, degrees; negative outside. */
static double
depth (const LampBox *box, guint side, LampPoint at)
{
  switch (side)
    {
    case 0:
      return at.lon_deg - box->west_deg;
    case 1:
      return box->east_deg - at.lon_deg;
    case 2:
      return at.lat_deg - box->south_deg;
    default:
      return box->north_deg - at.lat_deg;
    }
}

/* On the side itself, to the last bit. */
static LampPoint
crossing (const LampBox *box, guint side, LampPoint a, LampPoint b)
{
  double    of_a = depth (box, side, a), of_b = depth (box, side, b), t = of_a / (of_a - of_b);
  LampPoint at = { a.lon_deg + t * (b.lon_deg - a.lon_deg), a.lat_deg + t * (b.lat_deg - a.lat_deg) };
  double    edges[4] = { box->west_deg, box->east_deg, box->south_deg, box->north_deg };

  if (side < 2)
    at.lon_deg = edges[side];
  else
    at.lat_deg = edges[side];
  return at;
}

static void
cut_ring (const LampBox *box, guint side, const GArray *ring, GArray *cut)
{
  g_array_set_size (cut, 0);
  for (guint i = 0; i < ring->len; i++)
    {
      LampPoint from = g_array_index (ring, LampPoint, i == 0 ? ring->len - 1 : i - 1);
      LampPoint to = g_array_index (ring, LampPoint, i);
      gboolean  from_in = depth (box, side, from) >= 0.0, to_in = depth (box, side, to) >= 0.0;

      if (from_in != to_in)
        {
          LampPoint at = crossing (box, side, from, to);

          g_array_append_val (cut, at);
        }
      if (to_in)
        g_array_append_val (cut, to);
    }
}

/* The ring cut to the box, closed; NULL when nothing is left of it. */
static OGRGeometryH
clip_ring (const LampBox *box, OGRGeometryH ring)
{
  int n = OGR_G_GetPointCount (ring);
  g_autoptr (GArray) points = g_array_sized_new (FALSE, FALSE, sizeof (LampPoint), (guint)MAX (n, 1));
  g_autoptr (GArray) spare = g_array_new (FALSE, FALSE, sizeof (LampPoint));
  OGRGeometryH     cut = NULL;
  const LampPoint *at = NULL;

  if (n < 4)
    return NULL;
  g_array_set_size (points, (guint)n);
  OGR_G_GetPoints (ring, &((LampPoint *)(void *)points->data)->lon_deg, sizeof (LampPoint), &((LampPoint *)(void *)points->data)->lat_deg, sizeof (LampPoint), NULL, 0);
  g_array_set_size (points, (guint)n - 1); /* the last is the first */
  for (guint side = 0; side < 4; side += 2)
    {
      cut_ring (box, side, points, spare);
      cut_ring (box, side + 1, spare, points);
    }
  if (points->len < 3)
    return NULL;

  cut = OGR_G_CreateGeometry (wkbLinearRing);
  at = (const LampPoint *)(const void *)points->data;
  OGR_G_SetPointCount (cut, (int)points->len + 1);
  for (guint i = 0; i <= points->len; i++)
    OGR_G_SetPoint_2D (cut, (int)i, at[i % points->len].lon_deg, at[i % points->len].lat_deg);
  return cut;
}

/* The first ring of a polygon is its outside; without it there are no holes either. */
static void
clip_polygon (const LampBox *box, OGRGeometryH polygon, OGRGeometryH areas)
{
  OGRGeometryH clipped = NULL;

  for (int i = 0; i < OGR_G_GetGeometryCount (polygon); i++)
    {
      OGRGeometryH ring = clip_ring (box, OGR_G_GetGeometryRef (polygon, i));

      if (ring == NULL && i == 0)
        return;
      if (ring == NULL)
        continue;
      if (clipped == NULL)
        clipped = OGR_G_CreateGeometry (wkbPolygon);
      OGR_G_AddGeometryDirectly (clipped, ring);
    }
  if (clipped != NULL && OGR_G_Area (clipped) > 0.0)
    OGR_G_AddGeometryDirectly (areas, clipped);
  else if (clipped != NULL)
    OGR_G_DestroyGeometry (clipped);
}

OGRGeometryH
lamp_clip_areas (const LampBox *box, OGRGeometryH areas)
{
  OGRGeometryH clipped = OGR_G_CreateGeometry (wkbMultiPolygon);
  gboolean     multi = wkbFlatten (OGR_G_GetGeometryType (areas)) == wkbMultiPolygon;

  if (!multi)
    clip_polygon (box, areas, clipped);
  for (int i = 0; multi && i < OGR_G_GetGeometryCount (areas); i++)
    clip_polygon (box, OGR_G_GetGeometryRef (areas, i), clipped);
  if (OGR_G_GetGeometryCount (clipped) > 0)
    return clipped;
  OGR_G_DestroyGeometry (clipped);
  return NULL;
}
