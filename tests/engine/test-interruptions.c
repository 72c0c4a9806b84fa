/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * From entries of a journal to interruptions, over Toytown: what each rule of interruptions.h says, one story each. Random
 * journals are compared with a table of minutes in tests/gateway/indices.py.
 */
#include "engine/interruptions.h"

#include <math.h>

#include "grid/fixture.h"
#include "records/call.h"
#include "records/outage.h"

#define MINUTE ((gint64)60 * G_USEC_PER_SEC)
#define START (G_GINT64_CONSTANT (1795000000) * G_USEC_PER_SEC)

typedef struct
{
  LampNetwork      *network;
  LampEnergisation *normal;
  LampTree         *tree;
  LampGathering    *gathering;
} Story;

static void
story_begin (Story *story)
{
  story->network = lamp_fixture_network ();
  story->normal = lamp_energisation_new (story->network);
  story->tree = lamp_tree_new (story->normal);
  story->gathering = lamp_gathering_new (story->tree);
}

static void
story_end (Story *story)
{
  lamp_gathering_free (story->gathering);
  lamp_tree_free (story->tree);
  lamp_energisation_free (story->normal);
  lamp_network_unref (story->network);
}

static void
tell_json (Story *story, gint64 minute, const char *changes)
{
  g_autoptr (LampRecord) record = lamp_record_new (&lamp_entry_type, "1");
  LampEntry *entry = (LampEntry *)record;

  entry->at_usec = START + minute * MINUTE;
  entry->changes = json_from_string (changes, NULL);
  g_assert_nonnull (entry->changes);
  lamp_gathering_add (story->gathering, entry);
}

static void
tell_record (Story *story, gint64 minute, gpointer record)
{
  g_autoptr (GString) text = g_string_new (NULL);

  g_string_append_printf (text, "[{\"collection\":\"%s\",\"id\":\"%s\",\"before\":null,\"after\":", ((LampRecord *)record)->type->collection, ((LampRecord *)record)->id);
  lamp_record_append_feature (text, record, NULL);
  g_string_append (text, "}]");
  tell_json (story, minute, text->str);
  lamp_record_unref (record);
}

/* `restored` and `rule` may be left out: -1 and NULL. */
static void
tell (Story *story, gint64 minute, const char *id, const char *status, const char *device, gint64 start, gint64 restored, gint64 customers, const char *rule)
{
  LampOutage *outage = lamp_record_new (&lamp_outage_type, id);

  lamp_record_set_string (&outage->status, status);
  lamp_record_set_string (&outage->device, device);
  lamp_record_set_string (&outage->rule, rule);
  outage->planned = FALSE;
  outage->start_usec = START + start * MINUTE;
  outage->restored_usec = restored >= 0 ? START + restored * MINUTE : LAMP_UNKNOWN_TIME;
  outage->customers_out = customers;
  tell_record (story, minute, outage);
}

/* One interruption of that many customers from minute to minute (-1: it lasts). */
static void
expect (const LampInterruptions *found, guint i, double customers, gint64 from, gint64 to)
{
  const LampInterruption *one;

  g_assert_cmpuint (i, <, found->list->len);
  one = &g_array_index (found->list, LampInterruption, i);
  g_assert_cmpfloat (one->customers, ==, customers);
  g_assert_cmpint ((one->start_usec - START) / MINUTE, ==, from);
  if (to >= 0)
    g_assert_cmpint ((one->end_usec - START) / MINUTE, ==, to);
  else
    g_assert_cmpint (one->end_usec, ==, LAMP_UNKNOWN_TIME);
}

/* A guess that was wrong was never right: three behind FU2, not eight behind B1. */
static void
test_better_known (void)
{
  Story story;
  g_autoptr (LampInterruptions) found = NULL;

  story_begin (&story);
  tell (&story, 5, "O-1", "predicted", "B1", 0, -1, 8, "device");
  tell (&story, 9, "O-1", "confirmed", "FU2", 0, -1, 3, "field");
  tell (&story, 60, "O-1", "restored", "FU2", 0, 58, 0, "field");
  tell (&story, 90, "O-1", "closed", "FU2", 0, 58, 0, "field");
  found = lamp_gathering_finish (story.gathering);
  g_assert_cmpuint (found->list->len, ==, 1);
  expect (found, 0, 3, 0, 58);
  g_assert_cmpuint (g_array_index (found->list, LampInterruption, 0).n_known, ==, 3);
  g_assert_cmpfloat_with_epsilon (g_array_index (found->list, LampInterruption, 0).kva, 400, 1e-9);
  story_end (&story);
}

/* Eight behind B1; five are back after half an hour, the three behind FU2 after an hour. */
static void
test_steps (void)
{
  Story story;
  g_autoptr (LampInterruptions) found = NULL;

  story_begin (&story);
  tell (&story, 1, "O-1", "confirmed", "B1", 0, -1, 8, "scada");
  tell (&story, 30, "O-1", "partiallyRestored", "B1", 0, -1, 8, "scada");
  tell (&story, 30, "O-1", "partiallyRestored", "FU2", 0, -1, 3, "field");
  tell (&story, 60, "O-1", "restored", "FU2", 0, 60, 0, "field");
  found = lamp_gathering_finish (story.gathering);
  g_assert_cmpuint (found->list->len, ==, 2);
  expect (found, 0, 5, 0, 30);
  expect (found, 1, 3, 0, 60);
  g_assert_cmpuint (g_array_index (found->list, LampInterruption, 0).device, ==, g_array_index (found->list, LampInterruption, 1).device);
  story_end (&story);
}

