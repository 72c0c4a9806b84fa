/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * See base-coast.h. Ways are joined, end to beginning, into shores; a shore is cut by the box into stretches, each from
 * where it comes in to where it goes out; from there the sea's edge runs clockwise along the box, so with the box on
 * its right as the water is, to where the next stretch comes in. A shore that never leaves the box is a ring: an
 * island, or a lagoon.
 */
#include "grid/base-coast.h"

#include "grid/base-clip.h"
#include "grid/base-edge.h"

#include <math.h>
#include <stdlib.h>

#define SNAP_SHARE 0.05 /* of the box: extracts are cut a little short of their own box */

typedef struct
{
  guint start, n; /* into points */
  guint next;     /* the way that begins where this one ends; G_MAXUINT */
  guint used, begun;
} Way;

typedef struct
{
  guint    start, n; /* into the points of the work */
  double   in, out;  /* along the box, 0…4 clockwise from its north-west corner */
  gboolean ring, used;
} Stretch;

struct _LampCoast
{
  GArray *points; /* LampPoint */
  GArray *ways;   /* Way */
};

typedef struct
{
  const LampBox *box;
  GArray        *shore;  /* LampPoint, of one */
  GArray        *points; /* LampPoint, of all stretches */
  GArray        *stretches;
  gboolean       torn;
} Work;

LampCoast *
lamp_coast_new (void)
{
  LampCoast *coast = g_new0 (LampCoast, 1);

  coast->points = g_array_new (FALSE, FALSE, sizeof (LampPoint));
  coast->ways = g_array_new (FALSE, FALSE, sizeof (Way));
  return coast;
}

void
lamp_coast_free (LampCoast *coast)
{
  if (coast == NULL)
    return;
  g_array_unref (coast->points);
  g_array_unref (coast->ways);
  g_free (coast);
}

void
lamp_coast_add (LampCoast *coast, const LampPoint *points, guint n)
{
  Way way = { coast->points->len, n, G_MAXUINT, FALSE, FALSE };

  if (n < 2)
    return;
  g_array_append_vals (coast->points, points, n);
  g_array_append_val (coast->ways, way);
}

static Way *
way_at (const LampCoast *coast, guint i)
{
  return &g_array_index (coast->ways, Way, i);
}

static const LampPoint *
first_of (const LampCoast *coast, guint way)
{
  return &g_array_index (coast->points, LampPoint, way_at (coast, way)->start);
}

static const LampPoint *
last_of (const LampCoast *coast, guint way)
{
  return first_of (coast, way) + way_at (coast, way)->n - 1;
}

static guint
hash_point (gconstpointer key)
{
  const LampPoint *point = key;

  return g_double_hash (&point->lon_deg) * 31 + g_double_hash (&point->lat_deg);
}

static gboolean
equal_points (gconstpointer a, gconstpointer b)
{
  const LampPoint *one = a, *other = b;

  return one->lon_deg == other->lon_deg && one->lat_deg == other->lat_deg;
}

static void
join (LampCoast *coast)
{
  g_autoptr (GHashTable) beginnings = g_hash_table_new (hash_point, equal_points); /* → way + 1 */

  for (guint i = 0; i < coast->ways->len; i++)
    g_hash_table_insert (beginnings, (gpointer)first_of (coast, i), GUINT_TO_POINTER (i + 1));
  for (guint i = 0; i < coast->ways->len; i++)
    {
      guint next = GPOINTER_TO_UINT (g_hash_table_lookup (beginnings, last_of (coast, i)));

      if (next == 0 || way_at (coast, next - 1)->begun)
        continue;
      way_at (coast, i)->next = next - 1;
      way_at (coast, next - 1)->begun = TRUE;
    }
}

static void
add_point (Work *work, LampPoint at)
{
  g_array_append_val (work->points, at);
}

static void
end_stretch (Work *work, Stretch *stretch)
{
  stretch->n = work->points->len - stretch->start;
  if (stretch->n > 1)
    g_array_append_val (work->stretches, *stretch);
  stretch->start = work->points->len;
}

