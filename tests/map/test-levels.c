/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What is seen from afar: fewer vertices and never elsewhere, chains that hold everything once, and nothing that is out goes missing.
 */
#include "grid/fixture.h"
#include "map/paint.h"
#include "map/simplify.h"

#include <math.h>
#include <stdlib.h>

#define N_SEEDS 24
#define WIDTH 640
#define HEIGHT 480

static double
distance_to_course (LampWorld at, const LampWorld *course, guint32 n)
{
  double best2 = G_MAXDOUBLE;

  for (guint32 i = 0; i + 1 < n; i++)
    best2 = MIN (best2, lamp_world_segment_distance2 (at, course[i], course[i + 1], NULL));
  return sqrt (best2);
}

static LampWorld
between (LampWorld a, LampWorld b, double t)
{
  return (LampWorld){ (guint32)(a.x + ((double)b.x - a.x) * t + 0.5), (guint32)(a.y + ((double)b.y - a.y) * t + 0.5) };
}

/* Neither strays farther from the other than `most`. */
static void
assert_near (const LampWorld *one, guint32 n_one, const LampWorld *other, guint32 n_other, double most)
{
  for (guint32 i = 0; i + 1 < n_one; i++)
    for (int part = 0; part <= 4; part++)
      g_assert_cmpfloat (distance_to_course (between (one[i], one[i + 1], part / 4.0), other, n_other), <=, most + 2.0);
}

static void
fill_course (GRand *rand, LampWorld *course, guint32 n, guint32 kind)
{
  double x = 1e9, y = 2e9, turn = 0.0;

  for (guint32 i = 0; i < n; i++)
    {
      course[i] = (LampWorld){ (guint32)x, (guint32)y };
      switch (kind % 4)
        {
        case 0: /* a line on the ground */
          turn += g_rand_double_range (rand, -0.4, 0.4);
          x += 4000.0 * cos (turn), y += 4000.0 * sin (turn);
          break;
        case 1: /* noise */
          x = 1e9 + g_rand_double_range (rand, 0, 50000), y = 2e9 + g_rand_double_range (rand, 0, 50000);
          break;
        case 2: /* a spiral */
          turn += 0.1;
          x = 1e9 + turn * 300.0 * cos (turn), y = 2e9 + turn * 300.0 * sin (turn);
          break;
        default: /* to and fro on one line, and standing still */
          x += i % 3 == 0 ? 9000.0 : i % 3 == 1 ? -5000.0
                                                : 0.0;
          break;
        }
    }
}

static void
test_simplify (void)
{
  static const double tolerances[] = { 200.0, 1000.0, 7000.0, 60000.0 };

  for (guint32 seed = 0; seed < 40; seed++)
    {
      g_autoptr (GRand) rand = g_rand_new_with_seed (seed);
      guint32               n = seed == 0 ? 1 : (guint32)g_rand_int_range (rand, 2, seed % 8 == 7 ? 1600 : 200);
      g_autofree LampWorld *course = g_new (LampWorld, n), *kept = g_new (LampWorld, n);
      g_autofree float     *stays = g_new (float, n);
      guint32               before = n;

      fill_course (rand, course, n, seed);
      lamp_simplify (course, n, tolerances[0], stays);
      for (guint i = 0; i < G_N_ELEMENTS (tolerances); i++)
        {
          guint32 n_kept = 0;

          for (guint32 v = 0; v < n; v++)
            if (stays[v] >= tolerances[i])
              kept[n_kept++] = course[v];
          g_assert_cmpuint (n_kept, <=, before);
          before = n_kept;
          if (n < 2)
            continue;
          g_assert_cmpuint (n_kept, >=, 2);
          assert_near (course, n, kept, n_kept, tolerances[i]);
          assert_near (kept, n_kept, course, n, tolerances[i]);
        }
      if (seed % 4 == 0 && n > 100) /* it does simplify */
        g_assert_cmpuint (before, <, n / 10);
    }
}

/* All there is in networks for tests: one worked out by hand, many at random, one large. */
static LampNetwork *
nth_network (guint32 seed)
{
  if (seed == 0)
    return lamp_fixture_network ();
  return lamp_fixture_load (seed == 1 ? lamp_fixture_large_draft (3000) : lamp_fixture_random_draft (seed));
}

