/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What tiles show: what is out is vermilion where it lies and nowhere else; what changed is painted anew, and only that.
 */
#include "grid/fixture.h"
#include "map/changes.h"
#include "map/tile-store.h"

#include <math.h>
#include <string.h>

#define ZOOM 17.0
#define SHOW_ALL ((LampShow)(LAMP_SHOW_BASE | LAMP_SHOW_NAMES))

typedef struct
{
  LampNetwork      *network;
  LampIndex        *index;
  LampPalette      *palette;
  LampEnergisation *energisation;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->network = lamp_fixture_network ();
  fixture->index = lamp_index_new (fixture->network);
  fixture->palette = lamp_palette_load ("neutral", NULL);
  fixture->energisation = lamp_energisation_new (fixture->network);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  lamp_energisation_free (fixture->energisation);
  lamp_palette_unref (fixture->palette);
  lamp_index_unref (fixture->index);
  lamp_network_unref (fixture->network);
}

static LampScene *
make_scene (Fixture *fixture, gboolean night)
{
  g_autoptr (GBytes) state = g_bytes_new (lamp_energisation_get_elements (fixture->energisation), fixture->network->n_elements);

  return lamp_scene_new (fixture->index, state, fixture->palette, night, SHOW_ALL);
}

static LampTileKey
tile_at (LampWorld at, double zoom, int scale)
{
  LampTileKey key = { .step = lamp_zoom_to_step (zoom), .scale = scale };
  double      k = lamp_tile_px_per_unit (key) / LAMP_TILE_PX;

  key.x = (int)floor (at.x * k);
  key.y = (int)floor (at.y * k);
  return key;
}

static guint32 *
paint (const LampScene *scene, LampTileKey key)
{
  guint32  *pixels = g_malloc (LAMP_TILE_BYTES);
  const int never = 0;

  lamp_scene_paint (scene, key, TRUE, pixels, &never);
  return pixels;
}

/* Nearer to the colour than to a grey of its lightness: what an eye calls vermilion. */
static gboolean
is_vermilion (guint32 pixel)
{
  int red = pixel >> 16 & 0xff, green = pixel >> 8 & 0xff, blue = pixel & 0xff;

  return red > 150 && red - green > 70 && green - blue > 40;
}

/* Vermilion pixels within `reach` px of a place. */
static guint
count_around (const guint32 *pixels, LampTileKey key, LampWorld at, int reach)
{
  double k = lamp_tile_px_per_unit (key);
  int    x = (int)(at.x * k - (double)key.x * LAMP_TILE_PX), y = (int)(at.y * k - (double)key.y * LAMP_TILE_PX);
  guint  n = 0;

  for (int j = MAX (y - reach, 0); j <= MIN (y + reach, LAMP_TILE_PX - 1); j++)
    for (int i = MAX (x - reach, 0); i <= MIN (x + reach, LAMP_TILE_PX - 1); i++)
      n += is_vermilion (pixels[j * LAMP_TILE_PX + i]);
  return n;
}

static guint
count_all (const guint32 *pixels)
{
  guint n = 0;

  for (guint i = 0; i < LAMP_TILE_PX * LAMP_TILE_PX; i++)
    n += is_vermilion (pixels[i]);
  return n;
}

static void
test_out_is_vermilion (Fixture *fixture, gconstpointer data)
{
  guint32 dead = lamp_fixture_element (fixture->network, "L4"), live = lamp_fixture_element (fixture->network, "L1");

  for (int scale = 1; scale <= 2; scale++)
    for (int night = 0; night < 2; night++)
      {
        LampWorld   dead_at = lamp_network_element_at (fixture->network, dead), live_at = lamp_network_element_at (fixture->network, live);
        LampTileKey dead_tile = tile_at (dead_at, ZOOM, scale), live_tile = tile_at (live_at, ZOOM, scale);
        g_autoptr (LampScene) before = NULL, after = NULL;
        g_autofree guint32 *calm = NULL, *out = NULL, *elsewhere = NULL;

        lamp_energisation_set_open (fixture->energisation, lamp_fixture_element (fixture->network, "FU1"), FALSE, NULL);
        before = make_scene (fixture, night);
        calm = paint (before, dead_tile);
        g_assert_cmpuint (count_all (calm), ==, 0); /* colour only for what is abnormal */
        lamp_energisation_set_open (fixture->energisation, lamp_fixture_element (fixture->network, "FU1"), TRUE, NULL);
        after = make_scene (fixture, night);
        out = paint (after, dead_tile);
        elsewhere = paint (after, live_tile);
        g_assert_cmpuint (count_around (out, dead_tile, dead_at, 14 * scale), >, 10);
        g_assert_cmpuint (count_around (elsewhere, live_tile, live_at, 14 * scale), ==, 0);
      }
}

