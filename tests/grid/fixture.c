/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * See fixture.h.
 */
#include "grid/fixture.h"

#include "folder.h"
#include "grid/gdal-use.h"

#include <glib/gstdio.h>
#include <stdlib.h>

static char *folder;

static void
remove_folder (void)
{
  folder_remove (folder);
  g_clear_pointer (&folder, g_free);
}

char *
lamp_fixture_path (const char *name)
{
  if (folder == NULL)
    {
      folder = g_dir_make_tmp ("lamp-grid-XXXXXX", NULL);
      g_assert_nonnull (folder);
      atexit (remove_folder);
    }

  return g_build_filename (folder, name, NULL);
}

/* Steps of 0.001 degrees east and north of a corner in the Atlantic. */
static LampPoint
step (double east, double north)
{
  return (LampPoint){ -30.0 + east * 0.001, 45.0 + north * 0.001 };
}

typedef struct
{
  LampElementKind kind;
  const char     *id, *name, *from, *to, *feeder;
  LampPhases      phases;
  double          x0, y0, x1, y1; /* a device stands at the first; all 0: no place */
  double          rating;
} Row;

static const Row rows[] = {
  { LAMP_ELEMENT_BREAKER, "B1", "Breaker Market", "n0", "n1", "F1", LAMP_PHASE_ABC, 1, 5, 0, 0, 630 },
  { LAMP_ELEMENT_LINE, "L1", NULL, "n1", "n2", "F1", LAMP_PHASE_ABC, 1, 5, 2, 5, 400 },
  { LAMP_ELEMENT_RECLOSER, "R1", NULL, "n2", "n3", "F1", LAMP_PHASE_ABC, 2.5, 5, 0, 0, 400 },
  { LAMP_ELEMENT_LINE, "L2", NULL, "n3", "n4", "F1", LAMP_PHASE_ABC, 3, 5, 4, 5, 400 },
  { LAMP_ELEMENT_LOAD_BREAK_SWITCH, "SW1", NULL, "n4", "n5", "F1", LAMP_PHASE_ABC, 4.5, 5, 0, 0, 400 },
  { LAMP_ELEMENT_LINE, "L3", NULL, "n6", "n5", "F1", LAMP_PHASE_ABC, 6, 5, 5, 5, 400 }, /* drawn towards the source */
  { LAMP_ELEMENT_LOAD_BREAK_SWITCH, "TIE", "Tie Market–Harbour", "n6", "m2", NULL, LAMP_PHASE_ABC, 6.5, 5, 0, 0, 400 },
  { LAMP_ELEMENT_LINE, "L5", NULL, "m1", "m2", "F2", LAMP_PHASE_ABC, 8, 5, 7, 5, 400 },
  { LAMP_ELEMENT_BREAKER, "B2", "Breaker Harbour", "m0", "m1", "F2", LAMP_PHASE_ABC, 8.5, 5, 0, 0, 630 },
  { LAMP_ELEMENT_FUSE, "FU1", NULL, "n2", "n7", "F1", LAMP_PHASE_A, 2, 4.8, 0, 0, 40 },
  { LAMP_ELEMENT_LINE, "L4", NULL, "n7", "n8", NULL, LAMP_PHASE_A, 2, 4.8, 2, 4, 100 },
  { LAMP_ELEMENT_TRANSFORMER, "T1", NULL, "n8", "n9", "F1", LAMP_PHASE_A, 2, 4, 0, 0, 50 },
  { LAMP_ELEMENT_LINE, "D1", NULL, "n9", "n10", NULL, LAMP_PHASE_A, 2, 4, 1.8, 3.5, 0 },
  { LAMP_ELEMENT_LINE, "D2", NULL, "n9", "n11", NULL, LAMP_PHASE_A, 2, 4, 2.2, 3.5, 0 },
  { LAMP_ELEMENT_FUSE, "FU2", NULL, "n4", "n12", "F1", LAMP_PHASE_ABC, 4, 4.8, 0, 0, 40 },
  { LAMP_ELEMENT_TRANSFORMER, "T2", NULL, "n12", "n13", "F1", LAMP_PHASE_ABC, 4, 4, 0, 0, 400 },
  { LAMP_ELEMENT_TRANSFORMER, "T3", NULL, "n6", "n14", "F1", LAMP_PHASE_ABC, 6, 4, 0, 0, 630 },
  { LAMP_ELEMENT_FUSE, "FU3", NULL, "m2", "m3", "F2", LAMP_PHASE_ABC, 7, 4.8, 0, 0, 40 },
  { LAMP_ELEMENT_TRANSFORMER, "T4", NULL, "m3", "m4", "F2", LAMP_PHASE_ABC, 7, 4, 0, 0, 400 },
  { LAMP_ELEMENT_LINE, "L9", NULL, "x1", "x2", NULL, 0, 0, 0, 0, 0, 0 },
};

