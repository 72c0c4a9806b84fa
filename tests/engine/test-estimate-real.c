/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Estimates on a real cyclone (November 2024, one utility's public outage map, shared data): replayed in the order it was
 * seen, each outage is estimated when it first has one by the utility, by rule, and from those that had ended until then.
 * Printed is how far off each was. What ended is learnt only after it had ended: nothing looks ahead.
 */
#include "engine/estimate.h"

#include <gio/gio.h>

#include <math.h>
#include <string.h>

#define MINUTE ((gint64)60 * G_USEC_PER_SEC)
#define HOUR (60 * MINUTE)

typedef enum {
  BY_RULE,
  BY_HISTORY,
  BY_UTILITY,
  N_WAYS,
} Way;

typedef struct
{
  LampOutage *outage;
  gint64      arrived_usec;  /* first seen with a crew on site */
  gint64      end_usec;      /* gone from the map */
  gint64      said_usec;     /* when the utility's first estimate was seen */
  gint64      first_usec;    /* when it was first seen itself */
  gint64      at_start[2];   /* estimates at first_usec: by rule, by history */
  gint64      ways[N_WAYS];  /* estimates at said_usec */
  gboolean    planned, kept; /* kept: in the history */
} Event;

typedef struct
{
  GHashTable        *events; /* id → Event */
  GPtrArray         *order;
  LampEstimateRules *rules;
  LampHistory       *history;
} Replay;

static void
event_free (gpointer data)
{
  Event *event = data;

  lamp_record_unref (event->outage);
  g_free (event);
}

static JsonObject *
get_object (JsonObject *object, const char *name)
{
  JsonNode *node = json_object_get_member (object, name);

  return node != NULL && JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;
}

/* Milliseconds since 1970; FALSE when it is not there or null. */
static gboolean
get_msec (JsonObject *object, const char *name, gint64 *usec)
{
  JsonNode *node = json_object_get_member (object, name);

  if (node == NULL || !JSON_NODE_HOLDS_VALUE (node))
    return FALSE;
  *usec = json_node_get_int (node) * 1000;
  return TRUE;
}

/* "20241119T061507Z" */
static gint64
read_seen (const char *text)
{
  g_autoptr (GTimeZone) utc = g_time_zone_new_utc ();
  g_autoptr (GDateTime) time = g_date_time_new_from_iso8601 (text, utc);

  g_assert_nonnull (time);
  return g_date_time_to_unix (time) * G_USEC_PER_SEC;
}

/* The map names no devices. How many are out tells about how far up it is. */
static const char *
kind_by_customers (gint64 customers)
{
  if (customers <= 2)
    return "service";
  if (customers <= 25)
    return "transformer";
  return customers <= 250 ? "fuse" : "breaker";
}

static const char *
cause_of (const char *text)
{
  static const struct
  {
    const char *text, *cause;
  } causes[] = {
    { "Tree down across our wires", "treeContact" },
    { "Wind storm", "wind" },
    { "Wire down", "wind" },
    { "Equipment failure", "equipment" },
    { "Transformer burn out", "equipment" },
    { "Motor vehicle accident", "vehicle" },
    { "Bird contacting our wires", "animal" },
  };

  for (guint i = 0; text != NULL && i < G_N_ELEMENTS (causes); i++)
    if (strcmp (causes[i].text, text) == 0)
      return causes[i].cause;
  return NULL;
}

static const char *
crew_status_of (const char *word)
{
  if (g_strcmp0 (word, "ONSITE") == 0)
    return "arrived";
  if (g_strcmp0 (word, "ENROUTE") == 0)
    return "enroute";
  return g_strcmp0 (word, "ASSIGNED") == 0 ? "assigned" : "awaitingCrewAssignment";
}

static void
estimate (Replay *replay, Event *event, gint64 now_usec, gint64 *by_rule, gint64 *by_history)
{
  LampEstimateFacts facts = { event->outage, event->arrived_usec, LAMP_UNKNOWN_TIME };

  *by_rule = lamp_estimate_restoration (replay->rules, NULL, &facts, now_usec).ert_usec;
  *by_history = lamp_estimate_restoration (replay->rules, replay->history, &facts, now_usec).ert_usec;
}

static void
take_fields (Replay *replay, Event *event, JsonObject *fields, gint64 seen_usec)
{
  LampOutage *outage = event->outage;
  gint64      ert_usec = 0;

  if (json_object_has_member (fields, "cause"))
    {
      const char *cause = json_object_get_string_member_with_default (fields, "cause", "");

      lamp_record_set_string (&outage->cause, cause_of (cause));
      event->planned = event->planned || strstr (cause, "ork being done") != NULL;
    }
  if (json_object_has_member (fields, "crewStatus"))
    lamp_record_set_string (&outage->crew_status, crew_status_of (json_object_get_string_member_with_default (fields, "crewStatus", "")));
  if (event->arrived_usec == LAMP_UNKNOWN_TIME && g_strcmp0 (outage->crew_status, "arrived") == 0)
    event->arrived_usec = seen_usec;
  if (event->said_usec == 0 && get_msec (fields, "crewEtr", &ert_usec))
    {
      event->said_usec = seen_usec;
      event->ways[BY_UTILITY] = ert_usec;
      estimate (replay, event, seen_usec, &event->ways[BY_RULE], &event->ways[BY_HISTORY]);
    }
}

static void
appear (Replay *replay, const char *id, JsonObject *fields, gint64 seen_usec)
{
  Event *event = g_new0 (Event, 1);

  event->outage = lamp_record_new (&lamp_outage_type, id);
  event->arrived_usec = LAMP_UNKNOWN_TIME;
  event->first_usec = seen_usec;
  lamp_record_set_string (&event->outage->status, "confirmed");
  get_msec (fields, "dateOff", &event->outage->start_usec);
  lamp_record_set_string (&event->outage->device_kind, kind_by_customers (json_object_get_int_member_with_default (fields, "numCustomersOut", 0)));
  g_hash_table_replace (replay->events, event->outage->base.id, event);
  g_ptr_array_add (replay->order, event);
  take_fields (replay, event, fields, seen_usec);
  estimate (replay, event, seen_usec, &event->at_start[0], &event->at_start[1]);
}

/* Gone from the map: it ended since the last look, a quarter of an hour ago. (What the file calls dateOn is the crew's
 * estimate once more and no truth.) */
static void
end (Replay *replay, Event *event, gint64 seen_usec)
{
  event->end_usec = seen_usec;
  if (event->planned || event->kept)
    return;
  event->kept = TRUE;
  event->outage->restored_usec = event->end_usec;
  lamp_history_add_outage (replay->history, event->outage, event->arrived_usec);
}

static void
take_line (Replay *replay, const char *line)
{
  g_autoptr (JsonNode) node = json_from_string (line, NULL);
  JsonObject *row = node != NULL && JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;
  const char *id, *what;
  gint64      seen_usec;
  Event      *event;

  g_assert_nonnull (row);
  id = json_object_get_string_member (row, "id");
  what = json_object_get_string_member (row, "ev");
  seen_usec = read_seen (json_object_get_string_member (row, "t"));
  event = g_hash_table_lookup (replay->events, id);
  if (g_str_equal (what, "gone") && event != NULL)
    end (replay, event, seen_usec);
  else if (event == NULL || g_str_equal (what, "appear"))
    appear (replay, id, get_object (row, "f"), seen_usec);
  else
    take_fields (replay, event, get_object (row, "f"), seen_usec);
}

/* --- what came of it --- */

static int
compare_doubles (gconstpointer a, gconstpointer b)
{
  const double x = *(const double *)a, y = *(const double *)b;

  return (x > y) - (x < y);
}

static double
median (GArray *values)
{
  g_array_sort (values, compare_doubles);
  return values->len > 0 ? g_array_index (values, double, values->len / 2) : (double)NAN;
}

typedef struct
{
  guint  n;
  double error_min, mean_min, bias_min; /* median and mean of |error|, median of error */
  double within_h, twice;               /* share not further off than an hour; time left told and true differ by less than a factor of 2 */
} Accuracy;

/* `pick` gives the estimate of an event, or 0 for none. */
static Accuracy
measure (const Replay *replay, gint64 (*pick) (const Event *event), gboolean at_start)
{
  g_autoptr (GArray) errors = g_array_new (FALSE, FALSE, sizeof (double));
  g_autoptr (GArray) biases = g_array_new (FALSE, FALSE, sizeof (double));
  Accuracy accuracy = { 0 };

  for (guint i = 0; i < replay->order->len; i++)
    {
      const Event *event = replay->order->pdata[i];
      gint64       now_usec = at_start ? event->first_usec : event->said_usec;
      double       off_min, error_min, factor;

      if (event->planned || !event->kept || pick (event) == 0 || event->end_usec <= now_usec)
        continue;
      off_min = (double)(pick (event) - event->end_usec) / MINUTE;
      error_min = fabs (off_min);
      g_array_append_val (errors, error_min);
      g_array_append_val (biases, off_min);
      accuracy.within_h += error_min <= 60;
      accuracy.mean_min += error_min;
      factor = (double)MAX (pick (event) - now_usec, MINUTE) / (double)(event->end_usec - now_usec);
      accuracy.twice += factor < 2 && factor > 0.5;
    }
  accuracy.n = errors->len;
  accuracy.within_h /= MAX (errors->len, 1);
  accuracy.twice /= MAX (errors->len, 1);
  accuracy.mean_min /= MAX (errors->len, 1);
  accuracy.error_min = median (errors);
  accuracy.bias_min = median (biases);
  return accuracy;
}

/* The last fifth of the storm begins with a history; before it most is rule. */
static gint64
pick_start_rule (const Event *event)
{
  return event->at_start[0];
}

static gint64
pick_start_history (const Event *event)
{
  return event->at_start[1];
}

static gint64
pick_rule (const Event *event)
{
  return event->said_usec > 0 && event->said_usec < event->end_usec ? event->ways[BY_RULE] : 0;
}

static gint64
pick_history (const Event *event)
{
  return event->said_usec > 0 && event->said_usec < event->end_usec ? event->ways[BY_HISTORY] : 0;
}

static gint64
pick_utility (const Event *event)
{
  return event->said_usec > 0 && event->said_usec < event->end_usec ? event->ways[BY_UTILITY] : 0;
}

static void
print_row (const char *when, const char *way, Accuracy accuracy)
{
  g_test_message ("| %s | %s | %u | %.0f min | %.0f min | %+.0f min | %.0f %% | %.0f %% |", when, way, accuracy.n, accuracy.error_min, accuracy.mean_min, accuracy.bias_min, 100 * accuracy.within_h, 100 * accuracy.twice);
}

static char *
unpack (const char *path)
{
  g_autoptr (GSubprocess) zstd = g_subprocess_new (G_SUBPROCESS_FLAGS_STDOUT_PIPE, NULL, "zstd", "-dcq", path, NULL);
  g_autoptr (GBytes) bytes = NULL;

  if (zstd == NULL || !g_subprocess_communicate (zstd, NULL, NULL, &bytes, NULL, NULL) || !g_subprocess_get_successful (zstd))
    return NULL;
  return g_strndup (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
}

static void
test_cyclone (void)
{
  const char      *shared = g_getenv ("LAMP_SHARED_DATA");
  g_autofree char *path = shared != NULL ? g_build_filename (shared, "bchydro", "timeline.jsonl.zst", NULL) : NULL;
  g_autofree char *rules_path = g_test_build_filename (G_TEST_DIST, "..", "data", "estimates", "typical.ini", NULL);
  g_autofree char *rules_text = NULL;
  g_autofree char *text = NULL;
  g_auto (GStrv) lines = NULL;
  Replay   replay = { 0 };
  Accuracy rule, history;

  if (path == NULL || !g_file_test (path, G_FILE_TEST_IS_REGULAR))
    {
      g_test_skip ("the shared data are not here");
      return;
    }
  text = unpack (path);
  if (text == NULL)
    {
      g_test_skip ("zstd is not installed");
      return;
    }
  g_assert_true (g_file_get_contents (rules_path, &rules_text, NULL, NULL));
  replay.rules = lamp_estimate_rules_parse ("typical", rules_text, strlen (rules_text), NULL);
  g_assert_nonnull (replay.rules);
  replay.history = lamp_history_new ();
  replay.events = g_hash_table_new (g_str_hash, g_str_equal);
  replay.order = g_ptr_array_new_with_free_func (event_free);
  lines = g_strsplit (text, "\n", -1);
  for (guint i = 0; lines[i] != NULL; i++)
    if (*lines[i] != '\0')
      take_line (&replay, lines[i]);
  g_test_message ("| estimated | how | outages | median error | mean error | median of estimate minus truth | within an hour | within a factor of 2 |");
  rule = measure (&replay, pick_start_rule, TRUE);
  history = measure (&replay, pick_start_history, TRUE);
  print_row ("when first seen", "by rule", rule);
  print_row ("when first seen", "from history", history);
  g_assert_cmpuint (rule.n, >, 2000);
  print_row ("when the utility had one", "by rule", measure (&replay, pick_rule, FALSE));
  print_row ("when the utility had one", "from history", measure (&replay, pick_history, FALSE));
  print_row ("when the utility had one", "the utility's own", measure (&replay, pick_utility, FALSE));
  g_hash_table_unref (replay.events);
  g_ptr_array_unref (replay.order);
  lamp_history_free (replay.history);
  lamp_estimate_rules_free (replay.rules);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/engine/estimate-real/cyclone", test_cyclone);
  return g_test_run ();
}
