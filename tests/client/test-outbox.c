/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Commands through everything that can happen between a click and its answer: each is done once or refused once, never
 * lost and never doubled, and the row says at any moment how it stands.
 */
#include "fake-gateway.h"

#include "client/json.h"
#include "client/outbox-private.h"
#include "folder.h"

#include <string.h>

typedef struct
{
  FakeGateway *fake;
  char        *folder;
  LampSession *session;
  LampOutbox  *outbox;
  FakeEar     *ear;
  guint        n_answered;
} Fixture;

static void
answered_cb (LampOutbox *outbox, LampCommand *command, Fixture *fixture)
{
  LampCommandState state = lamp_command_get_state (command);

  g_assert_true (state == LAMP_COMMAND_ACCEPTED || state == LAMP_COMMAND_REFUSED);
  fixture->n_answered++;
}

static void
open_session (Fixture *fixture)
{
  fixture->session = fake_session (fixture->fake, fixture->folder);
  fixture->outbox = lamp_session_get_outbox (fixture->session);
  fixture->ear = fake_ear_new (fixture->session);
  g_signal_connect (fixture->outbox, "answered", G_CALLBACK (answered_cb), fixture);
}

static void
close_session (Fixture *fixture)
{
  fake_ear_free (fixture->ear);
  fake_session_end (fixture->session);
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->fake = fake_gateway_new ();
  fixture->folder = fake_folder ();
  fixture->fake->state_dir = fixture->folder;
  fake_gateway_fill (fixture->fake);
  open_session (fixture);
  lamp_session_start (fixture->session);
  WAIT (fake_live (fixture->fake, fixture->session));
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  GHashTableIter iter;
  gpointer       n_applied = NULL;

  /* Whatever a case was about: nothing was done twice. */
  g_hash_table_iter_init (&iter, fixture->fake->applied);
  while (g_hash_table_iter_next (&iter, NULL, &n_applied))
    g_assert_cmpuint (GPOINTER_TO_UINT (n_applied), ==, 1);
  close_session (fixture);
  fake_gateway_free (fixture->fake);
  folder_remove (fixture->folder);
  g_free (fixture->folder);
}

static LampItem *
item (Fixture *fixture, const char *collection, const char *id)
{
  return lamp_session_lookup (fixture->session, collection, id);
}

static const char *
crew_status (Fixture *fixture, const char *id)
{
  return ((LampOutage *)lamp_item_get_record (item (fixture, "outages", id)))->crew_status;
}

static LampPending
pending (Fixture *fixture, const char *id)
{
  return lamp_item_get_pending (item (fixture, "outages", id));
}

static FakeCommand *
sent (Fixture *fixture, guint i)
{
  g_assert_cmpuint (i, <, fixture->fake->commands->len);
  return g_ptr_array_index (fixture->fake->commands, i);
}

static guint
n_commands (Fixture *fixture)
{
  return g_list_model_get_n_items (G_LIST_MODEL (fixture->outbox));
}

/* Done, shown as the gateway says, and nothing left of it. */
static void
wait_done (Fixture *fixture, guint n_applied)
{
  WAIT (n_commands (fixture) == 0 && fixture->outbox->settling->len == 0);
  WAIT (fake_live (fixture->fake, fixture->session));
  g_assert_cmpuint (g_hash_table_size (fixture->fake->applied), ==, n_applied);
  g_assert_cmpuint (lamp_outbox_get_n_waiting (fixture->outbox), ==, 0);
  for (guint i = 0; i < 3; i++)
    {
      g_autofree char *id = g_strdup_printf ("O-%u", i + 1);

      g_assert_cmpint (pending (fixture, id), ==, LAMP_PENDING_NONE);
    }
}

static void
go_down (Fixture *fixture)
{
  fake_gateway_go_down (fixture->fake);
  WAIT (lamp_session_get_state (fixture->session) == LAMP_SESSION_LOST);
}

/* --- Well --- */

static void
never_back_cb (LampItem *outage, GParamSpec *pspec, gpointer user_data)
{
  g_assert_cmpstr (((LampOutage *)lamp_item_get_record (outage))->crew_status, ==, "assigned");
}

