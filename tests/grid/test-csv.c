/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Fields of CSV: the rules of RFC 4180 one by one, and random ones read back.
 */
#include "grid/csv.h"

static void
test_fields (void)
{
  static const struct
  {
    const char *text, *field;
  } cases[] = {
    { "", "" },
    { "a b;c'd", "a b;c'd" },
    { "架空线", "架空线" },
    { "a,b", "\"a,b\"" },
    { "a\nb", "\"a\nb\"" },
    { "a\rb", "\"a\rb\"" },
    { "\"", "\"\"\"\"" },
    { "say \"no\"", "\"say \"\"no\"\"\"" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GString) out = g_string_new (NULL);

      lamp_csv_append (out, cases[i].text);
      g_assert_cmpstr (out->str, ==, cases[i].field);
    }
}

/* The field at *at by the grammar of RFC 4180, section 2; leaves *at behind it. */
static char *
read_field (const char **at)
{
  GString *text = g_string_new (NULL);
  gboolean quoted = **at == '"';

  if (quoted)
    (*at)++;
  for (; **at != '\0'; (*at)++)
    {
      if (!quoted && **at == ',')
        break;
      g_assert_true (quoted || (**at != '"' && **at != '\r' && **at != '\n'));
      if (quoted && **at == '"' && *++*at != '"')
        break;
      g_string_append_c (text, **at);
    }
  return g_string_free (text, FALSE);
}

static void
test_back (void)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (41);

  for (guint round = 0; round < 20000; round++)
    {
      g_autoptr (GString) out = g_string_new (NULL);
      char        fields[3][8] = { { 0 } };
      const char *at = NULL;

      for (guint i = 0; i < G_N_ELEMENTS (fields); i++)
        {
          gint32 n = g_rand_int_range (rand, 0, sizeof fields[0]);

          for (gint32 k = 0; k < n; k++)
            fields[i][k] = "ab\",\r\n"[g_rand_int_range (rand, 0, 6)];
          g_string_append (out, i > 0 ? "," : "");
          (round % 2 == 0 ? lamp_csv_append : lamp_csv_append_quoted) (out, fields[i]);
        }
      at = out->str;
      for (guint i = 0; i < G_N_ELEMENTS (fields); i++)
        {
          g_autofree char *field = read_field (&at);

          g_assert_cmpstr (field, ==, fields[i]);
          g_assert_true (*at == (i + 1 < G_N_ELEMENTS (fields) ? ',' : '\0'));
          at++;
        }
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/grid/csv/fields", test_fields);
  g_test_add_func ("/grid/csv/back", test_back);
  return g_test_run ();
}
