/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Orders are total, whatever the records say, and the default one is the engine's; filters and figures agree.
 */
#include "console/figures.h"
#include "console/order.h"
#include "engine/priority.h"
#include "records/item.h"

#define N_RANDOM 120
#define NOW_USEC (G_GINT64_CONSTANT (1790000000) * G_USEC_PER_SEC)

static const char *
pick (const char *const *words, guint n)
{
  return words[g_test_rand_int_range (0, (int)n)];
}

static gint64
random_time (void)
{
  return g_test_rand_int_range (0, 4) == 0 ? LAMP_UNKNOWN_TIME : NOW_USEC + (gint64)g_test_rand_int_range (-3, 4) * 3600 * G_USEC_PER_SEC;
}

static gint64
random_count (void)
{
  return g_test_rand_int_range (0, 5) == 0 ? LAMP_UNKNOWN_INTEGER : g_test_rand_int_range (0, 4);
}

/* Few values, so that ties are common. */
static LampOutage *
random_outage (guint i)
{
  static const char *const statuses[] = { NULL, "predicted", "confirmed", "partiallyRestored", "restored", "closed", "cancelled", "odd" };
  static const char *const names[] = { NULL, "Fuse 9", "Fuse 10", "fuse 9", "LBS 85296", "" };
  static const char *const crews[] = { NULL, "awaitingCrewAssignment", "assigned", "enroute", "arrived", "fieldComplete", "odd" };
  g_autofree char         *id = g_strdup_printf ("O-%u", i);
  LampOutage              *outage = lamp_record_new (&lamp_outage_type, id);

  lamp_record_set_string (&outage->status, pick (statuses, G_N_ELEMENTS (statuses)));
  lamp_record_set_string (&outage->device_name, pick (names, G_N_ELEMENTS (names)));
  lamp_record_set_string (&outage->zone, pick (names, G_N_ELEMENTS (names)));
  lamp_record_set_string (&outage->crew_status, pick (crews, G_N_ELEMENTS (crews)));
  lamp_record_set_string (&outage->scada, g_test_rand_bit () ? "tripped" : NULL);
  lamp_record_set_string (&outage->acknowledged_by, g_test_rand_bit () ? "li.wei" : NULL);
  outage->customers_out = random_count ();
  outage->key_sites_out = random_count ();
  outage->calls = random_count ();
  outage->last_gasps = random_count ();
  outage->start_usec = random_time ();
  outage->ert_usec = random_time ();
  outage->harm_usec = random_time ();
  return outage;
}

static GPtrArray *
random_outages (void)
{
  GPtrArray *outages = g_ptr_array_new_with_free_func (lamp_record_unref);

  for (guint i = 0; i < N_RANDOM; i++)
    g_ptr_array_add (outages, random_outage (i));
  return outages;
}

static int
sign (int value)
{
  return (value > 0) - (value < 0);
}

static void
test_total (void)
{
  g_autoptr (GPtrArray) outages = random_outages ();

  for (int order = 0; order < LAMP_N_ORDERS; order++)
    for (guint i = 0; i < outages->len; i++)
      for (guint j = 0; j < outages->len; j++)
        {
          int ij = lamp_order_outages (outages->pdata[i], outages->pdata[j], (LampOrder)order);
          int ji = lamp_order_outages (outages->pdata[j], outages->pdata[i], (LampOrder)order);

          g_assert_cmpint (sign (ij), ==, -sign (ji));
          g_assert_true ((ij == 0) == (i == j));
        }
}

static int
compare_cb (gconstpointer a, gconstpointer b, gpointer order)
{
  return lamp_order_outages (*(gconstpointer *)a, *(gconstpointer *)b, (LampOrder)GPOINTER_TO_INT (order));
}

/* Sorted once, every earlier one is before every later one: what transitivity means for a list. */
static void
test_transitive (void)
{
  for (int order = 0; order < LAMP_N_ORDERS; order++)
    {
      g_autoptr (GPtrArray) outages = random_outages ();

      g_ptr_array_sort_with_data (outages, compare_cb, GINT_TO_POINTER (order));
      for (guint i = 0; i < outages->len; i++)
        for (guint j = i + 1; j < outages->len; j++)
          g_assert_cmpint (lamp_order_outages (outages->pdata[i], outages->pdata[j], (LampOrder)order), <, 0);
    }
}