static void
test_assign (Fixture *fixture, gconstpointer data)
{
  LampCommand *command = lamp_outbox_assign (fixture->outbox, "O-1", "C-1", FALSE);
  g_autoptr (LampCommand) held = g_object_ref (command);
  FakeMirror *mirror = fake_mirror_new (lamp_session_get_collection (fixture->session, "assignments"));
  LampCrew   *crew = lamp_item_get_record (item (fixture, "crews", "C-1"));
  g_autoptr (LampItem) made = g_list_model_get_item (lamp_session_get_collection (fixture->session, "assignments"), 0);
  LampAssignment *assignment = lamp_item_get_record (made);

  /* At once, before a byte was sent. */
  g_assert_cmpuint (fixture->fake->commands->len, ==, 0);
  g_assert_cmpstr (lamp_command_get_kind (command), ==, "assign");
  g_assert_cmpstr (lamp_command_get_crew (command), ==, "C-1");
  g_assert_cmpint (lamp_command_get_state (command), ==, LAMP_COMMAND_SENDING);
  g_assert_cmpuint (lamp_outbox_get_n_waiting (fixture->outbox), ==, 1);
  g_assert_cmpint (pending (fixture, "O-1"), ==, LAMP_PENDING_SENDING);
  g_assert_cmpint (lamp_item_get_pending (item (fixture, "crews", "C-1")), ==, LAMP_PENDING_SENDING);
  g_assert_cmpstr (crew_status (fixture, "O-1"), ==, "assigned");
  g_assert_cmpstr (crew->status, ==, "assigned");
  g_assert_cmpstr (assignment->outage, ==, "O-1");
  g_assert_cmpstr (assignment->crew, ==, "C-1");
  g_assert_cmpstr (crew->current_assignment, ==, assignment->base.id);
  g_assert_true (assignment->base.placed);
  /* From now on the row never goes back, not for a moment. */
  g_signal_connect (item (fixture, "outages", "O-1"), "notify::record", G_CALLBACK (never_back_cb), NULL);
  wait_done (fixture, 1);
  g_assert_cmpint (lamp_command_get_state (held), ==, LAMP_COMMAND_ACCEPTED);
  g_assert_cmpstr (lamp_command_get_result_id (held), ==, "A-1");
  g_assert_cmpuint (fixture->n_answered, ==, 1);
  g_assert_cmpuint (fixture->fake->commands->len, ==, 1);
  g_assert_cmpstr (sent (fixture, 0)->text, ==, "{\"outage\":\"O-1\",\"crew\":\"C-1\",\"basedOn\":{\"outage\":\"\\\"1\\\"\",\"crew\":\"\\\"2\\\"\"}}");
  fake_mirror_check (mirror);
  fake_mirror_free (mirror);
}

/* Answered at once, told in pieces: the row stays what it will be until the last of them is there. */
static void
test_told_in_pieces (Fixture *fixture, gconstpointer data)
{
  const char *const pieces[][2] = { { "assignments", "A-1" }, { "outages", "O-1" }, { "crews", "C-1" } };

  fixture->fake->slices = TRUE;
  lamp_outbox_assign (fixture->outbox, "O-1", "C-1", FALSE);
  g_signal_connect (item (fixture, "outages", "O-1"), "notify::record", G_CALLBACK (never_back_cb), NULL);
  WAIT (n_commands (fixture) == 0);
  g_assert_cmpstr (crew_status (fixture, "O-1"), ==, "assigned");
  g_assert_cmpstr (((LampCrew *)lamp_item_get_record (item (fixture, "crews", "C-1")))->current_assignment, ==, "A-1");
  for (guint i = 0; i < G_N_ELEMENTS (pieces); i++)
    {
      LampCollection *list = lamp_session_peek_collection (fixture->session, pieces[i][0]);

      g_assert_true (fake_gateway_tell (fixture->fake));
      WAIT (fixture->session->seq == fixture->fake->seq && ((LampRecord *)lamp_collection_get_server_record (list, pieces[i][1]))->revision == fixture->fake->seq);
      g_assert_cmpstr (crew_status (fixture, "O-1"), ==, "assigned");
      g_assert_cmpstr (((LampCrew *)lamp_item_get_record (item (fixture, "crews", "C-1")))->current_assignment, ==, "A-1");
    }
  g_assert_false (fake_gateway_tell (fixture->fake));
  wait_done (fixture, 1);
}

