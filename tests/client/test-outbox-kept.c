/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Commands of a console that is killed at any moment, of one that can keep nothing, and of two that act at once.
 */
#include "fake-gateway.h"

#include "client/json.h"
#include "client/outbox-private.h"
#include "folder.h"

#include <signal.h>
#include <string.h>
#include <sys/wait.h>

static void
test_nowhere_to_keep (void)
{
  g_autoptr (FakeGateway) fake = fake_gateway_new ();
  g_autofree char *folder = fake_folder ();
  g_autofree char *file = g_build_filename (folder, "file", NULL);
  LampSession     *session = NULL;
  g_autoptr (FakeEar) ear = NULL;

  g_assert_true (g_file_set_contents (file, "x", 1, NULL));
  session = fake_session (fake, file);
  ear = fake_ear_new (session);
  fake_gateway_fill (fake);
  lamp_session_start (session);
  g_assert_nonnull (strstr (ear->text->str, "commands could not be kept"));
  WAIT (fake_live (fake, session));
  /* A crew is sent all the same. */
  lamp_outbox_assign (lamp_session_get_outbox (session), "O-1", "C-1", FALSE);
  WAIT (fake_gateway_count (fake, "assignments") == 1);
  WAIT (fake_live (fake, session));
  g_clear_pointer (&ear, fake_ear_free);
  fake_session_end (session);
  folder_remove (folder);
}

/* --- Two dispatchers, one moment --- */

static void
test_two_dispatchers (void)
{
  g_autoptr (FakeGateway) fake = fake_gateway_new ();
  g_autofree char *first_folder = fake_folder ();
  LampSession     *first = fake_session (fake, first_folder);
  g_autofree char *folder = fake_folder ();
  LampSession     *other = fake_session (fake, folder);
  LampOutbox      *other_outbox = lamp_session_get_outbox (other);
  g_autoptr (LampCommand) one = NULL;
  g_autoptr (LampCommand) two = NULL;

  fake_gateway_fill (fake);
  lamp_session_start (first);
  WAIT (fake_live (fake, first));
  lamp_session_start (other);
  WAIT (fake_live (fake, other));
  one = g_object_ref (lamp_outbox_assign (lamp_session_get_outbox (first), "O-1", "C-1", FALSE));
  two = g_object_ref (lamp_outbox_assign (other_outbox, "O-1", "C-2", FALSE));
  WAIT (!lamp_command_is_open (one) && !lamp_command_is_open (two));
  g_assert_true ((lamp_command_get_state (one) == LAMP_COMMAND_ACCEPTED) != (lamp_command_get_state (two) == LAMP_COMMAND_ACCEPTED));
  g_assert_cmpuint (fake_gateway_count (fake, "assignments"), ==, 1);
  WAIT (fake_live (fake, other));
  WAIT (fake_live (fake, first));
  fake_session_end (other);
  fake_session_end (first);
  folder_remove (first_folder);
  folder_remove (folder);
}

static void
act (LampOutbox *outbox)
{
  lamp_outbox_assign (outbox, "O-1", "C-1", FALSE);
  lamp_outbox_outage (outbox, "O-2", "acknowledge", NULL, LAMP_UNKNOWN_TIME);
  lamp_outbox_outage (outbox, "O-2", "note", "one", LAMP_UNKNOWN_TIME);
  lamp_outbox_outage (outbox, "O-3", "note", "two", LAMP_UNKNOWN_TIME);
  lamp_outbox_assign (outbox, "O-3", "C-3", FALSE);
}

/* A console in a process of its own, which acts as soon as it is live, until somebody kills it. */
G_NORETURN static void
run_child (const char *url, const char *folder)
{
  LampSession *session = lamp_session_new (url, "secret", folder);
  gboolean     acted = FALSE;

  lamp_session_set_tuning (session, &fake_tuning);
  lamp_session_start (session);
  for (;;)
    {
      g_main_context_iteration (NULL, TRUE);
      if (!acted && lamp_session_get_state (session) == LAMP_SESSION_LIVE)
        {
          act (lamp_session_get_outbox (session));
          acted = TRUE;
        }
    }
}

