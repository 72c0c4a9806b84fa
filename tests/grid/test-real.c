/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Real grids, as they are: what GDAL counts in the source is what stands in the network, and which elements
 * and customers are fed is what joining buses says (union–find over GDAL's features, not our arrays).
 *
 * The layers are taken over one to one; how a utility's words become ours is the business of import profiles.
 */
#include "grid/energisation.h"
#include "grid/fixture.h"
#include "grid/gdal-use.h"
#include "grid/trace.h"

#include <string.h>

typedef struct
{
  GDALDatasetH dataset;
  LampDraft   *draft;
  GHashTable  *bus_index; /* bus → index into `joined`, + 1 */
  GArray      *joined;    /* guint: towards the representative */
  GPtrArray   *closed;    /* ids of elements fed by the normal state, if their first bus is; with their bus */
  GPtrArray   *buses;
} Source;

static const char *
text (OGRFeatureH feature, const char *field)
{
  int index = OGR_F_GetFieldIndex (feature, field);

  return index < 0 ? "" : OGR_F_GetFieldAsString (feature, index);
}

static double
real (OGRFeatureH feature, const char *field)
{
  int index = OGR_F_GetFieldIndex (feature, field);

  return index < 0 ? 0.0 : OGR_F_GetFieldAsDouble (feature, index);
}

static guint
find (Source *source, guint bus)
{
  guint *joined = (guint *)(void *)source->joined->data;

  while (joined[bus] != bus)
    bus = joined[bus] = joined[joined[bus]];
  return bus;
}

static guint
bus_index (Source *source, const char *bus)
{
  guint index = GPOINTER_TO_UINT (g_hash_table_lookup (source->bus_index, bus));

  if (index > 0)
    return index - 1;
  index = source->joined->len;
  g_array_append_val (source->joined, index);
  g_hash_table_insert (source->bus_index, g_strdup (bus), GUINT_TO_POINTER (index + 1));
  return index;
}

static gboolean
same_part (Source *source, const char *a, const char *b)
{
  return find (source, bus_index (source, a)) == find (source, bus_index (source, b));
}

static guint
take_points (OGRFeatureH feature, LampPoint *points, guint n_max)
{
  OGRGeometryH geometry = OGR_F_GetGeometryRef (feature);
  guint        n = geometry == NULL ? 0 : MIN ((guint)OGR_G_GetPointCount (geometry), n_max);

  for (guint i = 0; i < n; i++)
    points[i] = (LampPoint){ OGR_G_GetX (geometry, (int)i), OGR_G_GetY (geometry, (int)i) };
  return n;
}

static void
take_element (Source *source, OGRFeatureH feature, LampElementKind kind, const char *from, const char *to)
{
  static guint     n;
  LampPoint        points[64];
  g_autofree char *id = g_strdup_printf ("%u", n++); /* ids are not our subject, and may repeat in the source */
  LampDraftElement element = {
    .kind = kind,
    .id = id,
    .name = text (feature, "id"),
    .from_node = text (feature, from),
    .to_node = text (feature, to),
    .feeder = text (feature, "feeder"),
    .normally_open = g_str_equal (text (feature, "normal_state"), "open"),
    .length_m = real (feature, "length_m"),
    .rating = real (feature, "kva"),
    .points = points,
    .n_points = take_points (feature, points, G_N_ELEMENTS (points)),
  };

  lamp_draft_add_element (source->draft, &element);
  if (!element.normally_open && *element.from_node != '\0' && *element.to_node != '\0')
    {
      guint a = find (source, bus_index (source, element.from_node));
      guint b = find (source, bus_index (source, element.to_node));

      g_array_index (source->joined, guint, a) = b;
    }
  if (!element.normally_open)
    {
      g_ptr_array_add (source->closed, g_strdup (id));
      g_ptr_array_add (source->buses, g_strdup (element.from_node));
    }
}

static guint
take_elements (Source *source, const char *name, LampElementKind kind, const char *from, const char *to)
{
  OGRLayerH   layer = GDALDatasetGetLayerByName (source->dataset, name);
  OGRFeatureH feature = NULL;

  g_assert_nonnull (layer);
  for (; (feature = OGR_L_GetNextFeature (layer)) != NULL; OGR_F_Destroy (feature))
    take_element (source, feature, kind, from, to);
  return (guint)OGR_L_GetFeatureCount (layer, TRUE);
}

static void
take_others (Source *source)
{
  OGRLayerH   customers = GDALDatasetGetLayerByName (source->dataset, "customers");
  OGRLayerH   sources = GDALDatasetGetLayerByName (source->dataset, "sources");
  OGRFeatureH feature = NULL;

  for (; (feature = OGR_L_GetNextFeature (customers)) != NULL; OGR_F_Destroy (feature))
    {
      LampPoint         at = { 0 };
      LampDraftCustomer customer = { .id = text (feature, "id"), .node = text (feature, "bus"), .kw = real (feature, "kw") };

      customer.placed = take_points (feature, &at, 1) == 1;
      customer.at = at;
      lamp_draft_add_customer (source->draft, &customer);
    }
  for (; (feature = OGR_L_GetNextFeature (sources)) != NULL; OGR_F_Destroy (feature))
    {
      LampPoint at = { 0 };
      guint     n = take_points (feature, &at, 1);

      lamp_draft_add_source (source->draft, text (feature, "id"), NULL, text (feature, "bus"), n == 1 ? &at : NULL, 0.0);
    }
}

static gboolean
is_fed (Source *source, const char *bus)
{
  OGRLayerH   layer = GDALDatasetGetLayerByName (source->dataset, "sources");
  OGRFeatureH feature = NULL;
  gboolean    fed = FALSE;

  OGR_L_ResetReading (layer);
  for (; (feature = OGR_L_GetNextFeature (layer)) != NULL; OGR_F_Destroy (feature))
    fed |= *bus != '\0' && same_part (source, bus, text (feature, "bus"));
  return fed;
}

static guint
count_kind (const LampNetwork *network, gboolean (*is) (LampElementKind))
{
  guint n = 0;

  for (guint32 i = 0; i < network->n_elements; i++)
    n += is ((LampElementKind)network->element_kind[i]) != FALSE;
  return n;
}

static gboolean
is_line (LampElementKind kind)
{
  return kind == LAMP_ELEMENT_LINE;
}

static gboolean
is_transformer (LampElementKind kind)
{
  return kind == LAMP_ELEMENT_TRANSFORMER;
}

static void
check_supply (Source *source, LampNetwork *network)
{
  g_autoptr (LampEnergisation) normal = lamp_energisation_new (network);
  guint n_fed = 0;

  for (guint i = 0; i < source->closed->len; i++)
    {
      guint32  element = lamp_fixture_element (network, g_ptr_array_index (source->closed, i));
      gboolean fed = is_fed (source, g_ptr_array_index (source->buses, i));

      /* Closed and with both ends: fed where its first bus is. */
      if (network->element_from[element] == LAMP_NONE || network->element_to[element] == LAMP_NONE)
        continue;
      g_assert_cmpint (lamp_energisation_get_elements (normal)[element] == LAMP_SUPPLY_ENERGISED, ==, fed);
      n_fed += fed;
    }
  g_test_message ("%u of %u closed elements are fed", n_fed, source->closed->len);
  g_assert_cmpuint (n_fed, >, source->closed->len / 2);
}

/* Neither source gives a voltage; both are distribution grids with a few spans of transmission above them. */
static void
check_voltage (const LampNetwork *network)
{
  guint n_lines[LAMP_VOLTAGE_LOW + 1] = { 0 };

  for (guint32 i = 0; i < network->n_elements; i++)
    if (network->element_kind[i] == LAMP_ELEMENT_LINE)
      n_lines[network->element_voltage[i]]++;
  g_test_message ("lines: %u transmission, %u main, %u lateral, %u low voltage", n_lines[0], n_lines[1], n_lines[2], n_lines[3]);
  g_assert_cmpuint (n_lines[LAMP_VOLTAGE_TRANSMISSION] * 100, <, n_lines[LAMP_VOLTAGE_FEEDER] + n_lines[LAMP_VOLTAGE_LATERAL]);
  g_assert_cmpuint (n_lines[LAMP_VOLTAGE_LOW] * 10, >=, network->n_customers * 9);
}

/* One after another every switch opens and closes: nobody is left out, and the count beforehand was right. */
static void
check_switching (LampNetwork *network)
{
  g_autoptr (LampEnergisation) normal = lamp_energisation_new (network);
  g_autoptr (LampEnergisation) energisation = lamp_energisation_new (network);

  for (guint32 i = 0; i < network->n_elements; i++)
    {
      guint32 n_out = 0;

      if (!lamp_element_kind_is_switch ((LampElementKind)network->element_kind[i]) || lamp_energisation_is_open (energisation, i))
        continue;
      lamp_energisation_set_open (energisation, i, TRUE, NULL);
      for (guint32 j = 0; j < network->n_customers; j++)
        n_out += network->customer_node[j] != LAMP_NONE &&
                 lamp_energisation_get_nodes (energisation)[network->customer_node[j]] == LAMP_SUPPLY_OUT;
      g_assert_cmpuint (n_out, ==, lamp_trace_count_customers (normal, i));
      lamp_energisation_set_open (energisation, i, FALSE, NULL);
    }
  g_assert_cmpmem (lamp_energisation_get_elements (energisation), network->n_elements,
                   lamp_energisation_get_elements (normal), network->n_elements);
}

static void
test_grid (gconstpointer data)
{
  const char      *shared = g_getenv ("LAMP_SHARED_DATA");
  g_autofree char *path = g_build_filename (shared != NULL ? shared : "", data, NULL);
  Source           source = { NULL };
  guint            n_lines = 0;
  guint            n_switches = 0;
  guint            n_transformers = 0;
  g_autoptr (LampNetwork) network = NULL;

  if (shared == NULL || !g_file_test (path, G_FILE_TEST_EXISTS))
    {
      g_autofree char *why = g_strdup_printf ("%s is not there; LAMP_SHARED_DATA names the folder of shared data", path);

      g_test_skip (why);
      return;
    }

  lamp_gdal_init ();
  source.dataset = GDALOpenEx (path, GDAL_OF_VECTOR | GDAL_OF_READONLY, NULL, NULL, NULL);
  g_assert_nonnull (source.dataset);
  source.draft = lamp_draft_new ("real");
  source.bus_index = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  source.joined = g_array_new (FALSE, FALSE, sizeof (guint));
  source.closed = g_ptr_array_new_with_free_func (g_free);
  source.buses = g_ptr_array_new_with_free_func (g_free);
  n_lines = take_elements (&source, "conductors", LAMP_ELEMENT_LINE, "bus1", "bus2");
  n_switches = take_elements (&source, "switches", LAMP_ELEMENT_DISCONNECTOR, "bus1", "bus2");
  n_transformers = take_elements (&source, "transformers", LAMP_ELEMENT_TRANSFORMER, "bus_hv", "bus_lv");
  take_others (&source);

  network = lamp_fixture_load (g_steal_pointer (&source.draft));
  g_assert_cmpuint (count_kind (network, is_line), ==, n_lines);
  g_assert_cmpuint (count_kind (network, lamp_element_kind_is_switch), ==, n_switches);
  g_assert_cmpuint (count_kind (network, is_transformer), ==, n_transformers);
  g_assert_cmpint (network->n_customers, ==, OGR_L_GetFeatureCount (GDALDatasetGetLayerByName (source.dataset, "customers"), TRUE));
  g_assert_cmpint (network->n_sources, ==, OGR_L_GetFeatureCount (GDALDatasetGetLayerByName (source.dataset, "sources"), TRUE));
  check_voltage (network);
  check_supply (&source, network);
  check_switching (network);

  GDALClose (source.dataset);
  g_hash_table_unref (source.bus_index);
  g_array_unref (source.joined);
  g_ptr_array_unref (source.closed);
  g_ptr_array_unref (source.buses);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_data_func ("/real/greensboro", "greensboro/three-substations.gpkg", test_grid);
  g_test_add_data_func ("/real/ieee9500", "ieee9500/ieee9500.gpkg", test_grid);
  return g_test_run ();
}
