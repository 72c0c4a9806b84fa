/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What loading in batches, on several threads and in an order of its own makes of a file, against the file's features
 * one by one as GDAL gives them: the demo city, grids of others, and random ones. And that it is the same each time.
 */
#include "grid/fixture.h"
#include "grid/gdal-use.h"
#include "grid/import.h"
#include "grid/region-layout.h"

#include <glib/gstdio.h>
#include <sched.h>
#include <string.h>

static const char *
text (OGRFeatureH feature, const char *field)
{
  int index = OGR_F_GetFieldIndex (feature, field);

  return index < 0 ? "" : OGR_F_GetFieldAsString (feature, index);
}

static double
number (OGRFeatureH feature, const char *field)
{
  int index = OGR_F_GetFieldIndex (feature, field);

  return index < 0 || !OGR_F_IsFieldSetAndNotNull (feature, index) ? 0.0 : OGR_F_GetFieldAsDouble (feature, index);
}

static void
assert_node (const LampNetwork *network, guint32 node, const char *id)
{
  g_assert_cmpstr (node == LAMP_NONE ? "" : lamp_network_node_id (network, node), ==, id);
  if (node != LAMP_NONE)
    g_assert_cmpuint (lamp_network_find_node (network, id), ==, node);
}

/* Every vertex of a geometry in turn. */
static void
assert_vertices (OGRGeometryH geometry, const LampWorld *vertices, guint32 n, guint32 *at)
{
  int n_parts = OGR_G_GetGeometryCount (geometry);

  for (int i = 0; i < n_parts; i++)
    assert_vertices (OGR_G_GetGeometryRef (geometry, i), vertices, n, at);
  for (int i = 0; n_parts == 0 && i < OGR_G_GetPointCount (geometry); i++, (*at)++)
    {
      LampWorld expected = lamp_world_from_point ((LampPoint){ OGR_G_GetX (geometry, i), OGR_G_GetY (geometry, i) });

      g_assert_cmpuint (*at, <, n);
      g_assert_cmpuint (vertices[*at].x, ==, expected.x);
      g_assert_cmpuint (vertices[*at].y, ==, expected.y);
    }
}

static void
assert_element (const LampNetwork *network, OGRFeatureH feature, const char *layer)
{
  guint32         element = lamp_network_find_element (network, text (feature, "id"));
  gboolean        line = g_str_equal (layer, "lines");
  LampElementKind kind = line ? LAMP_ELEMENT_LINE : lamp_element_kind_from_string (text (feature, "kind"));
  OGRGeometryH    geometry = OGR_F_GetGeometryRef (feature);
  const char     *name = text (feature, "name");
  guint32         start = 0;
  guint32         at = 0;
  guint8          flags = 0;

  g_assert_cmpuint (element, !=, LAMP_NONE);
  flags = network->element_flags[element];
  start = network->element_vertex_start[element];
  g_assert_cmpstr (lamp_network_element_id (network, element), ==, text (feature, "id"));
  g_assert_cmpstr (lamp_network_element_name (network, element), ==, *name != '\0' ? name : text (feature, "id"));
  assert_node (network, network->element_from[element], text (feature, "from_node"));
  assert_node (network, network->element_to[element], text (feature, "to_node"));
  g_assert_cmpuint (network->element_kind[element], ==, kind);
  g_assert_cmpuint (network->element_phases[element], ==, lamp_phases_from_string (text (feature, "phases")));
  g_assert_cmpfloat (network->element_length_m[element], ==, (float)number (feature, "length_m"));
  g_assert_cmpfloat (network->element_rating[element], ==,
                     (float)(number (feature, "rating_a") + number (feature, "rating_kva")));
  g_assert_cmpint ((flags & LAMP_ELEMENT_NORMALLY_OPEN) != 0, ==, number (feature, "normally_open") != 0.0);
  g_assert_cmpint ((flags & LAMP_ELEMENT_UNDERGROUND) != 0, ==, number (feature, "underground") != 0.0);
  g_assert_cmpint ((flags & LAMP_ELEMENT_TELEMETERED) != 0, ==, number (feature, "telemetered") != 0.0);
  if (number (feature, "service_drop") != 0.0)
    g_assert_true (flags & LAMP_ELEMENT_SERVICE_DROP);
  if (*text (feature, "voltage") != '\0')
    g_assert_cmpstr (lamp_voltage_class_to_string ((LampVoltageClass)network->element_voltage[element]), ==, text (feature, "voltage"));
  if (*text (feature, "feeder") != '\0')
    g_assert_cmpstr (network->feeders[network->element_feeder[element]].id, ==, text (feature, "feeder"));
  if ((flags & LAMP_ELEMENT_PLACED_BY_NODES) == 0 && geometry != NULL)
    {
      assert_vertices (geometry, network->vertices + start, network->element_vertex_start[element + 1] - start, &at);
      g_assert_cmpuint (at, ==, network->element_vertex_start[element + 1] - start);
    }
}

