/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What a base map is made of: shapes cut to a box, streets joined by their names, the sea closed behind its shore, tags.
 */
#include "grid/base-chains.h"
#include "grid/base-clip.h"
#include "grid/base-coast.h"
#include "grid/osm-tags.h"

#include <math.h>

static const LampBox unit = { 0.0, 0.0, 1.0, 1.0 };

static void
test_clip_segment (void)
{
  double from, to;

  g_assert_true (lamp_clip_segment (&unit, (LampPoint){ -1.0, 0.5 }, (LampPoint){ 2.0, 0.5 }, &from, &to));
  g_assert_cmpfloat_with_epsilon (from, 1.0 / 3.0, 1e-12);
  g_assert_cmpfloat_with_epsilon (to, 2.0 / 3.0, 1e-12);
  g_assert_true (lamp_clip_segment (&unit, (LampPoint){ 0.2, 0.2 }, (LampPoint){ 0.8, 0.3 }, &from, &to));
  g_assert_cmpfloat (from, ==, 0.0);
  g_assert_cmpfloat (to, ==, 1.0);
  /* Past a corner: its box meets the other, it does not. */
  g_assert_false (lamp_clip_segment (&unit, (LampPoint){ -0.6, 0.5 }, (LampPoint){ 0.5, 1.8 }, &from, &to));
  g_assert_false (lamp_clip_segment (&unit, (LampPoint){ 2.0, -1.0 }, (LampPoint){ 2.0, 3.0 }, &from, &to));
}

/* The area of a polygon cut to the unit box, by GEOS-free means: a frame of 3 × 3 around it with a hole of 0.5 × 0.5. */
static void
test_clip_areas (void)
{
  char         text[] = "MULTIPOLYGON (((-1 -1,2 -1,2 2,-1 2,-1 -1),(0.25 0.25,0.25 0.75,0.75 0.75,0.75 0.25,0.25 0.25)),((5 5,6 5,6 6,5 5)))";
  char        *at = text;
  OGRGeometryH areas = NULL, cut = NULL;

  g_assert_cmpint (OGR_G_CreateFromWkt (&at, NULL, &areas), ==, OGRERR_NONE);
  cut = lamp_clip_areas (&unit, areas);
  g_assert_nonnull (cut);
  g_assert_cmpint (OGR_G_GetGeometryCount (cut), ==, 1);
  g_assert_cmpfloat_with_epsilon (OGR_G_Area (cut), 0.75, 1e-12);
  OGR_G_DestroyGeometry (cut);
  g_assert_null (lamp_clip_areas (&(LampBox){ 10.0, 10.0, 11.0, 11.0 }, areas));
  OGR_G_DestroyGeometry (areas);
}

typedef struct
{
  guint  n;
  guint8 rank[8];
  guint  n_points[8];
  double first[8], last[8]; /* longitudes */
} Seen;

static gboolean
see (LampBaseKind kind, guint8 rank, const char *name, const LampPoint *points, guint n, gpointer data)
{
  Seen *seen = data;

  seen->rank[seen->n] = rank;
  seen->n_points[seen->n] = n;
  seen->first[seen->n] = points[0].lon_deg;
  seen->last[seen->n++] = points[n - 1].lon_deg;
  return TRUE;
}

static void
add_way (LampChains *chains, guint8 rank, const char *name, double from, double to)
{
  const LampPoint points[] = { { from, 0.0 }, { (from + to) / 2.0, 0.0 }, { to, 0.0 } };

  lamp_chains_add (chains, LAMP_BASE_ROAD, rank, name, points, G_N_ELEMENTS (points));
}

static void
test_chains (void)
{
  g_autoptr (LampChains) chains = lamp_chains_new ();
  Seen seen = { 0 };

  add_way (chains, 2, "Long Street", 1.0, 2.0);
  add_way (chains, 2, "Other Street", 2.0, 3.0);
  add_way (chains, 2, "Long Street", 3.0, 2.0); /* drawn the other way */
  add_way (chains, 2, "Long Street", 0.0, 1.0);
  add_way (chains, 3, "Long Street", 3.0, 4.0); /* of another rank */
  g_assert_true (lamp_chains_each (chains, see, &seen));
  g_assert_cmpuint (seen.n, ==, 3);
  g_assert_cmpuint (seen.n_points[0], ==, 7);
  g_assert_cmpfloat (fabs (seen.first[0] - seen.last[0]), ==, 3.0);
  g_assert_cmpuint (seen.n_points[1], ==, 3);
  g_assert_cmpuint (seen.rank[2], ==, 3);
}

