/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The store in one SQLite file: write-ahead log, synchronous=FULL, so a commit has reached the disk when it returns.
 * Who opens the file, and how, is in store-sqlite-file.c. All SQL is prepared once and bound; a statement is reset as soon as it is done, so no read transaction lingers.
 */
#define G_LOG_DOMAIN "lamp-gateway"
#include "config.h"

#include "gateway/store-sqlite-file.h"

#include <math.h>

#define GETTEXT_PACKAGE LAMP_GETTEXT_PACKAGE
#include <glib/gi18n-lib.h>

#include "records/crew.h"

enum {
  SQL_BEGIN,
  SQL_COMMIT,
  SQL_ROLLBACK,
  SQL_APPEND,
  SQL_PUT_RECORD,
  SQL_CLEAR_RECORDS,
  SQL_LOAD_RECORDS,
  SQL_PUT_POSITION,
  SQL_LOAD_POSITIONS,
  SQL_PUT_ANSWER,
  SQL_FIND_ANSWER,
  SQL_FORGET_ANSWERS,
  SQL_READ_JOURNAL,
  SQL_EXTENT,
  SQL_GET_NOTE,
  SQL_SET_NOTE,
  SQL_ADD_TOKEN,
  SQL_REVOKE_TOKEN,
  SQL_LIST_TOKENS,
  N_SQL,
};

static const char *const sql[N_SQL] = {
  [SQL_BEGIN] = "BEGIN IMMEDIATE",
  [SQL_COMMIT] = "COMMIT",
  [SQL_ROLLBACK] = "ROLLBACK",
  [SQL_APPEND] = "INSERT INTO journal VALUES (?, ?, ?, ?, ?, ?, ?)",
  [SQL_PUT_RECORD] = "INSERT INTO record (collection, id, revision, feature) VALUES (?, ?, ?, ?)"
                     " ON CONFLICT (collection, id) DO UPDATE SET revision = excluded.revision, feature = excluded.feature",
  [SQL_CLEAR_RECORDS] = "DELETE FROM record",
  [SQL_LOAD_RECORDS] = "SELECT collection, revision, feature FROM record ORDER BY n",
  [SQL_PUT_POSITION] = "INSERT OR REPLACE INTO position VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
  [SQL_LOAD_POSITIONS] = "SELECT crew, lon, lat, at, speed, heading, source, telemetry FROM position",
  [SQL_PUT_ANSWER] = "INSERT INTO answer VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
  [SQL_FIND_ANSWER] = "SELECT request, status, location, etag, body, seq FROM answer WHERE actor = ? AND key = ?",
  [SQL_FORGET_ANSWERS] = "DELETE FROM answer WHERE made < ?",
  [SQL_READ_JOURNAL] = "SELECT seq, at, actor, command, changes, reason, key FROM journal WHERE seq > ? ORDER BY seq LIMIT ? OFFSET ?",
  [SQL_EXTENT] = "SELECT (SELECT min(seq) FROM journal), (SELECT max(seq) FROM journal), (SELECT at FROM journal ORDER BY seq DESC LIMIT 1)",
  [SQL_GET_NOTE] = "SELECT value FROM note WHERE name = ?",
  [SQL_SET_NOTE] = "INSERT OR REPLACE INTO note VALUES (?, ?)",
  [SQL_ADD_TOKEN] = "INSERT INTO token VALUES (?, ?, ?, ?, NULL)",
  [SQL_REVOKE_TOKEN] = "UPDATE token SET revoked = ? WHERE name = ? AND revoked IS NULL",
  [SQL_LIST_TOKENS] = "SELECT name, role, hash, created, revoked FROM token ORDER BY created, name",
};

typedef struct
{
  LampStore     base;
  LampStoreFile file;
  sqlite3_stmt *statements[N_SQL];
} Store;