static void
assert_customer (const LampNetwork *network, OGRFeatureH feature)
{
  guint32      customer = lamp_network_find_customer (network, text (feature, "id"));
  OGRGeometryH geometry = OGR_F_GetGeometryRef (feature);
  guint32      at = 0;

  g_assert_cmpuint (customer, !=, LAMP_NONE);
  g_assert_cmpstr (lamp_network_customer_id (network, customer), ==, text (feature, "id"));
  g_assert_cmpfloat (network->customer_kw[customer], ==, (float)number (feature, "kw"));
  g_assert_cmpuint (network->customer_node[customer], ==, lamp_network_find_node (network, text (feature, "node")));
  if (geometry != NULL)
    assert_vertices (geometry, &network->customer_at[customer], 1, &at);
}

static guint32
assert_layer (const LampNetwork *network, OGRLayerH layer)
{
  const char *name = OGR_L_GetName (layer);
  OGRFeatureH feature = NULL;
  guint32     n = 0;

  for (; (feature = OGR_L_GetNextFeature (layer)) != NULL; OGR_F_Destroy (feature), n++)
    if (g_str_equal (name, "customers"))
      assert_customer (network, feature);
    else
      assert_element (network, feature, name);
  return n;
}

static void
assert_base (const LampBaseLayer *base, OGRLayerH layer, const LampNetwork *network)
{
  OGRFeatureH feature = NULL;
  guint32     n = 0;
  guint32     at = 0;

  for (; (feature = OGR_L_GetNextFeature (layer)) != NULL; OGR_F_Destroy (feature), n++)
    {
      g_assert_cmpuint (n, <, base->n_features);
      g_assert_cmpuint (at, ==, base->vertex_start[base->part_start[n]]);
      g_assert_cmpstr (lamp_network_string (network, base->name[n]), ==, text (feature, "name"));
      g_assert_cmpuint (base->rank[n], ==, (guint)number (feature, "rank"));
      assert_vertices (OGR_F_GetGeometryRef (feature), base->vertices, base->n_vertices, &at);
    }
  g_assert_cmpuint (n, ==, base->n_features);
  g_assert_cmpuint (at, ==, base->n_vertices);
}

#define ASSERT_SAME(array, n) g_assert_cmpmem (a->array, (gsize)(n) * sizeof *a->array, b->array, (gsize)(n) * sizeof *b->array)

/* Array by array, the order included; where texts lie is another matter. */
static void
assert_alike (const LampNetwork *a, const LampNetwork *b)
{
  g_assert_cmpuint (a->n_elements, ==, b->n_elements);
  g_assert_cmpuint (a->n_nodes, ==, b->n_nodes);
  g_assert_cmpuint (a->n_customers, ==, b->n_customers);
  g_assert_cmpuint (a->n_vertices, ==, b->n_vertices);
  for (guint32 i = 0; i < a->n_elements; i++)
    g_assert_cmpstr (lamp_network_element_id (a, i), ==, lamp_network_element_id (b, i));
  for (guint32 i = 0; i < a->n_nodes; i++)
    g_assert_cmpstr (lamp_network_node_id (a, i), ==, lamp_network_node_id (b, i));
  ASSERT_SAME (element_from, a->n_elements);
  ASSERT_SAME (element_to, a->n_elements);
  ASSERT_SAME (element_kind, a->n_elements);
  ASSERT_SAME (element_flags, a->n_elements);
  ASSERT_SAME (element_phases, a->n_elements);
  ASSERT_SAME (element_voltage, a->n_elements);
  ASSERT_SAME (element_feeder, a->n_elements);
  ASSERT_SAME (element_length_m, a->n_elements);
  ASSERT_SAME (element_rating, a->n_elements);
  ASSERT_SAME (element_vertex_start, a->n_elements + 1);
  ASSERT_SAME (vertices, a->n_vertices);
  ASSERT_SAME (node_at, a->n_nodes);
  ASSERT_SAME (node_edge_start, a->n_nodes + 1);
  ASSERT_SAME (node_edges, a->node_edge_start[a->n_nodes]);
  ASSERT_SAME (node_customer_start, a->n_nodes + 1);
  ASSERT_SAME (customer_node, a->n_customers);
  ASSERT_SAME (customer_at, a->n_customers);
  ASSERT_SAME (customer_kw, a->n_customers);
}

