/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The parameters of an items request. Strict in what the standard says is an error, and lenient where real clients are
 * known to be sloppy: GDAL sends times cut off after the date, with a "T" left hanging.
 */
#include "gateway/items.h"

#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#define SHOWN_CHARS 60

G_DEFINE_QUARK (lamp - items - error - quark, lamp_items_error)

char *
lamp_items_shorten (const char *text)
{
  g_autofree char *start = NULL;

  if (g_utf8_strlen (text, -1) <= SHOWN_CHARS)
    return g_strdup (text);

  start = g_utf8_substring (text, 0, SHOWN_CHARS);

  return g_strconcat (start, "…", NULL);
}

static gboolean
refuse (GError **error, const char *name, const char *value, const char *must_be)
{
  g_autofree char *shown = lamp_items_shorten (value);

  g_set_error (error, LAMP_ITEMS_ERROR, LAMP_ITEMS_ERROR_BAD_VALUE, "The parameter \"%s\" cannot be \"%s\": it must be %s.", name, shown, must_be);

  return FALSE;
}

/* --- box --- */

gboolean
lamp_items_parse_box (const char *text, LampBox *box)
{
  g_auto (GStrv) parts = g_strsplit (text, ",", 7);
  guint  n = g_strv_length (parts);
  double numbers[6];

  if (n != 4 && n != 6)
    return FALSE;

  for (guint i = 0; i < n; i++)
    {
      const char *part = g_strstrip (parts[i]);
      char       *end;

      numbers[i] = g_ascii_strtod (part, &end);
      if (end == part || *end != '\0' || !isfinite (numbers[i]))
        return FALSE;
    }

  *box = (LampBox){ numbers[0], numbers[1], numbers[n / 2], numbers[n / 2 + 1] };

  return box->south_deg <= box->north_deg;
}

/* --- time --- */

static int
days_of_month (int year, int month)
{
  static const int days[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };

  if (month < 1 || month > 12)
    return 0;

  return month == 2 && (year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)) ? 29 : days[month - 1];
}

/* A time cut off after the "T", the hour or the minute is the instant it would be with zeros; GDAL sends such. */
static gboolean
parse_truncated (const char *text, gint64 *usec)
{
  g_autofree char *bare = g_strdup (text);
  g_autofree char *whole = NULL;
  gsize            length = strlen (bare);

  if (length > 0 && strchr ("Zz", bare[length - 1]) != NULL)
    bare[--length] = '\0';
  if (length != 11 && length != 13 && length != 16)
    return FALSE;

  whole = g_strconcat (bare, &"T00:00:00Z"[length - 10], NULL);

  return lamp_time_from_string (whole, usec);
}

/* A day, a month or a year is all of it. */
static gboolean
parse_period (const char *text, gint64 *first_usec, gint64 *last_usec)
{
  int              year, month, end = 0;
  g_autofree char *first = NULL, *last = NULL;

  if (strlen (text) == 10)
    {
      first = g_strdup_printf ("%sT00:00:00Z", text);
      last = g_strdup_printf ("%sT23:59:59.999999Z", text);
    }
  else if (strlen (text) == 7 && sscanf (text, "%4d-%2d%n", &year, &month, &end) == 2 && end == 7)
    {
      first = g_strdup_printf ("%s-01T00:00:00Z", text);
      last = g_strdup_printf ("%s-%02dT23:59:59.999999Z", text, days_of_month (year, month));
    }
  else if (strlen (text) == 4)
    {
      first = g_strdup_printf ("%s-01-01T00:00:00Z", text);
      last = g_strdup_printf ("%s-12-31T23:59:59.999999Z", text);
    }
  else
    return FALSE;

  return lamp_time_from_string (first, first_usec) && lamp_time_from_string (last, last_usec);
}

/* One side of a datetime, both ends of what it covers. */
static gboolean
parse_time (const char *text, gint64 *first_msec, gint64 *last_msec)
{
  gint64 first_usec, last_usec;

  if (lamp_time_from_string (text, &first_usec) || parse_truncated (text, &first_usec))
    last_usec = first_usec;
  else if (!parse_period (text, &first_usec, &last_usec))
    return FALSE;

  *first_msec = lamp_time_to_msec (first_usec);
  *last_msec = lamp_time_to_msec (last_usec);

  return TRUE;
}

static gboolean
is_open_end (const char *text)
{
  return *text == '\0' || g_str_equal (text, "..");
}

gboolean
lamp_items_parse_datetime (const char *text, gint64 *from_msec, gint64 *to_msec)
{
  g_auto (GStrv) sides = g_strsplit (text, "/", 3);
  gint64 ignored;

  if (g_strv_length (sides) == 1)
    return parse_time (sides[0], from_msec, to_msec);
  if (g_strv_length (sides) != 2 || (*sides[0] == '\0' && *sides[1] == '\0'))
    return FALSE;

  if (is_open_end (sides[0]))
    *from_msec = G_MININT64;
  else if (!parse_time (sides[0], from_msec, &ignored))
    return FALSE;

  if (is_open_end (sides[1]))
    *to_msec = G_MAXINT64;
  else if (!parse_time (sides[1], &ignored, to_msec))
    return FALSE;

  return *from_msec <= *to_msec;
}

/* --- properties --- */

gboolean
lamp_items_field_is_queryable (const LampField *field)
{
  return field->type != LAMP_FIELD_STRINGS && field->type != LAMP_FIELD_JSON && field->type != LAMP_FIELD_OBJECT;
}