static void
test_outage_actions (Fixture *fixture, gconstpointer data)
{
  gint64 ert_usec = lamp_session_get_now_usec (fixture->session) / 1000000 * 1000000 + 3600 * (gint64)G_USEC_PER_SEC;

  lamp_outbox_outage (fixture->outbox, "O-1", "acknowledge", NULL, LAMP_UNKNOWN_TIME);
  lamp_outbox_outage (fixture->outbox, "O-1", "set-ert", NULL, ert_usec);
  lamp_outbox_outage (fixture->outbox, "O-2", "note", "tree on the line", LAMP_UNKNOWN_TIME);
  lamp_outbox_outage (fixture->outbox, "O-3", "close", NULL, LAMP_UNKNOWN_TIME);
  g_assert_cmpstr (((LampOutage *)lamp_item_get_record (item (fixture, "outages", "O-1")))->acknowledged_by, ==, "li.wei");
  g_assert_cmpint (((LampOutage *)lamp_item_get_record (item (fixture, "outages", "O-1")))->ert_usec, ==, ert_usec);
  g_assert_cmpstr (((LampOutage *)lamp_item_get_record (item (fixture, "outages", "O-3")))->status, ==, "closed");
  wait_done (fixture, 4);
  /* Two on one outage go one after the other, the second on what the first left behind; one try each. */
  g_assert_cmpuint (fixture->fake->commands->len, ==, 4);
  g_assert_cmpint (((LampOutage *)lamp_item_get_record (item (fixture, "outages", "O-1")))->ert_usec, ==, ert_usec);
}

static void
test_own_steps (Fixture *fixture, gconstpointer data)
{
  LampCommand     *assign = lamp_outbox_assign (fixture->outbox, "O-1", "C-1", FALSE);
  g_autofree char *local = g_strdup (assign->local_id);

  /* Of an assignment that the gateway has yet to make. */
  lamp_outbox_assignment (fixture->outbox, local, "advance", NULL);
  lamp_outbox_assignment (fixture->outbox, local, "advance", NULL);
  g_assert_cmpstr (((LampAssignment *)lamp_item_get_record (item (fixture, "assignments", local)))->status, ==, "enroute");
  wait_done (fixture, 3);
  g_assert_null (item (fixture, "assignments", local));
  g_assert_cmpstr (((LampAssignment *)lamp_item_get_record (item (fixture, "assignments", "A-1")))->status, ==, "enroute");
  g_assert_cmpuint (fixture->fake->commands->len, ==, 3);
  g_assert_cmpstr (sent (fixture, 1)->path, ==, "/collections/assignments/items/A-1/actions");
}

/* --- Refused --- */

static void
test_taken (Fixture *fixture, gconstpointer data)
{
  LampCommand    *command = NULL;
  LampAssignment *theirs = lamp_record_new (&lamp_assignment_type, "A-77");

  /* Somebody else was first, and we do not know of it yet. */
  lamp_record_set_string (&theirs->outage, "O-1");
  lamp_record_set_string (&theirs->crew, "C-2");
  lamp_record_set_string (&theirs->status, "assigned");
  fixture->fake->hushed = TRUE;
  fake_gateway_commit_assignment (fixture->fake, theirs);
  fixture->fake->hushed = FALSE;
  command = lamp_outbox_assign (fixture->outbox, "O-1", "C-1", FALSE);
  WAIT (lamp_command_get_state (command) == LAMP_COMMAND_REFUSED);
  g_assert_cmpuint (fixture->n_answered, ==, 1);
  g_assert_cmpstr (lamp_command_get_problem_code (command), ==, "crew-taken");
  g_assert_cmpstr (lamp_command_get_problem_detail (command), ==, "No: crew-taken.");
  g_assert_cmpstr (lamp_json_string (lamp_json_object (lamp_command_get_problem (command), "holder"), "by"), ==, "wang.fang");
  g_assert_cmpint (pending (fixture, "O-1"), ==, LAMP_PENDING_CONFLICT);
  g_assert_cmpint (lamp_item_get_pending (item (fixture, "crews", "C-1")), ==, LAMP_PENDING_NONE);
  g_assert_cmpuint (lamp_outbox_get_n_waiting (fixture->outbox), ==, 0);
  g_assert_cmpuint (n_commands (fixture), ==, 1);
  /* The truth arrives; ours is not in it. */
  fake_gateway_cut_streams (fixture->fake);
  WAIT (fake_live (fixture->fake, fixture->session));
  /* As second crew, knowing of the first. */
  lamp_outbox_drop (fixture->outbox, command);
  g_assert_cmpint (pending (fixture, "O-1"), ==, LAMP_PENDING_NONE);
  lamp_outbox_assign (fixture->outbox, "O-1", "C-1", TRUE);
  wait_done (fixture, 1);
}