static void
test_same_twice (Fixture *fixture, gconstpointer data)
{
  g_autoptr (LampScene) scene = make_scene (fixture, FALSE);
  LampTileKey         key = tile_at (lamp_network_element_at (fixture->network, 0), 16.0, 1);
  g_autofree guint32 *one = paint (scene, key), *other = paint (scene, key);

  g_assert_cmpmem (one, LAMP_TILE_BYTES, other, LAMP_TILE_BYTES);
}

/* A tile painted around the middle of two others agrees with them: nothing breaks at their edges. */
static void
test_seamless (Fixture *fixture, gconstpointer data)
{
  g_autoptr (LampScene) scene = make_scene (fixture, FALSE);
  LampTileKey         left = tile_at (lamp_network_element_at (fixture->network, lamp_fixture_element (fixture->network, "L2")), ZOOM, 1);
  LampTileKey         right = left;
  g_autofree guint32 *one = NULL, *other = NULL;
  guint               different = 0;

  right.x++;
  one = paint (scene, left);
  other = paint (scene, right);
  /* Along the common edge neighbouring columns hardly ever differ much, as little as two columns inside a tile do. */
  for (guint y = 0; y < LAMP_TILE_PX; y++)
    {
      guint32 a = one[y * LAMP_TILE_PX + LAMP_TILE_PX - 1], b = other[y * LAMP_TILE_PX];

      different += ABS ((int)(a >> 8 & 0xff) - (int)(b >> 8 & 0xff)) > 90;
    }
  g_assert_cmpuint (different, <, 20);
}

static void
test_no_grid (Fixture *fixture, gconstpointer data)
{
  g_autoptr (LampScene) scene = lamp_scene_new (NULL, NULL, fixture->palette, FALSE, SHOW_ALL);
  g_autofree guint32 *pixels = paint (scene, (LampTileKey){ 50, 1, 300, 300 });

  for (guint i = 0; i < LAMP_TILE_PX * LAMP_TILE_PX; i++)
    g_assert_cmphex (pixels[i], ==, lamp_palette_get_colours (fixture->palette, FALSE)[LAMP_COLOUR_GROUND]);
}

static void
add_water (LampDraft *draft, double west, double south, double east, double north)
{
  const LampPoint ring[] = { { west, south }, { east, south }, { east, north }, { west, north }, { west, south } };
  const guint     n = G_N_ELEMENTS (ring);

  lamp_draft_add_base (draft, LAMP_BASE_WATER, 0, NULL, ring, &n, 1);
}

/* Where a river's area overlaps the sea's there is water, and no edge. */
static void
test_waters_meet (Fixture *fixture, gconstpointer data)
{
  LampDraft *draft = lamp_fixture_draft ();
  g_autoptr (LampNetwork) network = NULL;
  g_autoptr (LampIndex) index = NULL;
  g_autoptr (LampScene) scene = NULL;
  g_autofree guint32 *pixels = NULL;
  LampWorld           at = lamp_world_from_point ((LampPoint){ -29.0, 45.0 });
  LampTileKey         key = tile_at (at, 16.0, 1);
  guint32             water = lamp_palette_get_colours (fixture->palette, FALSE)[LAMP_COLOUR_WATER];
  guint               others = 0;

  add_water (draft, -29.1, 44.9, -29.0, 45.1);
  add_water (draft, -29.001, 44.9, -28.9, 45.1);
  network = lamp_fixture_load (draft);
  index = lamp_index_new (network);
  scene = lamp_scene_new (index, NULL, fixture->palette, FALSE, LAMP_SHOW_BASE);
  pixels = paint (scene, key);
  for (guint i = 0; i < LAMP_TILE_PX * LAMP_TILE_PX; i++)
    others += pixels[i] != water;
  g_assert_cmpuint (others, ==, 0);
}

