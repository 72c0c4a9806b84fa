/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * See items.h.
 */
#include "gateway/items.h"

#define UNKNOWN_MSEC G_MININT64

gboolean
lamp_items_query_is_open (const LampItemsQuery *query)
{
  return !query->has_box && !query->has_time && query->conditions->len == 0;
}

/* Features without a place match any box: the standard wants it so. */
static gboolean
matches_box (const LampItemsQuery *query, const LampRecord *record)
{
  LampBox box = query->box;
  double  lon_deg = record->at.lon_deg;

  if (!query->has_box || !record->placed)
    return TRUE;
  if (record->at.lat_deg < box.south_deg || record->at.lat_deg > box.north_deg)
    return FALSE;
  if (box.west_deg > box.east_deg)
    return lon_deg >= box.west_deg || lon_deg <= box.east_deg;

  return lon_deg >= box.west_deg && lon_deg <= box.east_deg;
}

static gint64
time_of_field (const LampRecord *record, const char *name)
{
  const LampField *field = name != NULL ? lamp_record_type_find_field (record->type, name) : NULL;
  gint64           usec = field != NULL ? *(const gint64 *)(gconstpointer)((const char *)record + field->offset) : LAMP_UNKNOWN_TIME;

  return usec != LAMP_UNKNOWN_TIME ? lamp_time_to_msec (usec) : UNKNOWN_MSEC;
}

/* Features without a time match any interval. One that began and has no end yet goes on for ever. */
static gboolean
matches_time (const LampItemsQuery *query, const LampRecord *record)
{
  gint64 start_msec, end_msec;

  if (!query->has_time)
    return TRUE;

  start_msec = time_of_field (record, record->type->start_field);
  if (start_msec == UNKNOWN_MSEC)
    return TRUE;

  end_msec = record->type->end_field != NULL ? time_of_field (record, record->type->end_field) : start_msec;
  if (end_msec == UNKNOWN_MSEC)
    end_msec = G_MAXINT64;

  return start_msec <= query->to_msec && end_msec >= query->from_msec;
}

static gboolean
matches_condition (const LampItemsCondition *condition, const LampRecord *record)
{
  gconstpointer at = (const char *)record + condition->field->offset;

  switch (condition->field->type)
    {
    case LAMP_FIELD_STRING:
      return g_strcmp0 (*(char *const *)at, condition->text) == 0;
    case LAMP_FIELD_INTEGER:
      return *(const gint64 *)at != LAMP_UNKNOWN_INTEGER && *(const gint64 *)at == condition->integer;
    case LAMP_FIELD_NUMBER:
      return *(const double *)at == condition->number;
    case LAMP_FIELD_BOOLEAN:
      return *(const int *)at != LAMP_UNKNOWN_BOOLEAN && (*(const int *)at != 0) == (condition->integer != 0);
    case LAMP_FIELD_TIME:
      return *(const gint64 *)at != LAMP_UNKNOWN_TIME && lamp_time_to_msec (*(const gint64 *)at) == condition->integer;
    case LAMP_FIELD_STRINGS:
    case LAMP_FIELD_JSON:
    case LAMP_FIELD_OBJECT:
    default:
      return FALSE;
    }
}

gboolean
lamp_items_query_matches (const LampItemsQuery *query, gconstpointer record)
{
  if (!matches_box (query, record) || !matches_time (query, record))
    return FALSE;

  for (guint i = 0; i < query->conditions->len; i++)
    if (!matches_condition (&g_array_index (query->conditions, LampItemsCondition, i), record))
      return FALSE;

  return TRUE;
}

/* Places in the list of the records that match, ascending; NULL when all do. */
static GArray *
find_matches (const LampItemsQuery *query, const GPtrArray *list)
{
  GArray *places;

  if (lamp_items_query_is_open (query))
    return NULL;

  places = g_array_new (FALSE, FALSE, sizeof (guint));
  for (guint i = 0; i < list->len; i++)
    if (lamp_items_query_matches (query, g_ptr_array_index (list, i)))
      g_array_append_val (places, i);

  return places;
}

/* How many matches stand before `place`. */
static guint
count_before (const GArray *matches, guint place)
{
  guint low = 0, high;

  if (matches == NULL)
    return place;

  for (high = matches->len; low < high;)
    {
      guint middle = low + (high - low) / 2;

      if (g_array_index (matches, guint, middle) < place)
        low = middle + 1;
      else
        high = middle;
    }

  return low;
}

static gboolean
find_place (const LampItemsQuery *query, const LampState *state, const char *id, guint *place, GError **error)
{
  g_autofree char *shown = NULL;

  if (lamp_state_find_place (state, query->type, id, place))
    return TRUE;

  shown = lamp_items_shorten (id);
  g_set_error (error, LAMP_ITEMS_ERROR, LAMP_ITEMS_ERROR_LOST_PLACE, "The record \"%s\", where this page begins, is no longer there; start again from the first page.", shown);

  return FALSE;
}

gboolean
lamp_items_select (const LampItemsQuery *query, const LampState *state, LampItemsPage *page, GError **error)
{
  const GPtrArray *list = lamp_state_list (state, query->type);
  g_autoptr (GArray) matches = NULL;
  guint place = 0, n, from, to;

  if (query->after != NULL && !find_place (query, state, query->after, &place, error))
    return FALSE;
  if (query->before != NULL && !find_place (query, state, query->before, &place, error))
    return FALSE;

  matches = find_matches (query, list);
  n = matches != NULL ? matches->len : list->len;
  if (query->before != NULL)
    {
      to = count_before (matches, place);
      from = to > query->limit ? to - query->limit : 0;
    }
  else
    {
      from = query->after != NULL ? count_before (matches, place + 1) : 0;
      from = (guint)MIN (from + query->offset, n);
      to = MIN (from + query->limit, n);
    }

  page->records = g_ptr_array_new_full (to - from, lamp_record_unref);
  for (guint i = from; i < to; i++)
    g_ptr_array_add (page->records, lamp_record_ref (g_ptr_array_index (list, matches != NULL ? g_array_index (matches, guint, i) : i)));
  page->n_matched = n;
  page->has_next = to < n;
  page->has_previous = from > 0;

  return TRUE;
}

void
lamp_items_page_clear (LampItemsPage *page)
{
  g_clear_pointer (&page->records, g_ptr_array_unref);
}

void
lamp_items_append_feature (GString *out, gconstpointer record, const char *more)
{
  g_autofree char *etag = lamp_record_dup_etag (record);
  g_autoptr (GString) members = g_string_new (",\"etag\":");

  lamp_json_append_string (members, etag);
  if (more != NULL)
    g_string_append (members, more);
  lamp_record_append_feature (out, record, members->str);
}

GBytes *
lamp_items_page_write (const LampItemsPage *page, const char *head)
{
  GString *out = g_string_sized_new (1024 + 1024 * (gsize)page->records->len);

  g_string_append (out, "{\"type\":\"FeatureCollection\",");
  g_string_append (out, head);
  g_string_append_printf (out, "\"numberReturned\":%u,", page->records->len);
  if (page->n_matched >= 0)
    g_string_append_printf (out, "\"numberMatched\":%" G_GINT64_FORMAT ",", page->n_matched);
  g_string_append (out, "\"features\":[");
  for (guint i = 0; i < page->records->len; i++)
    {
      if (i > 0)
        g_string_append_c (out, ',');
      lamp_items_append_feature (out, g_ptr_array_index (page->records, i), NULL);
    }
  g_string_append (out, "]}");

  return g_string_free_to_bytes (out);
}
