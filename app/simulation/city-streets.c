/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The streets of the quarters, grown as evenly spaced streamlines (after Jobard and Lefer) of a field of directions.
 * At every place the field says which way "along" and "across" run: near a main road with that road, otherwise as the
 * quarter's own grid is turned, in suburbs bent by noise. Both families are traced with their own spacing by zone; a line ends
 * at water, woods, railway and motorway, at open country, or when it comes too near another of its family, and is
 * then drawn out to the next street it can meet (city-ends.c).
 *
 * The field is kept as the doubled angle (cos 2a, sin 2a), so that opposite directions add up instead of cancelling.
 */
#include "simulation/city-plan.h"

#include <math.h>

#define STEP_M 9.0
#define BUCKET_M 60.0
#define BUCKETS_X 200
#define BUCKETS_Y 150

enum {
  FAMILY_ALONG,
  FAMILY_ACROSS,
  N_FAMILIES
};

typedef struct
{
  LampCityVec at, direction;
  guint8      families; /* bits of those it keeps at a distance; main roads decide by direction */
  gint        next;     /* in its bucket, -1 at the end */
  guint       street;
} Sample;

typedef struct
{
  LampCity      *city;
  LampCityRandom random;
  GHashTable    *names;
  GArray        *samples;           /* of all streets so far */
  gint          *buckets;           /* BUCKETS_X × BUCKETS_Y, first sample or -1 */
  GArray        *seeds[N_FAMILIES]; /* LampCityVec */
} Growth;

static gint *
bucket (Growth *growth, int column, int row)
{
  if (column < 0 || row < 0 || column >= BUCKETS_X || row >= BUCKETS_Y)
    return NULL;
  return &growth->buckets[row * BUCKETS_X + column];
}

static void
add_sample (Growth *growth, LampCityVec at, LampCityVec direction, guint8 families, guint street)
{
  gint  *first = bucket (growth, (int)floor (at.x / BUCKET_M), (int)floor (at.y / BUCKET_M));
  Sample sample = { at, direction, families, -1, street };

  if (first == NULL)
    return;
  sample.next = *first;
  *first = (gint)growth->samples->len;
  g_array_append_val (growth->samples, sample);
}

static void
add_samples (Growth *growth, const LampCityPath *course, guint8 families, guint street)
{
  for (guint i = 0; i + 1 < course->n; i++)
    {
      LampCityVec a = course->at[i], b = course->at[i + 1];
      LampCityVec d = lamp_city_unit ((LampCityVec){ b.x - a.x, b.y - a.y });
      guint       n = 1 + (guint)(lamp_city_distance (a, b) / 14.0);

      for (guint k = 0; k < n; k++)
        add_sample (growth, (LampCityVec){ a.x + (b.x - a.x) * k / n, a.y + (b.y - a.y) * k / n }, d, families, street);
    }
}

/* Distance to the nearest sample of a main road within `reach_m`, and its direction. */
static double
nearest_main (Growth *growth, LampCityVec at, double reach_m, LampCityVec *direction)
{
  int    c0 = (int)floor ((at.x - reach_m) / BUCKET_M), c1 = (int)floor ((at.x + reach_m) / BUCKET_M);
  int    r0 = (int)floor ((at.y - reach_m) / BUCKET_M), r1 = (int)floor ((at.y + reach_m) / BUCKET_M);
  double best = reach_m;

  for (int r = r0; r <= r1; r++)
    for (int c = c0; c <= c1; c++)
      for (gint i = bucket (growth, c, r) != NULL ? *bucket (growth, c, r) : -1; i >= 0; i = g_array_index (growth->samples, Sample, i).next)
        {
          const Sample *sample = &g_array_index (growth->samples, Sample, i);
          double        distance = sample->families == 0 ? lamp_city_distance (at, sample->at) : best;

          if (distance < best)
            {
              best = distance;
              *direction = sample->direction;
            }
        }
  return best;
}

