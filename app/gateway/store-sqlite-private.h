/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A store in SQLite from inside: its statements, for the files that have its tables. One thread at a time.
 */
#pragma once

#include "gateway/store-sqlite-file.h"

#include <math.h>

G_BEGIN_DECLS

typedef struct
{
  LampStore     base;
  LampStoreFile file;
  GHashTable   *statements; /* SQL, by its address → sqlite3_stmt, owned */
} LampSqlite;

/* `sql` is a literal: prepared when it is first asked for, and kept. NULL with an error. Borrowed. */
sqlite3_stmt *lamp_sqlite_prepare (LampSqlite *self, const char *sql, GError **error);
/* Runs a bound statement that gives no rows. */
gboolean lamp_sqlite_run (LampSqlite *self, sqlite3_stmt *statement, GError **error);
/* One without parameters. */
gboolean lamp_sqlite_run_plain (LampSqlite *self, const char *sql, GError **error);
/* Of every other statement, when nothing more is read from it. */
void lamp_sqlite_done (sqlite3_stmt *statement);

/* Text is borrowed until the statement has run; NULL is NULL. */
static inline void
lamp_sqlite_bind_text (sqlite3_stmt *statement, int column, const char *text)
{
  sqlite3_bind_text (statement, column, text, -1, SQLITE_STATIC);
}

/* NAN is NULL, and back. */
static inline void
lamp_sqlite_bind_real (sqlite3_stmt *statement, int column, double value)
{
  sqlite3_bind_double (statement, column, value);
}

static inline double
lamp_sqlite_real (sqlite3_stmt *statement, int column)
{
  return sqlite3_column_type (statement, column) == SQLITE_NULL ? (double)NAN : sqlite3_column_double (statement, column);
}

/* Borrowed until the next step. */
static inline const char *
lamp_sqlite_text (sqlite3_stmt *statement, int column)
{
  return (const char *)sqlite3_column_text (statement, column);
}

/* What LampStoreClass asks of them: store-sqlite-live.c … */
gboolean lamp_sqlite_put_record (LampStore *base, const LampRecord *record, const char *feature, GError **error);
gboolean lamp_sqlite_clear_records (LampStore *base, GError **error);
gboolean lamp_sqlite_load_records (LampStore *base, LampState *state, GError **error);
gboolean lamp_sqlite_put_position (LampStore *base, const LampRecord *record, GError **error);
gboolean lamp_sqlite_load_positions (LampStore *base, LampState *state, GError **error);
/* … store-sqlite-journal.c … */
gboolean    lamp_sqlite_append (LampStore *base, const LampJournalRow *row, GError **error);
gboolean    lamp_sqlite_read_journal (LampStore *base, gint64 after_seq, gint64 offset, guint limit, LampJournalFunc func, gpointer user_data, GError **error);
gboolean    lamp_sqlite_journal_extent (LampStore *base, gint64 *first_seq, gint64 *last_seq, gint64 *last_usec, GError **error);
gboolean    lamp_sqlite_put_answer (LampStore *base, const char *actor, const char *key, const LampAnswer *answer, GError **error);
LampAnswer *lamp_sqlite_find_answer (LampStore *base, const char *actor, const char *key, GError **error);
gboolean    lamp_sqlite_forget_answers (LampStore *base, gint64 before_usec, GError **error);
/* … and store-sqlite-tokens.c. */
gboolean   lamp_sqlite_add_token (LampStore *base, const LampToken *token, GError **error);
gboolean   lamp_sqlite_revoke_token (LampStore *base, const char *name, gint64 at_usec, GError **error);
GPtrArray *lamp_sqlite_list_tokens (LampStore *base, GError **error);

G_END_DECLS
