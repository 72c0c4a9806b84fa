/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Region files as they come: missing, cut off, damaged, of another kind, with layers or fields that do not fit,
 * in other reference systems. Each is refused with one sentence that names the file, or read right.
 */
#include "grid/fixture.h"
#include "grid/gdal-use.h"

#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>

static char *
toy_file (const char *name)
{
  char *path = lamp_fixture_path (name);
  g_autoptr (LampDraft) draft = lamp_fixture_draft ();
  g_autoptr (GError) error = NULL;

  g_assert_true (lamp_draft_write (draft, path, NULL, &error));
  g_assert_no_error (error);
  return path;
}

static void
assert_sentence (const GError *error, const char *path)
{
  const char *text = error->message;

  g_test_message ("%s", text);
  g_assert_true (g_utf8_validate (text, -1, NULL));
  g_assert_nonnull (strstr (text, path));
  for (const char *at = text; *at != '\0'; at++)
    g_assert_false (g_ascii_iscntrl (*at));
  g_assert_true (g_str_has_suffix (text, "."));
  g_assert_cmpuint (strlen (text), <, 700);
  g_assert_null (strstr (text, "(null)"));
}

static void
assert_refused (const char *path, LampGridError code)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (LampNetwork) network = lamp_network_load (path, NULL, &error);

  g_assert_null (network);
  g_assert_error (error, LAMP_GRID_ERROR, code);
  assert_sentence (error, path);
}

static void
set_contents (const char *path, const void *bytes, gsize size)
{
  g_autoptr (GError) error = NULL;

  g_file_set_contents (path, bytes, (gssize)size, &error);
  g_assert_no_error (error);
}

static void
test_not_a_file (void)
{
  g_autofree char *missing = lamp_fixture_path ("missing.gpkg");
  g_autofree char *empty = lamp_fixture_path ("empty.gpkg");
  g_autofree char *text = lamp_fixture_path ("text.gpkg");
  g_autofree char *folder = g_path_get_dirname (missing);

  set_contents (empty, "", 0);
  set_contents (text, "SQLite format 3 is what this is not, long as it may be; and so on until the header would have ended, and on.", 108);
  assert_refused (missing, LAMP_GRID_ERROR_NOT_FOUND);
  assert_refused (folder, LAMP_GRID_ERROR_UNREADABLE);
  assert_refused (empty, LAMP_GRID_ERROR_UNREADABLE);
  assert_refused (text, LAMP_GRID_ERROR_UNREADABLE);
}

static void
test_cut_off (void)
{
  g_autofree char *path = toy_file ("whole.gpkg");
  g_autofree char *cut = lamp_fixture_path ("cut.gpkg");
  g_autofree char *bytes = NULL;
  gsize            size = 0;

  g_assert_true (g_file_get_contents (path, &bytes, &size, NULL));
  for (gsize keep = 1; keep < size; keep += keep < 200 ? 7 : 4099)
    {
      set_contents (cut, bytes, keep);
      assert_refused (cut, LAMP_GRID_ERROR_UNREADABLE);
    }
  set_contents (cut, bytes, size - 1);
  assert_refused (cut, LAMP_GRID_ERROR_UNREADABLE);
}

/* Cut at a page, with a header that agrees: only what is missed tells. */
static void
test_cut_and_mended (void)
{
  g_autofree char *path = toy_file ("whole.gpkg");
  g_autofree char *cut = lamp_fixture_path ("mended.gpkg");
  g_autofree char *bytes = NULL;
  gsize            size = 0;
  gsize            page = 0;

  g_assert_true (g_file_get_contents (path, &bytes, &size, NULL));
  page = lamp_fixture_page_size (bytes);
  g_assert_cmpuint (size / page, >, 20);
  for (guint n_pages = 1; n_pages * page < size; n_pages++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (LampNetwork) network = NULL;

      bytes[28] = bytes[29] = 0;
      bytes[30] = (char)(n_pages >> 8);
      bytes[31] = (char)(n_pages & 0xff);
      set_contents (cut, bytes, n_pages * page);
      network = lamp_network_load (cut, NULL, &error);
      /* Which part is gone decides what is missed first; that a part is gone is always seen. */
      g_assert_null (network);
      g_assert_cmpuint (error->domain, ==, LAMP_GRID_ERROR);
      g_assert_null (strstr (error->message, "cut off"));
      assert_sentence (error, cut);
    }
}

