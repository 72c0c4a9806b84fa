/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Imports of a small utility: what comes out, and everything that may be wrong with what goes in. After each refusal
 * the region that stood at the target is byte for byte what it was, and nothing lies beside it.
 *
 * The utility: source at n0, line L1 n0–n1, fuse F1 n1–n2, line L2 n2–n3, transformer T1 n3–n4, customers C1 and C2 at n4.
 */
#include "grid/fixture.h"
#include "grid/gdal-use.h"
#include "grid/import.h"

#include <glib/gstdio.h>
#include <string.h>

#define PROFILE                                                                                          \
  "[profile]\nname = test\n"                                                                             \
  "[wires]\nlayer = wires\nbecomes = lines\nid = id\nfrom = a\nto = b\nlength = len\nlength.unit = km\n" \
  "[gear]\nlayer = gear\nbecomes = devices\nid = id\nfrom = a\nto = b\nkind = type\nkind.fuse = FU\n"    \
  "kind.recloser = RC\nnormally-open = state\nnormally-open.yes = O\nnormally-open.no = C\n"             \
  "[trafos]\nlayer = trafos\nbecomes = transformers\nid = id\nfrom = a\nto = b\n"                        \
  "[meters]\nlayer = meters\nbecomes = customers\nid = id\nnode = a\nkw = kw\n"                          \
  "[subs]\nlayer = subs\nbecomes = sources\nid = id\nnode = a\nkv.10 = *\n"

#define SNAPPED                                                                                         \
  "[profile]\nname = test\nsnap-tolerance = 0.5\n"                                                      \
  "[wires]\nlayer = wires\nbecomes = lines\nid = id\n"                                                  \
  "[gear]\nlayer = gear\nbecomes = devices\nid = id\nkind = type\nkind.fuse = FU\nkind.recloser = RC\n" \
  "[trafos]\nlayer = trafos\nbecomes = transformers\nid = id\n"                                         \
  "[meters]\nlayer = meters\nbecomes = customers\nid = id\n"                                            \
  "[subs]\nlayer = subs\nbecomes = sources\nid = id\n"

#define SNAPPED_VOLTAGE                                                                                    \
  "[profile]\nname = test\nsnap-tolerance = 0.5\n"                                                         \
  "[wires]\nlayer = wires\nbecomes = lines\nid = id\nvoltage = a\nvoltage.low = LV\nvoltage.feeder = MV\n" \
  "[gear]\nlayer = gear\nbecomes = devices\nid = id\nkind = type\nkind.fuse = FU\n"                        \
  "[subs]\nlayer = subs\nbecomes = sources\nid = id\n"

static const char *const wires[] = { "L1|n0|n1|1.5|LINESTRING (10 50,10.001 50)", "L2|n2|n3|0.2|LINESTRING (10.001 50,10.001 50.001,10.002 50.001)", NULL };
static const char *const gear[] = { "F1|n1|n2|FU|C|POINT (10.001 50)", NULL };
static const char *const trafos[] = { "T1|n3|n4|POINT (10.002 50.001)", NULL };
static const char *const meters[] = { "C1|n4|2.5|POINT (10.002 50.001)", "C2|n4|4|", NULL };
static const char *const subs[] = { "S1|n0|POINT (10 50)", NULL };

typedef struct
{
  const char        *name;
  OGRwkbGeometryType type;
  const char        *fields; /* kw and len are numbers */
  const char *const *rows;   /* values of the fields and WKT, between bars */
} Layer;

static const Layer utility[] = {
  { "wires", wkbLineString, "id|a|b|len", wires },
  { "gear", wkbPoint, "id|a|b|type|state", gear },
  { "trafos", wkbPoint, "id|a|b", trafos },
  { "meters", wkbPoint, "id|a|kw", meters },
  { "subs", wkbPoint, "id|a", subs },
};

static OGRGeometryH
shape (const char *wkt)
{
  g_autofree char *copy = g_strdup (wkt);
  char            *at = copy;
  OGRGeometryH     geometry = NULL;

  if (*wkt != '\0')
    g_assert_cmpint (OGR_G_CreateFromWkt (&at, NULL, &geometry), ==, OGRERR_NONE);
  return geometry;
}

static void
add_row (OGRLayerH layer, const char *row)
{
  OGRFeatureH feature = OGR_F_Create (OGR_L_GetLayerDefn (layer));
  g_auto (GStrv) values = g_strsplit (row, "|", -1);
  int n = OGR_F_GetFieldCount (feature);

  g_assert_cmpuint (g_strv_length (values), ==, n + 1);
  for (int i = 0; i < n; i++)
    if (*values[i] != '\0')
      OGR_F_SetFieldString (feature, i, values[i]);
  OGR_F_SetGeometryDirectly (feature, shape (values[n]));
  g_assert_cmpint (OGR_L_CreateFeature (layer, feature), ==, OGRERR_NONE);
  OGR_F_Destroy (feature);
}

