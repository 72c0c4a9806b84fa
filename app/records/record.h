/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What is live: outages, crews, assignments, sites, switches, calls. Each is a plain C struct that starts with
 * a LampRecord, described by one table of fields. From that table come its JSON in both directions, its schema,
 * its query parameters, the journal's before and after, and equality: nothing else in the program lists fields.
 *
 * A new kind of record is one file here and one line in collections.c.
 *
 * Ownership: records are reference counted (atomic) and immutable once shared: to change one, copy it, change the
 * copy, share that. So a reader on another thread never sees half a change.
 *
 * Unknown values: NULL, LAMP_UNKNOWN_INTEGER, NAN, LAMP_UNKNOWN_TIME, LAMP_UNKNOWN_BOOLEAN; `null` on the wire.
 */
#pragma once

#include <gio/gio.h>
#include <json-glib/json-glib.h>

#include "geo/geo.h"

G_BEGIN_DECLS

#define LAMP_UNKNOWN_INTEGER G_MININT64
#define LAMP_UNKNOWN_TIME G_MININT64
#define LAMP_UNKNOWN_BOOLEAN (-1)

#define LAMP_RECORD_ERROR (lamp_record_error_quark ())
typedef enum {
  LAMP_RECORD_ERROR_WRONG_TYPE, /* a property has another type than the schema says */
  LAMP_RECORD_ERROR_BAD_VALUE,  /* not one of the allowed words, or out of range */
  LAMP_RECORD_ERROR_MISSING,    /* a required property or the id is absent */
  LAMP_RECORD_ERROR_GEOMETRY,   /* not a GeoJSON point in range */
  LAMP_RECORD_ERROR_MALFORMED,  /* not JSON, not UTF-8, or nested deeper than anybody has a reason to */
} LampRecordError;
GQuark lamp_record_error_quark (void);

typedef enum {
  LAMP_FIELD_STRING,  /* char * */
  LAMP_FIELD_INTEGER, /* gint64 */
  LAMP_FIELD_NUMBER,  /* double */
  LAMP_FIELD_BOOLEAN, /* int: 0, 1 or LAMP_UNKNOWN_BOOLEAN */
  LAMP_FIELD_TIME,    /* gint64, microseconds since 1970 UTC; RFC 3339 with milliseconds on the wire */
  LAMP_FIELD_STRINGS, /* char ** */
  LAMP_FIELD_JSON,    /* JsonNode *: an array of objects, with whatever was sent in them */
  LAMP_FIELD_OBJECT,  /* no storage: `members` lie in the same struct, offsets from its start */
} LampFieldType;

typedef struct _LampField LampField;
struct _LampField
{
  const char        *name; /* on the wire */
  LampFieldType      type;
  gsize              offset;  /* bytes from the start of the record's struct */
  const char        *title;   /* one English line for schema and API document */
  const char *const *values;  /* allowed words, NULL-terminated; NULL for any */
  const LampField   *members; /* of an object, ended by a NULL name */
};

typedef struct
{
  const char      *collection; /* "outages" */
  const char      *singular;   /* "outage" */
  const char      *title, *description;
  gsize            size;                    /* of the struct */
  const char      *geometry;                /* "Point", "Polygon" or NULL */
  const LampField *fields;                  /* ended by a NULL name */
  const char      *start_field, *end_field; /* what `datetime` is compared with; NULL for none */
  gboolean         needs_match;             /* If-Match is required on changes */
  gboolean         is_journal;              /* read from the journal; never live: in no state, snapshot or change stream */
} LampRecordType;

typedef struct
{
  const LampRecordType *type;
  gatomicrefcount       ref_count;
  char                 *id;
  gint64                revision;  /* journal sequence of its last change: the ETag; 0 before the first */
  gint64                telemetry; /* counts position fixes since start, which are no commands; 0 for all but crews */
  LampPoint             at;
  gboolean              placed; /* FALSE: geometry null */
} LampRecord;

/* All values unknown. */
gpointer lamp_record_new (const LampRecordType *type, const char *id) G_GNUC_WARN_UNUSED_RESULT;
gpointer lamp_record_copy (gconstpointer record) G_GNUC_WARN_UNUSED_RESULT;
gpointer lamp_record_ref (gpointer record);
void     lamp_record_unref (gpointer record);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (LampRecord, lamp_record_unref)

/* Same id, place and field values; revision and telemetry are not compared. */
gboolean lamp_record_equal (gconstpointer a, gconstpointer b);

/* A GeoJSON Feature as text: type, id, geometry, properties with every field. `more` (nullable) is put before the end, such
 * as ",\"etag\":\"…\"". */
void lamp_record_append_feature (GString *out, gconstpointer record, const char *more);
/* JSON from outside, read with care: json-glib's parser overflows the stack on deep nesting and takes whole numbers
 * beyond 64 bits for others. Errors are LAMP_RECORD_ERROR_MALFORMED, one sentence for whoever sent it. */
JsonNode *lamp_json_from_bytes (GBytes *bytes, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* A member that is a text, borrowed; NULL when it is absent or of another type, or there is no object. */
const char *lamp_json_string (JsonObject *object, const char *name);
/* JSON text of a string, quotes included; and of any node, without touching its reference counts. */
void lamp_json_append_string (GString *out, const char *text);
void lamp_json_append (GString *out, JsonNode *node);
/* Reads a Feature. Unknown properties are ignored (a newer server may send more); wrong types are refused. A member
 * `etag` beside `properties`, as the gateway sends it, gives revision and telemetry when it is one of ours. */
gpointer lamp_record_from_feature (const LampRecordType *type, JsonObject *feature, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* RFC 7396 on the properties of an own, unshared record. On error the record is unchanged. */
gboolean lamp_record_merge (gpointer record, JsonObject *patch, GError **error);

/* Strong: "\"412\"" or, with telemetry, "\"412.7\"". */
char *lamp_record_dup_etag (gconstpointer record);
/* The journal sequence in an ETag of ours; -1 when it is not one. */
gint64 lamp_etag_get_revision (const char *etag);

const LampField *lamp_record_type_find_field (const LampRecordType *type, const char *name);
/* Typed setters for owners of an unshared record; strings are copied. */
void lamp_record_set_string (char **field, const char *value);

/* JSON Schema (2020-12) of one property. */
JsonNode *lamp_field_to_schema (const LampField *field) G_GNUC_WARN_UNUSED_RESULT;

/* RFC 3339 UTC with milliseconds. */
char *lamp_time_to_string (gint64 time_usec) G_GNUC_WARN_UNUSED_RESULT;
/* Any RFC 3339 date-time with offset; FALSE when it is not one. */
gboolean lamp_time_from_string (const char *text, gint64 *time_usec);

/* A time of the future that no clock's error explains, so that somebody's clock is wrong and how old it is nobody knows. `speed` is how
 * many times as fast as real time the clock of `now_usec` goes. FALSE for a time that is not known. */
gboolean lamp_time_is_ahead (gint64 time_usec, gint64 now_usec, double speed);

/* Milliseconds, towards the past: as much of a time as the wire carries. */
gint64 lamp_time_to_msec (gint64 time_usec);

/* The collection table, ended by NULL, the journal last; and look-up by collection name (NULL when there is none). */
const LampRecordType *const *lamp_collections (void);
const LampRecordType        *lamp_collection_find (const char *collection);

G_END_DECLS
