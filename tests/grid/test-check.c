/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The check of a region: each kind of dirt, put in on purpose, is found, counted and named; clean ones are clean.
 */
#include "grid/check-csv.h"
#include "grid/fixture.h"

#include <glib/gstdio.h>
#include <string.h>

#define MANY 123

static LampCheck *
check (LampDraft *draft)
{
  g_autofree char *path = lamp_fixture_path ("checked.gpkg");
  g_autoptr (GError) error = NULL;
  LampCheck *result = NULL;

  g_assert_true (lamp_draft_write (draft, path, NULL, &error));
  g_assert_no_error (error);
  lamp_draft_free (draft);
  result = lamp_check_region (path, NULL, &error);
  g_assert_no_error (error);
  return result;
}

static const LampProblem *
problem (const LampCheck *result, LampProblemKind kind)
{
  for (guint i = 0; i < result->problems->len; i++)
    if (((LampProblem *)result->problems->pdata[i])->kind == kind)
      return result->problems->pdata[i];
  return NULL;
}

static int
by_text (gconstpointer a, gconstpointer b)
{
  return strcmp (*(const char *const *)a, *(const char *const *)b);
}

/* The ids, sorted, between blanks. */
static void
assert_problem (const LampCheck *result, LampProblemKind kind, const char *ids)
{
  const LampProblem *found = problem (result, kind);
  g_autoptr (GPtrArray) sorted = g_ptr_array_new ();
  g_autofree char *joined = NULL;

  for (guint i = 0; found != NULL && i < found->cases->len; i++)
    g_ptr_array_add (sorted, (gpointer)lamp_check_case_id (result, &g_array_index (found->cases, LampCase, i)));
  g_ptr_array_sort (sorted, by_text);
  g_ptr_array_add (sorted, NULL);
  joined = g_strjoinv (" ", (char **)sorted->pdata);
  if (!g_str_equal (joined, ids))
    g_error ("%s: “%s” instead of “%s”", lamp_problem_kind_to_string (kind), joined, ids);
}

static void
line (LampDraft *draft, const char *id, const char *from, const char *to)
{
  static double          lat = 50.0;
  const LampPoint        course[] = { { 10.0, lat }, { 10.001, lat } };
  const LampDraftElement element = { .kind = LAMP_ELEMENT_LINE, .id = id, .from_node = from, .to_node = to, .points = course, .n_points = 2 };

  lat += 0.0001;
  lamp_draft_add_element (draft, &element);
}

static void
device (LampDraft *draft, const char *id, LampElementKind kind, const char *from, const char *to, gboolean open, LampPhases phases)
{
  const LampPoint        at = { 10.0, 50.0 };
  const LampDraftElement element = { .kind = kind, .id = id, .from_node = from, .to_node = to, .normally_open = open, .phases = phases, .points = &at, .n_points = 1 };

  lamp_draft_add_element (draft, &element);
}

static void
customer (LampDraft *draft, const char *id, const char *node, gboolean placed)
{
  const LampDraftCustomer what = { .id = id, .node = node, .at = { 10.0, 50.0 }, .placed = placed };

  lamp_draft_add_customer (draft, &what);
}

/* s –A– a –B– b, with a customer at b. */
static LampDraft *
clean (void)
{
  LampDraft      *draft = lamp_draft_new ("clean");
  const LampPoint at = { 10.0, 50.0 };

  lamp_draft_add_source (draft, "S", "", "s", &at, 10.0);
  line (draft, "A", "s", "a");
  line (draft, "B", "a", "b");
  customer (draft, "C", "b", TRUE);
  return draft;
}

static void
test_clean (void)
{
  g_autoptr (LampCheck) result = check (clean ());

  g_assert_cmpuint (result->problems->len, ==, 0);
  g_assert_cmpuint (result->lines, ==, 2);
  g_assert_cmpuint (result->network->n_customers, ==, 1);
  g_assert_cmpuint (result->network->n_sources, ==, 1);
  g_assert_cmpuint (result->switches + result->transformers + result->network->n_sites, ==, 0);
}

static void
test_toytown (void)
{
  g_autoptr (LampCheck) result = check (lamp_fixture_draft ());
  const LampProblem *island = NULL;

  g_assert_cmpuint (result->network->n_sites, ==, 2);
  g_assert_cmpuint (result->network->n_sources, ==, 2);
  g_assert_cmpuint (result->network->n_customers, ==, 13);
  assert_problem (result, LAMP_PROBLEM_ISLAND, "L9");
  island = problem (result, LAMP_PROBLEM_ISLAND);
  g_assert_cmpuint (island->n_elements, ==, 1);
  assert_problem (result, LAMP_PROBLEM_UNKNOWN_NODE, "C13");
  assert_problem (result, LAMP_PROBLEM_UNFED_CUSTOMER, "C12 C13");
  assert_problem (result, LAMP_PROBLEM_LOOP, "");
  assert_problem (result, LAMP_PROBLEM_DUPLICATE, "");
}