static void
test_refused (Fixture *fixture, gconstpointer data)
{
  const struct
  {
    guint       status;
    const char *body, *code, *detail;
  } lines[] = {
    { 400, "{\"code\":\"bad\",\"detail\":\"Not so.\"}", "bad", "Not so." },
    { 401, "{\"code\":\"invalid-token\",\"detail\":\"This token is not valid.\"}", "invalid-token", "This token is not valid." },
    { 403, "{\"code\":\"forbidden\",\"title\":\"Viewers may only look\"}", "forbidden", "Viewers may only look" },
    { 404, "{\"code\":\"not-found\",\"detail\":7}", "not-found", "The gateway refused this (404) without saying why; ask its administrator." },
    { 409, "[]", "refused", "The gateway refused this (409) without saying why; ask its administrator." },
    { 422, "rubbish", "refused", "The gateway refused this (422) without saying why; ask its administrator." },
  };

  for (guint i = 0; i < G_N_ELEMENTS (lines); i++)
    {
      LampCommand *command = NULL;

      fixture->fake->refuse_status = lines[i].status;
      fixture->fake->refuse_body = lines[i].body;
      command = lamp_outbox_assign (fixture->outbox, "O-1", "C-1", FALSE);
      lamp_outbox_assignment (fixture->outbox, command->local_id, "advance", NULL);
      WAIT (lamp_command_get_state (command) == LAMP_COMMAND_REFUSED);
      g_assert_cmpstr (lamp_command_get_problem_code (command), ==, lines[i].code);
      g_assert_cmpstr (lamp_command_get_problem_detail (command), ==, lines[i].detail);
      g_assert_true (fake_live (fixture->fake, fixture->session));
      /* What was to follow from it fell with it. */
      g_assert_cmpuint (n_commands (fixture), ==, 1);
      if (i % 2 == 0)
        {
          lamp_outbox_drop (fixture->outbox, command);
          continue;
        }
      /* The same once more, because somebody mended the cause. */
      fixture->fake->refuse_status = 0;
      lamp_outbox_confirm (fixture->outbox, command);
      WAIT (n_commands (fixture) == 0);
      fixture->fake->refuse_status = lines[i].status;
      WAIT (fake_live (fixture->fake, fixture->session));
      fixture->fake->refuse_status = 0;
      {
        g_autofree char *id = g_strdup_printf ("A-%u", fixture->fake->next_id - 1);

        lamp_outbox_assignment (fixture->outbox, id, "recall", NULL);
      }
      WAIT (n_commands (fixture) == 0);
      WAIT (fake_live (fixture->fake, fixture->session));
    }
}

/* --- No answer, or none that can be believed --- */

static void
test_lost_on_the_way (Fixture *fixture, gconstpointer data)
{
  fixture->fake->n_lose = 3;
  lamp_outbox_assign (fixture->outbox, "O-1", "C-1", FALSE);
  wait_done (fixture, 1);
  g_assert_cmpuint (fixture->fake->commands->len, ==, 4);
  for (guint i = 1; i < 4; i++)
    {
      g_assert_cmpstr (sent (fixture, i)->key, ==, sent (fixture, 0)->key);
      g_assert_cmpstr (sent (fixture, i)->text, ==, sent (fixture, 0)->text);
    }
}

static void
test_answer_lost (Fixture *fixture, gconstpointer data)
{
  fixture->fake->n_swallow = 2;
  lamp_outbox_assign (fixture->outbox, "O-1", "C-1", FALSE);
  lamp_outbox_outage (fixture->outbox, "O-2", "acknowledge", NULL, LAMP_UNKNOWN_TIME);
  wait_done (fixture, 2);
  g_assert_cmpuint (fixture->fake->commands->len, ==, 4);
  g_assert_cmpuint (fake_gateway_count (fixture->fake, "assignments"), ==, 1);
}

static void
test_gateway_dies_before_answer (Fixture *fixture, gconstpointer data)
{
  fixture->fake->n_swallow = 1;
  lamp_outbox_assign (fixture->outbox, "O-1", "C-1", FALSE);
  WAIT (fixture->fake->commands->len > 0);
  go_down (fixture);
  g_assert_cmpint (pending (fixture, "O-1"), ==, LAMP_PENDING_WAITING);
  g_assert_cmpstr (crew_status (fixture, "O-1"), ==, "assigned");
  fake_gateway_come_up (fixture->fake);
  wait_done (fixture, 1);
  g_assert_cmpuint (fake_gateway_count (fixture->fake, "assignments"), ==, 1);
}

