/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Commands over HTTP: what they change, and what each refusal says; one line a case.
 */
#include "house.h"

#include <string.h>

#include "records/assignment.h"
#include "records/crew.h"
#include "records/outage.h"

#define ITEMS "/collections/assignments/items"
#define O1 "/collections/outages/items/O-1/actions"
#define O3 "/collections/outages/items/O-3/actions"

/* --- one line a case --- */

typedef struct
{
  const char *path, *headers, *body;
  guint       status;
  const char *code;
  const char *detail; /* part of it */
} Case;

static const Case refusals[] = {
  { ITEMS, NULL, "", 400, "bad-body", "" },
  { ITEMS, NULL, "{", 400, "bad-body", "" },
  { ITEMS, NULL, "[]", 400, "bad-body", "JSON object" },
  { ITEMS, NULL, "{\"outage\":\"O-1\"}", 400, "bad-body", "\"outage\" and \"crew\"" },
  { ITEMS, NULL, "{\"outage\":7,\"crew\":\"K1\"}", 400, "bad-body", "\"outage\" must be a string" },
  { ITEMS, NULL, "{\"outage\":\"O-1\",\"crew\":\"K1\",\"asSecond\":\"yes\"}", 400, "bad-body", "asSecond" },
  { ITEMS, NULL, "{\"outage\":\"O-1\",\"crew\":\"K1\",\"basedOn\":[]}", 400, "bad-body", "basedOn" },
  { ITEMS, NULL, "{\"outage\":\"O-9\",\"crew\":\"K1\"}", 404, "outage-unknown", "O-9" },
  { ITEMS, NULL, "{\"outage\":\"O-1\",\"crew\":\"K9\"}", 404, "crew-unknown", "K9" },
  { ITEMS, NULL, "{\"outage\":\"O-3\",\"crew\":\"K1\"}", 409, "outage-closed", "O-3 is restored since" },
  { ITEMS, NULL, "{\"outage\":\"O-1\",\"crew\":\"K1\",\"basedOn\":{\"outage\":\"\\\"999\\\"\"}}", 412, "based-on-unknown", "basedOn.outage" },
  { ITEMS, NULL, "{\"outage\":\"O-1\",\"crew\":\"K1\",\"basedOn\":{\"crew\":\"rubbish\"}}", 412, "based-on-unknown", "basedOn.crew" },
  { ITEMS, "Content-Type: text/plain", "{}", 415, "not-json", "text/plain" },
  { ITEMS, "Idempotency-Key: \"\"", "{}", 400, "bad-key", "1 to 255" },
  { O1, NULL, "{}", 400, "bad-action", "acknowledge, set-ert, note, close" },
  { O1, NULL, "{\"action\":\"explode\"}", 400, "bad-action", "acknowledge" },
  { O1, NULL, "{\"action\":[]}", 400, "bad-action", "acknowledge" },
  { O1, NULL, "{\"action\":\"acknowledge\"}", 428, "match-required", "If-Match" },
  { O1, "If-Match: \"1\"", "{\"action\":\"acknowledge\"}", 412, "changed", "outage O-1 was changed by test at" },
  { O1, "If-Match: W/\"3\"", "{\"action\":\"acknowledge\"}", 412, "changed", "look at it again" },
  { O1, "If-Match: *", "{\"action\":\"set-ert\"}", 400, "bad-body", "\"ert\"" },
  { O1, "If-Match: *", "{\"action\":\"set-ert\",\"ert\":\"soon\"}", 400, "bad-body", "\"ert\"" },
  { O1, "If-Match: *", "{\"action\":\"set-ert\",\"ert\":\"2020-01-01T00:00:00Z\"}", 409, "ert-past", "passed already" },
  { O1, "If-Match: *", "{\"action\":\"note\"}", 400, "bad-body", "\"text\"" },
  { O1, "If-Match: *", "{\"action\":\"note\",\"text\":\"  \"}", 400, "bad-body", "\"text\"" },
  { O1, "If-Match: *", "{\"action\":\"close\"}", 409, "outage-still-out", "4 customers" },
  { O3, "If-Match: *", "{\"action\":\"acknowledge\"}", 409, "outage-closed", "O-3 cannot be acknowledged: it is restored, changed by test" },
  { "/collections/outages/items/O-9/actions", "If-Match: *", "{\"action\":\"note\",\"text\":\"x\"}", 404, "not-found", "O-9" },
  { ITEMS "/A-9/actions", "If-Match: *", "{\"action\":\"advance\"}", 404, "not-found", "A-9" },
  { "/collections/crews/items", NULL, "{}", 405, "method-not-allowed", "POST" },
  { "/collections/crews/items/K1/actions", NULL, "{}", 404, "not-found", "" },
};

