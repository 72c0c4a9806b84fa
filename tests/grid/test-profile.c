/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Import profiles: those we ship are read, and what is wrong with one is said in a sentence with the word for it.
 */
#include "grid/fixture.h"
#include "grid/profile.h"

#include <string.h>

#define HEAD "[profile]\nname = test\n"
#define LINES "[a]\nlayer = l\nbecomes = lines\nid = id\nfrom = f\nto = t\n"
#define DEVICES "[b]\nlayer = d\nbecomes = devices\nid = id\nfrom = f\nto = t\n"

static char *
write_profile (const char *text)
{
  char *path = lamp_fixture_path ("profile.ini");

  g_assert_true (g_file_set_contents (path, text, -1, NULL));
  return path;
}

typedef struct
{
  const char *text;
  const char *says; /* in the sentence */
} Wrong;

static const Wrong wrongs[] = {
  { LINES, "[profile]" },
  { "[profile]\n" LINES, "“name” is needed" },
  { HEAD, "no group becomes lines" },
  { HEAD "speling = 1\n" LINES, "“speling”" },
  { HEAD "snap-tolerance = -1\n" LINES, "snap-tolerance" },
  { HEAD "snap-tolerance = 101\n" LINES, "snap-tolerance" },
  { HEAD "snap-tolerance = nan\n" LINES, "snap-tolerance" },
  { HEAD "snap-tolerance = 1\n" LINES, "leave one of the two out" },
  { HEAD "node-ignore-case = perhaps\n" LINES, "node-ignore-case" },
  { HEAD "[a]\nbecomes = lines\nid = id\n", "“layer” is needed" },
  { HEAD "[a]\nlayer = l\nid = id\n", "“becomes” is needed" },
  { HEAD "[a]\nlayer = l\nbecomes = pipes\n", "pipes" },
  { HEAD "[a]\nlayer = l\nbecomes = lines\nfrom = f\nto = t\n", "“id” is needed" },
  { HEAD "[a]\nlayer = l\nbecomes = lines\nid = id\nfrom = f\n", "“to” is needed" },
  { HEAD "[a]\nlayer = l\nbecomes = lines\nid = id\nfrom =\nto = t\n", "“from” is needed" },
  { HEAD LINES "fro = x\n", "“fro”" },
  { HEAD LINES "kw = x\n", "“kw”" },
  { HEAD LINES "length.unit = cubit\n", "cubit" },
  { HEAD LINES "underground.perhaps = x\n", "perhaps" },
  { HEAD LINES "kv.high = x\n", "high" },
  { HEAD LINES "voltage.middle = x\n", "middle" },
  { HEAD LINES "length.decimal = ;\n", "length.decimal" },
  { HEAD LINES "length.else = long\n", "“long”" },
  { HEAD LINES "name.else = x\n", "name.else" },
  { HEAD LINES "optional = maybe\n", "optional" },
  { HEAD LINES "name = a ->\n", "no way to a field" },
  { HEAD LINES "name = a -> b\n", "no way to a field" },
  { HEAD LINES "name = a -> l.k\n", "no way to a field" },
  { HEAD LINES "name = a -> l. -> c\n", "no way to a field" },
  { HEAD LINES "name = a -> l.k[x = 1 -> c\n", "no way to a field" },
  { HEAD LINES "name = a; -> l.k -> c\n", "no way to a field" },
  { HEAD LINES "place = a\n", "no way to a place" },
  { HEAD LINES "place = a -> l.k -> b\n", "no way to a place" },
  { HEAD DEVICES "kind = k\nkind.fuse = x\nkind.else =\n", "kind.else" },
  { HEAD DEVICES "kind = k\nkind.fuse = x\nkind.else = toaster\n", "toaster" },
  { HEAD DEVICES "kind = k\nkind.fuse = x\nplace-to = a -> l.k\n", "place-to" },
  { HEAD DEVICES, "“kind” is needed" },
  { HEAD DEVICES "kind = k\n", "“kind” needs its values" },
  { HEAD DEVICES "kind = k\nkind.toaster = x\n", "toaster" },
  { HEAD DEVICES "kind = k\nkind.transformer = x\n", "transformer" },
  { HEAD LINES "[c]\nlayer = c\nbecomes = customers\nid = id\n", "“node” is needed" },
  { HEAD LINES "[c]\nlayer = c\nbecomes = sites\nid = id\nnode = n\nclass.fifth = x\n", "fifth" },
};

static void
test_wrong (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (wrongs); i++)
    {
      g_autofree char *path = write_profile (wrongs[i].text);
      g_autoptr (GError) error = NULL;

      g_assert_null (lamp_profile_load (path, &error));
      g_assert_error (error, LAMP_GRID_ERROR, LAMP_GRID_ERROR_PROFILE);
      g_assert_nonnull (strstr (error->message, path));
      if (strstr (error->message, wrongs[i].says) == NULL)
        g_error ("%s\ndoes not say: %s", error->message, wrongs[i].says);
      g_assert_null (strchr (error->message, '\n'));
    }
}

static void
test_unreadable (void)
{
  g_autofree char *path = write_profile ("this is no key file\n");
  g_autofree char *nowhere = lamp_fixture_path ("nowhere.ini");
  g_autoptr (GError) error = NULL;

  g_assert_null (lamp_profile_load (path, &error));
  g_assert_error (error, LAMP_GRID_ERROR, LAMP_GRID_ERROR_UNREADABLE);
  g_clear_error (&error);

  g_assert_true (g_file_set_contents (path, "[profile]\nname = \xff\xfe\n", -1, NULL));
  g_assert_null (lamp_profile_load (path, &error));
  g_assert_error (error, LAMP_GRID_ERROR, LAMP_GRID_ERROR_UNREADABLE);
  g_clear_error (&error);

  g_assert_null (lamp_profile_load (nowhere, &error));
  g_assert_error (error, LAMP_GRID_ERROR, LAMP_GRID_ERROR_NOT_FOUND);
  g_assert_nonnull (strstr (error->message, nowhere));
}

