/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The tables of what is: the newest feature of every record, and the last position of every crew.
 */
#include "gateway/store-sqlite-private.h"

#include "records/crew.h"

gboolean
lamp_sqlite_put_record (LampStore *base, const LampRecord *record, const char *feature, GError **error)
{
  LampSqlite   *self = (LampSqlite *)base;
  sqlite3_stmt *statement = lamp_sqlite_prepare (self, "INSERT INTO record (collection, id, revision, feature) VALUES (?, ?, ?, ?)"
                                                       " ON CONFLICT (collection, id) DO UPDATE SET revision = excluded.revision, feature = excluded.feature",
                                                 error);

  if (statement == NULL)
    return FALSE;
  lamp_sqlite_bind_text (statement, 1, record->type->collection);
  lamp_sqlite_bind_text (statement, 2, record->id);
  sqlite3_bind_int64 (statement, 3, record->revision);
  lamp_sqlite_bind_text (statement, 4, feature);
  return lamp_sqlite_run (self, statement, error);
}

gboolean
lamp_sqlite_clear_records (LampStore *base, GError **error)
{
  return lamp_sqlite_run_plain ((LampSqlite *)base, "DELETE FROM record", error);
}

static gboolean
load_record (LampState *state, sqlite3_stmt *statement, GError **error)
{
  const LampRecordType *type = lamp_collection_find (lamp_sqlite_text (statement, 0));
  g_autoptr (JsonNode) feature = json_from_string (lamp_sqlite_text (statement, 2), NULL);

  /* One without a type is a kind of record this program does not know. */
  return type == NULL || lamp_store_take_feature (state, type, feature, sqlite3_column_int64 (statement, 1), error);
}

gboolean
lamp_sqlite_load_records (LampStore *base, LampState *state, GError **error)
{
  LampSqlite   *self = (LampSqlite *)base;
  sqlite3_stmt *statement = lamp_sqlite_prepare (self, "SELECT collection, revision, feature FROM record ORDER BY n", error);
  gboolean      ok = statement != NULL;
  int           code = SQLITE_DONE;

  while (ok && (code = sqlite3_step (statement)) == SQLITE_ROW)
    ok = load_record (state, statement, error);
  if (ok && code != SQLITE_DONE)
    ok = lamp_store_file_fail (&self->file, error);
  if (statement != NULL)
    lamp_sqlite_done (statement);
  return ok;
}

gboolean
lamp_sqlite_put_position (LampStore *base, const LampRecord *record, GError **error)
{
  LampSqlite     *self = (LampSqlite *)base;
  const LampCrew *crew = (const LampCrew *)record;
  sqlite3_stmt   *statement = lamp_sqlite_prepare (self, "INSERT OR REPLACE INTO position VALUES (?, ?, ?, ?, ?, ?, ?, ?)", error);

  if (statement == NULL)
    return FALSE;
  lamp_sqlite_bind_text (statement, 1, record->id);
  lamp_sqlite_bind_real (statement, 2, record->at.lon_deg);
  lamp_sqlite_bind_real (statement, 3, record->at.lat_deg);
  sqlite3_bind_int64 (statement, 4, crew->position_usec);
  lamp_sqlite_bind_real (statement, 5, crew->speed_mps);
  lamp_sqlite_bind_real (statement, 6, crew->heading_deg);
  lamp_sqlite_bind_text (statement, 7, crew->source);
  sqlite3_bind_int64 (statement, 8, record->telemetry);
  return lamp_sqlite_run (self, statement, error);
}

/* Fixes after the last checkpoint are lost with the process, so the count jumps ahead of any it can have had: an ETag
 * never comes back with another content. */
#define TELEMETRY_JUMP 100000

static void
load_position (LampState *state, sqlite3_stmt *statement)
{
  const LampCrew *known = lamp_state_lookup (state, &lamp_crew_type, lamp_sqlite_text (statement, 0));
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
      crew->speed_mps = lamp_sqlite_real (statement, 4);
      crew->heading_deg = lamp_sqlite_real (statement, 5);
      lamp_record_set_string (&crew->source, lamp_sqlite_text (statement, 6));
    }
  lamp_state_put (state, record);
}

gboolean
lamp_sqlite_load_positions (LampStore *base, LampState *state, GError **error)
{
  LampSqlite   *self = (LampSqlite *)base;
  sqlite3_stmt *statement = lamp_sqlite_prepare (self, "SELECT crew, lon, lat, at, speed, heading, source, telemetry FROM position", error);
  int           code;

  if (statement == NULL)
    return FALSE;
  while ((code = sqlite3_step (statement)) == SQLITE_ROW)
    load_position (state, statement);
  if (code != SQLITE_DONE)
    lamp_store_file_fail (&self->file, error);
  lamp_sqlite_done (statement);
  return code == SQLITE_DONE;
}
