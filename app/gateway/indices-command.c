/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * `lamplighterd indices`: the reliability indices of a period from the journal of a store. Reads beside a running gateway.
 */
#define G_LOG_DOMAIN "lamp-gateway"
#include "config.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>

#define GETTEXT_PACKAGE LAMP_GETTEXT_PACKAGE
#include <glib/gi18n-lib.h>

#include "gateway/indices-private.h"
#include "gateway/store.h"
#include "gateway/subcommands.h"

#define JOURNAL_BATCH 1000 /* rows at a time */
#define LEARNING_YEARS 5   /* IEEE 1366 annex B */

static void
report_clear (LampIndicesReport *report)
{
  g_free (report->store);
  g_free (report->region);
  g_free (report->from);
  g_free (report->to);
  g_free (report->zone_name);
  g_clear_pointer (&report->zone, g_time_zone_unref);
  g_clear_pointer (&report->interruptions, lamp_interruptions_free);
  g_clear_pointer (&report->tree, lamp_tree_free);
  g_clear_pointer (&report->network, lamp_network_unref);
  g_clear_pointer (&report->major, g_array_unref);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (LampIndicesReport, report_clear)

/* --- reading --- */

typedef struct
{
  LampIndicesReport *report;
  LampGathering     *gathering;
  gint64             seq;
  guint              n;
  GError            *error;
} Reading;

static gboolean
take_row (const LampJournalRow *row, gpointer user_data)
{
  Reading *reading = user_data;
  g_autoptr (LampRecord) record = lamp_record_new (&lamp_entry_type, "");
  LampEntry *entry = (LampEntry *)record;

  reading->seq = row->seq;
  reading->n++;
  if (reading->report->first_usec == LAMP_UNKNOWN_TIME)
    reading->report->first_usec = row->at_usec;
  reading->report->last_usec = row->at_usec;
  entry->at_usec = row->at_usec;
  entry->changes = json_from_string (row->changes, &reading->error);
  if (reading->error == NULL)
    lamp_gathering_add (reading->gathering, entry);
  return reading->error == NULL;
}

static gboolean
read_journal (LampStore *store, Reading *reading, GError **error)
{
  do
    {
      reading->n = 0;
      if (!store->klass->read_journal (store, reading->seq, 0, JOURNAL_BATCH, take_row, reading, error))
        {
          g_clear_error (&reading->error);
          return FALSE;
        }
    }
  while (reading->n == JOURNAL_BATCH && reading->error == NULL);
  if (reading->error == NULL)
    return TRUE;
  g_propagate_prefixed_error (error, reading->error, _ ("Command %" PRId64 " of the journal cannot be read; nothing was computed: "), reading->seq);
  return FALSE;
}

static gboolean
check_region (LampIndicesReport *report, LampStore *store, GError **error)
{
  const char      *name = report->network->name != NULL ? report->network->name : "";
  g_autofree char *known = store->klass->get_note (store, "region", error);

  if (known == NULL || g_str_equal (known, name))
    return error == NULL || *error == NULL;
  g_set_error (error, LAMP_STORE_ERROR, LAMP_STORE_ERROR_FOREIGN, _ ("The store %s belongs to the region “%s”, not to “%s”; name its own region file"), report->store, known, name);
  return FALSE;
}

static gboolean
gather (LampIndicesReport *report, GError **error)
{
  g_autoptr (LampStore) store = lamp_store_open (report->store, LAMP_STORE_VISITOR, error);
  g_autoptr (LampEnergisation) normal = NULL;
  g_autoptr (LampGathering) gathering = NULL;
  Reading reading = { .report = report };

  if (store == NULL)
    return FALSE;
  report->network = lamp_network_load (report->region, NULL, error);
  if (report->network == NULL || !check_region (report, store, error))
    return FALSE;
  normal = lamp_energisation_new (report->network);
  report->tree = lamp_tree_new (normal);
  gathering = reading.gathering = lamp_gathering_new (report->tree);
  if (!read_journal (store, &reading, error))
    return FALSE;
  if (lamp_gathering_get_n_unread (gathering) > 0)
    g_printerr (_ ("lamplighterd: %u changes of outages could not be read and do not count\n"), lamp_gathering_get_n_unread (gathering));
  report->interruptions = lamp_gathering_finish (gathering);
  return TRUE;
}

/* --- the period --- */

/* A day of the zone, "2026-01-31", as its first moment; or a moment with its offset. */
static gboolean
read_moment (LampIndicesReport *report, const char *text, gint64 *usec)
{
  g_autoptr (GDateTime) midnight = NULL;
  int year, month, day, end = 0;

  if (lamp_time_from_string (text, usec))
    return TRUE;
  if (sscanf (text, "%4d-%2d-%2d%n", &year, &month, &day, &end) != 3 || text[end] != '\0')
    return FALSE;
  midnight = g_date_time_new (report->zone, year, month, day, 0, 0, 0);
  if (midnight == NULL)
    return FALSE;
  *usec = g_date_time_to_unix (midnight) * G_USEC_PER_SEC;
  return TRUE;
}

/* Unless told: from the day of the first command to the last command. */
static const char *
set_period (LampIndicesReport *report)
{
  LampIndicesOptions *options = &report->options;
  gboolean            empty = report->first_usec == LAMP_UNKNOWN_TIME;
  g_autofree char    *first_day = lamp_day_to_string (lamp_day_of (empty ? 0 : report->first_usec, report->zone));

  if (!read_moment (report, report->from != NULL ? report->from : first_day, &options->from_usec))
    return _ ("--from is a day such as 2026-01-31 or a time such as 2026-01-31T08:00:00+08:00");
  options->to_usec = empty ? options->from_usec : report->last_usec + 1;
  if (report->to != NULL && !read_moment (report, report->to, &options->to_usec))
    return _ ("--to is a day such as 2026-01-31 or a time such as 2026-01-31T08:00:00+08:00");
  if (options->to_usec < options->from_usec || (report->to != NULL && options->to_usec == options->from_usec))
    return _ ("the period ends before it begins; --to is later than --from");
  options->as_of_usec = empty ? 0 : report->last_usec + 1;
  return NULL;
}

static void
set_served (LampIndicesReport *report)
{
  LampIndicesOptions *options = &report->options;

  options->zone = report->zone;
  options->momentary_usec = (gint64)(report->momentary_min * 60 * G_USEC_PER_SEC);
  options->celid_usec = (gint64)(report->celid_hours * 3600 * G_USEC_PER_SEC);
  options->forced_only = report->forced_only;
  options->customers_served = report->network->n_customers;
  for (guint32 i = 0; i < report->network->n_customers; i++)
    options->kva_served += lamp_tree_customer_kva (report->tree, i);
}

/* --- computing --- */

/* The threshold comes from the five years before the period, or from the command line. */
static void
find_major_days (LampIndicesReport *report)
{
  LampIndicesOptions before = report->options;
  g_autoptr (GDateTime) start = g_date_time_new_from_unix_utc (report->options.from_usec / G_USEC_PER_SEC);
  g_autoptr (GDateTime) learning = start != NULL ? g_date_time_add_years (start, -LEARNING_YEARS) : NULL;
  g_autoptr (GArray) history = NULL;
  g_autoptr (GArray) days = lamp_indices_days (report->interruptions->list, &report->options);

  before.to_usec = report->options.from_usec;
  before.from_usec = learning != NULL ? g_date_time_to_unix (learning) * G_USEC_PER_SEC : before.to_usec;
  history = lamp_indices_days (report->interruptions->list, &before);
  report->learnt = lamp_major_days_learn (history, report->population);
  if (report->med_threshold_min > 0)
    report->learnt.t_med_min = report->med_threshold_min;
  if (isfinite (report->learnt.t_med_min))
    report->major = lamp_major_days_find (days, report->learnt.t_med_min);
}

/* --- the command --- */

static const char *
check_options (LampIndicesReport *report)
{
  if (report->store == NULL)
    return _ ("name the store with --store sqlite:PATH");
  if (report->region == NULL)
    return _ ("name the region with --region FILE");
  if (report->json && report->csv)
    return _ ("give either --csv or --json, not both");
  if (!isfinite (report->momentary_min) || report->momentary_min < 0 || report->momentary_min > 24 * 60)
    return _ ("--momentary-min is 0 to 1440 minutes");
  if (!isfinite (report->celid_hours) || report->celid_hours <= 0 || report->celid_hours > 1e5)
    return _ ("--celid-hours is more than 0");
  if (!isfinite (report->med_threshold_min) || report->med_threshold_min < 0)
    return _ ("--med-threshold is more than 0 minutes");
  report->zone = report->zone_name != NULL ? g_time_zone_new_identifier (report->zone_name) : g_time_zone_new_local ();
  if (report->zone == NULL)
    return _ ("--zone is a time zone such as Asia/Shanghai or +08:00");
  return NULL;
}

static int
run (LampIndicesReport *report)
{
  g_autofree char *out = NULL;
  GError          *error = NULL;
  const char      *wrong;

  if (!gather (report, &error))
    return lamp_command_fail (error);
  wrong = set_period (report);
  if (wrong != NULL)
    return lamp_command_fail_usage (wrong);
  set_served (report);
  find_major_days (report);
  if (report->exclude_med && report->major == NULL)
    {
      g_set_error_literal (&error, LAMP_STORE_ERROR, LAMP_STORE_ERROR_MISSING, _ ("Major event days cannot be left out: the five years before --from have fewer than two days with interruptions; give the threshold with --med-threshold"));
      return lamp_command_fail (error);
    }
  report->options.left_out = report->exclude_med ? report->major : NULL;
  lamp_indices_compute (report->interruptions->list, report->interruptions->customers, &report->options, &report->indices);
  out = lamp_indices_to_string (report);
  return lamp_output_finish (out);
}

int
lamp_indices_command (int argc, char **argv)
{
  g_autoptr (GOptionContext) context = g_option_context_new (NULL);
  g_auto (LampIndicesReport) report = { .momentary_min = 5, .celid_hours = 8, .first_usec = LAMP_UNKNOWN_TIME, .last_usec = LAMP_UNKNOWN_TIME };
  const GOptionEntry entries[] = {
    { "store", 0, 0, G_OPTION_ARG_STRING, &report.store, N_ ("whose journal to read"), N_ ("sqlite:PATH") },
    { "region", 0, 0, G_OPTION_ARG_FILENAME, &report.region, N_ ("the region file it belongs to"), N_ ("FILE") },
    { "from", 0, 0, G_OPTION_ARG_STRING, &report.from, N_ ("first day, or time; the journal's first unless told"), N_ ("DAY") },
    { "to", 0, 0, G_OPTION_ARG_STRING, &report.to, N_ ("the day after the last, or time; the journal's end unless told"), N_ ("DAY") },
    { "zone", 0, 0, G_OPTION_ARG_STRING, &report.zone_name, N_ ("time zone of the days; this computer's unless told"), N_ ("ZONE") },
    { "momentary-min", 0, 0, G_OPTION_ARG_DOUBLE, &report.momentary_min, N_ ("up to how many minutes it is momentary (5)"), "N" },
    { "celid-hours", 0, 0, G_OPTION_ARG_DOUBLE, &report.celid_hours, N_ ("from how many hours on it is long, for CELID (8)"), "N" },
    { "forced-only", 0, 0, G_OPTION_ARG_NONE, &report.forced_only, N_ ("leave planned outages out"), NULL },
    { "exclude-med", 0, 0, G_OPTION_ARG_NONE, &report.exclude_med, N_ ("leave major event days out"), NULL },
    { "med-threshold", 0, 0, G_OPTION_ARG_DOUBLE, &report.med_threshold_min, N_ ("SAIDI of a day above which it is one, instead of 2.5 beta"), N_ ("MINUTES") },
    { "population", 0, 0, G_OPTION_ARG_NONE, &report.population, N_ ("beta as the deviation of a population (n), not a sample (n - 1)"), NULL },
    { "json", 0, 0, G_OPTION_ARG_NONE, &report.json, N_ ("print JSON"), NULL },
    { "csv", 0, 0, G_OPTION_ARG_NONE, &report.csv, N_ ("print CSV"), NULL },
    { NULL },
  };
  const char *wrong;

  g_option_context_set_summary (context, _ ("Prints the reliability indices of IEEE 1366 for a period, from the journal of a store."));
  if (!lamp_command_parse ("indices", context, entries, &argc, &argv))
    return LAMP_EXIT_USAGE;
  if (argc > 1)
    return lamp_command_fail_usage (_ ("this command takes options only; --help lists them"));
  wrong = check_options (&report);
  return wrong != NULL ? lamp_command_fail_usage (wrong) : run (&report);
}