static void
store_close (LampStore *base)
{
  Store *self = (Store *)base;

  for (guint i = 0; i < N_SQL; i++)
    sqlite3_finalize (self->statements[i]);
  lamp_store_file_close (&self->file);
  g_free (self);
}

static sqlite3_stmt *
prepare (Store *self, guint which, GError **error)
{
  if (self->statements[which] == NULL && sqlite3_prepare_v3 (self->file.db, sql[which], -1, SQLITE_PREPARE_PERSISTENT, &self->statements[which], NULL) != SQLITE_OK)
    lamp_store_file_fail (&self->file, error);
  return self->statements[which];
}

static void
done (sqlite3_stmt *statement)
{
  sqlite3_reset (statement);
  sqlite3_clear_bindings (statement);
}

/* Runs a bound statement that gives no rows. */
static gboolean
run (Store *self, sqlite3_stmt *statement, GError **error)
{
  gboolean ok = sqlite3_step (statement) == SQLITE_DONE;

  if (!ok)
    lamp_store_file_fail (&self->file, error);
  done (statement);
  return ok;
}

static gboolean
run_plain (Store *self, guint which, GError **error)
{
  sqlite3_stmt *statement = prepare (self, which, error);

  return statement != NULL && run (self, statement, error);
}

static void
bind_text (sqlite3_stmt *statement, int column, const char *text)
{
  sqlite3_bind_text (statement, column, text, -1, SQLITE_STATIC);
}

static void
bind_real (sqlite3_stmt *statement, int column, double value)
{
  sqlite3_bind_double (statement, column, value); /* NAN becomes NULL */
}

static const char *
column_text (sqlite3_stmt *statement, int column)
{
  return (const char *)sqlite3_column_text (statement, column);
}

static double
column_real (sqlite3_stmt *statement, int column)
{
  return sqlite3_column_type (statement, column) == SQLITE_NULL ? (double)NAN : sqlite3_column_double (statement, column);
}

static gboolean
store_begin (LampStore *base, GError **error)
{
  return run_plain ((Store *)base, SQL_BEGIN, error);
}

static gboolean
store_commit (LampStore *base, GError **error)
{
  return run_plain ((Store *)base, SQL_COMMIT, error);
}

static void
store_rollback (LampStore *base)
{
  Store *self = (Store *)base;

  if (!sqlite3_get_autocommit (self->file.db))
    run_plain (self, SQL_ROLLBACK, NULL);
}

static gboolean
store_append (LampStore *base, const LampJournalRow *row, GError **error)
{
  Store        *self = (Store *)base;
  sqlite3_stmt *statement = prepare (self, SQL_APPEND, error);

  if (statement == NULL)
    return FALSE;
  sqlite3_bind_int64 (statement, 1, row->seq);
  sqlite3_bind_int64 (statement, 2, row->at_usec);
  bind_text (statement, 3, row->actor);
  bind_text (statement, 4, row->command);
  bind_text (statement, 5, row->changes);
  bind_text (statement, 6, row->reason);
  bind_text (statement, 7, row->key);
  return run (self, statement, error);
}

static gboolean
store_put_record (LampStore *base, const LampRecord *record, const char *feature, GError **error)
{
  Store        *self = (Store *)base;
  sqlite3_stmt *statement = prepare (self, SQL_PUT_RECORD, error);

  if (statement == NULL)
    return FALSE;
  bind_text (statement, 1, record->type->collection);
  bind_text (statement, 2, record->id);
  sqlite3_bind_int64 (statement, 3, record->revision);
  bind_text (statement, 4, feature);
  return run (self, statement, error);
}

static gboolean
store_clear_records (LampStore *base, GError **error)
{
  return run_plain ((Store *)base, SQL_CLEAR_RECORDS, error);
}

static gboolean
load_record (LampState *state, sqlite3_stmt *statement, GError **error)
{
  const LampRecordType *type = lamp_collection_find (column_text (statement, 0));
  g_autoptr (JsonNode) feature = json_from_string (column_text (statement, 2), NULL);

  /* One without a type is a kind of record this program does not know. */
  return type == NULL || lamp_store_take_feature (state, type, feature, sqlite3_column_int64 (statement, 1), error);
}

