/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "grid/import-course.h"

#define PARTS_MAX 256 /* every end is compared with every other; more are no line a utility draws */

static gboolean
same (LampPoint a, LampPoint b)
{
  return a.lon_deg == b.lon_deg && a.lat_deg == b.lat_deg;
}

static LampPoint
point_at (OGRGeometryH line, int i)
{
  return (LampPoint){ OGR_G_GetX (line, i), OGR_G_GetY (line, i) };
}

static void
append_line (OGRGeometryH line, gboolean backwards, GArray *points)
{
  int n = OGR_G_GetPointCount (line);

  for (int i = 0; i < n; i++)
    {
      LampPoint at = point_at (line, backwards ? n - 1 - i : i);

      if (i > 0 || points->len == 0 || !same (g_array_index (points, LampPoint, points->len - 1), at))
        g_array_append_val (points, at);
    }
}

/* End 2 i is the first vertex of part i, end 2 i + 1 its last. */
static LampPoint
end_at (OGRGeometryH parts, int end)
{
  OGRGeometryH line = OGR_G_GetGeometryRef (parts, end / 2);

  return point_at (line, end % 2 == 0 ? 0 : OGR_G_GetPointCount (line) - 1);
}

/* The end each end meets, -1 for one that meets none. FALSE: somewhere three meet, or a part is closed or empty. */
static gboolean
find_meets (OGRGeometryH parts, int n_ends, int *meets)
{
  for (int end = 0; end < n_ends; end++)
    {
      meets[end] = -1;
      if (OGR_G_GetPointCount (OGR_G_GetGeometryRef (parts, end / 2)) < 2)
        return FALSE;
    }
  for (int end = 0; end < n_ends; end++)
    for (int other = end + 1; other < n_ends; other++)
      if (same (end_at (parts, end), end_at (parts, other)))
        {
          if (other / 2 == end / 2 || meets[end] >= 0 || meets[other] >= 0)
            return FALSE;
          meets[end] = other;
          meets[other] = end;
        }
  return TRUE;
}

/* Where a chain of them all begins: the first outer end that is the first vertex of its part, else the first of all. */
static int
find_start (const int *meets, int n_ends)
{
  int start = -1;
  int n_outer = 0;

  for (int end = 0; end < n_ends; end++)
    if (meets[end] < 0)
      {
        n_outer++;
        if (start < 0 || (start % 2 != 0 && end % 2 == 0))
          start = end;
      }
  return n_outer == 2 ? start : -1;
}

static gboolean
append_chain (OGRGeometryH parts, GArray *points)
{
  int meets[2 * PARTS_MAX];
  int n_ends = 2 * OGR_G_GetGeometryCount (parts);
  int start = -1, n = 0;

  if (n_ends > 2 * PARTS_MAX || !find_meets (parts, n_ends, meets))
    return FALSE;
  start = find_start (meets, n_ends);
  for (int end = start; end >= 0; end = meets[end ^ 1])
    n++;
  if (2 * n != n_ends)
    return FALSE;
  for (int end = start; end >= 0; end = meets[end ^ 1])
    append_line (OGR_G_GetGeometryRef (parts, end / 2), end % 2 != 0, points);
  return TRUE;
}

void
lamp_course_collect (OGRGeometryH geometry, GArray *points)
{
  if (wkbFlatten (OGR_G_GetGeometryType (geometry)) == wkbMultiLineString && append_chain (geometry, points))
    return;
  append_line (geometry, FALSE, points);
  for (int i = 0; i < OGR_G_GetGeometryCount (geometry); i++)
    lamp_course_collect (OGR_G_GetGeometryRef (geometry, i), points);
}
