/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Life of a record: made, copied, compared, released, all by its table of fields. JSON is in record-read.c and record-text.c.
 */
#include "records/record.h"

#include "records/record-private.h"

#include <math.h>
#include <string.h>

G_DEFINE_QUARK (lamp - record - error - quark, lamp_record_error)

static void
init_fields (gpointer record, const LampField *fields)
{
  for (const LampField *field = fields; field->name != NULL; field++)
    switch (field->type)
      {
      case LAMP_FIELD_INTEGER:
        LAMP_FIELD_AT (record, field, gint64) = LAMP_UNKNOWN_INTEGER;
        break;
      case LAMP_FIELD_NUMBER:
        LAMP_FIELD_AT (record, field, double) = NAN;
        break;
      case LAMP_FIELD_BOOLEAN:
        LAMP_FIELD_AT (record, field, int) = LAMP_UNKNOWN_BOOLEAN;
        break;
      case LAMP_FIELD_TIME:
        LAMP_FIELD_AT (record, field, gint64) = LAMP_UNKNOWN_TIME;
        break;
      case LAMP_FIELD_OBJECT:
        init_fields (record, field->members);
        break;
      case LAMP_FIELD_STRING:
      case LAMP_FIELD_STRINGS:
      case LAMP_FIELD_JSON:
      default:
        break; /* NULL already */
      }
}

static void
clear_fields (gpointer record, const LampField *fields)
{
  for (const LampField *field = fields; field->name != NULL; field++)
    switch (field->type)
      {
      case LAMP_FIELD_STRING:
        g_clear_pointer (&LAMP_FIELD_AT (record, field, char *), g_free);
        break;
      case LAMP_FIELD_STRINGS:
        g_clear_pointer (&LAMP_FIELD_AT (record, field, char **), g_strfreev);
        break;
      case LAMP_FIELD_JSON:
        g_clear_pointer (&LAMP_FIELD_AT (record, field, JsonNode *), json_node_unref);
        break;
      case LAMP_FIELD_OBJECT:
        clear_fields (record, field->members);
        break;
      case LAMP_FIELD_INTEGER:
      case LAMP_FIELD_NUMBER:
      case LAMP_FIELD_BOOLEAN:
      case LAMP_FIELD_TIME:
      default:
        break; /* nothing owned */
      }
}

void
lamp_record_clear_field (gpointer record, const LampField *field)
{
  LampField one[2] = { *field, LAMP_FIELD_END };

  clear_fields (record, one);
  init_fields (record, one);
}

gpointer
lamp_record_new (const LampRecordType *type, const char *id)
{
  LampRecord *record = g_malloc0 (type->size);

  record->type = type;
  g_atomic_ref_count_init (&record->ref_count);
  record->id = g_strdup (id);
  init_fields (record, type->fields);

  return record;
}

static void
copy_fields (gpointer record, gconstpointer from, const LampField *fields)
{
  for (const LampField *field = fields; field->name != NULL; field++)
    switch (field->type)
      {
      case LAMP_FIELD_STRING:
        LAMP_FIELD_AT (record, field, char *) = g_strdup (LAMP_FIELD_IN (from, field, char *));
        break;
      case LAMP_FIELD_STRINGS:
        LAMP_FIELD_AT (record, field, char **) = g_strdupv (LAMP_FIELD_IN (from, field, char **));
        break;
      case LAMP_FIELD_JSON:
        LAMP_FIELD_AT (record, field, JsonNode *) = lamp_json_copy_deep (LAMP_FIELD_IN (from, field, JsonNode *));
        break;
      case LAMP_FIELD_OBJECT:
        copy_fields (record, from, field->members);
        break;
      case LAMP_FIELD_INTEGER:
      case LAMP_FIELD_TIME:
        LAMP_FIELD_AT (record, field, gint64) = LAMP_FIELD_IN (from, field, gint64);
        break;
      case LAMP_FIELD_NUMBER:
        LAMP_FIELD_AT (record, field, double) = LAMP_FIELD_IN (from, field, double);
        break;
      case LAMP_FIELD_BOOLEAN:
        LAMP_FIELD_AT (record, field, int) = LAMP_FIELD_IN (from, field, int);
        break;
      default:
        break;
      }
}

gpointer
lamp_record_copy (gconstpointer record)
{
  const LampRecord *from = record;
  LampRecord       *copy = lamp_record_new (from->type, from->id);

  copy->revision = from->revision;
  copy->telemetry = from->telemetry;
  copy->at = from->at;
  copy->placed = from->placed;
  copy_fields (copy, from, from->type->fields);

  return copy;
}

gpointer
lamp_record_ref (gpointer record)
{
  g_atomic_ref_count_inc (&((LampRecord *)record)->ref_count);

  return record;
}

void
lamp_record_unref (gpointer record)
{
  LampRecord *self = record;

  if (!g_atomic_ref_count_dec (&self->ref_count))
    return;

  clear_fields (self, self->type->fields);
  g_free (self->id);
  g_free (self);
}

