/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Random edits of a random grid, each written down as it is made, against what lamp_diff_new says of the two files;
 * nothing between a region and itself; the way back is the mirror of the way there; supply that changed, on the toy grid.
 */
#include "grid/diff.h"
#include "grid/fixture.h"

#include <string.h>

#define N_SEEDS 30
#define FAR_STEPS 5.0 /* of 0.001 degrees: hundreds of metres */
#define NEAR_DEG 1e-6 /* a tenth of a metre */

typedef struct
{
  char           *id, *name, *from, *to, *feeder;
  LampElementKind kind;
  LampPhases      phases;
  gboolean        open;
  double          rating, length_m, x, y;
  guint           edited; /* a bit for each way it was */
  gboolean        gone;
} Thing;

static void
thing_free (gpointer data)
{
  Thing *thing = data;

  g_free (thing->id);
  g_free (thing->name);
  g_free (thing->from);
  g_free (thing->to);
  g_free (thing->feeder);
  g_free (thing);
}

static char *
numbered (const char *prefix, guint n)
{
  return g_strdup_printf ("%s%u", prefix, n);
}

static guint
pick (GRand *rand, guint n)
{
  return (guint)g_rand_int_range (rand, 0, (gint32)n);
}

static Thing *
random_thing (GRand *rand, guint i)
{
  Thing *thing = g_new0 (Thing, 1);

  thing->id = numbered ("e", i);
  thing->name = numbered ("Name ", i);
  thing->from = numbered ("n", pick (rand, 40));
  thing->to = numbered ("m", pick (rand, 40));
  thing->feeder = numbered ("F", pick (rand, 3));
  thing->kind = (LampElementKind)pick (rand, LAMP_ELEMENT_N_KINDS);
  thing->phases = (LampPhases)(1 + pick (rand, 7));
  thing->open = pick (rand, 5) == 0;
  thing->rating = 100.0 + pick (rand, 300);
  thing->length_m = 1.0 + pick (rand, 900);
  thing->x = pick (rand, 100) * 0.001;
  thing->y = pick (rand, 100) * 0.001;
  return thing;
}

static LampNetwork *
load (GPtrArray *things)
{
  LampDraft *draft = lamp_draft_new ("edited");

  for (guint i = 0; i < 3; i++)
    {
      g_autofree char *id = numbered ("F", i);

      lamp_draft_add_feeder (draft, id, id, "s");
    }
  lamp_draft_add_source (draft, "s", "Source", "n1", NULL, 10.0);
  for (guint i = 0; i < things->len; i++)
    {
      const Thing     *thing = things->pdata[i];
      LampPoint        points[2] = { { thing->x, thing->y }, { thing->x + 0.0005, thing->y } };
      gboolean         line = thing->kind == LAMP_ELEMENT_LINE;
      LampDraftElement element = {
        .kind = thing->kind,
        .id = thing->id,
        .name = thing->name,
        .from_node = thing->from,
        .to_node = thing->to,
        .feeder = thing->feeder,
        .phases = thing->phases,
        .normally_open = thing->open,
        .rating = thing->rating,
        .length_m = line ? thing->length_m : 0.0,
        .points = points,
        .n_points = line ? 2 : 1,
      };

      if (!thing->gone)
        lamp_draft_add_element (draft, &element);
    }
  return lamp_fixture_load (draft);
}

static void
expect (GHashTable *expected, const char *what, const Thing *thing, const char *field)
{
  g_assert_true (g_hash_table_add (expected, g_strdup_printf ("%s %s %s", what, thing->id, field)));
}

static void
replace (char **text, const char *prefix, guint n)
{
  g_free (*text);
  *text = numbered (prefix, n);
}

