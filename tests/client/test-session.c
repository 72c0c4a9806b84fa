/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A session with a gateway that behaves, goes away and comes back: whatever happens in between, in whatever order, the copy
 * ends as the gateway's, and its lists never say anything else than what they hold.
 */
#include "fake-gateway.h"
#include "folder.h"

#include <math.h>
#include <string.h>

typedef struct
{
  FakeGateway *fake;
  char        *folder;
  LampSession *session;
  FakeEar     *ear;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->fake = fake_gateway_new ();
  fixture->folder = fake_folder ();
  fixture->session = fake_session (fixture->fake, fixture->folder);
  fixture->ear = fake_ear_new (fixture->session);
  fake_gateway_fill (fixture->fake);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  fake_ear_free (fixture->ear);
  fake_session_end (fixture->session);
  fake_gateway_free (fixture->fake);
  folder_remove (fixture->folder);
  g_free (fixture->folder);
}

static void
start (Fixture *fixture)
{
  lamp_session_start (fixture->session);
  WAIT (fake_live (fixture->fake, fixture->session));
}

static void
count_cb (GObject *object, gpointer pspec_or_self, guint *n)
{
  *n += 1;
}

static void
test_whole (Fixture *fixture, gconstpointer data)
{
  LampSession *session = fixture->session;

  g_assert_cmpint (lamp_session_get_state (session), ==, LAMP_SESSION_CONNECTING);
  g_assert_null (lamp_session_get_mode (session));
  g_assert_true (isnan (lamp_session_get_data_age_s (session)));
  start (fixture);
  g_assert_cmpstr (lamp_session_get_mode (session), ==, "demo");
  g_assert_cmpfloat (lamp_session_get_speed (session), ==, 12.0);
  WAIT (lamp_session_get_region_name (session) != NULL);
  g_assert_cmpstr (lamp_session_get_region_name (session), ==, "Harbour district");
  g_assert_cmpstr (lamp_session_get_user (session), ==, "li.wei");
  g_assert_cmpstr (lamp_session_get_role (session), ==, "dispatcher");
  g_assert_cmpstr (lamp_session_get_state_text (session), ==, "");
  g_assert_cmpfloat (lamp_session_get_data_age_s (session), <, 5.0);
  WAIT (!isnan (lamp_session_get_feed_age_s (session, "calls")));
  g_assert_cmpfloat (lamp_session_get_feed_age_s (session, "calls"), >=, 4.0);
  g_assert_cmpfloat (lamp_session_get_feed_age_s (session, "scada"), >=, 1.0);
  g_assert_true (isnan (lamp_session_get_feed_age_s (session, "ami")));
  g_assert_null (lamp_session_get_collection (session, "journal"));
  g_assert_null (lamp_session_get_collection (session, "nonsense"));
  g_assert_null (lamp_session_lookup (session, "outages", "O-99"));
  g_assert_cmpuint (fixture->ear->n_problems, ==, 0);
  /* The clock runs on twelve times as fast between the gateway's words. */
  {
    gint64 from_usec = lamp_session_get_now_usec (session);
    gint64 began_usec = g_get_monotonic_time ();

    WAIT (lamp_session_get_now_usec (session) - from_usec >= G_USEC_PER_SEC / 2);
    g_assert_cmpint (g_get_monotonic_time () - began_usec, <, 5 * G_USEC_PER_SEC);
  }
}

static void
test_identity (Fixture *fixture, gconstpointer data)
{
  LampItem   *item = NULL;
  guint       n_notified = 0;
  guint       n_other = 0;
  LampOutage *outage = NULL;

  start (fixture);
  item = lamp_session_lookup (fixture->session, "outages", "O-1");
  g_signal_connect (item, "notify::record", G_CALLBACK (count_cb), &n_notified);
  g_signal_connect (lamp_session_lookup (fixture->session, "outages", "O-2"), "notify::record", G_CALLBACK (count_cb), &n_other);
  outage = fake_outage ("O-1");
  outage->customers_out = 99;
  fake_gateway_put (fixture->fake, outage);
  WAIT (fake_live (fixture->fake, fixture->session));
  g_assert_true (item == lamp_session_lookup (fixture->session, "outages", "O-1"));
  g_assert_cmpuint (n_notified, ==, 1);
  /* Also through a whole new snapshot. */
  fake_gateway_forget (fixture->fake);
  fake_gateway_send (fixture->fake, "event: reset\ndata: {}\n\n");
  outage = fake_outage ("O-1");
  outage->customers_out = 100;
  fake_gateway_put (fixture->fake, outage);
  WAIT (fake_live (fixture->fake, fixture->session));
  g_assert_true (item == lamp_session_lookup (fixture->session, "outages", "O-1"));
  g_assert_cmpuint (n_notified, ==, 2);
  g_assert_cmpuint (n_other, ==, 0);
}

