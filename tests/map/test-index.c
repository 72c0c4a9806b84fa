/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The spatial index against looking at everything: what a query finds, and what a click means.
 */
#include "grid/fixture.h"
#include "map/index.h"

#include <math.h>

static LampWorldBox
random_box (GRand *rand, guint32 widest)
{
  guint32 x = (guint32)g_rand_double_range (rand, 1.2e9, 1.3e9), y = (guint32)g_rand_double_range (rand, 1.7e9, 1.8e9);

  /* Some are far away, some at the edge of the world, some wide. */
  if (g_rand_int_range (rand, 0, 50) == 0)
    return (LampWorldBox){ 0, 0, g_rand_int (rand), 5 };
  if (g_rand_int_range (rand, 0, 50) == 0)
    return (LampWorldBox){ G_MAXUINT32 - 5, y, G_MAXUINT32, G_MAXUINT32 };
  return (LampWorldBox){ x, y, x + g_rand_int (rand) % widest, y + g_rand_int (rand) % widest };
}

static void
check_query (const LampBins *bins, const LampWorldBox *boxes, guint32 n, LampWorldBox box)
{
  g_autofree guint8 *times = g_new0 (guint8, n + 1);
  LampBinsIter       iter;
  guint32            first, end;

  lamp_bins_query (bins, box, &iter);
  while (lamp_bins_next (&iter, &first, &end))
    for (guint32 i = first; i < end; i++)
      times[bins->order[i]]++;
  for (guint32 i = 0; i < n; i++)
    {
      g_assert_cmpuint (times[i], <=, 1);
      if (lamp_world_box_is_empty (boxes[i]))
        g_assert_cmpuint (times[i], ==, 0);
      else if (lamp_world_box_intersects (boxes[i], box))
        g_assert_cmpuint (times[i], ==, 1);
    }
}

static void
test_bins (void)
{
  for (guint32 seed = 0; seed < 60; seed++)
    {
      g_autoptr (GRand) rand = g_rand_new_with_seed (seed);
      guint32                  n = (guint32)g_rand_int_range (rand, 0, 400);
      g_autofree LampWorldBox *boxes = g_new (LampWorldBox, n + 1);
      guint32                  widest = seed % 3 == 0 ? 50000000 : 40000;
      LampBins                 bins;

      for (guint32 i = 0; i < n; i++)
        boxes[i] = g_rand_int_range (rand, 0, 20) == 0 ? LAMP_WORLD_BOX_EMPTY : random_box (rand, widest);
      lamp_bins_build (&bins, boxes, n);
      for (guint i = 0; i < 40; i++)
        check_query (&bins, boxes, n, random_box (rand, i % 2 == 0 ? 1000 : 80000000));
      check_query (&bins, boxes, n, (LampWorldBox){ 0, 0, G_MAXUINT32, G_MAXUINT32 });
      check_query (&bins, boxes, n, LAMP_WORLD_BOX_EMPTY);
      lamp_bins_clear (&bins);
    }
}

/* Squared distance of the nearest element a click may mean, or more than anything. */
static double
nearest (const LampNetwork *network, LampWorld at, int finest, gboolean devices, double *device2)
{
  double best2 = G_MAXDOUBLE;

  *device2 = G_MAXDOUBLE;
  for (guint32 e = 0; e < network->n_elements; e++)
    {
      LampWorld place = lamp_network_element_at (network, e);

      if (devices && network->element_kind[e] != LAMP_ELEMENT_LINE && lamp_world_is_known (place))
        *device2 = MIN (*device2, lamp_world_segment_distance2 (at, place, place, NULL));
      if (network->element_voltage[e] > finest)
        continue;
      for (guint32 v = network->element_vertex_start[e]; v + 1 < network->element_vertex_start[e + 1]; v++)
        best2 = MIN (best2, lamp_world_segment_distance2 (at, network->vertices[v], network->vertices[v + 1], NULL));
    }
  return best2;
}

static double
distance2_to (const LampNetwork *network, guint32 element, LampWorld at)
{
  double    best2 = G_MAXDOUBLE;
  LampWorld place = lamp_network_element_at (network, element);

  if (network->element_kind[element] != LAMP_ELEMENT_LINE)
    return lamp_world_segment_distance2 (at, place, place, NULL);
  for (guint32 v = network->element_vertex_start[element]; v + 1 < network->element_vertex_start[element + 1]; v++)
    best2 = MIN (best2, lamp_world_segment_distance2 (at, network->vertices[v], network->vertices[v + 1], NULL));
  return best2;
}

static void
check_hits (LampNetwork *network, guint32 seed)
{
  g_autoptr (LampIndex) index = lamp_index_new (network);
  g_autoptr (GRand) rand = g_rand_new_with_seed (seed);
  LampWorldBox extent = network->extent;

  if (lamp_world_box_is_empty (extent))
    return;
  for (guint i = 0; i < 300; i++)
    {
      LampWorld at = { (guint32)g_rand_double_range (rand, extent.x0, extent.x1 + 1.0), (guint32)g_rand_double_range (rand, extent.y0, extent.y1 + 1.0) };
      double    radius = pow (10.0, g_rand_double_range (rand, 1.0, 5.0));
      int       finest = g_rand_int_range (rand, 0, LAMP_N_VOLTAGE_CLASSES);
      gboolean  devices = g_rand_boolean (rand);
      double    device2, line2 = nearest (network, at, finest, devices, &device2);
      guint32   hit = lamp_index_hit (index, at, radius, finest, devices, devices);

      if (device2 > radius * radius && line2 > radius * radius)
        g_assert_cmpuint (hit, ==, LAMP_NONE);
      else if (device2 <= radius * radius)
        g_assert_cmpfloat (distance2_to (network, hit, at), ==, device2);
      else
        g_assert_cmpfloat (distance2_to (network, hit, at), ==, line2);
    }
}

static void
test_hits (void)
{
  g_autoptr (LampNetwork) toy = lamp_fixture_network ();

  check_hits (toy, 1);
  for (guint32 seed = 0; seed < 8; seed++)
    {
      g_autoptr (LampNetwork) network = lamp_fixture_load (lamp_fixture_random_draft (seed));

      check_hits (network, seed);
    }
}

static void
test_empty (void)
{
  LampBins     bins;
  LampBinsIter iter;
  guint32      first, end;

  lamp_bins_build (&bins, NULL, 0);
  lamp_bins_query (&bins, (LampWorldBox){ 0, 0, G_MAXUINT32, G_MAXUINT32 }, &iter);
  g_assert_false (lamp_bins_next (&iter, &first, &end));
  lamp_bins_clear (&bins);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/map/index/bins", test_bins);
  g_test_add_func ("/map/index/hits", test_hits);
  g_test_add_func ("/map/index/empty", test_empty);
  return g_test_run ();
}