static void
test_refusals (void)
{
  g_autoptr (House) house = house_open (NULL);
  gint64 seq;

  house_furnish (house);
  seq = lamp_state_get_seq (lamp_gateway_get_state (house->gateway));
  for (guint i = 0; i < G_N_ELEMENTS (refusals); i++)
    {
      const Case *one = &refusals[i];
      g_autoptr (Reply) reply = house_ask (house, "POST", one->path, house->li_wei, one->headers, one->body);

      g_test_message ("%s %s -> %u %s", one->path, one->body, reply->status, reply_get (reply, "detail"));
      g_assert_cmpuint (reply->status, ==, one->status);
      g_assert_cmpstr (reply_header (reply, "Content-Type"), ==, "application/problem+json");
      g_assert_cmpstr (reply_get (reply, "code"), ==, one->code);
      g_assert_nonnull (strstr (reply_get (reply, "detail"), one->detail));
      g_assert_cmpuint (strlen (reply_get (reply, "title")), >, 0);
      if (g_str_equal (one->code, "changed"))
        g_assert_cmpstr (json_object_get_string_member (json_object_get_object_member (json_node_get_object (reply->json), "holder"), "by"), ==, "test");
    }
  /* And nothing has happened. */
  g_assert_cmpint (lamp_state_get_seq (lamp_gateway_get_state (house->gateway)), ==, seq);
}

/* --- what they change --- */

static char *
assign (House *house, const char *token, const char *outage, const char *crew, const char *more, guint status, const char *code)
{
  g_autofree char *body = g_strdup_printf ("{\"outage\":\"%s\",\"crew\":\"%s\"%s}", outage, crew, more != NULL ? more : "");
  g_autoptr (Reply) reply = house_ask (house, "POST", ITEMS, token, NULL, body);

  g_test_message ("%s -> %u %s", body, reply->status, reply->body);
  g_assert_cmpuint (reply->status, ==, status);
  g_assert_cmpstr (reply_get (reply, "code"), ==, code != NULL ? code : "");
  if (status == 201)
    {
      g_autofree char *location = g_strconcat (house->url, ITEMS "/", reply_get (reply, "id"), NULL);

      g_assert_cmpstr (reply_header (reply, "Location"), ==, location);
      g_assert_cmpstr (reply_header (reply, "ETag"), ==, reply_get (reply, "etag"));
    }
  return g_strdup (status == 201 ? reply_get (reply, "id") : reply_get (reply, "detail"));
}

static void
act (House *house, const char *collection, const char *id, const char *body, guint status, const char *code)
{
  g_autofree char *path = g_strdup_printf ("/collections/%s/items/%s/actions", collection, id);
  g_autofree char *etag = house_etag (house, collection, id);
  g_autofree char *match = g_strconcat ("If-Match: ", etag, NULL);
  g_autoptr (Reply) reply = house_ask (house, "POST", path, house->li_wei, match, body);

  g_test_message ("%s %s -> %u %s", id, body, reply->status, reply_get (reply, "detail"));
  g_assert_cmpuint (reply->status, ==, status);
  g_assert_cmpstr (reply_get (reply, "code"), ==, code != NULL ? code : "");
}

static const LampOutage *
outage_of (House *house, const char *id)
{
  return lamp_state_lookup (lamp_gateway_get_state (house->gateway), &lamp_outage_type, id);
}

