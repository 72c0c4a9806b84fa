/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Vectors, paths, random numbers and smooth noise for the demo city. Sines are a polynomial of our own and the
 * random numbers are SplitMix64, so that no library's rounding shows in the map.
 */
#include "simulation/city-plan.h"

#include <math.h>
#include <string.h>

/* The sheet lies on the Dogger Bank, land that sank under the North Sea 8,000 years ago: nobody lives there. */
#define SHEET_LON_DEG 2.2
#define SHEET_LAT_DEG 54.7
#define METRES_PER_DEG_LAT 111195.08
#define METRES_PER_DEG_LON 64254.9 /* at SHEET_LAT_DEG */

static guint64
mix (guint64 z)
{
  z = (z ^ (z >> 30)) * G_GUINT64_CONSTANT (0xbf58476d1ce4e5b9);
  z = (z ^ (z >> 27)) * G_GUINT64_CONSTANT (0x94d049bb133111eb);
  return z ^ (z >> 31);
}

void
lamp_city_random_init (LampCityRandom *random, guint64 seed, const char *stage)
{
  random->state = mix (seed);
  for (const char *c = stage; *c != 0; c++)
    random->state = mix (random->state ^ (guint64)(guchar)*c);
}

static guint64
next (LampCityRandom *random)
{
  random->state += G_GUINT64_CONSTANT (0x9e3779b97f4a7c15);
  return mix (random->state);
}

double
lamp_city_random (LampCityRandom *random)
{
  return (double)(next (random) >> 11) / 9007199254740992.0;
}

double
lamp_city_random_range (LampCityRandom *random, double low, double high)
{
  return low + (high - low) * lamp_city_random (random);
}

guint
lamp_city_random_int (LampCityRandom *random, guint n)
{
  return (guint)(next (random) % n);
}

void
lamp_city_cos_sin (double angle_rad, double *cosine, double *sine)
{
  double turns = floor (angle_rad / (2.0 * G_PI) + 0.5);
  double x = (angle_rad - turns * 2.0 * G_PI) / 4.0; /* |x| <= pi/4, then doubled twice */
  double x2 = x * x;
  double s = x * (1.0 - x2 / 6.0 * (1.0 - x2 / 20.0 * (1.0 - x2 / 42.0 * (1.0 - x2 / 72.0 * (1.0 - x2 / 110.0)))));
  double c = 1.0 - x2 / 2.0 * (1.0 - x2 / 12.0 * (1.0 - x2 / 30.0 * (1.0 - x2 / 56.0 * (1.0 - x2 / 90.0))));

  for (int i = 0; i < 2; i++)
    {
      double doubled = 2.0 * s * c;

      c = c * c - s * s;
      s = doubled;
    }
  *cosine = c;
  *sine = s;
}

static double
lattice (gint64 column, gint64 row, guint32 salt)
{
  guint64 hash = mix ((guint64)column * G_GUINT64_CONSTANT (0x9e3779b97f4a7c15) ^ mix ((guint64)row + salt * 7919u));

  return (double)(hash >> 40) / 8388608.0 - 1.0;
}

static double
noise_once (double x, double y, guint32 salt)
{
  double column = floor (x), row = floor (y);
  double fx = x - column, fy = y - row;
  double sx = fx * fx * (3.0 - 2.0 * fx), sy = fy * fy * (3.0 - 2.0 * fy);
  gint64 c = (gint64)column, r = (gint64)row;
  double low = lattice (c, r, salt) * (1.0 - sx) + lattice (c + 1, r, salt) * sx;
  double high = lattice (c, r + 1, salt) * (1.0 - sx) + lattice (c + 1, r + 1, salt) * sx;

  return low * (1.0 - sy) + high * sy;
}

double
lamp_city_noise (LampCityVec at, double wavelength_m, guint32 salt)
{
  double x = at.x / wavelength_m, y = at.y / wavelength_m;

  return 0.65 * noise_once (x, y, salt) + 0.35 * noise_once (2.1 * x + 17.0, 2.1 * y + 5.0, salt + 1);
}

