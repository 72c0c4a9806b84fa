/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Writing regions: what is written is what is read, the same draft gives the same bytes, and a write that
 * fails leaves the old region. GDAL is asked what the file holds.
 */
#include "grid/fixture.h"
#include "grid/gdal-use.h"

#include <glib/gstdio.h>
#include <math.h>
#include <signal.h>
#include <string.h>
#include <sys/resource.h>

static void
write_draft (LampDraft *draft, const char *path)
{
  g_autoptr (GError) error = NULL;

  g_assert_true (lamp_draft_write (draft, path, NULL, &error));
  g_assert_no_error (error);
  lamp_draft_free (draft);
}

static char *
contents (const char *path, gsize *length)
{
  g_autoptr (GError) error = NULL;
  char *bytes = NULL;

  g_file_get_contents (path, &bytes, length, &error);
  g_assert_no_error (error);
  return bytes;
}

static void
test_same_bytes (void)
{
  g_autofree char *first = lamp_fixture_path ("first.gpkg");
  g_autofree char *second = lamp_fixture_path ("second.gpkg");
  gsize            first_size = 0;
  gsize            second_size = 0;
  g_autofree char *first_bytes = NULL;
  g_autofree char *second_bytes = NULL;

  write_draft (lamp_fixture_draft (), first);
  write_draft (lamp_fixture_draft (), second);
  first_bytes = contents (first, &first_size);
  second_bytes = contents (second, &second_size);
  g_assert_cmpuint (first_size, ==, second_size);
  g_assert_true (memcmp (first_bytes, second_bytes, first_size) == 0);
}

/* A clock that found its way into the file would show here, or in the next second in the test above. */
static void
test_pinned_times (void)
{
  g_autofree char *path = lamp_fixture_path ("times.gpkg");
  GDALDatasetH     dataset = NULL;
  OGRLayerH        answer = NULL;
  OGRFeatureH      row = NULL;

  write_draft (lamp_fixture_draft (), path);
  lamp_gdal_init ();
  dataset = GDALOpenEx (path, GDAL_OF_VECTOR, NULL, NULL, NULL);
  answer = GDALDatasetExecuteSQL (dataset, "SELECT count(*), min(last_change), max(last_change) FROM gpkg_contents", NULL, NULL);
  row = OGR_L_GetNextFeature (answer);
  g_assert_cmpint (OGR_F_GetFieldAsInteger (row, 0), ==, 19);
  g_assert_true (g_str_has_prefix (OGR_F_GetFieldAsString (row, 1), "2000"));
  g_assert_true (g_str_has_prefix (OGR_F_GetFieldAsString (row, 2), "2000"));
  OGR_F_Destroy (row);
  GDALDatasetReleaseResultSet (dataset, answer);
  GDALClose (dataset);
}

/* By GDAL: the layers, their geometry and how much is in them. */
static void
test_layers (void)
{
  static const struct
  {
    const char        *name;
    OGRwkbGeometryType type;
    gint64             n;
  } layers[] = {
    { "metadata", wkbNone, 3 },
    { "lines", wkbLineString, 8 },
    { "devices", wkbPoint, 8 },
    { "transformers", wkbPoint, 4 },
    { "customers", wkbPoint, 13 },
    { "sources", wkbPoint, 2 },
    { "feeders", wkbNone, 2 },
    { "sites", wkbPoint, 2 },
    { "supply_points", wkbNone, 3 },
    { "contacts", wkbNone, 2 },
    { "depots", wkbPoint, 2 },
    { "base_water", wkbMultiPolygon, 1 },
    { "base_green", wkbMultiPolygon, 1 },
    { "base_built", wkbMultiPolygon, 0 },
    { "base_roads", wkbMultiLineString, 2 },
    { "base_rail", wkbMultiLineString, 1 },
    { "base_places", wkbPoint, 1 },
    { "base_streams", wkbMultiLineString, 0 },
    { "base_paths", wkbMultiLineString, 0 },
  };
  g_autofree char *path = lamp_fixture_path ("layers.gpkg");
  GDALDatasetH     dataset = NULL;

  write_draft (lamp_fixture_draft (), path);
  lamp_gdal_init ();
  dataset = GDALOpenEx (path, GDAL_OF_VECTOR, NULL, NULL, NULL);
  g_assert_nonnull (dataset);
  g_assert_cmpint (GDALDatasetGetLayerCount (dataset), ==, G_N_ELEMENTS (layers));
  for (guint i = 0; i < G_N_ELEMENTS (layers); i++)
    {
      OGRLayerH layer = GDALDatasetGetLayerByName (dataset, layers[i].name);

      g_assert_nonnull (layer);
      g_assert_cmpint (OGR_L_GetFeatureCount (layer, TRUE), ==, layers[i].n);
      g_assert_cmpint (OGR_L_GetGeomType (layer), ==, layers[i].type);
      if (layers[i].type != wkbNone)
        g_assert_cmpstr (OSRGetAuthorityCode (OGR_L_GetSpatialRef (layer), NULL), ==, "4326");
    }
  GDALClose (dataset);
}

