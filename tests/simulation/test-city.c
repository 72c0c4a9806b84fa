/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The city that does not exist, as the file says it: how much of everything there is, that its grid is radial (by
 * union-find, not by the loader's trees), that it keeps to streets and blocks and out of the water, that names
 * are unique, and that the same seed gives the same file.
 */
#include <glib/gstdio.h>
#include <math.h>

#include "engine/roads.h"
#include "grid/region-hash.h"
#include "simulation/city.h"

#define BUCKET_M 64.0
#define STREET_REACH_M 9.0 /* from the middle of a street to a line in it */
#define PLOT_REACH_M 130.0 /* from the street into a key site or a substation's yard */
#define SERVICE_REACH_M 75.0

typedef struct
{
  LampNetwork *network;
  double       unit_m; /* of a world unit, where the city lies */
  GHashTable  *roads;  /* bucket → GArray of the index of a road vertex whose segment touches it */
} City;

static City city;

static char *
make_file (const char *folder, const char *name, guint64 seed)
{
  char *path = g_build_filename (folder, name, NULL);
  g_autoptr (LampDraft) draft = lamp_city_make (seed);
  g_autoptr (GError) error = NULL;

  g_assert_true (lamp_draft_write (draft, path, NULL, &error));
  g_assert_no_error (error);
  return path;
}

static LampNetwork *
load (const char *path)
{
  g_autoptr (GError) error = NULL;
  LampNetwork *network = lamp_network_load (path, NULL, &error);

  g_assert_no_error (error);
  return network;
}

/* --- how much --- */

static guint
count_kind (LampElementKind kind, LampElementFlags flags)
{
  guint n = 0;

  for (guint32 i = 0; i < city.network->n_elements; i++)
    n += city.network->element_kind[i] == kind && (city.network->element_flags[i] & flags) == flags;
  return n;
}

static void
assert_between (guint n, guint low, guint high)
{
  g_assert_cmpuint (n, >=, low);
  g_assert_cmpuint (n, <=, high);
}

static void
test_counts (void)
{
  const LampNetwork *network = city.network;

  assert_between (network->n_customers, 28000, 32500);
  g_assert_cmpuint (network->n_sources, ==, 3);
  g_assert_cmpuint (network->n_feeders, ==, 12);
  g_assert_cmpuint (network->n_sites, ==, 60);
  g_assert_cmpuint (network->n_depots, ==, 12);
  assert_between (count_kind (LAMP_ELEMENT_TRANSFORMER, 0), 900, 2500);
  assert_between (count_kind (LAMP_ELEMENT_FUSE, 0), 400, 1500);
  assert_between (count_kind (LAMP_ELEMENT_RECLOSER, 0), 8, 40);
  assert_between (count_kind (LAMP_ELEMENT_LOAD_BREAK_SWITCH, 0), 100, 400);
  assert_between (count_kind (LAMP_ELEMENT_LOAD_BREAK_SWITCH, LAMP_ELEMENT_NORMALLY_OPEN), 12, 30);
  assert_between (network->base[LAMP_BASE_ROAD].n_features, 400, 1500);
  assert_between (network->base[LAMP_BASE_BUILT].n_features, 12000, 40000);
  assert_between (network->base[LAMP_BASE_WATER].n_features, 8, 60);
  assert_between (network->base[LAMP_BASE_GREEN].n_features, 10, 60);
}

static void
test_feeders (void)
{
  const LampNetwork *network = city.network;
  g_autofree guint  *customers = g_new0 (guint, network->n_feeders);
  g_autofree guint  *trunk = g_new0 (guint, network->n_feeders), *laterals = g_new0 (guint, network->n_feeders);
  guint              few_phases = 0;

  for (guint32 i = 0; i < network->n_customers; i++)
    {
      guint32        n = 0;
      const guint32 *touching = lamp_network_node_elements (network, network->customer_node[i], &n);

      g_assert_cmpuint (n, ==, 1);
      customers[network->element_feeder[touching[0]]]++;
    }
  for (guint32 i = 0; i < network->n_elements; i++)
    {
      if (network->element_kind[i] != LAMP_ELEMENT_LINE || network->element_voltage[i] == LAMP_VOLTAGE_LOW)
        continue;
      (network->element_voltage[i] == LAMP_VOLTAGE_FEEDER ? trunk : laterals)[network->element_feeder[i]]++;
      if (network->element_voltage[i] == LAMP_VOLTAGE_FEEDER)
        g_assert_cmpuint (network->element_phases[i], ==, LAMP_PHASE_ABC);
      few_phases += network->element_phases[i] != LAMP_PHASE_ABC;
    }
  g_assert_cmpuint (few_phases, >, 300);
  for (guint f = 0; f < network->n_feeders; f++)
    {
      assert_between (customers[f], 700, 5000);
      g_assert_cmpuint (trunk[f], >, 15);
      g_assert_cmpuint (laterals[f], >, 40);
      g_assert_cmpuint (network->feeders[f].source, <, network->n_sources);
    }
}

/* --- the grid is sound --- */

static guint32
find (guint32 *parent, guint32 node)
{
  while (parent[node] != node)
    node = parent[node] = parent[parent[node]];
  return node;
}

static void
test_radial (void)
{
  const LampNetwork  *network = city.network;
  g_autofree guint32 *parent = g_new (guint32, network->n_nodes);
  g_autofree guint   *sources = g_new0 (guint, network->n_nodes);

  for (guint32 i = 0; i < network->n_nodes; i++)
    parent[i] = i;
  for (guint32 i = 0; i < network->n_elements; i++)
    {
      guint32 from, to;

      g_assert_cmpuint (network->element_from[i], !=, LAMP_NONE);
      g_assert_cmpuint (network->element_to[i], !=, LAMP_NONE);
      if (network->element_flags[i] & LAMP_ELEMENT_NORMALLY_OPEN)
        continue;
      from = find (parent, network->element_from[i]);
      to = find (parent, network->element_to[i]);
      g_assert_cmpuint (from, !=, to); /* a second way would be a loop */
      parent[from] = to;
    }
  for (guint32 i = 0; i < network->n_sources; i++)
    sources[find (parent, network->sources[i].node)]++;
  for (guint32 i = 0; i < network->n_nodes; i++)
    g_assert_cmpuint (sources[find (parent, i)], ==, 1);
  for (guint32 i = 0; i < network->n_customers; i++)
    g_assert_cmpuint (network->customer_node[i], !=, LAMP_NONE);
}

/* The feeder of what is closed at a node. */
static guint16
feeder_at (guint32 node)
{
  guint32        n = 0;
  const guint32 *touching = lamp_network_node_elements (city.network, node, &n);

  for (guint32 i = 0; i < n; i++)
    if (!(city.network->element_flags[touching[i]] & LAMP_ELEMENT_NORMALLY_OPEN))
      return city.network->element_feeder[touching[i]];
  return LAMP_NO_FEEDER;
}

static void
test_ties (void)
{
  const LampNetwork *network = city.network;
  g_autofree guint  *ties = g_new0 (guint, network->n_feeders);

  for (guint32 i = 0; i < network->n_elements; i++)
    {
      guint16 from = feeder_at (network->element_from[i]), to = feeder_at (network->element_to[i]);

      if (!(network->element_flags[i] & LAMP_ELEMENT_NORMALLY_OPEN) || network->element_kind[i] != LAMP_ELEMENT_LOAD_BREAK_SWITCH)
        continue;
      g_assert_cmpuint (from, !=, to);
      g_assert_cmpuint (network->element_phases[i], ==, LAMP_PHASE_ABC);
      ties[from]++;
      ties[to]++;
    }
  for (guint f = 0; f < network->n_feeders; f++)
    g_assert_cmpuint (ties[f], >, 0);
}

/* No line has a phase that the one before it lacks: seen from every transformer up to the source. */
static void
test_phases (void)
{
  const LampNetwork *network = city.network;

  for (guint32 i = 0; i < network->n_elements; i++)
    {
      guint32        n = 0, feeding = LAMP_NONE;
      const guint32 *touching = lamp_network_node_elements (network, network->element_from[i], &n);

      /* Preorder: what feeds an element stands before all else at its node. */
      for (guint32 k = 0; k < n; k++)
        if (touching[k] < i && !(network->element_flags[touching[k]] & LAMP_ELEMENT_NORMALLY_OPEN) && (feeding == LAMP_NONE || touching[k] < feeding))
          feeding = touching[k];
      if (feeding != LAMP_NONE && !(network->element_flags[i] & LAMP_ELEMENT_NORMALLY_OPEN))
        g_assert_cmpuint (network->element_phases[i] & ~network->element_phases[feeding], ==, 0);
    }
}

/* --- where it is --- */

static gpointer
bucket_of (double x, double y)
{
  return GUINT_TO_POINTER ((guint)(x / BUCKET_M) * 40000u + (guint)(y / BUCKET_M) + 1u);
}

static void
index_roads (void)
{
  const LampBaseLayer *roads = &city.network->base[LAMP_BASE_ROAD];

  city.roads = g_hash_table_new_full (NULL, NULL, NULL, (GDestroyNotify)g_array_unref);
  for (guint32 part = 0; part < roads->n_parts; part++)
    for (guint32 v = roads->vertex_start[part]; v + 1 < roads->vertex_start[part + 1]; v++)
      {
        double ax = (roads->vertices[v].x - city.network->extent.x0) * city.unit_m, ay = (roads->vertices[v].y - city.network->extent.y0) * city.unit_m;
        double bx = (roads->vertices[v + 1].x - city.network->extent.x0) * city.unit_m, by = (roads->vertices[v + 1].y - city.network->extent.y0) * city.unit_m;
        guint  steps = 1 + (guint)(hypot (bx - ax, by - ay) / (BUCKET_M / 4.0));

        for (guint i = 0; i <= steps; i++)
          {
            gpointer key = bucket_of (ax + (bx - ax) * i / steps, ay + (by - ay) * i / steps);
            GArray  *list = g_hash_table_lookup (city.roads, key);

            if (list == NULL)
              {
                list = g_array_new (FALSE, FALSE, sizeof (guint32));
                g_hash_table_insert (city.roads, key, list);
              }
            if (list->len == 0 || g_array_index (list, guint32, list->len - 1) != v)
              g_array_append_val (list, v);
          }
      }
}

static double
segment_distance_m (LampWorld p, LampWorld a, LampWorld b)
{
  double dx = (double)b.x - a.x, dy = (double)b.y - a.y, px = (double)p.x - a.x, py = (double)p.y - a.y;
  double square = dx * dx + dy * dy;
  double t = square > 0.0 ? CLAMP ((px * dx + py * dy) / square, 0.0, 1.0) : 0.0;

  return hypot (px - t * dx, py - t * dy) * city.unit_m;
}

/* To the nearest street, as far as a bucket. */
static double
street_distance_m (LampWorld at)
{
  const LampBaseLayer *roads = &city.network->base[LAMP_BASE_ROAD];
  double               x = (at.x - city.network->extent.x0) * city.unit_m, y = (at.y - city.network->extent.y0) * city.unit_m, best = INFINITY;

  for (int c = -1; c <= 1; c++)
    for (int r = -1; r <= 1; r++)
      {
        const GArray *list = g_hash_table_lookup (city.roads, bucket_of (x + c * BUCKET_M, y + r * BUCKET_M));

        for (guint i = 0; list != NULL && i < list->len; i++)
          {
            guint32 v = g_array_index (list, guint32, i);

            best = MIN (best, segment_distance_m (at, roads->vertices[v], roads->vertices[v + 1]));
          }
      }
  return best;
}

/* All along, not at the vertices only; the two ends may lie in a plot. */
static gboolean
follows_streets (guint32 element)
{
  const LampNetwork *network = city.network;
  guint32            start = network->element_vertex_start[element], end = network->element_vertex_start[element + 1];

  for (guint32 v = start; v + 1 < end; v++)
    for (guint i = 0; i <= 4; i++)
      {
        LampWorld a = network->vertices[v], b = network->vertices[v + 1];
        LampWorld at = { (guint32)(a.x + ((double)b.x - a.x) * i / 4.0), (guint32)(a.y + ((double)b.y - a.y) * i / 4.0) };

        if (street_distance_m (at) > STREET_REACH_M)
          return FALSE;
      }
  return TRUE;
}

static void
test_along_streets (void)
{
  const LampNetwork *network = city.network;
  guint              beside = 0;

  for (guint32 i = 0; i < network->n_elements; i++)
    {
      if (network->element_kind[i] != LAMP_ELEMENT_LINE)
        continue;
      g_assert_cmpuint (network->element_vertex_start[i + 1] - network->element_vertex_start[i], >=, 2);
      if (network->element_flags[i] & LAMP_ELEMENT_SERVICE_DROP)
        g_assert_cmpfloat (network->element_length_m[i], <, SERVICE_REACH_M);
      else if (!follows_streets (i))
        {
          /* Into a key site's plot, or out of a substation's yard. */
          g_assert_cmpfloat (network->element_length_m[i], <, PLOT_REACH_M);
          g_assert_cmpuint (network->element_voltage[i], !=, LAMP_VOLTAGE_LOW);
          beside++;
        }
    }
  assert_between (beside, 12, 110); /* 12 exits, 60 sites with up to two supplies */
}

static gboolean
is_in_water (LampWorld at)
{
  const LampBaseLayer *water = &city.network->base[LAMP_BASE_WATER];

  for (guint32 f = 0; f < water->n_features; f++)
    {
      gboolean inside = FALSE;

      for (guint32 part = water->part_start[f]; part < water->part_start[f + 1]; part++)
        for (guint32 v = water->vertex_start[part]; v + 1 < water->vertex_start[part + 1]; v++)
          {
            LampWorld a = water->vertices[v], b = water->vertices[v + 1];

            if ((a.y > at.y) != (b.y > at.y) && at.x < ((double)b.x - a.x) * ((double)at.y - a.y) / ((double)b.y - a.y) + a.x)
              inside = !inside;
          }
      if (inside)
        return TRUE;
    }
  return FALSE;
}

static void
test_dry (void)
{
  const LampNetwork   *network = city.network;
  const LampBaseLayer *built = &network->base[LAMP_BASE_BUILT];

  for (guint32 f = 0; f < built->n_features; f++)
    {
      guint32   v = built->vertex_start[built->part_start[f]];
      LampWorld middle = { built->vertices[v].x / 2 + built->vertices[v + 2].x / 2, built->vertices[v].y / 2 + built->vertices[v + 2].y / 2 };

      g_assert_false (is_in_water (middle));
      g_assert_false (is_in_water (built->vertices[v + f % 4]));
    }
  for (guint32 i = 0; i < network->n_elements; i++)
    if (network->element_kind[i] != LAMP_ELEMENT_LINE)
      g_assert_false (is_in_water (lamp_network_element_at (network, i)));
  for (guint32 i = 0; i < network->n_sites; i++)
    g_assert_false (is_in_water (network->sites[i].at));
}

static void
test_crews_get_everywhere (void)
{
  g_autoptr (LampRoads) roads = lamp_roads_new (city.network);

  for (guint32 d = 0; d < city.network->n_depots; d++)
    {
      LampWorld on_road;
      double    off_m = 0.0;

      g_assert_true (lamp_roads_snap (roads, city.network->depots[d].at, &on_road, &off_m));
      g_assert_cmpfloat (off_m, <, 60.0);
    }
  for (guint32 i = 0; i < city.network->n_sites; i++)
    {
      g_auto (LampRoute) route = { 0 };

      lamp_roads_route (roads, city.network->depots[i % city.network->n_depots].at, city.network->sites[i].at, &route);
      g_assert_true (route.by_road);
      g_assert_cmpfloat (route.duration_s, <, 45 * 60);
    }
}

/* --- names --- */

static void
add_name (GHashTable *seen, const char *name)
{
  g_assert_cmpstr (name, !=, "");
  if (!g_hash_table_add (seen, (gpointer)name))
    g_error ("“%s” is there twice", name);
}

static void
test_names (void)
{
  const LampNetwork   *network = city.network;
  const LampBaseLayer *roads = &network->base[LAMP_BASE_ROAD];
  g_autoptr (GHashTable) ids = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr (GHashTable) names = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr (GHashTable) depots = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr (GHashTable) streets = g_hash_table_new (g_str_hash, g_str_equal);

  for (guint32 i = 0; i < network->n_elements; i++)
    {
      add_name (ids, lamp_network_element_id (network, i));
      if (network->element_kind[i] != LAMP_ELEMENT_LINE)
        add_name (names, lamp_network_element_name (network, i));
    }
  for (guint32 i = 0; i < network->n_customers; i++)
    add_name (ids, lamp_network_customer_id (network, i));
  for (guint32 i = 0; i < network->n_feeders; i++)
    add_name (names, network->feeders[i].name);
  for (guint32 i = 0; i < network->n_sites; i++)
    add_name (names, network->sites[i].name);
  for (guint32 i = 0; i < network->n_depots; i++)
    add_name (depots, network->depots[i].name);
  for (guint32 f = 0; f < roads->n_features; f++)
    add_name (streets, lamp_network_string (network, roads->name[f]));
}

static void
test_sites (void)
{
  guint classes[LAMP_SITE_ORDINARY + 1] = { 0 }, two = 0;

  for (guint32 i = 0; i < city.network->n_sites; i++)
    {
      const LampSiteInfo *site = &city.network->sites[i];

      classes[site->site_class]++;
      g_assert_cmpfloat (site->contract_kva, >, 0.0);
      g_assert_cmpfloat (site->critical_kw, >, 0.0);
      g_assert_cmpfloat (site->critical_kw, <, site->contract_kva);
      g_assert_cmpuint (site->n_contacts, ==, 2);
      for (guint c = 0; c < site->n_contacts; c++)
        g_assert_true (g_str_has_prefix (site->contacts[c].phone, "+44 1632 960")); /* kept for fiction */
      assert_between (site->n_supply_points, 1, 2);
      g_assert_true (site->supply_points[0].main);
      for (guint s = 0; s < site->n_supply_points; s++)
        {
          g_assert_cmpuint (site->supply_points[s].node, !=, LAMP_NONE);
          g_assert_cmpuint (site->supply_points[s].feeder, ==, feeder_at (site->supply_points[s].node));
        }
      if (site->n_supply_points == 2)
        g_assert_cmpuint (site->supply_points[0].feeder, !=, site->supply_points[1].feeder);
      else
        g_assert_cmpuint (site->site_class, !=, LAMP_SITE_SPECIAL);
      two += site->n_supply_points == 2;
      g_assert_cmpuint (lamp_network_find_customer (city.network, site->account), !=, LAMP_NONE);
      g_assert_cmpint (g_str_equal (site->backup_kind, "none"), ==, site->backup_autonomy_min <= 0.0);
    }
  for (guint i = 0; i < G_N_ELEMENTS (classes); i++)
    g_assert_cmpuint (classes[i], >, 2);
  assert_between (two, 15, 35);
}

/* A feeder carries no more than three quarters of what its trunk may, so that it can take over part of a neighbour; and not
 * next to nothing. */
static void
test_room_for_a_neighbour (void)
{
  const double       trunk_kva = sqrt (3.0) * 10.0 * 630.0;
  g_autofree double *kw = g_new0 (double, city.network->n_feeders);

  for (guint32 i = 0; i < city.network->n_customers; i++)
    kw[feeder_at (city.network->customer_node[i])] += (double)city.network->customer_kw[i];
  for (guint32 i = 0; i < city.network->n_feeders; i++)
    {
      g_assert_cmpfloat (kw[i], <, 0.75 * trunk_kva);
      g_assert_cmpfloat (kw[i], >, 0.05 * trunk_kva);
    }
}

static void
test_same_again (gconstpointer folder)
{
  g_autofree char *path = make_file (folder, "again.gpkg", LAMP_CITY_SEED), *other = make_file (folder, "other.gpkg", 20), *first_path = g_build_filename (folder, "city.gpkg", NULL);
  g_autoptr (LampNetwork) again = load (path);
  g_autoptr (LampNetwork) another = load (other);
  g_autofree char *first = lamp_region_hash (first_path, NULL, NULL), *same = lamp_region_hash (path, NULL, NULL), *differs = lamp_region_hash (other, NULL, NULL);

  g_assert_cmpstr (same, ==, first);
  g_assert_cmpstr (differs, !=, first);
  assert_between (another->n_customers, 26000, 34000);
  g_unlink (path);
  g_unlink (other);
}

int
main (int argc, char *argv[])
{
  g_autofree char *folder = g_dir_make_tmp ("lamp-city-XXXXXX", NULL);
  g_autofree char *path = NULL;
  LampWorld        corner, east;
  int              status = 0;

  g_test_init (&argc, &argv, NULL);
  g_assert_nonnull (folder);
  path = make_file (folder, "city.gpkg", LAMP_CITY_SEED);
  city.network = load (path);
  corner = (LampWorld){ city.network->extent.x0 / 2 + city.network->extent.x1 / 2, city.network->extent.y0 / 2 + city.network->extent.y1 / 2 };
  east = (LampWorld){ corner.x + 100000, corner.y };
  city.unit_m = lamp_world_distance_m (corner, east) / 100000.0;
  index_roads ();

  g_test_add_func ("/simulation/city/counts", test_counts);
  g_test_add_func ("/simulation/city/feeders", test_feeders);
  g_test_add_func ("/simulation/city/radial", test_radial);
  g_test_add_func ("/simulation/city/ties", test_ties);
  g_test_add_func ("/simulation/city/phases", test_phases);
  g_test_add_func ("/simulation/city/along-streets", test_along_streets);
  g_test_add_func ("/simulation/city/dry", test_dry);
  g_test_add_func ("/simulation/city/crews-get-everywhere", test_crews_get_everywhere);
  g_test_add_func ("/simulation/city/names", test_names);
  g_test_add_func ("/simulation/city/sites", test_sites);
  g_test_add_func ("/simulation/city/room-for-a-neighbour", test_room_for_a_neighbour);
  g_test_add_data_func ("/simulation/city/same-again", folder, test_same_again);
  status = g_test_run ();

  g_hash_table_unref (city.roads);
  lamp_network_unref (city.network);
  g_unlink (path);
  g_rmdir (folder);
  return status;
}