static void
test_places (void)
{
  LampDraft             *draft = clean ();
  const LampPoint        spot[] = { { 10.0, 50.0 }, { 10.0, 50.0 } };
  const LampDraftElement bare = { .kind = LAMP_ELEMENT_LINE, .id = "bare", .from_node = "a", .to_node = "b2" };
  const LampDraftElement lost = { .kind = LAMP_ELEMENT_LINE, .id = "lost", .from_node = "b2", .to_node = "nowhere" };
  const LampDraftElement point = { .kind = LAMP_ELEMENT_LINE, .id = "point", .from_node = "b", .to_node = "b2", .points = spot, .n_points = 2 };

  lamp_draft_add_element (draft, &bare);
  lamp_draft_add_element (draft, &lost);
  lamp_draft_add_element (draft, &point);
  customer (draft, "indoors", "b", FALSE);
  customer (draft, "vanished", "nowhere", FALSE);
  {
    g_autoptr (LampCheck) result = check (draft);

    assert_problem (result, LAMP_PROBLEM_MISSING_COORDINATES, "bare indoors");
    assert_problem (result, LAMP_PROBLEM_UNPLACED, "lost vanished");
    assert_problem (result, LAMP_PROBLEM_ZERO_LENGTH, "point");
  }
}

static void
test_nodes (void)
{
  LampDraft *draft = clean ();

  line (draft, "cut", "a", "");
  line (draft, "curl", "a", "a");
  line (draft, "stub", "a", "end");
  customer (draft, "stray", "not there", TRUE);
  customer (draft, "homeless", "", TRUE);
  {
    g_autoptr (LampCheck) result = check (draft);

    assert_problem (result, LAMP_PROBLEM_MISSING_NODE, "cut");
    assert_problem (result, LAMP_PROBLEM_SAME_NODE, "curl");
    assert_problem (result, LAMP_PROBLEM_DANGLING_END, "stub");
    assert_problem (result, LAMP_PROBLEM_UNKNOWN_NODE, "homeless stray");
    assert_problem (result, LAMP_PROBLEM_UNFED_CUSTOMER, "homeless stray");
  }
}

static void
test_parts (void)
{
  LampDraft *draft = clean ();

  line (draft, "I1", "i", "j");
  line (draft, "I2", "j", "k");
  line (draft, "J1", "x", "y");
  device (draft, "tie", LAMP_ELEMENT_LOAD_BREAK_SWITCH, "b", "d", TRUE, 0);
  line (draft, "D1", "d", "e");
  customer (draft, "dark", "e", TRUE);
  {
    g_autoptr (LampCheck) result = check (draft);
    const LampProblem *island = problem (result, LAMP_PROBLEM_ISLAND);
    const LampProblem *dead = problem (result, LAMP_PROBLEM_DEAD_PART);

    g_assert_cmpuint (island->cases->len, ==, 2);
    g_assert_cmpuint (island->n_elements, ==, 3);
    g_assert_cmpuint (dead->n_elements, ==, 1);
    assert_problem (result, LAMP_PROBLEM_DEAD_PART, "D1");
    assert_problem (result, LAMP_PROBLEM_UNFED_CUSTOMER, "dark");
  }
}

static void
test_rings (void)
{
  LampDraft      *draft = clean ();
  const LampPoint at = { 10.0, 50.0 };

  line (draft, "R1", "b", "c");
  line (draft, "R2", "c", "a");
  device (draft, "R3", LAMP_ELEMENT_FUSE, "c", "a", FALSE, LAMP_PHASE_A);
  device (draft, "R4", LAMP_ELEMENT_FUSE, "c", "a", FALSE, LAMP_PHASE_B);
  device (draft, "R5", LAMP_ELEMENT_FUSE, "c", "b", FALSE, LAMP_PHASE_A);
  lamp_draft_add_source (draft, "S2", "", "s2", &at, 10.0);
  line (draft, "M1", "s2", "m");
  line (draft, "M2", "m", "n");
  line (draft, "M3", "n", "b");
  {
    g_autoptr (LampCheck) result = check (draft);

    /* Which of a ring's elements closes it is the tree's choice. */
    g_assert_cmpuint (problem (result, LAMP_PROBLEM_LOOP)->cases->len, ==, 1);
    g_assert_cmpuint (problem (result, LAMP_PROBLEM_SOURCES_JOINED)->cases->len, ==, 1);
    assert_problem (result, LAMP_PROBLEM_DUPLICATE, "");
  }
}

static void
test_doubles (void)
{
  LampDraft *draft = clean ();

  line (draft, "B", "a", "b");
  device (draft, "beside", LAMP_ELEMENT_LOAD_BREAK_SWITCH, "b", "a", FALSE, 0);
  device (draft, "pa", LAMP_ELEMENT_FUSE, "b", "d", FALSE, LAMP_PHASE_A);
  device (draft, "pb", LAMP_ELEMENT_FUSE, "d", "b", FALSE, LAMP_PHASE_B);
  device (draft, "open", LAMP_ELEMENT_FUSE, "d", "b", TRUE, LAMP_PHASE_A);
  device (draft, "", LAMP_ELEMENT_FUSE, "d", "f", FALSE, 0);
  customer (draft, "C", "f", TRUE);
  {
    g_autoptr (LampCheck) result = check (draft);

    assert_problem (result, LAMP_PROBLEM_DUPLICATE, "B");
    assert_problem (result, LAMP_PROBLEM_PARALLEL, "beside");
    assert_problem (result, LAMP_PROBLEM_DUPLICATE_ID, "B C");
    assert_problem (result, LAMP_PROBLEM_MISSING_ID, "?");
    assert_problem (result, LAMP_PROBLEM_LOOP, "");
  }
}