double
lamp_city_length (LampCityVec v)
{
  return sqrt (v.x * v.x + v.y * v.y);
}

double
lamp_city_distance (LampCityVec a, LampCityVec b)
{
  return lamp_city_length ((LampCityVec){ b.x - a.x, b.y - a.y });
}

LampCityVec
lamp_city_unit (LampCityVec v)
{
  double length = lamp_city_length (v);

  return length > 0.0 ? (LampCityVec){ v.x / length, v.y / length } : (LampCityVec){ 1.0, 0.0 };
}

double
lamp_city_segment_distance (LampCityVec p, LampCityVec a, LampCityVec b, double *along)
{
  double dx = b.x - a.x, dy = b.y - a.y;
  double square = dx * dx + dy * dy;
  double t = square > 0.0 ? ((p.x - a.x) * dx + (p.y - a.y) * dy) / square : 0.0;

  t = CLAMP (t, 0.0, 1.0);
  if (along != NULL)
    *along = t;
  return lamp_city_distance (p, (LampCityVec){ a.x + t * dx, a.y + t * dy });
}

/* Where a–b and c–d cross: `t` along the first, `u` along the second, both within [0, 1]. */
gboolean
lamp_city_cross (LampCityVec a, LampCityVec b, LampCityVec c, LampCityVec d, double *t, double *u)
{
  double rx = b.x - a.x, ry = b.y - a.y, sx = d.x - c.x, sy = d.y - c.y;
  double det = rx * sy - ry * sx;

  if (fabs (det) < 1e-9)
    return FALSE;
  *t = ((c.x - a.x) * sy - (c.y - a.y) * sx) / det;
  *u = ((c.x - a.x) * ry - (c.y - a.y) * rx) / det;
  return *t >= 0.0 && *t <= 1.0 && *u >= 0.0 && *u <= 1.0;
}

void
lamp_city_path_add (LampCityPath *path, double x, double y)
{
  if (path->n == path->size)
    {
      path->size = MAX (16, path->size * 2);
      path->at = g_renew (LampCityVec, path->at, path->size);
    }
  path->at[path->n++] = (LampCityVec){ x, y };
}

void
lamp_city_path_clear (LampCityPath *path)
{
  g_clear_pointer (&path->at, g_free);
  path->n = path->size = 0;
}

/* To the nearest point of the path; `along` says where, in vertices and fractions. */
double
lamp_city_path_distance (const LampCityPath *path, LampCityVec p, double *along)
{
  double best = G_MAXDOUBLE;

  for (guint i = 0; i + 1 < path->n; i++)
    {
      double t = 0.0;
      double distance = lamp_city_segment_distance (p, path->at[i], path->at[i + 1], &t);

      if (distance < best)
        {
          best = distance;
          if (along != NULL)
            *along = i + t;
        }
    }
  return best;
}

static void
keep_between (const LampCityPath *path, guint first, guint last, double tolerance_m, guint8 *keep)
{
  double worst = tolerance_m;
  guint  split = 0;

  for (guint i = first + 1; i < last; i++)
    {
      double distance = lamp_city_segment_distance (path->at[i], path->at[first], path->at[last], NULL);

      if (distance > worst)
        {
          worst = distance;
          split = i;
        }
    }
  if (split == 0)
    return;
  keep[split] = 1;
  keep_between (path, first, split, tolerance_m, keep);
  keep_between (path, split, last, tolerance_m, keep);
}

/* Douglas–Peucker. */
void
lamp_city_path_simplify (LampCityPath *path, double tolerance_m)
{
  g_autofree guint8 *keep = NULL;
  guint              n = 0;

  if (path->n < 3)
    return;
  keep = g_new0 (guint8, path->n);
  keep[0] = keep[path->n - 1] = 1;
  keep_between (path, 0, path->n - 1, tolerance_m, keep);
  for (guint i = 0; i < path->n; i++)
    if (keep[i])
      path->at[n++] = path->at[i];
  path->n = n;
}