static const LampCrew *
crew_of (House *house, const char *id)
{
  return lamp_state_lookup (lamp_gateway_get_state (house->gateway), &lamp_crew_type, id);
}

static const LampAssignment *
assignment_of (House *house, const char *id)
{
  return lamp_state_lookup (lamp_gateway_get_state (house->gateway), &lamp_assignment_type, id);
}

static void
test_life_of_an_assignment (void)
{
  static const struct
  {
    const char *status, *crew, *outage;
  } steps[] = {
    { "acknowledged", "acknowledged", "assigned" },
    { "enroute", "enroute", "enroute" },
    { "arrived", "onSite", "arrived" },
    { "working", "working", "arrived" },
    { "fieldComplete", "available", "awaitingCrewAssignment" },
  };
  g_autoptr (House) house = house_open (NULL);
  g_autofree char *id = NULL;

  house_furnish (house);
  id = assign (house, house->li_wei, "O-1", "K1", NULL, 201, NULL);
  g_assert_cmpstr (assignment_of (house, id)->by, ==, "li.wei");
  g_assert_cmpint (assignment_of (house, id)->eta_usec, >, assignment_of (house, id)->assigned_usec);
  g_assert_cmpstr (crew_of (house, "K1")->status, ==, "assigned");
  g_assert_cmpstr (crew_of (house, "K1")->current_assignment, ==, id);
  g_assert_cmpstr (outage_of (house, "O-1")->crew_status, ==, "assigned");
  g_assert_cmpstr (outage_of (house, "O-1")->acknowledged_by, ==, "li.wei");
  for (guint i = 0; i < G_N_ELEMENTS (steps); i++)
    {
      act (house, "assignments", id, "{\"action\":\"advance\"}", 200, NULL);
      g_assert_cmpstr (assignment_of (house, id)->status, ==, steps[i].status);
      g_assert_cmpstr (crew_of (house, "K1")->status, ==, steps[i].crew);
      g_assert_cmpstr (outage_of (house, "O-1")->crew_status, ==, steps[i].outage);
    }
  g_assert_null (crew_of (house, "K1")->current_assignment);
  act (house, "assignments", id, "{\"action\":\"advance\"}", 409, "impossible-step");
  act (house, "assignments", id, "{\"action\":\"recall\"}", 409, "impossible-step");
  act (house, "assignments", id, "{\"action\":\"suspend\"}", 409, "impossible-step");
}

static void
test_suspend_and_recall (void)
{
  g_autoptr (House) house = house_open (NULL);
  g_autofree char *id = NULL;
  g_autofree char *word = g_strnfill (2001, 'x');
  g_autofree char *long_reason = g_strdup_printf ("{\"action\":\"recall\",\"reason\":\"%s\"}", word);

  house_furnish (house);
  id = assign (house, house->li_wei, "O-1", "K1", NULL, 201, NULL);
  act (house, "assignments", id, "{\"action\":\"suspend\",\"reason\":\"storm\"}", 200, NULL);
  g_assert_cmpstr (assignment_of (house, id)->reason, ==, "storm");
  g_assert_cmpstr (crew_of (house, "K1")->status, ==, "available");
  g_assert_cmpstr (outage_of (house, "O-1")->crew_status, ==, "awaitingCrewAssignment");
  act (house, "assignments", id, "{\"action\":\"suspend\"}", 409, "impossible-step");
  act (house, "assignments", id, "{\"action\":\"advance\"}", 200, NULL);
  g_assert_cmpstr (assignment_of (house, id)->status, ==, "enroute");
  g_assert_cmpstr (crew_of (house, "K1")->current_assignment, ==, id);
  act (house, "assignments", id, "{\"action\":\"recall\",\"reason\":7}", 400, "bad-body");
  act (house, "assignments", id, long_reason, 400, "bad-body");
  act (house, "assignments", id, "{\"action\":\"recall\"}", 200, NULL);
  g_assert_cmpstr (assignment_of (house, id)->status, ==, "recalled");
  g_assert_cmpstr (crew_of (house, "K1")->status, ==, "available");
  g_free (assign (house, house->wang_fang, "O-1", "K1", NULL, 201, NULL));
}

