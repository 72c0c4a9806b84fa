/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Outlines of affected areas: what lies within reach is inside, what lies far is not; and what is dead behind which device.
 */
#include "grid/fixture.h"
#include "map/area-paint.h"
#include "map/areas.h"
#include "map/sample.h"
#include "records/outage.h"

#include <math.h>

#define REACH 2500.0

static const LampWorld home = { 2300000000u, 1400000000u };

static LampWorld
off (double x, double y)
{
  return (LampWorld){ (guint32)(home.x + x), (guint32)(home.y + y) };
}

static void
test_nothing (void)
{
  g_autoptr (LampOutline) outline = lamp_outline_new (NULL, 0, REACH);

  g_assert_cmpuint (outline->n_rings, ==, 0);
  g_assert_true (lamp_world_box_is_empty (outline->box));
  g_assert_false (lamp_outline_contains (outline, home));
}

/* A point's outline is a circle. */
static void
test_point (void)
{
  LampSegment segment = { home, home };
  g_autoptr (LampOutline) outline = lamp_outline_new (&segment, 1, REACH);

  g_assert_cmpuint (outline->n_rings, ==, 1);
  for (guint i = 0; i < outline->ring_start[1]; i++)
    g_assert_cmpfloat_with_epsilon (hypot ((double)outline->points[i].x - home.x, (double)outline->points[i].y - home.y), REACH, REACH * 0.1);
  g_assert_true (lamp_outline_contains (outline, home));
  g_assert_false (lamp_outline_contains (outline, off (REACH * 1.2, 0.0)));
}

static void
test_rings (void)
{
  LampSegment apart[] = { { off (0, 0), off (20000, 0) }, { off (0, 60000), off (20000, 60000) } };
  LampSegment ring[] = { { off (0, 0), off (90000, 0) }, { off (90000, 0), off (90000, 90000) }, { off (90000, 90000), off (0, 90000) }, { off (0, 90000), off (0, 0) } };
  LampSegment little[] = { { off (0, 0), off (7000, 0) }, { off (7000, 0), off (7000, 7000) }, { off (7000, 7000), off (0, 7000) }, { off (0, 7000), off (0, 0) } };
  g_autoptr (LampOutline) two = lamp_outline_new (apart, 2, REACH);
  g_autoptr (LampOutline) hole = lamp_outline_new (ring, 4, REACH);
  g_autoptr (LampOutline) filled = lamp_outline_new (little, 4, REACH);

  g_assert_cmpuint (two->n_rings, ==, 2);
  g_assert_false (lamp_outline_contains (two, off (10000, 30000)));
  g_assert_cmpuint (hole->n_rings, ==, 2);
  g_assert_false (lamp_outline_contains (hole, off (45000, 45000)));
  g_assert_true (lamp_outline_contains (hole, off (45000, 0)));
  g_assert_cmpuint (filled->n_rings, ==, 1); /* too small a hole to mean anything */
  g_assert_true (lamp_outline_contains (filled, off (3500, 3500)));
}

static double
nearest (const LampSegment *segments, guint n, LampWorld at)
{
  double best = G_MAXDOUBLE;

  for (guint i = 0; i < n; i++)
    best = MIN (best, sqrt (lamp_world_segment_distance2 (at, segments[i].a, segments[i].b, NULL)));
  return best;
}