static double
catmull_rom (double a, double b, double c, double d, double t)
{
  return b + 0.5 * t * (c - a + t * (2.0 * a - 5.0 * b + 4.0 * c - d + t * (3.0 * (b - c) + d - a)));
}

/* A smooth curve through the control points, about `step_m` between vertices; appended to the path. */
void
lamp_city_spline (LampCityPath *path, const LampCityVec *control, guint n, gboolean closed, double step_m)
{
  guint spans = closed ? n : n - 1;

  for (guint i = 0; i < spans; i++)
    {
      const LampCityVec *a = &control[closed ? (i + n - 1) % n : i > 0 ? i - 1
                                                                       : 0];
      const LampCityVec *b = &control[i];
      const LampCityVec *c = &control[(i + 1) % n];
      const LampCityVec *d = &control[closed ? (i + 2) % n : MIN (i + 2, n - 1)];
      guint              steps = MAX (1, (guint)(lamp_city_distance (*b, *c) / step_m));

      for (guint k = 0; k < steps; k++)
        {
          double t = (double)k / steps;

          lamp_city_path_add (path, catmull_rom (a->x, b->x, c->x, d->x, t), catmull_rom (a->y, b->y, c->y, d->y, t));
        }
    }
  if (!closed)
    lamp_city_path_add (path, control[n - 1].x, control[n - 1].y);
}

/* A rounded, irregular closed outline around `at`. */
void
lamp_city_blob (LampCityPath *ring, LampCityVec at, double rx, double ry, double angle, double rough, guint32 salt)
{
  double      ca = 0.0, sa = 0.0;
  LampCityVec control[28];
  guint       n = rx + ry > 500.0 ? 28 : 14;

  lamp_city_cos_sin (angle, &ca, &sa);
  for (guint i = 0; i < n; i++)
    {
      double c = 0.0, s = 0.0, radius = 0.0;

      lamp_city_cos_sin (2.0 * G_PI * i / n, &c, &s);
      radius = 1.0 + rough * lamp_city_noise ((LampCityVec){ 1.3 * c + salt * 13.7, 1.3 * s }, 1.3, salt);
      control[i].x = at.x + radius * (rx * c * ca - ry * s * sa);
      control[i].y = at.y + radius * (rx * c * sa + ry * s * ca);
    }
  lamp_city_spline (ring, control, n, TRUE, 18.0);
}

/* The outline of a course that is 2 × half_width wide at each of its vertices: rivers. */
void
lamp_city_ribbon (LampCityPath *ring, const LampCityPath *middle, const double *half_width)
{
  for (guint k = 0; k < 2 * middle->n; k++)
    {
      guint              i = k < middle->n ? k : 2 * middle->n - 1 - k;
      double             side = k < middle->n ? 1.0 : -1.0;
      const LampCityVec *from = &middle->at[i > 0 ? i - 1 : 0];
      const LampCityVec *to = &middle->at[MIN (i + 1, middle->n - 1)];
      LampCityVec        d = lamp_city_unit ((LampCityVec){ to->x - from->x, to->y - from->y });

      lamp_city_path_add (ring, middle->at[i].x - side * d.y * half_width[i], middle->at[i].y + side * d.x * half_width[i]);
    }
}

LampPoint
lamp_city_point (LampCityVec at)
{
  double lon = SHEET_LON_DEG + (at.x - CITY_WIDTH_M / 2.0) / METRES_PER_DEG_LON;
  double lat = SHEET_LAT_DEG + (at.y - CITY_HEIGHT_M / 2.0) / METRES_PER_DEG_LAT;

  return (LampPoint){ floor (lon * 1e7 + 0.5) / 1e7, floor (lat * 1e7 + 0.5) / 1e7 };
}