/* Rings are told shell from hole by what lies in what. */
static void
test_areas (void)
{
  static const LampPoint points[] = {
    { 1, 1 }, { 9, 1 }, { 9, 9 }, { 1, 9 }, /* a lake */
    { 4, 4 },
    { 5, 4 },
    { 5, 5 },
    { 4, 5 }, /* a pond on the island */
    { 3, 3 },
    { 6, 3 },
    { 6, 6 },
    { 3, 6 }, /* the island */
    { 20, 1 },
    { 21, 1 },
    { 21, 2 }, /* another lake */
  };
  static const guint sizes[] = { 4, 4, 4, 3 };
  g_autofree char   *path = lamp_fixture_path ("areas.gpkg");
  LampDraft         *draft = lamp_fixture_draft ();
  GDALDatasetH       dataset = NULL;
  OGRFeatureH        feature = NULL;
  OGRGeometryH       areas = NULL;

  lamp_draft_add_base (draft, LAMP_BASE_BUILT, 0, "rings", points, sizes, 4);
  write_draft (draft, path);
  lamp_gdal_init ();
  dataset = GDALOpenEx (path, GDAL_OF_VECTOR, NULL, NULL, NULL);
  feature = OGR_L_GetNextFeature (GDALDatasetGetLayerByName (dataset, "base_built"));
  areas = OGR_F_GetGeometryRef (feature);
  g_assert_cmpint (OGR_G_GetGeometryCount (areas), ==, 3);
  g_assert_true (OGR_G_IsValid (areas));
  g_assert_cmpfloat_with_epsilon (OGR_G_Area (areas), 64.0 - 9.0 + 1.0 + 0.5, 1e-9);
  OGR_F_Destroy (feature);
  GDALClose (dataset);
}

/* Everything a random draft says comes back, by id; connectivity by the ids of nodes. */
static void
test_round_trip (void)
{
  for (guint32 seed = 1; seed <= 20; seed++)
    {
      g_autofree char *path = lamp_fixture_path ("round.gpkg");
      g_autoptr (GError) error = NULL;
      g_autoptr (LampNetwork) network = NULL;
      static const char *const layers[] = { "lines", "devices", "transformers" };
      GDALDatasetH             dataset = NULL;
      guint32                  n = 0;

      write_draft (lamp_fixture_random_draft (seed), path);
      network = lamp_network_load (path, NULL, &error);
      g_assert_no_error (error);
      lamp_gdal_init ();
      dataset = GDALOpenEx (path, GDAL_OF_VECTOR, NULL, NULL, NULL);
      for (guint i = 0; i < G_N_ELEMENTS (layers); i++)
        {
          OGRLayerH   layer = GDALDatasetGetLayerByName (dataset, layers[i]);
          OGRFeatureH feature = NULL;

          for (; (feature = OGR_L_GetNextFeature (layer)) != NULL; n++, OGR_F_Destroy (feature))
            {
              guint32      at = lamp_fixture_element (network, OGR_F_GetFieldAsString (feature, OGR_F_GetFieldIndex (feature, "id")));
              const char  *from = OGR_F_GetFieldAsString (feature, OGR_F_GetFieldIndex (feature, "from_node"));
              const char  *to = OGR_F_GetFieldAsString (feature, OGR_F_GetFieldIndex (feature, "to_node"));
              int          open = OGR_F_GetFieldAsInteger (feature, OGR_F_GetFieldIndex (feature, "normally_open"));
              OGRGeometryH geometry = OGR_F_GetGeometryRef (feature);

              g_assert_cmpuint (network->element_from[at], ==, lamp_network_find_node (network, from));
              g_assert_cmpuint (network->element_to[at], ==, lamp_network_find_node (network, to));
              g_assert_cmpint ((network->element_flags[at] & LAMP_ELEMENT_NORMALLY_OPEN) != 0, ==, open);
              g_assert_cmpuint ((network->element_kind[at] == LAMP_ELEMENT_LINE), ==, i == 0);
              if (geometry != NULL)
                {
                  LampPoint first = { OGR_G_GetX (geometry, 0), OGR_G_GetY (geometry, 0) };
                  LampWorld is = network->vertices[network->element_vertex_start[at]];
                  LampWorld should = lamp_world_from_point (first);

                  g_assert_cmpuint (is.x, ==, should.x);
                  g_assert_cmpuint (is.y, ==, should.y);
                  g_assert_false (network->element_flags[at] & LAMP_ELEMENT_PLACED_BY_NODES);
                }
            }
        }
      g_assert_cmpuint (n, ==, network->n_elements);
      g_assert_cmpint (OGR_L_GetFeatureCount (GDALDatasetGetLayerByName (dataset, "customers"), TRUE), ==, network->n_customers);
      g_assert_cmpint (OGR_L_GetFeatureCount (GDALDatasetGetLayerByName (dataset, "sites"), TRUE), ==, network->n_sites);
      GDALClose (dataset);
    }
}