static void
test_harm_is_the_engines (void)
{
  g_autoptr (GPtrArray) outages = random_outages ();

  for (guint i = 0; i < outages->len; i++)
    for (guint j = 0; j < outages->len; j++)
      {
        int engine = lamp_outage_compare_urgency (outages->pdata[i], outages->pdata[j]);

        if (engine != 0)
          g_assert_cmpint (sign (lamp_order_outages (outages->pdata[i], outages->pdata[j], LAMP_ORDER_HARM)), ==, sign (engine));
      }
}

/* By another column, what is equal there is in the order of harm. */
static void
test_ties_end_in_harm (void)
{
  g_autoptr (LampRecord) a = lamp_record_new (&lamp_outage_type, "a");
  g_autoptr (LampRecord) b = lamp_record_new (&lamp_outage_type, "b");
  LampOutage *x = (LampOutage *)a, *y = (LampOutage *)b;

  lamp_record_set_string (&x->status, "confirmed");
  lamp_record_set_string (&y->status, "confirmed");
  x->customers_out = y->customers_out = 7;
  y->harm_usec = NOW_USEC;
  for (int order = 0; order < LAMP_N_ORDERS; order++)
    g_assert_cmpint (lamp_order_outages (y, x, (LampOrder)order), <, 0);
}

static void
test_names (void)
{
  static const char *const sorted[] = { "", "Crew 2", "crew 9", "Crew 12", "Crew 12b", "Fuse 007", "LBS 18446744073709551616", NULL };

  for (guint i = 0; sorted[i] != NULL; i++)
    {
      g_assert_cmpint (lamp_order_names (sorted[i], sorted[i]), ==, 0);
      g_assert_cmpint (lamp_order_names (sorted[i], NULL), <, 0);
      for (guint j = i + 1; sorted[j] != NULL; j++)
        {
          g_assert_cmpint (lamp_order_names (sorted[i], sorted[j]), <, 0);
          g_assert_cmpint (lamp_order_names (sorted[j], sorted[i]), >, 0);
        }
    }
  g_assert_cmpint (lamp_order_names (NULL, NULL), ==, 0);
}

static void
test_filters (void)
{
  g_autoptr (GPtrArray) outages = random_outages ();

  for (guint i = 0; i < outages->len; i++)
    {
      const LampOutage *outage = outages->pdata[i];
      gboolean          open = lamp_outage_is_open (outage);

      g_assert_true (lamp_filter_has (LAMP_FILTER_OPEN, outage, NOW_USEC, NULL, NULL) == open);
      g_assert_true (lamp_filter_has (LAMP_FILTER_ENDED, outage, NOW_USEC, NULL, NULL) == !open);
      for (int filter = LAMP_FILTER_UNASSIGNED; filter <= LAMP_FILTER_MINE; filter++)
        if (lamp_filter_has ((LampFilter)filter, outage, NOW_USEC, "li.wei", "li.wei"))
          g_assert_true (open);
      g_assert_false (lamp_filter_has (LAMP_FILTER_MINE, outage, NOW_USEC, NULL, NULL));
      g_assert_true (lamp_filter_has (LAMP_FILTER_MINE, outage, NOW_USEC, "zhang.min", "zhang.min") == open);
    }
}

/* What the strip counts is what the chips' filters show. */
static void
test_figures_agree_with_filters (void)
{
  g_autoptr (GPtrArray) outages = random_outages ();
  g_autoptr (GListStore) list = g_list_store_new (LAMP_TYPE_ITEM);
  LampFigures figures = { 0 };
  guint       open = 0, unassigned = 0, overdue = 0, key_sites = 0;
  gint64      customers = 0;

  for (guint i = 0; i < outages->len; i++)
    {
      const LampOutage *outage = outages->pdata[i];
      g_autoptr (LampItem) item = lamp_item_new (outages->pdata[i]);

      g_list_store_append (list, item);
      open += lamp_filter_has (LAMP_FILTER_OPEN, outage, NOW_USEC, NULL, NULL);
      unassigned += lamp_filter_has (LAMP_FILTER_UNASSIGNED, outage, NOW_USEC, NULL, NULL);
      overdue += lamp_filter_has (LAMP_FILTER_OVERDUE, outage, NOW_USEC, NULL, NULL);
      key_sites += lamp_filter_has (LAMP_FILTER_KEY_SITES, outage, NOW_USEC, NULL, NULL);
      if (lamp_outage_is_open (outage) && outage->customers_out != LAMP_UNKNOWN_INTEGER)
        customers += outage->customers_out;
    }
  lamp_figures_count (&figures, G_LIST_MODEL (list), NULL, NULL, NOW_USEC);
  g_assert_cmpuint (open, >, 0);
  g_assert_cmpuint (figures.outages, ==, open);
  g_assert_cmpuint (figures.unassigned, ==, unassigned);
  g_assert_cmpuint (figures.overdue, ==, overdue);
  g_assert_cmpuint (figures.with_key_sites, ==, key_sites);
  g_assert_cmpint (figures.customers_out, ==, customers);
}