static gboolean
parse_number (const char *text, double *number)
{
  char *end;

  *number = g_ascii_strtod (text, &end);

  return end != text && *end == '\0' && isfinite (*number) && strpbrk (text, "xX") == NULL;
}

static gboolean
parse_condition (const LampField *field, const char *value, LampItemsCondition *condition, GError **error)
{
  gint64 usec;

  condition->field = field;
  switch (field->type)
    {
    case LAMP_FIELD_STRING:
      condition->text = g_strdup (value);
      return TRUE;
    case LAMP_FIELD_INTEGER:
      return g_ascii_string_to_signed (value, 10, G_MININT64, G_MAXINT64, &condition->integer, NULL) ||
             refuse (error, field->name, value, "a whole number");
    case LAMP_FIELD_NUMBER:
      return parse_number (value, &condition->number) || refuse (error, field->name, value, "a number");
    case LAMP_FIELD_BOOLEAN:
      condition->integer = g_str_equal (value, "true");
      return condition->integer != 0 || g_str_equal (value, "false") || refuse (error, field->name, value, "true or false");
    case LAMP_FIELD_TIME:
      if (!lamp_time_from_string (value, &usec))
        return refuse (error, field->name, value, "a time like 2026-01-05T08:00:00Z");
      condition->integer = lamp_time_to_msec (usec);
      return TRUE;
    case LAMP_FIELD_STRINGS:
    case LAMP_FIELD_JSON:
    case LAMP_FIELD_OBJECT:
    default:
      g_return_val_if_reached (FALSE);
    }
}

/* --- the whole --- */

static void
clear_condition (gpointer data)
{
  g_free (((LampItemsCondition *)data)->text);
}

void
lamp_items_query_free (LampItemsQuery *query)
{
  g_free (query->after);
  g_free (query->before);
  g_array_unref (query->conditions);
  g_free (query);
}

/* A whole number, cut off at `most` however long it is. */
static gboolean
parse_count (const char *text, gint64 least, gint64 most, gint64 *count)
{
  if (*text == '\0' || strspn (text, "0123456789") != strlen (text))
    return FALSE;

  errno = 0;
  *count = g_ascii_strtoll (text, NULL, 10);
  if (errno == ERANGE || *count > most)
    *count = most;

  return *count >= least;
}

static gboolean
parse_parameter (LampItemsQuery *query, const char *name, const char *value, GError **error)
{
  const LampField *field = lamp_record_type_find_field (query->type, name);
  gint64           count;

  if (g_str_equal (name, "limit"))
    {
      if (!parse_count (value, 1, LAMP_ITEMS_MAX_LIMIT, &count))
        return refuse (error, name, value, "a whole number from 1 to 10000");
      query->limit = (guint)count;
    }
  else if (g_str_equal (name, "offset"))
    {
      if (!parse_count (value, 0, G_MAXINT32, &query->offset))
        return refuse (error, name, value, "a whole number from 0");
    }
  else if (g_str_equal (name, "after"))
    query->after = g_strdup (value);
  else if (g_str_equal (name, "before") && !query->type->is_journal)
    query->before = g_strdup (value);
  else if (g_str_equal (name, "f"))
    return g_str_equal (value, "json") || g_str_equal (value, "geojson") || refuse (error, name, value, "json or geojson");
  else if (g_str_equal (name, "bbox"))
    {
      query->has_box = TRUE;
      return lamp_items_parse_box (value, &query->box) ||
             refuse (error, name, value, "west,south,east,north in degrees, south not above north");
    }
  else if (g_str_equal (name, "datetime"))
    {
      query->has_time = TRUE;
      return lamp_items_parse_datetime (value, &query->from_msec, &query->to_msec) ||
             refuse (error, name, value, "an RFC 3339 time, or an interval start/end with .. for an open end");
    }
  else if (field != NULL && lamp_items_field_is_queryable (field))
    {
      LampItemsCondition condition = { NULL };

      if (!parse_condition (field, value, &condition, error))
        return FALSE;
      g_array_append_val (query->conditions, condition);
    }
  else
    {
      g_autofree char *shown = lamp_items_shorten (name);

      g_set_error (error, LAMP_ITEMS_ERROR, LAMP_ITEMS_ERROR_UNKNOWN_PARAMETER, "There is no query parameter \"%s\" for %s; /collections/%s/queryables lists them.", shown, query->type->collection, query->type->collection);

      return FALSE;
    }

  return TRUE;
}

LampItemsQuery *
lamp_items_query_new (const LampRecordType *type, GHashTable *parameters, GError **error)
{
  g_autoptr (LampItemsQuery) query = g_new0 (LampItemsQuery, 1);
  GHashTableIter iter;
  gpointer       name, value;

  query->type = type;
  query->limit = LAMP_ITEMS_DEFAULT_LIMIT;
  query->conditions = g_array_new (FALSE, FALSE, sizeof (LampItemsCondition));
  g_array_set_clear_func (query->conditions, clear_condition);

  g_hash_table_iter_init (&iter, parameters);
  while (g_hash_table_iter_next (&iter, &name, &value))
    if (!parse_parameter (query, name, value, error))
      return NULL;

  if (query->before != NULL && (query->after != NULL || query->offset > 0))
    {
      g_set_error_literal (error, LAMP_ITEMS_ERROR, LAMP_ITEMS_ERROR_BAD_VALUE, "The parameter \"before\" goes neither with \"after\" nor with \"offset\"; send only one of them.");

      return NULL;
    }

  return g_steal_pointer (&query);
}