static void
test_who_was_first (void)
{
  g_autoptr (House) house = house_open (NULL);
  g_autofree char *before = NULL, *first = NULL, *second = NULL, *third = NULL, *seen = NULL, *unseen = NULL;
  g_autofree char *crew_before = NULL;

  house_furnish (house);
  before = house_etag (house, "crews", "K1");
  g_free (assign (house, house->wang_fang, "O-1", "K1", NULL, 201, NULL));
  first = assign (house, house->li_wei, "O-1", "K2", NULL, 409, "outage-taken");
  g_assert_true (g_str_has_prefix (first, "Crew 7 was assigned to O-1 by wang.fang at "));
  second = assign (house, house->li_wei, "O-2", "K1", NULL, 409, "crew-taken");
  g_assert_true (g_str_has_prefix (second, "Crew 7 was assigned to O-1 by wang.fang at "));
  third = assign (house, house->li_wei, "O-1", "K1", ",\"asSecond\":true", 409, "crew-taken");
  g_assert_true (g_str_has_prefix (third, "Crew 7 was assigned"));

  /* Based on what was before: no. Knowing of it: a second job, or a second crew. */
  unseen = g_strdup_printf (",\"basedOn\":{\"crew\":\"\\\"%" G_GINT64_FORMAT "\\\"\"}", lamp_etag_get_revision (before));
  g_free (assign (house, house->li_wei, "O-2", "K1", unseen, 409, "crew-taken"));
  crew_before = house_etag (house, "crews", "K1");
  seen = g_strdup_printf (",\"basedOn\":{\"crew\":\"\\\"%" G_GINT64_FORMAT "\\\"\"}", lamp_etag_get_revision (crew_before));
  g_free (assign (house, house->li_wei, "O-2", "K1", seen, 201, NULL));
  g_free (assign (house, house->li_wei, "O-1", "K2", ",\"asSecond\":true", 201, NULL));
}

static void
test_a_queue (void)
{
  g_autoptr (House) house = house_open (NULL);
  g_autofree char *first = NULL, *second = NULL, *etag = NULL, *based_on = NULL;

  house_furnish (house);
  first = assign (house, house->li_wei, "O-1", "K1", NULL, 201, NULL);
  etag = house_etag (house, "crews", "K1");
  based_on = g_strdup_printf (",\"basedOn\":{\"crew\":\"\\\"%" G_GINT64_FORMAT "\\\"\"}", lamp_etag_get_revision (etag));
  second = assign (house, house->li_wei, "O-2", "K1", based_on, 201, NULL);
  g_assert_cmpstr (crew_of (house, "K1")->current_assignment, ==, first);
  g_assert_cmpint (assignment_of (house, second)->eta_usec, ==, LAMP_UNKNOWN_TIME); /* nobody knows yet */
  act (house, "assignments", first, "{\"action\":\"recall\"}", 200, NULL);
  g_assert_cmpstr (crew_of (house, "K1")->current_assignment, ==, second);
  g_assert_cmpstr (crew_of (house, "K1")->status, ==, "assigned");
}

