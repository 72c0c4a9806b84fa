/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Time to harm, one line per case; the order of the agenda against a plain one, and that it is an order at all.
 */
#include "engine/priority.h"

#define MINUTE ((gint64)60 * G_USEC_PER_SEC)
#define NOW (G_GINT64_CONSTANT (1795000000) * G_USEC_PER_SEC)

typedef struct
{
  const char *name;
  const char *hazard;
  gint64      age_min;     /* of the outage; -1 not known */
  gint64      site_min[2]; /* until backups run out; 0 for none */
  gboolean    planned;
  const char *reason;
  gint64      harm_min; /* from now; only when there is harm */
} Case;

static const Case CASES[] = {
  { "nothing", NULL, 10, { 0, 0 }, FALSE, "customers", 0 },
  { "wire down", "wireDown", 10, { 0, 0 }, FALSE, "hazard", -10 },
  { "wire down since when", "wireDown", -1, { 0, 0 }, FALSE, "hazard", 0 },
  { "wire down before backup", "wireDown", 10, { 5, 0 }, FALSE, "hazard", -10 },
  { "backup", NULL, 10, { 50, 0 }, FALSE, "backupEnds", 50 },
  { "the sooner backup", NULL, 10, { 50, 20 }, FALSE, "backupEnds", 20 },
  { "backup that has ended", NULL, 10, { -3, 20 }, FALSE, "backupEnds", -3 },
  { "promise far off", NULL, 164, { 0, 0 }, FALSE, "customers", 0 },
  { "promise near", NULL, 165, { 0, 0 }, FALSE, "promise", 60 },
  { "promise broken", NULL, 300, { 0, 0 }, FALSE, "promise", -75 },
  { "promise before backup", NULL, 200, { 50, 0 }, FALSE, "promise", 25 },
  { "backup before promise", NULL, 200, { 20, 0 }, FALSE, "backupEnds", 20 },
  { "planned work promises nothing", NULL, 200, { 0, 0 }, TRUE, "customers", 0 },
  { "nobody knows since when", NULL, -1, { 0, 0 }, FALSE, "customers", 0 },
};

static void
test_case (gconstpointer data)
{
  const Case *what = data;
  g_autoptr (LampRecord) record = lamp_record_new (&lamp_outage_type, "O-1");
  g_autoptr (GPtrArray) sites = g_ptr_array_new_with_free_func (lamp_record_unref);
  LampOutage  *outage = (LampOutage *)record;
  LampPriority priority;

  lamp_record_set_string (&outage->hazard, what->hazard);
  outage->planned = what->planned;
  if (what->age_min >= 0)
    outage->start_usec = NOW - what->age_min * MINUTE;
  for (guint i = 0; i < G_N_ELEMENTS (what->site_min); i++)
    {
      LampSite *site = lamp_record_new (&lamp_site_type, "S");

      if (what->site_min[i] != 0)
        site->harm_usec = NOW + what->site_min[i] * MINUTE;
      g_ptr_array_add (sites, site);
    }
  priority = lamp_outage_priority (outage, sites, NOW);
  g_assert_cmpstr (priority.reason, ==, what->reason);
  if (g_str_equal (what->reason, "customers"))
    g_assert_cmpint (priority.harm_usec, ==, LAMP_UNKNOWN_TIME);
  else
    g_assert_cmpint (priority.harm_usec, ==, NOW + what->harm_min * MINUTE);
}

static LampOutage *
random_outage (GRand *rand, guint i)
{
  static const char *const statuses[] = { "predicted", "confirmed", "partiallyRestored", "restored", "closed", "cancelled" };
  g_autofree char         *id = g_strdup_printf ("O-%02u", i);
  LampOutage              *outage = lamp_record_new (&lamp_outage_type, id);

  lamp_record_set_string (&outage->status, statuses[g_rand_int_range (rand, 0, G_N_ELEMENTS (statuses))]);
  if (g_rand_boolean (rand))
    outage->harm_usec = NOW + g_rand_int_range (rand, -2, 3) * MINUTE;
  if (g_rand_int_range (rand, 0, 5) > 0)
    outage->customers_out = g_rand_int_range (rand, 0, 4);
  if (g_rand_int_range (rand, 0, 5) > 0)
    outage->start_usec = NOW - g_rand_int_range (rand, 0, 3) * MINUTE;
  return outage;
}

/* The order as one text that sorts by itself. */
static char *
sort_key (const LampOutage *outage)
{
  gint64 harm_usec = outage->harm_usec == LAMP_UNKNOWN_TIME ? G_MAXINT64 : outage->harm_usec;
  gint64 start_usec = outage->start_usec == LAMP_UNKNOWN_TIME ? G_MAXINT64 : outage->start_usec;
  gint64 few = outage->customers_out == LAMP_UNKNOWN_INTEGER ? 1000000 : 999999 - outage->customers_out;

  return g_strdup_printf ("%d %020" G_GINT64_FORMAT " %08" G_GINT64_FORMAT " %020" G_GINT64_FORMAT " %s", !lamp_outage_is_open (outage), harm_usec, few, start_usec, outage->base.id);
}

static int
sign (int value)
{
  return value > 0 ? 1 : value < 0 ? -1
                                   : 0;
}

static void
test_order (void)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (3);
  g_autoptr (GPtrArray) outages = g_ptr_array_new_with_free_func (lamp_record_unref);

  for (guint i = 0; i < 90; i++)
    g_ptr_array_add (outages, random_outage (rand, i));
  for (guint i = 0; i < outages->len; i++)
    for (guint j = 0; j < outages->len; j++)
      {
        const LampOutage *a = g_ptr_array_index (outages, i), *b = g_ptr_array_index (outages, j);
        g_autofree char  *a_key = sort_key (a), *b_key = sort_key (b);

        g_assert_cmpint (sign (lamp_outage_compare_urgency (a, b)), ==, sign (g_strcmp0 (a_key, b_key)));
      }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (CASES); i++)
    {
      g_autofree char *path = g_strdup_printf ("/engine/priority/%s", CASES[i].name);

      g_test_add_data_func (path, &CASES[i], test_case);
    }
  g_test_add_func ("/engine/priority/order", test_order);
  return g_test_run ();
}
