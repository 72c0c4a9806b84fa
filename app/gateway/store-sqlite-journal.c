/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The tables of what was asked: the journal, and the answers kept for who asks again.
 */
#include "gateway/store-sqlite-private.h"

gboolean
lamp_sqlite_append (LampStore *base, const LampJournalRow *row, GError **error)
{
  LampSqlite   *self = (LampSqlite *)base;
  sqlite3_stmt *statement = lamp_sqlite_prepare (self, "INSERT INTO journal VALUES (?, ?, ?, ?, ?, ?, ?)", error);

  if (statement == NULL)
    return FALSE;
  sqlite3_bind_int64 (statement, 1, row->seq);
  sqlite3_bind_int64 (statement, 2, row->at_usec);
  lamp_sqlite_bind_text (statement, 3, row->actor);
  lamp_sqlite_bind_text (statement, 4, row->command);
  lamp_sqlite_bind_text (statement, 5, row->changes);
  lamp_sqlite_bind_text (statement, 6, row->reason);
  lamp_sqlite_bind_text (statement, 7, row->key);
  return lamp_sqlite_run (self, statement, error);
}

gboolean
lamp_sqlite_read_journal (LampStore *base, gint64 after_seq, gint64 offset, guint limit, LampJournalFunc func, gpointer user_data, GError **error)
{
  LampSqlite   *self = (LampSqlite *)base;
  sqlite3_stmt *statement = lamp_sqlite_prepare (self, "SELECT seq, at, actor, command, changes, reason, key FROM journal WHERE seq > ? ORDER BY seq LIMIT ? OFFSET ?", error);
  gboolean      go_on = TRUE;
  int           code = SQLITE_DONE;

  if (statement == NULL)
    return FALSE;
  sqlite3_bind_int64 (statement, 1, after_seq);
  sqlite3_bind_int64 (statement, 2, limit);
  sqlite3_bind_int64 (statement, 3, offset);
  while (go_on && (code = sqlite3_step (statement)) == SQLITE_ROW)
    {
      LampJournalRow row = {
        .seq = sqlite3_column_int64 (statement, 0),
        .at_usec = sqlite3_column_int64 (statement, 1),
        .actor = lamp_sqlite_text (statement, 2),
        .command = lamp_sqlite_text (statement, 3),
        .changes = lamp_sqlite_text (statement, 4),
        .reason = lamp_sqlite_text (statement, 5),
        .key = lamp_sqlite_text (statement, 6),
      };

      go_on = func (&row, user_data);
    }
  if (go_on && code != SQLITE_DONE)
    lamp_store_file_fail (&self->file, error);
  lamp_sqlite_done (statement);
  return (!go_on || code == SQLITE_DONE) && !lamp_store_file_was_taken (&self->file, error);
}

gboolean
lamp_sqlite_journal_extent (LampStore *base, gint64 *first_seq, gint64 *last_seq, gint64 *last_usec, GError **error)
{
  LampSqlite   *self = (LampSqlite *)base;
  sqlite3_stmt *statement = lamp_sqlite_prepare (self, "SELECT (SELECT min(seq) FROM journal), (SELECT max(seq) FROM journal), (SELECT at FROM journal ORDER BY seq DESC LIMIT 1)", error);
  gboolean      ok;

  if (statement == NULL)
    return FALSE;
  ok = sqlite3_step (statement) == SQLITE_ROW;
  if (ok)
    {
      *first_seq = sqlite3_column_int64 (statement, 0);
      *last_seq = sqlite3_column_int64 (statement, 1);
      *last_usec = sqlite3_column_int64 (statement, 2);
    }
  else
    {
      lamp_store_file_fail (&self->file, error);
    }
  lamp_sqlite_done (statement);
  return ok;
}

gboolean
lamp_sqlite_put_answer (LampStore *base, const char *actor, const char *key, const LampAnswer *answer, GError **error)
{
  LampSqlite   *self = (LampSqlite *)base;
  sqlite3_stmt *statement = lamp_sqlite_prepare (self, "INSERT INTO answer VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)", error);

  if (statement == NULL)
    return FALSE;
  lamp_sqlite_bind_text (statement, 1, actor);
  lamp_sqlite_bind_text (statement, 2, key);
  lamp_sqlite_bind_text (statement, 3, answer->request_hash);
  sqlite3_bind_int (statement, 4, (int)answer->status);
  lamp_sqlite_bind_text (statement, 5, answer->location);
  lamp_sqlite_bind_text (statement, 6, answer->etag);
  lamp_sqlite_bind_text (statement, 7, answer->body);
  sqlite3_bind_int64 (statement, 8, answer->seq);
  sqlite3_bind_int64 (statement, 9, g_get_real_time ());
  return lamp_sqlite_run (self, statement, error);
}

LampAnswer *
lamp_sqlite_find_answer (LampStore *base, const char *actor, const char *key, GError **error)
{
  LampSqlite   *self = (LampSqlite *)base;
  sqlite3_stmt *statement = lamp_sqlite_prepare (self, "SELECT request, status, location, etag, body, seq FROM answer WHERE actor = ? AND key = ?", error);
  LampAnswer   *answer = NULL;
  int           code;

  if (statement == NULL)
    return NULL;
  lamp_sqlite_bind_text (statement, 1, actor);
  lamp_sqlite_bind_text (statement, 2, key);
  code = sqlite3_step (statement);
  if (code == SQLITE_ROW)
    {
      answer = g_new0 (LampAnswer, 1);
      answer->request_hash = g_strdup (lamp_sqlite_text (statement, 0));
      answer->status = (guint)sqlite3_column_int (statement, 1);
      answer->location = g_strdup (lamp_sqlite_text (statement, 2));
      answer->etag = g_strdup (lamp_sqlite_text (statement, 3));
      answer->body = g_strdup (lamp_sqlite_text (statement, 4));
      answer->seq = sqlite3_column_int64 (statement, 5);
    }
  else if (code != SQLITE_DONE)
    {
      lamp_store_file_fail (&self->file, error);
    }
  lamp_sqlite_done (statement);
  return answer;
}

gboolean
lamp_sqlite_forget_answers (LampStore *base, gint64 before_usec, GError **error)
{
  LampSqlite   *self = (LampSqlite *)base;
  sqlite3_stmt *statement = lamp_sqlite_prepare (self, "DELETE FROM answer WHERE made < ?", error);

  if (statement == NULL)
    return FALSE;
  sqlite3_bind_int64 (statement, 1, before_usec);
  return lamp_sqlite_run (self, statement, error);
}