static void
add_row (LampDraft *draft, const Row *row)
{
  LampPoint        points[2] = { step (row->x0, row->y0), step (row->x1, row->y1) };
  gboolean         line = row->kind == LAMP_ELEMENT_LINE;
  gboolean         placed = row->y0 != 0.0;
  LampDraftElement element = {
    .kind = row->kind,
    .id = row->id,
    .name = row->name,
    .from_node = row->from,
    .to_node = row->to,
    .feeder = row->feeder,
    .phases = row->phases,
    .normally_open = g_str_equal (row->id, "TIE"),
    .underground = g_str_equal (row->id, "L5"),
    .telemetered = row->kind == LAMP_ELEMENT_BREAKER,
    .length_m = line && placed ? lamp_point_distance_m (points[0], points[1]) : 0.0,
    .rating = row->rating,
    .points = placed ? points : NULL,
    .n_points = line ? 2 : 1,
  };

  lamp_draft_add_element (draft, &element);
}

static void
add_customers (LampDraft *draft)
{
  static const char *const nodes[] = { "n10", "n10", "n11", "n9", "n13", "n13", "n13", "n14", "m4", "m4", "m4", "x2", "nowhere" };

  for (guint i = 0; i < G_N_ELEMENTS (nodes); i++)
    {
      g_autofree char  *id = g_strdup_printf ("C%u", i + 1);
      LampDraftCustomer customer = {
        .id = id,
        .node = nodes[i],
        .at = step (1.0 + i * 0.1, 3.0),
        .placed = i < 4, /* the others are where their node is */
        .kw = 1.0 + i,
      };

      lamp_draft_add_customer (draft, &customer);
    }
}

static void
add_sites (LampDraft *draft)
{
  const LampDraftSupplyPoint hospital_supply[] = { { "n14", "F1", TRUE }, { "m4", "F2", FALSE } };
  const LampDraftSupplyPoint mill_supply[] = { { "n13", "F1", TRUE } };
  const LampContact          contacts[] = { { "A. Nurse", "duty engineer", "555-0101" }, { "B. Porter", "", "" } };
  const LampDraftSite        sites[] = {
           {
               .id = "H1",
               .account = "7001",
               .name = "General hospital",
               .kind = "hospital",
               .site_class = LAMP_SITE_FIRST,
               .at = step (6.0, 3.5),
               .supply_points = hospital_supply,
               .n_supply_points = 2,
               .contract_kva = 1250.0,
               .critical_kw = 400.0,
               .backup_kind = "diesel",
               .backup_start_s = 15.0,
               .backup_autonomy_min = 480.0,
               .contacts = contacts,
               .n_contacts = 2,
               .verified_at = "2026-03-01",
    },
           {
               .id = "M1",
               .account = "7002",
               .name = "Mill",
               .kind = "manufacturing",
               .site_class = LAMP_SITE_ORDINARY,
               .at = step (4.0, 3.5),
               .supply_points = mill_supply,
               .n_supply_points = 1,
               .contract_kva = 315.0,
               .backup_kind = "none",
    },
  };

  for (guint i = 0; i < G_N_ELEMENTS (sites); i++)
    lamp_draft_add_site (draft, &sites[i]);
}

static void
add_base (LampDraft *draft)
{
  const LampPoint lake[] = { step (0, 0), step (4, 0), step (4, 2), step (0, 2), step (1, 0.5), step (2, 0.5), step (2, 1.5), step (1, 1.5) };
  const LampPoint park[] = { step (5, 0), step (7, 0), step (6, 2) };
  const LampPoint street[] = { step (0, 5.2), step (9, 5.2) };
  const LampPoint lane[] = { step (4, 2), step (4, 4), step (4.5, 5.2) };
  const LampPoint rail[] = { step (0, 7), step (9, 8) };
  const LampPoint place[] = { step (4, 5) };
  const guint     rings[] = { 4, 4 };
  const guint     three[] = { 3 };
  const guint     two[] = { 2 };
  const guint     one[] = { 1 };

  lamp_draft_add_base (draft, LAMP_BASE_WATER, 0, "Lake", lake, rings, 2);
  lamp_draft_add_base (draft, LAMP_BASE_GREEN, 0, "Park", park, three, 1);
  lamp_draft_add_base (draft, LAMP_BASE_ROAD, 1, "High Street", street, two, 1);
  lamp_draft_add_base (draft, LAMP_BASE_ROAD, 3, "", lane, three, 1);
  lamp_draft_add_base (draft, LAMP_BASE_RAIL, 0, "", rail, two, 1);
  lamp_draft_add_base (draft, LAMP_BASE_PLACE, 0, "Old town", place, one, 1);
}

