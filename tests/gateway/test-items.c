/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Picking items: box and time against oracles that work another way, parameters one line per case, paging while the
 * world changes.
 */
#include "gateway/items.h"
#include "records/crew.h"
#include "records/outage.h"

#include <math.h>

#define SEC_MSEC G_GINT64_CONSTANT (1000)

static LampItemsQuery *
make_query (const LampRecordType *type, const char *text, GError **error)
{
  g_autoptr (GHashTable) table = *text != '\0' ? g_uri_parse_params (text, -1, "&", G_URI_PARAMS_NONE, NULL)
                                               : g_hash_table_new (g_str_hash, g_str_equal);

  g_assert_nonnull (table);

  return lamp_items_query_new (type, table, error);
}

static LampItemsQuery *
good_query (const LampRecordType *type, const char *text)
{
  g_autoptr (GError) error = NULL;
  LampItemsQuery *query = make_query (type, text, &error);

  g_assert_no_error (error);

  return query;
}

static LampRecord *
add_outage (LampState *state, int n)
{
  g_autofree char *id = g_strdup_printf ("O-%d", n);
  g_autoptr (LampRecord) record = lamp_record_new (&lamp_outage_type, id);

  lamp_record_set_string (&((LampOutage *)record)->status, n % 3 == 0 ? "confirmed" : "predicted");
  lamp_state_put (state, record);

  return record;
}

/* --- box --- */

/* Going east from the west side one must meet the longitude before the east side. Halves of degrees, so exact. */
static gboolean
oracle_in_box (double west, double south, double east, double north, LampPoint at)
{
  double width = east >= west ? east - west : east - west + 360.0;
  double way = fmod (at.lon_deg - west + 720.0, 360.0);

  return way <= width && !(at.lat_deg < south) && !(at.lat_deg > north);
}

static double
random_halves (GRand *rand, int from, int to)
{
  return g_rand_int_range (rand, 2 * from, 2 * to + 1) / 2.0;
}

static void
test_box_oracle (void)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (3);
  g_autoptr (LampRecord) record = lamp_record_new (&lamp_outage_type, "O-1");
  guint n_inside = 0, n_across = 0;

  for (int i = 0; i < 20000; i++)
    {
      double           west = random_halves (rand, -179, 179), east = random_halves (rand, -179, 179);
      double           a = random_halves (rand, -90, 90), b = random_halves (rand, -90, 90);
      g_autofree char *text = g_strdup_printf (i % 2 ? "bbox=%.17g,%.17g,%.17g,%.17g" : "bbox=%.17g,%.17g,-5,%.17g,%.17g,1e3", west, MIN (a, b), east, MAX (a, b));
      g_autoptr (LampItemsQuery) query = good_query (&lamp_outage_type, text);

      record->placed = TRUE;
      record->at = (LampPoint){ random_halves (rand, -179, 179), random_halves (rand, -90, 90) };
      g_assert_true (lamp_items_query_matches (query, record) == oracle_in_box (west, MIN (a, b), east, MAX (a, b), record->at));
      n_inside += lamp_items_query_matches (query, record);
      n_across += west > east;

      record->placed = FALSE;
      g_assert_true (lamp_items_query_matches (query, record));
    }
  g_assert_cmpuint (n_inside, >, 1000);
  g_assert_cmpuint (n_across, >, 1000);
}

static void
test_box_text (void)
{
  static const struct
  {
    const char *text;
    gboolean    good;
  } cases[] = {
    { "116.299999999999997,39,116.340000000000003,40", TRUE }, /* as GDAL sends it */
    { "-180,-90,180,90", TRUE },
    { "170,-10,-170,10", TRUE },
    { " 1 , 2 , 3 , 4 ", TRUE },
    { "1e1,2,3e1,4", TRUE },
    { "1,2,3,2", TRUE },
    { "", FALSE },
    { "1,2,3", FALSE },
    { "1,2,3,4,5", FALSE },
    { "1,2,3,4,5,6,7", FALSE },
    { "1,2,3,", FALSE },
    { "1,2,3,x", FALSE },
    { "1,2,3,4x", FALSE },
    { "1,9,3,4", FALSE },
    { "nan,2,3,4", FALSE },
    { "1,2,inf,4", FALSE },
    { "1;2;3;4", FALSE },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      LampBox box;

      g_test_message ("%s", cases[i].text);
      g_assert_true (lamp_items_parse_box (cases[i].text, &box) == cases[i].good);
    }
}