static void
test_unplaced_site (void)
{
  LampDraft    *draft = lamp_fixture_draft ();
  LampDraftSite site = { .id = "X1", .at = { (double)NAN, (double)NAN } };
  g_autoptr (LampNetwork) network = NULL;

  lamp_draft_add_site (draft, &site);
  network = lamp_fixture_load (draft);
  g_assert_false (lamp_world_is_known (network->sites[lamp_fixture_site (network, "X1")].at));
}

static guint
files_in (const char *folder)
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  guint n = 0;

  while (g_dir_read_name (dir) != NULL)
    n++;
  return n;
}

static void
assert_write_fails (const char *path, GCancellable *cancellable, GQuark domain, int code)
{
  g_autoptr (LampDraft) draft = lamp_fixture_draft ();
  g_autoptr (GError) error = NULL;

  g_assert_false (lamp_draft_write (draft, path, cancellable, &error));
  g_assert_error (error, domain, code);
  if (domain == LAMP_GRID_ERROR)
    {
      g_assert_nonnull (strstr (error->message, path));
      g_assert_null (strchr (error->message, '\n'));
      g_assert_true (g_str_has_suffix (error->message, "."));
    }
}

static void
test_failed_write (void)
{
  g_autofree char *old = lamp_fixture_path ("old.gpkg");
  g_autofree char *folder = g_path_get_dirname (old);
  g_autofree char *nowhere = g_build_filename (folder, "not-there", "x.gpkg", NULL);
  g_autofree char *before = NULL;
  g_autofree char *after = NULL;
  gsize            size_before = 0;
  gsize            size_after = 0;
  guint            n_files = 0;
  g_autoptr (GCancellable) cancelled = g_cancellable_new ();

  write_draft (lamp_fixture_draft (), old);
  before = contents (old, &size_before);
  n_files = files_in (folder);

  g_cancellable_cancel (cancelled);
  assert_write_fails (old, cancelled, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  assert_write_fails (nowhere, NULL, LAMP_GRID_ERROR, LAMP_GRID_ERROR_WRITE);
  assert_write_fails (folder, NULL, LAMP_GRID_ERROR, LAMP_GRID_ERROR_WRITE); /* a folder has that name */

  after = contents (old, &size_after);
  g_assert_cmpmem (before, size_before, after, size_after);
  g_assert_cmpuint (files_in (folder), ==, n_files); /* nothing half-written lies about */
}

/* A limit on the size of files stands in for a full disk. */
static void
test_no_room (void)
{
  g_autofree char *path = lamp_fixture_path ("no-room.gpkg");
  g_autofree char *folder = g_path_get_dirname (path);
  guint            n_files = files_in (folder);
  struct rlimit    unlimited = { 0 };
  struct rlimit    limited = { 0 };

  g_assert_cmpint (getrlimit (RLIMIT_FSIZE, &unlimited), ==, 0);
  limited = (struct rlimit){ .rlim_cur = 64 * 1024, .rlim_max = unlimited.rlim_max };
  signal (SIGXFSZ, SIG_IGN);
  g_assert_cmpint (setrlimit (RLIMIT_FSIZE, &limited), ==, 0);
  assert_write_fails (path, NULL, LAMP_GRID_ERROR, LAMP_GRID_ERROR_WRITE);
  g_assert_cmpint (setrlimit (RLIMIT_FSIZE, &unlimited), ==, 0);
  g_assert_cmpuint (files_in (folder), ==, n_files);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/draft/same-bytes", test_same_bytes);
  g_test_add_func ("/draft/pinned-times", test_pinned_times);
  g_test_add_func ("/draft/layers", test_layers);
  g_test_add_func ("/draft/areas", test_areas);
  g_test_add_func ("/draft/round-trip", test_round_trip);
  g_test_add_func ("/draft/unplaced-site", test_unplaced_site);
  g_test_add_func ("/draft/failed-write", test_failed_write);
  g_test_add_func ("/draft/no-room", test_no_room);
  return g_test_run ();
}