/* One edit, and what it should be told as. Each way once a thing, so that none undoes another. */
static void
edit (GRand *rand, Thing *thing, GHashTable *expected)
{
  guint way = pick (rand, 11);

  if (thing->gone || (thing->edited & 1u << way) != 0 || (way == 0 && thing->edited != 0))
    return;
  thing->edited |= 1u << way;
  switch (way)
    {
    case 0:
      thing->gone = TRUE;
      expect (expected, "removed", thing, "");
      break;
    case 1:
      replace (&thing->to, "rewired", pick (rand, 5));
      expect (expected, "rewired", thing, "");
      break;
    case 2:
      thing->y += FAR_STEPS * 0.001;
      expect (expected, "moved", thing, "metres");
      break;
    case 3:
      thing->y += NEAR_DEG;
      break;
    case 4: /* between kinds of switch, which have no course */
      if (thing->kind == LAMP_ELEMENT_FUSE)
        {
          thing->kind = LAMP_ELEMENT_BREAKER;
          expect (expected, "changed", thing, "kind");
        }
      break;
    case 5:
      replace (&thing->name, "Other name ", 1);
      expect (expected, "changed", thing, "name");
      break;
    case 6:
      replace (&thing->feeder, "G", pick (rand, 2)); /* a new feeder each time one is named first */
      expect (expected, "changed", thing, "feeder");
      break;
    case 7:
      thing->phases = (LampPhases)(thing->phases % 7 + 1);
      expect (expected, "changed", thing, "phases");
      break;
    case 8:
      thing->open = !thing->open;
      expect (expected, "changed", thing, "normally_open");
      break;
    case 9:
      thing->rating += 7.0;
      expect (expected, "changed", thing, thing->kind >= LAMP_ELEMENT_TRANSFORMER ? "rating_kva" : "rating_a");
      break;
    default: /* which end is which means nothing */
      {
        char *swap = thing->from;

        thing->from = thing->to;
        thing->to = swap;
        thing->edited |= 1u << 1;
        break;
      }
    }
}

static void
assert_mirrored (const LampDiff *there, const LampDiff *back)
{
  g_autoptr (GHashTable) rows = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  g_assert_cmpuint (there->differences->len, ==, back->differences->len);
  for (guint i = 0; i < there->differences->len; i++)
    {
      const LampDifference *row = there->differences->pdata[i];
      LampDiffWhat          what = row->what == LAMP_DIFF_ADDED ? LAMP_DIFF_REMOVED : row->what == LAMP_DIFF_REMOVED ? LAMP_DIFF_ADDED
                                                                                                                     : row->what;
      gboolean              metres = g_str_equal (row->field, "metres");

      g_hash_table_add (rows, g_strdup_printf ("%d %d|%s|%s|%s|%s", what, row->layer, row->id, row->field, metres ? "" : row->after, metres ? row->after : row->before));
    }
  for (guint i = 0; i < back->differences->len; i++)
    {
      const LampDifference *row = back->differences->pdata[i];
      g_autofree char      *key = g_strdup_printf ("%d %d|%s|%s|%s|%s", row->what, row->layer, row->id, row->field, row->before, row->after);

      if (!g_hash_table_remove (rows, key))
        g_error ("not mirrored: %s", key);
    }
  g_assert_cmpuint (there->n_customers_other_transformer, ==, back->n_customers_other_transformer);
  g_assert_cmpuint (there->n_customers_other_feeder, ==, back->n_customers_other_feeder);
}

static void
test_edits (void)
{
  for (guint32 seed = 0; seed < N_SEEDS; seed++)
    {
      g_autoptr (GRand) rand = g_rand_new_with_seed (seed);
      g_autoptr (GPtrArray) things = g_ptr_array_new_with_free_func (thing_free);
      g_autoptr (GHashTable) expected = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
      g_autoptr (LampNetwork) before = NULL;
      g_autoptr (LampNetwork) after = NULL;
      g_autoptr (LampDiff) diff = NULL;
      g_autoptr (LampDiff) back = NULL;
      g_autoptr (LampDiff) none = NULL;
      guint n = 5 + pick (rand, 80);
      guint n_told = 0;

      for (guint i = 0; i < n; i++)
        g_ptr_array_add (things, random_thing (rand, i));
      before = load (things);
      for (guint i = 0; i < n; i++)
        edit (rand, things->pdata[pick (rand, n)], expected);
      for (guint i = 0; i < pick (rand, 10); i++)
        {
          g_ptr_array_add (things, random_thing (rand, n + i));
          expect (expected, "added", things->pdata[n + i], "");
        }
      after = load (things);

      diff = lamp_diff_new (before, after, LAMP_DIFF_TOLERANCE_M);
      for (guint i = 0; i < diff->differences->len; i++)
        {
          const LampDifference *row = diff->differences->pdata[i];
          g_autofree char      *key = g_strdup_printf ("%s %s %s", lamp_diff_what_to_string (row->what), row->id, row->field);

          if (row->layer == LAMP_DIFF_FEEDERS)
            continue; /* made because elements name them */
          n_told++;
          if (!g_hash_table_contains (expected, key))
            g_error ("seed %u: “%s” was told and not made (“%s” → “%s”)", seed, key, row->before, row->after);
        }
      g_assert_cmpuint (n_told, ==, g_hash_table_size (expected));

      back = lamp_diff_new (after, before, LAMP_DIFF_TOLERANCE_M);
      assert_mirrored (diff, back);
      none = lamp_diff_new (after, after, 0.0);
      g_assert_cmpuint (none->differences->len, ==, 0);
    }
}