/* How the quarter's own grid is turned: seven quarters set by hand blend into each other. */
static void
quarter_field (LampCityVec at, double *c2, double *s2)
{
  static const double quarters[][4] = {
    { 6050, 5150, 620, 0.30 }, /* x, y, radius, angle */
    { 5900, 6800, 900, 0.05 },
    { 4300, 4700, 900, -0.35 },
    { 7700, 4500, 900, 0.62 },
    { 7600, 6800, 800, 0.85 },
    { 6200, 3300, 900, -0.10 },
    { 4500, 7200, 800, -0.55 },
    { 5200, 1900, 1100, -0.05 },
    { 9800, 4000, 1000, 0.25 },
    { 2600, 5200, 1000, 0.45 },
  };

  *c2 = *s2 = 0.0;
  for (guint i = 0; i < G_N_ELEMENTS (quarters); i++)
    {
      double ratio = lamp_city_distance (at, (LampCityVec){ quarters[i][0], quarters[i][1] }) / quarters[i][2];
      double weight = 1.0 / (0.02 + ratio * ratio * ratio * ratio);
      double c = 0.0, s = 0.0;

      lamp_city_cos_sin (2.0 * quarters[i][3], &c, &s);
      *c2 += weight * c;
      *s2 += weight * s;
    }
}

static LampCityVec
direction_at (Growth *growth, LampCityVec at, int family)
{
  LampCityZone zone = lamp_city_zone (growth->city, at);
  LampCityVec  main = { 1.0, 0.0 };
  double       reach_m = zone == ZONE_OLD_TOWN ? 60.0 : zone == ZONE_INNER ? 200.0
                                                                           : 330.0;
  double       distance = nearest_main (growth, at, reach_m, &main);
  double       c2 = 0.0, s2 = 0.0, norm = 0.0, c = 0.0, s = 0.0;

  quarter_field (at, &c2, &s2);
  norm = sqrt (c2 * c2 + s2 * s2);
  c2 /= norm;
  s2 /= norm;
  if (zone == ZONE_SUBURB || zone == ZONE_NONE)
    {
      double turn_c = 1.0, turn_s = 0.0, old = c2;

      lamp_city_cos_sin (2.6 * lamp_city_noise (at, 1150.0, 300) + 0.9 * lamp_city_noise (at, 420.0, 301), &turn_c, &turn_s);
      c2 = old * turn_c - s2 * turn_s;
      s2 = old * turn_s + s2 * turn_c;
    }
  if (distance < reach_m)
    {
      double near = 1.0 - distance / reach_m;
      double weight = 3.5 * near * near;
      double m2c = main.x * main.x - main.y * main.y, m2s = 2.0 * main.x * main.y;

      /* A grid looks the same turned by a right angle: bend towards the nearer of the two. */
      if (m2c * c2 + m2s * s2 < 0.0)
        {
          m2c = -m2c;
          m2s = -m2s;
        }
      c2 += weight * m2c;
      s2 += weight * m2s;
      norm = sqrt (c2 * c2 + s2 * s2);
      c2 /= norm;
      s2 /= norm;
    }
  c = sqrt (MAX (0.0, (1.0 + c2) / 2.0));
  s = sqrt (MAX (0.0, (1.0 - c2) / 2.0)) * (s2 < 0.0 ? -1.0 : 1.0);
  return family == FAMILY_ALONG ? (LampCityVec){ c, s } : (LampCityVec){ -s, c };
}

static double
spacing_at (Growth *growth, LampCityVec at, int family)
{
  static const double SPACING_M[][N_FAMILIES] = {
    [ZONE_NONE] = { 200, 300 },
    [ZONE_OLD_TOWN] = { 78, 104 },
    [ZONE_INNER] = { 92, 148 },
    [ZONE_SUBURB] = { 88, 215 },
    [ZONE_INDUSTRY] = { 190, 300 },
  };
  LampCityZone zone = lamp_city_zone (growth->city, at);
  double       spacing = SPACING_M[zone][family];
  int          quarter = (int)floor (lamp_city_noise (at, 1300.0, 400) * 3.0);

  /* Here and there the long side of the blocks runs the other way. */
  if ((zone == ZONE_SUBURB || zone == ZONE_INNER) && (quarter & 1))
    spacing = SPACING_M[zone][1 - family];
  return spacing * (1.0 + 0.16 * lamp_city_noise (at, 500.0, 401));
}

