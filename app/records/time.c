/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Times on the wire: RFC 3339 with the years 0000 to 9999, which GLib's calendar does not wholly cover and which
 * clients do send as "since ever" and "for ever". The calendar is the proleptic Gregorian one.
 */
#include "records/record.h"

#include "records/record-private.h"

#include <string.h>

#define DAY_SEC 86400
#define USEC_PER_SEC G_GINT64_CONSTANT (1000000)
#define FIRST_USEC (G_GINT64_CONSTANT (-62167219200) * USEC_PER_SEC)    /* 0000-01-01T00:00:00Z */
#define LAST_USEC (G_GINT64_CONSTANT (253402300800) * USEC_PER_SEC - 1) /* end of 9999 */

#define AHEAD_SEC 120.0 /* of real time; clocks differ by less */

gboolean
lamp_time_is_ahead (gint64 time_usec, gint64 now_usec, double speed)
{
  return time_usec != LAMP_UNKNOWN_TIME && (double)time_usec - (double)now_usec > AHEAD_SEC * MAX (speed, 1.0) * (double)USEC_PER_SEC;
}

static gint64
divide_down (gint64 value, gint64 by)
{
  return value / by - (value % by < 0 ? 1 : 0);
}

gint64
lamp_time_to_msec (gint64 time_usec)
{
  return divide_down (time_usec, 1000);
}

/* Days from 1970-01-01. Years are counted from March, so that the leap day is the last of its year. */
static gint64
days_from_date (int year, int month, int day)
{
  int    y = month <= 2 ? year - 1 : year;
  gint64 era = divide_down (y, 400);
  gint64 year_of_era = y - era * 400;
  gint64 day_of_year = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1;

  return era * 146097 + year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year - 719468;
}

static void
date_from_days (gint64 days, int *year, int *month, int *day)
{
  gint64 z = days + 719468;
  gint64 era = divide_down (z, 146097);
  gint64 doe = z - era * 146097;
  gint64 yoe = (doe - doe / 1460 + doe / 36524 - doe / 146096) / 365;
  gint64 doy = doe - (365 * yoe + yoe / 4 - yoe / 100);
  gint64 shifted = (5 * doy + 2) / 153;

  *day = (int)(doy - (153 * shifted + 2) / 5 + 1);
  *month = (int)(shifted < 10 ? shifted + 3 : shifted - 9);
  *year = (int)(yoe + era * 400 + (*month <= 2 ? 1 : 0));
}

char *
lamp_time_to_string (gint64 time_usec)
{
  gint64 msec = lamp_time_to_msec (CLAMP (time_usec, FIRST_USEC, LAST_USEC));
  gint64 days = divide_down (msec, DAY_SEC * 1000);
  int    of_day = (int)(msec - days * DAY_SEC * 1000);
  int    year, month, day;

  date_from_days (days, &year, &month, &day);

  return g_strdup_printf ("%04d-%02d-%02dT%02d:%02d:%02d.%03dZ", year, month, day, of_day / 3600000, of_day / 60000 % 60, of_day / 1000 % 60, of_day % 1000);
}

/* Exactly n digits; moves on. */
static gboolean
read_digits (const char **text, int n, int *value)
{
  *value = 0;
  for (int i = 0; i < n; i++)
    {
      if (!g_ascii_isdigit (**text))
        return FALSE;
      *value = *value * 10 + (*(*text)++ - '0');
    }

  return TRUE;
}

static gboolean
read_char (const char **text, const char *any_of)
{
  if (**text == '\0' || strchr (any_of, **text) == NULL)
    return FALSE;
  (*text)++;

  return TRUE;
}

static int
month_length (int year, int month)
{
  static const int lengths[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };
  gboolean         leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;

  return lengths[month - 1] + (month == 2 && leap ? 1 : 0);
}

static gboolean
read_date (const char **text, gint64 *days)
{
  int year, month, day;

  if (!read_digits (text, 4, &year) || !read_char (text, "-") ||
      !read_digits (text, 2, &month) || !read_char (text, "-") ||
      !read_digits (text, 2, &day))
    return FALSE;
  if (month < 1 || month > 12 || day < 1 || day > month_length (year, month))
    return FALSE;

  *days = days_from_date (year, month, day);

  return TRUE;
}

/* A second 60 is a leap second; it is taken for the first of the next minute. */
static gboolean
read_clock (const char **text, gint64 *usec)
{
  int    hour, minute, second;
  gint64 unit = USEC_PER_SEC / 10;

  if (!read_digits (text, 2, &hour) || !read_char (text, ":") ||
      !read_digits (text, 2, &minute) || !read_char (text, ":") ||
      !read_digits (text, 2, &second))
    return FALSE;
  if (hour > 23 || minute > 59 || second > 60)
    return FALSE;

  *usec = ((hour * 60 + minute) * 60 + second) * USEC_PER_SEC;
  if (**text != '.')
    return TRUE;

  (*text)++;
  if (!g_ascii_isdigit (**text))
    return FALSE;
  for (; g_ascii_isdigit (**text); (*text)++, unit /= 10)
    *usec += (**text - '0') * unit;

  return TRUE;
}

static gboolean
read_offset (const char **text, gint64 *usec)
{
  int      hour, minute;
  gboolean west = **text == '-';

  *usec = 0;
  if (read_char (text, "Zz"))
    return TRUE;
  if (!read_char (text, "+-") || !read_digits (text, 2, &hour) || !read_char (text, ":") || !read_digits (text, 2, &minute))
    return FALSE;
  if (hour > 23 || minute > 59)
    return FALSE;

  *usec = (hour * 60 + minute) * 60 * USEC_PER_SEC * (west ? -1 : 1);

  return TRUE;
}

gboolean
lamp_time_from_string (const char *text, gint64 *time_usec)
{
  gint64 days, clock_usec, offset_usec;

  if (text == NULL || !read_date (&text, &days) || !read_char (&text, "Tt ") ||
      !read_clock (&text, &clock_usec) || !read_offset (&text, &offset_usec) || *text != '\0')
    return FALSE;

  /* An offset may carry "since ever" out of what can be written. */
  *time_usec = CLAMP (days * DAY_SEC * USEC_PER_SEC + clock_usec - offset_usec, FIRST_USEC, LAST_USEC);

  return TRUE;
}