static void
test_outage_actions (void)
{
  g_autoptr (House) house = house_open (NULL);
  g_autoptr (Reply) reply = NULL;
  g_autofree char *id = NULL;
  JsonArray       *notes;

  house_furnish (house);
  act (house, "outages", "O-1", "{\"action\":\"acknowledge\"}", 200, NULL);
  g_assert_cmpstr (outage_of (house, "O-1")->acknowledged_by, ==, "li.wei");
  act (house, "outages", "O-1", "{\"action\":\"acknowledge\"}", 200, NULL);
  reply = house_ask (house, "POST", O1, house->wang_fang, "If-Match: *", "{\"action\":\"acknowledge\"}");
  g_assert_cmpuint (reply->status, ==, 409);
  g_assert_cmpstr (reply_get (reply, "code"), ==, "already-acknowledged");
  g_assert_cmpstr (reply_get (reply, "detail"), ==, "O-1 was acknowledged by li.wei already.");
  act (house, "outages", "O-1", "{\"action\":\"set-ert\",\"ert\":\"2099-01-01T10:00:00+08:00\"}", 200, NULL);
  g_assert_cmpint (outage_of (house, "O-1")->ert_usec, ==, G_GINT64_CONSTANT (4070916000) * G_USEC_PER_SEC);
  g_assert_cmpstr (outage_of (house, "O-1")->ert_source, ==, "dispatcher");
  act (house, "outages", "O-1", "{\"action\":\"note\",\"text\":\" Baum auf der Leitung \"}", 200, NULL);
  act (house, "outages", "O-1", "{\"action\":\"note\",\"text\":\"二号杆\"}", 200, NULL);
  notes = json_node_get_array (outage_of (house, "O-1")->notes);
  g_assert_cmpuint (json_array_get_length (notes), ==, 2);
  g_assert_cmpstr (json_object_get_string_member (json_array_get_object_element (notes, 0), "text"), ==, "Baum auf der Leitung");
  g_assert_cmpstr (json_object_get_string_member (json_array_get_object_element (notes, 1), "by"), ==, "li.wei");

  act (house, "outages", "O-3", "{\"action\":\"close\",\"text\":\"all well\"}", 200, NULL);
  g_assert_cmpstr (outage_of (house, "O-3")->status, ==, "closed");
  act (house, "outages", "O-3", "{\"action\":\"close\"}", 409, "outage-closed");
  act (house, "outages", "O-3", "{\"action\":\"note\",\"text\":\"after all\"}", 200, NULL);
}

static void
restore_o1 (LampTurn *turn, gpointer data)
{
  LampEdit   *edit = lamp_turn_begin (turn, "test", "restore");
  LampOutage *outage = lamp_edit_open (edit, &lamp_outage_type, "O-1");

  lamp_outage_end (outage, "restored");
  lamp_edit_accept (edit, FALSE, NULL, NULL);
}

static void
test_close_under_a_crew (void)
{
  g_autoptr (House) house = house_open (NULL);
  g_autofree char *id = NULL;

  house_furnish (house);
  id = assign (house, house->li_wei, "O-1", "K1", NULL, 201, NULL);
  house_do (house, restore_o1, NULL);
  act (house, "outages", "O-1", "{\"action\":\"close\"}", 409, "crew-still-there");
  act (house, "assignments", id, "{\"action\":\"recall\"}", 200, NULL);
  act (house, "outages", "O-1", "{\"action\":\"close\"}", 200, NULL);
}

/* --- the same command again --- */

static void
test_idempotency (void)
{
  const char *body = "{\"outage\":\"O-1\",\"crew\":\"K1\"}";
  g_autoptr (House) house = house_open (NULL);
  g_autoptr (Reply) first = NULL, again = NULL, bare = NULL, other = NULL, of_another = NULL;
  gint64 seq;

  house_furnish (house);
  first = house_ask (house, "POST", ITEMS, house->li_wei, "Idempotency-Key: \"k-1\"", body);
  g_assert_cmpuint (first->status, ==, 201);
  seq = lamp_state_get_seq (lamp_gateway_get_state (house->gateway));
  again = house_ask (house, "POST", ITEMS, house->li_wei, "Idempotency-Key: \"k-1\"", body);
  g_assert_cmpuint (again->status, ==, 201);
  g_assert_cmpstr (again->body, ==, first->body);
  g_assert_cmpstr (reply_header (again, "Location"), ==, reply_header (first, "Location"));
  g_assert_cmpstr (reply_header (again, "ETag"), ==, reply_header (first, "ETag"));
  g_assert_cmpstr (reply_header (again, "Idempotent-Replayed"), ==, "true");
  bare = house_ask (house, "POST", ITEMS, house->li_wei, "Idempotency-Key: k-1", body);
  g_assert_cmpuint (bare->status, ==, 201);
  other = house_ask (house, "POST", ITEMS, house->li_wei, "Idempotency-Key: \"k-1\"", "{\"outage\":\"O-2\",\"crew\":\"K2\"}");
  g_assert_cmpuint (other->status, ==, 422);
  g_assert_cmpstr (reply_get (other, "code"), ==, "key-used");
  g_assert_cmpint (lamp_state_get_seq (lamp_gateway_get_state (house->gateway)), ==, seq);
  /* Keys are each one's own. */
  of_another = house_ask (house, "POST", ITEMS, house->wang_fang, "Idempotency-Key: \"k-1\"", "{\"outage\":\"O-2\",\"crew\":\"K2\"}");
  g_assert_cmpuint (of_another->status, ==, 201);
}