static gboolean
store_load_records (LampStore *base, LampState *state, GError **error)
{
  Store        *self = (Store *)base;
  sqlite3_stmt *statement = prepare (self, SQL_LOAD_RECORDS, error);
  gboolean      ok = statement != NULL;
  int           code = SQLITE_DONE;

  while (ok && (code = sqlite3_step (statement)) == SQLITE_ROW)
    ok = load_record (state, statement, error);
  if (ok && code != SQLITE_DONE)
    ok = lamp_store_file_fail (&self->file, error);
  if (statement != NULL)
    done (statement);
  return ok;
}

static gboolean
store_put_position (LampStore *base, const LampRecord *record, GError **error)
{
  Store          *self = (Store *)base;
  const LampCrew *crew = (const LampCrew *)record;
  sqlite3_stmt   *statement = prepare (self, SQL_PUT_POSITION, error);

  if (statement == NULL)
    return FALSE;
  bind_text (statement, 1, record->id);
  bind_real (statement, 2, record->at.lon_deg);
  bind_real (statement, 3, record->at.lat_deg);
  sqlite3_bind_int64 (statement, 4, crew->position_usec);
  bind_real (statement, 5, crew->speed_mps);
  bind_real (statement, 6, crew->heading_deg);
  bind_text (statement, 7, crew->source);
  sqlite3_bind_int64 (statement, 8, record->telemetry);
  return run (self, statement, error);
}

/* Fixes after the last checkpoint are lost with the process, so the count jumps ahead of any it can have had: an ETag
 * never comes back with another content. */
#define TELEMETRY_JUMP 100000

static void
load_position (LampState *state, sqlite3_stmt *statement)
{
  const LampCrew *known = lamp_state_lookup (state, &lamp_crew_type, column_text (statement, 0));
  g_autoptr (LampRecord) record = NULL;
  LampCrew *crew;

  if (known == NULL)
    return;
  record = lamp_record_copy (known);
  record->revision = known->base.revision;
  record->telemetry = sqlite3_column_int64 (statement, 7) + TELEMETRY_JUMP;
  if (known->position_usec == LAMP_UNKNOWN_TIME || known->position_usec <= sqlite3_column_int64 (statement, 3))
    {
      crew = (LampCrew *)record;
      record->at = (LampPoint){ sqlite3_column_double (statement, 1), sqlite3_column_double (statement, 2) };
      record->placed = TRUE;
      crew->position_usec = sqlite3_column_int64 (statement, 3);
      crew->speed_mps = column_real (statement, 4);
      crew->heading_deg = column_real (statement, 5);
      lamp_record_set_string (&crew->source, column_text (statement, 6));
    }
  lamp_state_put (state, record);
}

static gboolean
store_load_positions (LampStore *base, LampState *state, GError **error)
{
  Store        *self = (Store *)base;
  sqlite3_stmt *statement = prepare (self, SQL_LOAD_POSITIONS, error);
  int           code;

  if (statement == NULL)
    return FALSE;
  while ((code = sqlite3_step (statement)) == SQLITE_ROW)
    load_position (state, statement);
  if (code != SQLITE_DONE)
    lamp_store_file_fail (&self->file, error);
  done (statement);
  return code == SQLITE_DONE;
}

static gboolean
store_put_answer (LampStore *base, const char *actor, const char *key, const LampAnswer *answer, GError **error)
{
  Store        *self = (Store *)base;
  sqlite3_stmt *statement = prepare (self, SQL_PUT_ANSWER, error);

  if (statement == NULL)
    return FALSE;
  bind_text (statement, 1, actor);
  bind_text (statement, 2, key);
  bind_text (statement, 3, answer->request_hash);
  sqlite3_bind_int (statement, 4, (int)answer->status);
  bind_text (statement, 5, answer->location);
  bind_text (statement, 6, answer->etag);
  bind_text (statement, 7, answer->body);
  sqlite3_bind_int64 (statement, 8, answer->seq);
  sqlite3_bind_int64 (statement, 9, g_get_real_time ());
  return run (self, statement, error);
}