LampDraft *
lamp_fixture_draft (void)
{
  LampDraft *draft = lamp_draft_new ("Toytown");
  LampPoint  s1 = step (0.5, 5);
  LampPoint  s2 = step (9, 5);

  lamp_draft_add_feeder (draft, "F1", "Market", "S1");
  lamp_draft_add_feeder (draft, "F2", "Harbour", "S2");
  lamp_draft_add_source (draft, "S1", "West", "n0", &s1, 10.0);
  lamp_draft_add_source (draft, "S2", "East", "m0", &s2, 10.0);
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    add_row (draft, &rows[i]);
  add_customers (draft);
  add_sites (draft);
  lamp_draft_add_depot (draft, "P1", "North yard", step (3, 9));
  lamp_draft_add_depot (draft, "P2", "South yard", step (3, 1));
  add_base (draft);
  return draft;
}

LampNetwork *
lamp_fixture_load (LampDraft *draft)
{
  g_autofree char *path = lamp_fixture_path ("fixture.gpkg");
  g_autoptr (GError) error = NULL;
  LampNetwork *network = NULL;

  lamp_draft_write (draft, path, NULL, &error);
  g_assert_no_error (error);
  lamp_draft_free (draft);
  network = lamp_network_load (path, NULL, &error);
  g_assert_no_error (error);
  g_remove (path);
  return network;
}

LampNetwork *
lamp_fixture_network (void)
{
  return lamp_fixture_load (lamp_fixture_draft ());
}

static const char *
nth (const char *prefix, guint32 n)
{
  static char  buffers[4][32];
  static guint next;
  char        *buffer = buffers[next++ % 4];

  g_snprintf (buffer, sizeof buffers[0], "%s%u", prefix, n);
  return buffer;
}

static void
add_random_element (LampDraft *draft, GRand *rand, guint i, guint n_nodes)
{
  guint     from = (guint)g_rand_int_range (rand, 0, (gint32)n_nodes);
  guint     to = g_rand_boolean (rand) ? (from + 1) % n_nodes : (guint)g_rand_int_range (rand, 0, (gint32)n_nodes);
  LampPoint points[2] = { step (from % 10, from / 10), step (to % 10, to / 10) };
  gboolean  placed = g_rand_int_range (rand, 0, 8) > 0;

  LampDraftElement element = {
    .kind = (LampElementKind)g_rand_int_range (rand, 0, LAMP_ELEMENT_N_KINDS),
    .id = nth ("e", i),
    .from_node = nth ("n", from),
    .to_node = g_rand_int_range (rand, 0, 20) == 0 ? NULL : nth ("n", to),
    .normally_open = g_rand_int_range (rand, 0, 6) == 0,
    .phases = (LampPhases)g_rand_int_range (rand, 0, 8),
    .length_m = g_rand_double_range (rand, 1.0, 500.0),
    .points = placed ? points : NULL,
  };

  element.n_points = element.kind == LAMP_ELEMENT_LINE ? 2 : 1;
  lamp_draft_add_element (draft, &element);
}

LampDraft *
lamp_fixture_random_draft (guint32 seed)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (seed);
  LampDraft *draft = lamp_draft_new ("random");
  guint      n_nodes = (guint)g_rand_int_range (rand, 1, 60);
  /* From far too few to join everything, to many loops. */
  guint n_elements = (guint)g_rand_int_range (rand, 1, (gint32)(2 * n_nodes) + 2);
  guint n_sources = (guint)g_rand_int_range (rand, 0, 4);

  for (guint i = 0; i < n_sources; i++)
    lamp_draft_add_source (draft, nth ("s", i), NULL, nth ("n", (guint32)g_rand_int_range (rand, 0, (gint32)n_nodes)), NULL, 10.0);
  for (guint i = 0; i < n_elements; i++)
    add_random_element (draft, rand, i, n_nodes);

  for (guint i = 0; i < 2 * n_nodes; i++)
    {
      LampDraftCustomer customer = {
        .id = nth ("c", i),
        .node = nth ("n", (guint32)g_rand_int_range (rand, 0, (gint32)n_nodes + 2)),
        .kw = 1.0 + i % 7,
      };

      lamp_draft_add_customer (draft, &customer);
    }

  for (guint i = 0; i < 5; i++)
    {
      LampDraftSupplyPoint supply[2] = {
        { nth ("n", (guint32)g_rand_int_range (rand, 0, (gint32)n_nodes)), NULL, TRUE },
        { nth ("n", (guint32)g_rand_int_range (rand, 0, (gint32)n_nodes)), NULL, FALSE },
      };
      LampDraftSite site = { .id = nth ("k", i), .at = step (i, 0), .supply_points = supply, .n_supply_points = 1 + i % 2 };

      lamp_draft_add_site (draft, &site);
    }

  return draft;
}