static gboolean
meet (const LampNetwork *network, guint32 a, guint32 b)
{
  guint32 ends[2] = { network->element_from[a], network->element_to[a] };

  for (int i = 0; i < 2; i++)
    if (ends[i] != LAMP_NONE && (network->element_from[b] == ends[i] || network->element_to[b] == ends[i]))
      return TRUE;
  return FALSE;
}

static void
check_chains (const LampNetwork *network)
{
  g_autofree guint8 *times = g_new0 (guint8, MAX (network->n_elements, 1));
  LampLevels         levels;
  LampChains         chains;

  lamp_levels_build (&levels, network);
  chains = levels.chains;
  for (guint32 chain = 0; chain < chains.n; chain++)
    {
      LampWorldBox box = lamp_chains_box (&chains, chain);

      g_assert_cmpuint (chains.start[chain], <, chains.start[chain + 1]);
      for (guint32 i = chains.start[chain]; i < chains.start[chain + 1]; i++)
        {
          guint32 element = chains.elements[i], before = i > chains.start[chain] ? chains.elements[i - 1] : element;

          times[element]++;
          g_assert_true (element == before || meet (network, before, element));
          g_assert_cmpuint (network->element_voltage[element], ==, network->element_voltage[before]);
          g_assert_cmpuint (network->element_feeder[element], ==, network->element_feeder[before]);
          for (guint32 v = network->element_vertex_start[element]; v < network->element_vertex_start[element + 1]; v++)
            g_assert_true (lamp_world_box_intersects (box, (LampWorldBox){ network->vertices[v].x, network->vertices[v].y, network->vertices[v].x, network->vertices[v].y }));
        }
    }
  for (guint32 i = 0; i < network->n_elements; i++)
    g_assert_cmpuint (times[i], ==, 1);
  lamp_levels_clear (&levels);
}

static void
test_chains (void)
{
  for (guint32 seed = 0; seed < N_SEEDS; seed++)
    {
      g_autoptr (LampNetwork) network = nth_network (seed);

      check_chains (network);
    }
}

/* The trunk is one chain as far as the feeder goes, the drops behind a transformer are others. */
static void
test_heaviest (void)
{
  g_autoptr (LampNetwork) network = lamp_fixture_network ();
  static const char *const trunk[] = { "B1", "L1", "R1", "L2", "SW1", "L3" };
  LampChains               chains;
  guint32                  length = 0, first = lamp_fixture_element (network, "B1");

  lamp_chains_cut (&chains, network);
  for (guint32 chain = 0; chain < chains.n; chain++)
    if (chains.elements[chains.start[chain]] == first)
      for (guint i = 0; i < G_N_ELEMENTS (trunk); i++, length++)
        g_assert_cmpstr (lamp_network_element_id (network, chains.elements[chains.start[chain] + i]), ==, trunk[i]);
  g_assert_cmpuint (length, ==, G_N_ELEMENTS (trunk));
  lamp_chains_clear (&chains);
}

typedef struct
{
  GArray *edges; /* LampWorld, two an edge */
} Drawn;

static double
distance_to_drawn (const Drawn *drawn, LampWorld at)
{
  double best2 = G_MAXDOUBLE;

  for (guint i = 0; i + 1 < drawn->edges->len; i += 2)
    best2 = MIN (best2, lamp_world_segment_distance2 (at, g_array_index (drawn->edges, LampWorld, i), g_array_index (drawn->edges, LampWorld, i + 1), NULL));
  return sqrt (best2);
}