static const char *const strange[] = {
  "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n<h1>Please log in",
  "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n\r\n{\"ok\":true}",
  "HTTP/1.1 201 Created\r\nContent-Type: application/geo+json\r\n\r\n{\"type\":\"Fea",
  "HTTP/1.1 201 Created\r\nContent-Type: application/geo+json\r\nContent-Length: 900\r\n\r\n{\"type\":\"Feature\"",
  "HTTP/1.1 200 OK\r\nContent-Type: application/geo+json\r\n\r\n{\"type\":\"Feature\",\"id\":\"O-2\",\"geometry\":null,\"properties\":{}}",
  "HTTP/1.1 201 Created\r\n\r\n",
  "HTTP/1.1 204 No content\r\n\r\n",
  "HTTP/1.1 302 Found\r\nLocation: /\r\nContent-Length: 0\r\n\r\n",
  "HTTP/1.1 403 Forbidden\r\nContent-Type: text/html\r\n\r\n<h1>Proxy",
  "HTTP/1.1 409 Conflict\r\nContent-Type: application/problem+json\r\n\r\n{\"code\":\"in-progress\"}",
  "HTTP/1.1 429 Too many\r\nContent-Type: application/problem+json\r\n\r\n{\"code\":\"rate\"}",
  "HTTP/1.1 500 Oops\r\nContent-Type: application/problem+json\r\n\r\n{\"code\":\"oops\"}",
  "HTTP/1.1 502 Bad gateway\r\nContent-Type: text/html\r\n\r\n<h1>nginx",
  "HTTP/1.1 503 Busy\r\nContent-Length: 0\r\n\r\n",
  "SSH-2.0-OpenSSH\r\n",
  "",
  "hang",
  "flood",
};

static void
test_strange_answers (Fixture *fixture, gconstpointer data)
{
  LampSessionTuning tuning = fake_tuning;

  tuning.deadline_ms = 80;
  lamp_session_set_tuning (fixture->session, &tuning);
  for (guint i = 0; i < G_N_ELEMENTS (strange); i++)
    {
      guint        n_lied = fixture->fake->n_lied;
      LampCommand *command = NULL;

      fixture->fake->lie = (FakeLie){ "/collections/outages/items/O-1/actions", "POST", strange[i], FALSE };
      command = lamp_outbox_outage (fixture->outbox, "O-1", "set-ert", NULL, (i + 1) * 1000000 * (gint64)1000);
      WAIT (fixture->fake->n_lied > n_lied + 1);
      g_assert_true (lamp_outbox_has (fixture->outbox, command));
      g_assert_true (lamp_command_is_open (command));
      g_assert_cmpint (lamp_session_get_state (fixture->session), ==, LAMP_SESSION_LIVE);
      fixture->fake->lie.path = NULL;
      wait_done (fixture, i + 1);
    }
}

/* --- Away --- */

static void
test_waits (Fixture *fixture, gconstpointer data)
{
  LampOutage *outage = NULL;

  go_down (fixture);
  lamp_outbox_assign (fixture->outbox, "O-1", "C-1", FALSE);
  lamp_outbox_outage (fixture->outbox, "O-2", "note", "while away", LAMP_UNKNOWN_TIME);
  g_assert_cmpint (pending (fixture, "O-1"), ==, LAMP_PENDING_WAITING);
  g_assert_cmpstr (crew_status (fixture, "O-1"), ==, "assigned");
  g_assert_cmpuint (lamp_outbox_get_n_waiting (fixture->outbox), ==, 2);
  /* What changed meanwhile does not matter to it. */
  outage = fake_outage ("O-1");
  outage->customers_out = 500;
  fake_gateway_put (fixture->fake, outage);
  fake_gateway_move (fixture->fake, "C-1", 118.9);
  fake_gateway_put (fixture->fake, fake_outage ("O-2"));
  fake_gateway_come_up (fixture->fake);
  wait_done (fixture, 2);
  g_assert_cmpuint (fixture->fake->commands->len, ==, 2);
}