static void
settle (LampTileStore *store)
{
  gint64 deadline = g_get_monotonic_time () + 30 * G_USEC_PER_SEC;

  while (!lamp_tile_store_is_settled (store) || g_main_context_pending (NULL))
    {
      g_assert_cmpint (g_get_monotonic_time (), <, deadline);
      g_main_context_iteration (NULL, TRUE);
    }
}

static GArray *
tiles_over (LampWorldBox box, double zoom)
{
  GArray     *keys = g_array_new (FALSE, FALSE, sizeof (LampTileKey));
  LampTileKey first = tile_at ((LampWorld){ box.x0, box.y0 }, zoom, 1), last = tile_at ((LampWorld){ box.x1, box.y1 }, zoom, 1);

  for (int y = first.y - 1; y <= last.y + 1; y++)
    for (int x = first.x - 1; x <= last.x + 1; x++)
      {
        LampTileKey key = { first.step, 1, x, y };

        g_array_append_val (keys, key);
      }
  return keys;
}

/* One fuse blows: exactly the tiles its dark branch touches are painted again, and each of them differs. */
static void
test_only_what_it_touched (Fixture *fixture, gconstpointer data)
{
  g_autoptr (LampTileStore) store = lamp_tile_store_new ();
  g_autoptr (LampScene) before = make_scene (fixture, FALSE), after = NULL;
  g_autoptr (GArray) keys = tiles_over (fixture->network->extent, ZOOM);
  g_autoptr (GPtrArray) old = g_ptr_array_new_with_free_func ((GDestroyNotify)g_bytes_unref);
  LampWorldBox dirty = LAMP_WORLD_BOX_EMPTY;
  guint        repainted = 0, different = 0;

  lamp_tile_store_set_scene (store, before, LAMP_WORLD_BOX_EMPTY, LAMP_WORLD_BOX_EMPTY);
  lamp_tile_store_want (store, (LampTileKey *)(void *)keys->data, keys->len, keys->len);
  settle (store);
  g_assert_cmpuint (lamp_tile_store_get_n_painted (store), ==, keys->len);
  for (guint i = 0; i < keys->len; i++)
    g_ptr_array_add (old, g_bytes_ref (lamp_tile_store_lookup (store, g_array_index (keys, LampTileKey, i))->pixels));

  lamp_energisation_set_open (fixture->energisation, lamp_fixture_element (fixture->network, "FU1"), TRUE, &dirty);
  after = make_scene (fixture, FALSE);
  lamp_tile_store_set_scene (store, after, dirty, LAMP_WORLD_BOX_EMPTY);
  for (guint i = 0; i < keys->len; i++) /* nothing is blank meanwhile */
    g_assert_nonnull (lamp_tile_store_lookup (store, g_array_index (keys, LampTileKey, i)));
  settle (store);
  for (guint i = 0; i < keys->len; i++)
    {
      LampTile           *tile = lamp_tile_store_lookup (store, g_array_index (keys, LampTileKey, i));
      gboolean            touched = lamp_world_box_intersects (lamp_tile_box (tile->key, 30.0), dirty);
      g_autofree guint32 *truth = paint (after, tile->key);

      g_assert_cmpint (tile->pixels != g_ptr_array_index (old, i), ==, touched);
      g_assert_cmpmem (g_bytes_get_data (tile->pixels, NULL), LAMP_TILE_BYTES, truth, LAMP_TILE_BYTES);
      repainted += touched;
      different += !g_bytes_equal (tile->pixels, g_ptr_array_index (old, i));
    }
  g_assert_cmpuint (different, >=, 1);
  g_assert_cmpuint (repainted, <, keys->len);
  g_assert_cmpuint (lamp_tile_store_get_n_painted (store), ==, keys->len + repainted);
}

static GBytes *
dup_state (Fixture *fixture)
{
  return lamp_scene_dup_state (fixture->index, fixture->energisation, NULL, SHOW_ALL);
}

