/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Whole numbers as people read them, in the locale that has no separator of its own.
 */
#include "records/count.h"

static void
test_separators (void)
{
  static const struct
  {
    gint64      count;
    const char *text;
  } cases[] = {
    { 0, "0" },
    { 999, "999" },
    { 1444, "1,444" },
    { 1234567, "1,234,567" },
    { -1070, "−1,070" },
    { G_MININT64, "−9,223,372,036,854,775,808" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *text = lamp_count_to_string (cases[i].count);

      g_assert_cmpstr (text, ==, cases[i].text);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/records/count/separators", test_separators);
  return g_test_run ();
}