static void
test_words (void)
{
  g_autofree char *path = write_profile (HEAD DEVICES "kind = k\nkind.fuse = FU; cut out ;F*\nkind.breaker = FULL\nkind.disconnector = *\n"
                                                      "normally-open = s\nnormally-open.yes = ;open\nrating.unit = kA\n");
  g_autoptr (GError) error = NULL;
  g_autoptr (LampProfile) profile = lamp_profile_load (path, &error);
  const LampProfileLayer  *layer = NULL;
  const LampProfileColumn *kind = NULL;

  g_assert_no_error (error);
  g_assert_cmpuint (profile->layers->len, ==, 1);
  layer = profile->layers->pdata[0];
  kind = &layer->columns[LAMP_COLUMN_KIND];
  g_assert_cmpstr (lamp_profile_column_word (kind, "FU"), ==, "fuse");
  g_assert_cmpstr (lamp_profile_column_word (kind, "cut out"), ==, "fuse");
  g_assert_cmpstr (lamp_profile_column_word (kind, "FX"), ==, "fuse");
  /* An exact value goes before a pattern, wherever it stands. */
  g_assert_cmpstr (lamp_profile_column_word (kind, "FULL"), ==, "breaker");
  g_assert_cmpstr (lamp_profile_column_word (kind, ""), ==, "disconnector");
  g_assert_cmpstr (lamp_profile_column_word (&layer->columns[LAMP_COLUMN_NORMALLY_OPEN], ""), ==, "yes");
  g_assert_null (lamp_profile_column_word (&layer->columns[LAMP_COLUMN_NORMALLY_OPEN], "closed"));
  g_assert_cmpfloat (layer->columns[LAMP_COLUMN_RATING].unit, ==, 1000.0);
  g_assert_false (profile->by_geometry);
}

/* FIELD -> LAYER.KEY[FILTER] -> FIELD, several ways, several names of a layer. */
static void
test_paths (void)
{
  g_autofree char *path = write_profile (HEAD "node-none = 0; - ;\nopen-options = A=1;B=2\n" LINES
                                              "name = own ; x -> schema.layer.key[a = ';' AND b -> 1] -> y -> l2.k -> z;\n"
                                              "place = p -> poles.id; d -> drops.id -> p -> poles.id\noptional = yes\n"
                                              "[n]\nlayer = new ; old\nbecomes = customers\nid = FID\nnode = n\nkw.else =\nkw.decimal = ,\n");
  g_autoptr (GError) error = NULL;
  g_autoptr (LampProfile) profile = lamp_profile_load (path, &error);
  const LampProfileLayer *layer = NULL;
  const LampProfilePath  *way = NULL;
  const LampProfileHop   *hop = NULL;

  g_assert_no_error (error);
  g_assert_cmpstr (profile->node_none[1], ==, "-");
  g_assert_null (profile->node_none[2]);
  g_assert_cmpstr (profile->options[1], ==, "B=2");
  layer = profile->layers->pdata[0];
  g_assert_true (layer->optional);
  g_assert_cmpuint (layer->columns[LAMP_COLUMN_NAME].paths->len, ==, 2);
  way = layer->columns[LAMP_COLUMN_NAME].paths->pdata[0];
  g_assert_cmpstr (way->field, ==, "own");
  g_assert_cmpuint (way->hops->len, ==, 0);
  way = layer->columns[LAMP_COLUMN_NAME].paths->pdata[1];
  g_assert_cmpuint (way->hops->len, ==, 2);
  hop = way->hops->pdata[0];
  g_assert_cmpstr (hop->layer, ==, "schema.layer");
  g_assert_cmpstr (hop->match, ==, "key");
  g_assert_cmpstr (hop->where, ==, "a = ';' AND b -> 1");
  g_assert_cmpstr (hop->field, ==, "y");
  hop = way->hops->pdata[1];
  g_assert_null (hop->where);
  g_assert_cmpstr (hop->field, ==, "z");
  way = layer->columns[LAMP_COLUMN_PLACE].paths->pdata[1];
  g_assert_cmpuint (way->hops->len, ==, 2);
  g_assert_null (((LampProfileHop *)way->hops->pdata[1])->field);
  layer = profile->layers->pdata[1];
  g_assert_cmpstr (layer->layers[0], ==, "new");
  g_assert_cmpstr (layer->layers[1], ==, "old");
  g_assert_cmpstr (layer->columns[LAMP_COLUMN_KW].otherwise, ==, "");
  g_assert_cmpint (layer->columns[LAMP_COLUMN_KW].decimal, ==, ',');
}

static void
test_shipped (void)
{
  g_autofree char *folder = g_build_filename (g_getenv ("G_TEST_SRCDIR"), "..", "data", "profiles", NULL);
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name = NULL;
  guint       n = 0;

  g_assert_nonnull (dir);
  while ((name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (folder, name, NULL);
      g_autoptr (GError) error = NULL;
      g_autoptr (LampProfile) profile = lamp_profile_load (path, &error);

      g_assert_no_error (error);
      g_assert_nonnull (profile);
      n++;
    }
  g_assert_cmpuint (n, >=, 2);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/grid/profile/wrong", test_wrong);
  g_test_add_func ("/grid/profile/unreadable", test_unreadable);
  g_test_add_func ("/grid/profile/words", test_words);
  g_test_add_func ("/grid/profile/paths", test_paths);
  g_test_add_func ("/grid/profile/shipped", test_shipped);
  return g_test_run ();
}