/* While we were away, what a command was based on became otherwise: `data` says how. */
static void
change_basis (FakeGateway *fake, const char *how)
{
  LampAssignment *theirs = NULL;
  LampOutage     *outage = fake_outage ("O-1");
  LampCrew       *crew = fake_crew ("C-1");

  if (strcmp (how, "outage-taken") == 0 || strcmp (how, "crew-taken") == 0)
    {
      theirs = lamp_record_new (&lamp_assignment_type, "A-77");
      lamp_record_set_string (&theirs->outage, strcmp (how, "outage-taken") == 0 ? "O-1" : "O-2");
      lamp_record_set_string (&theirs->crew, strcmp (how, "crew-taken") == 0 ? "C-1" : "C-2");
      lamp_record_set_string (&theirs->status, "assigned");
      fake_gateway_commit_assignment (fake, theirs);
    }
  else if (strcmp (how, "closed") == 0)
    {
      lamp_record_set_string (&outage->status, "closed");
      fake_gateway_put (fake, g_steal_pointer (&outage));
    }
  else if (strcmp (how, "off-shift") == 0)
    {
      lamp_record_set_string (&crew->status, "offShift");
      fake_gateway_put (fake, g_steal_pointer (&crew));
    }
  else
    fake_gateway_remove (fake, "outages", "O-1");
  g_clear_pointer (&outage, lamp_record_unref);
  g_clear_pointer (&crew, lamp_record_unref);
}

static void
test_asks (Fixture *fixture, gconstpointer data)
{
  LampCommand *command = NULL;

  go_down (fixture);
  command = lamp_outbox_assign (fixture->outbox, "O-1", "C-1", FALSE);
  change_basis (fixture->fake, data);
  fake_gateway_come_up (fixture->fake);
  WAIT (lamp_command_get_state (command) == LAMP_COMMAND_ASKS);
  WAIT (fake_live (fixture->fake, fixture->session)); /* nothing of ours is shown as if it were so */
  g_assert_cmpuint (fixture->fake->commands->len, ==, 0);
  g_assert_cmpuint (lamp_outbox_get_n_waiting (fixture->outbox), ==, 1);
  if (item (fixture, "outages", "O-1") != NULL)
    g_assert_cmpint (pending (fixture, "O-1"), ==, LAMP_PENDING_CONFLICT);
  if (strcmp (data, "off-shift") != 0)
    {
      lamp_outbox_drop (fixture->outbox, command);
      g_assert_cmpuint (n_commands (fixture), ==, 0);
      g_assert_cmpuint (fixture->fake->commands->len, ==, 0);
      return;
    }
  lamp_outbox_confirm (fixture->outbox, command);
  wait_done (fixture, 1);
}

/* --- On an older state --- */

static void
test_rebased (Fixture *fixture, gconstpointer data)
{
  LampOutage *outage = fake_outage ("O-1");

  /* A change that does not matter, of which we hear too late. */
  outage->customers_out = 77;
  fixture->fake->hushed = TRUE;
  fake_gateway_put (fixture->fake, outage);
  fixture->fake->hushed = FALSE;
  lamp_outbox_outage (fixture->outbox, "O-1", "acknowledge", NULL, LAMP_UNKNOWN_TIME);
  WAIT (fixture->fake->commands->len > 0);
  fake_gateway_cut_streams (fixture->fake); /* now we do */
  wait_done (fixture, 1);
  g_assert_cmpstr (sent (fixture, 0)->key, !=, sent (fixture, fixture->fake->commands->len - 1)->key);
}

static void
test_mismatch_for_ever (Fixture *fixture, gconstpointer data)
{
  LampCommand *command = NULL;

  fixture->fake->n_strange = 1000;
  command = lamp_outbox_outage (fixture->outbox, "O-1", "acknowledge", NULL, LAMP_UNKNOWN_TIME);
  WAIT (lamp_command_get_state (command) == LAMP_COMMAND_REFUSED);
  g_assert_cmpuint (fixture->fake->commands->len, <, 10);
  g_assert_cmpstr (lamp_command_get_problem_code (command), ==, "changed");
  fixture->fake->n_strange = 0;
  lamp_outbox_confirm (fixture->outbox, command);
  wait_done (fixture, 1);
}

