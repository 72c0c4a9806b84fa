/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * RFC 3339, one line per case; the expected numbers are from `date -u -d … +%s`.
 */
#include "records/record.h"

#define SEC G_GINT64_CONSTANT (1000000)

static void
test_read (void)
{
  static const struct
  {
    const char *text;
    gint64      usec;
  } cases[] = {
    { "1970-01-01T00:00:00Z", 0 },
    { "2026-01-05T08:00:00Z", 1767600000 * SEC },
    { "2026-01-05t08:00:00z", 1767600000 * SEC },
    { "2026-01-05 08:00:00Z", 1767600000 * SEC },
    { "2026-01-05T16:00:00+08:00", 1767600000 * SEC },
    { "2026-01-05T03:30:00-04:30", 1767600000 * SEC },
    { "2026-01-05T08:00:00-00:00", 1767600000 * SEC },
    { "2026-01-05T08:00:00.5Z", 1767600000 * SEC + 500000 },
    { "2026-01-05T08:00:00.123456Z", 1767600000 * SEC + 123456 },
    { "2026-01-05T08:00:00.123456789012345678901234567890Z", 1767600000 * SEC + 123456 },
    { "1969-12-31T23:59:59.999Z", -1000 },
    { "2024-02-29T00:00:00Z", 1709164800 * SEC },
    { "2000-02-29T00:00:00Z", 951782400 * SEC },
    { "2016-12-31T23:59:60Z", 1483228800 * SEC },
    { "1900-03-01T00:00:00Z", -2203891200 * SEC },
    { "0000-01-01T00:00:00Z", -62167219200 * SEC },
    { "0000-02-29T00:00:00Z", -62162121600 * SEC },
    { "9999-12-31T23:59:59Z", 253402300799 * SEC },
    { "0000-01-01T00:00:00+23:59", -62167219200 * SEC },
    { "9999-12-31T23:59:59-23:59", 253402300800 * SEC - 1 },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      gint64 usec = 42;

      g_test_message ("%s", cases[i].text);
      g_assert_true (lamp_time_from_string (cases[i].text, &usec));
      g_assert_cmpint (usec, ==, cases[i].usec);
    }
}

static void
test_refuse (void)
{
  static const char *const cases[] = {
    "", "now", "2026", "2026-01-05", "2026-01-05T08:00:00", "2026-01-05T08:00Z", "2026-01-05T08Z",
    "2026-1-5T08:00:00Z", "2026-13-01T00:00:00Z", "2026-00-01T00:00:00Z", "2026-01-00T00:00:00Z", "2026-02-29T00:00:00Z",
    "2100-02-29T00:00:00Z", "2026-04-31T00:00:00Z", "2026-01-05T24:00:00Z", "2026-01-05T08:60:00Z", "2026-01-05T08:00:61Z",
    "2026-01-05T08:00:00.Z", "2026-01-05T08:00:00,5Z", "2026-01-05T08:00:00+8:00", "2026-01-05T08:00:00+0800",
    "2026-01-05T08:00:00+24:00", "2026-01-05T08:00:00+08:60", "2026-01-05T08:00:00Z ", " 2026-01-05T08:00:00Z",
    "12026-01-05T08:00:00Z", "-2026-01-05T08:00:00Z", "2026-01-05T08:00:00ZZ", "2026/01/05T08:00:00Z", "２０２６-01-05T08:00:00Z"
  };
  gint64 usec = 42;

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_test_message ("%s", cases[i]);
      g_assert_false (lamp_time_from_string (cases[i], &usec));
      g_assert_cmpint (usec, ==, 42);
    }
  g_assert_false (lamp_time_from_string (NULL, &usec));
}

static void
test_write (void)
{
  static const struct
  {
    gint64      usec;
    const char *text;
  } cases[] = {
    { 0, "1970-01-01T00:00:00.000Z" },
    { 1767600000 * SEC + 123456, "2026-01-05T08:00:00.123Z" },
    { -1, "1969-12-31T23:59:59.999Z" },
    { -62167219200 * SEC, "0000-01-01T00:00:00.000Z" },
    { -62167219200 * SEC - 1, "0000-01-01T00:00:00.000Z" },
    { 253402300800 * SEC, "9999-12-31T23:59:59.999Z" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *text = lamp_time_to_string (cases[i].usec);

      g_assert_cmpstr (text, ==, cases[i].text);
    }
}

/* Every day of the calendar, against GLib's where it has one. */
static void
test_calendar (void)
{
  for (gint64 day = -719162; day <= 2932896; day += 97)
    {
      g_autoptr (GDateTime) expected = g_date_time_new_from_unix_utc (day * 86400 + 3661);
      g_autofree char *expected_text = g_date_time_format (expected, "%Y-%m-%dT%H:%M:%S.000Z");
      g_autofree char *text = lamp_time_to_string ((day * 86400 + 3661) * SEC);
      gint64           usec;

      /* %Y of years below 1000 has no leading zeros */
      g_assert_true (g_str_has_suffix (text, expected_text));
      g_assert_true (lamp_time_from_string (text, &usec));
      g_assert_cmpint (usec, ==, (day * 86400 + 3661) * SEC);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/time/read", test_read);
  g_test_add_func ("/time/refuse", test_refuse);
  g_test_add_func ("/time/write", test_write);
  g_test_add_func ("/time/calendar", test_calendar);

  return g_test_run ();
}