/* --- time --- */

static char *
time_text (GRand *rand, gint64 sec)
{
  int offset_min = g_rand_int_range (rand, -14 * 4, 14 * 4 + 1) * 15;
  g_autoptr (GTimeZone) zone = g_time_zone_new_offset (offset_min * 60);
  g_autoptr (GDateTime) utc = g_date_time_new_from_unix_utc (sec);
  g_autoptr (GDateTime) local = g_date_time_to_timezone (utc, zone);
  g_autofree char *clock = g_date_time_format (local, "%Y-%m-%dT%H:%M:%S");

  return g_strdup_printf ("%s%s%c%02d:%02d", clock, g_rand_boolean (rand) ? ".000" : "", offset_min < 0 ? '-' : '+', ABS (offset_min) / 60, ABS (offset_min) % 60);
}

/* Two periods meet when the beginning of one lies in the other. */
static gboolean
oracle_meet (gint64 a0, gint64 a1, gint64 b0, gint64 b1)
{
  return (b0 <= a0 && a0 <= b1) || (a0 <= b0 && b0 <= a1);
}

static void
test_time_oracle (void)
{
  LampRecordType type = lamp_outage_type;
  g_autoptr (GRand) rand = g_rand_new_with_seed (5);
  const gint64 base = 1767600000;
  guint        n_match = 0;

  type.end_field = "restored"; /* as of a kind that lasts */
  for (int i = 0; i < 20000; i++)
    {
      g_autoptr (LampRecord) record = lamp_record_new (&type, "O-1");
      LampOutage      *outage = (LampOutage *)record;
      gint64           start = base + g_rand_int_range (rand, 0, 20), end = start + g_rand_int_range (rand, 0, 10);
      gint64           from = base + g_rand_int_range (rand, 0, 20), to = from + g_rand_int_range (rand, 0, 10);
      gboolean         going_on = g_rand_int_range (rand, 0, 4) == 0;
      int              shape = g_rand_int_range (rand, 0, 6);
      g_autofree char *from_text = time_text (rand, from), *to_text = time_text (rand, to);
      const char      *left = shape == 4 ? ".." : shape == 5 ? ""
                                                             : from_text;
      const char      *right = shape == 2 ? ".." : shape == 3 ? ""
                                                              : to_text;
      g_autofree char *text = shape == 0 ? g_strdup (from_text) : g_strconcat (left, "/", right, NULL);
      gint64           from_msec, to_msec;

      outage->start_usec = start * G_USEC_PER_SEC;
      if (!going_on)
        outage->restored_usec = end * G_USEC_PER_SEC;

      g_assert_true (lamp_items_parse_datetime (text, &from_msec, &to_msec));
      {
        g_autoptr (LampItemsQuery) query = good_query (&lamp_outage_type, "");
        gboolean expected = oracle_meet (start, going_on ? G_MAXINT64 : end, shape >= 4 ? G_MININT64 : from, shape == 0 ? from : shape == 2 || shape == 3 ? G_MAXINT64
                                                                                                                                                          : to);

        query->has_time = TRUE;
        query->from_msec = from_msec;
        query->to_msec = to_msec;
        g_assert_true (lamp_items_query_matches (query, record) == expected);
        n_match += expected;

        outage->start_usec = LAMP_UNKNOWN_TIME;
        g_assert_true (lamp_items_query_matches (query, record));
      }
    }
  g_assert_cmpuint (n_match, >, 3000);
  g_assert_cmpuint (n_match, <, 19000);
}