static void
test_paging (Fixture *fixture, gconstpointer data)
{
  for (guint i = 0; i < 50; i++)
    {
      g_autofree char *id = g_strdup_printf ("P-%u", i);

      fake_gateway_put (fixture->fake, fake_outage (id));
    }
  fixture->fake->page_limit = 7;
  start (fixture);
  g_assert_cmpuint (g_list_model_get_n_items (lamp_session_get_collection (fixture->session, "outages")), ==, 53);
}

/* A line cut in the middle of one command's changes: coming back tells the whole command again. */
static void
test_cut_inside_a_command (Fixture *fixture, gconstpointer data)
{
  FakeGateway *fake = fixture->fake;
  g_autoptr (GString) first = NULL;
  LampAssignment *made = lamp_record_new (&lamp_assignment_type, "A-1");
  guint           n_streams = 0;

  lamp_record_set_string (&made->outage, "O-1");
  lamp_record_set_string (&made->crew, "C-1");
  lamp_record_set_string (&made->status, "assigned");
  start (fixture);
  /* The command goes into the log but not onto the line … */
  fake->hushed = TRUE;
  fake_gateway_commit_assignment (fake, made);
  fake->hushed = FALSE;
  /* … but for its first event, which does not end it. */
  first = g_string_new (g_ptr_array_index (fake->log, fake->log->len - 1));
  g_string_truncate (first, (gsize)(strstr (first->str, "\n\n") + 2 - first->str));
  fake_gateway_send (fake, first->str);
  WAIT (fixture->session->seq == fake->seq);
  g_assert_true (fixture->session->seq_open);
  g_assert_false (fake_same (fake, fixture->session));
  n_streams = fake->n_streams;
  fake_gateway_cut_streams (fake);
  WAIT (fake->n_streams > n_streams);
  WAIT (fake_live (fake, fixture->session));
  g_assert_false (fixture->session->seq_open);
}

static void
test_telemetry (Fixture *fixture, gconstpointer data)
{
  FakeGateway *fake = fixture->fake;
  gint64       seq = 0;
  guint        n_streams = 0;

  start (fixture);
  seq = fixture->session->seq;
  fake_gateway_move (fake, "C-1", 118.3);
  WAIT (fake_live (fake, fixture->session));
  g_assert_cmpint (fixture->session->seq, ==, seq);
  /* While we were away, and never told again by the stream. */
  n_streams = fake->n_streams;
  fake_gateway_cut_streams (fake);
  fake_gateway_move (fake, "C-1", 118.4);
  fake_gateway_move (fake, "C-2", 118.5);
  WAIT (fake->n_streams > n_streams);
  WAIT (fake_live (fake, fixture->session));
}

static void
test_lost_and_back (Fixture *fixture, gconstpointer data)
{
  FakeGateway *fake = fixture->fake;
  LampSession *session = fixture->session;
  LampOutage  *outage = NULL;

  start (fixture);
  fake_gateway_go_down (fake);
  WAIT (lamp_session_get_state (session) == LAMP_SESSION_LOST);
  g_assert_cmpstr (lamp_session_get_state_text (session), !=, "");
  g_assert_cmpuint (g_list_model_get_n_items (lamp_session_get_collection (session, "outages")), ==, 3);
  WAIT (session->n_failures > 4); /* it tries and tries */
  outage = fake_outage ("O-2");
  outage->customers_out = 3;
  fake_gateway_put (fake, outage);
  fake_gateway_put (fake, fake_outage ("O-4"));
  fake_gateway_come_up (fake);
  WAIT (fixture->ear->n_reconciled > 0);
  g_assert_cmpuint (fixture->ear->n_last_reconciled, ==, 2);
  g_assert_true (fake_live (fake, session));
  /* The same when what was missed is not kept: a snapshot finds it out. */
  fake_gateway_go_down (fake);
  WAIT (lamp_session_get_state (session) == LAMP_SESSION_LOST);
  fake_gateway_put (fake, fake_outage ("O-5"));
  fake_gateway_remove (fake, "outages", "O-1");
  fake_gateway_put (fake, fake_outage ("O-2"));
  fake_gateway_forget (fake);
  fake_gateway_come_up (fake);
  WAIT (fixture->ear->n_reconciled > 1);
  g_assert_cmpuint (fixture->ear->n_last_reconciled, ==, 3);
  g_assert_true (fake_live (fake, session));
}