/* Half a pixel either way for what is kept; what is left out is smaller than a pixel. */
static void
check_level (const LampNetwork *network, const LampLevels *levels, int level)
{
  const LampChains *chains = &levels->chains;
  g_autofree Drawn *drawn = g_new0 (Drawn, MAX (chains->n, 1));
  double            half_px = lamp_level_px (level) / 2.0;
  LampCourse        course;

  for (guint32 chain = 0; chain < chains->n; chain++)
    drawn[chain].edges = g_array_new (FALSE, FALSE, sizeof (LampWorld));
  for (guint voltage = 0; voltage < LAMP_N_VOLTAGE_CLASSES; voltage++)
    for (guint32 i = 0; i < levels->levels[level - LAMP_LEVEL_FIRST][voltage].bins.n; i++)
      {
        const LampLevelEdge *edge = &levels->levels[level - LAMP_LEVEL_FIRST][voltage].edges[i];

        g_assert_cmpuint (network->element_voltage[chains->elements[chains->start[edge->chain]]], ==, voltage);
        g_array_append_val (drawn[edge->chain].edges, edge->a);
        g_array_append_val (drawn[edge->chain].edges, edge->b);
      }
  lamp_course_init (&course);
  for (guint32 chain = 0; chain < chains->n; chain++)
    {
      if (level < lamp_levels_first (network->element_voltage[chains->elements[chains->start[chain]]]))
        {
          g_assert_cmpuint (drawn[chain].edges->len, ==, 0);
          g_array_unref (drawn[chain].edges);
          continue;
        }
      lamp_course_trace (&course, chains, chain, network);
      for (guint i = 0; i < course.vertices->len; i++)
        {
          LampWorld at = g_array_index (course.vertices, LampWorld, i);

          if (drawn[chain].edges->len > 0)
            g_assert_cmpfloat (distance_to_drawn (&drawn[chain], at), <=, half_px);
          else
            g_assert_cmpfloat (MAX (fabs ((double)at.x - chains->at[chain].x), fabs ((double)at.y - chains->at[chain].y)), <, 2.0 * half_px);
        }
      if (lamp_levels_keeps (levels, level, chain) && course.vertices->len > 0)
        g_assert_cmpuint (drawn[chain].edges->len, >, 0);
      for (guint i = 0; course.starts->len == 1 && i + 1 < drawn[chain].edges->len; i += 2)
        assert_near (&g_array_index (drawn[chain].edges, LampWorld, i), 2, (LampWorld *)(void *)course.vertices->data, course.vertices->len, half_px);
      g_array_unref (drawn[chain].edges);
    }
  lamp_course_clear (&course);
}

static void
test_levels (void)
{
  for (guint32 seed = 0; seed < N_SEEDS; seed++)
    {
      g_autoptr (LampNetwork) network = nth_network (seed);
      LampLevels levels;

      lamp_levels_build (&levels, network);
      for (int level = LAMP_LEVEL_FIRST; level <= LAMP_LEVEL_LAST; level++)
        check_level (network, &levels, level);
      lamp_levels_clear (&levels);
    }
}

/* Every line that stands alone is somewhere in the picture, however small: in its own pixel or that of another. */
static void
test_roots (void)
{
  LampDraft *draft = lamp_draft_new ("islands");
  g_autoptr (LampNetwork) network = NULL;
  LampLevels levels;

  for (guint i = 0; i < 200; i++)
    {
      g_autofree char *id = g_strdup_printf ("i%u", i), *from = g_strdup_printf ("f%u", i), *to = g_strdup_printf ("t%u", i);
      LampPoint        points[2] = { { 10.0 + i % 20 * 0.002, 50.0 + i / 20 * 0.002 }, { 10.0 + i % 20 * 0.002 + 0.00005, 50.0 + i / 20 * 0.002 } };
      LampDraftElement line = { .kind = LAMP_ELEMENT_LINE, .id = id, .from_node = from, .to_node = to, .points = points, .n_points = 2 };

      lamp_draft_add_element (draft, &line);
    }
  network = lamp_fixture_load (draft);
  lamp_levels_build (&levels, network);
  for (int level = LAMP_LEVEL_FIRST; level <= LAMP_LEVEL_LAST; level++)
    for (guint32 element = 0; element < network->n_elements; element++)
      {
        LampWorld at = network->vertices[network->element_vertex_start[element]];
        guint     n = 0;

        for (guint voltage = 0; voltage < LAMP_N_VOLTAGE_CLASSES; voltage++)
          for (guint32 i = 0; i < levels.levels[level - LAMP_LEVEL_FIRST][voltage].bins.n; i++)
            {
              LampWorld a = levels.levels[level - LAMP_LEVEL_FIRST][voltage].edges[i].a;

              n += a.x >> (24 - level) == at.x >> (24 - level) && a.y >> (24 - level) == at.y >> (24 - level);
            }
        g_assert_cmpuint (n, ==, level >= lamp_levels_first (network->element_voltage[element]));
      }
  lamp_levels_clear (&levels);
}

