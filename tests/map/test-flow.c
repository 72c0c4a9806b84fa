/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Arrows: away from the source in the present state, none on what is dead or on a ring, evenly along lines of many pieces,
 * always in the same places.
 */
#include "grid/fixture.h"
#include "map/flow.h"
#include "map/scene.h"

#include <string.h>

#define ZOOM 17.0
#define SHOW LAMP_SHOW_FLOW

typedef struct
{
  LampNetwork      *network;
  LampIndex        *index;
  LampPalette      *palette;
  LampEnergisation *energisation;
  GBytes           *flow;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->network = lamp_fixture_network ();
  fixture->index = lamp_index_new (fixture->network);
  fixture->palette = lamp_palette_load ("neutral", NULL);
  fixture->energisation = lamp_energisation_new (fixture->network);
  fixture->flow = lamp_flow_measure (fixture->network);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_bytes_unref (fixture->flow);
  lamp_energisation_free (fixture->energisation);
  lamp_palette_unref (fixture->palette);
  lamp_index_unref (fixture->index);
  lamp_network_unref (fixture->network);
}

static guint8
state_of (Fixture *fixture, const char *id)
{
  g_autoptr (GBytes) state = lamp_scene_dup_state (fixture->index, fixture->energisation, NULL, SHOW);

  return ((const guint8 *)g_bytes_get_data (state, NULL))[lamp_fixture_element (fixture->network, id)] & LAMP_STATE_RING;
}

static void
set_open (Fixture *fixture, const char *id, gboolean open)
{
  lamp_energisation_set_open (fixture->energisation, lamp_fixture_element (fixture->network, id), open, NULL);
}

/* How many pixels around the middle of an element are others than on the same map without arrows. */
static guint
count_ink (Fixture *fixture, const char *id)
{
  LampWorld           at = lamp_network_element_at (fixture->network, lamp_fixture_element (fixture->network, id));
  LampTileKey         key = { lamp_zoom_to_step (ZOOM), 1.0, 0, 0 };
  double              k = lamp_tile_px_per_unit (key);
  const int           never = 0;
  gsize               n = LAMP_TILE_PX * LAMP_TILE_PX;
  g_autofree guint32 *with = g_new (guint32, 4 * n), *without = g_new (guint32, 4 * n);
  guint               ink = 0;
  int                 x, y;

  key.x = (int)(at.x * k - LAMP_TILE_PX / 2) / LAMP_TILE_PX;
  key.y = (int)(at.y * k - LAMP_TILE_PX / 2) / LAMP_TILE_PX;
  for (int flow = 0; flow < 2; flow++)
    {
      LampShow show = flow ? LAMP_SHOW_FLOW : 0;
      g_autoptr (GBytes) state = lamp_scene_dup_state (fixture->index, fixture->energisation, NULL, show);
      g_autoptr (LampScene) scene = lamp_scene_new (fixture->index, state, fixture->palette, FALSE, show);

      lamp_scene_set_flow (scene, fixture->flow);
      lamp_scene_paint_block (scene, key, 2, 2, FALSE, flow ? with : without, &never);
    }
  x = (int)(at.x * k - (double)key.x * LAMP_TILE_PX);
  y = (int)(at.y * k - (double)key.y * LAMP_TILE_PX);
  for (int j = MAX (y - 60, 0); j < MIN (y + 60, 2 * LAMP_TILE_PX); j++)
    for (int i = MAX (x - 60, 0); i < MIN (x + 60, 2 * LAMP_TILE_PX); i++)
      ink += with[j * 2 * LAMP_TILE_PX + i] != without[j * 2 * LAMP_TILE_PX + i];
  return ink;
}