static void
test_mismatch_that_matters (Fixture *fixture, gconstpointer data)
{
  LampOutage  *outage = fake_outage ("O-1");
  LampCommand *command = NULL;

  fixture->fake->n_hold = fixture->fake->n_strange = 1;
  command = lamp_outbox_outage (fixture->outbox, "O-1", "acknowledge", NULL, LAMP_UNKNOWN_TIME);
  WAIT (fixture->fake->holding->len > 0);
  lamp_record_set_string (&outage->acknowledged_by, "wang.fang");
  fake_gateway_put (fixture->fake, outage);
  WAIT (fixture->session->seq == fixture->fake->seq);
  fake_gateway_release (fixture->fake);
  WAIT (lamp_command_get_state (command) == LAMP_COMMAND_ASKS);
  g_assert_cmpstr (lamp_command_get_problem_code (command), ==, "changed");
  lamp_outbox_drop (fixture->outbox, command);
  wait_done (fixture, 0);
}

/* --- Undo --- */

static void
test_undo_while_waiting (Fixture *fixture, gconstpointer data)
{
  LampCommand *command = NULL;

  go_down (fixture);
  command = lamp_outbox_assign (fixture->outbox, "O-1", "C-1", FALSE);
  g_assert_null (lamp_outbox_assignment (fixture->outbox, command->local_id, "recall", NULL));
  g_assert_cmpuint (n_commands (fixture), ==, 0);
  g_assert_true (fake_same (fixture->fake, fixture->session));
  fake_gateway_come_up (fixture->fake);
  wait_done (fixture, 0);
  g_assert_cmpuint (fixture->fake->commands->len, ==, 0);
}

static void
test_undo_in_flight (Fixture *fixture, gconstpointer data)
{
  LampCommand *command = NULL;

  fixture->fake->n_hold = 1;
  command = lamp_outbox_assign (fixture->outbox, "O-1", "C-1", FALSE);
  WAIT (fixture->fake->holding->len > 0);
  lamp_outbox_drop (fixture->outbox, command); /* it cannot be taken back, so the crew is called back */
  g_assert_cmpuint (n_commands (fixture), ==, 2);
  fake_gateway_release (fixture->fake);
  wait_done (fixture, 2);
  g_assert_cmpstr (((LampAssignment *)lamp_item_get_record (item (fixture, "assignments", "A-1")))->status, ==, "recalled");
  g_assert_cmpstr (crew_status (fixture, "O-1"), ==, "awaitingCrewAssignment");
}

static void
test_undo_after (Fixture *fixture, gconstpointer data)
{
  g_autoptr (LampCommand) command = g_object_ref (lamp_outbox_assign (fixture->outbox, "O-1", "C-1", FALSE));

  wait_done (fixture, 1);
  lamp_outbox_assignment (fixture->outbox, lamp_command_get_result_id (command), "recall", "wrong crew");
  g_assert_cmpstr (((LampAssignment *)lamp_item_get_record (item (fixture, "assignments", "A-1")))->status, ==, "recalled");
  wait_done (fixture, 2);
}

/* --- Another mode, another start --- */

static void
test_other_mode (Fixture *fixture, gconstpointer data)
{
  LampCommand *command = NULL;

  go_down (fixture);
  command = lamp_outbox_assign (fixture->outbox, "O-1", "C-1", FALSE);
  fixture->fake->mode = "live";
  fake_gateway_come_up (fixture->fake);
  WAIT (lamp_command_get_state (command) == LAMP_COMMAND_REFUSED);
  WAIT (fake_live (fixture->fake, fixture->session));
  g_assert_cmpstr (lamp_command_get_problem_code (command), ==, "other-mode");
  lamp_outbox_confirm (fixture->outbox, command); /* nor does insisting help */
  g_assert_cmpint (lamp_command_get_state (command), ==, LAMP_COMMAND_REFUSED);
  g_assert_cmpuint (fixture->fake->commands->len, ==, 0);
}