static void
test_time_text (void)
{
  const gint64 day = 1767571200 * SEC_MSEC; /* 2026-01-05 */
  const struct
  {
    const char *text;
    gint64      from_msec, to_msec;
  } cases[] = {
    { "2026-01-05T08:00:00Z", day + 28800000, day + 28800000 },
    { "2026-01-05T08:00:00.5Z", day + 28800500, day + 28800500 },
    { "2026-01-05T16:00:00+08:00", day + 28800000, day + 28800000 },
    { "2026-01-05", day, day + 86399999 },
    { "2026-01-05T", day, day },
    { "2026-01-05T08Z", day + 28800000, day + 28800000 },
    { "2026-01-05T08:30Z", day + 30600000, day + 30600000 },
    { "2026-01-05T08:30", day + 30600000, day + 30600000 },
    { "2026-01", 1767225600 * SEC_MSEC, 1769904000 * SEC_MSEC - 1 },
    { "2024-02", 1706745600 * SEC_MSEC, 1709251200 * SEC_MSEC - 1 },
    { "2026", 1767225600 * SEC_MSEC, 1798761600 * SEC_MSEC - 1 },
    { "2026-01-05T/..", day, G_MAXINT64 }, /* as GDAL sends it */
    { "../2026-01-05T", G_MININT64, day },
    { "2026-01-05/2026-01-05", day, day + 86399999 },
    { "0000-01-01T00:00:00Z/2026-01-05T00:00:00Z", -62167219200 * SEC_MSEC, day }, /* as QGIS sends it */
    { "2026-01-05T00:00:00Z/9999-12-31T00:00:00Z", day, 253402214400 * SEC_MSEC },
    { "../..", G_MININT64, G_MAXINT64 },
  };
  static const char *const bad[] = {
    "", "..", "/", "now", "2026-13", "2026-1", "202", "20260105", "2026-01-05T8", "2026-01-05T08:", "2026-02-30", "2026-01-06/2026-01-05",
    "2026-01-05/2026-01-06/2026-01-07", "2026-01-05/x", "x/2026-01-05", "2026-01-05T25Z", "T", "Z", "2026-01-05 / .."
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      gint64 from_msec, to_msec;

      g_test_message ("%s", cases[i].text);
      g_assert_true (lamp_items_parse_datetime (cases[i].text, &from_msec, &to_msec));
      g_assert_cmpint (from_msec, ==, cases[i].from_msec);
      g_assert_cmpint (to_msec, ==, cases[i].to_msec);
    }
  for (gsize i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      gint64 from_msec, to_msec;

      g_test_message ("%s", bad[i]);
      g_assert_false (lamp_items_parse_datetime (bad[i], &from_msec, &to_msec));
    }
}

/* --- parameters --- */

static void
test_parameters (void)
{
  static const struct
  {
    const char *text;
    int         code; /* -1: good */
  } cases[] = {
    { "", -1 },
    { "limit=1", -1 },
    { "limit=10000", -1 },
    { "limit=10001", -1 },
    { "limit=99999999999999999999999", -1 },
    { "limit=0", LAMP_ITEMS_ERROR_BAD_VALUE },
    { "limit=-1", LAMP_ITEMS_ERROR_BAD_VALUE },
    { "limit=+5", LAMP_ITEMS_ERROR_BAD_VALUE },
    { "limit=", LAMP_ITEMS_ERROR_BAD_VALUE },
    { "limit=ten", LAMP_ITEMS_ERROR_BAD_VALUE },
    { "limit=1.5", LAMP_ITEMS_ERROR_BAD_VALUE },
    { "offset=0&f=json", -1 },
    { "offset=-1", LAMP_ITEMS_ERROR_BAD_VALUE },
    { "f=geojson", -1 },
    { "f=gml", LAMP_ITEMS_ERROR_BAD_VALUE },
    { "bbox=1,2,3", LAMP_ITEMS_ERROR_BAD_VALUE },
    { "datetime=soon", LAMP_ITEMS_ERROR_BAD_VALUE },
    { "status=predicted", -1 },
    { "status=unheard-of", -1 },
    { "customersOut=12", -1 },
    { "customersOut=12.5", LAMP_ITEMS_ERROR_BAD_VALUE },
    { "customersOut=many", LAMP_ITEMS_ERROR_BAD_VALUE },
    { "planned=true", -1 },
    { "planned=1", LAMP_ITEMS_ERROR_BAD_VALUE },
    { "start=2026-01-05T08:00:00Z", -1 },
    { "start=2026", LAMP_ITEMS_ERROR_BAD_VALUE },
    { "evidence=5", LAMP_ITEMS_ERROR_UNKNOWN_PARAMETER },
    { "notes=5", LAMP_ITEMS_ERROR_UNKNOWN_PARAMETER },
    { "Limit=5", LAMP_ITEMS_ERROR_UNKNOWN_PARAMETER },
    { "sausage=5", LAMP_ITEMS_ERROR_UNKNOWN_PARAMETER },
    { "after=O-1&offset=3", -1 },
    { "after=O-1&before=O-2", LAMP_ITEMS_ERROR_BAD_VALUE },
    { "before=O-2&offset=3", LAMP_ITEMS_ERROR_BAD_VALUE },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (LampItemsQuery) query = make_query (&lamp_outage_type, cases[i].text, &error);

      g_test_message ("%s", cases[i].text);
      if (cases[i].code == -1)
        g_assert_no_error (error);
      else
        g_assert_error (error, LAMP_ITEMS_ERROR, cases[i].code);
      if (query != NULL)
        g_assert_cmpuint (query->limit, <=, LAMP_ITEMS_MAX_LIMIT);
    }
}