/* A gateway restored from an old copy of its store: less is true than we know. */
static void
remember_state (LampSession *session, GParamSpec *pspec, GArray *states)
{
  int state = lamp_session_get_state (session);

  g_array_append_val (states, state);
}

/* While there is a copy it is old, however the line broke: never as if nothing had been shown yet. */
static void
test_refused_and_back (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GArray) states = g_array_new (FALSE, FALSE, sizeof (int));

  start (fixture);
  fixture->fake->lie = (FakeLie){ "/clock", NULL, "HTTP/1.1 401 Unauthorized\r\nContent-Length: 0\r\n\r\n", FALSE };
  fake_gateway_cut_streams (fixture->fake);
  WAIT (lamp_session_get_state (fixture->session) == LAMP_SESSION_REFUSED);
  fixture->fake->lie.path = NULL;
  g_signal_connect (fixture->session, "notify::state", G_CALLBACK (remember_state), states);
  lamp_session_retry_now (fixture->session);
  WAIT (fake_live (fixture->fake, fixture->session));
  g_assert_cmpuint (states->len, >=, 2);
  g_assert_cmpint (g_array_index (states, int, 0), ==, LAMP_SESSION_LOST);
  for (guint i = 0; i < states->len; i++)
    g_assert_cmpint (g_array_index (states, int, i), !=, LAMP_SESSION_CONNECTING);
  g_signal_handlers_disconnect_by_data (fixture->session, states);
}

static void
test_store_from_before (Fixture *fixture, gconstpointer data)
{
  FakeGateway *fake = fixture->fake;

  start (fixture);
  fake_gateway_go_down (fake);
  fake->seq -= 3;
  g_ptr_array_set_size (fake->log, (gint)fake->seq);
  for (guint i = 1; i <= 3; i++)
    {
      g_autofree char *id = g_strdup_printf ("O-%u", i);
      LampOutage      *old = fake_gateway_find (fake, "outages", id);

      old->customers_out = 7;
      old->base.revision = 1;
    }
  fake_gateway_come_up (fake);
  WAIT (fake_live (fake, fixture->session));
  fake_gateway_put (fake, fake_outage ("O-1"));
  WAIT (fake_live (fake, fixture->session));
}

static void
test_polling (Fixture *fixture, gconstpointer data)
{
  FakeGateway *fake = fixture->fake;
  guint        n_asked = 0;

  fake->has_stream = fake->tells_seq = FALSE;
  start (fixture);
  WAIT (fake->n_not_modified > 6); /* what did not change is not sent */
  fake_gateway_put (fake, fake_outage ("O-4"));
  fake_gateway_remove (fake, "crews", "C-1");
  WAIT (fake_live (fake, fixture->session));
  fake_gateway_move (fake, "C-2", 118.6);
  WAIT (fake_live (fake, fixture->session));
  fake_gateway_go_down (fake);
  WAIT (lamp_session_get_state (fixture->session) == LAMP_SESSION_LOST);
  fake_gateway_put (fake, fake_outage ("O-5"));
  fake_gateway_come_up (fake);
  WAIT (fake_live (fake, fixture->session));
  g_assert_cmpuint (fixture->ear->n_last_reconciled, ==, 1);
  /* A newer gateway there has a stream: the next connection uses it. */
  fake->has_stream = fake->tells_seq = TRUE;
  fake_gateway_go_down (fake);
  WAIT (lamp_session_get_state (fixture->session) == LAMP_SESSION_LOST);
  fake_gateway_come_up (fake);
  WAIT (fake->listeners->len > 0);
  WAIT (fake_live (fake, fixture->session));
  n_asked = fake->n_asked;
  fake_gateway_put (fake, fake_outage ("O-6"));
  WAIT (fake_live (fake, fixture->session));
  g_assert_cmpuint (fake->n_asked - n_asked, <=, 2); /* no poll: at most its health and clock */
}