static void
test_restart (Fixture *fixture, gconstpointer data)
{
  g_autofree char *key = NULL;

  /* One the gateway knows of, though we were never told; one that was never sent; one that was refused. */
  fixture->fake->refuse_status = 403;
  fixture->fake->refuse_body = "{\"code\":\"forbidden\",\"detail\":\"No.\"}";
  lamp_outbox_outage (fixture->outbox, "O-3", "close", NULL, LAMP_UNKNOWN_TIME);
  WAIT (fixture->n_answered == 1);
  fixture->fake->refuse_status = 0;
  fixture->fake->n_swallow = 1;
  lamp_outbox_assign (fixture->outbox, "O-1", "C-1", FALSE);
  WAIT (fixture->fake->commands->len == 2);
  go_down (fixture);
  lamp_outbox_outage (fixture->outbox, "O-2", "acknowledge", NULL, LAMP_UNKNOWN_TIME);
  key = g_strdup (sent (fixture, 1)->key);
  close_session (fixture);
  open_session (fixture);
  g_assert_cmpuint (n_commands (fixture), ==, 3);
  g_assert_cmpuint (lamp_outbox_get_n_waiting (fixture->outbox), ==, 2);
  lamp_session_start (fixture->session);
  fake_gateway_come_up (fixture->fake);
  WAIT (n_commands (fixture) == 1);
  WAIT (fake_live (fixture->fake, fixture->session));
  g_assert_cmpuint (g_hash_table_size (fixture->fake->applied), ==, 2);
  g_assert_true (g_hash_table_contains (fixture->fake->applied, key));
  g_assert_cmpint (pending (fixture, "O-3"), ==, LAMP_PENDING_CONFLICT);
  {
    g_autoptr (LampCommand) refused = g_list_model_get_item (G_LIST_MODEL (fixture->outbox), 0);

    g_assert_cmpint (lamp_command_get_state (refused), ==, LAMP_COMMAND_REFUSED);
    g_assert_cmpstr (lamp_command_get_problem_code (refused), ==, "forbidden");
    lamp_outbox_drop (fixture->outbox, refused);
  }
  /* All answered: nothing of it comes again. */
  close_session (fixture);
  open_session (fixture);
  g_assert_cmpuint (n_commands (fixture), ==, 0);
}

/* Too old for its key to be remembered: a person has to look at it. */
static void
test_very_old (Fixture *fixture, gconstpointer data)
{
  LampCommand *command = NULL;

  fixture->fake->n_lose = 1;
  command = lamp_outbox_assign (fixture->outbox, "O-1", "C-1", FALSE);
  WAIT (fixture->fake->commands->len == 1);
  go_down (fixture);
  g_assert_true (command->attempted);
  command->created_usec -= 24 * 3600 * (gint64)G_USEC_PER_SEC;
  fake_gateway_come_up (fixture->fake);
  WAIT (lamp_command_get_state (command) == LAMP_COMMAND_ASKS);
  WAIT (fake_live (fixture->fake, fixture->session));
  g_assert_cmpuint (fixture->fake->commands->len, ==, 1);
  lamp_outbox_confirm (fixture->outbox, command);
  wait_done (fixture, 1);
}

#define CASE(path, function) g_test_add ("/client/outbox/" path, Fixture, NULL, set_up, function, tear_down)

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  CASE ("assign", test_assign);
  CASE ("told-in-pieces", test_told_in_pieces);
  CASE ("outage-actions", test_outage_actions);
  CASE ("own-steps", test_own_steps);
  CASE ("taken", test_taken);
  CASE ("refused", test_refused);
  CASE ("lost-on-the-way", test_lost_on_the_way);
  CASE ("answer-lost", test_answer_lost);
  CASE ("gateway-dies-before-answer", test_gateway_dies_before_answer);
  CASE ("strange-answers", test_strange_answers);
  CASE ("waits", test_waits);
  g_test_add ("/client/outbox/asks/outage-taken", Fixture, "outage-taken", set_up, test_asks, tear_down);
  g_test_add ("/client/outbox/asks/crew-taken", Fixture, "crew-taken", set_up, test_asks, tear_down);
  g_test_add ("/client/outbox/asks/closed", Fixture, "closed", set_up, test_asks, tear_down);
  g_test_add ("/client/outbox/asks/gone", Fixture, "gone", set_up, test_asks, tear_down);
  g_test_add ("/client/outbox/asks/off-shift", Fixture, "off-shift", set_up, test_asks, tear_down);
  CASE ("rebased", test_rebased);
  CASE ("mismatch-for-ever", test_mismatch_for_ever);
  CASE ("mismatch-that-matters", test_mismatch_that_matters);
  CASE ("undo-while-waiting", test_undo_while_waiting);
  CASE ("undo-in-flight", test_undo_in_flight);
  CASE ("undo-after", test_undo_after);
  CASE ("other-mode", test_other_mode);
  CASE ("restart", test_restart);
  CASE ("very-old", test_very_old);
  return g_test_run ();
}