/* T1's four customers are out from 0 to 90; from 20 to 50 the whole feeder is: they count once, with all of it. */
static void
test_nested (void)
{
  Story story;
  g_autoptr (LampInterruptions) found = NULL;

  story_begin (&story);
  tell (&story, 1, "O-1", "confirmed", "T1", 0, -1, 4, "unit");
  tell (&story, 20, "O-2", "confirmed", "B1", 20, -1, 8, "scada");
  tell (&story, 20, "O-1", "confirmed", "T1", 0, -1, 0, "unit");
  tell (&story, 50, "O-2", "restored", "B1", 20, 50, 0, "scada");
  tell (&story, 50, "O-1", "confirmed", "T1", 0, -1, 4, "unit");
  tell (&story, 90, "O-1", "restored", "T1", 0, 90, 0, "unit");
  found = lamp_gathering_finish (story.gathering);
  g_assert_cmpuint (found->list->len, ==, 2);
  expect (found, 0, 4, 0, 90);
  expect (found, 1, 4, 20, 50);
  story_end (&story);
}

/* A service is its caller's; what was cancelled or deleted was none; what was said to be back and was not, was not. */
static void
test_service_and_none (void)
{
  Story     story;
  LampCall *call = lamp_record_new (&lamp_call_type, "C-1");
  g_autoptr (LampInterruptions) found = NULL;

  story_begin (&story);
  lamp_record_set_string (&call->account, "C2");
  lamp_record_set_string (&call->outage, "O-1");
  tell (&story, 1, "O-1", "predicted", "D1", 0, -1, 1, "service");
  tell_record (&story, 1, call);
  tell (&story, 2, "O-2", "predicted", "B2", 2, -1, 3, "device");
  tell (&story, 9, "O-2", "cancelled", "B2", 2, -1, 0, "device");
  tell (&story, 2, "O-3", "predicted", "B2", 2, -1, 3, "device");
  tell_json (&story, 9, "[{\"collection\":\"outages\",\"id\":\"O-3\",\"before\":{},\"after\":null}]");
  tell (&story, 20, "O-1", "restored", "D1", 0, 20, 0, "service");
  tell (&story, 25, "O-1", "confirmed", "D1", 0, -1, 1, "service");
  found = lamp_gathering_finish (story.gathering);
  g_assert_cmpuint (found->list->len, ==, 1);
  expect (found, 0, 1, 0, -1);
  g_assert_cmpstr (lamp_network_customer_id (story.network, g_array_index (found->customers, guint32, 0)), ==, "C2");
  story_end (&story);
}

/* Of a device this edition of the region does not have, the numbers count, without names. */
static void
test_nameless (void)
{
  Story story;
  g_autoptr (LampInterruptions) found = NULL;

  story_begin (&story);
  tell (&story, 1, "O-1", "predicted", "GONE", 0, -1, 10, "device");
  tell (&story, 5, "O-1", "confirmed", "GONE", 0, -1, 100, "device");
  tell (&story, 30, "O-1", "partiallyRestored", "GONE", 0, -1, 40, "device");
  tell (&story, 60, "O-1", "closed", "GONE", 0, -1, 0, "device");
  found = lamp_gathering_finish (story.gathering);
  g_assert_cmpuint (found->list->len, ==, 2);
  expect (found, 0, 60, 0, 30);
  expect (found, 1, 40, 0, 60);
  g_assert_cmpuint (found->customers->len, ==, 0);
  g_assert_true (isnan (g_array_index (found->list, LampInterruption, 0).kva));
  story_end (&story);
}

/* Whatever a journal holds. */
static void
test_rubbish (void)
{
  static const char *const rubbish[] = { "[]", "{}", "[1, null, []]", "[{}]", "[{\"collection\":7,\"id\":[]}]", "[{\"collection\":\"outages\"}]", "[{\"collection\":\"crews\",\"id\":\"K\",\"after\":{}}]" };
  Story                    story;
  g_autoptr (LampInterruptions) found = NULL;

  story_begin (&story);
  for (guint i = 0; i < G_N_ELEMENTS (rubbish); i++)
    tell_json (&story, i, rubbish[i]);
  g_assert_cmpuint (lamp_gathering_get_n_unread (story.gathering), ==, 0);
  tell_json (&story, 9, "[{\"collection\":\"outages\",\"id\":\"O-1\",\"after\":{\"type\":\"Feature\",\"id\":\"O-1\",\"properties\":{\"status\":7}}}]");
  g_assert_cmpuint (lamp_gathering_get_n_unread (story.gathering), ==, 1);
  found = lamp_gathering_finish (story.gathering);
  g_assert_cmpuint (found->list->len, ==, 0);
  story_end (&story);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/engine/interruptions/better-known", test_better_known);
  g_test_add_func ("/engine/interruptions/steps", test_steps);
  g_test_add_func ("/engine/interruptions/nested", test_nested);
  g_test_add_func ("/engine/interruptions/service-and-none", test_service_and_none);
  g_test_add_func ("/engine/interruptions/nameless", test_nameless);
  g_test_add_func ("/engine/interruptions/rubbish", test_rubbish);
  return g_test_run ();
}