static gboolean
is_purple (guint32 pixel)
{
  int red = pixel >> 16 & 0xff, green = pixel >> 8 & 0xff, blue = pixel & 0xff;

  return red - green > 60 && blue - green > 30;
}

static guint
count_purple (Fixture *fixture, const char *id)
{
  LampWorld   at = lamp_network_element_at (fixture->network, lamp_fixture_element (fixture->network, id));
  LampTileKey key = tile_at (at, ZOOM, 1);
  g_autoptr (GBytes) state = dup_state (fixture);
  g_autoptr (LampScene) scene = lamp_scene_new (fixture->index, state, fixture->palette, FALSE, 0);
  g_autofree guint32 *pixels = paint (scene, key);
  double              k = lamp_tile_px_per_unit (key);
  int                 x = (int)(at.x * k - (double)key.x * LAMP_TILE_PX), y = (int)(at.y * k - (double)key.y * LAMP_TILE_PX);
  guint               n = 0;

  for (int j = MAX (y - 14, 0); j <= MIN (y + 14, LAMP_TILE_PX - 1); j++)
    n += is_purple (pixels[j * LAMP_TILE_PX + x]) && !is_purple (pixels[MIN (j + 1, LAMP_TILE_PX - 1) * LAMP_TILE_PX + x]);
  return n;
}

/* A closed tie makes two feeders one ring: two purple lines with a gap between them, there and nowhere else. */
static void
test_ring (Fixture *fixture, gconstpointer data)
{
  g_assert_cmpuint (count_purple (fixture, "L2"), ==, 0);
  lamp_energisation_set_open (fixture->energisation, lamp_fixture_element (fixture->network, "TIE"), FALSE, NULL);
  g_assert_cmpuint (count_purple (fixture, "L2"), ==, 2);
  g_assert_cmpuint (count_purple (fixture, "L5"), ==, 2);
  g_assert_cmpuint (count_purple (fixture, "D1"), ==, 0);
}

/* Nothing changes its supply when a tie closes a ring, and yet the ring looks otherwise: what differs counts. */
static void
test_changes_of_looks (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GBytes) before = dup_state (fixture), after = NULL;
  g_autoptr (GArray) none = lamp_changes_find (fixture->network, before, before), boxes = NULL;
  LampWorld at = lamp_network_element_at (fixture->network, lamp_fixture_element (fixture->network, "L1"));
  gboolean  covered = FALSE;

  g_assert_cmpuint (none->len, ==, 0);
  lamp_energisation_set_open (fixture->energisation, lamp_fixture_element (fixture->network, "TIE"), FALSE, NULL);
  after = dup_state (fixture);
  boxes = lamp_changes_find (fixture->network, before, after);
  for (guint i = 0; i < boxes->len; i++)
    covered = covered || lamp_world_box_intersects (g_array_index (boxes, LampWorldBox, i), (LampWorldBox){ at.x, at.y, at.x, at.y });
  g_assert_true (covered);
}