static void
add_layer (GDALDatasetH dataset, const Layer *what, int epsg)
{
  g_auto (GStrv) fields = g_strsplit (what->fields, "|", -1);
  OGRSpatialReferenceH system = epsg > 0 ? OSRNewSpatialReference (NULL) : NULL;
  OGRLayerH            layer = NULL;

  if (epsg > 0)
    g_assert_cmpint (OSRImportFromEPSG (system, epsg), ==, OGRERR_NONE);
  layer = GDALDatasetCreateLayer (dataset, what->name, system, what->type, NULL);
  g_assert_nonnull (layer);
  for (char **field = fields; *field != NULL; field++)
    {
      gboolean      number = g_str_equal (*field, "kw") || g_str_equal (*field, "len");
      OGRFieldDefnH definition = OGR_Fld_Create (*field, number ? OFTReal : OFTString);

      g_assert_cmpint (OGR_L_CreateField (layer, definition, TRUE), ==, OGRERR_NONE);
      OGR_Fld_Destroy (definition);
    }
  for (const char *const *row = what->rows; *row != NULL; row++)
    add_row (layer, *row);
  if (system != NULL)
    OSRRelease (system);
}

/* The utility, with one layer in place of that of its name, or besides. */
static char *
make_source (const Layer *other, int epsg)
{
  char        *path = lamp_fixture_path ("source.gpkg");
  GDALDatasetH dataset = NULL;
  gboolean     placed = other == NULL;

  g_unlink (path);
  lamp_gdal_init ();
  dataset = GDALCreate (GDALGetDriverByName ("GPKG"), path, 0, 0, 0, GDT_Unknown, NULL);
  g_assert_nonnull (dataset);
  for (guint i = 0; i < G_N_ELEMENTS (utility); i++)
    {
      gboolean replaced = other != NULL && g_str_equal (other->name, utility[i].name);

      add_layer (dataset, replaced ? other : &utility[i], epsg);
      placed |= replaced;
    }
  if (!placed)
    add_layer (dataset, other, epsg);
  GDALClose (dataset);
  return path;
}

static LampProfile *
load_profile (const char *text)
{
  g_autofree char *path = lamp_fixture_path ("profile.ini");
  g_autoptr (GError) error = NULL;
  LampProfile *profile = NULL;

  g_assert_true (g_file_set_contents (path, text, -1, NULL));
  profile = lamp_profile_load (path, &error);
  g_assert_no_error (error);
  return profile;
}

/* A folder of its own, with an old region in it. */
static char *
make_target (void)
{
  g_autofree char *folder = lamp_fixture_path ("target");
  g_autoptr (LampDraft) draft = lamp_fixture_draft ();
  g_autoptr (GError) error = NULL;
  char *path = g_build_filename (folder, "region.gpkg", NULL);

  g_mkdir_with_parents (folder, 0700);
  g_assert_true (lamp_draft_write (draft, path, NULL, &error));
  g_assert_no_error (error);
  return path;
}

static guint
count_files (const char *path)
{
  g_autofree char *folder = g_path_get_dirname (path);
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  guint n = 0;

  while (g_dir_read_name (dir) != NULL)
    n++;
  return n;
}

static void
remove_target (char *path)
{
  g_autofree char *folder = g_path_get_dirname (path);

  g_unlink (path);
  g_assert_cmpint (g_rmdir (folder), ==, 0);
  g_free (path);
}

/* Refused, in one sentence that says these words; the old region stands. */
static void
refuse_with (const char *profile_text, const char *source, GCancellable *cancellable, LampImportProgress progress, GQuark domain, int code, const char *const *says)
{
  g_autoptr (LampProfile) profile = load_profile (profile_text);
  g_autofree char *before = NULL;
  g_autofree char *after = NULL;
  g_autoptr (GError) error = NULL;
  char *path = make_target ();
  gsize n_before = 0, n_after = 0;

  g_assert_true (g_file_get_contents (path, &before, &n_before, NULL));
  g_assert_false (lamp_import_run (profile, source, path, NULL, progress, cancellable, cancellable, &error));
  g_assert_nonnull (error);
  g_test_message ("%s", error->message);
  g_assert_error (error, domain, code);
  g_assert_null (strchr (error->message, '\n'));
  for (; says != NULL && *says != NULL; says++)
    if (strstr (error->message, *says) == NULL)
      g_error ("%s\ndoes not say: %s", error->message, *says);
  g_assert_true (g_file_get_contents (path, &after, &n_after, NULL));
  g_assert_cmpmem (before, n_before, after, n_after);
  g_assert_cmpuint (count_files (path), ==, 1);
  remove_target (path);
}