static gboolean
is_vermilion (guint32 pixel)
{
  int red = pixel >> 16 & 0xff, green = pixel >> 8 & 0xff, blue = pixel & 0xff;

  return red > 150 && red - green > 70 && green - blue > 40;
}

/* The lines alone: no symbol of a substation lies over them. */
static guint32 *
draw (const LampScene *scene, const LampView *view)
{
  guint32         *pixels = g_new (guint32, WIDTH * HEIGHT);
  cairo_surface_t *surface = cairo_image_surface_create_for_data ((guchar *)pixels, CAIRO_FORMAT_RGB24, WIDTH, HEIGHT, WIDTH * 4);
  double           k = lamp_view_k (view);
  LampPainting     painting = {
        .scene = scene,
        .index = scene->index,
        .network = scene->index->network,
        .state = g_bytes_get_data (scene->state, NULL),
        .colours = lamp_palette_get_colours (scene->palette, scene->night),
        .width = WIDTH,
        .height = HEIGHT,
        .zoom = view->zoom,
        .scale = 1.0,
        .k = k,
        .left = view->x - WIDTH / 2.0 / k,
        .top = view->y - HEIGHT / 2.0 / k,
        .raster = { pixels, WIDTH, HEIGHT },
        .cr = cairo_create (surface),
  };

  lamp_raster_clear (&painting.raster, painting.colours[LAMP_COLOUR_GROUND]);
  lamp_paint_grid (&painting);
  cairo_destroy (painting.cr);
  cairo_surface_destroy (surface);
  return pixels;
}

static LampView
view_of (const LampNetwork *network, double zoom)
{
  LampView view = { .x = (network->extent.x0 + (double)network->extent.x1) / 2.0,
                    .y = (network->extent.y0 + (double)network->extent.y1) / 2.0,
                    .zoom = zoom,
                    .width = WIDTH,
                    .height = HEIGHT,
                    .scale = 1 };

  return lamp_view_align (view);
}

static gboolean
is_marked (const guint32 *pixels, const LampView *view, LampWorld at)
{
  int x = (int)lamp_view_to_x (view, at.x), y = (int)lamp_view_to_y (view, at.y);

  if (x < 4 || y < 4 || x >= WIDTH - 4 || y >= HEIGHT - 4)
    return TRUE; /* not in the picture */
  for (int j = y - 3; j <= y + 3; j++)
    for (int i = x - 3; i <= x + 3; i++)
      if (is_vermilion (pixels[j * WIDTH + i]))
        return TRUE;
  return FALSE;
}

/* At every zoom, whatever opens: what is out leaves its colour where it lies. */
static void
check_out (LampNetwork *network, LampIndex *index, LampPalette *palette, LampEnergisation *energisation, double zoom)
{
  g_autoptr (GBytes) state = lamp_scene_dup_state (index, energisation, NULL, (LampShow)0);
  g_autoptr (LampScene) scene = lamp_scene_new (index, state, palette, FALSE, 0);
  const guint8       *supply = lamp_energisation_get_elements (energisation);
  LampView            view = view_of (network, zoom);
  g_autofree guint32 *pixels = draw (scene, &view);

  for (guint32 element = 0; element < network->n_elements; element++)
    {
      guint32 first = network->element_vertex_start[element], end = network->element_vertex_start[element + 1];

      if (supply[element] == LAMP_SUPPLY_OUT && end > first &&
          (end - first >= 2 || (network->element_kind[element] == LAMP_ELEMENT_TRANSFORMER && !lamp_scene_shows_transformers (zoom))))
        if (!is_marked (pixels, &view, lamp_network_element_at (network, element)))
          g_error ("%s is out and not seen at zoom %.1f", lamp_network_element_id (network, element), zoom);
    }
}