/* Faults at the two ends of the grid at once: what lies between them is not painted again. */
static void
test_far_apart (Fixture *fixture, gconstpointer data)
{
  const double zoom = 19.0;
  g_autoptr (LampTileStore) store = lamp_tile_store_new ();
  g_autoptr (GBytes) before = dup_state (fixture), after = NULL;
  g_autoptr (LampScene) calm = lamp_scene_new (fixture->index, before, fixture->palette, FALSE, 0), out = NULL;
  g_autoptr (GArray) keys = tiles_over (fixture->network->extent, zoom), boxes = NULL;
  LampWorldBox around = LAMP_WORLD_BOX_EMPTY;
  guint        in_one_box = 0, in_any = 0, touched = 0;

  lamp_tile_store_set_scene (store, calm, LAMP_WORLD_BOX_EMPTY, LAMP_WORLD_BOX_EMPTY);
  lamp_tile_store_want (store, (LampTileKey *)(void *)keys->data, keys->len, keys->len);
  settle (store);
  lamp_energisation_set_open (fixture->energisation, lamp_fixture_element (fixture->network, "FU1"), TRUE, &around);
  lamp_energisation_set_open (fixture->energisation, lamp_fixture_element (fixture->network, "FU3"), TRUE, &around);
  after = dup_state (fixture);
  boxes = lamp_changes_find (fixture->network, before, after);
  out = lamp_scene_new (fixture->index, after, fixture->palette, FALSE, 0);
  lamp_tile_store_set_scene (store, out, LAMP_WORLD_BOX_EMPTY, LAMP_WORLD_BOX_EMPTY);
  lamp_tile_store_touch (store, (LampWorldBox *)(void *)boxes->data, boxes->len);
  settle (store);
  for (guint i = 0; i < keys->len; i++)
    {
      LampTile           *tile = lamp_tile_store_lookup (store, g_array_index (keys, LampTileKey, i));
      g_autofree guint32 *truth = paint (out, tile->key);

      g_assert_cmpmem (g_bytes_get_data (tile->pixels, NULL), LAMP_TILE_BYTES, truth, LAMP_TILE_BYTES);
      in_one_box += lamp_world_box_intersects (lamp_tile_box (tile->key, 30.0), around);
      for (guint j = 0; j < boxes->len; j++)
        if (lamp_world_box_intersects (lamp_tile_box (tile->key, 30.0), g_array_index (boxes, LampWorldBox, j)))
          {
            in_any++;
            break;
          }
    }
  touched = (guint)lamp_tile_store_get_n_painted (store) - keys->len;
  g_test_message ("%u of %u tiles; one box around everything would be %u", touched, keys->len, in_one_box);
  g_assert_cmpuint (touched, ==, in_any);
  g_assert_cmpuint (touched, >=, 2);
  g_assert_cmpuint (touched, <, in_one_box * 2 / 3);
}

/* States that change faster than tiles can be painted: at rest, the last one is shown. */
static void
test_many_changes (Fixture *fixture, gconstpointer data)
{
  g_autoptr (LampTileStore) store = lamp_tile_store_new ();
  g_autoptr (GArray) keys = tiles_over (fixture->network->extent, ZOOM);
  g_autoptr (LampScene) last = NULL;

  for (guint i = 0; i < 60; i++)
    {
      LampWorldBox dirty = LAMP_WORLD_BOX_EMPTY;

      lamp_energisation_set_open (fixture->energisation, lamp_fixture_element (fixture->network, i % 3 == 0 ? "FU2" : "B1"), i % 2 == 0, &dirty);
      g_clear_pointer (&last, lamp_scene_unref);
      last = make_scene (fixture, FALSE);
      lamp_tile_store_set_scene (store, last, dirty, fixture->network->extent);
      /* what is wanted changes too */
      lamp_tile_store_want (store, (LampTileKey *)(void *)keys->data, i % 5 == 0 ? 1 : keys->len, i % 5 == 0 ? 1 : keys->len);
      for (guint j = 0; j < i % 7; j++)
        g_main_context_iteration (NULL, FALSE);
    }
  lamp_tile_store_want (store, (LampTileKey *)(void *)keys->data, keys->len, keys->len);
  settle (store);
  for (guint i = 0; i < keys->len; i++)
    {
      LampTile           *tile = lamp_tile_store_lookup (store, g_array_index (keys, LampTileKey, i));
      g_autofree guint32 *truth = paint (last, tile->key);

      g_assert_cmpmem (g_bytes_get_data (tile->pixels, NULL), LAMP_TILE_BYTES, truth, LAMP_TILE_BYTES);
    }
}

/* A painting that was given up is none. */
static void
test_given_up (Fixture *fixture, gconstpointer data)
{
  g_autoptr (LampTileStore) store = lamp_tile_store_new ();
  g_autoptr (GArray) keys = tiles_over (fixture->network->extent, ZOOM);
  g_autoptr (LampScene) scene = make_scene (fixture, FALSE);
  const LampTileKey *all = (LampTileKey *)(void *)keys->data;

  lamp_tile_store_set_scene (store, scene, LAMP_WORLD_BOX_EMPTY, fixture->network->extent);
  for (guint i = 0; i < keys->len; i++) /* each begins before the main loop sees the end of the one before */
    lamp_tile_store_want (store, &all[i], 1, 1);
  settle (store);
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_assert_cmpuint (lamp_tile_store_get_n_painted (store), ==, lamp_tile_store_get_bytes (store) / LAMP_TILE_BYTES);
}