#define refuse(profile, source, code, ...) \
  refuse_with (profile, source, NULL, NULL, LAMP_GRID_ERROR, code, (const char *const[]){ __VA_ARGS__, NULL })

static LampNetwork *
import (const char *profile_text, const char *source, LampImportReport *report)
{
  g_autoptr (LampProfile) profile = load_profile (profile_text);
  g_autoptr (GError) error = NULL;
  char        *path = make_target ();
  LampNetwork *network = NULL;

  lamp_import_run (profile, source, path, report, NULL, NULL, NULL, &error);
  g_assert_no_error (error);
  network = lamp_network_load (path, NULL, &error);
  g_assert_no_error (error);
  remove_target (path);
  return network;
}

static void
assert_utility (const LampNetwork *network, gboolean named)
{
  guint32 line = lamp_fixture_element (network, "L1");
  guint32 fuse = lamp_fixture_element (network, "F1");
  guint32 second = lamp_fixture_element (network, "L2");
  guint32 transformer = lamp_fixture_element (network, "T1");
  guint32 customer = lamp_network_find_customer (network, "C1");

  g_assert_cmpuint (network->n_elements, ==, 4);
  g_assert_cmpuint (network->n_customers, ==, 2);
  g_assert_cmpuint (network->n_sources, ==, 1);
  g_assert_cmpuint (network->element_kind[fuse], ==, LAMP_ELEMENT_FUSE);
  g_assert_cmpuint (network->element_kind[transformer], ==, LAMP_ELEMENT_TRANSFORMER);
  /* Source – line – fuse – line – transformer – customers, by whatever names. */
  g_assert_cmpuint (network->element_from[line], ==, network->sources[0].node);
  g_assert_cmpuint (network->element_to[line], ==, network->element_from[fuse]);
  g_assert_cmpuint (network->element_to[fuse], ==, network->element_from[second]);
  g_assert_cmpuint (network->element_to[second], ==, network->element_from[transformer]);
  g_assert_cmpuint (network->element_to[transformer], ==, network->customer_node[customer]);
  if (!named)
    return;
  g_assert_cmpfloat_with_epsilon (network->element_length_m[line], 1500.0, 0.01);
  g_assert_cmpfloat (network->sources[0].kv, ==, 10.0);
  g_assert_cmpfloat_with_epsilon (network->customer_kw[customer], 2.5, 1e-6);
  /* C2 has no place: it is where its node is. */
  g_assert_cmpuint (network->customer_at[0].x, ==, network->customer_at[1].x);
  g_assert_cmpuint (network->element_vertex_start[second + 1] - network->element_vertex_start[second], ==, 3);
}

static void
test_whole (void)
{
  g_autofree char *source = make_source (NULL, 4326);
  g_autoptr (LampImportReport) report = lamp_import_report_new ();
  g_autoptr (LampNetwork) network = import (PROFILE, source, report);
  const LampImportLayerReport *meters_report = &g_array_index (report->layers, LampImportLayerReport, 3);

  assert_utility (network, TRUE);
  g_assert_cmpuint (report->layers->len, ==, 5);
  g_assert_cmpstr (meters_report->becomes, ==, "customers");
  g_assert_cmpuint (meters_report->n_taken, ==, 2);
  g_assert_cmpuint (meters_report->n_unplaced, ==, 1);
  g_assert_cmpuint (meters_report->n_left_out, ==, 0);
}

static void
test_left_aside (void)
{
  static const char *const poles[] = { "P1|POINT (10 50)", "P2|POINT (10 50)", NULL };
  static const Layer       layer = { "poles", wkbPoint, "id", poles };
  g_autofree char         *source = make_source (&layer, 4326);
  g_autoptr (LampImportReport) report = lamp_import_report_new ();
  g_autoptr (LampNetwork) network = import (PROFILE "where = id = 'S1'\n[large]\nlayer = meters\nbecomes = sites\nid = id\nnode = a\nwhere = kw >= 4\nname = id\nclass.second = *\n", source, report);
  const LampImportLayerReport *rows = (const LampImportLayerReport *)(const void *)report->layers->data;

  assert_utility (network, TRUE);
  g_assert_cmpuint (network->n_sites, ==, 1);
  g_assert_cmpstr (network->sites[0].id, ==, "C2");
  g_assert_cmpuint (network->sites[0].site_class, ==, LAMP_SITE_SECOND);
  g_assert_cmpuint (network->sites[0].supply_points[0].node, ==, network->customer_node[0]);
  g_assert_cmpuint (report->layers->len, ==, 7);
  g_assert_cmpuint (rows[5].n_taken, ==, 1);
  g_assert_cmpuint (rows[5].n_left_out, ==, 1);
  g_assert_null (rows[6].becomes);
  g_assert_cmpstr (rows[6].layer, ==, "poles");
  g_assert_cmpuint (rows[6].n_left_out, ==, 2);
}

