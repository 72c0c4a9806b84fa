/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The change stream over HTTP: what is told, from where it goes on, when it begins anew, and who is hung up on.
 */
#include "house.h"

#include <string.h>

#include "records/crew.h"
#include "records/outage.h"

/* --- a listener --- */

typedef struct
{
  SoupMessage  *message;
  GInputStream *input;
  GString      *text; /* all that came */
  gboolean      open, reading, ended;
  GCancellable *cancellable;
} Ear;

static void read_more (Ear *ear);

static void
read_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Ear *ear = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) bytes = g_input_stream_read_bytes_finish (G_INPUT_STREAM (source), result, &error);

  if (bytes == NULL || g_bytes_get_size (bytes) == 0)
    {
      ear->ended = TRUE;
      return;
    }
  g_string_append_len (ear->text, g_bytes_get_data (bytes, NULL), (gssize)g_bytes_get_size (bytes));
  read_more (ear);
}

static void
read_more (Ear *ear)
{
  ear->reading = TRUE;
  g_input_stream_read_bytes_async (ear->input, 65536, G_PRIORITY_DEFAULT, ear->cancellable, read_cb, ear);
}

static void
open_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Ear *ear = user_data;
  g_autoptr (GError) error = NULL;

  ear->input = soup_session_send_finish (SOUP_SESSION (source), result, &error);
  g_assert_no_error (error);
  ear->open = TRUE;
}

/* `last_id` NULL for none. Does not read when `deaf`. */
static Ear *
listen_to (House *house, const char *path, const char *token, const char *last_id, gboolean deaf)
{
  Ear             *ear = g_new0 (Ear, 1);
  g_autofree char *url = g_strconcat (house->url, path, NULL);
  g_autofree char *value = g_strconcat ("Bearer ", token, NULL);

  ear->message = soup_message_new ("GET", url);
  ear->text = g_string_new (NULL);
  ear->cancellable = g_cancellable_new ();
  soup_message_headers_replace (soup_message_get_request_headers (ear->message), "Authorization", value);
  if (last_id != NULL)
    soup_message_headers_replace (soup_message_get_request_headers (ear->message), "Last-Event-ID", last_id);
  soup_session_send_async (house->session, ear->message, G_PRIORITY_DEFAULT, ear->cancellable, open_cb, ear);
  while (!ear->open)
    g_main_context_iteration (NULL, TRUE);
  if (!deaf && soup_message_get_status (ear->message) == 200)
    read_more (ear);
  return ear;
}

static void
ear_free (Ear *ear)
{
  g_cancellable_cancel (ear->cancellable);
  while (ear->reading && !ear->ended)
    g_main_context_iteration (NULL, TRUE);
  g_object_unref (ear->input);
  g_object_unref (ear->message);
  g_object_unref (ear->cancellable);
  g_string_free (ear->text, TRUE);
  g_free (ear);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Ear, ear_free)

static gboolean
late_cb (gpointer user_data)
{
  g_error ("waited in vain for %s", (const char *)user_data);
  return G_SOURCE_REMOVE;
}

static void
wait_for_text (Ear *ear, const char *text)
{
  guint late = g_timeout_add_seconds (20, late_cb, (gpointer)text);

  while (strstr (ear->text->str, text) == NULL)
    g_main_context_iteration (NULL, TRUE);
  g_source_remove (late);
}

static void
wait_for_end (Ear *ear)
{
  guint late = g_timeout_add_seconds (20, late_cb, (gpointer) "the end");

  while (!ear->ended)
    g_main_context_iteration (NULL, TRUE);
  g_source_remove (late);
}

static guint
count (Ear *ear, const char *text)
{
  guint n = 0;

  for (const char *at = strstr (ear->text->str, text); at != NULL; at = strstr (at + 1, text))
    n++;
  return n;
}

/* --- what is told --- */

static void
assign (House *house, const char *outage, const char *crew)
{
  g_autofree char *body = g_strdup_printf ("{\"outage\":\"%s\",\"crew\":\"%s\"}", outage, crew);
  g_autoptr (Reply) reply = house_ask (house, "POST", "/collections/assignments/items", house->li_wei, NULL, body);

  g_assert_cmpuint (reply->status, ==, 201);
}

static void
test_told (void)
{
  g_autoptr (House) house = house_open (NULL);
  g_autoptr (Ear) ear = NULL;

  house_furnish (house); /* command 2, after the region's 1 */
  ear = listen_to (house, "/changes?since=2", house->viewer, NULL, FALSE);
  g_assert_cmpstr (soup_message_headers_get_content_type (soup_message_get_response_headers (ear->message), NULL), ==, "text/event-stream");
  assign (house, "O-1", "K1");
  wait_for_text (ear, "\nid: 3\n\n");
  /* All changes of the command, each with its sequence; the last alone with the id. */
  g_assert_cmpuint (count (ear, "event: change\n"), ==, 3);
  g_assert_cmpuint (count (ear, "data: {\"seq\":3,"), ==, 3);
  g_assert_cmpuint (count (ear, "\nid: "), ==, 1);
  g_assert_nonnull (strstr (ear->text->str, "\"collection\":\"assignments\",\"id\":\"A-3\",\"op\":\"put\",\"etag\":\"\\\"3\\\"\",\"feature\":{\"type\":\"Feature\",\"id\":\"A-3\""));
  g_assert_null (strstr (ear->text->str, "data: {\"seq\":2,"));
}