/* Whatever a file holds: no crash, and parts agree with each other. */
static void
test_random (void)
{
  for (guint32 seed = 1; seed <= 60; seed++)
    {
      g_autoptr (LampCheck) result = check (lamp_fixture_random_draft (seed));

      for (guint i = 0; i < result->problems->len; i++)
        {
          const LampProblem *found = result->problems->pdata[i];
          guint64            n_elements = 0;

          g_assert_cmpuint (found->cases->len, >, 0);
          for (guint k = 0; k < found->cases->len; k++)
            {
              const LampCase *at = &g_array_index (found->cases, LampCase, k);

              n_elements += at->n_elements;
              g_assert_cmpuint (strlen (lamp_check_case_id (result, at)), >, 0);
              (void)lamp_check_case_at (result, at);
            }
          g_assert_cmpuint (found->n_elements, ==, n_elements);
        }
    }
}

static void
test_all_named (void)
{
  LampDraft *draft = clean ();

  for (guint i = 0; i < MANY; i++)
    customer (draft, "many", "elsewhere", TRUE);
  {
    g_autoptr (LampCheck) result = check (draft);

    g_assert_cmpuint (problem (result, LAMP_PROBLEM_UNKNOWN_NODE)->cases->len, ==, MANY);
    g_assert_cmpuint (problem (result, LAMP_PROBLEM_DUPLICATE_ID)->cases->len, ==, MANY - 1);
  }
}

/* An island says how large it is and who lives on it; a double says of what. */
static void
test_cases (void)
{
  LampDraft *draft = clean ();

  line (draft, "I1", "x", "y");
  line (draft, "I2", "y", "z");
  customer (draft, "X1", "x", TRUE);
  customer (draft, "Z1", "z", TRUE);
  customer (draft, "Z2", "z", TRUE);
  line (draft, "B", "a", "b");
  {
    g_autoptr (LampCheck) result = check (draft);
    const LampCase *island = &g_array_index (problem (result, LAMP_PROBLEM_ISLAND)->cases, LampCase, 0);
    const LampCase *twin = &g_array_index (problem (result, LAMP_PROBLEM_DUPLICATE)->cases, LampCase, 0);

    g_assert_cmpuint (island->n_elements, ==, 2);
    g_assert_cmpuint (island->n_customers, ==, 3);
    g_assert_true (lamp_world_is_known (lamp_check_case_at (result, island)));
    g_assert_cmpuint (twin->other, !=, LAMP_NONE);
    g_assert_cmpuint (twin->other, !=, twin->index);
  }
}

/* RFC 4180: as many fields in each row, whatever stands in them. */
static void
test_csv (void)
{
  LampDraft       *draft = clean ();
  g_autofree char *path = lamp_fixture_path ("findings.csv");
  g_autofree char *text = NULL;
  FILE            *file = g_fopen (path, "w");

  g_assert_nonnull (file);
  customer (draft, "comma, \"quote\"", "else,where", TRUE);
  {
    g_autoptr (LampCheck) result = check (draft);

    lamp_check_write_csv (result, NULL, file);
  }
  fclose (file);
  g_assert_true (g_file_get_contents (path, &text, NULL, NULL));
  g_assert_true (g_str_has_prefix (text, "kind,id,element_kind,layer,node,feeder,lon,lat,elements,customers,other,value,words\r\n"));
  g_assert_nonnull (strstr (text, "unknown-node,\"comma, \"\"quote\"\"\",,customers,"));
  g_assert_true (g_str_has_suffix (text, "\"\r\n"));
  g_unlink (path);
}

static void
test_no_region (void)
{
  g_autofree char *path = lamp_fixture_path ("nowhere.gpkg");
  g_autoptr (GError) error = NULL;

  g_assert_null (lamp_check_region (path, NULL, &error));
  g_assert_error (error, LAMP_GRID_ERROR, LAMP_GRID_ERROR_NOT_FOUND);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/grid/check/clean", test_clean);
  g_test_add_func ("/grid/check/toytown", test_toytown);
  g_test_add_func ("/grid/check/places", test_places);
  g_test_add_func ("/grid/check/nodes", test_nodes);
  g_test_add_func ("/grid/check/parts", test_parts);
  g_test_add_func ("/grid/check/rings", test_rings);
  g_test_add_func ("/grid/check/doubles", test_doubles);
  g_test_add_func ("/grid/check/random", test_random);
  g_test_add_func ("/grid/check/all-named", test_all_named);
  g_test_add_func ("/grid/check/cases", test_cases);
  g_test_add_func ("/grid/check/csv", test_csv);
  g_test_add_func ("/grid/check/no-region", test_no_region);
  return g_test_run ();
}