static void
test_projection (void)
{
  static const char *const metres[] = { "L1|n0|n1|1|LINESTRING (500000 5540000,500070 5540000)", "L2|n2|n3|1|LINESTRING (500070 5540000,500070 5540100)", NULL };
  static const Layer       layer = { "wires", wkbLineString, "id|a|b|len", metres };
  g_autofree char         *degrees_none = make_source (NULL, 0);

  refuse (PROFILE, degrees_none, LAMP_GRID_ERROR_PROJECTION, "wires", "crs = EPSG:");
  refuse ("[profile]\nname = x\ncrs = EPSG:nonsense\n[a]\nlayer = wires\nbecomes = lines\nid = id\nfrom = a\nto = b\n", degrees_none, LAMP_GRID_ERROR_PROJECTION, "EPSG:nonsense");
  {
    g_autofree char *text = g_strconcat ("[profile]\nname = x\ncrs = EPSG:4326\n", strstr (PROFILE, "[wires]"), NULL);
    g_autoptr (LampNetwork) network = import (text, degrees_none, NULL);

    assert_utility (network, TRUE);
  }

  /* Metres that are said to be degrees. */
  g_free (degrees_none);
  degrees_none = make_source (&layer, 4326);
  refuse (PROFILE, degrees_none, LAMP_GRID_ERROR_PROJECTION, "wires", "nowhere on earth");
  {
    static const char *const one[] = { "L1|n0|n1|1|LINESTRING (500000 5540000,500070 5540000)", NULL };
    static const Layer       utm = { "wires", wkbLineString, "id|a|b|len", one };
    g_autofree char         *source = make_source (&utm, 32632);
    g_autoptr (LampNetwork) network = import ("[profile]\nname = x\n[a]\nlayer = wires\nbecomes = lines\nid = id\nfrom = a\nto = b\n", source, NULL);
    LampPoint at = lamp_point_from_world (network->vertices[0]);

    g_assert_cmpfloat_with_epsilon (at.lon_deg, 9.0, 1e-6);
    g_assert_cmpfloat_with_epsilon (at.lat_deg, 50.0123155, 1e-6);
  }
}

static void
test_one_astray (void)
{
  static const char *const rows[] = { "C1|n4|2.5|POINT (10.002 50.001)", "C2|n4|4|POINT (1000 5000)", NULL };
  static const Layer       layer = { "meters", wkbPoint, "id|a|kw", rows };
  g_autofree char         *source = make_source (&layer, 4326);
  g_autoptr (LampImportReport) report = lamp_import_report_new ();
  g_autoptr (LampNetwork) network = import (PROFILE, source, report);

  assert_utility (network, TRUE);
  g_assert_cmpuint (g_array_index (report->layers, LampImportLayerReport, 3).n_astray, ==, 1);
}

static void
test_names (void)
{
  static const char *const rows[] = { "F1|N1.1.2|n2.3|FU|C|POINT (10.001 50)", "|n1|n2|RC|O|POINT (10.001 50)", NULL };
  static const Layer       layer = { "gear", wkbPoint, "id|a|b|type|state", rows };
  g_autofree char         *source = make_source (&layer, 4326);
  g_autofree char         *text = g_strconcat ("[profile]\nname = x\nregion = Wherever\nnode-cut = .\nnode-ignore-case = yes\n", strstr (PROFILE, "[wires]"), NULL);
  g_autoptr (LampNetwork) network = import (text, source, NULL);
  guint32 fuse = lamp_fixture_element (network, "F1");
  guint32 recloser = lamp_fixture_element (network, "gear#2");

  g_assert_cmpstr (network->name, ==, "Wherever");
  g_assert_cmpuint (network->element_from[fuse], ==, network->element_from[recloser]);
  g_assert_cmpuint (network->element_to[fuse], ==, network->element_to[recloser]);
  g_assert_cmpuint (network->element_flags[recloser] & LAMP_ELEMENT_NORMALLY_OPEN, !=, 0);
  g_assert_cmpuint (network->element_flags[fuse] & LAMP_ELEMENT_NORMALLY_OPEN, ==, 0);
}