static void
test_conditions (void)
{
  g_autoptr (LampRecord) record = lamp_record_new (&lamp_crew_type, "K3");
  LampCrew *crew = (LampCrew *)record;
  static const struct
  {
    const char *text;
    gboolean    before, after; /* unknown values, known ones */
  } cases[] = {
    { "name=抢修三队", FALSE, TRUE },
    { "name=", FALSE, FALSE },
    { "members=3", FALSE, TRUE },
    { "members=4", FALSE, FALSE },
    { "speed_mps=12.5", FALSE, TRUE },
    { "speed_mps=0", FALSE, FALSE },
    { "positionAt=2026-01-05T16:00:00.123%2B08:00", FALSE, TRUE },
    { "positionAt=2026-01-05T08:00:00Z", FALSE, FALSE },
    { "name=抢修三队&members=3", FALSE, TRUE },
    { "name=抢修三队&members=4", FALSE, FALSE },
  };

  for (int known = 0; known < 2; known++)
    {
      for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
        {
          g_autoptr (LampItemsQuery) query = good_query (&lamp_crew_type, cases[i].text);

          g_test_message ("%s", cases[i].text);
          g_assert_true (lamp_items_query_matches (query, record) == (known ? cases[i].after : cases[i].before));
        }
      lamp_record_set_string (&crew->name, "抢修三队");
      crew->members = 3;
      crew->speed_mps = 12.5;
      crew->position_usec = G_GINT64_CONSTANT (1767600000123999); /* the wire says .123 */
    }
}

/* --- paging --- */

static const char *
last_id (const LampItemsPage *page)
{
  return ((LampRecord *)g_ptr_array_index (page->records, page->records->len - 1))->id;
}

static void
take_page (const LampState *state, const char *text, const char *after, LampItemsPage *page)
{
  g_autoptr (LampItemsQuery) query = good_query (&lamp_outage_type, text);
  g_autoptr (GError) error = NULL;

  query->after = g_strdup (after);
  g_assert_true (lamp_items_select (query, state, page, &error));
  g_assert_no_error (error);
}

/* Reads to the end while outages come in, one is removed and one drops out of the filter on every page. */
static void
test_paging_under_change (void)
{
  g_autoptr (LampState) state = lamp_state_new ();
  g_autoptr (GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autofree char *after = NULL;
  int              n = 0, n_pages = 0;

  for (; n < 300; n++)
    add_outage (state, n);

  for (gboolean more = TRUE; more; n_pages++)
    {
      g_auto (LampItemsPage) page = { NULL };

      take_page (state, "limit=7&status=predicted", after, &page);
      more = page.has_next;
      g_assert_true (page.has_previous == (n_pages > 0));
      for (guint i = 0; i < page.records->len; i++)
        g_assert_true (g_hash_table_add (seen, g_strdup (((LampRecord *)g_ptr_array_index (page.records, i))->id)));
      g_free (after);
      after = g_strdup (last_id (&page));

      if (n_pages < 20)
        {
          LampOutage      *changed = lamp_record_copy (lamp_state_lookup (state, &lamp_outage_type, "O-1"));
          g_autofree char *gone = g_strdup_printf ("O-%d", 4 + 3 * n_pages);

          add_outage (state, n++);
          lamp_record_set_string (&changed->status, n_pages % 2 ? "predicted" : "restored");
          lamp_state_put (state, changed);
          lamp_record_unref (changed);
          if (!g_str_equal (gone, after))
            lamp_state_remove (state, &lamp_outage_type, gone);
        }
    }

  /* Every one that was there and matched all the time has been seen. */
  for (int i = 64; i < 300; i++)
    {
      g_autofree char *id = g_strdup_printf ("O-%d", i);

      g_assert_true (g_hash_table_contains (seen, id) == (i % 3 != 0));
    }
}

static void
test_pages (void)
{
  g_autoptr (LampState) state = lamp_state_new ();
  static const struct
  {
    const char *text;
    const char *ids;
    gint64      n_matched;
    gboolean    has_previous, has_next;
  } cases[] = {
    { "limit=3", "O-0 O-1 O-2 ", 10, FALSE, TRUE },
    { "limit=3&offset=8", "O-8 O-9 ", 10, TRUE, FALSE },
    { "limit=3&offset=99", "", 10, TRUE, FALSE },
    { "limit=3&after=O-2", "O-3 O-4 O-5 ", 10, TRUE, TRUE },
    { "limit=3&after=O-2&offset=2", "O-5 O-6 O-7 ", 10, TRUE, TRUE },
    { "limit=3&after=O-9", "", 10, TRUE, FALSE },
    { "limit=3&before=O-5", "O-2 O-3 O-4 ", 10, TRUE, TRUE },
    { "limit=3&before=O-2", "O-0 O-1 ", 10, FALSE, TRUE },
    { "limit=2&status=confirmed", "O-0 O-3 ", 4, FALSE, TRUE },
    { "limit=2&status=confirmed&after=O-4", "O-6 O-9 ", 4, TRUE, FALSE },
    { "limit=2&status=confirmed&before=O-7", "O-3 O-6 ", 4, TRUE, TRUE },
    { "status=restored", "", 0, FALSE, FALSE },
  };

  for (int i = 0; i < 10; i++)
    add_outage (state, i);

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (LampItemsQuery) query = good_query (&lamp_outage_type, cases[i].text);
      g_auto (LampItemsPage) page = { NULL };
      g_autoptr (GString) ids = g_string_new (NULL);

      g_test_message ("%s", cases[i].text);
      g_assert_true (lamp_items_select (query, state, &page, NULL));
      for (guint k = 0; k < page.records->len; k++)
        g_string_append_printf (ids, "%s ", ((LampRecord *)g_ptr_array_index (page.records, k))->id);
      g_assert_cmpstr (ids->str, ==, cases[i].ids);
      g_assert_cmpint (page.n_matched, ==, cases[i].n_matched);
      g_assert_true (page.has_previous == cases[i].has_previous);
      g_assert_true (page.has_next == cases[i].has_next);
    }
}