static void
test_stale (Fixture *fixture, gconstpointer data)
{
  LampSessionTuning tuning = fake_tuning;

  tuning.heartbeat_ms = 50;
  lamp_session_set_tuning (fixture->session, &tuning);
  start (fixture);
  WAIT (lamp_session_get_state (fixture->session) == LAMP_SESSION_STALE);
  g_assert_cmpstr (lamp_session_get_state_text (fixture->session), !=, "");
  fake_gateway_send (fixture->fake, ": \n\n");
  WAIT (lamp_session_get_state (fixture->session) == LAMP_SESSION_LIVE);
}

static void
test_silent (Fixture *fixture, gconstpointer data)
{
  LampSessionTuning tuning = fake_tuning;
  guint             n_streams = 0;

  tuning.heartbeat_ms = 20;
  tuning.silence_ms = 80;
  lamp_session_set_tuning (fixture->session, &tuning);
  start (fixture);
  n_streams = fixture->fake->n_streams;
  WAIT (strstr (fixture->ear->text->str, "fallen silent") != NULL);
  WAIT (fixture->fake->n_streams > n_streams);
}

/* A storm through one stream: every change arrives, and none of the turns of the loop is long. */
static void
test_storm (Fixture *fixture, gconstpointer data)
{
  FakeGateway *fake = fixture->fake;
  FakeMirror  *mirror = NULL;
  gint64       longest_usec = 0;
  guint        tick = 0;

  start (fixture);
  mirror = fake_mirror_new (lamp_session_get_collection (fixture->session, "outages"));
  for (guint i = 0; i < 5000; i++)
    {
      g_autofree char *id = g_strdup_printf ("S-%u", i % 1000);

      fake_gateway_put (fake, fake_outage (id));
    }
  tick = fake_tick_begin ();
  while (fixture->session->seq < fake->seq)
    {
      gint64 from_usec = g_get_monotonic_time ();

      g_main_context_iteration (NULL, TRUE);
      longest_usec = MAX (longest_usec, g_get_monotonic_time () - from_usec);
    }
  g_source_remove (tick);
  WAIT (fake_live (fake, fixture->session));
  g_test_message ("longest turn of the loop with 5000 changes at once: %.1f ms, the sending side included", (double)longest_usec / 1000.0);
  fake_mirror_check (mirror);
  fake_mirror_free (mirror);
}

static void
test_grid (Fixture *fixture, gconstpointer data)
{
  FakeGateway     *fake = fixture->fake;
  LampSession     *again = NULL;
  g_autofree char *path = NULL;
  g_autofree char *text = NULL;

  fake->grid = g_bytes_new_static ("the first grid", 14);
  start (fixture);
  WAIT (lamp_session_get_grid_path (fixture->session) != NULL);
  path = g_strdup (lamp_session_get_grid_path (fixture->session));
  g_assert_true (g_file_get_contents (path, &text, NULL, NULL));
  g_assert_cmpstr (text, ==, "the first grid");
  /* The next start has it before anybody answers, and does not fetch it again. */
  again = fake_session (fake, fixture->folder);
  fake->n_not_modified = 0;
  lamp_session_start (again);
  g_assert_cmpstr (lamp_session_get_grid_path (again), ==, path);
  WAIT (fake->n_not_modified > 0);
  g_assert_cmpuint (fake->n_grid, ==, 2);
  fake_session_end (again);
  /* Nor does a session with another address of the same grid. */
  {
    g_autofree char *other = g_strconcat (fake->url, "/", NULL);
    g_autofree char *alias = g_strdup_printf ("http://localhost:%s", strrchr (fake->url, ':') + 1);

    again = lamp_session_new (alias, NULL, fixture->folder);
    lamp_session_set_tuning (again, &fake_tuning);
    lamp_session_start (again);
    g_assert_null (lamp_session_get_grid_path (again));
    WAIT (lamp_session_get_grid_path (again) != NULL);
    g_assert_cmpstr (lamp_session_get_grid_path (again), ==, path);
    fake_session_end (again);
  }
  /* Another grid is fetched, and both are kept. */
  g_clear_pointer (&fake->grid, g_bytes_unref);
  fake->grid = g_bytes_new_static ("the second grid", 15);
  fake_gateway_cut_streams (fake);
  WAIT (g_strcmp0 (lamp_session_get_grid_path (fixture->session), path) != 0);
  g_assert_true (g_file_test (path, G_FILE_TEST_IS_REGULAR));
}