static LampAnswer *
store_find_answer (LampStore *base, const char *actor, const char *key, GError **error)
{
  Store        *self = (Store *)base;
  sqlite3_stmt *statement = prepare (self, SQL_FIND_ANSWER, error);
  LampAnswer   *answer = NULL;
  int           code;

  if (statement == NULL)
    return NULL;
  bind_text (statement, 1, actor);
  bind_text (statement, 2, key);
  code = sqlite3_step (statement);
  if (code == SQLITE_ROW)
    {
      answer = g_new0 (LampAnswer, 1);
      answer->request_hash = g_strdup (column_text (statement, 0));
      answer->status = (guint)sqlite3_column_int (statement, 1);
      answer->location = g_strdup (column_text (statement, 2));
      answer->etag = g_strdup (column_text (statement, 3));
      answer->body = g_strdup (column_text (statement, 4));
      answer->seq = sqlite3_column_int64 (statement, 5);
    }
  else if (code != SQLITE_DONE)
    {
      lamp_store_file_fail (&self->file, error);
    }
  done (statement);
  return answer;
}

static gboolean
store_forget_answers (LampStore *base, gint64 before_usec, GError **error)
{
  Store        *self = (Store *)base;
  sqlite3_stmt *statement = prepare (self, SQL_FORGET_ANSWERS, error);

  if (statement == NULL)
    return FALSE;
  sqlite3_bind_int64 (statement, 1, before_usec);
  return run (self, statement, error);
}

static gboolean
store_read_journal (LampStore *base, gint64 after_seq, gint64 offset, guint limit, LampJournalFunc func, gpointer user_data, GError **error)
{
  Store        *self = (Store *)base;
  sqlite3_stmt *statement = prepare (self, SQL_READ_JOURNAL, error);
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
        .actor = column_text (statement, 2),
        .command = column_text (statement, 3),
        .changes = column_text (statement, 4),
        .reason = column_text (statement, 5),
        .key = column_text (statement, 6),
      };

      go_on = func (&row, user_data);
    }
  if (go_on && code != SQLITE_DONE)
    lamp_store_file_fail (&self->file, error);
  done (statement);
  return (!go_on || code == SQLITE_DONE) && !lamp_store_file_was_taken (&self->file, error);
}

static gboolean
store_journal_extent (LampStore *base, gint64 *first_seq, gint64 *last_seq, gint64 *last_usec, GError **error)
{
  Store        *self = (Store *)base;
  sqlite3_stmt *statement = prepare (self, SQL_EXTENT, error);
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
  done (statement);
  return ok;
}

static char *
store_get_note (LampStore *base, const char *name, GError **error)
{
  Store        *self = (Store *)base;
  sqlite3_stmt *statement = prepare (self, SQL_GET_NOTE, error);
  char         *value = NULL;
  int           code;

  if (statement == NULL)
    return NULL;
  bind_text (statement, 1, name);
  code = sqlite3_step (statement);
  if (code == SQLITE_ROW)
    value = g_strdup (column_text (statement, 0));
  else if (code != SQLITE_DONE)
    lamp_store_file_fail (&self->file, error);
  done (statement);
  return value;
}

static gboolean
store_set_note (LampStore *base, const char *name, const char *value, GError **error)
{
  Store        *self = (Store *)base;
  sqlite3_stmt *statement = prepare (self, SQL_SET_NOTE, error);

  if (statement == NULL)
    return FALSE;
  bind_text (statement, 1, name);
  bind_text (statement, 2, value);
  return run (self, statement, error);
}