static void
test_lost_place (void)
{
  g_autoptr (LampState) state = lamp_state_new ();
  g_autoptr (LampItemsQuery) query = good_query (&lamp_outage_type, "after=O-77");
  g_auto (LampItemsPage) page = { NULL };
  g_autoptr (GError) error = NULL;

  g_assert_false (lamp_items_select (query, state, &page, &error));
  g_assert_error (error, LAMP_ITEMS_ERROR, LAMP_ITEMS_ERROR_LOST_PLACE);
}

static void
test_speed (void)
{
  g_autoptr (LampState) state = lamp_state_new ();
  g_autoptr (LampItemsQuery) all = good_query (&lamp_outage_type, "limit=10000");
  g_autoptr (LampItemsQuery) some = good_query (&lamp_outage_type, "status=confirmed&bbox=1,2,3,4&datetime=2026-01-05/..");
  g_auto (LampItemsPage) page = { NULL };
  g_auto (LampItemsPage) few = { NULL };
  g_autoptr (GBytes) body = NULL;
  double select_s, filter_s, write_s;

  for (int i = 0; i < 10000; i++)
    add_outage (state, i);

  g_test_timer_start ();
  g_assert_true (lamp_items_select (all, state, &page, NULL));
  select_s = g_test_timer_elapsed ();
  g_test_timer_start ();
  g_assert_true (lamp_items_select (some, state, &few, NULL));
  filter_s = g_test_timer_elapsed ();
  g_test_timer_start ();
  body = lamp_items_page_write (&page, "");
  write_s = g_test_timer_elapsed ();
  g_test_message ("10000 outages: select %.2f ms, filter %.2f ms, write %.1f ms (%" G_GSIZE_FORMAT " bytes)", select_s * 1e3, filter_s * 1e3, write_s * 1e3, g_bytes_get_size (body));
  g_assert_cmpint (page.n_matched, ==, 10000);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/items/box-oracle", test_box_oracle);
  g_test_add_func ("/items/box-text", test_box_text);
  g_test_add_func ("/items/time-oracle", test_time_oracle);
  g_test_add_func ("/items/time-text", test_time_text);
  g_test_add_func ("/items/parameters", test_parameters);
  g_test_add_func ("/items/conditions", test_conditions);
  g_test_add_func ("/items/pages", test_pages);
  g_test_add_func ("/items/paging-under-change", test_paging_under_change);
  g_test_add_func ("/items/lost-place", test_lost_place);
  g_test_add_func ("/items/speed", test_speed);

  return g_test_run ();
}