static gboolean
equal_strings (char **a, char **b)
{
  if (a == NULL || b == NULL)
    return a == b;

  return g_strv_equal ((const char *const *)a, (const char *const *)b);
}

static gboolean
equal_numbers (double a, double b)
{
  return a == b || (isnan (a) && isnan (b));
}

static gboolean
equal_json (JsonNode *a, JsonNode *b)
{
  if (a == NULL || b == NULL)
    return a == b;

  return json_node_equal (a, b);
}

/* Times are equal when they are so on the wire: a copy that went through JSON equals its original. */
static gboolean
equal_times (gint64 a, gint64 b)
{
  if (a == LAMP_UNKNOWN_TIME || b == LAMP_UNKNOWN_TIME)
    return a == b;

  return lamp_time_to_msec (a) == lamp_time_to_msec (b);
}

static gboolean
equal_fields (gconstpointer a, gconstpointer b, const LampField *fields)
{
  for (const LampField *field = fields; field->name != NULL; field++)
    {
      gboolean equal = TRUE;

      switch (field->type)
        {
        case LAMP_FIELD_STRING:
          equal = g_strcmp0 (LAMP_FIELD_IN (a, field, char *), LAMP_FIELD_IN (b, field, char *)) == 0;
          break;
        case LAMP_FIELD_STRINGS:
          equal = equal_strings (LAMP_FIELD_IN (a, field, char **), LAMP_FIELD_IN (b, field, char **));
          break;
        case LAMP_FIELD_JSON:
          equal = equal_json (LAMP_FIELD_IN (a, field, JsonNode *), LAMP_FIELD_IN (b, field, JsonNode *));
          break;
        case LAMP_FIELD_OBJECT:
          equal = equal_fields (a, b, field->members);
          break;
        case LAMP_FIELD_INTEGER:
          equal = LAMP_FIELD_IN (a, field, gint64) == LAMP_FIELD_IN (b, field, gint64);
          break;
        case LAMP_FIELD_TIME:
          equal = equal_times (LAMP_FIELD_IN (a, field, gint64), LAMP_FIELD_IN (b, field, gint64));
          break;
        case LAMP_FIELD_NUMBER:
          equal = equal_numbers (LAMP_FIELD_IN (a, field, double), LAMP_FIELD_IN (b, field, double));
          break;
        case LAMP_FIELD_BOOLEAN:
          equal = LAMP_FIELD_IN (a, field, int) == LAMP_FIELD_IN (b, field, int);
          break;
        default:
          break;
        }

      if (!equal)
        return FALSE;
    }

  return TRUE;
}

gboolean
lamp_record_equal (gconstpointer a, gconstpointer b)
{
  const LampRecord *one = a, *other = b;

  if (one == other)
    return TRUE;
  if (one->type != other->type || one->placed != other->placed || g_strcmp0 (one->id, other->id) != 0)
    return FALSE;
  if (one->placed && (one->at.lon_deg != other->at.lon_deg || one->at.lat_deg != other->at.lat_deg))
    return FALSE;

  return equal_fields (one, other, one->type->fields);
}

char *
lamp_record_dup_etag (gconstpointer record)
{
  const LampRecord *self = record;

  if (self->telemetry > 0)
    return g_strdup_printf ("\"%" G_GINT64_FORMAT ".%" G_GINT64_FORMAT "\"", self->revision, self->telemetry);

  return g_strdup_printf ("\"%" G_GINT64_FORMAT "\"", self->revision);
}

gboolean
lamp_etag_parse (const char *etag, gint64 *revision, gint64 *telemetry)
{
  const char      *dot = NULL;
  gsize            length = etag != NULL ? strlen (etag) : 0;
  g_autofree char *inner = NULL;

  if (length < 3 || etag[0] != '"' || etag[length - 1] != '"')
    return FALSE;

  inner = g_strndup (etag + 1, length - 2);
  *telemetry = 0;
  dot = strchr (inner, '.');
  if (dot != NULL)
    {
      if (!g_ascii_string_to_unsigned (dot + 1, 10, 1, G_MAXINT64, (guint64 *)telemetry, NULL))
        return FALSE;
      inner[dot - inner] = '\0';
    }

  return g_ascii_string_to_unsigned (inner, 10, 0, G_MAXINT64, (guint64 *)revision, NULL);
}

gint64
lamp_etag_get_revision (const char *etag)
{
  gint64 revision, telemetry;

  return lamp_etag_parse (etag, &revision, &telemetry) ? revision : -1;
}

const LampField *
lamp_record_type_find_field (const LampRecordType *type, const char *name)
{
  for (const LampField *field = type->fields; field->name != NULL; field++)
    if (g_str_equal (field->name, name))
      return field;

  return NULL;
}

void
lamp_record_set_string (char **field, const char *value)
{
  char *copy = g_strdup (value); /* first: `value` may lie in `field` */

  g_free (*field);
  *field = copy;
}