static void
test_normal (Fixture *fixture, gconstpointer data)
{
  g_assert_cmpint (state_of (fixture, "L1"), ==, LAMP_STATE_FORWARD);
  g_assert_cmpint (state_of (fixture, "L2"), ==, LAMP_STATE_FORWARD);
  g_assert_cmpint (state_of (fixture, "L3"), ==, LAMP_STATE_BACKWARD); /* n6 to n5, fed from n5 */
  g_assert_cmpint (state_of (fixture, "L5"), ==, LAMP_STATE_FORWARD);
  g_assert_cmpint (state_of (fixture, "TIE"), ==, 0);
  g_assert_cmpuint (count_ink (fixture, "L1"), >, 10);
}

/* Fed from the other side, it flows the other way; what is dead has none; a ring has none. */
static void
test_present (Fixture *fixture, gconstpointer data)
{
  static const char *const ring[] = { "L1", "L2", "L3", "L5", "TIE", "SW1" };

  set_open (fixture, "SW1", TRUE);
  g_assert_cmpint (state_of (fixture, "L3"), ==, 0);
  set_open (fixture, "TIE", FALSE);
  g_assert_cmpint (state_of (fixture, "L3"), ==, LAMP_STATE_FORWARD);
  g_assert_cmpint (state_of (fixture, "L2"), ==, LAMP_STATE_FORWARD);
  set_open (fixture, "SW1", FALSE);
  for (guint i = 0; i < G_N_ELEMENTS (ring); i++)
    g_assert_cmpint (state_of (fixture, ring[i]), ==, LAMP_STATE_RING);
  g_assert_cmpint (state_of (fixture, "L4"), ==, LAMP_STATE_FORWARD); /* hangs off the ring */
  g_assert_cmpuint (count_ink (fixture, "L2"), ==, 0);
  set_open (fixture, "TIE", TRUE);
  set_open (fixture, "B1", TRUE);
  g_assert_cmpint (state_of (fixture, "L1"), ==, 0);
  g_assert_cmpuint (count_ink (fixture, "L2"), ==, 0);
}

/* Milestones run through from one element to the next, whatever lies between, and count on the other way where geometry
 * does. */
static void
test_even (Fixture *fixture, gconstpointer data)
{
  const guint32 *offsets = g_bytes_get_data (fixture->flow, NULL);
  guint32        l1 = lamp_fixture_element (fixture->network, "L1"), l2 = lamp_fixture_element (fixture->network, "L2");
  guint32        l3 = lamp_fixture_element (fixture->network, "L3"), l4 = lamp_fixture_element (fixture->network, "L4");
  guint32        v1 = fixture->network->element_vertex_start[l1], v2 = fixture->network->element_vertex_start[l2];
  guint32        v3 = fixture->network->element_vertex_start[l3];
  guint32        end1 = offsets[l1] + lamp_flow_step (fixture->network->vertices[v1], fixture->network->vertices[v1 + 1]);
  guint32        end2 = offsets[l2] + lamp_flow_step (fixture->network->vertices[v2], fixture->network->vertices[v2 + 1]);

  g_assert_cmpuint (offsets[l1], ==, 0);
  g_assert_cmpuint (offsets[l2], ==, end1);
  g_assert_cmpuint (offsets[l4], ==, end1);
  /* Drawn towards the source: the far end of its geometry is where L2 ends. */
  g_assert_cmpuint (0u - (offsets[l3] + lamp_flow_step (fixture->network->vertices[v3], fixture->network->vertices[v3 + 1])), ==, end2);
}

static void
test_spacing (void)
{
  for (double zoom = 4.0; zoom <= 20.0; zoom += 0.2)
    {
      guint32 spacing = lamp_flow_spacing (zoom);
      double  px = spacing * 256.0 * exp2 (zoom) / LAMP_WORLD_SIZE;

      g_assert_cmpuint (spacing & (spacing - 1), ==, 0);
      g_assert_cmpfloat (px, >=, 63.9);
      g_assert_cmpfloat (px, <, 128.0);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(name, test) g_test_add ("/map/flow/" name, Fixture, NULL, set_up, test, tear_down)
  ADD ("normal", test_normal);
  ADD ("present", test_present);
  ADD ("even", test_even);
  g_test_add_func ("/map/flow/spacing", test_spacing);
  return g_test_run ();
}