static void
test_refusals_are_not_stored (void)
{
  g_autoptr (House) house = house_open (NULL);
  g_autoptr (Reply) refused = NULL, accepted = NULL;
  g_autofree char *id = NULL;

  house_furnish (house);
  id = assign (house, house->wang_fang, "O-1", "K1", NULL, 201, NULL);
  refused = house_ask (house, "POST", ITEMS, house->li_wei, "Idempotency-Key: again", "{\"outage\":\"O-1\",\"crew\":\"K2\"}");
  g_assert_cmpuint (refused->status, ==, 409);
  act (house, "assignments", id, "{\"action\":\"recall\"}", 200, NULL);
  accepted = house_ask (house, "POST", ITEMS, house->li_wei, "Idempotency-Key: again", "{\"outage\":\"O-1\",\"crew\":\"K2\"}");
  g_assert_cmpuint (accepted->status, ==, 201);
}

/* Twenty at once with one key: one does it; the others hear that it is in progress, or its answer. */
static void
test_idempotency_at_once (void)
{
  g_autoptr (House) house = house_open (NULL);
  Reply *replies[20];
  guint  n_made = 0, n_in_progress = 0;

  house_furnish (house);
  for (guint i = 0; i < G_N_ELEMENTS (replies); i++)
    house_ask_later (house, "POST", ITEMS, house->li_wei, "Idempotency-Key: one", "{\"outage\":\"O-1\",\"crew\":\"K1\"}", &replies[i]);
  for (guint i = 0; i < G_N_ELEMENTS (replies); i++)
    {
      house_wait_for (&replies[i]);
      n_made += replies[i]->status == 201 ? 1 : 0;
      n_in_progress += replies[i]->status == 409 && g_str_equal (reply_get (replies[i], "code"), "in-progress") ? 1 : 0;
      reply_free (replies[i]);
    }
  g_assert_cmpuint (n_made, >=, 1);
  g_assert_cmpuint (n_made + n_in_progress, ==, G_N_ELEMENTS (replies));
  g_assert_cmpuint (lamp_state_list (lamp_gateway_get_state (house->gateway), &lamp_assignment_type)->len, ==, 1);
}

/* Two dispatchers at once, fifty times: one wins, the other is told who. */
static void
test_two_at_once (void)
{
  g_autoptr (House) house = house_open (NULL);

  house_furnish (house);
  for (guint i = 0; i < 50; i++)
    {
      g_autoptr (Reply) one = NULL, two = NULL;
      Reply *winner, *loser;

      house_ask_later (house, "POST", ITEMS, house->li_wei, NULL, "{\"outage\":\"O-1\",\"crew\":\"K1\"}", &one);
      house_ask_later (house, "POST", ITEMS, house->wang_fang, NULL, "{\"outage\":\"O-1\",\"crew\":\"K2\"}", &two);
      house_wait_for (&one);
      house_wait_for (&two);
      winner = one->status == 201 ? one : two;
      loser = one->status == 201 ? two : one;
      g_assert_cmpuint (winner->status, ==, 201);
      g_assert_cmpuint (loser->status, ==, 409);
      g_assert_cmpstr (reply_get (loser, "code"), ==, "outage-taken");
      g_assert_nonnull (strstr (reply_get (loser, "detail"), winner == one ? "by li.wei" : "by wang.fang"));
      act (house, "assignments", reply_get (winner, "id"), "{\"action\":\"recall\"}", 200, NULL);
    }
}