static void
assert_same (const LampNetwork *a, const LampNetwork *b)
{
  assert_alike (a, b);
  g_assert_cmpmem (a->strings, a->strings_size, b->strings, b->strings_size);
  ASSERT_SAME (element_id, a->n_elements);
  ASSERT_SAME (element_name, a->n_elements);
  ASSERT_SAME (node_id, a->n_nodes);
  ASSERT_SAME (customer_id, a->n_customers);
}

static void
assert_as_in_file (const char *path)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (LampNetwork) network = lamp_network_load (path, NULL, &error);
  g_autoptr (LampNetwork) again = NULL;
  g_auto (GDALDatasetH) dataset = NULL;
  guint32 n = 0;

  g_assert_no_error (error);
  again = lamp_network_load (path, NULL, &error);
  g_assert_no_error (error);
  assert_same (network, again);

  dataset = GDALOpenEx (path, GDAL_OF_VECTOR, NULL, NULL, NULL);
  for (guint i = LAMP_LAYER_LINES; i <= LAMP_LAYER_TRANSFORMERS; i++)
    n += assert_layer (network, GDALDatasetGetLayerByName (dataset, lamp_region_layer (i)->name));
  g_assert_cmpuint (n, ==, network->n_elements);
  n = assert_layer (network, GDALDatasetGetLayerByName (dataset, "customers"));
  g_assert_cmpuint (n, ==, network->n_customers);
  for (guint i = 0; i < LAMP_BASE_N_LAYERS; i++)
    assert_base (&network->base[i], GDALDatasetGetLayerByName (dataset, lamp_region_layer (LAMP_LAYER_BASE + i)->name), network);
}

static void
test_demo_city (void)
{
  assert_as_in_file (g_getenv ("LAMP_TEST_REGION"));
}

static void
test_random (void)
{
  g_autofree char *path = lamp_fixture_path ("random.gpkg");

  for (guint32 seed = 0; seed < 10; seed++)
    {
      g_autoptr (LampDraft) draft = lamp_fixture_random_draft (seed);
      g_autoptr (GError) error = NULL;

      lamp_draft_write (draft, path, NULL, &error);
      g_assert_no_error (error);
      assert_as_in_file (path);
      g_remove (path);
    }
}

static char *
large_region (const char *name, guint n_lines)
{
  char *path = lamp_fixture_path (name);
  g_autoptr (LampDraft) draft = lamp_fixture_large_draft (n_lines);
  g_autoptr (GError) error = NULL;

  lamp_draft_write (draft, path, NULL, &error);
  g_assert_no_error (error);
  return path;
}

/* Several batches a layer, by three threads: lines, and customers beside them. */
static void
test_large (void)
{
  g_autofree char *path = large_region ("large.gpkg", 265000);

  assert_as_in_file (path);
  g_remove (path);
}

/* However many processors GDAL finds: told by nobody, one older than that of 2024 refuses most of these. Two threads read the shorter ones, three the
 * last two. */