static LampCrew *
new_crew (const char *id, const char *name, const char *status)
{
  LampCrew *crew = lamp_record_new (&lamp_crew_type, id);

  lamp_record_set_string (&crew->name, name);
  lamp_record_set_string (&crew->status, status);
  return crew;
}

static void
test_crews (void)
{
  g_autoptr (GPtrArray) sorted = g_ptr_array_new_with_free_func (lamp_record_unref);

  g_ptr_array_add (sorted, new_crew ("a", "Crew 3", "working"));
  g_ptr_array_add (sorted, new_crew ("b", "Crew 12", "enroute"));
  g_ptr_array_add (sorted, new_crew ("c", "Crew 1", "available"));
  g_ptr_array_add (sorted, new_crew ("d", "Crew 1", "available"));
  g_ptr_array_add (sorted, new_crew ("e", "Crew 0", "offShift"));
  g_ptr_array_add (sorted, new_crew ("f", NULL, NULL));
  for (guint i = 0; i < sorted->len; i++)
    for (guint j = i + 1; j < sorted->len; j++)
      {
        g_assert_cmpint (lamp_order_crews (sorted->pdata[i], sorted->pdata[j]), <, 0);
        g_assert_cmpint (lamp_order_crews (sorted->pdata[j], sorted->pdata[i]), >, 0);
      }
}

static LampSite *
new_site (const char *id, const char *state, const char *site_class, gint64 harm_usec)
{
  LampSite *site = lamp_record_new (&lamp_site_type, id);

  lamp_record_set_string (&site->supply_state, state);
  lamp_record_set_string (&site->site_class, site_class);
  site->harm_usec = harm_usec;
  return site;
}

static void
test_sites (void)
{
  g_autoptr (GPtrArray) sorted = g_ptr_array_new_with_free_func (lamp_record_unref);

  g_ptr_array_add (sorted, new_site ("a", "onBackup", "second", NOW_USEC));
  g_ptr_array_add (sorted, new_site ("b", "onBackup", "special", NOW_USEC + 1));
  g_ptr_array_add (sorted, new_site ("c", "out", "first", LAMP_UNKNOWN_TIME));
  g_ptr_array_add (sorted, new_site ("d", "lastSource", "special", LAMP_UNKNOWN_TIME));
  g_ptr_array_add (sorted, new_site ("e", "lastSource", "first", LAMP_UNKNOWN_TIME));
  g_ptr_array_add (sorted, new_site ("f", "normal", "special", LAMP_UNKNOWN_TIME));
  g_ptr_array_add (sorted, new_site ("g", NULL, NULL, LAMP_UNKNOWN_TIME));
  for (guint i = 0; i < sorted->len; i++)
    for (guint j = i + 1; j < sorted->len; j++)
      {
        g_assert_cmpint (lamp_order_sites (sorted->pdata[i], sorted->pdata[j]), <, 0);
        g_assert_cmpint (lamp_order_sites (sorted->pdata[j], sorted->pdata[i]), >, 0);
      }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/order/total", test_total);
  g_test_add_func ("/order/transitive", test_transitive);
  g_test_add_func ("/order/harm-is-the-engines", test_harm_is_the_engines);
  g_test_add_func ("/order/ties-end-in-harm", test_ties_end_in_harm);
  g_test_add_func ("/order/names", test_names);
  g_test_add_func ("/order/filters", test_filters);
  g_test_add_func ("/order/figures-agree-with-filters", test_figures_agree_with_filters);
  g_test_add_func ("/order/crews", test_crews);
  g_test_add_func ("/order/sites", test_sites);
  return g_test_run ();
}