/* Where three of a name meet nobody knows which go together; a ring has no end. */
static void
test_chains_forks (void)
{
  g_autoptr (LampChains) fork = lamp_chains_new ();
  g_autoptr (LampChains) ring = lamp_chains_new ();
  const LampPoint halves[2][3] = { { { 0, 0 }, { 0, 1 }, { 1, 1 } }, { { 1, 1 }, { 1, 0 }, { 0, 0 } } };
  Seen            seen = { 0 };

  add_way (fork, 2, "Fork", 0.0, 1.0);
  add_way (fork, 2, "Fork", 1.0, 2.0);
  add_way (fork, 2, "Fork", 1.0, 3.0);
  g_assert_true (lamp_chains_each (fork, see, &seen));
  g_assert_cmpuint (seen.n, ==, 3);

  seen.n = 0;
  for (guint i = 0; i < 2; i++)
    lamp_chains_add (ring, LAMP_BASE_STREAM, 0, "Ring", halves[i], 3);
  g_assert_true (lamp_chains_each (ring, see, &seen));
  g_assert_cmpuint (seen.n, ==, 1);
  g_assert_cmpuint (seen.n_points[0], ==, 5);
  g_assert_cmpfloat (seen.first[0], ==, seen.last[0]);
}

/* Even-odd over all rings. */
static gboolean
is_wet (const GArray *points, const GArray *sizes, double lon, double lat)
{
  gboolean         wet = FALSE;
  const LampPoint *ring = (const LampPoint *)(const void *)points->data;

  for (guint r = 0; r < sizes->len; r++)
    {
      guint n = g_array_index (sizes, guint, r);

      for (guint i = 0, j = n - 1; i < n; j = i++)
        if ((ring[i].lat_deg > lat) != (ring[j].lat_deg > lat) &&
            lon < (ring[j].lon_deg - ring[i].lon_deg) * (lat - ring[i].lat_deg) / (ring[j].lat_deg - ring[i].lat_deg) + ring[i].lon_deg)
          wet = !wet;
      ring += n;
    }
  return wet;
}

typedef struct
{
  const char *name;
  LampSea     sea;
  guint       n_ways;
  LampPoint   ways[4][6];
  guint       n[4];
  LampPoint   wet, dry;
} Shore;

static const Shore shores[] = {
  /* Northwards with land on the left: the east is wet. In two ways, the later one first, begun and ended beyond the box. */
  { "east", LAMP_SEA_MADE, 2, { { { 0.5, 0.5 }, { 0.4, 0.7 }, { 0.5, 2.0 } }, { { 0.5, -1.0 }, { 0.5, 0.5 } } }, { 3, 2 }, { 0.9, 0.9 }, { 0.1, 0.1 } },
  { "west", LAMP_SEA_MADE, 1, { { { 0.5, 2.0 }, { 0.5, -1.0 } } }, { 2 }, { 0.1, 0.9 }, { 0.9, 0.1 } },
  /* A corner of land, and one of water. */
  { "corner of land", LAMP_SEA_MADE, 1, { { { -1.0, 0.5 }, { 0.5, 0.5 }, { 0.5, 2.0 } } }, { 3 }, { 0.9, 0.1 }, { 0.1, 0.9 } },
  { "corner of water", LAMP_SEA_MADE, 1, { { { 0.5, 2.0 }, { 0.5, 0.5 }, { -1.0, 0.5 } } }, { 3 }, { 0.1, 0.9 }, { 0.9, 0.1 } },
  /* Both banks of a strait, and an island in it, counter-clockwise. */
  { "strait", LAMP_SEA_MADE, 3, { { { 0.2, -1.0 }, { 0.2, 2.0 } }, { { 0.8, 2.0 }, { 0.8, -1.0 } }, { { 0.4, 0.4 }, { 0.6, 0.4 }, { 0.6, 0.6 }, { 0.4, 0.6 }, { 0.4, 0.4 } } }, { 2, 2, 5 }, { 0.5, 0.9 }, { 0.5, 0.5 } },
  { "island alone", LAMP_SEA_MADE, 1, { { { 0.4, 0.4 }, { 0.6, 0.4 }, { 0.6, 0.6 }, { 0.4, 0.6 }, { 0.4, 0.4 } } }, { 5 }, { 0.1, 0.1 }, { 0.5, 0.5 } },
  { "lagoon", LAMP_SEA_MADE, 1, { { { 0.4, 0.4 }, { 0.4, 0.6 }, { 0.6, 0.6 }, { 0.6, 0.4 }, { 0.4, 0.4 } } }, { 5 }, { 0.5, 0.5 }, { 0.1, 0.1 } },
  /* An island that begins inside and reaches out over the edge. */
  { "headland", LAMP_SEA_MADE, 1, { { { 0.6, 0.4 }, { 0.6, 0.6 }, { -0.5, 0.6 }, { -0.5, 0.4 }, { 0.6, 0.4 } } }, { 5 }, { 0.9, 0.5 }, { 0.3, 0.5 } },
  /* Cut a little short of the edge, as extracts are; and much too short. */
  { "short", LAMP_SEA_MADE, 1, { { { 0.5, 0.02 }, { 0.5, 0.98 } } }, { 2 }, { 0.9, 0.99 }, { 0.1, 0.01 } },
  { "torn", LAMP_SEA_TORN, 1, { { { 0.5, -1.0 }, { 0.5, 0.5 } } }, { 2 }, { 0, 0 }, { 0, 0 } },
  { "elsewhere", LAMP_SEA_NONE, 1, { { { 5.0, 5.0 }, { 5.0, 6.0 } } }, { 2 }, { 0, 0 }, { 0, 0 } },
  { "isthmus", LAMP_SEA_MADE, 2, { { { 0.2, 2.0 }, { 0.2, -1.0 } }, { { 0.8, -1.0 }, { 0.8, 2.0 } } }, { 2, 2 }, { 0.9, 0.5 }, { 0.5, 0.5 } },
};

