/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The store in one SQLite file: write-ahead log, synchronous=FULL, so a commit has reached the disk when it returns.
 * Who opens the file, and how, is in store-sqlite-file.c; the tables are in store-sqlite-live.c, -journal.c and -tokens.c.
 * All SQL is prepared once and bound; a statement is reset as soon as it is done, so no read transaction lingers.
 */
#define G_LOG_DOMAIN "lamp-gateway"
#include "config.h"

#include "gateway/store-sqlite-private.h"

static void
finalize (gpointer statement)
{
  sqlite3_finalize (statement);
}

static void
store_close (LampStore *base)
{
  LampSqlite *self = (LampSqlite *)base;

  g_hash_table_unref (self->statements);
  lamp_store_file_close (&self->file);
  g_free (self);
}

sqlite3_stmt *
lamp_sqlite_prepare (LampSqlite *self, const char *sql, GError **error)
{
  sqlite3_stmt *statement = g_hash_table_lookup (self->statements, sql);

  if (statement != NULL)
    return statement;
  if (sqlite3_prepare_v3 (self->file.db, sql, -1, SQLITE_PREPARE_PERSISTENT, &statement, NULL) == SQLITE_OK)
    g_hash_table_insert (self->statements, (gpointer)sql, statement);
  else
    lamp_store_file_fail (&self->file, error);
  return statement;
}

void
lamp_sqlite_done (sqlite3_stmt *statement)
{
  sqlite3_reset (statement);
  sqlite3_clear_bindings (statement);
}

gboolean
lamp_sqlite_run (LampSqlite *self, sqlite3_stmt *statement, GError **error)
{
  gboolean ok = sqlite3_step (statement) == SQLITE_DONE;

  if (!ok)
    lamp_store_file_fail (&self->file, error);
  lamp_sqlite_done (statement);
  return ok;
}

gboolean
lamp_sqlite_run_plain (LampSqlite *self, const char *sql, GError **error)
{
  sqlite3_stmt *statement = lamp_sqlite_prepare (self, sql, error);

  return statement != NULL && lamp_sqlite_run (self, statement, error);
}

static gboolean
store_begin (LampStore *base, GError **error)
{
  return lamp_sqlite_run_plain ((LampSqlite *)base, "BEGIN IMMEDIATE", error);
}

static gboolean
store_commit (LampStore *base, GError **error)
{
  return lamp_sqlite_run_plain ((LampSqlite *)base, "COMMIT", error);
}

static void
store_rollback (LampStore *base)
{
  LampSqlite *self = (LampSqlite *)base;

  if (!sqlite3_get_autocommit (self->file.db))
    lamp_sqlite_run_plain (self, "ROLLBACK", NULL);
}

static char *
store_get_note (LampStore *base, const char *name, GError **error)
{
  LampSqlite   *self = (LampSqlite *)base;
  sqlite3_stmt *statement = lamp_sqlite_prepare (self, "SELECT value FROM note WHERE name = ?", error);
  char         *value = NULL;
  int           code;

  if (statement == NULL)
    return NULL;
  lamp_sqlite_bind_text (statement, 1, name);
  code = sqlite3_step (statement);
  if (code == SQLITE_ROW)
    value = g_strdup (lamp_sqlite_text (statement, 0));
  else if (code != SQLITE_DONE)
    lamp_store_file_fail (&self->file, error);
  lamp_sqlite_done (statement);
  return value;
}

static gboolean
store_set_note (LampStore *base, const char *name, const char *value, GError **error)
{
  LampSqlite   *self = (LampSqlite *)base;
  sqlite3_stmt *statement = lamp_sqlite_prepare (self, "INSERT OR REPLACE INTO note VALUES (?, ?)", error);

  if (statement == NULL)
    return FALSE;
  lamp_sqlite_bind_text (statement, 1, name);
  lamp_sqlite_bind_text (statement, 2, value);
  return lamp_sqlite_run (self, statement, error);
}

static const LampStoreClass store_class = {
  .close = store_close,
  .begin = store_begin,
  .commit = store_commit,
  .rollback = store_rollback,
  .append = lamp_sqlite_append,
  .put_record = lamp_sqlite_put_record,
  .clear_records = lamp_sqlite_clear_records,
  .load_records = lamp_sqlite_load_records,
  .put_position = lamp_sqlite_put_position,
  .load_positions = lamp_sqlite_load_positions,
  .put_answer = lamp_sqlite_put_answer,
  .find_answer = lamp_sqlite_find_answer,
  .forget_answers = lamp_sqlite_forget_answers,
  .read_journal = lamp_sqlite_read_journal,
  .journal_extent = lamp_sqlite_journal_extent,
  .get_note = store_get_note,
  .set_note = store_set_note,
  .add_token = lamp_sqlite_add_token,
  .revoke_token = lamp_sqlite_revoke_token,
  .list_tokens = lamp_sqlite_list_tokens,
};

LampStore *
lamp_store_sqlite_open (const char *path, LampStoreAccess access, GError **error)
{
  LampSqlite *self = g_new0 (LampSqlite, 1);

  self->base.klass = &store_class;
  self->statements = g_hash_table_new_full (NULL, NULL, NULL, finalize);
  if (lamp_store_file_open (&self->file, path, access, error))
    return &self->base;
  store_close (&self->base);
  return NULL;
}
