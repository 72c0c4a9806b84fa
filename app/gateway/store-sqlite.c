/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The store in one SQLite file: write-ahead log, synchronous=FULL, so a commit has reached the disk when it returns.
 * One gateway at a time: the writer holds an flock on PATH.lock, which a killed process cannot leave behind. All SQL is
 * prepared once and bound; a statement is reset as soon as it is done, so no read transaction lingers.
 */
#define G_LOG_DOMAIN "lamp-gateway"
#include "config.h"

#include "gateway/store.h"

#include <errno.h>
#include <fcntl.h>
#include <math.h>
#include <sqlite3.h>
#include <sys/file.h>
#include <unistd.h>

#define GETTEXT_PACKAGE LAMP_GETTEXT_PACKAGE
#include <glib/gi18n-lib.h>

#include "records/crew.h"

#define APPLICATION_ID 0x4c616d70 /* "Lamp" */
#define STORE_VERSION 1
#define BUSY_TIMEOUT_MSEC 4000

static const char schema[] =
    "CREATE TABLE journal (seq INTEGER PRIMARY KEY, at INTEGER NOT NULL, actor TEXT NOT NULL, command TEXT NOT NULL,"
    " changes TEXT NOT NULL, reason TEXT, key TEXT) STRICT;"
    "CREATE TABLE record (n INTEGER PRIMARY KEY, collection TEXT NOT NULL, id TEXT NOT NULL, revision INTEGER NOT NULL,"
    " feature TEXT NOT NULL, UNIQUE (collection, id)) STRICT;"
    "CREATE TABLE position (crew TEXT PRIMARY KEY, lon REAL NOT NULL, lat REAL NOT NULL, at INTEGER NOT NULL, speed REAL,"
    " heading REAL, source TEXT, telemetry INTEGER NOT NULL) STRICT, WITHOUT ROWID;"
    "CREATE TABLE answer (actor TEXT NOT NULL, key TEXT NOT NULL, request TEXT NOT NULL, status INTEGER NOT NULL,"
    " location TEXT, etag TEXT, body TEXT NOT NULL, seq INTEGER NOT NULL, made INTEGER NOT NULL,"
    " PRIMARY KEY (actor, key)) STRICT, WITHOUT ROWID;"
    "CREATE TABLE token (name TEXT PRIMARY KEY, role TEXT NOT NULL, hash TEXT NOT NULL UNIQUE, created INTEGER NOT NULL,"
    " revoked INTEGER) STRICT, WITHOUT ROWID;"
    "CREATE TABLE note (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;";

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
  char         *path;
  int           lock_fd; /* -1 unless it is the writer's */
  gboolean      visiting;
  gboolean      at_rest; /* a visitor's: no gateway had it, so SQLite was told that it does not change */
  sqlite3      *db;
  sqlite3_stmt *statements[N_SQL];
} Store;

static void
store_close (LampStore *base)
{
  Store *self = (Store *)base;

  for (guint i = 0; i < N_SQL; i++)
    sqlite3_finalize (self->statements[i]);
  sqlite3_close (self->db);
  if (self->lock_fd >= 0)
    close (self->lock_fd);
  g_free (self->path);
  g_free (self);
}

/* What SQLite said, as a sentence about this file. */
static gboolean
fail (Store *self, GError **error)
{
  int code = sqlite3_errcode (self->db);

  switch (code)
    {
    case SQLITE_NOTADB:
    case SQLITE_CORRUPT:
      g_set_error (error, LAMP_STORE_ERROR, LAMP_STORE_ERROR_FOREIGN, _ ("The store %s is damaged or is no SQLite file (%s); name another or restore it from a backup"), self->path, sqlite3_errmsg (self->db));
      break;
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
      g_set_error (error, LAMP_STORE_ERROR, LAMP_STORE_ERROR_LOCKED, _ ("The store %s is locked by another program; close that one first"), self->path);
      break;
    case SQLITE_CANTOPEN:
    case SQLITE_READONLY:
      if (self->visiting)
        g_set_error (error, LAMP_STORE_ERROR, LAMP_STORE_ERROR_OPEN, _ ("The store %s cannot be opened for reading (%s); check that it is there and its permissions"), self->path, sqlite3_errmsg (self->db));
      else
        g_set_error (error, LAMP_STORE_ERROR, LAMP_STORE_ERROR_OPEN, _ ("The store %s cannot be opened for writing (%s); check the folder and its permissions"), self->path, sqlite3_errmsg (self->db));
      break;
    default:
      g_set_error (error, LAMP_STORE_ERROR, LAMP_STORE_ERROR_WRITE, _ ("The store %s cannot be used: %s"), self->path, sqlite3_errmsg (self->db));
      break;
    }
  return FALSE;
}