static void
test_resume (void)
{
  static const struct
  {
    const char *path, *last_id;
    guint       n_changes; /* of commands 3 and 4: three each */
    gboolean    reset;
  } cases[] = {
    { "/changes?since=4", NULL, 0, FALSE },
    { "/changes?since=3", NULL, 3, FALSE },
    { "/changes?since=2", NULL, 6, FALSE },
    { "/changes?since=2", "3", 3, FALSE }, /* Last-Event-ID goes before */
    { "/changes", "2", 6, FALSE },
    { "/changes", NULL, 0, FALSE },
    { "/changes?since=5", NULL, 0, TRUE }, /* another store's */
    { "/changes?since=2&collections=crews", NULL, 2, FALSE },
    { "/changes?since=2&collections=crews,outages", NULL, 4, FALSE },
    { "/changes?since=2&collections=calls", NULL, 0, FALSE },
  };
  g_autoptr (House) house = house_open (NULL);

  house_furnish (house);
  assign (house, "O-1", "K1");
  assign (house, "O-2", "K2");
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (Ear) ear = listen_to (house, cases[i].path, house->viewer, cases[i].last_id, FALSE);

      lamp_changes_set_heartbeat (house->gateway->changes, 50);
      wait_for_text (ear, "\n\n: \n");
      g_test_message ("%s: %s", cases[i].path, ear->text->str);
      g_assert_cmpuint (count (ear, "event: change\n"), ==, cases[i].n_changes);
      g_assert_cmpuint (count (ear, "event: reset\n"), ==, cases[i].reset ? 1 : 0);
    }
}

static void
test_refused (void)
{
  static const struct
  {
    const char *path, *headers;
    const char *code;
  } cases[] = {
    { "/changes?since=soon", NULL, "bad-parameter" },
    { "/changes?since=-1", NULL, "bad-parameter" },
    { "/changes", "Last-Event-ID: x", "bad-parameter" },
    { "/changes?collections=cats", NULL, "bad-parameter" },
    { "/changes?collections=journal", NULL, "bad-parameter" },
    { "/changes?sinse=1", NULL, "unknown-parameter" },
  };
  g_autoptr (House) house = house_open (NULL);

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (Reply) reply = house_ask (house, "GET", cases[i].path, house->viewer, cases[i].headers, NULL);

      g_assert_cmpuint (reply->status, ==, 400);
      g_assert_cmpstr (reply_get (reply, "code"), ==, cases[i].code);
    }
}

/* After a restart who comes back within the rows kept misses nothing. */
static void
test_after_a_restart (void)
{
  House           *first = house_open (NULL);
  g_autofree char *address = g_strdup (first->address);
  g_autofree char *token = g_strdup (first->viewer);
  g_autoptr (House) second = NULL;
  g_autoptr (Ear) ear = NULL;

  house_furnish (first);
  assign (first, "O-1", "K1");
  house_close (first);
  second = house_open (address);
  ear = listen_to (second, "/changes?since=2", token, NULL, FALSE);
  wait_for_text (ear, "\nid: 3\n\n");
  g_assert_cmpuint (count (ear, "event: change\n"), ==, 3);
  g_assert_cmpuint (count (ear, "event: reset\n"), ==, 0);
}

/* More than is kept: one reset, and nothing else of the past. */
static void
many_notes (LampTurn *turn, gpointer data)
{
  g_autofree char *text = g_strnfill (200 * 1024, 'x');

  for (guint i = 0; i < 100; i++)
    {
      LampEdit   *edit = lamp_turn_begin (turn, "test", "note");
      LampOutage *outage = lamp_edit_open (edit, &lamp_outage_type, "O-1");

      text[i] = 'y';
      lamp_record_set_string (&outage->cause, text);
      g_assert_true (lamp_edit_accept (edit, FALSE, NULL, NULL));
    }
}

static void
test_too_old (void)
{
  g_autoptr (House) house = house_open (NULL);
  g_autoptr (Ear) ear = NULL;

  house_furnish (house);
  house_do (house, many_notes, NULL);
  ear = listen_to (house, "/changes?since=2", house->viewer, NULL, FALSE);
  wait_for_text (ear, "event: reset\ndata: {\"seq\":102}\nid: 102\n\n");
  g_assert_cmpuint (count (ear, "event: change\n"), ==, 0);
  assign (house, "O-1", "K1");
  wait_for_text (ear, "\nid: 103\n\n");
}

/* --- fixes --- */