/* Is there a street of this family, or a main road running the same way, nearer than `clear_m`? */
static gboolean
is_crowded (Growth *growth, LampCityVec at, LampCityVec direction, int family, double clear_m)
{
  int c0 = (int)floor ((at.x - clear_m) / BUCKET_M), c1 = (int)floor ((at.x + clear_m) / BUCKET_M);
  int r0 = (int)floor ((at.y - clear_m) / BUCKET_M), r1 = (int)floor ((at.y + clear_m) / BUCKET_M);

  for (int r = r0; r <= r1; r++)
    for (int c = c0; c <= c1; c++)
      for (gint i = bucket (growth, c, r) != NULL ? *bucket (growth, c, r) : -1; i >= 0; i = g_array_index (growth->samples, Sample, i).next)
        {
          const Sample *sample = &g_array_index (growth->samples, Sample, i);
          double        same = fabs (sample->direction.x * direction.x + sample->direction.y * direction.y);

          if ((sample->families == 0 ? same > 0.72 : (sample->families & (1 << family)) != 0 || same > 0.94) &&
              lamp_city_distance (at, sample->at) < clear_m)
            return TRUE;
        }
  return FALSE;
}

static gboolean
is_open (Growth *growth, LampCityVec at)
{
  return lamp_city_zone (growth->city, at) != ZONE_NONE &&
         !(lamp_city_ground_at (growth->city, at) & (GROUND_WATER | GROUND_FOREST | GROUND_RAIL | GROUND_MOTORWAY));
}

/* One half of a streamline, from the seed in the direction `sign`. */
static void
trace (Growth *growth, LampCityVec seed, int family, double sign, double length_m, LampCityPath *path)
{
  LampCityVec at = seed, heading = direction_at (growth, seed, family);

  heading = (LampCityVec){ heading.x * sign, heading.y * sign };
  for (double gone = 0.0; gone < length_m; gone += STEP_M)
    {
      LampCityVec middle = { at.x + heading.x * STEP_M / 2.0, at.y + heading.y * STEP_M / 2.0 };
      LampCityVec d = direction_at (growth, middle, family);
      LampCityVec ahead;

      if (d.x * heading.x + d.y * heading.y < 0.0)
        d = (LampCityVec){ -d.x, -d.y };
      if (d.x * heading.x + d.y * heading.y < 0.5)
        return;
      heading = d;
      at = (LampCityVec){ at.x + d.x * STEP_M, at.y + d.y * STEP_M };
      ahead = (LampCityVec){ at.x + d.x * 16.0, at.y + d.y * 16.0 };
      if (!is_open (growth, at) || !is_open (growth, ahead) ||
          is_crowded (growth, at, d, family, 0.55 * spacing_at (growth, at, family)))
        return;
      lamp_city_path_add (path, at.x, at.y);
    }
}

static void
add_seeds_beside (Growth *growth, const LampCityPath *path, int family, double every_m)
{
  double gone = every_m / 2.0;

  for (guint i = 0; i + 1 < path->n; i++)
    {
      LampCityVec a = path->at[i], b = path->at[i + 1];
      LampCityVec d = lamp_city_unit ((LampCityVec){ b.x - a.x, b.y - a.y });
      double      spacing = spacing_at (growth, a, family);

      gone += lamp_city_distance (a, b);
      if (gone < every_m)
        continue;
      gone = 0.0;
      for (double side = -1.0; side <= 1.0; side += 2.0)
        {
          LampCityVec seed = { a.x - side * d.y * spacing * 1.01, a.y + side * d.x * spacing * 1.01 };

          g_array_append_val (growth->seeds[family], seed);
        }
      g_array_append_val (growth->seeds[1 - family], a);
    }
}