/* Damage anywhere: refused with a sentence, or loaded, when it hit what nobody reads or is a value as good as another. */
static void
test_damage (void)
{
  g_autofree char *path = toy_file ("whole.gpkg");
  g_autofree char *damaged = lamp_fixture_path ("damaged.gpkg");
  g_autofree char *bytes = NULL;
  g_autoptr (GRand) rand = g_rand_new_with_seed (11);
  gsize size = 0;
  guint n_refused = 0;

  g_assert_true (g_file_get_contents (path, &bytes, &size, NULL));
  for (guint i = 0; i < 150; i++)
    {
      g_autofree char *copy = g_memdup2 (bytes, size);
      g_autoptr (GError) error = NULL;
      g_autoptr (LampNetwork) network = NULL;
      guint at = (guint)g_rand_int_range (rand, 100, (gint32)size);
      guint n = 1u << g_rand_int_range (rand, 0, 13);

      for (guint j = at; j < MIN (at + n, size); j++)
        copy[j] = (char)g_rand_int_range (rand, 0, 256);
      set_contents (damaged, copy, size);
      network = lamp_network_load (damaged, NULL, &error);
      g_assert_true ((network == NULL) == (error != NULL));
      if (error == NULL)
        continue;
      n_refused++;
      g_assert_cmpuint (error->domain, ==, LAMP_GRID_ERROR);
      assert_sentence (error, damaged);
    }
  g_assert_cmpuint (n_refused, >, 10);
}

/* The toy region with something done to it in SQL. */
static char *
altered (const char *const *statements)
{
  static guint     n;
  g_autofree char *name = g_strdup_printf ("altered-%u.gpkg", n++);
  char            *path = toy_file (name);

  for (guint i = 0; statements[i] != NULL; i++)
    lamp_fixture_run_sql (path, statements[i]);
  return path;
}

