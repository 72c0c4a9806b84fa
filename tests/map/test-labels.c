/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Tiles are a cut of one picture: whatever tile decides about a text, a line, an arrow, its neighbours decide alike. Blocks of
 * tiles are painted at once and one by one, and must be the same picture: over a whole city, at many zooms and scales.
 */
#include "grid/fixture.h"
#include "map/flow.h"
#include "map/labels.h"
#include "map/sample.h"
#include "map/scene.h"

#include <math.h>
#include <string.h>

#define COLUMNS 3
#define ROWS 2
#define BLOCKS 4
#define ZOOM 16.0
#define FORGIVEN 24 /* of 255 */
/* Of a million and a half pixels, and as many more as a line is wider: at the ends of one under exactly 45 degrees it hangs on the last
 * bit which of its axes is the major one. One letter is more than this. */
#define MOST_DIFFERENT 24

typedef struct
{
  Sample       sample;
  LampIndex   *index;
  LampPalette *palette;
  GBytes      *state, *flow;
} Fixture;

static gboolean
set_up (Fixture *fixture)
{
  const char *path = g_getenv ("LAMP_TEST_REGION");
  g_autoptr (GError) error = NULL;
  g_autoptr (LampNetwork) network = path != NULL ? lamp_network_load (path, NULL, &error) : NULL;

  g_assert_no_error (error);
  if (network == NULL)
    {
      g_test_skip ("LAMP_TEST_REGION names no region");
      return FALSE;
    }
  *fixture = (Fixture){ .index = lamp_index_new (network), .palette = lamp_palette_load ("us", NULL), .flow = lamp_flow_measure (network) };
  sample_init (&fixture->sample, network, 8);
  return TRUE;
}

static void
tear_down (Fixture *fixture)
{
  sample_clear (&fixture->sample);
  g_clear_pointer (&fixture->state, g_bytes_unref);
  g_clear_pointer (&fixture->flow, g_bytes_unref);
  lamp_palette_unref (fixture->palette);
  lamp_index_unref (fixture->index);
}

static LampScene *
make_scene (Fixture *fixture, LampShow show)
{
  LampScene *scene;

  g_clear_pointer (&fixture->state, g_bytes_unref);
  fixture->state = lamp_scene_dup_state (fixture->index, fixture->sample.energisation, NULL, show);
  scene = lamp_scene_new (fixture->index, fixture->state, fixture->palette, FALSE, show);
  lamp_scene_set_flow (scene, fixture->flow);
  return scene;
}

/* The tile at a random place of the middle of the region. */
static LampTileKey
random_tile (GRand *rand, LampWorldBox extent, double zoom, double scale)
{
  LampTileKey key = { .step = lamp_zoom_to_step (zoom), .scale = scale };
  double      k = lamp_tile_px_per_unit (key) / LAMP_TILE_PX;

  key.x = (int)floor ((extent.x0 + g_rand_double_range (rand, 0.2, 0.8) * ((double)extent.x1 - extent.x0)) * k);
  key.y = (int)floor ((extent.y0 + g_rand_double_range (rand, 0.2, 0.8) * ((double)extent.y1 - extent.y0)) * k);
  return key;
}

static gboolean
alike (guint32 a, guint32 b)
{
  return ABS ((int)(a >> 16 & 0xff) - (int)(b >> 16 & 0xff)) <= FORGIVEN && ABS ((int)(a >> 8 & 0xff) - (int)(b >> 8 & 0xff)) <= FORGIVEN &&
         ABS ((int)(a & 0xff) - (int)(b & 0xff)) <= FORGIVEN;
}

/* How many pixels of a block are otherwise when its tiles are painted alone. */
static guint
count_different (const LampScene *scene, LampTileKey key)
{
  const int           never = 0;
  gsize               n = LAMP_TILE_PX * LAMP_TILE_PX;
  g_autofree guint32 *block = g_new (guint32, n * COLUMNS * ROWS), *tile = g_new (guint32, n);
  guint               different = 0;

  lamp_scene_paint_block (scene, key, COLUMNS, ROWS, TRUE, block, &never);
  for (int row = 0; row < ROWS; row++)
    for (int column = 0; column < COLUMNS; column++)
      {
        LampTileKey one = { key.step, key.scale, key.x + column, key.y + row };

        lamp_scene_paint (scene, one, TRUE, tile, &never);
        for (int y = 0; y < LAMP_TILE_PX; y++)
          for (int x = 0; x < LAMP_TILE_PX; x++)
            different += !alike (tile[y * LAMP_TILE_PX + x], block[(row * LAMP_TILE_PX + y) * COLUMNS * LAMP_TILE_PX + column * LAMP_TILE_PX + x]);
      }
  return different;
}

static void
check_zooms (LampShow show)
{
  static const double zooms[] = { 11.6, 12.8, 13.8, 14.8, 15.4, 16.2, 17.2, 18.4 };
  static const double scales[] = { 1.0, 1.5, 2.0 };
  Fixture             fixture;
  g_autoptr (GRand) rand = g_rand_new_with_seed (5);
  g_autoptr (LampScene) scene = NULL;

  if (!set_up (&fixture))
    return;
  scene = make_scene (&fixture, show);
  for (guint zoom = 0; zoom < G_N_ELEMENTS (zooms); zoom++)
    for (guint i = 0; i < BLOCKS; i++)
      {
        LampTileKey key = random_tile (rand, fixture.sample.network->extent, zooms[zoom], scales[i % G_N_ELEMENTS (scales)]);
        guint       different = count_different (scene, key);

        if (different > 0)
          g_test_message ("zoom %.1f, scale %.1f, tile %d %d: %u pixels", zooms[zoom], key.scale, key.x, key.y, different);
        g_assert_cmpuint (different, <=, (guint)(MOST_DIFFERENT * key.scale));
      }
  tear_down (&fixture);
}