/* --- Whatever happens, in whatever order --- */

static void
random_change (FakeGateway *fake, GRand *rand)
{
  const char *const names[] = { "outages", "crews" };
  const char       *name = names[g_rand_int_range (rand, 0, 2)];
  g_autofree char  *id = g_strdup_printf ("%c-%d", name[0] == 'o' ? 'O' : 'C', g_rand_int_range (rand, 1, 12));
  gboolean          there = fake_gateway_find (fake, name, id) != NULL;

  if (there && g_rand_int_range (rand, 0, 4) == 0)
    fake_gateway_remove (fake, name, id);
  else if (there && name[0] == 'c' && g_rand_boolean (rand))
    fake_gateway_move (fake, id, g_rand_double_range (rand, 100.0, 120.0));
  else if (name[0] == 'o')
    {
      LampOutage *outage = fake_outage (id);

      outage->customers_out = g_rand_int_range (rand, 0, 1000);
      fake_gateway_put (fake, outage);
    }
  else
    {
      LampCrew *crew = fake_crew (id);

      crew->members = g_rand_int_range (rand, 1, 9);
      fake_gateway_put (fake, crew);
    }
}

static void
random_event (FakeGateway *fake, LampSession *session, GRand *rand)
{
  switch (g_rand_int_range (rand, 0, 16))
    {
    case 0:
      fake_gateway_cut_streams (fake);
      break;
    case 1:
      fake_gateway_forget (fake);
      break;
    case 2:
      if (fake->server != NULL)
        fake_gateway_go_down (fake);
      else
        fake_gateway_come_up (fake);
      break;
    case 3:
      fake->page_limit = (guint)g_rand_int_range (rand, 1, 20);
      break;
    case 4:
      lamp_session_retry_now (session);
      break;
    case 5:
      fake_gateway_send (fake, "event: reset\ndata: {}\n\n");
      break;
    case 6:
      lamp_session_stop (session);
      lamp_session_start (session);
      break;
    case 7:
      fake->has_stream = g_rand_int_range (rand, 0, 3) > 0;
      break;
    default:
      for (gint n = g_rand_int_range (rand, 1, 6); n > 0; n--)
        random_change (fake, rand);
      break;
    }
}

static void
test_interleavings (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (g_test_rand_int ());
  FakeMirror *outages = fake_mirror_new (lamp_session_get_collection (fixture->session, "outages"));
  FakeMirror *crews = fake_mirror_new (lamp_session_get_collection (fixture->session, "crews"));
  guint       tick = fake_tick_begin ();
  guint       n_rounds = g_test_slow () ? 300 : 40;

  lamp_session_start (fixture->session);
  for (guint round = 0; round < n_rounds; round++)
    {
      for (gint n = g_rand_int_range (rand, 1, 30); n > 0; n--)
        {
          random_event (fixture->fake, fixture->session, rand);
          for (gint turns = g_rand_int_range (rand, 0, 12); turns > 0; turns--)
            g_main_context_iteration (NULL, g_rand_int_range (rand, 0, 4) == 0);
        }
      if (fixture->fake->server == NULL)
        fake_gateway_come_up (fixture->fake);
      WAIT (fake_live (fixture->fake, fixture->session));
    }
  g_source_remove (tick);
  fake_mirror_check (outages);
  fake_mirror_check (crews);
  fake_mirror_free (outages);
  fake_mirror_free (crews);
}

#define CASE(path, function) g_test_add ("/client/session/" path, Fixture, NULL, set_up, function, tear_down)

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  CASE ("whole", test_whole);
  CASE ("identity", test_identity);
  CASE ("paging", test_paging);
  CASE ("cut-inside-a-command", test_cut_inside_a_command);
  CASE ("telemetry", test_telemetry);
  CASE ("lost-and-back", test_lost_and_back);
  CASE ("refused-and-back", test_refused_and_back);
  CASE ("store-from-before", test_store_from_before);
  CASE ("polling", test_polling);
  CASE ("stale", test_stale);
  CASE ("silent", test_silent);
  CASE ("storm", test_storm);
  CASE ("grid", test_grid);
  CASE ("interleavings", test_interleavings);
  return g_test_run ();
}
