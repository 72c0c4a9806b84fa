/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The test's side of fake-gateway.h: sessions with times shortened, and those who listen to them.
 */
#include "fake-gateway.h"

#include <glib/gstdio.h>

#include <unistd.h>

static gboolean
tick_cb (gpointer user_data)
{
  return G_SOURCE_CONTINUE;
}

guint
fake_tick_begin (void)
{
  return g_timeout_add (20, tick_cb, NULL);
}

const LampSessionTuning fake_tuning = {
  .deadline_ms = 400,
  .heartbeat_ms = 60000,
  .silence_ms = 120000,
  .poll_ms = 10,
  .backoff_ms = 5,
  .backoff_max_ms = 40,
  .stable_ms = 60000,
  .limit_bytes = 1024 * 1024,
};

LampSession *
fake_session (FakeGateway *fake, const char *state_dir)
{
  LampSession *session = lamp_session_new (fake->url, "secret", state_dir);

  lamp_session_set_tuning (session, &fake_tuning);
  return session;
}

static void
gone_cb (gpointer user_data, GObject *where_the_object_was)
{
  *(gboolean *)user_data = TRUE;
}

void
fake_session_end (LampSession *session)
{
  gboolean gone = FALSE;

  g_object_weak_ref (G_OBJECT (session), gone_cb, &gone);
  lamp_session_stop (session);
  g_object_unref (session);
  WAIT (gone);
  while (g_main_context_iteration (NULL, FALSE))
    ;
}

gboolean
fake_same (FakeGateway *fake, LampSession *session)
{
  GHashTableIter iter;
  gpointer       name = NULL;
  gpointer       value = NULL;

  g_hash_table_iter_init (&iter, fake->collections);
  while (g_hash_table_iter_next (&iter, &name, &value))
    {
      GPtrArray *list = value;

      if (g_list_model_get_n_items (lamp_session_get_collection (session, name)) != list->len)
        return FALSE;
      for (guint i = 0; i < list->len; i++)
        {
          LampRecord *record = g_ptr_array_index (list, i);
          LampItem   *item = lamp_session_lookup (session, name, record->id);

          if (item == NULL || !lamp_record_equal (record, lamp_item_get_record (item)))
            return FALSE;
        }
    }
  return TRUE;
}

gboolean
fake_live (FakeGateway *fake, LampSession *session)
{
  return lamp_session_get_state (session) == LAMP_SESSION_LIVE && fake_same (fake, session);
}

char *
fake_folder (void)
{
  g_autoptr (GError) error = NULL;
  /* Thousands of syncs are no hardship in memory; whether a disk keeps its word is not what is tested here. */
  char *folder = g_access ("/dev/shm", W_OK | X_OK) == 0 ? g_mkdtemp (g_strdup ("/dev/shm/lamp-client-XXXXXX")) : g_dir_make_tmp ("lamp-client-XXXXXX", &error);

  g_assert_no_error (error);
  return folder;
}

static void
problem_cb (LampSession *session, const char *sentence, FakeEar *ear)
{
  ear->n_problems++;
  g_string_append_printf (ear->text, "%s\n", sentence);
}

static void
state_cb (LampSession *session, GParamSpec *pspec, FakeEar *ear)
{
  g_string_append_printf (ear->text, "%s\n", lamp_session_get_state_text (session));
}

static void
reconciled_cb (LampSession *session, guint n_changed, FakeEar *ear)
{
  ear->n_reconciled++;
  ear->n_last_reconciled = n_changed;
}

FakeEar *
fake_ear_new (LampSession *session)
{
  FakeEar *ear = g_new0 (FakeEar, 1);

  ear->text = g_string_new (NULL);
  ear->session = g_object_ref (session);
  g_signal_connect (session, "problem", G_CALLBACK (problem_cb), ear);
  g_signal_connect (session, "notify::state-text", G_CALLBACK (state_cb), ear);
  g_signal_connect (session, "reconciled", G_CALLBACK (reconciled_cb), ear);
  return ear;
}

void
fake_ear_free (FakeEar *ear)
{
  g_signal_handlers_disconnect_by_data (ear->session, ear);
  g_object_unref (ear->session);
  g_string_free (ear->text, TRUE);
  g_free (ear);
}

static void
items_changed_cb (GListModel *model, guint position, guint removed, guint added, FakeMirror *mirror)
{
  g_assert_cmpuint (position + removed, <=, mirror->items->len);
  if (removed > 0)
    g_ptr_array_remove_range (mirror->items, position, removed);
  for (guint i = 0; i < added; i++)
    g_ptr_array_insert (mirror->items, (gint)(position + i), g_list_model_get_item (model, position + i));
  fake_mirror_check (mirror);
}

FakeMirror *
fake_mirror_new (GListModel *model)
{
  FakeMirror *mirror = g_new0 (FakeMirror, 1);

  mirror->model = g_object_ref (model);
  mirror->items = g_ptr_array_new_with_free_func (g_object_unref);
  for (guint i = 0; i < g_list_model_get_n_items (model); i++)
    g_ptr_array_add (mirror->items, g_list_model_get_item (model, i));
  g_signal_connect (model, "items-changed", G_CALLBACK (items_changed_cb), mirror);
  return mirror;
}

void
fake_mirror_check (FakeMirror *mirror)
{
  g_assert_cmpuint (g_list_model_get_n_items (mirror->model), ==, mirror->items->len);
  for (guint i = 0; i < mirror->items->len; i++)
    {
      g_autoptr (GObject) item = g_list_model_get_item (mirror->model, i);

      g_assert_true (item == g_ptr_array_index (mirror->items, i));
    }
}

void
fake_mirror_free (FakeMirror *mirror)
{
  g_signal_handlers_disconnect_by_data (mirror->model, mirror);
  g_object_unref (mirror->model);
  g_ptr_array_unref (mirror->items);
  g_free (mirror);
}