/* Customers change what feeds them without being touched themselves. */
static void
test_supply (void)
{
  g_autoptr (LampNetwork) before = lamp_fixture_network ();
  LampDraft       *draft = lamp_fixture_draft ();
  LampDraftElement element = { .kind = LAMP_ELEMENT_LINE, .id = "NEW", .from_node = "n9", .to_node = "spare" };
  g_autoptr (LampNetwork) same = NULL;
  g_autoptr (LampNetwork) after = NULL;
  g_autoptr (LampDiff) nothing = NULL;
  g_autoptr (LampDiff) diff = NULL;
  const LampDifference *row = NULL;

  same = lamp_fixture_network ();
  nothing = lamp_diff_new (before, same, 0.0);
  g_assert_cmpuint (nothing->differences->len, ==, 0);

  lamp_draft_add_element (draft, &element);
  after = lamp_fixture_load (draft);
  diff = lamp_diff_new (before, after, LAMP_DIFF_TOLERANCE_M);
  g_assert_cmpuint (diff->differences->len, ==, 1);
  row = diff->differences->pdata[0];
  g_assert_cmpint (row->what, ==, LAMP_DIFF_ADDED);
  g_assert_cmpstr (row->id, ==, "NEW");
  g_assert_cmpstr (row->kind, ==, "line");
  g_assert_cmpuint (diff->n[LAMP_DIFF_LINES][LAMP_DIFF_ADDED], ==, 1);
  g_assert_cmpuint (diff->n_customers_other_transformer, ==, 0);
}

/* Two transformers on two feeders; the drop D2, with one customer, hangs on either, and T1 with three may be open. */
static LampNetwork *
small (const char *d2_from, gboolean t1_open)
{
  LampDraft             *draft = lamp_draft_new ("small");
  const LampDraftElement elements[] = {
    { .kind = LAMP_ELEMENT_BREAKER, .id = "B", .from_node = "s", .to_node = "a", .feeder = "F1" },
    { .kind = LAMP_ELEMENT_BREAKER, .id = "B2", .from_node = "s", .to_node = "b", .feeder = "F2" },
    { .kind = LAMP_ELEMENT_TRANSFORMER, .id = "T1", .from_node = "a", .to_node = "l1", .feeder = "F1", .normally_open = t1_open },
    { .kind = LAMP_ELEMENT_TRANSFORMER, .id = "T2", .from_node = "b", .to_node = "l2", .feeder = "F2" },
    { .kind = LAMP_ELEMENT_LINE, .id = "D1", .from_node = "l1", .to_node = "h1" },
    { .kind = LAMP_ELEMENT_LINE, .id = "D2", .from_node = d2_from, .to_node = "h2" },
  };

  lamp_draft_add_source (draft, "S", "Source", "s", NULL, 10.0);
  for (guint i = 0; i < G_N_ELEMENTS (elements); i++)
    lamp_draft_add_element (draft, &elements[i]);
  for (guint i = 0; i < 4; i++)
    {
      g_autofree char  *id = numbered ("C", i);
      LampDraftCustomer customer = { .id = id, .node = i < 3 ? "h1" : "h2", .kw = 1.0 };

      lamp_draft_add_customer (draft, &customer);
    }
  return lamp_fixture_load (draft);
}

static void
test_customers (void)
{
  g_autoptr (LampNetwork) one = small ("l1", FALSE);
  g_autoptr (LampNetwork) two = small ("l2", FALSE);
  g_autoptr (LampNetwork) dark = small ("l2", TRUE);
  g_autoptr (LampDiff) rewired = lamp_diff_new (one, two, LAMP_DIFF_TOLERANCE_M);
  g_autoptr (LampDiff) opened = lamp_diff_new (two, dark, LAMP_DIFF_TOLERANCE_M);

  g_assert_cmpuint (rewired->n[LAMP_DIFF_LINES][LAMP_DIFF_REWIRED], ==, 1);
  g_assert_cmpuint (rewired->n_customers_other_transformer, ==, 1);
  g_assert_cmpuint (rewired->n_customers_other_feeder, ==, 1);
  g_assert_cmpuint (opened->n[LAMP_DIFF_TRANSFORMERS][LAMP_DIFF_CHANGED], ==, 1);
  g_assert_cmpuint (opened->n_customers_other_transformer, ==, 3);
  g_assert_cmpuint (opened->n_customers_other_feeder, ==, 3);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/diff/edits", test_edits);
  g_test_add_func ("/diff/supply", test_supply);
  g_test_add_func ("/diff/customers", test_customers);
  return g_test_run ();
}