#define N_FEEDERS 16
#define LINES_A_TRANSFORMER 8
#define CUSTOMERS_A_TRANSFORMER 3

static void
add_large_transformer (LampDraft *draft, guint line, const char *feeder, LampPoint at)
{
  g_autofree char *transformer_id = g_strdup_printf ("transformer-%07u", line);
  g_autofree char *high = g_strdup_printf ("node-%07u", line);
  g_autofree char *low = g_strdup_printf ("node-%07u-lv", line);
  LampDraftElement transformer = {
    .kind = LAMP_ELEMENT_TRANSFORMER,
    .id = transformer_id,
    .from_node = high,
    .to_node = low,
    .feeder = feeder,
    .phases = LAMP_PHASE_ABC,
    .rating = 160.0,
    .points = &at,
    .n_points = 1,
  };

  lamp_draft_add_element (draft, &transformer);
  for (guint i = 0; i < CUSTOMERS_A_TRANSFORMER; i++)
    {
      g_autofree char  *id = g_strdup_printf ("customer-%07u-%u", line, i);
      LampDraftCustomer customer = { .id = id, .node = low, .at = at, .placed = TRUE, .kw = 2.5 };

      lamp_draft_add_customer (draft, &customer);
    }
}

/* A comb: every line hangs on the one 1 to 8 before it on its feeder. */
LampDraft *
lamp_fixture_large_draft (guint n_lines)
{
  LampDraft *draft = lamp_draft_new ("large");

  for (guint i = 0; i < N_FEEDERS; i++)
    {
      lamp_draft_add_feeder (draft, nth ("feeder-", i), NULL, "source");
      /* The first line of each feeder starts at the source. */
    }
  lamp_draft_add_source (draft, "source", "Source", "node-source", NULL, 10.0);

  for (guint i = 0; i < n_lines; i++)
    {
      guint            back = (1 + i * 7 % 8) * N_FEEDERS;
      g_autofree char *id = g_strdup_printf ("line-%07u", i);
      g_autofree char *from = i < back ? g_strdup ("node-source") : g_strdup_printf ("node-%07u", i - back);
      g_autofree char *to = g_strdup_printf ("node-%07u", i);
      LampPoint        points[4];
      LampDraftElement line = {
        .kind = LAMP_ELEMENT_LINE,
        .id = id,
        .from_node = from,
        .to_node = to,
        .feeder = nth ("feeder-", i % N_FEEDERS),
        .phases = LAMP_PHASE_ABC,
        .length_m = 42.0,
        .rating = 400.0,
        .points = points,
        .n_points = 4,
      };

      for (guint j = 0; j < 4; j++)
        points[j] = (LampPoint){ 10.0 + (i % 1000) * 0.0005 + j * 0.0001, 50.0 + (i / 1000) * 0.0005 + (j % 2) * 0.00005 };
      lamp_draft_add_element (draft, &line);
      if (i % LINES_A_TRANSFORMER == 0)
        add_large_transformer (draft, i, line.feeder, points[3]);
    }

  return draft;
}

guint32
lamp_fixture_element (const LampNetwork *network, const char *id)
{
  guint32 index = lamp_network_find_element (network, id);

  g_assert_cmpuint (index, !=, LAMP_NONE);
  return index;
}

guint32
lamp_fixture_node (const LampNetwork *network, const char *id)
{
  guint32 index = lamp_network_find_node (network, id);

  g_assert_cmpuint (index, !=, LAMP_NONE);
  return index;
}

guint32
lamp_fixture_site (const LampNetwork *network, const char *id)
{
  guint32 index = lamp_network_find_site (network, id);

  g_assert_cmpuint (index, !=, LAMP_NONE);
  return index;
}

gsize
lamp_fixture_page_size (const char *bytes)
{
  return (gsize)(guint8)bytes[16] << 8 | (guint8)bytes[17];
}

void
lamp_fixture_run_sql (const char *path, const char *statement)
{
  GDALDatasetH dataset = NULL;
  OGRLayerH    answer = NULL;

  lamp_gdal_init ();
  dataset = GDALOpenEx (path, GDAL_OF_VECTOR | GDAL_OF_UPDATE, NULL, NULL, NULL);
  g_assert_nonnull (dataset);
  CPLErrorReset ();
  answer = GDALDatasetExecuteSQL (dataset, statement, NULL, NULL);
  g_assert_cmpstr (CPLGetLastErrorMsg (), ==, "");
  if (answer != NULL)
    GDALDatasetReleaseResultSet (dataset, answer);
  GDALClose (dataset);
}