/* Of anything: no vertex and nothing within reach is outside, the outline keeps its distance, the work is bounded. */
static void
test_anything (void)
{
  for (guint32 seed = 0; seed < 60; seed++)
    {
      g_autoptr (GRand) rand = g_rand_new_with_seed (seed);
      g_autoptr (LampOutline) outline = NULL;
      double       wide = exp (g_rand_double_range (rand, 6.0, 17.0)), reach;
      guint        n = (guint)g_rand_int_range (rand, 1, 40);
      LampSegment  segments[40];
      LampWorldBox box = LAMP_WORLD_BOX_EMPTY;

      for (guint i = 0; i < n; i++)
        {
          segments[i].a = off (g_rand_double_range (rand, 0, wide), g_rand_double_range (rand, 0, wide));
          segments[i].b = i % 3 == 0 ? segments[i].a : off (g_rand_double_range (rand, 0, wide), g_rand_double_range (rand, 0, wide));
          lamp_world_box_add (&box, segments[i].a);
          lamp_world_box_add (&box, segments[i].b);
        }
      outline = lamp_outline_new (segments, n, REACH);
      reach = MAX (REACH, MAX (box.x1 - box.x0, box.y1 - box.y0) / (LAMP_OUTLINE_CELLS - 12.0) * 3.0);
      g_assert_cmpuint (outline->n_rings, >, 0);
      g_assert_cmpuint (outline->ring_start[outline->n_rings], <, LAMP_OUTLINE_CELLS * LAMP_OUTLINE_CELLS);
      for (guint i = 0; i < n; i++)
        {
          g_assert_true (lamp_outline_contains (outline, segments[i].a));
          g_assert_true (lamp_outline_contains (outline, segments[i].b));
        }
      for (guint i = 0; i < outline->ring_start[outline->n_rings]; i++)
        {
          double far = nearest (segments, n, outline->points[i]);

          g_assert_cmpfloat (far, >, reach * 0.5);
          g_assert_cmpfloat (far, <, reach * 1.3);
        }
    }
}

typedef struct
{
  LampNetwork      *network;
  LampIndex        *index;
  LampEnergisation *energisation;
} Town;

static void
set_up (Town *town, gconstpointer data)
{
  town->network = lamp_fixture_network ();
  town->index = lamp_index_new (town->network);
  town->energisation = lamp_energisation_new (town->network);
}

static void
tear_down (Town *town, gconstpointer data)
{
  lamp_energisation_free (town->energisation);
  lamp_index_unref (town->index);
  lamp_network_unref (town->network);
}

static LampOutline *
area (Town *town, const char *element)
{
  g_autoptr (GBytes) state = lamp_scene_dup_state (town->index, town->energisation, NULL, (LampShow)0);

  return lamp_area_new (town->network, g_bytes_get_data (state, NULL), lamp_fixture_element (town->network, element));
}

static void
set_open (Town *town, const char *element, gboolean open)
{
  lamp_energisation_set_open (town->energisation, lamp_fixture_element (town->network, element), open, NULL);
}

static gboolean
has (Town *town, const LampOutline *outline, const char *node)
{
  return lamp_outline_contains (outline, town->network->node_at[lamp_fixture_node (town->network, node)]);
}

static void
test_behind (Town *town, gconstpointer data)
{
  g_autoptr (LampOutline) before = area (town, "FU1");
  g_autoptr (LampOutline) after = NULL;

  g_assert_cmpuint (before->n_rings, ==, 0); /* nothing is dead */
  set_open (town, "FU1", TRUE);
  after = area (town, "FU1");
  g_assert_cmpuint (after->n_rings, >, 0);
  g_assert_true (has (town, after, "n8"));
  for (guint32 i = 0; i < town->network->n_customers; i++)
    if (g_str_equal (lamp_network_customer_id (town->network, i), "C1"))
      g_assert_true (lamp_outline_contains (after, town->network->customer_at[i]));
  g_assert_false (has (town, after, "n4"));
  g_assert_false (has (town, after, "m1"));
}

/* An outage within another shows its own part; what is fed back meanwhile is not dead. */
static void
test_nested_and_fed_back (Town *town, gconstpointer data)
{
  g_autoptr (LampOutline) outer = NULL, inner = NULL, fed = NULL;

  set_open (town, "R1", TRUE);
  set_open (town, "FU2", TRUE);
  outer = area (town, "R1");
  inner = area (town, "FU2");
  g_assert_true (has (town, outer, "n5"));
  g_assert_true (has (town, outer, "n12"));
  g_assert_true (has (town, inner, "n12"));
  g_assert_false (has (town, inner, "n6"));
  set_open (town, "SW1", TRUE);
  set_open (town, "TIE", FALSE);
  fed = area (town, "R1");
  g_assert_true (has (town, fed, "n4"));
  g_assert_false (has (town, fed, "n6"));
}

static void
count_changes (guint *n_changes)
{
  ++*n_changes;
}