/* Dropped in the middle of its work, it waits for nobody and leaves nothing. */
static void
test_ends_at_work (Fixture *fixture, gconstpointer data)
{
  LampTileStore *store = lamp_tile_store_new ();
  g_autoptr (LampScene) scene = make_scene (fixture, FALSE);
  g_autoptr (GArray) keys = tiles_over (fixture->network->extent, ZOOM);
  gpointer watched = store;

  lamp_tile_store_set_scene (store, scene, LAMP_WORLD_BOX_EMPTY, fixture->network->extent);
  lamp_tile_store_want (store, (LampTileKey *)(void *)keys->data, keys->len, keys->len);
  g_object_add_weak_pointer (G_OBJECT (store), &watched);
  lamp_tile_store_want (store, NULL, 0, 0);
  g_object_unref (store);
  while (watched != NULL)
    g_main_context_iteration (NULL, TRUE);
}

#define N_RESTLESS 8

typedef struct
{
  LampTileStore *store;
  GArray        *keys;
  guint          n_changes, blank_until; /* the change after which nothing was blank */
} Restless;

/* The first tiles change again whenever anything was painted. */
static void
change_again_cb (LampTileStore *store, Restless *restless)
{
  gboolean blank = FALSE;

  for (guint i = 0; i < restless->keys->len; i++)
    blank = blank || lamp_tile_store_lookup (store, g_array_index (restless->keys, LampTileKey, i)) == NULL;
  restless->n_changes++;
  if (blank)
    restless->blank_until = restless->n_changes;
  for (guint i = 0; i < N_RESTLESS && restless->n_changes < 300; i++)
    {
      LampWorldBox box = lamp_tile_box (g_array_index (restless->keys, LampTileKey, i), -60.0);

      lamp_tile_store_touch (store, &box, 1);
    }
}

/* What changes all the time, as a base map that comes bit by bit, leaves nothing else blank. */
static void
test_restless (Fixture *fixture, gconstpointer data)
{
  g_autoptr (LampTileStore) store = lamp_tile_store_new ();
  g_autoptr (LampScene) scene = make_scene (fixture, FALSE);
  g_autoptr (GArray) keys = g_array_new (FALSE, FALSE, sizeof (LampTileKey));
  LampTileKey first = tile_at (lamp_network_element_at (fixture->network, lamp_fixture_element (fixture->network, "L1")), ZOOM, 1);
  Restless    restless = { store, keys, 0, 0 };

  for (int i = 0; i < 24; i++)
    {
      LampTileKey key = first;

      key.x += 2 * (i % 6); /* none beside another: a change reaches a little farther than its box */
      key.y += 2 * (i / 6);
      g_array_append_val (keys, key);
    }
  g_signal_connect (store, "changed", G_CALLBACK (change_again_cb), &restless);
  lamp_tile_store_set_scene (store, scene, LAMP_WORLD_BOX_EMPTY, LAMP_WORLD_BOX_EMPTY);
  lamp_tile_store_want (store, (LampTileKey *)(void *)keys->data, keys->len, keys->len);
  settle (store);
  g_assert_cmpuint (restless.n_changes, >=, 300);
  g_assert_cmpuint (restless.blank_until, <, 60);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(name, test) g_test_add ("/map/scene/" name, Fixture, NULL, set_up, test, tear_down)
  ADD ("out-is-vermilion", test_out_is_vermilion);
  ADD ("same-twice", test_same_twice);
  ADD ("seamless", test_seamless);
  ADD ("no-grid", test_no_grid);
  ADD ("waters-meet", test_waters_meet);
  ADD ("only-what-it-touched", test_only_what_it_touched);
  ADD ("ring", test_ring);
  ADD ("changes-of-looks", test_changes_of_looks);
  ADD ("far-apart", test_far_apart);
  ADD ("many-changes", test_many_changes);
  ADD ("given-up", test_given_up);
  ADD ("restless", test_restless);
  ADD ("ends-at-work", test_ends_at_work);
  return g_test_run ();
}
