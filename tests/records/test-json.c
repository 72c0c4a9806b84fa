/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * JSON from outside: what is read, what is refused, and that nothing of it brings the program down.
 */
#include "records/record.h"

#include <string.h>

static JsonNode *
read_text (const char *text, GError **error)
{
  g_autoptr (GBytes) bytes = g_bytes_new (text, strlen (text));

  return lamp_json_from_bytes (bytes, error);
}

static void
test_good (void)
{
  static const char *const cases[] = {
    "{}", "[]", " {\"a\":[1,2.5,-3e10,true,null,\"x\"]} ", "{\"deep\":[[[[[[[[[[]]]]]]]]]]}", "[123456789012345678]",
    "[0.12345678901234567890123]", "[\"1234567890123456789012345\"]", "[\"[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[\"]",
    "[\"a\\\"[\\\\\"]", "{\"抢修\":\"😀\"}", "[\"\\u00e9\\ud83d\\ude00\\n\\/\"]"
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (JsonNode) node = read_text (cases[i], &error);

      g_test_message ("%s", cases[i]);
      g_assert_no_error (error);
      g_assert_nonnull (node);
    }
}

static void
test_string (void)
{
  g_autoptr (JsonNode) node = read_text ("{\"text\":\"x\",\"empty\":\"\",\"number\":1,\"null\":null,\"list\":[\"x\"],\"object\":{}}", NULL);
  JsonObject *object = json_node_get_object (node);

  g_assert_cmpstr (lamp_json_string (object, "text"), ==, "x");
  g_assert_cmpstr (lamp_json_string (object, "empty"), ==, "");
  for (const char *const *name = (const char *const[]){ "number", "null", "list", "object", "absent", NULL }; *name != NULL; name++)
    g_assert_null (lamp_json_string (object, *name));
  g_assert_null (lamp_json_string (NULL, "text"));
}

static void
test_bad (void)
{
  static const char *const cases[] = {
    "", " ", "{", "}", "{\"a\":}", "[1,2", "{\"a\" 1}", "nonsense", "<html>", "\"", "\"\\", "[\"a", "\xff\xfe", "[\"\xc3\"]",
    "[\"\\777\"]", "[\"\\q\"]", "[\"\\ud83d\"]", "[\"\\ude00\"]", "[\"\\ud83dx\\ude00\"]", "[\"\\u12g4\"]", "[\"\\u12", "[\"\\",
    "[1234567890123456789]", "[-99999999999999999999]", "{\"a\":00000000000000000000000001}"
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_null (read_text (cases[i], &error));
      g_assert_error (error, LAMP_RECORD_ERROR, LAMP_RECORD_ERROR_MALFORMED);
    }
}

static void
test_deep (void)
{
  static const struct
  {
    guint    depth;
    gboolean good;
  } cases[] = { { 64, TRUE }, { 65, FALSE }, { 1000000, FALSE } };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    for (int objects = 0; objects < 2; objects++)
      {
        g_autoptr (GString) text = g_string_new (NULL);
        g_autoptr (GError) error = NULL;
        g_autoptr (JsonNode) node = NULL;

        for (guint k = 1; k < cases[i].depth; k++)
          g_string_append (text, objects ? "{\"a\":" : "[");
        g_string_append (text, objects ? "{}" : "[]");
        for (guint k = 1; k < cases[i].depth; k++)
          g_string_append_c (text, objects ? '}' : ']');
        node = read_text (text->str, &error);
        g_assert_true ((node != NULL) == cases[i].good);
        g_assert_true ((error == NULL) == cases[i].good);
      }
}

static void
test_random (void)
{
  static const char *const pieces[] = { "{", "}", "[", "]", ",", ":", "\"", "\\", "a", "1", "-", ".", "e", "null", "true", " ", "\n", "\x01", "é", "\"k\":" };
  g_autoptr (GRand) rand = g_rand_new_with_seed (17);
  guint n_good = 0;

  for (int i = 0; i < 100000; i++)
    {
      g_autoptr (GString) text = g_string_new (NULL);
      g_autoptr (GError) error = NULL;
      g_autoptr (JsonNode) node = NULL;

      for (int k = g_rand_int_range (rand, 1, 12); k > 0; k--)
        g_string_append (text, pieces[g_rand_int_range (rand, 0, G_N_ELEMENTS (pieces))]);
      node = read_text (text->str, &error);
      g_assert_true ((node == NULL) == (error != NULL));
      n_good += node != NULL;
    }
  g_assert_cmpuint (n_good, >, 100);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/json/good", test_good);
  g_test_add_func ("/json/bad", test_bad);
  g_test_add_func ("/json/string", test_string);
  g_test_add_func ("/json/deep", test_deep);
  g_test_add_func ("/json/random", test_random);

  return g_test_run ();
}