static gboolean
store_add_token (LampStore *base, const LampToken *token, GError **error)
{
  Store        *self = (Store *)base;
  sqlite3_stmt *statement = prepare (self, SQL_ADD_TOKEN, error);
  int           code;

  if (statement == NULL)
    return FALSE;
  bind_text (statement, 1, token->name);
  bind_text (statement, 2, lamp_role_to_string (token->role));
  bind_text (statement, 3, token->hash);
  sqlite3_bind_int64 (statement, 4, token->created_usec);
  code = sqlite3_step (statement);
  if (code == SQLITE_CONSTRAINT)
    g_set_error (error, LAMP_STORE_ERROR, LAMP_STORE_ERROR_EXISTS, _ ("There has been a token named “%s” in %s; choose another name"), token->name, self->file.path);
  else if (code != SQLITE_DONE)
    lamp_store_file_fail (&self->file, error);
  done (statement);
  return code == SQLITE_DONE;
}

static gboolean
store_revoke_token (LampStore *base, const char *name, gint64 at_usec, GError **error)
{
  Store        *self = (Store *)base;
  sqlite3_stmt *statement = prepare (self, SQL_REVOKE_TOKEN, error);

  if (statement == NULL)
    return FALSE;
  sqlite3_bind_int64 (statement, 1, at_usec);
  bind_text (statement, 2, name);
  if (!run (self, statement, error))
    return FALSE;
  if (sqlite3_changes (self->file.db) == 1)
    return TRUE;
  g_set_error (error, LAMP_STORE_ERROR, LAMP_STORE_ERROR_MISSING, _ ("There is no valid token named “%s” in %s"), name, self->file.path);
  return FALSE;
}

static GPtrArray *
store_list_tokens (LampStore *base, GError **error)
{
  Store        *self = (Store *)base;
  sqlite3_stmt *statement = prepare (self, SQL_LIST_TOKENS, error);
  g_autoptr (GPtrArray) list = g_ptr_array_new_with_free_func ((GDestroyNotify)lamp_token_free);
  int code;

  if (statement == NULL)
    return NULL;
  while ((code = sqlite3_step (statement)) == SQLITE_ROW)
    {
      LampToken *token = g_new0 (LampToken, 1);

      token->name = g_strdup (column_text (statement, 0));
      lamp_role_from_string (column_text (statement, 1), &token->role);
      token->hash = g_strdup (column_text (statement, 2));
      token->created_usec = sqlite3_column_int64 (statement, 3);
      token->revoked_usec = sqlite3_column_type (statement, 4) == SQLITE_NULL ? LAMP_UNKNOWN_TIME : sqlite3_column_int64 (statement, 4);
      g_ptr_array_add (list, token);
    }
  if (code != SQLITE_DONE)
    lamp_store_file_fail (&self->file, error);
  done (statement);
  return code == SQLITE_DONE ? g_steal_pointer (&list) : NULL;
}

static const LampStoreClass store_class = {
  .close = store_close,
  .begin = store_begin,
  .commit = store_commit,
  .rollback = store_rollback,
  .append = store_append,
  .put_record = store_put_record,
  .clear_records = store_clear_records,
  .load_records = store_load_records,
  .put_position = store_put_position,
  .load_positions = store_load_positions,
  .put_answer = store_put_answer,
  .find_answer = store_find_answer,
  .forget_answers = store_forget_answers,
  .read_journal = store_read_journal,
  .journal_extent = store_journal_extent,
  .get_note = store_get_note,
  .set_note = store_set_note,
  .add_token = store_add_token,
  .revoke_token = store_revoke_token,
  .list_tokens = store_list_tokens,
};

LampStore *
lamp_store_sqlite_open (const char *path, LampStoreAccess access, GError **error)
{
  Store *self = g_new0 (Store, 1);

  self->base.klass = &store_class;
  if (lamp_store_file_open (&self->file, path, access, error))
    return &self->base;
  store_close (&self->base);
  return NULL;
}