/* What was asked for is kept up to date by itself, and the old stays until the new is there. */
static void
test_kept (Town *town, gconstpointer data)
{
  LampAreas *areas = lamp_areas_new ();
  guint32    element = lamp_fixture_element (town->network, "FU1");
  guint      n_changes = 0;

  g_signal_connect_swapped (areas, "changed", G_CALLBACK (count_changes), &n_changes);
  for (int open = 1; open >= 0; open--)
    {
      g_autoptr (GBytes) state = NULL;

      set_open (town, "FU1", open);
      state = lamp_scene_dup_state (town->index, town->energisation, NULL, (LampShow)0);
      lamp_areas_set_state (areas, town->index, state);
      if (open == 1)
        lamp_areas_want (areas, &element, 1);
      else
        g_assert_cmpuint (lamp_areas_lookup (areas, element)->n_rings, >, 0);
      for (n_changes = 0; n_changes == 0;)
        g_main_context_iteration (NULL, TRUE);
      g_assert_cmpint (lamp_areas_lookup (areas, element)->n_rings > 0, ==, open);
    }
  lamp_areas_set_state (areas, NULL, NULL);
  g_assert_null (lamp_areas_lookup (areas, element));
  g_object_unref (areas);
  while (g_main_context_iteration (NULL, FALSE))
    ;
}

/* From near, what is dead may lie views away from the device: it has its area all the same. */
static void
test_far_from_its_device (Town *town, gconstpointer data)
{
  Sample      sample;
  LampItem   *item;
  LampOutage *outage;
  LampLive   *live = lamp_live_new ();
  LampAreas  *areas = lamp_areas_new ();
  g_autoptr (LampSelection) selection = lamp_selection_new ();
  g_autoptr (GBytes) state = NULL;
  LampAreaFocus focus = { selection, LAMP_SELECT_NONE, NULL };
  LampWorld     there = town->network->node_at[lamp_fixture_node (town->network, "n12")];
  LampWorld     device = lamp_network_element_at (town->network, lamp_fixture_element (town->network, "R1"));
  double        away = hypot ((double)there.x - device.x, (double)there.y - device.y);
  LampView      view = { there.x, there.y, log2 (1500.0 / away * LAMP_WORLD_SIZE / 256.0), 300.0, 300.0, 1.0 };
  guint         n_changes = 0;

  set_open (town, "R1", TRUE);
  state = lamp_scene_dup_state (town->index, town->energisation, NULL, (LampShow)0);
  lamp_areas_set_state (areas, town->index, state);
  sample_init (&sample, town->network, 0);
  item = sample_add_outage (&sample, "O-1", device, "confirmed", 5);
  outage = lamp_record_copy (lamp_item_get_record (item));
  lamp_record_set_string (&outage->device, "R1");
  lamp_item_set_record (item, outage);
  lamp_record_unref (outage);
  lamp_live_set_model (live, LAMP_SELECT_OUTAGE, G_LIST_MODEL (sample.outages));
  g_signal_connect_swapped (areas, "changed", G_CALLBACK (count_changes), &n_changes);
  g_assert_cmpfloat (view.zoom, >, LAMP_AREAS_FROM_ZOOM);
  g_assert_false (lamp_area_paint_has_any (areas, live, town->network, &focus, &view)); /* not known yet: asked for */
  while (n_changes == 0)
    g_main_context_iteration (NULL, TRUE);
  g_assert_true (lamp_area_paint_has_any (areas, live, town->network, &focus, &view));
  lamp_areas_set_state (areas, NULL, NULL);
  g_object_unref (areas);
  g_object_unref (live);
  sample_clear (&sample);
  while (g_main_context_iteration (NULL, FALSE))
    ;
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/map/outline/nothing", test_nothing);
  g_test_add_func ("/map/outline/point", test_point);
  g_test_add_func ("/map/outline/rings", test_rings);
  g_test_add_func ("/map/outline/anything", test_anything);
#define ADD(name, test) g_test_add ("/map/areas/" name, Town, NULL, set_up, test, tear_down)
  ADD ("behind", test_behind);
  ADD ("nested-and-fed-back", test_nested_and_fed_back);
  ADD ("kept", test_kept);
  ADD ("far-from-its-device", test_far_from_its_device);
  return g_test_run ();
}