/* --- the journal is the truth --- */

/* The journal read over HTTP, added up here, is what the collections show. */
static void
test_journal_adds_up (void)
{
  g_autoptr (House) house = house_open (NULL);
  g_autoptr (GHashTable) sum = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify)json_object_unref);
  g_autofree char *id = NULL;
  g_autoptr (Reply) journal = NULL;
  JsonArray *rows;
  guint      n = 0;

  house_furnish (house);
  id = assign (house, house->li_wei, "O-1", "K1", NULL, 201, NULL);
  act (house, "assignments", id, "{\"action\":\"advance\"}", 200, NULL);
  act (house, "outages", "O-1", "{\"action\":\"note\",\"text\":\"x\"}", 200, NULL);
  act (house, "assignments", id, "{\"action\":\"recall\",\"reason\":\"y\"}", 200, NULL);
  journal = house_ask (house, "GET", "/collections/journal/items?limit=1000", house->viewer, NULL, NULL);
  rows = json_object_get_array_member (json_node_get_object (journal->json), "features");
  for (guint i = 0; i < json_array_get_length (rows); i++)
    {
      JsonObject *row = json_object_get_object_member (json_array_get_object_element (rows, i), "properties");
      JsonArray  *changes = json_object_get_array_member (row, "changes");

      g_assert_cmpint (json_object_get_int_member (row, "seq"), ==, i + 1);
      for (guint k = 0; k < json_array_get_length (changes); k++)
        {
          JsonObject      *change = json_array_get_object_element (changes, k);
          g_autofree char *key = g_strdup_printf ("%s/%s", json_object_get_string_member (change, "collection"), json_object_get_string_member (change, "id"));
          JsonObject      *present = g_hash_table_lookup (sum, key);
          JsonNode        *before = json_object_get_member (change, "before");

          /* What it says was before is what had come of it so far. */
          g_assert_cmpint (present != NULL, ==, JSON_NODE_HOLDS_OBJECT (before));
          if (present != NULL)
            {
              g_autoptr (JsonNode) node = json_node_init_object (json_node_alloc (), present);

              g_assert_true (json_node_equal (node, before));
            }
          g_hash_table_replace (sum, g_steal_pointer (&key), json_object_ref (json_object_get_object_member (change, "after")));
        }
    }
  for (const LampRecordType *const *type = lamp_collections (); *type != NULL; type++)
    for (guint i = 0; !(*type)->is_journal && i < lamp_state_list (lamp_gateway_get_state (house->gateway), *type)->len; i++, n++)
      {
        const LampRecord *record = lamp_state_list (lamp_gateway_get_state (house->gateway), *type)->pdata[i];
        g_autofree char  *key = g_strdup_printf ("%s/%s", (*type)->collection, record->id);
        g_autoptr (LampRecord) added = NULL;

        g_assert_nonnull (g_hash_table_lookup (sum, key));
        added = lamp_record_from_feature (*type, g_hash_table_lookup (sum, key), NULL);
        g_assert_true (lamp_record_equal (record, added));
      }
  g_assert_cmpuint (n, ==, g_hash_table_size (sum));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/commands/refusals", test_refusals);
  g_test_add_func ("/commands/life-of-an-assignment", test_life_of_an_assignment);
  g_test_add_func ("/commands/suspend-and-recall", test_suspend_and_recall);
  g_test_add_func ("/commands/who-was-first", test_who_was_first);
  g_test_add_func ("/commands/a-queue", test_a_queue);
  g_test_add_func ("/commands/outage-actions", test_outage_actions);
  g_test_add_func ("/commands/close-under-a-crew", test_close_under_a_crew);
  g_test_add_func ("/commands/idempotency", test_idempotency);
  g_test_add_func ("/commands/refusals-are-not-stored", test_refusals_are_not_stored);
  g_test_add_func ("/commands/idempotency-at-once", test_idempotency_at_once);
  g_test_add_func ("/commands/two-at-once", test_two_at_once);
  g_test_add_func ("/commands/journal-adds-up", test_journal_adds_up);
  return g_test_run ();
}
