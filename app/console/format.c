/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Numbers and times; the words are in format-words.c, what is made of them in format-sentences.c. See format.h.
 */
#define G_LOG_DOMAIN "lamp-console"
#include "config.h"
#define GETTEXT_PACKAGE LAMP_GETTEXT_PACKAGE

#include "console/format.h"

#include "records/count.h"

#include <glib/gi18n-lib.h>

#include <math.h>
#include <string.h>

#define DAY_USEC (24.0 * 3600.0 * G_USEC_PER_SEC)
#define MINUTE_SEC 60.0
#define HOUR_SEC 3600.0
#define DAY_SEC 86400.0

char *
lamp_format_count (gint64 count)
{
  return count != LAMP_UNKNOWN_INTEGER ? lamp_count_to_string (count) : g_strdup (LAMP_FORMAT_NONE);
}

char *
lamp_format_customers (gint64 count)
{
  g_autofree char *number = lamp_format_count (count);

  if (count == LAMP_UNKNOWN_INTEGER)
    return g_steal_pointer (&number);
  /* TRANSLATORS: %s is the number with separators. */
  return g_strdup_printf (ngettext ("%s customer", "%s customers", (gulong)ABS (count)), number);
}

char *
lamp_format_duration (double duration_s)
{
  gint64 minutes = 0;

  if (!isfinite (duration_s))
    return g_strdup (LAMP_FORMAT_NONE);
  duration_s = fabs (duration_s);
  if (duration_s < MINUTE_SEC)
    /* TRANSLATORS: seconds. */
    return g_strdup_printf (_ ("%d s"), (int)duration_s);
  minutes = (gint64)(MIN (duration_s, 1e9) / MINUTE_SEC);
  if (minutes < 60)
    /* TRANSLATORS: minutes. */
    return g_strdup_printf (_ ("%d min"), (int)minutes);
  if (minutes < 24 * 60)
    /* TRANSLATORS: hours and minutes. */
    return g_strdup_printf (_ ("%d h %02d"), (int)(minutes / 60), (int)(minutes % 60));
  /* TRANSLATORS: days and hours. */
  return g_strdup_printf (_ ("%d d %d h"), (int)(minutes / 1440), (int)(minutes % 1440 / 60));
}

char *
lamp_format_age (double age_s)
{
  if (!isfinite (age_s))
    return g_strdup (LAMP_FORMAT_NONE);
  age_s = MAX (age_s, 0.0);
  if (age_s < 0.95)
    return g_strdup_printf (_ ("%.1f s"), age_s);
  if (age_s < MINUTE_SEC)
    return g_strdup_printf (_ ("%d s"), (int)(age_s + 0.05));
  if (age_s < HOUR_SEC)
    return g_strdup_printf (_ ("%d min"), (int)(age_s / MINUTE_SEC));
  if (age_s < DAY_SEC)
    /* TRANSLATORS: hours. */
    return g_strdup_printf (_ ("%d h"), (int)(age_s / HOUR_SEC));
  return g_strdup_printf (ngettext ("%d day", "%d days", (gulong)(age_s / DAY_SEC)), (int)(MIN (age_s, 1e9) / DAY_SEC));
}

/* One digit after the point below ten of the larger unit: nobody needs more, and it keeps still. */
static char *
format_scaled (double value, const char *unit, const char *thousand_units)
{
  if (!isfinite (value))
    return g_strdup (LAMP_FORMAT_NONE);
  if (fabs (value) < 999.5)
    return g_strdup_printf ("%.0f %s", value, unit);
  if (fabs (value) < 9950.0)
    return g_strdup_printf ("%.1f %s", value / 1000.0, thousand_units);
  return g_strdup_printf ("%.0f %s", value / 1000.0, thousand_units);
}

char *
lamp_format_distance (double distance_m)
{
  /* Positions are no better than that. */
  return format_scaled (isfinite (distance_m) ? round (distance_m / 10.0) * 10.0 : distance_m, C_ ("unit", "m"), C_ ("unit", "km"));
}

char *
lamp_format_power_kw (double power_kw)
{
  return format_scaled (power_kw, C_ ("unit", "kW"), C_ ("unit", "MW"));
}

char *
lamp_format_power_kva (double power_kva)
{
  return format_scaled (power_kva, C_ ("unit", "kVA"), C_ ("unit", "MVA"));
}

char *
lamp_format_position (LampPoint point)
{
  if (!lamp_point_is_valid (point))
    return g_strdup (LAMP_FORMAT_NONE);
  return g_strdup_printf ("%.4f° %s %.4f° %s",
                          fabs (point.lat_deg),
                          point.lat_deg < 0 ? C_ ("south", "S") : C_ ("north", "N"),
                          fabs (point.lon_deg),
                          point.lon_deg < 0 ? C_ ("west", "W") : C_ ("east", "E"));
}

static GDateTime *
local_time (gint64 time_usec)
{
  g_autoptr (GDateTime) seconds = NULL;

  if (time_usec == LAMP_UNKNOWN_TIME)
    return NULL;
  /* Rounds down, also before 1970. */
  seconds = g_date_time_new_from_unix_local (time_usec / G_USEC_PER_SEC - (time_usec % G_USEC_PER_SEC < 0));
  return seconds != NULL ? g_steal_pointer (&seconds) : NULL;
}

static char *
format_local (gint64 time_usec, const char *format)
{
  g_autoptr (GDateTime) time = local_time (time_usec);
  char *text = time != NULL ? g_date_time_format (time, format) : NULL;

  return text != NULL ? g_strchug (text) : g_strdup (LAMP_FORMAT_NONE);
}

