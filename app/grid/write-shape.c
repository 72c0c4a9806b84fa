/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * See write-shape.h.
 */
#include "config.h"

#include "grid/write-shape.h"

OGRGeometryH
lamp_write_point (LampPoint at)
{
  OGRGeometryH point = OGR_G_CreateGeometry (wkbPoint);

  OGR_G_SetPoint_2D (point, 0, at.lon_deg, at.lat_deg);
  return point;
}

static OGRGeometryH
write_course (OGRwkbGeometryType type, const LampPoint *points, guint n_points)
{
  OGRGeometryH line = OGR_G_CreateGeometry (type);

  OGR_G_SetPointCount (line, (int)n_points);
  for (guint i = 0; i < n_points; i++)
    OGR_G_SetPoint_2D (line, (int)i, points[i].lon_deg, points[i].lat_deg);
  return line;
}

OGRGeometryH
lamp_write_line (const LampPoint *points, guint n_points)
{
  return write_course (wkbLineString, points, n_points);
}

OGRGeometryH
lamp_write_lines (const LampPoint *points, const guint *sizes, guint n_parts)
{
  OGRGeometryH lines = OGR_G_CreateGeometry (wkbMultiLineString);

  for (guint i = 0; i < n_parts; points += sizes[i], i++)
    OGR_G_AddGeometryDirectly (lines, lamp_write_line (points, sizes[i]));
  return lines;
}

static gboolean
ring_contains (const LampPoint *ring, guint n, LampPoint at)
{
  gboolean inside = FALSE;

  for (guint i = 0, j = n - 1; i < n; j = i++)
    if ((ring[i].lat_deg > at.lat_deg) != (ring[j].lat_deg > at.lat_deg) &&
        at.lon_deg < (ring[j].lon_deg - ring[i].lon_deg) * (at.lat_deg - ring[i].lat_deg) /
                             (ring[j].lat_deg - ring[i].lat_deg) +
                         ring[i].lon_deg)
      inside = !inside;

  return inside;
}

typedef struct
{
  const LampPoint *points;
  guint            n;
  guint            depth;   /* how many other rings it lies in */
  OGRGeometryH     polygon; /* of a shell; owned by the collection */
} Ring;

static OGRGeometryH
write_ring (const Ring *ring)
{
  OGRGeometryH line = write_course (wkbLinearRing, ring->points, ring->n);

  OGR_G_CloseRings (line);
  return line;
}

/* Quadratic in the rings of one area, which are few. */
OGRGeometryH
lamp_write_areas (const LampPoint *points, const guint *sizes, guint n_parts)
{
  OGRGeometryH     areas = OGR_G_CreateGeometry (wkbMultiPolygon);
  g_autofree Ring *rings = g_new0 (Ring, n_parts);

  for (guint i = 0; i < n_parts; points += sizes[i], i++)
    rings[i] = (Ring){ .points = points, .n = sizes[i] };

  for (guint i = 0; i < n_parts; i++)
    for (guint j = 0; j < n_parts; j++)
      if (i != j && rings[i].n > 0 && ring_contains (rings[j].points, rings[j].n, rings[i].points[0]))
        rings[i].depth++;

  for (guint i = 0; i < n_parts; i++)
    if (rings[i].n > 0 && rings[i].depth % 2 == 0)
      {
        rings[i].polygon = OGR_G_CreateGeometry (wkbPolygon);
        OGR_G_AddGeometryDirectly (rings[i].polygon, write_ring (&rings[i]));
      }

  for (guint i = 0; i < n_parts; i++)
    for (guint j = 0; j < n_parts && rings[i].depth % 2 == 1; j++)
      if (rings[j].polygon != NULL && rings[j].depth + 1 == rings[i].depth &&
          ring_contains (rings[j].points, rings[j].n, rings[i].points[0]))
        {
          OGR_G_AddGeometryDirectly (rings[j].polygon, write_ring (&rings[i]));
          break;
        }

  for (guint i = 0; i < n_parts; i++)
    if (rings[i].polygon != NULL)
      OGR_G_AddGeometryDirectly (areas, rings[i].polygon);
  return areas;
}