static void
test_processors (void)
{
  static const guint lines[] = { 32769, 40000, 65535, 98303, 98304, 98305 };

  CPLSetConfigOption ("GDAL_NUM_THREADS", "8");
  CPLSetConfigOption ("OGR_GPKG_NUM_THREADS", "8");
  for (guint i = 0; i < G_N_ELEMENTS (lines); i++)
    {
      g_autofree char *path = large_region ("processors.gpkg", lines[i]);
      g_autoptr (GError) error = NULL;
      g_autoptr (LampNetwork) network = lamp_network_load (path, NULL, &error);

      g_assert_no_error (error);
      g_assert_cmpuint (network->n_elements, ==, lines[i] + (lines[i] + 7) / 8);
      if (i % 4 == 1)
        assert_as_in_file (path);
      g_remove (path);
    }
  CPLSetConfigOption ("GDAL_NUM_THREADS", NULL);
  CPLSetConfigOption ("OGR_GPKG_NUM_THREADS", NULL);
}

/* GDAL reads rows numbered from 1 without a gap otherwise than others: whichever the numbers are, it is the same grid as long as their order is. */
static void
test_numbers (void)
{
  static const char *const numbers[] = { "fid - 2000000", "fid + 4000000000000000000", "fid * 3 - 40000", "fid + 7", "CASE WHEN fid > 30000 THEN fid + 1000000 ELSE fid END" };

  for (guint i = 0; i < G_N_ELEMENTS (numbers); i++)
    {
      g_autofree char *path = large_region ("numbers.gpkg", 40000);
      g_autofree char *back = g_strdup_printf ("UPDATE lines SET fid = (SELECT %s FROM (SELECT lines.fid + 1000000000 AS fid))", numbers[i]);
      g_autoptr (GError) error = NULL;
      g_autoptr (LampNetwork) before = lamp_network_load (path, NULL, &error);
      g_autoptr (LampNetwork) after = NULL;

      g_assert_no_error (error);
      lamp_fixture_run_sql (path, "UPDATE lines SET fid = fid - 1000000000");
      lamp_fixture_run_sql (path, back);
      after = lamp_network_load (path, NULL, &error);
      g_assert_no_error (error);
      assert_alike (before, after);
      g_remove (path);
    }
}

/* A page of a long layer lost: refused, or the same when it was one that nobody reads. */
static void
test_damaged (void)
{
  g_autofree char *path = large_region ("damaged.gpkg", 110000);
  g_autofree char *bytes = NULL;
  g_autoptr (LampNetwork) whole = lamp_network_load (path, NULL, NULL);
  g_autoptr (GRand) rand = g_rand_new_with_seed (5);
  gsize size = 0;
  gsize page = 0;
  guint n_refused = 0;

  g_assert_true (g_file_get_contents (path, &bytes, &size, NULL));
  page = lamp_fixture_page_size (bytes);
  g_assert_cmpuint (page, ==, 16384);
  for (guint i = 0; i < 24; i++)
    {
      g_autofree char *copy = g_memdup2 (bytes, size);
      g_autoptr (GError) error = NULL;
      g_autoptr (LampNetwork) network = NULL;
      gsize at = (gsize)(g_rand_double_range (rand, 0.05, 0.6) * (double)size) / page * page;

      memset (copy + at, (int)i, page);
      g_file_set_contents (path, copy, (gssize)size, &error);
      g_assert_no_error (error);
      network = lamp_network_load (path, NULL, &error);
      g_assert_true ((network == NULL) == (error != NULL));
      if (network != NULL)
        {
          assert_alike (whole, network);
          continue;
        }
      n_refused++;
      g_assert_cmpuint (error->domain, ==, LAMP_GRID_ERROR);
      g_assert_nonnull (strstr (error->message, path));
    }
  g_assert_cmpuint (n_refused, >, 12);
  g_remove (path);
}

/* With one processor nobody reads ahead. */
static void
test_one_processor (void)
{
  g_autofree char *path = large_region ("one.gpkg", 110000);
  g_autoptr (LampNetwork) several = lamp_network_load (path, NULL, NULL);
  g_autoptr (LampNetwork) alone = NULL;
  cpu_set_t all, one;

  CPU_ZERO (&one);
  g_assert_cmpint (sched_getaffinity (0, sizeof all, &all), ==, 0);
  for (int i = 0; i < CPU_SETSIZE && CPU_COUNT (&one) == 0; i++)
    if (CPU_ISSET (i, &all))
      CPU_SET (i, &one);
  g_assert_cmpint (sched_setaffinity (0, sizeof one, &one), ==, 0);
  alone = lamp_network_load (path, NULL, NULL);
  g_assert_cmpint (sched_setaffinity (0, sizeof all, &all), ==, 0);
  g_assert_nonnull (alone);
  assert_alike (several, alone);
  g_remove (path);
}