char *
lamp_format_clock (gint64 time_usec)
{
  return format_local (time_usec, "%H:%M");
}

char *
lamp_format_clock_seconds (gint64 time_usec)
{
  return format_local (time_usec, "%H:%M:%S");
}

char *
lamp_format_time (gint64 time_usec, gint64 now_usec)
{
  g_autoptr (GDateTime) time = local_time (time_usec);
  g_autoptr (GDateTime) now = local_time (now_usec);

  if (time != NULL && now != NULL &&
      g_date_time_get_day_of_year (time) == g_date_time_get_day_of_year (now) &&
      g_date_time_get_year (time) == g_date_time_get_year (now))
    return lamp_format_clock (time_usec);
  /* TRANSLATORS: a time of another day, as for strftime. */
  return format_local (time_usec, _ ("%-d %b %H:%M"));
}

char *
lamp_format_time_short (gint64 time_usec, gint64 now_usec)
{
  if (ABS ((double)time_usec - (double)now_usec) < DAY_USEC)
    return lamp_format_clock (time_usec);
  /* TRANSLATORS: a day, as for strftime. */
  return format_local (time_usec, _ ("%-d %b"));
}

char *
lamp_format_date (gint64 time_usec)
{
  /* TRANSLATORS: a date, as for strftime. */
  return format_local (time_usec, _ ("%-d %b %Y"));
}

char *
lamp_format_time_full (gint64 time_usec)
{
  return format_local (time_usec, "%Y-%m-%dT%H:%M:%S%:z");
}

char *
lamp_format_zone (gint64 time_usec)
{
  g_autofree char *zone = format_local (time_usec, "UTC%:z");

  return g_strdup (g_str_equal (zone, "UTC+00:00") ? "UTC" : zone);
}

char *
lamp_format_elapsed (gint64 since_usec, gint64 now_usec)
{
  if (since_usec == LAMP_UNKNOWN_TIME || now_usec == LAMP_UNKNOWN_TIME)
    return g_strdup (LAMP_FORMAT_NONE);
  return lamp_format_duration ((double)MAX (now_usec - since_usec, 0) / G_USEC_PER_SEC);
}

gboolean
lamp_format_is_overdue (gint64 time_usec, gint64 now_usec)
{
  return time_usec != LAMP_UNKNOWN_TIME && now_usec != LAMP_UNKNOWN_TIME && now_usec - time_usec >= G_USEC_PER_SEC * 60;
}

char *
lamp_format_until (gint64 time_usec, gint64 now_usec)
{
  g_autofree char *duration = NULL;
  double           left_s = 0.0;

  if (time_usec == LAMP_UNKNOWN_TIME || now_usec == LAMP_UNKNOWN_TIME)
    return g_strdup (LAMP_FORMAT_NONE);
  left_s = (double)(time_usec - now_usec) / G_USEC_PER_SEC;
  if (fabs (left_s) < MINUTE_SEC)
    return g_strdup (_ ("now"));
  duration = lamp_format_duration (left_s);
  /* TRANSLATORS: %s is a duration such as “1 h 43”. */
  return g_strdup_printf (left_s > 0 ? _ ("in %s") : _ ("%s overdue"), duration);
}

char *
lamp_format_ago (gint64 time_usec, gint64 now_usec)
{
  g_autofree char *duration = NULL;

  if (time_usec == LAMP_UNKNOWN_TIME || now_usec == LAMP_UNKNOWN_TIME)
    return g_strdup (LAMP_FORMAT_NONE);
  if (now_usec - time_usec < 10 * G_USEC_PER_SEC)
    return g_strdup (_ ("just now"));
  duration = lamp_format_elapsed (time_usec, now_usec);
  /* TRANSLATORS: %s is a duration such as “1 h 43”. */
  return g_strdup_printf (_ ("%s ago"), duration);
}

char *
lamp_format_ahead (gint64 time_usec, gint64 now_usec)
{
  g_autofree char *duration = lamp_format_elapsed (now_usec, time_usec);

  /* TRANSLATORS: of something that is said to have happened; %s is a duration such as “1 h 43”. */
  return g_strdup_printf (_ ("%s ahead: a clock is wrong"), duration);
}

char *
lamp_format_backup_end (gint64 harm_usec, gint64 now_usec)
{
  g_autofree char *when = NULL;

  if (lamp_format_is_overdue (harm_usec, now_usec))
    {
      when = lamp_format_ago (harm_usec, now_usec);
      /* TRANSLATORS: the backup supply of a key site; %s is such as “29 min ago”. */
      return g_strdup_printf (C_ ("site", "backup ended %s"), when);
    }
  when = lamp_format_until (harm_usec, now_usec);
  /* TRANSLATORS: the backup supply of a key site; %s is such as “in 25 min”. */
  return g_strdup_printf (C_ ("site", "backup ends %s"), when);
}

char *
lamp_format_restore_by (const LampOutage *outage, gint64 now_usec)
{
  g_autofree char *time = NULL;
  g_autofree char *until = NULL;

  if (outage->ert_usec == LAMP_UNKNOWN_TIME)
    return g_strdup (C_ ("estimated time of restoration", "none yet"));
  time = lamp_format_time (outage->ert_usec, now_usec);
  until = lamp_format_until (outage->ert_usec, now_usec);
  return g_strdup_printf ("%s · %s", time, until);
}