static void
grow_one (Growth *growth, LampCityVec seed, int family)
{
  LampCityVec     d = direction_at (growth, seed, family);
  double          spacing = spacing_at (growth, seed, family);
  LampCityZone    zone = lamp_city_zone (growth->city, seed);
  double          longest = zone == ZONE_SUBURB ? lamp_city_random_range (&growth->random, 250.0, family == FAMILY_ALONG ? 900.0 : 1300.0)
                                                : lamp_city_random_range (&growth->random, 500.0, 1500.0);
  LampCityPath    path = { 0 }, back = { 0 };
  LampCityStreet *street = NULL;

  if (!is_open (growth, seed) || is_crowded (growth, seed, d, family, 0.93 * spacing))
    return;
  trace (growth, seed, family, -1.0, longest, &back);
  for (guint i = back.n; i > 0; i--)
    lamp_city_path_add (&path, back.at[i - 1].x, back.at[i - 1].y);
  lamp_city_path_add (&path, seed.x, seed.y);
  trace (growth, seed, family, 1.0, longest, &path);
  lamp_city_path_clear (&back);
  if (path.n < 5)
    {
      lamp_city_path_clear (&path);
      return;
    }
  add_seeds_beside (growth, &path, family, 50.0);
  lamp_city_path_simplify (&path, 0.6);
  street = lamp_city_street_new (NULL, family == FAMILY_ALONG && zone != ZONE_SUBURB && path.n > 2 ? 2 : 3, FALSE);
  street->course = path;
  street->name = lamp_city_street_name (&growth->random, growth->names, street->rank, FALSE);
  add_samples (growth, &path, (guint8)(1 << family), growth->city->streets->len);
  g_ptr_array_add (growth->city->streets, street);
}

static void
grow_from_seeds (Growth *growth)
{
  guint done[N_FAMILIES] = { 0, 0 };

  while (done[0] < growth->seeds[0]->len || done[1] < growth->seeds[1]->len)
    for (int family = 0; family < N_FAMILIES; family++)
      if (done[family] < growth->seeds[family]->len)
        {
          LampCityVec seed = g_array_index (growth->seeds[family], LampCityVec, done[family]++);

          grow_one (growth, seed, family);
        }
}

static void
grow (Growth *growth)
{
  guint n_main = growth->city->streets->len;

  for (guint i = 0; i < n_main; i++)
    {
      const LampCityStreet *street = g_ptr_array_index (growth->city->streets, i);

      add_samples (growth, &street->course, 0, i);
    }
  for (guint i = 0; i < n_main; i++)
    {
      const LampCityStreet *street = g_ptr_array_index (growth->city->streets, i);

      if (street->rank == 0)
        continue;
      add_seeds_beside (growth, &street->course, FAMILY_ALONG, 40.0);
      add_seeds_beside (growth, &street->course, FAMILY_ACROSS, 40.0);
    }
  grow_from_seeds (growth);
  /* What the streets already there did not lead to. */
  for (double y = 300.0; y < CITY_HEIGHT_M; y += 45.0)
    for (double x = 300.0; x < CITY_WIDTH_M; x += 45.0)
      for (int family = 0; family < N_FAMILIES; family++)
        g_array_append_val (growth->seeds[family], ((LampCityVec){ x, y }));
  grow_from_seeds (growth);
  lamp_city_draw_out_streets (growth->city, n_main);
}

void
lamp_city_make_streets (LampCity *city)
{
  Growth growth = { .city = city };

  lamp_city_random_init (&growth.random, city->seed, "streets");
  growth.names = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  for (guint i = 0; i < city->streets->len; i++)
    g_hash_table_add (growth.names, g_strdup (((LampCityStreet *)g_ptr_array_index (city->streets, i))->name));
  growth.samples = g_array_new (FALSE, FALSE, sizeof (Sample));
  growth.buckets = g_new (gint, BUCKETS_X * BUCKETS_Y);
  for (guint i = 0; i < BUCKETS_X * BUCKETS_Y; i++)
    growth.buckets[i] = -1;
  for (int family = 0; family < N_FAMILIES; family++)
    growth.seeds[family] = g_array_new (FALSE, FALSE, sizeof (LampCityVec));
  grow (&growth);
  for (int family = 0; family < N_FAMILIES; family++)
    g_array_unref (growth.seeds[family]);
  g_free (growth.buckets);
  g_array_unref (growth.samples);
  g_hash_table_unref (growth.names);
}