static void
cancel_cb (gpointer data, const LampCourses *courses)
{
  g_cancellable_cancel (data);
}

static void
cancel_late_cb (gpointer data, const LampCourses *courses)
{
  if (courses->n == 0)
    g_cancellable_cancel (data);
}

/* In the middle of a long layer, while GDAL has read on; and when all lines are read, in whatever comes then. */
static void
test_cancelled (void)
{
  static void (*const callbacks[]) (gpointer, const LampCourses *) = { cancel_cb, cancel_late_cb };
  g_autofree char *path = large_region ("cancelled.gpkg", 120000);

  for (guint i = 0; i < G_N_ELEMENTS (callbacks); i++)
    {
      g_autoptr (GCancellable) cancellable = g_cancellable_new ();
      LampLoadWatch watch = { .courses = callbacks[i], .data = cancellable };
      g_autoptr (GError) error = NULL;
      g_autoptr (LampNetwork) network = lamp_network_load_watched (path, &watch, cancellable, &error);

      g_assert_null (network);
      g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
    }
  g_remove (path);
}

static void
replace_cb (gpointer data, const LampCourses *courses)
{
  const char      *path = data;
  g_autofree char *other = large_region ("other.gpkg", 3000);

  g_assert_cmpint (g_rename (other, path), ==, 0);
}

/* An import puts another file in its place, as somebody reads: never a grid of both, nor "damaged". */
static void
test_replaced (void)
{
  g_autofree char *path = large_region ("replaced.gpkg", 120000);
  LampLoadWatch    watch = { .courses = replace_cb, .data = path };
  g_autoptr (GError) error = NULL;
  g_autoptr (LampNetwork) network = lamp_network_load_watched (path, &watch, NULL, &error);

  g_assert_null (network);
  g_assert_error (error, LAMP_GRID_ERROR, LAMP_GRID_ERROR_UNREADABLE);
  g_assert_nonnull (strstr (error->message, "changed"));
  g_remove (path);
}

static void
test_real (gconstpointer data)
{
  const char *const *names = data;
  const char        *shared = g_getenv ("LAMP_SHARED_DATA");
  g_autofree char   *source = g_build_filename (shared != NULL ? shared : "", names[0], NULL);
  g_autofree char   *profile_path = g_test_build_filename (G_TEST_DIST, "..", "data", "profiles", names[1], NULL);
  g_autofree char   *path = lamp_fixture_path ("real.gpkg");
  g_autoptr (LampProfile) profile = NULL;
  g_autoptr (LampImportReport) report = lamp_import_report_new ();
  g_autoptr (GError) error = NULL;

  if (!g_file_test (source, G_FILE_TEST_EXISTS))
    {
      g_test_skip ("LAMP_SHARED_DATA does not lead to the grids of others");
      return;
    }

  profile = lamp_profile_load (profile_path, &error);
  g_assert_no_error (error);
  lamp_import_run (profile, source, path, report, NULL, NULL, NULL, &error);
  g_assert_no_error (error);
  assert_as_in_file (path);
  g_remove (path);
}

int
main (int argc, char **argv)
{
  static const char *const greensboro[] = { "greensboro/three-substations.gpkg", "smartds.ini" };
  static const char *const ieee9500[] = { "ieee9500/ieee9500.gpkg", "ieee9500.ini" };

  g_test_init (&argc, &argv, NULL);
  lamp_gdal_init ();
  g_test_add_func ("/load/demo-city", test_demo_city);
  g_test_add_func ("/load/random", test_random);
  g_test_add_func ("/load/large", test_large);
  g_test_add_func ("/load/processors", test_processors);
  g_test_add_func ("/load/numbers", test_numbers);
  g_test_add_func ("/load/damaged", test_damaged);
  g_test_add_func ("/load/one-processor", test_one_processor);
  g_test_add_func ("/load/cancelled", test_cancelled);
  g_test_add_func ("/load/replaced", test_replaced);
  g_test_add_data_func ("/load/greensboro", greensboro, test_real);
  g_test_add_data_func ("/load/ieee9500", ieee9500, test_real);
  return g_test_run ();
}