static void
test_coast (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (shores); i++)
    {
      g_autoptr (LampCoast) coast = lamp_coast_new ();
      g_autoptr (GArray) points = g_array_new (FALSE, FALSE, sizeof (LampPoint));
      g_autoptr (GArray) sizes = g_array_new (FALSE, FALSE, sizeof (guint));

      g_test_message ("%s", shores[i].name);
      for (guint w = 0; w < shores[i].n_ways; w++)
        lamp_coast_add (coast, shores[i].ways[w], shores[i].n[w]);
      g_assert_cmpint (lamp_coast_close (coast, &unit, points, sizes), ==, shores[i].sea);
      g_assert_cmpint (sizes->len > 0, ==, shores[i].sea == LAMP_SEA_MADE);
      if (shores[i].sea != LAMP_SEA_MADE)
        continue;
      g_assert_true (is_wet (points, sizes, shores[i].wet.lon_deg, shores[i].wet.lat_deg));
      g_assert_false (is_wet (points, sizes, shores[i].dry.lon_deg, shores[i].dry.lat_deg));
    }
}

static void
test_tags (void)
{
  static const struct
  {
    gboolean (*classify) (const LampTags *tags, LampBaseClass *out);
    LampTag      one;
    const char  *value;
    LampTag      other;
    const char  *beside;
    LampBaseKind kind; /* LAMP_BASE_N_LAYERS: nothing */
    guint8       rank;
  } cases[] = {
    { lamp_tags_classify_line, LAMP_TAG_HIGHWAY, "motorway", LAMP_TAG_N, NULL, LAMP_BASE_ROAD, 0 },
    { lamp_tags_classify_line, LAMP_TAG_HIGHWAY, "secondary", LAMP_TAG_N, NULL, LAMP_BASE_ROAD, 1 },
    { lamp_tags_classify_line, LAMP_TAG_HIGHWAY, "residential", LAMP_TAG_TUNNEL, "yes", LAMP_BASE_ROAD, 2 },
    { lamp_tags_classify_line, LAMP_TAG_HIGHWAY, "service", LAMP_TAG_SERVICE, "alley", LAMP_BASE_ROAD, 3 },
    { lamp_tags_classify_line, LAMP_TAG_HIGHWAY, "service", LAMP_TAG_SERVICE, "parking_aisle", LAMP_BASE_ROAD, 4 },
    { lamp_tags_classify_line, LAMP_TAG_HIGHWAY, "footway", LAMP_TAG_N, NULL, LAMP_BASE_PATH, 0 },
    { lamp_tags_classify_line, LAMP_TAG_HIGHWAY, "footway", LAMP_TAG_FOOTWAY, "sidewalk", LAMP_BASE_N_LAYERS, 0 },
    { lamp_tags_classify_line, LAMP_TAG_HIGHWAY, "construction", LAMP_TAG_N, NULL, LAMP_BASE_N_LAYERS, 0 },
    { lamp_tags_classify_line, LAMP_TAG_RAILWAY, "rail", LAMP_TAG_N, NULL, LAMP_BASE_RAIL, 0 },
    { lamp_tags_classify_line, LAMP_TAG_RAILWAY, "rail", LAMP_TAG_SERVICE, "yard", LAMP_BASE_RAIL, 1 },
    { lamp_tags_classify_line, LAMP_TAG_RAILWAY, "subway", LAMP_TAG_TUNNEL, "yes", LAMP_BASE_N_LAYERS, 0 },
    { lamp_tags_classify_line, LAMP_TAG_WATERWAY, "canal", LAMP_TAG_N, NULL, LAMP_BASE_STREAM, 1 },
    { lamp_tags_classify_line, LAMP_TAG_WATERWAY, "stream", LAMP_TAG_TUNNEL, "culvert", LAMP_BASE_N_LAYERS, 0 },
    { lamp_tags_classify_area, LAMP_TAG_BUILDING, "yes", LAMP_TAG_LEISURE, "park", LAMP_BASE_BUILT, 0 },
    { lamp_tags_classify_area, LAMP_TAG_BUILDING, "no", LAMP_TAG_N, NULL, LAMP_BASE_N_LAYERS, 0 },
    { lamp_tags_classify_area, LAMP_TAG_BUILDING, "garage", LAMP_TAG_LOCATION, "underground", LAMP_BASE_N_LAYERS, 0 },
    { lamp_tags_classify_area, LAMP_TAG_NATURAL, "water", LAMP_TAG_N, NULL, LAMP_BASE_WATER, 0 },
    { lamp_tags_classify_area, LAMP_TAG_LANDUSE, "cemetery", LAMP_TAG_N, NULL, LAMP_BASE_GREEN, 0 },
    { lamp_tags_classify_area, LAMP_TAG_LANDUSE, "industrial", LAMP_TAG_N, NULL, LAMP_BASE_N_LAYERS, 0 },
    { lamp_tags_classify_node, LAMP_TAG_PLACE, "town", LAMP_TAG_NAME, "Ardent", LAMP_BASE_PLACE, 1 },
    { lamp_tags_classify_node, LAMP_TAG_PLACE, "town", LAMP_TAG_N, NULL, LAMP_BASE_N_LAYERS, 0 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      LampTags      tags = { { NULL } };
      LampBaseClass is = { .kind = LAMP_BASE_N_LAYERS };
      gboolean      known;

      tags.tags[cases[i].one] = cases[i].value;
      if (cases[i].beside != NULL)
        tags.tags[cases[i].other] = cases[i].beside;
      known = cases[i].classify (&tags, &is);
      g_test_message ("%s=%s", lamp_tag_key (cases[i].one), cases[i].value);
      g_assert_cmpint (known, ==, cases[i].kind != LAMP_BASE_N_LAYERS);
      if (!known)
        continue;
      g_assert_cmpint (is.kind, ==, cases[i].kind);
      g_assert_cmpuint (is.rank, ==, cases[i].rank);
      g_assert_false (is.coast);
    }
}

static void
test_names (void)
{
  LampTags      tags = { { NULL } };
  LampBaseClass is;

  tags.tags[LAMP_TAG_REF] = "A 20";
  g_assert_cmpstr (lamp_tags_name (&tags, LAMP_BASE_ROAD), ==, "A 20");
  g_assert_null (lamp_tags_name (&tags, LAMP_BASE_STREAM));
  tags.tags[LAMP_TAG_NAME] = "Ring";
  g_assert_cmpstr (lamp_tags_name (&tags, LAMP_BASE_ROAD), ==, "Ring");
  g_assert_null (lamp_tags_name (&tags, LAMP_BASE_BUILT));
  tags.tags[LAMP_TAG_NATURAL] = "coastline";
  g_assert_true (lamp_tags_classify_line (&tags, &is));
  g_assert_true (is.coast);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/base/clip-segment", test_clip_segment);
  g_test_add_func ("/base/clip-areas", test_clip_areas);
  g_test_add_func ("/base/chains", test_chains);
  g_test_add_func ("/base/chains-forks", test_chains_forks);
  g_test_add_func ("/base/coast", test_coast);
  g_test_add_func ("/base/tags", test_tags);
  g_test_add_func ("/base/names", test_names);
  return g_test_run ();
}