static GHashTable *
keys_in (const char *folder)
{
  GHashTable *keys = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name = NULL;

  while ((name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (folder, name, NULL);
      g_autofree char *text = NULL;
      g_auto (GStrv) lines = NULL;

      if (!g_str_has_suffix (name, ".jsonl") || !g_file_get_contents (path, &text, NULL, NULL))
        continue;
      lines = g_strsplit (text, "\n", -1);
      for (guint i = 0; lines[i] != NULL; i++)
        {
          g_autoptr (JsonNode) node = lamp_json_parse (lines[i], strlen (lines[i]), NULL);
          const char *key = lamp_json_string (lamp_json_node_object (node), "key");

          if (key != NULL)
            g_hash_table_add (keys, g_strdup (key));
        }
    }
  return keys;
}

typedef struct
{
  const char *name;
  guint       n_swallow, n_lose, n_hold;
} KillPoint;

/* `n` commands arrived: kill -9. Then another console takes over what the dead one left. */
static void
kill_after (const KillPoint *point, guint n)
{
  g_autoptr (FakeGateway) fake = fake_gateway_new ();
  g_autofree char *folder = fake_folder ();
  const char      *argv[] = { "/proc/self/exe", "--child", fake->url, folder, NULL };
  GPid             pid = 0;
  g_autoptr (GError) error = NULL;
  g_autoptr (GHashTable) kept = NULL;
  GHashTableIter iter;
  gpointer       key = NULL;
  LampSession   *session = NULL;
  LampOutbox    *outbox = NULL;

  fake_gateway_fill (fake);
  fake->state_dir = folder;
  fake->n_swallow = point->n_swallow;
  fake->n_lose = point->n_lose;
  fake->n_hold = point->n_hold;
  g_spawn_async (NULL, (char **)argv, NULL, G_SPAWN_DO_NOT_REAP_CHILD | G_SPAWN_LEAVE_DESCRIPTORS_OPEN, NULL, NULL, &pid, &error);
  g_assert_no_error (error);
  WAIT (fake->commands->len >= n);
  kill (pid, SIGKILL);
  g_assert_cmpint (waitpid (pid, NULL, 0), ==, pid);
  fake->n_swallow = fake->n_lose = fake->n_hold = 0;
  fake_gateway_release (fake);
  kept = keys_in (folder);
  session = fake_session (fake, folder);
  outbox = lamp_session_get_outbox (session);
  lamp_session_start (session);
  WAIT (fake_live (fake, session) && lamp_outbox_get_n_waiting (outbox) == 0 && g_list_model_get_n_items (G_LIST_MODEL (outbox)) == 0);
  g_hash_table_iter_init (&iter, kept);
  while (g_hash_table_iter_next (&iter, &key, NULL))
    g_assert_cmpuint (GPOINTER_TO_UINT (g_hash_table_lookup (fake->applied, key)), ==, 1);
  /* And nothing that was done is missing from what was written down. */
  g_assert_cmpuint (g_hash_table_size (fake->applied), ==, g_hash_table_size (kept));
  g_assert_cmpuint (g_hash_table_size (kept), >=, 1);
  fake_session_end (session);
  folder_remove (folder);
}

static void
test_killed (gconstpointer data)
{
  for (guint n = 1; n <= 5; n++)
    kill_after (data, n);
}

static const KillPoint kill_points[] = {
  { "between", 0, 0, 0 },
  { "done-not-answered", 99, 0, 0 },
  { "neither-done-nor-answered", 0, 99, 0 },
};

/* While answers are held back, only what touches other records arrives: three at most. */
static const KillPoint holding = { "answer-on-its-way", 0, 0, 99 };

static void
test_killed_holding (void)
{
  for (guint n = 1; n <= 3; n++)
    kill_after (&holding, n);
}

int
main (int argc, char *argv[])
{
  if (argc == 4 && strcmp (argv[1], "--child") == 0)
    run_child (argv[2], argv[3]);
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/client/outbox/nowhere-to-keep", test_nowhere_to_keep);
  g_test_add_func ("/client/outbox/two-dispatchers", test_two_dispatchers);
  for (guint i = 0; i < G_N_ELEMENTS (kill_points); i++)
    {
      g_autofree char *path = g_strconcat ("/client/outbox/killed/", kill_points[i].name, NULL);

      g_test_add_data_func (path, &kill_points[i], test_killed);
    }
  g_test_add_func ("/client/outbox/killed/answer-on-its-way", test_killed_holding);
  return g_test_run ();
}
