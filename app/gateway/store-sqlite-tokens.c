/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The table of who may come in. A name is never given twice, so that the journal stays clear about who it was.
 */
#include "config.h"

#include "gateway/store-sqlite-private.h"

#define GETTEXT_PACKAGE LAMP_GETTEXT_PACKAGE
#include <glib/gi18n-lib.h>

gboolean
lamp_sqlite_add_token (LampStore *base, const LampToken *token, GError **error)
{
  LampSqlite   *self = (LampSqlite *)base;
  sqlite3_stmt *statement = lamp_sqlite_prepare (self, "INSERT INTO token VALUES (?, ?, ?, ?, NULL)", error);
  int           code;

  if (statement == NULL)
    return FALSE;
  lamp_sqlite_bind_text (statement, 1, token->name);
  lamp_sqlite_bind_text (statement, 2, lamp_role_to_string (token->role));
  lamp_sqlite_bind_text (statement, 3, token->hash);
  sqlite3_bind_int64 (statement, 4, token->created_usec);
  code = sqlite3_step (statement);
  if (code == SQLITE_CONSTRAINT)
    g_set_error (error, LAMP_STORE_ERROR, LAMP_STORE_ERROR_EXISTS, _ ("There has been a token named “%s” in %s; choose another name"), token->name, self->file.path);
  else if (code != SQLITE_DONE)
    lamp_store_file_fail (&self->file, error);
  lamp_sqlite_done (statement);
  return code == SQLITE_DONE;
}

gboolean
lamp_sqlite_revoke_token (LampStore *base, const char *name, gint64 at_usec, GError **error)
{
  LampSqlite   *self = (LampSqlite *)base;
  sqlite3_stmt *statement = lamp_sqlite_prepare (self, "UPDATE token SET revoked = ? WHERE name = ? AND revoked IS NULL", error);

  if (statement == NULL)
    return FALSE;
  sqlite3_bind_int64 (statement, 1, at_usec);
  lamp_sqlite_bind_text (statement, 2, name);
  if (!lamp_sqlite_run (self, statement, error))
    return FALSE;
  if (sqlite3_changes (self->file.db) == 1)
    return TRUE;
  g_set_error (error, LAMP_STORE_ERROR, LAMP_STORE_ERROR_MISSING, _ ("There is no valid token named “%s” in %s"), name, self->file.path);
  return FALSE;
}

GPtrArray *
lamp_sqlite_list_tokens (LampStore *base, GError **error)
{
  LampSqlite   *self = (LampSqlite *)base;
  sqlite3_stmt *statement = lamp_sqlite_prepare (self, "SELECT name, role, hash, created, revoked FROM token ORDER BY created, name", error);
  g_autoptr (GPtrArray) list = g_ptr_array_new_with_free_func ((GDestroyNotify)lamp_token_free);
  int code;

  if (statement == NULL)
    return NULL;
  while ((code = sqlite3_step (statement)) == SQLITE_ROW)
    {
      LampToken *token = g_new0 (LampToken, 1);

      token->name = g_strdup (lamp_sqlite_text (statement, 0));
      lamp_role_from_string (lamp_sqlite_text (statement, 1), &token->role);
      token->hash = g_strdup (lamp_sqlite_text (statement, 2));
      token->created_usec = sqlite3_column_int64 (statement, 3);
      token->revoked_usec = sqlite3_column_type (statement, 4) == SQLITE_NULL ? LAMP_UNKNOWN_TIME : sqlite3_column_int64 (statement, 4);
      g_ptr_array_add (list, token);
    }
  if (code != SQLITE_DONE)
    lamp_store_file_fail (&self->file, error);
  lamp_sqlite_done (statement);
  return code == SQLITE_DONE ? g_steal_pointer (&list) : NULL;
}