static void
test_out_is_seen (void)
{
  g_autoptr (LampPalette) palette = lamp_palette_load ("neutral", NULL);

  for (guint32 seed = 0; seed < N_SEEDS; seed += seed < 2 ? 1 : 3)
    {
      g_autoptr (LampNetwork) network = nth_network (seed);
      g_autoptr (LampIndex) index = lamp_index_new (network);
      g_autoptr (LampEnergisation) energisation = lamp_energisation_new (network);

      for (guint32 i = 0; i < 5; i++)
        {
          guint32 element = (guint32)((guint64)i * 7919 % network->n_elements);

          lamp_energisation_set_open (energisation, element, TRUE, NULL);
          for (double zoom = 4.0; zoom < 15.5; zoom += 1.6)
            check_out (network, index, palette, energisation, zoom);
          if (i % 2 == 0)
            lamp_energisation_set_open (energisation, element, FALSE, NULL);
        }
      for (guint32 i = 0; i < network->n_sources; i++) /* everything is out */
        for (guint32 element = 0; element < network->n_elements; element++)
          if (network->element_from[element] == network->sources[i].node || network->element_to[element] == network->sources[i].node)
            lamp_energisation_set_open (energisation, element, TRUE, NULL);
      for (double zoom = 4.0; zoom < 15.5; zoom += 1.6)
        check_out (network, index, palette, energisation, zoom);
    }
}

static guint
ink_at (const guint32 *pixels, int x, int y)
{
  guint ink = 0;

  for (int shift = 0; shift < 24; shift += 8)
    ink += (guint)abs ((int)(pixels[y * WIDTH + x] >> shift & 0xff) - (int)(pixels[0] >> shift & 0xff));
  return ink;
}

/* How much of what one picture clearly shows has nothing within `reach` px in the other. Not how dark it is: where many short edges lie
 * over one another, every vertex is more ink than the line is wide. */
static double
stray (const guint32 *one, const guint32 *other, int reach)
{
  guint inked = 0, alone = 0;

  for (int y = reach; y < HEIGHT - reach; y++)
    for (int x = reach; x < WIDTH - reach; x++)
      {
        gboolean found = FALSE;

        if (ink_at (one, x, y) < 120)
          continue;
        for (int j = y - reach; j <= y + reach; j++)
          for (int i = x - reach; i <= x + reach; i++)
            found = found || ink_at (other, i, j) > 25;
        inked++;
        alone += !found;
      }
  return alone / (double)MAX (inked, 1);
}

/* With every vertex, and with those of the level: nothing is elsewhere, and nothing longer than a pixel is missing. */
static void
compare_pictures (LampIndex *index, LampPalette *palette, GBytes *state, double zoom)
{
  g_autoptr (LampScene) all = lamp_scene_new (index, state, palette, FALSE, LAMP_SHOW_VERTICES), level = lamp_scene_new (index, state, palette, FALSE, 0);
  LampView            view = view_of (index->network, zoom);
  g_autofree guint32 *one = draw (all, &view), *other = draw (level, &view);

  g_assert_cmpfloat (stray (other, one, 1), <=, 0.001);
  g_assert_cmpfloat (stray (one, other, 2), <=, 0.001);
}

static void
test_looks_alike (void)
{
  const char *region = g_getenv ("LAMP_TEST_REGION");
  g_autoptr (LampPalette) palette = lamp_palette_load ("neutral", NULL);
  g_autoptr (LampNetwork) network = lamp_network_load (region, NULL, NULL);
  g_autoptr (LampIndex) index = lamp_index_new (network);
  g_autoptr (LampEnergisation) energisation = lamp_energisation_new (network);

  for (guint i = 0; i < 12; i++)
    {
      g_autoptr (GBytes) state = lamp_scene_dup_state (index, energisation, NULL, (LampShow)0);

      for (double zoom = 8.2; zoom <= 13.0; zoom += 0.8)
        compare_pictures (index, palette, state, zoom);
      lamp_energisation_set_open (energisation, (guint32)((guint64)(i + 3) * 104729 % network->n_elements), TRUE, NULL);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/map/levels/simplify", test_simplify);
  g_test_add_func ("/map/levels/chains", test_chains);
  g_test_add_func ("/map/levels/heaviest", test_heaviest);
  g_test_add_func ("/map/levels/levels", test_levels);
  g_test_add_func ("/map/levels/roots", test_roots);
  g_test_add_func ("/map/levels/out-is-seen", test_out_is_seen);
  g_test_add_func ("/map/levels/looks-alike", test_looks_alike);
  return g_test_run ();
}
