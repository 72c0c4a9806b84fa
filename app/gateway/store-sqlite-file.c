/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * See store-sqlite-file.h. One gateway at a time: the writer holds an flock on PATH.lock, which a killed process cannot leave
 * behind.
 */
#define G_LOG_DOMAIN "lamp-gateway"
#include "config.h"

#include "gateway/store-sqlite-file.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#define GETTEXT_PACKAGE LAMP_GETTEXT_PACKAGE
#include <glib/gi18n-lib.h>

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

gboolean
lamp_store_file_was_taken (LampStoreFile *self, GError **error)
{
  g_autofree char *log = g_strconcat (self->path, "-wal", NULL);

  /* Who came and went took the log along, but not without a trace in the file. */
  if (!self->at_rest || (access (log, F_OK) != 0 && lamp_edition_is_at (&self->edition, self->path)))
    return FALSE;
  g_set_error (error, LAMP_STORE_ERROR, LAMP_STORE_ERROR_LOCKED, _ ("A gateway began to use the store %s while it was read; try again"), self->path);
  return TRUE;
}

gboolean
lamp_store_file_fail (LampStoreFile *self, GError **error)
{
  int code = sqlite3_errcode (self->db);

  /* What was told not to change and did looks damaged. */
  if (lamp_store_file_was_taken (self, error))
    return FALSE;
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

/* One number that a pragma or count gives. */
static gboolean
ask (LampStoreFile *self, const char *question, gint64 *answer, GError **error)
{
  sqlite3_stmt *statement = NULL;
  gboolean      ok = sqlite3_prepare_v2 (self->db, question, -1, &statement, NULL) == SQLITE_OK && sqlite3_step (statement) == SQLITE_ROW;

  if (ok)
    *answer = sqlite3_column_int64 (statement, 0);
  else
    lamp_store_file_fail (self, error);
  sqlite3_finalize (statement);
  return ok;
}

static gboolean
take_lock (LampStoreFile *self, GError **error)
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
prepare_file (LampStoreFile *self, LampStoreAccess access, GError **error)
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

      return sqlite3_exec (self->db, text, NULL, NULL, NULL) == SQLITE_OK || lamp_store_file_fail (self, error);
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
 * be allowed to open; unless it is told that nobody writes there. Where there is a log, it is read and
 * stays; SQLite then makes an index of it beside it (-shm), as it has to. */
static int
open_visiting (LampStoreFile *self)
{
  g_autofree char *whole = g_canonicalize_filename (self->path, NULL);
  g_autofree char *log = g_strconcat (self->path, "-wal", NULL);
  g_autofree char *plain = g_filename_to_uri (whole, NULL, NULL);
  g_autofree char *uri = NULL;

  self->visiting = TRUE;
  self->at_rest = lamp_edition_read (self->path, &self->edition) && access (log, F_OK) != 0;
  uri = g_strconcat (plain, self->at_rest ? "?immutable=1" : "?mode=ro", NULL);
  return sqlite3_open_v2 (uri, &self->db, SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_READONLY | SQLITE_OPEN_URI, NULL);
}

static int
open_file (LampStoreFile *self, LampStoreAccess access)
{
  if (access == LAMP_STORE_VISITOR)
    return open_visiting (self);
  return sqlite3_open_v2 (self->path, &self->db, SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_READWRITE | (access == LAMP_STORE_READER ? 0 : SQLITE_OPEN_CREATE), NULL);
}

static gboolean
set_up (LampStoreFile *self, LampStoreAccess access, GError **error)
{
  if (open_file (self, access) != SQLITE_OK)
    return lamp_store_file_fail (self, error);
  sqlite3_busy_timeout (self->db, BUSY_TIMEOUT_MSEC);
  if (access == LAMP_STORE_WRITER || access == LAMP_STORE_TOOL)
    {
      /* The first question also finds out whether it is a database at all, before anything is written. */
      gint64 version = 0;

      if (!ask (self, "PRAGMA user_version", &version, error))
        return FALSE;
      if (sqlite3_exec (self->db, "PRAGMA journal_mode = WAL", NULL, NULL, NULL) != SQLITE_OK)
        return lamp_store_file_fail (self, error);
    }
  if (sqlite3_exec (self->db, "PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON; PRAGMA trusted_schema = OFF", NULL, NULL, NULL) != SQLITE_OK)
    return lamp_store_file_fail (self, error);
  return prepare_file (self, access, error);
}

/* Of which SQLite only says that it cannot open it. */
static gboolean
may_be_a_store (LampStoreFile *self, LampStoreAccess mode, GError **error)
{
  if (g_file_test (self->path, G_FILE_TEST_IS_DIR))
    {
      g_set_error (error, LAMP_STORE_ERROR, LAMP_STORE_ERROR_OPEN, _ ("The store %s is a folder; name a file in it"), self->path);
      return FALSE;
    }
  if (mode == LAMP_STORE_WRITER || mode == LAMP_STORE_TOOL || access (self->path, F_OK) == 0 || errno != ENOENT)
    return TRUE;
  g_set_error (error, LAMP_STORE_ERROR, LAMP_STORE_ERROR_OPEN, _ ("There is no store %s; check the path, or whether the gateway has ever run with it"), self->path);
  return FALSE;
}

gboolean
lamp_store_file_open (LampStoreFile *self, const char *path, LampStoreAccess access, GError **error)
{
  *self = (LampStoreFile){ .path = g_strdup (path), .lock_fd = -1 };
  return may_be_a_store (self, access, error) && (access != LAMP_STORE_WRITER || take_lock (self, error)) && set_up (self, access, error);
}

void
lamp_store_file_close (LampStoreFile *self)
{
  sqlite3_close (self->db);
  if (self->lock_fd >= 0)
    close (self->lock_fd);
  g_free (self->path);
}