static void
test_snapped (void)
{
  g_autofree char *source = make_source (NULL, 4326);
  g_autoptr (LampImportReport) report = lamp_import_report_new ();
  g_autoptr (LampNetwork) network = import (SNAPPED, source, report);

  assert_utility (network, FALSE);
  g_assert_cmpuint (report->n_crowded, ==, 0);
  g_assert_cmpuint (report->n_alone, ==, 0);
}

/* 0.3 m off still joins, 3 m off does not; at a fork the guess is told. */
/* Medium and low voltage share a pole: only the transformer there joins them, and the medium voltage goes on. */
static void
test_shared_pole (void)
{
  static const char *const both[] = { "M1|MV||1|LINESTRING (10 50,10.001 50)", "V1|LV||1|LINESTRING (10.001 50,10.001 50.001)",
                                      "M2|MV||1|LINESTRING (10.001 50,10.002 50)", "V2|LV||1|LINESTRING (10.001 50,10.001 49.999)",
                                      "V3|LV||1|LINESTRING (10.002 50,10.003 50)", NULL };
  static const Layer       wires_layer = { "wires", wkbLineString, "id|a|b|len", both };
  g_autofree char         *source = make_source (&wires_layer, 4326);
  guint32                  m1, m2, v1, v2, v3, fuse;

  {
    g_autoptr (LampNetwork) network = import (SNAPPED_VOLTAGE, source, NULL);

    m1 = lamp_fixture_element (network, "M1");
    m2 = lamp_fixture_element (network, "M2");
    v1 = lamp_fixture_element (network, "V1");
    v2 = lamp_fixture_element (network, "V2");
    v3 = lamp_fixture_element (network, "V3");
    fuse = lamp_fixture_element (network, "F1");
    /* The fuse is where M1 ends; M2 is behind it, the low voltage is not. */
    g_assert_cmpuint (network->element_to[m1], ==, network->element_from[fuse]);
    g_assert_cmpuint (network->element_from[m2], ==, network->element_to[fuse]);
    g_assert_cmpuint (network->element_from[v1], ==, network->element_from[v2]);
    g_assert_cmpuint (network->element_from[v1], !=, network->element_from[fuse]);
    g_assert_cmpuint (network->element_from[v1], !=, network->element_to[fuse]);
    /* At its end M2 lies on the pole of V3, without a transformer. */
    g_assert_cmpuint (network->element_to[m2], !=, network->element_from[v3]);
  }
}

static const char *const pole_trafos[] = { "T1|||POINT (10.001 50)", NULL };

/* With the transformer at the pole both voltages share. */
static void
test_between (void)
{
  static const char *const both[] = { "M1|MV||1|LINESTRING (10 50,10.001 50)", "V1|LV||1|LINESTRING (10.001 50,10.001 50.001)", "M2|MV||1|LINESTRING (10.001 50,10.002 50)", NULL };
  const Layer              wires_layer = { "wires", wkbLineString, "id|a|b|len", both };
  const Layer              trafos_layer = { "trafos2", wkbPoint, "id|a|b", pole_trafos };
  g_autofree char         *source = make_source (&wires_layer, 4326);
  GDALDatasetH             dataset = GDALOpenEx (source, GDAL_OF_VECTOR | GDAL_OF_UPDATE, NULL, NULL, NULL);
  guint32                  m1, m2, v1, transformer;

  add_layer (dataset, &trafos_layer, 4326);
  GDALClose (dataset);
  {
    g_autoptr (LampNetwork) network = import ("[profile]\nname = test\nsnap-tolerance = 0.5\n"
                                              "[wires]\nlayer = wires\nbecomes = lines\nid = id\nvoltage = a\nvoltage.low = LV\nvoltage.feeder = MV\n"
                                              "[trafos]\nlayer = trafos2\nbecomes = transformers\nid = id\n"
                                              "[subs]\nlayer = subs\nbecomes = sources\nid = id\n",
                                              source,
                                              NULL);

    m1 = lamp_fixture_element (network, "M1");
    m2 = lamp_fixture_element (network, "M2");
    v1 = lamp_fixture_element (network, "V1");
    transformer = lamp_fixture_element (network, "T1");
    g_assert_cmpuint (network->element_to[m1], ==, network->element_from[m2]);
    g_assert_cmpuint (network->element_from[transformer], ==, network->element_to[m1]);
    g_assert_cmpuint (network->element_to[transformer], ==, network->element_from[v1]);
    g_assert_cmpuint (network->element_from[v1], !=, network->element_to[m1]);
  }
}