/* Where a shore begins or ends inside: near the edge it is meant to reach it. */
static double
snap (Work *work, LampPoint at)
{
  double    share;
  LampPoint edge = lamp_box_nearest_edge (work->box, at, &share);

  work->torn = work->torn || share > SNAP_SHARE;
  add_point (work, edge);
  return lamp_box_along_edge (work->box, edge);
}

/* An open shore, or a closed one that begins outside of the box. */
static void
cut_shore (Work *work)
{
  const LampPoint *shore = (const LampPoint *)(const void *)work->shore->data;
  Stretch          stretch = { .start = work->points->len };
  gboolean         inside = lamp_box_contains (work->box, shore[0]);

  if (inside)
    {
      stretch.in = snap (work, shore[0]);
      add_point (work, shore[0]);
    }
  for (guint i = 0; i + 1 < work->shore->len; i++)
    {
      LampPoint a = shore[i], b = shore[i + 1];
      double    from, to;

      if (!lamp_clip_segment (work->box, a, b, &from, &to) || from >= to)
        continue;
      if (!inside)
        {
          LampPoint at = { a.lon_deg + from * (b.lon_deg - a.lon_deg), a.lat_deg + from * (b.lat_deg - a.lat_deg) };

          add_point (work, at);
          stretch.in = lamp_box_along_edge (work->box, at);
          inside = TRUE;
        }
      b = (LampPoint){ a.lon_deg + to * (b.lon_deg - a.lon_deg), a.lat_deg + to * (b.lat_deg - a.lat_deg) };
      add_point (work, b);
      if (to < 1.0)
        {
          stretch.out = lamp_box_along_edge (work->box, b);
          inside = FALSE;
          end_stretch (work, &stretch);
        }
    }
  if (inside)
    {
      stretch.out = snap (work, shore[work->shore->len - 1]);
      end_stretch (work, &stretch);
    }
}

/* So that it begins outside, if any of it is there: FALSE when none is. */
static gboolean
turn_ring (Work *work)
{
  GArray *shore = work->shore;
  guint   n = shore->len - 1, outside = 0; /* the last is the first */
  g_autoptr (GArray) turned = g_array_sized_new (FALSE, FALSE, sizeof (LampPoint), shore->len);

  while (outside < n && lamp_box_contains (work->box, g_array_index (shore, LampPoint, outside)))
    outside++;
  if (outside == n)
    return FALSE;
  for (guint i = 0; i <= n; i++)
    g_array_append_val (turned, g_array_index (shore, LampPoint, (outside + i) % n));
  g_array_set_size (shore, 0);
  g_array_append_vals (shore, turned->data, turned->len);
  return TRUE;
}

static void
take_shore (LampCoast *coast, guint way, Work *work)
{
  gboolean closed;

  g_array_set_size (work->shore, 0);
  for (guint at = way; at != G_MAXUINT && !way_at (coast, at)->used; at = way_at (coast, at)->next)
    {
      guint skip = work->shore->len > 0;

      way_at (coast, at)->used = TRUE;
      g_array_append_vals (work->shore, first_of (coast, at) + skip, way_at (coast, at)->n - skip);
    }
  closed = work->shore->len > 3 && equal_points (work->shore->data, &g_array_index (work->shore, LampPoint, work->shore->len - 1));
  if (!closed || turn_ring (work))
    cut_shore (work);
  else
    {
      Stretch ring = { .start = work->points->len, .n = work->shore->len, .ring = TRUE };

      g_array_append_vals (work->points, work->shore->data, work->shore->len);
      g_array_append_val (work->stretches, ring);
    }
}

/* Positive: counter-clockwise, so with land inside. */
static double
signed_area (const LampPoint *ring, guint n)
{
  double area = 0.0;

  for (guint i = 0; i + 1 < n; i++)
    area += (ring[i].lon_deg - ring[0].lon_deg) * (ring[i + 1].lat_deg - ring[0].lat_deg) - (ring[i + 1].lon_deg - ring[0].lon_deg) * (ring[i].lat_deg - ring[0].lat_deg);
  return area / 2.0;
}