static void
test_altered (void)
{
  static const struct
  {
    const char   *statements[5];
    LampGridError code;
    const char   *says;
  } cases[] = {
    { { "DROP TABLE lines" }, LAMP_GRID_ERROR_NOT_FOUND, "lines" },
    { { "DROP TABLE customers" }, LAMP_GRID_ERROR_NOT_FOUND, "customers" },
    { { "DROP TABLE metadata" }, LAMP_GRID_ERROR_NOT_FOUND, "metadata" },
    { { "DELETE FROM metadata WHERE key = 'format'" }, LAMP_GRID_ERROR_UNREADABLE, "does not say" },
    { { "UPDATE metadata SET value = 'a shopping list' WHERE key = 'format'" }, LAMP_GRID_ERROR_UNREADABLE, "does not say" },
    { { "UPDATE metadata SET value = '2' WHERE key = 'version'" }, LAMP_GRID_ERROR_UNREADABLE, "newer" },
    { { "ALTER TABLE lines RENAME COLUMN from_node TO anfang" }, LAMP_GRID_ERROR_WRONG_TYPE, "from_node" },
    { { "ALTER TABLE customers DROP COLUMN kw", "ALTER TABLE customers ADD COLUMN kw TEXT" }, LAMP_GRID_ERROR_WRONG_TYPE, "kw" },
    { { "ALTER TABLE devices DROP COLUMN id", "ALTER TABLE devices ADD COLUMN id INTEGER" }, LAMP_GRID_ERROR_WRONG_TYPE, "id" },
    { { "ALTER TABLE devices DROP COLUMN normally_open", "ALTER TABLE devices ADD COLUMN normally_open BOOLEAN" },
      LAMP_GRID_ERROR_WRONG_TYPE,
      "Boolean" },
    { { "UPDATE devices SET kind = 'balloon' WHERE id = 'R1'" }, LAMP_GRID_ERROR_WRONG_TYPE, "balloon" },
    { { "UPDATE devices SET kind = 'transformer' WHERE id = 'R1'" }, LAMP_GRID_ERROR_WRONG_TYPE, "transformer" },
    { { "UPDATE transformers SET kind = NULL WHERE id = 'T1'" }, LAMP_GRID_ERROR_WRONG_TYPE, "transformers" },
    { { "UPDATE sites SET class = 'third' WHERE id = 'H1'" }, LAMP_GRID_ERROR_WRONG_TYPE, "third" },
    { { "UPDATE devices SET kind = 'xäääääääääääääääääää' WHERE id = 'R1'" }, LAMP_GRID_ERROR_WRONG_TYPE, "xäääääääääääääää" },
    { { "UPDATE devices SET name = CAST (x'4CE96F' AS TEXT) WHERE id = 'R1'" }, LAMP_GRID_ERROR_UNREADABLE, "UTF-8" },
    { { "UPDATE customers SET id = CAST (x'C3' AS TEXT) WHERE id = 'C1'", "UPDATE customers SET id = CAST (x'A9' AS TEXT) WHERE id = 'C2'" },
      LAMP_GRID_ERROR_UNREADABLE,
      "UTF-8" },
    { { "UPDATE gpkg_geometry_columns SET geometry_type_name = 'POLYGON' WHERE table_name = 'lines'" },
      LAMP_GRID_ERROR_WRONG_TYPE,
      "Polygon" },
    { { "UPDATE gpkg_geometry_columns SET srs_id = -1 WHERE table_name = 'lines'",
        "UPDATE gpkg_contents SET srs_id = -1 WHERE table_name = 'lines'" },
      LAMP_GRID_ERROR_PROJECTION,
      "lines" },
    { { "UPDATE gpkg_geometry_columns SET srs_id = 0 WHERE table_name = 'customers'",
        "UPDATE gpkg_contents SET srs_id = 0 WHERE table_name = 'customers'" },
      LAMP_GRID_ERROR_PROJECTION,
      "customers" },
    /* Of several faults always the same is told. */
    { { "DROP TABLE customers", "UPDATE devices SET kind = 'balloon' WHERE id = 'R1'" }, LAMP_GRID_ERROR_WRONG_TYPE, "balloon" },
    { { "DROP TABLE customers", "UPDATE sites SET class = 'fifth' WHERE id = 'H1'" }, LAMP_GRID_ERROR_NOT_FOUND, "customers" },
    { { "DELETE FROM lines", "DELETE FROM devices", "DELETE FROM transformers" }, LAMP_GRID_ERROR_EMPTY, "no lines" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *path = altered (cases[i].statements);
      g_autoptr (GError) error = NULL;
      g_autoptr (LampNetwork) network = lamp_network_load (path, NULL, &error);

      g_test_message ("%s", cases[i].statements[0]);
      g_assert_null (network);
      g_assert_error (error, LAMP_GRID_ERROR, cases[i].code);
      g_assert_nonnull (strstr (error->message, cases[i].says));
      assert_sentence (error, path);
    }
}

/* Arrays are sized by what the file says it has: a count beyond all reason is refused, before anything is allocated. */
static void
test_row_count (void)
{
  static const char *const layers[] = { "lines", "devices", "transformers", "customers", "sites", "base_water" };
  static const char *const counts[] = { "9000000000000000000", "4294967297", "450000000", "2147483647" };

  for (guint i = 0; i < G_N_ELEMENTS (layers) * G_N_ELEMENTS (counts); i++)
    {
      const char      *layer = layers[i / G_N_ELEMENTS (counts)];
      const char      *count = counts[i % G_N_ELEMENTS (counts)];
      g_autofree char *statement = g_strdup_printf ("UPDATE gpkg_ogr_contents SET feature_count = %s WHERE table_name = '%s'", count, layer);
      g_autofree char *path = altered ((const char *const[]){ statement, NULL });
      g_autoptr (GError) error = NULL;
      g_autoptr (LampNetwork) network = lamp_network_load (path, NULL, &error);

      g_assert_null (network);
      g_assert_error (error, LAMP_GRID_ERROR, LAMP_GRID_ERROR_UNREADABLE);
      g_assert_nonnull (strstr (error->message, layer));
      g_assert_nonnull (strstr (error->message, count));
      assert_sentence (error, path);
    }
}

/* A count that is off by one is refused too. One too large must not lead to the reader of layers with gaps, which no outcome tells. */
static void
test_row_count_off (void)
{
  static const char *const layers[] = { "lines", "devices", "transformers", "customers" };
  static const char *const counts[] = { "feature_count - 1", "feature_count + 1" };

  for (guint i = 0; i < G_N_ELEMENTS (layers) * G_N_ELEMENTS (counts); i++)
    {
      const char      *layer = layers[i / G_N_ELEMENTS (counts)];
      g_autofree char *statement = g_strdup_printf ("UPDATE gpkg_ogr_contents SET feature_count = %s WHERE table_name = '%s'", counts[i % G_N_ELEMENTS (counts)], layer);
      g_autofree char *path = altered ((const char *const[]){ statement, NULL });

      assert_refused (path, LAMP_GRID_ERROR_UNREADABLE);
    }
}

/* What may be left out, and dirt that is drawn around: none of it is a reason to refuse. */
static void
test_tolerated (void)
{
  static const char *const statements[] = {
    "DROP TABLE contacts",
    "DROP TABLE supply_points",
    "DROP TABLE depots",
    "DROP TABLE feeders",
    "DROP TABLE base_rail",
    "ALTER TABLE lines DROP COLUMN rating_a",
    "UPDATE lines SET geom = NULL WHERE id = 'L3'",
    "UPDATE devices SET from_node = NULL WHERE id = 'FU2'",
    "UPDATE lines SET length_m = 9e999 WHERE id = 'L1'",
    "UPDATE customers SET id = 'C1' WHERE id = 'C2'",
    "INSERT INTO lines (id, from_node, to_node) VALUES ('L1', 'n5', 'n6')",
    NULL,
  };
  g_autofree char *path = altered (statements);
  g_autoptr (GError) error = NULL;
  g_autoptr (LampNetwork) network = lamp_network_load (path, NULL, &error);
  guint32 l1 = 0;
  guint32 l3 = 0;

  g_assert_no_error (error);
  l1 = lamp_fixture_element (network, "L1");
  l3 = lamp_fixture_element (network, "L3");
  g_assert_cmpuint (network->n_elements, ==, 21);
  g_assert_cmpuint (network->n_customers, ==, 13);
  g_assert_cmpuint (network->n_depots, ==, 0);
  g_assert_cmpuint (network->sites[0].n_contacts, ==, 0);
  g_assert_cmpuint (network->n_feeders, ==, 2); /* by the elements that name them */
  g_assert_cmpuint (network->base[LAMP_BASE_RAIL].n_features, ==, 0);
  g_assert_cmpfloat (network->element_length_m[l1], ==, 0.0f);
  g_assert_cmpfloat (network->element_rating[l1], ==, 0.0f);
  g_assert_true (network->element_flags[l3] & LAMP_ELEMENT_PLACED_BY_NODES);
  g_assert_cmpuint (network->element_vertex_start[l3 + 1] - network->element_vertex_start[l3], ==, 2);
  g_assert_cmpuint (network->element_from[lamp_fixture_element (network, "FU2")], ==, LAMP_NONE);
}

/* Every layer of the toy region brought to another system; `to` names what the file then says it is in. */
static char *
moved (const char *name, int to, gboolean lie)
{
  g_autofree char *source = toy_file ("unmoved.gpkg");
  char            *path = lamp_fixture_path (name);
  g_auto (OGRSpatialReferenceH) wgs84 = NULL;
  g_auto (OGRSpatialReferenceH) projected = OSRNewSpatialReference (NULL);
  GDALDatasetH from = NULL;
  GDALDatasetH made = NULL;

  lamp_gdal_init ();
  wgs84 = lamp_gdal_new_wgs84 ();
  OSRImportFromEPSG (projected, to);
  OSRSetAxisMappingStrategy (projected, OAMS_TRADITIONAL_GIS_ORDER);
  from = GDALOpenEx (source, GDAL_OF_VECTOR, NULL, NULL, NULL);
  made = GDALCreate (GDALGetDriverByName ("GPKG"), path, 0, 0, 0, GDT_Unknown, NULL);
  g_assert_nonnull (made);
  for (int i = 0; i < GDALDatasetGetLayerCount (from); i++)
    {
      OGRLayerH                    layer = GDALDatasetGetLayer (from, i);
      OGRFeatureDefnH              row = OGR_L_GetLayerDefn (layer);
      OGRLayerH                    copy = GDALDatasetCreateLayer (made, OGR_L_GetName (layer), lie ? wgs84 : projected, OGR_L_GetGeomType (layer), NULL);
      OGRCoordinateTransformationH way = OCTNewCoordinateTransformation (wgs84, projected);
      OGRFeatureH                  feature = NULL;

      for (int j = 0; j < OGR_FD_GetFieldCount (row); j++)
        OGR_L_CreateField (copy, OGR_FD_GetFieldDefn (row, j), FALSE);
      while ((feature = OGR_L_GetNextFeature (layer)) != NULL)
        {
          if (OGR_F_GetGeometryRef (feature) != NULL)
            g_assert_cmpint (OGR_G_Transform (OGR_F_GetGeometryRef (feature), way), ==, OGRERR_NONE);
          g_assert_cmpint (OGR_L_CreateFeature (copy, feature), ==, OGRERR_NONE);
          OGR_F_Destroy (feature);
        }
      OCTDestroyCoordinateTransformation (way);
    }
  GDALClose (made);
  GDALClose (from);
  return path;
}

static void
test_projected (void)
{
  static const int systems[] = { 32626, 3857, 4258 };
  g_autoptr (LampNetwork) plain = lamp_fixture_network ();

  for (guint i = 0; i < G_N_ELEMENTS (systems); i++)
    {
      g_autofree char *path = moved ("projected.gpkg", systems[i], FALSE);
      g_autoptr (GError) error = NULL;
      g_autoptr (LampNetwork) network = lamp_network_load (path, NULL, &error);

      g_assert_no_error (error);
      g_assert_cmpuint (network->n_vertices, ==, plain->n_vertices);
      for (guint32 j = 0; j < plain->n_vertices; j++)
        g_assert_cmpfloat (lamp_world_distance_m (network->vertices[j], plain->vertices[j]), <, 0.1);
      for (guint32 j = 0; j < plain->base[LAMP_BASE_ROAD].n_vertices; j++)
        g_assert_cmpfloat (lamp_world_distance_m (network->base[LAMP_BASE_ROAD].vertices[j], plain->base[LAMP_BASE_ROAD].vertices[j]), <, 0.1);
      g_remove (path);
    }
}

/* Metres that call themselves degrees. */
static void
test_wrong_projection (void)
{
  g_autofree char *path = moved ("lie.gpkg", 32626, TRUE);

  assert_refused (path, LAMP_GRID_ERROR_PROJECTION);
}

static void
test_cancelled (void)
{
  g_autofree char *path = toy_file ("cancelled.gpkg");
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;
  g_autoptr (LampNetwork) network = NULL;

  g_cancellable_cancel (cancellable);
  network = lamp_network_load (path, cancellable, &error);
  g_assert_null (network);
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

static gpointer
load_in_thread (gpointer path)
{
  g_autoptr (GError) error = NULL;
  LampNetwork *network = lamp_network_load (path, NULL, &error);

  g_assert_no_error (error);
  return network;
}

/* Several workers at once, each with its own handles; one of them meets a bad file meanwhile. */
static void
test_at_once (void)
{
  g_autofree char *path = toy_file ("shared.gpkg");
  g_autofree char *missing = lamp_fixture_path ("missing.gpkg");
  GThread         *threads[6];

  for (guint i = 0; i < G_N_ELEMENTS (threads); i++)
    threads[i] = g_thread_new ("loader", load_in_thread, path);
  assert_refused (missing, LAMP_GRID_ERROR_NOT_FOUND);
  for (guint i = 0; i < G_N_ELEMENTS (threads); i++)
    {
      g_autoptr (LampNetwork) network = g_thread_join (threads[i]);

      g_assert_cmpuint (network->n_elements, ==, 20);
    }
}

/* A region may be put on a read-only medium. */
static void
test_read_only (void)
{
  g_autofree char *path = toy_file ("read-only.gpkg");
  g_autoptr (GError) error = NULL;
  g_autoptr (LampNetwork) network = NULL;

  g_chmod (path, 0444);
  network = lamp_network_load (path, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (network->n_elements, ==, 20);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/region-file/not-a-file", test_not_a_file);
  g_test_add_func ("/region-file/cut-off", test_cut_off);
  g_test_add_func ("/region-file/cut-and-mended", test_cut_and_mended);
  g_test_add_func ("/region-file/damage", test_damage);
  g_test_add_func ("/region-file/altered", test_altered);
  g_test_add_func ("/region-file/row-count", test_row_count);
  g_test_add_func ("/region-file/row-count-off", test_row_count_off);
  g_test_add_func ("/region-file/tolerated", test_tolerated);
  g_test_add_func ("/region-file/projected", test_projected);
  g_test_add_func ("/region-file/wrong-projection", test_wrong_projection);
  g_test_add_func ("/region-file/cancelled", test_cancelled);
  g_test_add_func ("/region-file/at-once", test_at_once);
  g_test_add_func ("/region-file/read-only", test_read_only);
  return g_test_run ();
}