static void
test_tolerance (void)
{
  static const char *const rows[] = {
    "L1|x|x|0|LINESTRING (10 50,10.001 50)",
    "L2|x|x|0|LINESTRING (10.001003 50.000002,10.002 50.001)",
    "L3|x|x|0|LINESTRING (10.001 50.00003,10.003 50.002)",
    "L4|x|x|0|LINESTRING (10.001 50,10.004 50)",
    NULL,
  };
  static const Layer layer = { "wires", wkbLineString, "id|a|b|len", rows };
  g_autofree char   *source = make_source (&layer, 4326);
  g_autoptr (LampImportReport) report = lamp_import_report_new ();
  g_autoptr (LampNetwork) network = import (SNAPPED, source, report);
  guint32 fuse = lamp_fixture_element (network, "F1");

  g_assert_cmpuint (network->element_from[fuse], ==, network->element_to[lamp_fixture_element (network, "L1")]);
  g_assert_cmpuint (network->element_to[fuse], ==, network->element_from[lamp_fixture_element (network, "L2")]);
  g_assert_cmpuint (network->element_to[fuse], ==, network->element_from[lamp_fixture_element (network, "L4")]);
  g_assert_cmpuint (network->element_to[fuse], !=, network->element_from[lamp_fixture_element (network, "L3")]);
  g_assert_cmpuint (report->n_crowded, ==, 1);
}

static void
test_wrong_type (void)
{
  static const char *const points[] = { "L1|n0|n1|1|POINT (10 50)", NULL };
  static const Layer       as_points = { "wires", wkbPoint, "id|a|b|len", points };
  static const Layer       anything = { "wires", wkbUnknown, "id|a|b|len", points };
  static const char *const area[] = { "C1|n4|1|LINESTRING (10 50,10 51)", NULL };
  static const Layer       areas = { "meters", wkbUnknown, "id|a|kw", area };
  g_autofree char         *source = make_source (&as_points, 4326);

  refuse (PROFILE, source, LAMP_GRID_ERROR_WRONG_TYPE, "wires", "should hold lines", "Point");
  g_free (source);
  source = make_source (&anything, 4326);
  refuse (PROFILE, source, LAMP_GRID_ERROR_WRONG_TYPE, "wires", "feature 1", "Point");
  g_free (source);
  source = make_source (&areas, 4326);
  refuse (PROFILE, source, LAMP_GRID_ERROR_WRONG_TYPE, "meters", "should hold points", "Line String");
}

static void
test_not_there (void)
{
  g_autofree char *source = make_source (NULL, 4326);
  g_autofree char *nowhere = lamp_fixture_path ("nowhere.gpkg");

  refuse (PROFILE "[more]\nlayer = cables\nbecomes = lines\nid = id\nfrom = a\nto = b\n", source, LAMP_GRID_ERROR_NOT_FOUND, "“cables”", "“wires”, “gear”, “trafos”, “meters”, “subs”");
  refuse (PROFILE "name = title\n", source, LAMP_GRID_ERROR_NOT_FOUND, "“title”", "“subs”", "“id”, “a”");
  refuse (PROFILE, nowhere, LAMP_GRID_ERROR_NOT_FOUND, "nowhere.gpkg");
  refuse (PROFILE "where = nonsense(((\n", source, LAMP_GRID_ERROR_PROFILE, "nonsense(((", "[subs]");
}

static void
test_strange (void)
{
  static const char *const rows[] = { "F1|n1|n2|XX|C|POINT (10.001 50)", "F2|n1|n2|YY|C|POINT (10.001 50)", NULL };
  static const Layer       kinds = { "gear", wkbPoint, "id|a|b|type|state", rows };
  static const char *const state[] = { "F1|n1|n2|FU|ajar|POINT (10.001 50)", NULL };
  static const Layer       states = { "gear", wkbPoint, "id|a|b|type|state", state };
  static const char *const number[] = { "many|n0|POINT (10 50)", NULL };
  static const Layer       numbers = { "subs", wkbPoint, "id|a", number };
  static const char *const none[] = { NULL };
  static const Layer       empty = { "wires", wkbLineString, "id|a|b|len", none };
  g_autofree char         *source = make_source (&kinds, 4326);

  refuse (PROFILE, source, LAMP_GRID_ERROR_PROFILE, "“type”", "“XX”, “YY”", "[gear]", "kind.");
  g_free (source);
  source = make_source (&states, 4326);
  refuse (PROFILE, source, LAMP_GRID_ERROR_PROFILE, "“ajar”", "normally-open");
  g_free (source);
  source = make_source (&numbers, 4326);
  refuse ("[profile]\nname = x\n[a]\nlayer = wires\nbecomes = lines\nid = id\nfrom = a\nto = b\n[b]\nlayer = subs\nbecomes = sources\nid = a\nnode = a\nkv = id\n", source, LAMP_GRID_ERROR_PROFILE, "“many”", "“id”");
  g_free (source);
  source = make_source (&empty, 4326);
  refuse ("[profile]\nname = x\n[a]\nlayer = wires\nbecomes = lines\nid = id\nfrom = a\nto = b\n", source, LAMP_GRID_ERROR_EMPTY, "no grid");
}