/* How many stars of key sites a text covers. */
static guint
count_covered (const LampPainting *painting, double x, double y, double half_width, double half_height)
{
  guint n = 0;

  for (guint32 i = 0; i < painting->network->n_sites; i++)
    n += fabs (painting->network->sites[i].at.x * painting->k - x) < half_width + 5.0 && fabs (painting->network->sites[i].at.y * painting->k - y) < half_height + 5.0;
  return n;
}

/* Names of places keep off the stars of key sites, wherever there is room near by. */
static void
test_dodge (void)
{
  Fixture      fixture;
  LampPainting painting = { .scale = 1.0 };
  guint        n_before = 0, n_after = 0;

  if (!set_up (&fixture))
    return;
  painting.network = fixture.sample.network;
  for (painting.zoom = 12.0; painting.zoom < 15.0; painting.zoom += 0.4)
    {
      const LampBaseLayer *places = &painting.network->base[LAMP_BASE_PLACE];

      painting.k = 256.0 * exp2 (painting.zoom) / LAMP_WORLD_SIZE;
      for (guint32 i = 0; i < places->n_features; i++)
        {
          LampWorldBox box = fixture.index->base_boxes[LAMP_BASE_PLACE][i];
          double       x = box.x0 * painting.k, y = box.y0 * painting.k, to_x = x, to_y = y;

          lamp_label_dodge (&painting, &to_x, &to_y, 45.0, 9.0);
          g_assert_cmpfloat (fabs (to_x - x), <, 60.0); /* still at the place */
          g_assert_cmpfloat (fabs (to_y - y), <, 40.0);
          n_before += count_covered (&painting, x, y, 45.0, 9.0);
          n_after += count_covered (&painting, to_x, to_y, 45.0, 9.0);
        }
    }
  g_test_message ("%u stars covered, %u before", n_after, n_before);
  g_assert_cmpuint (n_before, >, 20);
  g_assert_cmpuint (n_after, <, n_before / 4);
  tear_down (&fixture);
}

static void
test_names (void)
{
  check_zooms (LAMP_SHOW_BASE | LAMP_SHOW_NAMES);
}

static void
test_all (void)
{
  check_zooms (LAMP_SHOW_BASE | LAMP_SHOW_NAMES | LAMP_SHOW_FEEDERS | LAMP_SHOW_PHASES | LAMP_SHOW_FLOW);
}

/* A level street of that name around a place, in px of the world at ZOOM. */
static void
add_street (LampDraft *draft, guint8 rank, const char *name, double x, double y)
{
  const double    unit = LAMP_WORLD_SIZE / lamp_zoom_width_px (ZOOM, 1.0), half = 128.0;
  const LampPoint street[] = { lamp_point_from_world ((LampWorld){ (guint32)((x - half) * unit), (guint32)(y * unit) }),
                               lamp_point_from_world ((LampWorld){ (guint32)((x + half) * unit), (guint32)(y * unit) }) };
  const guint     two = 2;

  lamp_draft_add_base (draft, LAMP_BASE_ROAD, rank, name, street, &two, 1);
}

/* Pairs of streets of one name so near to each other that the lesser one's falls out: that one reaches just into a tile from
 * which the other lies far away. */
static void
test_far_rivals (void)
{
  LampDraft *draft = lamp_fixture_draft ();
  g_autoptr (LampNetwork) network = NULL;
  g_autoptr (LampIndex) index = NULL;
  g_autoptr (LampPalette) palette = lamp_palette_load ("neutral", NULL);
  g_autoptr (LampScene) scene = NULL;
  LampTileKey key = { lamp_zoom_to_step (ZOOM), 1.0, 27000, 23000 };
  double      edge = (key.x + 1.0) * LAMP_TILE_PX, top = (double)key.y * LAMP_TILE_PX;

  for (guint row = 0; row < 45; row++)
    {
      g_autofree char *name = g_strdup_printf ("%c%.*s", 'A' + row % 26, 24 + (int)row / 3, "romenade and Crescent by the Old Lighthouse at Sea");
      double           x = edge + 74.0 + (row % 11) * 4.0, y = top + 14.0 + row * 22.0;

      add_street (draft, 1, name, x, y);
      add_street (draft, 0, name, x + 257.0, y);
    }
  network = lamp_fixture_load (draft);
  index = lamp_index_new (network);
  scene = lamp_scene_new (index, NULL, palette, FALSE, LAMP_SHOW_BASE | LAMP_SHOW_NAMES);
  g_assert_cmpuint (count_different (scene, key), <=, MOST_DIFFERENT);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/map/labels/dodge", test_dodge);
  g_test_add_func ("/map/labels/names", test_names);
  g_test_add_func ("/map/labels/all", test_all);
  g_test_add_func ("/map/labels/far-rivals", test_far_rivals);
  return g_test_run ();
}