static sqlite3_stmt *
prepare (Store *self, guint which, GError **error)
{
  if (self->statements[which] == NULL && sqlite3_prepare_v3 (self->db, sql[which], -1, SQLITE_PREPARE_PERSISTENT, &self->statements[which], NULL) != SQLITE_OK)
    fail (self, error);
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
    fail (self, error);
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

  if (!sqlite3_get_autocommit (self->db))
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
    ok = fail (self, error);
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
    fail (self, error);
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
      fail (self, error);
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

/* Since it was opened, by a gateway: what SQLite took for unchanging may not have been. */
static gboolean
was_taken (Store *self, GError **error)
{
  g_autofree char *log = g_strconcat (self->path, "-wal", NULL);

  if (!self->at_rest || access (log, F_OK) != 0)
    return FALSE;
  g_set_error (error, LAMP_STORE_ERROR, LAMP_STORE_ERROR_LOCKED, _ ("A gateway began to use the store %s while it was read; try again"), self->path);
  return TRUE;
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
    fail (self, error);
  done (statement);
  return (!go_on || code == SQLITE_DONE) && !was_taken (self, error);
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
      fail (self, error);
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
    fail (self, error);
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
    g_set_error (error, LAMP_STORE_ERROR, LAMP_STORE_ERROR_EXISTS, _ ("There has been a token named “%s” in %s; choose another name"), token->name, self->path);
  else if (code != SQLITE_DONE)
    fail (self, error);
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
  if (sqlite3_changes (self->db) == 1)
    return TRUE;
  g_set_error (error, LAMP_STORE_ERROR, LAMP_STORE_ERROR_MISSING, _ ("There is no valid token named “%s” in %s"), name, self->path);
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
    fail (self, error);
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

/* One number that a pragma or count gives. */
static gboolean
ask (Store *self, const char *question, gint64 *answer, GError **error)
{
  sqlite3_stmt *statement = NULL;
  gboolean      ok = sqlite3_prepare_v2 (self->db, question, -1, &statement, NULL) == SQLITE_OK && sqlite3_step (statement) == SQLITE_ROW;

  if (ok)
    *answer = sqlite3_column_int64 (statement, 0);
  else
    fail (self, error);
  sqlite3_finalize (statement);
  return ok;
}

static gboolean
take_lock (Store *self, GError **error)
{
  g_autofree char *lock_path = g_strconcat (self->path, ".lock", NULL);

  self->lock_fd = open (lock_path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  if (self->lock_fd < 0)
    {
      g_set_error (error, LAMP_STORE_ERROR, LAMP_STORE_ERROR_OPEN, _ ("The store %s cannot be opened for writing (%s); check the folder and its permissions"), self->path, g_strerror (errno));
      return FALSE;
    }
  if (flock (self->lock_fd, LOCK_EX | LOCK_NB) == 0)
    return TRUE;
  g_set_error (error, LAMP_STORE_ERROR, LAMP_STORE_ERROR_LOCKED, _ ("The store %s is in use by another gateway; stop that one or name another store"), self->path);
  return FALSE;
}

/* Makes the tables of a new file, for who may; refuses what is not ours. */
static gboolean
prepare_file (Store *self, LampStoreAccess access, GError **error)
{
  gint64 application = 0, version = 0, n_tables = 0;

  if (!ask (self, "PRAGMA application_id", &application, error) || !ask (self, "PRAGMA user_version", &version, error) || !ask (self, "SELECT count(*) FROM sqlite_schema", &n_tables, error))
    return FALSE;
  if (application == 0 && version == 0 && n_tables == 0 && (access == LAMP_STORE_READER || access == LAMP_STORE_VISITOR))
    {
      g_set_error (error, LAMP_STORE_ERROR, LAMP_STORE_ERROR_FOREIGN, _ ("There is nothing in the store %s; name the one of a gateway"), self->path);
      return FALSE;
    }
  if (application == 0 && version == 0 && n_tables == 0)
    {
      g_autofree char *text = g_strdup_printf ("BEGIN IMMEDIATE; %s PRAGMA application_id = %d; PRAGMA user_version = %d; COMMIT", schema, APPLICATION_ID, STORE_VERSION);

      return sqlite3_exec (self->db, text, NULL, NULL, NULL) == SQLITE_OK || fail (self, error);
    }
  if (application != APPLICATION_ID)
    {
      g_set_error (error, LAMP_STORE_ERROR, LAMP_STORE_ERROR_FOREIGN, _ ("%s is an SQLite file of another program, not a Lamplighter store; name another"), self->path);
      return FALSE;
    }
  if (version != STORE_VERSION)
    {
      g_set_error (error, LAMP_STORE_ERROR, LAMP_STORE_ERROR_NEWER, _ ("The store %s was written by a newer Lamplighter (its version is %d, this program knows %d); use that one"), self->path, (int)version, STORE_VERSION);
      return FALSE;
    }
  return TRUE;
}

/* Reading a store at rest, SQLite would leave a write-ahead log behind that is the visitor's, and that the gateway may not
 * be allowed to open; unless it is told that nobody writes there. Where there is a log, it is read and stays. */
static int
open_visiting (Store *self)
{
  g_autofree char *whole = g_canonicalize_filename (self->path, NULL);
  g_autofree char *log = g_strconcat (self->path, "-wal", NULL);
  g_autofree char *plain = g_filename_to_uri (whole, NULL, NULL);
  g_autofree char *uri = NULL;

  self->visiting = TRUE;
  self->at_rest = access (log, F_OK) != 0;
  uri = g_strconcat (plain, self->at_rest ? "?immutable=1" : "?mode=ro", NULL);
  return sqlite3_open_v2 (uri, &self->db, SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_READONLY | SQLITE_OPEN_URI, NULL);
}

static int
open_file (Store *self, LampStoreAccess access)
{
  if (access == LAMP_STORE_VISITOR)
    return open_visiting (self);
  return sqlite3_open_v2 (self->path, &self->db, SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_READWRITE | (access == LAMP_STORE_READER ? 0 : SQLITE_OPEN_CREATE), NULL);
}

static gboolean
set_up (Store *self, LampStoreAccess access, GError **error)
{
  if (open_file (self, access) != SQLITE_OK)
    return fail (self, error);
  sqlite3_busy_timeout (self->db, BUSY_TIMEOUT_MSEC);
  if (access == LAMP_STORE_WRITER || access == LAMP_STORE_TOOL)
    {
      /* The first question also finds out whether it is a database at all, before anything is written. */
      gint64 version = 0;

      if (!ask (self, "PRAGMA user_version", &version, error))
        return FALSE;
      if (sqlite3_exec (self->db, "PRAGMA journal_mode = WAL", NULL, NULL, NULL) != SQLITE_OK)
        return fail (self, error);
    }
  if (sqlite3_exec (self->db, "PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON; PRAGMA trusted_schema = OFF", NULL, NULL, NULL) != SQLITE_OK)
    return fail (self, error);
  return prepare_file (self, access, error);
}

LampStore *
lamp_store_sqlite_open (const char *path, LampStoreAccess access, GError **error)
{
  Store *self = g_new0 (Store, 1);

  self->base.klass = &store_class;
  self->path = g_strdup (path);
  self->lock_fd = -1;
  if ((access == LAMP_STORE_WRITER && !take_lock (self, error)) || !set_up (self, access, error))
    {
      store_close (&self->base);
      return NULL;
    }
  return &self->base;
}