/* Numbers no float can hold are none, whatever the driver calls them. */
static void
test_endless (void)
{
  static const char *const numbers[] = { "1e400", "inf", "-inf", "nan", "1e39", NULL };
  g_autofree char         *path = lamp_fixture_path ("wires.csv");

  for (const char *const *number = numbers; *number != NULL; number++)
    {
      g_autofree char *rows = g_strdup_printf ("id,a,b,len\nW1,n0,n1,%s\nW2,n1,n2,7\n", *number);
      g_autoptr (LampImportReport) report = lamp_import_report_new ();
      g_autoptr (LampNetwork) network = NULL;

      g_assert_true (g_file_set_contents (path, rows, -1, NULL));
      refuse ("[profile]\nname = x\n[wires]\nlayer = wires\nbecomes = lines\nid = id\nfrom = a\nto = b\nlength = len\n", path, LAMP_GRID_ERROR_PROFILE, "“len”");
      network = import ("[profile]\nname = x\n[wires]\nlayer = wires\nbecomes = lines\nid = id\nfrom = a\nto = b\nlength = len\nlength.else =\n", path, report);
      g_assert_cmpuint (report->taken_for->len, ==, 1);
      g_assert_cmpfloat (network->element_length_m[0], ==, 0);
      g_assert_cmpfloat (network->element_length_m[1], ==, 7);
    }
}

/* However its parts were drawn, a line ends where its course does. */
static void
test_parts (void)
{
  static const char *const parts[] = {
    "(10 50,10.001 50),(10.001 50,10.002 50)",
    "(10 50,10.001 50),(10.002 50,10.001 50)",
    "(10.001 50,10.002 50),(10 50,10.001 50)",
    "(10.001 50,10 50),(10.001 50,10.002 50)",
    "(10.002 50,10.001 50),(10.0005 50,10.001 50),(10.0005 50,10 50)",
    NULL,
  };
  g_autofree char *path = lamp_fixture_path ("wires.csv");

  for (const char *const *part = parts; *part != NULL; part++)
    {
      g_autofree char *rows = g_strdup_printf ("id,wkt\nW0,\"LINESTRING (9.999 50,10 50)\"\nW1,\"MULTILINESTRING (%s)\"\nW2,\"LINESTRING (10.002 50,10.003 50)\"\n", *part);
      g_autoptr (LampNetwork) network = NULL;

      g_assert_true (g_file_set_contents (path, rows, -1, NULL));
      network = import ("[profile]\nname = x\ncrs = EPSG:4326\nopen-options = GEOM_POSSIBLE_NAMES=wkt\nsnap-tolerance = 0.5\n[wires]\nlayer = wires\nbecomes = lines\nid = id\n", path, NULL);
      g_test_message ("%s", *part);
      g_assert_cmpuint (network->n_nodes, ==, 4);
      g_assert_true (network->element_from[1] == network->element_to[0] || network->element_to[1] == network->element_to[0]);
      g_assert_true (network->element_from[1] == network->element_from[2] || network->element_to[1] == network->element_from[2]);
    }
}

/* Two ids that differ only in letters that cannot be read would become one. */
static void
test_encoding (void)
{
  static const char text[] = "id,a,b\nW1,n\xe9,n1\nW2,n\xe8,n2\n";
  g_autofree char  *path = lamp_fixture_path ("wires.csv");

  g_assert_true (g_file_set_contents (path, text, -1, NULL));
  refuse ("[profile]\nname = x\n[wires]\nlayer = wires\nbecomes = lines\nid = id\nfrom = a\nto = b\n", path, LAMP_GRID_ERROR_UNREADABLE, "“wires”", "UTF-8", "ENCODING");
}