static void
fix (LampTurn *turn, gpointer data)
{
  LampCrew *crew = lamp_record_copy (lamp_state_lookup (lamp_turn_get_state (turn), &lamp_crew_type, "K1"));

  crew->base.at.lon_deg += 0.001;
  crew->speed_mps = 9;
  lamp_turn_fix (turn, crew);
}

static void
test_fixes (void)
{
  g_autoptr (House) house = house_open (NULL);
  g_autoptr (Ear) ear = NULL;
  g_autofree char *etag = NULL;

  house_furnish (house);
  ear = listen_to (house, "/changes?since=2", house->viewer, NULL, FALSE);
  house_do (house, fix, NULL);
  wait_for_text (ear, "data: {\"seq\":null,");
  wait_for_text (ear, "\"etag\":\"\\\"2.1\\\"\"");
  g_assert_null (strstr (ear->text->str, "\nid: "));
  etag = house_etag (house, "crews", "K1");
  g_assert_cmpstr (etag, ==, "\"2.1\"");
  g_assert_cmpint (lamp_state_get_seq (lamp_gateway_get_state (house->gateway)), ==, 2);
}

/* --- the line --- */

static void
test_heartbeat (void)
{
  g_autoptr (House) house = house_open (NULL);
  g_autoptr (Ear) ear = NULL;

  house_furnish (house);
  lamp_changes_set_heartbeat (house->gateway->changes, 20);
  ear = listen_to (house, "/changes?since=2&collections=calls", house->viewer, NULL, FALSE);
  while (count (ear, "\n: \n") < 3)
    g_main_context_iteration (NULL, TRUE);
  /* What was not for this one still moves the place it would come back to. */
  assign (house, "O-1", "K1");
  wait_for_text (ear, "id: 3\n\n");
  g_assert_cmpuint (count (ear, "event: "), ==, 0);
}

static void
few_notes (LampTurn *turn, gpointer data)
{
  g_autofree char *text = g_strnfill (200 * 1024, 'x');
  guint           *n = data;

  for (guint i = 0; i < 5; i++)
    {
      LampEdit   *edit = lamp_turn_begin (turn, "test", "note");
      LampOutage *outage = lamp_edit_open (edit, &lamp_outage_type, "O-1");

      text[(*n)++] = 'y';
      lamp_record_set_string (&outage->cause, text);
      g_assert_true (lamp_edit_accept (edit, FALSE, NULL, NULL));
    }
}

/* One who does not read is hung up on; one who does gets everything. */
static void
test_slow_reader (void)
{
  g_autoptr (House) house = house_open (NULL);
  g_autoptr (Ear) deaf = NULL;
  g_autoptr (Ear) ear = NULL;
  guint n = 0;

  house_furnish (house);
  deaf = listen_to (house, "/changes?since=2", house->viewer, NULL, TRUE);
  ear = listen_to (house, "/changes?since=2", house->viewer, NULL, FALSE);
  g_assert_cmpuint (lamp_changes_get_n_listeners (house->gateway->changes), ==, 2);
  /* More than the limit and all that two sockets may hold; in pieces that the one who reads keeps up with. */
  while (n < 200 && lamp_changes_get_n_listeners (house->gateway->changes) == 2)
    {
      g_autofree char *id = NULL;

      house_do (house, few_notes, &n);
      id = g_strdup_printf ("\nid: %u\n\n", 2 + n);
      wait_for_text (ear, id);
    }
  while (lamp_changes_get_n_listeners (house->gateway->changes) != 1)
    g_main_context_iteration (NULL, TRUE);
  g_assert_false (ear->ended);
  assign (house, "O-1", "K1");
  wait_for_text (ear, "\"collection\":\"assignments\"");
}

static void
revoke_visitor (const char *address)
{
  g_autoptr (GError) error = NULL;
  LampStore *store = lamp_store_open (address, LAMP_STORE_TOOL, &error);

  g_assert_no_error (error);
  g_assert_true (store->klass->revoke_token (store, "visitor", g_get_real_time (), &error));
  lamp_store_close (store);
}

/* Whose token is revoked hears no more. */
static void
test_revoked (void)
{
  g_autoptr (House) house = house_open (NULL);
  g_autoptr (Ear) ear = NULL;

  ear = listen_to (house, "/changes", house->viewer, NULL, FALSE);
  revoke_visitor (house->address);
  lamp_changes_set_heartbeat (house->gateway->changes, 200);
  wait_for_end (ear);
  while (lamp_changes_get_n_listeners (house->gateway->changes) > 0)
    g_main_context_iteration (NULL, TRUE);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/changes/told", test_told);
  g_test_add_func ("/changes/resume", test_resume);
  g_test_add_func ("/changes/refused", test_refused);
  g_test_add_func ("/changes/after-a-restart", test_after_a_restart);
  g_test_add_func ("/changes/too-old", test_too_old);
  g_test_add_func ("/changes/fixes", test_fixes);
  g_test_add_func ("/changes/heartbeat", test_heartbeat);
  g_test_add_func ("/changes/slow-reader", test_slow_reader);
  g_test_add_func ("/changes/revoked", test_revoked);
  return g_test_run ();
}