/* Clockwise from `from`: the stretch that comes in next, at `*way` along the edge. */
static Stretch *
next_stretch (const Work *work, double from, double *way)
{
  Stretch *best = NULL;

  for (guint i = 0; i < work->stretches->len; i++)
    {
      Stretch *stretch = &g_array_index (work->stretches, Stretch, i);
      double   distance = stretch->in - from;

      if (stretch->ring)
        continue;
      distance += distance < 0.0 ? 4.0 : 0.0;
      if (best == NULL || distance < *way)
        {
          best = stretch;
          *way = distance;
        }
    }
  return best;
}

/* The ring of sea that a stretch is part of. FALSE: the stretches contradict each other. */
static gboolean
follow (Work *work, Stretch *first, GArray *points)
{
  Stretch *at = first;

  do
    {
      double way = 0.0, from = at->out;

      if (at->used)
        return FALSE;
      at->used = TRUE;
      g_array_append_vals (points, &g_array_index (work->points, LampPoint, at->start), at->n);
      at = next_stretch (work, from, &way);
      for (double side = floor (from) + 1.0; side < from + way; side += 1.0)
        {
          LampPoint point = lamp_box_corner (work->box, (guint)side);

          g_array_append_val (points, point);
        }
    }
  while (at != first);
  g_array_append_vals (points, &g_array_index (work->points, LampPoint, first->start), 1);
  return TRUE;
}

static void
add_ring (GArray *points, GArray *sizes, const LampPoint *ring, guint n)
{
  g_array_append_vals (points, ring, n);
  g_array_append_val (sizes, n);
}

/* Islands alone: all around them is sea. */
static void
add_box (const LampBox *box, GArray *points, GArray *sizes)
{
  const LampPoint ring[5] = { lamp_box_corner (box, 0), lamp_box_corner (box, 1), lamp_box_corner (box, 2), lamp_box_corner (box, 3), lamp_box_corner (box, 0) };

  add_ring (points, sizes, ring, G_N_ELEMENTS (ring));
}

static LampSea
close_all (Work *work, GArray *points, GArray *sizes)
{
  gboolean open = FALSE, land = FALSE, water = FALSE;

  for (guint i = 0; i < work->stretches->len; i++)
    {
      Stretch *stretch = &g_array_index (work->stretches, Stretch, i);
      guint    before = points->len, n;

      if (stretch->ring)
        {
          const LampPoint *ring = &g_array_index (work->points, LampPoint, stretch->start);
          gboolean         is_land = signed_area (ring, stretch->n) > 0.0;

          land = land || is_land;
          water = water || !is_land;
          add_ring (points, sizes, ring, stretch->n);
        }
      else if (!stretch->used)
        {
          open = TRUE;
          if (!follow (work, stretch, points))
            return LAMP_SEA_TORN;
          n = points->len - before;
          g_array_append_val (sizes, n);
        }
    }
  if (land && !water && !open)
    add_box (work->box, points, sizes);
  return sizes->len > 0 ? LAMP_SEA_MADE : LAMP_SEA_NONE;
}

LampSea
lamp_coast_close (LampCoast *coast, const LampBox *box, GArray *points, GArray *sizes)
{
  Work    work = { .box = box };
  LampSea sea = LAMP_SEA_NONE;

  if (coast->ways->len == 0 || box->east_deg <= box->west_deg || box->north_deg <= box->south_deg)
    return LAMP_SEA_NONE;
  work.shore = g_array_new (FALSE, FALSE, sizeof (LampPoint));
  work.points = g_array_new (FALSE, FALSE, sizeof (LampPoint));
  work.stretches = g_array_new (FALSE, FALSE, sizeof (Stretch));
  join (coast);
  for (int pass = 0; pass < 2; pass++) /* open shores from their beginning; what is left are rings */
    for (guint i = 0; i < coast->ways->len; i++)
      if (!way_at (coast, i)->used && (pass == 1 || !way_at (coast, i)->begun))
        take_shore (coast, i, &work);
  sea = work.torn ? LAMP_SEA_TORN : close_all (&work, points, sizes);
  if (sea != LAMP_SEA_MADE)
    {
      g_array_set_size (points, 0);
      g_array_set_size (sizes, 0);
    }
  g_array_unref (work.shore);
  g_array_unref (work.points);
  g_array_unref (work.stretches);
  return sea;
}