static void
test_rubbish (void)
{
  g_autofree char *source = make_source (NULL, 4326);
  g_autofree char *broken = lamp_fixture_path ("broken.gpkg");
  g_autofree char *bytes = NULL;
  gsize            size = 0;

  g_assert_true (g_file_get_contents (source, &bytes, &size, NULL));
  for (gsize part = 1; part < 16; part++)
    {
      g_assert_true (g_file_set_contents (broken, bytes, (gssize)(size * part / 16), NULL));
      refuse (PROFILE, broken, LAMP_GRID_ERROR_UNREADABLE, "broken.gpkg", "cut off", "fresh copy");
    }
  g_assert_true (g_file_set_contents (broken, bytes, 50, NULL));
  refuse (PROFILE, broken, LAMP_GRID_ERROR_UNREADABLE, "cut off");
  g_assert_true (g_file_set_contents (broken, "", 0, NULL));
  refuse (PROFILE, broken, LAMP_GRID_ERROR_UNREADABLE, "broken.gpkg");
  g_assert_true (g_file_set_contents (broken, "Dear Sir or Madam\n", -1, NULL));
  refuse (PROFILE, broken, LAMP_GRID_ERROR_UNREADABLE, "broken.gpkg");

  /* All pages there, all but the first full of something else. */
  memset (bytes + 4096, 'x', size - 4096);
  g_assert_true (g_file_set_contents (broken, bytes, (gssize)size, NULL));
  refuse (PROFILE, broken, LAMP_GRID_ERROR_UNREADABLE, "broken.gpkg");
}

static void
cancel_cb (guint64 done, guint64 total, const char *layer, gpointer cancellable)
{
  if (done == total)
    g_cancellable_cancel (cancellable);
}

static void
test_cancel (void)
{
  g_autofree char *source = make_source (NULL, 4326);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();

  refuse_with (PROFILE, source, cancellable, cancel_cb, G_IO_ERROR, G_IO_ERROR_CANCELLED, NULL);
}

static void
test_target (void)
{
  g_autofree char *source = make_source (NULL, 4326);
  g_autofree char *letter = lamp_fixture_path ("letter.gpkg");
  g_autofree char *nowhere = lamp_fixture_path ("no-such-folder/region.gpkg");
  g_autoptr (LampImportReport) report = lamp_import_report_new ();
  g_autofree char *text = NULL;
  g_autoptr (LampProfile) profile = load_profile (PROFILE);
  g_autoptr (GError) error = NULL;

  g_assert_false (lamp_import_run (profile, source, source, NULL, NULL, NULL, NULL, &error));
  g_assert_error (error, LAMP_GRID_ERROR, LAMP_GRID_ERROR_WRITE);
  g_assert_nonnull (strstr (error->message, "source itself"));
  g_clear_error (&error);

  g_assert_true (g_file_set_contents (letter, "Dear Sir or Madam\n", -1, NULL));
  g_assert_false (lamp_import_run (profile, source, letter, NULL, NULL, NULL, NULL, &error));
  g_assert_error (error, LAMP_GRID_ERROR, LAMP_GRID_ERROR_WRITE);
  g_assert_nonnull (strstr (error->message, "not overwritten"));
  g_clear_error (&error);
  g_assert_true (g_file_get_contents (letter, &text, NULL, NULL));
  g_assert_cmpstr (text, ==, "Dear Sir or Madam\n");

  g_assert_false (lamp_import_run (profile, source, nowhere, report, NULL, NULL, NULL, &error));
  g_assert_error (error, LAMP_GRID_ERROR, LAMP_GRID_ERROR_WRITE);
  g_assert_cmpuint (report->layers->len, ==, 0); /* before anything was read */
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/grid/import/whole", test_whole);
  g_test_add_func ("/grid/import/left-aside", test_left_aside);
  g_test_add_func ("/grid/import/projection", test_projection);
  g_test_add_func ("/grid/import/one-astray", test_one_astray);
  g_test_add_func ("/grid/import/names", test_names);
  g_test_add_func ("/grid/import/snapped", test_snapped);
  g_test_add_func ("/grid/import/shared-pole", test_shared_pole);
  g_test_add_func ("/grid/import/between", test_between);
  g_test_add_func ("/grid/import/tolerance", test_tolerance);
  g_test_add_func ("/grid/import/wrong-type", test_wrong_type);
  g_test_add_func ("/grid/import/not-there", test_not_there);
  g_test_add_func ("/grid/import/strange", test_strange);
  g_test_add_func ("/grid/import/endless", test_endless);
  g_test_add_func ("/grid/import/parts", test_parts);
  g_test_add_func ("/grid/import/encoding", test_encoding);
  g_test_add_func ("/grid/import/rubbish", test_rubbish);
  g_test_add_func ("/grid/import/cancel", test_cancel);
  g_test_add_func ("/grid/import/target", test_target);
  return g_test_run ();
}
